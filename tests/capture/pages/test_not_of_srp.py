"""What other programs, manuals and protocols have under the names that SRP uses too gives no value."""

from __future__ import annotations

import json

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError

HEX = "77076d0a7318a57d3c16c17251b26645c6db4c2f92ebc09f8b9a5dbb5f1c2c2a"
OTHER = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
RSA = "00b5a13c771d8e0f22c6419a2d5e73" + "11b5a13c771d8e0f22c6419a2d5e73" * 3 + "55"
WORDS = "what the program says to people while it runs and they wait for it\n" * 60

TEXTS = {
    "a method of Python with its words": 'class Queue:\n    def pop(self):\n        """Remove the last one."""\n'
    '    def user(self, name):\n        """Who it is."""\n',
    "constants": "import struct\nPOP = b'0'\nMARK = b'('\ndef load(file):\n    return file\n",
    "counters": "import socket\ndef test_send():\n    multiplier = 1024\n    k = 4\n",
    "records of the name system": "A: 1\nNS: 2\nCNAME: 5\n",
    "a box of MD5": "const S = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6];\nexport function md5() {}\n",
    "a letter in a long program": "import os\ndef test():\n    a = 0xfedcba9876543211\n" + WORDS,
    "a mail as bytes": "import email\ndef test():\n    m = b'Subject: Hello\\r\\nFrom: nora\\r\\n'\n    return m\n",
    "a text as bytes": "import os\ndef test():\n    b = b'hello, world!'\n    x = b'it is a text'\n",
    "a paragraph of HTML": "<html><body><p>This machine is a model of it.</p><i>bus</i></body></html>\n",
    "masked": "import os\ndef test():\n    user = '****'\n    password = ':****'\n",
    "a type": "declare var rest: (s: any, P: Function) => any;\nexport function f(): void;\n",
    "a path of vim": "so <sfile>:p:h/menu_eo.utf-8.vim\n",
    "letters of a text": "'D','S',' ','-','M'\n'2','_','N','B','P'\n",
    "a curve": f"p = {HEX}\na = {OTHER}\nb = {HEX}\nn = {OTHER}\n",
    "a signature": f"r: 0x{HEX}\ns: 0x{OTHER}\nv: 28\n",
    "a signature as JSON": f'{{"hash": "0x{HEX}", "r": "0x{OTHER}", "s": "0x{HEX}", "v": "0x1c"}}\n',
    "a vector of GCM": f"K {HEX[:32]}\nP {OTHER}\nA {HEX[:40]}\nIV {HEX[:24]}\nC {OTHER}\nT {HEX[:32]}\n",
    "a vector of an AEAD": f"Key = {HEX}\nP = {OTHER}\nA = {HEX[:40]}\nnonce = {OTHER[:24]}\nC = {OTHER}\n",
    "keys on a curve": f"Alice's private key, a:\n  {HEX}\nBob's private key, b:\n  {OTHER}\nX25519, K:\n  {HEX}\n",
    "a web key": json.dumps({"keys": [{"kty": "EC", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"}]}),
    "RSA": f"Modulus:\n    {RSA}\nExponent: 65537 (0x10001)\n",
    "RSA in a program": f"import rsa\nn = 0x{RSA}\ne = 65537\ndef test(): pass\n",
    "PBKDF2": 'Input:\n  P = "password" (8 octets)\n  S = "salt" (4 octets)\n  c = 1\nOutput:\n  DK = 0c 60 c8 0f\n'
    * 2,
    "PBKDF2, long": 'P = "passwordPASSWORDpassword"\n    (24 octets)\nS = "saltSALTsaltSALTsaltSALTsaltSALTsalt"\n'
    "    (36 octets)\nc = 4096\ndkLen = 25\n",
    "DSA": f"P = {HEX * 4}\nQ = {OTHER[:40]}\nG = {OTHER * 4}\nX = {HEX[:40]}\nY = {HEX * 4}\nK = {OTHER[:40]}\n"
    f"R = {HEX[:40]}\nS = {OTHER[:40]}\n",
    "DSA in a program": f"import dsa\np = 0x{HEX * 4}\nq = 0x{OTHER[:40]}\ng = 0x{OTHER * 4}\nx = 0x{HEX[:40]}\n"
    f"k = 0x{OTHER[:40]}\ns = 0x{HEX[:40]}\ndef test(): pass\n",
    "Diffie-Hellman": f"Diffie-Hellman\np: {HEX * 4}\ng: 02\na: {HEX}\nA: {OTHER * 4}\nB: {HEX * 4}\nK: {OTHER * 4}\n",
    "Diffie-Hellman in small": "Alice and Bob agree on p = 23 and g = 5.\nAlice chooses a = 6 and sends A = 8. Bob "
    "chooses b = 15 and sends B = 19.\nBoth compute s = 2, the shared secret K = 2.\n",
    "Diffie-Hellman by its numbers": f"N = 0x{2**127 - 1:x}\ng = 3\nb = 0x{OTHER}\n"
    f"B = 0x{pow(3, int(OTHER, 16), 2**127 - 1):x}\nA = 0x{HEX[:30]}\n",
    "Diffie-Hellman with a secret called s": f"p = 0x{2**521 - 1:x}\ng = 3\na = 0x{HEX}\nb = 0x{OTHER}\n"
    f"A = 0x{pow(3, int(HEX, 16), 2**521 - 1):x}\nB = 0x{pow(3, int(OTHER, 16), 2**521 - 1):x}\n"
    f"s = 0x{pow(3, int(HEX, 16) * int(OTHER, 16), 2**521 - 1):x}\nassert pow(A, b, p) == s\n",
    "a tree of hashes": f'assert_eq!(merkle_root(&leaves), hex!("{OTHER}"));\nlet proof = hex!("{HEX}");\n',
    "a shared secret by its numbers": f"N = 0x{2**127 - 1:x}\ng = 3\na = 0x{OTHER}\nB = 0x{HEX[:30]}\n"
    f"K = 0x{pow(int(HEX[:30], 16), int(OTHER, 16), 2**127 - 1):x}\n",
    "a signature of RSA": f"n = {HEX * 4}\ne = 010001\nd = {OTHER * 4}\nMsg = {HEX}\nS = {OTHER * 4}\n",
    "J-PAKE": f"JPAKE round 1\npassword: pencil-5\np: {HEX * 4}\ng: {OTHER * 4}\ns: {HEX[:40]}\nA: {OTHER * 4}\n",
    "SCRAM": "C: n,,n=user,r=rOprNGfwEbeRWgbNEkqO\nS: r=rOprNGfwEbeRWgbNEkqO%hv,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096\n"
    "S: v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=\n",
    "a test of a log-in": f"from app import User\ndef test_login(client):\n    user = User(username='bob', "
    f"password='s3cret')\n    salt = '{HEX[:32]}'\n    password_hash = '{OTHER}'\n    session_key = '{HEX}'\n"
    "    assert client.post('/login', json={'username': 'bob', 'password': 's3cret'}).status_code == 200\n",
    "a signature of Schnorr": f"# BIP340\nP = bytes.fromhex('{HEX}')\nm = bytes.fromhex('{OTHER}')\nk = 0x{HEX}\n"
    f"s = 0x{OTHER}\nassert lift_x(P) and challenge(m) and verify_signature(P, m, k, s) and not verify(s)\n",
    "a code of OAuth": f"code_verifier = dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\nclient_id: s6BhdRkqt3\n"
    f"client_secret: {HEX}\nresponse_type: code_of_the_authorization\nuser: alice\npassword: hunter2hunter2\n",
    "a vector of Noise": json.dumps({"name": "Noise_NN_25519_AESGCM_SHA256", "init_ephemeral": HEX, "payload": OTHER}),
    "services": "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_DB: app\n      TZ: UTC\n"
    "      user: app\n      password: longpassword1\n",
    "settings": f"SECRET_KEY = '{HEX}'\nSESSION_COOKIE_NAME = 'sid'\nDATABASE = {{'USER': 'app', 'PASSWORD': 'db99'}}\n"
    f"DEBUG = False\nALLOWED_HOSTS = ['app.example.org', 'localhost']\nPASSWORD_SALT = '{OTHER[:32]}'\n",
    "a database": "DB_HOST=localhost\nDB_USERNAME=root\nDB_PASSWORD=hunter2\n",
    "authors": "login: David MacKenzie\npwd: Jim Meyering\n" + WORDS,
    "an example": "import x from 'x'\nconst salt = Buffer.from('...')\nfunction f() { return salt; }\n",
}


@pytest.mark.parametrize("of", TEXTS)
def test_nothing_is_read_of_it(of: str) -> None:
    try:
        captures = read(Source.of_bytes(TEXTS[of].encode(), "page.txt"))
    except FileError:
        return
    assert [line for capture in captures for line in capture.lines] == []


def test_a_user_name_alone_is_one_where_nothing_else_is_there() -> None:
    (found,) = read(Source.of_bytes(b"I = wifiprov\n", "page.txt"))
    assert [line["values"] for line in found.of_type("values")] == [{"I": "wifiprov"}]
    with pytest.raises(FileError):
        read(Source.of_bytes(f"username: wifiprov\n{WORDS}".encode(), "page.txt"))


@pytest.mark.parametrize("beside", [f"salt: {OTHER[:32]}\n", "user: nora\n", "library: pysrp\n", f"v: {OTHER * 4}\n"])
def test_what_only_srp_has_tells_it_from_diffie_hellman(beside: str) -> None:
    shown = f"p: {HEX * 4}\ng: 02\na: {HEX}\nA: {OTHER * 4}\nB: {HEX * 4}\n"
    (found,) = read(Source.of_bytes(f"{shown}{beside}".encode(), "page.txt"))
    given = {name: one for line in found.of_type("values") for name, one in line["values"].items()}
    assert {name: given[name] for name in "NAB"} == {"N": HEX * 4, "A": OTHER * 4, "B": HEX * 4}


def test_the_name_of_a_file_speaks_of_srp() -> None:
    text = f"q: {HEX}\nA: {OTHER * 4}\n".encode()
    with pytest.raises(FileError):
        read(Source.of_bytes(text, "page.txt"))
    assert [one["values"] for one in read(Source.of_bytes(text, "srp.txt"))[0].of_type("values")] == [{"A": OTHER * 4}]
