"""A tap's hash calls where its dialect is not named, or where no mistake explains them."""

from __future__ import annotations

import json

import pytest

import srpscope
from srpscope.srp.calls import HashCall
from srpscope.srp.values import HASHED
from srpscope.why.logged import fed_names
from srpscope.why.question import LoggedHash

GIVEN = ("N", "g", "I", "P", "s", "a", "A", "B", "M1")


def every(calls: tuple[HashCall, ...]) -> list[HashCall]:
    return [one for call in calls for one in (call, *every(call.inner))]


def made(spoken: str, **formulas: str) -> srpscope.Handshake:
    """A client of this dialect with these mistakes, of a user of this test's own."""
    group = "rfc5054-3072" if spoken == "esp-idf-security2" else "rfc5054-2048"
    handshake = srpscope.make(spoken, "bernard", "tin-whistle-17", group=group)
    for name, formula in formulas.items():
        handshake = handshake.edit("client", name, formula=formula)
    return handshake


def printed(client: srpscope.Handshake, alg: str, dialect: str = "") -> str:
    """What a tap prints of it: its hash calls under their common name, then the values that a port has at hand."""
    lines: list[dict[str, object]] = [{"type": "header", "srpscope": 1, "dialect": dialect}]
    for name in HASHED[:-1]:
        for call in every(client.hashed("client", name)):
            lines.append({"type": "hash", "side": "client", "alg": alg, "in": call.fed.hex(), "out": call.out.hex()})
    has = client.values("client")
    lines.append({"type": "values", "side": "client", "values": {one: shown(has[one]) for one in GIVEN}})
    return "\n".join(map(json.dumps, lines))


def missing(handshake: srpscope.Handshake) -> tuple[tuple[str, ...], ...]:
    """What is asked for once a short search found nothing."""
    assert handshake.why(1).verdict == "not-found"
    return handshake.judge().missing


def shown(value: object) -> str:
    return f"{value:x}" if isinstance(value, int) else value.hex() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(("spoken", "alg"), [("esp-idf-security2", "sha512"), ("rfc5054", "sha1")])
def test_the_nearest_is_the_one_that_makes_the_calls(spoken: str, alg: str) -> None:
    right = made(spoken)
    M1 = right.session.dialect("client").formula_text("client", "M1")
    assert M1 is not None
    wrong = made(spoken, M1=M1.replace("H(N) ^", "H(N | 'zq') ^", 1))
    found = srpscope.parse(printed(wrong, alg), "tap.log")
    assert found.session.dialect("client").id == spoken
    note = next(one for one in found.notes if "names no dialect" in one)
    assert "--dialect" in note and "logged hash calls" in note


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (
            "('zq' | (H(N) ^ H(g))[2:])",
            "({length} bytes), by the dialect SHA1(H(N) ^ H(g) | H(I) | s | A | B | K), "
            "H(N) ^ H(g) differs (at byte 0): fed 20 bytes, {shown}..; the dialect has 20, ",
        ),
        ("H(N | 'zq') ^ H(g)", "(258 bytes), by the dialect SHA1(N), 2 bytes are added at byte 256."),
    ],
)
def test_what_differs_in_an_input_is_named(first: str, told: str) -> None:
    wrong = made("rfc5054", M1=f"H({first} | H(I) | s | A | B | K)")
    found = srpscope.parse(printed(wrong, "sha1", "rfc5054"), "tap.log")
    answer = found.why(1)
    assert answer.verdict == "not-found"
    said = next(one for one in answer.notes if "logged hash input for M1" in one)
    fed = wrong.hashed("client", "M1")[-1].fed
    assert told.format(shown=fed[:16].hex(), length=len(fed)) in said


