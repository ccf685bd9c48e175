"""Records the sessions of tests/data/sessions: python -m tests.session.make_sessions [NAME...].

Real parties over real sockets: `srpscope serve` and `srpscope live`, with a relay between them that changes, cuts or
drops what passes; for an ESP32's messages that no client of ours would send, a client of plain Python. Each name gives
the recording of one side or of both (NAME.client, NAME.server).
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from srpscope.wire.gcm import Channel
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, encode
from tests.live.quirky_client import Client
from tests.wire.facts import wire_values

FOLDER = Path(__file__).parents[1] / "data" / "sessions"
NAME, PASSWORD = "alice", "correct horse"

Change = Callable[[str, int, bytes], bytes | None]
"""(client or server, number of its chunk from 1, bytes) -> what goes on; None drops the connection."""


def relay(to: int, change: Change) -> int:
    """A port that passes everything on to another one, changed."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = int(listening.getsockname()[1])

    def pump(source: socket.socket, sink: socket.socket, who: str, counts: dict[str, int]) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                counts[who] += 1
                named = data.replace(b"Host: 127.0.0.1:%d" % port, b"Host: 127.0.0.1:%d" % to)
                changed = change(who, counts[who], named)
                if changed is None:
                    break
                sink.sendall(changed)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        counts = {"client": 0, "server": 0}
        while True:
            client, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", to))
            for pair in ((client, server, "client"), (server, client, "server")):
                threading.Thread(target=pump, args=(*pair, counts), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return port


class Server:
    """`srpscope serve` on a free port."""

    def __init__(self, folder: Path, *arguments: str, password: str = PASSWORD, sessions: int = 1) -> None:
        self._folder = folder
        command = [sys.executable, "-m", "srpscope", "serve", *arguments, "--port", "0", "--username", NAME]
        self._process = subprocess.Popen(
            [*command, "--headless", "--record", str(folder), "--sessions", str(sessions)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "SRPSCOPE_PASSWORD": password},
        )
        assert self._process.stderr is not None
        self.port = 0
        while not self.port:
            found = re.search(r"(?:127\.0\.0\.1|localhost):(\d+)", self._process.stderr.readline())
            self.port = int(found[1]) if found else 0
        threading.Thread(target=self._process.stderr.read, daemon=True).start()

    def recording(self) -> Path | None:
        """Its last recording, after the sessions have ended; None where it came to none."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(12)
        self._process.terminate()
        self._process.wait(10)
        found = list(self._folder.glob("*.srp.jsonl"))
        return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name)) if found else None


def live(record: Path, *arguments: str, password: str = PASSWORD, seconds: float = 60) -> None:
    """`srpscope live`, to its end or for so long."""
    named = [] if "--username" in arguments else ["--username", NAME]
    command = [sys.executable, "-m", "srpscope", "live", *arguments, *named, "--headless"]
    environment = {**os.environ, "SRPSCOPE_PASSWORD": password}
    with suppress(subprocess.TimeoutExpired):
        subprocess.run([*command, "--record", str(record)], env=environment, capture_output=True, timeout=seconds)


SYSTEMS: dict[str, tuple[list[str], list[str], str]] = {
    "nimbus": (["nimbus"], ["nimbus"], "http://127.0.0.1:{}"),
    "devolutions": (["devolutions", "--over", "tcp"], ["devolutions"], "tcp://127.0.0.1:{}"),
    "excalibur": (["excalibur"], ["excalibur"], "http://127.0.0.1:{}"),
    "plain": (["plain"], ["plain"], "tcp://127.0.0.1:{}"),
    "esp32": (["http", "--stack", "http"], ["http", "--no-requests"], "127.0.0.1:{}"),
}


def session(
    name: str,
    system: str,
    *,
    server: tuple[str, ...] = (),
    client: tuple[str, ...] = (),
    password: str = PASSWORD,
    change: Change | None = None,
    sessions: int = 1,
) -> None:
    """One session of a system, both recordings kept."""
    serving, living, where = SYSTEMS[system]
    with tempfile.TemporaryDirectory() as folder:
        playing = Server(Path(folder) / "server", *serving, *server, sessions=sessions)
        port = playing.port if change is None else relay(playing.port, change)
        record = Path(folder) / "client.srp.jsonl"
        live(record, *living, *client, where.format(port), password=password)
        keep(name, client=record, server=playing.recording())


def keep(name: str, **recordings: Path | None) -> None:
    """Copy recordings into the folder; addresses of this machine's ports do not matter and stay."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for side, path in recordings.items():
        if path is not None:
            (FOLDER / f"{name}.{side}.srp.jsonl").write_bytes(path.read_bytes())


# What passes, changed


def last_byte(who: str, number: int) -> Change:
    """The last byte of one chunk is another one."""

    def change(sender: str, count: int, data: bytes) -> bytes:
        return data[:-1] + bytes([data[-1] ^ 1]) if (sender, count) == (who, number) else data

    return change


def gone(who: str, number: int) -> Change:
    """The connection ends where one chunk should pass."""
    return lambda sender, count, data: None if (sender, count) == (who, number) else data


def other_tag(who: str) -> Change:
    """The tag of a sealed token begins with another character."""
    tag = re.compile(rb'(tag[\\]?": [\\]?")(.)')

    def change(sender: str, count: int, data: bytes) -> bytes:
        return tag.sub(lambda found: found[1] + (b"B" if found[2] == b"A" else b"A"), data) if sender == who else data

    return change


def swallowed(who: str, number: int) -> Change:
    """One chunk is taken and not passed on; the connection stays."""
    return lambda sender, count, data: b"" if (sender, count) == (who, number) else data


# What a third one has of it


def overheard(name: str, system: str) -> None:
    """The messages alone, as somebody between the two sees them: no side's values, nobody's word."""
    serving, living, where = SYSTEMS[system]
    with tempfile.TemporaryDirectory() as folder:
        playing = Server(Path(folder) / "server", *serving)
        record = Path(folder) / "client.srp.jsonl"
        live(record, *living, where.format(playing.port))
        playing.recording()
        lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
        kept = [line for line in lines if line["type"] in ("header", "message")]
        record.write_text("".join(f"{json.dumps(line)}\n" for line in kept), "utf-8")
        keep(name, wire=record)


def further(name: str, *passwords: str) -> None:
    """A client that tries other passwords in the session that refused its own."""
    serving, living, where = SYSTEMS["esp32"]
    with tempfile.TemporaryDirectory() as folder:
        playing = Server(Path(folder) / "server", *serving)
        record, listed = Path(folder) / "client.srp.jsonl", Path(folder) / "passwords"
        listed.write_text("\n".join(passwords), "utf-8")
        more = ("--further-passwords", str(listed))
        live(record, *living, *more, where.format(playing.port), password="wrong horse")
        playing.recording()
        keep(name, client=record)


def killed(name: str, system: str, change: Change) -> None:
    """A client whose process ends while it waits for an answer that does not come."""
    serving, living, where = SYSTEMS[system]
    with tempfile.TemporaryDirectory() as folder:
        playing = Server(Path(folder) / "server", *serving)
        record = Path(folder) / "client.srp.jsonl"
        live(record, *living, where.format(relay(playing.port, change)), seconds=4)
        playing.recording()
        keep(name, client=record)


# An ESP32 and a client of plain Python


class Device:
    """A played ESP32 over HTTP, and requests as bytes."""

    def __init__(self, folder: Path, sessions: int) -> None:
        self._server = Server(folder, "http", "--stack", "http", sessions=sessions)
        self._connection: http.client.HTTPConnection | None = None
        self.cookie = ""
        self.logged: dict[str, str] = {}
        """What the client's own program wrote down of its values."""

    def connect(self) -> None:
        """A new connection."""
        self._connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=10)

    def post(self, endpoint: str, body: bytes, chunked: bool = False, cookie: bool = True) -> bytes:
        """The reply; b"" where the device closed the connection."""
        if self._connection is None:
            self.connect()
        assert self._connection is not None
        headers = {"Cookie": self.cookie} if self.cookie and cookie else {}
        try:
            content: object = iter([body[:10], body[10:]]) if chunked else body
            self._connection.request("POST", f"/{endpoint}", content, headers, encode_chunked=chunked)  # type: ignore[arg-type]
            response = self._connection.getresponse()
        except (http.client.HTTPException, OSError):
            self._connection = None
            return b""
        if given := response.headers.get("Set-Cookie"):
            self.cookie = given.split(";")[0]
        return response.read()

    def finished(self, name: str) -> None:
        """The session is over."""
        if self._connection is not None:
            self._connection.close()
        recorded = self._server.recording()
        if self.logged and recorded is not None:
            with recorded.open("a", encoding="utf-8") as file:
                print(json.dumps({"type": "values", "side": "client", "values": self.logged}), file=file)
        keep(name, server=recorded)


