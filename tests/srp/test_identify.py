"""`identify` on every recorded handshake: its implementation's dialect is named, or one that does the same there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.cli import main
from srpscope.report.identification import as_json, as_text
from srpscope.report.identified import reader
from srpscope.session import Session
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.srp.formula import parse
from srpscope.srp.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why.identify import Identification, identify
from tests.srp.interop import SIDES, Record, capture_of, records

HANDSHAKES = records("handshakes")
MISMATCHES = records("mismatches")


def identified(capture: Capture) -> Identification:
    """What identify says of a capture."""
    session = Session(capture)
    return identify(reader(session), None, session.declared)


@pytest.mark.parametrize("record", HANDSHAKES, ids=str)
def test_the_dialect_of_the_implementation_is_named(record: Record) -> None:
    found = identified(capture_of(record))
    for side in SIDES:
        if record.data[side] is None or (side == "server" and "salt_reg" in record.data):
            continue
        own = record.dialect(side).id
        named = {one.id for one in found.dialects if one.side in (None, side)}
        both = {one.id for one in found.dialects if one.side is None}
        # Two libraries that met: one dialect may do for both where the other's differences did not show.
        assert own in named or (record.data["client"] != record.data["server"] and both)
    grouped_as_they_must_be(found)


def grouped_as_they_must_be(found: Identification) -> None:
    """Dialects that a record cannot tell apart stand in one group, each with what would tell it from the first."""
    groups: dict[object, set[str]] = {}
    for one in found.dialects:
        groups.setdefault((one.side, one.hash, one.group), set()).add(one.id)
    assert [set(group) for group in found.same_here] == [group for group in groups.values() if len(group) > 1]
    told = {one for pair in found.tells for one in pair.dialects}
    assert told == {one for group in found.same_here for one in group}


@pytest.mark.parametrize("record", MISMATCHES, ids=str)
def test_both_libraries_of_a_mismatch_are_named(record: Record) -> None:
    found = identified(capture_of(record))
    both = {one.id for one in found.dialects if one.side is None}
    for side in SIDES:
        if both or "client_pad" in record.data or (side == "server" and "salt_reg" in record.data):
            continue
        assert record.dialect(side).id in {one.id for one in found.dialects if one.side == side}


def only(record: Record, *names: str) -> Capture:
    """A capture of the record that holds only these values of each side, and I, P, N and g."""
    capture = capture_of(record)
    for line in capture.lines:
        if line["side"] in SIDES:
            line["values"] = {name: text for name, text in line["values"].items() if name in names}
    return capture


def record_of(stem: str) -> Record:
    """The first handshake of an implementation."""
    return next(one for one in HANDSHAKES if str(one).startswith(stem))


def test_a_wire_capture_alone_cannot_be_identified() -> None:
    found = identified(only(record_of("bouncycastle"), "s"))
    assert found.dialects == ()
    assert found.nearest is None
    assert "Log the client's a" in as_text(found)


def test_with_a_and_the_proof_alone() -> None:
    found = identified(only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1"))
    assert [one.id for one in found.dialects] == ["thinbus"]


def test_nothing_fits_and_the_nearest_is_named() -> None:
    capture = only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1")
    for line in capture.lines:
        if "M1" in line["values"]:
            line["values"]["M1"] = "00" * 31 + "01"
    found = identified(capture)
    assert found.dialects == ()
    assert found.nearest is not None and found.nearest.fails_at == "M1"
    assert "first wrong value" in as_text(found)


def test_the_answer_as_json() -> None:
    answer = as_json(identified(capture_of(record_of("nimbus-srp.json"))))
    assert {"dialects", "same_here", "nearest"} <= set(answer)
    assert {"id", "reproduces", "hash", "group"} <= set(answer["dialects"][0])
    assert answer["nearest"] is None
    assert set(answer["same_here"][0]) == {"nimbus", "tssrp6a"}


def test_key_stretching_is_not_run_where_a_plain_dialect_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> bytes:
        raise AssertionError("a key was stretched")

    monkeypatch.setattr("srpscope.srp.functions._pbkdf2_cached", never)
    found = identified(only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1"))
    assert found.dialects


def test_a_key_is_stretched_where_nothing_else_fits() -> None:
    found = identified(capture_of(record_of("telethon-2fa")))
    assert [one.id for one in found.dialects] == ["telegram"]


def test_a_broken_dialect_of_the_users_own_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "dialects"
    folder.mkdir()
    (folder / "zz-broken.toml").write_text('values = "no"')
    (folder / "zz-formula.toml").write_text('extends = "srp6a"\n[values]\nk = "H("\n')
    monkeypatch.setattr("srpscope.srp.dialect.user_folder", lambda: folder)
    assert "zz-broken" in dialect_ids()
    found = identified(only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1"))
    assert [one.id for one in found.dialects] == ["thinbus"]


def refused_by_nobody(tmp_path: Path) -> Path:
    """A client that hashes B before A in u, and is an ESP32's client otherwise."""
    N, g = group("rfc5054-3072")
    start: dict[str, Value] = {
        "N": N,
        "g": g,
        "I": "alice",
        "P": "pw",
        "s": bytes(range(1, 17)),
        "a": 3**150,
        "B": 7**900,
    }
    spoken = dialect("esp-idf-security2")
    client = Sheet(Knowledge("client", spoken, start).with_formulas({"u": parse("H(PAD(B) | PAD(A))")}))
    A, M1 = client.need("A"), client.need("M1")
    assert isinstance(A, int) and isinstance(M1, bytes)
    lines: list[dict[str, object]] = [
        {"type": "header", "srpscope": 1, "dialect": "esp-idf-security2", "group": None, "hash": None},
        {"type": "values", "side": "client", "values": {"I": "alice", "P": "pw", "a": f"{3**150:x}"}},
        {
            "type": "values",
            "side": "wire",
            "values": {"A": f"{A:0768x}", "s": bytes(range(1, 17)).hex(), "B": f"{7**900:0768x}", "M1": M1.hex()},
        },
    ]
    file = tmp_path / "odd.srp.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def test_a_new_dialect_is_made_of_the_nearest_and_the_edits_that_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "dialects"
    folder.mkdir()
    new = folder / "swapped-u.toml"
    file = refused_by_nobody(tmp_path)
    assert main(["identify", str(file)]) == 1
    assert "--save" in capsys.readouterr().out
    assert main(["identify", str(file), "--save", str(new)]) == 0
    assert main(["identify", str(file), "--save", str(new)]) == 73, "nothing is overwritten"
    monkeypatch.setattr("srpscope.srp.dialect.user_folder", lambda: folder)
    capsys.readouterr()
    assert main(["identify", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in answer["dialects"]] == ["swapped-u"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture = capture_of(record_of("npm-thinbus-srp"))
    file = tmp_path / "one.srp.jsonl"
    lines = [{"type": "header", **capture.header}, *capture.lines]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["identify", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in answer["dialects"]] == ["thinbus"]
    assert main(["identify", str(file)]) == 0
    assert "thinbus" in capsys.readouterr().out
