"""What an evaluation works with and how it can end other than with a value."""

from __future__ import annotations

from typing import NamedTuple

from srpscope.srp.encodings import Order
from srpscope.srp.values import Value


class Failure(Exception):  # noqa: N818 - a value that cannot be computed is no error of the program
    """A value cannot be computed; the text is the reason, shown beside the value."""


class Missing(Exception):  # noqa: N818
    """A value that a formula needs is unknown on this side."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FormulaSettings(NamedTuple):
    """A dialect's defaults: hash (None where nothing names one), how a bare number enters bytes, byte order of
    numbers read from bytes, the bytes of MIN(0), and PAD's width where it is fixed (else len(N))."""

    hash: str | None
    encoding: str = "MIN"
    order: Order = "big"
    zero: bytes = b""
    pad: int | None = None


class Otherwise(NamedTuple):
    """A value that a sheet has by another way than its formula (S from the server's b, v from b and B): from which
    values it came, and which of them another party lent."""

    value: Value
    names: tuple[str, ...]
    lent: str | None = None
