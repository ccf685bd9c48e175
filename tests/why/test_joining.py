"""Slips of loops and readers: a chain of hashes, a byte for each operand, digits by map(parseInt), doubled signs, a
public value that is sent otherwise than it was computed."""

from __future__ import annotations

import hashlib
import json

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.formula import of_node, show
from srpscope.srp.outcome import Failure
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why.places.home_made import textbook_proofs
from srpscope.why.places.joining import as_json, as_printed, digits_joined, joined_wrongly
from srpscope.why.places.readers import beside_header, by_map, by_short_length, escaped, retyped, undoubled
from tests.session.independent import Independent, Plain
from tests.session.test_not_on_record import A_PRIVATE, REFUSED_M1, SALT, Made, formulas, judged


def sha(*data: bytes) -> bytes:
    return hashlib.sha1(b"".join(data)).digest()


def test_a_chain_of_hashes_is_fed_digest_by_digest() -> None:
    spoken = dialect("rfc5054")
    known = Knowledge("client", spoken, {"s": b"salt", "K": b"key", "M1": b"proof"}, hash="sha1")
    sheet = Sheet(known)
    made = list(joined_wrongly(spoken.parse("s | K | M1").node))
    assert [slip for slip, _said, _node in made] == ["list-chained", "list-chained", "list-counted"]
    fed = [sheet.evaluate(of_node(node))[0] for _slip, _said, node in made]
    assert fed[0] == sha(b"salt", b"key") + b"proof"
    assert fed[1] == sha(sha(b"salt"), b"key") + b"proof"
    assert fed[2] == bytes(3)


def test_hex_digits_that_are_joined_shift_behind_an_odd_number_of_them() -> None:
    """Buffer.from(A.toString(16) + B.toString(16), 'hex') and its kin."""
    spoken = dialect("rfc5054")
    known = Knowledge("client", spoken, {"A": 0xABC, "B": 0x1234, "K": b"\x0a\xbc", "N": 1 << 63}, hash="sha1")
    sheet = Sheet(known)

    def fed(text: str) -> list[object]:
        return [
            sheet.evaluate(of_node(node))[0] for _slip, _said, node in digits_joined(spoken, spoken.parse(text).node)
        ]

    assert fed("A | PAD(B)") == [bytes.fromhex(text) for text in ("abc123", "0abc1234", "abc12340")]
    assert fed("A | K") == [bytes.fromhex(text) for text in ("abc0ab", "0abc0abc", "abc0abc0", *["abcabc"] * 3)]
    assert not fed("I | ':' | P") and not fed("K")


def test_texts_are_fed_as_python_prints_several_of_them() -> None:
    """str((I, P)) and str([I, P])."""
    spoken = dialect("rfc5054")
    sheet = Sheet(Knowledge("client", spoken, {"I": "carol", "P": "tea 4"}, hash="sha1"))

    def fed(text: str) -> list[object]:
        return [sheet.evaluate(of_node(node))[0] for _slip, _said, node in as_printed(spoken, spoken.parse(text).node)]

    assert fed("I | ':' | P") == [str(("carol", "tea 4")), str(["carol", "tea 4"])]
    assert not fed("s | P") and not fed("P")


def test_pairs_of_digits_are_read_by_their_place_as_the_radix() -> None:
    """["12", "12", "12", "ff", "1f"].map(parseInt) is [12, NaN, 1, NaN, 1] in JavaScript."""
    assert by_map(bytes.fromhex("121212ff1f")) == bytes([12, 0, 1, 0, 1])
    assert by_map(b"\xff" * 17)[16] == 255


def test_doubled_signs_are_one_in_a_template() -> None:
    assert [text for _said, text in undoubled("a$$b%%")] == ["a$b%%", "a$$b%"]
    assert not list(undoubled("a$b"))


def test_a_text_that_was_made_ready_for_a_query_or_a_shell() -> None:
    assert [text for _said, text in escaped("O'Ne\\il 7")] == [
        "O\\'Ne\\\\il 7",
        "O''Ne\\il 7",
        "O'\\''Ne\\il 7",
        "O'Ne\\\\il 7",
    ]
    assert not list(escaped("Neil 7"))


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("correct  horse", "correct horse"),
        ("it's-me", "it\u2019s-me"),
        ('say "yes"', "say \u201cyes\u201d"),
        ("031-45-154", "031 45 154"),
        ("50%discount", "50%!d(MISSING)iscount"),
        ("%5.2f%%", "%!f(MISSING)%"),
        ("100%", "100%!(NOVERB)"),
        ("0123456", "42798"),
        ("12:30:45", "45045"),
        ("1e5", "100000.0"),
        ("1e5", "100000"),
        ("12.50", "12.5"),
        ("yes", "True"),
        ("0x1F", "31"),
    ],
)
def test_a_text_as_keyboards_pages_and_settings_make_it(typed: str, made: str) -> None:
    assert made in [text for _said, text in retyped(typed)]


def test_a_plain_text_is_retyped_as_itself() -> None:
    assert not list(retyped("Neil7")) and not list(retyped("1234567890123"))


def test_a_number_that_no_double_holds_is_a_fault_of_the_formula() -> None:
    known = Knowledge("client", dialect("rfc5054"), {"S": 1 << 1100}, hash="sha1")
    with pytest.raises(Failure):
        Sheet(known).evaluate(dialect("rfc5054").parse("FLOAT(S)"))


