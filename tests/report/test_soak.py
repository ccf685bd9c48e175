"""Leading-zero sets: every situation for every seed dialect, the shipped vectors, and the files they are written to."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from srpscope.answers.soak import TOGETHER, Soak, SoakedHandshake, setting, soak, wanted_sets
from srpscope.answers.zeros import SITUATIONS, places, starts_with_zero
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.places import captures_folder
from srpscope.report.vectors import FLAGS, as_text
from srpscope.session import Session
from srpscope.srp.dialect import dialect, dialect_ids
from tests.report.toolchains import PORTS

SMALL = "rfc5054-1024"

SEEDS: dict[str, tuple[str, ...]] = {
    "rfc2945": (),
    "srp6": (),
    "rfc5054": (),
    "wikipedia": ("inner",),
    "wikipedia-short": ("H(I)", "inner"),
    "wikipedia-demo": ("inner",),
    "esp-idf-security2": (),
    "esp-prov": (),
    "esp-android": (),
    "esp-ios": (),
    "nimbus": ("H(I)",),
    "nimbus-1": ("H(I)",),
    "nimbus-userid": ("H(I)",),
    "devolutions": (),
    "excalibur": ("inner",),
    "excalibur-document": ("H(I)", "inner"),
}
"""Seed dialect -> situations that its formulas have not: x without an inner hash, M1 without H(I)."""

SHIPPED = {
    "srp6a_rfc5054_2048_sha1_test.json": "rfc5054",
    "srp6a_esp_security2_test.json": "esp-idf-security2",
}


def agree(handshake: SoakedHandshake) -> None:
    """Both sides reach the same values, each by its own formula."""
    client, server = handshake.sheets()
    for name in ("S", "K", "M1", "M2"):
        assert client.value(name) == server.value(name), name
    assert client.value("S") is not None


@pytest.mark.parametrize("name", SEEDS)
def test_each_situation_alone_for_each_seed_dialect(name: str) -> None:
    """Found, exactly what was asked for, and a handshake that works."""
    spoken = dialect(name)
    result = soak(setting(spoken, None if spoken.group else SMALL), together=False)
    assert result.missing == [] and result.absent == SEEDS[name]
    assert [one.zeros for one in result.handshakes] == [(), *((s,) for s in SITUATIONS if s not in SEEDS[name])]
    for handshake in result.handshakes:
        client, server = handshake.sheets()
        there = places(spoken)
        assert {s for s in there if starts_with_zero(there[s], client, server)} == set(handshake.zeros)
        agree(handshake)


def test_some_together() -> None:
    """Two to six zeros in one handshake."""
    result = soak(setting(dialect("rfc5054"), SMALL))
    assert result.missing == []
    assert [one.zeros for one in result.handshakes][-len(TOGETHER) :] == list(TOGETHER)
    for handshake in result.handshakes:
        agree(handshake)


def test_every_dialect_has_its_sets() -> None:
    """No dialect is left without a handshake to look for, and none is asked for what it lacks."""
    for name in dialect_ids():
        sets = wanted_sets(dialect(name))
        assert sets[0] == () and len(sets) > 5
        assert all(set(one) <= places(dialect(name)).keys() for one in sets)


def test_what_is_ordinary_in_a_group_is_no_situation() -> None:
    """N of Nimbus' 256-bit group begins with 01 15: nine numbers in ten are shorter than it."""
    result = soak(setting(dialect("nimbus"), "nimbus-256", "sha1"), together=False)
    assert result.absent == ("H(I)", "v", "A", "B", "S") and result.missing == []
    assert [one.zeros for one in result.handshakes] == [(), ("s",), ("inner",), ("x",), ("u",), ("K",), ("M1",)]


def test_the_same_seed_gives_the_same_set() -> None:
    """And another seed another."""
    chosen = setting(dialect("rfc5054"), SMALL)
    first, again, other = (soak(chosen, ("A",), together=False, seed=seed) for seed in ("a", "a", "b"))
    assert as_text([first]) == as_text([again]) != as_text([other])


