"""Every error path that the device's own code was run through: the same outcome, the same log lines, three releases."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

from srpscope.live.party import SheetParty
from srpscope.live.systems.esp32.host import make_credential
from srpscope.srp.dialect import dialect
from srpscope.wire.protocomm.client import Security2Client
from srpscope.wire.protocomm.device import Answered, Device, Failed, LogLine
from srpscope.wire.protocomm.firmware import FIRMWARES
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, Resp0, encode, parse
from tests.wire.facts import states

ESP = dialect("esp-idf-security2")
# Salts, keys and B without a leading zero byte, so that the sizes are those that were recorded.
CREDENTIAL = make_credential("wifiprov", "abcd1234", b"\x03" * 16)
OTHER = make_credential("wifiprov", "another password", b"\x03" * 16)


class Bench:
    """A device and a client that does what a title says; it notes what the client sees."""

    def __init__(self, version: str, credential: object = CREDENTIAL) -> None:
        assert isinstance(credential, type(CREDENTIAL))
        given = {"s": credential.salt, "v": credential.verifier}
        self.lines: list[LogLine] = []
        self.device = Device(
            lambda: _full_length(lambda: SheetParty("server", ESP, given)),
            self.lines.append,
            secrets.token_bytes,
            FIRMWARES[version],
        )
        self.seen: list[str] = []
        self.client = Security2Client(SheetParty("client", ESP, {"I": "wifiprov", "P": "abcd1234"}))
        self.party = self.client.party
        step = self.client.step
        assert step is not None and hasattr(step, "build")
        self.cmd0: bytes = step.build()

    def open(self, session_id: int = 0) -> None:
        self.device.open(session_id)
        self.seen.append("ok")

    def send(self, data: bytes, endpoint: str = "prov-session", session_id: int = 0) -> bytes:
        result = self.device.request(endpoint, session_id, data)
        if isinstance(result, Answered):
            self.seen.append(f"resp {len(result.data)}B")
            return result.data
        assert isinstance(result, Failed)
        self.seen.append("" if result.crashed else f"err {result.code}")
        return b""

    def start(self) -> None:
        """Cmd0, and take what the device answers."""
        reply = parse(self.send(self.cmd0))
        assert isinstance(reply, Resp0)
        self.party.receive("s", reply.salt)
        self.party.receive("B", reply.public_key)

    def proof(self) -> bytes:
        return encode(Cmd1(self.party.raw("M1")))

    @property
    def log(self) -> list[str]:
        return [str(line) for line in self.lines if line.level != "D"]


def _full_length(make: Callable[[], SheetParty]) -> SheetParty:
    while True:
        party = make()
        if len(party.raw("B")) == 384:
            return party


def _cmd0(bench: Bench, username: bytes = b"wifiprov", public_key: bytes | None = None) -> bytes:
    return encode(Cmd0(username, bench.party.raw("A") if public_key is None else public_key))


WRONG = encode(Cmd1(b"\x11" * 64))
Steps = Callable[[Bench], None]


def _good(b: Bench) -> None:
    b.open()
    b.start()
    b.send(b.proof())


def _wrong_then_right(b: Bench) -> None:
    b.open()
    b.start()
    b.send(WRONG)
    b.send(WRONG)
    b.send(b.proof())


def _second_cmd0(b: Bench) -> None:
    b.open()
    b.start()
    b.start()
    b.send(b.proof())


def _cmd0_after_done(b: Bench) -> None:
    _good(b)
    b.start()
    b.send(b.proof())


def _cmd1_after_done(b: Bench) -> None:
    _good(b)
    b.send(b.proof())


def _open_twice(b: Bench) -> None:
    b.open(0)
    b.open(1)
    b.send(b.cmd0)


def _after_cmd0(data: Callable[[Bench], bytes]) -> Steps:
    def steps(b: Bench) -> None:
        b.open()
        b.start()
        b.send(data(b))

    return steps


def _once(data: Callable[[Bench], bytes], endpoint: str = "prov-session") -> Steps:
    def steps(b: Bench) -> None:
        b.open()
        b.send(data(b), endpoint)

    return steps


def _after_good(data: bytes) -> Steps:
    def steps(b: Bench) -> None:
        _good(b)
        b.send(data, "prov-config")

    return steps


def _sec2(inner: bytes) -> bytes:
    length = bytes([len(inner) & 0x7F | 0x80, len(inner) >> 7]) if len(inner) > 127 else bytes([len(inner)])
    return b"\x10\x02\x62" + length + inner


PLAIN = b"\x52\x00" + bytes(30)

PATHS: dict[str, Steps] = {
    "good": _good,
    "wrong proof then right proof, same session, no new cmd0": _wrong_then_right,
    "second cmd0 before cmd1": _second_cmd0,
    "cmd0 again after DONE": _cmd0_after_done,
    "cmd1 again after DONE": _cmd1_after_done,
    "cmd1 first": _once(lambda b: WRONG),
    "no open (session id unknown)": lambda b: void(b.send(b.cmd0)),
    "open twice (new connection while old one still open)": _open_twice,
    "proof 63 bytes": _after_cmd0(lambda b: encode(Cmd1(b"\x11" * 63))),
    "empty username": _once(lambda b: _cmd0(b, b"")),
    "A = 0 (384 zero bytes)": _once(lambda b: _cmd0(b, public_key=bytes(384))),
    "A = N": _once(lambda b: _cmd0(b, public_key=b.party.number("N").to_bytes(384))),
    "A 385 bytes (Java sign byte 00 kept)": _once(lambda b: _cmd0(b, public_key=b"\0" + b.party.raw("A"))),
    "sec_ver missing (client is sec0 or forgot field 2)": _once(lambda b: b.cmd0[2:]),
    "sec_ver 1": _once(lambda b: b"\x10\x01" + b.cmd0[2:]),
    "bare Sec2Payload, not wrapped in SessionData": _once(lambda b: b.cmd0[5:]),
    "garbage": _once(lambda b: b"\xff\xfe\xfd\xfc"),
    "msg says Command1 but payload is sc0": _once(lambda b: _sec2(b"\x08\x02" + b.cmd0[5:])),
    "msg = 1 (Response0)": _once(lambda b: _sec2(b"\x08\x01" + b.cmd0[5:])),
    "msg 0 with sc1 (forgot msg=S2Session_Command1)": _after_cmd0(lambda b: _sec2(WRONG[6:])),
    "hex text of the message instead of bytes": _once(lambda b: b.cmd0.hex().encode()),
    "truncated at 20 bytes (MTU 23, no long write)": _once(lambda b: b.cmd0[:20]),
    "truncated at 244 bytes (MTU 247)": _once(lambda b: b.cmd0[:244]),
    "prov-config before the session": _once(lambda b: PLAIN, "prov-config"),
    "plaintext prov-config after the session": _after_good(PLAIN),
    "short plaintext (<16 bytes) prov-config after the session": _after_good(b"\x52\x00\x00\x00"),
    "unknown endpoint": _once(lambda b: b"x", "prov-sesion"),
    "creds: verifier for another password": _after_cmd0(lambda b: b.proof()),
}


def void(_: bytes) -> None:
    """Nothing is done with the reply."""


@pytest.mark.parametrize("version", FIRMWARES)
def test_every_recorded_path_is_played(version: str) -> None:
    assert PATHS.keys() == states(version).keys()


@pytest.mark.parametrize("version", FIRMWARES)
@pytest.mark.parametrize("title", PATHS)
def test_same_outcome_and_same_log(title: str, version: str) -> None:
    seen, log = states(version)[title]
    bench = Bench(version, OTHER if title.startswith("creds") else CREDENTIAL)
    PATHS[title](bench)
    assert bench.seen == seen
    assert bench.log == log


def test_debug_lines_hold_what_the_device_prints() -> None:
    bench = Bench("v5.5")
    _good(bench)
    names = [line.text.removesuffix(" ->") for line in bench.lines if line.text.endswith("->")]
    assert names == [
        "Client Public Key", "k", "b", "Device Public Key", "u", "S", "Session Key",
        "Client proof", "M", "AMK", "Device proof", "Initialization vector",
    ]  # fmt: skip
    assert any(line.at(387) == "D (387) security2: Username: wifiprov" for line in bench.lines)
    k = [line for line in bench.lines if line.tag == "srp6a"][1]
    assert k.text == "a9 c2 e2 55 9b f0 eb b5 3f 0c bb f6 22 82 90 6b"
    at = [line.text for line in bench.lines].index("b ->")
    assert bench.lines[at + 1].secret and not bench.lines[at - 1].secret
