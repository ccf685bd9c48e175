"""`trace`: every value of each side, its state and source, as JSON (design: stable) and as text."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from srpscope.capture.events import Event, of_the_link
from srpscope.printable import folded, printable
from srpscope.session import Message, Session
from srpscope.session.clauses import needed
from srpscope.session.judgement import Judgement, as_found, judge
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.comparison import Row
from srpscope.srp.encodings import even_hex, text_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import BOTH_SIDES, COMPUTED, SECRETS, Right, Value
from srpscope.wire.wires import declared


def value_hex(value: Value) -> str:
    """A value as the answers print it: numbers of even length without leading 00, byte strings as they are."""
    if isinstance(value, int):
        return even_hex(value)
    return (text_bytes(value) if isinstance(value, str) else value).hex()


def trace(session: Session, judged: Judgement | None = None) -> dict[str, Any]:
    """The answer of `trace --json`."""
    view = session.view
    comparison = view.comparison
    judged = judged or judge(session)
    return {
        "judgement": judged.as_json(),
        "agreement": judged.values,
        "first_difference": None if judged.unlike_guess else comparison.first_difference,
        "values": {name: _row(row) for name, row in comparison.rows.items()},
        "notes": [printable(note) for note in view.notes],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "client": _cell(row.client, row.right("client")),
        "server": _cell(row.server, row.right("server")),
        "wire": None if row.wire is None else {"hex": row.wire.hex(), "by": "sent"},
        "state": row.state,
        "needs": [list(way) for way in row.needs],
    }


def _cell(cell: Cell, right: Right | None) -> dict[str, Any] | None:
    if cell.value is None or right is None:
        return None
    answer: dict[str, Any] = {"hex": value_hex(cell.value), "source": cell.source, "by": right.by}
    if right.by == "computed" and right.weakest != "computed":
        answer["weakest"] = right.weakest
    if right.stand_ins:
        answer["stand_ins"] = sorted(right.stand_ins)
    if cell.computed is not None and cell.contradicted:
        answer["computed"] = value_hex(cell.computed)
    if cell.source == "computed" or cell.computed is not None:
        answer["hashed"] = [_operand(operand) for operand in cell.calls[-1].operands] if cell.calls else []
        answer["calls"] = [_call(call) for call in cell.calls]
    return answer


def _operand(operand: Operand) -> dict[str, str]:
    return {"operand": operand.text, "encoding": operand.encoding, "hex": operand.data.hex()}


def _call(call: HashCall) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "function": call.function,
        "operands": [_operand(operand) for operand in call.operands],
        "out": call.out.hex(),
    }
    if call.inner:
        answer["inner"] = [_call(inner) for inner in call.inner]
    return answer


_COLOURS = {"agree": "agree", "differ": "differ", "follows": "follows"}
_WORDS = {"agree": "=", "differ": "differs", "follows": "follows", "unknown": "unknown"}


Line = tuple[str, str]
"""The colour's name (agree, differ, follows, warn, title, or "" for none) and the text of a line."""


def as_text(session: Session, show_secrets: bool = False, judged: Judgement | None = None, full: bool = True) -> str:
    """`trace` for people and screen readers: sentences first, values after, nothing that only looks tell.

    full: long values whole; else their first and last bytes and their length.
    """
    return "\n".join(text for _, text in as_lines(session, show_secrets, judged, full))


def as_lines(
    session: Session, show_secrets: bool = False, judged: Judgement | None = None, full: bool = True
) -> list[Line]:
    """The same, line by line, each with its colour."""
    judged = judged or judge(session)
    lines: list[Line] = [("title", f"{printable(session.title)}, {printable(session.dialect('client').id)}")]
    lines.append((judged.role, judged.headline))
    difference = first_difference(session, judged)
    lines += [("differ", difference)] if difference else []
    lines += [("", f"note: {printable(note)}") for note in session.view.notes]
    lines.append(("", ""))
    for row, by_dialect in rows_found(session, judged):
        colours = (_COLOURS.get(row.state, "") if number == 0 else "" for number in count())
        lines += zip(colours, _text_row(row, by_dialect, show_secrets, full), strict=False)
    return [*lines, *(("", one) for one in (*_wire(session), *_after_the_handshake(session, show_secrets, full)))]


