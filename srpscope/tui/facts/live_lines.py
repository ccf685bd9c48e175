"""What the live screen says, as lines: the messages so far, the one that is held, the peer, the values known."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from srpscope.report.printable import printable
from srpscope.srp.values import ORDER, SECRETS, Value
from srpscope.tui.facts.operands import value_bytes
from srpscope.tui.facts.spans import Line, Span, place, shorten
from srpscope.tui.palette import operand_role
from srpscope.wire.decoders import Decoded, decode

if TYPE_CHECKING:
    from srpscope.live.session import ClientSession, Held, LiveEvent
    from srpscope.live.system_host import SystemHost
    from srpscope.srp.calls import Operand
    from srpscope.srp.sheet import Sheet
    from srpscope.tui.live_feed import ClientFeed, HostFeed

FIELD_HUES = 6


def decoded(session: ClientSession, sender: str, endpoint: str, data: bytes) -> Decoded | None:
    """A message's values, where its wire is known."""
    wire = session.party.knowledge.dialect.messages
    return None if wire is None else decode(wire, sender, data, endpoint or None)


def wire_rows(session: ClientSession, cells: int) -> list[Line]:
    """A row a message, the held one last."""
    head: Line = place([(3, "ms", "dim"), (10, "message", "dim"), (24, "bytes", "dim"), (32, "holds", "dim")])
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
                    (10, shorten(printable(held.step.name, 40), 13), "text bold"),
                    (29 - len(str(len(held.data))), str(len(held.data)), "text"),
                    (32, shorten(holds, max(cells - 46, 8)), "text"),
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
            (10, shorten(printable(name, 40), 13), "text bold"),
            (29 - len(str(len(event.data))), str(len(event.data)), "text"),
            (32, shorten(holds, max(cells - 46, 8)), "text"),
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


def held_rows(session: ClientSession, cells: int, narrow: bool) -> list[Line]:
    """The bytes of the held message, each field in its own hue, and what its proof is made of."""
    held = session.held
    if held is None:
        return []
    state = "It was edited. " if held.edited else ""
    gap: list[Line] = [] if narrow else [()]
    said: Line = (("This message waits. ", "text bold"), (f"{state}Nothing is sent until you say so.", "text"))
    # At 80 columns the verdict says it, and the rows are needed.
    lines: list[Line] = [] if narrow else [said, *gap]
    read = decoded(session, "client", held.step.endpoint, held.data)
    fields = [one for one in (read.fields if read is not None else []) if one[2] > 0]
    proof: list[Line] = []
    if "M1" in (read.values if read is not None else {}):
        proof = [*gap, *_proof_rows(session.party.sheet, cells, narrow)]
    lines += _byte_rows(held.data, fields, (2 if len(proof) > 8 else 3) if narrow else 10)
    for note in read.notes if read is not None else []:
        lines.append((("! ", "warn"), (printable(note, 160), "warn")))
    return [*lines, *proof]


def host_held_rows(host: SystemHost, held: Held, cells: int) -> list[Line]:
    """The bytes of the message that a played server holds, each field in its own hue."""
    state = "It was edited. " if held.edited else ""
    read = decode(host.wire, "server", held.data, held.step.endpoint or None)
    fields = [one for one in (read.fields if read is not None else []) if one[2] > 0]
    lines: list[Line] = [
        (("This message waits. ", "text bold"), (f"{state}The client waits for it.", "text")),
        (),
        *_byte_rows(held.data, fields, 10),
    ]
    shown = printable(held.data.decode("utf-8", "replace"), 400) if held.data[:1] in (b"{", b"[") else ""
    if shown:
        lines.append(())
        lines += [(("  " + row, "dim"),) for row in wrap(shown, max(cells - 3, 20))[:4]]
    return lines


def _byte_rows(data: bytes, fields: Sequence[tuple[str, int, int]], most: int) -> list[Line]:
    hue = dict.fromkeys(range(len(data)), "dim")
    label: dict[int, tuple[str, str]] = {0: ("message", "dim")}
    for number, (name, offset, length) in enumerate(fields, 1):
        role = operand_role(number)
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


