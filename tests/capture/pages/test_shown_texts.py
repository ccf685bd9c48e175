"""Pages that show text in another dress: a forum's HTML, dumps beside their characters, collectors' JSON."""

from __future__ import annotations

import json
import random

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values

DRAWN = random.Random(63)
SALT = DRAWN.randbytes(16).hex()
A, B = (DRAWN.randbytes(128).hex() for _ in "AB")
PROOF = DRAWN.randbytes(32).hex()
ALL = {"I": "nora", "s": SALT, "A": A.lstrip("0"), "B": B.lstrip("0"), "M1": PROOF.lstrip("0")}


def followed(text: str, indent: str, start: int = 0) -> str:
    """As Wireshark shows a stream in its hex dump; the server's rows stand further in."""
    data, rows = text.encode(), []
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        shown = "".join(chr(one) if 32 <= one < 127 else "." for one in row)
        rows.append(f"{indent}{start + at:08X}  {row[:8].hex(' '):23}  {row[8:].hex(' '):23}   {shown}\n")
    return "".join(rows)


def test_a_stream_in_a_hex_dump_is_its_text() -> None:
    one = "POST /challenge HTTP/1.1\r\n\r\n" + json.dumps({"username": "nora", "A": A})
    two = "POST /verify HTTP/1.1\r\n\r\n" + json.dumps({"M1": PROOF})
    answer = "HTTP/1.1 200 OK\r\n\r\n" + json.dumps({"salt": SALT, "B": B})
    no = "HTTP/1.1 401 Unauthorized\r\n\r\n{}"
    text = followed(one, "") + followed(answer, "    ") + followed(two, "", len(one))
    (capture,) = of(text + followed(no, "    ", len(answer)), "stream.txt")
    assert values(capture) == ALL
    assert [(told["what"], told["of"]) for told in capture.events] == [("refused", "M1")]


def test_a_dump_of_bytes_stays_bytes() -> None:
    data = bytes.fromhex(A)
    rows = "".join(f"{at:08x}  {data[at : at + 16].hex(' ')}\n" for at in range(0, len(data), 16))
    (capture,) = of(f"salt: {SALT}\nA:\n{rows}\nB: {B}\n", "dump.txt")
    assert values(capture)["A"] == ALL["A"]


def test_the_html_of_a_forum_is_its_text() -> None:
    (capture,) = of(
        "<p>The server says no. Values of one run:</p>\n"
        f'<pre class="x"><code>I = &quot;nora&quot;\ns = {SALT}\nA = {A}\nB = {B}\nM1 = {PROOF}\n</code></pre>\n'
        "<p>What is wrong here?</p>\n",
        "question.html",
    )
    assert values(capture) == ALL


@pytest.mark.parametrize(
    "kept",
    [
        {"__REALTIME_TIMESTAMP": "1710151872123456", "_PID": "812", "MESSAGE": ""},
        {"textPayload": "", "severity": "INFO", "insertId": "a1b2"},
        {"level": 20, "time": 1710151872123, "pid": 9, "hostname": "gate", "msg": ""},
        {"log": "", "stream": "stdout", "time": "2024-03-11T10:11:12Z"},
    ],
)
def test_what_collectors_keep_of_a_line(kept: dict[str, object]) -> None:
    lines = ["user=nora", f"salt={SALT}", f"A={A}", f"B={B}", f"M1={PROOF}", "client proof mismatch"]
    text = "".join(json.dumps({key: line if one == "" else one for key, one in kept.items()}) + "\n" for line in lines)
    (capture,) = of(text, "journal.json")
    assert values(capture) == ALL
    assert [(told["what"], told["of"]) for told in capture.events] == [("refused", "M1")]


def test_a_status_below_its_request() -> None:
    (capture,) = of(
        f'POST https://api.example.org/start\n200\n{{"username": "nora", "A": "{A}"}}\n{{"salt":"{SALT}","B":"{B}"}}\n'
        f'POST https://api.example.org/verify\n401\n41 ms\n{{"M1": "{PROOF}"}}\n',
        "console.txt",
    )
    assert [(told["what"], told["of"]) for told in capture.events] == [("refused", "M1")]


@pytest.mark.parametrize(
    "page",
    [
        f'"username",\n"nora"\n"salt",\n"{SALT}"\n"A",\n"{A}"\n"B",\n"{B}"\n"M1",\n"{PROOF}"\n',
        f"> **[username]** nora\n> **[salt]** {SALT}\n> **[A]** {A}\n> **[B]** {B}\n> **[M1]** {PROOF}\n",
        f"<debug> username: nora\n<debug> salt {SALT}\n<debug> A {A}\n<debug> B {B}\n<debug> M1 {PROOF}\n",
        f"user: nora auth.js:10:13\nsalt: {SALT} auth.js:11:13\nA: {A} auth.js:12:13\nB: {B} auth.js:13:13\n"
        f"M1: {PROOF} auth.js:14:13\n",
        f'$ curl -d \'I=nora&A={A}\' http://localhost/challenge\n{{"s":"{SALT}","B":"{B}"}}\n'
        f"$ curl -d 'M1={PROOF}' http://localhost/verify\n",
    ],
)
def test_names_and_values_in_the_marks_of_tools(page: str) -> None:
    (capture,) = of(page, "paste.txt")
    assert values(capture) == ALL


def test_a_har_of_a_password_is_no_handshake() -> None:
    request = {"url": "https://x.example.org/", "postData": {"text": '{"username":"mira","password":"pw"}'}}
    entries = [{"request": request, "response": {"status": 401, "content": {}}}]
    with pytest.raises(FileError):
        of(json.dumps({"log": {"creator": {}, "entries": entries}}), "login.har")
