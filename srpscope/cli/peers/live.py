"""srpscope live TRANSPORT ...: act as the client, on the screen or headless. live --simulate: without any device."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine
from srpscope.cli.transports import TRANSPORTS, TransportCommand, title
from srpscope.errors import UserError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """TRANSPORT, and each one's own arguments."""
    parser.add_argument(
        "--simulate",
        dest="simulated",
        nargs=argparse.REMAINDER,
        metavar="..",
        help="a session with a simulated device; short for: live ble --simulate, and takes what that takes",
    )
    commands = parser.add_subparsers(dest="transport", metavar="TRANSPORT")
    for name in TRANSPORTS:
        chosen = commands.add_parser(name, help=title(name), description=title(name))
        TransportCommand(name).add_live(chosen)


def run(arguments: CommandLine) -> int:
    """Run the transport's own command."""
    if arguments.simulated is not None:
        return _simulate(arguments.simulated)
    if arguments.transport is None:
        raise UserError(f"live wants a TRANSPORT: {', '.join(TRANSPORTS)}; or --simulate.")
    return TransportCommand(arguments.transport).run_live(arguments)


def _simulate(rest: list[str]) -> int:
    from srpscope.cli.parser import Parser

    module = TransportCommand("ble")
    parser = Parser(prog="srpscope live --simulate")
    module.add_live(parser)
    return module.run_live(parser.asked(["--simulate", *rest]))
