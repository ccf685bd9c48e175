"""srpscope convert FILE... -o OUT: any known format to a capture; --redact leaves the secrets out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from srpscope.cli.arguments import CommandLine
from srpscope.cli.parser import add_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE..., -o, --redact, --force."""
    add_files(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="the capture to write (mode 0600); several handshakes go to OUT-1, OUT-2 ..; - is standard output",
    )
    parser.add_argument("--redact", action="store_true", help="leave out P, x, a, b, v, S, K and what holds them")
    parser.add_argument("--force", action="store_true", help="write over existing files")


def run(arguments: CommandLine) -> int:
    """Write them; 0."""
    from srpscope.capture.srp_jsonl import to_bytes, write
    from srpscope.cli.opening import choose, named_dialect, print_list, read_handshakes, session_of
    from srpscope.errors import FileError, UserError

    found = read_handshakes(arguments.files, arguments.strict)
    captures = found.captures
    if arguments.list_sessions:
        return print_list(captures)
    if not captures:
        raise FileError(f"{', '.join(arguments.files)}: no handshake was found in it.")
    if arguments.session is not None:
        captures = [choose(found, arguments.session, arguments.files)]
    if (arguments.sets or arguments.secrets) and len(captures) > 1:
        raise UserError(f"--set and --secrets go to one of {len(captures)} handshakes: choose it with --session N.")
    if arguments.output == "-" and len(captures) > 1:
        raise UserError(f"standard output takes one handshake, and there are {len(captures)}: give --session N.")
    for number, capture in enumerate(captures, 1):
        for line in captured_settings(session_of(capture, arguments).settings):
            capture.lines.append(line)
        if arguments.dialect:
            capture.header["dialect"] = named_dialect(arguments.dialect)
        removed: list[str] = []
        if arguments.redact:
            from srpscope.answers.redacting import redacted

            redaction = redacted(capture)
            capture, removed = redaction.capture, redaction.removed
        where = arguments.output
        if where == "-":
            sys.stdout.buffer.write(to_bytes(capture))
        else:
            path = numbered(Path(where), number if len(captures) > 1 else None)
            write(capture, path, arguments.force)
            where = str(path)
            print(where)
        for sentence in [*capture.notes, *removed]:
            print(f"srpscope: {where}: {sentence}", file=sys.stderr)
    return 0


def captured_settings(settings: list[tuple[str, str, str]]) -> list[dict[str, object]]:
    """What --set and --secrets gave, as values lines."""
    return [{"type": "values", "side": side, "values": {name: content}} for side, name, content in settings]


def numbered(path: Path, number: int | None) -> Path:
    """OUT.srp.jsonl as OUT-1.srp.jsonl."""
    if number is None:
        return path
    for suffix in (".srp.jsonl", path.suffix):
        if suffix and path.name.endswith(suffix):
            return path.with_name(f"{path.name.removesuffix(suffix)}-{number}{suffix}")
    return path.with_name(f"{path.name}-{number}")
