"""$: what a formula asks for is computed whatever it takes, and no more once it was taken back."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.session.opening import session_of
from srpscope.srp.allowance import Allowance
from srpscope.srp.primitives import interruptible
from srpscope.tui.desk import Desk
from srpscope.tui.flows.allowing import toggle

DEAR = "PBKDF2(P, s, iterations=1000, length=16, hash=SHA256)"


def test_a_key_pays_the_price_and_takes_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srpscope.srp.allowance.ROUND", 1.0)
    monkeypatch.setattr("srpscope.srp.functions.hashing._STRETCHED", {})
    monkeypatch.setattr(interruptible, "WORTH", 1e9)
    monkeypatch.setattr(Allowance, "everything", False)
    lines = [
        {"type": "values", "side": "client", "values": {"I": "alice", "P": "rosebud", "s": "0102"}},
        {"type": "edit", "side": "client", "value": "x", "formula": DEAR},
    ]
    desk = Desk(session_of(Capture({"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1"}, lines)))
    desk.evaluate()
    assert desk.shown is not None
    problem = desk.shown.view.client["x"].problem
    assert problem is not None and "$ on the screen" in problem
    toggle(desk)
    assert desk.shown.view.client["x"].value is not None and "however long" in desk.note[0][0]
    toggle(desk)
    assert not Allowance.everything and "bounded" in desk.note[0][0]
