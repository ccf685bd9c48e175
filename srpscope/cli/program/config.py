"""srpscope config: where the settings are, what is in force, and a commented sample."""

from __future__ import annotations

import argparse
import sys

from srpscope.cli.arguments import CommandLine
from srpscope.statuses import AGREE, UNREADABLE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--sample, --write, --json."""
    parser.add_argument("--sample", action="store_true", help="print a commented settings file and end")
    parser.add_argument("--write", action="store_true", help="write the sample where there is no settings file yet")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: CommandLine) -> int:
    """Print it; 0, or 65 where the settings file is wrong."""
    from srpscope.cli.parser import print_json
    from srpscope.places import captures_folder, config_folder, data_folder, state_folder, themes_folder
    from srpscope.printable import printable
    from srpscope.settings import SAMPLE, load, settings_path, write_sample

    if arguments.sample:
        print(SAMPLE, end="")
        return 0
    if arguments.write:
        print(write_sample())
        return 0
    path, settings = settings_path(), load()
    places = {
        "settings": str(path),
        "own themes": str(config_folder() / "themes"),
        "own dialects and recordings": str(data_folder()),
        "recent files, progress, crash logs": str(state_folder()),
        "shipped themes": str(themes_folder()),
        "shipped captures": str(captures_folder()),
        "recordings": str(settings.recordings_folder),
    }
    in_force = {
        "theme": settings.theme,
        "ascii": settings.ascii,
        "reveal": settings.reveal,
        "keys": dict(settings.keys),
    }
    if arguments.json:
        print_json({"exists": path.exists(), "places": places, "settings": in_force, "notes": list(settings.notes)})
    else:
        for name, place in places.items():
            print(f"{name}: {printable(place)}" + ("" if name != "settings" or path.exists() else "  (not there yet)"))
        for name, value in in_force.items():
            print(f"{name} = {printable(str(value))}")
        if not path.exists():
            print("`srpscope config --write` makes a commented settings file there.")
    for note in settings.notes:
        print(f"srpscope: {printable(note)}", file=sys.stderr)
    return UNREADABLE if settings.notes else AGREE
