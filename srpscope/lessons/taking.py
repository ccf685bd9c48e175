"""A lesson taken line by line, as text: for a screen reader, a pipe, or a class of programs.

One line is asked for at a time. A number answers a question; SIDE.VALUE=FORMULA is an edit, as SIDE.VALUE:=text or hex
gives a value; why searches for the cause and keeps it; hint, undo, back, next, again and quit are words. An attack is
changed by attack.P=WORD (k, N, g and the attacker's formulas likewise), and attack runs it as it is changed.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable

from srpscope.errors import SrpscopeError
from srpscope.lessons import attacks, progress
from srpscope.lessons.attacks.setting import Setting
from srpscope.lessons.cost import COSTS
from srpscope.lessons.form import Lesson
from srpscope.lessons.fought import Changed, fought
from srpscope.lessons.pictures import LEGEND, Line, spoken
from srpscope.lessons.resuming import keep_cost, keep_done, resume
from srpscope.lessons.seen import seen
from srpscope.lessons.small import SAID
from srpscope.lessons.walk import Walk
from srpscope.nearest import did_you_mean
from srpscope.printable import printable
from srpscope.srp.edit import Edit

Say = Callable[[str], None]

SEARCH_SECONDS = 20.0
"""A search for a lesson's cause ends then."""

MOST_TYPED = 5_000
"""Characters of a line: a number of 16,384 bits in decimal is taken."""

KEYS = "Keys that a text names are the screen's: for e write SIDE.VALUE=FORMULA or SIDE.VALUE:=VALUE, for w why."
HELP = (
    "A number answers. SIDE.VALUE=FORMULA edits a formula (server.M2=H(A | M1)), SIDE.VALUE:=VALUE a value. "
    "why searches for the cause and keeps it. attack NAME runs one that can be changed. "
    "hint, undo, again, next, back, help, quit."
)


def take(lesson: Lesson, lines: Iterable[str], say: Say, draw: random.Random | None = None) -> bool:
    """Go through a lesson as the lines say; progress is kept. Whether its last step was done when the lines ended."""
    given = iter(lines)
    return _Taking(resume(lesson, draw or random.Random()), say).run(given)


def _seen(walk: Walk) -> list[Line]:
    lesson = walk.lesson
    return seen(walk, walk.session.view, lesson.made_up or lesson.small)


