"""The plug-in, in a pytest of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUG_IN = ("-n0", "-p", "no:cacheprovider", "-p", "no:srpscope", "-p", "srpscope.pytest_plugin")
"""Loaded by its module, whether or not the entry point is installed."""


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-c",
        "/dev/null",
        "--rootdir",
        str(folder),
        *PLUG_IN,
        *more,
        str(folder),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    for name in ("my_client.py", "test_my_client.py"):
        shutil.copy(ROOT / "examples" / name, folder)
    return folder


def test_the_example_of_a_wrong_client(example: Path) -> None:
    """The right client passes, the wrong one fails where the example expects it."""
    done = run(example, "-q")
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 xfailed" in done.stdout


def test_the_wrong_client_is_told_its_byte_in_colour(example: Path) -> None:
    done = run(example, "--runxfail", "--color=yes", "-q")
    assert done.returncode == 1
    assert "k hashes g without padding" in done.stdout
    assert "\x1b[31m>   g  minimal, 1 byte  02" in done.stdout
    assert "asserting.py" not in done.stdout  # the traceback ends in the test, not in srpscope


def test_the_device_and_two_peers_at_once(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(
        """
import asyncio
import srpscope

def test_two(srp_device, srp_server, assert_srp):
    device, server = srp_device("wifiprov", "abcd1234"), srp_server("plain", options={"group": "nimbus-256"})
    assert device.url != server.url

    async def log_in(system, peer, **more):
        async with srpscope.connect(system, peer.url, peer.username, peer.password, **more) as client:
            return await client.run()

    assert asyncio.run(log_in("esp32", device))
    assert asyncio.run(log_in("plain", server, options={"group": "nimbus-256"}))
    assert_srp(device.handshake())
    assert_srp(server.handshake())
"""
    )
    done = run(tmp_path, "-q")
    assert done.returncode == 0, done.stdout


def test_it_is_an_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"srpscope": "srpscope.pytest_plugin"}


def test_the_version_is_one() -> None:
    import srpscope

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == srpscope.__version__


def test_what_is_said_to_the_person_comes_without_our_traceback(tmp_path: Path) -> None:
    (tmp_path / "test_said.py").write_text(
        """
def test_name(srp_server):
    srp_server("nimbuss")

def test_waits(srp_server):
    srp_server("esp-idf-security2", "wifiprov", "abcd1234").handshake(timeout=0.1)
"""
    )
    done = run(tmp_path, "-q")
    assert done.returncode == 1 and "2 failed" in done.stdout
    assert "Did you mean nimbus?" in done.stdout and "no handshake ended within 0.1 s" in done.stdout
    assert not any(name in done.stdout for name in ("pytest_plugin.py", "registry.py", "playing.py", "concurrent"))


def test_zeros_that_the_server_cannot_force_are_an_error_and_no_green_test(tmp_path: Path) -> None:
    (tmp_path / "test_zeros.py").write_text(
        """
def test_zeros(srp_server):
    srp_server("excalibur", zeros="S")
"""
    )
    done = run(tmp_path, "-q")
    assert done.returncode == 1
    assert "UserError: S cannot be forced: this server sends B before it has A" in done.stdout
