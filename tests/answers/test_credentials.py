"""Is v = g^x? What makes it so if not, and the leading zeros that break clients."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from srpscope.answers.credential import Credential, check, fitting
from srpscope.answers.credential_input import credential_of, printed_hex
from srpscope.answers.credential_making import FORMS, as_c, make
from srpscope.cli import main
from srpscope.errors import FileError, UserError
from srpscope.srp.primitives.groups import group

LOGS = Path(__file__).parent.parent / "data" / "logs"

# Espressif's example: wifiprov, abcd1234, and the salt and verifier of its default configuration
SALT = bytes.fromhex("036ee0c7bcb9eda84c9eac97d93decf4")
N, g = group("rfc5054-3072")


def verifier(
    salt: bytes, name: str = "wifiprov", password: str | bytes = "abcd1234", inner: bytes | None = None
) -> int:
    """v as a straight reading of RFC 5054 with SHA-512 gives it."""
    secret = password.encode() if isinstance(password, str) else password
    digest = hashlib.sha512(name.encode() + b":" + secret).digest() if inner is None else inner
    return pow(g, int.from_bytes(hashlib.sha512(salt + digest).digest(), "big"), N)


def credential(v: int, salt: bytes = SALT, name: str = "wifiprov") -> Credential:
    return Credential(name, salt, v)


def found(v: int, password: str = "abcd1234", salt: bytes = SALT) -> list[list[str]]:
    answer = check(credential(v, salt), password, seconds=600)
    assert not answer.match
    return [[one.id for one in finding.suspects] for finding in answer.findings]


def test_espressifs_default_credential() -> None:
    v = verifier(SALT)
    assert f"{v:x}".startswith("7c7c85476508946dd636af37d7e8914378cffd616c59d2f8")
    answer = check(credential(v), "abcd1234")
    assert answer.match and not answer.findings and not answer.traps


@pytest.mark.parametrize(
    ("stored", "typed", "suspect"),
    [
        (b"secret42\n", "secret42", "password-newline"),
        (b"secret42\0", "secret42", "password-nul"),
        (b"secret42 ", "secret42", "password-space-after"),
        (b"secret42", "secret42 ", "password-trimmed"),
        (b"SECRET42", "secret42", "password-upper"),
        (bytes.fromhex("deadbeef"), "deadbeef", "password-hex-decoded"),
        ("gehört".encode("latin-1"), "gehört", "password-latin1"),
        ("secret42".encode("utf-16-le"), "secret42", "password-utf16"),
        (hashlib.sha256(b"secret42").digest(), "secret42", "password-sha256"),
        (b"abcd1234", "secret42", "password-default"),
    ],
)
def test_what_was_done_to_the_password(stored: bytes, typed: str, suspect: str) -> None:
    assert [suspect] in found(verifier(SALT, password=stored), typed)


def test_swapped_user_name_and_password() -> None:
    assert ["credentials-swapped"] in found(verifier(SALT, "secret42", "wifiprov"), "secret42")


def test_what_was_done_to_the_salt() -> None:
    assert ["salt-reversed"] in found(verifier(SALT[::-1]))
    assert ["salt-hex-text"] in found(verifier(SALT.hex().encode()))


def test_another_x() -> None:
    inner = hashlib.sha512(b"abcd1234").digest()
    assert ["x-no-username"] in found(verifier(SALT, inner=inner))


def test_reversed_verifier() -> None:
    data = verifier(SALT).to_bytes(384, "big")[::-1]
    assert found(int.from_bytes(data, "big")) == [["v-reversed"]]


def test_two_mistakes_at_once() -> None:
    v = verifier(SALT[::-1], password=b"secret42\n")
    assert any(set(ids) == {"password-newline", "salt-reversed"} for ids in found(v, "secret42"))


def test_nothing_explains_another_password() -> None:
    answer = check(credential(verifier(SALT, password="something else")), "abcd1234")
    assert not answer.match and not answer.findings and answer.tried > 100


def traps(v: int, password: str = "abcd1234", salt: bytes = SALT) -> dict[str, tuple[str, ...]]:
    return {trap.where: trap.breaks for trap in check(credential(v, salt), password).traps}


def test_trap_a_salt_that_starts_with_zero() -> None:
    salt = b"\0" + SALT[1:]
    assert traps(verifier(salt), salt=salt) == {"salt": ("esp-prov", "esp-android")}


def inner_zero() -> tuple[str, bytes]:
    """A password whose H(I:P) starts with 00, and that digest (wifiprov / pw0449 is one)."""
    digest = hashlib.sha512(b"wifiprov:pw0449").digest()
    assert digest[0] == 0
    return "pw0449", digest


def test_trap_an_inner_hash_that_starts_with_zero() -> None:
    password, digest = inner_zero()
    assert traps(verifier(SALT, password=password), password) == {"inner-hash": ("esp-prov",)}
    # made by esp_prov, which drops that zero: only esp_prov itself gets in
    made = verifier(SALT, inner=digest.lstrip(b"\0"))
    answer = check(credential(made), password)
    assert not answer.match
    assert ["x-inner-stripped"] in [[one.id for one in finding.suspects] for finding in answer.findings]
    assert [(trap.where, trap.breaks) for trap in answer.traps] == [("inner-hash", ("esp-android", "esp-ios"))]


def test_trap_a_salt_that_the_device_made() -> None:
    # The device hashes 15 bytes and hands out 16, the last one read past its buffer.
    shorter = SALT[1:]
    handed_out = shorter + b"\x5a"
    answer = check(credential(verifier(shorter), handed_out), "abcd1234")
    assert not answer.match
    assert [(trap.where, trap.breaks) for trap in answer.traps] == [
        ("device-made-salt", ("esp-prov", "esp-android", "esp-ios"))
    ]


def test_making_never_starts_with_zero() -> None:
    for _ in range(20):
        made = make("wifiprov", "abcd1234")
        assert made.salt[0] != 0 and len(made.salt) == 16
        assert made.verifier.bit_length() > 3064
        assert made.verifier == verifier(made.salt)


def test_making_refuses_what_no_salt_can_help() -> None:
    password, _ = inner_zero()
    with pytest.raises(UserError, match="starts with 00"):
        make("wifiprov", password)
    with pytest.raises(UserError):
        make("", "abcd1234")
    with pytest.raises(UserError):
        make("wifiprov", "abcd1234", salt_length=0)
    with pytest.raises(UserError):
        make("wifiprov", "abcd1234", "no-such-dialect")


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SRPSCOPE_PASSWORD", "abcd1234")
    yield


@pytest.mark.usefixtures("password")
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_again(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "credential"
    assert main(["make-credential", "--username", "wifiprov", "--as", form, "-o", str(path)]) == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert main(["check-credential", str(path), "--username", "wifiprov", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["match"] is True and answer["findings"] == [] and answer["traps"] == []
    assert main(["make-credential", "--username", "wifiprov", "-o", str(path)]) == 73


def test_the_first_users_two_arrays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make("wifiprov", "hunter2")
    arrays, secret = tmp_path / "arrays.c", tmp_path / "secret"
    arrays.write_text(as_c(made))
    secret.write_bytes(b"hunter2\n")
    ask = ["check-credential", str(arrays), "--username", "wifiprov", "--password-file", str(secret)]
    assert main(ask) == 0
    secret.write_bytes(b"hunter2\n\n")
    assert main([*ask, "--json"]) == 1
    out, err = capsys.readouterr()
    answer = json.loads(out[out.index("{") :])
    assert answer["match"] is False
    assert answer["findings"][0]["suspects"] == ["password-trimmed"]
    assert answer["findings"][0]["first_difference"] == "x"
    assert answer["findings"][0]["proof"] == {"value": "v", "hex": f"{made.verifier:0768x}"}
    assert "newline" in err


@pytest.mark.usefixtures("password")
def test_a_device_log_gives_the_verifier(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-credential", str(LOGS / "refused.device.log"), "--salt", SALT.hex()]) == 0
    out, err = capsys.readouterr()
    assert "Match: v = g^x" in out and "computed from the device's b and B" in err


@pytest.mark.usefixtures("password")
def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    v = verifier(SALT)
    hexes = ["--salt", "0x" + SALT.hex(":"), "--verifier", f"{v:x}", "--username", "wifiprov"]
    assert main(["check-credential", *hexes]) == 0
    assert main(["check-credential", *hexes, "--dialect", "no-such"]) == 64
    assert main(["check-credential", "--salt", "zz", "--verifier", "01", "--username", "x"]) == 64
    assert main(["check-credential", "--salt", "01", "--username", "x"]) == 65
    assert main(["check-credential", "--salt", "01", "--verifier", "02"]) == 64
    assert "abcd1234" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty: so is the password."),
        (b"\r\n", "is empty: so is the password."),
        (b"caf\xe9\n", "is not UTF-8 from byte 4 on: its bytes are the password, as they are."),
        ("pw".encode("utf-16"), "is not UTF-8 from byte 1 on: its bytes are the password, as they are."),
        (b"\xef\xbb\xbfabcd1234\n", "begins with a byte order mark (ef bb bf), which belongs to the password."),
        (b"abcd1234\n\n", "ends with more than one newline; all but the last belong to the password."),
        ("grün\r\n".encode(), ""),
    ],
)
def test_a_password_file_that_is_seldom_meant_is_said(
    data: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pop").write_bytes(data)
    words = ["check-credential", "--salt", SALT.hex(), "--verifier", "02", "--username", "wifiprov"]
    main([*words, "--password-file", str(tmp_path / "pop")])
    told = [one for one in capsys.readouterr().err.splitlines() if str(tmp_path) in one]
    assert told == ([f"srpscope: {tmp_path / 'pop'} {said}"] if said else [])


def test_without_a_password_and_nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SRPSCOPE_PASSWORD", raising=False)
    assert main(["check-credential", "--salt", "01", "--verifier", "02", "--username", "x"]) == 64


def test_a_nimbus_credential_finds_its_dialect() -> None:
    made = make("alice", "secret", "nimbus", group_name="nimbus-512", hash_name="sha1")
    unnamed = Credential("alice", made.salt, made.verifier)
    found = fitting(unnamed, "secret")
    assert (found.dialect, found.group, found.hash) == ("nimbus", "nimbus-512", "sha1")
    assert check(found, "secret").match
    assert fitting(unnamed, "other") == unnamed


def test_what_is_missing_is_said() -> None:
    with pytest.raises(FileError, match="verifier"):
        credential_of([], {"s": "01"}, username="x")
    with pytest.raises(FileError, match="salt"):
        credential_of([], {"v": "01"}, username="x")
    with pytest.raises(UserError, match="--username"):
        credential_of([], {"v": "01", "s": "02"})
    with pytest.raises(UserError):
        printed_hex("--salt", "not hex at all")
    assert printed_hex("--salt", "{0x01, 0x02}") == "0102"
    assert printed_hex("--salt", "1234") == "1234"


@pytest.mark.parametrize("name", ["ada", 'a "quoted" name', "two\nlines", "x: 1, y = 2", "Zoë"])
def test_what_is_made_as_hex_is_checked_with_no_more_than_its_dialect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SRPSCOPE_PASSWORD", "sesame")
    page = tmp_path / "made.txt"
    made = ["make-credential", "--as", "hex", "--dialect", "nimbus", "--username", name, "-o", str(page)]
    assert main(made) == 0
    assert main(["check-credential", "--dialect", "nimbus", str(page)]) == 0
    shown = capsys.readouterr()
    assert "Match: v = g^x." in shown.out
    assert "nobody named a group: nimbus-512 with sha1 is taken" in shown.err


def test_a_verifier_that_the_usual_group_cannot_have_still_asks_for_its_group() -> None:
    typed = {"I": b"ada".hex(), "s": "11" * 16, "v": "7f" * 128}
    with pytest.raises(UserError, match="give --group NAME"):
        credential_of([], typed, username="ada", dialect_name="nimbus")
