"""What programs other than Espressif's say when they refuse a proof or take it: the server M1, the client M2."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.events import event
from srpscope.capture.text.failed_logins import CONDITION, FAILED_LOGIN
from srpscope.capture.text.prefixes import stripped

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
    bad = rf"\b{_BAD} (?:{of}{session} {proof}\b|(?:{names})\b(?! ?[=:]))"
    return rf"{bad}|{said}|{down}|\b(?:{names})\W{{1,3}}{_PRINTED}{_WRONG}"


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
    r"(?:(?:status|code|HTTP|error|response|says|said|returns?|returned|repl(?:y|ied)|answer(?:s|ed)?|responded|got)\b"
    r"|(?:^|[:\s])E(?=[: /])|->|=>|<--)"
    r"[^\w\n]{0,5}(?:(?:code|status|of|with|is|was)\W{1,3}){0,2}"
)
_NO_SUCH = r"(?:wrong|invalid|incorrect|bad) (?:credentials|verifier|(?:\w+ or )?password)"
_SAYING_SO = rf"(?:{_TOLD_NO}|server\W{{1,3}}|[\"']\s*[:=]\s*[\"']|^\W{{0,3}}(?:(?:error|login|auth\w*)\W{{1,3}})?)"
_OF_A_LOGIN = re.compile(
    rf"(?:\b40[13]\W{{1,3}}(?:Unauthori[sz]ed|Forbidden)|\bHTTP/[\d.]+\"? 40[13]\b|{_TOLD_NO}40[13]\b"
    rf"|\b(?:POST|PUT|PATCH) (?:https?:/)?/\S{{1,200}}\W{{1,4}}40[13]\b"
    r"|\b(?:authentication|authorization|log-?in|sign-?in|log-?on) (?:(?:was|is|has) )?"
    r"(?:failed|failure|denied|rejected)"
    rf"|\baccess denied|\b(?:{_BAD} (?:verifier or )?proof\b|(?<!server )proof\W{{1,3}}{_WRONG}\b)"
    rf"|\b{_TURNED_DOWN} (?:the |my |our )?proof\b"
    rf"|\b(?:server|host|device|backend)\W{{1,4}}(?:\w+ ){{0,1}}{_TURNED_DOWN}\b"
    rf"|{_SAYING_SO}{_NO_SUCH}(?! ?[:=])|{FAILED_LOGIN})",
    re.IGNORECASE,
)
"""What many a server says to any login; of a handshake whose M1 is known it is a word on M1."""

_GOOD = r"(?:ok(?:ay)?|valid|verified|accepted|correct|matches|matched|checks out|success(?:ful(?:ly)?)?)"


def _taken(of: str, names: str) -> str:
    """That a side's proof was taken."""
    proof = rf"{of}(?:'s)?(?: session)? (?:proof|evidence)"
    said = rf"\b(?:{names}|{proof}(?: (?:{names}))?)\W{{1,3}}{_PRINTED}(?:is |was )?{_GOOD}\b"
    return rf"{said}|\b(?:verified|accepted) (?:the )?(?:(?:{names})\b|{proof})"


_TAKEN_M2 = re.compile(_taken("server", "M2|HAMK"), re.IGNORECASE)
_TAKEN_M1 = re.compile(
    r"\b(?:log-?in|sign-?in|log-?on|SRP(?:-?6a?)?(?: \w+)?|(?:SRP |client |user )?auth(?:entication)?)"
    r"\W{1,3}(?:(?:was|is|has been|has) )?(?:ok(?:ay)?|accepted|granted|succeeded|success(?:ful(?:ly)?)?"
    r"|completed? successfully)\b"
    r"|\bsuccessfully (?:authenticated|logged in|signed in)\b|\baccess granted\b"
    r"|\b(?:user|client)\W{1,2}(?:\S{1,60} )?(?:is |was )?authenticated\b"
    r"|\b(?:authenticated|logged in|signed in) (?:successfully|as\b)"
    r"|\b(?:user|client|account) \S{1,60} (?:is |was |has )?(?:logged|signed) in\b"
    r"|(?:^|\] |: )(?:accepted|logged in|signed in)\W{0,2}$"
    rf"|(?<!server )\bproof\W{{1,3}}{_PRINTED}(?:is |was )?{_GOOD}\b|{_taken('client', 'M1')}",
    re.IGNORECASE,
)
"""What is said when a proof was taken."""

