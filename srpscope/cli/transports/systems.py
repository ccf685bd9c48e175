"""What live and serve have in common for Nimbus, Devolutions, Excalibur and the textbook."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srpscope.cli.credentials import password_of, username_of
from srpscope.errors import SrpscopeError, UserError
from srpscope.live.systems import System

if TYPE_CHECKING:
    from srpscope.live.listening import Audience, Listening
    from srpscope.live.session import LiveEvent, Transport
    from srpscope.live.system_host import SystemHost
    from srpscope.live.system_session import SystemSession
    from srpscope.live.users import LiveParty, Terms, Users
    from srpscope.srp.edit import Edit
    from srpscope.srp.values import Value
    from srpscope.wire.exchange import Exchange, Side


@dataclass(frozen=True)
class Spoken:
    """The terms of a session, the id that its recording names, and the formulas agreed on beside it."""

    terms: Terms
    own: str
    changes: Mapping[str, str] = field(default_factory=dict)
    salt_bytes: int = 16


def add_common(parser: argparse.ArgumentParser, defaults: System) -> None:
    """What both roles take: credentials, dialect, group, hash, mistakes, recording."""
    parser.set_defaults(qr=None)
    parser.add_argument("--username", metavar="NAME", help="the user name (I)")
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help="the password (P), one final newline dropped; else SRPSCOPE_PASSWORD, else a prompt",
    )
    parser.add_argument(
        "--dialect", default=defaults.dialect, metavar="ID", help=f"how it computes ({defaults.dialect})"
    )
    parser.add_argument("--group", metavar="NAME", help=f"the group ({defaults.group}, unless the dialect has its own)")
    parser.add_argument("--hash", metavar="NAME", help="the hash, where the dialect leaves it open")
    parser.add_argument(
        "--mistake",
        action="append",
        default=[],
        metavar="VALUE=FORMULA",
        help="compute a value by another formula on this side: M1='H(A | B)'",
    )
    parser.add_argument("--headless", action="store_true", help="no screen: run through and print the outcome")


def add_client(parser: argparse.ArgumentParser, defaults: System) -> None:
    """The arguments of a client."""
    parser.add_argument("url", metavar="URL", help=f"the server: {defaults.address}")
    add_common(parser, defaults)
    parser.add_argument("--a", metavar="HEX", help="the client's private value, instead of a drawn one")
    parser.add_argument("--force", action="store_true", help="overwrite the recording's FILE")
    parser.add_argument("--record", metavar="FILE", help="where to record; else the user's recordings")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON; the recording holds the secrets")


def add_server(parser: argparse.ArgumentParser, defaults: System) -> None:
    """The arguments of a server."""
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="0 takes any free one (8080)")
    add_common(parser, defaults)
    parser.add_argument("--salt", metavar="HEX", help="the user's salt; drawn where a password is given instead")
    parser.add_argument("--verifier", metavar="HEX", help="the user's verifier")
    parser.add_argument("--b", metavar="HEX", help="the server's private value, fixed for all sessions")
    parser.add_argument("--sessions", type=int, metavar="N", help="end after N handshakes")
    parser.add_argument("--record", metavar="FOLDER", help="where to record; else the user's recordings")


def spoken_of(arguments: argparse.Namespace, defaults: System, side: Side) -> Spoken:
    """The terms that the arguments name. Raises UserError, FileError."""
    from srpscope.live.systems import terms_of

    settings = getattr(arguments, "settings", None)
    if settings is not None:
        return _published(arguments, settings, side)
    mistakes = _mistakes(arguments, side)
    spoken = terms_of(defaults, arguments.dialect, arguments.group, arguments.hash, mistakes)
    return Spoken(spoken, spoken.dialect.id, salt_bytes=defaults.salt_bytes)


def _published(arguments: argparse.Namespace, name: str, side: Side) -> Spoken:
    from srpscope.capture.source import Source
    from srpscope.live.users import Terms
    from srpscope.srp.nimbus_settings import BASE, read

    text = Source.of_path(Path(name)).read_all(64 * 1024).decode("utf-8", "replace")
    found = read(text)
    terms = Terms(found.dialect, found.group, found.hash, _mistakes(arguments, side))
    return Spoken(terms, BASE, found.changes, found.salt_bytes)


def _mistakes(arguments: argparse.Namespace, side: Side) -> tuple[Edit, ...]:
    from srpscope.srp.edit import Edit

    found = []
    for text in arguments.mistake:
        name, equals, formula = text.partition("=")
        if not equals or not name.strip() or not formula.strip():
            raise UserError(f"--mistake {text!r} is not of the form VALUE=FORMULA.")
        found.append(Edit(side, name.strip(), "formula", formula.strip()))
    return tuple(found)


def _number(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    try:
        return int("".join(text.split()), 16) if len(text) <= 8192 else _raise(name)
    except ValueError:
        return _raise(name)


def _raise(name: str) -> int:
    # The value is not repeated: it may be a secret.
    raise UserError(f"{name} is a number in hex digits.")


def octets(text: str | None, name: str) -> bytes | None:
    """Bytes in hex from the command line. Raises UserError."""
    if text is None:
        return None
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise UserError(f"{name} is bytes in hex digits.") from None


def client_party(arguments: argparse.Namespace, spoken: Spoken) -> LiveParty:
    """The client's values. Raises UserError where name or password is missing."""
    from srpscope.live.users import LiveParty

    username, password = username_of(arguments), password_of(arguments)
    if username is None:
        raise UserError("no user name: give --username.")
    if password is None:
        raise UserError("no password: give --password-file or SRPSCOPE_PASSWORD.")
    given: dict[str, Value] = {"I": username, "P": password}
    a = _number(arguments.a, "--a")
    if a is not None:
        given["a"] = a
    return LiveParty("client", spoken.terms, given)


