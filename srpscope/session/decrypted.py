"""The encrypted messages of a session, opened offline with the K that it knows, by the live session's walker."""

from __future__ import annotations

from dataclasses import dataclass, field

from srpscope.capture import Line
from srpscope.session.session import Session
from srpscope.srp.encodings import minimal
from srpscope.srp.values import Value
from srpscope.wire.decoders import Wire
from srpscope.wire.gcm import CounterWalk, Opened, other_sealing, walk
from srpscope.wire.wires import declared

SESSION_KEY_BYTES = 64
"""Length of K: a SHA-512 digest."""


@dataclass(frozen=True)
class DecryptedMessage:
    """One encrypted message of the capture, opened as far as it opens. secret: it says what must not be shown."""

    line: Line
    opened: Opened
    secret: bool = False


@dataclass
class Decrypted:
    """What came of it. verdict, sentence: as in wire.gcm.Walk, "other-sealing" where the first message opens with
    another key, nonce or counter than it should, or "unknown" where K or the nonce is not known. sender: who sealed the
    first message that does not open as it should."""

    verdict: str
    sentence: str
    messages: list[DecryptedMessage] = field(default_factory=list)
    sender: str = ""


def decrypted(session: Session) -> Decrypted:
    """Open every message that the session's wire says is sealed, in order, with either side's K."""
    spoken = declared(session.wire)
    nonce = session.reading().wire.get(spoken.gcm_nonce)
    keys = [key for sheet in (session.view.server, session.view.client) if (key := _key(sheet.value("K"))) is not None]
    lines = [line for line in session.capture.messages if _is_sealed(line, spoken)]
    if nonce is None or not keys:
        missing = "device_nonce of Resp1" if nonce is None else "K of either side"
        return Decrypted("unknown", f"The encrypted messages need the {missing}.")
    sealed = [bytes.fromhex(line["bytes"]) for line in lines]
    walks = [walk(key, nonce, sealed) for key in dict.fromkeys(keys)]
    best = max(walks, key=_opened)
    messages = [_message(line, opened, spoken) for line, opened in zip(lines, best.messages, strict=True)]
    odd = next((one.line for one in messages if one.opened.data is None or one.opened.note), None)
    sender = "" if odd is None else str(odd.get("from", ""))
    if best.verdict == "wrong-key":
        S = _bytes(session.view.server.value("S") or session.view.client.value("S"))
        words = next((found for key in keys if (found := other_sealing(key, nonce, sealed[0], S)) is not None), None)
        if words is not None:
            return Decrypted(
                "other-sealing", f"the {sender}'s first message opens only with {words}.", messages, sender
            )
    return Decrypted(best.verdict, best.sentence, messages, sender)


def went_on(session: Session) -> bool:
    """Whether the client sent something behind the handshake that opens: it took the server's answer, and has its K."""
    if declared(session.wire).gcm_nonce not in session.view.wire:
        return False
    return any(one.line.get("from") == "client" and one.opened.data is not None for one in decrypted(session).messages)


def opened_words(session: Session) -> list[str]:
    """What the messages behind the proofs hold, as the wire says it, with the K that opens the most; [] where it has no
    such messages, or K is not known."""
    messages = [(one.sender, one.data) for one in session.messages]
    values = [sheet.value("K") for sheet in (session.view.client, session.view.server)]
    keys = dict.fromkeys(key for value in values if (key := _bytes(value)))
    spoken = [declared(session.wire).opened_words(messages, key) for key in keys]
    return max(spoken, key=lambda words: sum("does not open" not in one for one in words), default=[])


def _bytes(value: Value | None) -> bytes | None:
    return minimal(value) if isinstance(value, int) else value if isinstance(value, bytes) else None


def _key(value: Value | None) -> bytes | None:
    if isinstance(value, int):
        value = minimal(value).rjust(SESSION_KEY_BYTES, b"\0")
    return value if isinstance(value, bytes) and len(value) >= 32 else None


def _is_sealed(line: Line, spoken: Wire) -> bool:
    endpoint = line.get("endpoint")
    if not isinstance(endpoint, str) or not spoken.sealed_at(endpoint):
        return False
    try:
        return bool(bytes.fromhex(str(line.get("bytes"))))
    except ValueError:
        return False


def _opened(found: CounterWalk) -> int:
    return sum(one.data is not None for one in found.messages)


def _message(line: Line, opened: Opened, spoken: Wire) -> DecryptedMessage:
    data = opened.data
    return DecryptedMessage(line, opened, data is not None and spoken.keeps_secret(data, str(line["endpoint"])))
