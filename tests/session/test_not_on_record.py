"""What is not on record is not judged: a proof that nobody wrote down, a secret that was only logged, a yes that nobody
said, a password that is another one."""

from __future__ import annotations

import re

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.report.identification import as_text
from srpscope.session import Session
from srpscope.session.declaring import declared, identification
from srpscope.session.judgement import Judgement, judge
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.why import Reach
from srpscope.why.finding import Diagnosis
from tests.session.independent import Independent, Plain, least

N, G = group("nimbus-256").N, group("nimbus-256").g
A_PRIVATE, B_PRIVATE, SALT = 0x1F3A5D77C0FFEE05, 0x2B992DD1E2BADA55, bytes.fromhex("5a0b7c1d")
COMPUTED = ("k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2")


def formulas(side: str) -> dict[str, str]:
    spoken = dialect("rfc5054")
    found = {name: spoken.formula_text(side, name) for name in COMPUTED}  # type: ignore[arg-type]
    return {name: text for name, text in found.items() if text}


class Made:
    """A session of alice, evaluated with hashlib and pow. enrolled: the password of the verifier. client, server: what
    a side computes otherwise."""

    def __init__(
        self, enrolled: str = "hunter2", client: dict[str, str] | None = None, server: dict[str, str] | None = None
    ) -> None:
        shared: dict[str, Plain] = {"N": N, "g": G, "s": SALT, "I": b"alice"}
        verifier = Independent(shared | {"P": enrolled.encode()}, formulas("server"), "sha1", N).value("v")
        own: dict[str, Plain] = shared | {"P": b"hunter2", "a": A_PRIVATE}
        theirs: dict[str, Plain] = shared | {"v": verifier, "b": B_PRIVATE}
        A = Independent(own, formulas("client"), "sha1", N).value("A")
        B = Independent(theirs | {"A": A}, formulas("server") | (server or {}), "sha1", N).value("B")
        self.client = Independent(own | {"A": A, "B": B}, formulas("client") | (client or {}), "sha1", N)
        M1 = self.client.value("M1")
        self.server = Independent(theirs | {"A": A, "B": B}, formulas("server"), "sha1", N)
        self.wire = {"A": A, "B": B, "M1": M1, "M2": self.server.value("M2")}

    def session(self, client: str = "", server: str = "", wire: str = "A B M1", **event: str) -> Session:
        """What somebody wrote down of it: names of values, on the wire NAME or NAME=OTHER, and how it ended."""
        capture = Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha1", "origin": "recorded"})
        capture.add_values("client", {"I": "alice"} | {name: _text(name, self.client) for name in client.split()})
        capture.add_values("server", {name: _text(name, self.server) for name in server.split()})
        places = [name.partition("=") for name in wire.split()]
        sent = {name: _octets(self.wire[other or name]).hex() for name, _, other in places}
        capture.add_values("wire", sent | {"s": SALT.hex()})
        if event:
            capture.add("event", text="no", **event)
        return Session(capture)


def _octets(value: Plain) -> bytes:
    return least(value) if isinstance(value, int) else value


def _text(name: str, side: Independent) -> str:
    data = _octets(side.value(name))
    return data.decode() if name == "P" else data.hex()


REFUSED_M1 = {"what": "refused", "by": "server", "of": "M1"}
REFUSED_M2 = {"what": "refused", "by": "client", "of": "M2"}
ACCEPTED = {"what": "accepted", "by": "server", "of": "M1"}


def judged(session: Session) -> tuple[Judgement, Diagnosis]:
    diagnosis = diagnose_session(session, 20, reach=Reach(1))
    return judge(session, diagnosis), diagnosis


@pytest.mark.parametrize("mistake", [{}, {"u": "H(PAD(B) | PAD(A))"}])
def test_a_refused_proof_that_nobody_wrote_down_is_not_called_right(mistake: dict[str, str]) -> None:
    found, _ = judged(Made(client=mistake).session("P a", "b v", "A B", **REFUSED_M1))
    assert found.headline.startswith("The server refused the M1 that it got, not on record; ")
    assert (found.at_fault, found.missing) == ("unknown", (("M1",),))
    assert found.cleared == ()


