"""M1: what becomes of A, B, s and K in it, and of M1 itself."""

from collections.abc import Callable

from srpscope.srp.formula import Call, Name, Node, Number
from srpscope.why.suspect import (
    Suspect,
    change_operands,
    change_parts,
    drop_operand,
    encode,
    hash_function,
    hexed,
    in_formula,
    is_operand,
    is_user_hash,
    wrap,
    wrap_operands,
)


def _swap_a_b(parts: list[Node]) -> list[Node] | None:
    at = [i for i, part in enumerate(parts) if is_operand(part, "A") or is_operand(part, "B")]
    if len(at) != 2:
        return None
    parts = list(parts)
    parts[at[0]], parts[at[1]] = parts[at[1]], parts[at[0]]
    return parts


def _salt_before_user(parts: list[Node]) -> list[Node] | None:
    salt = [i for i, part in enumerate(parts) if is_operand(part, "s")]
    user = [i for i, part in enumerate(parts) if is_user_hash(part)]
    if len(salt) != 1 or len(user) != 1:
        return None
    parts = list(parts)
    parts[salt[0]], parts[user[0]] = parts[user[0]], parts[salt[0]]
    return parts


def _key_first(parts: list[Node]) -> list[Node] | None:
    key = [part for part in parts if is_operand(part, "K")]
    return key + [part for part in parts if not is_operand(part, "K")] if key and len(parts) > 1 else None


def _key_padded(length: int) -> Callable[[Node], Node]:
    padded = Call("PAD", (Name("K"), Number(length)))
    return lambda node: change_operands(node, lambda one: is_operand(one, "K"), lambda _one: padded)


def _drop(name: str) -> Callable[[Node], bool]:
    return lambda node: is_operand(node, name)


