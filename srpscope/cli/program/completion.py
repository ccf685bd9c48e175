"""srpscope completion SHELL: the completion script of a shell, made from the parser itself."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine

SHELLS = ("bash", "zsh", "fish", "powershell")

FILES = ("FILE", "FOLDER", "PATH", "OUT", "NEW.toml")
"""Metavars that stand for a path."""

FILES_TOO = {
    "bash": "complete -o bashdefault -o default -F _shtab_srpscope srpscope",
    "zsh": "(( ! ${+compstate} || compstate[nmatches] )) || _files",
    "fish": "complete -c srpscope -n 'not __fish_seen_subcommand_from COMMANDS' -F",
}
"""What follows a shell's script: `srpscope FILE`, which a parser of commands has no place for. PowerShell's could not
be tried, and has none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SHELL."""
    parser.add_argument("shell", type=str.lower, choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(arguments: CommandLine) -> int:
    """Print it; 0."""
    import shtab

    from srpscope.cli import COMMANDS
    from srpscope.cli.parser import subparsers_of, whole

    parser = whole()
    for name, sub in subparsers_of(parser).items():
        sub.description = COMMANDS[name]  # a shell shows its first line
    _say_what_completes(parser)
    print(shtab.complete(parser, arguments.shell))
    print(FILES_TOO.get(arguments.shell, "").replace("COMMANDS", " ".join(COMMANDS)))
    return 0


def _say_what_completes(parser: argparse.ArgumentParser) -> None:
    """Where a path, a dialect, a group, a hash, a language, a lesson or an attack is typed, the shell offers them."""
    import shtab

    from srpscope.cli.parser import subparsers_of
    from srpscope.languages import LANGUAGES
    from srpscope.lessons.attacks import ATTACKS
    from srpscope.lessons.course import course
    from srpscope.srp.dialect import dialect_ids
    from srpscope.srp.primitives.groups import known_groups
    from srpscope.srp.primitives.hashes import HASHES

    names = {
        "--dialect": dialect_ids(),
        "--expects": dialect_ids(),
        "--group": list(known_groups()),
        "--hash": list(HASHES),
        "--language": list(LANGUAGES),
        "srpscope dialects NAME": dialect_ids(),
        "srpscope learn LESSON": [one.name for one in course()],
        "srpscope attack NAME": list(ATTACKS),
    }
    for action in parser._actions:
        metavar = action.metavar if isinstance(action.metavar, str) else ""
        called = action.option_strings or [f"{parser.prog} {metavar}"]
        known = next((names[one] for one in called if one in names), None)
        if known is not None and action.nargs in (None, "?"):
            action.choices = known
        elif action.choices is None and any(one in metavar for one in FILES):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    for sub in subparsers_of(parser).values():
        _say_what_completes(sub)
