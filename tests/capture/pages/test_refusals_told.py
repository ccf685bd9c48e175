"""A line beside printed values that refuses a proof is the session's end; a question or a condition is not."""

from __future__ import annotations

import pytest

from srpscope.capture.pages.format import read
from srpscope.capture.source import Source

VALUES = (
    "user = rosa\npassword = low tide\nsalt = 7b2c9d014e5f60718293a4b5c6d7e8f9\na = 5d3c1b2a99887766554433221100ffee\n"
)


def told(line: str, before: str = VALUES, after: str = "") -> list[tuple[str, str, str]]:
    (capture,) = read(Source.of_bytes(f"{before}{line}\n{after}".encode(), "pasted.txt"))
    return [(one["by"], one["of"], one["text"]) for one in capture.events if one["what"] == "refused"]


@pytest.mark.parametrize(
    ("line", "by", "of"),
    [
        ("NotAuthorizedException: Incorrect username or password.", "server", "M1"),
        ("ERROR RPC error 400: PASSWORD_HASH_INVALID", "server", "M1"),
        ("pair-setup failed at M4: error 2", "server", "M1"),
        ("kTLVError_Authentication (2)", "server", "M1"),
        ("[server] M1 mismatch", "server", "M1"),
        ("Error: Client provided session proof is invalid", "server", "M1"),
        ("com.nimbusds.srp6.SRP6Exception: Bad client credentials", "server", "M1"),
        ("client proof does not match", "server", "M1"),
        ("login failed: M2 did not match", "client", "M2"),
        ("Error: Server provided session proof is invalid", "client", "M2"),
        ("Error: M2 didn't check", "client", "M2"),
    ],
)
def test_who_refused_what_is_read_from_the_words(line: str, by: str, of: str) -> None:
    assert told(line) == [(by, of, line)]
    assert told(line, before="", after=VALUES) == [(by, of, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Why do I get M1 mismatch?",
        "the server should say if M1 is wrong",
        'the library answers "Client provided session proof is invalid"',
        "there is no M1 mismatch any more",
        "M1 of the client is printed below",
        "Incorrect padding",
    ],
)
def test_what_is_not_said_to_have_happened_is_no_refusal(line: str) -> None:
    assert told(line) == []


def test_a_program_that_can_refuse_has_refused_nothing() -> None:
    code = """\
const username = "rosa";
const password = "low tide";
const salt = "7b2c9d014e5f60718293a4b5c6d7e8f9";
const a = "5d3c1b2a99887766554433221100ffee";
function check(got) {
  // M1 mismatch
  return got === proofOf(a, salt);
}
"""
    assert told("", before=code) == []


def test_where_several_handshakes_stand_nobody_knows_whose_it_is() -> None:
    second = VALUES.replace("rosa", "emil").replace("5d3c", "6e4d").replace("7b2c", "8c3d")
    captures = read(Source.of_bytes(f"{VALUES}\n{second}\nM1 mismatch\n".encode(), "pasted.txt"))
    assert len(captures) == 2 and not any(one.events for one in captures)


@pytest.mark.parametrize(
    "line",
    [
        "server response: 401 Unauthorized",
        "HTTP/1.1 403",
        "POST /srp/verify -> status 401",
        "server: authentication failed",
        "I/flutter ( 4321): Login failed",
        "Error: wrong password",
        "the server answered: invalid credentials",
    ],
)
def test_a_login_that_failed_is_a_word_on_the_proof_that_was_made(line: str) -> None:
    assert told(line) == []
    assert told(line, after=f"M1 = {'5a' * 32}\n") == [("server", "M1", line)]


@pytest.mark.parametrize(
    "line",
    [
        "if the login failed the code is 401",
        "Why is it 401 Unauthorized?",
        "With a wrong password:",
        "no access denied this time",
        "offset 401 of the transcript",
    ],
)
def test_what_no_server_said_is_no_word_on_the_proof(line: str) -> None:
    assert told(line, after=f"M1 = {'5a' * 32}\n") == []
