"""The bars without a frame: title, file, verdict and footer. What has a key in them answers the mouse too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from srpscope.tui.commands import Entry
from srpscope.tui.facts.spans import Line, Span, crop, line_width
from srpscope.tui.frame.layout import ROOMY
from srpscope.tui.frame.stage import OnStage
from srpscope.tui.frame.strips import strip_of


@dataclass(frozen=True)
class Target:
    """Cells that a click acts on."""

    row: int
    start: int
    end: int
    action: str


class Bar(OnStage, Widget):
    """Rows of spans over the whole width on one background; `rows` is what subclasses give."""

    GROUND = "panel"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.targets: list[Target] = []
        self._rows: Sequence[Line] | None = None
        self._rows_size = Size(0, 0)

    def rows(self, cells: int) -> Sequence[Line]:
        """What stands in the bar."""
        raise NotImplementedError

    def update(self) -> None:
        """Make the rows again."""
        self._rows = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        cells = self.size.width
        if self._rows is None or self._rows_size != self.size:  # a bar that grew has room for what was cut
            self.targets = []
            self._rows = self.rows(cells)
            self._rows_size = self.size
        line = self._rows[y] if y < len(self._rows) else ()
        return strip_of(line, cells, self.stage.palette, self.GROUND, self.stage.ascii_only)

    def on_click(self, event: events.Click) -> None:
        """Run what stands under the mouse."""
        for target in self.targets:
            if event.y == target.row and target.start <= event.x < target.end:
                event.stop()
                self.call_later(self._run, target.action)
                return

    async def _run(self, action: str) -> None:
        await self.app.run_action(action, default_namespace=self.screen)


def join(left: Line, right: Line, cells: int) -> tuple[Line, int]:
    """Left and right ends of a row and where the right one begins; the left one gives way, and shows it."""
    room = cells - line_width(right)
    if line_width(left) > room - 1:
        # Two dots, as wherever something is cut; a bar without room for them is too narrow to be read anyway.
        left = (*crop(left, max(room - 3, 0)), ("..", "dim"))
    gap = max(room - line_width(left), 0)
    return (*left, (" " * gap, "text"), *right), room


class FooterBar(Bar):
    """The keys that work on the screen now: ? first, at most nine, all of them visible at 80 columns."""

    def __init__(self, entries: Callable[[bool], list[Entry]]) -> None:
        super().__init__(id="footer")
        self._entries = entries

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        narrow = cells < ROOMY
        spans: list[Span] = []
        column = 1
        spans.append((" ", "text"))
        gap = 2 if narrow else 3
        right: Line = () if narrow else (("^p", "accent bold"), (" commands ", "dim"))
        for command, keys, word in _fitting(self._entries(narrow), cells - line_width(right), gap):
            if column > 1:
                spans.append((" " * gap, "text"))
                column += gap
            size = len(keys) + 1 + len(word)
            self.targets.append(Target(0, column, column + size, command.action))
            spans += [(keys, "accent bold"), (" ", "text"), (word, "dim")]
            column += size
        if narrow:
            return [tuple(spans)]
        row, at = join(tuple(spans), right, cells)
        self.targets.append(Target(0, at, cells, "app.command_palette"))
        return [row]


FIRST_TO_GO = ("next-difference", "side-left")
"""Keys that a footer without room for all gives up before any that opens something: arrows and n do their work."""


def _fitting(entries: list[Entry], cells: int, gap: int) -> list[Entry]:
    """The entries that have room; the last one, how to quit, always has."""
    kept = list(entries)
    while len(kept) > 2 and 1 + sum(len(keys) + 1 + len(word) + gap for _, keys, word in kept) - gap > cells:
        ids = [command.id for command, _, _ in kept]
        del kept[next((ids.index(one) for one in FIRST_TO_GO if one in ids), -2)]
    return kept
