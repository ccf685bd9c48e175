"""What a sentence says of values: `user "nora" and password "tea4two"`, "we use SHA-256 with the 2048-bit group"."""

from __future__ import annotations

import re
from typing import NamedTuple

_WHOLE = 2_000
"""Characters of a line that somebody wrote by hand."""

_USER_AND_PASSWORD = re.compile(
    r"(?i)\b(?P<user>user ?name|user|login|identity)(?: is| was| of)? (?P<a>[\"'`])(?P<I>[^\"'`\n]{1,64})(?P=a),?"
    r"(?: and| with)?(?: the| a| my| his| its)? (?P<pass>password|passphrase|pass|pop)(?: is| was| of)? "
    r"(?P<b>[\"'`])(?P<P>[^\"'`\n]{1,128})(?P=b)"
)
_HASH = re.compile(r"(?i)(?<![\w\-(])SHA-?(?:[23]-)?(?:1|224|256|384|512)(?![\w\-(])")
_BITS = re.compile(r"(?i)(?<!\w)(?P<bits>1024|1536|2048|3072|4096|6144|8192)[ \-]?bits?\b")
_OF_A_GROUP = re.compile(r"(?i)\b(?:group|prime|modulus|N)\b|RFC ?5054")
_ANOTHER = re.compile(
    r"(?i)\?|\b(?:not?|n[o']t|never|or|either|instead|than|should|could|would|might|maybe|old|before|changed?"
    r"|from (?!RFC)|hmac|pbkdf2|hkdf|rsa|dsa|cert\w*|sign\w*|tls|key size|example|e\.g)\b|n't\b"
)
"""Words of a sentence that weighs one against another, denies it, or speaks of another scheme."""
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n")


class SettingSaid(NamedTuple):
    """A hash or a group that a sentence names, and in which words."""

    name: str
    text: str


def paired(line: str) -> str:
    """A line in which a sentence names a user and a password, each in quotes, with colons before those."""
    if len(line) > _WHOLE or not re.search("(?i)pass|pop", line):
        return line
    return _USER_AND_PASSWORD.sub(r"\g<user>: \g<a>\g<I>\g<a>, \g<pass>: \g<b>\g<P>\g<b>,", line)


_OPTION = re.compile(
    r"(?<!\S)--?srp-?(?:(?P<I>user(?:name)?)|pass(?:wd|word)?)[ =]"
    r"(?P<said>'[^'\n]{1,128}'|\"[^\"\n$`]{1,128}\"|[^\s'\"$`<>\[{|;&]{1,128})(?=\s|$)"
)
"""What openssl s_client, gnutls-cli and curl's kin are told: `-srpuser nora -srppass pass:tea4two`."""


def optioned(line: str) -> str:
    """A line in which a command was typed with its user and password, as those alone."""
    if "-srp" not in line or len(line) > _WHOLE:
        return line
    said = [
        ("username" if one["I"] else "password", one["said"].strip("'\"").removeprefix("pass:"))
        for one in _OPTION.finditer(line)
    ]
    return ", ".join(f'{name}: "{text}"' for name, text in said if '"' not in text) or line


def settings_said(line: str) -> list[SettingSaid]:
    """The hash and the group of a sentence that names one of each and nothing else of the kind; nothing of one that
    weighs several, asks, or denies."""
    if len(line) > _WHOLE or "sha" not in line.lower():
        return []
    for sentence in _SENTENCES.split(line):
        hashes = {one.upper().replace("-", "") for one in _HASH.findall(sentence)}
        sizes = set(_BITS.findall(sentence))
        if len(hashes) != 1 or len(sizes) != 1 or not _OF_A_GROUP.search(sentence) or _ANOTHER.search(sentence):
            continue
        found = _HASH.search(sentence)
        assert found is not None
        return [SettingSaid("hash", found[0]), SettingSaid("group", sizes.pop())]
    return []
