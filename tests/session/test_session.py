"""A session over a capture: what each side used, edits, enrolment, and what is said of broken files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import dumps, loads, read
from srpscope.errors import FileError, UserError
from srpscope.places import captures_folder
from srpscope.report.trace import as_text, trace
from srpscope.session import Session
from srpscope.srp.edit import Edit

A = "60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393"
B = "e487cb59d31ac550471e81f00f6928e01dda08e974a004f49e61f5d105284d20"
SALT = "beb25379d1a8581eb5a727673a2441ee"


def session(*lines: dict[str, object], **header: object) -> Session:
    head = {"type": "header", "srpscope": 1, "dialect": "rfc5054", "group": "rfc5054-1024", **header}
    return Session(loads("\n".join(json.dumps(line) for line in (head, *lines))))


def full(**header: object) -> Session:
    return session(
        {"type": "values", "side": "both", "values": {"I": "alice", "P": "password123", "s": SALT}},
        {"type": "values", "side": "client", "values": {"a": A}},
        {"type": "values", "side": "server", "values": {"b": B}},
        **header,
    )


def test_a_session_of_values_alone_plays_out() -> None:
    view = full().view
    assert view.comparison.agreement == "agree"
    assert view.comparison.first_difference is None
    assert view.server["A"].source == "received"
    assert view.wire == {}


def test_the_readme_of_the_capture_file_is_true() -> None:
    text = (captures_folder() / "README.md").read_text("utf-8")
    lines = [line for block in re.findall(r"```json\n(.*?)```", text, re.S) for line in block.splitlines()]
    capture = loads("\n".join(lines))
    assert capture.notes == []
    view = Session(capture).view
    assert view.comparison["S"].state == "agree" or view.comparison.first_difference == "u"
    assert view.client["S"].value is not None
    assert [line["type"] for line in capture.lines] == [json.loads(line)["type"] for line in lines[1:]]


@pytest.mark.parametrize("path", sorted(captures_folder().glob("*.srp.jsonl")), ids=lambda path: path.name)
def test_every_bundled_capture_opens_without_a_complaint_about_its_lines(path: Path) -> None:
    [capture] = read(Source.of_path(path))
    assert capture.notes == []
    assert capture.header["origin"] in ("recorded", "published", "made")
    view = Session(capture).view
    assert view.comparison.agreement in ("agree", "disagree")
    assert not [note for note in view.notes if "line" in note]


def test_there_are_at_least_fourteen_bundled_captures_and_one_of_each_seed_dialect() -> None:
    captures = [read(Source.of_path(path))[0] for path in captures_folder().glob("*.srp.jsonl")]
    assert len(captures) >= 14
    spoken = {capture.header[key] for capture in captures for key in capture.header if key.endswith("dialect")}
    assert spoken >= {
        *("rfc2945", "srp6", "rfc5054", "wikipedia", "wikipedia-short", "wikipedia-demo", "esp-idf-security2"),
        *("esp-prov", "esp-ios", "nimbus", "nimbus-1", "nimbus-userid", "devolutions", "excalibur"),
        "excalibur-document",
    }


def test_the_refused_session_is_what_the_device_logged() -> None:
    [capture] = read(Source.of_path(captures_folder() / "esp32-refused.srp.jsonl"))
    answer = trace(Session(capture))
    assert answer["agreement"] == "disagree"
    assert answer["first_difference"] == "M1"
    row = answer["values"]["M1"]
    assert row["server"]["hex"].startswith("adabb7d3fee8c90d")
    assert row["wire"]["hex"].startswith("e1c0cd6873c75009")
    operands = row["client"]["hashed"]
    assert [one["operand"] for one in operands] == ["H(N) ^ H(PAD(g))", "H(I)", "s", "A", "B", "K"]
    assert sum(len(one["hex"]) // 2 for one in operands) == 976
    assert answer["values"]["v"]["server"]["source"] == "computed"  # from b and B


def test_an_edit_travels_to_the_proof_and_can_be_taken_back() -> None:
    one = full()
    before = one.view.client["M1"].value
    one.edit(Edit("client", "s", "hex", "00" + SALT[2:]))
    after = one.view.comparison
    assert after.first_difference == "s"
    assert set(after.path) >= {"x", "S", "K", "M1"}
    assert one.undo() and one.view.client["M1"].value == before
    assert one.redo() and one.view.comparison.first_difference == "s"
    one.switch(0)
    assert one.view.comparison.first_difference is None
    assert one.unsaved
    assert [line["off"] for line in one.as_capture().of_type("edit")] == [True]


def test_a_formula_at_fault_differs_and_what_it_feeds_follows() -> None:
    one = full()
    one.edit(Edit("client", "k", "formula", "H(N | g)"))
    comparison = one.view.comparison
    assert comparison["k"].state == "differ"
    assert comparison["S"].state == "follows"
    assert comparison["M1"].state == "follows"
    assert comparison.first_difference == "k"


def test_a_given_value_that_contradicts_its_formula_is_where_it_went_wrong() -> None:
    one = session(
        {"type": "values", "side": "client", "values": {"I": "alice", "P": "password123", "s": SALT, "x": "01"}}
    )
    row = one.view.comparison["x"]
    assert row.state == "differ" and row.server.value is None
    assert trace(one)["values"]["x"]["client"]["computed"].startswith("94b7555a")


def test_the_server_has_only_what_the_enroller_made() -> None:
    one = session(
        {"type": "values", "side": "client", "values": {"I": "alice", "P": "password123", "a": A}},
        {"type": "values", "side": "enroller", "values": {"P": "password123\n"}},
        {"type": "values", "side": "server", "values": {"b": B, "s": SALT, "I": "alice"}},
    )
    view = one.view
    assert view.enroller is not None and view.server["x"].value is None
    assert view.server["v"].value == view.enroller["v"].value != view.client["v"].value
    assert view.comparison.agreement == "disagree"


def test_what_is_unknown_says_what_it_needs() -> None:
    one = session({"type": "values", "side": "both", "values": {"I": "alice", "P": "password123", "s": SALT}})
    view = one.view
    assert view.comparison.agreement == "unknown"
    assert view.comparison["A"].needs == (("a",),)
    assert ("a",) in [tuple(name for name in way if name != "B") for way in view.client["S"].needs]


def test_unknown_keys_and_types_are_kept() -> None:
    text = (
        '{"type":"header","srpscope":1,"title":"x","color":"red"}\n'
        '{"type":"weather","rain":true}\n'
        '{"type":"values","side":"client","values":{"I":"\\u00e4"},"who":"me"}\n'
    )
    assert dumps(loads(text)) == text.replace("\\u00e4", "ä")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"type":"values","side":"client","values":{"s":"abc"}}', "line 2, client s: odd number of hex digits"),
        ('{"type":"values","side":"client","values":{"a":"xyz"}}', "line 2, client a: 'x' is no hex digit"),
        ('{"type":"values","side":"nobody","values":{}}', "line 2: a values line has a side"),
        ('{"type":"values","side":"client","values":{"g":5}}', "line 2, client g: a value is text in quotes, not int"),
        ('{"type":"message","from":"client","bytes":"0"}', 'line 2: the key "bytes" is no hex'),
        ('{"type":"edit","side":"client","value":"u"}', "line 2: an edit has a side"),
        ('{"type":"edit","side":"client","value":"u","formula":"H(nope(A))"}', "there is no function nope"),
        ('{"type":"edit","side":"client","value":"H","formula":"md9"}', "'md9' is not a hash"),
        ('{"type":"values","side":"client"', "line 2: not JSON"),
        ('["a"]', "line 2: a line is an object"),
        ('{"side":"client"}', 'line 2: the key "type" is missing'),
    ],
)
def test_a_wrong_line_is_named_and_the_rest_is_kept(line: str, said: str) -> None:
    text = '{"type":"header","srpscope":1,"dialect":"rfc5054","group":"rfc5054-1024"}\n' + line
    text += '\n{"type":"values","side":"client","values":{"I":"alice"}}\n'
    view = Session(loads(text)).view
    assert any(said in note for note in view.notes), view.notes
    assert view.client["I"].value == "alice"


@pytest.mark.parametrize("text", ["", "\n\n", "not json", "[1]", "\x00\x01"])
def test_what_is_no_capture_is_one_sentence(text: str) -> None:
    with pytest.raises(FileError, match=r"^capture: .+\.$"):
        loads(text)


def test_an_unknown_dialect_and_group_are_said() -> None:
    unknown = session(dialect="srp7")
    assert any(note.startswith("header, dialect: there is no dialect 'srp7'") for note in unknown.view.notes)
    assert unknown.declared is None and unknown.view.client.value("N") is not None, "what could be read is shown"
    with pytest.raises(UserError, match="there is no dialect 'srp7'"):
        _ = Session(unknown.capture, {"both": "srp7"}).view
    assert "'rfc9999' is no known group" in " ".join(session(group="rfc9999").view.notes)


def test_bad_neighbours_of_zero_are_notes() -> None:
    zero = full()
    zero.capture.add_values("wire", {"A": "00", "B": "00" * 128})
    zero.changed()
    notes = " ".join(zero.view.notes)
    assert "A is 0 mod N: the server must abort" in notes and "B is 0 mod N: the client must abort" in notes
    large = session({"type": "values", "side": "wire", "values": {"A": "ff" * 129}})
    assert "more than the 128 of N" in " ".join(large.view.notes)


def test_text_from_outside_is_shown_and_not_obeyed() -> None:
    one = session({"type": "values", "side": "both", "values": {"I": "\x1b[31m[red]\u202e", "P": "p", "s": SALT}})
    text = as_text(one)
    assert "\x1b" not in text and "\u202e" not in text
    assert "\\e[31m[red]\\u202e" in text


def test_secrets_are_hidden_unless_asked_for() -> None:
    one = full()
    text = as_text(one)
    S = trace(one)["values"]["S"]["client"]["hex"]
    for secret in (A, B, S, "password123"):
        assert secret not in text
        assert secret in as_text(one, show_secrets=True)


def test_a_capture_without_a_dialect_is_read_with_the_base() -> None:
    one = session(dialect=None, hash="sha1")
    assert one.declared is None
    assert one.view.client["N"].value is not None


def test_lines_of_a_live_session_are_seen() -> None:
    one = full()
    assert one.view.wire == {}
    one.capture.add_values("wire", {"A": "02"})
    one.changed()
    assert one.view.comparison["A"].state == "differ"


def test_a_name_is_what_the_title_is_not() -> None:
    assert Capture(name="file").title == "file"


def test_a_formula_that_names_an_unknown_value_is_said() -> None:
    line: dict[str, object] = {"type": "edit", "side": "client", "value": "u", "formula": "H(A | nosuch)"}
    notes = session(line).view.notes
    assert any("the formula names nosuch" in note for note in notes)


def test_a_hash_line_that_is_none_is_said() -> None:
    assert any("a hash line has side, alg" in note for note in session({"type": "hash", "side": "client"}).view.notes)


def test_a_verifier_longer_than_n_is_said() -> None:
    line: dict[str, object] = {"type": "values", "side": "server", "values": {"v": "ff" * 130}}
    assert any("v is larger than N" in note for note in session(line).view.notes)


def test_a_second_capture_in_one_file_is_said_and_not_mixed_with_the_first() -> None:
    """`cat a b > c`: values of b beside those of a would prove what never was."""
    folder = captures_folder()
    first, second = (folder / name for name in ("nimbus-live-refused.srp.jsonl", "esp32-accepted.srp.jsonl"))
    both = read(Source.of_bytes(first.read_bytes() + second.read_bytes(), "both"))
    alone = read(Source.of_path(first))
    assert [(one.header, one.lines) for one in both] == [(one.header, one.lines) for one in alone]
    at = len(first.read_bytes().splitlines()) + 1
    assert both[0].notes == [f"line {at}: another capture begins; it was left unread. Give it a file of its own."]


def test_a_dialect_whose_messages_are_none_of_the_files_is_told() -> None:
    (capture,) = read(Source.of_path(captures_folder() / "esp32-refused.srp.jsonl"))
    other = Session(capture, dialects={"both": "nimbus"})
    assert "No message is one of nimbus" in other.foreign and "they are protocomm's" in other.foreign
    assert other.foreign in other.view.notes
    assert not Session(capture).foreign and not full().foreign
