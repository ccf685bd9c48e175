"""How each kind of mistake is put right: a sentence, and a wrong and a right line in each language (fixes.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from srpscope.languages import LANGUAGES, Language
from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Call, Formula, Name, walk
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.primitives.groups import group, known_groups
from srpscope.srp.values import Side
from srpscope.why.finding import Finding
from srpscope.why.placed import AS_SENT, EVERYWHERE, Placed, placed
from srpscope.why.slips import known_slip
from srpscope.why.suspect import Suspect
from srpscope.why.suspects import suspects
from srpscope.why.telling.fix_code import operand_lists
from srpscope.why.telling.slip_words import slip_sentence
from srpscope.why.telling.standing import IN_CODE, Standing, measured, standing


@dataclass(frozen=True)
class Fix:
    """The sentence, and the two lines of one language. value: what the mistake breaks."""

    value: str
    about: str
    language: str
    wrong: str
    right: str

    @property
    def in_code(self) -> bool:
        """Whether the right line is one of the language, and no formula or words behind its comment sign."""
        spoken = next(one for one in LANGUAGES.values() if one.name == self.language)
        return not self.right.startswith(spoken.comment[0])


@dataclass(frozen=True)
class Kind:
    """A kind of fix. about: its sentence. digest, joined: the one for a digest and for operands put one behind the
    other, where it has one of its own. of: what VALUE is in its lines. shows: the slips that its wrong line is, for
    itself. lines: a language's wrong and right line."""

    about: str
    digest: str
    joined: str
    of: str
    shows: frozenset[str]
    lines: dict[str, tuple[str, str]]


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of fix by its name."""
    table = tomllib.loads(Path(__file__).with_name("fixes.toml").read_text("utf-8"))
    return {name: _kind(entry) for name, entry in table.items()}


def _kind(entry: dict[str, Any]) -> Kind:
    lines = {name: (lines[0], lines[1]) for name, lines in entry.items() if name in LANGUAGES}
    about = entry["about"]
    of_places = (entry.get("digest", about), entry.get("joined", about))
    return Kind(about, *of_places, entry.get("of", ""), frozenset(entry.get("shows", ())), lines)


def _sentence(kind: str, what: str) -> str:
    """The sentence of a kind for what stands at the place (Standing.what)."""
    known = kinds()[kind]
    return {"digest": known.digest, "joined": known.joined}.get(what, known.about)


@dataclass(frozen=True)
class RightLine:
    """What the accused side should have: its dialect, the hash and the group in force, and an operand's full length in
    bytes by its name (g, salt, hI, K) or its formula (s | H(P))."""

    dialect: Dialect
    hash: str | None
    group: str | None
    g: int | None
    length: Callable[[str], int | None]

    @property
    def group_words(self) -> str:
        """The group with its g, and whose g is another beside the same N: programs take the one for the other."""
        if self.g is None:
            return "N and g of the dialect"
        if self.group is None:
            return f"g = {self.g}"
        N = group(self.group).N
        others = [one for one in known_groups().values() if one.group.N == N and one.group.g != self.g]
        also = "".join(f"; {one.name} has the same N, and g = {one.group.g}" for one in others)
        return f"{self.group}, with g = {self.g}{also}"


def fixes_for(finding: Finding, language: str, right: RightLine) -> list[Fix]:
    """The fix of each of a finding's suspects in one language; a whole other dialect has none."""
    changes = {change.value: change.content for change in finding.changes if change.form == "formula"}
    side: Side = "server" if finding.side == "server" else "client"
    spoken = LANGUAGES[language]
    found = []
    for one in finding.suspects:
        known, somewhere = suspects().get(one), placed(one)
        if known is not None:
            due = right.dialect.formula(side, known.value)
            kind = _as_due(known.fix, _operand(known), due, right.dialect)
            lines = _lines(known, kind, changes.get(known.value), side, spoken, right)
            about = _about(kinds()[kind].about, kind, measured(_operand(known), due), due, right)
            about = about.replace("FORMULA", _as_the_dialect(known.value, due))
            found.append(Fix(known.value, about, spoken.name, *lines))
        elif somewhere is not None:
            found.append(_of_slip(somewhere, changes, side, spoken, right))
    return found


