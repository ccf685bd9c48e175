"""The words of the capture file itself: what its own keys may say without being searched for secrets.

Everything else that stands under such a key came from outside, and is free text.
"""

from __future__ import annotations

from srpscope.srp.primitives import hashes
from srpscope.srp.values import ORDER, SIDES

_TYPES = frozenset(["header", "values", "message", "event", "hash", "edit", "finding", "question"])
_EVENTS = frozenset(
    ["accepted", "refused", "broken-off", "error", "log", "device-log", "note", "fault", "connect", "mtu", "att-error"]
)
_VIA = frozenset(["http", "ble", "tcp", "tls", "console", "pcap", "log", "websocket"])
_LEVELS = frozenset(["E", "W", "I", "D", "V", "error", "warning", "warn", "info", "debug"])
_FORMS = frozenset(["formula", "hex", "text", "dec", "b64", "base64"])
_SIDES = frozenset(SIDES)

READ_FROM_TEXT = "read from text"
"""The origin of what was taken off a page, a log or a paste: whether anybody recorded it is not known."""

WORDS: dict[str, frozenset[str]] = {
    "type": _TYPES,
    "side": _SIDES,
    "from": _SIDES,
    "via": _VIA,
    "what": _EVENTS,
    "level": _LEVELS,
    "alg": frozenset(hashes.HASHES),
    "form": _FORMS,
    "origin": frozenset(["recorded", "published", "made", READ_FROM_TEXT]),
    "value": frozenset(ORDER),
    "srpscope": frozenset(),
    "values": frozenset(),
    "t": frozenset(),
}
"""By key: a password that happens to be "server" does not make the file unreadable."""

_PROTOCOLS = (
    b"access accessibility accountname amazoncognito answer attributes authenticate authenticationresult authflow "
    b"authparameters authorized bearer binary block challengename challengeparameters challengeresponses claim client "
    b"clientephemeral clientproof clientsecret code complete computes credentials device endpoint ephemeral exception "
    b"expiresin group identityprovider initiateauth iterations message modulus nonce parameter parameters password "
    b"passwords proof protocol provider public refreshtoken registration request required resource respond "
    b"respondtoauthchallenge response result salt secret secrets server serverephemeral serverproof service session "
    b"signature software status timestamp token tokentype tokens userattributes username userpoolid users value values "
    b"verifier version"
)
"""What the protocols' messages and our own files call things, in small letters, a blank between two."""


def is_protocols(run: bytes) -> bool:
    """Whether some letters in a row are a piece of such a word: "ssword" stands in every log-in."""
    return run.isalpha() and run.lower() in _PROTOCOLS


def is_own(key: str, value: object) -> bool:
    """Whether what stands under a key is a word of the file's own."""
    return isinstance(value, str) and value in WORDS.get(key, frozenset())
