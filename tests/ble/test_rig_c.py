"""Rig C: the same tests against real bluetoothd and a real kernel's Bluetooth, in QEMU; only the radio is virtual."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

HERE = Path(__file__).parent / "rig_c"
PROGRAMS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "busybox": "busybox-static",
    "cpio": "cpio",
    "depmod": "kmod",
    "dbus-daemon": "dbus",
    "apt-get": "apt",
}
GUEST_SECONDS = 540


def lacking() -> str:
    """Why rig C cannot run here; "" where it can."""
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    packages = [package for program, package in PROGRAMS.items() if shutil.which(program, path=path) is None]
    if not any(Path(one).exists() for one in ("/usr/libexec/bluetooth/bluetoothd", "/usr/lib/bluetooth/bluetoothd")):
        packages.append("bluez")
    return f"rig C needs the Debian packages {', '.join(packages)}" if packages else ""


@pytest.mark.rig_c
def test_the_same_tests_against_real_bluez(tmp_path: Path) -> None:
    reason = lacking()
    folder = Path(os.environ.get("SRPSCOPE_RIG_C") or Path.home() / ".cache" / "srpscope" / "rig-c")
    if not reason:
        kernel = subprocess.run(
            ["sh", str(HERE / "kernel.sh"), str(folder)], capture_output=True, text=True, timeout=300, check=False
        )
        reason = "" if kernel.returncode == 0 else f"rig C has no kernel: {kernel.stderr.strip()[-300:]}"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    guest = ["bash", str(HERE / "guest.sh"), sys.executable]
    done = subprocess.run(
        ["bash", str(HERE / "boot.sh"), str(folder), str(tmp_path), str(GUEST_SECONDS), *guest],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=GUEST_SECONDS + 60,
        check=False,
        cwd=HERE.parents[2],
    )
    results = tmp_path / "results.xml"
    assert results.exists(), done.stdout[-4000:] + done.stderr[-2000:]
    cases = list(ElementTree.parse(results).iter("testcase"))
    failed = [
        f"{case.get('name')}: {found.get('message')}"
        for case in cases
        for found in (*case.iter("failure"), *case.iter("error"), *case.iter("skipped"))
    ]
    assert not failed, "\n".join(failed) + "\n" + done.stdout[-6000:]
    assert done.returncode == 0, done.stdout[-4000:]
    names = {str(case.get("name")).partition("[")[0] for case in cases}
    assert len(cases) >= 16, names
    assert "test_handshake" in names and "test_a_phone_meets_our_device_through_bluez" in names
    for path in tmp_path.glob("*.btsnoop"):
        assert verdict(path) == ("proved" if "failed" in path.name else "agree")


def verdict(path: Path) -> str:
    """What `why` says of a capture that btmon left, once its author gives what they know."""
    known = json.loads(path.with_suffix(".json").read_text())
    secrets = path.with_suffix(".secrets")
    secrets.write_text(f"client.a={known['a']}\nclient.P={known['P']}\n")
    command = [sys.executable, "-m", "srpscope", "why", "--json", "--secrets", str(secrets), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return str(json.loads(done.stdout)["verdict"])
