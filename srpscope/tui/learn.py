"""The learn screen (F5): the lessons, and one of them: read, predict or do, see. It drives the app's own session."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message

from srpscope.errors import SrpscopeError
from srpscope.lessons import attacks, pictures, progress
from srpscope.lessons.attacks.outcome import Outcome
from srpscope.lessons.course import course
from srpscope.lessons.form import Lesson
from srpscope.lessons.seen import seen
from srpscope.lessons.walk import Walk, unmet
from srpscope.report.printable import printable
from srpscope.session import Session
from srpscope.tui.facts.judgement import Verdict
from srpscope.tui.facts.lesson_lines import fight, lesson_list, task, task_title, text_lines
from srpscope.tui.facts.spans import Line
from srpscope.tui.ladder import Ladder
from srpscope.tui.lines import Lines
from srpscope.tui.looking import SIDES
from srpscope.tui.mode_screen import ModeScreen
from srpscope.tui.verdict_bar import VerdictBar

REDRAW_SECONDS = 0.1
"""How often the progress of an attack is drawn."""

LEAST_SEEN = 4
"""Rows of the lowest pane that are kept free for it."""


@dataclass(frozen=True)
class _Before:
    """What was looked at before the lesson began."""

    session: Session | None
    path: Path | None
    example: bool
    searching: bool


class Clickable(Lines):
    """A pane that says which of its rows was clicked."""

    @dataclass
    class Clicked(Message):
        """A row was clicked."""

        pane: str
        row: int

    def on_click(self, event: events.Click) -> None:
        """Say which."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Clicked(self.id or "", offset.y + self.scroll_offset.y))


