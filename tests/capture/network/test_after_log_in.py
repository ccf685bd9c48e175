"""A browser's requests after the log-in say nothing of it, whatever the server answers them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srpscope.capture import Capture
from srpscope.errors import PeerError
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path
from tests.systems.test_afterwards import logged_in

NIMBUS = (
    ("GET", "/favicon.ico", "", 404, "not found"),
    ("POST", "/api/orders", '{"of": 1}', 401, '{"error": "expired"}'),
)


def entry(at: int, method: str, path: str, sent: str, status: int, answer: str) -> dict[str, Any]:
    request = {"method": method, "url": f"https://app.example{path}", "httpVersion": "HTTP/1.1", "headers": []}
    posted = {"postData": {"mimeType": "application/json", "text": sent}} if sent else {}
    content = {"size": len(answer), "mimeType": "application/json", "text": answer}
    response = {"status": status, "statusText": "", "httpVersion": "HTTP/1.1", "headers": [], "content": content}
    started = f"2026-01-01T00:00:{at:02}.000Z"
    return {"startedDateTime": started, "time": 5, "request": {**request, **posted}, "response": response}


def har_of(capture: Capture, folder: Path, *more: tuple[str, str, str, int, str]) -> Path:
    """A capture's messages as a browser saves them, and what it asked after them."""
    lines, pairs = capture.messages, []
    for asked, answer in zip(lines[::2], lines[1::2], strict=True):
        sent, back = (bytes.fromhex(one["bytes"]).decode() for one in (asked, answer))
        path = asked["endpoint"] if asked["endpoint"].startswith("/") else "/"
        pairs.append(("POST", path, sent, 400 if "Exception" in back else 200, back))
    entries = [entry(at, *one) for at, one in enumerate((*pairs, *more))]
    file = folder / "saved.har"
    file.write_text(
        json.dumps({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}})
    )
    return file


def outcome(file: Path) -> str:
    (capture,) = read_path(file).captures
    return str(judge(Session(capture)).outcome)


@pytest.mark.parametrize("more", [(), NIMBUS], ids=["alone", "with others"])
def test_other_requests_of_the_same_site(more: tuple[tuple[str, str, str, int, str], ...], tmp_path: Path) -> None:
    for name, expected in (("nimbus-live-accepted", "accepted"), ("nimbus-live-refused", "refused")):
        (capture,) = read_path(captures_folder() / f"{name}.srp.jsonl").captures
        assert outcome(har_of(capture, tmp_path, *more)) == expected


async def test_a_refused_request_that_took_a_token(tmp_path: Path) -> None:
    async with logged_in(tmp_path) as session:
        await session.perform("revoke")
        with pytest.raises(PeerError):
            await session.perform("get-user")
    assert outcome(har_of(session.recording.capture, tmp_path)) == "accepted"
