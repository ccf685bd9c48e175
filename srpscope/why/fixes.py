"""How each kind of mistake is put right: a sentence, and a wrong and a right line in seven languages (fixes.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from srpscope.srp.dialect import Dialect
from srpscope.srp.values import Side
from srpscope.why.finding import Finding
from srpscope.why.fix_code import comment, hash_name, joined, operand_lists
from srpscope.why.suspect import Suspect
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
    """The sentence, and the two lines of one language. value: what the mistake breaks."""

    value: str
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


@dataclass(frozen=True)
class Right:
    """What the accused side should have: its dialect, the hash and the group in force, and an operand's full length in
    bytes by its name (g, salt, hI, K)."""

    dialect: Dialect
    hash: str | None
    group: str | None
    g: int | None
    length: Callable[[str], int | None]


def fixes_for(finding: Finding, language: str, right: Right) -> list[Fix]:
    """The fix of each of a finding's suspects in one language; a whole other dialect has none."""
    changes = {change.value: change.content for change in finding.changes if change.form == "formula"}
    side: Side = "server" if finding.side == "server" else "client"
    found = []
    for known in (suspects()[one] for one in finding.suspects if one in suspects()):
        about = str(_kinds()[known.fix]["about"])
        size = right.length(_operand(known.id, known.value))
        lines = _lines(known, changes.get(known.value), side, language, right)
        found.append(
            Fix(known.value, about.replace("LENGTH", str(size or "all its")), shown_language(language), *lines)
        )
    return found


def _lines(known: Suspect, formula: str | None, side: Side, language: str, right: Right) -> tuple[str, str]:
    """The wrong line and the right one. formula: what the side computes the value by, where that is the mistake."""
    due = right.dialect.formula(side, known.value)
    if formula is not None and due is not None and known.fix in ("operand-list", "order", "formula"):
        lists = operand_lists(right.dialect.parse(formula).node, due.node)
        if lists is not None:
            return _both("operand-list", language, joined(lists[0], language), joined(lists[1], language))
    if known.fix == "hash" and right.hash is not None:
        wrong = known.id.split("-", 1)[1]
        return _both("hash", language, hash_name(wrong, language), hash_name(right.hash, language))
    if known.id.startswith("g-") and right.g is not None:
        return _both("group", language, known.id[2:], str(right.g))
    if known.fix == "group":
        named = known.id.removeprefix("group-"), right.group or "the dialect"
        return comment(f"N and g of {named[0]}", language), comment(f"N and g of {named[1]}", language)
    told = comment(known.sentence if formula is None else f"{known.value} = {formula}", language)
    if (
        due is not None
        and known.fix in ("operand-list", "formula", "exponent", "order", "text-form")
        and not _has_code(known)
    ):
        return told, comment(f"{known.value} = {due.text}", language)
    operand = _operand(known.id, known.value)
    size = str(right.length(operand) or "length")
    kind = "credential" if known.value in ("I", "P") else known.fix
    wrong, good = (line.replace("VALUE", operand).replace("LENGTH", size) for line in _code(kind, language))
    return (wrong if _has_code(known) else told), good


def _both(kind: str, language: str, wrong: str, right: str) -> tuple[str, str]:
    lines = _code(kind, language)
    return lines[0].replace("WRONG", wrong), lines[1].replace("RIGHT", right)


def _code(kind: str, language: str) -> tuple[str, str]:
    lines = _kinds()[kind].get(language)
    return (str(lines[0]), str(lines[1])) if isinstance(lines, list) else ("", "")


def _has_code(known: Suspect) -> bool:
    """Whether the kind's wrong line is this mistake, and not only one of its kind."""
    match known.fix:
        case "text-form":
            return "hex-text" in known.id
        case "exponent":
            return known.id == "s-exponent-mod-n"
        case "credential":
            return known.id.endswith("-newline")
        case "order":
            return "reversed" in known.id or "little-endian" in known.id
    return known.fix in ("pad", "strip", "sign-byte")


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
    "-m1-": "M1",
}


def _operand(name: str, value: str) -> str:
    """Which operand the line of code is about."""
    for mark, operand in _OPERANDS.items():
        if mark in f"{name}-":
            return operand
    return {"u": "A", "K": "S", "k": "g", "P": "password", "I": "username", "s": "salt"}.get(value, value)
