"""TLS key logs: what SSLKEYLOGFILE gives, and what pcapng files embed. The master secret proves S of TLS-SRP.

Layout: https://datatracker.ietf.org/doc/draft-ietf-tls-keylogfile/; only the CLIENT_RANDOM
lines matter, as TLS 1.3 has no SRP.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.errors import FileError

TITLE = "TLS key log (SSLKEYLOGFILE)"

LARGEST_FILE: Final = 64 * 1024 * 1024

MOST_KEYS: Final = 20_000

_LABELS: Final = re.compile(
    rb"(?:CLIENT_RANDOM|(?:CLIENT|SERVER)_(?:HANDSHAKE_)?TRAFFIC_SECRET_?0?|(?:CLIENT_EARLY_|EARLY_)?EXPORTER_SECRET"
    rb"|CLIENT_EARLY_TRAFFIC_SECRET|RSA) [0-9A-Fa-f]{16,64} [0-9A-Fa-f]{32,192}\s*$"
)
_KEY: Final = re.compile(rb"^CLIENT_RANDOM ([0-9A-Fa-f]{64}) ([0-9A-Fa-f]{96})\s*$", re.MULTILINE)


def sureness(head: bytes, name: str) -> float:
    """0.95 where the first line that is no comment is one of a key log, else 0."""
    for line in head.splitlines()[:40]:
        if line.strip() and not line.startswith(b"#"):
            return 0.95 if _LABELS.match(line) else 0.0
    return 0.0


def read(source: Source) -> list[Capture]:
    """One capture for each master secret, to be merged with the packets it belongs to. Raises FileError without any."""
    keys = master_secrets(source.read_all(LARGEST_FILE))
    if not keys:
        raise FileError(
            f"{source.name}: no line of this key log is of TLS 1.2 or older (CLIENT_RANDOM), and TLS 1.3 has no SRP."
        )
    stem = PurePath(source.name).stem or source.name
    return [
        key_capture(client_random, secret, f"{stem}, key {number}")
        for number, (client_random, secret) in enumerate(keys.items(), 1)
    ]


def master_secrets(text: bytes) -> dict[str, str]:
    """Client random -> master secret, as hex, in the order of the file; at most MOST_KEYS."""
    found: dict[str, str] = {}
    for match in _KEY.finditer(text):
        found[match[1].decode().lower()] = match[2].decode().lower()
        if len(found) >= MOST_KEYS:
            break
    return found


def key_capture(client_random: str, master_secret: str, name: str) -> Capture:
    """A capture that holds one master secret and what tells which handshake it belongs to."""
    capture = Capture({"srpscope": 1, "title": name, "origin": "recorded", "secrets": True, "key_log": True}, name=name)
    capture.add_values("wire", {"client_random": client_random})
    capture.add_values("both", {"K": master_secret})
    return capture
