"""srpscope soak: handshakes whose values start with 00, as a set; and against a live peer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.cli.arguments import CommandLine, seconds
from srpscope.cli.handshakes.export import exported_language
from srpscope.report.export import LANGUAGES

if TYPE_CHECKING:
    from srpscope.answers.soak import Soak

FORMS = ("captures", "wycheproof", *LANGUAGES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The set's arguments, and `live`."""
    from srpscope.cli.peers.soak_live import add_live
    from srpscope.srp.dialect import ESP

    commands = parser.add_subparsers(dest="mode", metavar="live")
    add_live(commands.add_parser("live", help="against a device or server, as its client"))
    parser.add_argument("--dialect", default=ESP, metavar="ID", help="whose handshakes (%(default)s)")
    parser.add_argument("--group", metavar="NAME", help="the group, where it is not the dialect's")
    parser.add_argument("--hash", metavar="NAME", help="the hash, where the dialect leaves it open")
    parser.add_argument(
        "--situation",
        action="append",
        default=[],
        metavar="NAME",
        help="only these: s, H(I), inner, x, v, A, B, u, ...",
    )
    parser.add_argument("--alone", action="store_true", help="no handshakes with several leading zeros at once")
    parser.add_argument("--seed", default="srpscope", metavar="TEXT", help="the same seed gives the same set")
    parser.add_argument("--seconds", type=seconds, default=60.0, metavar="S", help="the search for one handshake (60)")
    parser.add_argument(
        "--as",
        type=exported_language,
        choices=FORMS,
        default="captures",
        dest="form",
        help="captures, Wycheproof vectors, or a test (captures)",
    )
    parser.add_argument(
        "--side", choices=("client", "server"), default="client", help="which side a test is of (client)"
    )
    parser.add_argument("-o", "--output", metavar="PATH", help="the file, or the folder of the captures (soak-DIALECT)")
    parser.add_argument("--force", action="store_true", help="write over existing files")


def run(arguments: CommandLine) -> int:
    """0 where everything asked for was found, 2 where something was not; the live soak has its own."""
    if arguments.mode == "live":
        from srpscope.cli.peers.soak_live import run_live

        return run_live(arguments)
    from srpscope.answers.soak import setting, soak
    from srpscope.capture.srp_jsonl import check_place
    from srpscope.srp.dialect import dialect

    chosen = setting(dialect(arguments.dialect), arguments.group, arguments.hash)
    folder = Path(arguments.output or f"soak-{chosen.dialect.id}") if arguments.form == "captures" else None
    if folder is not None:
        check_place(folder, force=True)
    elif arguments.output:
        check_place(Path(arguments.output), arguments.force)
    result = soak(
        chosen,
        arguments.situation,
        together=not arguments.alone,
        seed=arguments.seed,
        seconds=arguments.seconds,
        on_found=lambda found: print(f"{found.label}: {found.tries:,} tries", file=sys.stderr),
    )
    if result.absent:
        absent = ", ".join(result.absent)
        print(f"no situation here: {absent} (not in this dialect, or ordinary in this group)", file=sys.stderr)
    for zeros, reason in result.missing:
        print(f"not found: {', '.join(zeros) or 'an ordinary one'} ({reason})", file=sys.stderr)
    if folder is not None:
        _write_captures(folder, result, arguments.force)
    else:
        _write(arguments, result)
    return 2 if result.missing else 0


def _write(arguments: CommandLine, result: Soak) -> None:
    from srpscope.cli.handshakes.export import write_text

    if arguments.form == "wycheproof":
        from srpscope.report.vectors import as_text

        text = as_text([result])
    else:
        from srpscope.answers.suite.cases import suite_of
        from srpscope.report.export import language

        pairs = [(*one.sheets(), one.label) for one in result.handshakes]
        title = f"leading zeros in {result.setting.dialect.id}"
        text = language(arguments.form).render(suite_of(pairs, arguments.side, title))
    write_text(text, arguments.output, arguments.force)


def _write_captures(folder: Path, result: Soak, force: bool) -> None:
    from srpscope.capture.srp_jsonl import SUFFIX, make_folder, write

    make_folder(folder)
    for handshake in result.handshakes:
        capture = handshake.capture()
        write(capture, folder / f"{capture.name}{SUFFIX}", force)
    print(folder)
