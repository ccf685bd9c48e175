"""Read a lesson's file. What is wrong in it is said with its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from srpscope.capture.capture import Capture
from srpscope.errors import FileError, SrpscopeError
from srpscope.lessons.form import PICTURES, Check, Lesson, Option, Step
from srpscope.lessons.positions import positions
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import FORMS, Edit
from srpscope.srp.groups import group
from srpscope.srp.hashes import canonical

MOST_BYTES = 256 * 1024
MOST_STEPS = 60
MOST_OPTIONS = 4
MESSAGES = 4

_TOP = {"title", "about", "words", "start", "step"}
_START = {"capture", "dialect", "group", "hash", "both", "client", "server", "wire", "enroller"}
_STEP = {"tell", "picture", "show", "until", "before", "ask", "option", "edits", "do", "hint", "solution", "wrong"}
_STEP |= {"attack", "check"}
_CHECK = {"agreement", "first", "differs", "agrees", "lengths", "fed"}
_TOML_LINE = re.compile(r"\(at line (\d+)")


def load(path: Path) -> Lesson:
    """The lesson in a file. Raises FileError: the file, the line, and what is wrong there."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path.name}: {(error.strerror or str(error)).lower()}.") from None
    if len(data) > MOST_BYTES:
        raise FileError(f"{path.name}: a lesson has at most {MOST_BYTES:,} bytes.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(f"{path.name}, line {data[: error.start].count(10) + 1}: not UTF-8.") from None
    return _Reading(path, text).lesson()


class _Reading:
    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = positions(text)
        try:
            self._data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = _TOML_LINE.search(str(error))
            where = f", line {at[1]}" if at else ""
            raise FileError(f"{path.name}{where}: {str(error).split(' (at')[0].lower()}.") from None

    def _wrong(self, place: str, sentence: str) -> NoReturn:
        line = self._line(place)
        raise FileError(f"{self._path.name}{f', line {line}' if line else ''}: {sentence}")

    def _line(self, place: str) -> int:
        while place and place not in self._lines:
            place = place.rpartition(".")[0]
        return self._lines.get(place, 1)

    def lesson(self) -> Lesson:
        data = self._data
        self._only(data, _TOP, "")
        title, about = self._text(data, "title", ""), self._text(data, "about", "", required=False)
        steps = data.get("step")
        if not isinstance(steps, list) or not steps:
            self._wrong("", "a lesson has at least one [[step]].")
        if len(steps) > MOST_STEPS:
            self._wrong(f"step[{MOST_STEPS}]", f"a lesson has at most {MOST_STEPS} steps.")
        name = re.sub(r"^\d+-", "", self._path.stem)
        return Lesson(
            name,
            title,
            about,
            self._texts(data, "words", ""),
            self._capture(data.get("start"), title),
            tuple(self._step(step, f"step[{index}]") for index, step in enumerate(steps)),
        )

    # The start

    def _capture(self, start: Any, title: str) -> Capture:
        if not isinstance(start, dict):
            self._wrong("start", "a lesson has a [start]: a capture, or values.")
        self._only(start, _START, "start")
        if "capture" in start:
            if len(start) > 1:
                self._wrong("start", "[start] has a capture, or values of its own, not both.")
            return self._from_file(self._text(start, "capture", "start"))
        header: dict[str, Any] = {"type": "header", "srpscope": 1, "title": title, "origin": "made"}
        for key in ("dialect", "group", "hash"):
            if key in start:
                header[key] = self._known(key, self._text(start, key, "start"))
        capture = Capture(header=header, name=title)
        for side in ("both", "client", "server", "enroller", "wire"):
            values = start.get(side, {})
            if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
                self._wrong(f"start.{side}", f"[start.{side}] has values in quotes: hex, or text for I and P.")
            if values:
                capture.add_values(side, values)
        return capture

    def _from_file(self, name: str) -> Capture:
        from srpscope.capture.formats import read
        from srpscope.capture.source import Source
        from srpscope.places import captures_folder

        folders = (self._path.parent.resolve(), captures_folder().resolve())
        inside = [one for folder in folders if (one := (folder / name).resolve()).is_relative_to(folder)]
        path = next((one for one in inside if one.is_file()), None)
        if path is None:
            self._wrong("start.capture", f"there is no capture {name!r} beside the lesson or in the captures folder.")
        try:
            capture = read(Source.of_path(path))[0]
        except SrpscopeError as error:
            self._wrong("start.capture", str(error))
        return capture

    def _known(self, key: str, name: str) -> str:
        try:
            {"dialect": dialect, "group": group, "hash": canonical}[key](name)
        except SrpscopeError as error:
            self._wrong(f"start.{key}", str(error))
        return name

    # A step

    def _step(self, step: Any, at: str) -> Step:
        if not isinstance(step, dict):
            self._wrong(at, "a step is a table: [[step]].")
        self._only(step, _STEP, at)
        picture = self._text(step, "picture", at, required=False)
        if picture and picture not in PICTURES:
            self._wrong(f"{at}.picture", f"{picture!r} is none of {', '.join(PICTURES)}.")
        until = step.get("until", MESSAGES)
        if not isinstance(until, int) or isinstance(until, bool) or not 0 <= until <= MESSAGES:
            self._wrong(f"{at}.until", f"until is a number from 0 to {MESSAGES}.")
        found = Step(
            self._line(at),
            self._text(step, "tell", at),
            picture,
            self._texts(step, "show", at),
            until,
            self._edits(step, "before", at),
            self._text(step, "ask", at, required=False),
            self._options(step, at),
            self._edits(step, "edits", at),
            self._text(step, "do", at, required=False),
            self._text(step, "hint", at, required=False),
            self._edits(step, "solution", at),
            self._edits(step, "wrong", at),
            self._attack(step, at),
            self._check(step.get("check", {}), f"{at}.check"),
        )
        if found.ask and found.do:
            self._wrong(at, "a step asks or lets do, not both: make it two.")
        if bool(found.ask) != bool(found.options):
            self._wrong(at, "a question has an ask and at least two [[step.option]].")
        if found.do and not (found.solution and found.check):
            self._wrong(at, "a step with do has a solution and a [step.check]: the suite runs both.")
        if found.solution and not found.do:
            self._wrong(f"{at}.solution", "a solution belongs to a do.")
        return found

    def _attack(self, step: dict[str, Any], at: str) -> str:
        name = self._text(step, "attack", at, required=False)
        if name:
            from srpscope.lessons.attacks import ATTACKS

            if name not in ATTACKS:
                self._wrong(f"{at}.attack", f"{name!r} is no attack; there are {', '.join(ATTACKS)}.")
        return name

    def _options(self, step: dict[str, Any], at: str) -> tuple[Option, ...]:
        options = step.get("option", [])
        if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
            self._wrong(f"{at}.option", "options are tables: [[step.option]].")
        found = []
        for index, one in enumerate(options):
            place = f"{at}.option[{index}]"
            self._only(one, {"say", "because", "right"}, place)
            if not isinstance(one.get("right", False), bool):
                self._wrong(f"{place}.right", "right is true, or left out.")
            found.append(
                Option(self._text(one, "say", place), self._text(one, "because", place), one.get("right", False))
            )
        if found and not 2 <= len(found) <= MOST_OPTIONS:
            self._wrong(at, f"a question has 2 to {MOST_OPTIONS} options.")
        if found and sum(one.right for one in found) != 1:
            self._wrong(at, "exactly one option of a question is right.")
        return tuple(found)

    def _edits(self, table: dict[str, Any], key: str, at: str) -> tuple[Edit, ...]:
        edits = table.get(key, [])
        if not isinstance(edits, list) or not all(isinstance(one, dict) for one in edits):
            self._wrong(f"{at}.{key}", f"{key} is a list of edits in braces.")
        found = []
        for one in edits:
            if set(one) - {"side", "value", *FORMS}:
                self._wrong(f"{at}.{key}", f"an edit has a side, a value and one of {', '.join(FORMS)}.")
            try:
                found.append(Edit.of_line(one))
            except SrpscopeError as error:
                self._wrong(f"{at}.{key}", str(error))
        return tuple(found)

    def _check(self, check: Any, at: str) -> Check:
        if not isinstance(check, dict):
            self._wrong(at, "a check is a table: [step.check].")
        self._only(check, _CHECK, at)
        agreement = self._text(check, "agreement", at, required=False)
        if agreement not in ("", "agree", "disagree", "unknown"):
            self._wrong(f"{at}.agreement", f"{agreement!r} is none of agree, disagree, unknown.")
        return Check(
            agreement,
            self._text(check, "first", at, required=False),
            self._texts(check, "differs", at),
            self._texts(check, "agrees", at),
            self._counts(check, "lengths", at),
            self._counts(check, "fed", at),
        )

    def _counts(self, check: dict[str, Any], key: str, at: str) -> tuple[tuple[str, int], ...]:
        counts = check.get(key, {})
        if not isinstance(counts, dict) or not all(
            re.fullmatch(r"(client|server)\.\w+", name) and type(count) is int for name, count in counts.items()
        ):
            self._wrong(f"{at}.{key}", f'{key} is {{"client.K" = 40}}: a side, a value, a count of bytes.')
        return tuple(counts.items())

    # Keys

    def _only(self, table: dict[str, Any], known: set[str], at: str) -> None:
        for key in table:
            if key not in known:
                place = f"{at}.{key}" if at else key
                self._wrong(place, f"{key!r} is no key here; there are {', '.join(sorted(known))}.")

    def _text(self, table: dict[str, Any], key: str, at: str, required: bool = True) -> str:
        value = table.get(key, "")
        place = f"{at}.{key}" if at else key
        if not isinstance(value, str):
            self._wrong(place, f"{key} is text in quotes.")
        if required and not value.strip():
            self._wrong(place, f"{key} is missing." if key not in table else f"{key} is empty.")
        return value.strip()

    def _texts(self, table: dict[str, Any], key: str, at: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._wrong(f"{at}.{key}" if at else key, f"{key} is a list of names in quotes.")
        return tuple(value)
