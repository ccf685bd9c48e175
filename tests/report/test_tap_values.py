"""What a port has its values and its hash calls as: any library's numbers, bytes where srpscope has text, copies."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import srpscope
from srpscope.report.tap import TAPS, tap
from tests.report.toolchains import IN_CI, need

SAID = {"N": "1f", "g": "13", "I.hex": "6ac3a2", "P": "pass", "M1": "0007"}
"""What each port below says: g is 19, and the user name was at hand as bytes."""


def said(folder: Path, language: str, file: str, program: str, *commands: list[str]) -> list[dict[str, Any]]:
    (folder / TAPS[language].file).write_text(tap(language))
    (folder / file).write_text(program, "utf-8")
    for command in commands:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def values(lines: list[dict[str, Any]]) -> dict[str, str]:
    return {name: one for line in lines if line["type"] == "values" for name, one in line["values"].items()}


def calls(lines: list[dict[str, Any]]) -> list[tuple[str, bytes]]:
    return [(line["alg"], bytes.fromhex(line["in"])) for line in lines if line["type"] == "hash"]


_PYTHON = """
import srp_tap
class Number:
    def __index__(self):
        return 31
srp_tap.values(N=Number(), g=19, I="j\\xe2".encode(), P="pass", M1=b"\\x00\\x07", M2=None)
"""


def test_python(tmp_path: Path) -> None:
    lines = said(tmp_path, "python", "port.py", _PYTHON, [sys.executable, "port.py"])
    assert values(lines) == SAID
    handshake = srpscope.parse("\n".join(map(json.dumps, lines)))
    assert (handshake.value("client", "I"), handshake.value("client", "g")) == ("j\xe2", 19)


_NODE = """
import { values } from "./srp_tap.mjs";
import * as crypto from "node:crypto";
const N = { toString: (radix) => (31).toString(radix) };
const started = crypto.createHash("sha256").update("a");
started.copy().update("b").digest();
started.update("c").digest("hex");
if (crypto.hash) crypto.hash("sha1", "once");
values({ N, g: 19, I: new TextEncoder().encode("j\\u00e2"), P: "pass", M1: [0, 7], M2: undefined, S: null });
"""


@pytest.mark.toolchain
def test_node(tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("needs node")
    lines = said(tmp_path, "javascript", "port.mjs", _NODE, ["node", "port.mjs"])
    assert values(lines) == SAID
    found = calls(lines)
    assert found[:2] == [("sha256", b"ab"), ("sha256", b"ac")]
    assert found[2:] in ([], [("sha1", b"once")])  # Node has crypto.hash since 20.12


_JAVA = """
import java.math.BigInteger;
import java.security.MessageDigest;

class Drive {
    public static void main(String[] none) throws Exception {
        SrpTap.start();
        MessageDigest started = MessageDigest.getInstance("SHA-256");
        started.update((byte) 'a');
        MessageDigest other = (MessageDigest) started.clone();
        other.update((byte) 'b');
        other.digest();
        started.digest(new byte[] { 'c' });
        SrpTap.value("N", BigInteger.valueOf(31));
        SrpTap.value("g", 19);
        SrpTap.value("I", "j\\u00e2".getBytes("UTF-8"));
        SrpTap.value("P", "pass".toCharArray());
        SrpTap.value("M1", new byte[] { 0, 7 });
        SrpTap.value("M2", null);
    }
}
"""


@pytest.mark.toolchain
def test_java(tmp_path: Path) -> None:
    if not IN_CI:
        pytest.skip("compiles a port; runs with CI=true")
    need("javac", "java")
    made = ["javac", "-Xlint:all", "-Werror", "SrpTap.java", "Drive.java"]
    lines = said(tmp_path, "java", "Drive.java", _JAVA, made, ["java", "-cp", ".", "Drive"])
    assert values(lines) == SAID
    assert calls(lines) == [("sha256", b"ab"), ("sha256", b"ac")]


_OPENSSL = """
#include <openssl/evp.h>
#include <openssl/sha.h>
#include "srp_tap.h"
int main(void)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    SHA512_CTX old;
    EVP_MD_CTX *one = EVP_MD_CTX_new(), *copy = EVP_MD_CTX_new();
    EVP_DigestInit_ex(one, EVP_sha256(), NULL), EVP_DigestUpdate(one, "ab", 2), EVP_MD_CTX_copy_ex(copy, one);
    EVP_DigestUpdate(copy, "c", 1), EVP_DigestFinal_ex(copy, out, NULL), EVP_DigestFinal_ex(one, out, NULL);
    EVP_Digest("once", 4, out, NULL, EVP_sha1(), NULL), SHA256((const unsigned char *)"short", 5, out);
    SHA512_Init(&old), SHA512_Update(&old, "o", 1), SHA512_Update(&old, "ld", 2), SHA512_Final(out, &old);
    return 0;
}
"""


@pytest.mark.toolchain
@pytest.mark.parametrize("compiler", ["gcc", "g++"])
def test_every_call_of_openssl(tmp_path: Path, compiler: str) -> None:
    if not Path("/usr/include/openssl/evp.h").exists() or shutil.which(compiler) is None:
        pytest.skip(f"needs {compiler} and OpenSSL's headers")
    file = {"gcc": "one.c", "g++": "one.cpp"}[compiler]
    made = [compiler, "-Wall", "-Wextra", "-Werror", "-Wno-deprecated-declarations", "-o", "one", file, "-lcrypto"]
    found = calls(said(tmp_path, "c", file, _OPENSSL, made, [str(tmp_path / "one")]))
    assert found == [("sha256", b"abc"), ("sha256", b"ab"), ("sha1", b"once"), ("sha256", b"short"), ("sha512", b"old")]
