"""The attacks of a lesson: run in a worker, drawn while they run."""

from __future__ import annotations

import asyncio
import time

from textual import work

from srpscope.errors import SrpscopeError
from srpscope.lessons import attacks, pictures
from srpscope.lessons.attacks.outcome import Attacked
from srpscope.lessons.attacks.setting import Setting
from srpscope.lessons.walk import Walk
from srpscope.tui.desk import Desk
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.learn.lines import fight

REDRAW_SECONDS = 0.1
"""How often the progress of an attack is drawn."""


class AttackScreen(ModeScreen):
    """What a screen with lessons has for their attacks. Only the newest ticket's result counts."""

    walk: Walk | None
    _desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: list[tuple[bool, Attacked]] = []
        self._tried: tuple[int, int] | None = None
        self._ticket = 0

    def _note_progress(self) -> None:
        raise NotImplementedError

    def _attack_lines(self, walk: Walk, cells: int) -> list[Line]:
        lines = fight(self._outcomes, attacks.attack(walk.step.attack).SAFEGUARD, cells)
        if self._tried is not None:
            lines.append(pictures.progress("tried", *self._tried, cells))
        return lines

    def _said_of_attack(self) -> Line:
        """How it ended, or that it runs; empty where there is none."""
        if self._tried is not None:
            return ((" The attack runs.", "dim"),)
        if not self._outcomes:
            return ()
        ends = " Without the safeguard the attack {}, with it it {}. j scrolls, A changes it."
        words = ("succeeds" if outcome.succeeded else "fails" for _, outcome in self._outcomes)
        return ((ends.format(*words), "text"),)

    def action_attacks(self) -> None:
        """The step's attack, or the first one, to be changed and run."""
        from srpscope.tui.learn.attack_panel import AttackPanel

        name = self.walk.step.attack if self.walk is not None else ""
        self.app.push_screen(AttackPanel(self._desk, name or next(iter(attacks.ATTACKS))))

    def _attack(self, walk: Walk) -> None:
        self._ticket += 1
        self._outcomes, self._tried = [], (0, 1)
        self._run_attack(self._ticket, walk, walk.written)

    @work(thread=True, exclusive=True, group="attack")
    def _run_attack(self, ticket: int, walk: Walk, written: dict[str, str] | None) -> None:
        drawn = 0.0

        def told(tried: int, total: int) -> None:
            nonlocal drawn
            now = time.monotonic()
            if ticket == self._ticket and now - drawn >= REDRAW_SECONDS:
                drawn = now
                self.app.call_from_thread(self._told, ticket, (tried, total))

        for guarded in (False, True):
            if ticket != self._ticket:
                return
            try:
                outcome = asyncio.run(attacks.run(walk.step.attack, guarded, told, Setting(formulas=written)))
            except SrpscopeError as error:
                self.app.call_from_thread(self._not_run, ticket, str(error))
                return
            self.app.call_from_thread(self._fought, ticket, walk, guarded, outcome)

    def _told(self, ticket: int, tried: tuple[int, int]) -> None:
        if ticket == self._ticket:
            self._tried = tried
            if self.walk is not None:
                self.query_one("#see", Lines).show(self._attack_lines(self.walk, max(self.app.size.width - 4, 20)))

    def _not_run(self, ticket: int, sentence: str) -> None:
        if ticket == self._ticket:
            self._outcomes, self._tried = [], None
            self._desk.say(sentence, "warn")
            self.refresh_all()

    def _fought(self, ticket: int, walk: Walk, guarded: bool, outcome: Attacked) -> None:
        if ticket != self._ticket:
            return
        self._outcomes.append((guarded, outcome))
        if guarded:
            self._tried = None
            walk.ran(any(one.succeeded for safe, one in self._outcomes if not safe))
            if walk.step.kind != "do":  # of one that was written, what is drawn next says whether it is done
                self._note_progress()
        self.refresh_all()
