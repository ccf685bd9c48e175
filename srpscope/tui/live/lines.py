"""What the live screen says, as lines: the messages so far, the one that is held, the peer, the values known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import ORDER, Value
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, Span, place, room_for, shorten
from srpscope.tui.live import host_view
from srpscope.tui.live.proof_rows import proof_rows
from srpscope.tui.live.ways import MORE, WAYS
from srpscope.wire.decoders import Decoded, Span as Piece
from srpscope.wire.wires import declared

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession, LiveEvent
    from srpscope.live.editing import Editing
    from srpscope.srp.sheet import Sheet
    from srpscope.tui.live.feed import ClientFeed, HostFeed


def decoded(session: ClientSession, sender: str, endpoint: str, data: bytes) -> Decoded | None:
    """A message's values, by the wire that the session speaks, whatever its dialect's own."""
    return session.decoded(sender, endpoint, data)


NAME, LONGEST_NAME = 18, 24
"""Cells of a message's name; what a long one may have where there is room."""


TIMED = 80
"""Cells from which a message's row has the time that it took."""


def wire_rows(session: ClientSession, cells: int) -> list[Line]:
    """A row a message, the held one last."""
    crossed = [one for one in session.events if one.what in ("sent", "received", "unsent")]
    name = room_for([_called(session, one) for one in crossed], NAME, LONGEST_NAME if cells >= 80 else NAME)
    more = name - NAME
    heads = ((3, "ms"), (10, "message"), (29 + more, "bytes"), (37 + more, "holds"))
    lines: list[Line] = [place([(at, text, "dim") for at, text in heads])]
    for one in session.events:
        if one.what in ("sent", "received", "unsent"):
            lines.append(_wire_row(session, one, cells, name))
        elif one.what == "refused":
            lines += _refused_rows(one, cells)
    if session.held is not None:
        held = session.held
        holds = _holds(decoded(session, "client", held.step.endpoint, held.data))
        lines.append(
            place(
                [
                    (0, "►", "accent bold"),
                    (3, "·", "dim"),
                    (8, "→", "accent"),
                    (10, shorten(printable(held.step.name, 40), name), "text bold"),
                    (34 + more - len(str(len(held.data))), str(len(held.data)), "text"),
                    (37 + more, shorten(holds, max(cells - 53 - more, 6)), "text"),
                    (cells - (14 if cells >= TIMED else 5), "held", "warn bold"),
                ]
            )
        )
    return lines


def _called(session: ClientSession, event: LiveEvent) -> str:
    read = decoded(session, event.sender, event.endpoint, event.data)
    return read.name if read is not None and read.name else event.name


def _wire_row(session: ClientSession, event: LiveEvent, cells: int, name: int) -> Line:
    ours = event.what != "received"
    read = decoded(session, event.sender, event.endpoint, event.data)
    holds = _holds(read) or printable(event.endpoint, 30)
    more = name - NAME
    took = "" if event.seconds is None else f"{event.seconds * 1000:.0f} ms"
    sign = ("= sent", "agree") if ours else ("= read", "agree")
    if event.what == "unsent":
        sign = ("≠ not sent", "warn bold")
    elif event.text:  # how much of it the peer has is not known
        sign = ("· cut off", "warn bold")
    text, at = sign[0], cells - 14
    if cells < TIMED:  # no time stands behind it: the sign alone, at the end, where all is well
        text = text[:1] if sign[1] == "agree" else text
        at = cells - 1 - len(text)
    return place(
        [
            (7 - len(f"{event.t * 1000:.0f}"), f"{event.t * 1000:.0f}", "dim"),
            (8, "→" if ours else "←", "accent"),
            (10, shorten(printable(_called(session, event), 40), name), "text bold"),
            (34 + more - len(str(len(event.data))), str(len(event.data)), "text"),
            (37 + more, shorten(holds, max(at - 39 - more, 6)), "text"),
            (at, text, sign[1]),
            (cells - 7, f"{took[:7]:>7}" if cells >= TIMED and sign[1] == "agree" else "", "dim"),
        ]
    )


