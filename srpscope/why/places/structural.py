"""Slips of a formula's own structure: what stands in a list, how a node computes, what a call is given.

Each gives the node that stands there instead, with the slip's id and what its sentence is filled with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Formula,
    Name,
    Node,
    Number,
    Octets,
    Power,
    Text,
    Xor,
    children,
    concatenation,
    is_hash,
    rewrite,
    show,
    walk,
    with_children,
)
from srpscope.srp.functions import ENCODINGS, HASH_FUNCTIONS
from srpscope.srp.values import Side
from srpscope.why.places.home_made import SEPARATORS as TEXT_SEPARATORS, TEXTS, joined_texts
from srpscope.why.places.place import Place
from srpscope.wording import listed

Made = tuple[str, tuple[str, ...], Node]
"""The slip's id, what fills its sentence, and the node."""

OF_TEXT = ("UPPER", "LOWER", "NFC", "NFD", "NFKC", "NFKD", "STRIP", "TRIM", "GOTRIM", "NOSPACE", "JSON")
"""Functions that change a text and leave a text."""

SEPARATORS = ("", ":", " ", ": ", ",", "|", "\n", "\0", "-", "/", "@", ".", ";", "_", "+")


def lists(place: Place, names: tuple[str, ...]) -> Iterator[Made]:
    """Slips of what a hash is fed. names: the values that could stand in an operand's place."""
    parts = place.node.parts if isinstance(place.node, Concatenation) else (place.node,)
    yield from _shorter_and_longer(parts)
    yield from _other_order(parts)
    yield from _separators(parts)
    yield from _other_values(parts, names)
    yield from _each_hashed(parts)
    for index, part in enumerate(parts):
        if is_hash(part):
            yield "list-inner-flat", (show(part.arguments[0]),), _with(parts, index, part.arguments[0])
        elif not isinstance(part, Text | Octets | Number):
            yield "list-inner-hashed", (show(part),), _with(parts, index, Call("H", (part,)))
    for inner in range(len(parts)):
        part = parts[inner]
        if is_hash(part) and isinstance(part.arguments[0], Concatenation):
            flat = part.arguments[0].parts
            rest = [one for index, one in enumerate(parts) if index != inner]
            yield "list-inner-flat", (show(part),), concatenation([*flat, *rest])
            yield from _moved(parts, inner, part, flat)


def _moved(parts: tuple[Node, ...], inner: int, call: Call, flat: tuple[Node, ...]) -> Iterator[Made]:
    """A bracket that is closed or opened elsewhere: operands beside an inner hash are fed to it, or its own are not."""

    def hashed(*fed: Node) -> Node:
        return Call(call.function, (concatenation(fed),), call.options)

    before, behind = parts[:inner], parts[inner + 1 :]
    for at in range(len(before)):
        moved = before[at:]
        new = [*before[:at], hashed(*moved, *flat), *behind]
        yield "list-moved-inside", (show(concatenation(moved)), show(concatenation(flat))), concatenation(new)
    for at in range(1, len(behind) + 1):
        moved = behind[:at]
        new = [*before, hashed(*flat, *moved), *behind[at:]]
        yield "list-moved-inside", (show(concatenation(moved)), show(concatenation(flat))), concatenation(new)
    for at in range(1, len(flat)):
        new = [*before, *flat[:at], hashed(*flat[at:]), *behind]
        yield "list-moved-outside", (show(concatenation(flat[:at])),), concatenation(new)
        new = [*before, hashed(*flat[:at]), *flat[at:], *behind]
        yield "list-moved-outside", (show(concatenation(flat[at:])),), concatenation(new)


def _each_hashed(parts: tuple[Node, ...]) -> Iterator[Made]:
    """Each operand hashed by itself, and the digests hashed: H(H(A) | H(B))."""
    free = [part for part in parts if not isinstance(part, Text | Octets | Number)]
    if len(free) > 1 and not any(is_hash(part) for part in parts):
        yield "list-each-hashed", (), concatenation([Call("H", (one,)) if one in free else one for one in parts])


def _with(parts: tuple[Node, ...], index: int, new: Node) -> Node:
    return concatenation([*parts[:index], new, *parts[index + 1 :]])


