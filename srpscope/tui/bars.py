"""The bars without a frame: title, file, verdict and footer. What has a key in them answers the mouse too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from srpscope.tui.facts.spans import Line, Span, fit, line_width, width
from srpscope.tui.glyphs import ASCII

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp


@dataclass(frozen=True)
class Target:
    """Cells that a click acts on."""

    row: int
    start: int
    end: int
    action: str


class Bar(Widget):
    """Rows of spans over the whole width on one background; `rows` is what subclasses give."""

    GROUND = "panel"
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.targets: list[Target] = []
        self._rows: Sequence[Line] | None = None
        self._rows_width = 0

    @property
    def scope(self) -> SrpscopeApp:
        """The app, as what it is."""
        return cast("SrpscopeApp", self.app)

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
        if self._rows is None or self._rows_width != cells:
            self.targets = []
            self._rows = self.rows(cells)
            self._rows_width = cells
        palette = self.scope.palette
        line = self._rows[y] if y < len(self._rows) else ()
        segments: list[Segment] = []
        left = cells
        for text, specification in line:
            if left <= 0:
                break
            if self.scope.ascii_only:
                text = text.translate(ASCII)
            size = width(text)
            if size > left:
                text, size = fit(text, left), left
            ground = self.GROUND
            role, _, rest = specification.partition("@")
            if rest:
                ground = rest
            segments.append(Segment(text, palette.style(role, ground)))
            left -= size
        if left > 0:
            segments.append(Segment(" " * left, palette.style("text", self.GROUND)))
        return Strip(segments, cells)

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
    from srpscope.tui.facts.spans import crop

    room = cells - line_width(right)
    if line_width(left) > room - 1:
        # Two dots, as wherever something is cut; a bar without room for them is too narrow to be read anyway.
        left = (*crop(left, max(room - 3, 0)), ("..", "dim"))
    gap = max(room - line_width(left), 0)
    return (*left, (" " * gap, "text"), *right), room


class FooterBar(Bar):
    """The keys of the screen: ? first, at most nine, all of them visible at 80 columns."""

    def __init__(self, mode: str) -> None:
        super().__init__(id="footer")
        self._mode = mode

    def rows(self, cells: int) -> Sequence[Line]:
        """One row."""
        from srpscope.tui.commands import footer

        narrow = cells < 110
        spans: list[Span] = []
        column = 1
        spans.append((" ", "text"))
        for command, keys, word in footer(self._mode, narrow):
            if column > 1:
                gap = 2 if narrow else 3
                spans.append((" " * gap, "text"))
                column += gap
            size = len(keys) + 1 + len(word)
            self.targets.append(Target(0, column, column + size, command.action))
            spans += [(keys, "accent bold"), (" ", "text"), (word, "dim")]
            column += size
        if narrow:
            return [tuple(spans)]
        right: Line = (("^p", "accent bold"), (" commands ", "dim"))
        row, at = join(tuple(spans), right, cells)
        self.targets.append(Target(0, at, cells, "app.command_palette"))
        return [row]
