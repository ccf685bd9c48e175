"""The commands. srpscope/cli/NAME.py is imported only when NAME is asked for: it has SUMMARY, add_arguments, run.

stdout carries the answer, stderr the rest. The exit status says what was found (see EXIT_STATUSES); the argument
parser's and Python's own are mapped to it.
"""

from __future__ import annotations

import gc
import sys

from srpscope import __version__

COMMANDS: dict[str, str] = {
    "trace": "every value of each side, its state and its source",
    "why": "find the hash input that breaks agreement, and prove it",
    "identify": "which dialects reproduce everything known",
    "convert": "any known format to a capture",
    "report": "Markdown to paste into an issue, without secrets",
    "check-credential": "does this salt and verifier belong to this user name and password?",
    "make-credential": "make a salt and verifier",
    "explain": "what a pasted log line means, and what to do next",
    "live": "act as the client",
    "serve": "act as the server",
    "dialects": "the known dialects, and how two of them differ",
    "learn": "lessons",
    "attack": "attacks, run against srpscope's own parties",
    "export": "a unit test for your own port",
    "soak": "handshakes whose values start with 00",
    "doctor": "what works on this machine",
    "config": "where the settings are",
    "keys": "the action names for a key map",
}
"""Command -> one line for --help. Each is the module of the same name, hyphens as underscores."""

EXIT_STATUSES = """\
exit status: 0 agree (or found, or matches), 1 disagree, 2 cannot tell, 64 misuse, 65 unreadable input,
69 device or peer not reached, 70 our own error, 73 output not writable, 77 no permission, 130 interrupted"""

AGREE, DISAGREE, CANNOT_TELL = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    collect_seldom()
    _make_output_safe()
    from srpscope.cli.output import guard_standard_output
    from srpscope.errors import SrpscopeError

    guard_standard_output()
    try:
        try:
            return _run(given)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except SrpscopeError as error:
        print(f"srpscope: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from srpscope.cli.crash import write_crash_log

        where = write_crash_log(error)
        print(
            f"srpscope: this is our own error ({type(error).__name__}). What happened is in {where}.", file=sys.stderr
        )
        return 70


def _run(given: list[str]) -> int:
    from srpscope.cli import parser

    if given[:1] in (["--version"], ["-V"]):
        print(f"srpscope {__version__}")
        return 0
    command = next((one for one in given if not one.startswith("-")), None)
    if command in COMMANDS and given[0] == command:
        module = parser.command_module(command)
        arguments = parser.for_command(command, module).parse_args(given[1:])
        return module.run(arguments)
    _no_mistyped_command(given)
    screen = parser.screen_module()
    arguments = parser.for_screen(COMMANDS, screen).parse_args(given)
    _no_late_command(arguments.files)
    return screen.run(arguments)


def _no_mistyped_command(given: list[str]) -> None:
    """A word that is nearly a command and no file is a slip of the hand. Raises UserError."""
    import os

    word = given[0] if given else ""
    if not word.isidentifier() or os.path.lexists(word):
        return
    from difflib import get_close_matches

    from srpscope.errors import UserError

    near = get_close_matches(word, COMMANDS, 1, 0.7)
    if near:
        raise UserError(f"there is no file {word!r} and no such command; did you mean `srpscope {near[0]}`?")


def _no_late_command(files: list[str]) -> None:
    """A command behind an option is read as a file. Raises UserError where there is no such file."""
    import os

    word = files[0] if files else ""
    if word in COMMANDS and not os.path.lexists(word):
        from srpscope.errors import UserError

        raise UserError(f"the command comes first: `srpscope {word}`, then its options.")


def collect_seldom() -> None:
    """Look for garbage in circles less often: a search makes hundreds of thousands of objects that stay, and to look
    through them every few hundred took half the time of its threes on a known S."""
    gc.set_threshold(50_000, 20, 100)


def _make_output_safe() -> None:
    # A terminal or pipe that is not UTF-8 must not turn a sentence into a crash.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