class LearnScreen(ModeScreen):
    """The list of lessons, or a lesson."""

    MODE = "learn"
    CSS = """
    LearnScreen #body { layout: vertical; }
    LearnScreen #lessons { width: 100%; height: 1fr; }
    LearnScreen #read, LearnScreen #task { width: 100%; }
    LearnScreen #see { width: 100%; height: 1fr; }
    LearnScreen #ladder { display: block; padding: 0 1; }
    LearnScreen #verdict { height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._bindings.key_to_bindings["escape"] = [Binding("escape", "all_lessons", "Back", False, id="back")]
        self._chosen = 0
        self._before: _Before | None = None
        self._options: dict[int, int] = {}
        self._outcomes: list[tuple[bool, Outcome]] = []
        self._tried: tuple[int, int] | None = None
        self._ticket = 0

    def compose_body(self) -> ComposeResult:
        """The list; and read, task, see."""
        yield Clickable(id="lessons", classes="pane")
        yield Clickable(id="read", classes="pane")
        yield Clickable(id="task", classes="pane")
        yield Ladder()
        yield Clickable(id="see", classes="pane")

    def compose_below(self) -> ComposeResult:
        """What the lesson says to the answer."""
        yield VerdictBar()

    def on_mount(self) -> None:
        super().on_mount()
        if self.walk is not None:
            self._take()
        self._focus()

    def on_screen_resume(self) -> None:
        """The lesson's session comes back, whatever was opened meanwhile."""
        if self.walk is not None and self.scope.session is not self.walk.session:
            self._take()
        super().on_screen_resume()

    @property
    def walk(self) -> Walk | None:
        """The lesson being taken."""
        return self.scope.walk

    # Taking the app's session, and giving it back

    def _take(self) -> None:
        scope, walk = self.scope, self.walk
        if walk is None:
            return
        if self._before is None or (scope.session is not None and scope.session is not walk.session):
            searching = self._before.searching if self._before is not None else scope.searching
            self._before = _Before(scope.session, scope.path, scope.example, searching)
        scope.searching = False
        scope.prepare(walk.session)
        self._opened_step()

    def _give_back(self) -> None:
        scope, before = self.scope, self._before
        scope.walk, self._before = None, None
        if before is None:
            return
        scope.searching = before.searching
        if before.session is not None:
            scope.prepare(before.session, before.path)
            scope.example = before.example
        else:
            scope.session, scope.shown, scope.note = None, None, ()

    def _opened_step(self) -> None:
        """A step begins: its edits are in force, its first value is selected."""
        walk, scope = self.walk, self.scope
        if walk is None:
            return
        self._ticket += 1
        self._outcomes, self._tried = [], None
        scope.selected = walk.step.show[0] if walk.step.show else "P"
        scope.side = SIDES[0]
        self._edited()
        if walk.step.kind == "tell":
            self._note_progress()
        self.query_one("#see", Lines).scroll_to(y=0, animate=False)
        self._focus()

    def _edited(self) -> None:
        walk = self.walk
        if walk is not None:
            self.scope.edits_changed()

    def _note_progress(self) -> None:
        walk = self.walk
        if walk is not None:
            progress.save(walk.lesson.name, walk.at + 1)

    # Drawing

    def refresh_all(self) -> None:
        """The list, or the step."""
        super().refresh_all()
        walk = self.walk
        for name in ("#read", "#task", "#see"):
            self.query_one(name).display = walk is not None
        self.query_one("#lessons").display = walk is None
        self.query_one(Ladder).display = walk is not None and not self._outcomes and self._tried is None
        if walk is None:
            self._draw_list()
        else:
            self._draw_step(walk)

    def _draw_list(self) -> None:
        pane = self.query_one("#lessons", Lines)
        pane.border_title = "Lessons"
        lines = lesson_list(course(), progress.load(), self._chosen, pane.inner_width)
        pane.show(lines, self._chosen)
        pane.keep_in_view(self._chosen)
        said: Line = (("?", "accent bold"), (" Say it before you see it. ", "text bold"), ("Nothing is scored.", "dim"))
        about: Line = ((course()[self._chosen].about, "text"), ("   enter opens it", "dim"))
        self._say((said, about), "accent", None)

    def _draw_step(self, walk: Walk) -> None:
        scope = self.scope
        walk.session.saved_edits = list(walk.session.edits)  # a lesson's edits are nobody's work to lose
        done = self._done(walk)
        frame = 1 if self.narrow else 2
        read, middle, see = (self.query_one(name, Lines) for name in ("#read", "#task", "#see"))
        cells = max(self.app.size.width - (2 if self.narrow else 4), 20)
        text = text_lines(walk.step.tell, cells)
        asked, self._options = task(walk, done, cells)
        ladder = self.query_one(Ladder)
        ladder.update()
        room = self.query_one("#body").size.height - int(ladder.display)
        middle.display = bool(asked)
        asked_rows = len(asked) + frame if asked else 0
        read.styles.height = max(min(len(text) + frame, room - asked_rows - frame - LEAST_SEEN), frame + 1)
        middle.styles.height = asked_rows
        read.border_title, middle.border_title, see.border_title = "Read", task_title(walk), "See"
        read.show(text)
        cursor = next((row for row, index in self._options.items() if index == walk.chosen), None)
        middle.show(asked, cursor if walk.answered is None else None)
        if self._outcomes or self._tried is not None:
            see.show(self._attack_lines(walk, cells))
        elif scope.shown is not None:
            rows = 1 if self.narrow else room
            see.show(seen(walk.step, scope.shown.view, scope.reveal, cells, rows))
        self._say_step(walk, done)

    def _attack_lines(self, walk: Walk, cells: int) -> list[Line]:
        lines = fight(self._outcomes, attacks.attack(walk.step.attack).SAFEGUARD, cells)
        if self._tried is not None:
            lines.append(pictures.progress("tried", *self._tried, cells))
        return lines

    def _say_step(self, walk: Walk, done: bool) -> None:
        last = "enter ends the lesson." if walk.last else "enter goes on."
        role = "accent"
        if walk.step.kind == "predict" and walk.answered is not None:
            right = walk.answered == walk.step.right
            role = "agree" if right else "warn"
            word = "= Right." if right else "≠ Not this one."
            reading = "" if right else " The reason stands above."
            first: Line = ((word, f"{role} bold"), (reading, "text"))
            if self._tried is not None:
                first = (*first, (" The attack runs.", "dim"))
            elif self._outcomes:
                ends = " Without the safeguard the attack {}, with it it {}. j scrolls."
                words = ("succeeds" if outcome.succeeded else "fails" for _, outcome in self._outcomes)
                first = (*first, (ends.format(*words), "text"))
        elif walk.step.kind == "do" and done:
            role, first = "agree", (("= Done.", "agree bold"), (" The session says so.", "text"))
        elif walk.step.kind == "do":
            first = (("?", "accent bold"), (" e edits, l and h choose the side, u undoes. ", "text"))
        elif walk.step.kind == "predict":
            first = (("?", "accent bold"), (" Say it before you see it. ", "text bold"), ("Nothing is scored.", "dim"))
        else:
            first = (("?", "accent bold"), (" Read, look, and go on.", "text"))
        second: Line = ((last, "dim"),) if done else ((printable(walk.step.hint, 400), "dim"),)
        if self.scope.shown is not None and walk.step.kind == "do" and not done and self.scope.session is not None:
            edited = self.scope.shown.edits != tuple(walk.step.before)
            missing = unmet(walk.step.check, self.scope.shown.view)
            if edited and missing:
                second = (("Not yet. ", "warn bold"), (missing[0], "text"))
        self._say((first, second), role, ("esc", "all lessons", "all_lessons"))

    def _say(self, lines: tuple[Line, ...], role: str, link: tuple[str, str, str] | None) -> None:
        verdict = Verdict(role, "", lines)
        self.query_one(VerdictBar).set(verdict, verdict, link, self.scope.note)

    def _done(self, walk: Walk) -> bool:
        shown = self.scope.shown
        if walk.step.kind != "do":
            return walk.done(shown.view if shown is not None else None)
        done = shown is not None and not shown.preview and walk.done(shown.view)
        if done:
            self._note_progress()
        return done

    def _focus(self) -> None:
        if self.walk is None:
            self.query_one("#lessons").focus()
        else:
            self.query_one("#task" if self.walk.step.kind != "tell" else "#see").focus()

    # Keys

    def action_down(self, by: int) -> None:
        """The next lesson, option or value; or scroll what is seen."""
        walk = self.walk
        if walk is None:
            self._chosen = max(0, min(self._chosen + by, len(course()) - 1))
        elif walk.step.kind == "predict" and walk.answered is None:
            walk.chosen = max(0, min(walk.chosen + by, len(walk.step.options) - 1))
        elif self._outcomes or walk.step.kind != "do":
            self.query_one("#see", Lines).scroll_relative(y=by, animate=False)
            return
        else:
            self._move(by)
        self.refresh_all()

    def _move(self, by: int) -> None:
        scope = self.scope
        if scope.shown is not None and scope.shown.order:
            order = scope.shown.order
            at = order.index(scope.selected) if scope.selected in order else 0
            scope.selected = order[max(0, min(at + by, len(order) - 1))]

    def action_select(self, name: str) -> None:
        """A value of the ladder was clicked."""
        shown = self.scope.shown
        if shown is not None and name in shown.view.comparison.rows:
            self.scope.selected = name
            self.refresh_all()

    def action_side(self, by: int) -> None:
        """The side that an edit changes."""
        self.scope.side = SIDES[max(0, min(SIDES.index(self.scope.side) + by, 1))]
        self.scope.say(f"e edits {self.scope.selected} of the {self.scope.side}.")

    def action_edit(self, side: str) -> None:
        """Open the edit strip: the same as in the debugger."""
        walk = self.walk
        if walk is None:
            return
        if walk.step.kind == "do":
            self.scope.start_edit(side or self.scope.side)
        else:
            self.scope.say("This step has nothing to edit. F2 opens the same session in the debugger.")

    def action_answer(self, option: int) -> None:
        """Choose an answer; it is locked with enter."""
        walk = self.walk
        if walk is not None and walk.step.kind == "predict" and walk.answered is None:
            walk.chosen = min(option, len(walk.step.options) - 1)
            self.refresh_all()

    def action_go_on(self) -> None:
        """Open the lesson, lock the answer, or go to the next step."""
        walk = self.walk
        if walk is None:
            self.begin(course()[self._chosen])
        elif walk.step.kind == "predict" and walk.answered is None:
            self._lock(walk)
        elif self._tried is not None:
            self.scope.say("The attack still runs.")
        elif walk.step.kind == "attack" and not walk.attacked:
            self._attack(walk)
        elif not self._done(walk):
            hint = walk.step.hint or "n goes on without it."
            self.scope.say(f"Not done yet. {hint}", "warn")
        else:
            self.action_step(1)

    def action_show_how(self) -> None:
        """Make the edit that is asked for, for who is stuck or has no keyboard."""
        walk = self.walk
        if walk is None or walk.step.kind != "do":
            self.scope.say("There is nothing to do here but to read and to answer.")
            return
        walk.session.replace_edits([*walk.session.edits, *walk.step.solution])
        self._edited()

    def action_step(self, by: int) -> None:
        """The next or previous step, whatever is done."""
        walk = self.walk
        if walk is None:
            self.action_down(by)
            return
        if by > 0 and walk.last:
            self.action_all_lessons()
            return
        walk.go_to(walk.at + by)
        self._opened_step()

    def action_all_lessons(self) -> None:
        """Back to the list; from there to the debugger."""
        scope = self.scope
        if scope.note:
            scope.note = ()
            self.refresh_all()
        elif self.walk is not None:
            self._ticket += 1
            self._outcomes, self._tried = [], None
            self._give_back()
            self.refresh_all()
            self._focus()
        else:
            scope.action_go_back()

    def begin(self, lesson: Lesson) -> None:
        """Take a lesson, from the first step that is not done."""
        done = progress.load().get(lesson.name, 0)
        self.scope.walk = Walk(lesson, done if done < len(lesson.steps) else 0)
        self._take()
        self.refresh_all()

    def _lock(self, walk: Walk) -> None:
        walk.lock(walk.chosen)
        self._note_progress()
        self._edited()
        if walk.step.attack:
            self._attack(walk)
        self.refresh_all()

    # Attacks

    def _attack(self, walk: Walk) -> None:
        self._ticket += 1
        self._outcomes, self._tried = [], (0, 1)
        self._run_attack(self._ticket, walk)

    @work(thread=True, exclusive=True, group="attack")
    def _run_attack(self, ticket: int, walk: Walk) -> None:
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
                outcome = asyncio.run(attacks.run(walk.step.attack, guarded, told))
            except SrpscopeError as error:
                self.app.call_from_thread(self.scope.say, str(error), "warn")
                return
            self.app.call_from_thread(self._fought, ticket, walk, guarded, outcome)

    def _told(self, ticket: int, tried: tuple[int, int]) -> None:
        if ticket == self._ticket:
            self._tried = tried
            if self.walk is not None:
                self.query_one("#see", Lines).show(self._attack_lines(self.walk, max(self.app.size.width - 4, 20)))

    def _fought(self, ticket: int, walk: Walk, guarded: bool, outcome: Outcome) -> None:
        if ticket != self._ticket:
            return
        self._outcomes.append((guarded, outcome))
        if guarded:
            self._tried, walk.attacked = None, True
            self._note_progress()
        self.refresh_all()

    # Mouse

    def on_clickable_clicked(self, message: Clickable.Clicked) -> None:
        """A lesson, an option; a second click is enter. A click below the text goes on where that is all there is."""
        walk = self.walk
        if message.pane == "lessons" and walk is None:
            if message.row == self._chosen:
                self.action_go_on()
            elif message.row < len(course()):
                self._chosen = message.row
                self.refresh_all()
        elif message.pane == "task" and walk is not None and walk.step.kind == "predict" and walk.answered is None:
            option = self._options.get(message.row)
            if option is not None and option == walk.chosen:
                self.action_go_on()
            elif option is not None:
                walk.chosen = option
                self.refresh_all()
