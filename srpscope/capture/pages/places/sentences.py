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


_TOGETHER = re.compile(
    r"\(?(?P<user>I|(?i:user ?name|user|login|identity|identify|account|e-?mail|name)) ?(?P<mark>[/,:&+]|and\b) ?"
    r"(?P<pass>P|(?i:password|passphrase|passwd|pwd|pass|pop))\)?"
)
_GIVEN_TOGETHER = re.compile(
    rf"(?P<head>[ \t>*#\-]{{0,20}})(?P<names>{_TOGETHER.pattern})(?: ?[:=]{{1,2}} ?| (?:is|are|was|were) )"
    r"\(?(?P<values>[^\n()]{3,300}?)\)?[ \t.;]*$"
)
"""`username/password: nora/tea4two`, `I, P = "nora", "tea4two"`."""
_IN_BRACKETS = re.compile(
    r"(?P<head>[ \t>*#\-=]{0,20}(?:(?:test )?(?:client|user|account|login|credentials|creds)))(?P<mark>[:=]?) ?"
    r"\((?P<I>[\w.@+\-]{2,64}) ?[/:] ?(?P<P>[^\s\"'`()/]{3,64})\)[ \t:=*#\-]*$",
    re.IGNORECASE,
)
"""`Client (nora / tea4two)`: a heading with the two behind it; a password of letters alone may be anything."""
_EACH_QUOTED = re.compile(
    r"b?(?P<a>[\"'`])(?P<I>[^\"'`\n]{1,64})(?P=a) ?(?:[/,:&+]|and\b) ?b?(?P<b>[\"'`])(?P<P>[^\"'`\n]{1,128})(?P=b)"
)

_ONE = re.compile(
    r"(?:b(?=[\"']))?(?:(?P<mark>[\"'`])(?P<quoted>[^\"'`\n]{1,128})(?P=mark)|(?P<bare>[^\s\"'`]{1,128}))"
)


