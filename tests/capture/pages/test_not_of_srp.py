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
