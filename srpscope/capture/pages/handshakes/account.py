"""What was read from a page, said in a few lines: which values, from where, in which form; what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from srpscope.capture.capture import Capture
from srpscope.capture.pages.page import Page, PrintedValue, told_of

SHOWN = 24


def taken(values: Sequence[PrintedValue], doubtful: Mapping[tuple[int, str], str] = MappingProxyType({})) -> str:
    """ "Read from the page: I, P (a string, lines 1 and 2); A, B (hex, lines 3 to 9)."

    doubtful: how a value was read that could be read in several ways ("decimal or hex": it is asked), by its line and
    its spelling.
    """

    def form_of(one: PrintedValue) -> str:
        return doubtful.get((one.line, one.spelling)) or one.form or "as it stands"

    if not values:
        return ""
    parts = []
    ordered = sorted(values, key=lambda one: one.line)
    for form, group in groupby(ordered[:SHOWN], key=form_of):
        found = list(group)
        names = ", ".join(dict.fromkeys(_named(one) for one in found))
        lines = (
            f"line {found[0].line}" if found[0].line == found[-1].line else f"lines {found[0].line} to {found[-1].line}"
        )
        parts.append(f"{names} ({form}, {lines})")
    more = f"; and {len(ordered) - SHOWN} more" if len(ordered) > SHOWN else ""
    return f"Read from the page: {'; '.join(parts)}{more}."


def _named(value: PrintedValue) -> str:
    return f"{value.side}'s {value.name}" if value.side in ("client", "server") else value.name


def tell_missed(page: Page, capture: Capture) -> None:
    """Say in the capture of a log what its page named and nobody could read: without another value there, the page
    gives no capture that says it."""
    if page.unread:
        capture.notes.append(_in_short(page))
        capture.unread += unread_places(page)


def unread_places(page: Page) -> list[str]:
    """Every place that names a value and was not read, with its line."""
    return [f"line {one.line}: {one.spelling} {one.why}" for one in page.unread]


def left_out(page: Page) -> str:
    """How many places were not read, with the first; "" where everything was, and where a note of its own says each."""
    return "" if all(told_of(one) in page.notes for one in page.unread) else _in_short(page)


def _in_short(page: Page) -> str:
    """ "12 places were not read; first: line 40, password is program text." """
    first = min(page.unread, key=lambda one: one.line)
    places = "1 place was" if len(page.unread) == 1 else f"{len(page.unread)} places were"
    return f"{places} not read; first: line {first.line}, {first.spelling} {first.why}."
