"""A message after the handshake, field by field: what is asked, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.tui.facts.spans import Line, place
from srpscope.wire.asking import is_secret

if TYPE_CHECKING:
    from srpscope.wire.asking import Tree


def tree_lines(tree: Tree, reveal: bool) -> list[Line]:
    """A row a field that was sent."""
    lines = []
    for node in tree.walk():
        if node.kind not in ("message", "default"):
            hidden = is_secret(node.name) and not reveal
            value = (36, "hidden", "dim italic") if hidden else (36, printable(node.text, 60), "text")
            lines.append(place([(11, printable(node.name, 24), "dim"), value]))
    return lines
