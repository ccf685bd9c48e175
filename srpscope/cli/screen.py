"""srpscope [FILE...]: the screens; without a terminal, trace and why of the file as text."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.cli.parser import add_files, add_show_secrets

if TYPE_CHECKING:
    from srpscope.capture.capture import Capture
    from srpscope.session import Session

EXAMPLE = "esp32-refused.srp.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --theme, --ascii, and what belongs to reading FILE."""
    add_files(parser, required=False)
    add_show_secrets(parser)
    parser.add_argument(
        "--theme", metavar="NAME", help="dark, light, contrast, colour-blind, colour-blind-light, plain, or your own"
    )
    parser.add_argument(
        "--ascii", action="store_true", help="only ASCII signs, for terminals that draw the others wide"
    )


def run(arguments: argparse.Namespace) -> int:
    """Open the screens; 0 when they were left."""
    if arguments.list_sessions:
        from srpscope.cli.opening import print_list, read_captures

        return print_list(read_captures(arguments.files or [str(_example())]))
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _as_text(arguments)
    return _on_screen(arguments)


def _example() -> Path:
    from srpscope.places import captures_folder

    return captures_folder() / EXAMPLE


def _as_text(arguments: argparse.Namespace) -> int:
    """trace and why of the file, one after the other."""
    from srpscope.cli.opening import open_session
    from srpscope.cli.trace import STATUS
    from srpscope.report import diagnosis, trace

    if not arguments.files:
        arguments.files = [str(_example())]
        print("example; srpscope FILE opens yours\n")
    session = open_session(arguments)
    print(trace.as_text(session, arguments.show_secrets))
    print()
    print(diagnosis.as_text(diagnosis.diagnose_session(session), session))
    return STATUS[session.view.comparison.agreement]


def _on_screen(arguments: argparse.Namespace) -> int:
    files, example, start = arguments.files, False, "debug"
    if not files:
        from srpscope.tui.recent import recent

        example = not recent()
        start = "debug" if example else "library"
    from srpscope.settings import load

    settings = load()
    theme = arguments.theme or (None if "NO_COLOR" in os.environ else settings.theme)
    if theme:
        from srpscope.tui.themes import find

        find(theme)
    from srpscope.tui.app import Opening, SrpscopeApp

    def read() -> list[Capture]:
        from srpscope.cli.opening import choose, read_captures

        captures = read_captures(files or [str(_example())])
        # Which of several is asked on the screen, unless --session says it.
        several = len(captures) > 1 and arguments.session is None
        return captures if several else [choose(captures, arguments.session, files)]

    def make(capture: Capture) -> Session:
        from srpscope.cli.opening import session_of

        return session_of(capture, arguments)

    app = SrpscopeApp(
        opening=Opening(read, make) if files or example else None,
        theme=theme,
        ascii_only=arguments.ascii or settings.ascii,
        example=example,
        path=Path(files[0]) if len(files) == 1 and files[0] != "-" else None,
        start=start,
    )
    app.reveal = arguments.show_secrets or settings.reveal
    app.set_keymap(settings.keys)
    status = app.run()
    if app.crash is not None:
        raise app.crash  # main() writes the log and says the sentence
    if app.fault is not None:
        raise app.fault
    return status or 0