def test_a_refused_answer_that_nobody_wrote_down_clears_nobody() -> None:
    found, _ = judged(Made().session("P a", "b v", **REFUSED_M2))
    assert found.headline.startswith("The client refused the M2 that it got, not on record; ")
    assert (found.at_fault, found.missing, found.cleared) == ("unknown", (("M2",),), ())


@pytest.mark.parametrize("logged", ["S", "K"])
def test_what_comes_out_of_a_logged_secret_clears_nobody(logged: str) -> None:
    made = Made(client={"x": "H(s | H(P))"})
    found, _ = judged(made.session(logged, **REFUSED_M1))
    assert f"M1, which comes out of the client's logged {logged}" in found.headline
    assert "right for these credentials" not in found.headline
    assert found.cleared == ()
    assert any("a" in way for way in found.missing)


def test_a_client_that_refuses_what_its_own_values_give_is_at_fault() -> None:
    found, _ = judged(Made().session("P a", wire="A B M1 M2", **REFUSED_M2))
    assert found.headline.startswith("The client refused the server's M2 although its own values give it: ")
    assert (found.at_fault, found.exit_status) == ("client", 1)


def test_a_server_that_logged_the_secret_has_given_its_own_values() -> None:
    found, _ = judged(Made().session(server="S", **REFUSED_M1))
    assert found.headline.startswith("The server refused M1 although its own values give it")
    assert found.at_fault == "server"


def test_an_answer_that_is_on_no_record_is_no_yes_of_the_client() -> None:
    found, _ = judged(Made().session("P a", "b v", **ACCEPTED))
    assert found.headline == "The server accepted the client's proof, and M1 agrees."
    with_answer, _ = judged(Made().session("P a", "b v", "A B M1 M2", **ACCEPTED))
    assert with_answer.headline == "The server accepted the client's proof, and M1 and M2 agree."


def test_what_would_check_an_accepted_session_is_not_known_already() -> None:
    found, _ = judged(Made().session("P", "b v", "A B", **ACCEPTED))
    assert found.headline == "Accepted; to check it: M1, or a."


def test_nothing_is_asked_of_a_client_whose_proof_comes_out() -> None:
    found, _ = judged(Made(enrolled="other words").session("P a", "b v", **REFUSED_M1))
    assert found.headline.startswith("The server refused M1: the verifier is not of this user name, password and salt")
    assert (found.at_fault, found.missing) == ("unknown", ())


@pytest.mark.parametrize("enrolled", ["secret", "abcd1234"])
def test_a_verifier_of_an_example_blames_nobody(enrolled: str) -> None:
    found, diagnosis = judged(Made(enrolled=enrolled).session("P a", "b v", **REFUSED_M1))
    assert found.cause == "proved"
    assert found.at_fault == "unknown"
    assert found.headline.endswith("the verifier was made of the password of an example, not of the one on record.")
    assert not [ids for ids in diagnosis.findings[0].equal if any(one.startswith(("empty", "unhexed")) for one in ids)]


@pytest.mark.parametrize("server", ["b", "b v"])
@pytest.mark.parametrize("client", ["", "P a"])
def test_a_server_that_left_the_verifier_out_of_B_is_told_so(server: str, client: str) -> None:
    made = Made(server={"B": "g ** b"})
    _, diagnosis = judged(made.session(client, server, **REFUSED_M1))
    finding = diagnosis.findings[0]
    (change,) = finding.changes
    assert finding.side == "server" and change.content in ("g ** b", "g ** b % N")
    assert finding.proof.value == "B"


def test_only_what_shows_a_sign_byte_is_told_to_have_one() -> None:
    made = Made(client={"M1": "H(H(N) ^ H(g) | H(I) | s | SIGNED(A) | SIGNED(B) | K)"})
    top = [name for name in ("A", "B") if _octets(made.wire[name])[0] >= 0x80]
    assert len(top) == 1, "one of the two has its top bit set"
    _, diagnosis = judged(made.session("P a", **REFUSED_M1))
    (change,) = diagnosis.findings[0].changes
    assert [name for name in ("A", "B") if f"({name})" in change.content] == top


