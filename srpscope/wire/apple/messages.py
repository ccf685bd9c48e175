"""Apple's sign-in (GrandSlam): four messages, property lists of programs, JSON of iCloud's web page.

    init      client  o, u, A2k, ps                      web: accountName, a, protocols
    challenge server  sp, i, s, B, c                     web: protocol, iteration, salt, b, c
    complete  client  o, u, M1, c                        web: accountName, m1, m2, c
    done      server  M2, spd, np, or Status with ec     web: an HTTP status

As pypush's gsa.py and pyicloud speak them; Apple publishes nothing.
"""

from __future__ import annotations

import plistlib
from dataclasses import dataclass
from typing import Any, Final
from xml.parsers.expat import ExpatError

from srpscope.wire.exchange import RefusedError
from srpscope.wire.json_text import MESSAGE_BYTES, base64_bytes, read_object

PLIST: Final = {"A": "A2k", "B": "B", "s": "s", "M1": "M1", "M2": "M2", "I": "u", "iterations": "i"}
WEB: Final = {"A": "a", "B": "b", "s": "salt", "M1": "m1", "I": "accountName", "iterations": "iteration"}
"""Value -> key. The web page sends its M2 along with M1: it is the client's word, and none of the server's."""

DIALECTS: Final = {"s2k": "apple-gsa-s2k", "s2k_fo": "apple-gsa-s2k-fo"}


@dataclass(frozen=True)
class SignIn:
    """One message. name, sender: what it is and whose. values: as sent. status: the error's number and words. protocol:
    how the password is stretched, where the message says it. web: it is the web page's JSON."""

    name: str
    sender: str
    values: dict[str, bytes]
    status: tuple[int, str] | None = None
    protocol: str = ""
    web: bool = False


def read(data: bytes) -> SignIn | None:
    """What a message is; None where it is none of these. Never raises."""
    head = data[:256].lstrip()
    if head.startswith((b"<?xml", b"<!DOCTYPE plist", b"<plist")):
        return _plist(plist_of(data))
    if head.startswith(b"{"):
        try:
            return _web(read_object(data, ""))
        except RefusedError:
            return None
    return None


def plist_of(data: bytes) -> dict[str, Any]:
    """The property list of a message; {} for anything else."""
    if len(data) > MESSAGE_BYTES:
        return {}
    try:
        found = plistlib.loads(data, fmt=plistlib.FMT_XML)
    except (ValueError, ExpatError, OverflowError, AttributeError, TypeError, IndexError, LookupError):
        return {}
    return found if isinstance(found, dict) else {}


def inner(found: dict[str, Any]) -> dict[str, Any]:
    """What stands in Request or Response, or the list itself."""
    for key in ("Request", "Response"):
        if isinstance(found.get(key), dict):
            return found[key]  # type: ignore[no-any-return]
    return found


def _plist(found: dict[str, Any]) -> SignIn | None:
    held = inner(found)
    status = held.get("Status")
    told = None
    if isinstance(status, dict) and isinstance(status.get("ec"), int) and status["ec"]:
        told = status["ec"], str(status.get("em", ""))[:200]
    kind = _kind(held, ("A2k", "M1", "M2", "B"))
    if kind is None and told is None:
        return None
    name, sender = kind or ("done", "server")
    values = {value: made for value, key in PLIST.items() if (made := _bytes(held.get(key))) is not None}
    return SignIn(name, sender, values, told, str(held.get("sp", ""))[:16])


def _kind(held: dict[str, Any], keys: tuple[str, str, str, str]) -> tuple[str, str] | None:
    a, m1, m2, b = keys
    if a in held:
        return "init", "client"
    if m1 in held:
        return "complete", "client"
    if m2 in held:
        return "done", "server"
    return ("challenge", "server") if b in held else None


def _bytes(value: object) -> bytes | None:
    if isinstance(value, bytes):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**32:
        return value.to_bytes(4)
    return value.encode("utf-8", "replace") if isinstance(value, str) else None


_WEB_KEYS = (
    frozenset({"a", "accountName", "protocols"}),
    frozenset({"salt", "b", "c", "protocol"}),
    frozenset({"accountName", "m1", "m2", "c"}),
)


def _web(found: dict[str, Any]) -> SignIn | None:
    if not any(keys <= found.keys() for keys in _WEB_KEYS):
        return None
    kind = _kind(found, ("a", "m1", "none", "b"))
    if kind is None:
        return None
    values = {}
    for value, key in WEB.items():
        made = base64_bytes(found.get(key)) if value in ("A", "B", "s", "M1") else _bytes(found.get(key))
        if made is not None:
            values[value] = made
    return SignIn(kind[0], kind[1], values, None, str(found.get("protocol", ""))[:16], True)
