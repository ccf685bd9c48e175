"""srpscope soak live TRANSPORT: which leading zeros a device or server refuses, how often that is, and why."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import json
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srpscope.cli.arguments import CommandLine, seconds
from srpscope.cli.transports import TRANSPORTS, TransportCommand, title
from srpscope.cli.transports.client import credentials_of
from srpscope.cli.transports.options import spoken_of
from srpscope.errors import UserError
from srpscope.live.systems.registry import system
from srpscope.wording import capital

if TYPE_CHECKING:
    from srpscope.live.driving import Transport
    from srpscope.live.party import SheetParty
    from srpscope.live.soak import Report, SoakOutcome, SoakPeer
    from srpscope.wire.exchange import Exchange

MOST_TRIES = 100_000


def add_live(parser: argparse.ArgumentParser) -> None:
    """TRANSPORT, its own arguments, and the bounds."""
    commands = parser.add_subparsers(dest="transport", metavar="TRANSPORT", required=True)
    for name in TRANSPORTS:
        chosen = commands.add_parser(name, help=title(name), conflict_handler="resolve")
        TransportCommand(name).add_live(chosen)
        _leave_out(chosen)
        chosen.add_argument("--expects", metavar="ID", help="the dialect that the peer speaks; it says what is right")
        chosen.add_argument(
            "--situation", action="append", default=[], metavar="NAME", help="only these: A, B, u, S, K, M1"
        )
        chosen.add_argument("--handshakes", type=int, default=1, metavar="N", help="of each situation (1)")
        chosen.add_argument("--tries", type=int, default=4000, metavar="N", help="handshakes begun at the most (4000)")
        chosen.add_argument("--seconds", type=seconds, default=900.0, metavar="S", help="the whole run (900)")
        chosen.add_argument("--seed", metavar="TEXT", help="draw a from this, to run the same soak again")
        chosen.add_argument("--yes", action="store_true", help="go past this computer without asking")
        chosen.add_argument("--record", metavar="FOLDER", help="keep the refused handshakes as captures")


_OF_ONE_SESSION = frozenset(
    [
        *(
            "a",
            "patch",
            "firmware",
            "request",
            "interactive",
            "no_requests",
            "further_passwords",
            "headless",
            "hold",
            "register",
        ),
        *("list", "lose_cookie", "lose_socket"),
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


def run_live(arguments: CommandLine) -> int:
    """0 nothing fails, 1 something fails, 2 not everything came up."""
    from srpscope.live.soak import SESSION, LiveSoak

    if not 1 <= arguments.tries <= MOST_TRIES or not 1 <= arguments.handshakes <= 100:
        raise UserError(f"--tries is 1 to {MOST_TRIES:,}, --handshakes 1 to 100.")
    for one in arguments.situation:
        if one not in SESSION:
            raise UserError(f"{one!r} is none of {', '.join(SESSION)}; the others belong to the credential.")
    if arguments.record:
        from srpscope.capture.srp_jsonl import check_place

        check_place(Path(arguments.record), force=True)
    _ask(arguments, _elsewhere(arguments))
    soak = LiveSoak(
        _peer(arguments),
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


def _elsewhere(arguments: CommandLine) -> str | None:
    """What would be spoken to, where that is not this computer itself."""
    peer = system(arguments.transport).peer(arguments.url, vars(arguments))
    if peer is None or is_loopback(peer):
        return None
    return peer if " " in peer else repr(peer)


def is_loopback(host: str) -> bool:
    """Whether every address of a host is this computer's own loopback."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(str(one).split("%")[0]).is_loopback for one in found)


def _ask(arguments: CommandLine, elsewhere: str | None) -> None:
    """It begins hundreds of handshakes: past this computer only after a yes. Raises UserError."""
    if arguments.yes or elsewhere is None:
        return
    question = f"Begin up to {arguments.tries:,} handshakes with {elsewhere}, which is not this computer?"
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise UserError(f"{question} Say so with --yes, for a device or server of your own.")
    print(f"{question} Only for a device or server of your own. [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UserError("not begun.")


# The peer


def _peer(arguments: CommandLine) -> SoakPeer:
    """How its client is made, one a handshake."""
    from srpscope.live.soak import Kept, SoakPeer
    from srpscope.srp.dialect import dialect

    spoken_by, options = system(arguments.transport), vars(arguments)
    spoken = spoken_of(arguments, spoken_by, "client")
    username, password = credentials_of(arguments, spoken_by)

    def party(a: int) -> SheetParty:
        return spoken_by.party(spoken, {"I": username, "P": password, "a": a})

    def exchange(one: SheetParty) -> Exchange:
        return spoken_by.as_it_is(one, options)

    def transport() -> Transport:
        return spoken_by.transport(arguments.url, options)

    kept = Kept(transport)
    expects = dialect(arguments.expects or spoken_by.dialect)
    reach = (lambda: kept) if spoken_by.stays_open else transport
    return SoakPeer(party, exchange, reach, expects, spoken.terms.private_bytes)


# The answer


def _record(arguments: CommandLine, report: Report) -> dict[str, list[str]]:
    if not arguments.record:
        return {}
    from srpscope.capture.srp_jsonl import SUFFIX, make_folder, write

    make_folder(Path(arguments.record))
    records: dict[str, list[str]] = {}
    for outcome in (report.ordinary, *report.outcomes.values()):
        for number, capture in enumerate(outcome.captures, 1):
            path = Path(arguments.record) / f"soak-{outcome.situation}-{number}{SUFFIX}"
            write(capture, path, arguments.force)
            records.setdefault(outcome.situation, []).append(str(path))
    return records


def _answer(report: Report, records: dict[str, list[str]]) -> dict[str, Any]:
    def one(outcome: SoakOutcome) -> dict[str, Any]:
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
    from srpscope.answers.zeros import TITLES
    from srpscope.printable import printable

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
        lines.append(capital(report.problem))
    if report.failing:
        each = len(report.failing)
        lines.append(
            f"{each} of {len(report.outcomes)} situations fail: about {each} sessions in 256 ({rate(report):.1%})."
        )
    elif not report.problem and not report.unseen:
        lines.append("No situation fails.")
    lines.append(f"{report.begun:,} handshakes were begun.")
    return lines


def _count(outcome: SoakOutcome) -> str:
    if not outcome.handshakes:
        return "did not come up"
    if not outcome.refused:
        return f"accepted ({outcome.handshakes})"
    return f"REFUSED ({outcome.refused} of {outcome.handshakes})"
