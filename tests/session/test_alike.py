"""What a part of the record does not show: a verifier that nobody tested is not right, who says no to what is right is
not cleared, what both sides do alike is nobody's fault, and what was changed on its way is not the sender's."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.answers.fixing import WORKS
from srpscope.capture.merge import merged
from srpscope.capture.source import Source
from srpscope.report.markdown import markdown
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.session.opening import read_path, read_sources, session_of
from srpscope.srp.edit import Edit
from srpscope.why import Reach
from srpscope.why.finding import Diagnosis, Finding, Proof
from tests.session.test_not_on_record import ACCEPTED, REFUSED_M1, REFUSED_M2, Made

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"


def judged(session: Session) -> Judgement:
    return judge(session, diagnose_session(session, 4, reach=Reach(1)))


ONE = {"k": "1"}


def proved(session: Session) -> Judgement:
    """With what a search finds of the client's k, which it tried on the client alone."""
    M1 = session.view.wire["M1"]
    found = Finding("client", ("constant-k@k:1",), (Edit("client", "k", "formula", "1"),), "k", Proof("M1", M1))
    return judge(session, Diagnosis("proved", "rfc5054", (found,), ("server",)))


def test_what_both_sides_do_alike_is_nobodys_fault_where_it_was_accepted() -> None:
    found = proved(Made(client=ONE, server=ONE).session("P a", "b v", **ACCEPTED))
    assert (found.cause, found.at_fault, found.exit_status) == ("proved", "nobody", 1)
    assert found.headline == "Accepted, as both do alike: the client computed with k = 1."


def test_a_client_whose_proof_was_taken_is_not_accused_of_how_it_is_made() -> None:
    """Nothing but the client's values is on record: what it does otherwise than the named dialect, the server does too,
    or it checks nothing."""
    other = {"M1": "H(A | B | K)"}
    taken = judged(Made(client=other, server=other).session("P a", "", **ACCEPTED))
    assert (taken.cause, taken.at_fault) == ("proved", "nobody")
    assert taken.headline == "Accepted, so the server does alike or checks nothing: the client's M1 is H(A | B | K)."
    alike = judged(Made(client=other, server=other).session("P a", "b v", **ACCEPTED))
    assert alike.headline == "Accepted, as both do alike: the client's M1 is H(A | B | K)."
    refused = judged(Made(client=other).session("P a", "", **REFUSED_M1))
    assert (refused.at_fault, refused.headline) == ("client", "The server refused M1: the client's M1 is H(A | B | K).")


def test_nothing_is_advised_that_would_break_what_works() -> None:
    """The dialect's form in one side alone is refused from then on."""
    other = {"M1": "H(A | B | K)"}
    for made, event, advised in ((other, ACCEPTED, False), ({}, REFUSED_M1, True)):
        session = Made(client=other, server=made).session("P a", "b v" if advised else "", **event)
        diagnosis = diagnose_session(session, 4, reach=Reach(1))
        assert judge(session, diagnosis).works != advised
        for said in (as_text(diagnosis, session), markdown(session, diagnosis)):
            assert (WORKS in said) != advised
            assert ("Compute M1" in said) == advised


def test_what_both_sides_do_alike_is_not_why_another_password_was_refused() -> None:
    """Whatever the mistake is called on the server: leaving k out is to take 1 for it."""
    found = proved(Made("other", client=ONE, server=ONE).session("P a", "b v", **REFUSED_M1))
    assert (found.cause, found.at_fault) == ("cannot-tell", "unknown")
    assert found.headline.endswith("of this user name, password and salt; both make k otherwise, alike.")


def test_a_mistake_of_one_side_alone_is_not_called_alike() -> None:
    found = proved(Made(client=ONE).session("P a", "b v", **REFUSED_M1))
    assert (found.cause, found.at_fault, found.cleared) == ("proved", "client", ("server",))


def test_a_server_whose_verifier_nothing_tests_is_not_cleared() -> None:
    """Its B comes out of its b and v, whoever v belongs to."""
    other, comes_out = Made("other"), Diagnosis("not-found", "rfc5054", cleared=("server",))
    assert judge(other.session("a", "b v", **REFUSED_M1), comes_out).cleared == ()
    of_its_maker = other.session("", "b v", **REFUSED_M1)
    of_its_maker.capture.add_values("enroller", {"I": "alice", "P": "other"})
    assert judge(Session(of_its_maker.capture), comes_out).cleared == ("server",)
    assert judge(other.session("", "b v", **REFUSED_M1), comes_out).cleared == ()
    assert judge(other.session("", "b v", "A B", what="broken-off", by="", of="M1"), comes_out).cleared == ()
    assert judge(Made().session("P a", "b v", "A B M1=M2", **REFUSED_M1), comes_out).cleared == ("server",)


