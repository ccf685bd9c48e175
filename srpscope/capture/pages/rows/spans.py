"""What a sentence sets apart with ticks or in bold: ``with `a = 0x9dca` I get``, `username **rosa**`, ``register `rosa`
with password `tea4two` ``."""

from __future__ import annotations

import re

from srpscope.capture.pages.names import SETTINGS, TEXTS, recognise
from srpscope.capture.pages.places.sentences import NO_TEXT

LONGEST = 4_000
"""Characters of a line that somebody wrote by hand."""

_SPAN = re.compile(r"(?P<mark>`{1,2}|\*\*|__)(?P<text>(?![\s*`])[^`\n]{1,1200}?)(?P=mark)")
_PAIR = re.compile(r"(?P<name>[A-Za-z][\w.]{0,30}) ?(?P<sign>=|:) ?(?P<value>\S.{0,1160})")
_BEFORE = re.compile(r"(?:^|(?<=[\s(,;]))(?P<name>[A-Za-z]\w{0,24}(?: name)?)(?: of| is| was|:|=)? ?$")
_DOES = re.compile(
    r"(?i)\b(?:regist\w+|sign\w*(?: (?:up|in|on))?|log\w*(?: (?:in|on))?|authenticat\w+|creat\w+|user|as)"
    r"(?: (?:a|the|as|for|user))*$"
)
_BEHIND = re.compile(
    r"[ \t]*(?:$|[,.;:)/&]|(?:and|with|or|on|to|in|at|then|but|from|for|as|so|because|which|that"
    r"|the|is|was|gives?|I|we|it|he|she|they)\b)"
)
_PASSWORD = re.compile(r"(?i)[ \t]*(?:,|and|with|/)?[ \t]*(?:the |a |my )?(?:password|passphrase|pop|pass|pin)\b")
_NOTHING = re.compile(r"(?i)null|nil|none|undefined|string|str|text|bytes|\w+\(.*|\W+|(?:user|pass|salt)\w*")


def spanned(line: str) -> str:
    """A line with a separator before each span that has its name right before it, and without the ticks around an
    assignment; any other as it is."""
    if ("`" not in line and "**" not in line) or len(line) > LONGEST or "``" in line:
        return line
    out, at = "", 0
    for span in _SPAN.finditer(line):
        out += line[at : span.start()]
        out += _told(line, span, out)
        at = span.end()
    return out + line[at:]


def _told(line: str, span: re.Match[str], before: str) -> str:
    """A span as it is, or as a value behind its name. before: what stands in front of it."""
    pair = _PAIR.fullmatch(span["text"])
    if pair is not None and (named := recognise(pair["name"])) is not None and named.name not in SETTINGS:
        return f"; {pair['name']} {pair['sign']} {pair['value']};"
    nothing = _NOTHING.fullmatch(span["text"]) or NO_TEXT.fullmatch(span["text"])
    quotable = '"' not in span["text"] and not nothing and len(span["text"]) <= 128
    if not quotable or _BEHIND.match(line, span.end()) is None or span["text"].count(" ") > 3:
        return span[0]
    said = _BEFORE.search(before)
    named = recognise(said["name"]) if said is not None else None
    if said is not None and named is not None and named.name in TEXTS and not named.weak:
        return f'; {said["name"]}: "{span["text"]}";'
    if _DOES.search(before.rstrip()) and _PASSWORD.match(line, span.end()) and " " not in span["text"]:
        return f'; user: "{span["text"]}";'
    return span[0]
