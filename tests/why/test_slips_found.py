"""Mistakes that nobody listed: each wrong client is named at its place, each planted slip is found, nothing else is."""

from __future__ import annotations

import random

import pytest

from srpscope.answers.diagnosis import question_of
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.srp.formula import Call, walk
from srpscope.srp.functions import STRETCHING
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import Value
from srpscope.why import Diagnosis, Reach, diagnose
from srpscope.why.budget import Budget
from srpscope.why.engine.search import search_memory
from srpscope.why.engine.slip_search import SlipSearch
from srpscope.why.places.hypothesis import Hypothesis
from srpscope.why.question import Case, case_of
from srpscope.why.telling.words import sentence
from tests.why.wrong_clients import RIGHT, WRONG, Client
from tests.why.wrong_clients_beyond import BEYOND, LITTLE

SECONDS = 60


def session_of(client: Client) -> Session:
    header = {"dialect": client.dialect, "group": client.group, "hash": client.hash}
    capture = Capture(header, name="made")
    for side, values in client.lines().items():
        capture.add_values(side, values)
    return Session(capture)


def asked(session: Session) -> Diagnosis:
    return diagnose(question_of(session), SECONDS, reach=Reach(1))


@pytest.mark.parametrize("right", RIGHT, ids=lambda one: one.__name__)
def test_a_right_client_is_cleared(right: type[Client]) -> None:
    """Whatever its values start and end with."""
    for seed in range(40):
        diagnosis = asked(session_of(right(seed)))
        assert diagnosis.findings == ()
        assert "client" in diagnosis.cleared


class SaltAsText(Client):
    """Reads the salt as UTF-8 text where it makes x, and takes it as it came in M1."""

    everywhere = False

    def x(self) -> int:
        return self.number(self.H(self.s.decode("utf-8", "replace").encode(), self.inner()))

    def salt(self) -> bytes:
        return self.s.decode("utf-8", "replace").encode() if self.everywhere else self.s


@pytest.mark.parametrize(("everywhere", "changed"), [(False, "x"), (True, "s")])
def test_a_logged_x_is_explained_by_what_explains_the_proof_as_well(everywhere: bool, changed: str) -> None:
    """Another salt in x alone, or in all that the client computes: x says the same of both, and M1 does not."""
    client = SaltAsText(7)
    client.everywhere = everywhere
    client.inputs = {"x": f"{client.x():x}"}  # type: ignore[misc]
    (finding,) = asked(session_of(client)).findings
    assert finding.first_difference == "x"
    assert {change.value for change in finding.changes} == {changed}
    assert finding.proof.value == "M1" or everywhere


@pytest.mark.parametrize("name", WRONG | BEYOND)
def test_a_wrong_client_is_named_at_its_place(name: str) -> None:
    client = (WRONG | BEYOND)[name](len(name))
    diagnosis = asked(session_of(client))
    assert diagnosis.verdict == "proved", name
    assert {finding.side for finding in diagnosis.findings} == {"client"}
    told = {finding.first_difference for finding in diagnosis.findings}
    told |= {change.value for finding in diagnosis.findings for change in finding.changes}
    assert told & set(client.names), (told, [finding.suspects for finding in diagnosis.findings])


@pytest.mark.parametrize("said", LITTLE)
def test_a_mistake_in_a_little_endian_dialect_is_told_in_its_words(said: str) -> None:
    """What is right in a big-endian one, or lost there, is not what happened here."""
    value, client = LITTLE[said]
    diagnosis = asked(session_of(client(5)))
    assert diagnosis.verdict == "proved"
    first = diagnosis.findings[0]
    assert first.first_difference == value
    assert sentence(first.suspects[0]).startswith(f"it {said}")


# Every dialect of the atlas


def made_with(name: str, seed: int) -> Session | None:
    """A session of a dialect in a small group, every input drawn; None where the dialect stretches keys."""
    spoken = dialect(name)
    draw = random.Random(f"{name} {seed}")
    formula = spoken.formula("client", "x")
    if spoken.abstract or formula is None or spoken.formula("client", "M1") is None:
        return None
    if any(isinstance(node, Call) and node.function in STRETCHING for node in walk(formula.node)):
        return None
    header = {"dialect": name, "group": spoken.group or "nimbus-256", "hash": spoken.hash or "sha256"}
    capture = Capture(header, name="made")
    both = {"I": draw.choice(["alice", "Bob M\xfcller", "carol@example.org"]), "P": f"Secret {draw.random()}"}
    for extra, about in spoken.inputs.items():
        drawn = draw.randbytes(16).hex()
        both[extra] = str(draw.randrange(1, 9)) if about.kind == "number" else drawn
    both["s"] = draw.randbytes(16).hex()
    capture.add_values("both", both)
    capture.add_values("client", {"a": f"{draw.getrandbits(256):x}"})
    capture.add_values("server", {"b": f"{draw.getrandbits(256):x}"})
    return Session(capture)


