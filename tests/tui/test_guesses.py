"""What the debugger says where nobody named a dialect: no more than is known, and all that `why` says."""

from __future__ import annotations

import srpscope
from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.session import Session
from srpscope.session.opening import session_of
from srpscope.tui.desk import Desk
from srpscope.tui.facts.cause.verdict import verdict
from srpscope.tui.facts.cause.why_lines import Searched, why_lines
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.facts.spans import Line
from srpscope.tui.frame.file_row import file_row
from tests.session.met import met
from tests.session.test_given_hash import TERMS
from tests.session.test_proved_alike import page


def _texts(lines: list[Line] | tuple[Line, ...]) -> list[str]:
    return ["".join(text for text, _ in line).strip() for line in lines]


def _panel(session: Session) -> list[str]:
    found = diagnose_session(session, seconds=1)
    seen = shown(session, [], diagnosis=found)
    return _texts(why_lines(session, seen, Searched(None, found, ("", "")), 200, "Python", False))


def test_what_a_guess_has_otherwise_is_no_difference_between_the_sides() -> None:
    session = session_of(page(""))
    assert _texts(verdict(shown(session, [])).lines)[1:] == [
        f"M1 is not as {session.dialect('client').id} has it: a guess, and no difference between the sides."
    ]
    assert any("Both sides have one M1" in line for line in _panel(session))


def test_two_dialects_that_meet_part_on_the_screen_as_in_why() -> None:
    settings = [(side.replace("both", "client"), name, text) for side, name, text in TERMS]
    session = session_of(met("pysrp", "srptools"), settings=[*settings, ("client", "H", "sha256")])
    panel = _panel(session)
    assert session.guessed_apart == ("pysrp", "srptools") and not any("Cannot tell" in line for line in panel)
    said = [line.strip() for line in as_text(diagnose_session(session), session).splitlines()]
    assert [line for line in panel if line][1:] == [line for line in said if line][1:]
    assert ("no dialect named: pysrp | srptools", "warn") in file_row(Desk(session, searching=False), False)[1]


def test_a_page_is_not_said_to_have_been_recorded() -> None:
    handshake = srpscope.parse("I = nora\nN = 0f\ng = 2\nA = 09\nB = 0b\ns = 61626364\n")
    assert handshake.session.origin == "read from text"
