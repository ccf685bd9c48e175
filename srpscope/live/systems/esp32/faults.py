"""Faults that a played device makes on order, to see how an app takes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from srpscope.errors import UserError

Kind = Literal["drop", "late", "corrupt", "lose"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the client's n-th message of a session (1: Cmd0, 2: Cmd1, 3 on: encrypted ones).

    drop: the connection closes instead of an answer. late: the answer takes `amount` seconds longer. corrupt: one bit
    of byte `amount` of the answer is flipped (-1: the last). lose: the device has forgotten the session.
    """

    kind: Kind
    message: int
    amount: float = 0


DEFAULTS = {"drop": 0.0, "late": 2.0, "corrupt": -1.0, "lose": 0.0}


def parse_fault(text: str) -> Fault:
    """KIND:MESSAGE or KIND:MESSAGE:AMOUNT ("drop:2", "late:1:2.5", "corrupt:2:10", "lose:2"). Raises UserError."""
    match = re.fullmatch(r"(drop|late|corrupt|lose):(\d{1,6})(?::(-?\d{1,6}(?:\.\d{1,6})?))?", text.strip())
    if match is None or int(match[2]) < 1:
        raise UserError(f"{text!r} is no fault; one looks like drop:2, late:1:2.5, corrupt:2:10 or lose:2.")
    amount = float(match[3]) if match[3] else DEFAULTS[match[1]]
    if match[1] == "late" and not 0 <= amount <= 600:
        raise UserError(f"{text!r}: an answer can be 0 to 600 s late.")
    return Fault(match[1], int(match[2]), amount)  # type: ignore[arg-type]


def corrupted(data: bytes, index: int) -> bytes:
    """The data with one bit of one byte flipped; the index counts from the end where it is negative."""
    if not data:
        return data
    at = max(-len(data), min(index, len(data) - 1))
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)