_NOT_SAID = re.compile(
    r"\b(?:if|when|unless|whether|should|would|could|may(?! \d)|might|must|never|no|not an?|it"
    rf"|expect\w*|assert\w*|throws?|raises?|checks?|tests?|{CONDITION})\b",
    re.IGNORECASE,
)
"""Words with which a line tells of a refusal that may come, and not of one that came."""
_NOT_DONE = re.compile(
    r"\b(?:not|isn't|wasn't|cannot|can't|didn't|until|before|after|once|works?|other|another|old|previous\w*)\b|≠|!="
    r"|[=:]\s?\"?(?:false|no)\b|\b(?:success|ok|valid)\w{0,8}\"?\s?[=:]\s?\"?0\b",
    re.IGNORECASE,
)
"""The same of a success."""

_OF_A_LOG = re.compile(r"\s{0,20}\{\s?\"\w+\"\s?:")
"""A line of JSON: its texts are in quotes, and are what a program said."""
_UNDER_A_KEY = re.compile(
    r"(?:error|err|message|msg|reason|detail|code|status|title|description|server|device|answer|reply|response)\w{0,20}"
    r"[\"']?\s{0,3}[:=]>?\s{0,3}[\"'`]$",
    re.IGNORECASE,
)
"""A text in quotes that stands under a key of an answer is what a server said: `{'error': 'invalid M1'}`."""
_OF_ANOTHER = re.compile(
    r"(?i)\b(?:mqtt|smtp|imap|ldap|wi-?fi|wlan|wpa\w*|tls|ssl|x509|ssh|sftp|ftp|redis|postgres\w*|mysql|amqp|websocket|bluetooth"
    r"|oauth2?|token|refresh|proxy|dns|ntp|analytics|telemetry|push|fcm|apns)\b"
)
"""Another service, whose logins are none of SRP's."""
_OF_WHOM = re.compile(
    r"(?i)\b(?P<key>sid|session(?:_?id)?|conn(?:ection)?(?:_?id)?|req(?:uest)?(?:_?id)?|trace(?:_?id)?|peer|user(?:name)?)"
    r" ?[=:#] ?\"?(?P<id>[\w.:@\-]{1,64})"
)
"""Whose line it is: `session=7f3a`."""


_REQUEST = re.compile(r"\W{0,3}(?:POST|PUT|PATCH|GET) (?:https?://|/)\S{1,200}\s*$")
_STATUS_ALONE = re.compile(r"\s*(?:200|40[13])(?: [A-Za-z ]{2,20})?\s*")
"""The status below a request, as Postman's console has it."""


@dataclass(frozen=True)
class ProofRead:
    """The client's M1, where a page has it. line: where it stands, 0 unknown. answered: M2 stands there too, so that
    the server took it."""

    line: int = 0
    answered: bool = False


def refusal_in(text: str) -> dict[str, Any] | None:
    """The keys of the event that a line of a log tells, None where it tells of no proof that was refused."""
    found = _refused(text, of_a_proof=False)
    return None if found is None else found[0]


def ending_told(rows: Iterable[tuple[int, str]], proof: ProofRead | None) -> dict[str, Any] | None:
    """How a handshake ended in the words that stand around its values, as the keys of an event: the last line that says
    so decides. A condition, a question, a text in quotes of a program says nothing, nor does what stands in a log
    before the proof was made, or under the name of another session or service. rows: numbers and texts of the lines.
    proof: M1 as it stands among them, None where it does not."""
    rows = list(rows)
    before, stranger = _before(rows, proof), _by_a_stranger(rows, proof)
    told = None
    asked = ""
    for number, text in rows:
        if _STATUS_ALONE.fullmatch(text[:MOST]) and _REQUEST.match(asked):
            text = f"HTTP status {text.strip()}"
        asked = text[:MOST]
        if "?" in text[:MOST]:
            continue
        found = _refused(text, proof is not None and not proof.answered) or (None if proof is None else _accepted(text))
        if found is not None and not before(number, text):
            told = found[0] if _is_said(text, *found) and not stranger(text, *found) else told
    return told


