"""Two handshakes of a protocol that calls other things M1 and M2, told in its words; the badges of both, and of F4."""

from __future__ import annotations

import pytest

import srpscope
from srpscope.answers.compared.compared import compared
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.debug.two_screen import TwoScreen
from srpscope.tui.desk import Desk
from srpscope.tui.facts.two import verdict
from tests.tui.conftest import ACCEPTED, REFUSED, screen_text, session_of, settled
from tests.tui.live_steps import before_the_proof, edited_and_refused, live_of, until

REFUSAL = {"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "kTLVError_Authentication"}


def of_homekit(*events: dict[str, str], **mistakes: dict[str, str]) -> Session:
    """A pair-setup of which both sides are known, and what happened in it."""
    made = srpscope.make("hap", values={"a": 3, "b": 5, "s": bytes(16)}, mistakes=mistakes).session
    lines = [dict(line) for line in made.capture.lines if line.get("type") != "event"]
    return Session(Capture(dict(made.capture.header), [*lines, *events]))


async def of_two(pilot_size: tuple[int, int], one: Session, other: Session) -> str:
    app = SrpscopeApp(Desk(None, searching=False), start="library")
    async with app.run_test(size=pilot_size) as pilot:
        await settled(pilot, lambda app: True)
        app.open_two(lambda: one, lambda: other)
        await settled(pilot, lambda app: isinstance(app.screen, TwoScreen) and "1 Messages" in screen_text(app))
        return screen_text(app)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_protocol_that_calls_other_things_M1_has_its_own_words_for_the_proofs(size: tuple[int, int]) -> None:
    text = await of_two(size, of_homekit(REFUSAL, client={"u": "H(MIN(A) | MIN(B))", "K": "S"}), of_homekit())
    bar = text.splitlines()[0]
    assert "1 PROOF ≠ REFUSED" in bar and "2 PROOF = AGREES" in bar
    said = next(line for line in text.splitlines() if "kTLVError" in line)
    assert "server refused the client's proof: kTLVError" in said and "refused M1" not in text


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_both_badges_and_the_key_to_what_a_value_is_made_of_stand_there(size: tuple[int, int]) -> None:
    text = await of_two(size, session_of(REFUSED), session_of(ACCEPTED))
    assert "1 M1 ≠ REFUSED" in text.splitlines()[0] and "2 M1 = ACCEPTED" in text.splitlines()[0]
    assert ("enter made of" in text.splitlines()[-1]) is (size[0] == 80)  # where the values alone have room


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_badge_of_a_live_session_says_the_outcome_and_how_the_proofs_stand(size: tuple[int, int]) -> None:
    async with before_the_proof(size) as (pilot, app, _feed):
        assert live_of(app).badge() == ("warn", "M1 HELD")
        await edited_and_refused(pilot)
        assert live_of(app).badge() == ("differ", "M1 ≠ REFUSED")
        assert screen_text(app).splitlines()[0].rstrip().endswith("M1 ≠ REFUSED")
    async with before_the_proof(size) as (pilot, app, _feed):
        await pilot.press("c")
        await until(pilot, "M1 = ACCEPTED")
        assert live_of(app).badge()[0] == "agree"


async def test_a_cause_that_is_not_known_yet_is_looked_for_with_keys_that_are_there() -> None:
    """`why` is a command of the shell's; the debugger of the one that was refused looks for its cause."""
    refused, accepted = (session_of(path) for path in (REFUSED, ACCEPTED))
    for one, other, key in ((refused, accepted, "d"), (accepted, refused, "D")):
        said = ["".join(text for text, _ in line) for line in verdict(compared(one, other, stop=lambda: True)).lines]
        assert not any("`why`" in line for line in said)
        assert any(f"{key} and then w looks for the cause" in line for line in said)
