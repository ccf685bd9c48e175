"""What is said of a slip at a place, and how it is put right."""

from __future__ import annotations

import pytest

from srpscope.answers.fixing import fixes_of
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.languages import FIXED
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Name, show
from srpscope.why.finding import Finding, Proof
from srpscope.why.placed import Placed, placed
from srpscope.why.slips import known_slip, slip, slips, two_steps
from srpscope.why.telling.fixes import OF_OTHERS, kinds
from srpscope.why.telling.words import HEADLINE, cause, finding_lines

SESSION = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])


def finding(name: str, *changes: Edit) -> Finding:
    return Finding("client", (name,), changes, "K", Proof("M1", bytes(64)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("odd-cut@K:S", "The client wrote S into K as the bytes of its hex text with the last digit lost."),
        ("hex@K:S", "The client wrote S into K as hex text."),
        ("list-separator@x:':';';'", "The client made x with ';' between instead of ':'."),
        ("list-separated@x:'; '", "The client made x with '; ' between all operands (join)."),
        (
            "which-header@s:s;from byte 3 on, then 2 of the next header (tag 1a)",
            "The client computed with s read at a wrong offset: from byte 3 on, then 2 of the next header (tag 1a).",
        ),
        ("list-printed@x:a tuple", "The client made x of its operands as Python prints a tuple of them."),
        ("call-count-text@K:info;'1'", "The client made K with the text '1' behind info where HKDF has the byte 01."),
        (
            "xor-shifted@M1:H(N)",
            "The client combined the two digests of M1 byte by byte with the second's next (an index one too high).",
        ),
        ("little@*:A", "The client wrote A everywhere little-endian, padded to the length of N."),
        ("signed@M1:*", "The client wrote every operand into M1 with a sign byte."),
        (
            "read-signed@S:RAW(B)",
            "The client read RAW(B) for S with its top bit as a sign, so negative where that is set.",
        ),
        (
            "signed+head-384@M1:A,B",
            "The client wrote A and B into M1 with a sign byte, and that cut to its first 384 bytes.",
        ),
        ("hex@*:every number but k", "The client wrote every number everywhere but in k as hex text."),
        (
            "little@*:every number that is not padded",
            "The client wrote every number that is not padded everywhere little-endian, padded to the length of N.",
        ),
        ("hash-fed-hex@*:every call", "The client hashed everything as hex text."),
        ("hash-fed-hex@*:every hash but k", "The client hashed everything but for k as hex text."),
        ("constant-digit@N:its digit 7 missing", "The client computed with N mistyped: its digit 7 missing."),
        ("salt-digit@s:d for 9 as its digit 2", "The client computed with the salt mistyped: d for 9 as its digit 2."),
        ("bytes-hex@s", "The client used s as hex text."),
        ("reversed@M1:A,B", "The client wrote A and B into M1 with their bytes in reverse."),
        ("list-swapped@x:s;''", "The client made x with s and nothing swapped."),
        ("call-derived@K:'info';S", "The client made K with HKDF of 'info' round S, which belongs behind the proofs."),
        (
            "call-default@p:PBKDF2;hash;SHA1",
            "The client made p with PBKDF2 with hash=SHA1, as libraries have it unasked.",
        ),
        ("call-in-part@x:UPPER;I", "The client made x with UPPER round I alone, not round the whole."),
        ("hash-sum-behind@M1:K", "The client made M1 as K with the digest of the other operands behind it."),
        ("list-only@M1:K;A | B | K", "The client made M1 with K alone where A | B | K belongs."),
        ("call-never@x:UPPER;I and P", "The client made x without UPPER, which belongs round I and P."),
        ("call-other@x:salt1;salt2", "The client made x with salt2 where salt1 belongs."),
        (
            "text-other@pool:its region in front, eu-west-1_",
            "The client used pool with its region in front, eu-west-1_.",
        ),
        ("hash-state-kept@M1:u", "The client made M1 with a hash object that still held what u was made of."),
        ("own-hex-text@a", "The client read a from the characters of its hex text."),
        ("hash-sha384@x:every call", "The client hashed everything for x with SHA384 instead of its hash."),
        ("hash-sha256@u:A | B", "The client hashed A | B for u with SHA256 instead of its hash."),
        ("hash-sha256@*:H", "The client hashed everything with SHA256 instead of its hash."),
        ("list-swapped@M1:A;B", "The client made M1 with A and B swapped."),
        ("list-left-out@x:I", "The client made x without I."),
        ("constant-g@g:5;2", "The client computed with g = 2 instead of 5."),
        (
            "which-drawn-anew@a:a;A",
            "The client computed with another a than that of the A that it sent, or sent that A written otherwise.",
        ),
        ("sent-other@A:N - A as it is sent", "The client sent N - A in the place of A."),
        (
            "list-sorted@M1:A, B, K, H(I), s",
            "The client made M1 with its operands sorted by their names: A, B, K, H(I), s.",
        ),
        (
            "which-offset@s:s;the first 16 bytes of B",
            "The client computed with the first 16 bytes of B for s: it was read at a wrong offset of the message.",
        ),
        (
            "buffer-extended@M1:s;H(I);x",
            "The client made M1 with s still followed by H(I), which was appended to it in place for x.",
        ),
        (
            "buffer-not-cleared@K:S;B;last byte",
            "The client made K with S in a buffer that still held B, whose last byte stayed.",
        ),
        (
            "text-dotless@I:a letter i of a Turkish locale: admın",
            "The client used I with a letter i of a Turkish locale: admın.",
        ),
        ("xor-or@M1:H(N)", "The client combined the two digests of M1 with or instead of xor."),
        ("line-feed@x:P", "The client wrote P into x with a line feed behind (read from a file or a console)."),
    ],
)
def test_a_cause_is_one_sentence(name: str, said: str) -> None:
    assert cause(finding(name)) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ("hex@k:N", "hex@u:A,B"),
            "The client made one mistake in 2 places: it wrote N into k as hex text, "
            "and it wrote A and B into u as hex text.",
        ),
        (
            ("hex@k:N", "decimal@u:A"),
            "The client made 2 mistakes: it wrote N into k as hex text, and it wrote A into u as decimal text.",
        ),
        (
            ("list-left-out@x:I", "list-left-out@u:A"),
            "The client made 2 mistakes: it made x without I, and it made u without A.",
        ),
    ],
)
def test_one_slip_at_two_places_is_one_mistake(names: tuple[str, ...], said: str) -> None:
    """One function that is called for both."""
    assert cause(Finding("client", names, (), "k", Proof("M1", bytes(64)))) == said


