"""srpscope attack NAME: an attack on SRP, run against srpscope's own parties, without and with its safeguard."""

from __future__ import annotations

import argparse
import sys

from srpscope.cli.parser import print_json
from srpscope.errors import UserError
from srpscope.statuses import AGREE, DISAGREE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME, --safeguard, --json."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the attack; without it they are listed")
    parser.add_argument(
        "target",
        nargs="?",
        default="self:",
        metavar="self:",
        help="the only target: srpscope's own parties on loopback",
    )
    parser.add_argument(
        "--safeguard",
        choices=("off", "on", "both"),
        default="both",
        help="off: 0 if the attack succeeds, 1 if not; on: the same; both (default): 0 if only off lets it succeed",
    )
    parser.add_argument(
        "--formula",
        action="append",
        metavar="NAME=FORMULA",
        help="an attack of your own: what the attacker computes instead of the shipped formulas",
    )
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run it; the exit status says whether it went as --safeguard's help says."""
    import asyncio

    from srpscope.lessons import attacks
    from srpscope.lessons.pictures import bars, plain

    if arguments.name is None:
        for name in attacks.ATTACKS:
            print(f"{name:<16}  {attacks.attack(name).TITLE}")
        return AGREE
    attacks.check_target(arguments.target)
    found = attacks.attack(arguments.name)
    ways = {"off": [False], "on": [True], "both": [False, True]}[arguments.safeguard]
    outcomes = {}
    written = _written(arguments.formula)
    if not arguments.json:
        print(f"{arguments.name}: {found.TITLE}\n{found.ABOUT}\nSafeguard: {found.SAFEGUARD}.")
        sys.stdout.flush()
    for guarded in ways:
        outcome = outcomes[guarded] = asyncio.run(attacks.run(arguments.name, guarded, formulas=written))
        if arguments.json:
            continue
        print(f"\nSafeguard {'on' if guarded else 'off'}: the attack {'succeeds' if outcome.succeeded else 'fails'}.")
        for sentence in outcome.sentences:
            print(f"  {sentence}")
        for title, rows in outcome.bars.items():
            print("\n".join(f"  {plain(line)}" for line in bars(title, rows, 72)))
    if arguments.json:
        print_json(
            {
                "attack": arguments.name,
                "outcomes": {
                    "on" if guarded else "off": {"succeeded": one.succeeded, "sentences": list(one.sentences)}
                    for guarded, one in outcomes.items()
                },
            }
        )
    if len(ways) == 1:
        return AGREE if outcomes[ways[0]].succeeded else DISAGREE
    return AGREE if outcomes[False].succeeded and not outcomes[True].succeeded else DISAGREE


def _written(formulas: list[str] | None) -> dict[str, str] | None:
    """The formulas of a command line; None where there are none."""
    if formulas is None:
        return None
    found = {}
    for one in formulas:
        name, equals, text = one.partition("=")
        if not equals or not name.strip().isidentifier():
            raise UserError(f"--formula {one[:80]!r} is not of the form NAME=FORMULA.")
        found[name.strip()] = text.strip()
    return found
