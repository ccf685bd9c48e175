"""M1: its shape as a whole, what H(N) ^ H(g) becomes, and the user name in it."""

from collections.abc import Callable

from srpscope.srp.formula import Call, Concatenation, Name, Node, Xor
from srpscope.why.suspect import (
    Suspect,
    change_operands,
    change_parts,
    drop_operand,
    encode_in_hash,
    hexed,
    in_formula,
    is_user_hash,
    set_formula,
    stripped,
    wrap_operands,
)

_LONG = "H(H(N) ^ H(g) | H(I) | s | A | B | K)"


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
        "M1 is H(A | B | S) with sign bytes, as in Nimbus SRP 1.x.",
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
        operand="K",
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
        operand="K",
    ),
    Suspect(
        "m1-short-hex-text",
        "M1 hashes the hex text of A, B and S.",
        "M1",
        set_formula("M1", "H(HEX(A) | HEX(B) | HEX(S))"),
        cost=3.0,
        fix="number-text",
        seen=("thinbus", "Meteor"),
        slip="hex",
    ),
    Suspect(
        "m1-long",
        "M1 is that of RFC 2945: H(H(N) ^ H(g) | H(I) | s | A | B | K).",
        "M1",
        set_formula("M1", _LONG),
        cost=1.5,
        fix="formula",
        seen=("RFC 2945",),
    ),
    Suspect(
        "m1-long-padded-g",
        "M1 is that of RFC 2945 with g padded: H(H(N) ^ H(PAD(g)) | H(I) | s | A | B | K).",
        "M1",
        set_formula("M1", "H(H(N) ^ H(PAD(g)) | H(I) | s | A | B | K)"),
        cost=1.5,
        fix="formula",
        seen=("ESP-IDF", "PyPI srp rfc5054_enable"),
        operand="g",
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
        operand="g",
    ),
    Suspect(
        "m1-g-padded",
        "g is padded to the length of N in H(g).",
        "M1",
        encode_in_hash("M1", "g", "PAD"),
        cost=0.5,
        fix="strip",
        seen=("ESP-IDF", "PyPI srp rfc5054_enable"),
        operand="g",
    ),
    Suspect(
        "m1-n-signed",
        "N is hashed in H(N) with a sign byte 00 in front.",
        "M1",
        encode_in_hash("M1", "N", "SIGNED"),
        cost=2.0,
        fix="sign-byte",
        operand="N",
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
        in_formula("M1", _xor_as(stripped)),
        "zero",
        3.5,
        "pad",
        operand="xor",
    ),
    Suspect(
        "m1-xor-hex-text",
        "M1 hashes the hex text of H(N) ^ H(g).",
        "M1",
        in_formula("M1", _xor_as(hexed)),
        cost=3.5,
        fix="text-form",
        operand="xor",
        slip="bytes-hex",
    ),
    # The user name
    Suspect(
        "m1-user-plain",
        "M1 has the user name itself instead of its hash.",
        "M1",
        in_formula("M1", lambda node: change_operands(node, is_user_hash, lambda _one: Name("I"))),
        cost=1.5,
        fix="operand-list",
        seen=("Excalibur's document",),
        operand="hI",
    ),
    Suspect(
        "m1-user-hashed",
        "M1 has the hash of the user name instead of the name.",
        "M1",
        change_parts("M1", lambda parts: [Call("H", (Name("I"),)) if part == Name("I") else part for part in parts]),
        cost=1.5,
        fix="operand-list",
        seen=("Excalibur's code",),
        operand="hI",
    ),
    Suspect(
        "m1-no-user",
        "M1 leaves the user name out.",
        "M1",
        drop_operand("M1", lambda node: is_user_hash(node) or node == Name("I")),
        cost=1.5,
        fix="operand-list",
        operand="hI",
    ),
    Suspect(
        "m1-user-stripped",
        "H(I) loses its leading zeros in M1.",
        "M1",
        in_formula("M1", lambda node: change_operands(node, is_user_hash, stripped)),
        "one-user",
        1.5,
        "pad",
        ("idlesign/srptools#7", "FirebirdSQL/jaybird#665"),
        operand="hI",
    ),
    Suspect(
        "m1-user-hex-text",
        "M1 hashes the hex text of H(I).",
        "M1",
        in_formula("M1", lambda node: change_operands(node, is_user_hash, hexed)),
        cost=3.0,
        fix="text-form",
        operand="hI",
        slip="bytes-hex",
    ),
    Suspect(
        "m1-user-lower",
        "the user name is in small letters in M1 only.",
        "M1",
        wrap_operands("M1", "I", lambda node: Call("LOWER", (node,))),
        "some-text",
        3.0,
        "spelling",
        ("luanti-org/luanti#16284",),
    ),
    Suspect(
        "m1-user-upper",
        "the user name is in capitals in M1 only.",
        "M1",
        wrap_operands("M1", "I", lambda node: Call("UPPER", (node,))),
        cost=3.5,
        fix="spelling",
    ),
)
