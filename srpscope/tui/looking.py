"""What debug and compare share: the selected value, stepping, differences, sides, edits, the verdict below."""

from __future__ import annotations

from textual.app import ComposeResult

from srpscope.tui.mode_screen import ModeScreen
from srpscope.tui.verdict_bar import VerdictBar

SIDES = ("client", "server")


class LookingScreen(ModeScreen):
    """A screen that looks at the session."""

    def compose_below(self) -> ComposeResult:
        """The verdict."""
        yield VerdictBar()

    def refresh_all(self) -> None:
        """Title, file and verdict."""
        super().refresh_all()
        scope = self.scope
        bar = self.query_one(VerdictBar)
        if scope.shown is None:
            return
        link = ("w", "why, and the fix", "app.why") if scope.shown.first is not None else None
        from srpscope.tui.facts.verdict import verdict  # when there is something to judge: the first frame has nothing

        state, detail = scope.search_state
        bar.set(
            verdict(scope.shown, state, detail),
            verdict(scope.shown, state, detail, narrow=True),
            link,
            scope.note,
        )

    def choose(self, name: str) -> None:
        """Select a value."""
        scope = self.scope
        if scope.shown is not None and name in scope.shown.view.comparison.rows:
            scope.selected = name
            scope.moved = True
            self.refresh_all()

    def action_select(self, name: str) -> None:
        """Select a value by its name."""
        self.choose(name)

    def action_step(self, by: int) -> None:
        """The next or previous value in time order."""
        scope = self.scope
        if scope.shown is None:
            return
        order = scope.shown.order
        at = order.index(scope.selected) if scope.selected in order else 0
        self.choose(order[max(0, min(at + by, len(order) - 1))])

    def action_difference(self, by: int) -> None:
        """The next or previous value that differs, going round."""
        scope = self.scope
        if scope.shown is None:
            return
        found = scope.shown.differences
        if not found:
            scope.say("Nothing differs.")
            return
        order = scope.shown.order
        at = order.index(scope.selected) if scope.selected in order else -1
        places = [order.index(name) for name in found]
        if by > 0:
            later = [place for place in places if place > at]
            self.choose(order[later[0] if later else places[0]])
        else:
            earlier = [place for place in places if place < at]
            self.choose(order[earlier[-1] if earlier else places[-1]])

    def action_side(self, by: int) -> None:
        """Look at the other side."""
        scope = self.scope
        scope.side = SIDES[max(0, min(SIDES.index(scope.side) + by, 1))]
        self.refresh_all()

    def action_edit(self, side: str) -> None:
        """Open the edit strip where the verdict is."""
        self.scope.start_edit(side or self.scope.side)

    def action_form(self, form: str) -> None:
        """Show the value in another form."""
        scope = self.scope
        scope.forms[scope.selected] = scope.next_form(form)
        self.refresh_all()

    def action_copy(self) -> None:
        """Copy the value."""
        self.scope.copy_value()

    def action_write(self) -> None:
        """Write the value to a file."""
        self.scope.write_value()
