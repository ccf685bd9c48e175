"""What every value and every term on the screen means, one line each (glossary.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


@cache
def glossary() -> dict[str, str]:
    """Term -> its line."""
    text = resources.files("srpscope.srp").joinpath("glossary.toml").read_text("utf-8")
    return {term: line for table in tomllib.loads(text).values() for term, line in table.items()}


def about(term: str) -> str:
    """The line of a term, "" where it has none."""
    return glossary().get(term, "")
