"""No secret stays in a redacted capture or a report, in any form that we print."""

from __future__ import annotations

import base64
import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt

from srpscope.answers.diagnosis import diagnose_session
from srpscope.answers.redacting import all_secrets, redacted
from srpscope.capture.capture import Capture
from srpscope.capture.redact import redact
from srpscope.capture.secret_search import REMOVED, Secret, hide, holds
from srpscope.capture.srp_jsonl import dumps, loads
from srpscope.cli import main
from srpscope.cli.opening import read_captures
from srpscope.report.markdown import markdown
from srpscope.session import Session
from srpscope.session.judgement import judge
from tests.session.test_truth import Drawn

LOGS = Path(__file__).parent.parent / "data" / "logs"

PASSWORD = "abcd1234"
# The client of g-unpadded.device.log, and the salt that it was sent
A_SECRET = "c5f0d1454e1a903864c9dbec337189f1bba23e37497de85cc8f529df08353808"
A_SALT = "58a7c300921d7d743eea4b15496516b9"


def forms(data: bytes) -> dict[str, str]:
    number = int.from_bytes(data, "big")
    signed = [byte - 256 if byte > 127 else byte for byte in data]
    return {
        "hex": data.hex(),
        "upper": data.hex().upper(),
        "0x": hex(number),
        "spaced": data.hex(" "),
        "colons": data.hex(":"),
        "dashes": data.hex("-"),
        "lines": data.hex(" ").replace(" ", "\n    ", 2),
        "C array": ", ".join(f"0x{byte:02x}" for byte in data),
        "C array over lines": ",\n    ".join(f"0x{byte:02X}" for byte in data),
        "escapes": "".join(f"\\x{byte:02x}" for byte in data),
        "decimal": str(number),
        "Dart": str(list(data)),
        "Java": str(signed),
        "packed list": ",".join(map(str, data)),
        "base64": base64.b64encode(data).decode(),
        "base64url": base64.urlsafe_b64encode(data).decode(),
        "base64 inside": base64.b64encode(b"xy" + data + b"z").decode(),
        "reversed": data[::-1].hex(),
    }


@given(data=st.binary(min_size=8, max_size=48).filter(lambda data: len(set(data)) > 4 and data[0] != 0))
@settings(max_examples=60, deadline=None)
def test_every_form_is_found(data: bytes) -> None:
    secret = Secret("a", data, True)
    for name, text in forms(data).items():
        shown, found = hide(f"before {text} after", [secret])
        assert found == ["a"], name
        assert shown.startswith("before ") and shown.endswith(" after") and REMOVED in shown, name
        assert not holds(shown, [secret]), name


@given(data=st.binary(min_size=16, max_size=48), other=st.binary(min_size=16, max_size=48))
@settings(max_examples=100, deadline=None)
def test_what_is_no_secret_stays(data: bytes, other: bytes) -> None:
    if data.strip(b"\0") and data not in other and data[::-1] not in other and other not in data:
        text = f"A: {other.hex()}"
        if not holds(other.hex(), [Secret("a", data)]):
            assert hide(text, [Secret("a", data)]) == (text, [])


def full_capture() -> Capture:
    captures = read_captures([str(LOGS / "g-unpadded.device.log")])
    [capture] = captures
    capture.add_values("client", {"P": PASSWORD, "a": A_SECRET, "s": A_SALT})
    return capture


def everything(capture: Capture) -> list[Secret]:
    return all_secrets(Session(capture))


