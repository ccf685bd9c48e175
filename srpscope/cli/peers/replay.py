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
    parser.add_argument("--expect", choices=("accepted", "refused"), help="0 where it ends so, 1 where it does not")
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
    """Replay it; as `live` or `serve` ends, or 0 and 1 by --expect."""
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
    if arguments.expect is None:
        return status
    accepted, refusal = made.exchange.accepted, made.exchange.refusal
    if not accepted and (refusal is None or refusal.cause == "transport"):
        return PeerError.exit_status
    found = "accepted" if accepted else "refused"
    if found != arguments.expect:
        print(f"srpscope: {arguments.expect} was expected, and it was {found}.", file=sys.stderr)
    return 0 if found == arguments.expect else 1


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
    if arguments.expect is None:
        return status
    return 0 if (status == 0) == (arguments.expect == "accepted") else 1
