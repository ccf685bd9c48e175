"""How likely a slip at a place is: counts of likelihood.toml and of the table of slips, as -log2."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from srpscope.errors import UserError
from srpscope.languages import LANGUAGES, id_of
from srpscope.nearest import did_you_mean
from srpscope.why.slips import known_slip, slips_at


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("likelihood.toml").read_text("utf-8"))


def examples(kind: str) -> tuple[str, ...]:
    """Salts (hex), names or passwords of published examples."""
    return tuple(_table()["examples"][kind])


@lru_cache(32_768)
def cost(kind: str, slip: str, scope: str, language: str | None = None, among: int = 1) -> float:
    """-log2 of how likely that slip is at a place of that kind, in that scope; the smaller, the likelier.

    among: how many such places, or such forms of the slip, there are here. They are not all as likely as each other,
    so it counts by its root.
    """
    table = _table()
    kinds = _kinds()
    scopes = table["scopes"].get(kind, table["scopes"]["any"])
    of_kind = kinds[kind] / sum(kinds.values())
    of_scope = scopes.get(scope, 1) / sum(scopes.values())
    return -math.log2(of_kind) - math.log2(of_scope) + _of_slip(kind, slip, language) + math.log2(max(among, 1)) / 2


@cache
def _kinds() -> Mapping[str, float]:
    """Reports of each kind of place, as if every dialect had it."""
    table = _table()
    return {kind: count / table["exposure"].get(kind, 1) for kind, count in table["kinds"].items()}


def language_of(name: str | None) -> str | None:
    """A language whose slips are known, as somebody named it; None where nobody did. Raises UserError."""
    if name is None:
        return None
    known = id_of(name)
    if known not in LANGUAGES:
        raise UserError(
            f"the slips of {name[:40]!r} are not known.{did_you_mean(name, LANGUAGES)} Known are those of "
            f"{', '.join(LANGUAGES)}."
        )
    return known


def own_bits(slip: str, language: str | None) -> float:
    """By how much a slip is likelier in a language that makes it by itself, where its cost does not say so."""
    known = known_slip(slip) if slip else None
    return math.log2(_table()["language"]["times"]) if known is not None and language in known.languages else 0.0


SELDOM = {
    "zero": 8.0,
    "zero-end": 8.0,
    "blank-end": 4.0,
    "sign-bytes": 8.0,
    "zero-nibble": 4.0,
    "odd": 4.0,
    "high-bit": 1.0,
    "zero-or-high": 1.0,
    "half": 1.0,
}
"""-log2 of the share of handshakes in which a slip shows, by the words of slips.STRIKES."""


_OF_ZEROS = ("zero", "zero-nibble", "odd")


@lru_cache(8_192)
def seen_bits(slip: str, signed: bool) -> float:
    """-log2 of how seldom a slip shows. signed: in a dialect that writes a sign byte, where what drops zeros in front,
    or goes through a number's digits, drops that. Of two steps only one need have shown: the likelier one counts."""
    first, plus, then = slip.partition("+")
    if plus:
        return min(seen_bits(first, signed), seen_bits(then, signed))
    known = known_slip(slip)
    if known is None:
        return 0.0
    return SELDOM.get("high-bit" if signed and known.strikes in _OF_ZEROS else known.strikes, 0.0)


@lru_cache(8_192)
def cuts_at_zero(slip: str) -> bool:
    """Whether a slip cuts a value at a byte 00, and is made at the value itself, not at a hash of it."""
    known = known_slip(slip)
    return known is not None and known.strikes == "zero-inside" and "hash" not in known.takes


def zero_inside_bits(size: int) -> float:
    """-log2 of how seldom a value of that many bytes holds a byte 00: 4 bits for a salt of 16."""
    return -math.log2(1 - (255 / 256) ** size) if size else 0.0


AT_A_DIGEST = 2.0
"""Bits that what comes of a person's text (a NUL, a line feed behind) costs at a digest. Base64, hex and another hash
are made of digests as of anything else."""


@lru_cache(8_192)
def digest_bits(slip: str) -> float:
    """How much less likely a slip is at a digest than at other bytes."""
    known = known_slip(slip)
    return AT_A_DIGEST if known is not None and known.fix == "credential" and "bytes" in known.takes else 0.0


@lru_cache(16_384)
def value_bits(name: str, slip: str) -> float:
    """How much less likely a slip is for lying in the formula of that value; padding goes wrong in all of them."""
    share: float = _table()["values"].get(name, 1.0)
    known = known_slip(slip)
    return 0.0 if known is not None and known.fix in ("pad", "strip") else -math.log2(share)


SECOND_STEP = 3.0
"""Bits that a second step of a conversion costs."""


@lru_cache(8_192)
def digits_bits(slip: str) -> float:
    """How much less likely it is, where bytes are to be read low byte first, that they were read through a number's
    digits: those stand high byte first, which is the plainer mistake, and what they lose is a second one."""
    known = known_slip(slip)
    through_digits = known is not None and "read" in known.takes and known.fix in ("hex-digits", "read-text")
    return SECOND_STEP if through_digits else 0.0


@lru_cache(8_192)
def _of_slip(kind: str, slip: str, language: str | None) -> float:
    first, plus, then = slip.partition("+")
    if plus:
        return min(_of_slip(kind, first, language), _of_slip(kind, then, language)) + SECOND_STEP
    counts, share = _counts(kind, language), _table()["exposure"].get(slip, 1)
    return -math.log2(counts.get(slip, 0.5) / share / sum(counts.values()))


@cache
def _counts(kind: str, language: str | None) -> Mapping[str, float]:
    table = _table()
    times = table["language"]["times"]
    found = {
        one.id: (one.count + 0.5) / math.sqrt(one.forms) * (times if language in one.languages else 1)
        for one in (*slips_at(kind), *slips_at(kind, little=True))
    }
    for name, count in table["rare"].get(kind, {}).items():
        found.setdefault(name, count + 0.5)
    return found
