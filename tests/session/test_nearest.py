"""Where no dialect comes out and several come equally far, the mistake is looked for in what most of them share."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.session.opening import session_of
from tests.session.met import GROUP, SALT, met


@pytest.mark.parametrize("x", ["H(s | H(I | ':' | P | P))", "H(s | H(I | ':' | P) | s)"])
def test_one_slip_of_a_client_alone_is_one_slip_from_the_nearest(x: str) -> None:
    capture = met("srptools", "srptools", x=x)
    capture.lines = [line for line in capture.lines if line.get("side") != "server"]
    session = session_of(capture, settings=[("client", "s", SALT.hex()), ("client", "P", "open sesame")])
    assert session.guessed
    found = diagnose_session(session, seconds=20).findings
    assert found and len(found[0].suspects) == 1 and found[0].changes[0].value == "x"


def test_the_group_that_the_server_s_v_tells_is_the_nearest_one_s_too() -> None:
    """Nobody names N and g; v comes out with one known group, and M1 with none."""
    capture = met("srptools", "srptools", x="H(s | H(':' | P))")
    capture.lines = [line for line in capture.lines if line.get("side") != "client"]
    lines = [("both", "I", "mona"), ("both", "P", "open sesame"), ("wire", "M1", "5a" * 32)]
    session = session_of(capture, settings=lines)
    assert session.capture.header.get("group") == GROUP


@pytest.mark.parametrize(("value", "formula"), [("u", "H(HEX(A) | HEX(B))"), ("K", "H(S | S)")])
def test_the_nearest_is_the_one_by_which_most_of_a_log_comes_out_each_of_what_was_logged_before_it(
    value: str, formula: str
) -> None:
    """Thinbus hashes u as hex text and nothing else as this client; going furthest, it was the nearest, and the blame
    went to a K that is right. Nor is one that fails at K and at the proof nearer than one that fails at K."""
    capture = met("srptools", "srptools", logged="a k x u S K M1", **{value: formula})
    capture.lines = [line for line in capture.lines if line.get("side") != "server"]
    session = session_of(capture, settings=[("client", "s", SALT.hex())])
    found = diagnose_session(session, seconds=20).findings
    assert found and [one.value for one in found[0].changes] == [value]
