"""The words at the top of every exported test: what it is, that it holds secrets, and how a port is connected."""

from __future__ import annotations

from srpscope.answers.suite.suite import Suite
from srpscope.printable import printable
from srpscope.version import VERSION

SECRETS = (
    "SECRETS: this file holds a user name, a password, private values and session keys, as any such test must.",
    "Use values made for tests, or keep it out of what you publish.",
)


def head(suite: Suite, connect: tuple[str, ...], first: str = "") -> list[str]:
    """The lines, without the marks of a comment. first: what a reader must know before anything else."""
    return [
        *([first] if first else []),
        f"A test of your own SRP {suite.side}, made by srpscope {VERSION}: {printable(suite.title, 120)}.",
        *SECRETS,
        "",
        f"Dialect {suite.dialect}, group of {suite.group}, {suite.hash}. Numbers and bytes are hex, I and P are text.",
        "The expected values stand in the order in which they are made: the first one that fails is the answer.",
        "",
        *connect,
        "A value that your port cannot show may be left out, the last proof may not.",
    ]


def pieces(text: str, width: int = 96) -> list[str]:
    """A long text in lines."""
    return [text[start : start + width] for start in range(0, len(text), width)] or [""]


def escaped(text: str, quote: str = '"', more: str = "") -> str:
    """A text between quotes in a language with C's escapes and \\uXXXX: only plain ASCII stands as it is.

    more: further characters that this language reads as something else ("$" in Kotlin and Dart).
    """
    out = []
    for character in text:
        code = ord(character)
        if character in "\n\r":  # Java reads \\u000a as the end of the line before it looks for strings
            out.append("\\n" if character == "\n" else "\\r")
        elif character in quote + "\\" + more:
            out.append("\\" + character)
        elif 0x20 <= code < 0x7F:
            out.append(character)
        else:
            units = character.encode("utf-16-be")
            out.extend(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
    return quote + "".join(out) + quote


def single_line(text: str) -> str:
    """Text for a line comment: nothing in it ends the line or the comment."""
    return printable(text, 600).replace("*/", "* /").replace("\\u", "\\ u")


def joined(parts: list[str], indent: str) -> list[str]:
    """String literals, one a line, that + makes one of."""
    return [f"{indent}{part}{' +' if part is not parts[-1] else ''}" for part in parts]
