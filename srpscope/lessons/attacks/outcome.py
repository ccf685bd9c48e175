"""How an attack ended, and what there is to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from srpscope.srp.values import Value

Told = Callable[[int, int], None]
"""Called with (tried, total) while passwords or logins are tried."""


Numbers = dict[str, tuple[Value | None, Value | None]]
"""Value -> what the client and what the server has for it."""


def nobody(tried: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Attacked:
    """succeeded: whether the attacker got what he wanted. sentences: what happened, in order.

    tried, total: of passwords or logins, where there were any. bars: title -> (label, number) for a drawing.
    numbers: what client and server had in the end, all of it: the secrets of an attack are nobody's.
    """

    succeeded: bool
    sentences: tuple[str, ...]
    tried: int = 0
    total: int = 0
    bars: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)
