"""Lines of styled text drawn straight into strips: the way in which every pane here is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from srpscope.tui.facts.spans import EMPTY, Line
from srpscope.tui.frame.glyphs import ASCII
from srpscope.tui.frame.stage import OnStage
from srpscope.tui.frame.strips import strip_of

if TYPE_CHECKING:
    from textual.selection import Selection


MORE = "⋮"
"""Stands in the frame of a pane beside its first or last row where more rows are there."""


class Lines(OnStage, ScrollView, can_focus=True, inherit_bindings=False):
    """A pane of lines, with an optional cursor row that fills the whole width. Arrows are the screen's, which moves the
    cursor: a pane that scrolled by itself would take them wherever it is longer than its frame.

    Strips are kept until the lines, the theme, the width or the focus change.
    """

    ALLOW_MAXIMIZE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", "A page up", show=False),
        Binding("pagedown", "page_down", "A page down", show=False),
    ]
    GROUND = "background"

    class Resized(Message):
        """A pane has another width, and so other columns."""

    DEFAULT_CSS = """
    Lines { scrollbar-size: 0 0; overflow-x: hidden; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines: Sequence[Line] = ()
        self.cursor_row: int | None = None
        self.head: Sequence[Line] = ()
        self._strips: dict[tuple[int, int, bool, bool], Strip] = {}
        self._width = 0
        self._titles: dict[str, tuple[Content, Content]] = {}

    def _spell_titles(self) -> None:
        """Frame titles in ASCII signs where those are wanted, and as they were where they no longer are."""
        title, subtitle = self._spelled("title", self.border_title), self._spelled("subtitle", self.border_subtitle)
        if title is not None:
            self.border_title = title
        if subtitle is not None:
            self.border_subtitle = subtitle

    def _spelled(self, which: str, label: object) -> Content | None:
        """How a title is written otherwise now; None where it stays as it is."""
        if self.stage.ascii_only and label is not None:
            made = Content(str(label).translate(ASCII))
            if str(made) == str(label):
                return None
            self._titles[which] = made, Content(str(label))
            return made
        before = self._titles.pop(which, None)
        return before[1] if before is not None and str(label) == str(before[0]) else None

    def show(self, lines: Sequence[Line], cursor_row: int | None = None, head: Sequence[Line] = ()) -> None:
        """Put other lines in place, and the cursor on one of them. head: rows on top that do not scroll."""
        self._spell_titles()
        old_lines, old_head, old_cursor = self.lines, self.head, self.cursor_row
        self.lines, self.head, self.cursor_row = lines, head, cursor_row
        if len(lines) != len(old_lines) or tuple(head) != tuple(old_head):
            self._strips.clear()
            self.virtual_size = Size(max(self.size.width, 1), len(lines) + len(head))
            self.refresh()
            return
        changed = {row for row, line in enumerate(lines) if line != old_lines[row]}
        for key in [key for key in self._strips if key[0] in changed]:
            del self._strips[key]
        if cursor_row != old_cursor:
            changed.update(row for row in (cursor_row, old_cursor) if row is not None)
        if len(changed) > 12:
            self.refresh()
        else:
            for row in changed:
                self.refresh_line(row)

    def keep_in_view(self, row: int, around: int = 0) -> None:
        """Scroll so that a row is on the screen, with rows around it where there is room."""
        height = (self.scrollable_content_region.height or self.size.height) - len(self.head)
        top = self.scroll_offset.y
        if row - around < top:
            self.scroll_to(y=max(row - around, 0), animate=False)
        elif row + around >= top + height:
            self.scroll_to(y=row + around - height + 1, animate=False)

    def rows_with(self, text: str) -> list[int]:
        """The rows that hold a text, in whatever case."""
        wanted = text.lower()
        return [row for row, line in enumerate(self.lines) if wanted in "".join(part for part, _ in line).lower()]

    def forget_strips(self) -> None:
        """The theme, the signs or the focus changed."""
        self._spell_titles()
        self._strips.clear()
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has other columns: the screen draws again once it is known. The cursor stays in view."""
        if self.cursor_row is not None:
            self.keep_in_view(self.cursor_row, 1)
        if event.size.width != self._width:
            self._width = event.size.width
            self.post_message(self.Resized())

    def on_focus(self) -> None:
        """Its cursor is drawn only while it has the keys."""
        self.refresh()

    def on_blur(self) -> None:
        """See `on_focus`."""
        self.refresh()

    @property
    def rows_in_view(self) -> range:
        """Which lines are on the screen."""
        height = (self.scrollable_content_region.height or self.size.height) - len(self.head)
        return range(self.scroll_offset.y, self.scroll_offset.y + max(height, 0))

    @property
    def _more(self) -> tuple[bool, bool]:
        """Whether there are lines above and below those on the screen."""
        seen = self.rows_in_view
        return seen.start > 0, len(seen) > 0 and seen.stop < len(self.lines)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The signs of more beside the first and the last row may be others."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows; beside the first and the last one, in the frame's padding, else at their end where that is blank,
        whether there are more."""
        strips = super().render_lines(crop)
        gutter, more = self.gutter, self._more
        column = gutter.left + self.size.width - crop.x - (gutter.right < 1)
        if not any(more) or not 0 <= column < crop.width:
            return strips
        sign = MORE.translate(ASCII) if self.stage.ascii_only else MORE
        role = "accent bold" if self.has_focus else "dim"
        mark = Strip([Segment(sign, self.stage.palette.style(role, self.GROUND))], 1)
        first = gutter.top + len(self.head) - crop.y
        for there, row in zip(more, (first, gutter.top + self.size.height - 1 - crop.y), strict=True):
            line = strips[row] if there and 0 <= row < len(strips) else None
            if line is not None and line.crop(column, column + 1).text == " ":
                strips[row] = Strip.join([line.crop(0, column), mark, line.crop(column + 1)])
        return strips

    def refresh_line(self, y: int) -> None:
        """Draw one row again."""
        self.refresh(Region(0, y + len(self.head) - self.scroll_offset.y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        cells = self.size.width
        if y < len(self.head):
            return self._strip(self.head[y], cells, False)
        row = y - len(self.head) + self.scroll_offset.y
        on_cursor = row == self.cursor_row
        key = (row, cells, on_cursor, self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._strip(
                self.lines[row] if 0 <= row < len(self.lines) else EMPTY, cells, on_cursor
            )
        selection = self.text_selection
        if selection is not None:
            span = selection.get_span(row)
            if span is not None:
                start, end = span
                strip = self._marked(strip, start, strip.cell_length if end == -1 else end)
        return strip.apply_offsets(0, row)

    def _marked(self, strip: Strip, start: int, end: int) -> Strip:
        marked = Style(bgcolor=self.stage.palette.style("text", "selection").bgcolor, underline=True)
        parts = list(strip.divide([start, max(start, end), strip.cell_length]))
        if len(parts) < 2:
            return strip
        parts[1] = Strip([Segment(text, (style or Style()) + marked) for text, style, _ in parts[1]])
        return Strip.join(parts)

    def _strip(self, line: Line, cells: int, on_cursor: bool) -> Strip:
        ground = self.GROUND if not on_cursor else ("selection" if self.has_focus else "panel")
        if on_cursor and not self.has_focus:
            line = tuple((text, "dim" if text == "►" else role) for text, role in line)
        return strip_of(line, cells, self.stage.palette, ground, self.stage.ascii_only)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as it stands on the screen."""
        text = "\n".join("".join(part for part, _ in line) for line in self.lines)
        return selection.extract(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self.refresh()
