"""How a value is looked at: what the panes of a value have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Glance:
    """name: the value. side: whose. reveal: secrets are shown. narrow: on a small screen."""

    name: str
    side: str
    reveal: bool
    narrow: bool