_WITHOUT_LENGTH = (
    ("all LENGTH of them", "all of them"),
    ("the full LENGTH bytes", "all its bytes"),
    ("all LENGTH bytes", "all its bytes"),
    ("the LENGTH bytes", "its bytes"),
)
"""What a sentence of fixes.toml says where no length is known, or where it is another one each time."""


def _about(sentence: str, kind: str, operand: str, due: Formula | None, right: RightLine) -> str:
    """A sentence of fixes.toml with its length and its order put in. operand: its name, or its formula."""
    about = sentence.replace("ENDIAN", f"{right.dialect.order}-endian").replace("GROUP", right.group_words)
    length = right.length(operand) if operand else None
    if length is None or (kind != "pad" and _encoding_of(operand, due, right.dialect) in ("MIN", "SIGNED")):
        for said, instead in _WITHOUT_LENGTH:
            about = about.replace(said, instead)
    return about.replace("LENGTH", str(length))


def _as_the_dialect(value: str, due: Formula | None) -> str:
    """What to do where all that is known is what the dialect has there."""
    if due is not None:
        return f"Compute {value} = {due.text}, as the dialect has it."
    if value == EVERYWHERE:
        return "Hash in each formula what the dialect has in it, with its hash."
    return f"Take {value.replace(',', ' and ')} as the handshake has it, with nothing done to it."


def _encoding_of(operand: str, due: Formula | None, dialect: Dialect) -> str:
    """How a formula writes an operand: a number's encoding, or RAW for bytes as they are or were sent."""
    name = _NAMES.get(operand, operand)
    is_number = name.isidentifier() and due is not None and name in due.names and dialect.kind(name) == "number"
    if due is None or not is_number:
        return "RAW"
    nodes = (node for node in walk(due.node) if isinstance(node, Call) and node.function in (*ENCODINGS, "RAW"))
    encodings = {node.function for node in nodes if node.arguments[0] == Name(name)}
    return encodings.pop() if len(encodings) == 1 else dialect.encoding


_NAMES = {code: name for name, code in IN_CODE.items()}

_IN_FRONT = ("pad", "strip", "sign-byte", "sign-byte-due")
"""Kinds of fix of bytes that stand in front of a number, or are missing there."""

_WRITTEN = {"PAD": "pad", "MIN": "strip", "SIGNED": "sign-byte-due"}
"""How a number is put right that has other bytes in front than its dialect writes, by how that writes it."""


def _as_due(kind: str, operand: str, due: Formula | None, dialect: Dialect) -> str:
    """The kind of fix in this dialect: what is written without zeros wants no padding, a sign byte is due in some, and
    what is text there wants the formula.

    due: the dialect's formula of the value that the operand goes into.
    """
    if kind not in _IN_FRONT:
        return kind
    written = _encoding_of(operand, due, dialect)
    if written == "RAW":
        return "keep-bytes" if kind == "strip" else kind
    if kind == "sign-byte" and written in ("MIN", "PAD"):
        return kind
    return _WRITTEN.get(written, "formula")


_FULL = {
    "sign-byte": ("PAD", "RAW"),
    "hex-digits": ("PAD", "RAW"),
    "number-text": ("PAD", "RAW"),
    "width": ("PAD",),
}
"""Kinds whose number is written in full length where the dialect writes it so: their sentence stays, with that line."""


def _right_line(kind: str, operand: str, due: Formula | None, dialect: Dialect) -> str:
    """The kind whose right line is due."""
    return "pad" if _encoding_of(operand, due, dialect) in _FULL.get(kind, ()) else kind


