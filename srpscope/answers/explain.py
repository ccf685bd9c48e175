"""A pasted log line: what it means, its causes most likely first, and what to do next. The lines are in log_lines.toml.

A line is found wherever it stands: with any time stamp or none, with "(xxxxx)" for it, under another tag, in one long
paste without line breaks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from srpscope.capture.text.controls import uncoloured
from srpscope.capture.text.lines import header_starts
from srpscope.errors import UserError
from srpscope.printable import printable

PASTE_LIMIT = 4 * 1024 * 1024
"""Characters of a paste at the most."""

MATCHES_LIMIT = 200
LINE_SHOWN = 300

LIKELIHOODS = ("very likely", "likely", "possible", "rare")


@dataclass(frozen=True)
class Cause:
    """One thing that makes the line appear, and how often it is the one."""

    cause: str
    likelihood: str


@dataclass(frozen=True)
class LineMatch:
    """One line of the paste that is known.

    line: as pasted. id: of the entry. source: which program prints it. means: one sentence. repeats: the id of an
    earlier match with the same causes, or "".
    """

    line: str
    id: str
    source: str
    means: str
    causes: tuple[Cause, ...]
    next: tuple[str, ...]
    repeats: str = ""


@dataclass(frozen=True)
class LineAnswer:
    """A question that every port of Security 2 raises, answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class LogExplanation:
    """Everything that is known about a paste."""

    matches: tuple[LineMatch, ...]
    answers: tuple[LineAnswer, ...]

    def as_json(self) -> dict[str, Any]:
        """The JSON of `explain --json`."""
        return {
            "srpscope": 1,
            "matches": [
                {
                    "line": match.line,
                    "id": match.id,
                    "source": match.source,
                    "means": match.means,
                    "causes": [{"cause": one.cause, "likelihood": one.likelihood} for one in match.causes],
                    "next": list(match.next),
                }
                for match in self.matches
            ],
            "answers": [{"question": one.question, "answer": one.answer} for one in self.answers],
        }


@dataclass(frozen=True)
class Known:
    """A line that is known, whatever was pasted. lines: as it is printed, %d for a number, %s for anything short.
    same_as: the first line of the entry that has its causes, where it has none of its own."""

    lines: tuple[str, ...]
    source: str
    means: str
    causes: tuple[Cause, ...]
    next: tuple[str, ...]
    same_as: str | None


@dataclass(frozen=True)
class ErrorNumber:
    """A number that decides what a line means. of: whose numbers they are (att, android, ..)."""

    of: str
    value: int
    means: str
    causes: tuple[Cause, ...]
    next: tuple[str, ...]


@dataclass(frozen=True)
class _Pattern:
    """One printed line as a regular expression, and a word that must be there for it to match at all."""

    expression: re.Pattern[str]
    must: str
    entry: dict[str, Any]
    codes: str = ""
    literal: int = 0


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("log_lines.toml").read_text("utf-8"))


@cache
def _entries() -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in _table()["entry"]}


@cache
def _codes() -> dict[tuple[str, int], dict[str, Any]]:
    return {(code["of"], code["value"]): code for code in _table()["code"]}


def known_lines() -> Iterator[Known]:
    """Every line that is known, in the order of the table."""
    for entry in _table()["entry"]:
        same = entry.get("same_as")
        yield Known(
            tuple(entry["lines"]),
            entry["source"],
            entry["means"],
            _causes(entry),
            tuple(entry.get("next", ())),
            None if same is None else _entries()[same]["lines"][0],
        )


def known_numbers() -> Iterator[ErrorNumber]:
    """Every number that is known."""
    for code in _table()["code"]:
        yield ErrorNumber(code["of"], code["value"], code["means"], _causes(code), tuple(code.get("next", ())))


def questions() -> Iterator[LineAnswer]:
    """What every port asks."""
    return (LineAnswer(entry["question"], entry["answer"]) for entry in _table()["answer"])


def _known_code(of: str, number: int) -> dict[str, Any] | None:
    """The entry of a number; Android hands ATT errors through as they are."""
    return _codes().get((of, number)) or (_codes().get(("att", number)) if of == "android" else None)


_NUMBER = r"(?P<number>[-\u2212]?(?:0[xX][0-9a-fA-F]+|\d+|[xX#?]{1,8}|N{2,4}))"


