"""The commands: live --simulate and live ble without a screen, serve ble on a controller that is reached over TCP."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.ble.conftest import need
from tests.ble.rigs import ADDRESS, Rig, Setting, make_host


async def command(*arguments: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Run `srpscope ...` and give its exit status, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "srpscope",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **(env or {})},
    )
    out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def test_simulated_session_needs_nothing(tmp_path: Path) -> None:
    record = tmp_path / "one.srp.jsonl"
    status, out, err = await command("live", "--simulate", "--headless", "--json", "--record", str(record))
    assert status == 0, err
    answer = json.loads(out)
    assert answer["accepted"] is True and answer["version"]["sec_ver"] == 2
    assert [step["name"] for step in answer["steps"]][2:6] == ["Cmd0", "Resp0", "Cmd1", "Resp1"]
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert any(line["type"] == "event" and line["what"] == "simulated" for line in lines)
    assert {line["via"] for line in lines if line["type"] == "message"} == {"ble"}
    assert record.stat().st_mode & 0o077 == 0


async def test_simulated_refusal_and_further_proofs(tmp_path: Path) -> None:
    wrong, further = tmp_path / "wrong", tmp_path / "further"
    wrong.write_text("wrong\n")
    further.write_text("other\nabcd1234\n")
    record = str(tmp_path / "two.srp.jsonl")
    base = ["live", "--simulate", "--headless", "--record", record, "--force"]
    who = ["--username", "wifiprov", "--password-file", str(wrong)]
    status, out, _ = await command(*base, *who)
    assert status == 1 and "NimBLE" in out and "ATT error 0x04" in out
    status, out, _ = await command(*base, *who, "--further-passwords", str(further))
    assert status == 0 and "Accepted with: password 2" in out
    status, out, _ = await command(*base, *who, "--further-passwords", str(further), "--stack", "bluedroid")
    assert status == 1 and "Bluedroid" in out and "Accepted" not in out


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("reject:2", "The server refused M1, as ordered: the write is refused."),
        ("stale:2", "The client refused the message, as ordered: the answer before it is to be read once more."),
        ("corrupt:2:30", "The client refused M2, as ordered: one bit of byte 30 is flipped."),
        ("late:2:0.1", "Both sides agree, on M1 and M2."),
    ],
)
async def test_a_fault_that_was_ordered_is_the_persons(fault: str, said: str, tmp_path: Path) -> None:
    """The client's own recording says so: nobody else is to blame."""
    given = ["--headless", "--json", "--no-requests", "--fault", fault, "--record", str(tmp_path / "one.srp.jsonl")]
    status, out, err = await command("live", "--simulate", *given)
    judged = json.loads(out)["judgement"]
    assert (judged["headline"], status) == (said, 0 if fault.startswith("late") else 1), err
    assert judged["at_fault"] == ("nobody" if fault.startswith("late") else "person")


async def test_a_late_answer_is_no_reason_for_a_refusal(tmp_path: Path) -> None:
    given = ["--username", "wifiprov", "--fault", "late:2:0.1", "--record", str(tmp_path / "one.srp.jsonl")]
    wrong = {"SRPSCOPE_PASSWORD": "wrong"}
    _, out, _ = await command("live", "--simulate", "--headless", "--json", "--no-requests", *given, env=wrong)
    assert json.loads(out)["judgement"]["cause"] == "cannot-tell"


