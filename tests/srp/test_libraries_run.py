"""Libraries that were run here, client and server against each other: what they showed comes out of the dialect that
names them, leading zeros among it. data/libraries.jsonl has a handshake a line, with where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.declaring import reader
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.why.identify import identify

HANDSHAKES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "libraries.jsonl").read_text(encoding="utf-8").splitlines()
]


def capture_of(shown: dict[str, Any]) -> Capture:
    """What both programs showed. text: what travels as text."""
    capture = Capture({"dialect": None, "group": shown["group"], "hash": shown["hash"]})
    sides = {"client": "I P a x u S K", "server": "b v k", "wire": "A B s M1 M2"}
    for side, names in sides.items():
        values = {name: shown[name] for name in names.split() if name in shown}
        if side == "wire":
            values |= {name: shown[name].encode().hex() for name in shown["text"]}
        capture.add_values(side, values)
    if "iterations" in shown:
        capture.add_values("both", {"iterations": f"{shown['iterations']:04x}"})
    return capture


@pytest.mark.parametrize("shown", HANDSHAKES, ids=[f"{one['dialect']}, {one['source']}" for one in HANDSHAKES])
def test_what_a_library_showed_comes_out_of_its_dialect(shown: dict[str, Any]) -> None:
    capture = capture_of(shown)
    session = Session(capture)
    named = {one.id: set(one.reproduces) for one in identify(reader(session), None, session.declared).dialects}
    known = {name for name in "k x v A B u S K M1 M2".split() if name in shown}
    assert known <= named.get(shown["dialect"], set()), named
    capture.header["dialect"] = shown["dialect"]
    judged = judge(session_of(capture))
    assert (judged.values, judged.exit_status) == ("agree", 0), judged.headline
