"""Settings, keys and accounts of any program open no handshake: what a note has that is about SRP's values, and what
it has not. Of own making."""

from __future__ import annotations

import base64
import json
import random

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values

DRAWN = random.Random(77)


def _hex(size: int) -> str:
    return DRAWN.randbytes(size).hex()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


SPAKE = bytes.fromhex(_hex(32) + "04" + _hex(64))

PAGES = {
    "prod.env": f"PORT=3000\nSECRET_KEY={_hex(32)}\nPASSWORD_SALT={_hex(16)}\nADMIN_USER=root\n"
    f"ADMIN_PASSWORD=letmein99\n",
    "db.env": f"DB_USERNAME=shop\nDB_PASSWORD=correct-horse\nSECRET_KEY={_hex(32)}\nJWT_SALT={_hex(16)}\n",
    "app.yml": f"app:\n  secret_key: {_hex(32)}\n  salt: {_hex(8)}\n  user: admin\n  password: hunter2\n",
    "settings.py": f"import os\nSECRET_KEY = '{_hex(32)}'\nPASSWORD_SALT = '{_hex(16)}'\nUSER = 'app'\n"
    f"PASSWORD = 'db99pw'\nPRIVATE_KEY = '{_hex(32)}'\n",
    "chain.env": f"PRIVATE_KEY={_hex(32)}\nPUBLIC_KEY={_hex(64)}\nPASSWORD=abcde12\n",
    "deploy.env": f"PRIVATE_KEY=0x{_hex(32)}\nUSER=deployer\nRPC_PASSWORD=abcde\n",
    "main.tf": f'resource "database" "main" {{\n  username = "admin"\n  password = "hunter2hunter2"\n}}\n'
    f'secret_key = "{_hex(30)}"\n',
    "map.yml": f"apiVersion: v1\nkind: ConfigMap\ndata:\n  username: admin\n  password: hunter2\n  salt: {_hex(16)}\n",
    "users.csv": f"id,username,password_hash,salt\n1,nora,{_hex(32)},{_hex(16)}\n2,ole,{_hex(32)},{_hex(16)}\n",
    "compose.yml": f"version: '3'\nservices:\n  app:\n    environment:\n      - USERNAME=admin\n"
    f"      - PASSWORD=let99\n"
    f"      - SALT={_hex(8)}\n",
    "pool.txt": "pool: main\nuser: root\npassword: y77\n",
    "miner.json": '{"pools":[{"url":"pool.example.org:3333","user":"nora","pass":"x77"}]}',
    "event.json": json.dumps(
        {"timestamp": "2026-11-03T10:00:00Z", "username": "bob", "password": "pw123", "ip": "::1"}
    ),
    "login.http": 'POST /login HTTP/1.1\nHost: example.org\n\n{"username":"bob","password":"pw12345"}\n',
    "token.log": f"user: admin\npassword: admin123\nAccess token: {_hex(20)}\n",
    "rows.sql": f"mysql> SELECT user, password, salt FROM accounts;\n| user | password | salt |\n"
    f"| nora | {_hex(20)} | {_hex(8)} |\n",
    "ntlm.log": f"NTLM hash: {_hex(16)}\nserver challenge: {_hex(8)}\nuser: NORA\nsession key: {_hex(16)}\n"
    f"proof: {_hex(16)}\n",
    "wallet.txt": f"seed: {_hex(32)}\nsalt: {_hex(16)}\nkey: {_hex(32)}\nmac: {_hex(32)}\n",
    "sodium.js": f"const sodium = require('libsodium');\nconst clientPublicKey = '{_hex(32)}';\n"
    f"const clientSecretKey = "
    f"'{_hex(32)}';\nconst serverPublicKey = '{_hex(32)}';\nconst nonce = '{_hex(24)}';\nconst password = 'abc';\n",
    "ratchet.log": f"identityKey private: {_hex(32)}\nephemeral private: {_hex(32)}\nephemeral public: 05{_hex(32)}\n"
    f"session key: {_hex(32)}\n",
    "matter.txt": f"passcode: 20202021\nsalt: {_b64(SPAKE[:16])}\nverifier: {_b64(SPAKE)}\n",
    "matter.c": "#include <m.h>\nstatic uint8_t salt[] = { 0x1f, 0x2e, 0x3d, 0x4c, 0x5b, 0x6a, 0x79, 0x88 };\n"
    f"static uint8_t verifier[] = {{ {', '.join(f'0x{one:02x}' for one in SPAKE)} }};\n",
    "aes.txt": f"AES key: {_hex(32)}\niv: {_hex(16)}\nsalt: {_hex(16)}\npassword: swordfish\n",
    "broker.log": "mqtt://broker.example.org:1883 user=sensor password=topsecret9\n",
    "users.yml": f"auth:\n  hash: bcrypt\n  salt: {_hex(16)}\nusers:\n  - username: nina\n    password: "
    "$2b$12$abcdefghijklmnopqrstuuQ8x0Zz1nEwq8bC4h6d9rJ0kLmNoPqRs\n",
    "tunnel.conf": f"[Interface]\nPrivateKey = {_b64(SPAKE[:32])}\n\n[Peer]\nPublicKey = {_b64(SPAKE[33:65])}\n",
    "kdf.json": json.dumps([{"password": "pass", "salt": _hex(16), "iterations": 1000, "key": _hex(32)}] * 2),
    "scram.log": f"SASL s={_b64(SPAKE[:16])},i=4096\nSaltedPassword = {_hex(32)}\nClientProof = {_hex(32)}\n",
    "tls.log": f"client hello, random bytes: {_hex(32)}\npremaster secret: {_hex(48)}\nmaster secret: {_hex(48)}\n",
    "ssh.log": f"kex: algorithm: curve25519-sha256\nsession_id: {_hex(32)}\nK: {_hex(32)}\nH: {_hex(32)}\n",
    "signature.txt": f"private key: {_hex(32)}\npublic key: 04{_hex(64)}\nk: {_hex(32)}\nr: {_hex(32)}\n"
    f"s: {_hex(32)}\n",
}


@pytest.mark.parametrize("name", PAGES)
def test_no_handshake_is_opened(name: str) -> None:
    try:
        captures = of(PAGES[name], name)
    except FileError:
        return
    assert captures == []


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("user: nora\npassword: tea4two\n", {"I": "nora", "P": "tea4two"}),
        (
            "user: nora\npassword: tea4two\nsalt: 0badc0de112233445566778899aabbcd\n",
            {"I": "nora", "P": "tea4two", "s": "0badc0de112233445566778899aabbcd"},
        ),
        ('{"username": "nora", "password": "tea4two"}', {"I": "nora", "P": "tea4two"}),
        ('let username = Data("nora".utf8)\nlet password = "tea4two"\n', {"I": "nora", "P": "tea4two"}),
        ("pop: abcd1234\nip: 192.168.4.1\n", {"P": "abcd1234"}),
    ],
)
def test_a_note_of_a_few_lines_is_about_what_it_names(text: str, given: dict[str, str]) -> None:
    (capture,) = of(text)
    assert values(capture) == given
