"""A capture and its own saved form say the same of every value."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings, strategies as st

from srpscope.capture.capture import Capture
from srpscope.capture.srp_jsonl import dumps, loads
from srpscope.errors import SrpscopeError
from srpscope.report.trace import trace
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import even_hex
from srpscope.srp.values import NUMBERS, SIDES

DIALECTS = ("rfc5054", "wow", "nimbus", "thinbus", "srptools", "proton")
NAMES = ("I", "P", "s", "a", "b", "v", "x", "k", "u", "A", "B", "S", "K", "M1", "M2")
HEX = "0123456789abcdefABCDEF"
TEXTS = st.text(max_size=6)


@cache
def right(spoken: str) -> dict[str, str]:
    """The values of a right handshake of a dialect, as a file writes them."""
    lines = [
        {"type": "values", "side": "both", "values": {"I": "Alice", "P": "pässwörd", "s": "00" + "a1" * 9}},
        {"type": "values", "side": "client", "values": {"a": "f00d" * 4}},
        {"type": "values", "side": "server", "values": {"b": "beef" * 4}},
    ]
    view = Session(Capture({"dialect": spoken, "group": "rfc5054-1024", "hash": "sha256"}, lines)).view
    known = {name: (view.client[name].value, view.server[name].value) for name in NAMES}
    found = {name: mine if mine is not None else theirs for name, (mine, theirs) in known.items()}
    return {name: _written(value) for name, value in found.items() if value is not None}


def _written(value: int | bytes | str) -> str:
    return value if isinstance(value, str) else even_hex(value) if isinstance(value, int) else value.hex()


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    """A few values, right or odd, with every key that a values line may have, and edits."""
    spoken = draw(st.sampled_from(DIALECTS))
    known = right(spoken)
    content = st.one_of(st.text(alphabet=HEX, max_size=8), TEXTS)

    def value(name: str) -> str:
        asked = draw(st.integers(0, 3))
        if asked == 0 or name not in known:
            return draw(content)
        return ("0" if asked == 1 and name in NUMBERS else "") + known[name]

    lines: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 5))):
        names = draw(st.lists(st.sampled_from(NAMES), max_size=5, unique=True))
        form = draw(st.sampled_from(["", "", "", ".hex", ".text", ".dec", ".b64"]))
        line: dict[str, Any] = {"type": "values", "side": draw(st.sampled_from(SIDES))}
        line["values"] = {name + form: value(name) for name in names}
        for key, options in (("by", ["assumed", "typed", "logged"]), ("width", [False]), ("order", ["little"])):
            if draw(st.integers(0, 5)) == 0:
                line[key] = draw(st.sampled_from(options))
        lines.append(line)
    return Capture({"dialect": spoken, "group": "rfc5054-1024", "hash": "sha256", "secrets": True}, lines)


EDITS = st.builds(
    Edit,
    st.sampled_from(SIDES),
    st.sampled_from(NAMES),
    st.sampled_from(["hex", "text", "dec", "b64"]),
    st.one_of(st.text(alphabet=HEX, max_size=8), TEXTS),
    st.booleans(),
) | st.builds(
    Edit,
    st.sampled_from(["client", "server"]),
    st.sampled_from(["x", "u", "k", "K", "M1"]),
    st.just("formula"),
    st.sampled_from(["H(A | B)", "H(PAD(A) | s)", "H(I | P)", "INT(s)"]),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(captures(), st.lists(EDITS, max_size=3))
def test_a_capture_and_its_saved_form_agree_in_every_value(capture: Capture, edits: list[Edit]) -> None:
    session = Session(capture)
    for edit in edits:
        try:
            session.edit(edit)
        except SrpscopeError:
            continue  # the screen refuses what says nothing
    saved = Session(loads(dumps(session.as_capture())))
    assert saved.edits == session.edits
    before, after = trace(session), trace(saved)
    assert after["values"] == before["values"]
    assert (after["agreement"], after["first_difference"]) == (before["agreement"], before["first_difference"])
