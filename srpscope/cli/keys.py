"""srpscope keys: the action names for a key map, the keys they have now, and where they hold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import NamedTuple


class Action(NamedTuple):
    """An action with a name: where it holds, its name for [keys], its keys now, what it does."""

    where: str
    name: str
    keys: str
    does: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print them; 0."""
    from srpscope.cli.parser import print_json
    from srpscope.report.printable import printable
    from srpscope.settings import load, settings_path

    settings = load()
    actions = sorted(set(all_actions()))
    if arguments.json:
        print_json({"keys": [action._asdict() | {"mapped": settings.keys.get(action.name)} for action in actions]})
    else:
        width = max((len(action.name) for action in actions), default=0)
        for action in actions:
            mapped = settings.keys.get(action.name)
            now = f"{printable(mapped)} (yours; else {action.keys})" if mapped else action.keys
            print(f"{action.name:<{width}}  {now}  {action.does}  [{action.where}]")
        print(f"Give one another key under [keys] in {printable(str(settings_path()))}.")
    known = {action.name for action in actions}
    for name in settings.keys:
        if name not in known:
            print(f"srpscope: [keys] {printable(name)[:60]} is no action.", file=sys.stderr)
    return 0


def all_actions() -> Iterator[Action]:
    """Every binding of the screens that has a name, found where it is declared."""
    import pkgutil
    from importlib import import_module

    from textual.binding import Binding

    import srpscope.tui

    for found in pkgutil.walk_packages(srpscope.tui.__path__, "srpscope.tui."):
        module = import_module(found.name)
        for one in vars(module).values():
            if not isinstance(one, type) or one.__module__ != module.__name__:
                continue
            for binding in one.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id:
                    yield Action(one.__name__, binding.id, binding.key, binding.tooltip or binding.description)
