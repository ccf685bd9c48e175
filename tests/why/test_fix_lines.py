"""The lines of code of the fixes, run: the wrong line does what its slip says, the right one what is due."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.srp import values
from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Name, show
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why.slips import slip
from srpscope.why.telling.fixes import Kind, kinds
from tests.report.toolchains import need

N = int("eeaf0ab9adb38dd69c33f80afa8fc5e86072618775ff3c0b9ea2314c9c256577", 16)
BYTES = bytes.fromhex("ff80") + bytes(range(100, 130))
GIVEN: dict[str, Value] = {
    "N": N,
    "data": BYTES,
    "low": int("9c" * 31, 16),
    "high": int("f1" * 32, 16),
    "odd": int("0f" + "3a" * 30, 16),
    "below": -(7**90),
    "name": "alice",
    "p": bytes(range(1, 33)),
    "q": bytes(range(200, 232)),
    "base": 5**40,
    "a": 3**70,
    "u": 11**60,
    "x": 13**60,
}
NUMBERS = {
    "pad": "low",
    "strip": "low",
    "sign-byte": "high",
    "sign-byte-due": "high",
    "hex-digits": "odd",
    "number-text": "odd",
}
RIGHT = {"pad": "PAD(low, 32)", "sign-byte-due": "SIGNED(high)"}
DUE = {"number": "MIN({})", "bytes": "{}", "read": "BEINT({})", "text": "{} | b''"}
KINDS: dict[type, values.Kind] = {int: "number", bytes: "bytes", str: "text"}
TYPES = {name: KINDS[type(given)] for name, given in GIVEN.items()}
SHEET = Sheet(Knowledge("client", Dialect("test", hash="sha256", types=TYPES), GIVEN), record=False)
RUN = {name: kind for name, kind in kinds().items() if kind.of}


def value(text: str) -> Value:
    return SHEET.evaluate(parse(text))[0]


def variable(name: str, kind: Kind) -> str:
    """What VALUE stands for in a kind's lines."""
    return {"number": NUMBERS.get(name, ""), "bytes": "data", "read": "data", "signed": "below", "text": "name"}.get(
        kind.of, ""
    )


def due(name: str, kind: Kind) -> tuple[Value, Value]:
    """What the wrong line and the right one have to give."""
    match kind.of:
        case "signed":
            return value("REM(below, N)"), value("below % N")
        case "exponent":
            return value("base ** ((a + u * x) % N)"), value("base ** (a + u * x)")
        case "pair":
            return value(str(parse("BITS(p, q, by='or')"))), value("p ^ q")
    operand = variable(name, kind)
    shown = min(one for one in kind.shows if slip(one).template and place(kind) in slip(one).takes)
    wrong = SHEET.evaluate(parse(text_of(shown, operand)))[0]
    return wrong, value(RIGHT.get(name, DUE[kind.of].format(operand)))


def place(kind: Kind) -> str:
    return "number" if kind.of == "number" else kind.of


def text_of(name: str, operand: str) -> str:
    return show(slip(name).applied(Name(operand), Name(operand)))


def printed(given: Value) -> str:
    """As the programs print it: bytes in hex, numbers in decimal."""
    if isinstance(given, int):
        return str(given)
    return (given.encode() if isinstance(given, str) else given).hex()


def lines(language: str) -> list[str]:
    """Every line of code in a language with what it is about put in: wrong, right, wrong, right .."""
    found = []
    for name, kind in RUN.items():
        for line in kind.lines[language]:
            length = 32
            found.append(line.replace("VALUE", variable(name, kind)).replace("LENGTH", str(length)))
    return found


def check(printed_lines: list[str]) -> None:
    expected = [printed(one) for name, kind in RUN.items() for one in due(name, kind)]
    names = [f"{name}, {which}" for name in RUN for which in ("wrong", "right")]
    assert dict(zip(names, printed_lines, strict=True)) == dict(zip(names, expected, strict=True))


def run(command: list[str], folder: Path) -> list[str]:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.split()


def test_every_kind_is_run_or_has_no_line() -> None:
    for name, kind in kinds().items():
        assert bool(kind.of) == (
            name
            not in ("hash", "group", "operand-list", "formula", "hash-state", "which-value", "which-drawn", "spelling")
        )


@pytest.mark.parametrize("name", [name for name, kind in RUN.items() if kind.of in DUE])
def test_every_slip_that_a_line_shows_is_that_line(name: str) -> None:
    """All the slips of `shows` that can be made at this operand come to the same."""
    kind = RUN[name]
    operand = variable(name, kind)
    made = {
        printed(SHEET.evaluate(parse(text_of(one, operand)))[0])
        for one in kind.shows
        if slip(one).template and place(kind) in slip(one).takes
    }
    assert len(made) == 1


