"""Other implementations run afresh against our sheets. Not by default: `pytest -m peers`.

Those from PyPI run where they are installed (the test extra installs them). Those from npm are installed with npm into
a folder that is thrown away, or into the one that the environment variable SRPSCOPE_PEERS names.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from srpscope.srp.dialect import dialect
from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives.groups import Group, group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import NUMBERS, Side, Value, same

pytestmark = pytest.mark.peers

ROUNDS = 3
SCRIPTS = Path(__file__).parent / "peers"
NPM = {
    "secure-remote-password": "0.3.1",
    "jsrp": "0.2.4",
    "fast-srp-hap": "2.0.4",
    "tssrp6a": "3.0.0",
    "thinbus-srp": "1.8.0",
}


def start(chosen: Group) -> dict[str, Any]:
    """Fresh credentials, salt and private values, as hex and text."""
    return {
        "I": secrets.choice(["alice", "bob:smith", "Jürgen"]),
        "P": secrets.choice(["password123", " blanks ", "pässwörd€"]),
        "s": secrets.token_hex(16),
        "a": f"{secrets.randbits(255) | 1 << 254:064x}",
        "b": f"{secrets.randbits(255) | 1 << 254:064x}",
        "N": f"{chosen.N:x}",
        "g": f"{chosen.g:02x}",
    }


def check(name: str, hash_name: str, started: dict[str, Any], said: dict[str, dict[str, str]]) -> None:
    """Every value that the other program printed comes out of both our sheets."""
    spoken = dialect(name)
    assert said["client"] and said["server"]
    started = {**started, **said.get("both", {})}
    for side, own, peer in (("client", "a", "B"), ("server", "b", "A")):
        key: Side = "client" if side == "client" else "server"
        given: dict[str, Value] = {
            "N": int(started["N"], 16),
            "g": int(started["g"], 16),
            "I": started["I"],
            "P": started["P"],
            "s": bytes.fromhex(started["s"]),
            own: int(started[own], 16),
        }
        public = said["client"]["A"] if peer == "A" else said["server"]["B"]
        received = {peer: as_sent(spoken.wire_formula(peer) is not None, public)}
        sheet = Sheet(Knowledge(key, spoken, given, received, hash=hash_name))
        for value_name, text in said[side].items():
            text = text if len(text) % 2 == 0 else "0" + text
            wanted: Value = int(text, 16) if value_name in NUMBERS else bytes.fromhex(text)
            mine = sheet.value(value_name)
            assert mine is not None, (side, value_name, sheet[value_name].needs)
            assert same(mine, wanted), (side, value_name)


def as_sent(is_text: bool, public: str) -> bytes:
    """A public value in the form of the dialect's wire."""
    if is_text:
        return public.lstrip("0").encode()
    number = int(public, 16)
    return number.to_bytes(byte_length(number), "big")


def run(command: list[str], started: dict[str, Any], **environment: str) -> dict[str, dict[str, str]]:
    """The values that another program prints as JSON."""
    done = subprocess.run(
        command,
        input=json.dumps(started),
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return dict(json.loads(done.stdout))


MODES = {
    ("_pysrp", False, False): "pysrp",
    ("_pysrp", False, True): "pysrp-nouser",
    ("_pysrp", True, False): "pysrp-rfc5054",
    ("_pysrp", True, True): "pysrp-rfc5054-nouser",
    ("_ctsrp", False, False): "ctsrp",
    ("_ctsrp", False, True): "ctsrp-nouser",
    ("_ctsrp", True, False): "ctsrp-rfc5054",
    ("_ctsrp", True, True): "ctsrp-rfc5054-nouser",
}


@pytest.mark.parametrize(("backend", "rfc5054", "nouser"), MODES)
@pytest.mark.parametrize("hash_name", ["sha1", "sha512"])
def test_srp_from_pypi(backend: str, rfc5054: bool, nouser: bool, hash_name: str) -> None:
    pytest.importorskip("srp")
    for _ in range(ROUNDS):
        started = start(group("rfc5054-2048"))
        started |= {"backend": backend, "rfc5054": rfc5054, "nouser": nouser, "hash": hash_name}
        said = run([sys.executable, str(SCRIPTS / "pypi_srp.py")], started)
        check(MODES[backend, rfc5054, nouser], hash_name, started, said)


@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
@pytest.mark.parametrize("group_name", ["rfc5054-1024", "rfc5054-3072"])
def test_srptools_from_pypi(hash_name: str, group_name: str) -> None:
    pytest.importorskip("srptools")
    for _ in range(ROUNDS):
        started = start(group(group_name)) | {"hash": hash_name}
        check("srptools", hash_name, started, run([sys.executable, str(SCRIPTS / "pypi_srptools.py")], started))


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the npm packages, filled the first time."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node or npm is not installed")
    folder = Path(os.environ.get("SRPSCOPE_PEERS") or tmp_path_factory.mktemp("npm"))
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / "node_modules" / name).is_dir() for name in NPM):
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": NPM}))
        subprocess.run(
            ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True, timeout=300
        )
    return folder / "node_modules"


@pytest.mark.parametrize(
    ("package", "name", "group_name", "hash_name"),
    [
        ("secure-remote-password", "linusu", "rfc5054-2048", "sha256"),
        ("jsrp", "jsrp", "rfc5054-2048", "sha256"),
        ("fast-srp-hap", "fast-srp-hap", "rfc5054-3072", "sha512"),
        ("tssrp6a", "tssrp6a", "rfc5054-2048", "sha512"),
        ("thinbus-srp", "thinbus", "rfc5054-2048", "sha256"),
    ],
)
def test_packages_from_npm(modules: Path, package: str, name: str, group_name: str, hash_name: str) -> None:
    for _ in range(ROUNDS):
        started = start(group(group_name)) | {"package": package}
        said = run(["node", str(SCRIPTS / "npm.js")], started, NODE_PATH=str(modules))
        check(name, hash_name, started, said)
