"""Elements of XML and pairs of property lists: `<salt>9dca..</salt>`, `<key>B</key><data>..</data>`."""

from __future__ import annotations

import re
from typing import NamedTuple

from srpscope.capture.pages.names import ValueName, recognise

_ELEMENT = re.compile(r"<(\w{1,40})>([^<>]*)</\1>")
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
    named, content = recognise(match[1]), match[2].strip()
    html = match.re is _ELEMENT and match[1] in "abipsu" and re.fullmatch(_HEX_OR_LONG, content) is None  # <p>
    if named is None or not content or html:
        return Element(match[1], None, "", match.end() if match.re is _PLIST else at + 1)
    return Element(match[1], named, content, match.end())
