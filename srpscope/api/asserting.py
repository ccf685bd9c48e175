"""An assertion for tests: a handshake is right, or the test fails with the cause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.api.handshake import Handshake
from srpscope.statuses import AGREE

if TYPE_CHECKING:
    from srpscope.answers.difference import Difference
    from srpscope.srp.calls import HashCall

_COLOURS = {"headline": "1", "wrong": "31", "right": "32"}

Paint = Callable[[str, str], str]


def assert_srp(handshake: Handshake | str | Path, *, seconds: float = 10.0, colour: bool = False) -> None:
    """Nobody refused the handshake, both sides' values agree, and none contradicts its own formula.

    handshake: opened, or the path of a capture. seconds: how long the cause may be searched for. colour: of a terminal.
    Raises AssertionError that says the headline, the first difference, and the operand in which the hashes part;
    values that are secret are not in it. A handshake of which too little is known fails too: it proves nothing.
    """
    __tracebackhide__ = True
    if not isinstance(handshake, Handshake):
        from srpscope.api.opening import open

        handshake = open(handshake)
    if handshake.judge().exit_status == AGREE:
        return
    raise AssertionError("\n".join(_lines(handshake, seconds, colour)))


def _lines(handshake: Handshake, seconds: float, colour: bool) -> list[str]:
    from srpscope.answers.difference import difference
    from srpscope.answers.fixing import fixes_of
    from srpscope.languages import FIXED

    diagnosis = handshake.why(seconds)
    judged = handshake.judge()

    def paint(role: str, text: str) -> str:
        return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m" if colour else text

    lines = [paint("headline", judged.headline)]
    found = difference(handshake.session, diagnosis)
    if found is not None:
        lines += _difference(found, paint)
    for finding in () if judged.works else diagnosis.findings[:1]:
        lines += [f"fix: {fix.about}" for fix in fixes_of(finding, FIXED[0], handshake.session)[:1]]
    if judged.missing:
        asked = ", or ".join(" and ".join(way) for way in judged.missing)
        lines.append(f"log {asked}; handshake.with_log(text) takes what the program printed")
    return lines


def _difference(found: Difference, paint: Paint) -> list[str]:
    if found.left_call is None or found.right_call is None:
        return [f"first difference: {found.value}"]
    lines = [f"first difference: {found.value}"]
    for who, call, role in ((found.left, found.left_call, "wrong"), (found.right, found.right_call, "right")):
        lines.append(f"  {who}, {call.function} of {len(call.fed)} bytes:")
        lines += _operands(call, found.operand, role, paint)
    return lines


def _operands(call: HashCall, differs: int | None, role: str, paint: Paint) -> list[str]:
    from srpscope.report.trace import operand_line

    lines = []
    for at, operand in enumerate(call.operands):
        here = at == differs or (differs is None and at == len(call.operands) - 1)
        text = f"{'>' if here else ' '}   {operand_line(operand)}"
        lines.append(paint(role, text) if here else text)
    return lines
