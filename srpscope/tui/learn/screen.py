"""The learn screen (F5): the lessons, and one of them: read, predict or do, see. It has a desk of its own."""

from __future__ import annotations

import random
from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding

from srpscope.errors import SrpscopeError
from srpscope.lessons import progress
from srpscope.lessons.course import course
from srpscope.lessons.form import Lesson
from srpscope.lessons.pictures import MESSAGES
from srpscope.lessons.resuming import keep_cost, keep_done, resume
from srpscope.lessons.seen import seen
from srpscope.lessons.small import small
from srpscope.lessons.walk import Walk
from srpscope.tui.commands import Entry
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.judgement import Verdict
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.ladder import Ladder
from srpscope.tui.frame.lines import Lines
from srpscope.tui.frame.title_bar import Headline
from srpscope.tui.frame.verdict_bar import VerdictBar
from srpscope.tui.learn.clickable import Clickable
from srpscope.tui.learn.lines import badge, headline, lesson_list, said_of_step, task, task_title, text_lines
from srpscope.tui.learn.sandbox import Sandbox, TouchScreen

LEAST_SEEN = 4
"""Rows of the lowest pane that are kept free for it, where the text leaves them."""

NEXT_HELP = "! gives a hint."
GIVE_UP = (("show it", "the edit is made, and 0 points are left"), ("not yet", "back to the challenge"))


