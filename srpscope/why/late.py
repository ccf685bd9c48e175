"""The inner loop of the search: K and the proof, compiled from their formulas by partial evaluation.

Before S is known, everything in a proof's formula that does not depend on S is evaluated once and hashed once: what
remains is a hash state and the few bytes that vary. There is no second copy of a dialect here: the compiled form is
made of the formula itself, and falls back to evaluating it where it is no plain hash.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from srpscope.srp import hashes
from srpscope.srp.encodings import byte_length, text_bytes
from srpscope.srp.evaluate import Evaluation, Failure, Missing, Value
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
    show,
    walk,
    with_children,
)
from srpscope.srp.sheet import Sheet
from srpscope.srp.signatures import ENCODINGS, HASH_FUNCTIONS
from srpscope.srp.values import NUMBERS

LATE = frozenset({"S", "K", "M1"})
"""Values that are unknown until S is."""

Values = dict[str, Value]


Form = Callable[[Values], bytes]
"""One late piece of a hash: the bytes that it has for these late values. Raises Missing, Failure."""

Pieces = tuple["bytes | tuple[str, Form]", ...]
"""What a hash is fed: bytes that stay, and late pieces with their text, by which equal ones are known."""


class Residue:
    """One formula with everything early evaluated; `run` gives its value for late values."""

    def __init__(self, formula: Formula, sheet: Sheet, name: str) -> None:
        self.name = name
        self._settings = sheet.settings
        self._number = name in NUMBERS or sheet.kind(name) == "number"
        self._width = sheet.value("N")
        early = Evaluation(sheet.settings, sheet.need, sheet.raw, _no_power, record=False)
        self._node = _without_early(formula.node, early)
        self._fast = self._plain_hash(self._node)

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
                value = self._evaluation(late).run(self._node)
        except (Failure, Missing):
            return None
        if self._number and isinstance(value, bytes):
            return int.from_bytes(value, self._settings.order)
        return value

    def _plain_hash(self, node: Node) -> tuple[Any, Pieces] | None:
        """A hash state fed with everything in front of the first late piece, and the pieces after it."""
        if not (isinstance(node, Call) and node.function in HASH_FUNCTIONS):
            return None
        name = HASH_FUNCTIONS[node.function] or self._settings.hash
        if name is None:
            return None
        argument = node.arguments[0]
        parts = argument.parts if isinstance(argument, Concatenation) else (argument,)
        run = self._evaluation({})
        pieces: list[bytes | tuple[str, Form]] = []
        for part in parts:
            if not isinstance(part, (Number, Text, Octets)):
                pieces.append((show(part), self._form(part)))
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

    def _form(self, node: Node) -> Form:
        """A late piece as a function: a hash inside from its own state, one value encoded without a walk."""
        inner = self._plain_hash(node)
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
            return partial(_plain, self._evaluation({}), node.name)
        if isinstance(node, Call) and node.function in ENCODINGS and len(node.arguments) == 1:
            operand = node.arguments[0]
            if isinstance(operand, Name):
                return partial(_encoded, self._evaluation({}), node.function, operand.name)
        return lambda late: (run := self._evaluation(late)).as_octets(run.run(node))

    def _evaluation(self, late: Values) -> Evaluation:
        def value(name: str) -> Value:
            if name in late:
                return late[name]
            if name == "N" and self._width is not None:
                return self._width
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

        return Evaluation(self._settings, value, raw, _no_power, record=False)


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


def _constant(node: Node, early: Evaluation) -> Node:
    value = early.run(node)
    if isinstance(value, int):
        return Number(value)
    return Text(value) if isinstance(value, str) else Octets(value)


def _without_early(node: Node, early: Evaluation) -> Node:
    """The tree with every part that has no late value in it replaced by what it is. Raises Missing, Failure."""
    late = _late_part(node, early)
    return _constant(node, early) if late is None else late


def _late_part(node: Node, early: Evaluation) -> Node | None:
    # One walk, from the leaves up: a search compiles thousands of formulas.
    if isinstance(node, Name):
        return node if node.name in LATE else None
    inner = children(node)
    parts = [_late_part(child, early) for child in inner]
    if all(part is None for part in parts):
        return None
    new = (_constant(child, early) if part is None else part for child, part in zip(inner, parts, strict=True))
    return with_children(node, tuple(new))


Compiled = Callable[[Values, dict[str, bytes]], Value | None]


def compile_late(formula: Formula, sheet: Sheet, name: str) -> Compiled | None:
    """The formula of K, M1 or M2 as a function of late values; None where something early in it is unknown."""
    residue = residue_of(formula, sheet, name)
    return None if residue is None else residue.run


def residue_of(formula: Formula, sheet: Sheet, name: str) -> Residue | None:
    """What is left of the formula of K, M1 or M2; None where something early in it is unknown."""
    try:
        return Residue(formula, sheet, name)
    except (Missing, Failure):
        return None
