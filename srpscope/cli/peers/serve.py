"""srpscope serve TRANSPORT ...: act as the server, on the screen or headless."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine
from srpscope.cli.transports import TRANSPORTS, TransportCommand, described, title


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """TRANSPORT, and each one's own arguments."""
    commands = parser.add_subparsers(dest="transport", metavar="TRANSPORT", required=True)
    for name in TRANSPORTS:
        chosen = commands.add_parser(name, help=title(name), description=described(name))
        TransportCommand(name).add_serve(chosen)


def run(arguments: CommandLine) -> int:
    """Run the transport's own command."""
    return TransportCommand(arguments.transport).run_serve(arguments)
