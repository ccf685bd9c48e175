"""What a tapped port prints tells the cause: the wrong ports of these tests, with the tap pasted in, run for real."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import srpscope
from srpscope.answers.suite.suite import Suite
from srpscope.capture.logs import tap_lines
from srpscope.cli import main
from srpscope.languages import LANGUAGES
from srpscope.report.tap import TAPS, tap
from srpscope.srp.primitives import hashes
from tests.report.taps import GIVEN, RUNNERS, Run, python
from tests.report.test_export import assert_parses
from tests.report.toolchains import need

STRIKES = {"k": 0, "x": 0, "S": 0, "u": 1, "K": 3, "M1": 4}
"""Stage with a mistake -> the handshake of the suite in which it strikes (ordinary; A, B, S, K with 00 in front)."""


def given_of(suite: Suite, number: int) -> dict[str, str]:
    inputs = {one.name: one.content for one in (*suite.shared, *suite.cases[number].inputs)}
    return {name: inputs[name] for name in GIVEN}


def opened(printed: str) -> srpscope.Handshake:
    return srpscope.parse(printed, "tap.log")


def check(run: Run, suite: Suite, wrong: str) -> None:
    """The cause comes from the tap's lines alone."""
    handshake = opened(run(given_of(suite, STRIKES[wrong]), wrong))
    assert len(handshake.session.hash_lines) >= 8
    diagnosis = handshake.why(20)
    assert diagnosis.verdict == "proved", handshake.judge().headline
    finding = diagnosis.findings[0]
    assert (finding.side, finding.first_difference) == ("client", wrong)


@pytest.fixture(scope="module")
def tapped(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return python(tmp_path_factory.mktemp("tap"))


@pytest.mark.parametrize("wrong", STRIKES)
def test_python_always_runs(tapped: Run, suite: Suite, wrong: str) -> None:
    check(tapped, suite, wrong)


def test_a_right_port_is_cleared(tapped: Run, suite: Suite) -> None:
    handshake = opened(tapped(given_of(suite, 0), ""))
    assert handshake.why(5).cleared == ("client",)
    assert handshake.first_difference is None


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.toolchain) for name in RUNNERS if name != "python"],
)
def elsewhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    from tests.report.toolchains import IN_CI

    if not IN_CI:
        pytest.skip("compiles and runs ports; runs with CI=true")
    return RUNNERS[request.param](tmp_path_factory.mktemp(request.param))


@pytest.mark.parametrize("wrong", STRIKES)
def test_the_other_languages(elsewhere: Run, suite: Suite, wrong: str) -> None:
    check(elsewhere, suite, wrong)


_EVP = """
#include <openssl/evp.h>
#include "srp_tap.h"
int main(void)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *one = EVP_MD_CTX_new(), *other = EVP_MD_CTX_new();
    EVP_DigestInit_ex(one, EVP_sha256(), NULL), EVP_DigestInit_ex(other, EVP_sha512(), NULL);
    EVP_DigestUpdate(one, "a", 1), EVP_DigestUpdate(other, "xyz", 3), EVP_DigestUpdate(one, "bc", 2);
    EVP_DigestFinal_ex(one, out, NULL), EVP_DigestFinal_ex(other, out, NULL);
    return 0;
}
"""


@pytest.mark.toolchain
def test_openssl_is_wrapped(tmp_path: Path) -> None:
    if not Path("/usr/include/openssl/evp.h").exists() or shutil.which("gcc") is None:
        pytest.skip("needs gcc and OpenSSL's headers")
    (tmp_path / "srp_tap.h").write_text(tap("c"))
    (tmp_path / "one.c").write_text(_EVP)
    command = ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-o", "one", "one.c", "-lcrypto"]
    subprocess.run(command, cwd=tmp_path, check=True)
    printed = subprocess.run([tmp_path / "one"], capture_output=True, text=True, check=True).stderr
    calls = [json.loads(line) for line in printed.splitlines()[1:]]
    assert [(one["alg"], bytes.fromhex(one["in"])) for one in calls] == [("sha256", b"abc"), ("sha512", b"xyz")]


