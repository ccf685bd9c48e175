"""Slips of a call: its options, its arguments, one of its steps left out, and other pieces of what is cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from srpscope.srp.formula import Call, Concatenation, Name, Node, Number, Octets, Slice, Text, concatenation, show
from srpscope.srp.functions import ENCODINGS, FUNCTIONS, function_name
from srpscope.srp.primitives import hashes
from srpscope.srp.values import NUMBERS
from srpscope.why.places.labels import spellings
from srpscope.why.places.place import Place
from srpscope.why.places.structural import Made

ITERATIONS = (1, 1000, 1024, 2048, 4096, 5000, 10_000, 20_000, 50_000, 100_000)
SHORT = (1, 2, 4, 8)
"""Lengths of what becomes a small number."""

LENGTHS = (16, 20, 24, 28, 32, 48, 64, 128, 256)
DEFAULT = ("hash", Name("SHA1"))
"""What stretches a key takes where no hash is named: in .NET, in Java's oldest name of it, in CryptoJS before 4."""
HASHES = ("SHA1", "SHA256", "SHA512", "SHA384")


def calls(place: Place, own: str | None, names: tuple[str, ...] = ()) -> Iterator[Made]:
    """Slips of a call's own options, and the call left out. own: the dialect's hash. names: the values that could stand
    in an argument's place; of a key that is stretched those that are not public numbers or made of them."""
    node = place.node
    if not isinstance(node, Call):
        return
    entry = FUNCTIONS.get(node.function)
    if entry is None or node.function in ENCODINGS:
        return
    if "hash" in entry.options and "hash" not in dict(node.options):
        for name in HASHES:
            yield "call-option", (node.function, "hash", name), _with_option(node, "hash", Name(name))
    yield from _with_the_dialects_own(node, own)
    for at, (name, value) in enumerate(node.options):
        for new in _options(name, value):
            changed = (*node.options[:at], (name, new), *node.options[at + 1 :])
            slip = "call-default" if entry.stretches and (name, new) == DEFAULT else "call-option"
            yield slip, (node.function, name, show(new)), Call(node.function, node.arguments, changed)
    if entry.stretches or len(node.arguments) > 1:
        for index, argument in enumerate(node.arguments):
            yield "call-left-out", (node.function, show(argument)), argument
            yield "call-hashed", (node.function, show(argument)), Call("H", (argument,))
            yield "call-empty", (show(argument),), _with_argument(node, index, Octets(b""))
            for text in spellings(argument):
                yield "call-text", (show(argument), show(text)), _with_argument(node, index, text)
            for name in names:
                if Name(name) != argument and not (entry.stretches and name in NUMBERS | {"K", "M1"}):
                    yield "call-other", (show(argument), name), _with_argument(node, index, Name(name))
        for one, other in combinations(range(len(node.arguments)), 2):
            new_arguments = list(node.arguments)
            new_arguments[one], new_arguments[other] = new_arguments[other], new_arguments[one]
            said = show(node.arguments[one]), show(node.arguments[other])
            yield "list-swapped", said, Call(node.function, tuple(new_arguments), node.options)
        if node.function == "HMAC":
            yield "call-hashed", (node.function, "key and message"), Call("H", (concatenation(node.arguments),))
        if node.function == "HKDF":
            yield from _halves_of_hkdf(node)
    elif node.arguments:
        yield "call-left-out", (node.function, show(node.arguments[0])), node.arguments[0]
        if node.function == "INTERLEAVE":
            yield from _interleaved(node)
            yield "call-hashed", (node.function, show(node.arguments[0])), Call("H", (node.arguments[0],))


def _with_the_dialects_own(node: Call, own: str | None) -> Iterator[Made]:
    """The hash of the rest of the program where this call has another one, or as many bytes as that gives: likelier
    than any other hash and length."""
    if own is None:
        return
    usual: dict[str, Node] = {"hash": Name(function_name(own)), "length": Number(hashes.digest_length(own))}
    for name, value in node.options:
        if name in usual and value != usual[name]:
            options = tuple((key, usual[key] if key == name else one) for key, one in node.options)
            yield "call-own", (node.function, name, show(usual[name])), Call(node.function, node.arguments, options)


def _interleaved(node: Call) -> Iterator[Made]:
    """The two halves' digests put together otherwise, and the halves of S cut otherwise."""
    secret = node.arguments[0]
    even, odd = (Call("H", (Slice(secret, start, None, 2),)) for start in (None, 1))
    yield "interleave-joined", (), concatenation([even, odd])
    yield "interleave-joined-swapped", (), concatenation([odd, even])
    if "halves" not in dict(node.options):
        yield "interleave-swapped", (), _with_option(node, "halves", Text("odd"))
        yield "interleave-split", (), _with_option(node, "halves", Text("split"))


