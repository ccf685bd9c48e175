"""The Python lines of the fixes, run on the values of a handshake in which the mistake shows: the right line feeds its
hash what the dialect feeds it there, the wrong one what the wrong side does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from srpscope.answers.fixing import fixes_of
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.encodings import byte_length
from srpscope.srp.sheet import Sheet
from srpscope.why.finding import Finding, Proof
from srpscope.why.suspects import suspects

OF_DIGESTS = ("inner", "hI", "xor", "(data)", "(digest", "number(")
"""Lines about what has no name of its own among the values, or about no bytes."""


def fed(sheet: Sheet, names: tuple[str, ...]) -> set[bytes]:
    """All that these values' hashes are fed, whole and operand by operand."""
    calls = [call for name in names for call in sheet[name].calls]
    return {call.fed for call in calls} | {operand.data for call in calls for operand in call.operands}


def variables(sheet: Sheet, line: str, due: str) -> dict[str, Any]:
    """What the line's names stand for: numbers where it writes numbers, else the bytes that the formula has."""
    spoken = sheet.knowledge.dialect
    found: dict[str, Any] = {"username": sheet.value("I"), "password": sheet.value("P")}
    for name in ("A", "B", "S", "N", "g", "K", "M1", "s"):
        value = sheet.value(name)
        of_numbers = "to_bytes" in line or ":x}" in line
        if f"RAW({name})" in due and not of_numbers:
            value = sheet.as_sent(name)
        elif isinstance(value, int) and not of_numbers:
            N = sheet.value("N")
            padded = spoken.encoding == "PAD" or f"PAD({name})" in due
            value = value.to_bytes(byte_length(N if padded and isinstance(N, int) else value), "big")
        elif isinstance(value, bytes) and of_numbers:
            value = int.from_bytes(value, "big")
        found["salt" if name == "s" else name] = value
    return found


def run(line: str, names: dict[str, Any]) -> bytes:
    out: list[bytes] = []
    exec(line, {"h": out.append, **names})  # noqa: S102 - a line of our own table
    return bytes(out[-1])


def lines(session: Session, name: str) -> Iterator[tuple[str, str, set[Any], dict[str, Any]]]:
    """Each line of a mistake that is code: which, the line, what it may feed, and what its names stand for."""
    side: Any = suspects()[name].sides[0]
    right = session.evaluate([]).sheet(side)
    (fix,) = fixes_of(Finding(side, (name,), (), "x", Proof("M1", b"")), "python", session)
    code = [line for line in (fix.right, fix.wrong) if line.startswith(("h(", "t = "))]
    code = [line for line in code if not any(one in line for one in OF_DIGESTS)]
    changed = suspects()[name].change(right.knowledge) if code else None
    if changed is None:
        return
    made = (fix.value,) if fix.value in ("k", "u", "x", "K", "M1", "M2") else ("x", "M1")
    due = right.knowledge.dialect.formula_text(side, fix.value) or ""
    for line in code:
        which, sheet = ("right", right) if line == fix.right else ("wrong", Sheet(changed))
        itself = {sheet[name].value for name in made} if fix.value in ("M1", "M2") else set()
        yield which, line, fed(sheet, made) | itself, variables(right, line, due)


def test_the_lines_feed_what_is_due() -> None:
    session = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-a0.srp.jsonl"))[0])
    count = 0
    wrong = []
    for name in suspects():
        for which, line, due, names in lines(session, name):
            count += 1
            if run(line, names) not in due:
                wrong.append(f"{name}: {which}: {line}")
    assert count >= 80
    assert not wrong
