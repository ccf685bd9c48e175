"""srpscope [FILE...]: the screens; without a terminal, trace and why of the file as text."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.cli.arguments import CommandLine
from srpscope.cli.parser import add_files, add_show_secrets
from srpscope.cli.screens.terminal import has_screen

if TYPE_CHECKING:
    from srpscope.capture.capture import Capture
    from srpscope.session import Session

EXAMPLE = "esp32-refused.srp.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., --theme, --ascii, and what belongs to reading FILE."""
    add_files(parser, required=False)
    add_show_secrets(parser)
    parser.add_argument(
        "--theme",
        metavar="NAME",
        help="dark, light, contrast, projector, colour-blind, colour-blind-light, plain, or your own",
    )
    parser.add_argument(
        "--ascii", action="store_true", help="only ASCII signs, for terminals that draw the others wide"
    )


def run(arguments: CommandLine) -> int:
    """Open the screens; 0 when they were left."""
    if arguments.list_sessions:
        from srpscope.cli.opening import print_list, read_captures

        return print_list(read_captures(arguments.files or [str(_example())]))
    if not has_screen():
        return _as_text(arguments)
    return _on_screen(arguments)


def _example() -> Path:
    from srpscope.places import captures_folder

    return captures_folder() / EXAMPLE


def _as_text(arguments: CommandLine) -> int:
    """trace and why of the file, one after the other."""
    from srpscope.answers import diagnosis
    from srpscope.cli.opening import open_session
    from srpscope.report import trace
    from srpscope.session.judgement import judge

    if not arguments.files:
        arguments.files = [str(_example())]
        print("example; srpscope FILE opens yours\n")
    session = open_session(arguments)
    found = diagnosis.diagnose_session(session)
    judged = judge(session, found)
    print(trace.as_text(session, arguments.show_secrets, judged, full=False))
    print()
    print(diagnosis.as_text(found, session))
    return judged.exit_status


def _on_screen(arguments: CommandLine) -> int:
    files, example, start = arguments.files, False, "debug"
    if not files:
        from srpscope.tui.library.recent import recent

        example = not recent()
        start = "debug" if example else "library"
    from srpscope.tui.desk import Desk
    from srpscope.tui.run import app_of, show
    from srpscope.tui.work import Opening

    def read() -> list[Capture]:
        from srpscope.cli.opening import choose, read_handshakes, said_beside

        found = read_handshakes(files or [str(_example())])
        # Which of several is asked on the screen, unless --session says it: what is said on stderr nobody sees there.
        if len(found.offered) > 1 and arguments.session is None:
            return found.offered
        chosen = choose(found, arguments.session, files)
        if len(found.captures) > 1 and arguments.session is None:
            chosen.notes.append(said_beside(len(found.captures) - 1))
        return [chosen]

    def make(capture: Capture) -> Session:
        from srpscope.cli.opening import session_of

        return session_of(capture, arguments)

    path = Path(files[0]) if len(files) == 1 and files[0] != "-" else None
    app = app_of(
        Desk(),
        start,
        opening=Opening(read, make, path, example) if files or example else None,
        theme=arguments.theme,
        ascii_only=arguments.ascii,
        reveal=arguments.show_secrets,
    )
    return show(app)