MOST_OF_WORDS = 3
"""Rows of a refusal's words."""


def _refused_rows(event: LiveEvent, cells: int) -> list[Line]:
    """In the place of the answer that was not given: who refused, in its own words."""
    sign = ("· ended", "warn bold") if event.name == "broken-off" else ("≠ refused", "differ bold")
    room = max(cells - 25, 6)
    words = wrap(printable(event.text, 300), room, max_lines=MOST_OF_WORDS, placeholder=" ..") or [""]
    first = place(
        [
            (7 - len(f"{event.t * 1000:.0f}"), f"{event.t * 1000:.0f}", "dim"),
            (8, {"server": "←", "client": "→"}.get(event.sender, "·"), "accent"),
            (10, words[0], "text"),
            (cells - 14, *sign),
        ]
    )
    return [first, *(place([(10, row, "text")]) for row in words[1:])]


def _holds(read: Decoded | None) -> str:
    if read is None:
        return ""
    parts = []
    for name, data in read.values.items():
        text = printable(data.decode("utf-8", "surrogateescape"), 20) if name == "I" else str(len(data))
        parts.append(f"{printable(name, 16)} {text}")
    return ", ".join(parts)


def held_rows(live: Editing, cells: int, narrow: bool) -> list[Line]:
    """The bytes of a message that waits, each field in its own hue, and what the proof in it is made of."""
    held, party = live.held, live.computes
    if held is None or live.driven is None:
        return []
    side = live.driven.side
    state = "It was edited. " if held.data != live.hold.given or live.unsent else ""
    gap: list[Line] = [] if narrow else [()]
    said: Line = (("This message waits. ", "text bold"), (f"{state}Nothing is sent until you say so.", "text"))
    # At 80 columns the verdict says it, and the rows are needed.
    lines: list[Line] = [] if narrow else [said, *gap]
    read = live.decoded(side, held.step.endpoint, held.data)
    fields = read.fields if read is not None else []
    proof: list[Line] = []
    if party is not None and ("M1" if side == "client" else "M2") in (read.values if read is not None else {}):
        proof = [*gap, *proof_rows(party.sheet, cells, narrow)]
    rows = _text_rows(held.data, fields, cells) if _is_text(held.data) else _byte_rows(held.data, fields, cells)
    lines += _at_most(rows, (2 if len(proof) > 8 else 3) if narrow else 10)
    for note in read.notes if read is not None else []:
        lines.append((("! ", "warn"), (printable(note, 160), "warn")))
    return [*lines, *proof]


Fields = Sequence[tuple[str, tuple[Piece, ...]]]