def test_a_search_that_found_nothing_says_so_whatever_is_not_on_record() -> None:
    nothing = Diagnosis("not-found", "rfc5054")
    for known, wire in (("P", "A B"), ("a", "A B"), ("", "A B M1"), ("", "B"), ("P a", "")):
        for server in ("b v", "b", "v", ""):
            for ended in (REFUSED_M1, REFUSED_M2, ACCEPTED, {}):
                said = judge(Made("other").session(known, server, wire, **ended), nothing).headline
                assert said.endswith(".") and len(said) <= 110, said


def test_a_client_that_says_no_to_what_is_right_is_not_cleared() -> None:
    found = judged(Made().session("", "b v", "A B M1 M2", **REFUSED_M2))
    assert found.cleared == ("server",)
    assert len(found.headline) < 111


def test_a_verifier_that_is_right_is_not_doubted() -> None:
    known = judge(Made().session("P a", "v", **REFUSED_M1))
    assert known.headline.startswith("The server refused M1, right for these credentials and its verifier")
    assert "it has or got others" in judge(Made().session("P a", "", **REFUSED_M1)).headline


def test_a_client_that_logged_another_value_than_it_was_sent_is_told_so_whatever_else_is_known() -> None:
    for name, said in (("s", "salt"), ("B", "B")):
        for known, wire in (("", "A B M1"), ("a", "A B"), ("P", "A B M1")):
            session = Made().session(known, "", wire, **REFUSED_M1)
            session.capture.add_values("client", {name: "5a0b7c1e"})
            found = judge(Session(session.capture))
            lead = f"The server refused M1: the {said} that the client logged is not the server's"
            assert found.headline.startswith(lead)
            assert (found.values, found.cause, found.exit_status) == ("disagree", "cannot-tell", 1)


def test_an_accepted_session_whose_A_is_written_otherwise_says_so_without_M1() -> None:
    session = Made().session("P a", "", "A B", **ACCEPTED)
    A = next(line["values"]["A"] for line in session.capture.lines if line.get("side") == "wire")
    session.capture.add_values("wire", {"A": A.encode().hex()})
    written = Session(session.capture)
    assert judge(written).headline == "Accepted; A is not g ** a of the a on record."
    found = judged(written)
    assert (found.cause, found.exit_status) == ("proved", 1)
    assert found.headline.startswith("Accepted, but the client sent A as hex text")


def changed(line: dict[str, object], name: str) -> dict[str, object]:
    """A message of plain JSON, with another last digit of one value."""
    said = json.loads(bytes.fromhex(str(line.get("bytes", "7b7d"))))
    if name not in said:
        return line
    said[name] = said[name][:-1] + ("0" if said[name][-1] != "0" else "1")
    return {**line, "bytes": json.dumps(said).encode().hex()}


def test_what_differs_between_two_recordings_was_changed_on_its_way() -> None:
    """Neither the server's check nor its salt is at fault: it got another A, or the client another salt."""
    for name, said in (("A", "A"), ("s", "the salt")):
        client, server = (
            read_path(SESSIONS / f"plain-wrong-password.{side}.srp.jsonl") for side in ("client", "server")
        )
        lines = [changed(line, name) for line in server.captures[0].lines if line.get("side") != "enroller"]
        got = replace(server.captures[0], lines=lines)
        found = judge(session_of(merged([client.captures[0], got])))
        assert found.headline.startswith(f"The server refused M1: {said} differs between the recordings")
        assert (found.cause, found.at_fault) == ("told", "unknown")


def test_who_says_why_it_refused_is_heard_before_who_saw_the_line_end() -> None:
    for first, second in ((0, 1), (1, 0)):
        session = Made().session("P a", "b v")
        said = [
            {"of": "M1", "text": "The other side closed the connection"},
            {"of": "mac", "text": "The MAC is wrong."},
        ]
        for one in (said[first], said[second]):
            session.capture.add("event", what="refused", by="server", **one)
        assert (judge(session).of, judge(session).text) == ("mac", "The MAC is wrong.")


def test_a_transcript_that_ends_earlier_is_no_difference() -> None:
    """The server accepted, and its answer never came."""
    names = (f"devolutions-right.{side}.srp.jsonl" for side in ("client", "server"))
    both = session_of(read_sources([Source.of_path(SESSIONS / name) for name in names]).captures[0])
    client = next(
        line for line in both.capture.lines if line.get("side") == "client" and "transcript" in line["values"]
    )
    whole = client["values"]["transcript"]
    both.capture.add_values("client", {"transcript": whole[:-40]})
    assert judge(Session(both.capture)).values == "agree"
    both.capture.add_values("client", {"transcript": "00" + whole})
    assert judge(Session(both.capture)).values == "disagree"
