"""What `live` and `serve` can speak over: one module and one line a transport."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Protocol, cast

TRANSPORTS: dict[str, tuple[str, str]] = {
    "http": ("srpscope.cli.transports.http", "ESP32 Security 2 over HTTP (SoftAP)"),
    "ble": ("srpscope.cli.transports.ble", "ESP32 Security 2 over Bluetooth LE"),
    "nimbus": ("srpscope.cli.transports.nimbus", "Nimbus SRP, JSON over HTTP"),
    "devolutions": ("srpscope.cli.transports.devolutions", "Devolutions SRP-PROTO, over HTTP headers or TCP"),
    "excalibur": ("srpscope.cli.transports.excalibur", "Excalibur, over its WebSocket"),
    "plain": ("srpscope.cli.transports.plain", "SRP as the books have it, JSON lines over TCP"),
}
"""Name -> module (light to import: sockets and radios only inside its functions) and one line for --help."""


class TransportCommand(Protocol):
    """What a transport's module holds. A role it does not have raises UserError when run."""

    def add_live(self, parser: argparse.ArgumentParser) -> None:
        """The arguments of `srpscope live NAME`."""
        ...

    def run_live(self, arguments: argparse.Namespace) -> int:
        """Act as the client; the exit status."""
        ...

    def add_serve(self, parser: argparse.ArgumentParser) -> None:
        """The arguments of `srpscope serve NAME`."""
        ...

    def run_serve(self, arguments: argparse.Namespace) -> int:
        """Act as the server; the exit status."""
        ...


def transport_module(name: str) -> TransportCommand:
    """The module of a transport in the registry."""
    return cast(TransportCommand, import_module(TRANSPORTS[name][0]))