def _at_most(rows: list[Line], most: int) -> list[Line]:
    """The first rows, where its last field begins, and how many rows there are more: a field that stands behind a long
    one is seen."""
    if len(rows) <= most:
        return rows
    last = max((at for at, row in enumerate(rows) if row[0][0].strip()), default=0)
    behind = rows[last : last + most // 2] if last >= most - 1 and most > 3 else []
    first = rows[: most - 1 - len(behind)]
    left = len(rows) - len(first) - len(behind)
    return [*first, ((" " * 14, "text"), (f"⋮ {left} rows more", "dim")), *behind]


def _hues(data: bytes, fields: Fields) -> list[str]:
    """The look of each byte: a field's hue, or dim."""
    hue = ["dim"] * len(data)
    for number, (_, pieces) in enumerate(fields, 1):
        for offset, length in pieces:
            end = min(offset + length, len(data))
            hue[offset:end] = [operand_role(number)] * max(end - offset, 0)
    return hue


def _is_text(data: bytes) -> bool:
    """Whether a message is read as text: it has nothing that cannot be seen."""
    return bool(data) and all(32 <= byte < 127 or byte in b"\r\n\t" for byte in data)


def _text_rows(data: bytes, fields: Fields, cells: int) -> list[Line]:
    """A text message as it stands, each field in its own hue."""
    each, hue = max(cells - 6, 16), _hues(data, fields)
    lines: list[Line] = []
    for start in range(0, len(data), each):
        spans: list[Span] = [(f"{start:04x}  ", "dim")]
        for role, run in groupby(range(start, min(start + each, len(data))), lambda at: hue[at]):
            spans.append(("".join(chr(data[at]) if data[at] >= 32 else "·" for at in run), role))
        lines.append(tuple(spans))
    return lines


def _byte_rows(data: bytes, fields: Fields, cells: int) -> list[Line]:
    each = 16 if cells >= 19 + 16 * 3 else 8
    hue = _hues(data, fields)
    label: dict[int, tuple[str, str]] = {0: ("message", "dim")}
    for number, (name, pieces) in enumerate(fields, 1):
        for offset, length in pieces:
            if length:
                label[offset - offset % each] = (printable(name, 13), operand_role(number))
    lines: list[Line] = []
    for start in range(0, len(data), each):
        name, role = label.get(start, ("", "dim"))
        spans: list[Span] = [(f"{name:<14}", f"{role} bold" if name else "dim"), (f"{start:04x} ", "dim")]
        for index in range(start, min(start + each, len(data))):
            gap = " " if index % 16 == 8 else ""
            spans.append((f"{gap}{data[index]:02x} ", hue[index]))
        lines.append(tuple(spans))
    return lines


def peer_name(session: ClientSession) -> str:
    """Its address as it was given, or the name and address of the device that was chosen; "" before one was."""
    found = next((one.text for one in reversed(session.events) if (one.what, one.name) == ("transport", "found")), "")
    return session.address or found.rpartition(", ")[0]


def is_simulated(session: ClientSession) -> bool:
    """Whether no such device is there."""
    return any((one.what, one.name) == ("transport", "simulated") for one in session.events)


def peer_rows(session: ClientSession, reveal: bool) -> list[Line]:
    """Who is talked to, what this side sent of itself, and where it is recorded."""
    who = peer_name(session) or session.transport.name
    lines: list[Line] = [((row, "text bold"),) for row in wrap(printable(who, 80), 29)[:2]]
    if is_simulated(session):
        lines.append((("simulated, not in the air", "warn"),))
    told = [one.text for one in session.events if one.what == "transport"][-1:]
    lines += [((row, "dim"),) for text in told for row in wrap(printable(text, 200), 29)[:4]]
    said_in, said = session.introduced()
    if said_in:
        lines += [(), ((said_in, "text bold"),)]
        lines += [_pair(name, printable(text, 18)) for name, text in said.items()]
    lines += [(), (("Sent as client", "text bold"),)]
    given = session.party.knowledge.given
    lines.append(_pair("user", printable(_text(given.get("I")), 18)))
    if "P" in given:
        hidden = not reveal
        lines.append(
            _pair(
                "password", "hidden" if hidden else printable(_text(given["P"]), 18), "dim italic" if hidden else "text"
            )
        )
    lines.append(_pair("dialect", printable(session.party.knowledge.dialect.id, 18)))
    path = session.recording.path
    lines += [(), (("Writes to", "text bold"),)]
    name = "memory" if path is None else printable(path.name, 60)
    lines += [((f"  {name[at : at + 27]}", "dim"),) for at in range(0, len(name), 27)]
    lines.append((("  secrets in it, mode 0600", "dim"),))
    return lines


def _pair(name: str, text: str, role: str = "text") -> Line:
    return place([(2, name, "dim"), (12, text or "·", role)])


def _text(value: Value | None) -> str:
    return value if isinstance(value, str) else "" if value is None else value_bytes(value).decode("utf-8", "replace")


def known_line(sheet: Sheet) -> Line:
    """N g I ..: what this side knows; what it does not has a · behind it. No sign of agreement: that is not judged."""
    spans: list[Span] = []
    for name in ORDER:
        if name in ("H",):
            continue
        known = sheet.value(name) is not None
        spans += [(name, "text"), (" ", "text")] if known else [(f"{name}·", "dim"), (" ", "text")]
        if name in ("s", "v", "B"):
            spans.append(("│ ", "line"))
    return tuple(spans)


def headline(feed: ClientFeed | HostFeed | None) -> tuple[str, list[tuple[str, str]]]:
    """Row 2: who is talked to, and that it is recorded."""
    from srpscope.tui.live.feed import ClientFeed

    if feed is None:
        return "Live", [("client or device", "dim"), ("any message can be held", "dim")]
    if isinstance(feed, ClientFeed):
        session = feed.session
        state = "under way" if not feed.over else "still open" if feed.stays else "ended"
        sent = sum(event.what in ("sent", "received") for event in session.events)
        path = session.recording.path
        simulated = [("simulated", "warn")] if is_simulated(session) else []
        return printable(f"{session.transport.name} {peer_name(session)}".rstrip(), 60), [
            *simulated,
            (printable(session.party.knowledge.dialect.id, 40), "dim"),
            (state, "dim"),
            (
                f"{'recorded' if feed.over else 'recording'} {sent} message{'' if sent == 1 else 's'}"
                if path is not None
                else "",
                "warn",
            ),
        ]
    behind, known = feed.host.behind, feed.host.enrolled
    sessions = (f"{len(feed.ended)} session{'' if len(feed.ended) == 1 else 's'}", "warn")
    where = feed.where or "starting"
    if behind is None:
        return f"Playing the {feed.host.plays}", [(where, "dim"), sessions]
    user = [(f"user {printable(known[0], 24)}", "dim")] if known is not None and known[0] else []
    title = f"proxy, {'passing through' if behind.passes else 'split'}"
    return title, [(f"{where} to {printable(behind.to, 60)}", "dim"), *user, sessions]


def was_dropped(feed: ClientFeed) -> bool:
    """Whether the person at the keys ended it: nobody refused anything then."""
    return feed.over and any(one.what == "dropped" for one in feed.session.events)


def badge(feed: ClientFeed | HostFeed | None) -> tuple[str, str]:
    """The badge of the live screen."""
    from srpscope.tui.live.feed import ClientFeed

    if not isinstance(feed, ClientFeed):
        if feed is None:
            return "dim", ""
        waits = feed.held
        return host_view.badge(feed) if waits is None else ("warn", f"{printable(waits.step.name, 12)} HELD")
    waits = feed.held
    if waits is not None:
        read = decoded(feed.session, "client", waits.step.endpoint, waits.data)
        proves = read is not None and "M1" in read.values and declared(feed.session.wire).proofs is None
        return "warn", f"{'M1' if proves else printable(waits.step.name, 12)} HELD"
    if feed.fault:
        return "differ", "ACCEPTED, THEN FAILED" if feed.accepted else "LOST"
    if feed.judgement is not None and feed.over:
        return feed.judgement.badge
    return ("agree", "ACCEPTED") if feed.accepted else ("dim", "")


ROOM_FOR_ABOUT = 74
"""Columns from which on what a way is stands beside it; below them only the chosen one's is said, under the list."""


def way_rows(at: int, cells: int) -> list[Line]:
    """What can be begun here, a row each, and what only the command line begins."""
    lines: list[Line] = []
    for index, way in enumerate(WAYS):
        here = index == at
        lines.append(
            place(
                [
                    (0, "►" if here else " ", "accent bold"),
                    (2, way.title, "text bold" if here else "text"),
                    *([(42, shorten(way.about, cells - 43), "dim")] if cells >= ROOM_FOR_ABOUT else []),
                ]
            )
        )
    lines += [(), (("On the command line, on this same screen", "text bold"),)]
    return lines + [(("  " + text, "dim"),) for text in MORE]
