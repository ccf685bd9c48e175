"""M1 and M2, the proofs."""

from collections.abc import Callable

from srpscope.srp.formula import Call, Concatenation, Name, Node, Number, Xor
from srpscope.srp.signatures import HASH_FUNCTIONS
from srpscope.why.suspect import (
    Suspect,
    change_operands,
    change_parts,
    drop_operand,
    encode,
    encode_in_hash,
    hash_function,
    in_formula,
    is_operand,
    set_formula,
    wrap,
    wrap_operands,
)

_LONG = "H(H(N) ^ H(g) | H(I) | s | A | B | K)"


def _is_user_hash(node: Node) -> bool:
    return isinstance(node, Call) and node.function in HASH_FUNCTIONS and node.arguments[0] == Name("I")


def _is_xor(node: Node) -> bool:
    return isinstance(node, Xor) or (isinstance(node, Call) and bool(node.arguments) and _is_xor(node.arguments[0]))


def _xor_as(change: Callable[[Node], Node]) -> Callable[[Node], Node]:
    def transform(node: Node) -> Node:
        return change_operands(node, lambda one: isinstance(one, Xor), change)

    return transform


def _n_and_g_in_one_hash(node: Node) -> Node:
    return Call("H", (Concatenation((Name("N"), Name("g"))),))


def _n_and_padded_g_in_one_hash(node: Node) -> Node:
    return Call("H", (Concatenation((Name("N"), Call("PAD", (Name("g"),)))),))


def _digests_one_after_the_other(node: Node) -> Node:
    assert isinstance(node, Xor)
    return Concatenation((node.left, node.right))


def _stripped(node: Node) -> Node:
    return Call("MIN", (node,))


def _hex(node: Node) -> Node:
    return Call("HEX", (node,))


def _swap_a_b(parts: list[Node]) -> list[Node] | None:
    at = [i for i, part in enumerate(parts) if is_operand(part, "A") or is_operand(part, "B")]
    if len(at) != 2:
        return None
    parts = list(parts)
    parts[at[0]], parts[at[1]] = parts[at[1]], parts[at[0]]
    return parts


