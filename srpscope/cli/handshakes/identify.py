"""srpscope identify FILE: which dialects reproduce everything known in a capture."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from srpscope.cli.arguments import CommandLine, seconds
from srpscope.cli.parser import add_files, add_json, print_json
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE

if TYPE_CHECKING:
    from srpscope.session import Session
    from srpscope.why.identify import Identification, Nearest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --json, --save, --seconds."""
    add_files(parser)
    add_json(parser)
    parser.add_argument(
        "--save",
        metavar="NEW.toml",
        help="where no dialect fits: look for the edits that make the nearest one fit, and write them as a dialect",
    )
    parser.add_argument("--seconds", type=seconds, default=30.0, metavar="S", help="how long --save may search (30)")


def run(arguments: CommandLine) -> int:
    """Print it; 0 found, 1 no dialect fits, or none gives a proof that could be computed, 2 nothing can be tested."""
    from srpscope.cli.opening import open_session, print_list, read_captures
    from srpscope.cli.output import print_lines

    if arguments.list_sessions:
        return print_list(read_captures(arguments.files))
    from srpscope.report import identification
    from srpscope.session.declaring import identification as identified

    session = open_session(arguments, declare=False)
    found = identified(session, named=arguments.dialect is not None)
    if arguments.json:
        print_json(identification.as_json(found))
    else:
        headline, *rest = identification.as_text(found).split("\n")
        print_lines([(_COLOURS[_status(found)], headline), *(("", line) for line in rest)])
    if found.nearest is not None and arguments.save:
        return save(session, found.nearest, arguments.save, arguments.seconds)
    return _status(found)


_COLOURS = {AGREE: "agree", DISAGREE: "differ", CANNOT_TELL: "warn"}


def _status(found: Identification) -> int:
    if found.dialects:
        return DISAGREE if found.unexplained else AGREE
    return CANNOT_TELL if found.nearest is None else DISAGREE


def save(session: Session, nearest: Nearest, name: str, seconds: float) -> int:
    """Write the nearest dialect with the edits that make it fit. Raises OutputError where the file cannot be made."""
    import sys
    from pathlib import Path

    from srpscope.answers.diagnosis import diagnose_session
    from srpscope.answers.new_dialect import new_dialect
    from srpscope.capture.srp_jsonl import write_file
    from srpscope.session.opening import session_of
    from srpscope.srp.dialect import dialect, of_toml, user_folder

    asked = session_of(session.capture, nearest.id, session.settings)
    findings = [
        one for one in diagnose_session(asked, seconds).findings if any(e.form == "formula" for e in one.changes)
    ]
    if not findings:
        print("srpscope: no edits were found that make it fit; nothing is written.", file=sys.stderr)
        return DISAGREE
    best = findings[0]
    text = new_dialect(dialect(nearest.id), best.changes, best.side, best.proof.value, nearest.hash)
    of_toml(text, Path(name).stem)
    write_file(Path(name), text.encode("utf-8"))
    print(f"srpscope: {name} is written: {nearest.id} with {' and '.join(best.suspects)}.", file=sys.stderr)
    print(f"srpscope: in {user_folder()} it is found as --dialect {Path(name).stem}.", file=sys.stderr)
    return AGREE
