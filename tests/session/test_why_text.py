"""What `srpscope why` says in text: cause, proof, what it should be, and the fix with the right length."""

import json
from pathlib import Path

import pytest

from srpscope.answers.diagnosis import as_json, as_text, diagnose_session
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.cli import main
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.why import Diagnosis, Finding, Progress, Reach
from srpscope.why.finding import Proof
from srpscope.why.telling.words import progress_words

CAPTURES = captures_folder()


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 1) -> tuple[str, str]:
    assert main(["why", *arguments]) == status
    out, err = capsys.readouterr()
    return out, err


@pytest.mark.parametrize(
    ("name", "length", "should"),
    [
        ("esp32-refused", 384, "M1 = H(H(N) ^ H(PAD(g)) | H(I) | s | RAW(A) | B | K)"),
        ("esp32-android-key-zero", 64, "M1 = H(H(N) ^ H(PAD(g)) | H(I) | s | RAW(A) | B | K)"),
        ("textbook-live-refused", 128, "k = H(N | PAD(g))"),
        ("esp-prov-salt-zero", 16, None),
    ],
)
def test_the_fix_names_the_length_of_what_was_lost(
    name: str, length: int, should: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(CAPTURES / f"{name}.srp.jsonl")
    out, _ = said(capsys, path)
    assert f"fix: Write the full {length} bytes" in out
    assert ("should be" in out) == (should is not None)
    if should:
        assert f"should be {should}" in out
    assert main(["report", path]) == 1
    assert f"Write the full {length} bytes" in capsys.readouterr().out


def test_each_of_several_mistakes_has_its_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = (CAPTURES / "mistakes" / "base-plain.srp.jsonl").read_text()
    edits = [("u", "H(HEX(A) | HEX(B))"), ("M1", "H(A | B | S)")]
    lines = [json.dumps({"type": "edit", "side": "client", "value": name, "formula": text}) for name, text in edits]
    path = tmp_path / "two.srp.jsonl"
    path.write_text(base + "\n".join(lines) + "\n")
    long = ("--seconds", "200")  # what is found is the matter here, on however busy a machine
    out, _ = said(capsys, *long, str(path))
    told = [line for line in out.splitlines() if line.startswith(("client: ", "  strikes", "  fix of "))]
    assert [line.split(":")[0].strip().split(" every")[0] for line in told] == [
        *["client", "strikes"] * 2,
        "fix of u",
        "fix of M1",
    ]
    assert main(["report", *long, str(path)]) == 1
    out = capsys.readouterr().out
    assert [f"**Fix of {name}.**" in out for name, _ in edits] == [True] * 2


def test_what_is_needed_reads_as_ways(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, str(CAPTURES / "esp32-device-log.srp.jsonl"))
    assert out.startswith("M1 on the wire is not what the server's values give; log P, s and a.")
    assert "needs P, s and a\n" in out


def test_what_could_not_be_read_is_said_beside_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cut.srp.jsonl"
    path.write_bytes((CAPTURES / "esp32-refused.srp.jsonl").read_bytes()[:1500])
    out, err = said(capsys, str(path), status=2)
    assert out == "The recording ends before A.\n"
    assert err == (
        "srpscope: line 5: not JSON at character 91 (unterminated string starting at). "
        "The file ends in the middle of it.\n"
    )


def test_a_search_says_how_far_it_is() -> None:
    session = Session(read(Source.of_path(CAPTURES / "mistakes" / "base-plain.srp.jsonl"))[0])
    session.settings.append(("wire", "M1", "5e" * 64))
    session.changed()
    told: list[Progress] = []
    diagnosis = diagnose_session(session, 30.0, stop=lambda: len(told) > 2, on_progress=told.append)
    assert diagnosis.verdict == "not-found" and diagnosis.tried >= told[-1].tried
    assert [one.tried for one in told] == sorted(one.tried for one in told)
    assert all(0 < one.seconds < one.limit == 30 for one in told)
    assert progress_words(Progress(3, 143_210, 12.3, 30.0)) == "up to 3 at once, 143,210 tried, 12 of 30 s"


def client_that(edits: dict[str, str], tmp_path: Path) -> Session:
    base = (CAPTURES / "mistakes" / "base-plain.srp.jsonl").read_text()
    lines = [
        json.dumps({"type": "edit", "side": "client", "value": name, "formula": text}) for name, text in edits.items()
    ]
    path = tmp_path / "one.srp.jsonl"
    path.write_text(base + "\n".join(lines) + "\n")
    return Session(read(Source.of_path(path))[0])


def test_a_fix_that_is_a_formula_in_every_language_is_not_said_to_be_code(tmp_path: Path) -> None:
    session = client_that({"S": "(B - k * g ** x) ** (a + x)"}, tmp_path)
    found = diagnose_session(session, 30, reach=Reach(1))
    assert found.findings
    text = as_text(found, session)
    assert " hypotheses were tried.\n" in f"{text}\n" and "languages" not in text
    assert "  fix: Compute S = (B - k * v) ** (a + u * x), as the dialect has it." in text


def test_a_whole_dialect_has_its_right_formulas(tmp_path: Path) -> None:
    session = client_that({}, tmp_path)
    change = Edit("client", "x", "formula", "H(s | H(P))")
    right = session.dialect("client").formula_text("client", "x")
    finding = Finding("client", ("dialect:nimbus",), (change,), "x", Proof("M1", b""))
    assert f"  should be x = {right}" in as_text(Diagnosis("proved", "rfc5054", (finding,)), session)


def test_nobody_is_cleared_by_the_diagnosis_whom_the_judgement_does_not_clear(tmp_path: Path) -> None:
    session = client_that({}, tmp_path)
    session.guessed = "dialect"
    answer = as_json(Diagnosis("not-found", None, cleared=("client",)), session)
    assert answer["cleared"] == answer["judgement"]["cleared"]