def _salt_before_user(parts: list[Node]) -> list[Node] | None:
    salt = [i for i, part in enumerate(parts) if is_operand(part, "s")]
    user = [i for i, part in enumerate(parts) if _is_user_hash(part)]
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
    # The shape
    Suspect(
        "m1-short",
        "M1 is H(A | B | S).",
        "M1",
        set_formula("M1", "H(A | B | S)"),
        cost=1.5,
        fix="formula",
        seen=("Nimbus SRP", "Bouncy Castle", "alax/jsrp#9"),
    ),
    Suspect(
        "m1-short-padded",
        "M1 is H(A | B | S), all padded.",
        "M1",
        set_formula("M1", "H(PAD(A) | PAD(B) | PAD(S))"),
        "zero",
        2.0,
        "formula",
        ("Bouncy Castle", "mozilla/node-srp"),
    ),
    Suspect(
        "m1-short-signed",
        "M1 is H(A | B | S) with sign bytes.",
        "M1",
        set_formula("M1", "H(SIGNED(A) | SIGNED(B) | SIGNED(S))"),
        "high-bit",
        2.5,
        "formula",
        ("Nimbus SRP 1.x",),
    ),
    Suspect(
        "m1-short-key",
        "M1 is H(A | B | K).",
        "M1",
        set_formula("M1", "H(A | B | K)"),
        cost=1.5,
        fix="formula",
        seen=("alax/jsrp#7", "RustCrypto/PAKEs#20"),
    ),
    Suspect(
        "m1-short-key-padded",
        "M1 is H(A | B | K), A and B padded.",
        "M1",
        set_formula("M1", "H(PAD(A) | PAD(B) | K)"),
        "zero",
        2.5,
        "formula",
        ("npm jsrp",),
    ),
    Suspect(
        "m1-short-hex-text",
        "M1 hashes the hex text of A, B and S.",
        "M1",
        set_formula("M1", "H(HEX(A) | HEX(B) | HEX(S))"),
        cost=3.0,
        fix="text-form",
        seen=("thinbus", "Meteor"),
    ),
    Suspect(
        "m1-long",
        "M1 is the long proof of RFC 2945.",
        "M1",
        set_formula("M1", _LONG),
        cost=1.5,
        fix="formula",
        seen=("RFC 2945",),
    ),
    Suspect(
        "m1-long-padded-g",
        "M1 is the long proof of RFC 2945 with g padded in H(g).",
        "M1",
        set_formula("M1", "H(H(N) ^ H(PAD(g)) | H(I) | s | A | B | K)"),
        cost=1.5,
        fix="formula",
        seen=("ESP-IDF", "PyPI srp rfc5054_enable"),
    ),
    # H(N) ^ H(g)
    Suspect(
        "m1-g-unpadded",
        "g is hashed in H(g) without padding, as one byte.",
        "M1",
        encode_in_hash("M1", "g", "MIN"),
        cost=0.5,
        fix="pad",
        seen=("HomeKit against ESP-IDF", "secure-remote-password/srp.net#19", "cocagne/csrp#25"),
    ),
    Suspect(
        "m1-g-padded",
        "g is padded to the length of N in H(g).",
        "M1",
        encode_in_hash("M1", "g", "PAD"),
        cost=0.5,
        fix="strip",
        seen=("ESP-IDF", "PyPI srp rfc5054_enable"),
    ),
    Suspect(
        "m1-n-signed",
        "N is hashed in H(N) with a sign byte 00 in front.",
        "M1",
        encode_in_hash("M1", "N", "SIGNED"),
        cost=2.0,
        fix="sign-byte",
    ),
    Suspect(
        "m1-no-xor",
        "M1 has H(N | g) instead of H(N) ^ H(g).",
        "M1",
        in_formula("M1", _xor_as(_n_and_g_in_one_hash)),
        cost=2.0,
        fix="formula",
    ),
    Suspect(
        "m1-no-xor-padded",
        "M1 has H(N | g), g padded, instead of H(N) ^ H(g).",
        "M1",
        in_formula("M1", _xor_as(_n_and_padded_g_in_one_hash)),
        cost=3.0,
        fix="formula",
    ),
    Suspect(
        "m1-digests-joined",
        "M1 has H(N) | H(g) instead of H(N) ^ H(g).",
        "M1",
        in_formula("M1", _xor_as(_digests_one_after_the_other)),
        cost=2.5,
        fix="formula",
    ),
    Suspect(
        "m1-xor-left-out", "M1 leaves H(N) ^ H(g) out.", "M1", drop_operand("M1", _is_xor), cost=2.0, fix="operand-list"
    ),
    Suspect(
        "m1-xor-stripped",
        "H(N) ^ H(g) loses its leading zeros in M1.",
        "M1",
        in_formula("M1", _xor_as(_stripped)),
        "zero",
        3.5,
        "pad",
    ),
    Suspect(
        "m1-xor-hex-text",
        "M1 hashes the hex text of H(N) ^ H(g).",
        "M1",
        in_formula("M1", _xor_as(_hex)),
        cost=3.5,
        fix="text-form",
    ),
    # The user name
    Suspect(
        "m1-user-plain",
        "M1 has the user name itself instead of its hash.",
        "M1",
        in_formula("M1", lambda node: change_operands(node, _is_user_hash, lambda _one: Name("I"))),
        cost=1.5,
        fix="operand-list",
        seen=("Excalibur's document",),
    ),
    Suspect(
        "m1-user-hashed",
        "M1 has the hash of the user name instead of the name.",
        "M1",
        change_parts("M1", lambda parts: [Call("H", (Name("I"),)) if part == Name("I") else part for part in parts]),
        cost=1.5,
        fix="operand-list",
        seen=("Excalibur's code",),
    ),
    Suspect(
        "m1-no-user",
        "M1 leaves the user name out.",
        "M1",
        drop_operand("M1", lambda node: _is_user_hash(node) or node == Name("I")),
        cost=1.5,
        fix="operand-list",
    ),
    Suspect(
        "m1-user-stripped",
        "H(I) loses its leading zeros in M1.",
        "M1",
        in_formula("M1", lambda node: change_operands(node, _is_user_hash, _stripped)),
        "one-user",
        1.5,
        "pad",
        ("idlesign/srptools#7", "FirebirdSQL/jaybird#665"),
    ),
    Suspect(
        "m1-user-hex-text",
        "M1 hashes the hex text of H(I).",
        "M1",
        in_formula("M1", lambda node: change_operands(node, _is_user_hash, _hex)),
        cost=3.0,
        fix="text-form",
    ),
    Suspect(
        "m1-user-lower",
        "the user name is in small letters in M1 only.",
        "M1",
        wrap_operands("M1", "I", lambda node: Call("LOWER", (node,))),
        "some-text",
        3.0,
        "text-form",
        ("luanti-org/luanti#16284",),
    ),
    Suspect(
        "m1-user-upper",
        "the user name is in capitals in M1 only.",
        "M1",
        wrap_operands("M1", "I", lambda node: Call("UPPER", (node,))),
        cost=3.5,
        fix="text-form",
    ),
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
    ),
    Suspect(
        "m1-a-padded", "M1 hashes A padded to the length of N.", "M1", encode("M1", "A", "PAD"), "zero", 2.0, "strip"
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
    ),
    Suspect(
        "m1-ab-stripped",
        "M1 hashes A and B without their leading zeros.",
        "M1",
        encode("M1", "A B", "MIN"),
        "zero",
        1.5,
        "pad",
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
    ),
    Suspect(
        "m1-b-stripped", "M1 hashes B without its leading zeros.", "M1", encode("M1", "B", "MIN"), "zero", 2.0, "pad"
    ),
    Suspect(
        "m1-ab-signed",
        "M1 hashes A and B with a sign byte where the top bit is set.",
        "M1",
        encode("M1", "A B", "SIGNED"),
        "high-bit",
        2.0,
        "sign-byte",
    ),
    Suspect(
        "m1-a-signed",
        "M1 hashes A with a sign byte where the top bit is set.",
        "M1",
        encode("M1", "A", "SIGNED"),
        "high-bit",
        2.5,
        "sign-byte",
    ),
    Suspect(
        "m1-b-signed",
        "M1 hashes B with a sign byte where the top bit is set.",
        "M1",
        encode("M1", "B", "SIGNED"),
        "high-bit",
        2.5,
        "sign-byte",
    ),
    Suspect(
        "m1-ab-hex-text",
        "M1 hashes the hex text of A and B.",
        "M1",
        encode("M1", "A B", "HEX"),
        cost=2.5,
        fix="text-form",
    ),
    Suspect(
        "m1-ab-decimal-text",
        "M1 hashes A and B as decimal text.",
        "M1",
        encode("M1", "A B", "DEC"),
        cost=4.0,
        fix="text-form",
    ),
    Suspect("m1-ab-swapped", "M1 hashes B before A.", "M1", change_parts("M1", _swap_a_b), cost=2.0, fix="order"),
    Suspect("m1-no-a", "M1 leaves A out.", "M1", drop_operand("M1", _drop("A")), cost=3.0, fix="operand-list"),
    Suspect("m1-no-b", "M1 leaves B out.", "M1", drop_operand("M1", _drop("B")), cost=3.0, fix="operand-list"),
    Suspect(
        "m1-salt-before-user",
        "M1 hashes the salt before H(I).",
        "M1",
        change_parts("M1", _salt_before_user),
        cost=3.0,
        fix="order",
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
        )
        for length in (20, 32, 48, 64)
    ),
    Suspect(
        "m1-key-hex-text",
        "M1 hashes the hex text of K.",
        "M1",
        wrap_operands("M1", "K", _hex),
        cost=2.5,
        fix="text-form",
    ),
    Suspect(
        "m1-secret-for-key",
        "M1 has S instead of K.",
        "M1",
        in_formula("M1", lambda node: change_operands(node, lambda one: is_operand(one, "K"), lambda _one: Name("S"))),
        cost=1.5,
        fix="operand-list",
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
    ),
    Suspect("m1-key-first", "M1 hashes K first.", "M1", change_parts("M1", _key_first), cost=3.5, fix="order"),
    Suspect("m1-no-key", "M1 leaves K out.", "M1", drop_operand("M1", _drop("K")), cost=4.0, fix="operand-list"),
    # M1 itself
    Suspect(
        "m1-stripped",
        "M1 loses its own leading zeros.",
        "M1",
        wrap("M1", "MIN"),
        "zero",
        1.5,
        "pad",
        ("Espressif's Android library",),
    ),
    Suspect("m1-hashed-twice", "M1 is hashed twice.", "M1", wrap("M1", "H"), cost=3.5, fix="formula"),
    Suspect("m1-hex-text", "M1 is sent as hex text.", "M1", wrap("M1", "HEX"), cost=2.5, fix="text-form"),
    Suspect("m1-sha1", "M1 is made with SHA-1.", "M1", hash_function("M1", "SHA1"), cost=3.0, fix="hash"),
    Suspect("m1-sha256", "M1 is made with SHA-256.", "M1", hash_function("M1", "SHA256"), cost=3.0, fix="hash"),
    # M2
    Suspect(
        "m2-secret-for-key",
        "M2 is H(A | M1 | S).",
        "M2",
        set_formula("M2", "H(A | M1 | S)"),
        cost=1.5,
        fix="formula",
        seen=("Nimbus SRP",),
    ),
    Suspect(
        "m2-key-for-secret",
        "M2 is H(A | M1 | K).",
        "M2",
        set_formula("M2", "H(A | M1 | K)"),
        cost=1.5,
        fix="formula",
        seen=("RFC 2945",),
    ),
    Suspect(
        "m2-padded",
        "M2 hashes A, M1 and S padded to the length of N.",
        "M2",
        set_formula("M2", "H(PAD(A) | PAD(M1) | PAD(S))"),
        cost=2.0,
        fix="strip",
        seen=("Bouncy Castle",),
    ),
    Suspect(
        "m2-a-padded", "M2 hashes A padded to the length of N.", "M2", encode("M2", "A", "PAD"), "zero", 2.0, "strip"
    ),
    Suspect(
        "m2-a-stripped", "M2 hashes A without its leading zeros.", "M2", encode("M2", "A", "MIN"), "zero", 2.0, "pad"
    ),
    Suspect(
        "m2-m1-stripped", "M2 hashes M1 without its leading zeros.", "M2", encode("M2", "M1", "MIN"), "zero", 2.0, "pad"
    ),
    Suspect("m2-key-stripped", "K loses its leading zeros in M2.", "M2", encode("M2", "K", "MIN"), "zero", 2.0, "pad"),
    Suspect(
        "m2-b-for-a",
        "M2 hashes B instead of A.",
        "M2",
        set_formula("M2", "H(B | M1 | K)"),
        cost=3.0,
        fix="operand-list",
    ),
    Suspect("m2-no-a", "M2 is H(M1 | K).", "M2", set_formula("M2", "H(M1 | K)"), cost=3.0, fix="operand-list"),
    Suspect(
        "m2-hex-text", "M2 hashes the hex text of M1.", "M2", wrap_operands("M2", "M1", _hex), cost=3.0, fix="text-form"
    ),
)