def test_A_that_is_sent_reversed_is_no_other_a() -> None:
    """Buffer.reverse() turns it in place: u and M1 have it as it was sent, S has the a that it was made of."""
    right = Made()
    A = right.wire["A"]
    assert isinstance(A, int)
    turned = int.from_bytes(A.to_bytes(32, "big"), "little")
    shared: dict[str, Plain] = {"N": right.client.value("N"), "g": right.client.value("g"), "s": SALT, "I": b"alice"}
    mine = shared | {"P": b"hunter2", "a": A_PRIVATE, "A": turned, "B": right.wire["B"]}
    client = Independent(mine, formulas("client"), "sha1", int(shared["N"]))
    capture = Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha1", "origin": "recorded"})
    capture.add_values("client", {"I": "alice", "P": "hunter2", "a": f"{A_PRIVATE:x}"})
    B, M1 = right.wire["B"], client.value("M1")
    assert isinstance(B, int) and isinstance(M1, bytes)
    sent = {"A": turned.to_bytes(32, "big").hex(), "B": B.to_bytes(32, "big").hex(), "M1": M1.hex(), "s": SALT.hex()}
    capture.add_values("wire", sent)
    capture.add("event", text="no", **REFUSED_M1)
    found, _diagnosis = judged(Session(capture))
    assert found.headline.startswith("The server refused M1: the client sent A little-endian")
    assert found.at_fault == "client"


def test_a_length_of_two_bytes_is_read_as_one() -> None:
    """384 is 80 03: who takes 80 for the length reads 03 and 127 bytes."""
    own = bytes(range(256)) + bytes(128)
    found = [data for _said, data in by_short_length(own)]
    assert found == [b"\x03" + own[:127], b"\x03" + own[:383]]
    assert not list(by_short_length(bytes(127)))


def test_a_field_is_read_with_its_header_or_into_the_next_ones() -> None:
    """Protobuf's third field of 384 bytes is 1a 80 03, its second one of 16 bytes 12 10."""
    own, salt = bytes(range(200)) + bytes(184), bytes(range(16))
    found = [data for _said, data in beside_header(own, salt)]
    assert b"\x1a\x80\x03" + own in found and own[1:] + b"\x1a" in found and own[2:] + b"\x12\x10" in found
    read_short = [data for _said, data in beside_header(salt, own)]
    assert b"\x12\x10" + salt in read_short and b"\x12\x10" + salt[:14] in read_short


def test_what_is_hashed_may_be_the_json_of_its_operands() -> None:
    spoken, node = Dialect("test", hash="sha256"), parse("PAD(A) | PAD(B)").node
    known = Knowledge("client", spoken, {"N": 0xF001, "A": 0xABC, "B": 0x1D})
    made = {Sheet(known, record=False).evaluate(parse(show(new)))[0] for _slip, _said, new in as_json(spoken, node)}
    for values in ({"A": "abc", "B": "1d"}, {"A": "2748", "B": "29"}, {"A": "Crw=", "B": "HQ=="}):
        for written in (values, list(values.values())):
            assert json.dumps(written) in made
            assert json.dumps(written, separators=(",", ":")) in made
    assert len(made) == 12


def test_one_operand_is_an_object_by_its_name_and_a_constant_is_none() -> None:
    spoken = Dialect("test", hash="sha256")
    sheet = Sheet(Knowledge("client", spoken, {"S": 0xABC, "N": 1 << 63}))
    alone = {sheet.evaluate(of_node(new))[0] for *_, new in as_json(spoken, parse("S").node)}
    assert '{"S":"abc"}' in alone and '["abc"]' in alone
    assert not list(as_json(spoken, parse("H(A)").node)), "what has no name is no object of one"
    assert not list(as_json(spoken, parse("S | b'\\0'").node))


@pytest.mark.parametrize(
    ("said", "fed"),
    [
        ("bytes, ':' between", b"\x0a\xbc:\x12\x34:\x0a\x0b"),
        ("hex text, ':' between", b"abc:1234:0a0b"),
        ("hex text in capitals, joined", b"ABC12340A0B"),
        ("decimal text, ',' between", b"2748,4660,2571"),
    ],
)
def test_a_textbooks_proof_may_be_joined_otherwise(said: str, fed: bytes) -> None:
    """H(A:B:K), where the dialect has the long proof."""
    given: dict[str, Value] = {"A": 0xABC, "B": 0x1234, "K": b"\x0a\x0b"}
    known = Knowledge("client", dialect("rfc5054"), given, hash="sha1")
    found = {how: node for _slip, how, node in textbook_proofs(known)}
    assert Sheet(known).evaluate(of_node(found["H(A | B | K)", said]))[0] == sha(fed)
    assert ("H(A | B | K)", "bytes, joined") not in found, "that one has a name of its own"


def test_a_dialects_own_proof_is_no_textbooks() -> None:
    known = Knowledge("client", dialect("wikipedia-short"), {}, hash="sha1")
    own = known.formula("M1")
    texts = {text for _slip, (text, _said), _node in textbook_proofs(known)}
    assert texts and own is not None and own.text not in texts