def _shorter_and_longer(parts: tuple[Node, ...]) -> Iterator[Made]:
    yield from _alone(parts)
    for index, part in enumerate(parts):
        if len(parts) > 1 and not isinstance(part, Text):
            rest = [*parts[:index], *parts[index + 1 :]]
            yield "list-left-out", (show(part),), concatenation(rest)
            # The separator beside it goes with it.
            for beside in (index - 1, index + 1):
                if 0 <= beside < len(parts) and isinstance(parts[beside], Text) and len(parts) > 2:
                    kept = [one for at, one in enumerate(parts) if at not in (index, beside)]
                    yield "list-left-out", (show(part),), concatenation(kept)
        yield "list-doubled", (show(part),), concatenation([*parts[: index + 1], part, *parts[index + 1 :]])
    if len(parts) > 3:
        for one, other in combinations(range(len(parts)), 2):
            kept = [part for at, part in enumerate(parts) if at not in (one, other)]
            yield "list-left-out", (f"{show(parts[one])} and {show(parts[other])}",), concatenation(kept)


def _alone(parts: tuple[Node, ...]) -> Iterator[Made]:
    """One operand and nothing else, also as it was before it was written for the list; and the list's beginning."""
    if len(parts) < 3:
        return
    whole = show(concatenation(parts))
    for part in parts:
        if not isinstance(part, Text | Octets | Number):
            yield "list-only", (show(part), whole), part
        if isinstance(part, Call) and len(part.arguments) == 1 and part.function not in (*HASH_FUNCTIONS, *ENCODINGS):
            yield "list-only", (show(part.arguments[0]), whole), part.arguments[0]
    for end in range(2, len(parts) - 1):
        yield "list-cut", (show(parts[end - 1]),), concatenation(parts[:end])


def _other_order(parts: tuple[Node, ...]) -> Iterator[Made]:
    for one, other in combinations(range(len(parts)), 2):
        new = list(parts)
        new[one], new[other] = new[other], new[one]
        yield "list-swapped", (show(parts[one]), show(parts[other])), concatenation(new)
    if len(parts) > 2:
        yield "list-reversed", (), concatenation(parts[::-1])
        yield "list-swapped", (show(parts[0]), "the rest"), concatenation([*parts[1:], parts[0]])
        yield "list-swapped", (show(parts[-1]), "the rest"), concatenation([parts[-1], *parts[:-1]])


def _separators(parts: tuple[Node, ...]) -> Iterator[Made]:
    for separator in SEPARATORS:
        sign: list[Node] = [Text(separator)] if separator else []
        for index, part in enumerate(parts):
            if isinstance(part, Text) and part.value != separator:
                name = repr(separator) if separator else "nothing"
                yield "list-separator", (show(part), name), concatenation([*parts[:index], *sign, *parts[index + 1 :]])
        if separator and len(parts) > 1:
            joined: list[Node] = [parts[0]]
            for part in parts[1:]:
                joined += [Text(separator), part]
            yield "list-separated", (repr(separator),), concatenation(joined)
            yield "list-sign-added", (repr(separator),), concatenation([*parts, Text(separator)])
            yield "list-sign-added", (repr(separator),), concatenation([Text(separator), *parts])
            for index in range(1, len(parts)):
                new = [*parts[:index], Text(separator), *parts[index:]]
                yield "list-sign-added", (repr(separator),), concatenation(new)
    for size in (1, 2, 4, 8):
        for order in ("big", "little"):
            options = (("order", Text(order)),) if order == "little" else ()
            lengths: list[Node] = [Call("PREFIXED", (part, Number(size)), options) for part in parts]
            yield "list-lengths", (str(size),), concatenation(lengths)


def never(node: Node) -> Iterator[Made]:
    """A function of one text that stands several times in a formula, and nowhere in it."""
    calls = [one for one in walk(node) if isinstance(one, Call) and one.function in OF_TEXT]
    for function in dict.fromkeys(one.function for one in calls):
        inside = [show(one.arguments[0]) for one in calls if one.function == function]
        if len(inside) < 2:
            continue

        def without(one: Node, gone: str = function) -> Node:
            return one.arguments[0] if isinstance(one, Call) and one.function == gone else one

        new = rewrite(node, without)
        yield "call-never", (function, listed(list(dict.fromkeys(inside)))), new


OTHER_GENERATORS = (2, 3, 5, 7, 11, 13, 19)
"""What g is in the groups of the RFCs, and the small primes beside these."""


def other_generator(node: Node, g: object) -> Iterator[Made]:
    """A formula that reads g, with another constant typed in its place there alone."""
    if Name("g") in walk(node):
        for other in OTHER_GENERATORS:
            if other != g:
                new = rewrite(node, _exchange(Name("g"), Number(other)))
                yield "generator-once", (str(g), str(other)), new


