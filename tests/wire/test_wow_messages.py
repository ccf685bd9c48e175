"""World of Warcraft's logon out of packets: a whole handshake agrees, a refusal is told, what follows is left alone."""

from __future__ import annotations

from srpscope.live.users import LiveParty, enrol, terms
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.dialect import dialect
from srpscope.wire.wow.messages import read as layout
from srpscope.wire.wow.wire import WIRE
from tests.capture.packet_files import read
from tests.capture.tcp_files import Tcp
from tests.wire.test_wires import wow_challenge

REALMS = b"\x10" + bytes(4)


def handshake(password: str) -> list[tuple[str, bytes]]:
    """The four messages of a log-in of ALICE, whose password is CORRECT1."""
    spoken = terms(dialect("wow"))
    known = enrol(spoken, "ALICE", "CORRECT1", bytes(range(1, 33)))
    server = LiveParty("server", spoken, {"I": "ALICE", "s": known.salt, "v": known.verifier})
    client = LiveParty("client", spoken, {"I": "ALICE", "P": password})
    B = server.raw("B").ljust(32, b"\0")
    client.receive("s", known.salt)
    client.receive("B", B)
    A, M1 = client.raw("A").ljust(32, b"\0"), client.raw("M1")
    server.receive("A", A)
    N = spoken.group.N.to_bytes(32, "little")
    answer = bytes(3) + B + b"\1\7\x20" + N + known.salt + bytes(17)
    right = server.agrees("M1", M1)
    proof = b"\1\0" + server.raw("M2") + bytes(10) if right else b"\1\4\0\0"
    sent = b"\1" + A + M1 + bytes(20) + b"\0\0"
    return [("client", wow_challenge(b"ALICE")), ("server", answer), ("client", sent), ("server", proof)]


def packets(messages: list[tuple[str, bytes]], size: int = 1460) -> bytes:
    tcp = Tcp(server=(b"\xc0\xa8\x04\x01", 3724)).open()
    for sender, data in messages:
        tcp.send(sender, data, size)
    return tcp.close().file()


def test_a_log_in_agrees_and_the_list_of_realms_is_none_of_it() -> None:
    messages = handshake("CORRECT1")
    for size in (1460, 7):
        (capture,) = read(packets([*messages, ("client", REALMS), ("server", REALMS)], size))
        assert [bytes.fromhex(line["bytes"]) for line in capture.messages] == [data for _, data in messages]
    session = Session(capture)
    assert session.wire == "wow" and {"I", "A", "B", "s", "M1", "M2"} <= session.view.wire.keys()
    assert judge(session).outcome == "accepted"


def test_a_refusal_says_its_number() -> None:
    (capture,) = read(packets(handshake("WRONG")))
    judged = judge(Session(capture))
    assert (judged.outcome, judged.by, judged.of) == ("refused", "server", "M1")
    assert "result 0x04: no such account, or the wrong password" in judged.text


def test_messages_that_are_cut_are_told() -> None:
    _, (_, answer), _, _ = handshake("CORRECT1")
    decoded = WIRE.decode("server", answer[:80])
    assert decoded is not None and "s" not in decoded.values and "cut off in s" in decoded.notes[0]
    found = layout("client", wow_challenge(b"ALICE")[:-2])
    assert found is not None and "5 bytes, and 3 are there" in found.fault
    assert layout("client", b"\2" + bytes(80)) is None