def esp32(name: str, spoken: Callable[[Device, Client], object]) -> None:
    """One session of a client of plain Python with a played ESP32."""
    with tempfile.TemporaryDirectory() as folder:
        device = Device(Path(folder), 2 if spoken is _lost_session else 1)
        spoken(device, Client())
        device.finished(name)


def first(device: Device, client: Client, A: bytes | None = None) -> dict[str, bytes]:
    """Cmd0, and what Resp0 holds."""
    return wire_values(device.post("prov-session", encode(Cmd0(NAME.encode(), A or client.A))), "server")


def proof(client: Client, reply: dict[str, bytes], password: str = PASSWORD) -> bytes:
    """M1."""
    return client.answer(NAME.encode(), password.encode(), reply["s"], reply["B"])


def second(body: Callable[[bytes], bytes], **how: bool) -> Callable[[Device, Client], object]:
    """A right Cmd0, and a Cmd1 that is made of the right one's bytes."""

    def spoken(device: Device, client: Client) -> None:
        reply = first(device, client)
        device.post("prov-session", body(encode(Cmd1(proof(client, reply)))), **how)

    return spoken


def _other_a(device: Device, client: Client) -> None:
    """A client that draws a anew behind its A, and logs the one that it computed with."""
    reply = first(device, client)
    client.a = int.from_bytes(secrets.token_bytes(32)) | 1 << 255
    device.post("prov-session", encode(Cmd1(proof(client, reply))))
    device.logged = {"I": NAME, "P": PASSWORD, "a": f"{client.a:x}"}


