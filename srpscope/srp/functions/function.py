"""One function of the formula language: what it takes, what it gives, and how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from srpscope.srp.allowance import Allowance
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.outcome import FormulaSettings
from srpscope.srp.values import Kind, Value


class Arguments(Protocol):
    """What a function was called with. Arguments are asked for by place, options by name; each is evaluated when it is
    asked for, in the kind in which the function wants it. All raise Failure with the reason, or Missing."""

    @property
    def settings(self) -> FormulaSettings:
        """The dialect's defaults."""

    @property
    def allowance(self) -> Allowance:
        """What may still be done: work that grows with an argument is counted before it is begun."""

    @property
    def recording(self) -> bool:
        """Whether hash calls are kept."""

    def value(self, place: int) -> Value:
        """The argument as it is."""

    def number(self, place: int) -> int:
        """Bytes are read in the dialect's order; text is refused."""

    def octets(self, place: int) -> bytes:
        """A number by the dialect's encoding, text as UTF-8."""

    def text(self, place: int) -> str:
        """Bytes are read as UTF-8; a number is refused."""

    def count(self, place: int | str, what: str, most: int) -> int:
        """A number from 0 to `most`, an argument's or an option's; what: the subject of the refusal."""

    def given(self, place: int | str) -> bool:
        """Whether an argument or an option that may be left out stands."""

    def word(self, option: str) -> str:
        """An option that is one of a few words; the first of them where it is left out."""

    def hash_name(self) -> str:
        """The hash of the option hash=, else H's."""

    def width(self) -> int:
        """PAD's width in bytes."""

    def power(self, base: int, exponent: int) -> int:
        """base ** exponent mod N."""

    def encoded(self) -> bytes | str:
        """The first argument in the encoding that the function is named for, the second one its length."""

    def received(self) -> bytes:
        """The value that the first argument names, as the bytes on the wire."""

    def fed(self) -> bytes:
        """What a plain hash is fed: the parts of its argument as bytes, joined."""

    def operands(self) -> tuple[Operand, ...]:
        """Each argument as a piece that is hashed; of a plain hash, each part of what it joins."""

    def record(self, call: HashCall) -> None:
        """Keep a call."""


@dataclass(frozen=True)
class Function:
    """An entry of the table.

    kind: of its result. arguments by name, the last `optional` of which may be left out. options by name, `required`
    those that must stand, `words` those that are one of a few words (the first is the default), in quotes.
    hash: the hash that it is, None for H and for what is no plain hash. hashes: a plain hash. encoding: says how an
    operand becomes bytes or text. records: its calls are kept. needs_hash: uses H where no option names another.
    feeds: its arguments enter it as bytes. stretches: slow by design.
    """

    name: str
    evaluate: Callable[[Arguments], Value]
    kind: Kind = "bytes"
    arguments: tuple[str, ...] = ("value",)
    optional: int = 0
    options: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hash: str | None = None
    hashes: bool = False
    encoding: bool = False
    records: bool = False
    needs_hash: bool = False
    feeds: bool = False
    stretches: bool = False


def of_text(change: Callable[[str], Value]) -> Callable[[Arguments], Value]:
    """A function of one text."""
    return lambda call: change(call.text(0))


def of_bytes(change: Callable[[bytes], Value]) -> Callable[[Arguments], Value]:
    """A function of one argument as bytes."""
    return lambda call: change(call.octets(0))


def of_number(change: Callable[[int], Value]) -> Callable[[Arguments], Value]:
    """A function of one number."""
    return lambda call: change(call.number(0))
