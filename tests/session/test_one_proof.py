"""A page with one proof of no stated side: it is what the client sent, and proves nothing of the server's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.dialect import dialect
from srpscope.srp.formula import Formula
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

GROUP = group("nimbus-256")
NAMED = "srptools"
HEX_TEXT: Mapping[str, Formula] = {"u": parse("H(HEX(A) | HEX(B))")}


def page(names: tuple[str, ...], otherwise: Mapping[str, Formula] | None = None) -> Capture:
    """A handshake of which both secrets are known, with these values of the client's, none of which says its side."""
    spoken = dialect(NAMED)
    given: dict[str, Value] = {"N": GROUP.N, "g": GROUP.g, "I": "olga", "P": "tall pines", "s": b"salt of olga"}
    v = Sheet(Knowledge("client", spoken, given, {}, hash="sha256"))["v"].value
    assert v is not None
    secrets = {"a": 2**230 + 77, "b": 2**229 + 5, "v": int(str(v))}
    serving = {name: given[name] for name in ("N", "g", "I", "s")} | {name: secrets[name] for name in ("b", "v")}
    A = Sheet(Knowledge("client", spoken, given | {"a": secrets["a"]}, {}, hash="sha256")).as_sent("A")
    B = Sheet(Knowledge("server", spoken, serving, {"A": A}, hash="sha256")).as_sent("B")
    client = given | {"a": secrets["a"]}
    made = Sheet(Knowledge("client", spoken, client, {"A": A, "B": B}, formulas=otherwise or {}, hash="sha256"))
    capture = Capture({"origin": "recorded", "hash": "sha256"})
    capture.add_values(
        "both", {"N": f"{GROUP.N:x}", "g": "2", "I": "olga", "P": "tall pines", "s": b"salt of olga".hex()}
    )
    capture.add_values("client", {"a": f"{secrets['a']:x}"})
    capture.add_values("server", {name: f"{secrets[name]:x}" for name in ("b", "v")})
    capture.add_values("wire", {"A": A.hex(), "B": B.hex()})
    capture.add_values("both", {name: made.as_sent(name).hex() for name in names})
    return capture


@pytest.mark.parametrize("names", [("M1",), ("u", "S", "K", "M1"), ("S", "M1", "M2")])
@pytest.mark.parametrize("named", [NAMED, None])
def test_the_clients_mistake_is_not_the_servers(names: tuple[str, ...], named: str | None) -> None:
    session = session_of(page(names, HEX_TEXT), named)
    found = diagnose_session(session, seconds=5)
    judged = judge(session, found)
    assert judged.headline == "The client's u hashes the hex text of A and B."
    assert {one.side for one in found.findings} == {"client"} and judged.at_fault == "client"
    assert not any("fits neither" in note for note in found.notes)
    assert all(name not in session.held.given["server"] or name in session.held.told_alike for name in names)
    assert not set(names) & set(session.view.server.knowledge.given)


def test_of_a_right_handshake_it_is_of_both() -> None:
    session = session_of(page(("S", "K", "M1")), NAMED)
    judged = judge(session, diagnose_session(session, seconds=1))
    assert judged.values == "agree" and judged.cleared == ("client", "server")
    assert {"S", "K", "M1"} <= set(session.view.server.knowledge.given)


def test_a_guess_that_fits_one_proof_clears_nobody() -> None:
    session = session_of(page(("M1",)))
    judged = judge(session, diagnose_session(session, seconds=1))
    assert session.guessed and session.fits_one_proof and judged.values == "agree" and judged.cleared == ()
    guess = session.dialect("client").id
    assert judged.headline == f"The values agree, on M1, if both speak {guess}; nobody's answer is on record."


def test_a_guess_that_fits_a_word_of_each_side_clears_both() -> None:
    capture = page(("M1",))
    right = session_of(capture, NAMED).view.server
    capture.add_values("wire", {name: right.as_sent(name).hex() for name in ("M1", "M2")})
    session = session_of(capture)
    judged = judge(session, diagnose_session(session, seconds=1))
    assert session.guessed and not session.fits_one_proof and judged.cleared == ("client", "server")


def test_a_password_that_a_page_has_once_says_nothing_of_the_servers_verifier() -> None:
    capture = page(("M1",))
    capture.lines = [one for one in capture.lines if one.get("from") != "server" and one.get("side") != "server"]
    next(one for one in capture.lines if "M1" in one.get("values", {}))["side"] = "client"
    capture.lines.append({"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "wrong proof"})
    judged = judge(session_of(capture, NAMED))
    assert judged.headline.startswith("The server refused M1, right for these credentials; it has or got others")
