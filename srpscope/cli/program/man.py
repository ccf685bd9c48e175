"""srpscope man: the manual page as roff, made from the parser itself."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine
from srpscope.wording import capital


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(arguments: CommandLine) -> int:
    """Print it; 0."""
    from srpscope.cli.parser import whole

    print("\n".join(page(whole())))
    return 0


def page(parser: argparse.ArgumentParser) -> list[str]:
    """The page: what it is, every command with its options, exit statuses, examples, the environment."""
    from srpscope.cli import COMMANDS
    from srpscope.cli.examples import examples
    from srpscope.cli.parser import subparsers_of
    from srpscope.statuses import EXIT_STATUSES
    from srpscope.version import VERSION

    lines = [f'.TH SRPSCOPE 1 "" "srpscope {VERSION}" "User Commands"', ".SH NAME"]
    lines += [_text("srpscope - a debugger for Secure Remote Password (SRP) handshakes"), ".SH SYNOPSIS"]
    lines += [".B srpscope", "[\\fIFILE\\fR...] [options]", ".br", ".B srpscope", "\\fICOMMAND\\fR [options]"]
    lines += [".SH DESCRIPTION", *map(_text, DESCRIPTION), ".SH OPTIONS", *_options(parser), ".SH COMMANDS"]
    for name, sub in subparsers_of(parser).items():
        lines += [f".SS {_text(name)}", _text(f"{capital(COMMANDS[name])}."), ".PP", *_synopsis(sub), *_options(sub)]
        for inner_name, inner in subparsers_of(sub).items():
            lines += [".PP", f".B {_text(f'srpscope {name} {inner_name}')}", ".br", _text(inner.description or "")]
            lines += _options(inner)
    lines += [".SH EXIT STATUS", *map(_text, EXIT_STATUSES.splitlines()[1:]), ".SH ENVIRONMENT"]
    for variable, about in ENVIRONMENT.items():
        lines += [".TP", f".B {variable}", _text(about)]
    lines.append(".SH EXAMPLES")
    for found in examples().values():
        for line, what in found:
            lines += [".TP", f".B {_text(line)}", _text(what)]
    return lines


DESCRIPTION = (
    "srpscope lays both sides of an SRP handshake out like a spreadsheet, shows what every hash was fed, points at the",
    "first value that differs, and proves the cause by making the observed proof come out again. Without a command it",
    "opens the screens; where standard input or output is no terminal it prints trace and why of the file.",
)

ENVIRONMENT = {
    "SRPSCOPE_PASSWORD": "the password, where no --password-file is given",
    "NO_COLOR": "no colours, wherever it is set to something",
    "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME": "where settings, recordings and recent files lie",
}


def _synopsis(parser: argparse.ArgumentParser) -> list[str]:
    usage = " ".join(parser.format_usage().split()).removeprefix("usage: ")
    return [_text(usage), ".PP"]


def _options(parser: argparse.ArgumentParser) -> list[str]:
    lines = []
    formatter = parser._get_formatter()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        shown = formatter._format_action_invocation(action)
        about = formatter._expand_help(action) if action.help else ""
        lines += [".TP", f".B {_text(shown)}", _text(about) or "\\&"]
    return lines


def _text(text: str) -> str:
    """Text for roff: nothing in it is a request or an escape."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
