"""From text to a formula: Python expression syntax, parsed with ast, checked against a whitelist, never evaluated.

The language is described in dialects/README.md; its limits are in limits.py.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping

from srpscope.printable import HALF_A_PAIR, has_half_a_pair
from srpscope.srp import limits
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Formula,
    FormulaError,
    Name,
    Negation,
    Node,
    Number,
    Octets,
    Power,
    Slice,
    Text,
    Xor,
    concatenation,
    of_node,
    walk,
)
from srpscope.srp.functions import FUNCTIONS, HASH_FUNCTIONS, Function

Macros = Mapping[str, tuple[tuple[str, ...], str]]
"""Name -> (parameters, formula text): a dialect's [define]."""

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Mod: "%"}


def parse(text: str, macros: Macros | None = None) -> Formula:
    """The formula of a text. Raises FormulaError with the reason in one sentence."""
    node = _parse_node(text, macros or {})
    return of_node(node)


def _parse_node(text: str, macros: Macros) -> Node:
    if len(text) > limits.FORMULA_CHARACTERS:
        raise FormulaError(f"a formula has at most {limits.FORMULA_CHARACTERS:,} characters, this one {len(text):,}.")
    if has_half_a_pair(text):
        raise FormulaError(f"the formula has {HALF_A_PAIR}.")
    line = " ".join(text.split("\n")).strip()
    if not line:
        raise FormulaError("the formula is empty.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's opinion on '\d' is not ours to print
            tree = ast.parse(line, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(f"not a formula{_where(error, line)}: {_short(line)}") from None
    try:
        return _Builder(macros).build(tree.body, 0, {})
    except RecursionError:
        raise FormulaError("the formula is nested too deeply.") from None


def _where(error: Exception, line: str) -> str:
    """Where Python stopped. Of a bracket that nothing closes it names the bracket, which is no fault there: what is
    missing comes behind it. Of a line that only ends too early Python names no place, or one behind it."""
    if not isinstance(error, SyntaxError):
        return ""
    if not error.offset or error.offset > len(line):
        return f": something is missing behind its last character, {len(line)}"
    if error.msg.endswith("was never closed"):
        return f": the bracket at character {error.offset} is not closed"
    return f" at character {error.offset}"


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")


class _Builder:
    """From Python's tree to ours, refusing whatever the language does not have."""

    def __init__(self, macros: Macros) -> None:
        self._macros = macros
        self._nodes = 0
        self._open: list[str] = []

    def build(self, node: ast.expr, depth: int, bound: Mapping[str, Node]) -> Node:
        self._nodes += 1
        if self._nodes > limits.FORMULA_NODES:
            raise FormulaError(
                f"the formula has more than {limits.FORMULA_NODES:,} parts once its macros are expanded."
            )
        if depth > limits.FORMULA_DEPTH:
            raise FormulaError(f"the formula is nested deeper than {limits.FORMULA_DEPTH} levels.")
        match node:
            case ast.Name(id=name):
                return bound[name] if name in bound else Name(name)
            case ast.Constant(value=value):
                return self._constant(value)
            case ast.BinOp(op=ast.BitOr()):
                return concatenation([self.build(part, depth + 1, bound) for part in _chain(node)])
            case ast.BinOp(left=left, op=operator, right=right):
                return self._binary(operator, self.build(left, depth + 1, bound), self.build(right, depth + 1, bound))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negation(self.build(operand, depth + 1, bound))
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=keywords):
                return self._call(function, arguments, keywords, depth, bound)
            case ast.Subscript(value=operand, slice=ast.Slice(lower=lower, upper=upper, step=step)):
                limits_ = [self._slice_number(part) for part in (lower, upper, step)]
                if limits_[2] == 0:
                    raise FormulaError("the step of a slice is never 0.")
                return Slice(self.build(operand, depth + 1, bound), *limits_)
            case ast.Subscript():
                raise FormulaError("a slice has a colon: K[:32], S[0::2].")
        raise FormulaError(f"a formula has no {_python_word(node)}.")

    def _constant(self, value: object) -> Node:
        match value:
            case bool():
                raise FormulaError("a formula has no True or False.")
            case int():
                if value.bit_length() > limits.NUMBER_BITS:
                    raise FormulaError(f"a number has at most {limits.NUMBER_BITS:,} bits.")
                return Number(value)
            case str():
                if has_half_a_pair(value):
                    raise FormulaError(f"a text of the formula has {HALF_A_PAIR}.")
                return Text(value)
            case bytes():
                return Octets(value)
        raise FormulaError(f"a formula has only whole numbers, text and bytes, not {_short(str(value))}.")

    def _binary(self, operator: ast.operator, left: Node, right: Node) -> Node:
        match operator:
            case ast.BitXor():
                return Xor(left, right)
            case ast.Pow():
                return Power(left, right)
        sign = _ARITHMETIC.get(type(operator))
        if sign is None:
            raise FormulaError(f"a formula has the operators | ^ ** + - * %, not {_python_word(operator)}.")
        return Arithmetic(sign, left, right)

    def _slice_number(self, part: ast.expr | None) -> int | None:
        match part:
            case None:
                return None
            case ast.Constant(value=int() as value) if not isinstance(value, bool):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(value, bool):
                return -value
        raise FormulaError("a slice has literal numbers only.")

    def _call(
        self,
        function: str,
        arguments: list[ast.expr],
        keywords: list[ast.keyword],
        depth: int,
        bound: Mapping[str, Node],
    ) -> Node:
        built = [self.build(argument, depth + 1, bound) for argument in arguments]
        if function in self._macros:
            return self._expand(function, built, keywords, depth)
        entry = FUNCTIONS.get(function)
        if entry is None:
            raise FormulaError(f"there is no function {function}; see `srpscope dialects` for the language.")
        named = {}
        for keyword in keywords:
            if keyword.arg is None:
                raise FormulaError("a formula has no **.")
            if keyword.arg in named:
                raise FormulaError(f"{function} is given {keyword.arg} twice.")
            named[keyword.arg] = self.build(keyword.value, depth + 1, bound)
        return _checked_call(entry, built, named)

    def _expand(self, name: str, arguments: list[Node], keywords: list[ast.keyword], depth: int) -> Node:
        parameters, text = self._macros[name]
        if keywords or len(arguments) != len(parameters):
            raise FormulaError(f"{name} takes {len(parameters)} arguments, not {len(arguments) + len(keywords)}.")
        if name in self._open:
            raise FormulaError(f"the macro {name} is made of itself.")
        if len(text) > limits.FORMULA_CHARACTERS:
            raise FormulaError(f"the macro {name} is longer than {limits.FORMULA_CHARACTERS:,} characters.")
        self._open.append(name)
        try:
            body = ast.parse(" ".join(text.split("\n")).strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise FormulaError(f"the macro {name} is not a formula: {_short(text)}") from None
        result = self.build(body, depth + 1, dict(zip(parameters, arguments, strict=True)))
        self._nodes += sum(1 for argument in arguments for _ in walk(argument)) * _uses(body)
        if self._nodes > limits.FORMULA_NODES:
            raise FormulaError(
                f"the formula has more than {limits.FORMULA_NODES:,} parts once its macros are expanded."
            )
        self._open.pop()
        return result


def _uses(body: ast.expr) -> int:
    return sum(isinstance(node, ast.Name) for node in ast.walk(body))


def _checked_call(entry: Function, arguments: list[Node], named: dict[str, Node]) -> Node:
    function = entry.name
    if entry.hashes and arguments:
        arguments = [concatenation(arguments)]  # a comma in a hash means |
    names = entry.arguments + entry.options
    if len(arguments) > len(names):
        raise FormulaError(f"{function} takes at most {len(names)} arguments.")
    # An option may be given in its place or by its name; either way it is kept by its name.
    positional = arguments[: len(entry.arguments)]
    options = dict(zip(names[len(entry.arguments) :], arguments[len(entry.arguments) :], strict=False))
    for name, value in named.items():
        if name in options or name in names[: len(positional)]:
            raise FormulaError(f"{function} is given {name} twice.")
        if name in entry.arguments and name == names[len(positional)]:
            positional.append(value)
        elif name in entry.options:
            options[name] = value
        else:
            raise FormulaError(f"{function} has no option {name}.")
    if len(positional) < len(entry.arguments) - entry.optional:
        raise FormulaError(f"{function} needs {', '.join(entry.arguments)}.")
    for required in entry.required:
        if required not in options:
            raise FormulaError(f"{function} needs {required}=.")
    if function == "RAW" and not isinstance(positional[0], Name):
        raise FormulaError("RAW takes the name of a value: RAW(A).")
    hash_option = options.get("hash")
    if hash_option is not None and not (isinstance(hash_option, Name) and hash_option.name in HASH_FUNCTIONS):
        raise FormulaError(f"hash= is one of {', '.join(sorted(HASH_FUNCTIONS))}.")
    for option, words in entry.words.items():
        word = options.get(option)
        if word is not None and not (isinstance(word, Text) and word.value in words):
            raise FormulaError(f"{option}= of {function} is one of {', '.join(map(repr, words))}.")
    ordered = tuple((name, options[name]) for name in entry.options if name in options)
    return Call(function, tuple(positional), ordered)


def _chain(node: ast.expr) -> list[ast.expr]:
    """The parts of a | b | c, found without recursion: a long chain is not a deep formula."""
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts.append(node.right)
        node = node.left
    parts.append(node)
    return parts[::-1]


def _python_word(node: ast.AST) -> str:
    return type(node).__name__
