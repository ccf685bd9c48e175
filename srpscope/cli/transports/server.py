"""srpscope serve NAME: a played server of any system, on the screen or headless."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srpscope.cli.arguments import CommandLine, check_port, hex_number, octets, on_secret_options
from srpscope.cli.credentials.given import password_of, username_of
from srpscope.cli.screens.terminal import has_screen
from srpscope.cli.transports.options import add_common, spoken_of
from srpscope.errors import OutputError, SrpscopeError, UserError
from srpscope.live.system import Start, System
from srpscope.printable import printable
from srpscope.statuses import CANNOT_TELL, DISAGREE

if TYPE_CHECKING:
    from srpscope.live.concluding import PlayedHost, Seen
    from srpscope.live.listening import Listening
    from srpscope.live.users import Account
    from srpscope.live.zeros import ForcedZeros


def add_server(parser: argparse.ArgumentParser, system: System) -> None:
    """The arguments of a server."""
    add_listening(parser, system)
    add_common(parser, system, "server")
    add_account(parser)
    add_zeros(parser)
    parser.add_argument("--sessions", type=int, metavar="N", help="end after N handshakes")
    if system.logs:
        parser.add_argument(
            "--debug-log", action="store_true", help="print the device's D lines too; they hold b, S and K"
        )
    if system.qr:
        parser.add_argument(
            "--show-qr", action="store_true", help="draw the QR code that ESP-IDF's apps read; it holds the password"
        )
    parser.add_argument("--record", metavar="FOLDER", help="where to record; else the user's recordings")


def add_listening(parser: argparse.ArgumentParser, system: System) -> None:
    """Where it is reached, of a system that has ports."""
    if not system.on_network:
        return
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="0 takes any free one (8080)")
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="URL",
        help="a web page that may ask (scheme://host:port); others are refused",
    )


def add_account(parser: argparse.ArgumentParser) -> None:
    """Whom the server knows, beside name and password, and its own private value."""
    parser.add_argument("--salt", metavar="HEX", help="the user's salt; drawn where a password is given instead")
    parser.add_argument("--verifier", metavar="HEX", help="the user's verifier")
    parser.add_argument(
        "--b", metavar="HEX", help="the server's private value, fixed for all sessions; the list of processes shows it"
    )


def add_zeros(parser: argparse.ArgumentParser) -> None:
    """--force-zeros, which every played server has."""
    parser.add_argument(
        "--force-zeros",
        metavar="NAME,..",
        help="draw values that begin with 00, one a session in turn: B, S, K, M1, salt",
    )


def zeros_of(arguments: CommandLine) -> ForcedZeros | None:
    """What is to begin with 00. Raises UserError where that contradicts another argument."""
    if arguments.force_zeros is None:
        return None
    from srpscope.live.zeros import ForcedZeros

    if arguments.b is not None:
        raise UserError("--force-zeros draws b: leave --b out.")
    found = ForcedZeros(arguments.force_zeros, lambda text: print(text, file=sys.stderr, flush=True))
    if found.salt and (arguments.salt is not None or arguments.verifier is not None):
        raise UserError("--force-zeros salt draws the salt: leave --salt and --verifier out.")
    return found


def account_of(arguments: CommandLine, system: System, zeros: ForcedZeros | None = None) -> Account:
    """Whom the server knows. Raises UserError."""
    from srpscope.live.users import Account

    salt, verifier = octets(arguments.salt, "--salt"), hex_number(arguments.verifier, "--verifier")
    username = username_of(arguments)
    if username is None and (system.named or verifier is None):
        raise UserError(
            "no user name: give --username."
            if system.named
            else "give --username and --password-file, or --salt and --verifier."
        )
    if verifier is not None and salt is None:
        raise UserError("--verifier goes with its --salt.")
    password = password_of(arguments, ask=verifier is None)
    if verifier is None and password is None:
        raise UserError("no password: give --password-file or SRPSCOPE_PASSWORD, or --salt and --verifier.")
    return Account(username or "", password, salt, verifier, hex_number(arguments.b, "--b"), zeros)


def run_server(arguments: CommandLine, system: System) -> int:
    """Play a server until SIGINT or --sessions; the exit status."""
    from srpscope.live.concluding import ServerRun

    check_port(arguments)
    system.check(vars(arguments), "server")
    if arguments.sessions is not None and arguments.sessions < 1:
        raise UserError("--sessions is 1 or more.")
    spoken = spoken_of(arguments, system, "server")
    account = account_of(arguments, system, zeros_of(arguments))
    folder = records_into(arguments)
    code = _qr_code(arguments, system, account) if arguments.show_qr else []
    host, start = system.played(account, spoken, vars(arguments), ServerRun(folder))
    return run_host(arguments, host, start, code)


def records_into(arguments: CommandLine) -> Path:
    """The folder for recordings. Raises OutputError for one that was named and cannot be written to, before anybody
    waits for a session that is then lost."""
    from srpscope.live.recording import new_path, recordings_folder

    if not arguments.record:
        return recordings_folder()
    folder = Path(arguments.record)
    new_path("serve", folder)
    if not os.access(folder, os.W_OK):
        raise OutputError(f"{folder}: this folder cannot be written to.")
    return folder


def _qr_code(arguments: CommandLine, system: System, account: Account) -> list[str]:
    from srpscope.live.reachable import provisioning_json, qr_lines

    if account.password is None:
        raise UserError("--show-qr shows the password, and a verifier does not tell it.")
    name = system.chosen(vars(arguments), "server").get("name") or "PROV_SRPSCOPE"
    transport = "softap" if system.on_network else "ble"
    return qr_lines(provisioning_json(name, account.username, account.password, transport))


def run_host(arguments: CommandLine, host: PlayedHost, start: Start, more: Sequence[str] = ()) -> int:
    """Let a played server listen, on the screen or headless; the exit status. more: said once it listens."""

    from srpscope.live.reachable import reachable

    async def listen(played: Any) -> Listening:
        listening = await start(played)
        found = reachable(listening.url, arguments.host)
        reached = (f"reachable at {one}" for one in found)
        for line in (listening.told, *listening.limits, *reached, *on_secret_options(arguments), *more):
            print(line, file=sys.stderr, flush=True)
        return listening

    if not arguments.headless and has_screen():
        from srpscope.tui.run import show_host

        return show_host(host, listen)
    return asyncio.run(_headless(arguments, host, listen))


async def _headless(arguments: CommandLine, host: PlayedHost, listen: Start) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(one, stop.set)
    host.observe = _printing(host.prints, arguments.debug_log)
    listening = await listen(host)
    told: list[int] = []
    printing = asyncio.create_task(print_sessions(host, arguments.sessions, stop, told))
    await stop.wait()
    await listening.close()
    with suppress(SrpscopeError):
        await host.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(host.ended.join(), 30)
    printing.cancel()
    if not told:
        print("srpscope: ended before a handshake was over: nothing can be told.", file=sys.stderr)
    return worst(told)


def _printing(kinds: frozenset[str], debug: bool) -> Callable[[Seen], None]:
    def observe(seen: Seen) -> None:
        if seen.what in kinds and (debug or seen.line is None or seen.line.level != "D"):
            print(printable(seen.text), file=sys.stderr, flush=True)

    return observe


def worst(told: list[int]) -> int:
    """The exit status of all sessions: that of the worst, 1 before 2 before 0; of none nothing can be told."""
    return DISAGREE if DISAGREE in told else max(told, default=CANNOT_TELL)


async def print_sessions(host: PlayedHost, most: int | None, stop: asyncio.Event, told: list[int]) -> None:
    """A JSON line a session as it ends; told gets the exit status of each."""
    from srpscope.live.verdict import exit_status

    count = 0
    while True:
        ended = await host.ended.get()
        count += 1
        if most is None or count <= most:
            answer: dict[str, Any] = {"srpscope": 1, **ended.answer}
            print(json.dumps(answer, ensure_ascii=True), flush=True)
            told.append(exit_status(ended.answer))
        host.ended.task_done()
        if most is not None and count >= most:
            stop.set()
