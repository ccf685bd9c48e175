"""Published Nimbus settings: read as a dialect, written from one, and hostile ones."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from srpscope.errors import FileError, UserError
from srpscope.live.users import LiveParty, Terms, enrol
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.srp.nimbus_settings import of_object, publish, read, unsaid
from srpscope.srp.primitives.groups import group

# The object of Nimbus' usage page as it prints it: a 256-bit prime of 65 digits.
PUBLISHED = """{
  "N"         : "115b8b692e0e045692cf280b436735c77a5a9e8a9e7ed56c965f87db5b2a2ece3",
  "g"         : "2",
  "H"         : "SHA-1",
  "saltBytes" : 16,
  "xRoutine"  : "H(s|H(P))",
  "m1Routine" : "H(A|B|S)",
  "m2Routine" : "H(A|M1|S)"
}"""


def test_the_published_object_is_nimbus() -> None:
    settings = read(PUBLISHED)
    assert settings.dialect.id == "nimbus"
    assert settings.changes == {}
    assert settings.group == group("nimbus-256")
    assert settings.hash == "sha1"
    assert settings.salt_bytes == 16
    assert publish(settings.dialect, settings.group, settings.hash) == json.loads(PUBLISHED)


def test_another_routine_is_computed() -> None:
    changed = {**json.loads(PUBLISHED), "xRoutine": "H(s|H(I|':'|P))"}
    settings = of_object(changed)
    userid = Terms(dialect("nimbus-userid"), settings.group, "sha1")
    own = Terms(settings.dialect, settings.group, settings.hash)
    salt = bytes(range(16))
    assert enrol(own, "alice", "secret", salt) == enrol(userid, "alice", "secret", salt)
    assert enrol(own, "alice", "secret", salt) != enrol(own, "bob", "secret", salt)


def publishable() -> list[str]:
    found = []
    for name in dialect_ids():
        spoken = dialect(name)
        formulas = [spoken.formula("client", value) for value in ("x", "M1", "M2")]
        if all(formulas) and not spoken.inputs:
            found.append(name)
    return found


@pytest.mark.parametrize("name", publishable())
def test_what_is_published_is_read_as_the_same(name: str) -> None:
    spoken = dialect(name)
    published = publish(spoken, group("rfc5054-1024"), spoken.hash or "sha256")
    settings = of_object(json.loads(json.dumps(published)))
    assert publish(settings.dialect, settings.group, settings.hash) == published


@pytest.mark.parametrize("name", ["nimbus", "nimbus-1", "nimbus-userid", "tssrp6a", "bouncycastle"])
def test_what_is_published_computes_the_same(name: str) -> None:
    spoken = dialect(name)
    published = publish(spoken, group("rfc5054-1024"), "sha256")
    assert unsaid(spoken) == []
    settings = of_object(published)
    values: dict[str, Any] = {"I": "alice", "P": "secret", "s": bytes(range(1, 17)), "a": 3**90, "b": 5**70}
    one = LiveParty("client", Terms(spoken, settings.group, "sha256"), values)
    two = LiveParty("client", Terms(settings.dialect, settings.group, "sha256"), values)
    for party in (one, two):
        party.receive("B", bytes([200]) * 128)
    for value in ("x", "k", "u", "S", "M1", "M2"):
        assert one.number(value) == two.number(value)


def test_what_cannot_be_said_is_named() -> None:
    assert unsaid(dialect("devolutions-unpadded")) == ["u"]
    assert "byte order" in unsaid(dialect("proton"))
    with pytest.raises(UserError, match="no M2"):
        publish(dialect("cognito"), group("rfc5054-1024"))
    with pytest.raises(UserError, match="hash"):
        publish(dialect("nimbus"), group("nimbus-256"))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("N", None),
        ("N", "xyz"),
        ("N", 7),
        ("N", "1" * 20_000),
        ("N", "1"),
        ("g", "0"),
        ("H", "MD99"),
        ("H", 3),
        ("saltBytes", "16"),
        ("saltBytes", 0),
        ("saltBytes", True),
        ("saltBytes", 10**9),
        ("xRoutine", "H(s|"),
        ("xRoutine", "__import__('os')"),
        ("xRoutine", ["H"]),
        ("m1Routine", "H(" * 500 + "A" + ")" * 500),
        ("m2Routine", ""),
    ],
)
def test_a_bad_member_is_named(member: str, value: object) -> None:
    with pytest.raises(FileError, match=f"settings.*{member}"):
        of_object({**json.loads(PUBLISHED), member: value})


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '"x"', "x" * 100_000])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(FileError):
        read(text)


@given(st.text(alphabet="HSABPsIMxINT12()|,^':% *+-", max_size=30))
def test_any_routine_is_a_formula_or_refused(text: str) -> None:
    try:
        settings = of_object({**json.loads(PUBLISHED), "m1Routine": text})
    except FileError:
        return
    assert settings.dialect.formula("client", "M1") is not None
