"""`live` and `serve` over each system of the registry: arguments from its options, sessions from its methods."""

from __future__ import annotations

import argparse
from textwrap import fill

from srpscope.cli.arguments import CommandLine
from srpscope.live.systems.registry import SYSTEMS, system

TRANSPORTS: tuple[str, ...] = tuple(SYSTEMS)
"""Their names, in the order of --help."""


class TransportCommand:
    """`live NAME` and `serve NAME`, light to import: sockets and radios only inside its functions."""

    def __init__(self, name: str) -> None:
        self.system = system(name)

    def add_live(self, parser: argparse.ArgumentParser) -> None:
        """The arguments of `srpscope live NAME`."""
        from srpscope.cli.transports.client import add_client

        add_client(parser, self.system)

    def run_live(self, arguments: CommandLine) -> int:
        """Act as the client; the exit status."""
        from srpscope.cli.transports.client import run_client

        return run_client(arguments, self.system)

    def add_serve(self, parser: argparse.ArgumentParser) -> None:
        """The arguments of `srpscope serve NAME`."""
        from srpscope.cli.transports.server import add_server

        add_server(parser, self.system)

    def run_serve(self, arguments: CommandLine) -> int:
        """Act as the server; the exit status."""
        from srpscope.cli.transports.server import run_server

        return run_server(arguments, self.system)


def title(name: str) -> str:
    """One line for --help."""
    return system(name).title


def described(name: str) -> str:
    """The same, and what its messages hold where whoever writes a client has no other page of it."""
    spoken = system(name)
    return fill(f"{spoken.title}{': ' + spoken.members if spoken.members else ''}", 78)