def _proof_rows(sheet: Sheet, cells: int, narrow: bool) -> list[Line]:
    """The operands of M1 as this side hashes them, beside what its dialect gives."""
    from dataclasses import replace

    from srpscope.srp.sheet import Sheet as Recorded

    known = sheet.knowledge
    cell = Recorded(known, record=True)["M1"]
    plain = Recorded(replace(known, formulas={}), record=True)["M1"]
    if not cell.calls or cell.value is None:
        return []
    edited = bool(plain.calls) and plain.value is not None and plain.value != cell.value
    wide = cells >= 78
    at = (6, 24, 44, 51, 63) if wide else (6, 20, 34, 41, 55)
    head = [(4, "#", "dim"), (at[0], "operand", "dim"), (at[1], "encoding", "dim"), (at[2], "bytes", "dim")]
    head += [(at[3], "client", "dim"), *([(at[4], "dialect", "dim")] if edited else [])]
    lines: list[Line] = []
    if edited:
        said = f" {known.dialect.id} gives M1 {_ends(value_bytes(plain.value))}." if plain.value is not None else ""
        lines += [
            (("● ", "differ bold"), ("Not what the dialect gives.", "text bold"), (said, "text")),
            *([] if narrow else [()]),
        ]
    lines.append(place(head))
    theirs = plain.calls[-1].operands if plain.calls else ()
    for number, operand in enumerate(cell.calls[-1].operands, 1):
        other = theirs[number - 1] if edited and number <= len(theirs) else operand
        differs = other.data != operand.data
        secret = any(name in SECRETS for name in _names(operand.text))
        role = "differ bold" if differs else "dim italic" if secret else "text"
        row = [
            (2, "●" if differs else " ", "differ bold"),
            (4, str(number), operand_role(number)),
            (at[0], shorten(_sign(operand.text), at[1] - at[0] - 1), operand_role(number)),
            (at[1], shorten(_word(operand), at[2] - at[1] - 1), "dim"),
            (at[2] + 5 - len(str(len(operand.data))), str(len(operand.data)), "text"),
            (at[3], "hidden" if secret else _ends(operand.data), role),
        ]
        if edited:
            row.append((at[4], "hidden" if secret else _ends(other.data), "dim italic" if secret else "text"))
            row.append((min(at[4] + 14, cells - 2), "≠" if differs else "=", "differ bold" if differs else "agree"))
        lines.append(place(row))
    result = [(at[0], "M1", "text bold"), (at[3], _ends(value_bytes(cell.value)), "text bold")]
    lines.append(place(result))
    return lines


def _names(text: str) -> list[str]:
    return text.replace("(", " ").replace(")", " ").split()


def _sign(text: str) -> str:
    return printable(text, 40).replace("PAD(g)", "g").replace("MIN(g)", "g").replace(" ^ ", "⊕")


def _word(operand: Operand) -> str:
    if operand.encoding == "as-is":
        return "xor of digests" if "^" in operand.text else "as sent" if operand.text == "s" else "digest"
    return "as sent" if operand.encoding == "as-received" else operand.encoding


def _ends(data: bytes) -> str:
    return data.hex() if len(data) <= 5 else f"{data[:2].hex()}..{data[-2:].hex()}"


def peer_rows(session: ClientSession, reveal: bool) -> list[Line]:
    """Who is talked to, what this side sent of itself, and where it is recorded."""
    lines: list[Line] = [
        ((printable(session.transport.name, 28), "text bold"),),
    ]
    told = [one.text for one in session.events if one.what == "transport"][-1:]
    lines += [((row, "dim"),) for text in told for row in wrap(printable(text, 200), 29)[:4]]
    version = getattr(session, "version", None)
    if version is not None:
        lines += [(), (("proto-ver", "text bold"),)]
        lines.append(_pair("ver", printable(str(version.version), 16)))
        patch = "" if version.patch is None else f", patch {version.patch}"
        lines.append(_pair("sec_ver", f"{version.security}{patch}"))
        lines.append(_pair("cap", printable(", ".join(version.capabilities), 18) or "·"))
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
    from srpscope.tui.live_feed import ClientFeed

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
    played = "device" if hasattr(feed.host, "connections") else "server"
    return f"Playing the {played}", [
        (feed.where or "starting", "dim"),
        (f"{len(feed.ended)} session{'' if len(feed.ended) == 1 else 's'}", "warn"),
    ]


def was_dropped(feed: ClientFeed) -> bool:
    """Whether the person at the keys ended it: nobody refused anything then."""
    return feed.over and any(one.what == "dropped" for one in feed.session.events)


def badge(feed: ClientFeed | HostFeed | None) -> tuple[str, str]:
    """The badge of the live screen."""
    from srpscope.tui.live_feed import ClientFeed

    if not isinstance(feed, ClientFeed):
        waits = None if feed is None else feed.held
        return ("dim", "") if waits is None else ("warn", f"{printable(waits.step.name, 12)} HELD")
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
    return ("differ", "M1 ≠ REFUSED") if feed.over else ("dim", "")


def device_rows(feed: ClientFeed, cells: int) -> list[Line]:
    """The devices heard so far, those that look like an ESP32 first."""
    lines: list[Line] = []
    for index, one in enumerate(feed.devices):
        here = index == feed.at
        bars = "#" * max(0, min(4, (one.rssi + 100) // 13))
        lines.append(
            place(
                [
                    (0, "►" if here else " ", "accent bold"),
                    (2, shorten(printable(one.name or "(no name)", 40), 20), "text bold" if here else "text"),
                    (24, f"{one.rssi:>4} dBm", "dim"),
                    (34, f"{bars:.<4}", "dim"),
                    (41, printable(one.address, 36), "dim"),
                    (60, shorten(printable(one.looks, 60), max(cells - 61, 4)), "agree"),
                ]
            )
        )
    return lines
