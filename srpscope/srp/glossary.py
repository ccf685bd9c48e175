"""What every value and every term on the screen means, one line each (glossary.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def glossary() -> dict[str, str]:
    """Term -> its line."""
    return {**_read()["values"], **_read()["terms"]}


def sources(term: str) -> list[str]:
    """Where its line can be looked up; empty for a word of srpscope's own."""
    return [source for source, terms in _read()["sources"].items() if term in terms]


@cache
def _read() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("glossary.toml").read_text("utf-8"))


def about(term: str) -> str:
    """The line of a term, "" where it has none."""
    return glossary().get(term, "")
