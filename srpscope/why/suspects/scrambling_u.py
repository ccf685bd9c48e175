"""u, the scrambling parameter."""

from srpscope.srp.formula import Arithmetic, Call, Name, Slice
from srpscope.why.suspect import Suspect, encode, hash_function, in_formula, set_formula, wrap

SUSPECTS = (
    Suspect(
        "u-unpadded",
        "u hashes A and B without padding.",
        "u",
        encode("u", "A B", "MIN"),
        "zero",
        1.0,
        "pad",
        ("RustCrypto/PAKEs#272", "npm srp6a", "cocagne/pysrp#11"),
    ),
    Suspect("u-a-unpadded", "u hashes A without padding.", "u", encode("u", "A", "MIN"), "zero", 2.0, "pad"),
    Suspect(
        "u-b-unpadded", "u hashes B without padding.", "u", encode("u", "B", "MIN"), "zero", 2.0, "pad", operand="B"
    ),
    Suspect("u-padded", "u pads A and B to the length of N.", "u", encode("u", "A B", "PAD"), "zero", 1.5, "strip"),
    Suspect(
        "u-signed",
        "u hashes A and B with a sign byte where the top bit is set.",
        "u",
        encode("u", "A B", "SIGNED"),
        "high-bit",
        2.5,
        "sign-byte",
        ("AWS Cognito",),
    ),
    Suspect(
        "u-hex-text",
        "u hashes the hex text of A and B.",
        "u",
        encode("u", "A B", "HEX"),
        cost=2.5,
        fix="number-text",
        seen=("thinbus", "1Password"),
        slip="hex",
    ),
    Suspect(
        "u-hex-text-padded",
        "u hashes the hex text of A and B padded.",
        "u",
        set_formula("u", "H(HEX(PAD(A)) | HEX(PAD(B)))"),
        cost=3.0,
        fix="text-form",
        slip="hex-padded",
    ),
    Suspect(
        "u-decimal-text", "u hashes A and B as decimal text.", "u", encode("u", "A B", "DEC"), cost=4.0, fix="text-form"
    ),
    Suspect(
        "u-little-endian",
        "u hashes A and B little-endian, and is read little-endian.",
        "u",
        set_formula("u", "LEINT(H(LE(A) | LE(B)))"),
        cost=4.0,
        fix="order",
        slip="little",
    ),
    Suspect(
        "u-32-bits",
        "u is the first 32 bits of H(B), as in SRP-3.",
        "u",
        set_formula("u", "H(PAD(B))[:4]"),
        cost=2.0,
        fix="formula",
        seen=("RFC 2945",),
    ),
    Suspect(
        "u-32-bits-unpadded",
        "u is the first 32 bits of H(B), B not padded.",
        "u",
        set_formula("u", "H(MIN(B))[:4]"),
        cost=3.0,
        fix="formula",
    ),
    Suspect(
        "u-cut",
        "u is cut to its first 32 bits.",
        "u",
        in_formula("u", lambda node: Slice(node, None, 4, None)),
        cost=2.5,
        fix="formula",
    ),
    Suspect(
        "u-b-only", "u hashes B alone.", "u", set_formula("u", "H(PAD(B))"), cost=2.5, fix="operand-list", operand="B"
    ),
    Suspect("u-a-only", "u hashes A alone.", "u", set_formula("u", "H(PAD(A))"), cost=3.5, fix="operand-list"),
    Suspect("u-swapped", "u hashes B before A.", "u", set_formula("u", "H(PAD(B) | PAD(A))"), cost=2.5, fix="order"),
    Suspect(
        "u-swapped-unpadded",
        "u hashes B before A, without padding.",
        "u",
        set_formula("u", "H(MIN(B) | MIN(A))"),
        cost=3.5,
        fix="order",
    ),
    Suspect(
        "u-reduced",
        "u is reduced mod N.",
        "u",
        in_formula("u", lambda node: Arithmetic("%", Call("INT", (node,)), Name("N"))),
        cost=4.0,
        fix="exponent",
    ),
    Suspect("u-sha1", "u is made with SHA-1.", "u", hash_function("u", "SHA1"), cost=3.0, fix="hash", wrong="sha1"),
    Suspect(
        "u-sha256", "u is made with SHA-256.", "u", hash_function("u", "SHA256"), cost=3.5, fix="hash", wrong="sha256"
    ),
    Suspect(
        "u-read-little-endian",
        "u is read little-endian.",
        "u",
        wrap("u", "LEINT"),
        cost=4.0,
        fix="read-order",
        operand="digest",
        slip="read-little",
    ),
    Suspect("u-1", "u is 1: it is left out.", "u", set_formula("u", "1"), cost=4.0, fix="formula"),
)
