"""The hash and the group that a program hands to what it calls SRP: `SrpClient(Group.RFC5054_2048, Sha256)`,
`createSRPClient('SHA-256', 2048)`, `srp.params['1024']`."""

from __future__ import annotations

import re

from srpscope.capture.pages.places.sentences import SettingSaid
from srpscope.capture.pages.spellings import group_spelled, hash_spelled

CALLS_LIMIT = 1_000

_MADE = re.compile(
    r"(?<![\w\"'])(?=\w{0,40}srp|\w{0,40}S[rR][pP])(?P<name>\w{3,60}(?:(?:\.|::|->)\w{1,40}){0,4})!?"
    r"(?:(?:::)?<(?P<types>[\w:., ]{1,80})>)?(?:(?:::|\.)\w{1,40})?\((?P<given>(?:[^()]|\(\)){0,400})\)"
)
_PARAMS = re.compile(r"(?i)\bparams?\[['\"]?(\d{4})['\"]?\]|\bgetparam(?:eter)?s\((\d{4})\)")
_LABEL = re.compile(r"^\w{1,24}\s*[:=]\s*(?![:=])")
_TOKEN = re.compile(r"(?:new\s+)?[.&]?(?:\w{1,40}(?:\.|::))*(?P<last>[\w\-/ ]{2,32})(?:\(\))?")
_HASH = re.compile(r"(?i)sha[\-_]?(?:[23][\-_/])?\d{1,3}(?:digest|hash)?")
_GROUP = re.compile(
    r"(?i)(?:srp)?(?:[a-z]*rfc_?-?5054[a-z]*[_\-]?|n_?|ng_?|g_?|group_?|bits_?)?"
    r"(?:1024|1536|2048|3072|4096|6144|8192)(?:[_\-]?bits?)?"
)


def settings_made(text: str) -> list[SettingSaid]:
    """The hash and the group that all such calls of a program agree on; of several hashes or groups, none."""
    found: dict[str, set[str]] = {"hash": set(), "group": set()}
    for count, call in enumerate(_MADE.finditer(text)):
        if count >= CALLS_LIMIT:
            break
        for one in f"{call['types'] or ''},{call['given']}".split(","):
            _sort(one.strip(), found)
    for named in _PARAMS.finditer(text):
        found["group"].add(f"rfc5054-{named[1] or named[2]}")
    return [SettingSaid(name, one) for name, all_of in found.items() if len(all_of) == 1 for one in all_of]


def _sort(given: str, found: dict[str, set[str]]) -> None:
    """One argument: a hash or a group by its name, or neither."""
    token = _TOKEN.fullmatch(_LABEL.sub("", given).strip("\"'`: \n"))
    if token is None:
        return
    last = token["last"].strip()
    if _HASH.fullmatch(last) and (hashed := hash_spelled(last)):
        found["hash"].add(hashed)
    elif _GROUP.fullmatch(last):
        bits = re.findall(r"\d{4}", last)[-1]
        if isinstance(group := group_spelled(bits), str):
            found["group"].add(group)
