"""The commands. srpscope/cli/ROOM/NAME.py is imported only when NAME is asked for: it has add_arguments and run.

stdout carries the answer, stderr the rest. The exit status says what was found (see statuses.py); the argument
parser's and Python's own are mapped to it.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from srpscope.statuses import INTERRUPTED, OWN_FAULT

if TYPE_CHECKING:
    from srpscope.cli.arguments import CommandLine

COMMANDS: dict[str, str] = {
    "trace": "every value of each side, its state and its source",
    "why": "find the hash input that breaks agreement, and prove it",
    "compare": "two handshakes side by side, and what differs first",
    "identify": "which dialects reproduce everything known",
    "convert": "any known format to a capture",
    "report": "Markdown to paste into an issue, without secrets",
    "check-credential": "do this salt and verifier belong to this password?",
    "make-credential": "make a salt and verifier",
    "explain": "what a pasted log line means, and what to do next",
    "live": "act as the client",
    "serve": "act as the server",
    "proxy": "stand between an app and its device or server",
    "replay": "a saved handshake once more, to a live peer",
    "dialects": "the known dialects, and how two of them differ",
    "learn": "lessons",
    "web": "the same screens in a browser, for yourself or a class",
    "attack": "attacks, run against srpscope's own parties",
    "export": "a unit test for your own port",
    "tap": "lines for your own port, which print all that it hashes",
    "soak": "handshakes whose values start with 00",
    "triage": "every handshake of many captures, counted by cause",
    "doctor": "what works on this machine",
    "config": "where the settings are",
    "keys": "the action names for a key map",
    "completion": "completion for bash, zsh, fish and PowerShell",
    "man": "the manual page",
}
"""Command -> one line for --help. Each is the module of the same name, hyphens as underscores."""

ROOMS: dict[str, tuple[str, ...]] = {
    "handshakes": ("trace", "why", "compare", "identify", "convert", "report", "export", "triage"),
    "credentials": ("check-credential", "make-credential"),
    "peers": ("live", "serve", "proxy", "replay", "soak"),
    "knowledge": ("explain", "dialects", "learn", "attack", "tap"),
    "screens": ("web",),
    "program": ("doctor", "config", "keys", "completion", "man"),
}
"""Folder of srpscope/cli -> the commands whose modules stand in it."""


LISTENING = ("serve", "proxy")

OTHER_NAMES = {
    "help": "--help",
    "version": "--version",
    "vectors": "soak --dialect ID --as wycheproof",
    "with_zeros": "soak --dialect ID",
    "connect": "live",
}
"""What people type, functions of the package among them -> what does the same here under another name."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    collect_seldom()
    _open_what_is_closed()
    _make_output_safe()
    from srpscope.cli.output import guarded

    with guarded():
        status = _status(given)
    if status == INTERRUPTED and arguments is None:
        _press_no_more()
    return status


def _press_no_more() -> None:
    """Ctrl+C pressed once more while the interpreter ends would only add its traceback."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _status(given: list[str]) -> int:
    from srpscope.errors import SrpscopeError

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
        return INTERRUPTED
    except Exception as error:
        from srpscope.cli.crash import write_crash_log

        where = write_crash_log(error)
        print(
            f"srpscope: this is our own error ({type(error).__name__}). What happened is in {where}.", file=sys.stderr
        )
        return OWN_FAULT


def _run(given: list[str]) -> int:
    from srpscope.cli import parser

    command = next((one for one in given if not one.startswith("-")), None)
    if command in COMMANDS and given[0] == command:
        module = parser.command_module(command)
        arguments = parser.for_command(command, module).asked(given[1:])
        _heed(arguments, command in LISTENING)
        return module.run(arguments)
    _no_mistyped_command(given)
    screen = parser.screen_module()
    arguments = parser.for_screen(COMMANDS, screen).asked(given)
    _heed(arguments)
    _no_late_command(arguments.files)
    return screen.run(arguments)


def _heed(arguments: CommandLine, listens: bool = False) -> None:
    """What holds for every command: an argument that is a secret is told of, and --slow is of the whole program.
    listens: it says first where it listens, and then the rest."""
    from srpscope.cli.arguments import on_secret_options

    if not listens:
        for sentence in on_secret_options(arguments):
            print(sentence, file=sys.stderr)
    if arguments.slow:
        from srpscope.srp.allowance import Allowance

        Allowance.everything = True


def _no_mistyped_command(given: list[str]) -> None:
    """A word that is nearly a command and no file is a slip of the hand. Raises UserError."""
    import os

    word = given[0] if given else ""
    if not word.replace("-", "_").isidentifier() or word.startswith("-") or os.path.lexists(word):
        return
    from srpscope.errors import UserError

    if word in OTHER_NAMES:
        raise UserError(f"there is no file {word!r} and no such command; the same is `srpscope {OTHER_NAMES[word]}`.")
    from srpscope.nearest import nearest

    near = nearest(word, COMMANDS, 0.7)
    if near is not None:
        raise UserError(f"there is no file {word!r} and no such command; did you mean `srpscope {near}`?")
    if {"-h", "--help"} & set(given):
        raise UserError(f"there is no command {word[:40]!r}; `srpscope --help` lists them.")


def _no_late_command(files: list[str]) -> None:
    """A command behind an option is read as a file. Raises UserError where there is no such file."""
    import os

    word = files[0] if files else ""
    if word in COMMANDS and not os.path.lexists(word):
        from srpscope.errors import UserError

        raise UserError(f"the command comes first: `srpscope {word}`, then its options.")


def collect_seldom(objects: int = 50_000) -> None:
    """Look for garbage in circles less often, each time that so many objects were made: a search makes hundreds of
    thousands that stay, and to look through them every few hundred took half the time of its threes on a known S."""
    gc.set_threshold(objects, 20, 100)


def _open_what_is_closed() -> None:
    """A standard stream that whoever called has closed is the null device: nothing comes, and nothing is kept."""
    import os
    from pathlib import Path

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for good


def _make_output_safe() -> None:
    # A terminal or pipe that is not UTF-8 must not turn a sentence into a crash.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
