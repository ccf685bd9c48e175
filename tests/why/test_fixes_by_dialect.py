"""The fix of a mistake is of its place and of its dialect: what is written without zeros is told no padding."""

from __future__ import annotations

import pytest

from srpscope.answers.fixing import fixes_of
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.languages import FIXED
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.why.finding import Finding, Proof
from srpscope.why.suspects import suspects
from srpscope.why.telling.fixes import Fix, RightLine, fixes_for, kinds


def fix(name: str, spoken: str, *changes: Edit, language: str = "python") -> Fix:
    right = RightLine(dialect(spoken), "sha256", None, 2, lambda operand: 384)
    (found,) = fixes_for(Finding("client", (name,), changes, "K", Proof("M1", b"")), language, right)
    return found


def about(kind: str, **others: str) -> str:
    text = kinds()[kind].about
    if kind == "width" and others.pop("own", ""):
        text = text.replace("all LENGTH bytes", "all its bytes")
    text = text.replace("LENGTH", "384")
    for word, other in others.items():
        text = text.replace(word, other)
    return text


@pytest.mark.parametrize(
    ("name", "spoken", "kind"),
    [
        ("right-padded@K:S", "rfc5054", "strip"),
        ("minimal@u:A", "rfc5054", "pad"),
        ("minimal@k:N", "cognito", "sign-byte-due"),
        ("minimal@M1:A", "esp-idf-security2", "pad"),
        ("m1-a-stripped", "esp-idf-security2", "pad"),
        ("m1-ab-padded", "esp-idf-security2", "keep-bytes"),
        ("u-unpadded", "cognito", "sign-byte-due"),
        ("u-padded", "cognito", "sign-byte-due"),
        ("nul@x:P", "rfc5054", "credential"),
        ("percent@P", "rfc5054", "credential"),
        ("head-31@x:I | ':' | P", "rfc5054", "credential"),
        ("head-8@s", "rfc5054", "width"),
        ("bytes-hex@s", "rfc5054", "text-form"),
        ("constant-example@s:s", "rfc5054", "which-value"),
        ("loose-hex@x:H(I | ':' | P)", "rfc5054", "text-form"),
        ("text-other@pool:eu-west-1_ in front of pool", "cognito", "spelling"),
        ("x-signed", "rfc5054", "read-unsigned"),
        ("x-name-lower", "rfc5054", "credential"),
        ("salt-replaced", "rfc5054", "keep-bytes"),
        ("s-absolute", "rfc5054", "remainder"),
    ],
)
def test_the_fix_is_of_its_place(name: str, spoken: str, kind: str) -> None:
    for language in FIXED:
        assert fix(name, spoken, language=language).about == about(kind)


def test_where_nothing_else_can_be_said_the_formula_is_given() -> None:
    assert fix("K-minimal", "thinbus").about == f"Compute K = {due('thinbus', 'K')}, as the dialect has it."
    told = [
        fix(one.id, "rfc5054").about for one in suspects().values() if one.fix == "formula" and "client" in one.sides
    ]
    assert told and not any("FORMULA" in about for about in told)


def due(spoken: str, value: str) -> str:
    formula = dialect(spoken).formula("client", value)
    assert formula is not None
    return formula.text


def test_the_fix_of_a_group_names_it() -> None:
    """It told of 3072 bits, whatever the group was."""
    said = fix("g-5", "rfc5054").about
    assert said.endswith("share: g = 2.")
    of_3072 = RightLine(dialect("rfc5054"), "sha512", "rfc5054-3072", 5, lambda operand: 384)
    (found,) = fixes_for(Finding("client", ("g-2",), (), "g", Proof("M1", b"")), "python", of_3072)
    assert found.about.endswith("rfc5054-3072, with g = 5; rfc3526-3072 has the same N, and g = 2.")


def test_what_was_sent_otherwise_is_told_how_to_send_it() -> None:
    assert fix("little@A:A as it is sent", "rfc5054").about == "Send A as MIN(A): its own bytes, big-endian."
    padded = fix("hex-text@A:A as it is sent", "esp-idf-security2").about
    assert padded == "Send A as PAD(A): its own bytes, all 384 of them, big-endian."


def test_a_number_that_is_written_short_has_no_full_length() -> None:
    assert fix("nul@K:S", "rfc5054").about == about("width", own="S")
    assert fix("empty@K:S", "rfc5054").about == about("width", own="S")
    assert "LENGTH" not in fix("length-4@K:S", "rfc5054").about


