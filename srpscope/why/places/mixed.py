"""What is put together otherwise: the operands of a hash, of which one is the key of an HMAC of the others, two are
added up, or each is hashed and the digests are xored; a digest that is xored with something of another length."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Name,
    Node,
    Text,
    Xor,
    concatenation,
    is_hash,
    show,
    walk,
)
from srpscope.srp.functions import ENCODINGS, HASH_FUNCTIONS
from srpscope.srp.values import NUMBERS
from srpscope.why.places.place import Place
from srpscope.why.places.structural import Made

SALT = Name("s")

ALIGNED = {
    "left": "cut to the shorter one (zip)",
    "fill": "as if the shorter one had zeros behind (c ^ undefined)",
    "front": "as numbers",
}
"""What becomes of the longer one where two byte strings of unequal lengths are xored, by BITS' words."""

OTHER_HASHES = ("SHA1", "SHA256", "SHA512", "MD5")


def mixed(place: Place) -> Iterator[Made]:
    """What may stand in the place of a hash call of several operands."""
    if not isinstance(place.node, Concatenation):
        return
    parts = place.node.parts
    yield from _keyed(place, parts)
    last = parts[-1]
    if len(parts) > 2 and not isinstance(last, Text):
        # Go's h.Sum(b) puts the digest behind b, and hashes no b.
        rest = Call(place.function, (concatenation(parts[:-1]),))
        yield "hash-sum-behind", (show(last),), concatenation([last, rest])
    if len(parts) == 2:
        first, second = (Call(place.function, (part,)) for part in parts)
        yield "hash-each-xored", (), Xor(first, second)
        numbers = [_bare(part) for part in parts]
        if all(isinstance(one, Name) and one.name in NUMBERS for one in numbers):
            added = Arithmetic("+", numbers[0], numbers[1])
            yield "hash-of-sum", (), Call(place.function, (added,))
            either = Call("BITS", (numbers[0], numbers[1]), (("by", Text("or")), ("align", Text("front"))))
            yield "hash-of-or", (), Call(place.function, (either,))
            yield "hash-of-sum-mod", (), Call(place.function, (Arithmetic("%", added, Name("N")),))


def xors(place: Place) -> Iterator[Made]:
    """Two digests that are xored: what they are made of is xored, and hashed then."""
    first, second = place.node, place.second
    if not (isinstance(first, Call) and isinstance(second, Call)) or first.function != second.function:
        return
    if first.function in HASH_FUNCTIONS:
        # One object for both that the first digest did not reset.
        kept = Call(second.function, (concatenation([first.arguments[0], second.arguments[0]]),), second.options)
        yield "hash-state-kept", (show(first.arguments[0]),), Xor(first, kept)
        inner = (Call("PAD", first.arguments), Call("PAD", second.arguments))
        yield "xor-before-hash", (), Call(first.function, (Xor(*inner),))


def unequal_lengths(place: Place) -> Iterator[Made]:
    """Two digests that are xored: one of them is no digest, or another hash's."""
    first, second = place.node, place.second
    if not (isinstance(first, Call) and isinstance(second, Call)) or first.function != second.function:
        return
    if first.function not in HASH_FUNCTIONS:
        return
    for align, said in ALIGNED.items():
        options = (("align", Text(align)),)
        for at, one in enumerate((first, second)):
            written = one.arguments[0]
            bare = written.arguments[0] if isinstance(written, Call) and written.function in ENCODINGS else written
            for plain, told in {written: show(written), Call("MIN", (bare,)): show(bare)}.items():
                both = (plain, second) if at == 0 else (first, plain)
                if plain == written or bare != written:
                    yield "xor-unhashed", (told, said), Call("BITS", both, options)
            for function in OTHER_HASHES:
                wrong = Call(function, one.arguments)
                both = (wrong, second) if at == 0 else (first, wrong)
                yield "xor-other-hash", (function, show(written), said), Call("BITS", both, options)


def _keyed(place: Place, parts: tuple[Node, ...]) -> Iterator[Made]:
    """An HMAC whose key is K or, for u, one of its two numbers, or, for x, the salt or what is hashed with it."""
    options = () if place.function == "H" else (("hash", Name(place.function)),)

    def hmac(key: Node, message: Node) -> Node:
        return Call("HMAC", (key, message), options)

    for index, part in enumerate(parts):
        rest = concatenation([*parts[:index], *parts[index + 1 :]])
        of_K = any(one == Name("K") for one in walk(part))
        if of_K or place.value == "u" or (place.value == "x" and not isinstance(part, Text)):
            yield "hash-keyed", (show(part),), hmac(part, rest)
    free = [part for part in parts if not isinstance(part, Text)]
    if place.value == "x" and len(free) == 2 < len(parts):
        for key, message in (free, free[::-1]):
            yield "hash-keyed-flat", (show(key), show(message)), hmac(key, message)
    if place.value != "x" or len(parts) != 2 or SALT not in parts:
        return
    other = next(part for part in parts if part != SALT)
    inner = other.arguments[0] if is_hash(other) else other
    for fed in dict.fromkeys((inner, Name("P"))):
        if fed != other:
            yield "hash-keyed-flat", (show(SALT), show(fed)), hmac(SALT, fed)
            yield "hash-keyed-flat", (show(fed), show(SALT)), hmac(fed, SALT)


def _bare(part: Node) -> Node:
    """A number without its encoding."""
    encoded = isinstance(part, Call) and part.function in (*ENCODINGS, "RAW")
    return part.arguments[0] if encoded else part  # type: ignore[union-attr]