def _lost_session(device: Device, client: Client) -> None:
    reply = first(device, client)
    device.connect()
    device.post("prov-session", encode(Cmd1(proof(client, reply))), cookie=False)


def _wrong_then_sealed(seal: Callable[[bytes, bytes], bytes]) -> Callable[[Device, Client], object]:
    """A right handshake, and an encrypted request that is sealed otherwise. seal: of K and nonce."""

    def spoken(device: Device, client: Client) -> None:
        seen: list[bytes] = []
        client.session_key = lambda c, S: seen.append(c.H(S.to_bytes((S.bit_length() + 7) // 8))) or seen[-1]  # type: ignore[func-returns-value]
        reply = first(device, client)
        answer = wire_values(device.post("prov-session", encode(Cmd1(proof(client, reply)))), "server")
        device.post("prov-config", seal(seen[-1], answer["nonce"]))

    return spoken


ESP32: dict[str, Callable[[Device, Client], object]] = {
    "esp32-proof-in-field-2": second(lambda body: body.replace(b"\x0a\x40", b"\x12\x40", 1)),
    "esp32-msg-1": second(lambda body: body.replace(b"\x08\x02\xb2", b"\x08\x01\xb2", 1)),
    "esp32-sec-ver-1": second(lambda body: body.replace(b"\x10\x02", b"\x10\x01", 1)),
    "esp32-hex-body": second(lambda body: body.hex().encode()),
    "esp32-base64-body": second(base64.b64encode),
    "esp32-chunked": second(lambda body: body, chunked=True),
    "esp32-short-proof": lambda device, client: (
        (
            first(device, client),
            device.post("prov-session", encode(Cmd1(bytes(32)))),
        )[0]
        and None
    ),
    "esp32-lost-session": _lost_session,
    "esp32-A-383": lambda device, client: (
        device.post("prov-session", encode(Cmd0(NAME.encode(), client.A[1:]))) and None
    ),
    "esp32-A-zero": lambda device, client: (
        device.post("prov-session", encode(Cmd0(NAME.encode(), bytes(384)))) and None
    ),
    "esp32-proof-first": lambda device, client: device.post("prov-session", encode(Cmd1(bytes(64)))),
    "esp32-other-a": _other_a,
    "esp32-other-key": _wrong_then_sealed(lambda K, nonce: Channel(K[-32:], nonce, 1).encrypt(b"\x08\x00").data),
    "esp32-counter-little": _wrong_then_sealed(
        lambda K, nonce: Channel(K, nonce[:-4] + nonce[:-5:-1], 1).encrypt(b"\x08\x00").data
    ),
    "esp32-counter-0": _wrong_then_sealed(
        lambda K, nonce: Channel(K, nonce[:-4] + bytes(4), 1).encrypt(b"\x08\x00").data
    ),
}

SESSIONS: dict[str, Callable[[str], None]] = {
    **{
        f"{system}-right": lambda name, system=system: session(name, system)  # type: ignore[misc]
        for system in SYSTEMS
    },
    **{
        f"{system}-wrong-password": lambda name, system=system: session(name, system, password="wrong horse")  # type: ignore[misc]
        for system in SYSTEMS
    },
    **{
        f"{system}-wrong-M2": lambda name, system=system: session(name, system, server=("--mistake", "M2=H(A | K)"))  # type: ignore[misc]
        for system in ("nimbus", "devolutions", "excalibur", "plain")
    },
    "excalibur-A-zero": lambda name: session(name, "excalibur", client=("--mistake", "A=0")),
    "devolutions-B-zero": lambda name: session(name, "devolutions", server=("--mistake", "B=0")),
    "plain-told-M2": lambda name: session(name, "plain", server=("--mistake", "M2=H(A | K)")),
    "plain-told-k": lambda name: session(name, "plain", server=("--mistake", "k=H(N | N)")),
    "plain-told-client-M2": lambda name: session(name, "plain", client=("--mistake", "M2=H(A | K)")),
    "plain-told-both": lambda name: session(
        name, "plain", server=("--mistake", "k=H(N | N)"), client=("--mistake", "k=H(N | N)")
    ),
    "devolutions-wrong-mac": lambda name: session(name, "devolutions", change=last_byte("client", 2)),
    "devolutions-wrong-mac-of-server": lambda name: session(name, "devolutions", change=last_byte("server", 2)),
    "devolutions-mistake": lambda name: session(name, "devolutions", client=("--mistake", "M1=H(A | B | K)")),
    "excalibur-wrong-token": lambda name: session(name, "excalibur", change=other_tag("server")),
    "esp32-further-passwords": lambda name: further(name, "wrong again", PASSWORD, "never tried"),
    "plain-overheard": lambda name: overheard(name, "plain"),
    "plain-unfinished": lambda name: killed(name, "plain", swallowed("server", 1)),
    **{
        f"{system}-unknown-user": lambda name, system=system: session(name, system, client=("--username", "bob"))  # type: ignore[misc]
        for system in SYSTEMS
    },
    "plain-cut": lambda name: session(name, "plain", change=gone("client", 2)),
    "nimbus-cut": lambda name: session(name, "nimbus", change=gone("server", 2)),
    "esp32-dropped-on-order": lambda name: session(name, "esp32", server=("--fault", "drop:2")),
    "esp32-corrupted-on-order": lambda name: session(name, "esp32", server=("--fault", "corrupt:2:20")),
    "esp32-forgotten-on-order": lambda name: session(name, "esp32", server=("--fault", "lose:2")),
    "esp32-lost-cookie": lambda name: session(name, "esp32", client=("--lose-cookie", "--lose-socket"), sessions=3),
    **{name: lambda name, spoken=spoken: esp32(name, spoken) for name, spoken in ESP32.items()},  # type: ignore[misc]
}


def main() -> None:
    """Those named, else all."""
    for name in sys.argv[1:] or SESSIONS:
        SESSIONS[name](name)
        print(name, flush=True)  # noqa: T201 - a tool for the command line


if __name__ == "__main__":
    main()
