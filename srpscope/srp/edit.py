"""One change on one side: another value, another formula, another hash. Toggles, diagnosis and lessons all use it.

What it holds is text; applying.py reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from srpscope.errors import FileError
from srpscope.srp.values import SIDES, Side

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
