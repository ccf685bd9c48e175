"""Two handshakes side by side: what is another one, what is new by right, what is not new, and where it shows first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope import cli
from srpscope.answers.compared.compared import compared
from srpscope.answers.compared.words import as_text, sentences
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.opening import read_path, session_of
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE

CAPTURES = Path(__file__).parents[2] / "captures"
SALT = "beb25379d1a8581eb5a727673a2441ee"


def made(a: str, b: str, **more: str) -> Session:
    """A textbook handshake from both private values, in a small group."""
    values = {"I": "alice", "P": "password123", "s": SALT, **more}
    lines: list[dict[str, Any]] = [
        {"type": "values", "side": "both", "values": values},
        {"type": "values", "side": "client", "values": {"a": a}},
        {"type": "values", "side": "server", "values": {"b": b}},
    ]
    return Session(Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"}, lines))


def of(name: str) -> Session:
    return session_of(read_path(CAPTURES / f"{name}.srp.jsonl").captures[0])


def test_what_is_drawn_is_new_by_right_and_what_is_made_of_it() -> None:
    found = compared(made("11" * 16, "22" * 16), made("33" * 16, "44" * 16))
    states = {name: row.state for name, row in found.values.items()}
    assert found.first is None and found.exit_status == AGREE and found.repeated == ()
    assert {states[one] for one in ("I", "P", "s", "k", "x", "v", "N", "g", "H")} == {"same"}
    assert {states[one] for one in ("a", "A", "b", "B", "u", "S", "K", "M1", "M2")} == {"drawn"}
    assert "New by right: a, A, b, B, u, S, K, M1 and M2" in sentences(found)[0]


def test_another_password_is_where_they_part_and_the_rest_follows() -> None:
    found = compared(made("11" * 16, "22" * 16), made("33" * 16, "44" * 16, P="Password123"))
    states = {name: row.state for name, row in found.values.items()}
    assert found.first is not None and found.first.value == "P" and found.exit_status == DISAGREE
    assert states["x"] == states["v"] == states["K"] == states["M1"] == "follows"
    assert states["a"] == "drawn" and states["A"] == "drawn"
    said = as_text(found)
    assert "password123" not in said.lower() and "P differs first, on the client; it is a secret" in said
    assert "Password123" in as_text(found, show_secrets=True)


def test_the_salt_of_another_enrolment_is_told_last() -> None:
    other = Session(
        Capture(
            {"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"},
            [
                *made("33" * 16, "44" * 16, s="0102030405060708").capture.lines,
                {"type": "edit", "side": "client", "value": "u", "formula": "H(PAD(B) | PAD(A))"},
            ],
        )
    )
    found = compared(made("11" * 16, "22" * 16), other)
    assert found.first is not None and found.first.value == "u"
    assert found.values["s"].state == "differ"
    alone = compared(made("11" * 16, "22" * 16), made("33" * 16, "44" * 16, s="0102030405060708"))
    assert alone.first is not None and alone.first.value == "s"


def test_what_should_be_new_and_is_not_is_said() -> None:
    found = compared(made("11" * 16, "22" * 16), made("33" * 16, "22" * 16))
    assert found.repeated == ("b", "B") and found.values["A"].state == "drawn"
    assert "b and B are the same in both: the server did not draw anew, as each must." in sentences(found)


def test_a_proved_cause_is_the_formula_that_parts_them() -> None:
    found = compared(of("nimbus-live-refused"), of("nimbus-live-accepted"))
    assert found.first is not None and (found.first.value, found.first.side) == ("M1", "client")
    assert found.values["M1"].why == "formula" and found.values["M2"].state == "follows"
    assert "SIGNED(S)" in sentences(found)[0] and found.exit_status == DISAGREE


def test_messages_are_paired_and_what_only_one_has_is_missing() -> None:
    found = compared(of("esp32-refused"), of("esp32-accepted"))
    states = [(pair.name, pair.state) for pair in found.messages]
    assert states[:3] == [("proto-ver", "same"), ("proto-ver", "same"), ("Cmd0", "drawn")]
    assert states[3:6] == [("Resp0", "differ"), ("Cmd1", "follows"), ("Resp1", "missing")]
    resp0 = found.messages[3]
    assert resp0.fields == {"s": "differ", "B": "follows"}
    assert resp0.after == (pytest.approx(0.034), pytest.approx(0.036))
    assert [pair.state for pair in found.events] == ["missing"]


def test_one_recording_twice_is_the_same_and_nothing_is_reproached() -> None:
    found = compared(of("esp32-accepted"), of("esp32-accepted"))
    assert found.first is None and found.repeated == () and found.exit_status == AGREE


def test_nothing_in_common_cannot_be_told() -> None:
    left = Session(Capture({"dialect": "rfc5054"}, [{"type": "values", "side": "client", "values": {"I": "alice"}}]))
    right = Session(Capture({"dialect": "rfc5054"}, [{"type": "values", "side": "client", "values": {"s": SALT}}]))
    assert compared(left, right).exit_status == CANNOT_TELL


def test_the_command_prints_json_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(CAPTURES / f"nimbus-live-{one}.srp.jsonl") for one in ("refused", "accepted")]
    assert cli.main(["compare", *files, "--json"]) == DISAGREE
    answer = json.loads(capsys.readouterr().out)
    assert answer["first_difference"] == {"value": "M1", "side": "client"}
    assert answer["left"]["judgement"]["outcome"] == "refused"
    assert answer["messages"][0]["left"]["bytes"] == 20 and answer["values"]["M2"]["state"] == "follows"
    assert cli.main(["compare", *files]) == DISAGREE
    assert "M1 differs first" in capsys.readouterr().out
    assert cli.main(["compare", files[0]]) == 64
    assert "one handshake is in it" in capsys.readouterr().err


def test_a_refusal_in_one_alone_is_how_it_ended_and_told_once() -> None:
    def spoken(last: dict[str, str]) -> Session:
        sent = [("client", {"I": "alice", "A": "0a"}), ("server", {"s": SALT, "B": "0b"}), ("client", {"M1": "0c"})]
        lines: list[dict[str, Any]] = [
            {"type": "message", "from": side, "bytes": json.dumps(one).encode().hex()}
            for side, one in (*sent, ("server", last))
        ]
        said = {"what": "refused", "by": "server", "of": "M1", "text": "no"} if "error" in last else {}
        events = [{"type": "event", **said}] if said else []
        return Session(Capture({"dialect": "rfc5054", "wire": "textbook", "title": "one"}, lines + events))

    found = compared(spoken({"error": "no"}), spoken({"M2": "0d"}))
    assert "is only in 1: nothing before it is another one that should be the same. With " in sentences(found)[0]
    assert len([one for one in found.events if one.left is not None and one.left.what == "refused"]) == 1


def test_a_dialect_that_nobody_named_is_said_and_how_it_was_chosen() -> None:
    """What differs in formulas rests on it: a reader has to know that it is no fact."""
    lines = made("11" * 16, "22" * 16).capture.lines
    plain, guessed = Session(Capture({}, lines)), Session(Capture({}, lines)).under("nimbus")
    assert any("both are read as nimbus, which is guessed" in one for one in sentences(compared(guessed, guessed)))
    said = sentences(compared(plain, made("33" * 16, "44" * 16), ("mine", "yours")))
    assert any(one.startswith("No dialect is named: mine is read as ") and "supposed" in one for one in said)
    named = sentences(compared(made("11" * 16, "22" * 16), made("33" * 16, "44" * 16)))
    assert not any("No dialect is named" in one for one in named)
