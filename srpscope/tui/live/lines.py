"""What the live screen says, as lines: the messages so far, the one that is held, the peer, the values known."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import ORDER, Value
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, Span, place, shorten
from srpscope.tui.live import host_view
from srpscope.tui.live.proof_rows import proof_rows
from srpscope.tui.live.ways import MORE, WAYS
from srpscope.wire.decoders import Decoded
from srpscope.wire.decoders import Span as Piece

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession, LiveEvent
    from srpscope.live.editing import Editing
    from srpscope.srp.sheet import Sheet
    from srpscope.tui.live.feed import ClientFeed, HostFeed


def decoded(session: ClientSession, sender: str, endpoint: str, data: bytes) -> Decoded | None:
    """A message's values, by the wire that the session speaks, whatever its dialect's own."""
    return session.decoded(sender, endpoint, data)


def wire_rows(session: ClientSession, cells: int) -> list[Line]:
    """A row a message, the held one last."""
    head: Line = place([(3, "ms", "dim"), (10, "message", "dim"), (29, "bytes", "dim"), (37, "holds", "dim")])
    lines = [head]
    for number, event in enumerate((one for one in session.events if one.what in ("sent", "received")), 1):
        lines.append(_wire_row(session, event, number, cells))
    if session.held is not None:
        held = session.held
        holds = _holds(decoded(session, "client", held.step.endpoint, held.data))
        lines.append(
            place(
                [
                    (0, "►", "accent bold"),
                    (3, "·", "dim"),
                    (8, "→", "accent"),
                    (10, shorten(printable(held.step.name, 40), 18), "text bold"),
                    (34 - len(str(len(held.data))), str(len(held.data)), "text"),
                    (37, shorten(holds, max(cells - 53, 6)), "text"),
                    (cells - 14, "held", "warn bold"),
                ]
            )
        )
    return lines


def _wire_row(session: ClientSession, event: LiveEvent, number: int, cells: int) -> Line:
    ours = event.what == "sent"
    read = decoded(session, event.sender, event.endpoint, event.data)
    holds = _holds(read) or printable(event.endpoint, 30)
    name = read.name if read is not None and read.name else event.name
    took = "" if event.seconds is None else f"{event.seconds * 1000:.0f} ms"
    return place(
        [
            (7 - len(f"{event.t * 1000:.0f}"), f"{event.t * 1000:.0f}", "dim"),
            (8, "→" if ours else "←", "accent"),
            (10, shorten(printable(name, 40), 18), "text bold"),
            (34 - len(str(len(event.data))), str(len(event.data)), "text"),
            (37, shorten(holds, max(cells - 53, 6)), "text"),
            (cells - 14, "= sent" if ours else "= read", "agree"),
            (cells - 7, f"{took[:7]:>7}" if cells >= 80 else "", "dim"),
        ]
    )


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
    state = "It was edited. " if held.edited or live.unsent else ""
    gap: list[Line] = [] if narrow else [()]
    said: Line = (("This message waits. ", "text bold"), (f"{state}Nothing is sent until you say so.", "text"))
    # At 80 columns the verdict says it, and the rows are needed.
    lines: list[Line] = [] if narrow else [said, *gap]
    read = live.decoded(side, held.step.endpoint, held.data)
    fields = read.fields if read is not None else []
    proof: list[Line] = []
    if party is not None and ("M1" if side == "client" else "M2") in (read.values if read is not None else {}):
        proof = [*gap, *proof_rows(party.sheet, cells, narrow)]
    lines += _byte_rows(held.data, fields, (2 if len(proof) > 8 else 3) if narrow else 10)
    for note in read.notes if read is not None else []:
        lines.append((("! ", "warn"), (printable(note, 160), "warn")))
    if not narrow and held.data[:1] in (b"{", b"["):
        shown = printable(held.data.decode("utf-8", "replace"), 400)
        lines += [(), *((("  " + row, "dim"),) for row in wrap(shown, max(cells - 3, 20))[:4])]
    return [*lines, *proof]


def _byte_rows(data: bytes, fields: Sequence[tuple[str, tuple[Piece, ...]]], most: int) -> list[Line]:
    hue = dict.fromkeys(range(len(data)), "dim")
    label: dict[int, tuple[str, str]] = {0: ("message", "dim")}
    for number, (name, pieces) in enumerate(((name, [one for one in spans if one[1]]) for name, spans in fields), 1):
        role = operand_role(number)
        for offset, length in pieces:
            label[offset - offset % 16] = (printable(name, 13), role)
            hue |= dict.fromkeys(range(offset, min(offset + length, len(data))), role)
    lines: list[Line] = []
    rows = range(0, len(data), 16)
    for at, start in enumerate(rows):
        if at >= most - 1 and len(rows) > most:
            lines.append(((" " * 14, "text"), (f"⋮ {len(rows) - at} rows more", "dim")))
            break
        name, role = label.get(start, ("", "dim"))
        spans: list[Span] = [(f"{name:<14}", f"{role} bold" if name else "dim"), (f"{start:04x} ", "dim")]
        for index in range(start, min(start + 16, len(data))):
            gap = " " if index % 16 == 8 else ""
            spans.append((f"{gap}{data[index]:02x} ", hue[index]))
        lines.append(tuple(spans))
    return lines


def peer_rows(session: ClientSession, reveal: bool) -> list[Line]:
    """Who is talked to, what this side sent of itself, and where it is recorded."""
    lines: list[Line] = [
        ((printable(session.transport.name, 28), "text bold"),),
    ]
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
    lines.append(((f"  {shorten(printable(path.name, 60), 27) if path is not None else 'memory'}", "dim"),))
    lines.append((("  secrets in it, mode 0600", "dim"),))
    return lines


def _pair(name: str, text: str, role: str = "text") -> Line:
    return place([(2, name, "dim"), (12, text or "·", role)])


def _text(value: Value | None) -> str:
    return value if isinstance(value, str) else "" if value is None else value_bytes(value).decode("utf-8", "replace")


def known_line(sheet: Sheet) -> Line:
    """N= g= I= ... with = for what this side knows, · for what it does not."""
    spans: list[Span] = []
    for name in ORDER:
        if name in ("H",):
            continue
        known = sheet.value(name) is not None
        spans += [(name, "text"), ("=" if known else "·", "agree" if known else "dim"), (" ", "text")]
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
        state = "ended" if feed.over else "under way"
        sent = sum(event.what in ("sent", "received") for event in session.events)
        path = session.recording.path
        return printable(session.transport.name, 40), [
            (printable(session.party.knowledge.dialect.id, 40), "dim"),
            (state, "dim"),
            (f"{'recorded' if feed.over else 'recording'} {sent} messages" if path is not None else "", "warn"),
        ]
    behind = feed.host.behind
    title = f"Playing the {feed.host.plays}"
    if behind is not None:
        title = f"proxy, {'passing through' if behind.passes else 'split'}"
    return title, [
        (feed.where or "starting", "dim"),
        (f"{len(feed.ended)} session{'' if len(feed.ended) == 1 else 's'}", "warn"),
    ]


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
    held = feed.session.held
    if held is not None:
        read = decoded(feed.session, "client", held.step.endpoint, held.data)
        name = "M1" if read is not None and "M1" in read.values else printable(held.step.name, 12)
        return "warn", f"{name} HELD"
    if feed.fault:
        return "differ", "LOST"
    if feed.accepted:
        return "agree", "M1 = ACCEPTED"
    if was_dropped(feed):
        return "warn", "NOT SENT"
    if not feed.over:
        return "dim", ""
    return ("differ", "M1 ≠ REFUSED") if feed.judgement is None else host_view.ended_badge(feed.judgement.as_json())


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
                    (42, shorten(way.about, max(cells - 43, 8)), "dim"),
                ]
            )
        )
    lines += [(), (("On the command line, on this same screen", "text bold"),)]
    return lines + [(("  " + text, "dim"),) for text in MORE]