def _wire(session: Session) -> list[str]:
    """The messages of the handshake in order, and what was said of them: a refusal is the last row."""
    messages = {id(one.line): one for one in session.messages if one.decoded is not None}
    events = {id(one.line): one for one in session.events if one.line.get("type") == "event"}
    lines = []
    for line in session.capture.lines:
        if id(line) in messages:
            lines.append(f"  {_message(messages[id(line)])}")
        elif id(line) in events:
            lines.append(f"  {_event(events[id(line)])}")
        elif told := of_the_link(line):
            lines.append(f"  link: {printable(told, 200)}")
    return ["", "wire:", *lines] if lines else []


def _message(message: Message) -> str:
    decoded = message.decoded
    assert decoded is not None
    holds = ", ".join(f"{printable(name, 24)} {len(data)}" for name, data in decoded.values.items())
    said = f": {printable(decoded.refusal, 200)}" if decoded.refusal is not None else f": {holds}" if holds else ""
    return f"{printable(message.sender, 10)} sends {printable(decoded.name, 24)}, {len(message.data)} bytes{said}"


def _event(event: Event) -> str:
    who = f"the {event.by} " if event.by else ""
    code = event.line.get("code")
    numbered = f" {printable(str(code), 12)}" if code is not None else ""
    done = {"error": "answers with an error", "broken-off": "broken off"}.get(event.what, event.what)
    of = f" {printable(event.of, 12)}" if event.what in ("refused", "accepted") and event.of != "message" else ""
    return f"{who}{done}{of}{numbered}{': ' if event.text else ''}{printable(event.text, 300)}"


def _after_the_handshake(session: Session, show_secrets: bool, full: bool) -> list[str]:
    """The encrypted messages, opened with K where it is known."""
    from srpscope.session.decrypted import decrypted, opened_words

    if declared(session.wire).gcm_nonce not in session.view.wire:
        words = opened_words(session)
        return ["", "After the handshake:", *(f"  {printable(one)}" for one in words)] if words else []
    found = decrypted(session)
    if not found.messages:
        return []
    lines = ["", f"After the handshake: {printable(found.sentence)}"]
    for one in found.messages:
        who = f"{printable(str(one.line.get('from', '')), 10)}, {printable(str(one.line.get('endpoint', '')), 40)}"
        if one.opened.data is None:
            lines.append(f"  {who}: {printable(one.opened.note)}")
            continue
        counter = "" if one.opened.counter is None else f"nonce counter {one.opened.counter}, "
        hidden = one.secret and not show_secrets
        lines.append(f"  {who}: {counter}{'hidden' if hidden else _octets(one.opened.data, full) or '(empty)'}")
    return lines


def first_difference(session: Session, judged: Judgement) -> str:
    """Which value differs first, as the judgement has it, where that shows on record, and what differs only because of
    it; "" where nothing does."""
    first, seen = judged.first_difference, session.view.comparison.first_difference
    if first is None:
        return ""
    shows = f", which shows in {printable(seen, 24)}" if seen is not None and seen != first else ""
    path = [row.name for row, _ in rows_found(session, judged) if row.state == "follows" and row.name != first]
    follows = ", ".join(printable(name, 24) for name in path)
    rest = f" Only because of it differ: {follows}." if follows else ""
    return f"First difference: {printable(first, 24)}{shows}.{rest}"


FOUND = "as its mistake makes it"
"""How a value is marked that a side computed otherwise than its dialect does."""


def found_otherwise(cell: Cell, by_dialect: Cell) -> bool:
    """Whether a side's value is its own by a proved cause, and not what its dialect makes of it."""
    return cell.value != by_dialect.value


def rows_found(session: Session, judged: Judgement) -> list[tuple[Row, Row]]:
    """Every value as a proved cause says that the sides had it, and as their dialects have it. What the cause alters
    differs from the dialect, also where the other side has none."""
    by_dialect = session.view.comparison
    found = []
    for row in as_found(session, judged.found).comparison.rows.values():
        plain = by_dialect[row.name]
        altered = any(found_otherwise(row.cell(side), plain.cell(side)) for side in BOTH_SIDES)
        if altered and row.state not in ("differ", "follows"):
            row = replace(row, state="differ" if row.name == judged.first_difference else "follows")
        found.append((row, plain))
    return found


