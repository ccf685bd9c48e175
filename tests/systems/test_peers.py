"""Other people's libraries at the other end of the wire: srptools and srp from PyPI, tssrp6a from npm."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from srpscope.live.users import Users, enrol
from srpscope.srp.primitives.groups import group
from tests.systems.parties import NAME, PASSWORD, SYSTEMS, System, log_in, serve

pytestmark = pytest.mark.peers

GROUP = group("rfc5054-2048")


def spoken(dialect: str, hash: str) -> System:
    """A dialect over the textbook's lines in the 2048-bit group."""
    base = SYSTEMS["rfc5054"]
    return System(dialect, "rfc5054-2048", base.serve, base.log_in, hash)


class Lines:
    """A blocking client of the textbook's wire."""

    def __init__(self, port: int) -> None:
        self._file = socket.create_connection(("127.0.0.1", port), timeout=20).makefile("rwb")

    def ask(self, message: dict[str, str]) -> dict[str, Any]:
        self._file.write(json.dumps(message).encode() + b"\n")
        self._file.flush()
        answer: dict[str, Any] = json.loads(self._file.readline())
        return answer

    def close(self) -> None:
        self._file.close()


def even(text: str) -> str:
    return "0" * (len(text) % 2) + text


def srptools_client(port: int, password: str) -> bool:
    from srptools import SRPClientSession, SRPContext

    context = SRPContext(NAME, password, prime=f"{GROUP.N:x}", generator=f"{GROUP.g:x}", hash_func=hashlib.sha256)
    session = SRPClientSession(context)
    lines = Lines(port)
    try:
        challenge = lines.ask({"I": NAME, "A": even(session.public)})
        session.process(challenge["B"], challenge["s"])
        proof = lines.ask({"M1": session.key_proof})
        return "M2" in proof and bool(session.verify_proof(bytes.fromhex(proof["M2"])))
    finally:
        lines.close()


def pysrp_client(port: int, password: str) -> bool:
    from srp import _pysrp as srp

    srp.rfc5054_enable(True)
    user = srp.User(NAME, password, hash_alg=srp.SHA256, ng_type=srp.NG_2048)
    _, A = user.start_authentication()
    lines = Lines(port)
    try:
        challenge = lines.ask({"I": NAME, "A": A.hex()})
        M1 = user.process_challenge(bytes.fromhex(challenge["s"]), bytes.fromhex(challenge["B"]))
        proof = lines.ask({"M1": M1.hex()})
        if "M2" in proof:
            user.verify_session(bytes.fromhex(proof["M2"]))
        return bool(user.authenticated())
    finally:
        srp.rfc5054_enable(False)
        lines.close()


CLIENTS = {"srptools": ("srptools", srptools_client), "srp": ("pysrp-rfc5054", pysrp_client)}


@pytest.mark.parametrize("name", CLIENTS)
async def test_their_client_at_our_server(name: str) -> None:
    pytest.importorskip(name)
    dialect, client = CLIENTS[name]
    system = spoken(dialect, "sha256")
    listening = await serve("plain", system.users())
    try:
        assert await asyncio.to_thread(client, listening.port, PASSWORD)
        assert not await asyncio.to_thread(client, listening.port, "wrong")
    finally:
        await listening.close()


