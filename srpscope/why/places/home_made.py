"""A hash helper of one's own: each operand as text, joined, wherever something is hashed; often with a textbook's
shorter formulas. That is one habit of one program, though it shows in every value."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import (
    Call,
    Concatenation,
    FormulaError,
    Node,
    Text,
    children,
    concatenation,
    is_hash,
    rewrite,
    show,
)
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.sheet import Knowledge

TEXTS: dict[str, tuple[str, ...]] = {
    "hex text": ("HEX",),
    "hex text with an even number of digits": ("MIN", "HEX"),
    "hex text of the length of N": ("PAD", "HEX"),
    "hex text in capitals": ("HEX", "UPPER"),
    "decimal text": ("DEC",),
}
"""What an operand becomes, by the functions that make it, innermost first."""

SEPARATORS = ("", ":", ",", " ", "-", "|")

FORMULAS: Mapping[str, tuple[str, ...]] = {
    "x": ("H(s | I | P)", "H(s | I | ':' | P)", "H(s | P)", "H(s | H(P))", "H(s | H(I | P))", "H(s | H(I | ':' | P))"),
    "K": ("H(S)",),
    "M1": ("H(A | B | K)", "H(A | B | S)", "H(I | s | A | B | K)", "H(H(N) ^ H(g) | H(I) | s | A | B | K)"),
}
"""Formulas that textbooks and tutorials have, beside the dialect's own."""


@dataclass(frozen=True)
class HomeMade:
    """said: what every operand becomes. formulas: of the values, as the program has them."""

    said: str
    formulas: Mapping[str, Node]


def home_made(known: Knowledge, values: tuple[str, ...]) -> Iterator[HomeMade]:
    """Every such helper with every such set of formulas, the likeliest helper first."""
    choices = [[(name, node) for node in textbooks(known, name)] for name in values if name in FORMULAS]
    others = {name: known.formula(name) for name in values if name not in FORMULAS}
    rest = {name: formula.node for name, formula in others.items() if formula is not None}
    for separator, (text, functions) in itertools.product(SEPARATORS, TEXTS.items()):
        said = f"{text}, {f'{separator!r} between' if separator else 'joined'}"
        for chosen in itertools.product(*choices):
            formulas = {**rest, **dict(chosen)}
            wrapped = {name: _wrapped(known.dialect, node, functions, separator) for name, node in formulas.items()}
            yield HomeMade(said, wrapped)
            if "k" in wrapped:
                yield HomeMade(f"{said}, but for k", {**wrapped, "k": formulas["k"]})


def textbook_proofs(known: Knowledge) -> Iterator[tuple[str, tuple[str, str], Node]]:
    """M1 as textbooks have it, with something between its operands or with each of them as text: the slip, the formula
    and how its operands stand there, and what it is then. Bytes with nothing between have names of their own."""
    own = known.formula("M1")
    for node in textbooks(known, "M1"):
        if own is None or node == own.node or not is_hash(node):
            continue
        for separator, (text, functions) in itertools.product(SEPARATORS, ({"bytes": ()} | TEXTS).items()):
            if separator or functions:
                said = f"{text}, {f'{separator!r} between' if separator else 'joined'}"
                fed = (joined_texts(known.dialect, children(node.arguments[0]), functions, separator),)
                yield "list-textbook", (show(node), said), Call(node.function, fed)


MESSAGES = ("A | B", "B | A", "A | B | s", "s | A | B", "I | A | B", "I | s | A | B", "A", "B", "I", "s", "B | s")
"""What an HMAC is of where people make a proof of the key and what was sent, or of what they have at hand."""


def keyed_proofs(known: Knowledge) -> Iterator[tuple[str, tuple[str, str], Node]]:
    """M1 as an HMAC, keyed with K or S, of what was sent: the slip, its key and its message, and what it is then."""
    own = known.formula("M1")
    for key, message in itertools.product(("K", "S"), MESSAGES):
        node = known.dialect.parse(f"HMAC({key}, {message})").node
        if own is not None and node != own.node:
            yield "hash-keyed-flat", (key, message), node


def textbooks(known: Knowledge, name: str) -> list[Node]:
    """The dialect's own formula and the textbooks'."""
    own = known.formula(name)
    found = [] if own is None else [own.node]
    for text in FORMULAS[name]:
        try:
            node = known.dialect.parse(text).node
        except FormulaError:
            continue
        if node not in found:
            found.append(node)
    return found


def _wrapped(dialect: Dialect, node: Node, functions: tuple[str, ...], separator: str) -> Node:
    """Each hash of a formula fed such texts."""

    def change(one: Node) -> Node:
        if not is_hash(one):
            return one
        fed = one.arguments[0].parts if isinstance(one.arguments[0], Concatenation) else one.arguments
        return Call(one.function, (joined_texts(dialect, fed, functions, separator),), one.options)

    return rewrite(node, change)


def joined_texts(dialect: Dialect, fed: tuple[Node, ...], functions: tuple[str, ...], separator: str) -> Node:
    """Operands as such texts, joined. A separator that the formula has of itself is the helper's own."""
    parts = [_text(dialect, part, functions) for part in fed if part != Text(separator)]
    joined: list[Node] = parts[:1]
    for part in parts[1:]:
        joined += [Text(separator), part] if separator else [part]
    return concatenation(joined)


def _text(dialect: Dialect, part: Node, functions: tuple[str, ...]) -> Node:
    kind = dialect.kind_of(part)
    if kind == "text" or isinstance(part, Text):
        return part
    if isinstance(part, Call) and (part.function in ENCODINGS or part.function == "RAW"):
        part = part.arguments[0]
        kind = dialect.kind_of(part)
    for function in functions:
        if kind == "number" or function not in ("MIN", "PAD"):
            part = Call(function, (part,))
    return part
