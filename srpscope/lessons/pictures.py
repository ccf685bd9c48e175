"""Drawings as lines of styled spans: the messages, the graph of values, bars. They hold at 78 columns, without colour
and as text. A span is (text, role); the roles are those of the screens."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from srpscope.session import View
from srpscope.srp.comparison import Comparison, Row
from srpscope.srp.values import SECRETS, Value, same

Span = tuple[str, str]
Line = tuple[Span, ...]

WIDTH = 76

BESIDE = 72
"""Cells of the messages with who knows what beside them."""

MESSAGES = (
    ("client", "I, A"),
    ("server", "s, B"),
    ("client", "M1"),
    ("server", "M2"),
)
"""The textbook's four messages."""

LEGEND = (
    "Signs: = both sides agree, ● the first that differs, ○ follows from it, ≠ is another, · one side alone or unknown,"
    " ─► goes into or is sent to, ━► does so and differs, ' behind a byte: a zero of the padding."
)
"""For whoever has the drawings as text."""

_SHAFT = re.compile(r"([─━·])\1+")

_KNOWN = (
    ("has I P a A", "has I s v b", "showed nothing"),
    ("has I P a A", "has I s v b A B u S K", "showed I A"),
    ("has I P a A s B x u S K", "has I s v b A B u S K", "showed I A s B"),
    ("has I P a A s B x u S K", "knows it is the client", "showed I A s B M1"),
    ("knows it is the server", "knows it is the client", "showed I A s B M1 M2"),
)


def plain(line: Line) -> str:
    """A line as text."""
    return "".join(text for text, _ in line).rstrip()


def spoken(line: Line) -> str:
    """A line as text that is read aloud: a shaft is one sign, whatever its length, and a column one gap."""
    return re.sub(r" {3,}", "   ", _SHAFT.sub(r"\1", plain(line)))


def messages(until: int, refused: bool = False, cells: int = WIDTH) -> list[Line]:
    """The handshake as far as it has gone: `until` of its four messages, and who knows what then, below where it has no
    room beside them. refused: the M1 that was sent is not the server's, so there is no M2."""
    until = max(0, min(until, len(MESSAGES) - refused))
    lines: list[Line] = [(("client", "text bold"), (" " * 19, "text"), ("server", "text bold"))]
    client, server, wire = _KNOWN[until]
    if refused and until == len(MESSAGES) - 1:
        server = "refuses M1: it computes another"
    known = [_knows(who, knows) for who, knows in (("client", client), ("server", server), ("wire", wire))]
    below = cells < BESIDE
    beside = ((), *known) if not below else ((),) * len(MESSAGES)
    for index, (sender, what) in enumerate(MESSAGES):
        line = "─" if index < until else "·"
        shaft = f" {what} ".center(20, line)
        arrow = f"{shaft}{line}►" if sender == "client" else f"◄{line}{shaft}"
        if index >= until:
            arrow = arrow.replace("►", "·").replace("◄", "·")
        role = "accent bold" if index < until else "dim"
        lines.append((("  │ ", "line"), (arrow, role), (" │", "line"), *beside[index]))
    return [*lines, *(known if below else ())]


def _knows(who: str, knows: str) -> Line:
    return (("     ", "text"), (f"{who:<8}", "text bold"), (knows, "text"))


