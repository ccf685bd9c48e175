"""Messages over HTTP and WebSocket, out of TCP packets and out of a browser's HAR."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib
from typing import Any

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.network import har
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.wire.devolutions import messages as devolutions
from tests.capture.packet_files import BLE, pcap_file, read, truth
from tests.capture.tcp_files import ACK, FIN, RST, Tcp

SESSION = truth(BLE / "good-mtu256.btsnoop")["sessions"][0]
FAILED = truth(BLE / "failed-mtu185.btsnoop")["sessions"][0]


def post(endpoint: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST /{endpoint} HTTP/1.1", "Host: 192.168.4.1", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def ok(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def provisioning(tcp: Tcp, session: dict[str, Any], size: int = 1460) -> Tcp:
    """A session of protocomm over HTTP on an open connection."""
    for endpoint, sender, text in session["messages"]:
        message = bytes.fromhex(text)
        tcp.send(sender, post(endpoint, message) if sender == "client" else ok(message), size)
    return tcp


def carried(capture: Capture) -> list[list[str]]:
    return [[line["endpoint"], line["from"], line["bytes"]] for line in capture.messages]


@pytest.mark.parametrize("size", [1, 17, 1460])
def test_protocomm_over_http(size: int) -> None:
    (found,) = read(provisioning(Tcp().open(), SESSION, size).close().file())
    assert carried(found) == SESSION["messages"]
    assert found.header["dialect"] == "esp-idf-security2"
    assert {line["via"] for line in found.messages} == {"http"}
    assert found.events[0] == {"type": "event", "t": 0.0, "what": "connect", "peer": "192.168.4.1:80"}


def test_a_session_endpoint_of_another_name() -> None:
    tcp = Tcp().open()
    for _, sender, text in SESSION["messages"][2:6]:
        message = bytes.fromhex(text)
        tcp.send(sender, post("v2/pair", message) if sender == "client" else ok(message))
    (found,) = read(tcp.file())
    assert [line["bytes"] for line in found.messages] == [text for _, _, text in SESSION["messages"][2:6]]
    assert {(line["endpoint"], line["called"]) for line in found.messages} == {("prov-session", "/v2/pair")}


def test_over_ipv6_and_in_a_vlan() -> None:
    client, server = (bytes(15) + b"\1", 50_000), (bytes(15) + b"\2", 80)
    known = provisioning(Tcp(client, server).open(), SESSION)
    (found,) = read(known.file())
    assert carried(found) == SESSION["messages"]
    tagged = [(time, bytes(12) + b"\x81\0\0\x05\x86\xdd" + packet) for time, packet in known.packets]
    (again,) = read(pcap_file(tagged, 1))
    assert again.lines == found.lines


@pytest.mark.parametrize(
    ("link", "head"),
    [
        (0, b"\2\0\0\0"),
        (1, bytes(12) + b"\x08\0"),
        (12, b""),
        (101, b""),
        (108, b"\0\0\0\2"),
        (113, bytes(14) + b"\x08\0"),
        (228, b""),
        (276, b"\x08\0" + bytes(18)),
    ],
)
def test_every_link_type(link: int, head: bytes) -> None:
    known = provisioning(Tcp().open(), SESSION)
    (found,) = read(pcap_file([(time, head + packet) for time, packet in known.packets], link))
    assert carried(found) == SESSION["messages"]


def test_a_handshake_over_several_connections_is_one() -> None:
    tcp = Tcp()
    for number, (endpoint, sender, text) in enumerate(SESSION["messages"]):
        message = bytes.fromhex(text)
        if sender == "client":
            tcp.client = (tcp.client[0], 50_000 + number)
            tcp.sequence = {"client": 1, "server": 1}
            tcp.open().send("client", post(endpoint, message, "Cookie: session=77"))
        else:
            tcp.send("server", ok(message)).close("server")
    (found,) = read(tcp.file())
    assert carried(found) == SESSION["messages"]


def test_the_device_closes_without_an_answer() -> None:
    tcp = Tcp().open()
    for endpoint, sender, text in FAILED["messages"]:
        message = bytes.fromhex(text)
        tcp.send(sender, post(endpoint, message) if sender == "client" else ok(message))
    for flags in (FIN | ACK, RST):
        whole = Tcp(packets=list(tcp.packets), sequence=dict(tcp.sequence), time=tcp.time).close("server", flags)
        (found,) = read(whole.file())
        assert carried(found) == FAILED["messages"]
        (event,) = [event for event in found.events if event["what"] == "refused"]
        assert (event["endpoint"], event["text"]) == (
            "prov-session",
            "The server closed the connection, POST unanswered",
        )


def test_two_sessions_on_one_connection() -> None:
    begun = {"messages": FAILED["messages"][:-1]}
    tcp = provisioning(provisioning(Tcp().open(), begun), SESSION)
    first, second = read(tcp.file(), "two.pcap")
    assert carried(first)[: len(begun["messages"])] == begun["messages"]
    assert carried(second)[-4:] == SESSION["messages"][-4:]
    assert (first.name, second.name) == ("two, session 1", "two, session 2")


def test_chunked_and_compressed_bodies() -> None:
    body = json.dumps({"salt": "0a" * 16, "B": "0b" * 128}).encode()
    packed = gzip.compress(body)
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in (packed[:7], packed[7:]))
    tcp = Tcp().open()
    tcp.send("client", post("login/1", b'{"username": "alice"}'))
    tcp.send("server", b"HTTP/1.1 100 Continue\r\n\r\n")
    tcp.send(
        "server",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
        + chunks
        + b"0\r\nX: y\r\n\r\n",
        9,
    )
    tcp.send("client", post("login/2", b'{"A": "%s", "M1": "%s"}' % (b"0c" * 128, b"0d" * 20)))
    tcp.send("server", b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}")
    (found,) = read(tcp.file())
    assert [(line["endpoint"], line["from"]) for line in found.messages] == [
        ("/login/1", "client"),
        ("/login/1", "server"),
        ("/login/2", "client"),
    ]
    assert bytes.fromhex(found.messages[1]["bytes"]) == body
    assert found.header["wire"] == "nimbus"
    (event,) = [event for event in found.events if event["what"] == "error"]
    assert (event["code"], event["text"], event["endpoint"]) == (401, "Unauthorized", "/login/2")


def test_other_traffic_of_the_same_hosts_is_left_out() -> None:
    tcp = Tcp().open()
    tcp.send("client", b"GET /style.css HTTP/1.1\r\n\r\n").send("server", ok(b"body {}"))
    tcp.send("client", b"HEAD /x HTTP/1.1\r\n\r\n").send("server", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
    tcp.send("client", post("log-in", b'{"username": "bob", "password": "x"}')).send("server", ok(b'{"id": 1}'))
    with pytest.raises(FileError, match="1 TCP connections, 1 of them HTTP"):
        read(tcp.file())
    (found,) = read(provisioning(tcp, SESSION).file())
    assert carried(found) == SESSION["messages"]


def test_devolutions_messages_in_headers() -> None:
    offer = devolutions.SIGNATURE + bytes([2, 6, 0, 0]) + b"\0\1\x12\0" + bytes(4)
    offer += struct.pack("<H", 16) + bytes(range(16)) + struct.pack("<H", 32) + bytes(range(1, 33))
    tcp = Tcp().open()
    tcp.send("client", b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    tcp.send("server", b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: SRP\r\nAuth-ID: 1\r\nContent-Length: 0\r\n\r\n")
    tcp.send("client", b"GET / HTTP/1.1\r\nAuthorization: SRP !!!\r\n\r\n")
    head = f"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {devolutions.header_of(offer)}\r\nContent-Length: 0\r\n\r\n"
    tcp.send("server", head.encode())
    (found,) = read(tcp.file())
    assert [line["bytes"] for line in found.messages] == [offer.hex()]
    assert found.header["wire"] == "devolutions"


def frame(data: bytes, opcode: int, mask: bytes = b"", final: bool = True, compressed: bool = False) -> bytes:
    """A WebSocket frame."""
    head = bytes([final << 7 | compressed << 6 | opcode])
    flag = 0x80 if mask else 0
    if len(data) < 126:
        head += bytes([flag | len(data)])
    elif len(data) < 65_536:
        head += bytes([flag | 126]) + struct.pack(">H", len(data))
    else:
        head += bytes([flag | 127]) + struct.pack(">Q", len(data))
    if mask:
        data = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    return head + mask + data


def excalibur(status: str | None, data: bytes | str) -> bytes:
    binary = isinstance(data, bytes)
    return json.dumps(
        {
            "status": status,
            "binary": binary,
            "data": base64.b64encode(data).decode() if isinstance(data, bytes) else data,
        }
    ).encode()


EXCALIBUR = [
    ("client", excalibur(None, "alice")),
    ("server", excalibur("OK", "1024")),
    ("server", excalibur(None, bytes(range(128)))),
    ("client", excalibur(None, bytes(range(1, 129)))),
    ("server", excalibur("OK", "U is OK")),
    ("client", excalibur(None, bytes(32))),
    ("server", excalibur("OK", bytes(range(32)))),
]


def upgraded(tcp: Tcp, target: bytes = b"/api/auth") -> Tcp:
    asked = b"GET " + target + b" HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    tcp.send("client", asked)
    return tcp.send("server", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")


@pytest.mark.parametrize("size", [1, 1460])
@pytest.mark.parametrize("compressed", [False, True])
def test_websocket(size: int, compressed: bool) -> None:
    tcp = upgraded(Tcp().open())
    packers = {side: zlib.compressobj(wbits=-15) for side in ("client", "server")}
    for number, (sender, message) in enumerate(EXCALIBUR):
        mask = struct.pack(">I", 0x01020304 + number) if sender == "client" else b""
        sent = message
        if compressed:
            sent = packers[sender].compress(message) + packers[sender].flush(zlib.Z_SYNC_FLUSH)
            sent = sent.removesuffix(b"\0\0\xff\xff")
        half = len(sent) // 2
        tcp.send(sender, frame(sent[:half], 1, mask, final=False, compressed=compressed), size)
        tcp.send("server", frame(b"are you there", 9))
        tcp.send(sender, frame(sent[half:], 0, mask), size)
    tcp.send("server", frame(struct.pack(">H", 1000), 8))
    (found,) = read(tcp.file())
    assert [(line["from"], bytes.fromhex(line["bytes"])) for line in found.messages] == EXCALIBUR
    assert {(line["via"], line["endpoint"]) for line in found.messages} == {("websocket", "/api/auth")}
    assert found.header["wire"] == "excalibur"
    assert found.events[-1]["what"] == "websocket-close" and found.events[-1]["code"] == 1000


def test_broken_websocket_frames_keep_what_was_read() -> None:
    tcp = upgraded(Tcp().open())
    for sender, message in EXCALIBUR[:4]:
        tcp.send(sender, frame(message, 1, b"\1\2\3\4" if sender == "client" else b""))
    tcp.send("server", b"\x0b\x00 no frame of any kind")
    (found,) = read(tcp.file())
    assert len(found.messages) == 4
    assert any("a frame of kind 11 is not possible" in note for note in found.notes)


def entry(number: int, endpoint: str, asked: Any, answered: Any, status: int = 200) -> dict[str, Any]:
    return {
        "startedDateTime": f"2024-05-01T10:00:{number:02}.000+02:00",
        "time": 40,
        "request": {"method": "POST", "url": f"http://192.168.4.1/{endpoint}", "headers": [], "postData": asked},
        "response": {"status": status, "statusText": "", "headers": [], "content": answered},
    }


def log(entries: list[Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": entries}}).encode()


def test_har_of_protocomm() -> None:
    pairs = list(zip(SESSION["messages"][::2], SESSION["messages"][1::2], strict=True))
    entries = [
        entry(
            number,
            asked[0],
            {"mimeType": "application/octet-stream", "text": bytes.fromhex(asked[2]).decode("latin-1")},
            {"text": base64.b64encode(bytes.fromhex(answered[2])).decode(), "encoding": "base64"},
        )
        for number, (asked, answered) in enumerate(pairs)
    ]
    (found,) = read(log(entries[::-1]), "page.har")
    assert carried(found) == SESSION["messages"]
    assert found.header["created"] == "2024-05-01T08:00:01Z"
    assert found.messages[1]["t"] == pytest.approx(0.04)


def test_har_of_a_websocket_and_a_refused_request() -> None:
    socket = entry(0, "api/auth", None, {}, 101)
    socket["_webSocketMessages"] = [
        {
            "type": "send" if sender == "client" else "receive",
            "time": 1.5 + number,
            "opcode": 1,
            "data": message.decode(),
        }
        for number, (sender, message) in enumerate(EXCALIBUR)
    ]
    (found,) = read(log([socket]), "page.har")
    assert [(line["from"], bytes.fromhex(line["bytes"])) for line in found.messages] == EXCALIBUR
    assert {line["via"] for line in found.messages} == {"websocket"}
    asked = {"mimeType": "application/json", "text": json.dumps({"A": "0c" * 128, "M1": "0d" * 20})}
    (found,) = read(log([entry(1, "login", asked, {"text": "no"}, 403)]), "page.har")
    assert found.events[-1]["code"] == 403


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"log": {"entries": []}}', "no SRP handshake is in its 0 requests"),
        (b'{"log": {"entries": 5}}', "no log.entries"),
        (b'{"log": {"entries": [1, null, {"request": 5, "response": []}, {}]}}', "its 2 requests"),
        (b'{"log": {"entries": [', "line 1, column 22"),
        (b'{"log": ' + b"[" * 200_000, "nested too deeply"),
        (b'{"log": {"entries": [], "n": ' + b"9" * 5_000 + b"}}", "a number that is too long"),
        (
            log([{**entry(1, "x", {"text": 5}, {"text": []}), "_webSocketMessages": [3, {"type": "send", "data": 5}]}]),
            "1 req",
        ),
    ],
)
def test_har_that_is_none(data: bytes, words: str) -> None:
    with pytest.raises(FileError) as raised:
        har.read(Source.of_bytes(data, "page.har"))
    assert words in str(raised.value)


def test_textbook_lines_over_tcp() -> None:
    lines = [
        ("client", {"I": "alice", "A": "0c" * 128}),
        ("server", {"s": "0a" * 16, "B": "0b" * 128}),
        ("client", {"M1": "0d" * 20}),
    ]
    tcp = Tcp().open()
    for sender, message in lines:
        tcp.send(sender, json.dumps(message).encode() + b"\n", 11)
    (found,) = read(tcp.file())
    assert [(line["from"], json.loads(bytes.fromhex(line["bytes"]))) for line in found.messages] == lines
    assert {line["via"] for line in found.messages} == {"tcp"}
    assert found.header["wire"] == "textbook"


def test_absurd_http_is_named() -> None:
    tcp = provisioning(Tcp().open(), SESSION)
    tcp.send("client", b"POST /x HTTP/1.1\r\n" + b"X: " + b"y" * 70_000)
    (found,) = read(tcp.file())
    assert carried(found) == SESSION["messages"]
    assert any("an HTTP header is longer than" in note for note in found.notes)


def test_a_har_of_nobodys_protocol_gives_its_values() -> None:
    def entry(second: int, asked: dict[str, str], status: int, answer: dict[str, str]) -> dict[str, object]:
        return {
            "startedDateTime": f"2024-03-11T10:11:{second}.000Z",
            "request": {
                "method": "POST",
                "url": "https://api.example.org/log-in",
                "postData": {"text": json.dumps(asked)},
            },
            "response": {"status": status, "content": {"text": json.dumps(answer)}},
        }

    salt, A, B, proof = "5d" * 16, "9dca" * 64, "51e0" * 64, "a7" * 32
    entries = [entry(10, {"username": "nora", "A": A}, 200, {"salt": salt, "B": B}), entry(11, {"M1": proof}, 401, {})]
    text = json.dumps({"log": {"creator": {}, "entries": entries}})
    (capture,) = har.read(Source.of_bytes(text.encode(), "own.har"))
    found = {name: value for line in capture.of_type("values") for name, value in line["values"].items()}
    assert found == {"I": "nora", "s": salt, "A": A, "B": B, "M1": proof}
    assert [(one["what"], one["of"]) for one in capture.events] == [("refused", "M1")]

    def kept(asked: dict[str, str], status: int, answer: dict[str, str]) -> dict[str, object]:
        body = {"body": {"text": json.dumps(asked)}}
        return {"request": body, "response": {"status": status, "body": {"text": json.dumps(answer)}}}

    session = [kept({"username": "nora", "A": A}, 200, {"salt": salt, "B": B}), kept({"M1": proof}, 403, {})]
    (charles,) = har.read(Source.of_bytes(json.dumps(session).encode(), "own.chlsj"))
    assert [one["of"] for one in charles.events] == ["M1"]
    assert list(charles.of_type("values")) == list(capture.of_type("values"))
