"""Which half is wrong, of a handshake that was split: never more than both legs tell."""

from __future__ import annotations

from typing import Any

import pytest

from srpscope.session.legs import both, not_spoken

RIGHT = {"outcome": "accepted", "values": "agree", "cause": "none", "text": "", "headline": "Both sides agree."}
WRONG = {
    "outcome": "refused", "values": "unknown", "cause": "cannot-tell", "text": "no",
    "headline": "The server refused M1; log a.",
}  # fmt: skip
BROKEN = {
    "outcome": "broken-off", "values": "unknown", "cause": "cannot-tell", "text": "gone",
    "headline": "The connection ended before B.",
}  # fmt: skip
ASKED = {
    "outcome": "unknown", "values": "unknown", "cause": "cannot-tell", "text": "",
    "headline": "Cannot tell yet: log s and v.",
}  # fmt: skip
CHANGED = {
    "outcome": "refused", "values": "disagree", "cause": "told", "at_fault": "person", "text": "no",
    "headline": "Refused, as it must be with the message changed by hand: M1 was set by hand in Cmd1.",
}  # fmt: skip
SILENT = not_spoken("192.168.4.1: no route.")


@pytest.mark.parametrize(
    ("app", "device", "begins", "outcome"),
    [
        (RIGHT, RIGHT, "Both legs agree", "accepted"),
        (WRONG, RIGHT, "The device is right with us; your app is not: the server refused M1", "refused"),
        (RIGHT, WRONG, "Your app is right with us; the device is not: the server", "refused"),
        (RIGHT, CHANGED, "Your app is right with us; of the device it cannot be told: it ended by what was", "refused"),
        (CHANGED, CHANGED, "Of neither leg can it be told. Your app's: It ended by what was changed", "refused"),
        (RIGHT, BROKEN, "Your app is right with us; of the device it cannot be told: the connection", "broken-off"),
        (RIGHT, SILENT, "Your app is right with us; of the device it cannot be told: nothing was said", "unknown"),
        (BROKEN, RIGHT, "The device is right with us; of your app it cannot be told: the connection", "broken-off"),
        (WRONG, WRONG, "Neither leg is right.", "refused"),
        (WRONG, SILENT, "Your app is not right with us, and of the device it cannot be told.", "refused"),
        (BROKEN, WRONG, "The device is not right with us, and of your app it cannot be told.", "refused"),
        (RIGHT, ASKED, "Your app is right with us; of the device it cannot be told yet: log s and", "unknown"),
        (BROKEN, BROKEN, "Of neither leg can it be told. Your app's: The connection ended", "broken-off"),
        (BROKEN, SILENT, "Of neither leg can it be told. The device was not spoken to: 192.168.4.1: no", "broken-off"),
    ],
)
def test_a_leg_is_called_wrong_only_where_it_is(
    app: dict[str, Any], device: dict[str, Any], begins: str, outcome: str
) -> None:
    told = both(app, device)
    assert told["headline"].startswith(begins) and told["outcome"] == outcome


def test_a_sentence_over_two_legs_has_room_in_one_line() -> None:
    """What is left out stands in the leg's own headline."""
    long = "The server refused M1: the client's x leaves the user name and the colon out: H(s | H(P))."
    legs = [
        RIGHT,
        BROKEN,
        ASKED,
        SILENT,
        WRONG,
        {**WRONG, "headline": long},
        {**WRONG, "headline": long, "cause": "not-found"},
    ]
    for app in legs:
        for device in legs:
            headline = both(app, device)["headline"]
            assert len(headline) <= 110 and headline.endswith("."), headline
    assert "the client's x leaves" in both(RIGHT, legs[5])["headline"]
    assert both(legs[6], legs[6])["headline"].endswith("given to srpscope may be another one.")
