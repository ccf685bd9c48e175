"""Two handshakes side by side in sentences, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from srpscope.answers.compared.compared import Compared, First
from srpscope.answers.compared.messages import EventPair, MessagePair
from srpscope.answers.compared.values import Attempt, Column, ValueRow
from srpscope.capture.events import Event
from srpscope.printable import printable
from srpscope.session import Message
from srpscope.session.clauses import called, named
from srpscope.srp.encodings import bytes_text
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE
from srpscope.wire.wires import declared

STATES = {
    "same": "same",
    "differ": "differs",
    "follows": "follows",
    "drawn": "new by right",
    "missing": "only in one",
}

_COLOURS = {"differ": "differ", "follows": "follows"}
"""The state of a value -> its colour."""

_VERDICTS = {AGREE: "agree", DISAGREE: "differ", CANNOT_TELL: "warn"}

TEXTS = ("I", "P", "H")
ENDS = 4
"""Bytes at each end of a long value."""


def sentences(found: Compared, show_secrets: bool = False) -> list[str]:
    """What there is to say, the most telling first: where they part, what is not new, how each ended."""
    said = [first_words(found, show_secrets)]
    others = [row for row in found.values.values() if row.state == "differ"]
    if found.first is not None and found.first.value:
        said += _too([row for row in others if row.name != found.first.value])
    if found.repeated:
        said.append(_repeated(found.repeated))
    said += _read_as((found.left, found.right))
    ends = list(zip((found.left, found.right), found.judgements, strict=True))
    # What went wrong says more than what went well.
    ends.sort(key=lambda one: one[1].exit_status == 0)
    return [*said, *(f"{attempt.name}: {judged.headline}" for attempt, judged in ends)]


def _read_as(attempts: tuple[Attempt, Attempt]) -> list[str]:
    """Under which dialect those are read that name none, and by what right: differences of formulas rest on it."""
    unnamed = [one for one in attempts if one.session.guessed == "dialect" or not one.session.names_dialect]
    ways = {(one.session.dialect("client").id, one.session.guessed): one for one in unnamed}
    said = []
    for (spoken, guessed), first in ways.items():
        both = len(unnamed) == 2 and len(ways) == 1
        which, verb = ("both", "are") if both else (first.name, "is")
        why = "guessed, as most values come out so" if guessed else "supposed, as nothing tells it"
        said.append(f"No dialect is named: {which} {verb} read as {printable(spoken, 40)}, which is {why}.")
    return said


def _too(rows: list[ValueRow]) -> list[str]:
    """What else is another one by itself."""
    formulas = [row.name for row in rows if row.why == "formula"]
    values = [row.name for row in rows if row.why != "formula"]
    made = "is made by another formula" if len(formulas) == 1 else "are made by other formulas"
    said = [f"{named(values)} differ{'s' if len(values) == 1 else ''} too, and not because of it."] if values else []
    return said + ([f"{named(formulas)} {made}, too."] if formulas else [])


def first_words(found: Compared, show_secrets: bool = False) -> str:
    """Where they part, in a sentence."""
    first = found.first
    if first is None:
        if found.judgements[0].outcome != found.judgements[1].outcome:
            return "They ended in two ways, and nothing known is another one that should be the same."
        drawn = [name for name, row in found.values.items() if row.state == "drawn"]
        fresh = f" New by right: {named(drawn)}." if drawn else ""
        return f"Nothing is another one that should be the same.{fresh}"
    if first.value:
        return _value_words(found, first, show_secrets)
    pair = found.messages[first.message - 1]
    if pair.state == "missing":
        one = found.left if pair.left is not None else found.right
        lead = f"Message {first.message}, {printable(pair.name, 24)}, is only in {one.name}"
        refused = pair.any.decoded is not None and pair.any.decoded.refusal is not None
        return f"{lead}{_nothing_before(found, pair) if refused else '.'}"
    inside = {"frame": "what is around its values", "refusal": "what it refuses", "": "its bytes"}
    where = inside.get(first.field, printable(first.field, 24))
    return f"Message {first.message}, {printable(pair.name, 24)}, differs first, in {where}."


def _nothing_before(found: Compared, pair: MessagePair) -> str:
    """A refusal is how one ended, and no difference that explains it: what would tell more."""
    one, judged = list(zip((found.left, found.right), found.judgements, strict=True))[pair.left is None]
    ways = " or ".join(named(way) for way in judged.missing)
    asks = f" With {ways} of {one.name} on record more can be told." if ways else ""
    return f": nothing before it is another one that should be the same.{asks}"


def _value_words(found: Compared, first: First, show_secrets: bool) -> str:
    row, left, right = found.values[first.value], found.left, found.right
    whose = f"on the {first.side}" if first.side in ("client", "server") else "on the wire"
    name = printable(row.name, 24)
    if row.why == "formula":
        formulas = [_cell(one, first.side, row.name).formula for one in (left, right)]
        return (
            f"{name} differs first, {whose}: {left.name} computes {formulas[0]}, {right.name} computes {formulas[1]}."
        )
    if row.name in SECRETS and not show_secrets:
        return f"{name} differs first, {whose}; it is a secret and is not shown."
    column = row.columns[first.side]
    texts = [_shown(row.name, data, True) for data in (column.left, column.right)]
    size = f" ({len(column.left or b'')} bytes)"
    if all(text.endswith(size) for text in texts):  # of the same length, which is no news
        texts = [text.removesuffix(size) for text in texts]
    return f"{name} differs first, {whose}: {left.name} has {texts[0]}, {right.name} has {texts[1]}."


def _cell(attempt: Attempt, side: str, name: str) -> Cell:
    row = attempt.view.comparison.rows[name]
    return row.server if side == "server" else row.client


def _repeated(names: tuple[str, ...]) -> str:
    who = [side for side, own in (("client", ("a", "A")), ("server", ("b", "B"))) if set(own) & set(names)]
    are = "is" if len(names) == 1 else "are"
    return f"{named(names)} {are} the same in both: the {' and the '.join(who)} did not draw anew, as each must."


def as_text(found: Compared, show_secrets: bool = False) -> str:
    """`compare` for people and screen readers."""
    return "\n".join(text for _colour, text in as_lines(found, show_secrets))


def as_lines(found: Compared, show_secrets: bool = False) -> Iterator[tuple[str, str]]:
    """The same, line by line, each with the name of its colour ("": none)."""
    for attempt in (found.left, found.right):
        spoken = printable(attempt.session.dialect("client").id)
        yield "title", f"{attempt.name}: {printable(attempt.session.title)}, {spoken}"
    yield "", ""
    first, *others = sentences(found, show_secrets)
    yield _VERDICTS[found.exit_status], first
    yield from (("", one) for one in others)
    if found.messages:
        yield from (("", ""), ("title", "messages (ms since the first of each, bytes):"))
        yield from (("", f"  {_message_line(found, pair)}") for pair in found.messages)
    if found.events:
        yield from (("", ""), ("title", "events:"))
        yield from (("", f"  {_event_line(found, pair)}") for pair in found.events)
    yield from (("", ""), ("title", "values:"))
    for row in found.values.values():
        head, *below = _value_lines(found, row, show_secrets)
        yield _COLOURS.get(row.state, ""), f"  {head}"
        yield from (("", f"  {line}") for line in below)


def _message_line(found: Compared, pair: MessagePair) -> str:
    sides = [
        "not there" if message is None else f"{_ms(after)} {len(message.data)}"
        for message, after in zip((pair.left, pair.right), pair.after, strict=True)
    ]
    named = f"{pair.number} {printable(pair.any.sender, 10)} {printable(pair.name, 24)}"
    odd = [f"{printable(name, 24)} {STATES[state]}" for name, state in pair.fields.items() if state != "same"]
    said = ", ".join(odd) or ("only in one" if pair.state == "missing" else STATES[pair.state])
    if not pair.read and pair.state == "differ":
        said = "not read"
    return f"{named}: {found.left.name} {sides[0]}, {found.right.name} {sides[1]}: {said}"


def _ms(after: float | None) -> str:
    return "no time," if after is None else f"{after * 1000:.0f} ms,"


def _event_line(found: Compared, pair: EventPair) -> str:
    if pair.left is not None and pair.right is not None:
        return f"both: {_event(pair.left, found.left)}"
    event = pair.left or pair.right
    assert event is not None
    attempt = found.left if pair.left is not None else found.right
    return f"only in {attempt.name}: {_event(event, attempt)}"


def _event(event: Event, attempt: Attempt) -> str:
    """In the words of its protocol: some call another thing M1 than the proof."""
    words = f"{event.by} {event.what} {'' if event.of == 'message' else event.of}".strip()
    words = called(words, declared(attempt.session.wire).proofs)
    return printable(f"{words}: {event.text}" if event.text else words, 300)


def _value_lines(found: Compared, row: ValueRow, show_secrets: bool) -> Iterator[str]:
    state = "the same, though it should be new" if row.repeated and row.name in found.repeated else STATES[row.state]
    yield f"{printable(row.name, 24)}: {state}{', another formula' if row.why == 'formula' else ''}"
    groups: dict[tuple[bytes | None, bytes | None], list[str]] = {}
    for side, column in row.columns.items():
        groups.setdefault((column.left, column.right), []).append(side)
    for (left, right), sides in groups.items():
        shown = show_secrets or row.name not in SECRETS
        one, other = _shown(row.name, left, shown), _shown(row.name, right, shown)
        both = one if left == right else f"{found.left.name} {one}, {found.right.name} {other}"
        yield f"  {', '.join(sides)}: {both}"
    if row.why == "formula":
        for attempt in (found.left, found.right):
            yield f"  {attempt.name}: {row.name} = {_cell(attempt, row.side, row.name).formula}"


def _shown(name: str, data: bytes | None, shown: bool) -> str:
    if data is None:
        return "nothing"
    if not shown:
        return "hidden"
    if name in TEXTS:
        return f'"{printable(bytes_text(data), 60)}"'
    if len(data) <= 2 * ENDS + 2:
        return data.hex() or "no bytes"
    return f"{data[:ENDS].hex()}..{data[-ENDS:].hex()} ({len(data)} bytes)"


def as_json(found: Compared) -> dict[str, Any]:
    """The answer of `compare --json`."""
    first = found.first
    where: dict[str, Any] | None = None
    if first is not None:
        where = {"value": first.value, "side": first.side} if first.value else None
        where = where or {"message": first.message, "field": first.field}
    return {
        "left": _side(found.left, found, 0),
        "right": _side(found.right, found, 1),
        "first_difference": where,
        "sentences": sentences(found),
        "messages": [_pair(pair) for pair in found.messages],
        "events": [
            {"left": _event_json(pair.left), "right": _event_json(pair.right), "state": pair.state}
            for pair in found.events
        ],
        "values": {printable(name, 60): _row(found, row) for name, row in found.values.items()},
        "repeated": list(found.repeated),
    }


def _side(attempt: Attempt, found: Compared, index: int) -> dict[str, Any]:
    session = attempt.session
    return {
        "title": printable(session.title),
        "dialect": {side: printable(session.dialect(side).id) for side in ("client", "server")},
        "judgement": found.judgements[index].as_json(),
    }


def _pair(pair: MessagePair) -> dict[str, Any]:
    return {
        "name": printable(pair.name, 60),
        "from": printable(pair.any.sender, 10),
        "left": _message(pair.left, pair.after[0]),
        "right": _message(pair.right, pair.after[1]),
        "state": pair.state,
        "fields": {printable(name, 60): state for name, state in pair.fields.items()},
    }


def _message(message: Message | None, after: float | None) -> dict[str, Any] | None:
    if message is None:
        return None
    values = {} if message.decoded is None else message.decoded.values
    fields = {printable(name, 60): data.hex() for name, data in values.items()}
    return {"bytes": len(message.data), "after": after, "hex": message.data.hex(), "fields": fields}


def _event_json(event: Event | None) -> dict[str, Any] | None:
    if event is None:
        return None
    return {"what": event.what, "by": event.by, "of": printable(event.of, 24), "text": printable(event.text, 300)}


def _row(found: Compared, row: ValueRow) -> dict[str, Any]:
    return {
        "left": {side: _hex(column.left) for side, column in row.columns.items()},
        "right": {side: _hex(column.right) for side, column in row.columns.items()},
        "state": row.state,
        "side": row.side,
        "why": row.why,
        "formulas": {
            side: [None if (formula := _cell(one, side, row.name).formula) is None else str(formula) for one in pair]
            for side in ("client", "server")
            for pair in [(found.left, found.right)]
            if all(row.name in one.view.comparison.rows for one in pair)
        },
        "columns": {side: _column(column) for side, column in row.columns.items()},
    }


def _hex(data: bytes | None) -> str | None:
    return None if data is None else data.hex()


def _column(column: Column) -> str:
    return column.state
