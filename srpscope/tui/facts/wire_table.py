"""The messages as a table: when, which way, what they are called, how long, what they hold; and what went wrong."""

from __future__ import annotations

from srpscope.capture.capture import Line as CaptureLine
from srpscope.capture.events import Event, of_the_link
from srpscope.printable import printable
from srpscope.session import Message, Session
from srpscope.session.clauses import called
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line, place, room_for, shorten
from srpscope.wire.wires import declared

MOST = 200
NAME, LONGEST, ROOMY_TABLE = 11, 14, 100
"""Cells of a message's name; what a long one may have more, in a pane of so many cells."""


def wire_lines(session: Session, shown: Shown, cells: int) -> tuple[list[Line], str]:
    """The lines, and what stands in the frame below."""
    more = _more_for_names(session, cells)
    heads = ((0, "#"), (5, "ms"), (13, "message"), (24 + more, "bytes"), (32 + more, "holds"))
    head = [(at, text, "dim") for at, text in heads]
    lines: list[Line] = []
    by_line = {id(message.line): message for message in session.messages}
    happened = {id(one.line): one for one in session.events}
    number, proofs = 0, declared(session.wire).proofs
    vias: list[str] = []
    for line in session.capture.lines:
        if len(lines) >= MOST:
            break
        if line.get("type") == "message":
            message = by_line.get(id(line))
            via = line.get("via")
            endpoint = line.get("endpoint")
            if isinstance(via, str) and message is not None and message.decoded is not None:
                vias.append(
                    f"{printable(endpoint, 40)} over {printable(via, 20)}"
                    if isinstance(endpoint, str) and endpoint
                    else printable(via, 20)
                )
            if message is None or (message.decoded is None and _spoken(session)):
                continue
            number += 1
            lines.append(_message(number, message, cells, more))
        elif id(line) in happened and line.get("type") == "event":
            number += 1
            lines.append(_event(number, happened[id(line)], cells, proofs, more))
        elif told := of_the_link(line):
            lines.append(_link(line, told, cells, more))
    if not lines:
        values = " ".join(printable(name, 24) for name in shown.view.wire)
        said = (
            f"No message is in the capture; known of the wire: {values}." if values else "Nothing is known of the wire."
        )
        return [((said, "dim"),)], ""
    return [place(head), *lines], max(set(vias), key=vias.count) if vias else ""


def _more_for_names(session: Session, cells: int) -> int:
    """Cells that the names of the messages have beyond the usual."""
    names = [one.decoded.name for one in session.messages if one.decoded is not None]
    return room_for(names, NAME - 1, NAME + LONGEST - 1) + 1 - NAME if cells >= ROOMY_TABLE else 0


def _spoken(session: Session) -> bool:
    return any(message.decoded is not None for message in session.messages)


_SIGNS = {"accepted": ("= accepted", "agree bold"), "broken-off": ("· ended", "warn bold")}


def event_words(event: Event, proofs: tuple[str, str] | None = None) -> str:
    """What a side said of a message: who, of what, in its own words. proofs: as the wire has them."""
    code = event.line.get("code")
    numbered = "" if code is None else f" {printable(str(code), 12)}"
    of = "" if event.of == "message" or event.what == "error" else f" {printable(event.of, 12)}"
    lead = called(f"{event.by} {event.what}{of}{numbered}".lstrip(), proofs)
    said = printable(event.text, 160).removeprefix(f"The {event.by} refuses: ")  # which it is said of already
    return f"{lead}: {said}"


def _event(number: int, event: Event, cells: int, proofs: tuple[str, str] | None, more: int) -> Line:
    arrow = {"server": "←", "client": "→"}.get(event.by, "·")
    said = event_words(event, proofs)
    sign, role = _SIGNS.get(event.what, ("≠ refused", "differ bold"))
    ms = _ms(event.line.get("t"))
    return place(
        [
            (0, str(number), "dim"),
            (7 - len(ms), ms, "dim"),
            (10, arrow, "accent"),
            (28 + more, "·", "dim"),
            (32 + more, shorten(said, cells - 45 - more), "text"),
            (cells - 11, sign, role),
        ]
    )


def _link(line: CaptureLine, told: str, cells: int, more: int) -> Line:
    ms = _ms(line.get("t"))
    return place(
        [
            (7 - len(ms), ms, "dim"),
            (13, "link", "dim"),
            (32 + more, shorten(printable(told, 200), cells - 33 - more), "dim"),
        ]
    )


def _ms(t: object) -> str:
    return f"{t * 1000:.0f}" if isinstance(t, int | float) and not isinstance(t, bool) else "·"


def _message(number: int, message: Message, cells: int, more: int) -> Line:
    decoded = message.decoded
    arrow = "→" if message.sender == "client" else "←"
    name = printable(decoded.name, NAME + LONGEST) if decoded is not None else "message"
    holds = ", ".join(_held(one, data) for one, data in decoded.values.items()) if decoded else ""
    notes = decoded.notes if decoded is not None else []
    ms = _ms(message.line.get("t"))
    size = str(len(message.data))
    noted = 74 if holds else 32  # a message that holds nothing has the room for what is said of it
    return place(
        [
            (0, str(number), "dim"),
            (7 - len(ms), ms, "dim"),
            (10, arrow, "accent"),
            (13, shorten(name, NAME + more), "text bold"),
            (29 + more - len(size), size, "dim"),
            (32 + more, shorten(holds, 40), "text"),
            (
                noted + more,
                shorten(printable(notes[0], 120), max(cells - noted - 1 - more, 1)) if notes else "",
                "warn",
            ),
        ]
    )


def _held(name: str, data: bytes) -> str:
    said = printable(data.decode("utf-8", "surrogateescape"), 24) if name == "I" else str(len(data))
    return f"{printable(name, 24)} {said}"
