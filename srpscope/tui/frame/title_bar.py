"""The top rows: the screens with their keys and the badge, then the file, its dialect and the edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len

from srpscope.printable import printable
from srpscope.tui.commands import SCREEN_KEYS
from srpscope.tui.facts.spans import Line, Span, ends_of, line_width
from srpscope.tui.frame.bars import Bar, Target, join
from srpscope.tui.frame.layout import ROOMY

Headline = tuple[str, list[tuple[str, str]]]
"""A title, and (words, role) of what stands behind it."""

LEAST_TITLE = 22
"""Cells that a title keeps, whatever stands behind it."""

MOST_CUT = 40
"""The same where there is a row for it: what stands behind gives way first."""

Badges = Sequence[tuple[str, str]]
"""The role and the words of each."""


def badge_line(badges: Badges) -> Line:
    """The badges, one beside the other."""
    spans: list[Span] = []
    for role, word in badges:
        if not word:
            continue
        if spans:
            spans.append((" ", "text"))
        spans.append((f"{word} ", "dim") if role == "dim" else (f" {word} ", f"{role} badge"))
    return tuple(spans)


class BadgeBar(Bar):
    """The badges alone, where they stand in the title: over a box they stay lit."""

    def __init__(self) -> None:
        super().__init__(id="badge")
        self._line: Line = ()

    def say(self, badges: Badges) -> None:
        """Other badges; a shorter one covers what stands below as well."""
        line = badge_line(badges)
        size = max(line_width(line), line_width(self._line))
        self._line = ((" " * (size - line_width(line)), "text"), *line)
        self.styles.width = size
        self.styles.offset = (max(self.app.size.width - size, 0), 0)
        self.display = size > 0
        self.update()

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        return [self._line]


class TitleBar(Bar):
    """Row 1: the name, the screens, the badge. At 80 columns: the file, the dialect, the edits, the badge.

    headline: what is looked at, for a narrow row; badges: role and words of each.
    """

    def __init__(
        self, mode: str, headline: Callable[[bool], Headline], badges: Callable[[], Sequence[tuple[str, str]]]
    ) -> None:
        super().__init__(id="title")
        self._mode, self._headline, self._badges_of = mode, headline, badges

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        return [self._narrow(cells) if cells < ROOMY else self._wide(cells)]

    def _badge(self) -> Line:
        return badge_line(self._badges_of())

    def _wide(self, cells: int) -> Line:
        spans: list[Span] = [(" srpscope  ", "accent bold")]
        column = 11
        for mode, key in SCREEN_KEYS.items():
            here = mode == self._mode
            ground = "@selection" if here else ""
            start = column
            spans += [
                (" ", f"text{ground}"),
                (f"{key} ", f"dim{ground}"),
                (mode, f"accent bold underline{ground}" if here else "dim"),
                (" ", f"text{ground}"),
                ("  ", "text"),
            ]
            width = 1 + len(key) + 1 + len(mode) + 1
            self.targets.append(Target(0, start, start + width, f"app.mode('{mode}')"))
            column += width + 2
        return join(tuple(spans), self._badge(), cells)[0]

    def _narrow(self, cells: int) -> Line:
        title, rest = self._headline(True)
        words, badge = printable(title, 60), self._badge()
        room = cells - line_width(badge) - 2
        kept = _with_room(rest, room - min(cell_len(words), LEAST_TITLE))
        spans: list[Span] = [(" ", "text"), (ends_of(words, room - _size(kept)), "text bold")]
        for text, role in kept:
            spans += [("  ", "text"), (text, role)]
        return join(tuple(spans), badge, cells)[0]


def _size(parts: Sequence[tuple[str, str]]) -> int:
    return sum(2 + cell_len(text) for text, _role in parts)


def _with_room(parts: Sequence[tuple[str, str]], cells: int) -> list[tuple[str, str]]:
    """The parts that a row has whole: one that warns goes last, and nothing is cut to a word without its end."""
    kept = list(parts)
    while kept and _size(kept) > cells:
        quiet = [index for index, (_, role) in enumerate(kept) if role != "warn"]
        del kept[quiet[-1] if quiet else -1]
    return kept


class FileBar(Bar):
    """Row 2: the file, what the evidence is, the dialect, the edits; right: a key and its word, where there is one."""

    GROUND = "background"

    def __init__(self, headline: Callable[[bool], Headline], right: Callable[[], tuple[str, str, str] | None]) -> None:
        super().__init__(id="file")
        self._headline, self._right = headline, right

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        title, rest = self._headline(False)
        key = self._right()
        right: Line = () if key is None else ((key[0], "accent bold"), (f" {key[1]} ", "dim"))
        room = cells - line_width(right) - 2 - sum(3 + cell_len(text) for text, _role in rest)
        words = ends_of(printable(title, 80), max(room, MOST_CUT))
        long = cell_len(words) > room
        spans: list[Span] = [(" ", "text"), (words, "text bold")]
        for text, role in rest:
            spans += [("  " if long else "   ", "text"), (text, role)]
        row, at = join(tuple(spans), right, cells)
        if key is not None:
            self.targets.append(Target(0, at, cells, key[2]))
        return [row]
