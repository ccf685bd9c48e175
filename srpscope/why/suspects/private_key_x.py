"""x, the private key derived from the password."""

from collections.abc import Callable

from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Name,
    Node,
    Number,
    Slice,
    Text,
    children,
    is_hash,
    with_children,
)
from srpscope.why.suspect import (
    Suspect,
    change_operands,
    hash_function,
    in_formula,
    is_operand,
    set_formula,
    where_not_read,
    wrap,
)


def _change_inner(node: Node, outer: bool, new: Callable[[Node], Node]) -> Node:
    if is_hash(node):
        if not outer:
            return new(node)
        return Call(node.function, tuple(_change_inner(one, False, new) for one in node.arguments))
    inner = children(node)
    return with_children(node, tuple(_change_inner(one, outer, new) for one in inner)) if inner else node


def _wrapped(function: str) -> Callable[[Node], Node]:
    return lambda node: _change_inner(node, True, lambda inner: Call(function, (inner,)))


def _no_colon(node: Node) -> Node | None:
    if isinstance(node, Concatenation):
        parts = tuple(part for part in node.parts if part != Text(":"))
        node = node if parts == node.parts or not parts else with_children(node, parts)
    inner = children(node)
    changed = tuple(_no_colon(one) or one for one in inner)
    return with_children(node, changed) if inner and changed != inner else node


def _without_last_byte(node: Node) -> Node:
    return Slice(node, None, -1, None)


def _retrimmed(function: str) -> Callable[[Node], Node]:
    def new(node: Node) -> Node:
        assert isinstance(node, Call)
        return Call(function, node.arguments)

    def trims(node: Node) -> bool:
        return isinstance(node, Call) and node.function in ("TRIM", "STRIP", "GOTRIM")

    return lambda node: change_operands(node, trims, new)


def _json_escaped(node: Node) -> Node:
    """'{"username":"' | I | '"}' becomes '{"username":' | JSON(I) | '}'."""
    return _json_parts(node, quoted=True)


def _json_unescaped(node: Node) -> Node:
    """'{"username":' | JSON(I) | '}' becomes '{"username":"' | I | '"}'."""
    return _json_parts(node, quoted=False)


def _json_parts(node: Node, quoted: bool) -> Node:
    if isinstance(node, Concatenation):
        match node.parts:
            case (Text(before), Name("I"), Text(after)) if quoted and before[-1:] == '"' and after[:1] == '"':
                return Concatenation((Text(before[:-1]), Call("JSON", (Name("I"),)), Text(after[1:])))
            case (Text(before), Call("JSON", (Name("I"),)), Text(after)) if not quoted:
                return Concatenation((Text(before + '"'), Name("I"), Text('"' + after)))
    inner = children(node)
    changed = tuple(_json_parts(one, quoted) for one in inner)
    return with_children(node, changed) if inner and changed != inner else node


def _mod(node: Node) -> Node:
    return Arithmetic("%", node, Arithmetic("-", Name("N"), Number(1)))


