"""Devolutions SRP-PROTO over HTTP or TCP: srpscope live devolutions URL, srpscope serve devolutions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from srpscope.cli.transports import systems
from srpscope.cli.transports.systems import Spoken
from srpscope.live.systems import SYSTEMS

if TYPE_CHECKING:
    from srpscope.live.listening import Audience, Listening
    from srpscope.live.users import Users

DEFAULTS = SYSTEMS["devolutions"]


def _add_lenient(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lenient", action="store_true", help="an OFFER that differs, or another hash, is a note and no refusal"
    )


def add_live(parser: argparse.ArgumentParser) -> None:
    """URL and how strict to be."""
    systems.add_client(parser, DEFAULTS)
    _add_lenient(parser)


def run_live(arguments: argparse.Namespace) -> int:
    """One session with a server."""
    from srpscope.live import devolutions
    from srpscope.wire.devolutions import Client

    spoken = systems.spoken_of(arguments, DEFAULTS, "client")
    transport = devolutions.transport(arguments.url)
    party = systems.client_party(arguments, spoken)
    return systems.run_client(arguments, DEFAULTS, spoken, Client(party, arguments.lenient), transport)


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Where and over what to listen."""
    systems.add_server(parser, DEFAULTS)
    parser.add_argument(
        "--over", choices=("http", "tcp"), default="http", help="HTTP headers, or a plain stream (http)"
    )
    _add_lenient(parser)


def run_serve(arguments: argparse.Namespace) -> int:
    """Play a server until interrupted."""

    async def serve(spoken: Spoken, users: Users, audience: Audience) -> Listening:
        from srpscope.live import devolutions

        start = devolutions.serve_http if arguments.over == "http" else devolutions.serve_tcp
        return await start(users, arguments.host, arguments.port, audience, lenient=arguments.lenient)

    return systems.run_server(arguments, DEFAULTS, "devolutions", serve)
