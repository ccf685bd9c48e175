"""The inner loop of the search: K and the proof, compiled from their formulas by partial evaluation.

Before S is known, everything in a proof's formula that does not depend on S is evaluated once and hashed once: what
remains is a hash state and the few bytes that vary. There is no second copy of a dialect here: the compiled form is
made of the formula itself, and falls back to evaluating it where it is no plain hash.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from srpscope.srp.allowance import Allowance
from srpscope.srp.encodings import byte_length, text_bytes
from srpscope.srp.evaluate import Evaluation
from srpscope.srp.formula import (
    Call,
    Concatenation,
    Formula,
    Name,
    Node,
    Number,
    Octets,
    Text,
    children,
    is_hash,
    show,
    walk,
    with_children,
)
from srpscope.srp.functions import ENCODINGS, HASH_FUNCTIONS
from srpscope.srp.outcome import Failure, FormulaSettings, Missing
from srpscope.srp.primitives import hashes
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import NUMBERS, Value

LATE = frozenset({"S", "K", "M1"})
"""Values that are unknown until S is."""

Values = dict[str, Value]


Form = Callable[[Values], bytes]
"""One late piece of a hash: the bytes that it has for these late values. Raises Missing, Failure."""

Pieces = tuple["bytes | tuple[str, Form]", ...]
"""What a hash is fed: bytes that stay, and late pieces with their text, by which equal ones are known."""


@dataclass(frozen=True)
class _LateValues:
    """How values are read that are known from S on; N stands for the width of PAD."""

    settings: FormulaSettings
    width: Value | None
    allowance: Allowance

    def evaluation(self, late: Values) -> Evaluation:
        """An evaluation that knows nothing else. It raises Missing for any other name."""

        def value(name: str) -> Value:
            if name in late:
                return late[name]
            if name == "N" and self.width is not None:
                return self.width
            raise Missing(name)

        def raw(name: str) -> bytes:
            found = value(name)
            return (
                found.to_bytes(byte_length(found), "big")
                if isinstance(found, int)
                else found
                if isinstance(found, bytes)
                else text_bytes(found)
            )

        return Evaluation(self.settings, value, raw, _no_power, self.allowance, record=False)


class Early:
    """What is known before S on one sheet. Formulas that differ in one place share the rest: every part that they have
    in common is evaluated once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.late = _LateValues(sheet.settings, sheet.value("N"), sheet.allowance)
        self._run = Evaluation(sheet.settings, sheet.need, sheet.raw, _no_power, sheet.allowance, record=False)
        # By identity: to compare two formulas would take a walk through both. The node is kept, so that it stays it.
        self._late_parts: dict[int, tuple[Node, Node | None]] = {}
        self._constants: dict[int, tuple[Node, Node]] = {}
        self._forms: dict[int, tuple[Node, tuple[str, Form]]] = {}

    def without(self, node: Node) -> Node:
        """The tree with every part that has no late value in it replaced by what it is. Raises Missing, Failure."""
        late = self._late_part(node)
        return self._constant(node) if late is None else late

    def plain_hash(self, node: Node) -> tuple[Any, Pieces] | None:
        """A hash state fed with everything in front of the first late piece, and the pieces after it."""
        if not is_hash(node):
            return None
        name = HASH_FUNCTIONS[node.function] or self.late.settings.hash
        if name not in hashes.USUAL:
            return None  # none, or one whose state is no hashlib object
        argument = node.arguments[0]
        parts = argument.parts if isinstance(argument, Concatenation) else (argument,)
        run = self.late.evaluation({})
        pieces: list[bytes | tuple[str, Form]] = []
        for part in parts:
            if not isinstance(part, (Number, Text, Octets)):
                pieces.append(self._form(part))
                continue
            data = run.octets(part)
            if pieces and isinstance(pieces[-1], bytes):
                pieces[-1] += data
            else:
                pieces.append(data)
        state = hashes.constructor(name)()
        if pieces and isinstance(pieces[0], bytes):
            state.update(pieces[0])
            pieces = pieces[1:]
        return state, tuple(pieces)

    def _made_form(self, node: Node) -> Form:
        """A late piece as a function: a hash inside from its own state, one value encoded without a walk."""
        inner = self.plain_hash(node)
        if inner is not None:
            state, pieces = inner

            def hashed(late: Values) -> bytes:
                run = state.copy()
                for piece in pieces:
                    run.update(piece if isinstance(piece, bytes) else piece[1](late))
                digest: bytes = run.digest()
                return digest

            return hashed
        if isinstance(node, Name):
            return partial(_plain, self.late.evaluation({}), node.name)
        if isinstance(node, Call) and node.function in ENCODINGS and len(node.arguments) == 1:
            operand = node.arguments[0]
            if isinstance(operand, Name):
                return partial(_encoded, self.late.evaluation({}), node.function, operand.name)
        late_values = self.late  # not self, which keeps this function: nothing here goes in circles
        return lambda late: (run := late_values.evaluation(late)).as_octets(run.run(node))

    def _form(self, node: Node) -> tuple[str, Form]:
        known = self._forms.get(id(node))
        if known is None:
            known = self._forms[id(node)] = node, (show(node), self._made_form(node))
        return known[1]

    def _late_part(self, node: Node) -> Node | None:
        # One walk, from the leaves up: a search compiles thousands of formulas.
        if isinstance(node, Name):
            return node if node.name in LATE else None
        known = self._late_parts.get(id(node))
        if known is None:
            known = self._late_parts[id(node)] = node, self._made(node)
        return known[1]

    def _made(self, node: Node) -> Node | None:
        inner = children(node)
        parts = [self._late_part(child) for child in inner]
        if all(part is None for part in parts):
            return None
        new = (self._constant(child) if part is None else part for child, part in zip(inner, parts, strict=True))
        return with_children(node, tuple(new))

    def _constant(self, node: Node) -> Node:
        known = self._constants.get(id(node))
        if known is None:
            value = self._run.run(node)
            made = Number(value) if isinstance(value, int) else Text(value) if isinstance(value, str) else Octets(value)
            known = self._constants[id(node)] = node, made
        return known[1]


