"""What a dialect needs beside SRP belongs to both sides: where the server has it on record, nobody is asked for it."""

from __future__ import annotations

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import judge

BESIDE = {"timestamp": "Mon Mar 2 10:11:12 UTC 2026", "secret_block": "0102030405"}


def session_of(by: str | None, **of_client: str) -> Session:
    """A Cognito client whose pool only the server has on record; by: how the client's line came by it, if it did."""
    capture = Capture({"dialect": "cognito"}, name="made")
    capture.add_values("client", of_client)
    capture.add_values("server", {"pool": "aBcDeFgHi"})
    if by is not None:
        capture.add("values", side="client", values={"pool": "aBcDeFgHi"}, by=by)
    wire = {"s": "5a" * 16, "A": "03" * 384, "B": "05" * 384, "M1": "07" * 32}
    capture.add_values("wire", wire | BESIDE)
    return Session(capture)


def test_a_pool_that_the_server_recorded_is_not_asked_for() -> None:
    assert [list(way) for way in judge(session_of(None, I="u-1")).missing] == [["P", "a"]]
    assert [list(way) for way in judge(session_of("assumed", I="u-1")).missing] == [["P", "a"]]


def test_with_it_the_clients_proof_is_made() -> None:
    for by in (None, "assumed"):
        view = session_of(by, I="u-1", P="secret", a="1234").view
        assert view.client["M1"].value is not None
        right = view.comparison["M1"].right("client")
        assert right is not None and not right.stand_ins


def test_what_another_dialect_calls_so_is_not_lent() -> None:
    session = session_of(None, I="u-1", P="secret", a="1234")
    session.capture.header["client_dialect"] = "cognito-amplify"
    assert Session(session.capture).view.client["x"].value is None
