"""srpscope keys: the action names for a key map, the keys they have now, and on which screens they hold."""

from __future__ import annotations

import argparse
import sys

from srpscope.cli.arguments import CommandLine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: CommandLine) -> int:
    """Print them; 0."""
    from srpscope.cli.parser import print_json
    from srpscope.printable import printable
    from srpscope.settings import load, settings_path
    from srpscope.tui.commands import COMMANDS

    settings = load()
    if arguments.json:
        print_json(
            {
                "keys": [
                    {
                        "name": one.id,
                        "keys": one.key,
                        "mapped": settings.keys.get(one.id),
                        "does": one.sentence,
                        "screens": list(one.screens),
                    }
                    for one in COMMANDS
                ]
            }
        )
    else:
        width = max(len(one.id) for one in COMMANDS)
        for one in COMMANDS:
            mapped = settings.keys.get(one.id)
            now = f"{printable(mapped)} (yours; else {one.key})" if mapped else one.key
            print(f"{one.id:<{width}}  {now:<22}  {one.sentence}  [{', '.join(one.screens)}]")
        print(f"Give one another key under [keys] in {printable(str(settings_path()))}.")
    known = {one.id for one in COMMANDS}
    for name in [*settings.keys, *settings.notes]:
        if name not in known:
            sentence = f"[keys] {name[:60]} is no action." if name in settings.keys else name
            print(f"srpscope: {printable(sentence)}", file=sys.stderr)
    return 0
