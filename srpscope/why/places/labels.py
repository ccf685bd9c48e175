"""Labels: texts that a dialect's formulas have of themselves, how else they are written, and those of later keys."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.formula import Call, Concatenation, Name, Node, Number, Text, concatenation, show, walk
from srpscope.srp.primitives import hashes as known_hashes
from srpscope.why.places.place import Place
from srpscope.why.places.structural import Made


def spellings(node: Node) -> Iterator[Text]:
    """A label written otherwise: its case or that of a word, its blanks and quotes, a word left out, and the counter of
    HKDF's first block that somebody added."""
    if isinstance(node, Text):
        text = node.value
        made = [text.lower(), text.upper(), text.capitalize(), text.replace(" ", ""), f"{text}\1", f"{text}\0"]
        made += _by_word(text.split(" "))
        made += [text.replace(":", ": "), text.replace('"', "'"), text.replace('"', "")]  # as a serialiser has them
        yield from (Text(one) for one in dict.fromkeys(made) if one != text)


def _by_word(words: list[str]) -> Iterator[str]:
    """A label of several words, one of which begins with the other case, is missing, or hangs on its neighbour."""
    if len(words) == 1:
        return
    for at, word in enumerate(words):
        yield " ".join([*words[:at], word[:1].swapcase() + word[1:], *words[at + 1 :]])
        yield " ".join([*words[:at], *words[at + 1 :]])
    for sign in "-_":
        yield sign.join(words)


def labels(place: Place) -> Iterator[Made]:
    """A label between the operands of what is hashed, written otherwise, or one that the dialect does not have. A
    separator of one sign is no label."""
    yield from _added(place)
    parts = place.node.parts if isinstance(place.node, Concatenation) else (place.node,)
    for index, part in enumerate(parts):
        if isinstance(part, Text) and len(part.value) > 1:
            for text in spellings(part):
                yield "call-text", (show(part), show(text)), concatenation([*parts[:index], text, *parts[index + 1 :]])


OF_PROOFS = ("M1", "client", "C", "SRP")
"""Texts that people put beside the operands of a proof, so that one side's is not taken for the other's."""


def _added(place: Place) -> Iterator[Made]:
    """A label in front of the operands of a proof, or behind them, where the dialect has none."""
    if place.value not in ("M1", "M2") or not isinstance(place.node, Concatenation):
        return
    parts = place.node.parts
    if not any(one in (Name("K"), Name("S")) for part in parts for one in walk(part)):
        return
    for text in (Text(one) for one in OF_PROOFS):
        yield "list-labelled", (repr(text.value), "in front of"), concatenation([text, *parts])
        yield "list-labelled", (repr(text.value), "behind"), concatenation([*parts, text])


def derived(node: Node, keys: tuple[str, ...], infos: tuple[str, ...], own: str | None) -> Iterator[Made]:
    """K as a key derived of it, or of S, before the proofs. keys: salt|info of HKDF. infos: what people write for info
    where they make K itself so. own: the hash of the dialect."""
    S, digest = Name("S"), known_hashes.digest_length(own) if own else 32
    for info in ("", *infos):
        for salt in (Text(""), Name("s")):
            for length in dict.fromkeys((digest, 32)):
                new = Call("HKDF", (S, salt, Text(info)), (("length", Number(length)),))
                said = "s" if salt == Name("s") else "none", repr(info) if info else "none"
                yield "call-hkdf", said, new
    for key in keys:
        text, _, info = key.partition("|")
        for secret in dict.fromkeys((node, Name("S"))):
            for length in (32, 16):
                new = Call("HKDF", (secret, Text(text), Text(info)), (("length", Number(length)),))
                if secret == node or text or info or length != 32:
                    yield "call-derived", (repr(info or "nothing"), "it" if secret is node else "S"), new
