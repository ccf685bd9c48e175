"""a: what is asked of a peer after the handshake, as one form: a blank a field, and below it the message as it is."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.tui.facts.spans import Line, both_ends, wrapped
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.boxes.fields import OneLine
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.overlay import StillLines
from srpscope.tui.live.tree_lines import tree_lines
from srpscope.wording import capital

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession

ANY = ("endpoint", "bytes")
"""The form of any other endpoint."""

MOST_ROWS = 12
"""Rows of the message that are shown."""


def written(name: str, said: Mapping[str, str]) -> str:
    """A request as it is written on a command line; a field that is left empty is not said. name "": any endpoint."""
    if not name:
        return f"{said.get('endpoint', '').strip()}:{''.join(said.get('bytes', '').split())}"
    return shlex.join([name, *(f"{field}={text}" for field, text in said.items() if text)])


def message_rows(session: ClientSession, text: str, cells: int, reveal: bool) -> list[Line]:
    """Where a request goes, how long it is, and its fields; or what is wrong with it."""
    try:
        endpoint, plain, tree = session.would_ask(text)
    except SrpscopeError as error:
        said = str(error)
        return list(wrapped(printable(capital(said), 300), cells, "warn"))
    head = (
        (f"What is {'encrypted and ' if session.seals else ''}sent to ", "dim"),
        (printable(endpoint, 24), "text bold"),
    )
    rows = tree_lines(tree, reveal, cells)
    more = [((f"{len(rows) - MOST_ROWS} fields more", "dim"),)] if len(rows) > MOST_ROWS else []
    return [both_ends(head, ((f"{len(plain):,} bytes", "dim"),), cells), *rows[:MOST_ROWS], *more]


class RequestForm(Box[str | None]):
    """Gives the request as it is written; None where it is left with esc. name "": of any other endpoint."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back, ask nothing", show=False, priority=True),
        Binding("ctrl+o", "send", "Ask it", show=False, priority=True),
        Binding("enter", "send", "Ask it", show=False),
    ]

    def __init__(self, session: ClientSession, name: str) -> None:
        super().__init__()
        self._session, self._request = session, name
        fields = session.forms[name] if name else ANY
        hints = session.field_hints
        self._fields: Sequence[tuple[str, str]] = [(field, hints.get(field, "")) for field in fields]

    def compose(self) -> ComposeResult:
        """A row a field, then the message."""
        with Vertical(id="request") as frame:
            frame.border_title = Content(f"a  {printable(self._request or 'another endpoint', 40)}")
            for field, hint in self._fields:
                yield _row(field, hint, field in self._session.secret_fields)
            yield StillLines(id="request-message")
        keys = "enter next, and ask  ^o ask now  tab next field  esc back" if self._fields else "enter ask  esc back"
        yield KeysBar(keys)

    def on_mount(self) -> None:
        """The keyboard goes into the first field."""
        super().on_mount()
        for blank in self.query(Input):
            blank.focus()
            break
        self.call_after_refresh(self._draw)

    def _said(self) -> str:
        return written(self._request, {blank.name or "": blank.value for blank in self.query(Input)})

    def _draw(self) -> None:
        pane = self.query_one(StillLines)
        lines = message_rows(self._session, self._said(), max(pane.size.width, 20), self.stage.desk.reveal)
        pane.styles.height = len(lines)
        pane.show(lines)

    def on_input_changed(self, event: Input.Changed) -> None:
        """The message follows each key."""
        event.stop()
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """enter goes to the next field; after the last one it asks."""
        event.stop()
        blanks = list(self.query(Input))
        at = blanks.index(event.input)
        if at + 1 < len(blanks):
            blanks[at + 1].focus()
        else:
            self.action_send()

    def action_send(self) -> None:
        """Ask, where it is a request."""
        try:
            self._session.read_request(text := self._said())
        except SrpscopeError:
            self._draw()  # which says what is wrong with it
            return
        self.dismiss(text)

    def action_leave(self) -> None:
        """Nothing is asked."""
        self.dismiss(None)


def _row(field: str, hint: str, secret: bool) -> Horizontal:
    blank = OneLine(name=field, compact=True, max_length=10_000, password=secret, classes="blank")
    return Horizontal(
        Static(Content(printable(field, 14)), classes="request-name", markup=False),
        blank,
        Static(Content(hint), classes="blank-hint", markup=False),
        classes="blank-row",
    )
