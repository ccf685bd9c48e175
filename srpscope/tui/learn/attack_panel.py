"""A: any attack with a password, k, N and formulas of one's own, and every number of both sides."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from srpscope.errors import SrpscopeError
from srpscope.lessons import attacks
from srpscope.lessons.attacks.outcome import Attacked
from srpscope.lessons.attacks.setting import Setting, group_of
from srpscope.lessons.pictures import both_sides
from srpscope.printable import printable
from srpscope.tui.desk import Desk
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.boxes.fields import OneLine
from srpscope.tui.frame.boxes.keys_bar import KeysBar
from srpscope.tui.frame.boxes.overlay import StillLines
from srpscope.tui.learn.lines import fight, text_lines
from srpscope.tui.work import Work

WAYS: tuple[tuple[str, tuple[bool, ...]], ...] = (
    ("off, then on", (False, True)),
    ("off", (False,)),
    ("on", (True,)),
)
"""The safeguard of a run."""

FIELDS = (("password", "sunflower7"), ("k", "as it is"), ("N", "as it is"), ("g", "2"))
"""What every attack has, with what stands in an empty field."""

MOST_CHARACTERS = 2_000


class AttackPanel(Box[None]):
    """The fields, and below them what came of it. name: of the attack that is shown first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+o,f10", "fight", "Run it", show=False, priority=True),
        Binding("ctrl+g", "safeguard", "The safeguard off, on, or both", show=False, priority=True),
        Binding("ctrl+n,ctrl+down", "another(1)", "The next attack", show=False, priority=True),
        Binding("ctrl+b,ctrl+up", "another(-1)", "The attack before", show=False, priority=True),
        Binding("pagedown", "scroll(8)", "Down", show=False, priority=True),
        Binding("pageup", "scroll(-8)", "Up", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self._chosen = name
        self._way = 0
        self._ticket = 0
        self._outcomes: list[tuple[bool, Attacked]] = []

    def compose(self) -> ComposeResult:
        """Fields in two columns, a row for each formula, what came of it."""
        with Vertical(id="attack"):
            yield StillLines(id="attack-about")
            for pair in (FIELDS[:2], FIELDS[2:]):
                with Horizontal(classes="attack-row"):
                    for label, empty in pair:
                        yield Static(Content(label), classes="attack-label", markup=False)
                        yield _field(label, "", empty)
            yield Vertical(id="attack-formulas")
            yield StillLines(id="attack-result")
        yield KeysBar("^o run  ^g safeguard  ^n ^b other attack  tab field  pgdn scroll  esc back")

    def on_mount(self) -> None:
        """The first field has the keyboard."""
        super().on_mount()
        self._open()
        self.query(Input).first().focus()

    def _open(self) -> None:
        """An attack's own formulas, and what it is."""
        self._ticket += 1
        self._outcomes = []
        holder = self.query_one("#attack-formulas", Vertical)
        holder.remove_children()
        for name, text in attacks.attack(self._chosen).FORMULAS.items():
            label = Static(Content(f"{name} ="), classes="attack-label", markup=False)
            holder.mount(Horizontal(label, _field(name, text, "", "attack-formula"), classes="attack-row"))
        self._result([])
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        frame, about = self.query_one("#attack", Vertical), self.query_one("#attack-about", StillLines)
        one, at = attacks.attack(self._chosen), [*attacks.ATTACKS].index(self._chosen) + 1
        frame.border_title = Content(f"A  {self._chosen}: the {attacks.ATTACKS[self._chosen]} attacks")
        frame.border_subtitle = Content(f"{at} of {len(attacks.ATTACKS)}   safeguard {WAYS[self._way][0]}")
        cells = max(about.size.width, 20)
        told = text_lines(one.ABOUT, cells, "dim") if self.app.size.height >= 24 else []
        lines = [*text_lines(f"{one.TITLE}. The safeguard: {one.SAFEGUARD}.", cells), *told]
        about.styles.height = len(lines)
        about.show(lines)

    def _result(self, lines: list[Line]) -> None:
        pane = self.query_one("#attack-result", StillLines)
        pane.show(lines)
        pane.scroll_to(y=0, animate=False)

    def _setting(self) -> Setting:
        typed = {field.name or "": field.value.strip() for field in self.query(".attack-given").results(Input)}
        own = {field.name or "": field.value.strip() for field in self.query(".attack-formula").results(Input)}
        same = own == dict(attacks.attack(self._chosen).FORMULAS)
        written = None if same else {name: text for name, text in own.items() if text}
        return Setting(typed["password"], typed["k"], group_of(typed["N"], typed["g"]), written)

    # Keys

    def action_fight(self) -> None:
        """Run it with what stands in the fields."""
        self._ticket += 1
        ticket, name, ways = self._ticket, self._chosen, WAYS[self._way][1]

        def run(_: object) -> list[tuple[bool, Attacked]]:
            return [(way, asyncio.run(attacks.run(name, way, setting=setting))) for way in ways]

        def take(found: list[tuple[bool, Attacked]]) -> None:
            if ticket == self._ticket and self.is_mounted:
                self._outcomes = found
                self._show_outcomes()

        try:
            setting = self._setting()
            setting.check()
        except SrpscopeError as error:
            self._fault(ticket, error)
            return
        self._result([(("The attack runs ..", "dim"),)])
        self.desk.start(Work("attack", run, take, lambda error: self._fault(ticket, error)))

    def _fault(self, ticket: int, error: SrpscopeError) -> None:
        if ticket == self._ticket and self.is_mounted:
            self._result([((printable(str(error), 400), "warn"),)])

    def _show_outcomes(self) -> None:
        cells = max(self.query_one("#attack-result", StillLines).size.width, 20)
        lines = fight(self._outcomes, attacks.attack(self._chosen).SAFEGUARD, cells)
        for way, outcome in self._outcomes:
            if outcome.numbers:
                with_it = "with" if way else "without"
                lines += [(), ((f"The numbers {with_it} the safeguard", "text bold"),)]
                lines += both_sides(outcome.numbers, cells)
        self._result(lines)

    def action_safeguard(self) -> None:
        """Off and on, off alone, on alone."""
        self._way = (self._way + 1) % len(WAYS)
        self._draw()

    def action_another(self, by: int) -> None:
        """Another attack; password, k and N stay as they are."""
        names = [*attacks.ATTACKS]
        self._chosen = names[(names.index(self._chosen) + by) % len(names)]
        self._open()

    def action_scroll(self, by: int) -> None:
        """Through the numbers."""
        self.query_one("#attack-result", StillLines).scroll_relative(y=by, animate=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """enter runs it."""
        self.action_fight()

    def action_leave(self) -> None:
        """Back to the lesson; what still runs comes too late."""
        self._ticket += 1
        self.dismiss()


def _field(name: str, value: str, empty: str, kind: str = "attack-given") -> OneLine:
    return OneLine(value, placeholder=empty, name=name, compact=True, max_length=MOST_CHARACTERS, classes=kind)
