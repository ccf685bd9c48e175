"""A recording of our own server lends its client the password that it has. Where the client's program logged values of
its own, they say more than what it was lent: another password, and a mistake beside it, are told by them."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.why import Reach
from tests.session.test_not_on_record import Made

K_UNPADDED = {"k": "H(N | MIN(g))"}


def session(made: Made, logged: str, lent: str) -> Session:
    """Of a client that was refused, and the password that the server's recording lends it."""
    one = made.session(client=logged, server="v b", what="refused", by="server", of="M1")
    one.capture.add_values("client", {"P": lent}, by="assumed")
    return Session(one.capture)


@pytest.mark.parametrize("logged", ["a x", "a S K M1", "a x u S K M1", "a x u"])
def test_what_the_client_logged_is_on_record_and_its_password_is_asked_for(logged: str) -> None:
    one = session(Made(enrolled="something else"), logged, "something else")
    judged = judge(one, diagnose_session(one, 20, reach=Reach(0)))
    assert "is not what its formula gives with the server's P" in judged.headline, judged.headline
    assert "not on record" not in judged.headline
    assert judged.missing == (("P",),)


@pytest.mark.parametrize("logged", ["a x", "a x u S K M1"])
def test_a_mistake_beside_another_password_is_told_of_what_was_logged(logged: str) -> None:
    one = session(Made("something else", client=K_UNPADDED), logged, "something else")
    judged = judge(one, diagnose_session(one, 20, reach=Reach(0)))
    assert judged.cause == "proved" and judged.at_fault == "client"
    assert "k hashes g without padding; the verifier is not of its x either" in judged.headline, judged.headline


@pytest.mark.parametrize("logged", ["a", "a x", "a S K M1"])
def test_the_lent_password_that_is_the_clients_finds_its_mistake(logged: str) -> None:
    one = session(Made(client=K_UNPADDED), logged, "hunter2")
    judged = judge(one, diagnose_session(one, 20, reach=Reach(0)))
    assert judged.headline.endswith("the client's k hashes g without padding.")


def test_without_a_word_of_the_client_it_stays_a_stand_in() -> None:
    one = session(Made(enrolled="something else"), "", "something else")
    judged = judge(one, diagnose_session(one, 20, reach=Reach(0)))
    assert "what the client did is not on record" in judged.headline and judged.missing == (("a",),)