def graph(comparison: Comparison, cells: int = WIDTH, columns: int = 1) -> list[Line]:
    """Which value goes into which, a value a row: its inputs, an arrow, its name and state.

    What differs and the way from it are lit: thick lines, ● where it begins, ○ what follows. It reads the same aloud.
    columns: 2 where rows are scarce.
    """
    rows = comparison.rows
    each = min((cells - 4 * (columns - 1)) // columns, 40)
    drawn = [_edge(rows, inputs, name, each, comparison.first_difference) for inputs, name in EDGES if name in rows]
    if columns == 1:
        return drawn
    half = (len(drawn) + 1) // 2
    lines: list[Line] = []
    for index in range(half):
        right: Line = drawn[half + index] if half + index < len(drawn) else ()
        gap = each + 4 - sum(len(text) for text, _ in drawn[index])
        lines.append((*drawn[index], (" " * gap, "text"), *right))
    return lines


def _edge(rows: Mapping[str, Row], inputs: tuple[str, ...], name: str, cells: int, first: str | None) -> Line:
    spans: list[Span] = []
    for one in inputs:
        spans += [*_node(rows.get(one), one, first), (" ", "text")]
    used = sum(len(text) for text, _ in spans)
    lit = rows[name].state in ("differ", "follows")
    role = "differ" if lit and name == first else "follows" if lit else "line"
    spans.append((("━" if lit else "─") * max(cells - used - 6, 1) + "► ", role))
    return (*spans, *_node(rows[name], name, first, bold=True))


EDGES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("N", "g"), "k"),
    (("s", "I", "P"), "x"),
    (("g", "x"), "v"),
    (("g", "a"), "A"),
    (("k", "v", "g", "b"), "B"),
    (("A", "B"), "u"),
    (("B", "k", "x", "a", "u"), "S"),
    (("A", "v", "u", "b"), "S"),
    (("S",), "K"),
    (("N", "g", "I", "s", "A", "B", "K"), "M1"),
    (("A", "M1", "K"), "M2"),
)
"""S twice: the client's way, then the server's."""


def _node(row: Row | None, name: str, first: str | None, bold: bool = False) -> list[Span]:
    strong = " bold" if bold else ""
    if row is not None and name == first:
        return [("●", "differ bold"), (name, "differ bold")]
    if row is not None and row.state == "follows":
        return [("○", "follows bold"), (name, f"follows{strong}")]
    if row is not None and row.state == "differ":
        return [("≠", "differ bold"), (name, f"differ{strong}")]
    sign, role = ("=", "agree") if row is not None and row.state == "agree" else ("·", "dim")
    return [(sign, role), (name, f"text{strong}")]


def bars(title: str, rows: Sequence[tuple[str, float]], cells: int = WIDTH) -> list[Line]:
    """A histogram: a bar a row, its number behind it."""
    if not rows:
        return []
    label = max(len(name) for name, _ in rows)
    largest = max(number for _, number in rows) or 1.0
    room = max(cells - label - 12, 4)
    lines: list[Line] = [((title, "dim"),)]
    for name, number in rows:
        length = round(room * number / largest)
        shown = f"{number:g}"
        lines.append(((f"{name:>{label}} ", "dim"), ("━" * length, "accent"), (f" {shown}", "text")))
    return lines


def progress(what: str, done: int, total: int, cells: int = WIDTH) -> Line:
    """How far something is: the bar, and the numbers."""
    numbers = f" {done} of {total} {what}"
    room = max(min(cells - len(numbers), 40), 4)
    filled = round(room * done / total) if total else 0
    return (("━" * filled, "accent bold"), ("─" * (room - filled), "dim"), (numbers, "text"))


