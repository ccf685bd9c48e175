"""srpscope doctor: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0, or 1 where srpscope itself cannot work."""
    from srpscope import __version__
    from srpscope.cli.parser import print_json
    from srpscope.live.machine import FAULT, checks
    from srpscope.report.printable import printable
    from srpscope.settings import load

    found = list(checks())
    notes = load().notes
    if arguments.json:
        rows = [{"name": one.name, "state": one.state, "sentence": one.sentence} for one in found]
        print_json({"version": __version__, "checks": rows, "settings": list(notes)})
    else:
        print(f"srpscope {__version__}")
        for one in found:
            print(f"{one.state:<8} {one.name}: {printable(one.sentence)}")
        for note in notes:
            print(f"warning  settings: {printable(note)}")
    return 1 if any(one.state == FAULT for one in found) else 0
