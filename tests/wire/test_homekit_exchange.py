"""HomeKit's two sides without a socket: the setup code in every spelling, M5 and M6, errors from either side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from srpscope.answers.diagnosis import as_text, diagnose_session
from srpscope.answers.explain import explain
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.wire.exchange import Exchange, Party, Receive, RefusedError, Send
from srpscope.wire.homekit.client import HomeKitClient, read_state
from srpscope.wire.homekit.identities import Identity, ShownIdentity, opened, sealed
from srpscope.wire.homekit.messages import ENCRYPTED, ERRORS, decode
from srpscope.wire.homekit.server import HomeKitServer, Refusing
from srpscope.wire.homekit.setup_code import remark, spelled
from srpscope.wire.tlv8 import tlv8

K = bytes(range(64))
CONTROLLER, ACCESSORY = Identity("6b5c", b"\1" * 32), Identity("AA:BB", b"\2" * 32)


@dataclass
class Agreed(Party):
    """A side whose proofs are agreed on beforehand: what is tested here is the order of messages, not the sums."""

    values: dict[str, bytes]
    got: dict[str, bytes] = field(default_factory=dict)

    def raw(self, name: str) -> bytes:
        return self.values[name]

    def number(self, name: str) -> int:
        return int.from_bytes(self.values[name])

    def text(self, name: str) -> str:
        return self.values[name].decode()

    def receive(self, name: str, value: bytes) -> None:
        self.got[name] = value

    def agrees(self, name: str, received: bytes) -> bool:
        return self.values[name] == received

    def renew(self, name: str) -> None:
        raise NotImplementedError


def values(**changes: bytes) -> dict[str, bytes]:
    one = {"N": b"\xff" * 384, "s": bytes(16), "A": b"\5" * 384, "B": b"\6" * 384, "K": K, "M1": b"\7" * 64}
    return {**one, "M2": b"\x08" * 64, "P": b"031-45-154", **changes}


def talk(client: Exchange, server: Exchange) -> list[str]:
    """Run both to the end; the names of the messages."""
    names = []
    while isinstance(client.step, Send) or isinstance(server.step, Send):
        here, there = (client, server) if isinstance(client.step, Send) else (server, client)
        step = here.step
        assert isinstance(step, Send)
        data = step.build()
        names.append(step.name)
        here.sent(data)
        there.received(data)
    return names


def server(refusing: Refusing | None = None, **changes: bytes) -> HomeKitServer:
    return HomeKitServer(lambda name: Agreed(values(**changes)), ACCESSORY, refusing=refusing)


@pytest.mark.parametrize(
    "text",
    ["03145154", "031-45-154", "0314-5154", "031 45 154", " 031.45.154\n", "X-HM://0023ISYWYABCD", "x-hm://0023ISYWY"],
)
def test_a_code_in_every_spelling(text: str) -> None:
    assert spelled(text) == "031-45-154"


@pytest.mark.parametrize("text", ["correct horse", "1234567", "123456789", "031-45-15", "X-HM://", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_stays(text: str) -> None:
    assert spelled(text) == text and "no setup code" in str(remark(text))


def test_codes_that_are_forbidden_are_told() -> None:
    assert "forbids" in str(remark("123-45-678")) and "forbids" in str(remark("111-11-111"))
    assert remark("031-45-154") is None


def test_it_ends_with_M4_unless_it_is_to_pair() -> None:
    client, accessory = HomeKitClient(Agreed(values())), server()
    assert talk(client, accessory) == ["M1", "M2", "M3", "M4"]
    assert client.accepted and accessory.accepted and isinstance(accessory.step, Receive)


def test_transient_ends_with_M4_on_both_sides() -> None:
    client, accessory = HomeKitClient(Agreed(values()), transient=True), server()
    assert talk(client, accessory) == ["M1", "M2", "M3", "M4"]
    assert client.accepted and accessory.accepted and accessory.step is None


def test_M5_and_M6_introduce_both() -> None:
    shown: list[ShownIdentity | None] = []
    client, accessory = HomeKitClient(Agreed(values()), CONTROLLER, told=shown.append), server()
    assert talk(client, accessory) == ["M1", "M2", "M3", "M4", "M5", "M6"]
    assert client.accepted and accessory.accepted
    assert shown == [None, ShownIdentity(b"AA:BB", ACCESSORY.public)]
    assert any("the client is 6b5c, its signature is right" in note for note in accessory.notes)


def test_another_K_does_not_open_though_the_proofs_agree() -> None:
    client, accessory = HomeKitClient(Agreed(values(K=bytes(64))), CONTROLLER), server()
    talk(client, accessory)
    assert accessory.refusal is not None and accessory.refusal.of == "session"
    assert "M5 does not open" in str(accessory.refusal)
    assert client.refusal is not None and client.refusal.by_peer and client.refusal.of == "session"
    assert "kTLVError_Authentication (2)" in str(client.refusal)


@pytest.mark.parametrize(("state", "words"), [(2, "before it has seen a proof"), (6, "M5 does not open there")])
def test_only_M4_calls_the_proof_wrong(state: int, words: str) -> None:
    with pytest.raises(RefusedError, match=r"kTLVError_Authentication \(2\)") as refused:
        read_state(tlv8([(6, bytes([state])), (7, b"\2")]), state)
    assert words in str(refused.value) and "proof is wrong" not in str(refused.value)
    decoded = decode("server", tlv8([(6, bytes([state])), (7, b"\2")]))
    assert decoded is not None and words in str(decoded.refusal)
    with pytest.raises(RefusedError, match="the proof is wrong"):
        read_state(tlv8([(6, b"\4"), (7, b"\2")]), 4)


def test_a_server_that_refuses_M1_says_so_of_itself() -> None:
    client, accessory = HomeKitClient(Agreed(values())), server(Refusing(2))
    talk(client, accessory)
    for one in (client, accessory):
        assert "before it has seen a proof" in str(one.refusal)


def test_a_signature_of_another_key_is_refused() -> None:
    inner = sealed("server", K, ACCESSORY)
    data = tlv8([(6, b"\6"), (ENCRYPTED, inner)])
    assert opened("server", K, data) == ShownIdentity(b"AA:BB", ACCESSORY.public)

    class Other(Identity):
        public = CONTROLLER.public

    with pytest.raises(RefusedError, match="its signature is not the one of its key"):
        opened("server", K, tlv8([(6, b"\6"), (ENCRYPTED, sealed("server", K, Other("AA:BB", b"\2" * 32)))]))
    for cut in range(len(data)):
        with pytest.raises(RefusedError):
            opened("server", K, data[:cut])


@pytest.mark.parametrize("code", ERRORS)
def test_an_accessory_that_refuses_is_told_in_words(code: int) -> None:
    delay = 30 if code == 3 else None
    client, accessory = HomeKitClient(Agreed(values())), server(Refusing(code, delay))
    assert talk(client, accessory) == ["M1", "refusal"]
    assert client.refusal is not None and client.refusal.by_peer and client.refusal.of == "session"
    assert ERRORS[code][0] in str(client.refusal)
    assert ("30 seconds" in str(client.refusal)) == (code == 3)


def test_a_wrong_proof_is_authentication() -> None:
    client, accessory = HomeKitClient(Agreed(values(M1=b"\1" * 64))), server()
    assert talk(client, accessory)[-1] == "refusal"
    assert accessory.refusal is not None and accessory.refusal.cause == "proof"
    assert client.refusal is not None and client.refusal.by_peer and "_Authentication" in str(client.refusal)


@pytest.mark.parametrize("name, change", [("A", bytes(384)), ("B", b"\xff" * 384)])
def test_a_public_key_that_is_0_mod_N_is_refused(name: str, change: bytes) -> None:
    client, accessory = HomeKitClient(Agreed(values(**{name: change}))), server(**{name: change})
    talk(client, accessory)
    refusal = (accessory if name == "A" else client).refusal
    assert refusal is not None and re.search("0 mod N", str(refusal)) and refusal.cause == name


def test_a_delay_is_decoded() -> None:
    decoded = decode("server", tlv8([(6, b"\2"), (7, b"\3"), (8, b"\x2c\1")]), "/pair-setup")
    assert decoded is not None and str(decoded.refusal).endswith("(300 seconds)")


def test_a_later_message_on_a_new_connection_is_told_with_the_fix() -> None:
    late = server()
    late.received(tlv8([(6, b"\3")]))
    lines = [{"type": "message", "from": "client", "endpoint": "/pair-setup", "bytes": "060103"}]
    capture = Capture({"dialect": "hap", "wire": "homekit"}, lines)
    capture.add("event", what="refused", by="server", of="message", text=str(late.refusal))
    session = Session(capture)
    assert "message M3 came on a connection without M1" in judge(session).headline
    assert "Keep the connection open" in as_text(diagnose_session(session, 0.1), session)
    assert explain(str(late.refusal)).matches