def in_part(node: Node) -> Iterator[Made]:
    """A function of a joined text that is done to one of its operands alone, or to all but that one."""
    for call in dict.fromkeys(one for one in walk(node) if isinstance(one, Call) and one.function in OF_TEXT):
        joined = call.arguments[0]
        if not isinstance(joined, Concatenation):
            continue
        for part in (one for one in joined.parts if not isinstance(one, Text)):
            for alone in (True, False):
                new = [Call(call.function, (one,)) if (one is part) is alone else one for one in joined.parts]
                told = show(part) if alone else show(concatenation([one for one in joined.parts if one is not part]))
                yield "call-in-part", (call.function, told), rewrite(node, _exchange(call, concatenation(new)))


def _exchange(old: Node, new: Node) -> Callable[[Node], Node]:
    return lambda one: new if one == old else one


def as_texts(dialect: Dialect, place: Place) -> Iterator[Made]:
    """Every operand of one hash as text, joined with something between: join of an array of hex texts."""
    parts = place.node.parts if isinstance(place.node, Concatenation) else (place.node,)
    for separator in TEXT_SEPARATORS if len(parts) > 1 else ("",):
        for text, functions in TEXTS.items():
            said = f"{text}{f' with {separator!r} between' if separator else ''}"
            yield "list-texts", (said,), joined_texts(dialect, parts, functions, separator)


def _other_values(parts: tuple[Node, ...], names: tuple[str, ...]) -> Iterator[Made]:
    for index, part in enumerate(parts):
        for name in names:
            other = Name(name)
            written = part.arguments[0] if isinstance(part, Call) and part.function in ENCODINGS else part
            if written != other:  # the same value written otherwise is another kind of slip
                yield "list-other-value", (show(part), name), _with(parts, index, other)
            if part != Call("H", (other,)):
                yield "list-other-hashed", (show(part), name), _with(parts, index, Call("H", (other,)))
    for first, second in combinations([name for name in names if name in ("I", "P", "s")], 2):
        for index, part in enumerate(parts):
            for pair in ((first, second), (second, first)):
                new = Call("H", (Concatenation((Name(pair[0]), Text(":"), Name(pair[1]))),))
                if part != new:
                    yield "list-other-hashed", (show(part), f"{pair[0]}:{pair[1]}"), _with(parts, index, new)
    for name in names:
        for at in (len(parts), *range(len(parts))):
            yield "list-added", (name,), concatenation([*parts[:at], Name(name), *parts[at:]])


# Arithmetic


def arithmetic(place: Place, names: tuple[str, ...]) -> Iterator[Made]:
    """Slips of a node of + - * ** % and of what it reads."""
    node = place.node
    if isinstance(node, Power):
        yield from _powers(node)
    if isinstance(node, Arithmetic):
        yield from _operators(node)
        yield from _brackets(node)
    for at, child in enumerate(_sides(node)):
        if isinstance(child, Name):
            for name in names:
                if name != child.name:
                    yield "which-public-for-private", (child.name, name), _with_side(node, at, Name(name))
            yield "arithmetic-doubled", (child.name,), _with_side(node, at, Arithmetic("*", Number(2), child))


def _sides(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Power):
        return node.base, node.exponent
    return (node.left, node.right) if isinstance(node, Arithmetic) else ()


def _with_side(node: Node, at: int, new: Node) -> Node:
    left, right = _sides(node)
    left, right = (new, right) if at == 0 else (left, new)
    return Arithmetic(node.operator, left, right) if isinstance(node, Arithmetic) else Power(left, right)


