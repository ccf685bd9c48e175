"""TLS-SRP captures of OpenSSL and GnuTLS: the values on the wire, and S proved by the key log."""

from __future__ import annotations

import hmac
import json
import random
import struct
from pathlib import Path
from typing import Any

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.handshakes import Found
from srpscope.capture.merge import is_only_a_key, merge
from srpscope.capture.network import tls_key_log
from srpscope.capture.network.ip import segment
from srpscope.capture.network.tls_srp import TlsConversation
from srpscope.capture.packets import pcap, pcapng
from srpscope.capture.source import Source
from srpscope.errors import FileError
from tests.capture.made import values_of
from tests.capture.packet_files import TLS, block, enhanced, interface, read, read_with, section
from tests.capture.tcp_files import ACK, Tcp

TRUTH: dict[str, dict[str, Any]] = json.loads((TLS / "truth.json").read_text())
PROVED = sorted(name for name, known in TRUTH.items() if known["completed"])
REFUSED = sorted(name for name, known in TRUTH.items() if not known["completed"])


def capture_of(name: str) -> Capture:
    (found,) = read_with(pcap, (TLS / name).read_bytes(), name)
    return found


def key_log(name: str) -> bytes:
    return "".join(line + "\n" for line in TRUTH[name]["key_log"]).encode()


def prf(secret: bytes, label: bytes, seed: bytes, length: int) -> bytes:
    """The PRF of TLS 1.2 (RFC 5246 section 5), written here a second time on purpose."""
    out, a = b"", label + seed
    while len(out) < length:
        a = hmac.digest(secret, a, "sha256")
        out += hmac.digest(secret, a + label + seed, "sha256")
    return out[:length]


def proves(capture: Capture, S: str) -> bool:
    """Whether S gives the master secret that the capture holds."""
    wire, secret = values_of(capture, "wire"), bytes.fromhex(S).lstrip(b"\0")
    master = bytes.fromhex(values_of(capture, "both")["K"])
    if capture.header["dialect"] == "tls-srp-ems":
        return master == prf(secret, b"extended master secret", bytes.fromhex(wire["session_hash"]), 48)
    seed = bytes.fromhex(wire["client_random"] + wire["server_random"])
    return master == prf(secret, b"master secret", seed, 48)


@pytest.mark.parametrize("name", PROVED)
def test_the_wire_values_are_what_the_programs_held(name: str) -> None:
    known, wire = TRUTH[name], values_of(capture_of(name), "wire")
    assert {one: wire[one] for one in ("I", "N", "g", "s", "A", "B", "client_random")} == {
        one: known[one] for one in ("I", "N", "g", "s", "A", "B", "client_random")
    }


@pytest.mark.parametrize("name", PROVED)
def test_the_key_log_proves_S(name: str) -> None:
    keys = tls_key_log.read(Source.of_bytes(key_log(name), "keys.log"))
    (merged,) = merge([*keys, capture_of(name)])
    assert values_of(merged, "both") == {"K": TRUTH[name]["master_secret"]}
    assert merged.header["secrets"] is True
    assert "key_log" not in merged.header
    assert proves(merged, TRUTH[name]["S"])
    wrong = format(int(TRUTH[name]["S"], 16) ^ 1, "x")
    assert not proves(merged, wrong if len(wrong) % 2 == 0 else "0" + wrong)


def test_the_dialect_says_whether_the_extended_master_secret_was_negotiated() -> None:
    dialects = {path.name: capture_of(path.name).header["dialect"] for path in TLS.glob("*.pcap")}
    assert {name for name, dialect in dialects.items() if dialect == "tls-srp-ems"} == {
        name for name in dialects if "openssl_to_openssl" in name and name not in REFUSED
    }
    assert set(dialects.values()) == {"tls-srp", "tls-srp-ems"}