def proof_of(capture: Capture, line: int = 0) -> ProofRead | None:
    """The client's M1, where it is on record. line: where it stands."""
    values = [(one.get("side"), one.get("values", ())) for one in capture.lines]
    if not any("M1" in of and side != "server" for side, of in values):
        return None
    return ProofRead(line, any("M2" in of for _, of in values))


def _is_said(text: str, told: dict[str, Any], start: int) -> bool:
    """Whether a line tells of what came, and of the handshake's own. start: where the words begin."""
    before = text[:start]
    quoted = before.rstrip(" (").endswith(("'", '"', "`"))
    if quoted and not _OF_A_LOG.match(text) and not _UNDER_A_KEY.search(before[-80:]):
        return False
    if told["what"] == "accepted" and _NOT_DONE.search(text, 0, MOST):
        return False
    return not _NOT_SAID.search(before)


def _before(rows: list[tuple[int, str]], proof: ProofRead | None) -> Callable[[int, str], bool]:
    """Whether a line is of something else than the proof: it came before it, or names another session."""
    line = next((text for number, text in rows if proof is not None and number == proof.line), "")
    timed = bool(line) and stripped(line).stamp != ""
    whose = {one["key"].lower(): one["id"] for one in _OF_WHOM.finditer(line, 0, MOST)}

    def other(number: int, text: str) -> bool:
        if proof is None or not line:
            return False
        if timed and number < proof.line and stripped(text).stamp:
            return True
        told = {one["key"].lower(): one["id"] for one in _OF_WHOM.finditer(text, 0, MOST)}
        return any(whose[key] != told[key] for key in whose.keys() & told.keys())

    return other


def _by_a_stranger(rows: list[tuple[int, str]], proof: ProofRead | None) -> Callable[[str, dict[str, Any], int], bool]:
    """Whether a login that went well is another program's: its line bears a name that the proof's does not."""
    line = next((text for number, text in rows if proof is not None and number == proof.line), "")

    def strange(text: str, told: dict[str, Any], start: int) -> bool:
        tag = _TAG.search(text[:start]) if told["what"] == "accepted" and line else None
        name = "" if tag is None else tag["of"] or tag["in"]
        return bool(name) and name not in line[:MOST] and _OF_THE_LOGIN.search(name) is None

    return strange


_TAG = re.compile(r"(?:^|\s)(?P<of>[A-Za-z][\w.\-]{1,40})(?:\[\d{1,8}\])?:\s*$|\[(?P<in>[A-Za-z][\w.\-]{1,40})\]:?\s*$")
"""Who speaks: `backup-agent: login OK`."""
_OF_THE_LOGIN = re.compile(
    r"(?i)srp|auth|log-?(?:in|on)|sign|client|server|device|host|peer|user|session|app|http|api|main|test|info|debug|notice|result|status|prov"
)


def _refused(text: str, of_a_proof: bool) -> tuple[dict[str, Any], int] | None:
    """An event's keys, and where in the line its words begin."""
    of_login = of_a_proof and not _OF_ANOTHER.search(text, 0, MOST)
    any_login = [("server", "M1", _OF_A_LOGIN)] if of_login else []
    for by, of, words in (("server", "M1", _OF_M1), ("client", "M2", _OF_M2), *any_login):
        said = words.search(text, 0, MOST)
        if said is not None:
            return event("refused", by, of, text[:MOST].strip()[:500]), said.start()
    return None


def _accepted(text: str) -> tuple[dict[str, Any], int] | None:
    """The same of a proof that was taken."""
    if _OF_ANOTHER.search(text, 0, MOST):
        return None
    for by, of, words in (("client", "M2", _TAKEN_M2), ("server", "M1", _TAKEN_M1)):
        said = words.search(text, 0, MOST)
        if said is not None:
            return event("accepted", by, of, text[:MOST].strip()[:500]), said.start()
    return None
