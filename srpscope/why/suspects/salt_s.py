"""s: read as other bytes than were sent, throughout or in one place."""

import base64
from collections.abc import Callable

from srpscope.why.suspect import Strikes, Suspect, drop_operand, encode, given_bytes, hexed, is_operand, wrap_operands


def _signed(salt: bytes) -> bytes | None:
    return b"\0" + salt if salt[:1] >= b"\x80" else None


def _minimal_signed(salt: bytes) -> bytes:
    """Through a BigInteger and toByteArray: zeros stripped, then a sign byte where the top bit is set."""
    number = int.from_bytes(salt, "big")
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


_WHOLE: tuple[tuple[str, str, Callable[[bytes], bytes | None], Strikes, float, str], ...] = (
    (
        "stripped",
        "the salt loses its leading zeros (it went through a number).",
        lambda s: s.lstrip(b"\0"),
        "one-user",
        1.0,
        "pad",
    ),
    ("hex-text", "the salt is hashed as hex text.", lambda s: s.hex().encode(), "always", 2.0, "text-form"),
    (
        "hex-text-upper",
        "the salt is hashed as hex text in capitals.",
        lambda s: s.hex().upper().encode(),
        "always",
        4.0,
        "text-form",
    ),
    ("reversed", "the salt's bytes are reversed.", lambda s: s[::-1], "always", 3.0, "order"),
    (
        "latin1-utf8",
        "the salt went through a string: each byte above 7f became two (UTF-8 of Latin-1).",
        lambda s: s.decode("latin-1").encode("utf-8"),
        "always",
        2.5,
        "keep-bytes",
    ),
    ("base64-text", "the salt is hashed as base64 text.", base64.b64encode, "always", 3.0, "text-form"),
    ("signed", "the salt has a sign byte 00 in front.", _signed, "one-user", 3.0, "sign-byte"),
    ("big-integer", "the salt went through a signed BigInteger.", _minimal_signed, "one-user", 3.0, "sign-byte"),
    (
        "replaced",
        "the salt went through a UTF-8 string: what is none became U+FFFD, the replacement character.",
        lambda s: s.decode("utf-8", "replace").encode("utf-8"),
        "always",
        3.0,
        "keep-bytes",
    ),
    (
        "first-zero-lost",
        "the salt lost one zero byte in front.",
        lambda s: s[1:] if s[:1] == b"\0" else None,
        "one-user",
        3.5,
        "width",
    ),
    (
        "cut-at-nul",
        "the salt ends at its first zero byte (a C string).",
        lambda s: s.split(b"\0")[0],
        "one-user",
        3.5,
        "keep-bytes",
    ),
    (
        "decimal-text",
        "the salt is hashed as decimal text.",
        lambda s: str(int.from_bytes(s[:1024], "big")).encode(),
        "always",
        4.5,
        "text-form",
    ),
    ("empty", "the salt is empty.", lambda s: b"", "always", 4.0, "width"),
)


_SLIPS = {"hex-text": "bytes-hex", "reversed": "reversed", "latin1-utf8": "latin1-utf8"}
"""Which of those are slips whose line of code is known."""

SUSPECTS = (
    *(
        Suspect(
            f"salt-{name}", sentence, "s", given_bytes("s", transform), strikes, cost, fix, slip=_SLIPS.get(name, "")
        )
        for name, sentence, transform, strikes, cost, fix in _WHOLE
    ),
    Suspect(
        "x-salt-stripped",
        "x hashes the salt without its leading zeros.",
        "x",
        encode("x", "s", "MIN"),
        "one-user",
        1.5,
        "pad",
        ("espressif/esp-idf esp_srp_gen_salt_verifier", "cocagne/pysrp: the OpenSSL back end"),
        operand="salt",
    ),
    Suspect(
        "m1-salt-stripped",
        "M1 hashes the salt without its leading zeros.",
        "M1",
        encode("M1", "s", "MIN"),
        "one-user",
        2.5,
        "pad",
        operand="salt",
    ),
    Suspect(
        "x-salt-hex-text",
        "x hashes the salt as hex text.",
        "x",
        wrap_operands("x", "s", hexed),
        "always",
        3.0,
        "text-form",
        operand="salt",
        slip="bytes-hex",
    ),
    Suspect(
        "m1-salt-hex-text",
        "M1 hashes the salt as hex text.",
        "M1",
        wrap_operands("M1", "s", hexed),
        "always",
        3.5,
        "text-form",
        operand="salt",
        slip="bytes-hex",
    ),
    Suspect(
        "x-no-salt",
        "x leaves the salt out.",
        "x",
        drop_operand("x", lambda node: is_operand(node, "s")),
        cost=3.5,
        fix="operand-list",
        operand="salt",
    ),
    Suspect(
        "m1-no-salt",
        "M1 leaves the salt out.",
        "M1",
        drop_operand("M1", lambda node: is_operand(node, "s")),
        cost=2.5,
        fix="operand-list",
        operand="salt",
    ),
)
