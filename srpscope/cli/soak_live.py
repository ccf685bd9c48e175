"""srpscope soak live TRANSPORT: which leading zeros a device or server refuses, how often that is, and why."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import json
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from srpscope.cli.credentials import password_of, username_of
from srpscope.cli.transports import TRANSPORTS, systems, transport_module
from srpscope.errors import UserError

if TYPE_CHECKING:
    from srpscope.live.drive import Transport
    from srpscope.live.party import SheetParty
    from srpscope.live.soak import Outcome, Peer, Report
    from srpscope.wire.exchange import Exchange

MOST_TRIES = 100_000


def add_live(parser: argparse.ArgumentParser) -> None:
    """TRANSPORT, its own arguments, and the bounds."""
    commands = parser.add_subparsers(dest="transport", metavar="TRANSPORT", required=True)
    for name in PEERS:
        chosen = commands.add_parser(name, help=TRANSPORTS[name][1], conflict_handler="resolve")
        transport_module(name).add_live(chosen)
        _leave_out(chosen)
        chosen.add_argument("--expects", metavar="ID", help="the dialect that the peer speaks; it says what is right")
        chosen.add_argument(
            "--situation", action="append", default=[], metavar="NAME", help="only these: A, B, u, S, K, M1"
        )
        chosen.add_argument("--handshakes", type=int, default=1, metavar="N", help="of each situation (1)")
        chosen.add_argument("--tries", type=int, default=4000, metavar="N", help="handshakes begun at the most (4000)")
        chosen.add_argument("--seconds", type=float, default=900.0, metavar="S", help="the whole run (900)")
        chosen.add_argument("--seed", metavar="TEXT", help="draw a from this, to run the same soak again")
        chosen.add_argument("--yes", action="store_true", help="go past this computer without asking")
        chosen.add_argument("--record", metavar="FOLDER", help="keep the refused handshakes as captures")


_OF_ONE_SESSION = frozenset(
    [
        *("a", "patch", "firmware", "request", "no_requests", "further_passwords", "headless", "hold", "register"),
        *("list_devices", "lose_cookie", "lose_socket"),
    ]
)
"""Arguments of `live` that say something of one session and nothing of a soak."""


def _leave_out(parser: argparse.ArgumentParser) -> None:
    """Take them out, rather than accept and ignore them."""
    for action in [one for one in parser._actions if one.dest in _OF_ONE_SESSION]:
        for option in action.option_strings:
            del parser._option_string_actions[option]
        parser._remove_action(action)
        for group in parser._action_groups:
            if action in group._group_actions:
                group._group_actions.remove(action)


def run_live(arguments: argparse.Namespace) -> int:
    """0 nothing fails, 1 something fails, 2 not everything came up."""
    from srpscope.live.soak import SESSION, LiveSoak

    if not 1 <= arguments.tries <= MOST_TRIES or not 1 <= arguments.handshakes <= 100:
        raise UserError(f"--tries is 1 to {MOST_TRIES:,}, --handshakes 1 to 100.")
    for one in arguments.situation:
        if one not in SESSION:
            raise UserError(f"{one!r} is none of {', '.join(SESSION)}; the others belong to the credential.")
    _ask(arguments, _elsewhere(arguments))
    soak = LiveSoak(
        PEERS[arguments.transport](arguments),
        tuple(arguments.situation) or SESSION,
        handshakes=arguments.handshakes,
        tries=arguments.tries,
        seconds=arguments.seconds,
        seed=arguments.seed,
        progress=lambda line: print(line, file=sys.stderr, flush=True),
    )
    report = asyncio.run(soak.run())
    records = _record(arguments, report)
    if arguments.json:
        print(json.dumps({"srpscope": 1, **_answer(report, records)}, ensure_ascii=False))
    else:
        print("\n".join(_lines(report, records)))
    if report.failing or report.ordinary.fails:
        return 1
    return 2 if report.unseen or not report.ordinary.handshakes else 0


def _elsewhere(arguments: argparse.Namespace) -> str | None:
    """What would be spoken to, where that is not this computer itself."""
    if arguments.transport == "ble":
        return None if arguments.simulate else "a device over the air"
    if arguments.transport == "http":
        from srpscope.live.protocomm_http import parse_host

        host = parse_host(arguments.host)[0]
    else:
        try:
            host = urlsplit(arguments.url).hostname or ""
        except ValueError:
            raise UserError(f"{arguments.url!r} is no URL.") from None
    return None if is_loopback(host) else repr(host)


def is_loopback(host: str) -> bool:
    """Whether every address of a host is this computer's own loopback."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).split("%")[0]).is_loopback for one in found)


