"""The table of slips: every entry is whole, bites somewhere, and never crashes."""

from __future__ import annotations

import hashlib
import pickle
from typing import Any

import pytest

from srpscope.languages import LANGUAGES
from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Call, Name, Node, Xor, of_node, show, walk
from srpscope.srp.outcome import Failure
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why import slips as slip_tables
from srpscope.why.slips import PLACES, STRIKES, Slip, slip, slips, slips_at

ALL = list(slips().values())
SHAPED = [one for one in ALL if one.template is not None]

N = 0xEEAF0AB9ADB38DD69C33F80AFA8FC5E8607261
WIDTH = 19
INPUTS: dict[str, Value] = {
    "N": N,
    "s": bytes.fromhex("00a1b2c3d4e5f60718293a4b5c6d7e8f"),
    "K": bytes(range(3, 67)),
    "P": "pässword",
    "A": int("0f" + "3c" * 16 + "8100", 16),  # one digit odd, a zero in front, a zero at the end
    "B": int("f00a" + "00" + "7b" * 16, 16),
    "S": int("ff80" + "01" * 17, 16),
    "a": int("8f0102" + "00" + "9c" * 24, 16),
    "zeros": bytes.fromhex("00000104008f00"),
    "ones": bytes.fromhex("ff8001") + bytes(range(61)),
    "long": bytes.fromhex("0102030400") + bytes(range(5, 240)) + bytes(200) + b"\x09",
    "digest1": bytes.fromhex("01") + bytes(range(100, 131)),
    "digest2": bytes.fromhex("01") + bytes(range(180, 211)),
    "small": 5,
    "code": "031-45-154",
    "digits": b"0012ab",
    "coded_bytes": b"Zm9v",
    "number": "00123",
    "hex": "a1b2",
    "url": "a%20b+c/d",
    "spaced": " Two words \x1f",
    "wide": "ﬁle é e\u0301 \U0001f600 €",
    "tall": "x" * 90,
    "mark": "a<b>",
    "coded": "Zm9v",
    "signs": "a b:c,d;e=f#g@h/i\\j&k?l%m$n+o.p-q\"r's|t_u!v",
    "huge": int("8f" + "9c" * 300, 16),
    "lucky": next(data for n in range(9999) if hashlib.sha256(data := str(n).encode()).digest()[0] == 0),
    "digest3": bytes.fromhex("fe") + bytes(range(100, 131)),
}

PLACED: dict[str, list[tuple[str, str]]] = {
    "number": [(f"PAD({name})", name) for name in "ABS"] + [("A", "A"), ("small", "small")],
    "bytes": [(name, name) for name in ("s", "K", "zeros", "ones", "long", "digits", "coded_bytes")],
    "text": [
        (name, name)
        for name in ("P", "number", "hex", "url", "spaced", "wide", "tall", "mark", "coded", "code", "signs")
    ],
    "read": [(name, name) for name in ("s", "zeros", "ones", "long", "digits", "PAD(A)")],
    "own": [("a", "a"), ("A", "A"), ("S", "S"), ("huge", "huge")],
    "hash": [(name, name) for name in ("s", "K", "lucky", "zeros", "ones", "A | s", "I | ':' | P")],
    "xor": [("digest1", "digest2"), ("digest2", "digest3"), ("H(digest1)", "H(digest2)")],
}
"""Operands of each kind of place: as the dialect writes them, and bare (of an xor: the two)."""


def sheet(**more: Value) -> Sheet:
    """A client's sheet over the inputs."""
    return of_hash("sha256", **more)


def of_hash(name: str, **more: Value) -> Sheet:
    """The same with another hash."""
    return Sheet(Knowledge("client", Dialect("test", hash=name), {**INPUTS, "I": "alice", **more}), record=False)


SHEETS = [of_hash(name) for name in ("sha1", "sha256", "sha512")]


def rights(place: str, operand: str, bare: str) -> list[Node]:
    """What may stand there in a right client."""
    node, other = parse(operand).node, parse(bare).node
    match place:
        case "hash":
            return [Call("H", (node,))]
        case "read":
            return [Call("BEINT", (node,)), Call("LEINT", (node,))]
        case "xor":
            return [Xor(node, other)]
    return [node]


def made(one: Slip, place: str, operand: str, bare: str, of: Sheet) -> Value | None:
    """What the slip gives; None where it cannot be made."""
    node, other = parse(operand).node, parse(bare).node
    wrong = one.applied(node, second=other) if place == "xor" else one.applied(node, other)
    try:
        return of.evaluate(parse(show(wrong)))[0]
    except Failure:
        return None


