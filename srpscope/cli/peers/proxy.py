"""srpscope proxy TRANSPORT --to ADDRESS: stand between an app and what it speaks to."""

from __future__ import annotations

import argparse

from srpscope.cli.arguments import CommandLine, check_port
from srpscope.cli.transports import TRANSPORTS, title
from srpscope.cli.transports.options import add_common
from srpscope.cli.transports.server import account_of, add_account, add_listening, records_into, run_host
from srpscope.errors import UserError
from srpscope.live.system import System
from srpscope.live.systems.registry import system


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """TRANSPORT, where the real peer is, and each one's own arguments."""
    commands = parser.add_subparsers(dest="transport", metavar="TRANSPORT", required=True)
    for name in TRANSPORTS:
        spoken = system(name)
        chosen = commands.add_parser(name, help=title(name), description=_ABOUT)
        chosen.add_argument("--to", required=True, metavar="ADDRESS", help=f"the real one: {spoken.peer_called}")
        add_listening(chosen, spoken)
        add_common(chosen, spoken, "server", mistakes=False)
        add_account(chosen)
        chosen.add_argument("--sessions", type=int, metavar="N", help="end after N handshakes of the app")
        if spoken.logs:
            chosen.add_argument(
                "--debug-log", action="store_true", help="print the played device's D lines too; they hold b, S and K"
            )
        chosen.add_argument("--record", metavar="FOLDER", help="where to record; else the user's recordings")


_ABOUT = """\
Stand between your own app and the real peer. With the user name and password,
be the device to the app and the client to the device at once, and say which of
the two is wrong; what follows the handshakes is carried across. A JSON line a
session, with a judgement of each leg; one recording with both, which opens as
two handshakes. Without user name and password, every message is passed through
and recorded, with what HTTP says beside it; what needs a secret stays unknown."""


def run(arguments: CommandLine) -> int:
    """Stand there until SIGINT or --sessions; the exit status of the worst session."""
    from srpscope.live.proxy.standing import between

    spoken = system(arguments.transport)
    check_port(arguments)
    if arguments.sessions is not None and arguments.sessions < 1:
        raise UserError("--sessions is 1 or more.")
    folder = records_into(arguments)
    options = vars(arguments)
    spoken.check(options, "server")
    account = account_of(arguments, spoken) if _known(arguments, spoken) else None
    host, start = between(spoken, account, arguments.to, options, folder)
    return run_host(arguments, host, start)


def _known(arguments: CommandLine, spoken: System) -> bool:
    """Whether it was said who the user is: then both halves can be played. A name that everybody has says nothing."""
    named = arguments.username not in (None, "", spoken.username)
    return named or bool(arguments.password_file or arguments.qr or arguments.verifier)
