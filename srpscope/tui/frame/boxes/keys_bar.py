"""The last row while a box stands over the screen: the keys that work in the box, and only those."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.tui.facts.spans import Line, Span, width
from srpscope.tui.frame.bars import Bar, Target

_NAMES = {"esc": "escape", "^": "ctrl+", "?": "question_mark", "/": "slash"}


class KeysBar(Bar):
    """keys: "enter keep  esc back", two blanks between one key and the next; a click presses the first of a pair."""

    def __init__(self, keys: str = "") -> None:
        super().__init__(id="keys")
        self._keys = keys

    def say(self, keys: str) -> None:
        """Other keys work now."""
        if keys != self._keys:
            self._keys = keys
            self.update()

    def rows(self, cells: int) -> Sequence[Line]:
        """One row; what has no room is left out whole."""
        spans: list[Span] = [(" ", "text")]
        column = 1
        for entry in _fitting(self._keys.split("  "), cells):
            key, _, word = entry.partition(" ")
            size = width(key) + 1 + width(word)
            self.targets.append(Target(0, column, column + size, _pressed(key)))
            spans += [(key, "accent bold"), (f" {word}", "dim"), ("   ", "text")]
            column += size + 3
        return [tuple(spans)]

    async def _run(self, action: str) -> None:
        self.app.simulate_key(action)


def _fitting(entries: list[str], cells: int) -> list[str]:
    """Those that have room; the last one, how to get back, always has."""
    kept = list(entries)
    while len(kept) > 1 and 1 + sum(width(one) + 3 for one in kept) - 3 > cells:
        del kept[-2]
    return kept


def _pressed(key: str) -> str:
    """A key as Textual names it: "^o" is ctrl+o, of "j/k" the first."""
    if key.startswith("^"):
        return f"ctrl+{key[1:]}"
    first = key if key == "/" else key.split("/")[0]
    return _NAMES.get(first, first)
