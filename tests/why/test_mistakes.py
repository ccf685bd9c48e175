"""The jewel: every saved mistake is explained by its own suspect and by no other."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.why.suspects import suspects
from tests.why.make_mistakes import file_name

FOLDER = captures_folder() / "mistakes"
SAVED = sorted(path.name.removesuffix(".srp.jsonl") for path in FOLDER.glob("*.srp.jsonl") if "base-" not in path.name)

BITE_NOWHERE = {
    "m1-xor-stripped",  # no known group and hash gives an H(N) ^ H(g) that starts with 00
}


def open_mistake(name: str) -> Session:
    return Session(read(Source.of_path(FOLDER / f"{name}.srp.jsonl"))[0])


def test_each_suspect_has_its_saved_mistake() -> None:
    saved = {file_name(name): name for name in suspects() if name not in BITE_NOWHERE}
    assert len(saved) == len(suspects()) - len(BITE_NOWHERE) and set(saved) == set(SAVED)
    for file, name in saved.items():
        assert [line["suspects"] for line in open_mistake(file).capture.of_type("finding")] == [[name]]


@pytest.mark.parametrize("name", SAVED)
def test_a_mistake_is_proved_by_its_own_suspect_and_by_no_other(name: str) -> None:
    session = open_mistake(name)
    [wanted] = session.capture.of_type("finding")
    [own] = wanted["suspects"]
    diagnosis = diagnose_session(session)
    assert diagnosis.verdict == "proved"
    ours = [one for one in diagnosis.findings if (own,) in (one.suspects, *one.equal)]
    assert len(ours) == 1, [one.suspects for one in diagnosis.findings]
    assert ours[0].side == wanted["side"]
    others = [one for one in diagnosis.findings if one is not ours[0]]
    # Another finding would mean another mistake that feeds the hashes other bytes and still gives this proof.
    assert others == [], [(one.suspects, one.equal) for one in others]


@pytest.mark.parametrize("name", ["m1-g-unpadded", "u-unpadded", "salt-stripped", "g-2", "hash-sha256", "b-no-k"])
def test_the_changes_of_a_finding_make_the_mistake_again(name: str) -> None:
    session = open_mistake(name)
    [finding] = diagnose_session(session).findings
    before = session.view
    again = session.evaluate([Edit(one.side, one.value, one.form, one.content) for one in finding.changes])
    side = finding.side
    assert again.sheet(side).value(finding.proof.value) == before.sheet(side).value(finding.proof.value)
