"""What a hash was fed: every call with its operands, each with its name, encoding, bytes and the zeros added."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Operand:
    """One piece of a hash input.

    text: how the formula names it. encoding: how it became bytes (encodings.NAMES). data: the bytes.
    added: how many zero bytes the encoding put in front (behind, for little-endian).
    """

    text: str
    encoding: str
    data: bytes
    added: int = 0


@dataclass(frozen=True, slots=True)
class HashCall:
    """One call of a hash function, or of a function that hashes inside.

    function: SHA512, HMAC, HKDF .. (H under its real name). operands in order; for a plain hash their
    concatenation is exactly what it was fed. inner: the hash calls that HMAC, HKDF, MGF1 or INTERLEAVE made.
    """

    function: str
    operands: tuple[Operand, ...]
    out: bytes
    inner: tuple[HashCall, ...] = field(default=())

    @property
    def fed(self) -> bytes:
        """The concatenated operands."""
        return b"".join(operand.data for operand in self.operands)