class _Taking:
    def __init__(self, walk: Walk, say: Say) -> None:
        self._walk, self._say = walk, say
        self._over = False
        self._changed: Changed | None = None

    def run(self, lines: Iterable[str]) -> bool:
        say = self._say
        say(self._walk.lesson.title)
        say(LEGEND)
        say(HELP)
        if self._walk.lesson.small:
            say(f"Small numbers, made up. {SAID}")
        self._open()
        for line in lines:
            if len(line.strip()) > MOST_TYPED:
                say(f"A line has at most {MOST_TYPED:,} characters, this one {len(line.strip()):,}: it was not taken.")
                continue
            self._take(printable(line.strip(), MOST_TYPED))
            if self._over:
                return True
        return False

    # Steps

    def _open(self) -> None:
        walk, step = self._walk, self._walk.step
        self._changed = Changed(step.attack) if step.attack else None
        self._say("")
        self._say(f"Step {walk.at + 1} of {len(walk.lesson.steps)}")
        self._say(printable(" ".join(step.tell.split()), 4_000))
        self._look()
        match step.kind:
            case "predict":
                self._say(f"Question: {step.ask}")
                for number, option in enumerate(step.options, 1):
                    self._say(f"{number}. {option.say}")
            case "do":
                self._say(f"Do: {step.do}")
                self._say(KEYS)
                if walk.scored:
                    self._say(f"{COSTS} {walk.said_score}")
                for told in walk.hints:
                    self._say(f"Hint: {told}")
            case "attack":
                self._attack()
            case "tell":
                keep_done(walk)
                self._say("An empty line goes on.")

    def _look(self) -> None:
        for line in _seen(self._walk):
            self._say(f"  {spoken(line)}".rstrip())

    def _done(self) -> None:
        walk = self._walk
        keep_done(walk)
        self._say(f"Done: {walk.said_score}" if walk.scored else "Done.")
        self._next()

    def _show(self) -> None:
        """Of a step that is scored: the answer."""
        if not self._walk.scored:
            self._say("Nothing is hidden here.")
            return
        self._walk.show()
        keep_cost(self._walk)
        self._judge()

    def _next(self) -> None:
        if self._walk.gives_away():
            self._say("The next step tells the mistake. hint gives a hint; show makes the edit, and 0 points are left.")
            return
        if self._walk.last:
            self._over = True
            self._say("The lesson is over.")
            return
        self._walk.go_to(self._walk.at + 1)
        self._open()

    # Lines

    def _take(self, line: str) -> None:
        words = {"hint": self._hint, "undo": self._undo, "again": self._open, "next": self._next, "back": self._back}
        words |= {"why": self._why, "show": self._show}
        if line.lower() in words:
            words[line.lower()]()
        elif line.lower() == "quit":
            self._over = True
        elif line.lower().split(None, 1)[:1] == ["attack"]:
            self._try_attack(line[len("attack") :].strip())
        elif line.startswith("attack."):
            self._change_attack(line)
        elif line.isdecimal() and self._walk.step.kind == "predict":
            self._answer(int(line) - 1)
        elif "=" in line:
            self._edit(line)
        elif not line and self._walk.step.kind in ("tell", "attack"):
            self._next()
        elif line.lower() == "help":
            self._say(HELP)
        elif line.isdecimal():
            self._say("A number answers a question, and this step asks none; help says what can be typed.")
        else:
            near = did_you_mean(line.lower(), [*words, "help", "quit", "attack"])
            said = f"{printable(line, 40)!r} was not understood.{near}" if line else "Nothing was typed."
            self._say(f"{said} help says what can be typed.")

    def _answer(self, option: int) -> None:
        walk = self._walk
        if not 0 <= option < len(walk.step.options):
            self._say(f"The answers are 1 to {len(walk.step.options)}.")
            return
        right = walk.lock(option)
        self._say(("" if right else "Not this one. ") + walk.step.options[option].because)
        if not right:
            progress.note_wrong(walk.lesson.key)
            return
        if walk.step.edits:
            self._look()
        if walk.step.attack:
            self._attack()
        self._done()

    def _edit(self, line: str) -> None:
        walk = self._walk
        place, _, content = line.partition("=")
        side, _, name = place.rstrip(":").strip().partition(".")
        forms = ("formula",) if not place.rstrip().endswith(":") else ("text",) if name in ("I", "P") else ("hex",)
        try:
            edit = Edit.of_line({"side": side, "value": name.strip(), forms[0]: content.strip()})
            if edit.value not in walk.session.view.sheet("server" if side == "server" else "client").names:
                self._say(f"There is no value {edit.value!r} here; nothing was counted.")
                return
            walk.session.replace_edits([*walk.session.edits, walk.meant(edit)])
        except SrpscopeError as error:
            self._say(str(error))
            return
        self._judge()

    def _why(self) -> None:
        """The first cause that is proved, said and kept as edits."""
        from srpscope.answers.diagnosis import diagnose_session
        from srpscope.why.finding import Finding
        from srpscope.why.telling.words import cause

        walk = self._walk
        if walk.step.hints:
            self._say("No search here: the mistake is to be found unaided.")
            return
        found: list[Finding] = []
        diagnose_session(walk.session, SEARCH_SECONDS, lambda: bool(found), found.append)
        if not found:
            self._say("No cause is proved here.")
            return
        self._say(f"Proved: {cause(found[0])}")
        walk.session.replace_edits([*walk.session.edits, *found[0].changes])
        self._judge()

    def _judge(self) -> None:
        """What the learner's edits came to."""
        walk = self._walk
        if walk.notice():
            keep_cost(walk)
        self._look()
        if walk.step.kind != "do":
            return
        missing = walk.missing()
        if missing:
            self._say(f"Not yet. {missing[0]}")
            return
        if walk.step.attack:
            self._attack()
            if missing := walk.missing():
                self._say(f"Not yet. {missing[0]}")
                return
        self._done()

    def _hint(self) -> None:
        told = self._walk.hint()
        keep_cost(self._walk)
        if told:
            self._say(f"{told} {self._walk.said_score}")
        else:
            more = " show makes the edit, and 0 points are left." if self._walk.scored else ""
            self._say(self._walk.step.hint or f"There is no further hint here.{more}")

    def _undo(self) -> None:
        self._walk.put_back()
        self._say("The step is as it was.")

    def _back(self) -> None:
        self._walk.go_to(self._walk.at - 1)
        self._open()

    def _attack(self) -> None:
        name, succeeded = self._walk.step.attack, False
        for guarded in (False, True):
            outcome = asyncio.run(attacks.run(name, guarded, setting=Setting(formulas=self._walk.written)))
            succeeded |= outcome.succeeded and not guarded
            for line in fought(name, guarded, outcome):
                self._say(line)
        self._walk.ran(succeeded)
        self._say_of_changing()
        if self._walk.step.kind == "attack":
            keep_done(self._walk)
            self._say("An empty line goes on.")

    def _say_of_changing(self) -> None:
        if self._changed is not None:
            self._say(
                f"{self._changed.names()}: NAME=VALUE changes it, and attack runs {self._changed.name} with that."
            )

    def _try_attack(self, name: str) -> None:
        """The attack as it was changed, or another one to begin with."""
        if name in attacks.ATTACKS:
            self._changed = Changed(name)
        elif name or self._changed is None:
            self._say(f"The attacks are {', '.join(attacks.ATTACKS)}.")
            return
        self._changed.run(self._say)
        self._say_of_changing()

    def _change_attack(self, line: str) -> None:
        name, _, text = line.removeprefix("attack.").partition("=")
        if self._changed is None:
            self._say("attack NAME begins one.")
            return
        try:
            self._changed.change(name.rstrip(":").strip(), text.strip())
            self._say("attack runs it with that.")
        except SrpscopeError as error:
            self._say(str(error))
