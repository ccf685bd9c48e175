"""TLS-SRP of the real command line tools, captured on loopback, imported, and S proved by the master secret.

gnutls-cli and gnutls-serv print the premaster secret when told to debug. Of OpenSSL 3.0's tools, s_client stops after
the server's key exchange and s_server loses the user name, so with them the test goes as far as they do; OpenSSL's
library completes, with openssl_srp.py as its tool, and that prints a and b.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.capture import Capture
from srpscope.capture.merge import merge
from srpscope.capture.source import Source
from srpscope.session import Session

pytestmark = pytest.mark.peers

PRIORITY = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+SRP"
NAME, PASSWORD = "alice", "password123"


def need(*tools: str) -> None:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing and os.environ.get("CI"):
        pytest.fail(f"{', '.join(missing)} not installed")
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], log: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the background, its input left open."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def wait_for(said: str, log: Path) -> None:
    for _ in range(200):
        if said in log.read_bytes().decode("utf-8", "replace"):
            return
        time.sleep(0.05)
    pytest.skip(f"{log.name} never said {said!r}: {log.read_bytes()[-300:]!r}")


@contextmanager
def capturing(port: int, folder: Path) -> Iterator[Path]:
    """Everything on loopback with that port, in a pcapng file that is complete when this ends."""
    file, log = folder / "packets.pcapng", folder / "dumpcap.log"
    with running(["dumpcap", "-q", "-i", "lo", "-f", f"tcp port {port}", "-w", str(file)], log, folder):
        wait_for("File: ", log)  # a machine that allows no capture never says it
        time.sleep(0.2)
        yield file
        time.sleep(0.7)


@pytest.fixture
def gnutls_files(tmp_path: Path) -> Path:
    need("srptool", "gnutls-serv", "gnutls-cli", "dumpcap")
    subprocess.run(["srptool", "--create-conf", "conf"], cwd=tmp_path, capture_output=True, check=True)
    made = subprocess.run(
        ["srptool", "--passwd", "passwd", "--passwd-conf", "conf", "--username", NAME, "--index", "3"],
        input=f"{PASSWORD}\n{PASSWORD}\n".encode(),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    if not (tmp_path / "passwd").exists():
        pytest.skip(f"srptool made no user: {made.stderr[-200:]!r}")
    return tmp_path


@contextmanager
def gnutls_server(folder: Path, port: int) -> Iterator[Path]:
    log = folder / "serv.log"
    command = ["gnutls-serv", "-p", str(port), "--srppasswd", "passwd", "--srppasswdconf", "conf"]
    with running([*command, "--priority", PRIORITY, "--nodb", "-d", "99", "--echo"], log, folder):
        wait_for("listening", log)
        yield log


def gnutls_client(folder: Path, port: int, password: str = PASSWORD) -> str:
    command = ["gnutls-cli", "-p", str(port), "127.0.0.1", "--srpusername", NAME, "--srppasswd", password]
    done = subprocess.run(
        [*command, "--priority", PRIORITY, "--insecure", "-d", "99"],
        input=b"hello\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=30,
        cwd=folder,
        env={"SSLKEYLOGFILE": str(folder / "keys.log"), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")


def openssl(*arguments: str) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("openssl_srp.py")), *arguments]


@contextmanager
def openssl_server(folder: Path, port: int) -> Iterator[Path]:
    """libssl as the server, for one session."""
    users, log = folder / "users", folder / "openssl.log"
    users.write_bytes(b"")
    add = ["openssl", "srp", "-srpvfile", "users", "-add", "-gn", "2048", "-passout", f"pass:{PASSWORD}", NAME]
    subprocess.run(add, cwd=folder, capture_output=True, check=True)
    with running(openssl("server", str(port), "users"), log, folder):
        wait_for("LISTENING", log)
        yield log


def openssl_client(folder: Path, port: int, password: str = PASSWORD) -> str:
    """libssl as the client; its part of the key log is appended to keys.log."""
    command = openssl("client", str(port), NAME, password)
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=folder, check=False)
    assert done.returncode in (0, 1), done.stderr
    with (folder / "keys.log").open("a") as log:
        log.writelines(line + "\n" for line in done.stdout.splitlines() if line.startswith("CLIENT_RANDOM"))
    return done.stdout


def private(printed: str) -> str:
    """The one private value that libssl drew."""
    (found,) = re.findall(r"^PRIVATE ([0-9a-f]{96})$", printed, re.M)
    return str(found)


def opened(*files: Path) -> Capture:
    (found,) = merge([capture for file in files for capture in formats.read(Source.of_path(file))])
    return found


def logged(text: str, name: str) -> str:
    found = re.findall(rf"{re.escape(name)}(?:\[\d+\])?: ([0-9a-f]+)", text)
    assert found, f"{name} was not printed"
    return str(found[-1])


def test_gnutls_with_itself_proves_S(gnutls_files: Path) -> None:
    port = free_port()
    with gnutls_server(gnutls_files, port) as log, capturing(port, gnutls_files) as packets:
        client = gnutls_client(gnutls_files, port)
        server = log.read_bytes().decode("utf-8", "replace")
    capture = opened(packets, gnutls_files / "keys.log")
    S = logged(server, "SRP S")
    capture.add_values("server", {"S": S})
    capture.add_values("client", {"S": S, "P": PASSWORD})
    view = Session(capture).view
    assert view.wire["I"] == NAME.encode()
    assert view.wire["B"].hex() == logged(client, "SRP B").removeprefix("00")
    assert view.client.value("u") == int(logged(client, "SRP U"), 16)
    for side in (view.client, view.server):
        K = side["K"]
        assert K.value == bytes.fromhex(logged(client, "MASTER SECRET"))
        assert K.computed == K.value  # S and both randoms gave the master secret of the key log again
    wrong = opened(packets, gnutls_files / "keys.log")
    wrong.add_values("server", {"S": format(int(S, 16) ^ 1, "x")})
    assert Session(wrong).view.server["K"].contradicted


def test_openssl_with_itself_proves_S(tmp_path: Path) -> None:
    need("openssl", "dumpcap")
    port = free_port()
    with openssl_server(tmp_path, port) as log, capturing(port, tmp_path) as packets:
        a = private(openssl_client(tmp_path, port))
        b = private(log.read_text())
    capture = opened(packets, tmp_path / "keys.log")
    bare = Session(capture).view
    assert bare.client["S"].value is None and bare.wire["I"] == NAME.encode()
    capture.add_values("client", {"a": a, "P": PASSWORD})
    capture.add_values("enroller", {"I": NAME, "P": PASSWORD})
    capture.add_values("server", {"b": b})
    view = Session(capture).view
    assert view.client["S"].value == view.server["S"].value
    master = (tmp_path / "keys.log").read_text().split()[2]
    for side in (view.client, view.server):
        assert side["K"].computed == side["K"].value == bytes.fromhex(master)
    capture.add_values("client", {"a": a[:-1] + ("0" if a[-1] != "0" else "1")})
    assert Session(capture).view.client["K"].contradicted


def test_openssl_with_gnutls_proves_S(gnutls_files: Path) -> None:
    port = free_port()
    with gnutls_server(gnutls_files, port) as log, capturing(port, gnutls_files) as packets:
        a = private(openssl_client(gnutls_files, port))
        server = log.read_bytes().decode("utf-8", "replace")
    capture = opened(packets, gnutls_files / "keys.log")
    capture.add_values("client", {"a": a, "P": PASSWORD})
    client = Session(capture).view.client
    assert client.value("S") == int(logged(server, "SRP S"), 16)
    assert client["K"].computed == client["K"].value


def test_gnutls_with_openssl_proves_S(tmp_path: Path) -> None:
    need("openssl", "gnutls-cli", "dumpcap")
    port = free_port()
    with openssl_server(tmp_path, port) as log, capturing(port, tmp_path) as packets:
        client = gnutls_client(tmp_path, port)
        b = private(log.read_text())
    capture = opened(packets, tmp_path / "keys.log")
    capture.add_values("enroller", {"I": NAME, "P": PASSWORD})
    capture.add_values("server", {"b": b})
    server = Session(capture).view.server
    assert server["K"].computed == server["K"].value == bytes.fromhex(logged(client, "MASTER SECRET"))


def test_a_wrong_password_for_openssl(tmp_path: Path) -> None:
    need("openssl", "dumpcap")
    port = free_port()
    with openssl_server(tmp_path, port), capturing(port, tmp_path) as packets:
        a = private(openssl_client(tmp_path, port, PASSWORD + " "))
    (capture,) = formats.read(Source.of_path(packets))
    assert any(event.get("alert") for event in capture.events)
    capture.add_values("client", {"a": a, "P": PASSWORD + " "})
    assert Session(capture).view.client["S"].value is not None


def test_a_wrong_password_ends_before_the_proof(gnutls_files: Path) -> None:
    port = free_port()
    with gnutls_server(gnutls_files, port), capturing(port, gnutls_files) as packets:
        gnutls_client(gnutls_files, port, "wrong")
    (capture,) = formats.read(Source.of_path(packets))
    assert {"I", "s", "A", "B"} <= Session(capture).view.wire.keys()
    assert any(event.get("alert") for event in capture.events)


def test_openssl_s_client_with_gnutls(gnutls_files: Path) -> None:
    need("openssl")
    port = free_port()
    with gnutls_server(gnutls_files, port) as log, capturing(port, gnutls_files) as packets:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-noservername"]
        subprocess.run(
            [*command, "-srpuser", NAME, "-srppass", f"pass:{PASSWORD}", "-cipher", "SRP:@SECLEVEL=0"],
            input=b"hello\n",
            capture_output=True,
            timeout=30,
            cwd=gnutls_files,
            check=False,
        )
        server = log.read_bytes().decode("utf-8", "replace")
    (capture,) = formats.read(Source.of_path(packets))
    wire = Session(capture).view.wire
    assert wire["I"] == NAME.encode()
    assert wire["B"].hex() == logged(server, "SRP B").removeprefix("00")
    assert {"N", "g", "s"} <= wire.keys()


def test_gnutls_with_openssl_s_server(tmp_path: Path) -> None:
    need("openssl", "gnutls-cli", "dumpcap")
    (tmp_path / "users").write_bytes(b"")
    subprocess.run(
        ["openssl", "srp", "-srpvfile", "users", "-add", "-gn", "2048", "-passout", f"pass:{PASSWORD}", NAME],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    port, log = free_port(), tmp_path / "s_server.log"
    command = ["openssl", "s_server", "-accept", str(port), "-nocert", "-srpvfile", "users", "-tls1_2"]
    with running([*command, "-cipher", "SRP:@SECLEVEL=0"], log, tmp_path):
        wait_for("ACCEPT", log)
        with capturing(port, tmp_path) as packets:
            gnutls_client(tmp_path, port)
    (capture,) = formats.read(Source.of_path(packets))
    assert Session(capture).view.wire["I"] == NAME.encode()
    said = [event["text"] for event in capture.events if event.get("alert")]
    completed = {"s", "A", "B"} <= Session(capture).view.wire.keys()
    assert completed or "unknown_psk_identity" in said