def _operators(node: Arithmetic) -> Iterator[Made]:
    left, right = node.left, node.right
    yield ("remainder-missing" if node.operator == "%" else "arithmetic-left-out"), (show(right),), left
    yield "arithmetic-left-out", (show(left),), right
    if node.operator in "-%":
        yield "arithmetic-swapped", (show(left), show(right)), Arithmetic(node.operator, right, left)
    for other in "+-*":
        if other != node.operator and node.operator != "%":
            yield "arithmetic-sign", (node.operator, other), Arithmetic(other, left, right)
    if node.operator != "%":  # ^ is no power and no sum in most languages, and goes behind + and *
        both = Call("BITS", (Call("MIN", (left,)), Call("MIN", (right,))), (("align", Text("front")),))
        yield "arithmetic-sign", (node.operator, "^ (xor)"), Call("INT", (both,))
    if node.operator == "%":
        yield "remainder-signed", (), Call("REM", (left, right))
        for less in (
            Arithmetic("-", Name("N"), Number(1)),
            Call("DIV", (Arithmetic("-", Name("N"), Number(1)), Number(2))),
        ):
            yield "arithmetic-sign", (show(node), f"% ({show(less)})"), Arithmetic("%", left, less)
    else:
        N = Name("N")
        yield "arithmetic-sign", (show(node), "% N"), Arithmetic("%", node, N)
        if node.operator == "-":
            yield "remainder-signed", (), Call("REM", (node, N))
            yield "remainder-signed", (), Call("ABS", (node,))
            yield from _wrapped(Arithmetic("-", left, Arithmetic("%", right, N)))


def _wrapped(difference: Node) -> Iterator[Made]:
    """A difference of two numbers below N that is below zero: kept to a width, or made positive."""
    width = Call("SIZE", (Call("PAD", (Number(0),)),))
    kept = Call("TWOS", (difference, width))
    yield "remainder-signed", (), Call("ABS", (difference,))
    yield "arithmetic-wrapped", (), Call("BEINT", (kept,))
    yield "arithmetic-wrapped", (), Call("ABS", (Call("SINT", (kept,)),))


def _brackets(node: Arithmetic) -> Iterator[Made]:
    left, right = node.left, node.right
    if isinstance(right, Arithmetic) and (node.operator, right.operator) == ("+", "*"):
        yield from _exchanged_terms(left, right.left, right.right)
    if isinstance(right, Arithmetic):
        new: Node = Arithmetic(right.operator, Arithmetic(node.operator, left, right.left), right.right)
        yield "arithmetic-bracket", (show(new),), new
    if isinstance(left, Arithmetic):
        new = Arithmetic(left.operator, left.left, Arithmetic(node.operator, left.right, right))
        yield "arithmetic-bracket", (show(new),), new
    if isinstance(right, Power):
        new = Power(Arithmetic(node.operator, left, right.base), right.exponent)
        yield "arithmetic-bracket", (show(new),), new
    if isinstance(left, Power) and node.operator != "%":
        new = Power(left.base, Arithmetic(node.operator, left.exponent, right))
        yield "arithmetic-bracket", (show(new),), new


def raised_whole(node: Node, formula: Callable[[str], Formula | None]) -> Iterator[Made]:
    """(k * g) ** x for k * v: a bracket that only who writes v out can set. formula: of a value's name."""
    if isinstance(node, Arithmetic) and node.operator == "*" and isinstance(node.right, Name):
        written = formula(node.right.name)
        if written is not None and isinstance(written.node, Power):
            new = Power(Arithmetic("*", node.left, written.node.base), written.node.exponent)
            yield "arithmetic-bracket", (show(new),), new


def _exchanged_terms(added: Node, first: Node, second: Node) -> Iterator[Made]:
    """a + u*x with another of the three added, or with the two operators exchanged."""
    for inside, other in ((first, second), (second, first)):
        new = Arithmetic("+", inside, Arithmetic("*", added, other))
        yield "arithmetic-swapped", (show(added), show(inside)), new
    yield "arithmetic-swapped", ("+", "*"), Arithmetic("*", added, Arithmetic("+", first, second))


