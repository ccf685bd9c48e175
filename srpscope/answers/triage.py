"""`triage`: every handshake of many files judged, counted by what was wrong with it.

A file is the unit of work, and is read alone; a log whose recording, or other side's log, is another of the files is
read once more, with it (`joining`): one handshake is one row. What is wrong with one file is an answer about that
file, never the end of the others.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from srpscope.answers.joining import Answer, Queued, piece_of
from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import standing_alone
from srpscope.errors import FileError, SrpscopeError
from srpscope.session.judgement import judge
from srpscope.session.opening import read_sources, session_of
from srpscope.statuses import DISAGREE, UNREADABLE

SECONDS = 5.0
"""How long the cause of one handshake is searched for where nobody says otherwise: seconds of a core's work."""

PATIENCE = 30
"""How many times as long it may take all in all, where others have the core meanwhile."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is sent to another machine, at the most."""


def items(named: Iterable[str]) -> list[Queued]:
    """The files, and every file in the folders and theirs, hidden ones left out, in order. Raises FileError for one
    that is not there."""
    found: dict[str, Queued] = {}
    for name in named:
        path = Path(name)
        if not path.exists():
            raise FileError(f"{name}: there is no such file or folder.")
        for one in _files(path) if path.is_dir() else [path]:
            found[str(one)] = Queued(str(one), _stamp(one))
    return list(found.values())


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(where, name)
            if not name.startswith(".") and path.is_file():
                yield path


def _stamp(path: Path) -> str:
    try:
        known = path.stat()
    except OSError:
        return ""
    return f"{known.st_size}:{known.st_mtime_ns}"


def carried(item: Queued) -> Queued:
    """The item with its bytes, to be looked at on another machine, where no base of it is. Raises FileError."""
    data = Source.of_path(item.name).read_all(LARGEST)
    beside = tuple(carried(one) for one in item.beside)
    return Queued(item.name, item.stamp, standing_alone(data, Path(item.name)), beside)


def look(item: Queued, seconds: float = SECONDS) -> list[Answer]:
    """The answers of one file, one a handshake. Never raises for what is in it."""
    try:
        captures = read_sources([_source(one) for one in (item, *item.beside)]).captures
        if not captures:
            raise FileError(f"{item.name}: no handshake was found in it.")
        count = len(captures)
        return [_judged(item, one, number, count, seconds) for number, one in enumerate(captures, 1)]
    except Exception as error:
        return [failed(item, error)]


def _source(item: Queued) -> Source:
    path = Path(item.name)
    return Source.of_path(path) if item.data is None else Source.of_bytes(item.data, path.name)


def failed(item: Queued, error: BaseException) -> Answer:
    """What is said of a file that could not be looked at."""
    ours = not isinstance(error, SrpscopeError)
    text = f"srpscope's own error ({type(error).__name__})." if ours else str(error)
    return {"file": item.name, "stamp": item.stamp, "session": 0, "of": 0, "error": text, "ours": ours}


def _judged(item: Queued, capture: Capture, number: int, count: int, seconds: float) -> Answer:
    from srpscope.answers.diagnosis import as_json, diagnose_session
    from srpscope.why import Reach
    from srpscope.why.budget import work_clock
    from srpscope.why.telling.words import cause as cause_of
    from srpscope.why.workers import ALONE

    answer: Answer = {"file": item.name, "stamp": item.stamp, "session": number, "of": count}
    if item.beside:
        answer["with"] = [one.name for one in item.beside]
    try:
        session = session_of(capture)
        clock = work_clock(PATIENCE, math.inf)  # nobody waits for one of thousands
        diagnosis = diagnose_session(session, seconds, reach=Reach(workers=ALONE, clock=clock))
        judged = judge(session, diagnosis)
        said = as_json(diagnosis, session)
    except Exception as error:
        return {**failed(item, error), "session": number, "of": count}
    cause = ""
    if judged.cause == "proved" and diagnosis.findings:
        cause = cause_of(diagnosis.findings[0])
    elif judged.told is not None:
        cause = judged.told.sentence
    return {
        **answer,
        "dialect": session.dialect("client").id,
        "judgement": said["judgement"],
        "findings": said["findings"],
        "cause": cause.rstrip("."),
        "exit_status": judged.exit_status,
        **piece_of(capture),
        **({"stopped_after": seconds} if diagnosis.stopped and not diagnosis.findings else {}),
    }


def is_state(lines: Sequence[str]) -> bool:
    """Whether a file's lines are an earlier run's: its first one that is whole is an answer."""
    for line in lines:
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            continue
        return isinstance(answer, dict) and {"file", "stamp", "session"} <= set(answer)
    return False