def together(names: str, values: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """A user name and a password that are given in one, each with its name; None of any other names, and where it is
    not plain which is which."""
    said = _TOGETHER.fullmatch(names.strip())
    if said is None:
        return None
    if values.count("`") == 2 and "`" not in (values[0], values[-1]):
        values = f"`{values}`"  # a cell of a table lost its own
    quoted = _EACH_QUOTED.fullmatch(values.strip())
    if quoted is None and said["mark"] == "and":
        return None  # "user and password are required and checked"
    parts = [quoted["I"], quoted["P"]] if quoted else values.split(said["mark"])
    texts = (
        parts
        if quoted
        else [one["quoted"] or one["bare"] for part in parts if (one := _ONE.fullmatch(part.strip())) is not None]
    )
    return ((said["user"], texts[0]), (said["pass"], texts[1])) if len(texts) == len(parts) == 2 else None


def assigned_together(line: str) -> str:
    """A line that gives a user name and a password in one, as one that gives each."""
    if len(line) > _WHOLE:
        return line
    beside = _IN_BRACKETS.match(line)
    if beside is not None and not beside["P"].isalpha():
        return f'{beside["head"]}: {beside["mark"]} user = "{beside["I"]}"; password = "{beside["P"]}"'
    given = _GIVEN_TOGETHER.match(line)
    both = together(given["names"], given["values"]) if given is not None else None
    if given is None or both is None or any('"' in text for _, text in both):
        return line
    return given["head"] + "; ".join(f'{name} = "{text}"' for name, text in both)


_LOGGED_IN_AS = re.compile(
    r"(?i)\b(?:log(?:ging|ged)?[ \-]?(?:in|on)|sign(?:ing|ed)?[ \-]?(?:in|on)|authenticat(?:e|es|ed|ing)|"
    r"connect(?:s|ed|ing)?)(?: to [\w.\-]{1,40})? as (?:the )?(?:user(?: ?name)? )?"
    r"(?P<a>[\"`])(?P<I>[^\"'`\n\s]{1,64})(?P=a)"
)
_PASSWORD_GIVEN = re.compile(
    r"(?i)\b(?:the|my|a|and|with) (?P<pass>password|passphrase|pop)(?: is| was)? "
    r"(?P<b>[\"`])(?P<P>[^\"'`\n]{1,128})(?P=b)"
)
_BOTH_BARE = re.compile(
    r"(?i)\buser(?: ?name)? (?P<I>[\w.@+\-]{1,64})(?:,| and| with|, with) (?:the |a |my )?(?:password|passphrase|pop) "
    r"(?P<P>[^\s\"'`,;()<>{}=:]{3,64})(?=[\s,;]|$)"
)
"""`as user nora with password tea-4-two`."""
_SAID_BARE = re.compile(
    r"(?i)(?<![\w.\-])(?P<before>(?:for|of|as|with|by|using|from|the|my|our|his|her|its) )?"
    r"(?P<name>user ?name|user|login|identity|account|password|passphrase|passwd|pop|pin)(?P<is> is| was|: )? "
    r"(?P<text>[^\s\"'`,;()<>{}\[\]=:]{2,64}?)(?P<end>[.!](?=\s+[A-Z])|[.!]?(?=$|[,;]|:(?= |$)|\s*\()|"
    r"(?(is)(?= and (?:the |my )?(?:user|pass|login|pop))|(?!)))"
)
"""`login for username nora`, `password was ruby-9, user name was nora`."""
_PASSWORD_SAID = re.compile(r"(?i)\b(?:password|passphrase|pop) (?:is|was) |; (?:password|passphrase|pop): \"")
NO_TEXT = re.compile(
    r"(?i)(?:not?|an?|the|is|was|be|been|has|had|or|and|but|in|on|at|to|for|of|by|from|with|as|it|its|this|that|too|so|"
    r"ok|okay|none|null|nil|true|false|same|different|fine|good|bad|right|wrong|correct|here|there|empty|blank|present|"
    r"missing|unknown|unset|set|hash|field|name|names|id|ids|data|key|keys|value|values|input|table|database|store|"
    r"session|agent|account|accounts|info|type|types|login|password|passwords|user|users|username|salt|verifier|proof|"
    r"code|codes|again|yet|now|only|first|twice|case|plain|text|plaintext|hidden|secret|form|page|request|response|error|"
    r"errors|failure|failures|success|change|changes|reset|manager|management|policy|prompt|attempt|attempts|creation|"
    r"lookup|mismatch|check|checks|exchange|authentication|flow|registration|entry|string|bytes|too|long|short|"
    r"\w{2,}(?:ed|ing|ly|ion|ive|able|ible|ous|less|ment))"
)
"""Words that are said of user names and passwords, and are none."""
_NO_NAMES = frozenset(
    "name id types type enters enter is was and the with a has sends my their his her its input logs registers".split()
)
_TERM = re.compile(
    r"(?i)(?:sha|pbkdf|md|utf|argon|hmac|rfc|srp|base|aes|bcrypt|scrypt)[\w\-/]*|\d+-\w+|[a-z]+-[a-z\-]+"
)
"""What a password is hashed, encoded or described with: `SHA-256`, `8-digit`, `null-terminated`."""
_IT_SENDS = re.compile(
    r"(?i)(?<=\bthe )(?P<name>salt|verifier|proof) (?:it|he|she|they|we|I|the server|the client|the device) "
    r"(?:sends?|sent|gets?|got|returns?|gives?|uses?|receives?|received)(?: back| me)? (?=is [\"'`])"
)
"""`the salt it sends is`: what is said of a name before it is told."""


def paired(line: str) -> str:
    """A line in which a sentence names a user, a password, each in quotes, with colons before those."""
    if len(line) > _WHOLE or not re.search(
        "(?i)pass|pop|user|login|account|identity|[ -][io]n as|ect\\w* as|cat\\w+ as| is [\"'`]", line
    ):
        return line
    line = _IT_SENDS.sub(r"\g<name> ", line)
    if _LOGGED_IN_AS.search(line) is not None:
        line = _LOGGED_IN_AS.sub(r"; user: \g<a>\g<I>\g<a>,", line)
        line = _PASSWORD_GIVEN.sub(r"; \g<pass>: \g<b>\g<P>\g<b>,", line)
    line = _USER_AND_PASSWORD.sub(r"\g<user>: \g<a>\g<I>\g<a>, \g<pass>: \g<b>\g<P>\g<b>,", line)
    line = _said_alone(line)
    return _SAID_BARE.sub(_as_said, _BOTH_BARE.sub(_as_a_pair, line))


_NAME_ALONE = re.compile(
    r"(?i)\s*(?:[VDIWE] \(\d{1,10}\) )?(?:[\w\-]{1,24}: )?(?P<name>user ?name|identity|login name) "
    r"(?:(?:is|was) )?(?P<text>(?!(?:is|was) )[A-Za-z][\w.@+\-]{1,63})\s*$"
)
"""A line that is a user name: `srp: username rosa`."""
_TRIED = re.compile(
    r"(?i)(?P<head>.{0,60}\b(?:log[ \-]?in|sign[ \-]?in|authenticat\w+|credentials|creds|account)\b[\w ]{0,20}[:=]) ?"
    r"(?P<I>[A-Za-z][\w.@+\-]{1,63})(?: / |/|:)(?P<P>(?=\S*[\d\W_])[^\s\"'`,;()/]{4,64})\s*$"
)
"""`Login attempt: rosa / tea4two`: a password of letters alone may be anything."""


def _said_alone(line: str) -> str:
    alone = _NAME_ALONE.match(line)
    if alone is not None and not NO_TEXT.fullmatch(alone["text"]):
        return f'{alone["name"]}: "{alone["text"]}"'
    tried = _TRIED.match(line)
    if tried is None or "//" in line:
        return line
    return f'{tried["head"]}; user: "{tried["I"]}"; password: "{tried["P"]}"'


def _as_said(said: re.Match[str]) -> str:
    """A user name or a password that a sentence ends with, without quotes: it says that one comes (`was`, `for user`),
    and what comes is none of the words that are said of them; a password is plainly no word."""
    text = said["text"].rstrip(".")
    secret = said["name"].lower()[0] == "p"
    plain = text.isalpha() or _TERM.fullmatch(text) is not None
    if not (said["before"] or said["is"]) or NO_TEXT.fullmatch(text) or (secret and plain) or not text[0].isalnum():
        return said[0]
    doubtful = said["is"] and text.isalpha() and not _PASSWORD_SAID.search(said.string)
    if not secret and (doubtful or _TERM.fullmatch(text)):
        return said[0]
    return f'; {said["name"]}: "{text}";{said["end"]}'


def _as_a_pair(both: re.Match[str]) -> str:
    """A user name and a password that stand in a sentence without quotes, where the password is plainly no word."""
    name, password = (both[one].rstrip(".") for one in ("I", "P"))
    is_word = password.isalpha() or (password.isdigit() and len(password) < 4) or _TERM.fullmatch(password)
    return both[0] if is_word or name.lower() in _NO_NAMES else f'; user: "{name}", password: "{password}", '


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
