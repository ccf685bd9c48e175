"""What belongs to Cognito's sums beside SRP's values, mistaken: the pool with its region, the name that was typed."""

from __future__ import annotations

import json

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture import Capture
from srpscope.report.trace import as_text
from srpscope.session import Session
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Sheet
from srpscope.why.places.ripple import Ripple
from srpscope.why.places.sources import sources

COGNITO, GROUP = dialect("cognito"), group("rfc3526-3072")


def session_with(typed: str) -> Session:
    """A client that has all it needs; the first request named another user."""
    first = {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": typed, "SRP_A": "0a"}}
    challenge = {
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeParameters": {"SALT": "0b", "SRP_B": "0c", "SECRET_BLOCK": "AQID", "USER_ID_FOR_SRP": "5a1c-user"},
    }
    capture = Capture({"dialect": "cognito", "wire": "cognito"})
    capture.add_values("client", {"P": "Correct-Horse-1", "a": "0d", "pool": "AbCdEfGhI"})
    for sender, message in (("client", first), ("server", challenge)):
        data = json.dumps(message).encode().hex()
        capture.lines.append({"type": "message", "from": sender, "via": "http", "endpoint": "", "bytes": data})
    return Session(capture)


def test_trace_calls_the_name_that_was_typed_no_unknown_value() -> None:
    rows = as_text(session_with("ann@example.org")).splitlines()
    assert "username: in a message alone" in rows and "username: unknown" not in rows


def said_of(session: Session, slip: str) -> dict[str, str]:
    """What is said -> the text that a side would have."""
    known = session.view.client.knowledge
    ripple = Ripple(known, Sheet(known), {})  # type: ignore[arg-type]
    found = (one for one in sources(known, ripple, ("x", "M1")) if one.slip == slip)
    return {one.said[0]: str(one.given[0][1]) for one in found}


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-southeast-2"])
def test_a_pool_with_its_region(region: str) -> None:
    said = said_of(session_with("5a1c-user"), "text-other")
    assert said[f"its region in front, {region}_"] == f"{region}_AbCdEfGhI"


def test_the_name_that_was_typed() -> None:
    assert said_of(session_with("ann@example.org"), "text-alias") == {
        "the name that was typed, ann@example.org": "ann@example.org"
    }
    assert said_of(session_with("5a1c-user"), "text-alias") == {}


def made_with(pool: str, x: str) -> Session:
    """A log-in to this pool whose client makes x by that formula, with the proof that comes of it on the wire."""
    capture = Capture({"dialect": "cognito", "hash": "sha256", "group": "rfc5054-1024"})
    known = {"s": "5a0b7c1d", "pool": pool, "timestamp": "now", "secret_block": "0011", "I": "bob", "B": "0c0d"}
    capture.add_values("both", known)
    capture.add_values("client", {"P": "Correct-Horse-1", "a": "0d0e0f"})
    session = Session(capture)
    M1 = session.evaluate([Edit("client", "x", "formula", x)]).client.value("M1")
    assert isinstance(M1, bytes)
    capture.add_values("wire", {"M1": M1.hex()})
    session.changed()
    return session


def test_four_operands_of_x_are_found_in_any_order() -> None:
    """An order that no two of them changed places for: each takes an exponentiation, and there are 23."""
    session = made_with("AbCdEfGhI", "H(SIGNED(s) | H(P | pool | ':' | I))")
    found = diagnose_session(session, 200)
    assert [one.suspects for one in found.findings] == [("list-permuted@x:P, pool, ':', I",)]


@pytest.mark.parametrize("typed", ["AbCdEfGhI", "eu-west-1_AbCdEfGhI"])
def test_a_region_that_went_into_x_alone_is_found_soon_whatever_was_typed(typed: str) -> None:
    """Whoever says the pool's whole id is not said to have cut it where the dialect does."""
    session = made_with(typed, "H(SIGNED(s) | H('eu-west-1_AbCdEfGhI' | I | ':' | P))")
    assert session.view.client["pool"].value == "AbCdEfGhI"
    found = diagnose_session(session, 200)
    (one,) = found.findings
    assert one.suspects == ("part-text@x:pool;with its region in front, eu-west-1_",)
    assert found.tried < 7_000


def test_a_region_in_the_pool_everywhere_is_found_soon() -> None:
    """Its edit is taken to the letter: the mark at which a dialect cuts an id that is told does not undo it."""
    capture = made_with("AbCdEfGhI", "H(SIGNED(s) | H(pool | I | ':' | P))").capture
    session = Session(capture)
    whole = Edit("client", "pool", "text", "eu-west-1_AbCdEfGhI")
    M1 = session.evaluate([whole]).client.value("M1")
    assert isinstance(M1, bytes)
    assert session.evaluate([]).client.value("M1") != M1
    capture.add_values("wire", {"M1": M1.hex()})
    session.changed()
    found = diagnose_session(session, 20)
    assert [one.suspects for one in found.findings] == [("text-other@pool:its region in front, eu-west-1_",)]
    assert found.tried < 5_000  # most of them hashes alone


def test_a_pool_that_is_told_for_the_first_time_is_cut_at_its_region() -> None:
    capture = Capture({"dialect": "cognito", "hash": "sha256", "group": "rfc5054-1024"})
    told = Session(capture).evaluate([Edit("client", "pool", "text", "eu-west-1_AbCdEfGhI")])
    assert told.client.value("pool") == "AbCdEfGhI"


@pytest.mark.parametrize("logged", ["S", "x", "x S"])
@pytest.mark.parametrize("value", ["x", "M1"])
def test_a_region_in_one_formula_is_found_whatever_is_logged_besides(value: str, logged: str) -> None:
    """Of one place that is left of two, the other one being closed, the text is still another one there alone."""
    session = made_with("AbCdEfGhI", "H(SIGNED(s) | H(pool | I | ':' | P))")
    right = str(session.dialect("client").formula_text("client", value))
    wrong = [Edit("client", value, "formula", right.replace("pool", "'eu-west-1_AbCdEfGhI'"))]
    client = session.evaluate(wrong).client
    M1 = client.value("M1")
    assert isinstance(M1, bytes)
    session.capture.add_values("wire", {"M1": M1.hex()})
    session.capture.add_values("client", {name: f"{client.need(name):x}" for name in logged.split()})
    session.changed()
    (one,) = diagnose_session(session, 20).findings
    assert one.suspects == (f"part-text@{value}:pool;with its region in front, eu-west-1_",)


@pytest.mark.parametrize("info", ["Caldera Derived key", "Derived Key", "Caldera-Derived-Key", "caldera derived key"])
def test_the_label_of_the_key_with_a_word_written_otherwise(info: str) -> None:
    session = made_with("AbCdEfGhI", "H(SIGNED(s) | H(pool | I | ':' | P))")
    K = f"HKDF(S, u, '{info}', length=16)"
    M1 = session.evaluate([Edit("client", "K", "formula", K)]).client.value("M1")
    assert isinstance(M1, bytes)
    session.capture.lines.pop()
    session.capture.add_values("wire", {"M1": M1.hex()})
    session.changed()
    (found,) = diagnose_session(session, 200).findings
    assert [change.content for change in found.changes] == [K]
