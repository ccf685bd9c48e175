"""The functions of the formula language: one table. A new one is one entry in the file of its kind, and a row in
dialects/README.md."""

from __future__ import annotations

from srpscope.srp.functions import hashing, numbers, texts
from srpscope.srp.functions.function import Arguments, Function
from srpscope.srp.functions.hashing import check_length, digest, function_name, joined, xor

__all__ = [
    "ENCODINGS",
    "FUNCTIONS",
    "HASH_FUNCTIONS",
    "NAMING",
    "RECORDED",
    "STRETCHING",
    "Arguments",
    "Function",
    "check_length",
    "digest",
    "function_name",
    "joined",
    "xor",
]

FUNCTIONS: dict[str, Function] = {one.name: one for one in (*hashing.FUNCTIONS, *numbers.FUNCTIONS, *texts.FUNCTIONS)}
"""Every function by its name."""

HASH_FUNCTIONS: dict[str, str | None] = {name: one.hash for name, one in FUNCTIONS.items() if one.hashes}
"""Plain hash functions -> hash; H is the dialect's."""

ENCODINGS = tuple(name for name, one in FUNCTIONS.items() if one.encoding)
"""Functions that say how an operand becomes bytes or text."""

RECORDED = frozenset(name for name, one in FUNCTIONS.items() if one.records)
"""Functions whose calls are kept with their operands (HashCall), in the order of evaluation."""

STRETCHING = frozenset(name for name, one in FUNCTIONS.items() if one.stretches)
"""Functions that are slow by design."""

NAMING = frozenset({"hash", *(option for one in FUNCTIONS.values() for option in one.words)})
"""Options that are names or words, no values."""
