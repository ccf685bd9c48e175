"""The blanks of the evidence tray: a row for each value that is missing, with a word on where it is found."""

from __future__ import annotations

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from srpscope.printable import printable
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.needed import DIALECT, WHERE_TO_FIND
from srpscope.tui.facts.spans import shorten, width
from srpscope.tui.frame.boxes.fields import OneLine

PLACEHOLDERS = {"P": "stays hidden", "s": "hex, base64 or a C array", "I": "as it is typed", DIALECT: "^l lists them"}
TYPED_OPENLY = ("a", "b", "v")
"""Secrets that are seen as they are typed: nobody knows them by heart, and a wrong digit has to be found."""


class Hint(Widget):
    """Where a value is found, in as many words as there is room for."""

    def __init__(self, words: str) -> None:
        super().__init__(classes="blank-hint")
        self._words = words
        self._said = ""

    def say(self, text: str) -> None:
        """Something else for now; nothing: where the value is found."""
        if text != self._said:
            self._said = text
            self.refresh()

    def render(self) -> Content:
        """Whole, or what stands before its colon; of several names as many as there is room for."""
        room = max(self.size.width - self.gutter.width, 1)
        words = self._words if width(self._words) <= room else self._words.split(":")[0]
        return Content(as_many(self._said, room) if self._said else shorten(words, room))


def as_many(names: str, cells: int) -> str:
    """Of names with two blanks between them as many as a row holds, and how many more there are."""
    every = names.split("  ")
    for shown in range(len(every), 0, -1):
        more = f"  and {len(every) - shown} more" if shown < len(every) else ""
        if width(found := "  ".join(every[:shown]) + more) <= cells:
            return found
    return shorten(f"{len(every)} like it" if len(every) > 1 else names, cells)


class Blank(Horizontal):
    """A value's name, the field it is typed into, and its hint."""

    def __init__(self, name: str) -> None:
        self._label = Static(_name(name, "· "), classes="blank-name", markup=False)
        self._hint = Hint(WHERE_TO_FIND.get(name, ""))
        super().__init__(
            self._label,
            OneLine(
                placeholder=PLACEHOLDERS.get(name, "hex"),
                name=name,
                compact=True,
                max_length=70_000,
                password=name in SECRETS and name not in TYPED_OPENLY,
                select_on_focus=False,
                classes="blank",
            ),
            self._hint,
            name=name,
            classes="blank-row",
        )

    def say_known(self, known: bool, typed: str) -> None:
        """Whether what is typed there can be read as its value; what it has to be, where something is and it cannot."""
        if self.name != DIALECT:  # its hint names those that go on like it
            wanted = PLACEHOLDERS.get(self.name or "", "hex")
            begun = not set(typed.lower()) - set("0123456789abcdefx: ")  # a digit of two is no fault
            self._hint.say("" if known or begun else f"not read yet: it takes {wanted}")
        if self._label.has_class("known") is not known:
            self._label.set_class(known, "known")
            self._label.update(_name(self.name or "", "= " if known else "· "))

    def on_click(self) -> None:
        """Anywhere in the row: what is typed goes into its field."""
        self.query_one(OneLine).focus()


def _name(name: str, sign: str) -> Content:
    return Content.assemble((sign, ""), (printable(name, 8), "bold"))
