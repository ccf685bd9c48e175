"""What the live screen shows of a proxy: both legs in time, an arrow a message, and how each ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from srpscope.printable import printable
from srpscope.srp.encodings import value_bytes
from srpscope.tui.facts.spans import Line, Span, byte_ends, place, shorten, width
from srpscope.tui.live.feed import HostFeed
from srpscope.tui.live.leg_panes import BothTold
from srpscope.wire.wires import decode

SHOWN = ("M1", "M2", "A", "B", "s", "I")
"""Values of a message that are named beside it, while there is room; all of them cross the wire in clear."""

MOST_ROWS = 4
"""Rows of one sentence below a message."""

ENDS = {"accepted": ("= ", "agree"), "refused": ("≠ ", "differ"), "broken-off": ("· ", "warn")}
TOLD = (*ENDS, "edit", "dropped")


@dataclass
class LegMessage:
    """A message of a leg, and what was said of it. values: (name, content). role: of its arrow."""

    t: float
    sender: str
    name: str
    size: int
    values: dict[str, bytes]
    notes: list[Span] = field(default_factory=list)
    role: str = "accent"


def rows(feed: HostFeed, cells: int, height: int, found: BothTold | None) -> list[Line] | None:
    """The latest session; None where this is no proxy, or nobody has come. found: both legs of a session that is told;
    of an earlier one they say nothing of this."""
    behind = feed.host.behind
    if behind is None or behind.both is None:
        return None
    number, recorded = behind.both
    lines = list(recorded.lines)
    legs = [entries([one for one in lines if one.get("leg") == leg], feed.host.wire) for leg in ("app", "device")]
    if found is not None and found.number == number:
        _judge(legs[0], found, "app")
        _judge(legs[1], found, "device")
    rails = Rails.of(cells)
    drawn = [rails.heads(*(_mtu([one for one in lines if one.get("leg") == leg]) for leg in ("app", "device")))]
    last = ""
    for left, right in _pairs(*legs):
        sender = (left or right).sender  # type: ignore[union-attr]
        if last == "server" and sender == "client" and cells >= 78:
            drawn.append(rails.row([], []))
        last = sender
        drawn.append(rails.row(rails.message(left, 0), rails.message(right, 1), left, right))
        notes = [rails.notes(one, side) for side, one in enumerate((left, right))]
        for at in range(max(map(len, notes))):
            drawn.append(rails.row(notes[0][at : at + 1], notes[1][at : at + 1]))
    return drawn + [rails.row([], [])] * max(height - len(drawn), 0)


def _mtu(lines: Sequence[Mapping[str, Any]]) -> str:
    """The MTU of a leg over Bluetooth LE, as it was last told; "" elsewhere."""
    told = [str(one.get("text", "")) for one in lines if one["type"] == "event" and one.get("what") == "mtu"]
    return told[-1].partition(":")[0] if told else ""


def entries(lines: Sequence[Mapping[str, Any]], wire: str) -> list[LegMessage]:
    """The messages of one leg, each with what was said after it."""
    found: list[LegMessage] = []
    coming: list[Span] = []  # an edit stands on record before the message that it changed
    for line in lines:
        if line["type"] == "message":
            data, endpoint = bytes.fromhex(str(line["bytes"])), str(line.get("endpoint") or "")
            read = decode(wire, str(line["from"]), data, endpoint or None)
            name = printable(endpoint if read is None else read.name, 24)
            values = dict(read.values) if read is not None else {}
            found.append(LegMessage(float(line.get("t", 0)), str(line["from"]), name, len(data), values, coming))
            coming = []
        elif line["type"] == "event" and line.get("what") in TOLD and (found or line["what"] == "edit"):
            sign, role = ENDS.get(str(line["what"]), ("· ", "warn"))
            notes = coming if line["what"] == "edit" else found[-1].notes
            notes.append((f"{sign}{printable(str(line.get('text', '')), 200)}", role))
            if line["what"] in ENDS and {"M1", "M2"} & found[-1].values.keys():
                found[-1].role = role
    return found


def _judge(leg: list[LegMessage], found: BothTold, which: str) -> None:
    """What srpscope computes itself stands below each proof that it was sent."""
    one = found.of(which)
    proof, sender = ("M1", "client") if which == "app" else ("M2", "server")
    if one.view is None:
        return
    value = one.view.sheet(one.ours).value(proof)
    for entry in leg:
        sent = entry.values.get(proof)
        if entry.sender != sender or sent is None or value is None:
            continue
        same = value_bytes(value).lstrip(b"\0") == sent.lstrip(b"\0")
        entry.role = "agree" if same else "differ"
        said = (
            f"= all {len(sent)} bytes as srpscope computes them"
            if same
            else f"≠ srpscope computes {byte_ends(value_bytes(value))}"
        )
        entry.notes.insert(0, (said, entry.role))


def _pairs(left: list[LegMessage], right: list[LegMessage]) -> list[tuple[LegMessage | None, LegMessage | None]]:
    """A message beside its twin; one without stands alone, the earlier first."""
    found: list[tuple[LegMessage | None, LegMessage | None]] = []
    i = j = 0
    while i < len(left) or j < len(right):
        if i < len(left) and j < len(right) and (left[i].sender, left[i].name) == (right[j].sender, right[j].name):
            found.append((left[i], right[j]))
            i, j = i + 1, j + 1
        elif j >= len(right) or (i < len(left) and left[i].t <= right[j].t):
            found.append((left[i], None))
            i += 1
        else:
            found.append((None, right[j]))
            j += 1
    return found


@dataclass(frozen=True)
class Rails:
    """Where the three stand: your app, srpscope, the device. margin: cells for a time at each end."""

    app: int
    middle: int
    device: int
    margin: int

    @classmethod
    def of(cls, cells: int) -> Rails:
        """For a pane of so many cells."""
        margin = 7 if cells >= 78 else 5
        return cls(margin, cells // 2, cells - 1 - margin, margin)

    def heads(self, app: str, device: str) -> Line:
        """Who is who. app, device: the MTU of each leg, where it has one."""
        return place(
            [
                (0, "your app", "text bold"),
                (self.margin + 4, app, "dim"),
                (self.middle - 4, "srpscope", "text bold"),
                (self.device - 3 - width(device), device, "dim"),
                (self.device - 1, "device", "text bold"),
            ]
        )

    def row(
        self, left: list[Span], right: list[Span], app: LegMessage | None = None, device: LegMessage | None = None
    ) -> Line:
        """The three rails with what stands between them, and the times at both ends."""
        parts: list[tuple[int, str, str]] = []
        for entry, at, flush in ((app, 0, True), (device, self.device + 2, False)):
            if entry is not None:
                text = f"{entry.t * 1000:.0f}"
                parts.append((at + (self.margin - 1 - len(text) if flush else 0), text, "dim"))
        for at in (self.app, self.middle, self.device):
            parts.append((at, "│", "line"))
        for start, room, spans in (
            (self.app + 1, self.middle - self.app - 1, left),
            (self.middle + 1, self.device - self.middle - 1, right),
        ):
            arrow = len(spans) > 1
            column, end = start + (0 if arrow else 4), start + room
            for text, role in spans:
                shown = shorten(text, end - column) if column < end else ""
                parts.append((column, shown, role))
                column += width(shown)
        return place(sorted(parts))

    def notes(self, entry: LegMessage | None, side: int) -> list[Span]:
        """What was said of a message, in as many rows as it takes."""
        room = (self.middle - self.app if side == 0 else self.device - self.middle) - 6
        said = [] if entry is None else entry.notes
        return [
            (row, role)
            for text, role in said
            for row in wrap(text, max(room, 12), subsequent_indent="  ", max_lines=MOST_ROWS, placeholder=" ..")
        ]

    def message(self, entry: LegMessage | None, side: int) -> list[Span]:
        """An arrow as long as the room between two rails, with name, values and length in it."""
        if entry is None:
            return []
        room = (self.middle - self.app if side == 0 else self.device - self.middle) - 1
        out = entry.sender == "client"
        tail, head = ("── ", " ") if out else ("◄── ", " ")
        size = f"{entry.size} B"
        said: list[Span] = [(f"{shorten(entry.name, max(room - 16, 4))}  ", "text bold")]
        least = min(self.middle - self.app, self.device - self.middle) - 1  # both legs name the same values
        left = least - len(tail) - width(said[0][0]) - len(size) - (3 if out else 2)
        chosen = []
        for name in SHOWN:
            if name in entry.values and left >= len(name) + 13:
                chosen.append(name)
                left -= len(name) + 1 + width(_shown(name, entry.values[name])) + 2
        names = ", ".join(name for name in entry.values if name in SHOWN)
        if names and not chosen and left >= len(names) + 2:
            said.append((f"{names}  ", "dim"))
        for name in (one for one in entry.values if one in chosen):
            look = f"{entry.role} bold" if name in ("M1", "M2") and entry.role != "accent" else "text"
            said += [(f"{name} ", "dim"), (f"{_shown(name, entry.values[name])}  ", look)]
        said.append((size, "dim"))
        used = len(tail) + sum(width(text) for text, _ in said) + len(head)
        line = "─" * max(room - used - (1 if out else 0), 0) + ("►" if out else "")
        return [(tail, f"{entry.role} quiet"), *said, (head, "text"), (line, f"{entry.role} quiet")]


def _shown(name: str, content: bytes) -> str:
    return printable(content[:24].decode("utf-8", "replace"), 12) if name == "I" else byte_ends(content)
