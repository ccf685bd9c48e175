"""The operands of the proof in a held message: as this side hashes them beside what the dialect gives.

Aligned as in the debugger: what is left out, added or put elsewhere is shown as such, inner calls under their operand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srpscope.session import View
from srpscope.srp.comparison import compare
from srpscope.srp.encodings import value_bytes
from srpscope.srp.sheet import Sheet
from srpscope.tui.facts.moment.marks import equality, glyph
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, byte_ends, over_rows, place, shorten
from srpscope.tui.facts.values.alignment import Piece
from srpscope.tui.facts.values.formula_lines import both_formulas
from srpscope.tui.facts.values.operands import OperandRow, Table, table

ROOM_FOR_ENCODINGS = 66
"""Cells from which on a row says how its operand became bytes."""


def proof_rows(sheet: Sheet, cells: int, narrow: bool) -> list[Line]:
    """The table of this side's proof, with the dialect's column where that gives another one; nothing where it cannot
    be had."""
    known = sheet.knowledge
    proof = "M1" if known.side == "client" else "M2"
    own, plain = Sheet(known, record=True), Sheet(replace(known, formulas={}), record=True)
    given, said = own[proof].value, plain[proof].value
    if given is None or not own[proof].calls:
        return []
    edited = said is not None and said != given
    beside = plain if edited else own
    view = View(own, beside, None, {}, compare(own, beside, {}), ())
    found = replace(table(view, proof), titles=(known.side, "dialect"))
    lines: list[Line] = []
    if edited and said is not None:
        gives = f" {known.dialect.id} gives {proof} {byte_ends(value_bytes(said))}."
        lead: Line = (("● ", "differ bold"), ("Not what the dialect gives.", "text bold"), (gives, "text"))
        lines += over_rows(lead, cells)
        if found.unlike:
            lines += both_formulas(found, "server", cells)
    rows = [row for row in found.rows if row.depth == 0 or row.state != "agree"] if narrow else list(found.rows)
    equal = [row for row in rows if row.state == "agree"] if edited and cells < ROOM_FOR_ENCODINGS else []
    lines += [_heads(cells, found, edited), *(_row(row, cells, edited) for row in rows if row not in equal)]
    return [*lines, *_in_a_row(equal, cells), _result(found, cells, edited, "client")]


def _in_a_row(rows: Sequence[OperandRow], cells: int) -> list[Line]:
    """Operands that both sides have alike, where a row each would push what they make off the screen."""
    names = "  ".join(f"{row.number} {row.label}" for row in rows)
    tail = "  alike"
    return [((f"  = {shorten(names, cells - 4 - len(tail))}", "dim"), (tail, "agree"))] if rows else []


def table_rows(found: Table, cells: int, odd: str) -> list[Line]:
    """The table of a value that two sides make in two ways. odd: the side at fault, "client" or "server"."""
    lines = [_heads(cells, found, True), *(_row(row, cells, True, odd) for row in found.rows)]
    return [*lines, (), _result(found, cells, True, odd)]


def _result(found: Table, cells: int, both: bool, odd: str) -> Line:
    """What the operands make: of one side, or of both and whether that is the same."""
    at = _columns(cells)
    values = {side: value for side in ("client", "server") if (value := found.row.cell(side).value) is not None}
    differs = both and len(set(values.values())) > 1
    spans = [(2, *glyph("follows" if differs else "agree", False)), (at[0], found.name, "text bold")]
    for side, column in (("client", at[3]), ("server", at[4])):
        if side in values and (side == "client" or both):
            role = "follows bold" if differs and side == odd else "text bold"
            spans.append((column, byte_ends(value_bytes(values[side])), role))
    if differs:
        spans.append((min(at[4] + 12, cells - 2), *equality("follows")))
    return place(spans)


def _columns(cells: int) -> tuple[int, int, int, int, int]:
    if cells < ROOM_FOR_ENCODINGS:  # the lengths tell two encodings apart
        return (6, 20, 20, 29, 42)
    return (6, 24, 44, 52, 64) if cells >= 78 else (6, 19, 32, 40, 52)


def _heads(cells: int, found: Table, both: bool) -> Line:
    at = _columns(cells)
    heads = [(4, "#", "dim"), (at[0], "operand", "dim"), (at[2], "bytes", "dim")]
    if at[1] < at[2]:
        heads.insert(2, (at[1], "encoding", "dim"))
    return place([*heads, (at[3], found.titles[0], "dim"), *([(at[4], found.titles[1], "dim")] if both else [])])


def _row(row: OperandRow, cells: int, edited: bool, odd: str = "client") -> Line:
    at = _columns(cells)
    hue = operand_role(row.number)
    cause = row.state == "differ"
    sign = glyph(row.state, cause) if edited else (" ", "text")
    indent = at[0] + 2 * row.depth
    spans = [(2, *sign), (4, str(row.number) if row.depth == 0 else "", hue)]
    spans.append((indent, shorten(row.label, at[1] - indent - 1), hue))
    if at[1] < at[2]:
        words = shorten(row.encoding(at[2] - at[1] - 1), at[2] - at[1] - 1)
        spans.append((at[1], words, "differ" if row.encodings_differ else "dim"))
    spans.append((at[2] + 6 - len(row.length), row.length, "text"))
    for side, column in (("client", at[3]), ("server", at[4])):
        if side == "client" or edited:
            spans.append((column, *_content(row, side, odd, cause)))
    if edited:
        spans.append((min(at[4] + 12, cells - 2), *equality(row.state)))
    return place(spans)


def _content(row: OperandRow, side: str, odd: str, cause: bool) -> tuple[str, str]:
    piece: Piece | None = row.piece(side)
    if piece is None:
        return ("left out", "differ bold") if row.missing == side == odd else ("·", "dim")
    if row.secret:
        return "hidden", "dim italic"
    return byte_ends(piece.data), "differ bold" if cause and side == odd else "text"