SUSPECTS = (
    # A and B
    Suspect(
        "m1-ab-padded",
        "M1 hashes A and B padded to the length of N.",
        "M1",
        encode("M1", "A B", "PAD"),
        "zero",
        1.5,
        "strip",
        ("npm fast-srp-hap", "npm srp-js"),
        operand="A",
    ),
    Suspect(
        "m1-a-padded",
        "M1 hashes A padded to the length of N.",
        "M1",
        encode("M1", "A", "PAD"),
        "zero",
        2.0,
        "strip",
        operand="A",
    ),
    Suspect(
        "m1-b-padded",
        "M1 hashes B padded to the length of N.",
        "M1",
        encode("M1", "B", "PAD"),
        "zero",
        1.5,
        "strip",
        ("npm fast-srp-hap",),
        operand="B",
    ),
    Suspect(
        "m1-ab-stripped",
        "M1 hashes A and B without their leading zeros.",
        "M1",
        encode("M1", "A B", "MIN"),
        "zero",
        1.5,
        "pad",
        operand="A",
    ),
    Suspect(
        "m1-a-stripped",
        "M1 hashes A without its leading zeros.",
        "M1",
        encode("M1", "A", "MIN"),
        "zero",
        1.5,
        "pad",
        ("a TypeScript port of esp_prov",),
        operand="A",
    ),
    Suspect(
        "m1-b-stripped",
        "M1 hashes B without its leading zeros.",
        "M1",
        encode("M1", "B", "MIN"),
        "zero",
        2.0,
        "pad",
        operand="B",
    ),
    Suspect(
        "m1-ab-signed",
        "M1 hashes A and B with a sign byte where the top bit is set.",
        "M1",
        encode("M1", "A B", "SIGNED"),
        "high-bit",
        2.0,
        "sign-byte",
        operand="A",
    ),
    Suspect(
        "m1-a-signed",
        "M1 hashes A with a sign byte where the top bit is set.",
        "M1",
        encode("M1", "A", "SIGNED"),
        "high-bit",
        2.5,
        "sign-byte",
        operand="A",
    ),
    Suspect(
        "m1-b-signed",
        "M1 hashes B with a sign byte where the top bit is set.",
        "M1",
        encode("M1", "B", "SIGNED"),
        "high-bit",
        2.5,
        "sign-byte",
        operand="B",
    ),
    Suspect(
        "m1-ab-hex-text",
        "M1 hashes the hex text of A and B.",
        "M1",
        encode("M1", "A B", "HEX"),
        cost=2.5,
        fix="number-text",
        operand="A",
        slip="hex",
    ),
    Suspect(
        "m1-ab-decimal-text",
        "M1 hashes A and B as decimal text.",
        "M1",
        encode("M1", "A B", "DEC"),
        cost=4.0,
        fix="text-form",
        operand="A",
    ),
    Suspect(
        "m1-ab-swapped",
        "M1 hashes B before A.",
        "M1",
        change_parts("M1", _swap_a_b),
        cost=2.0,
        fix="order",
        operand="A",
    ),
    Suspect(
        "m1-no-a", "M1 leaves A out.", "M1", drop_operand("M1", _drop("A")), cost=3.0, fix="operand-list", operand="A"
    ),
    Suspect(
        "m1-no-b", "M1 leaves B out.", "M1", drop_operand("M1", _drop("B")), cost=3.0, fix="operand-list", operand="B"
    ),
    Suspect(
        "m1-salt-before-user",
        "M1 hashes the salt before H(I).",
        "M1",
        change_parts("M1", _salt_before_user),
        cost=3.0,
        fix="order",
        operand="salt",
    ),
    # K
    Suspect(
        "m1-key-stripped",
        "K loses its leading zeros in M1.",
        "M1",
        encode("M1", "K", "MIN"),
        "zero",
        0.8,
        "pad",
        ("Espressif's Android library", "HAP-python", "idlesign/srptools#2"),
        operand="K",
    ),
    *(
        Suspect(
            f"m1-key-padded-{length}",
            f"K keeps its leading zeros in M1: all {length} bytes of it.",
            "M1",
            in_formula("M1", _key_padded(length)),
            "zero",
            1.5,
            "strip",
            operand="K",
        )
        for length in (20, 32, 48, 64)
    ),
    Suspect(
        "m1-key-hex-text",
        "M1 hashes the hex text of K.",
        "M1",
        wrap_operands("M1", "K", hexed),
        cost=2.5,
        fix="text-form",
        operand="K",
        slip="bytes-hex",
    ),
    Suspect(
        "m1-secret-for-key",
        "M1 has S instead of K.",
        "M1",
        in_formula("M1", lambda node: change_operands(node, lambda one: is_operand(one, "K"), lambda _one: Name("S"))),
        cost=1.5,
        fix="operand-list",
        operand="K",
    ),
    Suspect(
        "m1-padded-secret-for-key",
        "M1 has S padded instead of K.",
        "M1",
        in_formula(
            "M1",
            lambda node: change_operands(
                node, lambda one: is_operand(one, "K"), lambda _one: Call("PAD", (Name("S"),))
            ),
        ),
        "zero",
        2.5,
        "operand-list",
        operand="K",
    ),
    Suspect(
        "m1-key-first", "M1 hashes K first.", "M1", change_parts("M1", _key_first), cost=3.5, fix="order", operand="K"
    ),
    Suspect(
        "m1-no-key", "M1 leaves K out.", "M1", drop_operand("M1", _drop("K")), cost=4.0, fix="operand-list", operand="K"
    ),
    # M1 itself
    Suspect(
        "m1-stripped",
        "M1 loses its own leading zeros.",
        "M1",
        wrap("M1", "MIN"),
        "zero",
        1.5,
        "keep-bytes",
        ("Espressif's Android library",),
        operand="M1",
    ),
    Suspect("m1-hashed-twice", "M1 is hashed twice.", "M1", wrap("M1", "H"), cost=3.5, fix="hash-once"),
    Suspect(
        "m1-hex-text", "M1 is sent as hex text.", "M1", wrap("M1", "HEX"), cost=2.5, fix="keep-bytes", operand="M1"
    ),
    Suspect("m1-sha1", "M1 is made with SHA-1.", "M1", hash_function("M1", "SHA1"), cost=3.0, fix="hash", wrong="sha1"),
    Suspect(
        "m1-sha256",
        "M1 is made with SHA-256.",
        "M1",
        hash_function("M1", "SHA256"),
        cost=3.0,
        fix="hash",
        wrong="sha256",
    ),
)
