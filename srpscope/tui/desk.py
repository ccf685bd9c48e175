"""The desk: what is looked at and what is known of it. It owns the state of the screens, and knows no screen.

Down: screens call it (`desk.select("u")`, `desk.edit(edit)`). Up: every change is told to `changed`, in one word. What
takes time is handed to `start` as a Work; what comes back is taken only if nothing newer was asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.tui import work
from srpscope.tui.facts.moment.judgement import SEARCHING
from srpscope.tui.looked_at import LookedAt
from srpscope.tui.work import Tell, Work

if TYPE_CHECKING:
    from srpscope.session import Session
    from srpscope.srp.edit import Edit
    from srpscope.srp.values import Side
    from srpscope.tui.facts.moment.shown import Explanation, Shown
    from srpscope.why.finding import Diagnosis, Finding


class Desk(LookedAt):
    """One session being looked at.

    searching: the cause is looked for without being asked. example: it is the bundled one, and the screen says so.
    reading: a file is on its way. following: a live handshake that goes on; on_edits: told of the edits whenever they
    are others. fixes_in: the language of fixes where the capture names none. kept_edits: those that belong to what is
    looked at, a lesson's step; undo-all leaves them.
    """

    def __init__(
        self,
        session: Session | None = None,
        *,
        path: Path | None = None,
        example: bool = False,
        searching: bool = True,
        reveal: bool = False,
    ) -> None:
        super().__init__(reveal)
        self.start: Callable[[Work], None] = work.at_once
        self.session, self.path, self.example = session, path, example
        self.searching, self.reading = searching, False
        self.following, self.waiting = False, ""
        self.fixes_in = ""
        self.kept_edits: list[Edit] = []
        self._meant: Callable[[Edit], Edit] = lambda edit: edit
        self.on_edits: Callable[[list[Edit]], None] = lambda edits: None
        self.diagnosis: Diagnosis | None = None
        self.search_state: tuple[str, str] = ("", "")
        self._stopped = self._awaited = False
        self._explanation: Explanation | None = None
        self._proofs: list[tuple[tuple[Edit, ...], Explanation, Diagnosis | None]] = []
        self._explained_edits: tuple[Edit, ...] | None = None
        self._before: list[Session] = []
        self._searched_edits: tuple[Edit, ...] = ()
        self._ticket = 0
        self._why_ticket = 0

    # What is looked at

    def look_at(self, session: Session, path: Path | None = None, example: bool = False) -> None:
        """Look at another session now."""
        self.prepare(session, path, example)
        self.changed("session")

    def prepare(self, session: Session, path: Path | None = None, example: bool = False, nobodys: bool = False) -> None:
        """Another session, for when somebody comes to look at it; it is worked out now. nobodys: its secrets are no
        person's, and are shown."""
        self.session, self.path, self.example, self.reading = session, path, example, False
        self.following, self.waiting = False, ""
        self.reveal = self.asked_reveal or example or nobodys or session.origin == "made"
        self.whole, self.diagnosis = None, None
        self.replay.end()
        self._explanation, self._explained_edits, self._searched_edits, self._proofs = None, None, (), []
        self.search_state, self.note, self._before = ("", ""), (), []
        self.selected, self.moved, self._awaited = "", False, False
        self.pinned, self.forms = frozenset(), {}
        self._why_ticket += 1
        self.evaluate()

    def expect(self) -> None:
        """A file is on its way."""
        self.reading = True

    def follow(self, session: Session, waiting: str = "", sender: Side = "client", value: str = "") -> None:
        """A live handshake as it is at this moment: the place stays, and the cause is not searched for yet. waiting:
        the message that is held; sender, value: whose it is, and the value in it that is looked at when it begins to
        wait."""
        begins = bool(waiting) and waiting != self.waiting
        self.waiting = waiting
        fresh = not self.following
        self.session, self.path, self.example, self.following = session, None, False, True
        self.diagnosis, self._explanation, self._explained_edits, self._searched_edits = None, None, None, ()
        self._proofs = []
        self.search_state, self._before = ("", ""), []
        self._why_ticket += 1
        if fresh:
            self.whole, self.selected, self.moved = None, "", False
        self._awaited = begins and bool(value)
        if self._awaited:
            self.selected, self.side = value, sender
        self.evaluate()

    def close(self) -> None:
        """Nothing is asked for any more: what still comes back is old."""
        self._ticket += 1
        self._why_ticket += 1

    def evaluate(self, preview: list[Edit] | None = None, landed: Callable[[Shown], None] | None = None) -> None:
        """Work the values out; preview: under these edits, which are not kept. landed: told of the moment."""
        session = self.session
        if session is None:
            return
        self._ticket += 1
        ticket = self._ticket
        edits = list(session.edits) if preview is None else preview
        explanation = self._explanation if tuple(edits) == self._explained_edits else None
        diagnosis = self.diagnosis if edits == list(self._searched_edits) else None

        def take(found: Shown) -> None:
            if ticket == self._ticket:
                self._landed(found, landed)

        def run(_tell: Tell) -> Shown:
            return work.moment(session, edits, explanation, preview is not None, diagnosis)

        self.start(Work("evaluate", run, take, self._failed))

    def _failed(self, error: SrpscopeError) -> None:
        self.say(str(error), "warn")

    def _landed(self, found: Shown, landed: Callable[[Shown], None] | None) -> None:
        first_time = self.whole is None
        explained = found.explanation is not None and not self.moved and found.first is not None
        self.whole = found
        if (first_time and not self._awaited) or explained or self.selected not in found.view.comparison.rows:
            self.selected = found.first or found.begins_at
        if landed is not None:
            landed(found)
        self.changed("moment")
        if first_time and not found.preview:
            if self.searching and not self.following:
                self.search()
            self.changed("opened")

    @property
    def unsaved(self) -> bool:
        """Whether edits or what was added would be lost."""
        return self.session is not None and (self.session.unsaved or bool(self._before))

    def saved(self, path: Path) -> None:
        """Everything stands in a file now."""
        if self.session is not None:
            self.session.saved_edits = list(self.session.edits)
            self._before.clear()
            self.path = path

    # Evidence

    def add(self, session: Session, said: str) -> None:
        """The same handshake with more known of it; undo takes it back."""
        if self.session is not None:
            self._before.append(self.session)
        self._put(session, said)

    def saw(self, side: str, name: str, form: str, content: str) -> None:
        """A value that was so: evidence, and no edit."""
        if self.session is None:
            return
        from srpscope.session.adding import seen

        try:
            found = seen(self.session, side, name, form, content)
        except SrpscopeError as error:
            self.say(str(error), "warn")
            return
        self.add(found, f"{name} is evidence now. u takes it back.")

    def _put(self, session: Session, said: str) -> None:
        before, pinned, forms, side = self._before, self.pinned, self.forms, self.side
        self.prepare(session, self.path, self.example)
        self._before, self.pinned, self.forms, self.side = before, pinned, forms, side
        self.note = ((printable(said, 400), "warn"),)

    # Edits

    def edit(self, edit: Edit) -> bool:
        """Add an edit; says why where it cannot be."""
        if self.session is None:
            return False
        try:
            self.session.edit(self.meant(edit))
        except SrpscopeError as error:
            self.say(str(error), "warn")
            return False
        self.edits_changed()
        return True

    def replace_edits(self, edits: list[Edit], said: str = "") -> None:
        """Put another list in place of the edits, as one change that can be undone."""
        if self.session is not None:
            self.session.replace_edits(edits)
            self.edits_changed(said)

    def switch_edit(self, index: int) -> None:
        """Switch one edit off, or on again."""
        if self.session is not None:
            self.session.switch(index)
            self.edits_changed()

    def edits_changed(self, said: str = "") -> None:
        """The list of edits is another: values are worked out again."""
        self.note = ((said, "warn"),) if said else ()
        self._remember()
        self.evaluate()
        if self.session is not None:
            self.on_edits(list(self.session.edits))

    def _remember(self) -> None:
        """What was proved under these edits holds again, where another search under other edits has come between."""
        edits = () if self.session is None else tuple(self.session.edits)
        for proved, explanation, diagnosis in self._proofs:
            if proved == edits:
                self._explanation, self._explained_edits = explanation, edits
                self.diagnosis, self._searched_edits = diagnosis, edits

    def encode(self, row: int, how: str) -> None:
        """Another encoding of one operand of the selected value (a row of its table), on the side looked at."""
        if self.session is None or self.shown is None:
            return
        from srpscope.tui.facts.edits.encoding_edits import encoding_edit

        made = encoding_edit(self.session, self.shown, self.selected, row, self.side, how)
        if isinstance(made, str):
            self.say(made, "warn")
        else:
            self.edit(made)

    def take_edits(self, meant: Callable[[Edit], Edit]) -> None:
        """How edits that are typed are taken from now on: a lesson in small numbers takes a hash by a small number."""
        self._meant = meant

    def meant(self, edit: Edit) -> Edit:
        """An edit as it is taken here."""
        return self._meant(edit)

    def keep(self, edits: list[Edit]) -> None:
        """These edits belong to what is looked at."""
        self.kept_edits = edits

    def undo(self) -> None:
        """Take the last change of the edits back."""
        if self.session is not None and self.session.undo():
            self.edits_changed("Undone. ^r makes it again.")
        elif self._before:
            self._put(self._before.pop(), "What was added last is taken back.")
        elif self.session is not None and self.session.undo_of_file():
            self.edits_changed("The file's last edit is taken back. ^r makes it again.")
        else:
            self.say("There is no edit to undo.")

    def undo_all(self) -> None:
        """Take every edit back, as one change."""
        if self.session is not None and self.session.edits != self.kept_edits:
            self.replace_edits(list(self.kept_edits), "Every edit is taken back. u brings them again.")
        else:
            self.say("There is no edit to undo.")

    def redo(self) -> None:
        """Make an undone change again."""
        if self.session is not None and self.session.redo():
            self.edits_changed("Made again.")
        else:
            self.say("There is nothing to make again.")

    # Why

    @property
    def explanation(self) -> Explanation | None:
        """What explains the difference, under the edits as they are now."""
        return self.whole.explanation if self.whole is not None else None

    @property
    def proved(self) -> Explanation | None:
        """What was proved of the session as it is, whatever edits were made after it."""
        explained = self._explained_edits
        if self.session is None or explained is None or tuple(self.session.edits)[: len(explained)] != explained:
            return None
        return self._explanation

    @property
    def looking(self) -> bool:
        """The cause is being looked for, and nobody has stopped that."""
        return self.search_state[0] == SEARCHING and not self._stopped

    def explain(self, explanation: Explanation | None, edits: tuple[Edit, ...] | None = ()) -> None:
        """What explains the session under these edits."""
        self._explanation, self._explained_edits = explanation, edits
        if self.whole is not None and self.session is not None and tuple(self.session.edits) == edits:
            self.evaluate()

    def fix_in(self, language: str) -> None:
        """The language of fixes where the capture names none; "" for the first that a fix is written in."""
        self.fixes_in = language

    def written_in(self, language: str) -> None:
        """The language that the fix is wanted in, by its id: the capture has it from then on, and ^s saves it."""
        if self.session is not None:
            self.session.capture.header["language"] = language

    def ask_why(self) -> None:
        """Search anew, where nothing was searched under the edits as they are."""
        if self.session is None:
            return
        if not self.search_state[0] or self._explained_edits not in (None, tuple(self.session.edits)):
            self._explanation = None
            self.search()

    def stop_search(self) -> None:
        """End the search early; what was found until now is said when it has come to its end."""
        self._stopped = True

    def search(self) -> None:
        """Search for the cause in the background."""
        session = self.session
        if session is None or self.whole is None:
            return
        if self.whole.judgement.exit_status == 0:
            return
        self._why_ticket += 1
        ticket, edits = self._why_ticket, tuple(session.edits)
        self._stopped, self.search_state = False, (SEARCHING, "")
        self.changed("search")

        def stop() -> bool:
            return self._stopped or ticket != self._why_ticket

        def run(tell: Tell) -> Diagnosis:
            def on_hit(finding: Finding) -> None:
                if not stop():
                    tell(lambda: self._found(ticket, edits, finding))

            def on_progress(words: str) -> None:
                if not stop():
                    tell(lambda: self._still_searching(ticket, words))

            return work.cause(session, stop, on_hit, on_progress)

        def take(diagnosis: Diagnosis) -> None:
            self._searched(ticket, edits, diagnosis, "")

        def failed(error: SrpscopeError) -> None:
            self._searched(ticket, edits, None, str(error))

        self.start(Work("why", run, take, failed))

    def _still_searching(self, ticket: int, words: str) -> None:
        if ticket == self._why_ticket and self.search_state[0] == SEARCHING:
            self.search_state = (SEARCHING, words)
            self.changed("search")

    def _found(self, ticket: int, edits: tuple[Edit, ...], finding: Finding) -> None:
        if ticket == self._why_ticket and self._explanation is None:
            self._adopt(edits, finding)

    def _adopt(self, edits: tuple[Edit, ...], finding: Finding) -> None:
        from srpscope.tui.facts.cause.reasons import explanation

        session = self.session
        saved = edits and session is not None and edits == tuple(session.saved_edits)
        if saved and (self.whole is None or self.whole.first is None):
            return  # the edits of the file explain it themselves
        found = explanation(finding)
        if found != self._explanation:
            self.note = ()  # the proof stands there now
            self.explain(found, edits)

    def _searched(self, ticket: int, edits: tuple[Edit, ...], diagnosis: Diagnosis | None, fault: str) -> None:
        if ticket != self._why_ticket:
            return
        from srpscope.tui.facts.moment.judgement import search_words

        self.diagnosis, self._searched_edits = diagnosis, edits
        self._judge()
        self.search_state = search_words(diagnosis, self._stopped, fault)
        if diagnosis is not None and diagnosis.verdict == "proved" and diagnosis.findings:
            self._adopt(edits, diagnosis.findings[0])
        if self._explanation is not None and self._explained_edits == edits:
            self._proofs.append((edits, self._explanation, diagnosis))
        self.evaluate()  # what was found is judged

    def _judge(self) -> None:
        """What was searched for changes what may be said of the session as it is shown."""
        if self.session is not None and self.whole is not None and not self.whole.preview:
            from srpscope.tui.facts.moment.shown import judged_again

            self.whole = judged_again(self.session, self.whole, self.diagnosis)

    def put_right(self) -> None:
        """Put the accused side right by its dialect, where an edit is what is wrong; else keep what was found as edits:
        the side then computes as it did, and 0 puts a formula right. u takes it back; what was recorded stays."""
        session, explanation = self.session, self._explanation
        if session is None or explanation is None:
            return
        edits = list(session.edits)

        def take(found: list[Edit]) -> None:
            if session is not self.session or list(session.edits) != edits:
                return
            if not found:
                kept = "Kept: the sheet computes as the {} did. 0 puts a formula right, u takes it back."
                self.replace_edits([*edits, *explanation.changes], kept.format(explanation.side))
                return
            count = f"{len(found)} edit{'s' if len(found) > 1 else ''}"
            self.replace_edits([*edits, *found], f"Put right with {count}. u takes it back.")

        self.start(Work("fix", lambda _: work.remedy(session, edits, explanation.side), take, self._failed))
