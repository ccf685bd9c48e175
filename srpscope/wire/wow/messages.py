"""World of Warcraft's logon, TCP port 3724: challenge and proof, two opcodes with another layout a side.

    00  client  version, size, "WoW", build .., user name      server  result, B, g, N, salt ..
    01  client  A, M1, checksum ..                             server  result, M2 ..

Numbers are little-endian. Layouts as AzerothCore's AUTH_LOGON_CHALLENGE_C, AUTH_LOGON_PROOF_C, AUTH_LOGON_PROOF_S and
AUTH_LOGON_PROOF_S_OLD have them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from srpscope.wire.exchange import RefusedError

CHALLENGE, PROOF = 0, 1
GAMES: Final = (b"WoW\0", b"\0WoW")
NUMBER, DIGEST, SALT, CRC_SALT = 32, 20, 32, 16
NAME_AT: Final = 33
"""Where a client's challenge has its user name's length."""

CLIENT_PROOF: Final = 1 + NUMBER + DIGEST + DIGEST + 1
KEY_BYTES: Final = 30
"""What a client's proof has for each of its "keys", whose count is its last byte."""

OLD_M2, NEW_M2 = 1 + 1 + DIGEST + 4, 1 + 1 + DIGEST + 10

RESULTS: Final = {
    0x03: "the account is banned", 0x04: "no such account, or the wrong password",
    0x05: "the password is wrong", 0x06: "the account is logged in already", 0x07: "no game time is left",
    0x08: "the database is busy", 0x09: "this version of the game is not taken", 0x0A: "the game has to be updated",
    0x0B: "no such server", 0x0C: "the account is suspended", 0x0D: "no access", 0x0F: "parental control",
    0x10: "the account is locked",
}  # fmt: skip


@dataclass
class Layout:
    """Where the parts of a message stand. name: what it is called. spots: value -> offset and length. result: what a
    server answers, 0 for yes; None of a client's. fault: why it could not be read to its end."""

    name: str
    spots: dict[str, tuple[int, int]] = field(default_factory=dict)
    result: int | None = None
    fault: str = ""


def is_client_challenge(head: bytes) -> bool:
    """Whether bytes begin as a client's first message does."""
    return len(head) >= 8 and head[0] == CHALLENGE and head[4:8] in GAMES


def may_begin(head: bytes) -> bool:
    """Whether bytes may be the beginning of a message, of a side's: what its lengths and its zeros allow."""
    if head[:1] not in (b"\x00", b"\x01") or len(head) < 8:
        return head[:1] in (b"\x00", b"\x01")
    return is_client_challenge(head) or any(_fits(head, shape) for shape in _SHAPES)


def sender_of(data: bytes) -> str | None:
    """Who sends bytes that are a whole message, by its length and what in it is the same in every session; None where
    they are none."""
    if is_client_challenge(data):
        return "client" if size("client", data) == len(data) else None
    for shape in _SHAPES if len(data) >= OLD_M2 else ():
        if _fits(data, shape) and size(shape.sender, data) == len(data):
            return shape.sender
    return None


def is_refusal(data: bytes) -> bool:
    """Whether bytes are a server's no, which has nothing but a result: 01 04, 01 04 03 00, 00 00 04."""
    if data[:1] == bytes([PROOF]):
        return len(data) in (2, 4) and data[1] in RESULTS
    return len(data) == 3 and data[:2] == bytes([CHALLENGE, 0]) and data[2] in RESULTS


@dataclass(frozen=True)
class _Shape:
    """What never changes in a message: bytes at places. longest: how many it has at the most."""

    sender: str
    fixed: tuple[tuple[int, bytes], ...]
    longest: int


_SHAPES: Final = (
    _Shape("server", ((0, b"\x00\x00\x00"), (3 + NUMBER, b"\x01"), (3 + NUMBER + 2, bytes([NUMBER]))), 200),
    _Shape("client", ((0, b"\x01"), (CLIENT_PROOF - 1, b"\x00")), CLIENT_PROOF + 40),
    _Shape("server", ((0, b"\x01\x00"), (2 + DIGEST + 4, bytes(6))), NEW_M2),
    _Shape("server", ((0, b"\x01\x00"), (2 + DIGEST, bytes(4))), OLD_M2),
)


