"""Edits on what a side is known to have: the only place that reads what an edit holds, so that one line means the same
thing in a file, on the screen and in a live party."""

from __future__ import annotations

from dataclasses import replace

from srpscope.errors import UserError
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Formula
from srpscope.srp.primitives import hashes
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import Value
from srpscope.srp.written import written, written_on_wire

Content = Formula | Value
"""What an edit puts in place: a formula, a value, or for H the hash's name."""


def content(edit: Edit, spoken: Dialect) -> Content:
    """What an edit holds, as a side of that dialect takes it. Raises UserError, FormulaError where it says nothing."""
    if edit.value == "H":
        return hashes.canonical(edit.content)
    if edit.side == "wire":
        if edit.form == "formula":
            raise UserError("the wire has no formula: it is what was sent.")
        return written_on_wire(spoken, edit.value, edit.form, edit.content)
    if edit.form == "formula":
        return spoken.parse(edit.content)
    return written(spoken, edit.value, edit.form, edit.content)


def applied(known: Knowledge, edit: Edit) -> Knowledge:
    """A side after an edit, where it is one of that side. Raises UserError, FormulaError."""
    if not edit.applies_to(known.side):
        return known
    name, new = edit.value, content(edit, known.dialect)
    if name == "H":
        assert isinstance(new, str)
        return replace(known, hash=new, typed=known.typed | {name})
    if isinstance(new, Formula):
        given = {one: value for one, value in known.given.items() if one != name}
        return replace(known, given=given, formulas={**known.formulas, name: new}, typed=known.typed - {name})
    return replace(known, given={**known.given, name: new}, typed=known.typed | {name})
