"""What proxies, request runners, chats and forums export: the values, and how it ended. Of own making."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values

DRAWN = random.Random(91)
SALT, A, B, PROOF = (DRAWN.randbytes(size).hex() for size in (16, 256, 256, 32))
ASKED, ANSWERED = json.dumps({"username": "petra", "A": A}), json.dumps({"salt": SALT, "B": B})
PROVED, REFUSED = json.dumps({"A": A, "M1": PROOF}), json.dumps({"error": "invalid proof"})
PAGE = f"username: petra\nsalt: {SALT}\nA: {A}\nB: {B}\nM1: {PROOF}\n"
GIVEN = {"I": "petra", "s": SALT, "A": A.lstrip("0"), "B": B.lstrip("0"), "M1": PROOF.lstrip("0")}


def _flow(request: str, response: str, status: int) -> dict[str, Any]:
    return {
        "type": "http",
        "request": {"method": "POST", "path": "/login", "content": request},
        "response": {"status_code": status, "reason": "", "content": response},
    }


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _charles(request: str, response: str, status: int) -> dict[str, Any]:
    return {"request": {"body": {"text": request}}, "response": {"status": status, "body": {"text": response}}}


def _collected(request: str, response: str, status: int) -> dict[str, Any]:
    return {
        "name": "a request",
        "request": {"method": "POST", "body": {"mode": "raw", "raw": request}},
        "response": [{"name": "an example", "code": status, "body": response}],
    }


EXPORTS = {
    "flows.json": json.dumps([_flow(ASKED, ANSWERED, 200), _flow(PROVED, REFUSED, 401)]),
    "coded.json": json.dumps(
        [
            _flow(_base64(ASKED), _base64(ANSWERED), 200),
            _flow(_base64(PROVED), _base64(REFUSED), 401),
        ]
    ),
    "session.chlsj": json.dumps([_charles(ASKED, ANSWERED, 200), _charles(PROVED, REFUSED, 401)]),
    "login.postman_collection.json": json.dumps(
        {"info": {"name": "x"}, "item": [_collected(ASKED, ANSWERED, 200), _collected(PROVED, REFUSED, 401)]}
    ),
    "runner.txt": f"▼ POST https://example.org/one  200  12 ms\n  ▼ Request Body\n    {ASKED}\n  ▼ Response Body\n"
    f"    {ANSWERED}\n▼ POST https://example.org/two  401  9 ms\n  ▼ Request Body\n    {json.dumps({'M1': PROOF})}\n",
    "forum.html": f"<blockquote>\n<p>{PAGE.replace(chr(10), '<br>')}Server: &quot;client proof is invalid&quot;</p>\n"
    "</blockquote>\n",
    "chat.json": json.dumps(
        {
            "messages": [
                {"type": "message", "user": "U01ABCD", "text": f"my log\n```{PAGE}server: invalid client proof```"},
                {"type": "message", "user": "U02ABCD", "text": "did you pad u?"},
            ]
        }
    ),
    "thread.json": json.dumps({"title": "It fails", "body": f"Since today\n\n{PAGE}server refused the proof\n"}),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_values_and_the_end_are_read(name: str) -> None:
    (capture,) = of(EXPORTS[name], name)
    assert values(capture) == GIVEN
    assert [(one["what"], one["by"], one["of"]) for one in capture.events] == [("refused", "server", "M1")]


def test_what_a_vector_calls_request_and_response_is_read_as_before() -> None:
    vector = {"status": 200, "request": {"A": A, "body": "x"}, "response": {"B": B, "salt": SALT}}
    (capture,) = of(json.dumps(vector), "vector.json")
    assert values(capture) == {"A": A.lstrip("0"), "B": B.lstrip("0"), "s": SALT}


def test_a_chat_of_something_else_gives_nothing() -> None:
    chat = [{"type": "message", "user": "U01ABCD", "text": "user: nora\nport: 22\nit works"}]
    with pytest.raises(FileError):
        of(json.dumps(chat), "chat.json")