def _text_row(row: Row, by_dialect: Row, show_secrets: bool, full: bool) -> list[str]:
    hide = row.name in SECRETS and not show_secrets
    if not row.known:
        made = row.client.formula is not None or row.server.formula is not None
        if row.state == "unknown" and not made and (not row.needs or row.name in COMPUTED):
            return []  # a dialect without such a value: Cognito has no M2
        return [f"{row.name}: unknown{_needs(row)}{_problem(row)}"]
    lines = [f"{row.name}: {_state(row)}{_needs(row)}{_problem(row)}"]
    for side in BOTH_SIDES:
        cell, plain = row.cell(side), by_dialect.cell(side)
        if cell.value is None:
            continue
        found = found_otherwise(cell, plain)
        lines.append(f"  {side}  {shown(cell.value, hide, full)}  ({FOUND if found else _source(by_dialect, side)})")
        if cell.computed is not None and cell.contradicted:
            lines.append(f"  {side}'s own formula gives  {shown(cell.computed, hide, full)}")
        if cell.calls and not hide:
            lines += [f"    {line}" for line in _text_call(cell.calls[-1], show_secrets, full)]
        if (found or cell.formula != plain.formula) and plain.by_formula is not None and not hide:
            lines.append(f"  {side}'s dialect gives  {shown(plain.by_formula, hide, full)}")
    if row.wire is not None:
        lines.append(f"  wire    {'hidden' if hide else _octets(row.wire, full)}  ({len(row.wire)} bytes)")
    return lines


def _source(row: Row, side: str) -> str:
    cell, right = row.cell(side), row.right(side)
    return "assumed" if cell.source == "given" and right is not None and right.stand_ins else str(cell.source)


def _state(row: Row) -> str:
    nobodys = row.client.value is None and row.server.value is None and row.client.formula is None
    if nobodys and row.wire is not None and row.server.formula is None:
        return "in a message alone"  # the name that was typed, of which no formula speaks
    return of_one_side(row) or _WORDS[row.state]


def of_one_side(row: Row) -> str:
    """In words, whose value it is that only one side has; "" where both have it, or neither."""
    if row.state != "unknown" or (row.client.value is None) is (row.server.value is None):
        return ""
    return f"of the {'client' if row.server.value is None else 'server'} alone"


def _needs(row: Row) -> str:
    ways = [way for way in row.needs if not row.known or row.name not in way]
    return f"; needs {needed(ways)}" if ways else ""


def _problem(row: Row) -> str:
    problems = [f"{cell.problem}" for cell in (row.client, row.server) if cell.problem]
    return f"; {printable(problems[0])}" if problems else ""


def shown(value: Value, hide: bool, full: bool = False) -> str:
    """A value for people: text in quotes, the rest in hex. full: however long; else a long one says its length."""
    if hide:
        return "hidden"
    if isinstance(value, str):
        return f'"{printable(value)}"'
    digits = value_hex(value)
    return digits if full else folded(digits, size_told=True)


def _octets(data: bytes, full: bool) -> str:
    """Bytes whose length stands beside them."""
    return data.hex() if full else folded(data.hex())


def _text_call(call: HashCall, show_secrets: bool, full: bool) -> list[str]:
    title = f"{call.function} of {len(call.fed)} bytes:"
    return [title, *(f"  {operand_line(operand, show_secrets, full)}" for operand in call.operands)]


def operand_line(operand: Operand, show_secrets: bool = False, full: bool = False) -> str:
    """One piece of a hash input: what it is, how it became bytes, how many, and which."""
    secret = not show_secrets and any(name in SECRETS for name in _names(operand.text))
    held = "hidden" if secret else _octets(operand.data, full)
    added = f", {operand.added} zero byte{'s' * (operand.added != 1)} added" if operand.added else ""
    size = len(operand.data)
    return f"{printable(operand.text)}  {operand.encoding}, {size} byte{'s' * (size != 1)}{added}  {held}"


def _names(text: str) -> list[str]:
    import re

    return re.findall(r"[A-Za-z_]\w*", text)
