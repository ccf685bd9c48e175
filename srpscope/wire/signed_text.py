"""A text of bytes in base64 that OpenPGP signed in the clear (RFC 9580, section 7), as Proton signs its moduli."""

from __future__ import annotations

import re

from srpscope.wire.json_text import base64_bytes

_ARMOUR = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s.*?\n\s*\n([A-Za-z0-9+/=\r\n]+?)\s*-----BEGIN", re.DOTALL)
_LONGEST = 16_384


def signed_bytes(text: str) -> bytes | None:
    """The bytes that were signed, in their order; None where there are none in the first 16,384 characters. The
    signature is not checked."""
    armour = _ARMOUR.search(text[:_LONGEST].replace("\r\n", "\n"))
    return base64_bytes(re.sub(r"\s", "", armour[1])) if armour is not None else None
