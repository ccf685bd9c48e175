"""Real disagreements between real libraries: each rejected one is explained, each accepted one is an agreement.

tests/data/mismatches.jsonl holds them: two different libraries that were given the same N, g, H, user name and
password, with every value that each was seen to hold, whether the server accepted, and the first value that differs.
The declared dialect is the server's, so that the client is the one that deviates (or enrolment, where the server does).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.session import Session

RECORDS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "mismatches.jsonl").read_text("utf-8").splitlines()
]
INTERMEDIATE = {"k", "x", "u", "S", "K", "A", "B", "M1", "M2"}


def session_of(record: dict[str, Any], everything: bool) -> Session:
    """A record as a capture: with every intermediate value, or with the private keys and the wire alone."""
    lines = []
    for line in record["lines"]:
        if not everything and line.get("side") != "wire":
            line = {**line, "values": {k: v for k, v in line["values"].items() if k not in INTERMEDIATE}}
        lines.append(line)
    return Session(Capture(dict(record["header"]), lines, name=record["id"]))


def ids(record: dict[str, Any]) -> str:
    return str(record["id"])


@pytest.mark.parametrize("record", [one for one in RECORDS if one["outcome"] == "rejected"], ids=ids)
def test_a_rejected_one_is_explained(record: dict[str, Any]) -> None:
    session = session_of(record, everything=True)
    diagnosis = diagnose_session(session)
    assert diagnosis.verdict == "proved", diagnosis.notes
    wanted = record["first_difference"]
    assert wanted in {one.first_difference for one in diagnosis.findings}
    first = next(one for one in diagnosis.findings if one.first_difference == wanted)
    # Whoever takes one group for another fills to that one's length, too.
    assert len([one for one in first.suspects if wanted != "N" or not one.startswith("pad-")]) == 1 and first.changes
    if not record["id"].startswith(("N-group", "salt0-device")):
        assert first.side == "client"
        assert "server" in diagnosis.cleared or any(one.first_difference == "M2" for one in diagnosis.findings)


@pytest.mark.parametrize(
    "record",
    [
        one
        for one in RECORDS
        if one["outcome"] == "rejected" and "cognito" not in one["id"] and "N-group" not in one["id"]
    ],
    ids=ids,
)
def test_the_private_keys_and_the_wire_are_enough(record: dict[str, Any]) -> None:
    session = session_of(record, everything=False)
    if record["first_difference"] == "M2":
        pytest.skip("what the client expected as M2 was not on the wire")
    diagnosis = diagnose_session(session)
    assert diagnosis.verdict == "proved", diagnosis.notes
    assert record["first_difference"] in {one.first_difference for one in diagnosis.findings}


@pytest.mark.parametrize("record", [one for one in RECORDS if one["outcome"] == "accepted"], ids=ids)
def test_an_accepted_one_is_an_agreement(record: dict[str, Any]) -> None:
    session = session_of(record, everything=False)
    assert diagnose_session(session).verdict == "agree"
    assert session.view.comparison.agreement == "agree"