class LearnScreen(TouchScreen):
    """The list of lessons, or a lesson."""

    MODE = "learn"
    takes_pasted = False
    CSS = """
    LearnScreen #body { layout: vertical; }
    LearnScreen #lessons { width: 100%; height: 1fr; }
    LearnScreen #read, LearnScreen #task { width: 100%; }
    LearnScreen #see { width: 100%; height: 1fr; }
    LearnScreen #ladder { display: block; padding: 0 1; }
    LearnScreen #sandbox { padding: 0 1; }
    LearnScreen #verdict { height: 2; }
    """

    def __init__(self, walk: Walk | None = None) -> None:
        self._desk = Desk(searching=False)
        self.walk = walk
        super().__init__()
        self._bindings.key_to_bindings["escape"] = [Binding("escape", "all_lessons", "Back", False, id="back")]
        self._chosen = 0
        self._options: dict[int, int] = {}
        self._other: Walk | None = None
        self._hinted = False

    def compose_body(self) -> ComposeResult:
        """The list; and read, task, see."""
        for id in ("lessons", "read", "task"):
            yield Clickable(id=id, classes="pane")
        yield Ladder()
        yield Clickable(id="see", classes="pane")
        yield Sandbox()

    def compose_below(self) -> ComposeResult:
        """What the lesson says to the answer."""
        yield VerdictBar()

    def on_mount(self) -> None:
        """Begin the lesson that was asked for, else show the list."""
        super().on_mount()
        self.stage.serve(self._desk)
        if self.walk is not None:
            self._take()
        self._focus()

    @property
    def desk(self) -> Desk:
        """The lesson's session; the debugger keeps its own place."""
        return self._desk

    @property
    def lends(self) -> Desk | None:
        """The lesson's handshake."""
        return self._desk if self.walk is not None else None

    def headline(self, narrow: bool) -> Headline:
        """Which lesson."""
        return headline(self.walk, narrow)

    def badge(self) -> tuple[str, str]:
        """Which step."""
        return badge(self.walk)

    def may_edit(self) -> str:
        """In every step: what the learner tries is put back before an answer is judged, and by U."""
        return "enter opens a lesson." if self.walk is None else ""

    def works(self, command: str) -> bool:
        """Answers to questions, help with tasks, no search for a mistake to be found unaided; the list has its own."""
        if self.walk is None:
            return command in ("help", "go-on", "attacks", "challenge", "quit")
        step, shown = self.walk.step, self.desk.shown
        wanted = {"answer-1": step.kind == "predict", "help-me": step.kind == "do", "ways-lesson": not step.hints}
        return wanted.get(command, command != "why" or (not step.hints and shown is not None and shown.explains))

    def say_why_not(self) -> None:
        """Nothing differs, or the mistake is to be found unaided."""
        self.desk.say("Nothing differs here." if self.works("ways-lesson") else "That is yours to find.")

    def action_ways(self) -> None:
        """Every way to take the selected value."""
        if self.works("ways-lesson"):
            self.stage.open_ways(None)

    def footer(self, narrow: bool) -> list[Entry]:
        """In the list enter opens; of a question as many answers as it has. Challenges are of the list."""
        found = super().footer(narrow)
        if self.walk is not None:
            found = [entry for entry in found if entry[0].id != "challenge"]
            answers = f"1-{len(self.walk.step.options)}"
            return [(one, answers if one.id == "answer-1" else key, word) for one, key, word in found]
        return [(one, key, "open" if one.id == "go-on" else word) for one, key, word in found]

    def _take(self) -> None:
        if self.walk is not None:
            lesson, asked = self.walk.lesson, self.stage.desk.asked_reveal
            self._desk.take_edits(self.walk.meant)
            self._desk.prepare(self.walk.session, nobodys=lesson.made_up or lesson.small or asked)
            self._opened_step()

    def _opened_step(self) -> None:
        """A step begins: its edits are in force, its first value is selected."""
        walk, desk = self.walk, self._desk
        if walk is None:
            return
        self._ticket += 1
        self._outcomes, self._tried = [], None
        self._hinted = False
        desk.keep(walk.given)
        desk.begin_at(walk.step.show[0] if walk.step.show else "P")
        self._edited()
        if walk.step.kind == "tell":
            self._note_progress()
        self.query_one("#see", Lines).scroll_to(y=0, animate=False)
        self._focus()

    def _edited(self) -> None:
        if self.walk is not None:
            self._desk.edits_changed()

    def _note_progress(self) -> None:
        if self.walk is not None:
            keep_done(self.walk)

    # Drawing

    def refresh_all(self) -> None:
        """The list, or the step."""
        super().refresh_all()
        walk = self.walk
        if walk is not None and walk.notice() and walk.step.kind == "do":
            keep_cost(walk)
            self._ticket += 1  # an attack was run with what stood there before
            self._outcomes, self._tried = [], None
        for name in ("#read", "#task", "#see"):
            self.query_one(name).display = walk is not None
        self.query_one("#lessons").display = walk is None
        self.query_one(Ladder).display = walk is not None and not self._outcomes and self._tried is None
        if walk is None:
            self._draw_sandbox(None)
            self._draw_list()
        else:
            self._draw_step(walk)

    @property
    def _cells(self) -> int:
        """Columns of a pane, which has none of its own while it is hidden."""
        return max(self.app.size.width - (2 if self.narrow else 4), 20)

    def _draw_list(self) -> None:
        pane = self.query_one("#lessons", Lines)
        pane.border_title = "Lessons"
        lines = lesson_list(course(), progress.load(), self._chosen, self._cells)
        pane.show(lines, self._chosen)
        pane.keep_in_view(self._chosen)
        said: Line = (
            ("?", "accent bold"),
            (" Say it before you see it. ", "text bold"),
            ("Only challenges are scored.", "dim"),
        )
        self._say((said, ((course()[self._chosen].about, "text"),)), "accent", None)

    def _draw_step(self, walk: Walk) -> None:
        desk = self._desk
        walk.session.saved_edits = list(walk.session.edits)  # a lesson's edits are nobody's work to lose
        done = self._done(walk)
        frame = 1 if self.narrow else 2
        read, middle, see = (self.query_one(name, Lines) for name in ("#read", "#task", "#see"))
        cells = self._cells
        text = text_lines(walk.step.tell, cells)
        asked, self._options = task(walk, done, cells, self._hinted)
        ladder = self.query_one(Ladder)
        ladder.fill(self._so_far(walk), desk.selected, by_dialect=False)
        room = self.query_one("#body").size.height - int(ladder.display) - self._draw_sandbox(walk)
        middle.display = bool(asked)
        asked_rows = len(asked) + frame if asked else 0
        fought = bool(self._outcomes) or self._tried is not None
        see.display = fought or bool(walk.step.picture)
        left = room - asked_rows - 2 * frame - len(text)  # for what is seen; the text goes first
        most = room - asked_rows - (frame + max(min(LEAST_SEEN, left), 1) if see.display else 0)
        read_rows = max(min(len(text) + frame, most) if see.display else most, frame + 1)
        read.styles.height, middle.styles.height = read_rows, asked_rows
        read.border_title, middle.border_title = "Read", task_title(walk)
        read.show(text)
        cursor = next((row for row, index in self._options.items() if index == walk.chosen), None)
        middle.show(asked, cursor if walk.answered is None else None)
        if fought:
            see.show(self._attack_lines(walk, cells))
        elif desk.shown is not None:
            summed = walk.lesson.small and walk.step.picture == "values"
            rows = see.size.height if summed else 1 if self.narrow else room
            see.show(seen(walk, desk.shown.view, desk.reveal, cells, rows))
        more = len(see.lines) > room - read_rows - asked_rows - frame
        see.border_title = "See  pgdn, pgup" if more else "See"
        see.border_subtitle = "" if fought else self._numbers_said(walk)
        self._say_step(walk, done)

    def _so_far(self, walk: Walk) -> Shown | None:
        """What is known when the step's messages have crossed."""
        shown = self._desk.shown
        if shown is None or walk.step.until >= len(MESSAGES):
            return shown
        from srpscope.tui.facts.moment.so_far import after_messages

        return after_messages(walk.session, shown, walk.step.until)

    def _say_step(self, walk: Walk, done: bool) -> None:
        last = "enter ends the lesson." if walk.last else "enter goes on."
        first, role = said_of_step(walk, done, self._said_of_attack())
        told = NEXT_HELP if walk.step.hint and not self._hinted else "! shows how."
        told *= walk.step.kind == "do" and not walk.scored
        if walk.attack_due:
            last = "enter runs it, without and with the safeguard."
        second: Line = ((last if done else told, "dim"),)
        if self._desk.shown is not None and walk.step.kind == "do" and not done and self._desk.session is not None:
            edited = self._desk.shown.edits != tuple(walk.step.before)
            missing = walk.missing(self._desk.shown.view)
            if edited and missing:
                second = (("Not yet. ", "warn bold"), (missing[0], "text"))
        self._say((first, second), role, ("esc", "all lessons", "all_lessons"))

    def _say(self, lines: tuple[Line, ...], role: str, link: tuple[str, str, str] | None) -> None:
        verdict = Verdict(role, "", lines)
        self.query_one(VerdictBar).set(verdict, verdict, link, self._desk.note)

    def _done(self, walk: Walk) -> bool:
        shown = self._desk.shown
        if walk.step.kind != "do":
            return walk.done(shown.view if shown is not None else None)
        done = shown is not None and not shown.preview and walk.done(shown.view)
        if done and not walk.attack_due:
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
        elif walk.step.kind != "do" or (self._outcomes and self._done(walk)):
            self.query_one("#see", Lines).scroll_relative(y=by, animate=False)
            return
        else:
            self._desk.step(by)
        self.refresh_all()

    def action_scroll_seen(self, by: int) -> None:
        """What is seen below, a pane's height up or down: j and k choose a value where something is to be done."""
        see = self.query_one("#see", Lines)
        see.scroll_relative(y=by * max(see.size.height - 1, 1), animate=False)

    def action_answer(self, option: int) -> None:
        """Choose an answer; it is locked with enter."""
        walk = self.walk
        if walk is None or walk.step.kind != "predict" or walk.answered is not None:
            self._desk.say("There is no question to answer here.")
        elif option >= len(walk.step.options):
            self._desk.say(f"The answers are 1 to {len(walk.step.options)}.")
        else:
            walk.chosen = option
        self.refresh_all()

    def action_go_on(self) -> None:
        """Open the lesson, lock the answer, or go to the next step."""
        walk = self.walk
        if walk is None:
            self.begin(course()[self._chosen])
        elif walk.step.kind == "predict" and walk.answered is None:
            self._lock(walk)
        elif self._tried is not None:
            self._desk.say("The attack still runs.")
        elif walk.attack_due and (walk.step.kind == "attack" or self._done(walk)):
            self._attack(walk)
        elif not self._done(walk):
            self._desk.say(f"Not done yet. {NEXT_HELP if walk.scored else 'n goes on without it.'}", "warn")
            self.refresh_all()
        elif walk.last:
            self.call_later(self.action_all_lessons)
        else:
            self._to(walk, 1)

    def action_help_me(self) -> None:
        """A hint; when all are told, the edit that is asked for, for who is stuck or has no keyboard."""
        walk = self.walk
        if walk is None or walk.step.kind != "do":
            self._desk.say("There is nothing to do here but to read, to answer and to try things.")
        elif walk.hint():
            keep_cost(walk)
            self._desk.say(f"Hint {len(walk.hints)} of {len(walk.step.hints)} stands above. {walk.said_score}")
        elif walk.step.hint and not self._hinted and not self._done(walk):
            self._hinted = True
        elif walk.gives_away():
            asking(self).ask_which("Show the answer?", "All hints are told.", GIVE_UP, partial(self._give_up, walk))
        else:
            self._show_how(walk)
        self.refresh_all()

    def _give_up(self, walk: Walk, answer: int | None) -> None:
        if answer == 0 and self.walk is walk:
            self._show_how(walk)

    def _show_how(self, walk: Walk) -> None:
        walk.show()
        keep_cost(walk)
        self._edited()

    def action_challenge(self) -> None:
        """A mistake to be found unaided, drawn anew or by its seed."""
        from srpscope.tui.learn.challenging import ask_for_challenge

        ask_for_challenge(self._desk, asking(self), self.begin)

    def action_small(self) -> None:
        """The same step in small numbers, or with the real ones again."""
        walk = self.walk
        if walk is None or walk.scored:
            self._desk.say("enter opens a lesson." if walk is None else "A challenge has no small numbers.")
            return
        try:
            other = self._other or Walk(walk.lesson.real or small(walk.lesson))
        except SrpscopeError as error:
            self._desk.say(str(error))
            return
        other.go_to(walk.at)
        self.walk, self._other = other, walk
        self._take()
        self.refresh_all()

    def action_step(self, by: int) -> None:
        """The next or previous step, whatever is done, unless it tells what is still to be found."""
        walk = self.walk
        if walk is None:
            self.action_down(by)
        elif not 0 <= walk.at + by < len(walk.lesson.steps):
            self._desk.say("This is the first step." if by < 0 else "The last step: enter ends the lesson.")
            self.refresh_all()
        elif by > 0 and walk.gives_away():
            self._desk.say(f"The next step tells the mistake. {NEXT_HELP}")
            self.refresh_all()
        else:
            self._to(walk, by)

    def _to(self, walk: Walk, by: int) -> None:
        walk.go_to(walk.at + by)
        self._opened_step()

    async def action_all_lessons(self) -> None:
        """Back to the list; from there to the debugger."""
        if self._desk.note:
            self._desk.say("")
        elif self.walk is not None:
            self._ticket += 1
            self._outcomes, self._tried = [], None
            self.walk = self._other = None
            self._desk.close()
            self.refresh_all()
            self._focus()
        else:
            await self.app.run_action("app.go_back")

    def begin(self, lesson: Lesson) -> None:
        """Take a lesson, from the first step that is not done."""
        self.walk, self._other = resume(lesson, random.Random()), None
        self._take()
        self.refresh_all()

    def _lock(self, walk: Walk) -> None:
        if walk.lock(walk.chosen):
            self._desk.keep(walk.given)
            self._note_progress()
            self._edited()
            if walk.step.attack:
                self._attack(walk)
        else:
            progress.note_wrong(walk.lesson.key)
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
