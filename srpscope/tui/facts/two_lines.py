"""Two handshakes as rows: their messages beside each other, and their values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.srp.encodings import bytes_text
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.marks import glyph
from srpscope.tui.facts.spans import Line, place, room_for, shorten, width
from srpscope.tui.facts.wire_table import event_words
from srpscope.wire.wires import declared

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared
    from srpscope.answers.compared.messages import EventPair, MessagePair
    from srpscope.answers.compared.values import ValueRow
    from srpscope.session import Message

TEXTS = ("I", "P", "H")


@dataclass(frozen=True)
class _Columns:
    """Cells of a message's name, where both handshakes begin in a row, how wide what each holds is (0: it has no room),
    where what both hold stands where only that has room, and where the state does."""

    name: int
    ones: tuple[int, int]
    each: int
    both: int
    state: int
    state_cells: int

    @classmethod
    def of(cls, cells: int, names: Iterable[str]) -> _Columns:
        """For a width, and the messages' names."""
        name = room_for(names, 12, 22 if cells >= 100 else 16 if cells >= 74 else 12)
        if cells >= 100:
            first = name + 4
            each = (cells - 16 - first) // 2
            return cls(name, (first, first + each), each - 17, 0, cells - 15, 15)
        first = name + 3
        ones = (first, first + 14)
        if cells >= 74:
            return cls(name, ones, 0, first + 30, cells - 15, 15)
        return cls(name, ones, 0, 0, 43, cells - 43)


def message_lines(found: Compared, cells: int) -> list[Line]:
    """A head and a row a message or event, both handshakes in it."""
    where = _Columns.of(cells, [pair.name for pair in found.messages])
    head = [(3, "message", "dim")]
    for at, one in zip(where.ones, (found.left, found.right), strict=True):
        ms = "ms" if where.each else f"{shorten(one.name, 3)} ms"
        head += [(at + 6 - len(ms), ms, "dim"), (at + 8, "bytes", "dim")]
        if where.each:
            head.append((at + 16, shorten(f"{one.name} holds", where.each), "dim"))
    if where.both:
        head.append((where.both, "holds", "dim"))
    lines: list[Line] = [place(head)]
    lines += [_message(pair, where) for pair in found.messages]
    return lines + [_event(pair, found, where) for pair in found.events if pair.state == "missing"]


def _message(pair: MessagePair, where: _Columns) -> Line:
    arrow = "→" if pair.any.sender == "client" else "←"
    spans = [(1, arrow, "accent"), (3, shorten(printable(pair.name, 24), where.name), "text bold")]
    for at, message, after in zip(where.ones, (pair.left, pair.right), pair.after, strict=True):
        ms = "·" if after is None else f"{after * 1000:.0f}"
        size = "·" if message is None else str(len(message.data))
        spans += [(at + 6 - len(ms), ms, "dim"), (at + 13 - len(size), size, "text")]
        if where.each:
            spans.append((at + 16, shorten(_holds(message), where.each), "text" if message is not None else "dim"))
    if where.both and pair.any.decoded is not None:
        names = ", ".join(printable(name, 24) for name in pair.any.decoded.values)
        spans.append((where.both, shorten(names, where.state - where.both - 2), "text"))
    said, role = _said(pair)
    spans.append((where.state, shorten(said, where.state_cells), role))
    return place(spans)


def _holds(message: Message | None) -> str:
    if message is None:
        return "·"
    if message.decoded is None:
        return printable(" ".join(message.data.decode().split()), 80) if _is_text(message.data) else "not read"
    if message.decoded.refusal is not None:
        return printable(message.decoded.refusal, 80)
    values = message.decoded.values
    held = ", ".join(printable(name, 24) for name in values)
    last = next((data for name, data in reversed(values.items()) if name not in ("I", "s")), b"")
    return f"{held} {last[:2].hex()}..{last[-2:].hex()}" if len(last) > 4 else held


def _is_text(data: bytes) -> bool:
    return data.isascii() and " ".join(data.decode().split()).isprintable()


