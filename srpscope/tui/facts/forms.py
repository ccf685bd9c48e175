"""A value as hex, decimal, base64, text, C array, Dart list, Python bytes: for looking and for copying."""

from __future__ import annotations

import base64

from srpscope.capture.pages.literals.forms import literal_hex
from srpscope.printable import printable
from srpscope.srp.encodings import decimal_text, value_bytes
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line

FORM_TITLES = {
    "hex": "hex",
    "dec": "decimal",
    "b64": "base64",
    "text": "text",
    "c": "C array",
    "dart": "Dart list",
    "python": "Python bytes",
}
ARRAYS = ("c", "dart", "python")


def as_form(data: bytes, form: str) -> str:
    """Bytes in a form."""
    match form:
        case "dec":
            return decimal_text(data, "big")
        case "b64":
            return base64.b64encode(data).decode()
        case "text":
            return printable(data.decode("utf-8", "surrogateescape"), 16_384)
        case "c":
            return "{" + ", ".join(f"0x{byte:02x}" for byte in data) + "}"
        case "dart":
            return "[" + ", ".join(str(byte) for byte in data) + "]"
        case "python":
            return f'bytes.fromhex("{data.hex()}")'
    return data.hex()


def in_form(shown: Shown, name: str, form: str, reveal: bool, number: int) -> list[tuple[str, str, str]]:
    """(label, text, role) of everything that the byte view would show: the value, then the operand on both sides."""
    found = shown.table(name)
    out: list[tuple[str, str, str]] = []
    hidden = name in SECRETS and not reveal
    value_row = found.row
    for side, cell in (("client", value_row.client), ("server", value_row.server)):
        if cell.value is not None:
            text = "hidden" if hidden else as_form(value_bytes(cell.value), form)
            out.append((f"{name} {side}", text, "dim italic" if hidden else "text"))
    if value_row.wire is not None:
        text = "hidden" if hidden else as_form(value_row.wire, form)
        out.append((f"{name} wire", text, "dim italic" if hidden else "text"))
    row = next((one for one in found.outer() if one.number == number), None) if found.hashed else None
    if row is not None:
        for side in ("client", "server"):
            piece = row.piece(side)
            if piece is not None:
                hidden = row.secret and not reveal
                label = f"{row.label} {side}"
                out.append(
                    (label, "hidden" if hidden else as_form(piece.data, form), "dim italic" if hidden else "text")
                )
    return out


def wrapped_lines(parts: list[tuple[str, str, str]], cells: int) -> list[Line]:
    """Labels and their texts, wrapped anywhere."""
    lines: list[Line] = []
    room = max(cells - 2, 8)
    for label, text, role in parts:
        lines.append(
            ((printable(label, 60), "text bold"), (f"   {len(text):,} characters" if role == "text" else "", "dim"))
        )
        lines.extend(((f"  {text[at : at + room]}", role),) for at in range(0, len(text), room))
        lines.append(())
    return lines


def typed(text: str) -> tuple[str, str]:
    """The form and content of a byte value as somebody types it: a literal of any language, else hex digits."""
    made = literal_hex(text)
    return "hex", made if made is not None else "".join(text.split()).removeprefix("0x").replace(":", "")