def _halves_of_hkdf(node: Call) -> Iterator[Made]:
    """One of HKDF's two steps without the other one (RFC 5869): a key extracted and cut, or expanded from S itself."""
    ikm, salt, info = node.arguments
    options = dict(node.options)
    length = options.pop("length")
    hash_option = tuple(options.items())
    extracted = Call("HMAC", (salt, ikm), hash_option)
    cut = length.value if isinstance(length, Number) else None
    yield "call-extract", (show(salt), show(ikm)), Slice(extracted, None, cut, None)
    expanded = Call("HMAC", (ikm, concatenation([info, Octets(b"\1")])), hash_option)
    yield "call-expand", (show(ikm),), Slice(expanded, None, cut, None)
    uncounted = Call("HMAC", (extracted, info), hash_option)
    yield "call-uncounted", (show(info),), Slice(uncounted, None, cut, None)
    for sign in ("1", "01"):
        written = Call("HMAC", (extracted, concatenation([info, Text(sign)])), hash_option)
        yield "call-count-text", (show(info), repr(sign)), Slice(written, None, cut, None)
    from_zero = Call("HMAC", (extracted, concatenation([info, Octets(b"\0")])), hash_option)
    yield "call-count-zero", (show(info),), Slice(from_zero, None, cut, None)


def _with_option(node: Call, name: str, new: Node) -> Node:
    return Call(node.function, node.arguments, (*node.options, (name, new)))


def _with_argument(node: Call, index: int, new: Node) -> Node:
    return Call(node.function, (*node.arguments[:index], new, *node.arguments[index + 1 :]), node.options)


def _options(name: str, value: Node) -> Iterator[Node]:
    if name == "hash":
        yield from (Name(one) for one in HASHES if Name(one) != value)
    elif name == "iterations":
        yield from (Number(one) for one in ITERATIONS if Number(one) != value)
        if isinstance(value, Number):
            yield from (Number(value.value + more) for more in (1, -1) if value.value + more > 0)
            yield from (Number(one) for one in (value.value // 10, value.value * 10) if one > 0)
    elif name in ("length", "blocks"):
        yield from (Number(one) for one in LENGTHS if Number(one) != value)
    elif name == "drop":
        yield from (Text(one) for one in ("rfc2945", "pairs", "none") if Text(one) != value)


def slices(place: Place) -> Iterator[Made]:
    """Another piece of what is cut: as long as the right one, or as what else is cut."""
    node = place.node
    assert isinstance(node, Slice)
    yield "slice-left-out", (show(node.operand),), node.operand
    own = () if node.stop is None or node.stop < 0 or (node.start or 0) < 0 else (node.stop - (node.start or 0),)
    for size in dict.fromkeys((*own, *SHORT, *LENGTHS)):
        if (node.start or 0, node.stop) != (0, size):
            yield "slice-other", (show(node.operand), f"first {size}"), Slice(node.operand, None, size, None)
        yield "slice-other", (show(node.operand), f"last {size}"), Slice(node.operand, -size, None, None)


ROUNDS = (1000, 4096, 10_000, 100_000, 600_000)
"""Rounds of PBKDF2 that people write."""

SELDOM_ROUNDS = (
    *(1, 1024, 2000, 2048, 5000, 8192, 20_000, 50_000, 64_000, 65_536, 120_000, 150_000),
    *(200_000, 210_000, 250_000, 260_000, 310_000, 500_000, 1_000_000),
)
"""Rounds that are read of less often: of documents, of frameworks' defaults, of powers of two."""

LINUSU = (500_000, "sha512", 32)
"""Rounds, hash and length of the example that secure-remote-password's author gives (its issue 1)."""

NODE = (100_000, "sha512", 64)
"""Rounds, hash and length of the example in Node's documentation of crypto.pbkdf2."""


def stretched(names: tuple[str, ...], own: str | None) -> Iterator[tuple[bool, Made]]:
    """A whole formula of x that stretches the password instead of hashing it, and whether it is a likely one. own: the
    dialect's hash."""
    if not {"P", "s"} <= set(names):
        return
    for count in (*ROUNDS, *SELDOM_ROUNDS):
        # Each takes as long as hundreds of others: two rare choices at once are not tried.
        others = ("sha256", "sha512", "sha1", "sha384") if count in ROUNDS else ("sha256", "sha512")
        for name in dict.fromkeys((own or "sha256", *others)):
            whole = hashes.digest_length(name)
            for length in dict.fromkeys((whole, 32, 64) if count in ROUNDS else (whole,)):
                chosen = count, name, length
                likely = count in ROUNDS and (name, length) == (own, whole)
                yield likely or chosen == NODE, _stretched("x-stretched", Name("P"), *chosen)
    if "I" in names:
        named = Concatenation((Name("I"), Text(":"), Name("P")))
        usual = [(count, own, hashes.digest_length(own)) for count in (*ROUNDS, 1)] if own else []
        for count, name, length in (*usual, LINUSU):
            yield True, _stretched("x-stretched-named", named, count, name, length)
        if own:  # in the place of the outer hash
            yield True, _stretched("x-stretched-inner", Call("H", (named,)), 1, own, usual[0][2])


def _stretched(slip: str, password: Node, count: int, name: str, length: int) -> Made:
    function = function_name(name)
    options = (("iterations", Number(count)), ("length", Number(length)), ("hash", Name(function)))
    return slip, (str(count), function), Call("PBKDF2", (password, Name("s")), options)
