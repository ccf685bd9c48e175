"""srpscope dialects [NAME]: the known dialects, from a library's name too, and how two of them differ."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from srpscope.cli.arguments import CommandLine

if TYPE_CHECKING:
    from srpscope.report.dialects import Coloured
    from srpscope.srp.dialect import Dialect

FOUND, NOT_FOUND = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[NAME], --json, --for, --compare, --markdown, --as nimbus."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="one dialect, with its formulas, sources and pitfalls")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--for", dest="library", metavar="TEXT", help="the dialects of a library, device or product")
    which.add_argument("--compare", nargs=2, metavar=("A", "B"), help="what two dialects disagree about")
    which.add_argument(
        "--markdown", action="store_true", help="all dialects as a page: who speaks which, proved by what"
    )
    which.add_argument("--as", dest="form", choices=["nimbus"], help="NAME as a settings object that Nimbus publishes")
    parser.add_argument("--group", metavar="GROUP", help="the group of --as, where the dialect leaves it open")
    parser.add_argument("--hash", metavar="HASH", help="the hash of --as, where the dialect leaves it open")


def run(arguments: CommandLine) -> int:
    """Print it; 0 found, 1 --for found nothing."""
    from srpscope.answers.contrast import compare
    from srpscope.answers.library_search import search
    from srpscope.cli.output import tell
    from srpscope.report import dialects
    from srpscope.srp.dialect import dialect, readable_dialects

    if arguments.library is not None:
        answer = dialects.search_json(arguments.library) if arguments.json else None
        _print(answer, dialects.search_lines(arguments.library) if answer is None else [])
        return FOUND if search(arguments.library) else NOT_FOUND
    if arguments.compare:
        contrast = compare(*(named(one) for one in arguments.compare))
        _print(dialects.compare_json(contrast) if arguments.json else None, dialects.compare_lines(contrast))
    elif arguments.markdown:
        from srpscope.report import atlas

        print(atlas.page())
    elif arguments.form:
        _print_settings(arguments)
    elif arguments.name:
        spoken = dialect(arguments.name)
        _print(dialects.whole(spoken) if arguments.json else None, dialects.whole_lines(spoken))
    else:
        _print(dialects.listing() if arguments.json else None, dialects.listing_lines())
        tell(readable_dialects()[1])
    return FOUND


def named(text: str) -> Dialect:
    """A dialect by its id, or by the library that speaks it. Raises UserError."""
    from srpscope.answers.library_search import search
    from srpscope.errors import UserError
    from srpscope.srp.dialect import dialect, dialect_ids

    if text in dialect_ids(abstract=True):
        return dialect(text)
    found = search(text)
    if not found:
        raise UserError(f"{text[:60]!r} is no dialect and no library that is known; `srpscope dialects` lists them.")
    return found[0].spoken


def _print_settings(arguments: CommandLine) -> None:
    import sys

    from srpscope.errors import UserError
    from srpscope.live.users import terms
    from srpscope.srp.dialect import dialect
    from srpscope.srp.nimbus_settings import publish, unsaid
    from srpscope.srp.primitives import hashes

    if not arguments.name:
        raise UserError("--as takes the NAME of a dialect: srpscope dialects nimbus --as nimbus.")
    spoken = dialect(arguments.name)
    hash_name = hashes.canonical(arguments.hash) if arguments.hash else None
    print(json.dumps(publish(spoken, terms(spoken, arguments.group, hash_name).group, hash_name), indent=2))
    odd = unsaid(spoken)
    if odd:
        print(f"srpscope: a settings object cannot say how {spoken.id} makes {', '.join(odd)}.", file=sys.stderr)


def _print(answer: Any, lines: list[Coloured]) -> None:
    from srpscope.cli.output import print_lines

    if answer is None:
        print_lines(lines)
    else:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
