"""What live and serve have in common for every transport that carries protocomm (HTTP, BLE)."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from srpscope.cli.credentials import add_credentials, password_of, username_of
from srpscope.errors import PeerError, SrpscopeError, UserError
from srpscope.wire.protocomm import REQUESTS
from srpscope.wire.protocomm_firmware import FIRMWARES, STACKS, firmware_of_patch

if TYPE_CHECKING:
    from srpscope.live.concluding import Seen
    from srpscope.live.protocomm_host import Host, HostSettings, Strategy
    from srpscope.live.protocomm_session import ProtocommSession
    from srpscope.live.session import LiveEvent, Transport

DIALECT = "esp-idf-security2"


def live_screen() -> Any:
    """The module of the live screen: show_client(session, requests), show_host(host, listen). Raises UserError."""
    try:
        return import_module("srpscope.tui.live")
    except ModuleNotFoundError as error:
        if error.name != "srpscope.tui.live":
            raise
        raise UserError("there is no live screen yet; --headless does the same without one.") from None


# The client


def add_client(parser: argparse.ArgumentParser) -> None:
    """The arguments of a client, whatever the transport."""
    add_credentials(parser)
    parser.add_argument("--a", metavar="HEX", help="the client's private value, instead of a drawn one")
    parser.add_argument("--dialect", default=DIALECT, metavar="ID", help=f"how this side computes ({DIALECT})")
    parser.add_argument("--patch", type=int, choices=(0, 1), help="the nonce rule, whatever the device says")
    parser.add_argument("--firmware", default="", metavar="VERSION", help="the device's ESP-IDF version, if known")
    parser.add_argument(
        "--request",
        action="append",
        metavar="NAME|ENDPOINT:HEX",
        help=f"an encrypted request after the handshake: {', '.join(REQUESTS)}, or any bytes (config-status)",
    )
    parser.add_argument("--no-requests", action="store_true", help="stop after the handshake")
    parser.add_argument("--force", action="store_true", help="overwrite FILE; send what may crash the device")
    parser.add_argument(
        "--further-passwords",
        metavar="FILE",
        help="after a refusal, try these passwords (one a line, 16 at the most) in the same session; own devices only",
    )
    parser.add_argument("--headless", action="store_true", help="no screen: run through and print the outcome")
    parser.add_argument("--record", metavar="FILE", help="where to record; else the user's recordings")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON; the recording holds the secrets")


def run_client(arguments: argparse.Namespace, connect: Callable[[], Transport], where: str) -> int:
    """One session as the client, on the screen or headless; the exit status."""
    requests = [] if arguments.no_requests else [_request(one) for one in arguments.request or ["config-status"]]
    username, password = username_of(arguments), password_of(arguments)
    if username is None:
        raise UserError("no user name: give --username or --qr.")
    if password is None:
        raise UserError("no password: give --password-file, SRPSCOPE_PASSWORD or --qr.")
    further = _further(arguments.further_passwords)
    session = _client_session(arguments, connect(), where, username, password)
    if not arguments.headless and sys.stdin.isatty() and sys.stdout.isatty():
        return int(live_screen().show_client(session, requests))
    return asyncio.run(_headless_client(arguments, session, requests, further))


def _request(text: str) -> tuple[str, bytes]:
    if text in REQUESTS:
        endpoint, build = REQUESTS[text]
        return endpoint, build()
    endpoint, colon, digits = text.rpartition(":")
    try:
        if colon and endpoint:
            return endpoint, bytes.fromhex(digits)
    except ValueError:
        pass
    raise UserError(f"{text!r} is no request: one of {', '.join(REQUESTS)}, or ENDPOINT:HEX.")


def _further(name: str | None) -> list[str]:
    if name is None:
        return []
    from srpscope.capture.source import Source

    lines = Source.of_path(Path(name)).read_all(64 * 1024).decode("utf-8", "surrogateescape").splitlines()
    if len(lines) > 16:
        raise UserError(f"{name}: {len(lines)} passwords are a guessing attack; 16 is the limit.")
    return lines


def hex_number(text: str | None, name: str) -> int | None:
    """A number in hex from the command line. Raises UserError, without repeating what may be a secret."""
    if text is None:
        return None
    digits = "".join(text.split()).removeprefix("0x").replace(":", "")
    if not digits or len(digits) > 8192 or any(one not in "0123456789abcdefABCDEF" for one in digits):
        raise UserError(f"{name} is a number in hex digits.")
    return int(digits, 16)


def _client_session(
    arguments: argparse.Namespace, transport: Transport, where: str, username: str, password: str
) -> ProtocommSession:
    from srpscope.live.party import SheetParty
    from srpscope.live.protocomm_session import ProtocommSession
    from srpscope.live.recording import Recording, client_header, new_path
    from srpscope.srp.dialect import dialect

    spoken = dialect(arguments.dialect)
    given: dict[str, Any] = {"I": username, "P": password}
    a = hex_number(arguments.a, "--a")
    if a is not None:
        given["a"] = a
    party = SheetParty("client", spoken, given)
    path = Path(arguments.record) if arguments.record else new_path("live")
    recording = Recording(path, client_header(where, DIALECT, spoken.id), force=arguments.force)
    return ProtocommSession(
        party, transport, recording, renews=a is None, patch=arguments.patch, firmware=arguments.firmware
    )


async def _headless_client(
    arguments: argparse.Namespace, session: ProtocommSession, requests: list[tuple[str, bytes]], further: list[str]
) -> int:
    from srpscope.live.protocomm_session import Candidate

    quiet = arguments.json
    session.observe = (lambda event: None) if quiet else _print_event
    trips = []
    problem = ""
    try:
        accepted = await session.run()
        if not accepted and further and session.may_try_further:
            candidates = [Candidate(f"password {n} of the file", {"P": text}) for n, text in enumerate(further, 1)]
            accepted = True if await session.try_further(candidates) is not None else accepted
        if accepted:
            for endpoint, plain in requests:
                try:
                    trips.append(await session.request(endpoint, plain, force=arguments.force))
                except SrpscopeError as error:
                    problem = str(error)
                    session.note(problem)
                    break
    finally:
        await session.close()
    answer = _client_answer(session, accepted, trips, problem) | {"means": _meaning(session, accepted)}
    if quiet:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print_answer(answer)
    refusal = session.handshake.refusal
    if not accepted and refusal is not None and refusal.cause == "transport":
        return PeerError.exit_status
    return 2 if accepted is None else 0 if accepted and not problem else 1


def _client_answer(session: ProtocommSession, accepted: bool | None, trips: list[Any], problem: str) -> dict[str, Any]:
    refusal, version = session.handshake.refusal, session.version
    return {
        "srpscope": 1,
        "accepted": accepted,
        "refusal": None if refusal is None else {"cause": refusal.cause, "text": str(refusal)},
        "version": None
        if version is None
        else {
            "ver": version.version,
            "sec_ver": version.security,
            "sec_patch_ver": version.patch,
            "cap": list(version.capabilities),
        },
        "steps": [
            {
                "t": event.t,
                "what": event.what,
                "name": event.name,
                "endpoint": event.endpoint,
                "size": len(event.data),
                "seconds": event.seconds,
            }
            for event in session.events
            if event.what in ("sent", "received")
        ],
        "requests": [
            {
                "endpoint": trip.endpoint,
                "request": trip.request.hex(),
                "reply": trip.reply.hex(),
                "counters": list(trip.counters),
                "fields": [
                    [node.name, node.text] for node in trip.tree.walk() if node.kind not in ("message", "default")
                ],
            }
            for trip in trips
        ],
        "problem": problem or None,
        "record": str(session.recording.path) if session.recording.path else None,
    }


def _print_event(event: LiveEvent) -> None:
    from srpscope.report.printable import printable

    if event.what in ("sent", "received"):
        arrow = "->" if event.what == "sent" else "<-"
        took = f"  {event.seconds * 1000:.0f} ms" if event.seconds is not None else ""
        print(f"{event.t:8.3f}  {arrow} {event.name:<18} {event.endpoint:<13} {len(event.data):>4} bytes{took}")
    elif event.text:
        print(f"{event.t:8.3f}     {printable(event.text)}")


def _meaning(session: ProtocommSession, accepted: bool | None) -> str:
    refusal = session.handshake.refusal
    if accepted:
        return "Device and credentials are right. Where an app fails with them, the app is at fault."
    if refusal is not None and refusal.cause == "closed":
        return (
            "The device refuses these credentials, or its verifier was made wrongly: `srpscope check-credential` with "
            "its salt and verifier says which."
        )
    return "The handshake ended before the device could judge the proof."


def _print_answer(answer: dict[str, Any]) -> None:
    from srpscope.report.printable import printable

    for trip in answer["requests"]:
        shown = ", ".join(f"{name} {text}" for name, text in trip["fields"])
        print(f"{trip['endpoint']}: {printable(shown)}")
    print(answer["means"])
    if answer["record"]:
        print(f"recorded in {printable(answer['record'])}; `srpscope why` on it says more.")


# The device


class Listening(Protocol):
    """A server that runs."""

    async def close(self) -> None:
        """Stop it."""
        ...


def add_device(parser: argparse.ArgumentParser, default_stack: str) -> None:
    """The arguments of a played device, whatever the transport."""
    add_credentials(parser)
    parser.add_argument("--salt", metavar="HEX", help="the device's salt; drawn where a password is given instead")
    parser.add_argument("--verifier", metavar="HEX", help="the device's verifier")
    parser.add_argument("--b", metavar="HEX", help="the device's private value, fixed for all sessions")
    parser.add_argument(
        "--stack", choices=sorted(STACKS), default=default_stack, help=f"how it refuses ({default_stack})"
    )
    parser.add_argument("--patch", type=int, choices=(0, 1), help="nonce rule, and the firmware that has it (1)")
    parser.add_argument("--firmware", choices=sorted(FIRMWARES), help="the release whose checks and log it has")
    parser.add_argument(
        "--sweep", action="store_true", help="look for the app's mistake: one dialect of (k, x, g) a try"
    )
    parser.add_argument("--sessions", type=int, metavar="N", help="end after N handshakes")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND:MESSAGE[:AMOUNT]",
        help="drop, late (seconds), corrupt (byte) or lose (the session) at the n-th message of each session",
    )
    parser.add_argument("--debug-log", action="store_true", help="print the device's D lines too; they hold b, S and K")
    parser.add_argument("--headless", action="store_true", help="no screen: log on stderr, one JSON line a session")
    parser.add_argument("--record", metavar="FOLDER", help="where to record; else the user's recordings")


def run_device(arguments: argparse.Namespace, listen: Callable[[Host], Awaitable[Listening]]) -> int:
    """Play devices until SIGINT or --sessions; the exit status."""
    from srpscope.live.protocomm_host import Host
    from srpscope.live.recording import recordings_folder
    from srpscope.live.verdict import verdict

    settings = _settings(arguments)
    if arguments.sessions is not None and arguments.sessions < 1:
        raise UserError("--sessions is 1 or more.")
    folder = Path(arguments.record) if arguments.record else recordings_folder()
    strategy = _strategy(arguments, settings)
    host = Host(settings, folder, diagnose=None if strategy else verdict, strategy=strategy)
    if not arguments.headless and sys.stdin.isatty() and sys.stdout.isatty():
        return int(live_screen().show_host(host, listen))
    return asyncio.run(_headless_device(arguments, host, listen))


def _settings(arguments: argparse.Namespace) -> HostSettings:
    from srpscope.live.faults import parse_fault
    from srpscope.live.protocomm_host import Credential, HostSettings, make_credential

    salt = _bytes(arguments.salt, "--salt")
    verifier = hex_number(arguments.verifier, "--verifier")
    username = username_of(arguments) or ""
    password = password_of(arguments, ask=verifier is None)
    if verifier is not None:
        if salt is None:
            raise UserError("--verifier goes with its --salt.")
        credential = Credential(salt, verifier, username, password)
    elif password is not None and username:
        credential = make_credential(username, password, salt)
    else:
        raise UserError("give --username and --password-file, or --salt and --verifier.")
    firmware = FIRMWARES[arguments.firmware] if arguments.firmware else firmware_of_patch(1)
    if arguments.patch is not None and firmware.patch != arguments.patch:
        if arguments.firmware:
            raise UserError(f"{arguments.firmware} has sec_patch_ver {firmware.patch}, not {arguments.patch}.")
        firmware = firmware_of_patch(arguments.patch)
    return HostSettings(
        credential,
        b=hex_number(arguments.b, "--b"),
        stack=STACKS[arguments.stack],
        firmware=firmware,
        faults=tuple(parse_fault(one) for one in arguments.fault),
        single=getattr(arguments, "single", False),
    )


def _bytes(text: str | None, name: str) -> bytes | None:
    if text is None:
        return None
    try:
        return bytes.fromhex("".join(text.split()).removeprefix("0x").replace(":", ""))
    except ValueError:
        raise UserError(f"{name} is bytes in hex digits.") from None


def _strategy(arguments: argparse.Namespace, settings: HostSettings) -> Strategy | None:
    if not arguments.sweep:
        return None
    from srpscope.live.sweep import Sweep

    return Sweep(settings, keeps_salt=arguments.salt is not None)


async def _headless_device(
    arguments: argparse.Namespace, host: Host, listen: Callable[[Host], Awaitable[Listening]]
) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(one, stop.set)

    def observe(seen: Seen) -> None:
        if seen.what in ("log", "note") and (arguments.debug_log or seen.line is None or seen.line.level != "D"):
            _print_log(seen.text)

    host.observe = observe
    listening = await listen(host)
    printing = asyncio.create_task(_print_sessions(host, arguments.sessions, stop))
    await stop.wait()
    await listening.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(host.ended.join(), 30)
    printing.cancel()
    return 0


def _print_log(text: str) -> None:
    from srpscope.report.printable import printable

    print(printable(text), file=sys.stderr, flush=True)


async def _print_sessions(host: Host, most: int | None, stop: asyncio.Event) -> None:
    count = 0
    while True:
        ended = await host.ended.get()
        count += 1
        if most is None or count <= most:
            print(json.dumps({"srpscope": 1, **ended.answer}, ensure_ascii=True), flush=True)
        host.ended.task_done()
        if most is not None and count >= most:
            stop.set()
