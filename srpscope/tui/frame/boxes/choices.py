"""A question with several answers to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from srpscope.printable import printable
from srpscope.tui.facts.spans import Line, ends_of, place, shorten, width, wrapped
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.overlay import FRAME, OverlayLines
from srpscope.tui.frame.lines import Lines

WIDTH = 88
"""Cells of the frame in the style sheet."""
MOST_BY_NUMBER = 9
"""Answers of which each has a digit."""


class Choices(Box[int | None]):
    """Gives the number of the answer from 0; None where it is left with esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j,down", "down(1)", "Down", show=False),
        Binding("k,up", "down(-1)", "Up", show=False),
        Binding("enter", "choose", "Choose", show=False),
        Binding("space", "mark", "Mark", show=False),
        Binding("m", "two", "Compare two", show=False),
        Binding("slash", "find", "Find", show=False),
        Binding("pagedown", "down(10)", "A page down", show=False),
        Binding("pageup", "down(-10)", "A page up", show=False),
        Binding("g,home", "down(-100000)", "To the first", show=False),
        Binding("G,end", "down(100000)", "To the last", show=False),
        *(Binding(str(number), f"pick({number})", f"Answer {number}", show=False) for number in range(1, 10)),
    ]

    def __init__(
        self,
        heading: str,
        question: str,
        rows: Sequence[tuple[str, str]],
        keys: str = "enter choose  esc leave it open",
        two: Callable[[int, int], None] | None = None,
        at: int = 0,
    ) -> None:
        super().__init__()
        self._two = two
        self._marked: list[int] = []
        self._heading, self._question, self._rows, self._keys = heading, question, rows, keys
        self._at = at
        self._first = 0
        self._tall = 1
        self._words = ""
        self._shown = list(range(len(rows)))

    def compose(self) -> ComposeResult:
        """The frame."""
        yield OverlayLines(id="overlay")
        yield KeysBar(self._keys)

    def on_mount(self) -> None:
        """Draw once the size is known."""
        super().on_mount()
        pane = self.query_one("#overlay", Lines)
        pane.border_title = Content(printable(self._heading, 60))
        pane.focus()
        self._draw()
        self.call_after_refresh(self._draw)

    def on_resize(self, event: events.Resize) -> None:
        """Another size has other columns, and room for more rows or fewer."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    @property
    def _longest(self) -> tuple[int, int]:
        """Cells of the longest answer, and of the longest detail."""
        texts = [(width(printable(answer, 80)), width(printable(detail, 80))) for answer, detail in self._rows]
        return max((one for one, _ in texts), default=0), max((one for _, one in texts), default=0)

    @property
    def _widest(self) -> int:
        """Cells in which both stand whole."""
        return 5 + sum(self._longest) + 3 + 2

    def _draw(self) -> None:
        pane = self.query_one("#overlay", Lines)
        wide = min(max(WIDTH, FRAME + self._widest), self.app.size.width)
        pane.styles.width = wide
        cells = wide - (pane.outer_size.width - pane.size.width if pane.size.width else FRAME)
        lines: list[Line] = [*wrapped(printable(self._question), cells, "text bold"), ()]
        self._first = len(lines)
        # A short list whose details would be cut has them on a row of their own.
        room = self.app.size.height - 6 - len(lines)
        self._tall = 2 if self._widest > cells and self._longest[1] and 2 * len(self._rows) <= room else 1
        for index in range(len(self._shown)):
            lines += self._row(index, cells)
        if not self._shown:
            lines.append(((f"No answer holds {printable(self._words, 40)}; / seeks another.", "warn"),))
        pane.styles.height = min(len(lines) + 4, self.app.size.height - 2)
        pane.show(lines, self._first + self._at * self._tall)
        pane.keep_in_view(self._first + self._at * self._tall)

    def _row(self, index: int, cells: int) -> list[Line]:
        """An answer with its detail beside it, or under it."""
        row = self._shown[index]
        answer, detail = (printable(text, 80) for text in self._rows[row])
        here = index == self._at
        longest, details = self._longest
        # Answers are whole where the details leave them the room.
        detail_at = min(5 + longest + 3, max(41, cells - details - 2)) if self._tall == 1 else cells
        head = [
            (0, "►" if here else " ", "accent bold"),
            (1, "*" if row in self._marked else " ", "warn bold"),
            (2, str(index + 1), "accent bold" if len(self._rows) <= MOST_BY_NUMBER else "dim"),
            (5, ends_of(answer, detail_at - 7), "text bold" if here else "text"),
        ]
        if self._tall > 1:
            return [place(head), place([(7, shorten(detail, cells - 8), "dim")])]
        return [place([*head, (detail_at, shorten(detail, max(cells - detail_at - 1, 8)), "dim")])]

    def action_down(self, by: int) -> None:
        """The next answer."""
        self._at = max(0, min(self._at + by, len(self._shown) - 1))
        self._draw()

    def action_pick(self, number: int) -> None:
        """An answer by its number."""
        if number <= len(self._shown):
            self.dismiss(self._shown[number - 1])

    def on_key(self, event: events.Key) -> None:
        """Whoever types a word into a list of more answers than digits seeks it: no digit in it shall choose something
        else, and a digit in front is its beginning, or that of a longer number. It is taken here, where letters are: as
        a binding it would come behind those typed after it."""
        letter = event.character or ""
        if self.app.screen is not self:
            return  # the field for it is open: the rest of the word goes on to it
        free = letter.isdecimal() or event.key not in self._bindings.key_to_bindings
        if len(self._rows) > MOST_BY_NUMBER and letter.isalnum() and free:
            event.stop()
            self._find(letter, goes_on=True)

    def action_find(self) -> None:
        """Show only the answers that hold some words."""
        self._find(self._words)

    def _find(self, begun: str, goes_on: bool = False) -> None:
        from srpscope.tui.frame.boxes.prompt import Prompt

        def answered(text: str | None) -> None:
            if text is not None:
                self._seek(text)
                self._draw()

        hint = "Words that an answer holds; nothing shows all."
        self.app.push_screen(Prompt("Find", hint, begun, goes_on=goes_on), answered)

    def _seek(self, text: str) -> None:
        """A number in the list leads to that answer; words leave those that hold them, the cursor on the one that is
        called so, else on the first whose name begins so."""
        everything = list(range(len(self._rows)))
        if text.isdecimal() and 0 < int(text) <= len(self._rows):
            self._words, self._shown, self._at = "", everything, int(text) - 1
            return
        said = " ".join(text.lower().split())
        found = [at for at in everything if all(word in " ".join(self._rows[at]).lower() for word in said.split())]
        names = [self._rows[at][0].lower() for at in found]
        begins = next((at for at, name in enumerate(names) if said and name.startswith(said)), 0)
        self._words, self._shown, self._at = text, found, names.index(said) if said in names else begins

    def action_mark(self) -> None:
        """Mark an answer, or no longer; a third mark takes the first one's place."""
        if self._two is None or not self._shown:
            return
        row = self._shown[self._at]
        if row in self._marked:
            self._marked.remove(row)
        else:
            self._marked = [*self._marked[-1:], row]
        self._draw()

    def action_two(self) -> None:
        """The two that are marked, or the marked one and the one under the cursor."""
        wanted = list(dict.fromkeys([*self._marked, *self._shown[self._at : self._at + 1]]))[:2]
        if self._two is not None and len(wanted) == 2:
            self.dismiss(None)
            self.call_later(self._two, *sorted(wanted))

    def action_choose(self) -> None:
        """The answer under the cursor."""
        if self._shown:
            self.dismiss(self._shown[self._at])

    def action_leave(self) -> None:
        """No answer."""
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """The answer under the mouse."""
        pane = self.query_one("#overlay", Lines)
        if event.widget is pane:
            offset = event.get_content_offset(pane)
            at = -1 if offset is None else (offset.y + pane.scroll_offset.y - self._first) // self._tall
            if 0 <= at < len(self._shown):
                self.dismiss(self._shown[at])
