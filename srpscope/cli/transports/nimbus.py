"""Nimbus SRP over HTTP: srpscope live nimbus URL, srpscope serve nimbus."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from typing import TYPE_CHECKING

from srpscope.cli.transports import systems
from srpscope.cli.transports.systems import Spoken
from srpscope.live.systems import SYSTEMS

if TYPE_CHECKING:
    from srpscope.live.listening import Audience, Listening
    from srpscope.live.users import Users
    from srpscope.wire.nimbus import Settings

DEFAULTS = SYSTEMS["nimbus"]


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--settings", metavar="FILE", help='a published settings object: {"N", "g", "H", "saltBytes", "xRoutine" ..}'
    )
    parser.add_argument(
        "--salt-bytes", type=_salt_bytes, metavar="N", help="bytes of a salt (16, or as the settings say)"
    )
    parser.add_argument("--strict", action="store_true", help="refuse a salt of another length, another N, g or H")
    parser.add_argument("--step1", default="/srp/step1", metavar="PATH", help="where step 1 goes (/srp/step1)")
    parser.add_argument("--step2", default="/srp/step2", metavar="PATH", help="where step 2 goes (/srp/step2)")
    parser.add_argument(
        "--register-path", default="/srp/register", metavar="PATH", help="where a registration goes (/srp/register)"
    )


def _salt_bytes(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:9]) <= 1_024:
        raise argparse.ArgumentTypeError("a salt has 1 to 1,024 bytes")
    return int(text)


def _settings(arguments: argparse.Namespace, spoken: Spoken, **more: object) -> Settings:
    from srpscope.live.nimbus import settings_for
    from srpscope.wire.nimbus import Paths

    paths = Paths(*(path if path.startswith("/") else f"/{path}" for path in _paths(arguments)))
    salt_bytes = arguments.salt_bytes or spoken.salt_bytes
    return settings_for(spoken.terms, salt_bytes=salt_bytes, strict=arguments.strict, paths=paths, **more)


def _paths(arguments: argparse.Namespace) -> tuple[str, str, str]:
    return arguments.step1, arguments.step2, arguments.register_path


def add_live(parser: argparse.ArgumentParser) -> None:
    """URL and the settings."""
    systems.add_client(parser, DEFAULTS)
    _add_settings(parser)
    parser.add_argument("--register", action="store_true", help="register the user first")


def run_live(arguments: argparse.Namespace) -> int:
    """One session with a server, after a registration if asked to."""
    from srpscope.live import nimbus
    from srpscope.live.users import enrol
    from srpscope.wire.nimbus import Client

    spoken = systems.spoken_of(arguments, DEFAULTS, "client")
    settings = _settings(arguments, spoken)
    party = systems.client_party(arguments, spoken)
    transport = nimbus.NimbusTransport(arguments.url)
    if arguments.register:
        salt = secrets.token_bytes(settings.salt_bytes)
        credential = enrol(spoken.terms, party.text("I"), str(party.knowledge.given["P"]), salt)
        asyncio.run(nimbus.register(arguments.url, credential, settings))
    return systems.run_client(arguments, DEFAULTS, spoken, Client(party, settings), transport)


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Where to listen and the settings."""
    systems.add_server(parser, DEFAULTS)
    _add_settings(parser)
    parser.add_argument("--announce", action="store_true", help="send N, g and H with the first answer")
    parser.add_argument("--timeout", type=float, default=300.0, metavar="S", help="seconds a session may rest (300)")


def run_serve(arguments: argparse.Namespace) -> int:
    """Play a server until interrupted."""

    async def serve(spoken: Spoken, users: Users, audience: Audience) -> Listening:
        from srpscope.live import nimbus

        settings = _settings(arguments, spoken, announce=arguments.announce, timeout=arguments.timeout)
        return await nimbus.serve(users, settings, arguments.host, arguments.port, audience)

    return systems.run_server(arguments, DEFAULTS, "nimbus", serve)
