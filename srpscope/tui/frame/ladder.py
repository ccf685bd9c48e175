"""At 80 columns the steps are one line: N= g= I= P= │ a= A= │ ... │ ►M1● │ M2○."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.printable import printable
from srpscope.tui.facts.moment.marks import at_a_glance, between
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line, Span, width
from srpscope.tui.frame.bars import Bar, Target


class Ladder(Bar):
    """One line; a click chooses a value."""

    GROUND = "background"

    def __init__(self) -> None:
        super().__init__(id="ladder")
        self._shown: Shown | None = None
        self._selected = ""
        self._by_dialect = True

    def fill(self, shown: Shown | None, selected: str, *, by_dialect: bool = True) -> None:
        """Show a moment. by_dialect: mark too what is not as the dialect has it, which a lesson may be about."""
        self._shown, self._selected, self._by_dialect = shown, selected, by_dialect
        self.update()

    def rows(self, cells: int) -> Sequence[Line]:
        """The line; where it is too long, the part around the selected value."""
        shown = self._shown
        if shown is None:
            return [()]
        rungs = sum(width(text) for group in shown.groups for one in group.values for text, _ in self._item(shown, one))
        names, bars = sum(len(group.values) for group in shown.groups), len(shown.groups) - 1
        tight = 1 + rungs + names + 2 * bars > cells  # no blanks around the bars
        items: list[tuple[str, list[Span], int]] = []
        at_selected = 0
        for index, group in enumerate(shown.groups):
            if index:
                items.append(("", [("│" if tight else "│ ", "line")], 1 if tight else 2))
            for name in group.values:
                spans = self._item(shown, name)
                if not tight or name != group.values[-1]:
                    spans.append((" ", "text"))
                if name == self._selected:
                    at_selected = len(items)
                items.append((name, spans, sum(width(text) for text, _ in spans)))
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
                self.targets.append(Target(0, column, column + size, f"select({name!r})"))
            column += size
        return [tuple(line)]

    def _item(self, shown: Shown, name: str) -> list[Span]:
        row = shown.view.comparison.rows[name]
        if self._by_dialect:
            glyph, role = at_a_glance(shown.marks.get(name), row, name == shown.marked)
        else:
            glyph, role = between(row.state, name == shown.marked)
        ground = "@selection" if name == self._selected else ""
        bold = " bold" if ground or row.state in ("differ", "follows") else ""
        spans: list[Span] = [("►", f"accent bold{ground}")] if ground else []
        if any(edit.value == name and not edit.off for edit in shown.edits):
            spans.append(("*", f"warn{ground}"))
        return [*spans, (printable(name, 12), f"text{bold}{ground}"), (glyph, f"{role}{ground}")]