def test_a_search_that_comes_to_its_limit_says_so() -> None:
    """Nothing is made up in its place."""
    result = soak(setting(dialect("rfc5054"), SMALL), ("A",), together=False, seconds=0.0)
    assert result.handshakes == [] and [zeros for zeros, _ in result.missing] == [(), ("A",)]
    assert all("the time was over" in reason for _, reason in result.missing)


def test_an_unknown_situation_is_the_users_mistake() -> None:
    """With the names that there are."""
    with pytest.raises(UserError, match="H\\(I\\)"):
        wanted_sets(dialect("rfc5054"), ["Z"])


# The shipped vectors


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A file that comes with srpscope."""
    found = json.loads((captures_folder() / "leading-zeros" / request.param).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_shipped_files_have_the_shape_of_wycheproof(shipped: dict[str, Any]) -> None:
    """As the schema beside them says."""
    jsonschema = pytest.importorskip("jsonschema") if os.environ.get("CI") != "true" else __import__("jsonschema")
    schema = json.loads((captures_folder() / "leading-zeros" / shipped["schema"]).read_text("utf-8"))
    jsonschema.validate(shipped, schema)
    tests = [test for group in shipped["testGroups"] for test in group["tests"]]
    assert shipped["numberOfTests"] == len(tests) == len({test["tcId"] for test in tests})
    used = {flag for test in tests for flag in test["flags"]}
    assert used == shipped["notes"].keys() >= {flag for flag, *_ in FLAGS.values()}


def test_each_shipped_flag_is_true(shipped: dict[str, Any]) -> None:
    """Looked at with nothing of ours but the numbers: what starts with 00, and that nothing else does."""
    for group in shipped["testGroups"]:
        H = {"SHA-1": hashlib.sha1, "SHA-512": hashlib.sha512}[group["sha"]]
        width, digest = len(group["N"]), 2 * H().digest_size
        for test in group["tests"]:
            inner = H(f"{test['I']}:{test['P']}".encode()).hexdigest()
            zeros = {
                "LeadingZeroSalt": test["s"][:2] == "00",
                "LeadingZeroUserHash": H(test["I"].encode()).hexdigest()[:2] == "00",
                "LeadingZeroInnerHash": inner[:2] == "00",
                "LeadingZeroX": len(test["x"]) < digest,
                "LeadingZeroVerifier": len(test["v"]) < width,
                "LeadingZeroA": len(test["A"]) < width,
                "LeadingZeroB": len(test["B"]) < width,
                "LeadingZeroU": len(test["u"]) < digest,
                "LeadingZeroS": len(test["S"]) < width,
                "LeadingZeroK": test["K"][:2] == "00",
                "LeadingZeroM1": test["M1"][:2] == "00",
            }
            assert [flag for flag, holds in zeros.items() if holds] == [f for f in test["flags"] if f != "Ordinary"]


def test_the_shipped_rfc5054_set_passes_an_independent_client() -> None:
    """The small port of the exported tests, which shares no code with srpscope."""
    port = _port()
    file = captures_folder() / "leading-zeros" / "srp6a_rfc5054_2048_sha1_test.json"
    (group,) = json.loads(file.read_text("utf-8"))["testGroups"]
    for test in group["tests"]:
        values = port.client({**test, "N": group["N"], "g": group["g"]})
        for name in ("k", "x", "v", "A", "u", "S"):
            assert int(values[name], 16) == int(test[name], 16), (test["comment"], name)
        for name, wire in (("A_bytes", "AWire"), ("K", "K"), ("M1", "M1Wire"), ("M2", "M2Wire")):
            assert values[name] == test[wire], (test["comment"], name)


def test_the_shipped_esp_set_is_what_the_device_computes() -> None:
    """esp_srp.c written out once more: A of 384 bytes as sent, B and S minimal, g padded in H(g)."""
    file = captures_folder() / "leading-zeros" / "srp6a_esp_security2_test.json"
    (group,) = json.loads(file.read_text("utf-8"))["testGroups"]
    N, g = int(group["N"], 16), int(group["g"], 16)

    def H(*parts: bytes) -> bytes:
        return hashlib.sha512(b"".join(parts)).digest()

    def minimal(number: int) -> bytes:
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    pad_g = g.to_bytes(384, "big")
    for test in group["tests"]:
        b, v = int(test["b"], 16), int(test["v"], 16)
        A, user = bytes.fromhex(test["AWire"]), test["I"].encode()
        assert len(A) == 384
        k = int.from_bytes(H(minimal(N), pad_g))
        B = (k * v + pow(g, b, N)) % N
        u = int.from_bytes(H(A, B.to_bytes(384, "big")))
        S = pow(int.from_bytes(A) * pow(v, u, N), b, N)
        K = H(minimal(S))
        mixed = bytes(p ^ q for p, q in zip(H(minimal(N)), H(pad_g), strict=True))
        M1 = H(mixed, H(user), bytes.fromhex(test["s"]), A, minimal(B), K)
        assert (minimal(B).hex(), K.hex(), M1.hex()) == (test["BWire"], test["K"], test["M1Wire"]), test["comment"]
        assert H(A, M1, K).hex() == test["M2Wire"]


def test_the_shipped_rfc5054_set_is_what_soak_makes() -> None:
    """Anybody can make it again."""
    made = soak(setting(dialect("rfc5054")))
    file = captures_folder() / "leading-zeros" / "srp6a_rfc5054_2048_sha1_test.json"
    assert as_text([made]) == file.read_text("utf-8")


def _port() -> ModuleType:
    spec = importlib.util.spec_from_file_location("small_port", PORTS / "port.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The command


@pytest.fixture(scope="module")
def small() -> Soak:
    """One quick set."""
    return soak(setting(dialect("nimbus"), "nimbus-512", "sha1"), ("s", "A", "M1"), together=False)


def test_captures_read_back_and_agree(small: Soak) -> None:
    """Each is a capture like any other: the wire and the sheets say the same."""
    for handshake in small.handshakes:
        view = Session(handshake.capture()).view
        assert view.comparison.agreement == "agree" and view.comparison.first_difference is None


def test_the_command_writes_captures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of them, each labelled."""
    folder = tmp_path / "set"
    command = ["soak", "--dialect", "nimbus", "--group", "nimbus-512", "--hash", "sha1", "--alone"]
    command += ["--situation", "A", "--situation", "K", "-o", str(folder)]
    assert main(command) == 0
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [f"nimbus-{one}.srp.jsonl" for one in ("A", "K", "none")]
    assert [read(Source.of_path(file))[0].header["zeros"] for file in files] == [["A"], ["K"], []]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert main(command) == 73
    assert "K starts with 00" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["captures", "python"])
