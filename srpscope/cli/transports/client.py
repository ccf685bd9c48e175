"""srpscope live NAME: a session as the client of any system, on the screen or headless."""

from __future__ import annotations

import argparse
import asyncio
import json
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srpscope.cli.arguments import CommandLine, hex_number, tell_of_secret
from srpscope.cli.credentials.given import password_of, username_of
from srpscope.cli.screens.terminal import has_screen
from srpscope.cli.transports.options import add_common, spoken_of
from srpscope.errors import SrpscopeError, UserError
from srpscope.live.recording import ClientRun
from srpscope.live.system import System
from srpscope.printable import printable
from srpscope.wire.asking import is_secret

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession, LiveEvent, Trip
    from srpscope.srp.values import Value

MOST_LINE = 16_384
"""Characters of a request from standard input."""

MOST_PASSWORDS = 16
"""Further passwords tried in one session; more are a guessing attack."""


def add_client(parser: argparse.ArgumentParser, system: System) -> None:
    """The arguments of a client."""
    if system.address:
        about = system.address_about or f"the server: {system.address}"
        parser.add_argument("url", metavar=system.address_called, help=about)
    add_common(parser, system, "client")
    parser.add_argument(
        "--a", metavar="HEX", help="the client's private value, instead of a drawn one; the list of processes shows it"
    )
    if system.requests:
        first = f" ({', '.join(system.first_requests)})" if system.first_requests else ""
        parser.add_argument(
            "--request",
            action="append",
            metavar="NAME|ENDPOINT:HEX",
            help=f"a request after the handshake, any number of them: {'; '.join(system.requests)}; or any bytes. "
            f"FIELD=@FILE takes it from a file{first}",
        )
        parser.add_argument(
            "--interactive", action="store_true", help="after the handshake, requests from standard input, a line each"
        )
        parser.add_argument("--no-requests", action="store_true", help="stop after the handshake")
    if system.tries_further:
        parser.add_argument(
            "--further-passwords",
            metavar="FILE",
            help="after a refusal, try these passwords (one a line, 16 at the most) in the same session; own devices "
            "only",
        )
    force = "overwrite the recording's FILE" + ("; send what may crash the device" if system.logs else "")
    parser.add_argument("--force", action="store_true", help=force)
    parser.add_argument("--record", metavar="FILE", help="where to record; else the user's recordings")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON; the recording holds the secrets")


def credentials_of(arguments: CommandLine, system: System) -> tuple[str, str]:
    """User name and password of a client. Raises UserError where one is missing."""
    example = system.example(vars(arguments))
    if arguments.username is not None or arguments.password_file is not None or arguments.qr:
        example = None
    username, password = username_of(arguments), password_of(arguments, ask=example is None)
    if example is not None:
        return example[0], example[1] if password is None else password
    qr = " or --qr" if system.qr else ""
    if username is None:
        raise UserError(f"no user name: give --username{qr}.")
    if password is None:
        raise UserError(
            "no password: give --password-file"
            + (", SRPSCOPE_PASSWORD or --qr." if system.qr else " or SRPSCOPE_PASSWORD.")
        )
    return username, password


def client_values(arguments: CommandLine, system: System) -> dict[str, Value]:
    """What the client begins with. Raises UserError where name or password is missing."""
    username, password = credentials_of(arguments, system)
    given: dict[str, Value] = {"I": username, "P": password}
    a = hex_number(arguments.a, "--a")
    if a is not None:
        given["a"] = a
    return given


def run_client(arguments: CommandLine, system: System) -> int:
    """One session as the client, on the screen or headless; the exit status."""
    options = vars(arguments)
    system.check(options, "client")
    around = asyncio.run(system.around(options))
    if around is not None:
        print("\n".join(around))
        print(f"{len(around)} devices heard in {arguments.scan_seconds:g} s.", file=sys.stderr)
        return 0
    spoken = spoken_of(arguments, system, "client")
    given = client_values(arguments, system)
    party = system.party(spoken, given)
    further = _further(arguments.further_passwords)
    address = arguments.url
    asyncio.run(system.prepare(party, address, options))
    record = Path(arguments.record) if arguments.record else None
    session = system.session(party, address, options, spoken, ClientRun(record, arguments.force))
    session.address = address or ""
    requests = requests_of(arguments, system, session)
    if not arguments.headless and has_screen():
        from srpscope.live.recording import new_path
        from srpscope.tui.run import show_client

        def anew() -> ClientSession:
            run = ClientRun(None if record is None else new_path("live", record.parent))
            again = system.session(system.party(spoken, given), address, options, spoken, run)
            again.address = address or ""
            return again

        return show_client(session, requests, anew)
    return asyncio.run(headless_client(arguments, session, requests, further))


def requests_of(arguments: CommandLine, system: System, session: ClientSession) -> list[str]:
    """What is to be asked after the handshake. Raises UserError."""
    if not system.requests or arguments.no_requests:
        return []
    asked = list(arguments.request or (() if arguments.interactive else system.first_requests))
    for one in asked:
        for field in session.secret_fields:
            if f"{field}=" in one and f"{field}=@" not in one:
                tell_of_secret(f"{field} in --request", f"{field}=@FILE holds it as well.")
    asked = [_with_files(one) for one in asked]
    for one in asked:
        session.read_request(one)
    return asked


def _with_files(text: str) -> str:
    """FIELD=@FILE is what the file holds, so that a passphrase stands on no command line. Raises FileError."""
    try:
        words = shlex.split(text)
    except ValueError:
        return text
    if not any("=@" in word for word in words):
        return text
    from srpscope.capture.source import Source

    filled = []
    for word in words:
        key, at, name = word.partition("=@")
        if at:
            content = Source.of_path(Path(name)).read_all(4_096).decode("utf-8", "surrogateescape")
            word = f"{key}={content.removesuffix(chr(10))}"
        filled.append(word)
    return shlex.join(filled)