def test_every_slip_has_a_sentence_that_fits_a_headline() -> None:
    for one in slips().values():
        where = ["M1:x;y;z"] if one.template is None else ["*:*", "K:S", "M1:*"]
        where += ["s"] if {"bytes", "text", "read", "own"} & set(one.takes) else []
        for place in where:
            said = cause(finding(f"{one.id}@{place}"))
            assert len(said) <= HEADLINE, said
            assert "{" not in said.replace('{"', "") and said.endswith(".") and "  " not in said, said


def test_two_steps_are_named_by_both_and_are_in_no_table() -> None:
    both = slip("signed+head-384")
    assert both.id not in slips()
    assert show(both.applied(Name("A"))) == "SIGNED(A)[:384]"
    assert known_slip("signed+none") is None and known_slip("none-384") is None
    assert known_slip("head-777") is not None
    for place in ("number", "bytes", "text", "read"):
        for one in two_steps(place, 384):
            assert place in one.takes and one.template is not None, one.id
            assert len(cause(finding(f"{one.id}@M1:A"))) <= HEADLINE + 60, one.id


def test_how_often_it_strikes_stands_below() -> None:
    lines = finding_lines(finding("odd-cut@K:S"))
    assert lines[:2] == [
        "client: it wrote S into K as the bytes of its hex text with the last digit lost (an odd number of digits: "
        "Buffer.from drops it).",
        "  strikes when the number has an odd number of hex digits, about 1 handshake in 16",
    ]


