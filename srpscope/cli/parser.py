"""The argument parser: argparse with our exit status for misuse, and the arguments that all readers of FILE share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol, cast

from srpscope.cli.arguments import CommandLine
from srpscope.nearest import nearest
from srpscope.statuses import EXIT_STATUSES, MISUSE
from srpscope.version import VERSION

DESCRIPTION = "A debugger for Secure Remote Password handshakes, in the terminal."


class CommandModule(Protocol):
    """What a command's module holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments."""
        ...

    def run(self, arguments: CommandLine) -> int:
        """Do it, and give the exit status."""
        ...


PASSWORD_FILE = "--password-file"

WIDTH = 80
LONGEST_CHOICES = 40
"""Characters of a list of choices that stand in a usage line."""


class Fitting(argparse.RawDescriptionHelpFormatter):
    """Help that fits 80 columns, however wide the terminal is."""

    def __init__(self, prog: str) -> None:
        import shutil

        super().__init__(prog, max_help_position=22, width=min(WIDTH, shutil.get_terminal_size().columns) - 2)

    def _format_usage(self, *given: Any) -> str:
        """What is too wide is indented less: a group of options that exclude one another is never broken."""
        usage = super()._format_usage(*given)
        lines = usage.split("\n")
        if max(map(len, lines)) <= WIDTH:
            return usage
        rest = [piece for line in lines[1:] if line.strip() for piece in _broken(line.strip(), WIDTH - 10)]
        return "\n".join([lines[0], *(f"{'':10}{one}" for one in rest), "", ""])

    def _metavar_formatter(self, action: argparse.Action, default_metavar: str) -> Any:
        """A long list of choices stands in the help, once, and not in each place of the option."""
        if action.metavar is None and _are_many(action):
            return lambda size: (default_metavar,) * size
        return super()._metavar_formatter(action, default_metavar)

    def _expand_help(self, action: argparse.Action) -> str:
        text = super()._expand_help(action)
        return f"{text}: {', '.join(map(str, action.choices or ()))}" if _are_many(action) else text


def _broken(text: str, width: int) -> list[str]:
    """A line in as many as it takes, broken between two options that exclude one another."""
    lines = [""]
    for piece in text.split(" | "):
        if lines[-1] and len(f"{lines[-1]} | {piece}") > width:
            lines.append(f"| {piece}")
        else:
            lines[-1] += f" | {piece}" if lines[-1] else piece
    return lines


def _are_many(action: argparse.Action) -> bool:
    sub = isinstance(action, argparse._SubParsersAction)
    return not sub and action.metavar is None and len(",".join(map(str, action.choices or ()))) > LONGEST_CHOICES


CALLED = {
    PASSWORD_FILE: ("pop", "proof-of-possession", "pin", "code", "setup-code", "secret", "passwd", "pw", "pwd"),
    "--username": ("i", "identity", "login", "account", "email"),
}
"""An option -> what people call the same."""