def test_lines_behind_a_loggers_prefix(tapped: Run, suite: Suite) -> None:
    printed = tapped(given_of(suite, 0), "k")
    mixed = "starting up\n" + "".join(
        f"2026-11-30T00:00:00Z I/flutter ( 1234): {line}\nsomething else\n" for line in printed.splitlines()
    )
    assert opened(mixed).why(20).findings[0].first_difference == "k"


def test_each_run_of_a_program_is_a_handshake(tmp_path: Path, tapped: Run, suite: Suite) -> None:
    path = tmp_path / "app.log"
    runs = [tapped(given_of(suite, number), "") for number in (0, 1)]
    path.write_text("".join(f"app: {line}\n" for printed in runs for line in printed.splitlines()))
    assert len(srpscope.open_all(path)) == 2


def test_a_line_that_a_logger_cut_is_said() -> None:
    line = '{"type":"values","side":"client","values":{"I":"alice"}}'
    handshake = opened(f"x {line}\nx {line[:-9]}\n")
    assert handshake.value("client", "I") == "alice"
    assert any("cut off" in note for note in handshake.notes)


@pytest.mark.parametrize(
    ("prefix", "tail"),
    [("", ""), ("I, [2026-12-02T10:00:00.1 #47]  INFO -- : ", " []"), ('web {"type":"x"} 10:00 srp.go:4: ', "")],
)
def test_keys_may_be_sorted(prefix: str, tail: str, tapped: Run, suite: Suite) -> None:
    lines = [json.loads(line) for line in tapped(given_of(suite, STRIKES["u"]), "u").splitlines()]
    handshake = opened("".join(f"{prefix}{json.dumps(line, sort_keys=True)}{tail}\n" for line in lines))
    assert len(handshake.session.hash_lines) == sum(line["type"] == "hash" for line in lines) >= 8
    assert handshake.why(20).findings[0].first_difference == "u"


def test_what_is_no_tap_is_none() -> None:
    for text in ('{"type":"hash","side":', "type hash side", '[{"type":"header","srpscope":', "{" * 10_000):
        assert tap_lines.sureness(text.encode(), "x") == 0.0


