"""What an ESP32 says in its log when it accepts or refuses a message, and what that tells of the message.

The lines are those of security2.c, esp_srp.c and protocomm.c (ESP-IDF v5.1 to v6.0). A proof that is wrong says nothing
of its cause; all other refusals are of the message or of the session.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NO_VALUES = (
    " holds no values. Set CONFIG_LOG_MAXIMUM_LEVEL_DEBUG=y and, in app_main, "
    'esp_log_level_set("security2", ESP_LOG_DEBUG) and the same for "srp6a"; then log one failing try.'
)


def no_values(log: str) -> str:
    """The note on a log, by its name, in which a device says how it ended and no value."""
    return f"{log}{_NO_VALUES}"


def but_no_values(notes: Iterable[str]) -> list[str]:
    """Notes without that one, which is of no use where the values stand elsewhere."""
    return [note for note in notes if not note.endswith(_NO_VALUES)]


@dataclass(frozen=True)
class DeviceSaid:
    """One line. accepted: it is no refusal. of: M1, A, message or session. means: what it tells beyond a wrong proof,
    as a sentence that goes on after "the client", or "". fix: what to do."""

    words: re.Pattern[str]
    of: str
    means: str = ""
    fix: str = ""
    accepted: bool = False


def _said(words: str, of: str, means: str = "", fix: str = "", accepted: bool = False) -> DeviceSaid:
    return DeviceSaid(re.compile(words, re.IGNORECASE), of, means, fix, accepted)


SAID: tuple[DeviceSaid, ...] = (
    _said(r"Secured? session established", "M1", accepted=True),
    _said(r"Failed to (?:authenticate client proof|validate user proof)", "M1"),
    _said(
        r"client proof length does not match",
        "message",
        "sent no proof of 64 bytes in field 1 of Cmd1",
        "Put M1, all 64 bytes, into client_proof (field 1 of S2SessionCmd1).",
    ),
    _said(
        r"Invalid security message type",
        "message",
        "set a message type that is neither Command0 (0) nor Command1 (2)",
        "Set msg = 0 in Cmd0 and msg = 2 in Cmd1.",
    ),
    _said(
        r"Missing or mismatched sc[01] payload",
        "message",
        "sent a payload that does not go with its message type",
        "Send sc0 with msg = 0 and sc1 with msg = 2.",
    ),
    _said(
        r"Security version mismatch",
        "message",
        "did not set sec_ver = 2",
        "Set sec_ver = 2 in SessionData, in every message.",
    ),
    _said(
        r"Security scheme mismatch",
        "message",
        "sent the payload of another security scheme than Security 2",
        "Put the payload into sec2 (field 12 of SessionData).",
    ),
    _said(
        r"Unable to unpack setup_req",
        "message",
        "sent bytes that are no SessionData",
        "Send the protobuf message itself: no hex, no base64, no JSON, and all of it in one body.",
    ),
    _said(
        r"Content length not found",
        "message",
        "sent a body without Content-Length (in chunks?)",
        "Send Content-Length: the device's HTTP server takes no chunked body.",
    ),
    _said(
        r"Content length \d+ too long",
        "message",
        "sent a body that is longer than the device takes",
        "Send one message of at most 4,096 bytes.",
    ),
    _said(r"Empty session data", "message", "sent a SessionData without a payload", "Put the command into sec2."),
    _said(
        r"Invalid session ID|Session with ID \S+? ?not found",
        "session",
        "spoke in another session than the one that it had begun",
        "Keep one connection, or over HTTP send the cookie back: Cookie: session=N from Set-Cookie.",
    ),
    _said(
        r"Invalid state of session(?!.*Restarting)",
        "session",
        "sent a message that the session was not waiting for: the device had forgotten what came before",
        "Send Cmd0 and Cmd1 one after the other in one session, and begin again with Cmd0 after a reconnect.",
    ),
    _said(
        r"Invalid public key length",
        "A",
        "sent an A that is not 384 bytes long",
        "Write A with its leading zeros, 384 bytes in all.",
    ),
    _said(
        r"Invalid username",
        "message",
        "sent no user name that the device takes",
        "Put the user name into client_username (field 1 of S2SessionCmd0).",
    ),
    _said(
        r"Rejected client public key: A mod N == 0",
        "A",
        "sent an A that is 0 mod N",
        "Compute A = g^a mod N of a random a; an A of zeros is an attack, or an empty buffer.",
    ),
    _said(r"Rejected client public key: u == 0", "A", "sent an A for which u is 0", "Draw another a."),
    _said(
        r"Secure session not established",
        "session",
        "spoke to an encrypted endpoint before the handshake was over",
        "Finish Cmd0 and Cmd1 first, in the same session.",
    ),
    _said(
        r"Failed to generate device session key|Failed to generate salt|not initialized|sec2 params",
        "session",
        "",
        "The device could not compute: look at its salt and verifier, and at its memory.",
    ),
)


_ANY = re.compile("|".join(f"(?:{one.words.pattern})" for one in SAID), re.IGNORECASE)
"""What any of them says: asked first, since nearly every line of a log says nothing of it."""


def said(text: str) -> DeviceSaid | None:
    """The row of SAID that a line of a device's log is; None for any other line."""
    if _ANY.search(text) is None:
        return None
    return next((one for one in SAID if one.words.search(text)), None)