def as_bytes(value: Value) -> bytes | int:
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_an_entry_is_whole(one: Slip) -> None:
    assert one.takes and set(one.takes) <= set(PLACES)
    assert one.strikes in STRIKES
    assert one.name and len(one.name) <= 50 and one.name[0] != " "
    assert one.sentence and not one.sentence.endswith(".") and "{of}" not in one.sentence
    assert "{of}" not in one.id + one.name + (one.template or "")
    assert pickle.loads(pickle.dumps(one)) == one
    assert one.order in (None, "big", "little")


def test_an_entry_says_where_it_comes_and_how_often() -> None:
    for table in slip_tables._TABLES:
        for name, entry in slip_tables._entries(table).items():
            assert {"name", "sentence", "takes", "languages", "count", "strikes"} <= entry.keys(), name
            assert set(entry["languages"]) <= LANGUAGES.keys(), name


@pytest.mark.parametrize("one", SHAPED, ids=lambda one: one.id)
def test_a_slip_bites_somewhere_at_each_of_its_places(one: Slip) -> None:
    for place in one.takes:
        assert any(
            wrong is not None and as_bytes(wrong) != as_bytes(of.evaluate(of_node(right))[0])
            for of in SHEETS
            for operand, bare in PLACED[place]
            for right in rights(place, operand, bare)
            if (wrong := made(one, place, operand, bare, of)) is not None
        ), place


@pytest.mark.parametrize("value", [0, 1, 0xF, 0x80, -5, 2**2000 + 1], ids=["0", "1", "15", "128", "-5", "long"])
def test_a_slip_never_crashes(value: int) -> None:
    data = abs(value).to_bytes((value.bit_length() + 7) // 8, "big")
    hostile = sheet(A=value, B=value, S=value, a=value, s=data, K=b"", zeros=data, ones=data, P="\udcff\0", digits=data)
    for one in SHAPED:
        if "PBKDF2" in str(one.template):
            continue
        for place in one.takes:
            for operand, bare in PLACED[place][:3]:
                made(one, place, operand, bare, hostile)


def test_a_hash_slip_stands_for_the_calls_own_function() -> None:
    node = slip("hash-fed-hex").applied(Name("s"), function="SHA1")
    assert show(node) == "SHA1(HEX(s))"
    assert show(slip("hash-hmac-k").applied(Name("s"), function="SHA1")) == "HMAC(K, s, hash=SHA1)"
    assert show(slip("inner-h").applied(parse("SHA1(H(s))").node)) == "H(SHA1(H(s)))"


def test_a_joined_operand_keeps_its_brackets() -> None:
    joined = parse("I | ':' | P").node
    assert show(slip("head-16").applied(joined)) == "(I | ':' | P)[:16]"
    assert show(slip("nul").applied(joined)) == "I | ':' | P | b'\\x00'"
    assert show(slip("xor-or").applied(Name("x1"), second=Name("x2"))) == "BITS(x1, x2, by='or')"
    assert show(slip("little").applied(parse("PAD(A)").node, Name("A"))) == "LE(A)"


def test_slips_at_a_place_come_in_the_order_of_what_was_seen() -> None:
    for place in PLACES:
        counts = [one.count for one in slips_at(place)]
        assert counts == sorted(counts, reverse=True)
    assert {"minimal", "little"} < {one.id for one in slips_at("number")}
    little = {one.id for one in slips_at("number", little=True)}
    assert {"big-padded", "little-stripped"} < little
    assert not {"minimal", "little"} & little


def test_no_slip_stands_in_two_forms() -> None:
    shapes: dict[Any, str] = {}
    for one in SHAPED:
        for place in one.takes:
            for order in (one.order,) if one.order else ("big", "little"):
                key = place, order, show(one.applied(Name("operand"), Name("value"), Name("second")))
                assert key not in shapes, f"{one.id} is {shapes[key]}"
                shapes[key] = one.id


def test_every_template_reads_only_what_every_dialect_has() -> None:
    known = {"_operand", "_value", "_second", "N", "s", "K", "P"}
    for one in SHAPED:
        node = one.applied(Name("_operand"), Name("_value"), Name("_second"))
        hashes = {
            value.name
            for call in walk(node)
            if isinstance(call, Call)
            for key, value in call.options
            if key == "hash" and isinstance(value, Name)
        }
        assert {name.name for name in walk(node) if isinstance(name, Name)} - hashes <= known, one.id
