"""The live soak against played peers: it reports exactly the situations that fail, with the cause."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.answers.soak import setting, soak
from srpscope.cli import main
from srpscope.cli.peers.soak_live import is_loopback, rate
from srpscope.errors import PeerError
from srpscope.live.party import SheetParty
from srpscope.live.soak import LiveSoak, Report, SoakOutcome, SoakPeer
from srpscope.live.streams import StreamTransport
from srpscope.live.systems import plain
from srpscope.live.systems.esp32.host import Host, HostSettings, make_credential
from srpscope.live.systems.esp32.http_client import HttpTransport
from srpscope.live.systems.esp32.http_server import ProtocommServer
from srpscope.live.systems.esp32.session import AsItIs
from srpscope.live.users import LiveParty, Users, enrol, terms
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.sheet import Memory
from srpscope.wire.textbook.client import TextbookClient
from tests.systems.parties import serve

SALT = bytes(range(1, 17))
b = 0x60975527035CF2AD1989806F0407210BC81EDC04E2762A56AFD529DDDA2D4393
"""A server whose b is fixed meets the same client values each time: the soak is short, and the same in every run."""
SEED = "223"
"""A seed of the client's values that meets u, S, K and M1 with a leading zero within 30 handshakes of that b."""

WITHOUT_B = ("A", "u", "S", "K", "M1")


async def against_device(
    client: str, seed: str, situations: tuple[str, ...], private: int, salt: bytes = SALT, tries: int = 200
) -> Report:
    """A live soak with a played device, in this process, over a real socket."""
    host = Host(HostSettings(make_credential("wifiprov", "abcd1234", salt), b=private))
    server = ProtocommServer(host, "127.0.0.1", 0)
    await server.start()
    port = int(server.url.rstrip("/").rpartition(":")[2])
    memory = Memory()
    given = {"I": "wifiprov", "P": "abcd1234"}
    peer = SoakPeer(
        lambda a: SheetParty("client", dialect(client), {**given, "a": a}, memory=memory),
        AsItIs,
        lambda: HttpTransport("127.0.0.1", port),
        dialect("esp-idf-security2"),
    )
    try:
        return await LiveSoak(peer, situations, seed=seed, tries=tries).run()
    finally:
        await server.close()
        await host.close()


async def test_an_android_like_client_fails_on_exactly_three() -> None:
    """A sent short, K stripped in M1, M1 sent short; u and S do no harm."""
    report = await against_device("esp-android", SEED, WITHOUT_B, b)
    assert report.failing == ("A", "K", "M1")
    assert report.unseen == () and not report.problem and report.ordinary.refused == 0
    outcomes = report.outcomes
    assert outcomes["A"].cause == "A goes out in 383 bytes where the peer wants 384"
    assert "M1 hashes K in 63 bytes" in outcomes["K"].cause and outcomes["K"].suspects == ("m1-key-stripped",)
    assert outcomes["M1"].cause == "M1 goes out in 63 bytes where the peer wants 64"
    assert outcomes["M1"].suspects == ("m1-stripped",)


async def test_a_B_with_a_leading_zero_does_the_android_client_no_harm() -> None:
    """The sixth situation, with a device whose b gives such a B."""
    found = soak(setting(dialect("esp-idf-security2")), ("B",), together=False)
    (handshake,) = [one for one in found.handshakes if one.zeros == ("B",)]
    known = handshake.server.given
    host = Host(
        HostSettings(make_credential(str(known["I"]), str(handshake.client.given["P"]), known["s"]), b=known["b"])
    )
    server = ProtocommServer(host, "127.0.0.1", 0)
    await server.start()
    port = int(server.url.rstrip("/").rpartition(":")[2])
    given = {"I": known["I"], "P": handshake.client.given["P"]}
    peer = SoakPeer(
        lambda a: SheetParty("client", dialect("esp-android"), {**given, "a": a}),
        AsItIs,
        lambda: HttpTransport("127.0.0.1", port),
        dialect("esp-idf-security2"),
    )
    run = LiveSoak(peer, ("B",), seed="1", tries=20)
    run.report.ordinary.handshakes = 1  # with such a b no handshake is ordinary
    report = await run.run()
    await server.close()
    await host.close()
    assert report.outcomes["B"].handshakes == 1 and report.failing == ()