def test_a_capture_without_its_secrets() -> None:
    capture = full_capture()
    secrets = everything(capture)
    assert {secret.name for secret in secrets} >= {"P", "a", "b", "x", "v", "S", "K"}
    b, K = (next(line["values"][name] for line in capture.of_type("values") if name in line["values"]) for name in "bK")
    capture.header["title"] = f"my app, password {PASSWORD}"
    capture.notes.append(f"b is {b}")
    capture.add(
        "event", what="log", text=f"I (1) app: Received Wi-Fi credentials SSID : n Password : hunter2 {PASSWORD}"
    )
    capture.add("event", what="log", text=f"K = {base64.b64encode(bytes.fromhex(K)).decode()}")
    capture.add(
        "message", **{"from": "client"}, endpoint="x", bytes=(b"user=" + PASSWORD.encode() + b"&x").hex(), t=1.0
    )
    capture.add("message", **{"from": "server"}, endpoint="x", bytes="0102", plain="decrypted", t=1.0)
    capture.add("edit", side="client", value="P", text=PASSWORD)
    capture.add("edit", side="client", value="u", formula="H(A | B)")
    capture.add("edit", side="client", value="nickname", text=f"x{A_SECRET}y")
    capture.add(
        "finding", suspects=["u-unpadded"], side="client", changes=[{"value": "P", "hex": PASSWORD.encode().hex()}]
    )
    capture.add("hash", side="client", alg="sha512", **{"in": "00", "out": K})
    capture.add("question", side="client", value="a", text="?", alternatives=[{"hex": "01"}, {"hex": "02"}])
    capture.add("something-new", deep={"list": [K, {"more": PASSWORD}], "token": "abc"})
    before = dumps(capture)

    result = redacted(capture)
    text = dumps(result.capture)
    assert holds(text, secrets) == []
    for form in (PASSWORD, A_SECRET, b, K, "hunter2", "decrypted", base64.b64encode(bytes.fromhex(K)).decode()):
        assert form not in text
        assert form not in " ".join(result.capture.notes)
    assert dumps(capture) == before  # the capture itself is left as it is
    told = " ".join(result.removed)
    for word in ("client P", "client a", "server b", "hash calls", "edit of P", "inside a message", "plain"):
        assert word in told
    again = loads(text)
    assert again.header["secrets"] is False
    assert [line["formula"] for line in again.edits if "formula" in line] == ["H(A | B)"]
    # what a listener saw is still there, and so the redacted file can be looked at
    view = Session(again).view
    assert view.comparison["A"].wire == Session(capture).view.comparison["A"].wire
    assert view.comparison["M1"].state == "differ"


def test_message_lengths_stay() -> None:
    capture = Capture(header={"dialect": "nimbus"})
    capture.add_values("client", {"P": "correct horse"})
    data = b'{"p":"correct horse"}'
    capture.add("message", **{"from": "client"}, bytes=data.hex())
    [message] = redact(capture).capture.messages
    assert len(message["bytes"]) == 2 * len(data)
    assert message["redacted"] == [[6, 13]]
    assert b"correct" not in bytes.fromhex(message["bytes"])


def test_a_password_that_is_a_word_of_the_format() -> None:
    capture = Capture(header={"dialect": "nimbus", "title": "client against server"})
    capture.add_values("client", {"P": "client", "I": "client"})
    text = dumps(redact(capture).capture)
    line = json.loads(text.splitlines()[1])
    assert line["side"] == "client" and line["values"] == {"I": REMOVED}


@pytest.mark.parametrize("password", ["Secret#1", "Password1!", "Client#99", "Verifier1", "challenge-7", "password"])
def test_a_protocol_s_own_words_tell_nothing_of_a_password(password: str) -> None:
    """A report with every message left out is of no use; the password itself goes in whatever spelling."""
    held = {"PASSWORD_CLAIM_SECRET_BLOCK": "QUJD", "PASSWORD_CLAIM_SIGNATURE": "QUJD", "USERNAME": "alice"}
    sent = {"ChallengeName": "PASSWORD_VERIFIER", "ClientId": "4ab", "ChallengeResponses": held}
    whole = json.dumps(sent).encode()
    leaky = json.dumps({**sent, "Session": f"<{password}>"}).encode()
    capture = Capture(header={"dialect": "cognito"})
    for data in (whole, leaky):
        capture.add("message", **{"from": "client"}, bytes=data.hex())
    for text in (password[::-1], "-".join(password), password.encode().hex()):
        capture.add("note", text=f"it was {text}")
    capture.add_values("client", {"P": password})
    made = redact(capture).capture
    kept, cut = made.messages
    if password != "password":  # of nothing but such a word every piece goes
        assert kept["bytes"] == whole.hex() and "redacted" not in kept
    assert password.encode() not in bytes.fromhex(cut["bytes"]) and cut["redacted"]
    assert all(REMOVED in line["text"] for line in made.lines if line["type"] == "note")
    assert holds(dumps(made).replace("PASSWORD", ""), [Secret("P", password.encode())]) == []


def test_a_short_password_goes_as_a_whole_word_only() -> None:
    assert hide("a banana a", [Secret("P", b"a")]) == (f"{REMOVED} banana {REMOVED}", ["P"])


SOON = 1.0
"""Seconds of a search that finds nothing: what is said of it is the matter."""


