"""The word list, and trying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from srpscope.lessons.attacks.outcome import Told
from srpscope.srp.formula import Formula
from srpscope.srp.sheet import Knowledge, Sheet


@cache
def words() -> tuple[str, ...]:
    """A few hundred passwords of the kind that people choose, written for these lessons (words.txt)."""
    text = Path(__file__).with_name("words.txt").read_text("utf-8")
    return tuple(text.split())


def matches(candidates: Sequence[str], fits: Callable[[str], bool], told: Told) -> list[str]:
    """Every candidate that fits: one alone is a password, many are a sign that the proof says little."""
    found = []
    for tried, word in enumerate(candidates, 1):
        told(tried, len(candidates))
        if fits(word):
            found.append(word)
    return found


def gives(known: Knowledge, word: str, proof: str, seen: bytes) -> bool:
    """Whether a word makes the proof that was seen; a formula that gives none fits nothing."""
    sheet = Sheet(known.with_given({"P": word}), record=False)
    return sheet.value(proof) is not None and sheet.raw(proof) == seen


def parsed(known: Knowledge, formulas: Mapping[str, str]) -> dict[str, Formula]:
    """Formulas in that side's language. Raises FormulaError."""
    return {name: known.dialect.parse(text) for name, text in formulas.items()}


MANY = 4
"""Where a quarter of the list fits, nothing is found."""


def found_out(fitting: Sequence[str], password: str, none: str) -> tuple[bool, str]:
    """Whether the words that fit give the password away, and a sentence. none: why nothing fits, where the password
    stands on the list."""
    tried = len(words())
    if not fitting:
        return False, f"It fits none: {none if password in words() else 'the password is not on the list.'}"
    if fitting == [password]:
        return True, f"One fits, {password!r}: that is the password."
    if len(fitting) == tried:
        return False, f"It fits all {tried}: the proof has no password in it, and tells nothing."
    shown = ", ".join(map(repr, fitting[:3])) + (" .." if len(fitting) > 3 else "")
    if password not in fitting:
        return False, f"It fits {shown}, and none of them is the password: chance, where N is small."
    found = len(fitting) * MANY <= tried
    return found, f"It fits {len(fitting)} of {tried}, the password among them: {shown}. A large N would leave one."
