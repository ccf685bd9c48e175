"""How an attack ended, and what there is to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Told = Callable[[int, int], None]
"""Called with (tried, total) while passwords or logins are tried."""


def nobody(tried: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Attacked:
    """succeeded: whether the attacker got what he wanted. sentences: what happened, in order.

    tried, total: of passwords or logins, where there were any. bars: title -> (label, number) for a drawing.
    """

    succeeded: bool
    sentences: tuple[str, ...]
    tried: int = 0
    total: int = 0
    bars: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