class TheirServer(threading.Thread):
    """A one-connection server of the textbook's wire around another library."""

    def __init__(self, name: str, salt: bytes) -> None:
        super().__init__(daemon=True)
        self._name, self._salt = name, salt
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(30)
        self.port = self._socket.getsockname()[1]
        self.accepted: bool | None = None

    def run(self) -> None:
        connection, _ = self._socket.accept()
        with connection, connection.makefile("rwb") as file:
            first = json.loads(file.readline())
            challenge, check = getattr(self, self._name)(first["I"], bytes.fromhex(first["A"]))
            file.write(json.dumps(challenge).encode() + b"\n")
            file.flush()
            M2 = check(bytes.fromhex(json.loads(file.readline())["M1"]))
            self.accepted = M2 is not None
            file.write(json.dumps({"error": "no"} if M2 is None else {"M2": M2.hex()}).encode() + b"\n")
            file.flush()
        self._socket.close()

    def srptools(self, name: str, A: bytes) -> Any:
        from srptools import SRPContext, SRPServerSession

        context = SRPContext(name, PASSWORD, prime=f"{GROUP.N:x}", generator=f"{GROUP.g:x}", hash_func=hashlib.sha256)
        verifier = context.get_common_password_verifier(context.get_common_password_hash(self._salt))
        session = SRPServerSession(context, password_verifier=verifier)
        session.process(A, self._salt)

        def check(M1: bytes) -> bytes | None:
            return session.key_proof_hash_bin if session.verify_proof(M1) else None

        return {"s": self._salt.hex(), "B": even(session.public)}, check

    def srp(self, name: str, A: bytes) -> Any:
        from srp import _pysrp as srp

        srp.rfc5054_enable(True)
        enrolled = enrol(spoken("pysrp-rfc5054", "sha256").terms(), name, PASSWORD, self._salt)
        verifier = enrolled.verifier.to_bytes(256, "big")
        session = srp.Verifier(name, self._salt, verifier, A, hash_alg=srp.SHA256, ng_type=srp.NG_2048)
        salt, B = session.get_challenge()
        return {"s": salt.hex(), "B": B.hex()}, session.verify_session


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
@pytest.mark.parametrize("name", CLIENTS)
async def test_our_client_at_their_server(name: str, password: str) -> None:
    pytest.importorskip(name)
    server = TheirServer(name, bytes(range(1, 17)))
    server.start()
    system = spoken(CLIENTS[name][0], "sha256")
    exchange = await log_in("plain", f"tcp://127.0.0.1:{server.port}", system.client(password=password))
    server.join(30)
    assert exchange.accepted is (password == PASSWORD)
    assert server.accepted is (password == PASSWORD)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], dict[str, str]]]:
    """node with tssrp6a beside it, installed for this run only."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no node")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text("{}")
    install = ["npm", "install", "tssrp6a@3.0.0", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(install, cwd=folder, capture_output=True, timeout=180, check=False)
    if done.returncode:
        pytest.skip("npm cannot install tssrp6a")
    yield (
        ["node", str(Path(__file__).with_name("tssrp6a_peer.cjs"))],
        {
            **os.environ,
            "NODE_PATH": str(folder / "node_modules"),
        },
    )


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
async def test_tssrp6a_at_our_nimbus_server(node: tuple[list[str], dict[str, str]], password: str) -> None:
    command, environment = node
    system = SYSTEMS["nimbus"]
    terms = system.terms()
    users = Users(terms, [enrol(terms, NAME, PASSWORD, bytes(range(1, 17)))])
    listening = await serve("nimbus", users)
    try:
        done = await asyncio.to_thread(
            subprocess.run,
            [*command, "client", listening.url, NAME, password],
            capture_output=True,
            text=True,
            timeout=60,
            env=environment,
            check=False,
        )
    finally:
        await listening.close()
    assert done.stdout.strip() == ("accepted" if password == PASSWORD else "refused: BAD_CREDENTIALS"), done.stderr


async def test_our_nimbus_client_at_tssrp6a(node: tuple[list[str], dict[str, str]]) -> None:
    command, environment = node
    process = subprocess.Popen([*command, "server", NAME, PASSWORD], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        port = int(await asyncio.to_thread(process.stdout.readline))
        system = SYSTEMS["nimbus"]
        for password in (PASSWORD, "wrong", PASSWORD):
            exchange = await log_in("nimbus", f"http://127.0.0.1:{port}", system.client(password=password))
            assert exchange.accepted is (password == PASSWORD)
            said = await asyncio.to_thread(process.stdout.readline)
            assert said.startswith("accepted" if password == PASSWORD else "refused")
    finally:
        process.terminate()
        process.wait(20)