@pytest.mark.parametrize("language", TAPS)
def test_every_exported_language_has_one_that_warns(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert LANGUAGES[language].exported
    assert main(["tap", "--as", language, "--side", "server"]) == 0
    text, said = capsys.readouterr()
    assert "SECRETS" in text and "passwords" in said
    assert "server" in text and re.search(r"@[A-Z]+@", text) is None


def test_what_is_printed_in_any_other_language(capsys: pytest.CaptureFixture[str]) -> None:
    """The page's own lines, with a port's values in the place of its examples, behind a logger's prefix."""
    assert main(["tap", "--as", "Go", "--dialect", "rfc5054"]) == 0
    text, said = capsys.readouterr()
    assert "SECRETS" in text and "passwords" in said
    header, values, called = (json.loads(line) for line in text.splitlines() if line.startswith("{"))
    wrong = srpscope.make("rfc5054", group="rfc5054-1024", hash="sha1").edit("client", "u", formula="H(B | A)")
    has = wrong.values("client")
    names = ("N", "g", "I", "P", "s", "a", "A", "B", "M1")
    values["values"] = {one: _printed(has[one]) for one in names}
    u = wrong.hashed("client", "u")[-1]
    called |= {"alg": "sha1", "in": u.fed.hex(), "out": u.out.hex()}
    lines = [f"I/port: {json.dumps(one)}" for one in (header, values, called)]
    found = srpscope.parse("\n".join(lines)).why().findings
    assert [(one.side, one.first_difference) for one in found[:1]] == [("client", "u")]


def test_a_language_has_the_names_that_people_type(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for name in ("javascript", "JS", "node"):
        assert main(["tap", "--as", name]) == 0
        printed.append(capsys.readouterr().out)
    assert len(set(printed)) == 1


def _printed(value: object) -> str:
    return f"{value:x}" if isinstance(value, int) else value.hex() if isinstance(value, bytes) else str(value)


@pytest.mark.toolchain
def test_commonjs_loads_the_tap_by_the_line_in_its_header(tmp_path: Path) -> None:
    """The line of the header itself, in a CommonJS program, run where there is Node."""
    if shutil.which("node") is None:
        pytest.skip("needs node")
    text = tap("javascript")
    line = next(one for one in text.splitlines() if one.startswith("//      CommonJS: "))
    load = line.removeprefix("//      CommonJS: ").split("    ")[0]
    assert 'await import("./srp_tap.mjs")' in load
    (tmp_path / "srp_tap.mjs").write_text(text)
    body = 'crypto.createHash("sha1").update("quay").digest("hex"); values({ g: 5n });'
    (tmp_path / "port.cjs").write_text(f'const crypto = require("crypto");\n(async () => {{ {load}; {body} }})();\n')
    done = subprocess.run(["node", "port.cjs"], cwd=tmp_path, check=True, capture_output=True, text=True)
    header, call, values = map(json.loads, done.stderr.splitlines())
    assert (header["type"], bytes.fromhex(call["in"]), values["values"]) == ("header", b"quay", {"g": "5"})


@pytest.mark.parametrize("name", ["swift", "dart"])
def test_swift_and_dart_parse(name: str) -> None:
    assert_parses(name, tap(name))


def test_no_exported_language_is_left_out() -> None:
    assert {one.id for one in LANGUAGES.values() if one.exported} == set(TAPS)


HASHED_AS_STREAMS = """
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
const ended = createHash("sha256");
ended.write("qu"); ended.end("ay");
console.log((await ended.toArray())[0].toString("hex"));
const piped = createHash("sha256");
await pipeline(Readable.from([Buffer.from("qu"), Buffer.from("ay")]), piped);
console.log(piped.read().toString("hex"));
const both = createHash("sha256").update("qu");
both.end("ay");
for await (const out of both) console.log(out.toString("hex"));
"""


@pytest.mark.toolchain
def test_a_hash_of_node_that_is_used_as_a_stream_says_what_it_was_fed(tmp_path: Path) -> None:
    """What was written to it was passed over, and a hash of nothing was said to give that digest."""
    need("node")
    (tmp_path / "srp_tap.mjs").write_text(tap("javascript"))
    (tmp_path / "port.mjs").write_text('import "./srp_tap.mjs";' + HASHED_AS_STREAMS)
    done = subprocess.run(["node", "port.mjs"], cwd=tmp_path, check=True, capture_output=True, text=True)
    _, *calls = map(json.loads, done.stderr.splitlines())
    assert [bytes.fromhex(one["in"]) for one in calls] == [b"quay"] * 3
    assert [one["out"] for one in calls] == done.stdout.split() == [hashlib.sha256(b"quay").hexdigest()] * 3


@pytest.mark.toolchain
@pytest.mark.parametrize(
    ("asked", "known"),
    [("SHA-1", "sha1"), ("SHA1", "sha1"), ("SHA", "sha1"), ("SHA-512/256", "sha512-256"), ("SHA3-384", "sha3-384")],
)
def test_a_digest_of_java_is_tapped_under_each_of_its_names(asked: str, known: str, tmp_path: Path) -> None:
    need("javac", "java")
    (tmp_path / "SrpTap.java").write_text(tap("java"))
    (tmp_path / "Port.java").write_text(
        "class Port { public static void main(String[] names) throws Exception { SrpTap.start();"
        ' java.security.MessageDigest.getInstance(names[0]).digest("quay".getBytes()); } }'
    )
    subprocess.run(["javac", "SrpTap.java", "Port.java"], cwd=tmp_path, check=True)
    done = subprocess.run(["java", "Port", asked], cwd=tmp_path, check=True, capture_output=True, text=True)
    call = json.loads(done.stderr.splitlines()[1])
    assert (call["alg"], bytes.fromhex(call["in"])) == (known, b"quay")
    assert bytes.fromhex(call["out"]) == hashes.new(known)(b"quay")