SUSPECTS = (
    Suspect(
        "x-no-username",
        "x leaves the user name and the colon out: H(s | H(P)).",
        "x",
        set_formula("x", "H(s | H(P))"),
        cost=1.5,
        fix="operand-list",
        seen=("Nimbus SRP's default", "npm tssrp6a"),
    ),
    Suspect(
        "x-empty-username",
        "x leaves the user name out and keeps the colon: H(s | H(':' | P)).",
        "x",
        set_formula("x", "H(s | H(':' | P))"),
        cost=2.0,
        fix="operand-list",
        seen=("PyPI srp no_username_in_x", "Apple GSA"),
    ),
    Suspect(
        "x-with-username",
        "x has the user name and a colon in it: H(s | H(I | ':' | P)).",
        "x",
        where_not_read("x", "I", set_formula("x", "H(s | H(I | ':' | P))")),
        cost=1.5,
        fix="operand-list",
    ),
    Suspect(
        "x-no-colon",
        "x leaves the colon out: H(s | H(I | P)).",
        "x",
        in_formula("x", _no_colon),
        cost=2.0,
        fix="operand-list",
    ),
    Suspect(
        "x-one-hash",
        "x hashes once: H(s | I | ':' | P).",
        "x",
        set_formula("x", "H(s | I | ':' | P)"),
        cost=2.0,
        fix="formula",
    ),
    Suspect(
        "x-one-hash-password",
        "x hashes salt and password once: H(s | P).",
        "x",
        set_formula("x", "H(s | P)"),
        cost=2.0,
        fix="formula",
        seen=("the Wikipedia article's text",),
    ),
    Suspect(
        "x-inner-only",
        "x is the inner hash alone, without the salt.",
        "x",
        set_formula("x", "H(I | ':' | P)"),
        cost=3.5,
        fix="formula",
        operand="inner",
    ),
    Suspect(
        "x-salt-last",
        "x hashes the salt last: H(H(I | ':' | P) | s).",
        "x",
        set_formula("x", "H(H(I | ':' | P) | s)"),
        cost=2.0,
        fix="order",
        operand="salt",
    ),
    Suspect(
        "x-inner-hex-text",
        "x hashes the inner digest as hex text.",
        "x",
        in_formula("x", _wrapped("HEX")),
        cost=2.0,
        fix="text-form",
        seen=("cocagne/pysrp#21",),
        operand="inner",
        slip="bytes-hex",
    ),
    Suspect(
        "x-inner-stripped",
        "x hashes the inner digest without its leading zeros.",
        "x",
        in_formula("x", _wrapped("MIN")),
        "one-user",
        1.5,
        "pad",
        ("esp_prov: srp6a.py",),
        operand="inner",
    ),
    Suspect(
        "x-inner-signed",
        "x hashes the inner digest with a sign byte 00 in front.",
        "x",
        in_formula("x", _wrapped("SIGNED")),
        "one-user",
        3.0,
        "sign-byte",
        operand="inner",
    ),
    Suspect(
        "x-hex-text",
        "x hashes the hex text of the salt and of the inner digest.",
        "x",
        set_formula("x", "H(HEX(s) | HEX(H(I | ':' | P)))"),
        cost=2.5,
        fix="text-form",
        seen=("Meteor accounts-srp",),
        slip="bytes-hex",
    ),
    Suspect(
        "x-outer-hex-text",
        "x is the hash of the hex text of its digest.",
        "x",
        set_formula("x", "H(HEX(H(s | H(I | ':' | P))))"),
        cost=4.0,
        fix="hash-once",
    ),
    Suspect(
        "x-little-endian",
        "x is read little-endian.",
        "x",
        wrap("x", "LEINT"),
        cost=3.0,
        fix="read-order",
        seen=("Battle.net",),
        operand="digest",
        slip="read-little",
    ),
    Suspect(
        "x-signed",
        "x is read as a signed number.",
        "x",
        in_formula("x", lambda node: _mod(Call("SINT", (node,)))),
        "one-user",
        4.0,
        "read-unsigned",
        operand="digest",
        slip="read-signed",
    ),
    Suspect(
        "x-sha1",
        "x is made with SHA-1.",
        "x",
        hash_function("x", "SHA1"),
        cost=3.0,
        fix="hash",
        seen=("1Password",),
        wrong="sha1",
    ),
    Suspect(
        "x-sha256", "x is made with SHA-256.", "x", hash_function("x", "SHA256"), cost=3.5, fix="hash", wrong="sha256"
    ),
    Suspect(
        "x-salt-short",
        "x hashes the salt without its last byte, as ESP-IDF's generator of salts can.",
        "x",
        in_formula("x", lambda node: change_operands(node, lambda one: is_operand(one, "s"), _without_last_byte)),
        "one-user",
        2.0,
        "width",
        ("espressif/esp-idf esp_srp_gen_salt_verifier",),
        operand="salt",
        slip="last-byte-lost",
    ),
    Suspect(
        "x-trimmed-as-javascript",
        "x trims the password as JavaScript does: U+0085 stays, U+FEFF goes.",
        "x",
        in_formula("x", _retrimmed("TRIM")),
        "some-text",
        1.5,
        "formula",
        ("Excalibur",),
    ),
    Suspect(
        "x-trimmed-as-python",
        "x trims the password as Python does: U+0085 goes, U+FEFF stays.",
        "x",
        in_formula("x", _retrimmed("STRIP")),
        "some-text",
        1.5,
        "formula",
        ("Excalibur",),
    ),
    Suspect(
        "x-name-json-escaped",
        "x escapes quotes and backslashes of the user name as JSON does.",
        "x",
        in_formula("x", _json_escaped),
        "some-text",
        2.5,
        "formula",
        ("Excalibur",),
    ),
    Suspect(
        "x-name-json-unescaped",
        "x leaves quotes and backslashes of the user name unescaped in JSON.",
        "x",
        in_formula("x", _json_unescaped),
        "some-text",
        2.5,
        "formula",
        ("Excalibur",),
    ),
    Suspect("x-hashed-again", "x is hashed once more.", "x", wrap("x", "H"), cost=4.0, fix="hash-once"),
)