def done_before(lines: Iterable[str], seconds: float) -> dict[tuple[str, str], list[Answer]]:
    """The files of an earlier run whose answers are all there, by name and stamp; a line that was cut off counts for
    nothing, nor does a search that had less time than it would have now and ended by it."""
    found: dict[tuple[str, str], dict[int, Answer]] = {}
    for line in lines:
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if _is_whole(answer) and answer.get("stopped_after", seconds) >= seconds:
            found.setdefault((answer["file"], answer["stamp"]), {})[answer["session"]] = answer
    return {
        key: [answers[number] for number in sorted(answers)]
        for key, answers in found.items()
        if len(answers) == max(1, next(iter(answers.values()))["of"])
    }


def _is_whole(answer: Any) -> bool:
    """Whether it is an answer with all that is read of one: a state is a file, and anybody may have written it."""
    try:
        msgspec.convert(answer, _KeptUnread if isinstance(answer, dict) and "error" in answer else _KeptTold)
    except msgspec.ValidationError:
        return False
    return True


class _KeptJudgement(msgspec.Struct):
    outcome: str
    cause: str
    at_fault: str
    headline: str


class _KeptFinding(msgspec.Struct):
    first_difference: str | None = None


class _Kept(msgspec.Struct, kw_only=True):
    file: str
    stamp: str
    session: int
    of: int
    stopped_after: float = 0.0


class _KeptUnread(_Kept):
    error: str


class _KeptTold(_Kept):
    judgement: _KeptJudgement
    findings: list[_KeptFinding]
    cause: str
    exit_status: Literal[0, 1, 2]
    piece: str = ""
    handshake: list[str] = msgspec.field(default_factory=list)


@dataclass
class TriageGroup:
    """Handshakes of which the same is said. cause: a sentence, or why there is none. place: the value where it
    happened. exit_status: what each of them ends with. files: in which they are, each once. together: those of the
    first handshake that is in more than one."""

    outcome: str
    cause: str
    at_fault: str
    place: str
    exit_status: int
    count: int = 0
    files: dict[str, None] = field(default_factory=dict)
    together: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """An entry of the summary."""
        return {
            "cause": self.cause,
            "at_fault": self.at_fault,
            "outcome": self.outcome,
            "place": self.place or None,
            "count": self.count,
            "files": list(self.files),
        }


UNREAD = "unread"
_Key = tuple[str, str, str, str, int]


class Summary:
    """What was said of all handshakes, counted as they come."""

    def __init__(self) -> None:
        self._answers: dict[str, list[tuple[_Key, dict[str, None]]]] = {}
        self.files = 0

    def take(self, answers: Iterable[Answer], instead_of: Collection[str] = ()) -> None:
        """The answers of one file. instead_of: those that it was read with, itself among them, whose answers of before
        these stand for."""
        for name in instead_of:
            self._answers.pop(name, None)
        self.files += not instead_of
        for answer in answers:
            files = dict.fromkeys([answer["file"], *answer.get("with", ())])
            self._answers.setdefault(answer["file"], []).append((_key(answer), files))

    @property
    def groups(self) -> list[TriageGroup]:
        """Those with the most handshakes first."""
        found: dict[_Key, TriageGroup] = {}
        for key, files in (one for answers in self._answers.values() for one in answers):
            group = found.setdefault(key, TriageGroup(*key))
            group.count += 1
            group.files |= files
            group.together = group.together or (list(files) if len(files) > 1 else [])
        return sorted(found.values(), key=lambda one: (-one.count, one.outcome, one.cause))

    @property
    def unread(self) -> int:
        """Files, or handshakes of them, of which nothing could be said."""
        return sum(one.count for one in self.groups if one.outcome == UNREAD)

    @property
    def handshakes(self) -> int:
        """Those that were judged."""
        return sum(one.count for one in self.groups if one.outcome != UNREAD)

    @property
    def exit_status(self) -> int:
        """Of the worst handshake: 1 before 2 before 0; 65 where there was none."""
        worst = {one.exit_status for one in self.groups if one.outcome != UNREAD}
        return UNREADABLE if not worst else DISAGREE if DISAGREE in worst else max(worst)


_NO_CAUSE = {"none": "the values agree", "not-found": "no cause was found", "cannot-tell": "it cannot be told yet"}


def _key(answer: Answer) -> _Key:
    if "error" in answer:
        text = str(answer["error"])
        # What differs between two files is only where it stands.
        return (
            UNREAD,
            text.removeprefix(f"{answer['file']}: ").removeprefix(f"{Path(answer['file']).name}: "),
            "",
            "",
            UNREADABLE,
        )
    judged = answer["judgement"]
    place = next((one.get("first_difference") for one in answer["findings"]), None)
    cause = answer["cause"] or _NO_CAUSE.get(judged["cause"], judged["cause"])
    return judged["outcome"], cause, judged["at_fault"], place or "", answer["exit_status"]
