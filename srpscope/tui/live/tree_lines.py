"""A message after the handshake, field by field: what is asked, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.tui.facts.spans import Line, place, shorten
from srpscope.wire.asking import is_secret

if TYPE_CHECKING:
    from srpscope.wire.asking import Tree


ROOM = 76
"""Cells below which names and values stand closer: a value is read to its end before a row is airy."""


def tree_lines(tree: Tree, reveal: bool, cells: int) -> list[Line]:
    """A row a field that was sent."""
    lines = []
    at, value_at = (11, 36) if cells >= ROOM else (2, 18)
    for node in tree.walk():
        if node.kind not in ("message", "default"):
            hidden = is_secret(node.name) and not reveal
            said = shorten(printable(node.text, 60), max(cells - value_at, 8))
            value = (value_at, "hidden", "dim italic") if hidden else (value_at, said, "text")
            lines.append(place([(at, shorten(printable(node.name, 24), value_at - at - 1), "dim"), value]))
    return lines
