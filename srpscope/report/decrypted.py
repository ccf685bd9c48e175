"""The encrypted messages of a session, opened offline with the K that it knows, by the live session's walker."""

from __future__ import annotations

from dataclasses import dataclass, field

from srpscope.capture import Line
from srpscope.session import Session
from srpscope.srp.encodings import minimal
from srpscope.srp.values import Value
from srpscope.wire.gcm import Opened, Walk, walk
from srpscope.wire.protocomm_schema import MESSAGE_OF_ENDPOINT
from srpscope.wire.protocomm_tree import Tree, endpoint_tree

SESSION_KEY_BYTES = 64
"""Length of K: a SHA-512 digest."""


@dataclass(frozen=True)
class DecryptedMessage:
    """One encrypted message of the capture, and what it says; tree is None where it does not open.

    secret: it carries a Wi-Fi passphrase.
    """

    line: Line
    opened: Opened
    tree: Tree | None
    secret: bool = False


@dataclass
class Decrypted:
    """What came of it. verdict, sentence: as in wire.gcm.Walk, or "unknown" where K or the nonce is not known."""

    verdict: str
    sentence: str
    messages: list[DecryptedMessage] = field(default_factory=list)


def decrypted(session: Session) -> Decrypted:
    """Open every message at another endpoint than proto-ver and prov-session, in order, with either side's K."""
    reading = session.reading()
    nonce = reading.wire.get("nonce")
    keys = [key for sheet in (session.view.server, session.view.client) if (key := _key(sheet.value("K"))) is not None]
    lines = [line for line in session.capture.messages if _is_encrypted(line)]
    if nonce is None or not keys:
        missing = "device_nonce of Resp1" if nonce is None else "K of either side"
        return Decrypted("unknown", f"The encrypted messages need the {missing}.")
    sealed = [bytes.fromhex(line["bytes"]) for line in lines]
    walks = [walk(key, nonce, sealed) for key in dict.fromkeys(keys)]
    best = max(walks, key=_opened)
    messages = [_message(line, opened) for line, opened in zip(lines, best.messages, strict=True)]
    return Decrypted(best.verdict, best.sentence, messages)


def _key(value: Value | None) -> bytes | None:
    if isinstance(value, int):
        value = minimal(value).rjust(SESSION_KEY_BYTES, b"\0")
    return value if isinstance(value, bytes) and len(value) >= 32 else None


def _is_encrypted(line: Line) -> bool:
    endpoint = line.get("endpoint")
    if not isinstance(endpoint, str) or endpoint == "proto-ver" or MESSAGE_OF_ENDPOINT.get(endpoint) == "SessionData":
        return False
    try:
        return bool(bytes.fromhex(str(line.get("bytes"))))
    except ValueError:
        return False


def _opened(found: Walk) -> int:
    return sum(one.data is not None for one in found.messages)


def _message(line: Line, opened: Opened) -> DecryptedMessage:
    if opened.data is None:
        return DecryptedMessage(line, opened, None)
    tree = endpoint_tree(opened.data, str(line["endpoint"]))
    return DecryptedMessage(line, opened, tree, any(node.name == "passphrase" and node.length for node in tree.walk()))
