"""How often a mistake strikes, computed from what makes the bytes differ and not taken from a table alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge
from srpscope.why.finding import Finding, Proof
from srpscope.why.telling.striking import often
from srpscope.why.telling.words import finding_lines, how_often

SESSION = Session(read(Source.of_path(captures_folder() / "mistakes" / "base-plain.srp.jsonl"))[0])
PLAIN = SESSION.view.sheet("client").knowledge
"""ESP-IDF Security 2: numbers are hashed without zeros in front, A and g in M1 at full length."""

COGNITO = replace(PLAIN, dialect=dialect("cognito"))
"""Numbers are hashed as Java's toByteArray writes them; SHA-512 here."""


def said(name: str, value: str, formula: str, right: Knowledge = PLAIN, proof: bytes = bytes(64)) -> str:
    finding = Finding("client", (name,), (Edit("client", value, "formula", formula),), value, Proof("M1", proof))
    (found,) = how_often(finding, right)
    return found


def test_of_N_and_g_no_rate_is_told() -> None:
    """They are no random numbers; two mistakes at once are told by the tables' words."""
    two = Finding("client", ("odd-cut@k:g", "odd-cut@M1:g"), (), "k", Proof("M1", bytes(64)))
    assert how_often(two) == ["strikes every handshake", "strikes every handshake"]
    random_one = Finding("client", ("odd-cut@k:g", "odd-cut@K:S"), (), "k", Proof("M1", bytes(64)))
    assert how_often(random_one)[1].endswith("about 1 handshake in 16")


@pytest.mark.parametrize(
    ("name", "value", "formula", "expected"),
    [
        ("K-signed", "K", "H(SIGNED(S))", "strikes when S has its top bit set, 1 handshake in 2"),
        ("K-padded", "K", "H(PAD(S))", "strikes when S starts with 00, about 1 handshake in 256"),
        ("right-padded@K:S", "K", "H(RPAD(S))", "strikes when S starts with 00, about 1 handshake in 256"),
        ("nul@K:S", "K", "H(S | b'\\0')", "strikes every handshake"),
        (
            "odd-cut@K:S",
            "K",
            "H(UNHEX(HEX(S), odd='cut'))",
            "strikes when S has an odd number of hex digits, about 1 handshake in 16",
        ),
        ("cut-at-nul@K:S", "K", "H(CUTNUL(S))", "strikes when S holds a byte 00, about 3 handshakes in 4"),
        (
            "u-signed",
            "u",
            "H(SIGNED(PAD(A)) | SIGNED(PAD(B)))",
            "strikes when A or B has its top bit set, 3 handshakes in 4",
        ),
        ("u-unpadded", "u", "H(MIN(A) | MIN(B))", "strikes when A or B starts with 00, about 1 handshake in 128"),
        ("hex-signed@K:S", "K", "H(HEX(SIGNED(S)))", "strikes every handshake"),
        (
            "loose-hex@x:H(I | ':' | P)",
            "x",
            "H(s | HEXBYTES(H(I | ':' | P)))",
            "strikes every handshake",
        ),
    ],
)
def test_it_is_what_makes_the_bytes_differ(name: str, value: str, formula: str, expected: str) -> None:
    assert said(name, value, formula) == expected


def test_a_text_that_is_cut_shows_only_where_it_is_long_enough() -> None:
    size = len(str(SESSION.view.client.need("I"))) + 3
    assert said(f"head-{size}@x:I | ':' | P", "x", f"H(s | H((I | ':' | P)[:{size}]))") == (
        "strikes only some user names or passwords"
    )


def test_of_a_users_value_it_is_a_share_of_users() -> None:
    wrong = "H(SIGNED(s) | H(I | ':' | P))"
    assert said("bytes-signed@x:s", "x", wrong) == (
        "strikes a user whose s has its top bit set, 1 user in 2, in every handshake"
    )


