"""What btmon recorded of a live session on a real kernel, read back: equal to what was sent. Inside rig C only.

The captures are left in SRPSCOPE_BTMON for whoever started the virtual machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.capture import Capture
from srpscope.capture.packets import btsnoop
from srpscope.capture.source import Source
from srpscope.live.ble.scanning import DeviceChoice
from srpscope.live.systems.esp32.session import ProtocommSession
from srpscope.wire.protocomm.gatt import EXAMPLE_SERVICE
from srpscope.wire.protocomm.messages import config_status
from tests.ble.conftest import Opener
from tests.ble.rigs import Setting, kinds
from tests.ble.test_peripheral_bluez import device_through_bluez

RIGHT, MISTYPED = "abcd1234", "abcd1234\n"


@asynccontextmanager
async def btmon(path: Path) -> AsyncIterator[None]:
    """Everything between host and controller, written to a file meanwhile."""
    program = shutil.which("btmon")
    assert program, "rig C needs btmon (Debian package bluez)"
    process = await asyncio.create_subprocess_exec(program, "-w", str(path), stdout=asyncio.subprocess.DEVNULL)
    async with asyncio.timeout(30):
        while not path.exists() or path.stat().st_size < 16:  # its first lines stay in a buffer, the file's head not
            await asyncio.sleep(0.1)
    try:
        yield
        await asyncio.sleep(1.0)
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def talk(session: ProtocommSession) -> bool | None:
    """A handshake, and one encrypted request where it was accepted."""
    try:
        accepted = await session.run()
        if accepted:
            endpoint, build = "prov-config", config_status
            assert (await session.request(endpoint, build())).reply
        return accepted
    finally:
        await session.close()


def messages(capture: Capture) -> list[tuple[str, str, str]]:
    """(endpoint, sender, hex) of each."""
    return [(line["endpoint"], line["from"], line["bytes"]) for line in capture.messages]


def leave(path: Path, session: ProtocommSession) -> None:
    """Beside its capture, what the client's author believes of it: its a and its password; and what was said."""
    lines = [line for line in session.recording.capture.of_type("values") if line["side"] == "client"]
    known = {name: text for line in lines for name, text in line["values"].items()}
    truth = {"a": known["a"], "P": RIGHT, "messages": messages(session.recording.capture)}
    path.with_suffix(".json").write_text(json.dumps(truth))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where captures go; skips outside rig C."""
    if "bluez" not in kinds():
        pytest.skip("needs the real kernel of rig C")
    return Path(os.environ.get("SRPSCOPE_BTMON") or tmp_path)


@pytest.mark.in_guest
@pytest.mark.parametrize("mtu", [23, 256])
@pytest.mark.parametrize("password", [RIGHT, MISTYPED], ids=["good", "failed"])
async def test_our_client_as_btmon_saw_it(rig: Opener, folder: Path, password: str, mtu: int) -> None:
    path = folder / f"client-{'good' if password != MISTYPED else 'failed'}-mtu{mtu}.btsnoop"
    async with rig(mtu=mtu) as here, btmon(path):
        session = here.session(password=password)
        assert await talk(session) is (password != MISTYPED)
    (found,) = formats.read(Source.of_path(path))
    leave(path, session)
    assert messages(found) == messages(session.recording.capture)
    assert found.notes == []
    assert [event["mtu"] for event in found.events if event["what"] == "mtu"] == [mtu]


@pytest.mark.in_guest
async def test_our_device_as_btmon_saw_it(folder: Path) -> None:
    path = folder / "device-good-mtu256.btsnoop"
    async with device_through_bluez(Setting(), 256) as here, btmon(path):
        session = here.session(here.transport(DeviceChoice(name="PROV_", service=EXAMPLE_SERVICE)))
        assert await talk(session) is True
    assert path.read_bytes()[:16] == btsnoop.MAGIC + (1).to_bytes(4) + (2001).to_bytes(4)
    leave(path, session)
    (found,) = formats.read(Source.of_path(path))
    assert messages(found) == messages(session.recording.capture)