@pytest.mark.parametrize(
    ("client", "server", "wire", "said"),
    [
        ("P a", "", "A=B B=A M1", "A and B are exchanged: B on the wire is g ** a of the a on record."),
        ("P a", "", "A B M1=M2 M2=M1", "M1 and M2 are exchanged: M2 on the wire is the M1 of the client's values."),
        ("", "b v", "A B M1=M2 M2=M1", "M1 and M2 are exchanged: M2 on the wire is the M1 of the server's values."),
    ],
)
def test_values_in_each_others_place_are_told_as_that(client: str, server: str, wire: str, said: str) -> None:
    session = Made().session(client, server, wire)
    diagnosis = diagnose_session(session, 0.5, reach=Reach(0))
    found = judge(session, diagnosis)
    assert (found.headline, found.missing, found.exit_status) == (said, (), 1)


def test_private_values_in_each_others_place_are_told_as_that() -> None:
    session = Made().session("P", "v")
    session.capture.add_values("client", {"a": f"{B_PRIVATE:x}"})
    session.capture.add_values("server", {"b": f"{A_PRIVATE:x}"})
    found = judge(Session(session.capture))
    assert found.headline.startswith("a and b are exchanged: A on the wire is g ** b of the b on record")


def test_a_public_value_of_zero_is_told_without_its_message() -> None:
    session = Made().session("P a", wire="A")
    session.capture.add_values("wire", {"B": "00"})
    session.capture.add("event", what="refused", by="client", of="B", text="bad B")
    found = judge(Session(session.capture))
    assert (found.headline, found.at_fault) == ("The client refused B: B is 0 mod N.", "server")


def test_a_verifier_of_another_password_is_not_said_to_be_reproduced() -> None:
    found = identification(Made(enrolled="other words").session("P a", "b v"))
    assert found.dialects and found.unexplained == ("v",)
    assert "reproduce everything known but v: no dialect makes this verifier" in as_text(found)
    assert identification(Made().session("P a", "b v")).unexplained == ()


@pytest.mark.parametrize("again", [False, True])
def test_a_server_that_draws_b_anew_is_named_where_it_logged_what_it_made_of_it(again: bool) -> None:
    """again: it makes B anew of it too, for u."""
    known = group("rfc5054-2048")
    shared: dict[str, Plain] = {"N": known.N, "g": known.g, "s": SALT, "I": b"alice"}
    v = Independent(shared | {"P": b"hunter2"}, formulas("server"), "sha1", known.N).value("v")
    A = Independent(shared | {"a": A_PRIVATE}, formulas("client"), "sha1", known.N).value("A")
    theirs = shared | {"v": v, "A": A}
    B = Independent(theirs | {"b": B_PRIVATE + 2}, formulas("server"), "sha1", known.N).value("B")
    second = theirs | {"b": B_PRIVATE} | ({} if again else {"B": B})
    server = Independent(second, formulas("server"), "sha1", known.N)
    client = Independent(shared | {"P": b"hunter2", "a": A_PRIVATE, "B": B}, formulas("client"), "sha1", known.N)
    capture = Capture({"dialect": "rfc5054", "group": "rfc5054-2048", "hash": "sha1"})
    capture.add_values("client", {"I": "alice"})
    capture.add_values("server", {name: _octets(server.value(name)).hex() for name in ("b", "v", "K")})
    wire = {"A": A, "B": B, "M1": client.value("M1")}
    capture.add_values("wire", {name: _octets(value).hex() for name, value in wire.items()} | {"s": SALT.hex()})
    capture.add("event", text="no", **REFUSED_M1)
    found, diagnosis = judged(Session(capture))
    said = "the server computed with another b than that of the B that it sent, or sent that B written otherwise."
    assert found.headline == f"The server refused M1: {said}"
    assert (found.at_fault, diagnosis.findings[0].proof.value) == ("server", "K")


