"""Every front end prints the same headline; every saved mistake has one that a porter reads at a glance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.answers import diagnosis
from srpscope.answers.diagnosis import as_json, as_text, diagnose_session
from srpscope.cli import main
from srpscope.live.verdict import exit_status, put_off
from srpscope.places import captures_folder
from srpscope.report.markdown import markdown
from srpscope.report.trace import as_text as trace_text, trace
from srpscope.session.clauses import called, needed
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, session_of
from srpscope.session.rows import WIDEST
from srpscope.tui.facts.cause.verdict import verdict
from srpscope.tui.facts.moment.judgement import headline
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.library.captures import Entry
from srpscope.tui.library.screen import look_into
from srpscope.tui.live.host_view import said
from srpscope.why import Reach
from srpscope.why.finding import Finding, Proof
from srpscope.why.telling.words import cause, cleared
from srpscope.wire.wires import declared

DATA = Path(__file__).parents[1] / "data"
FILES = [
    *sorted(captures_folder().glob("*.srp.jsonl")),
    *sorted((DATA / "sessions").glob("*.srp.jsonl")),
    *sorted((DATA / "logs").glob("*.log")),
    *sorted((DATA / "ble").glob("*.btsnoop")),
    *sorted((DATA / "tls-srp").glob("*.pcap")),
]
TOLD = [path for path in FILES if path.parent.name == "sessions" and path.name.startswith("esp32-")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_front_ends_say_the_same(path: Path) -> None:
    for capture in read_path(path).captures:
        session = session_of(capture)
        found = diagnose_session(session, 0.2, reach=Reach(1))
        judged = judge(session, found)
        print(judged.headline)  # noqa: T201 - read them
        assert judged.headline.endswith(".") and "\n" not in judged.headline
        assert max(len(judged.headline), len(judge(session).headline)) < WIDEST
        assert as_text(found, session).split("\n")[0] == judged.headline
        assert as_json(found, session)["judgement"] == judged.as_json()
        answer = trace(session, judged)
        assert (answer["judgement"], answer["agreement"]) == (judged.as_json(), judged.values)
        assert trace_text(session, judged=judged).split("\n")[1] == judged.headline
        assert markdown(session, found).split("\n")[0].replace("\\", "") == f"### {judged.headline}"
        moment = shown(session, session.edits, None, diagnosis=found)
        assert "".join(text for text, _ in verdict(moment).lines[0])[2:] == judged.headline


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_badge_is_green_where_the_exit_status_is_0_and_nowhere_else(path: Path) -> None:
    """Equal values are no agreement where the answer to them never came or what came after it is wrong."""
    for capture in read_path(path).captures:
        judged = judge(session_of(capture))
        role, words = judged.badge
        assert (role == "agree") == (judged.role == "agree") == (judged.exit_status == 0), words
        assert (" = " in words) == (judged.exit_status == 0)
        assert len(judged.words) <= 13  # what a row of the library has room for at 80 columns, by "proof differs"


def test_a_first_difference_names_two_sides_only_where_they_differ() -> None:
    """Nobody has searched yet: by the dialect both sides get the same M1, and another one was sent."""
    session = session_of(read_path(captures_folder() / "esp32-refused.srp.jsonl").captures[0])
    row = session.view.comparison.rows["M1"]
    assert row.client.value == row.server.value != row.wire
    assert "M1 on the wire is not what both sides' values give" in judge(session).headline


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_library_and_a_live_end_say_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's row, what a played server says of an ended session, and the exit status that it stands for."""
    monkeypatch.setattr(diagnosis, "QUICK_SECONDS", 0.0)  # a search that ends by the clock would not end twice alike
    captures = read_path(path).captures
    for capture in captures:
        session = session_of(capture)
        judged = judge(session, diagnosis.quick_diagnosis(session))
        if capture is captures[0]:
            row = look_into(_entry(path), 400, lambda: False)
            assert row is not None and (row.role, row.verdict) == (judged.badge[0], judged.words)
            assert headline(judged) in "".join(text for line in row.lines for text, _role in line)
        answer = put_off(session.capture, "later")
        assert said(answer) == judged.headline
        assert exit_status(answer) == judged.exit_status