async def test_the_right_client_fails_on_nothing() -> None:
    """The device's own dialect, the same handshakes."""
    report = await against_device("esp-idf-security2", SEED, WITHOUT_B, b)
    assert report.failing == () and report.unseen == ()


async def test_an_ordinary_refusal_is_said_and_ends_it() -> None:
    """A salt that starts with 00 never works with the Android client: that is no matter of single sessions."""
    report = await against_device("esp-android", SEED, WITHOUT_B, b, salt=b"\0" + SALT[1:])
    assert "ordinary handshake is refused" in report.problem
    assert report.begun <= 4 and report.credential == ("s",)
    assert "x hashes s in 16 bytes" not in report.ordinary.cause and "s in 15 bytes" in report.ordinary.cause


async def test_the_number_of_handshakes_is_bounded() -> None:
    """What did not come up is said to be missing."""
    report = await against_device("esp-idf-security2", "1", ("u",), b, tries=5)
    assert report.begun == 5 and report.unseen == ("u",)
    assert "stopped after 5 handshakes" in report.problem


async def test_nobody_there() -> None:
    """A peer that is not reached at all is an error, with its exit status."""
    peer = SoakPeer(
        lambda a: SheetParty("client", dialect("esp-idf-security2"), {"I": "i", "P": "p", "a": a}),
        AsItIs,
        lambda: HttpTransport("127.0.0.1", 9),
        dialect("esp-idf-security2"),
    )
    with pytest.raises(PeerError):
        await LiveSoak(peer, ("A",)).run()


@pytest.mark.parametrize(("formula", "failing"), [("MIN(H(S))", ("K",)), ("H(PAD(S))", ("S",)), ("H(S)", ())])
async def test_the_textbook_over_tcp(formula: str, failing: tuple[str, ...]) -> None:
    """Another transport, and a client with a mistake in K: one situation, and no other."""
    spoken = terms(dialect("rfc5054"), "rfc5054-1024", "sha256")
    server = await serve("plain", Users(spoken, [enrol(spoken, "alice", "password123", SALT)]), order="wikipedia")
    edited = type(spoken)(spoken.dialect, spoken.group, spoken.hash, (Edit("client", "K", "formula", formula),))
    peer = SoakPeer(
        lambda a: LiveParty("client", edited, {"I": "alice", "P": "password123", "a": a}),
        lambda party: TextbookClient(party, "wikipedia"),
        lambda: StreamTransport(server.url, plain.PlainLines),
        dialect("rfc5054"),
    )
    try:
        report = await LiveSoak(peer, ("S", "K"), seed="textbook").run()
    finally:
        await server.close()
    assert report.failing == failing and report.unseen == ()


async def test_what_is_ordinary_in_a_group_is_no_situation() -> None:
    """N of Nimbus' 256-bit group begins with 01 15: nine numbers in ten are shorter than it."""
    spoken = terms(dialect("nimbus"), "nimbus-256", "sha1")
    peer = SoakPeer(
        lambda a: LiveParty("client", spoken, {"I": "alice", "P": "p", "a": a}),
        lambda party: TextbookClient(party, "wikipedia"),
        lambda: plain.transport("tcp://127.0.0.1:9"),
        dialect("nimbus"),
    )
    report = LiveSoak(peer).report
    assert report.absent == ("A", "B", "S") and tuple(report.outcomes) == ("u", "K", "M1")


