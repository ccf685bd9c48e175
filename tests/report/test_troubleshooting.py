"""TROUBLESHOOTING.md is what `explain` knows, and begins with what people see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srpscope.answers.explain import explain, known_lines
from srpscope.cli import COMMANDS, main
from srpscope.report.troubleshooting import SYMPTOMS

PAGE = Path(__file__).parents[2] / "TROUBLESHOOTING.md"


def test_the_page_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--markdown"]) == 0
    assert capsys.readouterr().out == PAGE.read_text("utf-8"), "srpscope explain --markdown > TROUBLESHOOTING.md"


def test_every_known_line_is_on_it() -> None:
    text = PAGE.read_text("utf-8")
    for known in known_lines():
        for line in known.lines:
            assert f"`{line.replace('`', chr(39))}`" in text


def test_every_heading_is_explained_when_pasted() -> None:
    for known in known_lines():
        line = known.lines[0].replace("%d", "1").replace("%s", "x")
        assert explain(line).matches, line


def test_every_symptom_says_what_to_do() -> None:
    for seen, what, do in SYMPTOMS:
        assert seen and what
        for command in re.findall(r"`srpscope ([^\s`]+)", do):
            assert command in COMMANDS or command == "FILE"


def test_no_line_of_it_is_html() -> None:
    outside_code = re.sub(r"`[^`]*`", "", PAGE.read_text("utf-8"))
    assert not re.search(r"(?<!\\)<\w", outside_code)
