"""The menu of ways as lines: what the operand becomes, what it then gives, and whether that is what was observed."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.printable import printable
from srpscope.tui.facts.edits.ways import Way, distinct
from srpscope.tui.facts.spans import Line, place, shorten, width


def way_lines(
    found: Sequence[Way], at: int, cells: int, judged: tuple[str, str], hidden: bool
) -> tuple[list[Line], list[Way], int]:
    """The lines, the ways in the order of their rows, and the row of the first. judged: the value that is judged, and
    whose it is compared with besides the wire's."""
    own, same = distinct(found)
    longest = max((width(printable(way.name, 60)) for way in found), default=0)
    # The names come first: what is taken has its column only where it leaves them room.
    bytes_at = max(26, min(longest + 5, cells - 54))
    narrow = cells < 76 or (longest > bytes_at - 3 and cells < 100)
    data_at = bytes_at + 7
    if narrow:
        bytes_at, data_at = max(cells - 34, 18), max(cells - 27, 25)
    result_at, wire_at, other_at = (
        (cells - 31, cells - 16, cells - 8) if not narrow else (cells - 26, cells - 14, cells - 7)
    )
    heads = [(2, "it becomes", "dim"), (bytes_at, "bytes", "dim")]
    if not narrow:  # the bytes themselves have no room beside what they give
        heads.append((data_at, "what is taken" if result_at - data_at > 14 else "taken", "dim"))
    name, other = judged
    heads += [(result_at, f"{name} becomes", "dim"), (wire_at, "wire", "dim"), (other_at, shorten(other, 7), "dim")]
    lines: list[Line] = [place(heads)]
    first = len(lines)
    for index, way in enumerate(own):
        here = index == at
        loud = " bold" if here or way.wire else ""
        look = "dim italic" if hidden else "op1"
        size = "" if way.data is None or way.whole else str(len(way.data))
        room = result_at - data_at - 2
        data = "the whole formula" if way.whole else shorten(_data(way, room, hidden), room)
        spans = [
            (0, "►" if here else " ", "accent bold"),
            (2, shorten(printable(way.name, 60), bytes_at - 3), f"text{loud}"),
            (bytes_at + 5 - len(size), size, "dim"),
            *([] if narrow else [(data_at, data, "dim" if way.whole else look)]),
            (result_at, _ends(way.result), f"text{loud}"),
            (wire_at, *_equal(way.wire)),
            (other_at, *_equal(way.other)),
        ]
        lines.append(place(spans))
    if same:
        lines.append(())
    for way, twin in same:
        said = f"here the same as {printable(twin.name, 40).removeprefix('as ')}"
        name = shorten(printable(way.name, 60), data_at - 3)
        lines.append(place([(2, name, "dim"), (data_at, shorten(said, cells - data_at), "dim")]))
    return lines, own, first


def found_line(own: Sequence[Way], side: str, judged: str, going_on: bool, sent: bool, cells: int) -> Line:
    """Which ways give the value that was observed: on the wire (or, not sent, in a log), else on the other side. How
    many bytes it has makes way where there is no room."""
    for where, hits in (
        ("on the wire" if sent else f"that the {side} logged", [one for one in own if one.wire]),
        (f"of the {'server' if side == 'client' else 'client'}", [one for one in own if one.other]),
    ):
        if hits:
            first = hits[0]
            names = " and ".join(printable(one.name, 40) for one in hits[:2])
            more = f" and {len(hits) - 2} more" if len(hits) > 2 else ""
            give = "gives" if len(hits) == 1 else "give"
            size = f", all {len(first.result)} bytes of it" if first.result is not None else ""
            said = f" {give} the {judged} {where}"
            fits = width(f"{names}{more}{said}{size}.") <= cells
            return ((f"{names}{more}", "agree bold"), (f"{said}{size if fits else ''}.", "text"))
    known = any(one.wire is not None or one.other is not None for one in own)
    if not known:
        return ((f"No {judged} was observed: none of these can be judged.", "dim"),)
    return ((f"None of these{' so far' if going_on else ''} gives the {judged} that was observed.", "dim"),)


def held_line(waiting: str) -> Line:
    """While a message waits there is nothing on the wire to judge by. waiting: what it is called."""
    return ((f"Nothing on the wire judges these yet: {printable(waiting, 24)} is held.", "dim"),)


def _equal(found: bool | None) -> tuple[str, str]:
    if found is None:
        return "·", "dim"
    return ("=", "agree bold") if found else ("≠", "dim")


def _data(way: Way, cells: int, hidden: bool) -> str:
    data = way.data
    if data is None:
        return "" if way.result is not None else "cannot be made"  # of a hash as a whole there are no bytes to show
    if hidden:
        return "hidden"
    if not data:
        return "no bytes"
    shown = data.hex(" ")
    if len(shown) > cells:
        keep = max((cells - 4) // 6, 1)
        shown = f"{data[:keep].hex(' ')} .. {data[-keep:].hex(' ')}"
    return shown


def _ends(data: bytes | None) -> str:
    return "·" if data is None else data.hex() if len(data) <= 5 else f"{data[:2].hex()}..{data[-2:].hex()}"
