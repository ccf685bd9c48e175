"""What is known of each leg of a proxied session that is over: what the odd one's proof is made of, else its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from srpscope.capture import Capture
from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import ORDER, SECRETS
from srpscope.tui.facts.spans import Line, byte_ends, place, shorten, wrapped
from srpscope.tui.facts.values.operands import Table, table
from srpscope.tui.live.proof_rows import table_rows

if TYPE_CHECKING:
    from srpscope.live.concluding import Ended
    from srpscope.session import View

LISTED = tuple(name for name in (*ORDER, "nonce") if name in ("I", "A", "s", "B", "M1", "M2", "nonce"))
"""The values of a leg that cross its wire."""


@dataclass(frozen=True)
class LegTold:
    """One leg. leg: "app" or "device". view: its values; odd: what the proved finding changes, as a table; judged: its
    judgement. ours: the side that srpscope is there."""

    leg: str
    judged: Mapping[str, Any]
    view: View | None = None
    odd: Table | None = None

    @property
    def ours(self) -> str:
        """Whose part srpscope plays: the device's to the app, the client's to the device."""
        return "server" if self.leg == "app" else "client"


@dataclass(frozen=True)
class BothTold:
    """Both legs of one session. number: which one."""

    number: int
    app: LegTold
    device: LegTold

    def of(self, leg: str) -> LegTold:
        """One of them."""
        return self.app if leg == "app" else self.device


def told(ended: Ended, both: Sequence[Mapping[str, Any]]) -> BothTold | None:
    """Both legs, worked out; None for what has none. both: the recording's lines. Takes the time of several modular
    exponentiations: called off the UI thread."""
    legs = ended.answer.get("legs")
    if not isinstance(legs, Mapping):
        return None
    found = []
    for leg in ("app", "device"):
        lines = [{key: value for key, value in line.items() if key != "leg"} for line in both if line.get("leg") == leg]
        found.append(_leg(leg, Capture(dict(ended.capture.header), lines, name=leg), legs[leg]))
    return BothTold(ended.session, *found)


def _leg(leg: str, capture: Capture, answer: Mapping[str, Any]) -> LegTold:
    from srpscope.session.opening import session_of

    judged = answer["judgement"]
    if not capture.messages:
        return LegTold(leg, judged)
    try:
        session = session_of(capture, declare=False)
        made = next(iter(answer.get("findings") or ()), None)
        changes = [] if made is None else [_edit(made["side"], one) for one in made["changes"]]
        view = session.evaluate([*session.edits, *changes])
        if not changes or made is None:
            return LegTold(leg, judged, view)
        found = table(view, made["first_difference"])
        titles = ("your app", "should be") if leg == "app" else ("srpscope", "device")
        return LegTold(leg, judged, view, replace(found, titles=titles) if found.rows else None)
    except SrpscopeError:
        return LegTold(leg, judged)


def _edit(side: str, change: Mapping[str, str]) -> Edit:
    form = "formula" if "formula" in change else "hex"
    return Edit(side, change["value"], form, change[form])


def title(one: LegTold) -> str:
    """The pane's."""
    who = "App's leg" if one.leg == "app" else "Device's leg"
    if one.odd is not None:
        return f"{who}: what {one.odd.name} is made of"
    return f"{who}: all is right" if _ends_well(one) else who


def _ends_well(one: LegTold) -> bool:
    """Both sides of it agree, by what each of them computes."""
    return one.judged.get("cause") == "none" and one.judged.get("values") == "agree"


def leg_lines(one: LegTold, cells: int, reveal: bool) -> list[Line]:
    """The pane's lines."""
    if one.view is None:
        return [((printable(str(one.judged.get("headline", "")), 300), "dim"),)]
    if one.odd is not None:
        rows = table_rows(one.odd, cells, "client" if one.ours == "server" else "server")
        key = any(row.depth == 0 and row.names == {"K"} and row.state == "agree" for row in one.odd.rows)
        said = "K is equal: the app has the right password, x, u and S."
        return [*rows, (), *wrapped(said, cells, "text")] if key and one.leg == "app" else rows
    other = "your app" if one.leg == "app" else "device"
    at = (2, 14, 24, 38, cells - 2) if cells >= 54 else (1, 8, 14, 25, cells - 2)
    heads = [(at[0], "value", "dim"), (at[1], "bytes", "dim"), (at[2], "srpscope", "dim"), (at[3], other, "dim")]
    rows = [place(heads), *(row for name in LISTED if (row := _row(one, name, at, reveal)) is not None)]
    sheet = one.view.sheet("client")
    made = sheet["M2"].formula if one.leg == "device" and _ends_well(one) and "M2" in sheet.names else None
    if made is not None and "K" in made.names and one.view.wire.get("M2") is not None:
        said = "M2 needs the right K: N, g, hash and password are as the device has them."
        rows += [(), *wrapped(said, cells, "text")]
    return rows


def _row(one: LegTold, name: str, at: tuple[int, int, int, int, int], reveal: bool) -> Line | None:
    view = one.view
    assert view is not None
    sheet = view.sheet(one.ours)
    value, sent = (sheet.value(name) if name in sheet.names else None), view.wire.get(name)
    if value is None and sent is None:
        return None
    ours = b"" if value is None else value_bytes(value)
    same = None if value is None or sent is None else ours == sent or ours.lstrip(b"\0") == sent.lstrip(b"\0")
    sign = ("·", "dim") if same is None else ("=", "agree") if same else ("≠", "differ")
    hidden = name in SECRETS and not reveal
    size = str(len(sent if sent is not None else ours))

    def shown(data: bytes | None) -> str:
        if data is None:
            return "·"
        return shorten(printable(data.decode("utf-8", "replace"), 40), 12) if name == "I" else byte_ends(data)

    return place(
        [
            (at[0], name, "text bold" if name in ("M1", "M2") else "text"),
            (at[1] + 5 - len(size), size, "dim"),
            (
                at[2],
                "hidden" if hidden else shown(ours if value is not None else None),
                "dim italic" if hidden else "text",
            ),
            (at[3], shown(sent), "text"),
            (at[4], *sign),
        ]
    )
