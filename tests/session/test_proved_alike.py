"""Both sides say one M1 and nobody says which dialect it is: what the nearest has otherwise is nobody's mistake."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.report.markdown import markdown
from srpscope.report.trace import as_text, trace
from srpscope.session.declaring import known_to_any
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.srp.dialect import dialect
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet

GROUP = group("nimbus-256")
OWN = {"K": "H(HEX(S) | HEX(S))", "M1": "H(HEX(B) | ':' | HEX(A) | ':' | HEX(K))"}


def page(server: str | None, client: str = "client") -> Capture:
    """A right handshake of a program's own formulas, of which the client's a and each side's M1 is known."""
    given = {"N": GROUP.N, "g": GROUP.g, "I": "nora", "P": "open sesame", "s": b"salt of nora", "a": 2**200 + 9}
    b, formulas = 2**201 + 7, {name: parse(text) for name, text in OWN.items()}
    spoken = dialect("rfc5054")
    v = Sheet(Knowledge("client", spoken, given, {}, hash="sha256")).value("v")
    serving = {name: given[name] for name in ("N", "g", "I", "s")} | {"b": b, "v": v}
    A = Sheet(Knowledge("client", spoken, given, {}, hash="sha256")).as_sent("A")
    B = Sheet(Knowledge("server", spoken, serving, {"A": A}, hash="sha256")).as_sent("B")
    sheet = Sheet(Knowledge("client", spoken, given, {"A": A, "B": B}, formulas=formulas, hash="sha256"))
    M1 = sheet.value("M1")
    assert isinstance(M1, bytes)
    capture = Capture({"origin": "recorded", "hash": "sha256"})
    capture.add_values("both", {"N": f"{GROUP.N:x}", "g": "2", "I": "nora", "P": "open sesame", "s": given["s"].hex()})
    capture.add_values("client", {"a": f"{given['a']:x}"})
    capture.add_values("wire", {"A": A.hex(), "B": B.hex()})
    capture.add_values(client, {"M1": M1.hex()})
    if server is not None:
        capture.add_values("server", {"M1": server or M1.hex()})
    return capture


@pytest.mark.parametrize("client", ["client", "wire"])
def test_neither_side_is_accused_and_nothing_is_searched(client: str) -> None:
    session = session_of(page("", client))
    found = diagnose_session(session, seconds=5)
    judged = judge(session, found)
    assert (found.verdict, found.findings, found.tried) == ("cannot-tell", (), 0)
    assert judged.at_fault == "unknown" and judged.exit_status != 0
    assert judged.headline.startswith("Both sides say the same M1, which is none of ")
    assert (judged.badge, judged.role, judged.words) == (("warn", "CANNOT TELL"), "warn", "cannot tell")


@pytest.mark.parametrize("server", [None, "00" * 32])
def test_with_one_M1_or_two_the_cause_is_looked_for(server: str | None) -> None:
    assert not session_of(page(server)).proved_alike


def test_so_it_is_where_somebody_names_the_dialect() -> None:
    assert not session_of(page(""), "rfc5054").proved_alike


def test_of_a_value_that_no_hash_makes_what_to_log_is_what_it_is_made_of() -> None:
    capture = page(None)
    capture.add_values("wire", {"A": "7b" * 32})
    notes = diagnose_session(session_of(capture, "rfc5054"), seconds=0.5).notes
    assert any(note.startswith("What A was made of tells why: log g, a and A of one try") for note in notes)


def test_names_that_no_dialect_knows_are_not_read_once_for_each() -> None:
    capture = page(None)
    capture.add_values("client", {f"key{at}": "00ff" for at in range(500)})
    session = session_of(capture, declare=False)
    names = {one.name for one in session.statement.values}
    assert len(names) > 500 and names & known_to_any(session) == {"N", "g", "I", "P", "s", "a", "A", "B", "M1"}
    assert {"pool", "salt2"} <= known_to_any(session)


def test_no_difference_is_told_of_a_guess() -> None:
    """Not by trace, not by a report: what the nearest dialect has otherwise is no difference."""
    session = session_of(page(""))
    judged = judge(session)
    said = as_text(session, judged=judged) + markdown(session, diagnose_session(session, seconds=1))
    assert judged.first_difference is None and trace(session)["first_difference"] is None
    assert "First difference" not in said and "**differ**" not in said
