"""srpscope completion SHELL: the completion script of a shell, made from the parser itself."""

from __future__ import annotations

import argparse

SHELLS = ("bash", "zsh", "fish", "powershell")

FILES = ("FILE", "FOLDER", "PATH", "OUT", "NEW.toml")
"""Metavars that stand for a path."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SHELL."""
    parser.add_argument("shell", type=str.lower, choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0."""
    import shtab

    from srpscope.cli.parser import whole

    parser = whole()
    _say_what_completes(parser)
    print(shtab.complete(parser, arguments.shell))
    return 0


def _say_what_completes(parser: argparse.ArgumentParser) -> None:
    """Where a path, a dialect, a group, a hash or a language is typed, the shell offers them."""
    import shtab

    from srpscope.cli.parser import subparsers_of
    from srpscope.languages import LANGUAGES
    from srpscope.srp.dialect import dialect_ids
    from srpscope.srp.primitives.groups import known_groups
    from srpscope.srp.primitives.hashes import HASHES

    names = {
        "--dialect": dialect_ids(),
        "--expects": dialect_ids(),
        "--group": list(known_groups()),
        "--hash": list(HASHES),
        "--language": list(LANGUAGES),
    }
    for action in parser._actions:
        metavar = action.metavar if isinstance(action.metavar, str) else ""
        known = next((names[one] for one in action.option_strings if one in names), None)
        if known is not None and action.nargs is None:
            action.choices = known
        elif action.choices is None and any(one in metavar for one in FILES):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    for sub in subparsers_of(parser).values():
        _say_what_completes(sub)
