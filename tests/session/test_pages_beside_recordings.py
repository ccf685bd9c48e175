"""What a client's own log says of the handshake that somebody recorded: it tells of its side, and of no other one."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha512

import pytest

from srpscope.answers.compared.compared import in_one_dialect
from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.source import Source
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.opening import read_sources, session_of
from srpscope.srp.primitives.groups import group
from srpscope.why import Reach
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, Resp0, encode
from tests.session.independent import least

N, G = group("rfc5054-3072")
A_PRIVATE, B_PRIVATE, SALT = 0x1F3A5D77C0FFEE05 << 64 | 7, 0x2B992DD1E2BADA55 << 64 | 9, bytes.fromhex("5a0b7c1d") * 4


def H(*parts: bytes) -> bytes:
    return sha512(b"".join(parts)).digest()


def pad(number: int) -> bytes:
    return number.to_bytes(384)


def a_client_and_a_device(g: int = G, turned: bool = False) -> tuple[Source, Source]:
    """The log of an app that takes g, or sends A turned about, and what an ESP32 recorded of it."""
    x = int.from_bytes(H(SALT, H(b"wifiprov:abcd1234")))
    A, v = pow(g, A_PRIVATE, N), pow(G, x, N)
    B = (int.from_bytes(H(pad(N), pad(G))) * v + pow(G, B_PRIVATE, N)) % N
    k, u = int.from_bytes(H(pad(N), pad(g))), int.from_bytes(H(pad(A), pad(B)))
    S = pow(B - k * pow(g, x, N), A_PRIVATE + u * x, N)
    masked = bytes(one ^ other for one, other in zip(H(pad(N)), H(pad(g)), strict=True))
    M1 = H(masked, H(b"wifiprov"), SALT, pad(A), least(B), H(least(S)))
    said = {"a": f"{A_PRIVATE:x}", "A": pad(A).hex(), "salt": SALT.hex(), "B": pad(B).hex(), "M1": M1.hex()}
    texts = {"username": "wifiprov", "password": "abcd1234"} | said
    page = "".join(f"[srp] {name}: {text}\n" for name, text in texts.items())
    sent = pad(A)[::-1] if turned else pad(A)
    messages = [
        ("client", encode(Cmd0(b"wifiprov", sent))),
        ("server", encode(Resp0(least(B), SALT))),
        ("client", encode(Cmd1(M1))),
    ]
    lines: list[dict[str, object]] = [
        {"type": "header", "srpscope": 1, "title": "t", "dialect": "esp-idf-security2", "group": None, "hash": None},
        {"type": "values", "side": "enroller", "values": {"I": "wifiprov", "P": "abcd1234"}},
        {"type": "values", "side": "server", "values": {"v": f"{v:x}", "b": f"{B_PRIVATE:x}", "s": SALT.hex()}},
        *(
            {"type": "message", "from": side, "via": "http", "endpoint": "prov-session", "bytes": data.hex()}
            for side, data in messages
        ),
        {"type": "event", "what": "refused", "by": "server", "of": "M1", "code": -1, "text": "no"},
    ]
    recording = "".join(json.dumps(line) + "\n" for line in lines)
    return Source.of_bytes(page.encode(), "app.log"), Source.of_bytes(recording.encode(), "device.srp.jsonl")


def headline(session: Session) -> str:
    return judge(session, diagnose_session(session, 20, reach=Reach(1))).headline


@pytest.mark.parametrize("order", [1, -1])
def test_a_group_that_a_clients_numbers_give_is_not_the_devices(order: int) -> None:
    (capture,) = read_sources(a_client_and_a_device(g=2)[::order]).captures
    assert headline(session_of(capture)) == "The server refused M1: the client's g is 2."


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("printed", ["g: 2\n", f"g: 2\nN: {N:x}\n"])
def test_a_group_that_a_clients_page_prints_is_not_the_devices(printed: str, order: int) -> None:
    """The device was blamed for its g, and the client cleared."""
    page, device = a_client_and_a_device(g=2)
    page = Source.of_bytes(printed.encode() + page.head, "app.log")
    (capture,) = read_sources([page, device][::order]).captures
    judged = judge(session_of(capture), diagnose_session(session_of(capture), 20, reach=Reach(1)))
    assert judged.headline == "The server refused M1: the client's g is 2."
    assert judged.cleared == ("server",)


def test_a_product_has_its_group_whatever_a_clients_page_prints() -> None:
    page, _ = a_client_and_a_device(g=2)
    (capture,) = read_sources([Source.of_bytes(f"g: 2\nN: {N:x}\n".encode() + page.head, "app.log")]).captures
    assert headline(session_of(capture, "esp-idf-security2")) == "The client's g is 2."


def test_a_named_dialect_keeps_its_group_against_a_pages_arithmetic() -> None:
    page, _ = a_client_and_a_device(g=2)
    (capture,) = read_sources([page]).captures
    assert headline(session_of(capture, "esp-idf-security2")) == "The client's g is 2."


def test_no_dialect_of_another_group_is_said_to_fit() -> None:
    page, _ = a_client_and_a_device(g=2)
    (capture,) = read_sources([page]).captures
    session = session_of(capture)
    assert session.dialect("client").group is None
    assert any("rfc5054-3072 has the same N, and g = 5." in note for note in session.capture.notes)


@pytest.mark.parametrize("order", [1, -1])
def test_an_A_that_was_sent_otherwise_than_logged_is_the_mistake_and_no_other_attempt(order: int) -> None:
    found = read_sources(a_client_and_a_device(turned=True)[::order])
    assert (len(found.captures), found.leading) == (1, 1)
    said = judge(session_of(found.captures[0])).headline
    assert said.startswith("The server refused M1: A on the wire is not the one that the client logged")


def test_another_proof_beside_the_same_B_is_another_attempt() -> None:
    """A device may have one B for many sessions."""
    page, device = a_client_and_a_device(turned=True)
    other = Source.of_bytes(page.head.replace(b"M1: ", b"M1: 11"), "app.log")
    assert len(read_sources([other, device]).captures) == 2


def test_two_guessed_dialects_become_the_one_that_explains_more_of_both() -> None:
    page, _ = a_client_and_a_device()
    (capture,) = read_sources([page]).captures
    right = Session(capture, {"both": "esp-idf-security2"}, guessed="dialect")
    near = Session(capture, {"both": "rfc5054"}, guessed="dialect")
    for two in ((right, near), (near, right)):
        assert [one.dialect("client").id for one in in_one_dialect(*two)] == ["esp-idf-security2"] * 2
    named = Session(capture, {"both": "rfc5054"})
    assert in_one_dialect(named, right) == (named, right)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (lambda A: A[::-1], "the client sent A little-endian, padded to the length of N."),
        (lambda A: str(int.from_bytes(A)).encode(), "the client sent A as decimal text."),
        (lambda A: A.hex().encode(), "the client sent A as hex text."),
        (lambda A: A[:128], "the client sent A cut to its first 128 bytes."),
    ],
)
def test_how_an_A_was_sent_that_is_no_other_a(form: Callable[[bytes], bytes], said: str) -> None:
    """M1 comes out of the A that the client computed with: it was said to be of another a, drawn anew."""
    _, device = a_client_and_a_device()
    (capture,) = read_sources([device]).captures
    capture.add_values("client", {"I": "wifiprov", "P": "abcd1234", "a": f"{A_PRIVATE:x}"})
    sent = next(line for line in capture.messages if line["from"] == "client")
    sent["bytes"] = encode(Cmd0(b"wifiprov", form(pad(pow(G, A_PRIVATE, N))))).hex()
    session = session_of(capture)
    diagnosis = diagnose_session(session, 20, reach=Reach(1))
    (finding,) = diagnosis.findings
    assert finding.proof.value == "A" and finding.proof.data == form(pad(pow(G, A_PRIVATE, N)))
    assert judge(session, diagnosis).headline == f"The server refused M1: {said}"
