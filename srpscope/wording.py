"""How a sentence begins, and how several things stand in one."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str], last: str = "and") -> str:
    """One or more as a sentence has them: "A", "A and B", "A, B and C". last: the word before the last one."""
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end


def was(named: str) -> str:
    """was, or were where the name is of several ("I and A")."""
    return "were" if " and " in named else "was"


def capital(text: str) -> str:
    """The text with a capital in front, as a sentence begins."""
    return text[:1].upper() + text[1:]
