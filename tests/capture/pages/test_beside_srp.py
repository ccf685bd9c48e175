"""Pages on which SRP is a word among others: what is another scheme's, or a service's setting, gives no value."""

from __future__ import annotations

import json

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError

HEX = "3c07a95f22d8e14b609f7ad3c4185be6f10d7723a98b46ce5512e08d9f34ba61"
OTHER = "d1f6208b47ea93c05e7719b2603fda8c15b4e8072dc9a3561f80be746d2359ac"
ELEMENT = HEX * 8
PROOF = OTHER[:40]

TEXTS = {
    "Diffie-Hellman that names SRP": f"Diffie-Hellman (compare SRP)\np = {ELEMENT}\ng = 2\na = {HEX}\nA = {OTHER * 8}\n"
    f"b = {OTHER}\nB = {ELEMENT}\ns = {OTHER * 8}\n",
    "a proof of equal logarithms": f'//! Chaum-Pedersen log-in\nlet p = hex!("{ELEMENT}");\nlet x = hex!("{HEX}");\n'
    f'let k = hex!("{OTHER}");\nlet user = "nora";\nfn main() {{}}\n',
    "OPAQUE": f"OPAQUE, which unlike SRP hides the salt\npassword: 70617373\nclient_public_key: {HEX}\n"
    f"server_public_key: {OTHER}\nserver_private_key: {HEX}\nsession_key: {HEX * 2}\nclient_mac: {OTHER * 2}\n",
    "SCRAM": f"SCRAM-SHA-256, no srp\nuser: nora\npassword: tin-lantern\nsalt: {HEX[:32]}\nClientProof: {OTHER}\n"
    f"ClientKey: {HEX}\n",
    "a service's environment": f"SRP_ENABLED=true\nSESSION_KEY={HEX}\nPASSWORD_SALT={OTHER[:32]}\nPORT=8080\n",
    "what starts a service": f"services:\n  auth:\n    image: example/srp-server\n    environment:\n"
    f"      - SRP_GROUP=2048\n      - SESSION_KEY={HEX}\n      - SALT={OTHER[:32]}\n",
    "a network's settings": "ssid=Home\nuser=admin\npassword=letmein99\nA=1\nB=0\n",
    "a proof of knowledge": f"zk-SNARK\nA: {HEX}{HEX[:32]}\nB: {OTHER * 3}\nx = {HEX}\nproof: {OTHER * 4}\n",
    "a mnemonic": json.dumps({"mnemonic": "abandon about", "passphrase": "lantern", "seed": HEX}),
    "scrypt in a wallet": json.dumps({"kdf": "scrypt", "kdfparams": {"n": 8192, "r": 8, "p": 1, "salt": HEX}}),
    "a web site's settings": f"SECRET_KEY = '{OTHER}'\nAPPS = ['srp']\nSALT = '{HEX[:32]}'\nSESSION_KEY = '{HEX}'\n",
    "a matrix": "A = [1 2; 3 4];\nk = 3;\nN = 100;\nv = [12, 34, 56, 78, 90, 11, 22, 33];\n",
    "news of a program": "- password: at least 8 characters\n- User: the new field of a form\n",
    "a key of HMAC": f"HS256\nK = {HEX}\nS = {OTHER}\n",
}


@pytest.mark.parametrize("of", TEXTS)
def test_nothing_is_read_of_it(of: str) -> None:
    with pytest.raises(FileError):
        read(Source.of_bytes(TEXTS[of].encode(), "page.json" if TEXTS[of][0] == "{" else "page.txt"))


@pytest.mark.parametrize(
    "kept", ["$2b$12$abcdefghijklmnopqrstuvABCDEFGH", "$argon2id$v=19$m=65536$c2FsdA$aGFzaA", "{CRYPT}$6$ab$cd"]
)
def test_a_hash_that_keeps_a_password_is_no_password(kept: str) -> None:
    users = [{"username": name, "password": kept} for name in ("nora", "milo")]
    with pytest.raises(FileError):
        read(Source.of_bytes(json.dumps(users).encode(), "users.json"))


def values(text: str) -> dict[str, str]:
    (capture,) = read(Source.of_bytes(text.encode(), "page.txt"))
    return {name: one for line in capture.of_type("values") for name, one in line["values"].items()}


def test_a_page_that_speaks_of_srp_more_often_than_of_others_is_of_srp() -> None:
    said = "SRP, RFC 5054\n# SRP is no Diffie-Hellman\nSRP client:\n"
    found = values(f"{said}A: {ELEMENT}\na: {HEX}\nu: {PROOF}\n")
    assert found["A"] == ELEMENT and found["a"] == HEX


def test_a_handshake_stands_beside_the_words_of_others() -> None:
    found = values(f"opaque context\nA: {ELEMENT}\nB: {OTHER * 8}\nM1: {PROOF}\nsalt: {HEX[:32]}\n")
    assert found == {"A": ELEMENT, "B": OTHER * 8, "M1": PROOF, "s": HEX[:32]}


def test_an_error_of_two_proofs_has_the_clients_twice() -> None:
    lists = [list(bytes.fromhex(one)) for one in (PROOF, HEX[:40])]
    (capture,) = read(
        Source.of_bytes(
            f"MatchProofsError {{ client_proof: {lists[0]}, server_proof: {lists[1]} }}\n".encode(), "page.txt"
        )
    )
    given = {(line["side"], name): one for line in capture.of_type("values") for name, one in line["values"].items()}
    assert given == {("client", "M1"): PROOF, ("server", "M1"): HEX[:40]}