@pytest.mark.long
def test_where_b_alone_is_known_the_search_ends_before_its_time() -> None:
    """Most of what the client may have done is out of sight: what is in sight is tried, alone and in pairs."""
    session = Made(client={"x": "H(s | H(P))"}).session("", "b v", **REFUSED_M1)
    diagnosis = diagnose_session(session, 600)
    found = judge(session, diagnosis)
    assert not diagnosis.stopped
    assert (found.cause, found.at_fault, found.missing) == ("not-found", "unknown", (("P", "a"),))
    assert "until the time was up" not in found.headline and found.headline.endswith("log P and a.")


def test_a_verifier_is_only_said_to_be_of_what_is_on_record() -> None:
    """Without a password the logged x is what the verifier is not of; without a verifier B and b do not go with it."""
    wrong_x = Made(client={"x": "H(s | H(P))"})
    logged = judge(wrong_x.session("a x", "v", **REFUSED_M1)).headline
    assert logged.startswith("The server refused M1: the verifier is not what the x that the client logged gives")
    wrong_k = Made(server={"k": "H(N | g)"})
    no_verifier = judge(wrong_k.session("P", "b", "A B", **REFUSED_M1)).headline
    assert "B and b are not of these credentials' verifier" in no_verifier


def test_a_client_whose_proof_was_not_made_again_is_not_cleared() -> None:
    """Its x and u come out, and what it did behind them is not on record."""
    made = Made(enrolled="hunter3", client={"M1": "H(A | B | K)"})
    _, diagnosis = judged(made.session("P x u", "v u"))
    assert diagnosis.cleared == ()


def test_a_value_that_stands_there_unreadable_is_named_beside_what_is_asked_for() -> None:
    session = Made(client={"k": "1"}).session("P", "v", **REFUSED_M1)
    session.capture.add_values("client", {"a": "zz41"})
    found = judge(Session(session.capture))
    assert ("a",) in found.missing
    assert re.search(r"log a.* \(line \d+, client a: 'z' is no hex digit\)\.$", found.headline)
    session.capture.add_values("client", {"a": "41"})
    assert "is no hex digit" not in judge(Session(session.capture)).headline


def test_a_side_with_a_value_that_cannot_be_read_is_not_cleared() -> None:
    session = Made().session("P a", "b v", **ACCEPTED)
    assert judge(session).cleared == ("client", "server")
    session.capture.add_values("server", {"S": "xyz"})
    assert judge(Session(session.capture)).cleared == ("client",)


def test_a_client_that_comes_out_in_a_dialect_that_nobody_named_is_not_cleared_and_the_dialect_is_said() -> None:
    known = Made()
    alone = known.session("P a M1", "", "A B")
    alone.capture.header.pop("dialect")
    found = judge(declared(Session(alone.capture)))
    assert found.cleared == () and found.exit_status == 2
    assert re.match(r"The client's M1 comes out if it speaks [\w-]+, which is a guess;", found.headline)


def test_a_verifier_that_only_B_and_b_tell_is_what_to_log_next() -> None:
    right = Diagnosis("not-found", "rfc5054", cleared=("client",))
    found = judge(Made("other").session("P a", "b", **REFUSED_M1), right)
    assert found.missing == (("v",),)


def test_a_client_that_refuses_M2_asks_for_the_least_of_the_server() -> None:
    made = Made("other")
    without = judge(made.session("P a", "", "A B M1 M2", **REFUSED_M2))
    assert without.missing == (("b",),)  # with it, B gives v
    assert without.headline.endswith("log b to see what the server has.")


def test_a_proof_that_no_side_but_a_stand_in_gives_is_not_said_to_differ_between_the_sides() -> None:
    session = Made("other").session("", "b v", **REFUSED_M1)
    session.capture.add("values", side="client", values={"P": "other"}, by="assumed")
    found = judge(Session(session.capture))
    assert found.headline.startswith("The server refused M1: M1 on the wire is not what the server's values give")


