"""The fix of a text beside SRP says the right one, where the record has it."""

from __future__ import annotations

import srpscope
from srpscope.answers.fixing import due_formulas
from srpscope.srp.edit import Edit
from srpscope.srp.values import Value
from srpscope.why.finding import Finding, Proof


def test_a_pool_is_told_without_its_region() -> None:
    values: dict[str, Value] = {
        "pool": "Qx7LmN2pR",
        "timestamp": "Tue Feb 3 04:05:06 UTC 2026",
        "secret_block": b"\x07\x00\x07",
    }
    session = srpscope.make("cognito", "ines", "copper pot", values=values).session
    for name, content, due in (("pool", "eu-north-1_Qx7LmN2pR", {"pool": "Qx7LmN2pR"}), ("I", "Ines", {})):
        change = Edit("client", name, "text", content)
        finding = Finding("client", ("text-other@pool",), (change,), "x", Proof("M1", b"\x01"))
        assert due_formulas(finding, session) == due