def test_a_text_is_shown_as_text_and_a_password_is_not() -> None:
    changes = [Edit("client", name, "hex", b"al\x1bice".hex()) for name in ("I", "P", "s")]
    lines = finding_lines(finding("lower@I", *changes), SESSION.view.client.knowledge)
    assert "  P = (hidden)" in lines and "  s = 616c1b696365" in lines
    (shown,) = [line for line in lines if line.startswith("  I = al")]
    assert "\x1b" not in shown and shown.endswith("ice")


def test_a_name_is_read_as_it_was_written() -> None:
    for name in ("hex@K:S", "own-hex-text@a", "list-swapped@M1:A;B", "hash-fed-hex@x:I | ':' | P", "nul@*:*"):
        found = placed(name)
        assert found is not None and found.id == name
    assert placed("u-unpadded") is None
    assert placed("list-swapped@M1:A;B") == Placed("list-swapped", "M1", "A;B")


@pytest.mark.parametrize("language", FIXED)
def test_every_slip_has_its_fix_in_every_language(language: str) -> None:
    for one in slips().values():
        for place in ("K:S", "x:P", "M1:*", "s"):
            (fix,) = fixes_of(finding(f"{one.id}@{place}"), language, SESSION)
            assert fix.about and fix.wrong and fix.right and fix.wrong != fix.right, one.id
            for word in ("VALUE", "LENGTH", "WRONG", "RIGHT"):
                assert word not in fix.about + fix.wrong + fix.right, one.id


JAVA_PADDED = (
    "byte[] b = A.toByteArray(), out = new byte[384]; int n = Math.min(b.length, 384); "
    "System.arraycopy(b, b.length - n, out, 384 - n, n); hash(out);"
)


@pytest.mark.parametrize(
    ("name", "language", "wrong", "right"),
    [
        ("hex@K:S", "python", "h(f'{S:x}'.encode())", "h(S.to_bytes((S.bit_length() + 7) // 8, 'big'))"),
        ("hex@u:A", "python", "h(f'{A:x}'.encode())", "h(A.to_bytes(384, 'big'))"),
        ("signed@u:A", "java", "hash(A.toByteArray());", JAVA_PADDED),
        ("decimal@K:S", "python", "# it wrote S into K as decimal text.", "h(S)"),
        ("minimal@u:A", "python", "h(A.to_bytes((A.bit_length() + 7) // 8, 'big'))", "h(A.to_bytes(384, 'big'))"),
        (
            "odd-cut@K:S",
            "javascript",
            "hash(Buffer.from(S.toString(16), 'hex'))",
            "let t = S.toString(16); hash(Buffer.from(t.length % 2 ? '0' + t : t, 'hex'))",
        ),
        (
            "line-feed@x:P",
            "c",
            'sprintf(text, "%s\\n", password); hash(text, strlen(text));',
            "hash(password, strlen(password));",
        ),
        ("read-signed@S:B", "java", "number(new BigInteger(B));", "number(new BigInteger(1, B));"),
        (
            "hash-sha256@u:A | B",
            "swift",
            "// it hashed A | B for u with SHA256 instead of its hash.",
            "SHA512.hash(data: data)",
        ),
    ],
)
def test_the_lines_are_of_that_slip(name: str, language: str, wrong: str, right: str) -> None:
    (found,) = fixes_of(finding(name), language, SESSION)
    assert (found.wrong, found.right) == (wrong, right)


def test_a_list_that_is_hashed_is_shown_as_code() -> None:
    change = Edit("client", "u", "formula", "H(PAD(B) | PAD(A))")
    (found,) = fixes_of(finding("list-swapped@u:PAD(A);PAD(B)", change), "kotlin", SESSION)
    assert (found.wrong, found.right) == ("hash(B + A)", "hash(A + B)")


def test_every_kind_of_fix_is_some_slips_or_suspects() -> None:
    from srpscope.why.suspects import suspects

    used = {one.fix for one in slips().values()} | {one.fix for one in suspects().values()}
    used |= {*OF_OTHERS.values(), "sign-byte-due"}
    assert used == set(kinds())
    for kind in kinds().values():
        assert kind.shows <= set(slips())


def test_one_byte_is_no_bytes() -> None:
    assert not [one.id for one in slips().values() if " 1 bytes" in f"{one.name} {one.sentence}"]