def _fits(head: bytes, shape: _Shape) -> bool:
    """Whether bytes, as many as there are, have what never changes in a message of a shape."""
    return len(head) <= shape.longest and all(
        head[at : at + len(fixed)] == fixed[: max(0, len(head) - at)] for at, fixed in shape.fixed
    )


def read(sender: str, data: bytes) -> Layout | None:
    """The layout of one message; None where it is no logon message. Never raises."""
    if len(data) < 2 or data[0] not in (CHALLENGE, PROOF):
        return None
    if sender == "client":
        return _client_challenge(data) if data[0] == CHALLENGE else _client_proof(data)
    return _server_challenge(data) if data[0] == CHALLENGE else _server_proof(data)


def _client_challenge(data: bytes) -> Layout | None:
    if not is_client_challenge(data):
        return None
    found = Layout("logon challenge")
    if len(data) <= NAME_AT:
        found.fault = "it is cut off before the user name"
        return found
    length = data[NAME_AT]
    if NAME_AT + 1 + length > len(data):
        found.fault = f"the user name has {length} bytes, and {len(data) - NAME_AT - 1} are there"
        return found
    found.spots["I"] = NAME_AT + 1, length
    return found


def _server_challenge(data: bytes) -> Layout | None:
    if is_client_challenge(data) or len(data) < 3:
        return None
    found = Layout("challenge", result=data[2])
    at = 3
    for name, length in (("B", NUMBER), ("g", None), ("N", None), ("s", SALT)) if found.result == 0 else ():
        if length is None:
            length = data[at] if at < len(data) else 0
            at += 1
        if not length or at + length > len(data):
            found.fault = f"it is cut off in {name}"
            break
        found.spots[name] = at, length
        at += length
    return found


def _client_proof(data: bytes) -> Layout | None:
    if len(data) < CLIENT_PROOF:
        return None
    return Layout("logon proof", {"A": (1, NUMBER), "M1": (1 + NUMBER, DIGEST)})


def _server_proof(data: bytes) -> Layout | None:
    if len(data) > NEW_M2:
        return None
    found = Layout("proof", result=data[1])
    if found.result == 0 and len(data) < 2 + DIGEST:
        found.fault = "it is cut off in M2"
    elif found.result == 0:
        found.spots["M2"] = 2, DIGEST
    return found


def size(sender: str, head: bytes) -> int | None:
    """How many bytes the message at the beginning of a side's stream has; None: more must come to tell. Raises
    RefusedError for what is none of the logon: its list of realms, a reconnection."""
    if not head or head[0] not in (CHALLENGE, PROOF) or (sender == "client" and not head[0] and not _may_be(head)):
        raise RefusedError("This is no message of the logon.")
    if sender == "client":
        if head[0] == CHALLENGE:
            return None if len(head) < 4 else 4 + int.from_bytes(head[2:4], "little")
        return (
            _with_flags(head, CLIENT_PROOF + KEY_BYTES * head[CLIENT_PROOF - 1], 36, 20)
            if len(head) >= CLIENT_PROOF
            else None
        )
    if len(head) < 3:
        return None
    if head[0] == CHALLENGE:
        return 3 if head[2] else _with_flags(head, 3 + NUMBER + 2 + 1 + NUMBER + SALT + CRC_SALT, 20, 12)
    if head[1]:
        return len(head)  # two bytes, or four
    return NEW_M2 if len(head) >= NEW_M2 else OLD_M2 if len(head) == OLD_M2 else None  # an older game's is shorter


def _may_be(head: bytes) -> bool:
    return len(head) < 8 or head[4:8] in GAMES


def _with_flags(head: bytes, at: int, pin: int, grid: int) -> int | None:
    """The end behind the byte of security flags and what each of them brings."""
    if len(head) <= at:
        return None
    flags = head[at]
    end = at + 1 + (pin if flags & 1 else 0) + (grid if flags & 2 else 0)
    if not flags & 4:
        return end
    return None if len(head) <= end else end + 1 + (head[end] if head[0] == PROOF else 0)