def test_the_command_against_serve_http(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Two programs, one socket: the answer as JSON, the refused handshakes as captures."""
    environment = {**os.environ, "SRPSCOPE_PASSWORD": "abcd1234"}
    serve = [sys.executable, "-m", "srpscope", "serve", "http", "--port", "0", "--username", "wifiprov", "--headless"]
    serve += ["--salt", SALT.hex(), "--b", f"{b:x}", "--record", str(tmp_path / "served")]
    device = subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        assert device.stderr is not None
        port = device.stderr.readline().strip().rstrip("/").rpartition(":")[2]
        drained = subprocess.run(
            [sys.executable, "-m", "srpscope", "soak", "live", "http", f"127.0.0.1:{port}", "--username", "wifiprov"]
            + ["--dialect", "esp-android", "--seed", SEED, "--json", "--record", str(tmp_path / "kept")]
            + [part for one in WITHOUT_B for part in ("--situation", one)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        device.terminate()
        device.communicate(timeout=60)
    assert drained.returncode == 1, drained.stderr
    answer = json.loads(drained.stdout)
    assert answer["failing"] == ["A", "K", "M1"] and answer["unseen"] == []
    assert answer["rate"] == pytest.approx(3 / 256, rel=0.01)
    (record,) = answer["situations"]["K"]["records"]
    assert main(["why", record, "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["findings"][0]["suspects"] == ["m1-key-stripped"]


def test_the_simulated_ble_device(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One connection for all handshakes, opened anew after a refusal; no radio, so nobody is asked."""
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.delenv("SRPSCOPE_PASSWORD", raising=False)
    command = ["soak", "live", "ble", "--simulate", "--dialect", "esp-android", "--situation", "A", "--handshakes", "2"]
    assert main([*command, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["failing"] == ["A"] and answer["situations"]["A"]["refused"] == 2
    assert answer["ordinary"]["refused"] == 0


@pytest.mark.parametrize(
    ("transport", "scheme"), [("nimbus", "http"), ("devolutions", "http"), ("excalibur", "http"), ("plain", "tcp")]
)
def test_each_other_transport(transport: str, scheme: str, tmp_path: Path) -> None:
    """Its client is made anew for each handshake; an ordinary one is accepted, and three are the bound: a server draws
    its b, and one try in 256 is the situation that is waited for."""
    environment = {**os.environ, "SRPSCOPE_PASSWORD": "password123"}
    serve = [sys.executable, "-m", "srpscope", "serve", transport, "--port", "0", "--username", "alice", "--headless"]
    server = subprocess.Popen(
        [*serve, "--record", str(tmp_path)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        address = server.stderr.readline().strip().partition("://")[2].rstrip("/")
        live = [sys.executable, "-m", "srpscope", "soak", "live", transport, f"{scheme}://{address}"]
        ended = subprocess.run(
            [*live, "--username", "alice", "--situation", "M1", "--tries", "3", "--seed", "1"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        server.terminate()
        server.communicate(timeout=60)
    came_up = "M1 starts with 00: accepted (1)" in ended.stdout
    assert ended.returncode == (0 if came_up else 2), ended.stdout + ended.stderr
    assert "ordinary: accepted (1)" in ended.stdout
    assert came_up or "M1 starts with 00: did not come up" in ended.stdout
    begun = re.search(r"(\d) handshakes? (?:was|were) begun\.", ended.stdout)
    assert begun is not None and (begun[1] == "3" or (came_up and int(begun[1]) < 3))


# Bounds and questions


def test_loopback_is_told_from_the_rest() -> None:
    """Names too."""
    assert is_loopback("127.0.0.1") and is_loopback("::1") and is_loopback("localhost")
    assert not is_loopback("192.0.2.1") and not is_loopback("") and not is_loopback("no.such.host.invalid")


@pytest.mark.parametrize(
    "arguments",
    [
        ["http", "192.0.2.1", "--username", "i"],
        ["ble", "--username", "i"],
        ["http", "127.0.0.1", "--username", "i", "--tries", "0"],
        ["http", "127.0.0.1", "--username", "i", "--handshakes", "1000"],
        ["http", "127.0.0.1", "--username", "i", "--situation", "s"],
        ["plain", "tcp://192.0.2.1:1", "--username", "i"],
        ["nimbus", "http://[", "--username", "i"],
    ],
)
def test_it_is_refused_before_anything_is_sent(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past this computer only after a yes, and never without a bound."""
    monkeypatch.setenv("SRPSCOPE_PASSWORD", "p")
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["soak", "live", *arguments]) == 64
    assert capsys.readouterr().err.startswith("srpscope: ")


def test_what_belongs_to_one_session_is_no_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused, not ignored."""
    with pytest.raises(SystemExit) as ended:
        main(["soak", "live", "http", "127.0.0.1", "--username", "i", "--a", "05"])
    assert ended.value.code == 64 and "--a" in capsys.readouterr().err


def test_the_rate_counts_situations() -> None:
    """Each comes once in 256."""
    report = Report(SoakOutcome("none"), {one: SoakOutcome(one, 1, 1) for one in ("A", "K")})
    assert rate(report) == pytest.approx(1 - (255 / 256) ** 2, abs=1e-6)
