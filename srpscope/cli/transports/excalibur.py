"""Excalibur over its WebSocket: srpscope live excalibur URL, srpscope serve excalibur."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from srpscope.cli.transports import systems
from srpscope.cli.transports.systems import Spoken
from srpscope.live.systems import SYSTEMS

if TYPE_CHECKING:
    from srpscope.live.listening import Audience, Listening
    from srpscope.live.users import Users

DEFAULTS = SYSTEMS["excalibur"]


def add_live(parser: argparse.ArgumentParser) -> None:
    """URL and the salt, where the server does not tell it."""
    systems.add_client(parser, DEFAULTS)
    parser.add_argument("--salt", metavar="HEX", help="the user's SRP salt; else it is asked for over HTTP")


def run_live(arguments: argparse.Namespace) -> int:
    """One session with a server; the token that comes of it is opened and shown."""
    from srpscope.live.excalibur import ExcaliburTransport
    from srpscope.wire.excalibur import Client

    spoken = systems.spoken_of(arguments, DEFAULTS, "client")
    transport = ExcaliburTransport(arguments.url)
    party = systems.client_party(arguments, spoken)
    salt = systems.octets(arguments.salt, "--salt")
    if salt is not None:
        party.edit("s", salt)
    exchange = Client(party, fetch_salt=salt is None)
    return systems.run_client(arguments, DEFAULTS, spoken, exchange, transport)


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    systems.add_server(parser, DEFAULTS)


def run_serve(arguments: argparse.Namespace) -> int:
    """Play a server until interrupted."""

    async def serve(spoken: Spoken, users: Users, audience: Audience) -> Listening:
        from srpscope.live import excalibur

        return await excalibur.serve(users, arguments.host, arguments.port, audience)

    return systems.run_server(arguments, DEFAULTS, "excalibur", serve)
