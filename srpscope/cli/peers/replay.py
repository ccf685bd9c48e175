"""srpscope replay FILE: a saved client's messages to a live server, a saved server's answers to a live client."""

from __future__ import annotations

import argparse
import asyncio
import sys
from functools import partial
from pathlib import Path

from srpscope.cli.arguments import CommandLine, check_port
from srpscope.cli.parser import add_files, add_json
from srpscope.cli.transports import TRANSPORTS
from srpscope.errors import PeerError, UserError
from srpscope.live.systems.registry import system
from srpscope.printable import printable
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE
from srpscope.wire.exchange import Exchange


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --to or --serve, --expect."""
    add_files(parser)
    add_json(parser)
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--to",
        nargs=2,
        metavar=("TRANSPORT", "ADDRESS"),
        help="send the client's messages again, to a live server or device",
    )
    way.add_argument(
        "--serve", choices=TRANSPORTS, metavar="TRANSPORT", help="answer a live client as the saved server"
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="0 takes any free one (8080)")
    parser.add_argument(
        "--expect",
        choices=("accepted", "refused"),
        help="0 where the peer accepts, or refuses, what was sent; 1 where not, 2 where that shows nothing",
    )
    parser.add_argument("--as-it-should", action="store_true", help="leave out what `why` proves of the client")
    parser.add_argument("--sessions", type=int, metavar="N", help="with --serve: end after N handshakes")
    parser.add_argument("--headless", action="store_true", help="no screen: run through and print the outcome")
    parser.add_argument("--record", metavar="PATH", help="the new recording, or with --serve their folder")
    parser.add_argument("--force", action="store_true", help="overwrite the recording")
    parser.description = (
        "A saved handshake once more. Session, cookie and time are new; so is the\n"
        "other side's public value, which makes an old proof wrong. Where the\n"
        "recording has a (b and the verifier with --serve), the proof is made\n"
        "anew, with the mistake that `why` proves of the client: a fault from the\n"
        "field becomes a test. Without them a refusal shows nothing."
    )


def run(arguments: CommandLine) -> int:
    """Replay it; as `live` or `serve` ends, or 0, 1 and 2 by --expect."""
    return _serve(arguments) if arguments.serve else _send(arguments)


def _send(arguments: CommandLine) -> int:
    from srpscope.cli.opening import open_session
    from srpscope.cli.screens.terminal import has_screen
    from srpscope.cli.transports.client import headless_client
    from srpscope.live.proxy.replaying import proved_mistakes, replay_to

    name, to = arguments.to
    spoken = system(name)
    session = open_session(arguments)
    mistakes = () if arguments.as_it_should else proved_mistakes(session)
    address, options = spoken.behind(to, {})
    record = Path(arguments.record) if arguments.record else None
    replayed = partial(replay_to, session, spoken, address, options, mistakes)
    made = replayed(record, arguments.force)
    for event in made.events:
        print(printable(event.text), file=sys.stderr)
    if not arguments.headless and not arguments.expect and made.computes is not None and has_screen():
        from srpscope.live.recording import new_path
        from srpscope.tui.run import show_client

        return show_client(made, [], lambda: replayed(None if record is None else new_path("replay", record.parent)))
    status = asyncio.run(headless_client(arguments, made, [], []))
    return status if arguments.expect is None else _met(arguments.expect, made.exchange)


def _met(expected: str, exchange: Exchange) -> int:
    """The exit status of an expectation. Only the peer refuses: a client that lacks a value tests nothing, nor does one
    whose old proof is refused, as any is."""
    from srpscope.capture.events import ending
    from srpscope.live.proxy.replaying import Replayed

    ended = ending(exchange)
    if exchange.refusal is None and not exchange.accepted:
        return _untold(f"{expected} was expected, and no answer says it")
    if exchange.refusal is not None and exchange.refusal.cause == "value":
        return _untold(f"{expected} was expected, and the client could not go on: {exchange.refusal}")
    if ended["what"] == "broken-off":
        return PeerError.exit_status
    if not exchange.accepted and isinstance(exchange, Replayed) and exchange.stale:
        return _untold(
            "It was refused, as an old M1 is whatever the client does: without a on record this tests nothing of it"
        )
    by_peer = "refused" if ended["by"] == "server" else "neither: the client refused the server's answer"
    found = "accepted" if exchange.accepted else by_peer
    if found != expected:
        print(f"srpscope: {expected} was expected, and it was {found}.", file=sys.stderr)
    return AGREE if found == expected else DISAGREE


def _untold(why: str) -> int:
    print(f"srpscope: {printable(why.rstrip('.'))}.", file=sys.stderr)
    return CANNOT_TELL


def _serve(arguments: CommandLine) -> int:
    from srpscope.cli.opening import open_session
    from srpscope.cli.transports.server import run_host
    from srpscope.live.proxy.replaying import replay_from
    from srpscope.live.recording import recordings_folder

    check_port(arguments)
    if arguments.expect and arguments.sessions is None:
        raise UserError("--expect goes with --sessions N when it serves.")
    spoken, session = system(arguments.serve), open_session(arguments)
    folder = Path(arguments.record) if arguments.record else recordings_folder()
    header = session.capture.header
    terms = {key: header[key] for key in ("dialect", "group", "hash") if isinstance(header.get(key), str)}
    options = {"host": arguments.host, "port": arguments.port, **terms}
    host, start, said = replay_from(session, spoken, options, folder)
    arguments.headless = arguments.headless or bool(arguments.expect)
    print(printable(said), file=sys.stderr)
    status = run_host(arguments, host, start)
    if arguments.expect is None or status not in (AGREE, DISAGREE):
        return status
    if status == DISAGREE and host.behind is not None:
        return _untold(
            "It was refused, as old answers are whatever the server does: without b on record this tests nothing of it"
        )
    return AGREE if (status == AGREE) == (arguments.expect == "accepted") else DISAGREE
