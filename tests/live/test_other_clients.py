"""An independent client against our device: PyPI `srp`, over http.client, with nothing of srpscope in it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client

import pytest

from srpscope.live.systems.esp32.host import make_credential
from srpscope.live.verdict import verdict
from tests.live.bench import CREDENTIAL, device
from tests.live.quirky_client import N

srp = pytest.importorskip("srp")


def _field(number: int, data: bytes) -> bytes:
    def varint(value: int) -> bytes:
        return bytes([value & 0x7F | 0x80]) + varint(value >> 7) if value > 0x7F else bytes([value])

    return varint(number << 3 | 2) + varint(len(data)) + data


def _session_data(inner: bytes) -> bytes:
    return b"\x10\x02" + _field(12, inner)


def _inside(data: bytes, number: int) -> bytes:
    """One length-delimited field of a message, by a scan of our own making."""

    def varint(at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            value |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 0x80:
                return value, at

    at = 0
    while at < len(data):
        tag, at = varint(at)
        size, at = varint(at)
        if tag & 7 == 2:
            if tag >> 3 == number:
                return data[at : at + size]
            at += size
    return b""


class Provisioner:
    """A session with the device on PyPI srp's arithmetic and the standard library's HTTP."""

    def __init__(self, port: int, username: str, password: str, rfc5054: bool = True) -> None:
        srp.rfc5054_enable(rfc5054)
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.cookie = ""
        while True:
            self.user = srp.User(
                username, password, hash_alg=srp.SHA512, ng_type=srp.NG_CUSTOM, n_hex=f"{N:X}".encode(), g_hex=b"5"
            )
            self.I, self.A = self.user.start_authentication()
            if len(self.A) == 384:
                break

    def post(self, endpoint: str, data: bytes) -> bytes:
        self.http.request("POST", f"/{endpoint}", data, {"Cookie": self.cookie} if self.cookie else {})
        reply = self.http.getresponse()
        self.cookie = self.cookie or (reply.getheader("Set-Cookie") or "")
        assert reply.status == 200
        return reply.read()

    def run(self) -> bool:
        """Whether both sides accept each other; a refusal closes the connection."""
        self.post("proto-ver", b"---")
        cmd0 = _session_data(_field(20, _field(1, self.I.encode()) + _field(2, self.A)))
        resp0 = _inside(_inside(self.post("prov-session", cmd0), 12), 21)
        M1 = self.user.process_challenge(_inside(resp0, 3), _inside(resp0, 2))
        try:
            answer = self.post("prov-session", _session_data(b"\x08\x02" + _field(22, _field(1, M1))))
        except (http.client.RemoteDisconnected, ConnectionResetError):
            return False
        resp1 = _inside(_inside(answer, 12), 23)
        self.user.verify_session(_inside(resp1, 2))
        self.nonce = _inside(resp1, 3)
        return bool(self.user.authenticated())


async def test_pypi_srp_is_accepted_and_holds_the_same_key() -> None:
    async with device(diagnose=verdict) as played:
        client = await asyncio.to_thread(Provisioner, played.server.port, "wifiprov", "abcd1234")
        assert await asyncio.to_thread(client.run)
        client.http.close()
        ended = await played.ended()
        assert ended.accepted is True and ended.answer["verdict"] == "agree"
        K = next(one["values"]["K"] for one in ended.capture.of_type("values") if "K" in one["values"])
        assert hmac.compare_digest(bytes.fromhex(K), client.user.get_session_key())
        assert len(client.nonce) == 12


async def test_pypi_srp_without_rfc5054_is_refused() -> None:
    async with device() as played:
        client = await asyncio.to_thread(Provisioner, played.server.port, "wifiprov", "abcd1234", False)
        assert not await asyncio.to_thread(client.run)
        assert "E security2: Failed to authenticate client proof!" in played.log
        assert (await played.ended()).accepted is False


async def test_pypi_srp_with_the_wrong_password_is_refused() -> None:
    async with device() as played:
        client = await asyncio.to_thread(Provisioner, played.server.port, "wifiprov", "abcd12345")
        assert not await asyncio.to_thread(client.run)


def test_our_credential_by_the_formulas_of_rfc5054() -> None:
    srp.rfc5054_enable(True)
    salt = bytes(range(1, 17))
    x = int.from_bytes(hashlib.sha512(salt + hashlib.sha512(b"wifiprov:abcd1234").digest()).digest())
    assert make_credential("wifiprov", "abcd1234", salt).verifier == pow(5, x, N)
    assert make_credential("wifiprov", "abcd1234").salt != make_credential("wifiprov", "abcd1234").salt
    assert CREDENTIAL.salt == b"\x03" * 16