def test_a_leading_zero_of_A_is_not_on_the_wire() -> None:
    wire = values_of(capture_of("tlssrp_44_openssl_to_gnutls.pcap"), "wire")
    assert len(wire["A"]) == len(wire["N"]) - 2


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_user_is_told(name: str) -> None:
    capture = capture_of(name)
    assert values_of(capture, "wire")["I"] == TRUTH[name]["I"]
    alert = next(event for event in capture.events if event["what"] == "refused")
    assert (alert["from"], alert["code"], alert["text"]) == ("server", 115, "unknown_psk_identity")


def packets(name: str) -> list[tuple[float, bytes]]:
    data, at, found = (TLS / name).read_bytes(), 24, []
    while at < len(data):
        seconds, micros, included, _ = struct.unpack_from("<IIII", data, at)
        found.append((seconds + micros / 1e6, data[at + 16 : at + 16 + included]))
        at += 16 + included
    return found


@pytest.mark.parametrize("name", PROVED)
@pytest.mark.parametrize("order", "<>")
def test_a_key_log_inside_pcapng(name: str, order: str) -> None:
    link = struct.unpack_from("<I", (TLS / name).read_bytes(), 20)[0]
    log = key_log(name)
    out = section(order) + interface(order, link)
    out += block(order, pcapng.SECRETS, struct.pack(order + "II", pcapng.TLS_KEY_LOG_SECRETS, len(log)) + log)
    for time, packet in packets(name):
        out += enhanced(order, 0, round(time * 1e6), packet)
    (found,) = read(out)
    assert proves(found, TRUTH[name]["S"])


def records(name: str) -> list[tuple[str, bytes]]:
    """(sender, TCP payload) of a file, one for each segment that carries bytes."""
    found = []
    for _, packet in packets(name):
        carried = segment(1, packet, 0, len(packet))
        assert carried is not None
        if carried.payload:
            opener = segment(1, packets(name)[0][1], 0, len(packets(name)[0][1]))
            assert opener is not None
            found.append(("client" if carried.source == opener.source else "server", carried.payload))
    return found


