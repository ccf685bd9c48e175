"""What is odd about a handshake's values: the safeguards of SRP-6a, lengths, the group. Notes, never refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Sheet


def notes_on_values(client: Sheet, server: Sheet, wire: Mapping[str, bytes]) -> list[str]:
    """Sentences about A, B and u (RFC 5054 section 2.5.4, 2.6), values longer than N, and the group."""
    return list(dict.fromkeys(_notes(client, server, wire)))


def _notes(client: Sheet, server: Sheet, wire: Mapping[str, bytes]) -> Iterator[str]:
    for sheet in (client, server):
        N, g = sheet.value("N"), sheet.value("g")
        if not isinstance(N, int):
            continue
        if isinstance(g, int):
            yield from groups.notes_on(N, g)
        for name, aborts in (("A", "server"), ("B", "client")):
            value = sheet.value(name)
            if isinstance(value, int) and N > 0:
                if value % N == 0:
                    yield f"{name} is 0 mod N: the {aborts} must abort, since S would be 0 whatever the password."
                elif value >= N and not _longer(wire.get(name), N):  # of what is longer its length is told
                    yield f"{name} is not below N: it was not reduced mod N, or is read otherwise than it was written."
        for name in ("v", "S"):
            value = sheet.value(name)
            if isinstance(value, int) and value >= N > 0:
                why = "it was not reduced, is of another group, or is read otherwise than it was written"
                yield f"{name} is larger than N: {why}."
        if sheet.value("u") == 0:
            yield "u is 0: both sides must abort, since the password would not be in S."
        for name in ("A", "B", "v", "S"):
            data = wire.get(name)
            if data is not None and _longer(data, N):
                more = f"more than the {byte_length(N)} of N{_text_of(data)}"
                yield f"{name} on the wire has {len(data)} bytes, {more}."


def _longer(data: bytes | None, N: int) -> bool:
    """Whether what was sent has more bytes than a number below N, not counting zeros in front."""
    return data is not None and len(data.lstrip(b"\0")) > byte_length(N) > 0


_TEXTS = (("decimal", re.compile(rb"[0-9]+")), ("hex", re.compile(rb"[0-9a-fA-F]+")))


def _text_of(data: bytes) -> str:
    """What text it is that was sent, as the end of a sentence; "" where it is none."""
    found = next((name for name, digits in _TEXTS if digits.fullmatch(data)), None)
    if found is not None:
        return f": it is text, {found} digits"
    return ": it is text" if data.isascii() and data.decode("ascii").strip().isprintable() else ""