def searched(session: Session) -> tuple[SlipSearch, Case]:
    """The client of a session, with the proof that it would send observed of it."""
    question = question_of(session)
    server = Sheet(question.server, record=False)
    v = Sheet(question.client, record=False).value("v")
    known = question.client
    B = Sheet(question.server.with_given({"v": v}), record=False).value("B") if v is not None else server.value("B")
    assert B is not None
    base = known.with_given({"B": B})
    M1 = Sheet(base, record=False).value("M1")
    assert M1 is not None
    case = Case("client", base, {"M1": M1}, logged=frozenset({"M1"}))
    return SlipSearch(case, "M1", (), Budget(SECONDS), search_memory(Budget(SECONDS))), case


def planted(search: SlipSearch, draw: random.Random) -> tuple[Hypothesis, Case] | None:
    """A slip at a place that bites, and the client that has it."""
    for one in draw.sample(search.generated.hypotheses, min(30, len(search.generated.hypotheses))):
        known = None if one.slow else one.change(search.case.base)
        value = None if known is None else Sheet(known, record=False).value("M1")
        if value is not None and value != search.case.observed["M1"]:
            return one, Case("client", search.case.base, {"M1": value}, logged=frozenset({"M1"}))
    return None


def check(name: str, seed: int) -> None:
    session = made_with(name, seed)
    if session is None:
        return
    search, _case = searched(session)
    drawn = planted(search, random.Random(seed))
    assert drawn is not None, f"no slip bites in {name}"
    one, case = drawn
    again = SlipSearch(case, "M1", (), Budget(SECONDS), search_memory(Budget(SECONDS)))
    hits = [*again.after_hits(), *again.before_hits(0, None)]
    assert hits, (name, one.id)
    for hit in hits:
        assert case.matches("M1", Sheet(hit.knowledge, record=False)), hit.ids


@pytest.mark.parametrize("name", ["rfc5054", "wow", "cognito", "nimbus"])
def test_a_planted_slip_is_found(name: str) -> None:
    check(name, 1)


def compare(name: str, most: int, source: str | None = None) -> None:
    """What the search makes of a hypothesis is what its formulas give on a fresh sheet, also where several places feed
    each other. source: only of those that change this value where it comes from."""
    session = made_with(name, 2)
    if session is None:
        return
    search, case = searched(session)
    memory = search_memory(Budget(SECONDS))
    quick = [
        one for one in search.generated.hypotheses if not one.slow and (source is None or source in dict(one.given))
    ]
    assert quick
    for one in random.Random(name).sample(quick, min(most, len(quick))):
        known = one.change(case.base)
        if known is not None:
            found, due = search._value(one, "M1"), Sheet(known, memory, record=False).value("M1")
            assert as_bytes(found) == as_bytes(due), one.id


def as_bytes(value: Value | None) -> Value | None:
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


@pytest.mark.parametrize("name", ["rfc5054", "wow", "cognito", "thinbus"])
def test_what_is_searched_is_what_its_formulas_give(name: str) -> None:
    compare(name, 400)


def test_what_is_read_otherwise_is_still_hashed_as_it_came() -> None:
    """A client of RAW(B) that reads B wrongly."""
    compare("srp6", 60, source="B")


@pytest.mark.long
@pytest.mark.parametrize("name", dialect_ids())
def test_what_is_searched_is_what_its_formulas_give_in_every_dialect(name: str) -> None:
    compare(name, 100_000)


@pytest.mark.long
@pytest.mark.parametrize("name", dialect_ids())
def test_a_planted_slip_is_found_in_every_dialect(name: str) -> None:
    for seed in range(20):
        check(name, seed)


def test_a_language_orders_and_leaves_nothing_out() -> None:
    session = session_of(WRONG["u cut to 32 bits"](3))
    question = question_of(session)
    case = case_of(question, "client")
    searches = [
        SlipSearch(case, "M1", (), Budget(SECONDS), search_memory(Budget(SECONDS)), language)
        for language in (None, "java")
    ]
    plain, java = ([one.id for one in search.generated.hypotheses] for search in searches)
    names = [
        {*ids, *(name for others in search.generated.equal.values() for name in others)}
        for ids, search in zip((plain, java), searches, strict=True)
    ]
    assert names[0] == names[1]
    assert java.index("read-signed@S:RAW(B)") < plain.index("read-signed@S:RAW(B)")


def test_a_search_ends_when_its_time_is_up() -> None:
    client = WRONG["u cut to 32 bits"](5)
    diagnosis = diagnose(question_of(session_of(client)), 0.0)
    assert diagnosis.verdict == "not-found"
    assert diagnosis.findings == ()