@pytest.mark.parametrize("password", ["password", "Passwörd", "password123", "the server", "client"])
def test_a_headline_stays_whatever_the_password_is(password: str) -> None:
    """The words of our own sentences tell nothing of it, and what a peer said of it is taken out of them."""
    capture = Drawn(random.Random(9)).capture()
    client = next(line for line in capture.lines if line.get("side") == "client")
    client["values"]["P"] = password
    capture.lines[-1]["text"] = f"got {password}45"
    session = Session(capture)
    diagnosis = diagnose_session(session, SOON)
    headline = judge(session, diagnosis).headline
    assert "password" in headline
    text = markdown(session, diagnosis).replace("\\", "")
    assert text.startswith(f"### {headline}")
    assert f"got {password}" not in text


def test_a_peer_that_repeats_the_password_is_not_repeated() -> None:
    capture = Drawn(random.Random(9)).capture()
    client = next(line for line in capture.lines if line.get("side") == "client")
    client["values"]["P"] = "server secret"
    capture.lines[-1] |= {"what": "refused", "text": "wrong server secret"}
    session = Session(capture)
    assert "server secret" not in markdown(session, diagnose_session(session, SOON))


def test_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture = full_capture()
    capture.notes.append(f"the password is {PASSWORD}, `code` <script>alert(1)</script> | @everyone #1")
    capture.header["versions"] = {"esp-idf": "v5.5.1", "app": PASSWORD}
    session = Session(capture)
    text = markdown(session, diagnose_session(session))
    assert holds(text, everything(capture)) == []
    assert PASSWORD not in text and "<script>" not in text and re.search(r"(?<!`)@everyone", text) is None
    for word in (
        "### The server refused M1: the client's g is hashed in H(g) without padding",
        "Proof: the observed M1 came out again",
        "`m1-g-unpadded`",
        "**Fix.**",
        "H(PAD(g))",
        "esp-idf-security2",
    ):
        assert word in text
    for word in (
        "Leading zeros",
        "384 bytes",
        "64 bytes",
        "srpscope 0",
        "v5.5.1",
        "Failed to authenticate client proof",
    ):
        assert word in text
    assert "removed or left out: P" in text

    page = tmp_path / "app.txt"
    page.write_text(f"password: {PASSWORD}\na: {A_SECRET}\nsalt: {A_SALT}\n")
    out = tmp_path / "issue.md"
    log = str(LOGS / "g-unpadded.device.log")
    assert main(["report", log, str(page), "-o", str(out)]) == 1
    written = out.read_text()
    assert "m1-g-unpadded" in written and holds(written, everything(capture)) == []
    assert main(["report", log, str(page), "-o", str(out)]) == 73
    assert main(["report", log]) == 1
    assert "Needed to know more" in capsys.readouterr().out


def test_nothing_in_a_sentence_of_a_report_is_markup_a_link_or_a_mention() -> None:
    said = r"\[go\](http://evil.example/a) \<img src=x> @someone owner/name#1 https://evil.example www.evil.example $x$"
    capture = full_capture()
    capture.notes.append(said)
    session = Session(capture)
    text = markdown(session, diagnose_session(session))
    note = next(line for line in text.splitlines() if line.startswith("- ") and "evil" in line)
    shown = MarkdownIt("commonmark", {"html": True}).render(note)
    assert "<a" not in shown and "<img" not in shown and "go" in shown
    outside_code = re.sub(r"<code>.*?</code>", "", shown)
    assert not re.search(r"@\w|\w#\d|://|www\.", outside_code)


def test_a_report_of_an_empty_capture() -> None:
    session = Session(Capture(header={"title": "nothing", "dialect": None}))
    text = markdown(session, diagnose_session(session))
    assert text.startswith("### Cannot tell yet: ")


def test_convert(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, out = str(LOGS / "two-sessions.device.log"), tmp_path / "o.srp.jsonl"
    assert main(["convert", log, "-o", str(out)]) == 0
    first, second = tmp_path / "o-1.srp.jsonl", tmp_path / "o-2.srp.jsonl"
    assert first.stat().st_mode & 0o777 == 0o600 and not out.exists()
    bytes_before = first.read_bytes()
    assert main(["convert", log, "-o", str(out)]) == 73
    assert main(["convert", log, "-o", str(out), "--force"]) == 0
    assert first.read_bytes() == bytes_before  # converted twice, the same file
    assert main(["convert", log, "-o", str(out), "--session", "2", "--redact"]) == 0
    assert "server b: removed" in capsys.readouterr().err
    assert main(["trace", str(second)]) == 0
    assert main(["trace", str(first)]) == 1
    kept = json.loads(out.read_text().splitlines()[0])
    assert kept["secrets"] is False
    assert main(["convert", log, "-o", "-"]) == 64
    assert main(["convert", log, "-o", str(out), "--set", "client.P=x"]) == 64
