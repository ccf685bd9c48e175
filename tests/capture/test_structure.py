"""Nothing passes redaction because of the key it stands under, or of what stands between its letters."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.capture.own_words import WORDS
from srpscope.capture.redact import redact
from srpscope.capture.secret_search import REMOVED, Secret, SecretSearch
from srpscope.capture.srp_jsonl import dumps
from srpscope.report.markdown import markdown
from srpscope.session import Session
from srpscope.why import Reach

PASSWORD = "Zebra-quilt-9931"
SEARCH = SecretSearch([Secret("P", PASSWORD.encode())])


def _capture(**header: object) -> Capture:
    capture = Capture({"title": "refused login on device 3", "dialect": "rfc5054", **header})
    capture.add_values("client", {"I": "alice", "P": PASSWORD})
    return capture


@pytest.mark.parametrize("key", [*WORDS, "created", "x"])
@pytest.mark.parametrize("kind", ["event", "message", "edit", "values", "other"])
def test_no_key_is_left_unsearched(key: str, kind: str) -> None:
    capture = _capture()
    line = {"type": kind, "side": "client", key: PASSWORD}
    capture.lines.append(line)
    found = redact(capture)
    assert PASSWORD not in dumps(found.capture) and PASSWORD not in " ".join(found.removed)
    assert line[key] == PASSWORD


@pytest.mark.parametrize("key", WORDS)
def test_the_header_is_searched_under_each_key(key: str) -> None:
    found = redact(_capture(**{key: f"q {PASSWORD}"})).capture
    assert PASSWORD not in dumps(found) and found.title == "refused login on device 3"


@pytest.mark.parametrize("key", WORDS)
def test_words_of_the_file_stay_though_they_are_the_password(key: str) -> None:
    for word in sorted(WORDS[key])[:2]:
        capture = Capture({"title": "t"})
        capture.add_values("client", {"I": "alice", "P": word})
        capture.lines.append({"type": "event", "text": "x", key: word})
        lines = redact(capture).capture.lines
        assert word == "hash" or lines[-1][key] == word  # a logged hash call goes as a whole


def test_a_long_number_goes_and_a_time_stays() -> None:
    capture = _capture()
    capture.add("event", t=12.25, what="log", text="x", n=int.from_bytes(PASSWORD.encode(), "big"))
    assert [redact(capture).capture.events[0][key] for key in ("t", "n")] == [12.25, REMOVED]


def test_a_secret_spread_over_lines_is_seen() -> None:
    capture = _capture()
    for letter in PASSWORD:
        capture.add("event", what="log", text=letter)
    found = redact(capture)
    assert not found.capture.events and found.capture.title == "refused login on device 3"
    assert any("spread over lines" in one for one in found.removed)


def test_a_report_shows_no_password_under_any_key() -> None:
    capture = _capture(origin=PASSWORD)
    capture.add("message", t=0, **{"from": PASSWORD}, via=PASSWORD, endpoint=f"/{PASSWORD}", bytes="7b7d")
    capture.add("edit", side="client", value=PASSWORD, formula="H('x')")
    session = Session(capture)
    assert PASSWORD not in markdown(session, diagnose_session(session, 1.0))


BETWEEN: dict[str, Callable[[str], str]] = {
    "blanks": " ".join,
    "dashes": "-".join,
    "lines": "\n".join,
    "a list": lambda p: str(list(p)),
    "zero width": "\u200b".join,
    "full width": lambda p: "".join(chr(ord(c) + 0xFEE0) for c in p),
    "tags": lambda p: "".join(chr(0xE0000 + ord(c)) for c in p),
    "entities": lambda p: "".join(f"&#x{ord(c):x};" for c in p),
    "rot13": lambda p: codecs.encode(p, "rot13"),
    "turned round": lambda p: " ".join(p[::-1]),
    "small letters": str.swapcase,
    "in a formula": lambda p: f"H('{p[:3]}'|'{p[3:6]}'|'{p[6:9]}'|'{p[9:]}')",
    "base64 of blanks": lambda p: base64.b64encode(" ".join(p).encode()).decode(),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_what_stands_between_letters_hides_nothing(name: str) -> None:
    text = f"said: {BETWEEN[name](PASSWORD)}"
    assert SEARCH.holds(text) == ["P"] and REMOVED in SEARCH.hide(text)[0]
    assert SEARCH.holds(SEARCH.hide(text)[0]) == []


@pytest.mark.parametrize("text", ["refused login on device 3", "security2: wrong proof of client 0 at 10:31"])
def test_titles_and_logs_stay(text: str) -> None:
    assert SEARCH.hide(text) == (text, [])


@pytest.mark.parametrize("password", ["password123", "user name1", "client99"])
def test_a_password_made_of_words_does_not_keep_a_report_from_being_written(password: str) -> None:
    capture = Capture({"title": f"refused with {password}", "dialect": "rfc5054"})
    capture.add_values("client", {"I": "alice", "P": password})
    session = Session(capture)
    assert password not in markdown(session, diagnose_session(session, 0.1, reach=Reach(1)))
