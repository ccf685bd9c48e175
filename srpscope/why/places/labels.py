"""Labels: texts that a dialect's formulas have of themselves, and how else they are written."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.formula import Concatenation, Node, Text, concatenation, show
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
