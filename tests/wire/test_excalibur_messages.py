"""Excalibur's envelope and token, and what cannot be either."""

import base64
import hashlib
import json

import pytest
from hypothesis import given, strategies as st

from srpscope.wire.excalibur import messages as excalibur
from srpscope.wire.excalibur.client import ExcaliburClient, language_notes
from srpscope.wire.excalibur.messages import ExcaliburMessage, read, read_salt, write_salt
from srpscope.wire.excalibur.token import make_jwt, open_token, read_jwt, seal_token
from srpscope.wire.excalibur.wire import WIRE as EXCALIBUR
from srpscope.wire.exchange import RefusedError, Send
from srpscope.wire.textbook.wire import WIRE as TEXTBOOK
from tests.wire.test_homekit_exchange import Agreed, values

KEY = bytes(range(32))


def test_the_documents_examples_are_read() -> None:
    ok = b'{"status": "OK", "binary": false, "data": "U is OK"}'
    assert read(ok) == ExcaliburMessage("U is OK", "OK")
    binary = b'{"status": null, "binary": true, "data": "AQ=="}'
    assert read(binary) == ExcaliburMessage(b"\x01", None)


@pytest.mark.parametrize(
    "message",
    [
        ExcaliburMessage("", "OK"),
        ExcaliburMessage(b"\0\xff"),
        ExcaliburMessage("ä\n", "ERR"),
        ExcaliburMessage(b"", "OK"),
    ],
)
def test_a_message_written_is_read_again(message: ExcaliburMessage) -> None:
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
    parts = {name: base64.b64decode(text) for name, text in json.loads(sealed).items()}
    for name, changed in (
        ("tag", {"tag": bytes(16)}),
        ("nonce", json.loads(seal_token(KEY, token, parts["nonce"][:12])) | {"nonce": parts["nonce"]}),
        ("key", json.loads(seal_token(hashlib.sha256(KEY).digest(), token))),
        ("key", {"token": parts["token"][::-1]}),
    ):
        told = {
            one: base64.b64encode(value).decode() if isinstance(value, bytes) else value
            for one, value in {**parts, **changed}.items()
        }
        with pytest.raises(RefusedError, match=f"by its {name}") as caught:
            open_token(KEY, json.dumps(told))
        assert (caught.value.cause, caught.value.of) == (name, "token")
    with pytest.raises(RefusedError, match="by its key: it is sealed under another key than K: K reversed"):
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
    decoded = EXCALIBUR.decode("server", write_salt(b"\0salt"), excalibur.SALT_ENDPOINT + "alice")
    assert decoded is not None
    assert decoded.values == {"s": b"\0salt"}


@given(st.binary(max_size=200), st.sampled_from(["client", "server"]), st.sampled_from([None, "/api/users/security/x"]))
def test_any_bytes_decode_to_nothing_or_notes(data: bytes, sender: str, endpoint: str | None) -> None:
    for text in (data, b'{"status":null,"binary":true,"data":"' + data + b'"}', b'{"srp_salt":"' + data + b'"}'):
        for wire in (EXCALIBUR, TEXTBOOK):
            decoded = wire.decode(sender, text, endpoint)
            assert decoded is None or (decoded.name and all(decoded.notes))


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
        for wire, text in ((EXCALIBUR, data), (TEXTBOOK, json.dumps({key: value}).encode())):
            decoded = wire.decode("client", text, None)
            assert decoded is None or (decoded.name and all(decoded.notes))
        open_or_refuse(json.dumps({"nonce": value, "token": value, "tag": value}))


def open_or_refuse(text: str) -> None:
    with pytest.raises(RefusedError):
        open_token(KEY, text)


def test_an_A_of_zero_is_as_short_as_a_proof_and_is_none() -> None:
    def name(data: bytes) -> str:
        decoded = EXCALIBUR.decode("client", ExcaliburMessage(data, "OK").write())
        assert decoded is not None
        return decoded.name

    assert [name(one) for one in (b"\0", bytes(256), b"\1" * 31, bytes(32))] == ["A", "A", "M1", "M1"]


def test_a_message_without_a_status_is_not_the_servers_no() -> None:
    """One was lost on the way, and the next one stands in its place."""
    client = ExcaliburClient(Agreed(values(I=b"alice")), fetch_salt=False)
    step = client.step
    assert isinstance(step, Send)
    client.sent(step.build())
    client.received(ExcaliburMessage("1024").write())
    assert client.refusal is not None and not client.refusal.by_peer
    assert "without a status" in str(client.refusal)
