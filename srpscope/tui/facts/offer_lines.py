"""What the tray says of what was pasted: what it is, how it stands to what was known, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.printable import printable
from srpscope.session.adding import Offer, OfferedValue
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.needed import Needed
from srpscope.tui.facts.spans import Line, both_ends, place, shorten, width, wrapped
from srpscope.wording import listed

MOST_ITEMS = 12
_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_SIGNS = {"new": ("new", "warn bold"), "same": ("= same", "agree"), "contradicts": ("≠ contradicts", "differ bold")}


def offer_lines(offered: Offer, cells: int, reveal: bool) -> list[Line]:
    """The summary, then a row a value."""
    lines: list[Line] = [_summary(offered)]
    if offered.items:
        columns = (0, 22, 29, 36) if cells >= 72 else (0, 11, 14, 21)
        behind = columns[3] + max(len(_SIGNS[item.standing][0]) for item in offered.items) + 2
        at = (*columns, max(behind, 50) if cells >= 84 else behind)
        pasted = "what you pasted" if cells >= 72 else "pasted"
        heads = ((0, pasted), (at[1], "is"), (at[3] - 7, "bytes"), (at[3], "beside what was known"))
        lines += [(), place([(column, head, "dim") for column, head in heads])]
        lines += [_row(item, at, cells, reveal) for item in offered.items[:MOST_ITEMS]]
        if len(offered.items) > MOST_ITEMS:
            lines.append(((f"and {len(offered.items) - MOST_ITEMS} more", "dim"),))
    counted = (
        (offered.messages, "message", "messages"),
        (offered.others, "event or hash call", "events or hash calls"),
    )
    more = [f"{count} {one if count == 1 else several}" for count, one, several in counted if count]
    if more:
        lines.append(((f"and new: {', '.join(more)}", "warn"),))
    return [*lines, *unread_lines(offered.notes, cells)]


def unread_lines(notes: Sequence[str], cells: int) -> list[Line]:
    """What of it was not read, in two rows at the most."""
    return wrapped(printable(notes[0], 200), cells, "warn")[:2] if notes else []


def _summary(offered: Offer) -> Line:
    items = offered.items
    against = [item.name for item in items if item.standing == "contradicts"]
    count = _COUNTS[len(items)] if len(items) < len(_COUNTS) else str(len(items))
    lead = f"{count} value{'' if len(items) == 1 else 's'} read. "
    if not offered.fits:
        said = f"{listed(against)} of another handshake: ^n opens it apart."
        return ((lead, "text bold"), (said, "differ bold"))
    if against:
        verb = "contradicts" if len(against) == 1 else "contradict"
        said = f"{listed(against)} {verb} what is known, and would be left out."
        return ((lead, "text bold"), (said, "differ"))
    if not offered.adds:
        return ((lead, "text bold"), ("Nothing of it is new.", "text"))
    return ((lead, "text bold"), ("Nothing contradicts what is known.", "text"))


def _row(item: OfferedValue, at: tuple[int, ...], cells: int, reveal: bool) -> Line:
    data = value_bytes(item.value)
    hidden = item.name in SECRETS and item.name != "a" and not reveal
    text = printable(item.value, 40) if isinstance(item.value, str) else _ends(data, at[1] - 1)
    sign, role = _SIGNS[item.standing]
    size = str(len(data))
    return place(
        [
            (at[0], "hidden" if hidden else shorten(text, at[1] - 1), "dim italic" if hidden else "dim"),
            (at[1], printable(item.name, 12), "text bold"),
            (at[3] - 2 - len(size), size, "text"),
            (at[3], sign, role),
            (at[4], shorten(item.beside, max(cells - at[4], 4)), "differ" if item.odd else "text"),
        ]
    )


def _ends(data: bytes, cells: int) -> str:
    keep = 4 if cells >= 18 else 2
    return data.hex() if len(data) <= 2 * keep + 1 else f"{data[:keep].hex()}..{data[-keep:].hex()}"


def missing_lines(lacking: Needed | None, pasted: frozenset[str], cells: int) -> list[Line]:
    """What a proof is made from, and how much of it is known."""
    if lacking is None:
        return [(("= ", "agree bold"), ("Everything is known that a proof is made from.", "text bold"))]
    total = len(lacking.known) + len(lacking.missing)
    count = _COUNTS[total].lower() if total < len(_COUNTS) else str(total)
    lead = f"To make the client's M1 again, {count} values are needed." if cells >= 70 else f"M1 needs {count} values."
    head = both_ends(
        ((lead, "text bold"),), ((lacking.count, "warn bold" if lacking.missing else "agree bold"),), cells
    )
    spans: list[tuple[int, str, str]] = []
    each = max(cells // max(len(lacking.known), 1), 8)
    words = ["pasted just now" if name in pasted else where for name, where in lacking.known]
    roomy = all(len(one) <= each - 8 for one in words)  # where each one is known from, or of none
    for index, (name, _) in enumerate(lacking.known):
        column = index * each
        spans += [(column, "=", "agree"), (column + 2, name, "text bold")]
        if roomy:
            spans.append((column + 6, words[index], "dim"))
    return [head, place(spans)]


def advice_lines(said: list[tuple[str, str]], cells: int) -> list[Line]:
    """(bold, plain) sentences; where they have no room in a row each, the first alone, over several rows."""
    if all(width(bold) + width(plain) <= cells for bold, plain in said):
        return [((bold, "text bold"), (plain, "dim")) for bold, plain in said]
    return wrapped("".join(said[0]), cells, "dim") if said else []