def values(
    comparison: Comparison, names: Sequence[str], reveal: bool, cells: int = WIDTH, unseen: Collection[str] = ()
) -> list[Line]:
    """Some values, client beside server, with their state. unseen: "server.S", what the learner is to say first."""
    each = max((cells - 8) // 2, 12)
    lines: list[Line] = [((" " * 6, "text"), ("client".ljust(each), "dim"), ("server", "dim"))]
    for name in names:
        row = comparison.rows.get(name)
        if row is None:
            continue
        spans = _node(row, name, comparison.first_difference, bold=True)
        asked = [f"{side}.{name}" in unseen for side in ("client", "server")]
        if any(asked):
            spans = [("·", "dim"), (name, "text bold")]
        used = sum(len(text) for text, _ in spans)
        hidden = name in SECRETS and not reveal
        told = _short(row.client.value, hidden, each - 2), _short(row.server.value, hidden, each - 2)
        left, right = (("?", "accent bold") if hide else (text, "text") for hide, text in zip(asked, told, strict=True))
        lines.append((*spans, (" " * max(6 - used, 1), "text"), (left[0].ljust(each), left[1]), right))
        sent = row.wire
        if sent is not None and row.state == "differ" and row.client.value == row.server.value:
            lines.append((("  sent ", "dim"), ("hidden" if hidden else _short(sent, False, 2 * each), "differ")))
    return lines


def both_sides(
    numbers: Mapping[str, tuple[Value | None, Value | None]],
    cells: int = WIDTH,
    heads: tuple[str, str] = ("client", "server"),
) -> list[Line]:
    """What two have for each value, nothing hidden; = where both have the same."""
    each = max((cells - 8) // 2, 12)
    lines: list[Line] = [((" " * 6, "text"), (heads[0].ljust(each), "dim"), (heads[1], "dim"))]
    for name, (left, right) in numbers.items():
        sign, role = ("·", "dim") if None in (left, right) else ("=", "agree") if left == right else ("≠", "differ")
        shown = (_short(left, False, each - 2).ljust(each), "text"), (_short(right, False, each - 2), "text")
        lines.append(((sign, role), (f"{name:<4} ", "text bold"), *shown))
    return lines


def sessions(views: Sequence[View], explained: Sequence[bool], names: Sequence[str], cells: int = WIDTH) -> list[Line]:
    """Several logins of one client, a row each: how it ended, how the bytes of each value begin, and whether the
    client as it is edited sends what was sent. A value is as the server has it."""
    each = max(min((cells - 26) // max(len(names), 1), 8), 3)
    head = "".join(f"{name:<{each}}" for name in names)
    lines: list[Line] = [(("login ended    ", "dim"), (head, "dim"), ("M1 made", "dim"))]
    for number, (view, right) in enumerate(zip(views, explained, strict=True), 1):
        own, sent = view.server.value("M1"), view.wire.get("M1")
        taken = own is not None and sent is not None and same(own, sent)
        ended, role = ("taken  ", "agree") if taken else ("refused", "differ")
        shown: list[Span] = [(f"{number:<5} ", "text bold"), (f"{ended}  ", role)]
        for name in names:
            begins = _begins(view, name)[: each - 1]
            shown.append((f"{begins:<{each}}", "warn" if begins.startswith("0") else "text"))
        lines.append((*shown, ("= as sent", "agree") if right else ("≠ another", "differ")))
    return lines


def _begins(view: View, name: str) -> str:
    """The first bytes of a value at its full length."""
    value, N = view.server.value(name), view.server.value("N")
    if isinstance(value, int) and isinstance(N, int):
        calls = view.server[name].calls
        length = (N.bit_length() + 7) // 8 if name in ("A", "B", "S") else len(calls[-1].out) if calls else 0
        return value.to_bytes(max(length, (value.bit_length() + 7) // 8, 1)).hex()
    return value.hex() if isinstance(value, bytes) else "·"


def _short(value: Value | None, hidden: bool, cells: int) -> str:
    if value is None:
        return "·"
    if hidden:
        return "hidden"
    if isinstance(value, str):
        return _printable(value)[:cells]
    if isinstance(value, int):
        if value < 1_000_000:
            return str(value)
        data = value.to_bytes((value.bit_length() + 7) // 8, "big")
    else:
        data = value
    size = f"  {len(data)} bytes"
    digits = data.hex()
    room = max(cells - len(size), 8)
    if len(digits) > room:
        digits = f"{digits[: room - 6]}..{digits[-4:]}"
    return f"{digits}{size}"


def _printable(text: str) -> str:
    from srpscope.printable import printable

    return printable(text, 80)


def operands(
    fed: Sequence[tuple[str, str, bytes, int]], wanted: Sequence[str], reveal: bool, cells: int = WIDTH
) -> list[Line]:
    """What one hash was fed: an operand a row (name, encoding, bytes, zeros added), with its place in the input."""
    lines: list[Line] = []
    offset = 0
    for text, encoding, data, added in fed:
        names = {part for part in re.split(r"\W+", text) if part}
        bright = not wanted or bool(names & set(wanted))
        place = f"  {offset:>4}-{max(offset + len(data) - 1, offset):<4} "
        offset += len(data)
        room = max((cells - 50) // 3, 2)
        spans: list[Span] = [(place, "dim"), (f"{text[:14]:<15}", "text bold" if bright else "dim")]
        if names & SECRETS and not reveal:
            spans.append(("hidden", "dim italic"))
        else:
            for index, byte in enumerate(data[:room]):
                spans.append((f"{byte:02x}", "dim" if index < added or not bright else "warn"))
                spans.append(("'" if index < added else " ", "dim"))
            spans.append((".. " if len(data) > room else "", "dim"))
        spans.append((f" {len(data)} byte{'s' if len(data) != 1 else ''}, {encoding}", "dim"))
        lines.append(tuple(spans))
    return lines
