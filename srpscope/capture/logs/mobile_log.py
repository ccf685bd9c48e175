"""Logs of Espressif's phone libraries: Android's logcat, iOS' NSLog. They hold no key material.

What can be had from them: the user name and PoP that older versions print, the security version asked for, each write
and read with its GATT status, and the errors; besides, every value that the app itself prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from srpscope.capture.capture import Capture, Line
from srpscope.capture.events import LINK_LOST, event
from srpscope.capture.logs.messages import TextMessages, joined
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.lines import read_page
from srpscope.capture.pages.places.stretches import is_program
from srpscope.capture.source import Source
from srpscope.capture.text.lines import app_entry, without_prefix
from srpscope.capture.text.text_lines import is_text, text_lines, text_of
from srpscope.srp.dialect import ESP

TITLE = "phone log (logcat, iOS)"

_ANDROID = re.compile(r"ESP:ESPDevice|Espressif::|SRP6aClient|ESPProvision|com\.espressif\.provisioning")
_IOS = re.compile(
    r"Initialising secure class|Generating key pair for encrypting data|Getting next request in session"
    r"|Session establishment failed|ESPProvision\w*\.swift|keyProofMismatch|ESPSessionError"
)
_IMPORTED = re.compile(r"(?m)^[ \t]*(?:package|import)[ \t].*$")
_STATUS = re.compile(r"\b(?P<call>on\w{3,40}?),?\s*status\s*[:=]?\s*(?P<code>\d{1,5})\b", re.IGNORECASE)
_START = re.compile(r"Init session with\b|Initialising secure class")
_TOLD = re.compile(
    r"Send (?:Wi-?Fi|Thread) \w+ command|sec_ver value|Security Patch Version|Init session with"
    r"|Shared session key generated"
    r"|UUID\s*:|Write to BLE failed|Failed to (?:create|establish) session|Session (?:error|establishment failed)"
    r"|must not be null or empty|Exception\b|Error Domain=|keyProofMismatch|noUsername|noPOP|Decryption failed"
    r"|Generating key pair|Initialising secure class|Getting next request|status\s*[:=]\s*\d",
    re.IGNORECASE,
)
_SECRET = re.compile(r"(?i)\b(pop|password|passphrase|pwd)\b\s*[:=]")
_CLIENT_REFUSES = re.compile(r"keyProofMismatch|Client and device proofs? (?:do not|don't) match", re.IGNORECASE)
"""What the phone libraries say when the device's M2 is not the one they compute."""

EVENT_LIMIT = 2_000
SESSION_LIMIT = 500


def sureness(head: bytes, name: str) -> float:
    """Certain with the tags of Espressif's libraries; 0 for any other log (a page of values may still be in it)."""
    if not is_text(head):
        return 0.0
    text = _IMPORTED.sub("", text_of(head))
    if is_program(text.splitlines()[:200]):
        return 0.0
    return 0.9 if _ANDROID.search(text) or _IOS.search(text) else 0.0


def read(source: Source) -> list[Capture]:
    """Every session of the log, from one "Init session" to the next. Raises FileError where it cannot be read."""
    messages = TextMessages(source.name, events=False)
    rows = [row for row in _rows(source) if not messages.line(row[0], without_prefix(row[1]), row[2])]
    sessions: list[list[tuple[int, str, float | None, str, str]]] = [[]]
    for row in rows:
        if _START.search(row[4]) and any(_START.search(one[4]) for one in sessions[-1]):
            if len(sessions) >= SESSION_LIMIT:
                break
            sessions.append([])
        sessions[-1].append(row)
    captures = []
    for index, session in enumerate(sessions, 1):
        name = source.name if len(sessions) == 1 else f"{source.name}, session {index}"
        events = [event for row in session if (event := _event(*row[2:]))][:EVENT_LIMIT]
        printed = captures_of_page(read_page((row[0], row[1]) for row in session), name)
        captures.append(_capture(name, events, printed[:1], "\n".join(row[1] for row in session)))
        captures.extend(printed[1:])
    return joined(captures, messages.captures())


def _rows(source: Source) -> Iterator[tuple[int, str, float | None, str, str]]:
    """(line number, line, time, level, text)."""
    for number, line in text_lines(source):
        if not line.strip():
            continue
        entry = app_entry(number, line)
        if entry:
            yield number, line, entry.time, entry.level, entry.text
        else:
            yield number, line, None, "", line


def _event(time: float | None, level: str, text: str) -> Line | None:
    if _SECRET.search(text) or not _TOLD.search(text):
        return None
    line: Line = {"type": "event"}
    if time is not None:
        line["t"] = time
    line["from"] = "client"
    said = text.strip()[:500]
    status = _STATUS.search(text)
    code = int(status["code"]) if status else 0
    if code in LINK_LOST:
        return line | event("broken-off", "", text=said, code=code)
    if code:
        return line | event("error", "server", text=said, code=code)
    if _CLIENT_REFUSES.search(text):
        return line | event("refused", "client", "M2", said)
    return line | {"what": "log", **({"level": level} if level else {}), "text": said}


def _capture(name: str, events: list[Line], printed: list[Capture], text: str) -> Capture:
    capture = Capture(name=name)
    android = bool(_ANDROID.search(text))
    capture.header = {"srpscope": 1, "title": name, "dialect": ESP, "origin": "recorded"}
    if re.search(r"SECURITY_2|Security2|SRP6aClient|sec_ver value : 2", text):
        capture.header["client_dialect"] = "esp-android" if android else "esp-ios"
    elif re.search(r"SECURITY_[01]\b|sec_ver value : [01]\b", text):
        capture.notes.append("The log is of Security 0 or 1, which is not SRP.")
    patch = re.search(r"Security Patch Version : (\d{1,3})", text)
    if patch:
        capture.header["sec_patch_ver"] = int(patch[1])
    capture.header["secrets"] = bool(printed and printed[0].header.get("secrets"))
    for one in printed:
        capture.lines.extend(one.lines)
        capture.notes.extend(one.notes)
    capture.lines.extend(events)
    if not any(line.get("type") == "values" and set(line["values"]) - {"I", "P"} for line in capture.lines):
        capture.notes.append(
            "Espressif's phone libraries log no key material. The device's log with DEBUG on gives b; one line in the "
            "app that prints `a` as hex gives the rest."
        )
    return capture