@pytest.mark.parametrize(
    ("K", "told"),
    [
        ("H(S | 'zqzq')", "for K (260 bytes), by the dialect SHA1(S), 4 bytes are added at byte 256"),
        (
            "H('zqzq' | PAD(S)[4:])",
            "for K (256 bytes), by the dialect SHA1(S), S differs (at byte 0): fed 256 bytes, "
            "which are not the dialect's",
        ),
    ],
)
def test_a_secret_that_differs_is_not_shown(K: str, told: str) -> None:
    wrong = made("rfc5054", K=K, M1="H(H(N) ^ H(g) | H(I) | s | A | B | H('zq' | K))")
    answer = srpscope.parse(printed(wrong, "sha1", "rfc5054"), "tap.log").why(1)
    said = [one for one in answer.notes if "logged hash input" in one]
    assert [told in one for one in said] == [True]
    fed = wrong.hashed("client", "K")[-1].fed
    assert not any(fed[at : at + 6].hex() in one for one in said for at in range(len(fed) - 6))


def test_what_went_into_a_logged_hash_is_not_asked_for() -> None:
    wrong = made("rfc5054", M1="H(H(N | 'zq') ^ H(g) | H(I) | s | A | B | K)")
    found = srpscope.parse(printed(wrong, "sha1", "rfc5054"), "tap.log")
    assert not any("S" in way for way in missing(found))
    lines = printed(wrong, "sha1", "rfc5054").splitlines()
    without = srpscope.parse("\n".join(one for one in lines if '"hash"' not in one), "tap.log")
    assert any("S" in way for way in missing(without))


def test_values_of_a_call_that_is_as_long() -> None:
    right = made("rfc5054")
    known = right.session.view.client.knowledge
    K = right.hashed("client", "K")[-1]
    memory = right.session.memory
    assert fed_names([LoggedHash("client", "sha1", K.fed, K.out)], known, memory) == {"S"}
    assert fed_names([LoggedHash("client", "sha1", b"zq", K.out)], known, memory) == frozenset()


def test_many_mistakes_are_another_dialect() -> None:
    """A port of another dialect, read as one that somebody chose wrongly: no sum of a dialect and many mistakes."""
    wrong = made("esp-idf-security2", M1="H(H(N) ^ H(PAD(g)) | HEX(H(I)) | s | RAW(A) | B | K)")
    answer = srpscope.parse(printed(wrong, "sha512", "rfc2945"), "tap.log").why(3)
    assert all(len(one.suspects) <= 3 for one in answer.findings)


JSON_M1 = 'H(\'{{"A":"\' | HEX(A) | \'","B":"\' | HEX(B) | \'"}}\' | {last})'


def test_what_a_logged_call_was_fed_for_the_proof_is_told_without_a_search() -> None:
    wrong = made("nimbus", M1=JSON_M1.format(last="HEX(S)"))
    found = srpscope.parse(printed(wrong, "sha256", "nimbus"), "tap.log")
    answer = found.why(20)
    said = next(one for one in answer.notes if "M1 was made by call" in one)
    assert """'{"A":"' | HEX(A) | '","B":"' | HEX(B) | '"}' | HEX(S). The dialect's are A | B | S.""" in said
    assert not answer.stopped and not found.session.view.client.knowledge.given.get("S")
    assert not any("S" in way for way in found.judge().missing)


def test_a_secret_in_it_that_nobody_made_again_is_only_counted() -> None:
    wrong = made("nimbus", M1="H('client' | A | B | HEX(H('zq' | S)))")
    found = srpscope.parse(printed(wrong, "sha256", "nimbus"), "tap.log")
    said = next(one for one in found.why(0.3).notes if "M1 was made by call" in one)
    assert "(6 characters of nothing that is known) | A | B | " in said and "S of these cannot be found" in said


def test_a_logged_value_that_nothing_explains_names_the_next_step() -> None:
    wrong = made("rfc5054", M1="H('client' | A | B | s | K)")
    lines = [one for one in printed(wrong, "sha1", "rfc5054").splitlines() if '"hash"' not in one]
    values = {one: shown(wrong.values("client")[one]) for one in (*GIVEN, "S", "K")}
    lines[-1] = json.dumps({"type": "values", "side": "client", "values": values})
    notes = srpscope.parse("\n".join(lines), "tap.log").why(0.3).notes
    assert any("`srpscope tap --as LANGUAGE`" in one and one.startswith("What M1 was made of") for one in notes)