@pytest.mark.parametrize("name", PROVED)
@pytest.mark.parametrize("seed", range(4))
def test_small_segments_late_twice_and_overlapping(name: str, seed: int) -> None:
    expected = values_of(capture_of(name), "wire")
    chance = random.Random(seed)
    tcp = Tcp().open()
    for sender, payload in records(name):
        first = tcp.sequence[sender]
        pieces = []
        at = 0
        while at < len(payload):
            size = chance.choice([1, 7, 50])
            start = max(0, at - chance.choice([0, 3]))  # some bytes again
            pieces.append(tcp.segment(sender, ACK, payload[start : at + size], first + start))
            at += size
        pieces += pieces[: len(pieces) // 2]
        chance.shuffle(pieces)
        tcp.packets += pieces
        tcp.sequence[sender] += len(payload)
    (found,) = read(tcp.file())
    assert values_of(found, "wire") == expected
    assert found.notes == []


def test_a_missing_packet_is_said() -> None:
    name = PROVED[0]
    link = struct.unpack_from("<I", (TLS / name).read_bytes(), 20)[0]
    known = packets(name)
    out = section("<") + interface("<", link)
    for time, packet in known[:5] + known[6:]:  # without ServerHello and ServerKeyExchange
        out += enhanced("<", 0, round(time * 1e6), packet)
    (found,) = read(out)
    assert "B" not in values_of(found, "wire")
    assert any("bytes of the server are not in the capture" in note for note in found.notes)


@pytest.mark.parametrize(("version", "named"), [(1, "1.0"), (2, "1.1")])
@pytest.mark.parametrize("name", PROVED)
def test_older_versions(name: str, version: int, named: str) -> None:
    """The same messages with the version that the server chose changed: another key derivation, so another dialect."""
    tcp = Tcp().open()
    for number, (sender, payload) in enumerate(records(name)):
        if number == 1:  # record header (5), handshake header (4), version (2)
            payload = payload[:9] + bytes([3, version]) + payload[11:]
        tcp.send(sender, payload)
    (found,) = read(tcp.file())
    wire, extended = values_of(found, "wire"), "session_hash" in values_of(capture_of(name), "wire")
    assert found.header["tls"] == named
    assert found.header["dialect"] == (None if extended else "tls-srp-1.0")
    assert len(wire.get("session_hash", "")) == (72 if extended else 0)  # MD5 and SHA-1
    assert wire["A"] == TRUTH[name]["A"]


def test_a_resumed_session_is_named() -> None:
    """The same hellos, and then at once the change to the keys of an earlier session."""
    (_, client_hello), (_, server_flight) = records(PROVED[0])[:2]
    server_hello = server_flight[: 5 + int.from_bytes(server_flight[3:5], "big")]
    changed = b"\x14\3\3\0\1\1"
    length = int.from_bytes(server_hello[6:9], "big")  # the record may hold more than the hello
    server_hello = server_hello[:3] + struct.pack(">H", length + 4) + server_hello[5 : 9 + length]
    tcp = Tcp().open().send("client", client_hello).send("server", server_hello + changed).send("client", changed)
    (found,) = read(tcp.file())
    assert "B" not in values_of(found, "wire")
    assert any("An earlier session is resumed here" in note for note in found.notes)


def test_key_logs_of_other_connections_stay_alone() -> None:
    keys = [tls_key_log.read(Source.of_bytes(key_log(name), name))[0] for name in PROVED]
    merged = merge([capture_of(PROVED[0]), *keys])
    assert [is_only_a_key(one) for one in merged] == [False, True, True]
    assert proves(merged[0], TRUTH[PROVED[0]]["S"])


def test_a_key_log_is_recognised_and_a_broken_one_refused() -> None:
    log = b"# SSL/TLS secrets log file\n\n" + key_log(PROVED[0]).upper().replace(b"CLIENT_RANDOM", b"CLIENT_RANDOM")
    (found,) = read(log, "sslkeys.txt")
    assert values_of(found, "both") == {"K": TRUTH[PROVED[0]]["master_secret"]}
    newer = b"CLIENT_TRAFFIC_SECRET_0 " + b"ab" * 32 + b" " + b"cd" * 32 + b"\n"
    with pytest.raises(FileError, match=r"TLS 1\.3 has no SRP"):
        read_with(tls_key_log, newer, "keys")
    assert tls_key_log.sureness(newer, "x") > 0.9
    assert tls_key_log.sureness(b"CLIENT_RANDOM is a word\n", "x") == 0


def test_the_files_are_where_they_should_be() -> None:
    assert len(PROVED) == 3 and len(REFUSED) == 2
    assert all(Path(TLS / name).is_file() for name in TRUTH)


def client_hello(suites: bytes, extensions: bytes = b"") -> bytes:
    body = (
        b"\3\3"
        + bytes(32)
        + b"\0"
        + len(suites).to_bytes(2)
        + suites
        + b"\1\0"
        + len(extensions).to_bytes(2)
        + extensions
    )
    return b"\x16\3\1" + (len(body) + 4).to_bytes(2) + b"\1" + len(body).to_bytes(3) + body


def server_hello(suite: bytes) -> bytes:
    body = b"\3\3" + bytes(32) + b"\0" + suite + b"\0"
    return b"\x16\3\3" + (len(body) + 4).to_bytes(2) + b"\2" + len(body).to_bytes(3) + body


def handshakes(*said: tuple[str, bytes]) -> int:
    found = Found()
    conversation = TlsConversation(found)
    for sender, data in said:
        conversation.feed(0.0, sender, data)
    return len(found.handshakes)


def test_a_connection_that_merely_offers_srp_is_no_handshake() -> None:
    offer = client_hello(b"\xc0\x2f\xc0\x20\x00\x35")
    assert handshakes(("client", offer)) == 0
    assert handshakes(("client", offer), ("server", server_hello(b"\xc0\x2f"))) == 0
    assert handshakes(("client", offer), ("server", server_hello(b"\xc0\x20"))) == 1
    assert handshakes(("client", offer), ("server", b"\x15\3\3\0\2\2\x73")) == 1  # unknown_psk_identity: name a user
    named = client_hello(b"\xc0\x2f\xc0\x20", b"\0\x0c\0\4\3ann")
    assert handshakes(("client", named), ("server", server_hello(b"\xc0\x2f"))) == 1
