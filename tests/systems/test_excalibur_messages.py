"""Excalibur's envelope and token, and what cannot be either."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srpscope.wire import excalibur, textbook
from srpscope.wire.excalibur import (
    Message,
    language_notes,
    make_jwt,
    open_token,
    read,
    read_jwt,
    read_salt,
    seal_token,
    write_salt,
)
from srpscope.wire.exchange import RefusedError

KEY = bytes(range(32))


def test_the_documents_examples_are_read() -> None:
    ok = b'{"status": "OK", "binary": false, "data": "U is OK"}'
    assert read(ok) == Message("U is OK", "OK")
    binary = b'{"status": null, "binary": true, "data": "AQ=="}'
    assert read(binary) == Message(b"\x01", None)


@pytest.mark.parametrize("message", [Message("", "OK"), Message(b"\0\xff"), Message("ä\n", "ERR"), Message(b"", "OK")])
def test_a_message_written_is_read_again(message: Message) -> None:
    assert read(message.write()) == message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"null",
        b'{"status":1,"binary":false,"data":""}',
        b'{"status":"OK","binary":"yes","data":""}',
        b'{"status":"OK","binary":true,"data":"?"}',
        b'{"status":"OK","binary":true,"data":7}',
    ],
)
def test_a_broken_message_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError):
        read(data)


def test_the_token_opens_under_K_and_under_nothing_else() -> None:
    token = make_jwt({"sub": "alice", "exp": 1}, b"signing key")
    sealed = seal_token(KEY, token)
    assert set(json.loads(sealed)) == {"nonce", "token", "tag"}
    assert open_token(KEY, sealed) == token
    header, claims = read_jwt(token)
    assert header["alg"] == "HS256"
    assert claims == {"sub": "alice", "exp": 1}
    with pytest.raises(RefusedError, match="K does not open it"):
        open_token(KEY[::-1], sealed)
    with pytest.raises(RefusedError, match="no AES key"):
        open_token(KEY[:31], sealed)


def test_the_documents_sample_jwt_is_read() -> None:
    # From Excalibur's authentication document; its signature is invalid on purpose.
    token = (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.ewogICAgInN1YiI6ICJNeUNvb2xVc2VybmFtZSIsCiAgICAiaWF0IjogMTUxNjIzOTAyMiw"
        "KICAgICJleHAiOiAxNTE2MjQyNjIyLAogICAgInV1aWQiOiAiMTIzZTQ1NjctZTg5Yi0xMmQzLWE0NTYtNDI2NjE0MTc0MDAwIgp9."
        "KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30"
    )
    assert read_jwt(token)[1]["sub"] == "MyCoolUsername"


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "?.?.?", "e30.W10.x"])
def test_what_is_no_jwt_is_refused(token: str) -> None:
    with pytest.raises(RefusedError):
        read_jwt(token)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("alice", "secret", []),
        ("alice", "\ufeffsecret", ["U+FEFF, which JavaScript trims"]),
        ("alice", "secret\x85", ["U+0085, which Python trims"]),
        ("alice", "\x1csecret\ufeff", ["U+001C", "U+FEFF"]),
        ("alice", " secret ", []),
        ('al"ice', "secret", ["JSON.stringify"]),
        ("al\\ice", None, ["JSON.stringify"]),
        ("al\nice", "", ["JSON.stringify"]),
        ("äé", "ä", []),
    ],
)
def test_where_the_two_languages_bite_is_said(name: str, password: str | None, said: list[str]) -> None:
    notes = language_notes(name, password)
    assert len(notes) == len(said)
    assert all(part in note for part, note in zip(said, notes, strict=True))


def test_the_salt_comes_with_the_security_details() -> None:
    assert read_salt(write_salt(b"\0salt")) == b"\0salt"
    decoded = excalibur.decode("server", write_salt(b"\0salt"), excalibur.SALT_ENDPOINT + "alice")
    assert decoded is not None
    assert decoded.values == {"s": b"\0salt"}


@given(st.binary(max_size=200), st.sampled_from(["client", "server"]), st.sampled_from([None, "/api/users/security/x"]))
def test_any_bytes_decode_to_nothing_or_notes(data: bytes, sender: str, endpoint: str | None) -> None:
    for text in (data, b'{"status":null,"binary":true,"data":"' + data + b'"}', b'{"srp_salt":"' + data + b'"}'):
        excalibur.decode(sender, text, endpoint)
        textbook.decode(sender, text, endpoint)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=6,
    )
)
def test_any_json_decodes_to_nothing_or_notes(value: object) -> None:
    for key in ("data", "status", "binary", "A", "I", "error", "M1"):
        data = json.dumps({"status": "OK", "binary": True, "data": "AQ==", key: value}).encode()
        excalibur.decode("client", data, None)
        textbook.decode("server", json.dumps({key: value}).encode(), None)
        open_or_refuse(json.dumps({"nonce": value, "token": value, "tag": value}))


def open_or_refuse(text: str) -> None:
    with pytest.raises(RefusedError):
        open_token(KEY, text)
