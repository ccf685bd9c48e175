"""Pane 1: the values in time order, the messages as headings, a column each for client, server and wire."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from textual import events
from textual.message import Message

from srpscope.printable import printable
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.marks import Marks, glyph, in_column, standing
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.moment.timeline import Heading
from srpscope.tui.facts.spans import Line, both_ends, place, shorten
from srpscope.tui.frame.lines import Lines

COLUMNS = (18, 22, 26)


class StepsPane(Lines):
    """The steps; the cursor is the selected value."""

    HELP = "The handshake in time order. = is what the dialect gives, ≠ is not, · is unknown."

    @dataclass
    class Chosen(Message):
        """A value was chosen with the mouse."""

        name: str

    def __init__(self) -> None:
        super().__init__(id="steps", classes="pane")
        self.border_title = "1 Steps"
        self._rows: list[str | None] = []

    def fill(
        self, shown: Shown, selected: str, reveal: bool, pinned: frozenset[str], waiting: str | None = None
    ) -> None:
        """Show a moment. waiting: what is held of a live handshake, "" where nothing is; None where none goes on."""
        lines: list[Line] = []
        names: list[str | None] = []

        def add(line: Line, name: str | None = None) -> None:
            lines.append(line)
            names.append(name)

        height = self.size.height
        roomy = sum(len(group.values) + 2 for group in shown.groups) + 3 <= height
        kept = [name for name in shown.order if name in pinned]
        if kept:
            add((("pinned", "text bold"),))
            for name in kept:
                add(self._step(shown, name, name == selected, reveal, waiting is not None), name)
            add(())
        titles = {group.heading.title for group in shown.groups}
        for index, group in enumerate(shown.groups):
            if index and (roomy or not kept):
                add(())
            add(_heading(group.heading, 29, waiting, titles))
            for name in group.values:
                add(self._step(shown, name, name == selected, reveal, waiting is not None), name)
        first = place([(2, "value", "dim"), (17, "cli", "dim"), (21, "srv", "dim"), (25, "wire", "dim")])
        legend: list[Line] = [
            (("= ", "agree"), ("by the dialect  ", "dim"), ("≠", "differ bold"), (" not", "dim")),
            (("●", "differ bold"), (" first  ", "dim"), ("○ ", "follows"), ("follows  ", "dim"), ("· unknown", "dim")),
        ]
        while len(lines) + 1 + len(legend) < height:
            add(())
        if len(lines) + 1 + len(legend) <= height:
            for line in legend:
                add(line)
        self._rows = names
        place_of = {name: row for row, name in enumerate(names) if name is not None}
        row = place_of.get(selected)
        self.border_subtitle = f"{len(shown.order)} values"
        self.show(lines, row, head=[first])
        if row is not None:
            self.keep_in_view(row, 1)

    def _step(self, shown: Shown, name: str, selected: bool, reveal: bool, live: bool) -> Line:
        row = shown.view.comparison.rows[name]
        found = shown.marks.get(name, Marks())
        state = standing(found, row)
        first = name == shown.marked
        edited = any(edit.value == name and not edit.off for edit in shown.edits)
        sign, sign_role = glyph(state, first)
        bold = " bold" if selected or first or state == "follows" else ""
        info, info_role = _info(shown, name, reveal, live)
        at = max(7, 4 + min(len(name), 12))
        room = 12 if info and at + len(info) < COLUMNS[0] else COLUMNS[0] - 4
        spans: list[tuple[int, str, str]] = [
            (0, "►" if selected else ("*" if edited else " "), "accent bold" if selected else "warn"),
            (1, sign, sign_role),
            (3, shorten(printable(name, 24), room), f"text{bold}"),
            (at, info if at + len(info) < COLUMNS[0] else "", info_role),
        ]
        for column, mark in zip(COLUMNS, (found.client, found.server, found.wire), strict=True):
            spans.append((column, mark, in_column(mark, state)))
        return place(spans)

    def on_click(self, event: events.Click) -> None:
        """Choose the value under the mouse."""
        row = event.get_content_offset(self)
        if row is None:
            return
        at = row.y - len(self.head) + self.scroll_offset.y
        if row.y >= len(self.head) and 0 <= at < len(self._rows) and (name := self._rows[at]) is not None:
            self.post_message(self.Chosen(name))


def _heading(heading: Heading, cells: int, waiting: str | None, titles: Collection[str]) -> Line:
    if not heading.arrow:
        return ((heading.title, "text bold"),)
    room = cells - 2 - len(f" {heading.size or 0} B")
    if len(heading.title) > room and not heading.missing:  # the whole name is more than its length
        return place([(0, heading.arrow, "accent bold"), (2, shorten(heading.title, cells - 2), "text bold")])
    at = max(8, 2 + len(heading.title) + 1)
    titled = set(heading.title.replace(" and ", " ").split())  # where no message is known it is called by what it holds
    carried = "" if titled >= set(heading.carries) else ", ".join(printable(one, 12) for one in heading.carries)
    carries = shorten(carried, 12) if at + min(len(carried), 12) <= room + 2 else ""
    left = place([(0, heading.arrow, "accent bold"), (2, heading.title, "text bold"), (at, carries, "dim")])
    if heading.missing:
        # Where a protocol calls a message as others call a value, the message is meant.
        held = bool(waiting) and waiting in ((heading.title,) if waiting in titles else heading.carries)
        said = "not sent" if waiting is None else "held" if held else "not yet"
        return both_ends(left, ((said, "dim" if said == "not yet" else "warn"),), cells)
    return both_ends(left, ((f"{heading.size} B", "dim"),), cells) if heading.size is not None else left


def _info(shown: Shown, name: str, reveal: bool, live: bool) -> tuple[str, str]:
    """What fits beside a name: the number, the text, or the length."""
    row = shown.view.comparison.rows[name]
    value = row.client.value if row.client.value is not None else row.server.value
    if value is None and row.wire is None:
        lacking = not live and shown.lacking is not None and name in shown.lacking.missing
        return ("missing", "warn") if lacking else ("", "dim")
    if name in SECRETS and not reveal:
        return "hidden", "dim italic"
    if name == "N" and isinstance(value, int):
        return f"{value.bit_length()} bits", "dim"
    if isinstance(value, int) and value < 1_000_000:
        return str(value), "dim"
    if isinstance(value, str):
        return shorten(printable(value, 40), 9), "dim"
    data = value_bytes(value) if value is not None else row.wire or b""
    return f"{len(data)} B", "dim"