def _expression(line: str) -> tuple[re.Pattern[str], str, int]:
    """The regular expression of a printed line, its longest literal piece, and how many literal characters it has."""
    text = line.rstrip("!. ")
    parts = re.split(r"(%[ds])", text)
    out, longest, literal = [], "", 0
    for index, part in enumerate(parts):
        if part == "%d":
            out.append(_NUMBER if "%d" not in parts[:index] else _NUMBER.replace("?P<number>", "?:"))
        elif part == "%s":
            out.append(r"[^\n]{0,120}?" if index < len(parts) - 2 else r"[^\s]{0,120}")
        else:
            words = part.split()
            literal += len(part)
            longest = max([longest, *words], key=len)
            piece = r"\s+".join(re.escape(word) for word in words)
            before = r"\s*" if part[:1].isspace() else ""
            after = r"\s*" if part[-1:].isspace() and words else ""
            out.append(before + piece + after)
    first = r"(?<!\w)" if text[:1].isalnum() else ""
    last = r"(?!\w)" if text[-1:].isalnum() and not text.endswith(("%d", "%s")) else ""
    return re.compile(first + "".join(out) + last, re.IGNORECASE), longest.lower(), literal


@cache
def _patterns() -> tuple[_Pattern, ...]:
    found = []
    for entry in _table()["entry"]:
        for line in entry["lines"]:
            expression, must, literal = _expression(line)
            found.append(_Pattern(expression, must, entry, "", literal))
    for entry in _table()["codes"]:
        for line in [*entry["lines"], *entry.get("name_lines", ())]:
            expression, must, literal = _expression(line)
            found.append(_Pattern(expression, must, entry, entry["codes_of"], literal))
    return tuple(found)


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    pattern: _Pattern
    code: int | None = None


def explain(text: str) -> LogExplanation:
    """What is known about every line of a paste. Raises UserError for an empty or far too long one."""
    if not text.strip():
        raise UserError("There is nothing to explain: paste the log line, as it stands.")
    if len(text) > PASTE_LIMIT:
        raise UserError(f"{len(text):,} characters are too many to explain; the limit is {PASTE_LIMIT:,}.")
    text = "\n".join(uncoloured(line) for line in text.splitlines())
    text = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0xA0: " ", 0x2026: "..."})
    matches: list[LineMatch] = []
    seen: dict[tuple[str, str], int] = {}
    for hit in _hits(text):
        match = _match(text, hit, matches)
        key = (match.id, match.means)
        if key in seen:
            continue
        seen[key] = len(matches)
        matches.append(match)
        if len(matches) >= MATCHES_LIMIT:
            break
    return LogExplanation(tuple(matches), tuple(_answers(text, matches)))


def _hits(text: str) -> list[_Hit]:
    """The known lines in a text, in order; where two overlap the one with more literal text stays."""
    lower = text.lower()
    found: list[_Hit] = []
    for pattern in _patterns():
        if pattern.must not in lower:
            continue
        for index, match in enumerate(pattern.expression.finditer(text)):
            if index >= 1_000:
                break
            if not pattern.codes:
                found.append(_Hit(match.start(), match.end(), pattern))
                continue
            code = _code(match, pattern)
            telling = pattern.literal >= 14  # "status 0" alone says nothing
            if code is not None and (telling or (code and _known_code(pattern.codes, code))):
                found.append(_Hit(match.start(), match.end(), pattern, code))
    found.sort(key=lambda hit: (-hit.pattern.literal, hit.start))
    kept: list[_Hit] = []
    taken: list[tuple[int, int]] = []
    for hit in found[:20_000]:
        if all(hit.end <= start or hit.start >= end for start, end in taken[-2_000:]):
            kept.append(hit)
            taken.append((hit.start, hit.end))
    return sorted(kept, key=lambda hit: hit.start)


def _code(match: re.Match[str], pattern: _Pattern) -> int | None:
    """The number of a matched line, or of the name that stands for it ("Invalid PDU")."""
    printed = match.groupdict().get("number")
    if printed is not None:
        try:
            return int(printed.replace("\u2212", "-"), 0)
        except ValueError:
            return None
    tail = match.string[match.start() : match.end() + 80].lower()
    for name, code in pattern.entry.get("names", {}).items():
        if name in tail:
            return int(code)
    return None