class Residue:
    """One formula with everything early evaluated; `run` gives its value for late values."""

    def __init__(self, formula: Formula, early: Early, name: str) -> None:
        self.name = name
        self._late = early.late
        self._number = name in NUMBERS or early.sheet.kind(name) == "number"
        self._node = early.without(formula.node)
        self._fast = early.plain_hash(self._node)

    @property
    def midstate(self) -> tuple[Any, Pieces] | None:
        """The hash state before the first late piece, and the pieces from there on; None for what is no plain hash."""
        return None if self._number else self._fast

    @property
    def names(self) -> frozenset[str]:
        """The late values that it reads."""
        return frozenset(node.name for node in walk(self._node) if isinstance(node, Name))

    def run(self, late: Values, forms: dict[str, bytes]) -> Value | None:
        """The value, or None where it cannot be computed. `forms` remembers the encodings of these late values."""
        try:
            if self._fast is not None:
                state, pieces = self._fast
                state = state.copy()
                for piece in pieces:
                    state.update(piece if isinstance(piece, bytes) else formed(piece, late, forms))
                value: Value = state.digest()
            else:
                value = self._late.evaluation(late).run(self._node)
        except (Failure, Missing):
            return None
        if self._number and isinstance(value, bytes):
            return int.from_bytes(value, self._late.settings.order)
        return value


def formed(piece: tuple[str, Form], late: Values, forms: dict[str, bytes]) -> bytes:
    """The bytes of one late piece, remembered in `forms`. Raises Missing, Failure."""
    key, form = piece
    known = forms.get(key)
    if known is None:
        known = forms[key] = form(late)
    return known


def _plain(run: Evaluation, name: str, late: Values) -> bytes:
    value = late.get(name)
    if value is None:
        raise Missing(name)
    try:
        return run.as_octets(value)
    except (ValueError, OverflowError) as error:
        raise Failure(str(error)) from None


def _encoded(run: Evaluation, function: str, name: str, late: Values) -> bytes:
    value = late.get(name)
    if value is None:
        raise Missing(name)
    if isinstance(value, str):
        raise Failure(f"{function} takes a number or bytes, and {name} is text")
    try:
        return run.as_octets(run.encode(function, value))
    except (ValueError, OverflowError) as error:
        raise Failure(str(error)) from None


def _no_power(_base: int, _exponent: int, _modulus: int) -> int:
    raise Failure("no power is computed here")


def residue_of(formula: Formula, early: Early, name: str) -> Residue | None:
    """What is left of the formula of K, M1 or M2; None where something early in it is unknown."""
    try:
        return Residue(formula, early, name)
    except (Missing, Failure):
        return None
