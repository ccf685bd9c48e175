"""Half of a surrogate pair, which JSON can write and no text has: it is named and left out, and nothing encodes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import srpscope
from srpscope.cli import main
from srpscope.errors import FileError, UserError
from srpscope.srp.formula import FormulaError
from srpscope.srp.parsing import parse
from srpscope.srp.written import read_value

HEADER = {"type": "header", "srpscope": 1, "dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1"}
VALUES = {"type": "values", "side": "both", "values": {"I": "alice", "P": "password123", "s": "beb25379d1a8581e"}}
PRIVATE = {"type": "values", "side": "client", "values": {"a": "60975527035cf2ad"}}
NAMED = "half a surrogate pair"

LINES: dict[str, dict[str, Any]] = {
    "value": {"type": "values", "side": "client", "values": {"P": "\udc41x"}},
    "name": {"type": "values", "side": "client", "values": {"\ud800": "00"}},
    "side": {"type": "values", "side": "\ud800", "values": {"A": "00"}},
    "edit": {"type": "edit", "side": "client", "value": "I", "text": "\ud800"},
    "event": {"type": "event", "what": "log", "text": "x \udfff"},
    "deep": {"type": "message", "from": "client", "bytes": "00", "more": [[{"a": "\ud912"}]]},
    "formula": {"type": "edit", "side": "client", "value": "M1", "formula": "'\\ud800'"},
    "function": {"type": "edit", "side": "client", "value": "M1", "formula": "JSON('\\ud800')"},
}


@pytest.mark.parametrize("command", [["trace"], ["trace", "--json"], ["report"], ["export", "--as", "python"], ["why"]])
@pytest.mark.parametrize("kind", LINES)
def test_it_is_named_wherever_it_stands(
    kind: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "half.srp.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in (HEADER, VALUES, PRIVATE, LINES[kind])))
    status = main([*command, str(file)])
    said = capsys.readouterr()
    assert status != 70, said.err
    if command == ["trace"]:
        assert NAMED in said.out + said.err


@pytest.mark.parametrize("key", ["dialect", "group", "hash", "title"])
def test_in_the_header_the_key_is_left_out(key: str) -> None:
    lines = ({**HEADER, key: "\ud800"}, VALUES, PRIVATE)
    found = srpscope.parse("".join(json.dumps(line) + "\n" for line in lines))
    assert key not in found.session.capture.header
    assert any(f'header: "{key}" has {NAMED}' in note for note in found.session.capture.notes)


def test_a_page_in_json_keeps_what_is_whole() -> None:
    found = srpscope.parse(json.dumps({"username": "\ud800", "password": "password123", "salt": "beb25379d1a8581e"}))
    assert all("\ud800" not in json.dumps(line, ensure_ascii=False) for line in found.session.capture.lines)


def test_bytes_that_were_no_utf8_are_kept() -> None:
    """U+DC80 to U+DCFF are the program's own way to hold them."""
    own = {"type": "values", "side": "client", "values": {"P": "\udcff"}}
    found = srpscope.parse("".join(json.dumps(line) + "\n" for line in (HEADER, VALUES, PRIVATE, own)))
    assert own in found.session.capture.lines


def test_a_paste_a_formula_and_a_typed_value_say_it() -> None:
    with pytest.raises(FileError, match=NAMED):
        srpscope.parse("P = \ud800")
    for text in ("'\\ud800'", "H('\ud800')"):
        with pytest.raises(FormulaError, match=NAMED):
            parse(text)
    with pytest.raises(UserError, match=NAMED):
        read_value("text", "text", "\ud800")