def _match(text: str, hit: _Hit, earlier: list[LineMatch]) -> LineMatch:
    entry = hit.pattern.entry
    line = _line_around(text, hit)
    if hit.pattern.codes:
        code = _known_code(hit.pattern.codes, hit.code or 0)
        if code is None:
            return LineMatch(
                line,
                f"{entry['id']}-{hit.code}",
                entry["source"],
                f"The number {hit.code} is not in the table of known ones.",
                (Cause("A number of the platform that says nothing about SRP by itself", "possible"),),
                ("Look the number up in the platform's documentation, and read the device's log at that moment.",),
            )
        return LineMatch(
            line,
            f"{entry['id']}-{hit.code}",
            entry["source"],
            code["means"],
            _causes(code),
            tuple(code["next"]),
        )
    origin = _entries()[entry["same_as"]] if "same_as" in entry else entry
    repeats = next((one.id for one in earlier if one.id == origin["id"]), "") if origin is not entry else ""
    return LineMatch(
        line, entry["id"], entry["source"], entry["means"], _causes(origin), tuple(origin["next"]), repeats
    )


def _causes(entry: dict[str, Any]) -> tuple[Cause, ...]:
    return tuple(Cause(one["cause"], one["likelihood"]) for one in entry.get("causes", ()))


def _line_around(text: str, hit: _Hit) -> str:
    """The log line that a hit stands in: its line of the paste, or its entry where line breaks were lost."""
    begin = text.rfind("\n", 0, hit.start) + 1
    end = text.find("\n", hit.end)
    whole = text[begin : end if end >= 0 else len(text)]
    inside = hit.start - begin
    position = 0
    for piece in _pieces(whole):
        if position <= inside < position + len(piece):
            whole = piece
            inside -= position
            break
        position += len(piece)
    if len(whole) > LINE_SHOWN:
        start = max(0, inside - 60)
        whole = whole[start : start + LINE_SHOWN]
    return " ".join(whole.split())


def _pieces(line: str) -> Iterator[str]:
    """A line cut in front of every log header in it."""
    starts = header_starts(line)
    if not starts or starts[0] != 0:
        starts = [0, *starts]
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        yield line[start:end]


_USER_NAME = re.compile(
    r"\b(?:sec2[_ ]?)?user[ _]?name\b[\"']?\s*[:=]\s*[\"']?(?!\[?(?:hidden|redacted|null|none|nil|password)\b)"
    r"(?P<name>[\w@.+\-]{1,64})",
    re.IGNORECASE,
)
_PROVISIONING = re.compile(r"SECURITY_2|security2|sec_ver|ESPDevice|ESPProvision|esp_prov|wifi_prov|network_prov")


def _answers(text: str, matches: list[LineMatch]) -> Iterator[LineAnswer]:
    """The answers to what is asked, and all four beside a refused proof."""
    if (named := _USER_NAME.search(text)) and (matches or _PROVISIONING.search(text)):
        name = printable(named["name"])
        yield LineAnswer(
            f"The log says that the user name in use is {name}.",
            "The firmware's verifier is for whom? Salt and verifier are made from user name and password together: if "
            f"they were made for another name than {name} (that of the examples is wifiprov), every proof is refused. "
            "Check them with srpscope check-credential, giving this name.",
        )
    lower = " ".join(text.lower().split())
    refused = any(match.id in ("proof-refused", "wrong-pop") for match in matches)
    for entry in _table()["answer"]:
        if refused or any(re.search(rf"(?<!\w){re.escape(word)}", lower) for word in entry["words"]):
            yield LineAnswer(entry["question"], entry["answer"])


def as_text(explanation: LogExplanation) -> str:
    """For people and screen readers: each line, what it means, its causes and what to do next."""
    return "\n".join(text for _colour, text in as_lines(explanation))


def as_lines(explanation: LogExplanation) -> Iterator[tuple[str, str]]:
    """The same, line by line, each with the name of its colour ("": none)."""
    if not explanation.matches and not explanation.answers:
        yield (
            "",
            "No line of this is known. Paste the error lines of the device or the app as they stand, with the line "
            "before them; `srpscope FILE` opens a whole log.",
        )
    for number, match in enumerate(explanation.matches):
        if number:
            yield "", ""
        yield "title", printable(match.line)
        yield from (("", line) for line in _below(match))
    if not explanation.answers:
        return
    if explanation.matches:
        yield from (("", ""), ("title", "Questions that come up here:"))
    for one in explanation.answers:
        yield from (("", f"  {one.question}"), ("", f"    {one.answer}"))


def _below(match: LineMatch) -> Iterator[str]:
    yield f"  printed by {match.source}"
    yield f"  {match.means}"
    if match.repeats:
        yield "  Causes and what to do: as above."
        return
    yield "  Causes, most likely first:"
    yield from (f"    {number}. {one.cause} ({one.likelihood})" for number, one in enumerate(match.causes, 1))
    yield "  What to do next:"
    yield from (f"    {number}. {step}" for number, step in enumerate(match.next, 1))
