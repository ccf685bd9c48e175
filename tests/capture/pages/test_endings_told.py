"""How a handshake ended, in the words around its values: refused, accepted, of another session: of own making."""

from __future__ import annotations

import json
import random

import pytest

from tests.capture.made import of, values

DRAWN = random.Random(61)
SALT = DRAWN.randbytes(16).hex()
A, B = (DRAWN.randbytes(128).hex() for _ in "AB")
PROOF, ANSWER = (DRAWN.randbytes(32).hex() for _ in "12")
LOG = f"10:11:12.100 user=sven\n10:11:12.200 salt={SALT}\n10:11:12.300 A={A}\n10:11:12.400 M1={PROOF}\n"


def told(text: str, name: str = "app.log") -> list[tuple[str, str, str]]:
    (capture,) = of(text, name)
    return [(one["what"], one["by"], one["of"]) for one in capture.events if one["what"] != "log"]


@pytest.mark.parametrize(
    "line",
    [
        '10:11:13 step 2 -> {"error":"invalid M1"}',
        "E: 401 proof mismatch",
        "10:11:13 HTTP 403",
        "10:11:13 bad verifier or proof",
        "10:11:13 POST /srp/verify responded 401 in 12.3 ms",
        "DioException [bad response]: status code of 401",
        "POST https://api.example.org/verify 403 (Forbidden)",
        '(401, \'{"error":"invalid proof"}\')',
        "10:11:13 Server: Anmeldung fehlgeschlagen (falsches Passwort)",
        "10:11:13 échec de l'authentification",
        "10:11:13 inicio de sesión fallido",
        "10:11:13 ошибка аутентификации",
        "10:11:13 登录失败",
        "10:11:13 認証に失敗しました",
    ],
)
def test_a_refusal_behind_the_proof(line: str) -> None:
    assert told(f"{LOG}{line}\n") == [("refused", "server", "M1")]


@pytest.mark.parametrize(
    ("line", "by", "of_what"),
    [
        ("10:11:13 login OK", "server", "M1"),
        ("10:11:13 user sven authenticated successfully", "server", "M1"),
        ("10:11:13 client proof verified", "server", "M1"),
        ("10:11:13 server proof verified", "client", "M2"),
        ("10:11:13 access granted", "server", "M1"),
        ("10:11:13 login accepted", "server", "M1"),
        ("10:11:13 AUTH SUCCESS", "server", "M1"),
        ("10:11:13 login ok, rc=0", "server", "M1"),
        ("10:11:13 server: accepted", "server", "M1"),
        ("10:11:13 user sven logged in", "server", "M1"),
    ],
)
def test_a_proof_that_was_taken(line: str, by: str, of_what: str) -> None:
    assert told(f"{LOG}{line}\n") == [("accepted", by, of_what)]
    assert told(f"{LOG}10:11:12.500 M2={ANSWER}\n{line}\n") == [("accepted", by, of_what)]


@pytest.mark.parametrize(
    "line",
    [
        "10:11:13 wenn die Anmeldung fehlgeschlagen ist, nochmal",
        "10:11:13 not authenticated successfully until M2 is here",
        "10:11:13 login OK in the other app",
        "10:11:13 login: success=false",
        "10:11:13 login: success=0",
        "10:11:13 user sven is not logged in",
        "10:11:13 server: accepted a connection",
        "10:11:13 mqtt: authentication failed",
        "10:11:13 refresh token rejected: 401 Unauthorized",
        "10:11:13 wrong password: try again",
    ],
)
def test_what_is_said_of_something_else(line: str) -> None:
    assert told(f"{LOG}{line}\n") == []


def test_the_last_word_is_how_it_ended() -> None:
    assert told(f"10:11:11 GET /me 401 Unauthorized\n{LOG}10:11:14 login OK\n") == [("accepted", "server", "M1")]
    assert told(f"10:11:11 GET /me -> 401 Unauthorized\n{LOG}") == []  # before there was a proof
    assert told(f"{LOG}10:11:13 client proof verified\n10:11:14 access denied\n") == [("refused", "server", "M1")]


def test_the_word_on_another_session_is_none_on_this() -> None:
    log = LOG.replace("M1=", "session=7f3a M1=")
    assert told(f"{log}10:11:13 session=81cc proof mismatch\n") == []
    assert told(f"{log}10:11:13 session=7f3a proof mismatch\n") == [("refused", "server", "M1")]


def test_a_label_in_another_language_behind_a_prefix() -> None:
    (capture,) = of(f"11.03.2024 10:11:12 [SRP] Benutzername: nora\n11.03.2024 10:11:12 [SRP] A: {A}\n")
    assert values(capture)["I"] == "nora"


def test_an_app_on_a_device_says_it_in_its_own_words() -> None:
    lines = [f"D (4100) srp: salt={SALT}", f"D (4102) srp: A={A}", f"D (4104) srp: M1={PROOF}"]
    assert told("\n".join([*lines, "E (4105) srp: proof mismatch", ""])) == [("refused", "server", "M1")]


def test_a_notebook_tells_it_in_its_outputs() -> None:
    cells = [
        {
            "cell_type": "code",
            "source": "show()",
            "outputs": [{"text": [f"salt {SALT}\n", f"A {A}\n", f"M1 {PROOF}\n"]}],
        },
        {
            "cell_type": "code",
            "source": "r.status_code",
            "outputs": [{"data": {"text/plain": ["(401, 'Unauthorized')"]}}],
        },
    ]
    assert told(json.dumps({"cells": cells, "nbformat": 4}), "try.ipynb") == [("refused", "server", "M1")]


@pytest.mark.parametrize("header", ["Host: x.example.org", "host: 10.0.0.7:8080", "Host: [::1]:80"])
def test_whom_a_request_is_sent_to_does_not_say_whose_its_body_is(header: str) -> None:
    text = (
        f'POST /srp/1 HTTP/1.1\n{header}\n\n{{"username": "sven", "clientPublic": "{A}"}}\n\nHTTP/1.1 200 OK\n\n'
        f'{{"salt": "{SALT}", "serverPublic": "{B}"}}\n\nPOST /srp/2 HTTP/1.1\n{header}\n\n'
        f'{{"clientProof": "{PROOF}"}}\n\nHTTP/1.1 401 Unauthorized\n'
    )
    (capture,) = of(text, "raw.txt")
    assert values(capture).keys() >= {"A", "B", "s", "M1"} and values(capture)["M1"] == PROOF.lstrip("0")
    assert told(text, "raw.txt") == [("refused", "server", "M1")]
