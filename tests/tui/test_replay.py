"""Step by step: messages and computations in their order, nothing before it is known, the verdict last."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from srpscope.session import Session
from srpscope.srp.dialect import dialect
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.moment.course import course
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.facts.moment.so_far import so_far
from tests.tui.conftest import ACCEPTED, CAPTURES, REFUSED, screen_text, session_of, settled
from tests.tui.test_ways import NAMES, played

App = Callable[..., SrpscopeApp]

DEVICE_LOG = CAPTURES / "esp32-device-log.srp.jsonl"


def steps_of(session: Session) -> tuple[list[str], list[frozenset[tuple[str, str]]]]:
    found = shown(session, [])
    steps = course(session, found.view, found.groups)
    return [step.sentence for step in steps], [step.known for step in steps]


def at(sentences: list[str], text: str) -> int:
    return next(index for index, one in enumerate(sentences) if text in one)


def test_messages_and_computations_stand_in_order() -> None:
    sentences, known = steps_of(session_of(REFUSED))
    order = ["client computes A", "client sends Cmd0", "server computes B", "server sends Resp0"]
    order += ["client computes M1", "client sends Cmd1", "Invalid PDU"]
    places = [at(sentences, text) for text in order]
    assert places == sorted(places)
    assert ("client", "B") not in known[places[2]] and ("client", "B") in known[places[3]]
    assert ("wire", "M1") not in known[places[4]] and ("wire", "M1") in known[places[5]]
    assert all(before <= after for before, after in pairwise(known))


@pytest.mark.parametrize("name", NAMES)
def test_a_value_is_known_only_after_what_it_is_made_of(name: str) -> None:
    session = played(dialect(name))
    found = shown(session, [])
    steps = course(session, found.view, found.groups)
    first = {place: index for index, step in reversed(list(enumerate(steps))) for place in step.known}
    for side in ("client", "server"):
        for value, row in found.view.comparison.rows.items():
            cell = row.client if side == "client" else row.server
            if cell.value is None:
                continue
            assert (side, value) in first, (side, value)  # everything is shown in the end
            if cell.source == "computed" and cell.formula is not None and not cell.through:
                needs = [(side, one) for one in cell.formula.names if (side, one) in first]
                assert all(first[one] <= first[side, value] for one in needs), (side, value, needs)


def test_the_first_difference_shows_when_the_message_crosses() -> None:
    session = session_of(REFUSED)
    found = shown(session, [])
    steps = course(session, found.view, found.groups)
    sent = at([step.sentence for step in steps], "client sends Cmd1")
    before, after = so_far(found, steps, sent - 1), so_far(found, steps, sent)
    assert before.first is None and before.view.comparison.rows["M1"].wire is None
    assert after.first == "M1"
    assert "M2" not in before.order and before.so_far is not None and before.explanation is None


def test_who_sends_a_value_has_it_from_then_on() -> None:
    """Nobody logged the server's s, nor anything that the client computed of this A: their messages tell it."""
    for path, side, value, message in (
        (REFUSED, "server", "s", "server sends Resp0"),
        (DEVICE_LOG, "client", "A", "client sends Cmd0"),
    ):
        sentences, known = steps_of(session_of(path))
        sent = at(sentences, message)
        assert (side, value) not in known[sent - 1] and (side, value) in known[sent]
        session = session_of(path)
        found = shown(session, [])
        moment = so_far(found, course(session, found.view, found.groups), sent)
        assert moment.marks[value].of(side) == "="


async def test_stepping_playing_and_back(refused: App) -> None:
    app = refused()
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await pilot.press("R")
        await settled(pilot)
        text = screen_text(app)
        assert "STEP 1 OF" in text and "Known before anything is sent" in text
        assert "Cmd1" not in text and "REFUSED" not in text and "M1" not in text
        assert "w why" not in text and "P play" in text
        await pilot.press("n")
        assert "STEP 2 OF" in screen_text(app)
        await pilot.press("e")
        assert app.desk.note and "finished sheet" in app.desk.note[0][0]
        app.desk.replay.at = app.desk.replay.count - 3
        await pilot.press("comma", "P")
        assert app.desk.replay.playing and app.desk.replay.pace == "even"
        await settled(pilot, lambda app: app.desk.replay.over)
        assert "M1 ≠ REFUSED" in screen_text(app) and not app.desk.replay.playing
        await pilot.press("R")
        await settled(pilot)
        assert not app.desk.replay.on and "z encoding" in screen_text(app)


def test_the_pace_is_that_of_the_recording() -> None:
    from srpscope.tui.replay import EVEN, LONGEST, SHORTEST, Replay

    session = session_of(ACCEPTED)
    for line in session.capture.of_type("message"):
        line["t"] = line["t"] * 100
    found = shown(session, [])
    replay = Replay()
    replay.begin(session, found)
    delays = []
    while not replay.over:
        delays.append(replay.delay())
        replay.go(1)
    assert min(delays) == SHORTEST and SHORTEST < max(delays) <= LONGEST
    replay.pace = "even"
    replay.at = 0
    assert replay.delay() == EVEN


def test_a_verifier_that_is_solved_out_of_B_says_so() -> None:
    sentences, _ = steps_of(session_of(DEVICE_LOG))
    said = next((one for one in sentences if "This v must be" in one), None)
    assert said is None or "b, k and B" in said
    log = Path(__file__).parents[1] / "data" / "logs" / "g-unpadded.device.log"
    sentences, _ = steps_of(session_of(log))
    assert sentences[at(sentences, "This v must be")].endswith("it follows from b, k and B.")
