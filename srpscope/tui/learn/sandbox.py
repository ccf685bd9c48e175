"""Below a lesson in small numbers: the numbers that anybody may touch, and the key that puts them back."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.lessons.small import said_of
from srpscope.lessons.walk import Walk
from srpscope.session import View
from srpscope.tui.facts.spans import Line, Span, both_ends, line_width
from srpscope.tui.frame.bars import Bar, Target
from srpscope.tui.frame.layout import ROOMY, WIDE
from srpscope.tui.learn.attack_screen import AttackScreen
from srpscope.tui.panels.edit_strip import EditStrip

TOUCHED = {"x": "both", "u": "both", "a": "client", "b": "server", "k": "both", "g": "both", "N": "both"}
"""Each number, and whose an edit of it begins as; tab in the edit strip goes to one side alone."""

TOLD = "Both columns follow at once. tab changes a number on one side only: do they still meet?"
APART = "kept apart from the lesson"
KEYS: Line = (
    ("t", "accent bold"),
    (" touch  ", "dim"),
    ("0", "accent bold"),
    (" put back  ", "dim"),
    ("N", "accent bold"),
    (" real", "dim"),
)


def number(view: View, name: str) -> str:
    """A number as both sides have it, or as each has it where they differ; what no side has is a dot."""
    found = [view.sheet(side).value(name) for side in ("client", "server")]
    told = dict.fromkeys(str(one) if one < 1_000_000 else ".." for one in found if isinstance(one, int))
    return "|".join(told) or "·"


class Sandbox(Bar):
    """The numbers in a row; a click on one touches it. Where there is room, a second row says what they are for."""

    GROUND = "background"

    def __init__(self) -> None:
        super().__init__(id="sandbox")
        self._view: View | None = None
        self._selected = ""

    def fill(self, view: View | None, selected: str) -> None:
        """Show a moment. selected: the value that is looked at."""
        self._view, self._selected = view, selected
        self.update()

    def rows(self, cells: int) -> Sequence[Line]:
        """The numbers and the keys; what they are for."""
        if self._view is None:
            return [()]
        wide = cells >= ROOMY
        line: list[Span] = [(" Try any number:  " if wide else " ", "text bold")]
        for name in TOUCHED:
            here = "@selection" if name == self._selected else "@surface"
            box = [(f"{name} ", "text"), (f" {number(self._view, name)} ", f"text bold{here}")]
            begins = line_width(line)
            line += [*box, ("   " if wide else " ", "text")]
            self.targets.append(Target(0, begins, begins + line_width(box), f"touch({name!r})"))
        first = both_ends(tuple(line), KEYS, cells)
        return [first, both_ends(((f" {TOLD}", "dim"),), ((APART, "dim"),), cells)] if wide else [first]


class TouchScreen(AttackScreen):
    """What a screen with lessons has for their numbers."""

    def action_touch(self, name: str = "") -> None:
        """A number, typed in the edit strip: the one that was clicked, or is looked at, else the first."""
        if fault := self.may_edit():
            self._desk.say(fault)
        elif self.walk is not None and not self.walk.lesson.small:
            self._desk.say("N makes the numbers small; e edits any value.")
        elif self._desk.shown is not None and not self.query(EditStrip):
            name = name or (self._desk.selected if self._desk.selected in TOUCHED else next(iter(TOUCHED)))
            self._desk.select(name)
            self.stage.hold_keys()
            self.mount(EditStrip(self._desk, name, TOUCHED[name], form="dec"), before="#footer")

    def action_select(self, name: str) -> None:
        """A value of the ladder was clicked."""
        self._desk.select(name)

    def action_side(self, by: int) -> None:
        """The side that an edit changes."""
        self._desk.look_to(by)
        self._desk.say(f"e edits {self._desk.selected} of the {self._desk.side}.")

    def _numbers_said(self, walk: Walk) -> str:
        """What sums are taken by, in small numbers; "" with the real ones."""
        return said_of(self._desk.shown.view) if walk.lesson.small and self._desk.shown is not None else ""

    def _draw_sandbox(self, walk: Walk | None) -> int:
        """The numbers of a lesson that is in small ones. Rows that it takes."""
        bar, shown = self.query_one(Sandbox), self._desk.shown
        bar.display = (
            walk is not None and walk.lesson.small and shown is not None and not self._outcomes and self._tried is None
        )
        rows = (2 if self.app.size.width >= WIDE[0] and self.app.size.height >= WIDE[1] else 1) * int(bar.display)
        bar.styles.height = rows
        bar.fill(shown.view if shown is not None else None, self._desk.selected)
        return rows
