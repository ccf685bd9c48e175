"""How a value is made, in words: the formula, then what each hash was fed, operand by operand."""

from __future__ import annotations

from srpscope.printable import printable
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.encodings import HOW
from srpscope.srp.primitives.hashes import shown
from srpscope.srp.sheet import Cell, Sheet

_MOST_CALLS = 8


def how(sheet: Sheet, cell: Cell) -> tuple[str, ...]:
    """The lines of a comment: never a value, only formulas, encodings and lengths."""
    if cell.formula is None:
        return (f"{cell.name} is given.",)
    text = printable(str(cell.formula), 500)
    lines = [f"{cell.name} = {text}"]
    notes = []
    if "**" in text:
        notes.append("** is power modulo N")
    if "H(" in text and isinstance(sheet.settings.hash, str):
        notes.append(f"H is {shown(sheet.settings.hash)}")
    if "PAD(" in text and (width := _width(sheet)):
        notes.append(f"PAD fills up to {width} bytes")
    if notes:
        lines[0] += "   (" + "; ".join(notes) + ")"
    for call in cell.calls[:_MOST_CALLS]:
        lines.append(_call(call))
    if len(cell.calls) > _MOST_CALLS:
        lines.append(f"and {len(cell.calls) - _MOST_CALLS} hash calls more")
    return tuple(lines)


def _width(sheet: Sheet) -> int:
    N = sheet.value("N")
    if sheet.settings.pad:
        return sheet.settings.pad
    return (N.bit_length() + 7) // 8 if isinstance(N, int) else 0


def _call(call: HashCall) -> str:
    pieces = " then ".join(_operand(operand) for operand in call.operands)
    return f"{call.function}, fed {len(call.fed)} bytes: {pieces}; gives {len(call.out)} bytes"


def _operand(operand: Operand) -> str:
    text = printable(operand.text, 120)
    encoding = HOW.get(operand.encoding, operand.encoding)
    added = f", {operand.added} of them zeros added" if operand.added else ""
    return f"{text} {encoding} ({len(operand.data)} bytes{added})"
