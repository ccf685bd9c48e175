"""At 80 columns the steps are one line: N= g= I= P= │ a= A= │ ... │ ►M1● │ M2○."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.report.printable import printable
from srpscope.tui.bars import Bar, Target
from srpscope.tui.facts.marks import Marks
from srpscope.tui.facts.spans import Line, Span, width


class Ladder(Bar):
    """One line; a click chooses a value."""

    GROUND = "background"

    def __init__(self) -> None:
        super().__init__(id="ladder")

    def rows(self, cells: int) -> Sequence[Line]:
        """The line; where it is too long, the part around the selected value."""
        shown = self.scope.shown
        if shown is None:
            return [()]
        items: list[tuple[str, list[Span], int]] = []
        at_selected = 0
        for index, group in enumerate(shown.groups):
            if index:
                items.append(("", [("│ ", "line")], 2))
            for name in group.values:
                spans = self._item(name)
                if name == self.scope.selected:
                    at_selected = len(items)
                items.append((name, spans, sum(width(text) for text, _ in spans) + 1))
        start = 0
        room = cells - 2
        while sum(size for _, _, size in items[start : at_selected + 2]) > room and start < at_selected:
            start += 1
        line: list[Span] = [(" " if start == 0 else "<", "dim")]
        column = 1
        for name, spans, size in items[start:]:
            if column + size > cells:
                break
            line.extend(spans)
            if name:
                line.append((" ", "text"))
                self.targets.append(Target(0, column, column + size, f"select({name!r})"))
            column += size
        return [tuple(line)]

    def _item(self, name: str) -> list[Span]:
        shown = self.scope.shown
        assert shown is not None
        row = shown.view.comparison.rows[name]
        found = shown.marks.get(name, Marks())
        if name == shown.first:
            glyph, role = "●", "differ bold"
        elif row.state == "follows":
            glyph, role = "○", "follows bold"
        elif row.state == "differ":
            glyph, role = "≠", "differ bold"
        elif "≠" in (found.client, found.server, found.wire):
            glyph, role = "≠", "warn"
        elif "=" in (found.client, found.server, found.wire):
            glyph, role = "=", "agree"
        else:
            glyph, role = "·", "dim"
        ground = "@selection" if name == self.scope.selected else ""
        bold = " bold" if ground or row.state in ("differ", "follows") else ""
        spans: list[Span] = [("►", f"accent bold{ground}")] if ground else []
        if any(edit.value == name and not edit.off for edit in shown.edits):
            spans.append(("*", f"warn{ground}"))
        return [*spans, (printable(name, 12), f"text{bold}{ground}"), (glyph, f"{role}{ground}")]
