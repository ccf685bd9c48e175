"""srpscope doctor: what works on this machine, and what to do about the rest."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--licences, --json."""
    parser.add_argument("--licences", action="store_true", help="list the licence of every package that is used")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: CommandLine) -> int:
    """Print it; 0, or 1 where srpscope itself cannot work."""
    from srpscope.answers.doctor import FAULT, WARNING, checks
    from srpscope.cli.output import print_lines
    from srpscope.cli.parser import print_json
    from srpscope.printable import printable
    from srpscope.settings import load
    from srpscope.version import VERSION

    if arguments.licences:
        return _list_licences(arguments.json)
    found = list(checks())
    notes = load().notes
    if arguments.json:
        rows = [{"name": one.name, "state": one.state, "sentence": one.sentence} for one in found]
        print_json({"version": VERSION, "checks": rows, "settings": list(notes)})
    else:
        colours = {WARNING: "warn", FAULT: "differ"}
        print_lines([("title", f"srpscope {VERSION}")])
        print_lines(
            (colours.get(one.state, ""), f"{one.state:<8} {one.name}: {printable(one.sentence)}") for one in found
        )
        print_lines(("warn", f"{WARNING:<8} settings: {printable(note)}") for note in notes)
    return 1 if any(one.state == FAULT for one in found) else 0


def _list_licences(as_json: bool) -> int:
    from dataclasses import asdict

    from srpscope.answers.licences import licences
    from srpscope.cli.parser import print_json
    from srpscope.printable import printable

    found = licences()
    if as_json:
        print_json({"licences": [asdict(one) for one in found]})
        return 0
    width = max(len(f"{one.package} {one.version}") for one in found)
    for one in found:
        print(f"{f'{one.package} {one.version}':<{width}}  {printable(one.licence, 80)}")
    return 0
