"""A file of ours with any JSON where we expect something else: a sentence, never a crash, in every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from srpscope.cli import main

HEADER = {"type": "header", "srpscope": 1, "dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1", "title": "t"}
LINES: list[dict[str, Any]] = [
    {"type": "message", "t": 0.0, "from": "client", "via": "tcp", "endpoint": "e", "bytes": "7b7d", "leg": "app"},
    {"type": "event", "t": 0.1, "what": "refused", "by": "server", "of": "M1", "text": "no", "code": 4, "server": "x"},
    {"type": "values", "side": "client", "order": "little", "width": False, "by": "logged", "values": {"a": "05"}},
    {"type": "values", "side": "wire", "values": {"A": "05", "B": "06", "s": "07", "M1": "08"}},
    {"type": "edit", "side": "client", "value": "u", "formula": "H(A | B)", "off": False},
    {"type": "edit", "side": "client", "value": "s", "hex": "00a1"},
    {
        "type": "finding",
        "suspects": ["u-unpadded"],
        "side": "client",
        "changes": [{"value": "u", "formula": "H(A | B)"}],
        "proof": {"value": "M1", "hex": "08"},
        "told_by": {"message": 0, "text": "no"},
    },
    {"type": "hash", "side": "client", "alg": "sha1", "in": "61", "out": "62"},
    {
        "type": "question",
        "side": "client",
        "value": "s",
        "line": 3,
        "text": "which?",
        "alternatives": [{"form": "hex", "hex": "be"}, {"form": "base64", "hex": "6d", "value": "v"}],
    },
]
ODD: list[Any] = [None, True, -1, 1.5, 10**30, "", "zz", "\x1b[31m", [], [5], ["x"], [[]], {}, {"x": 5}, {"a": {}}]


def changed() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A capture for each known key of each line, with every odd thing in it in turn, one capture a key."""
    for at, line in enumerate([HEADER, *LINES]):
        for key in line:
            if key == "type":
                continue
            others = [one for number, one in enumerate([HEADER, *LINES]) if number != at]
            head = [] if at == 0 else others[:1]
            rest = others if at == 0 else others[1:]
            for odd in ODD:
                yield f"{line['type']}.{key}={odd!r:.12}", [*head, {**line, key: odd}, *rest]


CHANGED = list(changed())


@pytest.mark.parametrize("part", range(8))
def test_no_answer_crashes(part: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, (what, lines) in enumerate(CHANGED[part::8]):
        path = tmp_path / "odd.srp.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
        out = tmp_path / f"out{number}.srp.jsonl"
        for command in (
            ["trace", str(path)],
            ["trace", "--json", str(path)],
            ["report", "--seconds", "0.1", str(path)],
            ["convert", "--redact", str(path), "-o", str(out)],
        ):
            status = main(command)
            said = capsys.readouterr()
            assert status != 70, (what, command[0], said.err)
            assert "\x1b" not in said.out + said.err, (what, command)


@pytest.mark.parametrize("formula", ["-1", "0 - 5", "SINT(b'\\xff')", "0 - g", "(0 - 1) * 3", "x - x", "N - N - 1"])
@pytest.mark.parametrize("value", ["x", "k", "u", "a", "v", "S", "A"])
def test_a_negative_number_is_a_value_like_any_other(
    formula: str, value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit = {"type": "edit", "side": "client", "value": value, "formula": formula}
    known = {"I": "alice", "P": "password123", "s": "beb25379d1a8581eb5a727673a2441ee"}
    lines = [HEADER, {"type": "values", "side": "both", "values": known}, *LINES[2:4], edit]
    path = tmp_path / "negative.srp.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    for command in (["trace", str(path)], ["trace", "--json", str(path)], ["report", "--seconds", "0.1", str(path)]):
        assert main(command) != 70, capsys.readouterr().err
