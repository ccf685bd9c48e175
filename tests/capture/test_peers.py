"""Other programs' readers and the benchmark, run for real."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.bench_captures import compare
from tests.capture.network.test_tls_srp import PROVED, TRUTH, key_log, proves
from tests.capture.packet_files import BLE, TLS, messages, read, truth

pytestmark = pytest.mark.peers


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("container", ["pcap", "pcapng", "nsecpcap", "btsnoop"])
def test_what_editcap_writes(tmp_path: Path, container: str) -> None:
    editcap = tool("editcap")
    source, path = BLE / "failed-then-good-mtu500.btsnoop", tmp_path / "out"
    made = subprocess.run([editcap, "-F", container, str(source), str(path)], capture_output=True, text=True)
    if made.returncode != 0 and "can't be written" in made.stderr:
        pytest.skip(f"editcap does not write {container}: {made.stderr.strip()}")
    assert made.returncode == 0, made.stderr
    expected = [session["messages"] for session in truth(source)["sessions"]]
    assert [messages(found) for found in read(path.read_bytes())] == expected


@pytest.mark.parametrize("name", PROVED)
def test_secrets_that_editcap_injects(tmp_path: Path, name: str) -> None:
    """The key log inside the file proves S without a further file."""
    log, path = tmp_path / "keys.log", tmp_path / "with-keys.pcapng"
    log.write_bytes(key_log(name))
    subprocess.run([tool("editcap"), "--inject-secrets", f"tls,{log}", str(TLS / name), str(path)], check=True)
    (found,) = read(path.read_bytes(), path.name)
    assert proves(found, TRUTH[name]["S"])


def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """It prints a ratio for each kind of file, finds the handshake in each, and holds its memory."""
    tool("tshark")
    compare(megabytes=2, rounds=1)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    for line in lines:
        assert "1 handshake, " in line and " x tshark" in line
        assert float(line.split(" MB more memory")[0].rsplit(" ", 1)[1]) < 25
