"""What arguments and options each function of the formula language takes."""

from __future__ import annotations

from typing import NamedTuple


class Signature(NamedTuple):
    """arguments in order, how many of the last ones may be left out, options by name, and which of those must stand."""

    arguments: tuple[str, ...]
    optional: int = 0
    options: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


HASH_FUNCTIONS: dict[str, str | None] = {
    "H": None,
    "SHA1": "sha1",
    "SHA224": "sha224",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
    "SHA3_256": "sha3-256",
    "SHA3_512": "sha3-512",
}
"""Function -> hash; H is the dialect's."""

ENCODINGS = ("MIN", "PAD", "SIGNED", "HEX", "DEC", "LE", "LEMIN")
"""Functions that say how an operand becomes bytes or text."""

_ONE = Signature(("value",))
_WIDTH = Signature(("value", "length"), optional=1)

SIGNATURES: dict[str, Signature] = {
    **dict.fromkeys(HASH_FUNCTIONS, _ONE),
    **dict.fromkeys(("MIN", "SIGNED", "HEX", "DEC", "LEMIN", "RAW"), _ONE),
    "PAD": _WIDTH,
    "LE": _WIDTH,
    **dict.fromkeys(("INT", "LEINT", "BEINT", "SINT"), _ONE),
    "HMAC": Signature(("key", "message"), options=("hash",)),
    "HKDF": Signature(("ikm", "salt", "info"), options=("length", "hash"), required=("length",)),
    "PBKDF2": Signature(
        ("password", "salt"), options=("iterations", "length", "hash"), required=("iterations", "length", "hash")
    ),
    "BCRYPT": Signature(("password", "salt"), options=("cost",), required=("cost",)),
    "MGF1": Signature(("seed",), options=("length", "blocks")),
    "INTERLEAVE": Signature(("value",), options=("drop",)),
    "TLSPRF": Signature(("secret", "label", "seed"), options=("length", "hash"), required=("length",)),
    **dict.fromkeys(("UPPER", "LOWER", "NFC", "NFD", "NFKC", "NFKD", "STRIP", "TRIM", "GOTRIM", "JSON"), _ONE),
    **dict.fromkeys(("LATIN1", "B64", "B64D", "UNHEX", "UTF16"), _ONE),
}