class Parser(argparse.ArgumentParser):
    """argparse that ends with 64 on misuse and says it in one sentence, with the name that was probably meant. Its help
    ends with the exit statuses and examples, those of its subcommands too."""

    def __init__(self, *arguments: Any, **keys: Any) -> None:
        keys.setdefault("formatter_class", Fitting)
        # `--password P` would be `--password-file P`: a password sought as a file, and named in an error.
        keys.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **keys)
        self._given: Sequence[str] = ()
        if self.epilog is None:
            self.epilog = ending(self.prog)

    def error(self, message: str) -> NoReturn:
        """One line on stderr, then exit status 64."""
        unknown = message.removeprefix("unrecognized arguments: ")
        option = next((one.partition("=")[0] for one in unknown.split() if one.startswith("--")), "")
        if unknown != message and option:
            elsewhere = [name for name, sub in subparsers_of(self).items() if option in sub._options()]
            near = None if elsewhere else self._near(option)
            # What stands behind an option that there is not may be a password.
            message = f"there is no option {option}" + (f"; did you mean {near}?" if near is not None else "")
            if elsewhere:
                message += f" here: only {', '.join(elsewhere)} {'has' if len(elsewhere) == 1 else 'have'} it"
            if near == PASSWORD_FILE:
                message += " The list of processes would show a password; SRPSCOPE_PASSWORD or a prompt does too"
        said = message if message.endswith("?") else f"{message}."
        print(f"{self.prog}: {said} See `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(MISUSE)

    def asked(self, given: Sequence[str]) -> CommandLine:
        """The words of a command line, read."""
        self._given = given
        return CommandLine(**vars(self.parse_args(given)))

    def _near(self, option: str) -> str | None:
        """The option that begins so, the one for what people call so, else the one that is written most like it."""
        known = self._options()
        if begins := min((one for one in known if one.startswith(option)), default=None):
            return begins
        called = next((name for name, words in CALLED.items() if option[2:].lower() in words and name in known), None)
        found = called or nearest(option[2:], [one[2:] for one in known])  # the dashes are alike in all of them
        return f"--{found.removeprefix('--')}" if found else None

    def _options(self) -> set[str]:
        """Every option of what was asked for: of the subcommand that was named, whose errors end here, else of all."""
        found = {one for one in self._option_string_actions if one.startswith("--")}
        subcommands = subparsers_of(self)
        asked = next((subcommands[word] for word in self._given if word in subcommands), None)
        for sub in subcommands.values() if asked is None else [asked]:
            found |= sub._options()
        return found

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            near = nearest(str(value), map(str, action.choices or ()))
            if near is not None:
                error.message = f"{value!r} is none of them; did you mean {near}?"
            raise


def subparsers_of(parser: argparse.ArgumentParser) -> dict[str, Parser]:
    """A parser's subcommands by name."""
    found = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    return {name: sub for one in found for name, sub in one.choices.items()}


def ending(prog: str) -> str:
    """What stands at the end of a command's help: exit statuses, then examples."""
    from srpscope.cli.examples import examples_text

    parts = [EXIT_STATUSES, examples_text(prog.removeprefix("srpscope").strip())]
    return "\n\n".join(part for part in parts if part)


def command_module(name: str) -> CommandModule:
    """The module of a command: of the same name, hyphens as underscores, in the room of the command."""
    from srpscope.cli import ROOMS

    room = next(room for room, commands in ROOMS.items() if name in commands)
    return cast(CommandModule, import_module(f"srpscope.cli.{room}.{name.replace('-', '_')}"))


def screen_module() -> CommandModule:
    """What `srpscope [FILE...]` without a command does."""
    return cast(CommandModule, import_module("srpscope.cli.screens.screen"))


def for_command(name: str, module: CommandModule) -> Parser:
    """The parser of one command."""
    from srpscope.cli import COMMANDS

    parser = Parser(prog=f"srpscope {name}", description=COMMANDS[name])
    module.add_arguments(parser)
    return parser


def for_screen(commands: Mapping[str, str], screen: CommandModule) -> Parser:
    """The parser of `srpscope [FILE...]`, whose help lists the commands."""
    width = max(map(len, commands))
    listing = "\n".join(f"  {name:<{width}}  {line}" for name, line in commands.items())
    parser = Parser(
        prog="srpscope",
        description=DESCRIPTION,
        epilog=f"commands (srpscope COMMAND --help):\n{listing}\n\n{ending('')}",
    )
    screen.add_arguments(parser)
    _add_version(parser)
    return parser


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--version", "-V", action="version", version=f"srpscope {VERSION}", help="print the version and end"
    )


def whole() -> Parser:
    """One parser with every command as a subcommand, for completion and the manual page; nothing is parsed by it."""
    from srpscope.cli import COMMANDS

    parser = Parser(prog="srpscope", description=DESCRIPTION, epilog=ending(""))
    screen_module().add_arguments(parser)
    files = next(one for one in parser._actions if one.dest == "files")
    parser._remove_action(files)
    _add_version(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, line in COMMANDS.items():
        command_module(name).add_arguments(commands.add_parser(name, help=line, description=line))
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
    parser.add_argument("--slow", action="store_true", help="compute a formula however long it takes")
    parser.add_argument("--secrets", metavar="FILE", help="a file of SIDE.NAME=VALUE lines")
    parser.add_argument(
        "--strict", action="store_true", help="end with 65 where a page names a value that could not be read"
    )


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