def run_client(
    arguments: argparse.Namespace,
    defaults: System,
    spoken: Spoken,
    exchange: Exchange,
    transport: Transport,
) -> int:
    """One session as the client, on the screen or headless; the exit status."""
    from srpscope.live.recording import Recording, new_path
    from srpscope.live.system_host import header_of
    from srpscope.live.system_session import SystemSession

    path = Path(arguments.record) if arguments.record else new_path("live")
    header = header_of(f"live session with {arguments.url}", spoken.terms, defaults.wire, spoken.own)
    recording = Recording(path, header, force=arguments.force)
    session = SystemSession(exchange, transport, recording, changes=spoken.changes)
    if not arguments.headless and sys.stdin.isatty() and sys.stdout.isatty():
        from srpscope.tui.live import show_client

        return int(show_client(session, []))
    return asyncio.run(_headless_client(arguments, session))


async def _headless_client(arguments: argparse.Namespace, session: SystemSession) -> int:
    session.observe = (lambda event: None) if arguments.json else _print_event
    try:
        accepted = await session.run()
    finally:
        await session.close()
    exchange, refusal = session.exchange, session.exchange.refusal
    answer = {
        "srpscope": 1,
        "accepted": accepted,
        "refusal": None
        if refusal is None
        else {"cause": refusal.cause, "text": str(refusal), "by": "peer" if refusal.by_peer else "us"},
        "notes": exchange.notes,
        "record": str(session.recording.path) if session.recording.path else None,
    }
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print_lines([f"recorded in {answer['record']}; `srpscope why` on it says more."])
    return 2 if accepted is None else 0 if accepted else 1


def _print_event(event: LiveEvent) -> None:
    if event.what in ("sent", "received"):
        arrow = "->" if event.what == "sent" else "<-"
        _print_lines([f"{event.t:8.3f}  {arrow} {event.name:<16} {event.endpoint:<20} {len(event.data):>5} bytes"])
    elif event.text:
        _print_lines([f"{event.t:8.3f}     {event.text}"])


def _print_lines(lines: list[str]) -> None:
    from srpscope.report.printable import printable

    for line in lines:
        print(printable(line))


def users_of(arguments: argparse.Namespace, spoken: Spoken) -> tuple[Users, dict[str, str]]:
    """The user that a server knows, and what is known of who enrolled. Raises UserError."""
    from srpscope.live.users import Credential, Users, enrol

    salt, verifier = octets(arguments.salt, "--salt"), _number(arguments.verifier, "--verifier")
    username = username_of(arguments)
    enroller: dict[str, str] = {}
    if username is None:
        raise UserError("no user name: give --username.")
    if verifier is not None:
        if salt is None:
            raise UserError("--verifier goes with its --salt.")
        credential = Credential(username, salt, verifier)
    else:
        password = password_of(arguments)
        if password is None:
            raise UserError("give --username and --password-file, or --salt and --verifier.")
        drawn = secrets.token_bytes(getattr(arguments, "salt_bytes", None) or spoken.salt_bytes)
        credential = enrol(spoken.terms, username, password, drawn if salt is None else salt)
        enroller = {"I": username, "P": password}
    return Users(spoken.terms, [credential], _number(arguments.b, "--b")), enroller


def run_server(
    arguments: argparse.Namespace,
    defaults: System,
    title: str,
    serve: Callable[[Spoken, Users, Audience], Awaitable[Listening]],
) -> int:
    """Play a server until SIGINT or --sessions; the exit status."""
    from srpscope.live.recording import recordings_folder
    from srpscope.live.system_host import SystemHost
    from srpscope.live.verdict import verdict

    if not 0 <= arguments.port <= 65535:
        raise UserError(f"{arguments.port} is no port.")
    if arguments.sessions is not None and arguments.sessions < 1:
        raise UserError("--sessions is 1 or more.")
    spoken = spoken_of(arguments, defaults, "server")
    users, enroller = users_of(arguments, spoken)
    host = SystemHost(
        title,
        defaults.wire,
        spoken.terms,
        Path(arguments.record) if arguments.record else recordings_folder(),
        own=spoken.own,
        changes=spoken.changes,
        enroller=enroller,
        diagnose=verdict,
    )

    async def listen(_: SystemHost) -> Listening:
        listening = await serve(spoken, users, host.audience)
        print(f"listening on {listening.url}", file=sys.stderr, flush=True)
        return listening

    if not arguments.headless and sys.stdin.isatty() and sys.stdout.isatty():
        from srpscope.tui.live import show_host

        return int(show_host(host, listen))
    return asyncio.run(_headless_server(arguments, host, listen))


async def _headless_server(
    arguments: argparse.Namespace, host: SystemHost, listen: Callable[[SystemHost], Awaitable[Listening]]
) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(one, stop.set)
    listening = await listen(host)
    printing = asyncio.create_task(_print_sessions(host, arguments.sessions, stop))
    await stop.wait()
    await listening.close()
    with suppress(SrpscopeError):
        await host.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(host.ended.join(), 30)
    printing.cancel()
    return 0


async def _print_sessions(host: SystemHost, most: int | None, stop: asyncio.Event) -> None:
    count = 0
    while True:
        ended = await host.ended.get()
        count += 1
        if most is None or count <= most:
            answer: dict[str, Any] = {"srpscope": 1, **ended.answer}
            print(json.dumps(answer, ensure_ascii=True), flush=True)
        host.ended.task_done()
        if most is not None and count >= most:
            stop.set()
