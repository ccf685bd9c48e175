"""Two handshakes as rows: their messages beside each other, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.srp.encodings import bytes_text
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.marks import glyph
from srpscope.tui.facts.spans import Line, place, shorten

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared
    from srpscope.answers.compared.messages import EventPair, MessagePair
    from srpscope.answers.compared.values import ValueRow
    from srpscope.session import Message

TEXTS = ("I", "P", "H")


def message_lines(found: Compared, cells: int) -> list[Line]:
    """A head and a row a message or event, both handshakes in it."""
    each = (cells - 16 - 16) // 2
    ones = 16, 16 + each
    names = found.left.name, found.right.name
    head = [(3, "message", "dim")]
    for at, name in zip(ones, names, strict=True):
        head += [(at + 4, "ms", "dim"), (at + 8, "bytes", "dim"), (at + 16, shorten(f"{name} holds", each - 17), "dim")]
    lines: list[Line] = [place(head)]
    lines += [_message(pair, ones, each, cells - 15) for pair in found.messages]
    return lines + [_event(pair, found, ones, each, cells - 15) for pair in found.events if pair.state == "missing"]


def _message(pair: MessagePair, ones: tuple[int, int], each: int, state_at: int) -> Line:
    arrow = "→" if pair.any.sender == "client" else "←"
    spans = [(1, arrow, "accent"), (3, shorten(printable(pair.name, 24), 12), "text bold")]
    for at, message, after in zip(ones, (pair.left, pair.right), pair.after, strict=True):
        ms = "·" if after is None else f"{after * 1000:.0f}"
        size = "·" if message is None else str(len(message.data))
        spans += [(at + 6 - len(ms), ms, "dim"), (at + 13 - len(size), size, "text")]
        spans.append((at + 16, shorten(_holds(message), each - 17), "text" if message is not None else "dim"))
    spans.append((state_at, *_said(pair)))
    return place(spans)


def _holds(message: Message | None) -> str:
    if message is None:
        return "·"
    if message.decoded is None:
        return "not read"
    if message.decoded.refusal is not None:
        return printable(message.decoded.refusal, 80)
    values = message.decoded.values
    held = ", ".join(printable(name, 24) for name in values)
    last = next((data for name, data in reversed(values.items()) if name not in ("I", "s")), b"")
    return f"{held} {last[:2].hex()}..{last[-2:].hex()}" if len(last) > 4 else held


def _said(pair: MessagePair) -> tuple[str, str]:
    if pair.state == "missing":
        return "  only in one", "dim"
    if pair.state == "same":
        return "= same", "dim"
    names = [printable(name, 24) for name, state in pair.fields.items() if state == pair.state or state == "missing"]
    which = shorten(" ".join(names), 8)
    if not pair.read:
        return "≠ not read", "dim"
    if pair.state == "drawn":
        return f"~ {which} new".replace("  ", " "), "dim"
    words = f"≠ {which or pair.why}"
    return (words, "differ bold") if pair.state == "differ" else (f"{words} follows", "follows bold")


def _event(pair: EventPair, found: Compared, ones: tuple[int, int], each: int, state_at: int) -> Line:
    event = pair.left or pair.right
    assert event is not None
    at = ones[0] if pair.left is not None else ones[1]
    who = f"{event.by} {event.what}" + ("" if event.of == "message" else f" {event.of}")
    role = "agree" if event.what == "accepted" else "warn" if event.what == "broken-off" else "differ"
    text = printable(f"{who}: {event.text}".strip(), 200)
    name = (found.left if pair.left is not None else found.right).name
    said = (state_at, shorten(f"  only in {name}", 15), "dim")
    return place([(1, "·", "dim"), (at + 4, shorten(text, each - 5), role), said])


def value_lines(found: Compared, selected: str, reveal: bool, only: bool, cells: int) -> tuple[list[Line], list[str]]:
    """A row a value, and the names in the order of the rows."""
    state_at = cells - 13
    each = (state_at - 16) // 2
    names = list(found.values)
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
        size = "" if hidden else _size(column.left, column.right)
        lines.append(
            place(
                [
                    (0, "►" if here else " ", "accent bold"),
                    (1, *sign),
                    (3, shorten(printable(name, 24), 7), f"{base}{bold}"),
                    (14 - len(size), size, "dim"),
                    (16, *_value(name, column.left, hidden, each - 2, loud)),
                    (16 + each, *_value(name, column.right, hidden, each - 2, base)),
                    (state_at, *_state(found, row)),
                ]
            )
        )
    return lines, names


def _size(left: bytes | None, right: bytes | None) -> str:
    sizes = dict.fromkeys(len(one) for one in (left, right) if one is not None)
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
