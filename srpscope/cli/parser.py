"""The argument parser: argparse with our exit status for misuse, and the arguments that all readers of FILE share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn, Protocol, cast

from srpscope.cli import EXIT_STATUSES


class Command(Protocol):
    """What a command's module holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and give the exit status."""
        ...


class Parser(argparse.ArgumentParser):
    """argparse that ends with 64 on misuse and says it in one sentence."""

    def error(self, message: str) -> NoReturn:
        """One line on stderr, then exit status 64."""
        print(f"{self.prog}: {message}. See `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(64)


def command_module(name: str) -> Command:
    """The module of a command. Raises UserError where this build has none."""
    from srpscope.errors import UserError

    module = f"srpscope.cli.{name.replace('-', '_')}"
    try:
        return cast(Command, import_module(module))
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise UserError(f"`srpscope {name}` is not built yet.") from None


def screen_module() -> Command:
    """What `srpscope [FILE...]` without a command does."""
    return cast(Command, import_module("srpscope.cli.screen"))


def for_command(name: str, module: Command) -> Parser:
    """The parser of one command."""
    from srpscope.cli import COMMANDS

    parser = Parser(
        prog=f"srpscope {name}",
        description=COMMANDS[name],
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    return parser


def for_screen(commands: Mapping[str, str], screen: Command) -> Parser:
    """The parser of `srpscope [FILE...]`, whose help lists the commands."""
    width = max(map(len, commands))
    listing = "\n".join(f"  {name:<{width}}  {line}" for name, line in commands.items())
    parser = Parser(
        prog="srpscope",
        description="A debugger for Secure Remote Password handshakes, in the terminal.",
        epilog=f"commands (srpscope COMMAND --help):\n{listing}\n\n{EXIT_STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    screen.add_arguments(parser)
    return parser


def add_files(parser: argparse.ArgumentParser, required: bool = True) -> None:
    """FILE... and what belongs to reading it."""
    parser.add_argument(
        "files",
        nargs="+" if required else "*",
        metavar="FILE",
        help="a capture, a log, a radio or network capture, a page of values; - is standard input; "
        "several that belong to one handshake are merged",
    )
    parser.add_argument(
        "--dialect",
        metavar="ID",
        help="speak this dialect, whatever the file names; FILE.json holds the settings that Nimbus publishes",
    )
    parser.add_argument(
        "--session", type=int, metavar="N", help="which handshake, where the file holds several (1 is the first)"
    )
    parser.add_argument(
        "--list", action="store_true", dest="list_sessions", help="list the handshakes of the file and end"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SIDE.NAME=VALUE",
        dest="sets",
        help="one more value, as a values line would hold it",
    )
    parser.add_argument("--secrets", metavar="FILE", help="a file of SIDE.NAME=VALUE lines")


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json, and its warning."""
    parser.add_argument("--json", action="store_true", help="the answer as JSON; it carries the secrets of the file")


def add_show_secrets(parser: argparse.ArgumentParser) -> None:
    """--show-secrets."""
    parser.add_argument(
        "--show-secrets", action="store_true", help="print P, x, a, b, v, S and K instead of masking them"
    )


def print_json(answer: Mapping[str, Any]) -> None:
    """An answer as JSON on stdout."""
    import json

    print(json.dumps({"srpscope": 1, **answer}, ensure_ascii=False, indent=2))
