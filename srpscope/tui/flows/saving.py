"""Saving a capture with its edits, and writing a report: never over an existing file without asking."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from srpscope.capture import srp_jsonl
from srpscope.capture.capture import Capture
from srpscope.errors import FileError, SrpscopeError, reason
from srpscope.places import data_folder
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.shown import Explanation
from srpscope.tui.flows.asking import Ask
from srpscope.tui.work import Work
from srpscope.why.finding import Diagnosis


def file_name(title: str, suffix: str) -> str:
    """A file name from a title."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60]
    return f"{words or 'handshake'}{suffix}"


def free_path(path: Path) -> Path:
    """The path, or one with a number where it is taken."""
    found = path
    stem, suffix = path.name.removesuffix(srp_jsonl.SUFFIX), srp_jsonl.SUFFIX
    if not path.name.endswith(srp_jsonl.SUFFIX):
        stem, suffix = path.stem, path.suffix
    for number in range(2, 1_000):
        if not found.exists():
            return found
        found = path.with_name(f"{stem}-{number}{suffix}")
    return found


def ask_where_to_save(desk: Desk, ask: Ask) -> None:
    """Ask for the path, and once more where the file exists. What is proposed is a new name."""
    if desk.session is None:
        return
    path = data_folder() / file_name(desk.session.title, srp_jsonl.SUFFIX)
    if desk.path is not None and desk.path.name.endswith(srp_jsonl.SUFFIX) and not desk.example:
        path = desk.path
    hint = "The file holds the secrets of the capture; it is readable for you alone."

    def answered(text: str | None) -> None:
        if text:
            _save(desk, ask, Path(text).expanduser(), force=False)

    ask.ask_line("Save the capture and its edits as", hint, str(free_path(path)), answered, paths=True)


def _save(desk: Desk, ask: Ask, path: Path, force: bool) -> None:
    session = desk.session
    if session is None:
        return
    if path.exists() and not force:

        def answered(text: str | None) -> None:
            if text is not None and text.strip().lower() in ("y", "yes"):
                _save(desk, ask, path, force=True)

        ask.ask_line("This file exists. Write over it?", "y writes over it, esc leaves it.", "", answered)
        return
    try:
        srp_jsonl.write(_with_finding(session.as_capture(), desk.proved), path, force)
    except SrpscopeError as error:
        desk.say(str(error), "warn")
        return
    desk.saved(path)
    desk.say(f"Saved in {printable(str(path))}.")


def _with_finding(capture: Capture, proved: Explanation | None) -> Capture:
    """The capture with what was proved of it, once."""
    if proved is None or not proved.suspects:
        return capture
    line = {"type": "finding", "suspects": list(proved.suspects), "side": proved.side}
    known = [{key: one.get(key) for key in line} for one in capture.of_type("finding")]
    return capture if line in known else replace(capture, lines=[*capture.lines, line], numbers=[])


def ask_where_to_report(desk: Desk, ask: Ask) -> None:
    """Say where the report will be, and ask before it is written."""
    session = desk.session
    if session is None:
        return
    proposed = free_path(data_folder() / file_name(session.title, ".md"))

    def answered(text: str | None) -> None:
        if text:
            _report(desk, session, Path(text).expanduser())

    ask.ask_line("Write the report to", "It holds no secrets. enter writes it.", str(proposed), answered, paths=True)


def _report(desk: Desk, session: Session, path: Path) -> None:
    """Write it off the UI thread: the cause may have to be searched for."""
    desk.say("Writing the report.")

    def done(_: None) -> None:
        desk.say(f"The report is in {printable(str(path))}. It holds no secrets.")

    def failed(error: SrpscopeError) -> None:
        desk.say(str(error), "warn")

    desk.start(Work("report", lambda _: _write_report(session, desk.diagnosis, path), done, failed))


def _write_report(session: Session, diagnosis: Diagnosis | None, path: Path) -> None:
    from srpscope.answers.diagnosis import diagnose_session
    from srpscope.report.markdown import markdown

    text = markdown(session, diagnosis or diagnose_session(session, 10.0))
    try:
        with srp_jsonl.create(path) as stream:
            stream.write(text.encode("utf-8", "replace") + b"\n")
    except OSError as error:
        raise FileError(f"{path}: {reason(error)}.") from None
