"""How each kind of mistake is put right: a sentence, and a wrong and a right line in seven languages (fixes.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from srpscope.srp.dialect import Dialect
from srpscope.why.finding import Finding
from srpscope.why.suspects import suspects

LANGUAGES = ("dart", "kotlin", "java", "swift", "javascript", "python", "c")
"""The languages people port to, in the order in which they are offered."""

_NAMES = {
    "dart": "Dart",
    "kotlin": "Kotlin",
    "java": "Java",
    "swift": "Swift",
    "javascript": "JavaScript",
    "python": "Python",
    "c": "C",
}


@dataclass(frozen=True)
class Fix:
    """The sentence, and the two lines of one language."""

    about: str
    language: str
    wrong: str
    right: str


@cache
def _kinds() -> dict[str, dict[str, object]]:
    return tomllib.loads(files(__package__).joinpath("fixes.toml").read_text("utf-8"))


def kinds() -> tuple[str, ...]:
    """Every kind of fix."""
    return tuple(_kinds())


def shown_language(language: str) -> str:
    """As people write it."""
    return _NAMES[language]


def fix_for(
    finding: Finding, language: str, declared: Dialect, length: int | Callable[[str], int | None] | None
) -> Fix | None:
    """The fix of a finding's first suspect in one language; None for a whole other dialect.

    length: the full length in bytes of what is fed wrong, or what gives it by the operand's name (g, salt, hI, K).
    """
    known = next((suspects()[one] for one in finding.suspects if one in suspects()), None)
    kind = _kinds().get(known.fix) if known is not None else None
    if known is None or kind is None:
        return None
    operand = _operand(known.id, known.value)
    size = length(operand) if callable(length) else length
    side = "server" if finding.side == "server" else "client"
    formula = declared.formula_text(side, known.value) or ""  # type: ignore[arg-type]
    wrong, right = (
        line.replace("VALUE", operand).replace("LENGTH", str(size or "length")).replace("FORMULA", formula)
        for line in kind[language]  # type: ignore[attr-defined]
    )
    return Fix(str(kind["about"]).replace("LENGTH", str(size or "all its")), shown_language(language), wrong, right)


_OPERANDS = {
    "-g-": "g",
    "-n-": "N",
    "salt": "salt",
    "-user-": "hI",
    "-key-": "K",
    "-a-": "A",
    "-b-": "B",
    "-ab-": "A",
    "inner": "inner",
}


def _operand(name: str, value: str) -> str:
    """Which operand the line of code is about."""
    for mark, operand in _OPERANDS.items():
        if mark in f"{name}-":
            return operand
    return {"u": "A", "K": "S", "k": "g", "P": "password", "I": "username", "s": "salt"}.get(value, value)