def test_what_never_changes_strikes_always() -> None:
    assert said("read-signed@k:H(N | PAD(g))", "k", "SINT(H(N | PAD(g)))") == (
        "strikes every handshake: k is the same in each"
    )


def test_a_sign_byte_that_the_dialect_has_is_missed_where_it_is_due() -> None:
    assert said("minimal@k:N", "k", "H(MIN(N) | g)", COGNITO) == "strikes every handshake: k is the same in each"
    assert said("minimal@u:A", "u", "H(MIN(A) | B)", COGNITO) == (
        "strikes when A has its top bit set, 1 handshake in 2"
    )


def test_a_lost_sign_shows_where_the_exponent_is_odd() -> None:
    assert said("s-absolute", "S", "(k * v - B) ** (a + u * x)") == (
        "strikes when the exponent a + u*x is odd, 1 handshake in 2"
    )


def test_an_exponent_below_n_is_not_reduced() -> None:
    assert said("s-exponent-mod-n", "S", "(B - k * v) ** ((a + u * x) % N)") == (
        "strikes when the exponent a + u*x is N or more"
    )


def test_a_digest_is_read_with_a_sign_in_half_of_the_handshakes() -> None:
    assert said("read-signed@u:H(PAD(A) | PAD(B))", "u", "SINT(H(PAD(A) | PAD(B)))") == (
        "strikes when u's top bit is set, 1 handshake in 2"
    )


def test_what_one_handshake_does_not_tell_is_said_of_this_one() -> None:
    assert said("base64-signs-lost@K:S", "K", "H(b'')") == (
        "strikes in this handshake; in how many others, a few more of them tell"
    )


@pytest.mark.parametrize("slip", ["empty@K:S", "hash-fed-nothing@K:S"])
def test_of_nothing_that_was_fed_no_rate_is_drawn_from_other_handshakes(slip: str) -> None:
    assert said(slip, "K", "H(b'')").startswith("strikes in this handshake: each, where nothing is ever fed; some,")


def test_it_is_told_again_without_being_computed_again() -> None:
    finding = Finding(
        "client", ("K-signed",), (Edit("client", "K", "formula", "H(SIGNED(S))"),), "K", Proof("M1", b"1")
    )
    assert how_often(finding, PLAIN) == how_often(finding, PLAIN)
    assert how_often(finding) == ["strikes when the value's top bit is set, 1 handshake in 2"]


def test_the_lines_of_a_finding_have_it() -> None:
    finding = Finding(
        "client", ("K-signed",), (Edit("client", "K", "formula", "H(SIGNED(S))"),), "K", Proof("M1", b"2")
    )
    assert "  strikes when S has its top bit set, 1 handshake in 2" in finding_lines(finding, PLAIN)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1 / 2, "1 handshake in 2"),
        (3 / 4, "3 handshakes in 4"),
        (1 / 256, "about 1 handshake in 256"),
        (1 - (255 / 256) ** 2, "about 1 handshake in 128"),
        (1 - (15 / 16) ** 2, "about 1 handshake in 8"),
        (0.999, "nearly every handshake"),
        (0.64, "about 2 handshakes in 3"),
    ],
)
def test_a_share_in_words(share: float, words: str) -> None:
    assert often(share, "handshake") == words


def test_a_share_is_of_the_numbers_below_this_N() -> None:
    """RFC 5054's N of 2048 bits begins with AC: 00 in front is oftener there, a top bit less often."""
    of_2048 = group("rfc5054-2048")
    right = replace(PLAIN, given={**PLAIN.given, "N": of_2048.N, "g": of_2048.g}, received={})
    part = of_2048.N / 2**2048
    padded, signed = (
        said(name, "K", f"H({how}(S))", right, b"2048") for name, how in (("K-padded", "PAD"), ("K-signed", "SIGNED"))
    )
    assert padded == f"strikes when S starts with 00, about 1 handshake in {round(256 * part)}"
    assert signed == "strikes when S has its top bit set, about 1 handshake in 4" and 0.25 < 1 - 1 / (2 * part) < 0.27
