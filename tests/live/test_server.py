"""The device's HTTP: what esp_http_server refuses, how a session continues, garbage, faults on order."""

from __future__ import annotations

import asyncio
import re

import pytest

from srpscope.errors import UserError
from srpscope.live.systems.esp32.faults import Fault, corrupted, parse_fault
from srpscope.wire.protocomm.messages import Cmd0, encode
from tests.live.bench import Device, client, device

CMD0 = encode(Cmd0(b"wifiprov", b"\x01" * 384))


class Raw:
    """A TCP connection on which anything can be written."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, played: Device) -> Raw:
        return cls(*await asyncio.open_connection("127.0.0.1", played.server.port))

    async def send(self, data: bytes) -> bytes:
        """Write, and read one answer; b"" where the device closes without one."""
        self.writer.write(data)
        try:
            head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 10)
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""
        length = re.search(rb"Content-Length: (\d+)", head)
        return head + (await self.reader.readexactly(int(length[1])) if length else b"")

    async def post(self, path: str, body: bytes, headers: str = "") -> bytes:
        return await self.send(f"POST {path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    async def close(self) -> None:
        self.writer.close()


async def test_only_post_and_only_known_paths() -> None:
    async with device() as played:
        for request, status in (
            (b"GET /proto-ver HTTP/1.1\r\n\r\n", b"405"),
            (b"BREW /pot HTTP/1.1\r\n\r\n", b"400"),
            (b"\x16\x03\x01\x02\x00\x01\x00\r\n", b"400"),
            (b"POST /nothing HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", b"404"),
            (b"POST /proto-ver HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        ):
            raw = await Raw.to(played)
            assert status in (await raw.send(request)).split(b"\r\n")[0]
            await raw.close()


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 4097\r\n",
        "Content-Length: -5\r\n",
    ],
)
async def test_a_body_must_have_a_length(headers: str) -> None:
    async with device() as played:
        raw = await Raw.to(played)
        request = f"POST /prov-session HTTP/1.1\r\n{headers}\r\n".encode()
        assert await raw.send(request + b"1\r\nx\r\n0\r\n\r\n") == b""
        assert any("Content length" in line for line in played.log)
        await raw.close()


async def test_header_flood_is_cut() -> None:
    async with device() as played:
        raw = await Raw.to(played)
        answer = await raw.send(b"POST / HTTP/1.1\r\n" + b"a: b\r\n" * 5_000)
        assert answer == b"" or b"431" in answer
        raw = await Raw.to(played)
        assert await raw.send(b"A" * 100_000) == b""


def _cookie(answer: bytes) -> str:
    found = re.search(rb"Set-Cookie: (session=\d+)", answer)
    assert found is not None
    return found[1].decode()


async def test_a_session_continues_with_exactly_its_cookie_or_on_its_socket() -> None:
    async with device() as played:
        first = await Raw.to(played)
        cookie = _cookie(await first.post("/proto-ver", b"---"))
        assert b"Set-Cookie" not in await first.post("/proto-ver", b"---")
        assert b"Set-Cookie" not in await first.post("/proto-ver", b"---", f"Cookie: {cookie}\r\n")
        other = await Raw.to(played)
        assert b"Set-Cookie" not in await other.post("/proto-ver", b"---", f"Cookie: {cookie}\r\n")
        third = await Raw.to(played)
        assert _cookie(await third.post("/proto-ver", b"---")) != cookie
        for wrong in (f"{cookie}; theme=dark", "session=1", "theme=dark", "session=abc", "session="):
            raw = await Raw.to(played)
            assert _cookie(await raw.post("/proto-ver", b"---", f"Cookie: {wrong}\r\n")) != cookie
            await raw.close()
        for raw in (first, other, third):
            await raw.close()


async def test_one_socket_at_a_time_as_on_the_chip() -> None:
    async with device(single=True) as played:
        first = await Raw.to(played)
        assert await first.post("/prov-session", CMD0)
        second = await Raw.to(played)
        assert await second.post("/proto-ver", b"---")
        assert await first.post("/proto-ver", b"---") == b""
        assert any("Closing old session with id" in line for line in played.log)
        await first.close()
        await second.close()


async def test_garbage_is_refused_and_recorded() -> None:
    async with device() as played:
        raw = await Raw.to(played)
        assert await raw.post("/prov-session", b"\xff\xfe\xfd") == b""
        ended = await played.ended()
        assert ended.accepted is False
        assert "E security2: Unable to unpack setup_req" in played.log
        assert [line["bytes"] for line in ended.capture.messages] == ["fffefd"]
        raw = await Raw.to(played)
        assert await raw.post("/prov-session", CMD0)
        await raw.close()


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (Fault("drop", 1), False),
        (Fault("drop", 2), False),
        (Fault("late", 2, 0.01), True),
        (Fault("corrupt", 1, -20), False),
        (Fault("corrupt", 2, 20), False),
        (Fault("lose", 2), False),
    ],
)
async def test_faults_on_order(fault: Fault, accepted: bool) -> None:
    async with device(faults=(fault,)) as played:
        session = client(played)
        assert await session.run() is accepted
        await session.close()
        refusal = session.handshake.refusal
        if fault == Fault("corrupt", 2, 20):
            assert refusal is not None and refusal.cause == "server proof"
        if fault.kind == "lose":
            assert "E security2: Invalid state of session 1 (expected 0)" in played.log


@pytest.mark.parametrize("text", ["", "drop", "drop:0", "explode:1", "late:1:9999", "drop:1:x", "corrupt:-1"])
def test_no_faults(text: str) -> None:
    with pytest.raises(UserError):
        parse_fault(text)


def test_faults_read() -> None:
    assert parse_fault("late:1:2.5") == Fault("late", 1, 2.5) and parse_fault("drop:2") == Fault("drop", 2)
    assert corrupted(b"abc", -1) == b"abb" and corrupted(b"abc", 99) == b"abb" and corrupted(b"", 0) == b""


async def test_port_in_use_is_said() -> None:
    from srpscope.live.systems.esp32.http_server import ProtocommServer

    async with device() as played:
        with pytest.raises(UserError, match=r"another program listens there. Port 0 takes any free one \(--port 0\)\."):
            await ProtocommServer(played.host, port=played.server.port).start()
