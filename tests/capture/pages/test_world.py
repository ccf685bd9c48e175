"""Pages in the forms that stand in public repositories and threads, with values of our own: what a person reads in
each, and nothing else. The index says whose form it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError

PAGES = Path(__file__).parents[2] / "data" / "pages"
INDEX: list[dict[str, Any]] = json.loads((PAGES / "index.json").read_text("utf-8"))
TEXTS = frozenset(["I", "P", "timestamp", "pool"])


def read_values(capture: Capture, names: set[str]) -> dict[str, str]:
    """Every value that a capture gives; N where it was only assumed from lengths is none of the page's."""
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        for name, text in line["values"].items():
            found[name] = text if name in TEXTS else text.lstrip("0")
    assumed = any("is assumed to be" in note for note in capture.notes)
    named = any("names no group" in note for note in capture.notes)
    return {
        name: text for name, text in found.items() if name in names or not (name in ("N", "g") and (assumed or named))
    }


@pytest.mark.parametrize("page", INDEX, ids=lambda page: page["file"])
def test_a_page_gives_what_a_person_reads_in_it(page: dict[str, Any]) -> None:
    expected = [
        {name: text if name in TEXTS else text.lstrip("0") for name, text in handshake.items()}
        for handshake in page["handshakes"]
    ]
    try:
        captures = read(Source.of_path(PAGES / page["file"]))
    except FileError:
        captures = []
    names = set().union(*expected) if expected else set()
    assert [read_values(capture, names) for capture in captures] == expected