def _ask(arguments: argparse.Namespace, elsewhere: str | None) -> None:
    """It begins hundreds of handshakes: past this computer only after a yes. Raises UserError."""
    if arguments.yes or elsewhere is None:
        return
    question = f"Begin up to {arguments.tries:,} handshakes with {elsewhere}, which is not this computer?"
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UserError(f"{question} Say so with --yes, for a device or server of your own.")
    print(f"{question} Only for a device or server of your own. [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UserError("not begun.")


# The peers


def _http(arguments: argparse.Namespace) -> Peer:
    from srpscope.live.protocomm_http import HttpTransport, parse_host

    host, port = parse_host(arguments.host)
    return _protocomm(arguments, lambda: HttpTransport(host, port))


def _ble(arguments: argparse.Namespace) -> Peer:
    from srpscope.cli.transports import ble
    from srpscope.live.ble_central import BleTransport, Choice

    if arguments.simulate and arguments.username is None and arguments.password_file is None and not arguments.qr:
        arguments.qr = ble.SIMULATED_QR
    choice = Choice(arguments.name, arguments.address, arguments.service)
    radio = ble._radio(arguments)
    return _protocomm(
        arguments, lambda: BleTransport(choice, radio, pair=arguments.pair, scan_seconds=arguments.scan_seconds)
    )


def _protocomm(arguments: argparse.Namespace, connect: Callable[[], Transport]) -> Peer:
    from srpscope.live.party import SheetParty
    from srpscope.live.soak import AsItIs, Kept, Peer
    from srpscope.srp.dialect import dialect
    from srpscope.srp.sheet import Memory

    username, password = _credentials(arguments)
    spoken, memory = dialect(arguments.dialect), Memory()
    given = {"I": username, "P": password}
    kept = Kept(connect)

    def party(a: int) -> SheetParty:
        return SheetParty("client", spoken, {**given, "a": a}, memory=memory)

    return Peer(party, AsItIs, lambda: kept, dialect(arguments.expects or "esp-idf-security2"))


def _credentials(arguments: argparse.Namespace) -> tuple[str, str]:
    username, password = username_of(arguments), password_of(arguments)
    if username is None or password is None:
        raise UserError("give --username, and --password-file or SRPSCOPE_PASSWORD.")
    return username, password


def _system(
    arguments: argparse.Namespace,
    exchange: Callable[[Any, systems.Spoken], Exchange],
    transport: Callable[[], Transport],
) -> Peer:
    from srpscope.live.soak import Peer
    from srpscope.live.users import LiveParty
    from srpscope.srp.dialect import dialect

    defaults = import_module(TRANSPORTS[arguments.transport][0]).DEFAULTS
    spoken = systems.spoken_of(arguments, defaults, "client")
    username, password = _credentials(arguments)

    def party(a: int) -> SheetParty:
        return LiveParty("client", spoken.terms, {"I": username, "P": password, "a": a})

    expects = dialect(arguments.expects or defaults.dialect)
    return Peer(party, lambda one: exchange(one, spoken), transport, expects, spoken.terms.private_bytes)


def _nimbus(arguments: argparse.Namespace) -> Peer:
    from srpscope.cli.transports.nimbus import _settings
    from srpscope.live.nimbus import NimbusTransport
    from srpscope.wire.nimbus import Client

    return _system(
        arguments,
        lambda party, spoken: Client(party, _settings(arguments, spoken)),
        lambda: NimbusTransport(arguments.url),
    )


def _devolutions(arguments: argparse.Namespace) -> Peer:
    from srpscope.live import devolutions
    from srpscope.wire.devolutions import Client

    return _system(
        arguments,
        lambda party, spoken: Client(party, arguments.lenient),
        lambda: devolutions.transport(arguments.url),
    )


def _excalibur(arguments: argparse.Namespace) -> Peer:
    from srpscope.live.excalibur import ExcaliburTransport
    from srpscope.wire.excalibur import Client

    salt = systems.octets(arguments.salt, "--salt")

    def exchange(party: Any, spoken: systems.Spoken) -> Exchange:
        if salt is not None:
            party.edit("s", salt)
        return Client(party, fetch_salt=salt is None)

    return _system(arguments, exchange, lambda: ExcaliburTransport(arguments.url))


def _plain(arguments: argparse.Namespace) -> Peer:
    from srpscope.live import plain
    from srpscope.wire.textbook import Client, safeguards_without

    return _system(
        arguments,
        lambda party, spoken: Client(
            party, arguments.order or plain.order_of(spoken.own), safeguards_without(*arguments.without)
        ),
        lambda: plain.transport(arguments.url),
    )


PEERS: dict[str, Callable[[argparse.Namespace], Peer]] = {
    "http": _http,
    "ble": _ble,
    "nimbus": _nimbus,
    "devolutions": _devolutions,
    "excalibur": _excalibur,
    "plain": _plain,
}
"""Transport -> how its client is made, one a handshake."""


# The answer


def _record(arguments: argparse.Namespace, report: Report) -> dict[str, list[str]]:
    if not arguments.record:
        return {}
    from srpscope.capture.srp_jsonl import SUFFIX, write

    records: dict[str, list[str]] = {}
    for outcome in (report.ordinary, *report.outcomes.values()):
        for number, capture in enumerate(outcome.captures, 1):
            path = Path(arguments.record) / f"soak-{outcome.situation}-{number}{SUFFIX}"
            write(capture, path, arguments.force)
            records.setdefault(outcome.situation, []).append(str(path))
    return records


def _answer(report: Report, records: dict[str, list[str]]) -> dict[str, Any]:
    def one(outcome: Outcome) -> dict[str, Any]:
        return {
            "handshakes": outcome.handshakes,
            "refused": outcome.refused,
            "peer_said": outcome.said or None,
            "cause": outcome.cause or None,
            "suspects": list(outcome.suspects),
            "records": records.get(outcome.situation, []),
        }

    return {
        "failing": list(report.failing),
        "rate": rate(report),
        "ordinary": one(report.ordinary),
        "situations": {name: one(outcome) for name, outcome in report.outcomes.items()},
        "credential": list(report.credential),
        "unseen": list(report.unseen),
        "absent": list(report.absent),
        "begun": report.begun,
        "problem": report.problem or None,
    }


def rate(report: Report) -> float:
    """The share of ordinary sessions that fails: each situation comes once in 256, on its own."""
    return round(1 - (255 / 256) ** len(report.failing), 6)


def _lines(report: Report, records: dict[str, list[str]]) -> list[str]:
    from srpscope.report.printable import printable
    from srpscope.report.zeros import TITLES

    lines = [f"ordinary: {_count(report.ordinary)}"]
    for name, outcome in report.outcomes.items():
        lines.append(f"{TITLES[name]} starts with 00: {_count(outcome)}")
        if outcome.fails:
            lines.append(f"  cause: {printable(outcome.cause) or 'this side computes as the peer should; see its log'}")
            if outcome.suspects:
                lines.append(f"  proved: {', '.join(outcome.suspects)}")
            lines.append(f"  what came back: {printable(outcome.said)}")
            lines += [f"  recorded in {path}" for path in records.get(name, [])]
    if report.absent:
        lines.append(f"Not looked at: {', '.join(report.absent)} (not in this dialect, or ordinary in this group).")
    if report.credential:
        names = ", ".join(TITLES[one] for one in report.credential)
        lines.append(f"In this credential start with 00, in every session: {names}.")
    if report.problem:
        lines.append(report.problem[0].upper() + report.problem[1:])
    if report.failing:
        each = len(report.failing)
        lines.append(
            f"{each} of {len(report.outcomes)} situations fail: about {each} sessions in 256 ({rate(report):.1%})."
        )
    elif not report.problem and not report.unseen:
        lines.append("No situation fails.")
    lines.append(f"{report.begun:,} handshakes were begun.")
    return lines


def _count(outcome: Outcome) -> str:
    if not outcome.handshakes:
        return "did not come up"
    if not outcome.refused:
        return f"accepted ({outcome.handshakes})"
    return f"REFUSED ({outcome.refused} of {outcome.handshakes})"
