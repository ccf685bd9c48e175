"""Elements of XML and pairs of property lists: `<salt>9dca..</salt>`, `<key>B</key><data>..</data>`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from srpscope.capture.pages.names import ValueName, recognise

_ELEMENT = re.compile(r"<(\w[\w\-]{0,39})((?:\s{1,8}[\w:\-]{1,40}=\"[^\"<>\n]{0,80}\"){0,6})\s?>([^<>]*)</\1>")
_ENCODED = re.compile(r"(?i)\b(?:encoding|format|type|enc)=\"(?:\w{1,12}:)?(hex(?=binary|\")|base64(?=binary|\"))")
"""How an attribute says its content is meant: `encoding="hex"`, `xsi:type="xs:base64Binary"`."""
_HEX_OR_LONG = r"(?:0[xX])?[0-9a-fA-F\s:]+|[\w+/=\-]{16,}"
_PLIST = re.compile(r"<key>([^<>\n]{1,64})</key>\s*+<(?:data|string|integer)>([^<>]*)</(?:data|string|integer)>")


class Element(NamedTuple):
    """One element: what it is called and means (None: nothing that is a value), its content, where to go on."""

    name: str
    named: ValueName | None
    content: str
    end: int


def element_at(text: str, at: int) -> Element:
    """The element or pair that begins at a place."""
    match = _PLIST.match(text, at) or _ELEMENT.match(text, at)
    if match is None:
        return Element("", None, "", at + 1)
    named, content = _meant(text, at, match[1]), match[match.lastindex or 2].strip()
    said = _ENCODED.search(match[2]) if match.re is _ELEMENT else None
    if named is not None and said is not None:
        named = replace(named, form=said[1].lower())
    html = match.re is _ELEMENT and match[1] in "abipsu" and re.fullmatch(_HEX_OR_LONG, content) is None  # <p>
    if named is None or not content or html:
        return Element(match[1], None, "", match.end() if match.re is _PLIST else at + 1)
    return Element(match[1], named, content, match.end())


_SIDES_TAG = re.compile(r"<(?P<ends>/?)(?P<side>client|server)\b[^<>/]{0,200}>")
BEFORE = 4_000
"""Characters before an element in which the one around it may begin."""


def _meant(text: str, at: int, name: str) -> ValueName | None:
    """What an element is called in the one of a side that it stands in: `<server><public>` is B."""
    named = recognise(name)
    if named is None or named.side is not None:
        return named
    around, first = None, max(0, at - BEFORE)
    if text.find("<client", first, at) < 0 and text.find("<server", first, at) < 0:
        return named
    for tag in _SIDES_TAG.finditer(text, first, at):
        around = None if tag["ends"] else tag["side"]
    return named if around is None else recognise(f"{around} {name}") or named
