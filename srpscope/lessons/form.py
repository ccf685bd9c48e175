"""What a lesson is made of. Its file is TOML; README.md beside this module documents every key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from srpscope.capture.capture import Capture
from srpscope.srp.edit import Edit
from srpscope.srp.values import Value

Kind = Literal["tell", "predict", "do", "attack"]
PICTURES = ("messages", "graph", "values", "bytes")
"""What a lesson's file may show; a challenge also has "logged" and "sessions"."""


@dataclass(frozen=True)
class AnswerOption:
    """One answer to a question: what it says, why it is right or wrong, and whether it is right."""

    say: str
    because: str
    right: bool = False


@dataclass(frozen=True)
class TaskCheck:
    """What must be true of the session after a step. Empty: nothing is asked.

    first: the first value that differs. differs, agrees: states of values. lengths: "client.K" -> bytes.
    fed: "client.k" -> bytes that its outermost hash is fed. sent: values of the client that are those on the wire.
    """

    agreement: str = ""
    first: str = ""
    differs: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()
    fed: tuple[tuple[str, int], ...] = ()
    sent: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != TaskCheck()


@dataclass(frozen=True)
class Step:
    """One page. tell: the text. picture and show: what stands below it (the bytes, values or drawing);
    unseen: "server.S", of it what the learner is to say first.

    before: edits in force when the step begins. ask, options: the prediction; edits: what happens once it is locked.
    do, hint: what the learner does; solution: edits that do it, wrong: edits that do not. attack: one that is run.
    hints: told one by one, and only when asked for; each costs.
    logged: what the client of a challenge says of itself; menu: what its mistake may be, below what is seen.
    small, small_do: tell and do in small numbers, where they are others.
    until: how many messages of the diagram have passed. check: what must then be true of the session.
    """

    line: int
    tell: str
    picture: str = ""
    show: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    until: int = 4
    before: tuple[Edit, ...] = ()
    ask: str = ""
    options: tuple[AnswerOption, ...] = ()
    edits: tuple[Edit, ...] = ()
    do: str = ""
    hint: str = ""
    hints: tuple[str, ...] = ()
    solution: tuple[Edit, ...] = ()
    wrong: tuple[Edit, ...] = ()
    attack: str = ""
    small: str = ""
    small_do: str = ""
    check: TaskCheck = TaskCheck()
    logged: tuple[tuple[str, Value], ...] = ()
    menu: str = ""

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
    """A lesson. name: the file's name without number and ending. words: terms of the glossary it teaches.

    sources: where what it says can be looked up. own: the path of a teacher's own, which keeps its progress apart.
    series: further sessions of the same client: a challenge's mistake must explain what it sent in each of them;
    unshown: likewise of another user, and not shown: a value that was copied explains nothing there.
    small: its numbers were made small, of those of real. in_small: side -> what it is given then, where that is not
    the start's. lines: where words and start stand in its file.
    """

    name: str
    title: str
    about: str
    words: tuple[str, ...]
    capture: Capture
    steps: tuple[Step, ...]
    sources: tuple[str, ...] = ()
    own: str = ""
    series: tuple[Capture, ...] = ()
    unshown: tuple[Capture, ...] = ()
    small: bool = False
    real: Lesson | None = None
    in_small: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def made_up(self) -> bool:
        """Whether its secrets are nobody's: a bundled lesson's, or values that were written for it."""
        return not self.own or self.capture.header.get("origin") == "made"

    @property
    def key(self) -> str:
        """Under which its progress is kept."""
        return f"{self.name} ({self.own})" if self.own else self.name
