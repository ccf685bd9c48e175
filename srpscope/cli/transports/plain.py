"""The textbook over TCP: srpscope live plain tcp://HOST:PORT, srpscope serve plain."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from srpscope.cli.transports import systems
from srpscope.cli.transports.systems import Spoken
from srpscope.live.systems import SYSTEMS
from srpscope.wire.textbook import ORDERS, PREVENTS

if TYPE_CHECKING:
    from srpscope.live.listening import Audience, Listening
    from srpscope.live.users import Users

DEFAULTS = SYSTEMS["plain"]


def _add_order(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--order", choices=ORDERS, help="the order of messages (that of the dialect)")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=tuple(PREVENTS),
        metavar="SAFEGUARD",
        help=f"switch a safeguard off to see what it prevents: {', '.join(PREVENTS)}",
    )


def add_live(parser: argparse.ArgumentParser) -> None:
    """URL, order, safeguards."""
    systems.add_client(parser, DEFAULTS)
    _add_order(parser)


def run_live(arguments: argparse.Namespace) -> int:
    """One session with a server."""
    from srpscope.live import plain
    from srpscope.wire.textbook import Client, safeguards_without

    spoken = systems.spoken_of(arguments, DEFAULTS, "client")
    transport = plain.transport(arguments.url)
    party = systems.client_party(arguments, spoken)
    order = arguments.order or plain.order_of(spoken.own)
    exchange = Client(party, order, safeguards_without(*arguments.without))
    return systems.run_client(arguments, DEFAULTS, spoken, exchange, transport)


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Where to listen, order, safeguards."""
    systems.add_server(parser, DEFAULTS)
    _add_order(parser)


def run_serve(arguments: argparse.Namespace) -> int:
    """Play a server until interrupted."""

    async def serve(spoken: Spoken, users: Users, audience: Audience) -> Listening:
        from srpscope.live import plain
        from srpscope.wire.textbook import safeguards_without

        return await plain.serve(
            users,
            arguments.host,
            arguments.port,
            audience,
            order=arguments.order,
            safeguards=safeguards_without(*arguments.without),
        )

    return systems.run_server(arguments, DEFAULTS, "plain", serve)
