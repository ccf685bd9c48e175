"""One change on one side: another value, another formula, another hash. Toggles, diagnosis and lessons all use it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from srpscope.errors import FileError, UserError
from srpscope.srp import encodings, hashes
from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Formula
from srpscope.srp.values import Kind, Side, Value

SIDES = ("client", "server", "both", "wire", "enroller")
FORMS = ("formula", "hex", "text", "dec", "b64")


@dataclass(frozen=True)
class Edit:
    """side: whose value; value: its name ("H" for the hash); form and content: how the new one is given.

    off: switched off, but kept. note: what the person or the diagnosis says of it.
    """

    side: str
    value: str
    form: str
    content: str
    off: bool = False
    note: str = ""

    def applies_to(self, side: Side) -> bool:
        """Whether it changes that side."""
        return not self.off and (self.side == side or (self.side == "both" and side != "enroller"))

    def toggled(self) -> Edit:
        """The same edit, switched off or on again."""
        return replace(self, off=not self.off)

    def formula(self, dialect: Dialect) -> Formula | None:
        """The new formula, where it is one. Raises FormulaError."""
        return dialect.parse(self.content) if self.form == "formula" and self.value != "H" else None

    def as_line(self) -> dict[str, Any]:
        """The line of a capture file."""
        line: dict[str, Any] = {"type": "edit", "side": self.side, "value": self.value, self.form: self.content}
        if self.off:
            line["off"] = True
        if self.note:
            line["note"] = self.note
        return line

    @classmethod
    def of_line(cls, line: dict[str, Any]) -> Edit:
        """An edit from a capture's line. Raises FileError."""
        side, value = line.get("side"), line.get("value")
        forms = [form for form in FORMS if isinstance(line.get(form), str)]
        if side not in SIDES or not isinstance(value, str) or len(forms) != 1:
            raise FileError('an edit has a side, a value and one of "formula", "hex", "text", "dec", "b64".')
        note = line.get("note")
        return cls(
            side, value, forms[0], line[forms[0]], line.get("off") is True, note if isinstance(note, str) else ""
        )

    def change(self) -> dict[str, str]:
        """As an answer prints it: {"value": .., "formula"|"hex": ..}."""
        return {"value": self.value, self.form: self.content}


def read_value(kind: Kind, form: str, content: str, order: encodings.Order = "big") -> Value:
    """A value from its written form. form "" is the natural one: hex for numbers and bytes, text for text.

    Raises UserError in plain words.
    """
    form = form or ("text" if kind == "text" else "hex")
    match form:
        case "text":
            value: Value = content
        case "dec":
            try:
                value = encodings.parse_decimal(content)
            except ValueError:
                raise UserError("not a decimal number.") from None
        case "b64":
            value = _base64(content)
        case "hex":
            return _hex(kind, content, order)
        case _:
            raise UserError(f"{form!r} is none of hex, text, dec, b64.")
    return _as_kind(kind, value, order)


def _hex(kind: Kind, content: str, order: encodings.Order) -> Value:
    digits = "".join(content.split()).removeprefix("0x").replace(":", "")
    negative = digits.startswith("-")
    digits = digits.removeprefix("-")
    try:
        if kind == "number" and order == "big":
            number = int(digits or "0", 16)
            return -number if negative else number
        if negative:
            raise UserError("a minus sign stands in front of bytes; only a number can be negative.")
        if len(digits) % 2:
            raise UserError(f"odd number of hex digits ({len(digits)}): a byte has two.")
        return _as_kind(kind, bytes.fromhex(digits), order)
    except ValueError:
        wrong = next((c for c in digits if c not in "0123456789abcdefABCDEF"), "")
        raise UserError(f"{wrong!r} is no hex digit.") from None


def _base64(content: str) -> bytes:
    import base64
    import binascii

    text = "".join(content.split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise UserError("not base64.") from None


def _as_kind(kind: Kind, value: Value, order: encodings.Order) -> Value:
    if kind == "number" and not isinstance(value, int):
        if isinstance(value, str):
            value = encodings.text_bytes(value)
        return int.from_bytes(value, order)
    if kind == "bytes":
        if isinstance(value, str):
            return encodings.text_bytes(value)
        if isinstance(value, int):
            return value.to_bytes(encodings.byte_length(abs(value)), "big")
    if kind == "text" and not isinstance(value, str):
        data = value if isinstance(value, bytes) else value.to_bytes(encodings.byte_length(abs(value)), "big")
        return encodings.bytes_text(data)
    return value


def hash_of(edit: Edit) -> str:
    """The hash that an edit of H names. Raises UserError."""
    return hashes.canonical(edit.content)
