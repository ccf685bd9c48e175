"""What programs other than Espressif's say when they refuse a proof: the server of M1, the client of M2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.events import event

MOST = 1_000
"""Characters of a line that are looked at."""

_WRONG = (
    r"(?:mismatch\w*|(?:does|did)(?: not|n't) (?:match|check|verify)"
    r"|(?:is |was )?(?:invalid|incorrect|wrong|rejected|refused|not accepted)|(?:verification|check) failed)"
)
_BAD = r"(?:invalid|bad|wrong|incorrect)"
_TURNED_DOWN = r"(?:reject(?:s|ed|ing)?|refus(?:es|ed|ing))"
_PRINTED = r"(?:(?:0x)?[0-9a-f]{16,}+\W{1,3})?"
"""The value of a proof, before what is said of it."""


def _wrong_proof(of: str, names: str) -> str:
    """People's own words for a wrong proof of a side."""
    proof = r"(?:proof|evidence)"
    session = r"(?: session)?"
    said = rf"\b{of}(?:'s)?{session} {proof}(?: {names})?\W{{1,3}}{_PRINTED}{_WRONG}"
    down = rf"\b{_TURNED_DOWN} (?:the |my |our )?(?:{of}(?:'s)?{session} {proof}|{names})\b"
    return rf"\b{_BAD} {of}{session} {proof}\b|{said}|{down}|\b(?:{names})\W{{1,3}}{_PRINTED}{_WRONG}"


_OF_M1 = re.compile(
    r"Failed to verify peer's proof|SRP Proof Verification Failed|client did not use the same password"
    r"|wc_SrpVerifyPeersProof: r:-"
    r"|NotAuthorizedException\b.{0,120}?Incorrect username or password"
    r"|\bPASSWORD_HASH_INVALID\b"
    r"|\bk?TLVError[_. ]Authentication\b|\bM4\b.{0,40}?\berror\W{1,3}(?:(?:0x)?0?2\b|Authentication\b)"
    r"|\bM1? is not the proof that this side computes|\bproof in M3 is not the one computed here"
    r"|\bPASSWORD_CLAIM_SIGNATURE is not the one computed here|\bM1 values do not match|\bdevice refuses Cmd1\b"
    rf"|Client provided session proof is invalid|Bad client credentials|{_wrong_proof('client', 'M1')}",
    re.IGNORECASE,
)
"""Accessories of HomeKit, Cognito, Telegram, npm's secure-remote-password, Nimbus, our own servers, and what people
write themselves."""

_OF_M2 = re.compile(
    r"\b(?:M2|HAMK) is not the proof that this side computes|\bproof in M4 is not the one that this side computes"
    r"|\bits own proof M2 is wrong|\bclient does not accept M2\b"
    rf"|Server provided session proof is invalid|Bad server credentials|{_wrong_proof('server', 'M2|HAMK')}",
    re.IGNORECASE,
)

_TOLD_NO = (
    r"(?:status|code|HTTP|error|response|says|said|returns?|returned|repl(?:y|ied)|answer(?:s|ed)?|got)\b"
    r"[^\w\n]{0,5}(?:code\W{1,3})?"
)
_NO_SUCH = r"(?:wrong|invalid|incorrect|bad) (?:credentials|(?:\w+ or )?password)"
_OF_A_LOGIN = re.compile(
    rf"\b(?:40[13] (?:Unauthori[sz]ed|Forbidden)|HTTP/[\d.]+ 40[13]\b|{_TOLD_NO}40[13]\b"
    r"|(?:authentication|authorization|log-?in|sign-?in|log-?on) (?:(?:was|is|has) )?(?:failed|failure|denied|rejected)"
    rf"|access denied|(?:{_BAD} proof|(?<!server )proof\W{{1,3}}{_WRONG}|{_TURNED_DOWN} (?:the |my |our )?proof)\b"
    rf"|\b(?:server|host|device|backend)\W{{1,4}}(?:\w+ ){{0,1}}{_TURNED_DOWN}\b"
    rf"|(?:{_TOLD_NO}|server\W{{1,3}}){_NO_SUCH})",
    re.IGNORECASE,
)
"""What many a server says to any login; of a handshake whose M1 is known it is a word on M1."""

_NOT_SAID = re.compile(
    r"\b(?:if|when|unless|whether|should|would|could|may|might|must|never|no|not an?|it"
    r"|expect\w*|assert\w*|throws?|raises?|checks?|tests?)\b",
    re.IGNORECASE,
)
"""Words with which a line tells of a refusal that may come, and not of one that came."""


_OF_A_LOG = re.compile(r"\s{0,20}\{\s?\"\w+\"\s?:")
"""A line of JSON: its texts are in quotes, and are what a program said."""


def refusal_in(text: str) -> dict[str, Any] | None:
    """The keys of the event that a line of a log tells, None where it tells of no proof that was refused."""
    found = _found(text, of_a_proof=False)
    return None if found is None else found[0]


def refusal_told(lines: Iterable[str], of_a_proof: bool) -> dict[str, Any] | None:
    """The same of what people write around their values: the last line that says so, where it says no more than that.
    A condition, a question, a text in quotes of a program is none. of_a_proof: M1 stands among the values."""
    told = None
    for text in lines:
        found = _found(text, of_a_proof)
        if found is None or "?" in text[:MOST]:
            continue
        before = text[: found[1]]
        quoted = before.rstrip(" (").endswith(("'", '"', "`")) and not _OF_A_LOG.match(text)
        if not _NOT_SAID.search(before) and not quoted:
            told = found[0]
    return told


def tells_a_proof(capture: Capture) -> bool:
    """Whether the client's M1 is on record and no M2, with which a server would have taken it."""
    values = [(line.get("side"), line.get("values", ())) for line in capture.lines]
    return any("M1" in of and side != "server" for side, of in values) and not any("M2" in of for _, of in values)


def _found(text: str, of_a_proof: bool) -> tuple[dict[str, Any], int] | None:
    """An event's keys, and where in the line its words begin."""
    any_login = [("server", "M1", _OF_A_LOGIN)] if of_a_proof else []
    for by, of, words in (("server", "M1", _OF_M1), ("client", "M2", _OF_M2), *any_login):
        said = words.search(text, 0, MOST)
        if said is not None:
            return event("refused", by, of, text[:MOST].strip()[:500]), said.start()
    return None
