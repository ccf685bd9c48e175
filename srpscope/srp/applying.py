"""Edits on what a side is known to have: the only place that reads what an edit holds, so that one line means the same
thing in a file, on the screen and in a live party."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from srpscope.errors import UserError
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Formula, asks_hash, walk
from srpscope.srp.primitives import hashes
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.srp.written import as_kept, literal, written_on_wire

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
    return literal(spoken, edit.value, edit.form, edit.content)


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
    if name not in known.given:  # told for the first time, as people have it
        new = as_kept(known.dialect, name, new)
    return replace(known, given={**known.given, name: new}, typed=known.typed | {name})


def behind(known: Knowledge, edited: Set[str]) -> frozenset[str]:
    """The values of a side that are made of those that were edited, directly or through others. A verifier that a
    server has in store was made before the handshake, and is behind its x alone; whoever cannot make x keeps his."""
    sheet = Sheet(known, record=False)
    keeps_v = sheet.value("x") is None or (known.side == "server" and "x" not in edited)
    stored = {"v"} if keeps_v else set()
    made_of: dict[str, frozenset[str]] = {}
    for name in sheet.names:
        formula = known.formula(name)
        if formula is not None and name not in stored:
            hashes_itself = any(asks_hash(node) for node in walk(formula.node))
            made_of[name] = sheet.operands(name, formula) | ({"H"} if hashes_itself else set())
    found = set(edited)
    while new := {name for name, of in made_of.items() if name not in found and of & found}:
        found |= new
    return frozenset(found - edited)