def test_the_order_of_bytes_is_the_dialects() -> None:
    assert fix("reversed@K:S", "rfc5054").about == about("order", ENDIAN="big-endian")
    assert fix("reversed@K:S", "wow").about == about("order", ENDIAN="little-endian")
    assert fix("x-little-endian", "rfc5054").about == about("read-order", ENDIAN="big-endian")
    assert fix("x-little-endian", "rfc5054", language="java").right == "number(new BigInteger(1, digest));"
    assert fix("read-big@u:H(A | B)", "wow", language="java").right.startswith("// u = ")


SESSION = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])


def of_session(name: str, language: str = "javascript") -> Fix:
    (found,) = fixes_of(Finding("client", (name,), (), "K", Proof("M1", b"")), language, SESSION)
    return found


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("digest-binary@x:I | ':' | P", "hash(inner.toString('latin1'))", "hash(inner)"),
        ("latin1-utf8@x:H(I | ':' | P)", "hash(inner.toString('latin1'))", "hash(inner)"),
        ("digest-hex@M1:I", "hash(hI.toString('hex'))", "hash(hI)"),
        ("digest-hex@K:S", "hash(K.toString('hex'))", "hash(K)"),
        ("hash-fed-hex@K:S", "hash(S.toString('hex'))", "hash(S)"),
    ],
)
def test_a_digest_is_kept_as_bytes_whatever_was_hashed(name: str, wrong: str, right: str) -> None:
    found = of_session(name)
    assert (found.wrong, found.right) == (wrong, right)


def test_a_digest_of_text_is_no_text() -> None:
    told = "Keep the digest as bytes, all 64 of them: ask the hash for bytes, no number and no string in between."
    for language in FIXED:
        for slip in ("digest-binary", "digest-utf8", "digest-stripped"):
            found = of_session(f"{slip}@x:I | ':' | P", language)
            assert found.about == told and "inner" in found.right and "utf" not in found.right.lower()
        assert "password" in of_session("nul@x:P", language).right


def test_operands_that_are_joined_have_their_own_length() -> None:
    """A salt of 16 bytes and a digest of 64 are 80; text, and numbers without zeros in front, have no one length."""
    for slip in ("hash-fed-utf8", "utf8-replaced", "hash-fed-nul"):
        found = of_session(f"{slip}@x:s | H(I | ':' | P)")
        assert found.about.startswith(
            "Join the operands as bytes, all 80 of them" if slip != "hash-fed-nul" else "Join"
        )
        assert found.right == "hash(s, inner)"
    assert of_session("hash-fed-length@u:PAD(A) | PAD(B)").about.startswith("Hash the 768 bytes alone")
    assert of_session("hash-fed-length@x:I | ':' | P").about.startswith("Hash its bytes alone")
    assert "all of them" in of_session("hash-fed-utf8@M1:A | B").about


def test_a_digest_that_is_sent_or_read_as_a_number_is_told_in_words() -> None:
    of_x, of_proof = of_session("digest-hex@x:s | H(I | ':' | P)"), of_session("digest-signed@M1:I")
    assert of_x.right == "// x = H(s | H(I | ':' | P))" and "hex text of the digest" in of_x.wrong
    assert of_proof.right.startswith("// M1 = H(")


@pytest.mark.parametrize("name", ["hex-0x@*:*", "hash-fed-hex@*:every call", "hex@*:every number but k"])
def test_what_is_made_in_every_formula_is_told_in_words(name: str) -> None:
    for language in FIXED:
        found = of_session(name, language)
        assert "*" not in found.about and "each operand as the dialect's formula writes it" in found.right


@pytest.mark.parametrize(
    "place", ["A,B", "s,P", "*:every digest", "*:N[:3]", "*:A + 1", "M1:A,B", "x:every text", "*:*"]
)
def test_a_place_that_is_no_single_operand_has_a_fix_all_the_same(place: str) -> None:
    for slip in ("hex", "bytes-hex", "latin1-utf8", "hash-fed-hex", "digest-hex", "nul", "signed", "length-four"):
        for language in FIXED:
            found = of_session(f"{slip}@{place}", language)
            assert found.about and found.wrong and found.right != found.wrong