def _for_its_operand(kind: str, somewhere: Placed, at: Standing) -> str:
    """The kind of fix for what stands at the place: text is taken as it was typed, bytes are used as they are."""
    if at.what == "text":
        return "credential" if kind in ("text-form", "keep-bytes", "width") else kind
    if kind != "credential":
        return kind
    known = known_slip(somewhere.slip)
    return "which-value" if known is not None and "constant" in known.takes else "width"


def _of_slip(somewhere: Placed, changes: dict[str, str], side: Side, language: Language, right: RightLine) -> Fix:
    """The fix of a slip at a place: the kind's own lines where its wrong line is this slip, else the sentence; the
    two formulas where what is hashed is another list."""
    if somewhere.where.endswith(AS_SENT):
        about = _to_send(somewhere.value, right)
        return Fix(somewhere.value, about, language.name, *map(language.remark, (slip_sentence(somewhere), about)))
    known = known_slip(somewhere.slip)
    due = right.dialect.formula(side, somewhere.value)
    at = standing(somewhere, due, right.dialect)
    kind = known.fix if known is not None else OF_OTHERS.get(somewhere.slip, "formula")
    kind = _as_due(_for_its_operand(kind, somewhere, at), at.name, due, right.dialect)
    good_kind = _right_line(kind, at.name, due, right.dialect)
    about = _about(_sentence(kind, at.what), kind, at.measured, due, right)
    about = about.replace("FORMULA", _as_the_dialect(somewhere.value, due))
    formula = changes.get(somewhere.value)
    if kind == "operand-list" and formula is not None and due is not None:
        lists = operand_lists(right.dialect.parse(formula).node, due.node)
        if lists is not None:
            both = _both(kind, language, language.joined(lists[0]), language.joined(lists[1]))
            return Fix(somewhere.value, about, language.name, *both)
    told = language.remark(slip_sentence(somewhere))
    lines = kinds()[good_kind].lines.get(language.id)
    if kind == "hash" and known is not None and right.hash is not None:
        good = _both(kind, language, "", language.hash_name(right.hash))[1]
    elif known is None or lines is None or not _plain(lines[1]) or _turned(kind, right) or _in_words(kind, at, right):
        good = language.remark(_right_words(somewhere, at, due))
    elif at.parts:
        good = _both("operand-list", language, "", language.joined(list(at.parts)))[1]
    else:
        size = str((right.length(at.measured) if at.measured else None) or "length")
        shown = kinds()[known.fix].shows
        wrong, good = _line_pair(known.fix if known.id in shown else None, good_kind, language, at.name, size)
        told = wrong or told
    return Fix(somewhere.value, about, language.name, told, good)


def _to_send(value: str, right: RightLine) -> str:
    """How a value goes over the wire by the dialect."""
    spoken = right.dialect
    formula, length = spoken.wire_formula(value), right.length(value)
    if spoken.kind(value) != "number":
        return f"Send {value} as {value if formula is None else formula.text}."
    written = f"{spoken.encoding}({value})" if formula is None else formula.text
    if written not in (f"PAD({value})", f"MIN({value})"):
        return f"Send {value} as {written}."
    size = f"all {length} of them, " if written.startswith("PAD") and length is not None else ""
    return f"Send {value} as {written}: its own bytes, {size}{spoken.order}-endian."


def _right_words(somewhere: Placed, at: Standing, due: Formula | None) -> str:
    """What is right, where no line of code is."""
    if due is not None:
        return f"{somewhere.value} = {due.text}"
    if at.name == EVERYWHERE:
        return "each operand as the dialect's formula writes it"
    return f"{at.name} as it was sent and typed"


def _in_words(kind: str, at: Standing, right: RightLine) -> bool:
    """Whether a kind's lines are not of what stands there: lines of a number at bytes, and lines that hash it where it
    is the accused value's own digest, which is sent or read as a number; or none of one value, where it is made in
    every formula."""
    if at.name == EVERYWHERE or (at.what in ("digest", "joined") and kinds()[kind].of == "number"):
        return True
    return at.whole and (at.name in ("M1", "M2") or right.dialect.kind(at.name) == "number")


