"""One habit throughout: every number of the handshake is hashed in another form."""

from srpscope.srp.formula import Call, Node, Number
from srpscope.why.suspect import (
    Change,
    Strikes,
    Suspect,
    change_operands,
    encode,
    every,
    hexed,
    in_formula,
    wrap_operands,
)


def _everywhere(encoding: str) -> Change:
    return every(
        encode("k", "N g", encoding),
        encode("u", "A B", encoding),
        encode("K", "S", encoding),
        encode("M1", "N g A B S", encoding),
        encode("M2", "A B S", encoding),
    )


def _fixed_width(length: int) -> Change:
    def padded_to(node: Node) -> Node:
        assert isinstance(node, Call)
        return Call("PAD", (node.arguments[0], Number(length)))

    def pads(node: Node) -> bool:
        return isinstance(node, Call) and node.function == "PAD"

    def transform(node: Node) -> Node:
        return change_operands(node, pads, padded_to)

    return every(*(in_formula(name, transform) for name in ("k", "u", "K", "M1", "M2")))


def _form(name: str, words: str, encoding: str, strikes: Strikes, cost: float, fix: str, slip: str) -> Suspect:
    sentence = f"every number is hashed {words}."
    return Suspect(f"all-{name}", sentence, "k", _everywhere(encoding), strikes, cost, fix, slip=slip)


SUSPECTS = (
    _form("unpadded", "without padding", "MIN", "always", 2.0, "pad", "minimal"),
    _form("padded", "padded to the length of N", "PAD", "always", 2.0, "strip", "padded"),
    _form(
        "signed",
        "with a sign byte where its top bit is set, as in Java",
        "SIGNED",
        "high-bit",
        2.0,
        "sign-byte",
        "signed",
    ),
    _form("hex-text", "as hex text", "HEX", "always", 2.5, "number-text", "hex"),
    _form("decimal-text", "as decimal text", "DEC", "always", 3.5, "text-form", "decimal"),
    _form("little-endian", "little-endian", "LE", "always", 3.0, "order", "little"),
    Suspect(
        "all-values-hex-text",
        "every number and byte string is hashed as hex text.",
        "k",
        every(
            _everywhere("HEX"),
            wrap_operands("x", "s", hexed),
            wrap_operands("M1", "s K", hexed),
            wrap_operands("M2", "M1 K", hexed),
        ),
        cost=3.0,
        fix="number-text",
        slip="hex",
    ),
    *(
        Suspect(
            f"pad-{length}",
            f"padding goes to {length} bytes, whatever the length of N.",
            "k",
            _fixed_width(length),
            cost=3.5,
            fix="width",
            seen=("PyPI srp6 0.1.1", "Espressif's iOS library pads to 384") if length in (384, 512) else (),
        )
        for length in (128, 192, 256, 384, 512, 768, 1024)
    ),
)
