"""Saving a capture with its edits, and writing a report: never over an existing file without asking."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.capture import srp_jsonl
from srpscope.capture.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.places import data_folder
from srpscope.report.printable import printable
from srpscope.tui.prompt import Prompt

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp
    from srpscope.tui.facts.shown import Explanation


def file_name(title: str, suffix: str) -> str:
    """A file name from a title."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60]
    return f"{words or 'handshake'}{suffix}"


def ask_where_to_save(app: SrpscopeApp) -> None:
    """Ask for the path, and once more where the file exists."""
    assert app.session is not None
    own = app.path is not None and app.path.name.endswith(srp_jsonl.SUFFIX)
    path = app.path if own and app.path is not None else data_folder() / file_name(app.session.title, srp_jsonl.SUFFIX)
    hint = "The file holds the secrets of the capture; it is readable for you alone."

    def answered(text: str | None) -> None:
        if text:
            _save(app, Path(text).expanduser(), force=False)

    app.push_screen(Prompt("Save the capture and its edits as", hint, str(path)), answered)


def _save(app: SrpscopeApp, path: Path, force: bool) -> None:
    session = app.session
    if session is None:
        return
    if path.exists() and not force:

        def answered(text: str | None) -> None:
            if text is not None and text.strip().lower() in ("y", "yes"):
                _save(app, path, force=True)

        app.push_screen(Prompt("This file exists. Write over it?", "y writes over it, esc leaves it.", ""), answered)
        return
    try:
        srp_jsonl.write(_with_finding(session.as_capture(), app.proved), path, force)
    except SrpscopeError as error:
        app.say(str(error), "warn")
        return
    session.saved_edits = list(session.edits)
    app.path = path
    app.say(f"Saved in {printable(str(path))}.")


def _with_finding(capture: Capture, proved: Explanation | None) -> Capture:
    """The capture with what was proved of it, once."""
    if proved is None or not proved.suspects:
        return capture
    line = {"type": "finding", "suspects": list(proved.suspects), "side": proved.side}
    known = [{key: one.get(key) for key in line} for one in capture.of_type("finding")]
    return capture if line in known else replace(capture, lines=[*capture.lines, line], numbers=[])


def write_report(app: SrpscopeApp) -> None:
    """Write the report beside the recordings, off the UI thread."""
    app.say("Writing the report.")
    app.run_worker(lambda: _report(app), thread=True, exclusive=True, group="report")


def _report(app: SrpscopeApp) -> None:
    from srpscope.report.diagnosis import diagnose_session
    from srpscope.report.markdown import markdown

    session = app.session
    if session is None:
        return
    try:
        diagnosis = app.diagnosis or diagnose_session(session, 10.0)
        text = markdown(session, diagnosis)
        path = free_path(data_folder() / file_name(session.title, ".md"))
        with srp_jsonl.create(path) as stream:
            stream.write(text.encode("utf-8", "replace") + b"\n")
    except (SrpscopeError, OSError) as error:
        app.call_from_thread(app.say, str(error), "warn")
        return
    app.call_from_thread(app.say, f"The report is in {path}. It holds no secrets.")


def free_path(path: Path) -> Path:
    """The path, or one with a number where it is taken."""
    found = path
    for number in range(2, 1_000):
        if not found.exists():
            return found
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
