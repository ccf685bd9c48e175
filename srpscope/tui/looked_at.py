"""What is looked at of a session, and how: the value, the side, the forms, secrets, the step. Knows no screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from srpscope.printable import printable
from srpscope.srp.values import BOTH_SIDES
from srpscope.tui.facts.spans import Line
from srpscope.tui.replay import Replay

if TYPE_CHECKING:
    from srpscope.session import Session
    from srpscope.tui.facts.moment.shown import Shown

What = Literal["session", "opened", "moment", "selection", "look", "search", "note"]
"""What changed: the person opened another session; it is shown for the first time; its values; the selected one; side,
forms, pins, secrets; how the search goes; the sentence below the panes."""


class LookedAt:
    """What the desk has of looking. whole: everything, worked out; shown: as much of it as is seen.

    selected: the value; moved: the person chose it. side: whose. reveal: secrets are shown; asked_reveal: because the
    person asked for it. forms: value -> how it is
    written. note: one sentence below the panes. of_file: the one that said, when the file was opened, how it was read.
    changed: told, in one word, of every change.
    """

    session: Session | None = None

    def __init__(self, reveal: bool = False) -> None:
        self.changed: Callable[[What], None] = lambda what: None
        self.whole: Shown | None = None
        self.replay = Replay()
        self.begin_with_secrets(reveal)
        self.selected, self.moved = "M1", False
        self.side: str = BOTH_SIDES[0]
        self.pinned: frozenset[str] = frozenset()
        self.forms: dict[str, str] = {}
        self.note: Line = ()
        self.of_file: Line = ()

    @property
    def shown(self) -> Shown | None:
        """What is seen: everything, or what is known at a step of the replay."""
        return self.replay.moment(self.session, self.whole)

    def select(self, name: str, side: str = "") -> None:
        """Select a value, where there is one of this name. side: whose, "" for the side that is looked at."""
        if side in BOTH_SIDES:
            self.side = side
        if self.shown is not None and name in self.shown.view.comparison.rows:
            self.selected, self.moved = name, True
            self.changed("selection")

    def begin_at(self, name: str) -> None:
        """Look at a value of the client, as where nobody has moved yet."""
        self.selected, self.side, self.moved = name, BOTH_SIDES[0], False

    def step(self, by: int) -> None:
        """The next or previous value in time order, or step of the replay."""
        if self.replay.on:
            self.replay.go(by)
            self.at_step()
        elif self.shown is not None:
            order = self.shown.order
            at = order.index(self.selected) if self.selected in order else 0
            self.select(order[max(0, min(at + by, len(order) - 1))])

    def switch_replay(self) -> None:
        """Step by step from the beginning, or the finished sheet again."""
        if self.session is None or self.whole is None:
            return
        if self.replay.on:
            self.replay.end()
            self.note = ()
            self.changed("moment")
        else:
            self.replay.begin(self.session, self.whole)
            self.at_step()

    def at_step(self) -> None:
        """The replay stands at another step: look at what it is about."""
        step, self.note = self.replay.step, ()
        if step is not None and step.value:
            self.selected, self.moved = step.value, True
            self.side = step.side or self.side
        elif step is None and self.whole is not None:
            self.selected = self.whole.first or self.whole.begins_at
        self.changed("moment")

    def difference(self, by: int) -> None:
        """The next or previous value that differs, going round."""
        if self.shown is None:
            return
        order = self.shown.order
        places = [order.index(name) for name in self.shown.differences]
        if not places:
            self.say("Nothing differs.")
            return
        at = order.index(self.selected) if self.selected in order else -1
        beyond = [one for one in places if (one > at if by > 0 else one < at)]
        self.select(order[(beyond or places)[0 if by > 0 else -1]])

    def look_to(self, by: int) -> None:
        """Look at the side to the left or right."""
        self.side = BOTH_SIDES[max(0, min(BOTH_SIDES.index(self.side) + by, 1))]
        self.changed("look")

    def begin_with_secrets(self, reveal: bool) -> None:
        """Whether secrets are shown of whatever will be open, as the person asked before."""
        self.reveal = self.asked_reveal = reveal

    def show_secrets(self, reveal: bool) -> None:
        """Show or hide secrets."""
        self.begin_with_secrets(reveal)
        self.say("Secrets are shown. F8 hides them." if reveal else "Secrets are hidden.")

    def pin(self) -> None:
        """Keep the selected value on top of the steps, or no longer."""
        self.pinned ^= {self.selected}
        self.changed("look")

    def show_as(self, form: str) -> None:
        """Write the selected value in another form; arrays go round."""
        from srpscope.tui.facts.forms import ARRAYS

        now = self.forms.get(self.selected, "hex")
        if form == "array":
            form = ARRAYS[(ARRAYS.index(now) + 1) % len(ARRAYS)] if now in ARRAYS else ARRAYS[0]
        self.forms[self.selected] = form
        self.changed("look")

    def forget_note(self) -> None:
        """The sentence below the panes is old; whoever calls this draws anyway."""
        self.note = ()

    def say(self, sentence: str, role: str = "dim") -> None:
        """One sentence below the panes, until the next key that does something; "" takes it away."""
        self.note = ((printable(sentence, 400), role),) if sentence else ()
        self.changed("note")

    def say_of_file(self, sentence: str) -> None:
        """How a file was read: it stands beside the answer, not in its place."""
        self.note = self.of_file = ((printable(sentence, 400), "warn"),)
        self.changed("note")

    def about(self, name: str) -> str:
        """The glossary's line of a value."""
        from srpscope.srp.glossary import about

        line = about(name)
        if not line and self.session is not None:
            known = self.session.dialect("client").inputs.get(name)
            return printable(known.about, 200) if known is not None else ""
        return line
