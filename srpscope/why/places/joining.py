"""Lists that a program joins wrongly: a chain of hashes, a byte for each operand, hex digits that shift, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import Call, Concatenation, Name, Node, Number, Octets, Text, concatenation, is_hash, show
from srpscope.srp.sheet import Knowledge
from srpscope.why.places.home_made import joined_texts, textbooks
from srpscope.why.places.place import unwritten
from srpscope.why.places.structural import Made
from srpscope.wording import listed

FEWEST, MOST = 2, 12


def joined_wrongly(node: Node) -> Iterator[Made]:
    """What a hash is fed instead of its operands, where a loop or a reduce joins them."""
    parts = node.parts if isinstance(node, Concatenation) else (node,)
    if not FEWEST <= len(parts) <= MOST:
        return

    def hashed(*fed: Node) -> Node:
        return Call("H", (concatenation(fed),))

    if len(parts) > FEWEST:
        first, *between, last = parts
        chain = reduce(hashed, between, first)
        yield "list-chained", (show(first),), concatenation([chain, last])
    chain = reduce(hashed, parts[1:-1], hashed(parts[0]))
    yield "list-chained", (f"the hash of {show(parts[0])}",), concatenation([chain, parts[-1]])
    yield "list-counted", (str(len(parts)),), Octets(bytes(len(parts)))


ODD_DIGITS = {
    "cut": "an odd digit at the end lost",
    "front": "a 0 in front where their number is odd",
    "fill": "a 0 behind where their number is odd",
}
"""What readers of hex text do with an odd number of digits, by the words of UNHEX."""


def digits_joined(dialect: Dialect, node: Node) -> Iterator[Made]:
    """A hash that is fed the bytes of all its operands' hex digits: after an operand with an odd number of them every
    digit stands in the other half of its byte."""
    parts = node.parts if isinstance(node, Concatenation) else ()
    if len(parts) < FEWEST or any(isinstance(part, Text) or dialect.kind_of(part) == "text" for part in parts):
        return
    bare = [unwritten(part) for part in parts]
    ways: list[list[Node]] = [[Call("HEX", (part,)) for part in bare]]
    if any(dialect.kind_of(part) != "number" for part in bare):  # byte strings that are big numbers there
        ways.append([Call("HEX", (Call("INT", (part,)),)) for part in bare])
    for digits in ways:
        for odd, said in ODD_DIGITS.items():
            yield "list-digits", (said,), Call("UNHEX", (concatenation(digits),), (("odd", Text(odd)),))


IN_JSON: dict[str, tuple[str, ...]] = {"hex text": ("HEX",), "base64": ("MIN", "B64"), "decimal text": ("DEC",)}
"""What an operand becomes in quotes, by the functions that make it."""


IN_WORDS = {"I": "username", "P": "password", "s": "salt"}
"""What programs call the texts and the salt in an object; numbers and digests keep their letters."""


def as_json(dialect: Dialect, node: Node) -> Iterator[Made]:
    """A hash that is fed the JSON of its operands, an object with their names or an array; as JSON.stringify writes it,
    and with the blanks of json.dumps."""
    parts = [
        part for part in (node.parts if isinstance(node, Concatenation) else (node,)) if not isinstance(part, Text)
    ]
    if not parts or any(isinstance(part, Octets | Number) for part in parts):
        return
    names = [bare.name if isinstance(bare := unwritten(part), Name) else "" for part in parts]
    if len(parts) < FEWEST and not all(names):
        return
    words = [IN_WORDS.get(name, name) for name in names]
    for said, functions in IN_JSON.items():
        texts = [joined_texts(dialect, (part,), functions, "") for part in parts]
        for blank in ("", " "):
            how = f"{said}, {'json.dumps' if blank else 'JSON.stringify'}"
            yield "list-as-json", (f"an array of {how}",), _json(texts, "[", [""] * len(texts), blank, "]")
            if all(names):
                for called in dict.fromkeys((tuple(names), tuple(words))):
                    keys = [f'"{name}":{blank}' for name in called]
                    said_so = "" if called == tuple(names) else f", {listed(called)}"
                    yield "list-as-json", (f"an object of {how}{said_so}",), _json(texts, "{", keys, blank, "}")


def proofs_in_json(known: Knowledge) -> Iterator[tuple[str, tuple[str, str], Node]]:
    """M1 as textbooks have it, of the JSON of its operands: the slip, the formula and how they stand there, and what
    it is then. The dialect's own formula is a list like any other."""
    own = known.formula("M1")
    for node in textbooks(known, "M1"):
        if (own is None or node != own.node) and is_hash(node):
            for _slip, (said,), fed in as_json(known.dialect, node.arguments[0]):
                yield "list-textbook", (show(node), f"JSON, {said}"), Call(node.function, (fed,))


def as_printed(dialect: Dialect, node: Node) -> Iterator[Made]:
    """A hash that is fed several texts as Python prints them: str((I, P)) and str([I, P])."""
    parts = [part for part in (node.parts if isinstance(node, Concatenation) else ()) if not isinstance(part, Text)]
    if len(parts) < FEWEST or any(dialect.kind_of(part) != "text" for part in parts):
        return
    for said, (start, end) in {"a tuple": ("(", ")"), "a list": ("[", "]")}.items():
        joined = [one for part in parts for one in (Text("', '"), part)]
        yield "list-printed", (said,), concatenation([Text(f"{start}'"), *joined[1:], Text(f"'{end}")])


def _json(texts: list[Node], start: str, keys: list[str], blank: str, end: str) -> Node:
    between = [f'"{sign}{blank}{key}"' for sign, key in zip([start, *"," * (len(keys) - 1)], keys, strict=True)]
    between[0] = f'{start}{keys[0]}"'
    joined = [one for sign, text in zip(between, texts, strict=True) for one in (Text(sign), text)]
    return concatenation([*joined, Text(f'"{end}')])
