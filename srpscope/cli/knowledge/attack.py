"""srpscope attack NAME: an attack on SRP, run against srpscope's own parties, without and with its safeguard."""

from __future__ import annotations

import argparse
import sys

from srpscope.cli.arguments import CommandLine
from srpscope.cli.parser import print_json
from srpscope.errors import UserError
from srpscope.lessons.attacks.outcome import Numbers
from srpscope.srp.encodings import even_hex
from srpscope.statuses import AGREE, DISAGREE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME, --safeguard, --json."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the attack; without it they are listed")
    parser.add_argument(
        "target",
        nargs="?",
        default="self:",
        metavar="self:",
        help="the only target: srpscope's own parties, in one process",
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
        help="what the attacker computes there, in place of the formula that the attack has for it (they are printed)",
    )
    parser.add_argument("--victim-password", metavar="WORD", default="", help="another one; it is nobody's secret")
    parser.add_argument("--k", metavar="FORMULA", default="", help="k of both sides: 1, 3, H(N | PAD(g)) ..")
    parser.add_argument("--N", metavar="NUMBER", dest="modulus", help="another N: 1019, 0x.., rfc5054-2048, nimbus-256")
    parser.add_argument("--g", metavar="NUMBER", dest="generator", help="its generator (2)")
    parser.add_argument("--numbers", action="store_true", help="every number of both sides as well (--json has them)")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")


def run(arguments: CommandLine) -> int:
    """Run it; the exit status says whether it went as --safeguard's help says."""
    import asyncio

    from srpscope.lessons import attacks
    from srpscope.lessons.attacks.setting import Setting, group_of
    from srpscope.lessons.fought import fought

    if arguments.name is None:
        for name in attacks.ATTACKS:
            print(f"{name:<16}  {attacks.attack(name).TITLE}")
        return AGREE
    attacks.check_target(arguments.target)
    found = attacks.attack(arguments.name)
    ways = {"off": [False], "on": [True], "both": [False, True]}[arguments.safeguard]
    outcomes = {}
    formulas = {**found.FORMULAS, **_written(arguments.formula)} if arguments.formula else None
    setting = Setting(
        arguments.victim_password, arguments.k, group_of(arguments.modulus or "", arguments.generator or ""), formulas
    )
    if not arguments.json:
        print(f"{arguments.name}: {found.TITLE}\n{found.ABOUT}\nSafeguard: {found.SAFEGUARD}.")
        print("The attacker computes " + ", ".join(f"{name} = {text}" for name, text in found.FORMULAS.items()) + ".")
        sys.stdout.flush()
    for guarded in ways:
        outcome = outcomes[guarded] = asyncio.run(attacks.run(arguments.name, guarded, setting=setting))
        if arguments.json:
            continue
        print("\n".join(["", *fought(arguments.name, guarded, outcome, arguments.numbers)]))
    if arguments.json:
        print_json(
            {
                "attack": arguments.name,
                "outcomes": {
                    "on" if guarded else "off": {
                        "succeeded": one.succeeded,
                        "sentences": list(one.sentences),
                        "numbers": _numbers(one.numbers),
                    }
                    for guarded, one in outcomes.items()
                },
            }
        )
    if len(ways) == 1:
        return AGREE if outcomes[ways[0]].succeeded else DISAGREE
    return AGREE if outcomes[False].succeeded and not outcomes[True].succeeded else DISAGREE


def _numbers(numbers: Numbers) -> dict[str, dict[str, str]]:
    """Of each side, numbers and bytes in hex; nothing where nobody spoke."""
    found: dict[str, dict[str, str]] = {"client": {}, "server": {}}
    for name, values in numbers.items():
        for side, value in zip(found, values, strict=True):
            if value is not None:
                found[side][name] = value.hex() if isinstance(value, bytes) else _shown(value)
    return found


def _shown(value: int | str) -> str:
    if isinstance(value, str):
        return value
    return f"-{even_hex(-value)}" if value < 0 else even_hex(value)


def _written(formulas: list[str]) -> dict[str, str]:
    """The formulas of a command line."""
    found = {}
    for one in formulas:
        name, equals, text = one.partition("=")
        if not equals or not name.strip().isidentifier():
            raise UserError(f"--formula {one[:80]!r} is not of the form NAME=FORMULA.")
        found[name.strip()] = text.strip()
    return found
