"""srpscope serve TRANSPORT ...: act as the server, on the screen or headless."""

from __future__ import annotations

import argparse

from srpscope.cli.transports import TRANSPORTS, transport_module


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """TRANSPORT, and each one's own arguments."""
    commands = parser.add_subparsers(dest="transport", metavar="TRANSPORT", required=True)
    for name, (_, line) in TRANSPORTS.items():
        chosen = commands.add_parser(name, help=line, description=line)
        transport_module(name).add_serve(chosen)


def run(arguments: argparse.Namespace) -> int:
    """Run the transport's own command."""
    return transport_module(arguments.transport).run_serve(arguments)