def _further(name: str | None) -> list[str]:
    if name is None:
        return []
    from srpscope.capture.source import Source

    lines = Source.of_path(Path(name)).read_all(64 * 1024).decode("utf-8", "surrogateescape").splitlines()
    if len(lines) > MOST_PASSWORDS:
        raise UserError(f"{name}: {len(lines)} passwords are a guessing attack; {MOST_PASSWORDS} is the limit.")
    return lines


async def headless_client(
    arguments: CommandLine, session: ClientSession, requests: list[str], further: list[str]
) -> int:
    """Run a session through and print its outcome; the exit status."""
    from srpscope.live.client import Further
    from srpscope.session.clauses import status_of

    session.observe = (lambda event: None) if arguments.json else partial(_print_event, session)
    trips: list[Trip] = []
    problem = ""
    try:
        accepted = await session.run()
        if not accepted and further and session.may_try_further:
            candidates = [Further(f"password {n} of the file", {"P": text}) for n, text in enumerate(further, 1)]
            accepted = True if await session.try_further(candidates) is not None else accepted
        for text in requests if accepted else []:
            try:
                trips += await session.perform(text, force=arguments.force)
            except SrpscopeError as error:
                problem = str(error)
                session.event("note", problem)
                break
        if accepted and arguments.interactive:
            trips += await _interact(arguments, session)
    finally:
        await session.close()
    answer = _answer(session, accepted, trips, problem or session.problem)
    if session.recording.problem:
        print(printable(session.recording.problem), file=sys.stderr, flush=True)
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print_answer(answer)
    return session.exit_status(status_of(answer["judgement"]), problem)


async def _interact(arguments: CommandLine, session: ClientSession) -> list[Trip]:
    """Requests from standard input, a line each, until its end; what is wrong with one ends nothing."""
    trips: list[Trip] = []
    while session.goes_on:
        line = (await asyncio.to_thread(sys.stdin.readline, MOST_LINE)) if sys.stdin is not None else ""
        if not line:
            break
        if not line.strip():
            continue
        try:
            found = await session.perform(_with_files(line.strip()), force=arguments.force)
        except SrpscopeError as error:
            print(printable(str(error)), file=sys.stderr, flush=True)
            continue
        trips += found
        for trip in found if not arguments.json else []:
            print(_shown_trip(_trip(trip)), flush=True)
    return trips


def _shown_trip(trip: dict[str, Any]) -> str:
    shown = ", ".join(f"{name} {'(hidden)' if is_secret(name) else text}" for name, text in trip["fields"])
    return f"{printable(trip['endpoint'])}: {printable(shown)}"


def _answer(session: ClientSession, accepted: bool | None, trips: list[Trip], problem: str) -> dict[str, Any]:
    exchange, refusal, kept = session.exchange, session.exchange.refusal, session.recording.kept
    by = "peer" if refusal is not None and refusal.by_peer else "us"
    answer: dict[str, Any] = {
        "srpscope": 1,
        "accepted": accepted,
        "refusal": None if refusal is None else {"cause": refusal.cause, "text": str(refusal), "by": by},
        "notes": exchange.notes,
        **session.said(),
        "steps": [_step(event) for event in session.events if event.what in ("sent", "received")],
        "requests": [_trip(trip) for trip in trips],
        "problem": problem or None,
        "judgement": judged(session),
        "record": str(kept) if kept else None,
    }
    if session.recording.problem:
        answer["fault"] = session.recording.problem
    means = session.means(answer["judgement"])
    return answer | ({"means": means} if means else {})


def _step(event: LiveEvent) -> dict[str, Any]:
    keys = {"t": event.t, "what": event.what, "name": event.name, "endpoint": event.endpoint}
    return {**keys, "size": len(event.data), "seconds": event.seconds}


def _trip(trip: Trip) -> dict[str, Any]:
    return {
        "endpoint": trip.endpoint,
        "request": trip.request.hex(),
        "reply": trip.reply.hex(),
        "counters": list(trip.counters),
        "fields": [[node.name, node.text] for node in trip.tree.walk() if node.kind not in ("message", "default")],
    }


def judged(session: ClientSession) -> dict[str, Any]:
    """The judgement of a session as its recording has it."""
    from srpscope.session import Session
    from srpscope.session.judgement import judge

    return judge(Session(session.recording.capture)).as_json()


def _print_event(session: ClientSession, event: LiveEvent) -> None:
    if event.what in ("sent", "received"):
        read = session.decoded(event.sender, event.endpoint, event.data)
        # A peer that answers with an error sends none of what was awaited.
        name = read.name if read is not None and read.refusal is not None else event.name
        arrow = "->" if event.what == "sent" else "<-"
        took = f"  {event.seconds * 1000:.0f} ms" if event.seconds is not None else ""
        text = f"{event.t:8.3f}  {arrow} {name:<16} {event.endpoint:<20} {len(event.data):>5} bytes{took}"
        print(printable(text))
    elif event.text:
        print(f"{event.t:8.3f}     {printable(event.text)}")


def _print_answer(answer: dict[str, Any]) -> None:
    for trip in answer["requests"]:
        print(_shown_trip(trip))
    print(printable(answer["judgement"]["headline"]))
    if "means" in answer:
        print(answer["means"])
    if answer["record"]:
        print(f"recorded in {printable(answer['record'])}; `srpscope why` on it says more.")