def test_a_place_that_is_not_there_is_told_before_the_work(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["soak", "--dialect", "nimbus", "--group", "nimbus-512", "--hash", "sha1", "--alone", "--situation", "A"]
    assert main([*command, "--as", form, "-o", str(tmp_path / "none" / "x")]) == 73
    said = capsys.readouterr().err
    assert "there is no such folder" in said and "tries" not in said
    live = ["soak", "live", "plain", "tcp://127.0.0.1:1", "--username", "a"]
    assert main([*live, "--record", str(tmp_path / "none" / "x")]) == 73
    (tmp_path / "here").write_text("mine")
    assert main([*command, "--as", "python", "-o", str(tmp_path / "here")]) == 73
    said = capsys.readouterr().err
    assert "--force writes over it" in said and "tries" not in said
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("here", "mine")]


@pytest.mark.parametrize("form", ["wycheproof", "python", "json", "c"])
def test_the_command_writes_one_file_of_all(form: str, tmp_path: Path) -> None:
    """Vectors, or one exported test."""
    out = tmp_path / "out"
    command = ["soak", "--dialect", "rfc5054", "--group", SMALL, "--alone", "--situation", "A", "--as", form]
    assert main([*command, "-o", str(out)]) == 0
    assert "starts with 00" in out.read_text("utf-8")


def test_what_was_not_found_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A set with a gap must not look whole."""
    command = ["soak", "--dialect", "rfc5054", "--group", SMALL, "--seconds", "0.000001", "-o", str(tmp_path / "set")]
    assert main(command) == 2
    assert "not found: A" in capsys.readouterr().err