def _plain(line: str) -> bool:
    """Whether a line is about one operand, which is put in; others hold names of their own."""
    return "VALUE" in line


OF_OTHERS = {
    "text-other": "spelling",
    "text-date": "spelling",
    "text-alias": "spelling",
    "text-escape": "credential",
    "got-other": "which-value",
}
"""Kinds of fix of slips that only the search makes."""


def _turned(kind: str, right: RightLine) -> bool:
    """Whether a kind's lines are of big-endian dialects and this one is none."""
    return right.dialect.order == "little" and kind in ("order", "read-order")


def _lines(
    known: Suspect, fix: str, formula: str | None, side: Side, language: Language, right: RightLine
) -> tuple[str, str]:
    """The wrong line and the right one. fix: the kind in this dialect. formula: what the side computes the value by,
    where that is the mistake."""
    due = right.dialect.formula(side, known.value)
    if formula is not None and due is not None and fix in ("operand-list", "order", "formula"):
        lists = operand_lists(right.dialect.parse(formula).node, due.node)
        if lists is not None:
            return _both("operand-list", language, language.joined(lists[0]), language.joined(lists[1]))
    if fix == "hash" and right.hash is not None:
        return _both("hash", language, language.hash_name(known.wrong), language.hash_name(right.hash))
    if fix == "group":
        if known.value == "g" and right.g is not None:
            return _both("group", language, known.wrong, str(right.g))
        return (
            language.remark(f"N and g of {known.wrong}"),
            language.remark(f"N and g of {right.group or 'the dialect'}"),
        )
    told = language.remark(known.sentence if formula is None else f"{known.value} = {formula}")
    shown = _is_shown(known) and not _turned(fix, right)
    operand = _operand(known)
    in_words = fix == "formula" or not operand or (not shown and (fix in _OF_FORMULAS or _turned(fix, right)))
    if due is not None and in_words:
        return told, language.remark(f"{known.value} = {due.text}")
    size = str(right.length(measured(operand, due)) or "length")
    good_kind = "credential" if known.value in ("I", "P") else _right_line(fix, operand, due, right.dialect)
    wrong, good = _line_pair(known.fix if shown else None, good_kind, language, operand, size)
    return wrong or told, good


_OF_FORMULAS = ("operand-list", "formula", "exponent", "order", "text-form")
"""Kinds of fix whose right line is the dialect's formula, where no line of code is the mistake for itself."""


def _line_pair(
    shown: str | None, good_kind: str, language: Language, operand: str, size: str
) -> tuple[str | None, str]:
    """The line as it is wrong and as it is right. shown: the kind whose wrong line is this mistake, if one's is; it is
    told in words (None here) where that is of another thing, a number and not bytes, or is due."""
    good = kinds()[good_kind]
    lines = [None, good.lines[language.id][1]]
    if shown is not None and kinds()[shown].of == good.of:
        lines[0] = kinds()[shown].lines[language.id][0]
    wrong, right = (line and line.replace("VALUE", operand).replace("LENGTH", size) for line in lines)
    return None if wrong == right else wrong, right or ""


def _both(kind: str, language: Language, wrong: str, right: str) -> tuple[str, str]:
    lines = kinds()[kind].lines[language.id]
    return lines[0].replace("WRONG", wrong), lines[1].replace("RIGHT", right)


def _is_shown(known: Suspect) -> bool:
    """Whether its kind's wrong line is this mistake, and not only one of its kind."""
    of_its_kind = known.fix in ("pad", "strip", "sign-byte") and not known.slip
    return of_its_kind or known.slip in kinds()[known.fix].shows


_OPERANDS = {"u": "A", "K": "S", "k": "g", "P": "password", "I": "username", "s": "salt"}
"""What a line of code is about where the mistake does not say: an operand of the value's usual formula."""


def _operand(known: Suspect) -> str:
    """What its lines are about; "" where it is about several things of a formula that has many."""
    return known.operand or _OPERANDS.get(known.value, "")