def test_a_logged_secret_that_nothing_makes_again_clears_nobody() -> None:
    _, diagnosis = judged(Made(client={"u": "H(PAD(B) | PAD(A))"}).session("P S x", "b", **REFUSED_M1))
    assert "client" not in diagnosis.cleared


def test_a_client_whose_proof_comes_out_typed_the_password_that_it_used() -> None:
    session = Made().session("P a", "b v", **ACCEPTED)
    session.capture.add_values("server", {"K": "22" * 20})
    found = judge(Session(session.capture))
    assert found.headline.startswith("Accepted: the server's K is not what its own formula gives")
    session = Made().session("P", "b v", **ACCEPTED)
    session.capture.add_values("client", {"K": "22" * 20})
    assert judge(Session(session.capture)).headline.startswith("Accepted: the client's K is not what its own formula")


def test_of_a_session_that_was_accepted_nothing_is_asked_for_because_the_record_differs() -> None:
    """Another value of the same would say no more: both programs had the right ones."""
    session = Made().session("a", "b v", "A B M1 M2", **ACCEPTED)
    session.capture.add_values("client", {"P": "not the one used"})
    found = judge(Session(session.capture))
    assert (found.values, found.missing, found.exit_status) == ("disagree", (), 1)


@pytest.mark.parametrize("logged", ["u", "k u", "x k u"])
def test_u_is_searched_without_a(logged: str) -> None:
    """u is made of A and B, which were sent: no a is needed to tell how, and no password is spoken of."""
    made = Made(client={"u": "H(PAD(B) | PAD(A))"})
    session = made.session(client=logged, server="v b", wire="A B M1", **REFUSED_M1)
    session.capture.add_values("client", {"P": "hunter2"}, by="assumed")
    session.changed()
    before = judge(session)
    assert "the client's u is not what its own formula gives;" in before.headline
    verdict, found = judged(session)
    assert (verdict.cause, verdict.at_fault, found.verdict) == ("proved", "client", "proved")
    assert [one.first_difference for one in found.findings] == ["u"]
    assert found.findings[0].changes[0].content == "H(PAD(B) | PAD(A))"


def test_a_u_that_nothing_gives_is_no_other_a() -> None:
    made = Made(client={"u": "H(PAD(A) | PAD(B) | PAD(N) | PAD(g) | s | s)"})
    verdict, found = judged(made.session(client="k x u", server="v b", wire="A B M1", **REFUSED_M1))
    assert not found.findings and verdict.cause == "not-found" and found.tried > 0
    assert verdict.headline.startswith("The server refused M1: the client's u is not what its own formula gives;")


@pytest.mark.parametrize("logged", ["a x", "a x k u", "a x k u S K"])
def test_what_the_client_logged_is_on_record_whoever_lent_the_password(logged: str) -> None:
    """x closes what the password is for: an M1 that nothing gives is told as the client's own, not as a lack of P."""
    made = Made(client={"M1": "H(s | s | A | A | B | g | K | s)"})
    session = made.session(client=logged, server="v b", wire="A B M1", **REFUSED_M1)
    session.capture.add_values("client", {"P": "hunter2"}, by="assumed")
    session.changed()
    verdict, found = judged(session)
    assert verdict.cause == "not-found" and not found.findings
    assert verdict.headline.startswith("The server refused M1: it is not what both sides' values give; ")
    assert "P" not in {name for way in verdict.missing for name in way}


@pytest.mark.parametrize(
    ("logged", "said"),
    [
        ("a P", "Logging x, u, k or S of that side turns the product of choices into a sum."),
        ("a P x u", "x and u come out as logged. Logging k or S of that side tells more."),
        ("a P k x u S K", "k, x, u, S and K come out as logged: M1 itself is what is open."),
    ],
)
def test_a_search_that_was_stopped_asks_for_nothing_that_is_logged(logged: str, said: str) -> None:
    made = Made(client={"M1": "H(s | s | A | A | B | g | K | s)"})
    session = made.session(client=logged, server="v b", wire="A B M1", **REFUSED_M1)
    found = diagnose_session(session, 0.2)
    assert found.stopped and [note for note in found.notes if note.endswith(said)]