def _powers(node: Power) -> Iterator[Made]:
    base, exponent, N = node.base, node.exponent, Name("N")
    order = Arithmetic("-", N, Number(1))
    yield "exponent-mod-n", (), Power(base, Arithmetic("%", exponent, N))
    yield "exponent-mod-order", (), Power(base, Arithmetic("%", exponent, order))
    yield "exponent-mod-half", (), Power(base, Arithmetic("%", exponent, Call("DIV", (order, Number(2)))))
    for bits in (32, 53, 64, 128, 160, 256, 384, 512):
        yield "exponent-cut", (str(bits),), Power(base, Arithmetic("%", exponent, Number(1 << bits)))
    yield "remainder-power", (), Call("REMPOW", (base, exponent))
    yield "remainder-power", (), Call("REMPOW", (Call("REM", (base, N)), exponent))
    yield "remainder-power", (), Power(Call("ABS", (base,)), exponent)
    if isinstance(base, Arithmetic) and base.operator == "-":
        below = Arithmetic("-", base.left, Arithmetic("%", base.right, N))
        yield "remainder-power", (), Call("REMPOW", (below, exponent))
    padded = (Call("PAD", (base,)), Call("PAD", (exponent,)))
    yield "arithmetic-xor-power", (), Call("INT", (Xor(*padded),))
    yield "arithmetic-left-out", ("the exponent",), base
    yield "arithmetic-left-out", ("the power",), exponent
    yield "arithmetic-sign", ("**", "*"), Arithmetic("%", Arithmetic("*", base, exponent), N)
    yield "arithmetic-swapped", (show(base), show(exponent)), Power(exponent, base)
    yield "arithmetic-doubled", ("the exponent",), Power(base, Arithmetic("*", Number(2), exponent))
    if isinstance(exponent, Arithmetic) and exponent.operator == "+":
        yield "product-missing", (), Arithmetic("*", Power(base, exponent.left), Power(base, exponent.right))
    for new in _unbracketed(base, exponent):
        yield "arithmetic-bracket", (show(new),), Arithmetic("%", new, N)
    if isinstance(base, Arithmetic) and isinstance(exponent, Arithmetic):
        # The brackets round one of them left out, as a reader of the RFC's text writes it.
        new = Arithmetic(exponent.operator, Power(base, exponent.left), exponent.right)
        yield "arithmetic-bracket", (show(new),), Arithmetic("%", new, N)


def _unbracketed(base: Node, exponent: Node) -> Iterator[Node]:
    """A base whose brackets are left out or closed too early: one of its operands alone is raised."""
    if isinstance(base, Arithmetic):
        for right in (Power(base.right, exponent), *_unbracketed(base.right, exponent)):
            yield Arithmetic(base.operator, base.left, right)
        yield Arithmetic(base.operator, Power(base.left, exponent), base.right)


def theirs(dialect: Dialect, side: Side, name: str, node: Node) -> Iterator[Made]:
    """The other side's formula of S with this side's private number in it, and with either public one; for M1 the
    server's proof, with the client's inside it. node: this side's formula."""
    other = dialect.formula("server" if side == "client" else "client", "S") if name == "S" else None
    proof = dialect.formula("server", "M2") if name == "M1" else None
    if proof is not None and any(one == Name("M1") for one in walk(proof.node)):
        yield "proof-of-server", (), rewrite(proof.node, lambda one: node if one == Name("M1") else one)
    if other is None:
        return
    private = {"b": "a", "a": "b"}
    for said, swapped in ((("S",), private | {"A": "B", "B": "A"}), (("S", "A stays"), private)):

        def change(one: Node, swapped: dict[str, str] = swapped) -> Node:
            return Name(swapped[one.name]) if isinstance(one, Name) and one.name in swapped else one

        yield "other-side", said, rewrite(other.node, change)


# Hashes, calls and slices


def never_reset(formula: Node) -> Node:
    """A formula of hashes that all are one object's: each digest is of everything that was fed before it."""
    return _fed_on(formula, [])


def _fed_on(node: Node, fed: list[Node]) -> Node:
    inner = children(node)
    new = with_children(node, tuple(_fed_on(one, fed) for one in inner)) if inner else node
    if not is_hash(new):
        return new
    fed.append(new.arguments[0])
    return Call(new.function, (concatenation(fed),), new.options)


def exchanged(node: Node, kind: Callable[[str], str]) -> Iterator[Made]:
    """Two byte strings taken for one another in this formula alone: arguments in the wrong order. kind: of a value."""
    names = dict.fromkeys(one.name for one in walk(node) if isinstance(one, Name))
    for first, second in combinations([one for one in names if kind(one) == "bytes"], 2):
        other = {first: Name(second), second: Name(first)}

        def swapped(one: Node, other: dict[str, Name] = other) -> Node:
            return other.get(one.name, one) if isinstance(one, Name) else one

        yield "which-swapped", (first, second), rewrite(node, swapped)


def kept_states(name: str, node: Node, formulas: Iterable[tuple[str, Node]]) -> Iterator[Made]:
    """A hash object that still holds what it was fed for another value. formulas: the values' names and formulas."""
    if not is_hash(node):
        return
    for other, theirs in formulas:
        if other != name and isinstance(theirs, Call) and theirs.function == node.function:
            fed = Call(node.function, (concatenation([theirs.arguments[0], node.arguments[0]]),))
            yield "hash-state-kept", (other,), fed
