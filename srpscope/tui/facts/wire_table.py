"""The messages as a table: when, which way, what they are called, how long, what they hold; and what went wrong."""

from __future__ import annotations

from srpscope.report.printable import printable
from srpscope.session import REFUSALS, Message, Session
from srpscope.tui.facts.shown import Shown
from srpscope.tui.facts.spans import Line, place, shorten

MOST = 200


def wire_lines(session: Session, shown: Shown, cells: int) -> tuple[list[Line], str]:
    """The lines, and what stands in the frame below."""
    head = [(0, "#", "dim"), (5, "ms", "dim"), (13, "message", "dim"), (24, "bytes", "dim"), (32, "holds", "dim")]
    lines: list[Line] = []
    by_line = {id(message.line): message for message in session.messages}
    number = 0
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
                    if isinstance(endpoint, str)
                    else printable(via, 20)
                )
            if message is None or (message.decoded is None and _spoken(session)):
                continue
            number += 1
            lines.append(_message(number, message, cells))
        elif line.get("type") == "event" and _is_error(line):
            number += 1
            said = str(line.get("text") or line.get("what") or "")
            code = line.get("code")
            what = f"{line.get('what', 'event')}{'' if code is None else f' {code}'}"
            lines.append(
                place(
                    [
                        (0, str(number), "dim"),
                        (7 - len(_ms(line.get("t"))), _ms(line.get("t")), "dim"),
                        (10, "←", "accent"),
                        (28, "·", "dim"),
                        (32, shorten(f"{printable(what, 40)}, {printable(said, 120)}", cells - 45), "text"),
                        (cells - 11, "≠ refused", "differ bold"),
                    ]
                )
            )
    if not lines:
        values = " ".join(printable(name, 24) for name in shown.view.wire)
        said = (
            f"No message is in the capture; known of the wire: {values}." if values else "Nothing is known of the wire."
        )
        return [((said, "dim"),)], ""
    return [place(head), *lines], max(set(vias), key=vias.count) if vias else ""


def _spoken(session: Session) -> bool:
    return any(message.decoded is not None for message in session.messages)


def _is_error(line: dict[str, object]) -> bool:
    what = str(line.get("what", ""))
    return what in REFUSALS or any(word in what for word in ("error", "refused", "reject"))


def _ms(t: object) -> str:
    return f"{t * 1000:.0f}" if isinstance(t, int | float) and not isinstance(t, bool) else "·"


def _message(number: int, message: Message, cells: int) -> Line:
    decoded = message.decoded
    arrow = "→" if message.sender == "client" else "←"
    name = printable(decoded.name, 12) if decoded is not None else "message"
    holds = ", ".join(_held(one, data) for one, data in decoded.values.items()) if decoded else ""
    notes = decoded.notes if decoded is not None else []
    ms = _ms(message.line.get("t"))
    size = str(len(message.data))
    return place(
        [
            (0, str(number), "dim"),
            (7 - len(ms), ms, "dim"),
            (10, arrow, "accent"),
            (13, shorten(name, 11), "text bold"),
            (29 - len(size), size, "dim"),
            (32, shorten(holds, 40), "text"),
            (74, shorten(printable(notes[0], 120), max(cells - 75, 1)) if notes else "", "warn"),
        ]
    )


def _held(name: str, data: bytes) -> str:
    said = printable(data.decode("utf-8", "surrogateescape"), 24) if name == "I" else str(len(data))
    return f"{printable(name, 24)} {said}"