async def test_simulated_list() -> None:
    status, out, _ = await command("live", "ble", "--simulate", "--list", "--scan-seconds", "0.5")
    assert status == 0
    assert out.splitlines()[0].split()[2:4] == ["5E:00:00:C0:FF:EE", "PROV_C0FFEE"]
    assert "Kitchen scale" in out and "(no name)" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["live", "ble", "--stack", "nimble"], "--simulate"),
        (["live", "--simulate", "--fault", "vanish:0"], "counted from 1"),
        (["live", "--simulate", "--fault", "vanish"], "vanish:2"),
        (["live", "--simulate", "--fault", "burn:1"], "no fault"),
        (["live", "--simulate", "--mtu", "7"], "23 to 517"),
        (["live", "--simulate", "--headless", "--service", "nonsense"], "no UUID"),
        (["live"], "TRANSPORT"),
        (["serve", "ble", "--stack", "http"], "nimble or bluedroid"),
        (["serve", "ble", "--username", "u", "--name", "x" * 30, "--headless"], "29 bytes"),
        (["serve", "ble", "--username", "u", "--service", "x", "--headless"], "UUID"),
        (["serve", "ble", "--username", "u", "--controller", "nonsense:", "--headless"], "no such controller"),
    ],
)
async def test_misuse(arguments: list[str], said: str, tmp_path: Path) -> None:
    env = {"SRPSCOPE_PASSWORD": "abcd1234", "XDG_DATA_HOME": str(tmp_path)}
    status, _, err = await command(*arguments, env=env)
    assert status == 64, err
    assert said in err


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_than_on_linux_a_controller_is_needed(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from srpscope.cli import main

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("SRPSCOPE_PASSWORD", "abcd1234")
    assert main(["serve", "ble", "--username", "wifiprov", "--headless"]) == 64


async def test_without_bluetooth_it_says_what_to_do(tmp_path: Path) -> None:
    env = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path / 'no-bus'}"}
    if sys.platform != "linux":
        pytest.skip("Linux's way of having no Bluetooth")
    status, _, err = await command("live", "ble", "--list", env=env)
    assert status == 69
    assert "doctor" in err and "--simulate" in err


async def test_no_bluez_on_the_bus(request: pytest.FixtureRequest) -> None:
    need("fake-bluez")
    request.getfixturevalue("private_bus")
    status, _, err = await command("live", "ble", "--list")
    assert status == 69
    assert "bluetoothd is not running" in err and "doctor" in err


async def test_serve_on_a_controller_over_tcp(tmp_path: Path) -> None:
    """The command drives a virtual controller of this process over HCI; a bumble phone does the handshake."""
    from bumble import hci
    from bumble.device import Device
    from bumble.link import LocalLink
    from bumble.transport import open_transport

    from srpscope.live.systems.esp32.ble.peripheral import Peripheral
    from tests.ble.bumble_backend import radio_over
    from tests.ble.controller import HonestController

    link = LocalLink()
    with_port = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = with_port.sockets[0].getsockname()[1]
    with_port.close()
    await with_port.wait_closed()
    async with await open_transport(f"tcp-server:127.0.0.1:{port}") as opened:
        HonestController("device", host_source=opened.source, host_sink=opened.sink, link=link)
        other = HonestController("phone", link=link)
        phone = Device.with_hci("phone", hci.Address(ADDRESS), other, other)
        await phone.power_on()
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "srpscope", "serve", "ble", "--controller", f"tcp-client:127.0.0.1:{port}"],
            *["--headless", "--username", "wifiprov", "--sessions", "2", "--record", str(tmp_path)],
            env={**os.environ, "SRPSCOPE_PASSWORD": "abcd1234"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stderr is not None
            async with asyncio.timeout(60):
                while b"advertising as PROV_C0FFEE" not in await process.stderr.readline():
                    assert process.returncode is None
            host = make_host(Setting())
            here = Rig("bumble", host, Peripheral(host), radio_over(phone))
            for password, accepted in (("wrong", False), ("abcd1234", True)):
                session = here.session(here.transport(scan_seconds=20.0), password)
                try:
                    assert await session.run() is accepted
                finally:
                    await session.close()
            out, err = await asyncio.wait_for(process.communicate(), 60)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    answers = [json.loads(line) for line in out.splitlines()]
    assert [one["accepted"] for one in answers] == [False, True]
    assert b"Failed to authenticate client proof!" in err and b"protocomm_nimble: Invalid content received" in err
    assert len(list(tmp_path.glob("*.srp.jsonl"))) == 2
