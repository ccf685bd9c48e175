"""What a lesson is made of. Its file is TOML; README.md beside this module documents every key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from srpscope.capture.capture import Capture
from srpscope.srp.edit import Edit

Kind = Literal["tell", "predict", "do", "attack"]
PICTURES = ("messages", "graph", "values", "bytes")


@dataclass(frozen=True)
class Option:
    """One answer to a question: what it says, why it is right or wrong, and whether it is right."""

    say: str
    because: str
    right: bool = False

    @property
    def plainly(self) -> str:
        """The reason without a leading "Right", for who answered something else."""
        for praise in ("Right: ", "Right. "):
            if self.because.startswith(praise):
                return self.because[len(praise)].lower() + self.because[len(praise) + 1 :]
        return self.because


@dataclass(frozen=True)
class Check:
    """What must be true of the session after a step. Empty: nothing is asked.

    first: the first value that differs. differs, agrees: states of values. lengths: "client.K" -> bytes.
    fed: "client.k" -> bytes that its outermost hash is fed.
    """

    agreement: str = ""
    first: str = ""
    differs: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()
    fed: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.agreement or self.first or self.differs or self.agrees or self.lengths or self.fed)


@dataclass(frozen=True)
class Step:
    """One page. tell: the text. picture and show: what stands below it (the bytes, values or drawing).

    before: edits in force when the step begins. ask, options: the prediction; edits: what happens once it is locked.
    do, hint: what the learner does; solution: edits that do it, wrong: edits that do not. attack: one that is run.
    until: how many messages of the diagram have passed. check: what must then be true of the session.
    """

    line: int
    tell: str
    picture: str = ""
    show: tuple[str, ...] = ()
    until: int = 4
    before: tuple[Edit, ...] = ()
    ask: str = ""
    options: tuple[Option, ...] = ()
    edits: tuple[Edit, ...] = ()
    do: str = ""
    hint: str = ""
    solution: tuple[Edit, ...] = ()
    wrong: tuple[Edit, ...] = ()
    attack: str = ""
    check: Check = Check()

    @property
    def kind(self) -> Kind:
        """What the step asks of the learner."""
        if self.ask:
            return "predict"
        if self.do:
            return "do"
        return "attack" if self.attack else "tell"

    @property
    def right(self) -> int:
        """The index of the right option."""
        return next(index for index, option in enumerate(self.options) if option.right)


@dataclass(frozen=True)
class Lesson:
    """A lesson. name: the file's name without number and ending. words: terms of the glossary it teaches."""

    name: str
    title: str
    about: str
    words: tuple[str, ...]
    capture: Capture
    steps: tuple[Step, ...]
