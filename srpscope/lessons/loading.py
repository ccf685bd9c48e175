"""Read a lesson's file. What is wrong in it is said with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import asdict

from srpscope.bounded import read_file
from srpscope.capture.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.lessons.attacks import WRITABLE
from srpscope.lessons.form import PICTURES, AnswerOption, Lesson, Step, TaskCheck
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import FORMS, Edit
from srpscope.srp.primitives.groups import group
from srpscope.srp.primitives.hashes import canonical
from srpscope.toml_files import TomlFile, parse

MOST_BYTES = 256 * 1024
MOST_STEPS = 60
MOST_OPTIONS = 4
MESSAGES = 4

_COUNTED = re.compile(r"(client|server)\.\w+")
_Table = dict[str, Any]


class _Start(Struct, forbid_unknown_fields=True):
    capture: str = ""
    dialect: str = ""
    group: str = ""
    hash: str = ""
    both: dict[str, str] = {}
    client: dict[str, str] = {}
    server: dict[str, str] = {}
    wire: dict[str, str] = {}
    enroller: dict[str, str] = {}


class _Small(Struct, forbid_unknown_fields=True, frozen=True):
    both: dict[str, str] = {}
    client: dict[str, str] = {}
    server: dict[str, str] = {}
    enroller: dict[str, str] = {}


class _Option(Struct, forbid_unknown_fields=True):
    say: str
    because: str
    right: bool = False


class _Check(Struct, forbid_unknown_fields=True):
    agreement: str = ""
    first: str = ""
    differs: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()
    lengths: dict[str, int] = {}
    fed: dict[str, int] = {}
    sent: tuple[str, ...] = ()


class _Step(Struct, forbid_unknown_fields=True):
    tell: str
    picture: str = ""
    show: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    until: int = MESSAGES
    before: tuple[_Table, ...] = ()
    ask: str = ""
    option: tuple[_Option, ...] = ()
    edits: tuple[_Table, ...] = ()
    do: str = ""
    hint: str = ""
    hints: tuple[str, ...] = ()
    solution: tuple[_Table, ...] = ()
    wrong: tuple[_Table, ...] = ()
    attack: str = ""
    small: str = ""
    small_do: str = ""
    check: _Check | UnsetType = UNSET


class _Lesson(Struct, forbid_unknown_fields=True):
    title: str
    start: _Start | UnsetType = UNSET
    step: tuple[_Step, ...] = ()
    about: str = ""
    words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    small: _Small = _Small()


def load(path: Path) -> Lesson:
    """The lesson in a file. Raises FileError: the file, the line, and what is wrong there."""
    file = parse(read_file(path, MOST_BYTES), path.name, MOST_BYTES)
    return _Reading(path.parent, file).lesson(re.sub(r"^\d+-", "", path.stem))


class _Reading:
    """One file: what msgspec found well-formed is checked for sense and made into a lesson."""

    def __init__(self, folder: Path, file: TomlFile) -> None:
        self._folder = folder
        self._file = file

    def lesson(self, name: str) -> Lesson:
        found = self._file.shaped(_Lesson)
        title = self._said(found.title, "title")
        if not found.step:
            raise self._file.wrong("", "a lesson has at least one [[step]].")
        if len(found.step) > MOST_STEPS:
            raise self._file.wrong(f"step[{MOST_STEPS}]", f"a lesson has at most {MOST_STEPS} steps.")
        if isinstance(found.start, UnsetType):
            raise self._file.wrong("", "a lesson has a [start]: a capture, or values.")
        return Lesson(
            name,
            title,
            found.about.strip(),
            found.words,
            self._capture(found.start, title),
            tuple(self._step(step, f"step[{index}]") for index, step in enumerate(found.step)),
            found.sources,
            in_small={side: given for side, given in asdict(found.small).items() if given},
            lines={place: self._file.line(place) for place in ("words", "start")},
        )

    def _said(self, text: str, place: str) -> str:
        if not text.strip():
            raise self._file.wrong(place, f"{place.rpartition('.')[2]} is empty.")
        return text.strip()

    # The start

    def _capture(self, start: _Start, title: str) -> Capture:
        sides = {"both": start.both, "client": start.client, "server": start.server}
        sides |= {"enroller": start.enroller, "wire": start.wire}
        if start.capture:
            if start != _Start(capture=start.capture):
                raise self._file.wrong("start", "[start] has a capture, or values of its own, not both.")
            return self._from_file(start.capture.strip())
        header: dict[str, Any] = {"type": "header", "srpscope": 1, "title": title, "origin": "made"}
        named = {"dialect": (start.dialect, dialect), "group": (start.group, group), "hash": (start.hash, canonical)}
        for key, (name, known) in named.items():
            if name:
                try:
                    known(name)
                except SrpscopeError as error:
                    raise self._file.wrong(f"start.{key}", str(error)) from None
                header[key] = name
        capture = Capture(header=header, name=title)
        for side, values in sides.items():
            if values:
                capture.add_values(side, values)
        return capture

    def _from_file(self, name: str) -> Capture:
        from srpscope.places import captures_folder
        from srpscope.session.opening import read_path

        folders = (self._folder.resolve(), captures_folder().resolve())
        inside = [one for folder in folders if (one := (folder / name).resolve()).is_relative_to(folder)]
        path = next((one for one in inside if one.is_file()), None)
        if path is None:
            sentence = f"there is no capture {name!r} beside the lesson or in the captures folder."
            raise self._file.wrong("start.capture", sentence)
        try:
            return read_path(path).captures[0]
        except SrpscopeError as error:
            raise self._file.wrong("start.capture", str(error)) from None

    # A step

    def _step(self, step: _Step, at: str) -> Step:
        found = Step(
            self._file.line(at),
            self._said(step.tell, f"{at}.tell"),
            self._one_of(step.picture, PICTURES, f"{at}.picture"),
            step.show,
            self._unseen(step, at),
            step.until,
            self._edits(step.before, f"{at}.before"),
            step.ask.strip(),
            tuple(self._option(one, f"{at}.option[{index}]") for index, one in enumerate(step.option)),
            self._edits(step.edits, f"{at}.edits"),
            step.do.strip(),
            step.hint.strip(),
            step.hints,
            self._edits(step.solution, f"{at}.solution"),
            self._edits(step.wrong, f"{at}.wrong"),
            self._attack(step.attack.strip(), f"{at}.attack"),
            step.small.strip(),
            step.small_do.strip(),
            TaskCheck() if isinstance(step.check, UnsetType) else self._check(step.check, f"{at}.check"),
        )
        if not 0 <= step.until <= MESSAGES:
            raise self._file.wrong(f"{at}.until", f"until is a number from 0 to {MESSAGES}.")
        if (sentence := _senseless(found)) is not None:
            raise self._file.wrong(at, sentence)
        return found

    def _one_of(self, name: str, known: tuple[str, ...], place: str, kind: str = "none of") -> str:
        if name and name not in known:
            raise self._file.wrong(place, f"{name[:40]!r} is {kind} {', '.join(known)}.")
        return name

    def _unseen(self, step: _Step, at: str) -> tuple[str, ...]:
        for one in step.unseen:
            if not _COUNTED.fullmatch(one) or not step.ask or step.picture != "values":
                sentence = 'unseen names values of a side, "server.S", in a question whose picture is values.'
                raise self._file.wrong(f"{at}.unseen", sentence)
        return step.unseen

    def _attack(self, name: str, place: str) -> str:
        if name:
            from srpscope.lessons.attacks import ATTACKS

            self._one_of(name, tuple(ATTACKS), place, "no attack; there are")
        return name

    def _option(self, option: _Option, at: str) -> AnswerOption:
        return AnswerOption(
            self._said(option.say, f"{at}.say"), self._said(option.because, f"{at}.because"), option.right
        )

    def _edits(self, edits: tuple[_Table, ...], place: str) -> tuple[Edit, ...]:
        found = []
        for one in edits:
            if set(one) - {"side", "value", *FORMS}:
                raise self._file.wrong(place, f"an edit has a side, a value and one of {', '.join(FORMS)}.")
            try:
                found.append(Edit.of_line(one))
            except SrpscopeError as error:
                raise self._file.wrong(place, str(error)) from None
        return tuple(found)

    def _check(self, check: _Check, at: str) -> TaskCheck:
        return TaskCheck(
            self._one_of(check.agreement, ("agree", "disagree", "unknown"), f"{at}.agreement"),
            check.first.strip(),
            check.differs,
            check.agrees,
            self._counts(check.lengths, f"{at}.lengths"),
            self._counts(check.fed, f"{at}.fed"),
            check.sent,
        )

    def _counts(self, counts: dict[str, int], place: str) -> tuple[tuple[str, int], ...]:
        if not all(_COUNTED.fullmatch(name) for name in counts):
            key = place.rpartition(".")[2]
            raise self._file.wrong(place, f'{key} is {{"client.K" = 40}}: a side, a value, a count of bytes.')
        return tuple(counts.items())


def _senseless(step: Step) -> str | None:
    """What a step has that does not go together, as a sentence."""
    if step.ask and step.do:
        return "a step asks or lets do, not both: make it two."
    if bool(step.ask) != bool(step.options):
        return "a question has an ask and at least two [[step.option]]."
    if step.options and not 2 <= len(step.options) <= MOST_OPTIONS:
        return f"a question has 2 to {MOST_OPTIONS} options."
    if step.options and sum(one.right for one in step.options) != 1:
        return "exactly one option of a question is right."
    if step.do and not (step.solution and step.check):
        return "a step with do has a solution and a [step.check]: the suite runs both."
    if step.do and step.attack and step.attack not in WRITABLE:
        return f"the attack {step.attack} takes no formula; a learner can write these: {', '.join(WRITABLE)}."
    if step.solution and not step.do:
        return "a solution belongs to a do."
    return None