def test_a_session_that_nobody_can_wait_for_is_judged_without_a_search() -> None:
    capture = read_path(captures_folder() / "esp32-refused.srp.jsonl").captures[0]
    answer = put_off(capture, "later", suspects=False)
    assert (answer["verdict"], answer["findings"], exit_status(answer)) == ("cannot-tell", [], 1)
    assert answer["judgement"]["outcome"] == "refused" and answer["notes"][-1] == "later"


def _entry(path: Path) -> Entry:
    return Entry(path, path.name, "", "", "", "", "", False)


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_the_commands_say_the_same_and_exit_alike(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    judged = judge(session_of(read_path(path).captures[0]))
    if judged.cause == "cannot-tell":
        return  # a search may find more, and takes its time
    for command in (["trace"], ["why"], ["report"]):
        assert main([*command, str(path)]) == judged.exit_status
        assert judged.headline in capsys.readouterr().out.replace("\\", "")
    for command in (["trace", "--json"], ["why", "--json"]):
        assert main([*command, str(path)]) == judged.exit_status
        assert json.loads(capsys.readouterr().out)["judgement"]["headline"] == judged.headline


def saved_mistakes() -> list[str]:
    """The headline of each saved mistake, by the finding that its file names."""
    found = []
    for path in sorted((captures_folder() / "mistakes").glob("*.srp.jsonl")):
        for line in path.read_text("utf-8").split("\n"):
            known = json.loads(line) if line else {}
            if known.get("type") == "finding":
                found.append(cause(Finding(known["side"], tuple(known["suspects"]), (), "M1", Proof("M1", b""))))
    return found


def test_every_saved_mistake_has_a_headline_that_is_read_at_a_glance() -> None:
    headlines = saved_mistakes()
    print("\n".join(headlines))  # noqa: T201 - read them
    assert len(headlines) >= 255
    for one in headlines:
        assert len(one) < 110 and one.endswith(".") and one.count(". ") == 0
        assert one.startswith(("The client", "The server", "On the client, ", "On the server, "))
        assert "≠" not in one and "doing of its own" not in one


def test_who_is_cleared_is_one_sentence() -> None:
    assert cleared(["client"]) == "The client is cleared."
    assert cleared(["client", "server"]) == "The client and the server are cleared."


def test_where_messages_are_called_M1_the_proofs_are_called_proofs() -> None:
    proofs = declared("homekit").proofs
    assert proofs is not None and declared("plain").proofs is None
    for sentence, expected in (
        ("The server refused M1: the client's K loses its zeros in M1.", "The server refused the client's proof: "),
        ("The client refused the server's M2.", "The client refused the accessory's proof."),
        ("The server's M1 hashes B before A.", "The server's check of the client's proof hashes B before A."),
        ("The client's M2 leaves A out.", "The client's check of the "),
        ("M1 differs first between client and server.", "The client's proof differs first between client and server."),
        ("The server's M2 leaves A out: H(M1 | K).", "The accessory's proof leaves A out: H(M1 | K)."),
    ):
        assert called(sentence, proofs).startswith(expected)
        assert called(sentence, None) == sentence


@pytest.mark.parametrize(
    ("alternatives", "said"),
    [
        ((("I", "P"),), "I and P"),
        ((("I", "P", "a"), ("v", "b"), ("b",)), "I, P and a, or b"),
        ((("P", "a", "pool"), ("v", "b", "pool"), ("b", "pool")), "pool; beside it P and a, or b"),
    ],
)
def test_what_an_unknown_value_needs_is_said_once(alternatives: tuple[tuple[str, ...], ...], said: str) -> None:
    assert needed(alternatives) == said