def _said(pair: MessagePair) -> tuple[str, str]:
    if pair.state == "missing":
        return "  only in one", "dim"
    if pair.state == "same":
        return "= same", "dim"
    names = [printable(name, 24) for name, state in pair.fields.items() if state == pair.state or state == "missing"]
    follow = "follow" if len(names) > 1 else "follows"
    which = shorten(" ".join(names), 8 if pair.state == "differ" else 12 - len(follow))
    if not pair.read:
        return "≠ not read", "dim"
    if pair.state == "drawn":
        return f"~ {which} new".replace("  ", " "), "dim"
    words = f"≠ {which or pair.why}"
    return (words, "differ bold") if pair.state == "differ" else (f"{words} {follow}", "follows bold")


def _event(pair: EventPair, found: Compared, where: _Columns) -> Line:
    event = pair.left or pair.right
    assert event is not None
    role = "agree" if event.what == "accepted" else "warn" if event.what == "broken-off" else "differ"
    attempt = found.left if pair.left is not None else found.right
    said = (where.state, shorten(f"  only in {attempt.name}", where.state_cells), "dim")
    words = event_words(event, declared(attempt.session.wire).proofs)
    at = 3
    if where.each:  # the other one said nothing there: its cells are free
        at = where.ones[0] + 4
        if pair.left is None:
            at = min(max(where.state - 2 - width(words), at), where.ones[1] + 4)
    room = where.state - 2 - at
    return place([(1, "·", "dim"), (at, shorten(words, room), role), said])


def value_lines(found: Compared, selected: str, reveal: bool, only: bool, cells: int) -> tuple[list[Line], list[str]]:
    """A row a value, and the names in the order of the rows."""
    state_at = cells - 13
    names = list(found.values)
    named = [f"{name} {_row_size(found, name, reveal)}" for name in names]
    at = room_for(named, 12, 21) + 5
    each = (state_at - at) // 2
    lines = []
    for name in names:
        row = found.values[name]
        column = row.columns.get(row.side) or next(iter(row.columns.values()))
        quiet = only and row.state != "differ" and not (row.repeated and name in found.repeated)
        base = "dim" if quiet else "text"
        loud = {"differ": "differ bold", "follows": "follows bold"}.get(row.state, base)
        here = name == selected
        first = found.first is not None and found.first.value == name
        sign = glyph(row.state, first)
        bold = " bold" if here or row.state in ("differ", "follows") else ""
        hidden = name in SECRETS and not reveal
        size = _row_size(found, name, reveal)
        lines.append(
            place(
                [
                    (0, "►" if here else " ", "accent bold"),
                    (1, *sign),
                    (3, shorten(printable(name, 24), at - 6 - len(size)), f"{base}{bold}"),
                    (at - 2 - len(size), size, "dim"),
                    (at, *_value(name, column.left, hidden, each - 2, loud)),
                    (at + each, *_value(name, column.right, hidden, each - 2, base)),
                    (state_at, *_state(found, row)),
                ]
            )
        )
    return lines, names


def _row_size(found: Compared, name: str, reveal: bool) -> str:
    """Bytes of both; of a secret only where it is shown."""
    if name in SECRETS and not reveal:
        return ""
    row = found.values[name]
    column = row.columns.get(row.side) or next(iter(row.columns.values()))
    sizes = dict.fromkeys(len(one) for one in (column.left, column.right) if one is not None)
    return "≠".join(str(one) for one in sizes)


def _value(name: str, data: bytes | None, hidden: bool, cells: int, role: str) -> tuple[str, str]:
    if data is None:
        return "·", "dim"
    if hidden:
        return "hidden", "dim italic"
    if name in TEXTS:
        return shorten(printable(bytes_text(data), 80), cells), role
    text = data.hex()
    if len(text) > cells:
        keep = max((cells - 2) // 4, 1)
        text = f"{data[:keep].hex()}..{data[-keep:].hex()}" if 4 * keep + 2 <= cells else f"{data[:1].hex()}.."
    return text, role


def _state(found: Compared, row: ValueRow) -> tuple[str, str]:
    if row.repeated and row.name in found.repeated:
        return "= not new", "warn bold"
    if row.state == "differ":
        return f"≠ {row.why}", "differ bold"
    return {
        "same": ("=", "agree"),
        "follows": ("≠ follows", "follows"),
        "drawn": ("~ new", "dim"),
        "missing": ("· only in one", "dim"),
    }[row.state]
