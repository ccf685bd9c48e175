"""Labels: texts that a dialect's formulas have of themselves, how else they are written, and those of later keys."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.formula import Call, Concatenation, Name, Node, Number, Text, concatenation, show
from srpscope.why.places.structural import Made


def spellings(node: Node) -> Iterator[Text]:
    """A label written otherwise: its case, its blanks and quotes, and the counter of HKDF's first block that somebody
    added."""
    if isinstance(node, Text):
        text = node.value
        made = [text.lower(), text.upper(), text.capitalize(), text.replace(" ", ""), f"{text}\1", f"{text}\0"]
        made += [text.replace(":", ": "), text.replace('"', "'"), text.replace('"', "")]  # as a serialiser has them
        yield from (Text(one) for one in dict.fromkeys(made) if one != text)


def labels(node: Node) -> Iterator[Made]:
    """A label between the operands of what is hashed, written otherwise. A separator of one sign is no label."""
    parts = node.parts if isinstance(node, Concatenation) else (node,)
    for index, part in enumerate(parts):
        if isinstance(part, Text) and len(part.value) > 1:
            for text in spellings(part):
                yield "call-text", (show(part), show(text)), concatenation([*parts[:index], text, *parts[index + 1 :]])


def derived(node: Node, keys: tuple[str, ...]) -> Iterator[Made]:
    """K as a key that is derived of it, or of S, before the proofs. keys: salt|info of HKDF."""
    for key in keys:
        salt, _, info = key.partition("|")
        for secret in dict.fromkeys((node, Name("S"))):
            for length in (32, 16):
                new = Call("HKDF", (secret, Text(salt), Text(info)), (("length", Number(length)),))
                yield "call-derived", (repr(info or "nothing"), "it" if secret is node else "S"), new