def test_python(tmp_path: Path) -> None:
    head = "import hashlib\ndef h(b): print(b.hex())\ndef number(n): print(n)\n"
    head += "def digest(b): return hashlib.sha256(b).digest()\n"
    head += "".join(f"{name} = {given!r}\n" for name, given in GIVEN.items())
    (tmp_path / "lines.py").write_text(head + "\n".join(lines("python")), "utf-8")
    check(run([sys.executable, "lines.py"], tmp_path))


def javascript(name: str, given: Value) -> str:
    shown = f"{given}n" if isinstance(given, int) else repr(given)
    return f"const {name} = " + (f"Buffer.from('{given.hex()}', 'hex')" if isinstance(given, bytes) else shown) + ";\n"


@pytest.mark.toolchain
def test_javascript(tmp_path: Path) -> None:
    need("node")
    head = "const crypto = require('crypto');\nconst hash = d => console.log(Buffer.from(d).toString('hex'));\n"
    head += "const number = n => console.log(n.toString());\n"
    head += "const digest = d => crypto.createHash('sha256').update(d).digest();\n"
    head += "function modPow(b, e, m) { let r = 1n; b %= m; while (e > 0n) { if (e & 1n) r = r * b % m; "
    head += "b = b * b % m; e >>= 1n; } return r; }\n"
    head += "".join(javascript(name, given) for name, given in GIVEN.items())
    (tmp_path / "lines.js").write_text(head + "\n".join(f"{{ {line} }}" for line in lines("javascript")), "utf-8")
    check(run(["node", "lines.js"], tmp_path))


def java(name: str, given: Value) -> str:
    if isinstance(given, int):
        return f'static BigInteger {name} = new BigInteger("{given}");\n'
    if isinstance(given, bytes):
        return f'static byte[] {name} = HexFormat.of().parseHex("{given.hex()}");\n'
    return f'static String {name} = "{given}";\n'


@pytest.mark.toolchain
def test_java(tmp_path: Path) -> None:
    need("javac", "java")
    packages = ("java.math", "java.nio", "java.nio.charset", "java.security", "java.util")
    head = "".join(f"import {one}.*;\n" for one in packages)
    head += "public class Lines {\n"
    head += "static void hash(byte[] d) { System.out.println(HexFormat.of().formatHex(d)); }\n"
    head += "static void number(BigInteger n) { System.out.println(n); }\n"
    head += (
        'static byte[] digest(byte[] d) throws Exception { return MessageDigest.getInstance("SHA-256").digest(d); }\n'
    )
    head += "".join(java(name, given) for name, given in GIVEN.items())
    body = "\n".join(f"{{ {line} }}" for line in lines("java"))
    text = f"{head}public static void main(String[] none) throws Exception {{\n{body}\n}} }}\n"
    (tmp_path / "Lines.java").write_text(text, "utf-8")
    check(run(["java", "Lines.java"], tmp_path))


def c(name: str, given: Value) -> tuple[str, str]:
    """A declaration, and what sets it."""
    if isinstance(given, int):
        return f"static BIGNUM *{name};\n", f'BN_dec2bn(&{name}, "{given}");\n'
    if isinstance(given, bytes):
        return f"static unsigned char {name}[] = {{{','.join(map(str, given))}}};\n", ""
    return f'static char {name}[] = "{given}";\n', ""


@pytest.mark.toolchain
def test_c(tmp_path: Path) -> None:
    need("gcc")
    if not any(Path(folder, "openssl", "bn.h").exists() for folder in ("/usr/include", "/usr/local/include")):
        pytest.skip("not found: OpenSSL's headers")
    head = "#include <stdio.h>\n#include <string.h>\n#include <openssl/bn.h>\n#include <openssl/sha.h>\n"
    head += "static void hash(const void *d, size_t n) { for (size_t i = 0; i < n; i++) "
    head += 'printf("%02x", ((const unsigned char *)d)[i]); puts(""); }\n'
    head += "static void number(BIGNUM *n) { puts(BN_bn2dec(n)); }\n"
    head += "static void digest(const unsigned char *d, size_t n, unsigned char *out) { SHA256(d, n, out); }\n"
    head += "".join(c(name, given)[0] for name, given in GIVEN.items())
    body = "BN_CTX *ctx = BN_CTX_new(); BIGNUM *r = BN_new(), *m = BN_new(), *e = BN_new();\n"
    body += "static unsigned char buf[4096]; static char text[4096]; char *t; int i, n; (void)i; (void)n;\n"
    body += "".join(c(name, given)[1] for name, given in GIVEN.items())
    for line in lines("c"):
        body += f"BN_zero(m); {line}\n"
    (tmp_path / "lines.c").write_text(f"{head}int main(void) {{\n{body}return 0; }}\n", "utf-8")
    run(["gcc", "-std=gnu11", "-w", "-o", "lines", "lines.c", "-lcrypto"], tmp_path)
    check(run([str(tmp_path / "lines")], tmp_path))
