"""What an edit proves or disproves: whether the proof that a side computes with it is the one that is on record."""

from __future__ import annotations

from srpscope.srp.values import same
from srpscope.tui.facts.edits.ways import made_of, observed
from srpscope.tui.facts.moment.marks import AGREE, DIFFER
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line


def proof_line(shown: Shown, side: str, edited: str) -> Line:
    """The side's own proof under the edit, beside what it sent or logged; () where either is not known, or the proof
    is not made of what is edited."""
    name = "M2" if side == "server" else "M1"
    sheet, seen = shown.view.sheet(side), observed(shown, side, name)
    made = sheet[name].by_formula
    if seen is None or made is None or (edited != "H" and edited not in made_of(sheet, name)):
        return ()
    on_record = "sent" if name in shown.view.wire else "logged"
    if same(made, seen):
        return ((f"{name} {AGREE} {on_record}   ", "agree bold"),)
    return ((f"{name} {DIFFER} {on_record}   ", "differ"),)
