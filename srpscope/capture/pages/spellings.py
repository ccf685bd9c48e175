"""Hashes and groups by any usual spelling: `SHA2-256`, `hashlib.sha512`, `BLAKE2b(512)`; `NG_1024`, `modp15`."""

from __future__ import annotations

import re
from functools import cache

from srpscope.errors import UserError
from srpscope.srp.primitives import hashes
from srpscope.srp.primitives.groups import RFC5054_BITS, Group, known_groups

_FAMILY = re.compile(
    r"(?i)(?<![a-z])(?P<family>shake|sha|blake|keccak|md|ripemd|rmd|whirlpool|tiger|sm|streebog|gost|skein|groestl|"
    r"xxhash|murmur|k12|haval)"
    r"(?P<rest>[\s_\-]*[0-9]*[bs]?(?:[\s_\-/(.]*[0-9]{2,4})*)"
)
_NOISE = re.compile(r"(?i)[\s_\-.]*(?:digest|hash|function|algorithm|name|md|new|bits?|constructor)?[\s()!;,\"'`]*$")
_NUMBERS = {
    (5,): "rfc3526-1536", (14,): "rfc3526-2048", (15,): "rfc3526-3072", (16,): "rfc5054-4096",
    (17,): "rfc5054-6144", (18,): "rfc5054-8192",
}  # fmt: skip
"""The MODP groups of RFC 3526 by their numbers; from 15 on their moduli are those of RFC 5054, and g is 2."""


def hash_spelled(text: str) -> str | None:
    """The canonical name of the hash that a text names; "" for one that is not known; None where it names none."""
    if re.fullmatch(r"[:'\"]?sha[,;'\"]{0,2}", text.strip()):
        return "sha1"  # as Erlang's crypto and Java's MessageDigest call it
    found = _FAMILY.search(text[:80])
    if (
        found is None
        or not _NOISE.fullmatch(text[:80], found.end())
        or not re.search(r"\d|(?i:keccak|whirl|tiger|gost|str)", found[0])
    ):
        return None
    before = text[: found.start()]
    if re.search(r"(?i)hmac|pbkdf2|[(=+|]\s*$", before) or len(re.findall(r"\w+", before)) > 4:
        return None
    family = found["family"].lower()
    numbers = re.findall(r"\d+", found["rest"])
    letter = re.match(r"[\s_\-]*2([bs])", found["rest"])
    if family == "sha" and numbers:
        if numbers[0] in ("2", "3") and len(numbers) == 2:
            name = f"sha3-{numbers[1]}" if numbers[0] == "3" else f"sha{numbers[1]}"
        else:
            name = "sha" + "-".join(numbers)
    elif family == "blake" and letter:
        name = f"blake2{letter[1].lower()}" + (f"-{numbers[1]}" if len(numbers) > 1 else "")
    else:
        name = family + "-".join(numbers)
    try:
        return hashes.canonical(name)
    except UserError:
        return ""


def group_spelled(text: str) -> str | Group | None:
    """The group that a text names: a name of ours, N and g where they have none, or None where it names none."""
    plain = text.strip().strip("\"'`,;:()").lower()
    if not plain or len(plain) > 64:
        return None
    last = plain.replace("_", "-")
    if last in known_groups():
        return last
    numbers = tuple(int(one) for one in re.findall(r"\d+", re.sub(r"rfc[\s_\-]?\d{4}|srp-?6a?|\bint\b", " ", plain)))
    if re.search(r"modp|group[\s_\-]*\d{1,2}\b", plain) and numbers in _NUMBERS:
        return _modp(_NUMBERS[numbers])
    rest = re.sub(
        r"modp/srp|rfc[\s_\-]?5054|\d+|bits?|srp6?a?|group|parameters|params|prime|modulus|n|g|ng|[\W_]", "", plain
    )
    if rest or len(numbers) != 1:
        return None
    return f"rfc5054-{numbers[0]}" if numbers[0] in RFC5054_BITS else None


def _modp(name: str) -> str | Group:
    return name if name.startswith("rfc3526") else Group(known_groups()[name].group.N, 2)


@cache
def moduli() -> dict[int, tuple[int, ...]]:
    """Every known modulus and the generators that it is used with."""
    found: dict[int, set[int]] = {}
    for known in known_groups().values():
        found.setdefault(known.group.N, set()).update((known.group.g, 2, 3, 5, 7, 19))
    return {N: tuple(sorted(g)) for N, g in found.items()}
