"""SRP as the books have it: JSON objects, one a line, for RFC 2945, SRP-6 and SRP-6a, each safeguard with a switch.

Order "wikipedia": client I and A, server s and B, client M1, server M2. Order "rfc2945": client I, server s, client A,
server B, client M1, server M2. Every value is a member with its own name, in hex; I is text; a refusal is {"error"}.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

ORDERS = ("wikipedia", "rfc2945")


@dataclass(frozen=True)
class Safeguards:
    """The safeguards of SRP, each of which can be switched off to see what it prevents."""

    A_not_zero: bool = True
    B_not_zero: bool = True
    u_not_zero: bool = True
    client_proves_first: bool = True
    B_after_A: bool = True
    check_M2: bool = True
    own_u: bool = True


ALL_SAFEGUARDS = Safeguards()

PREVENTS = {
    "A_not_zero": "With A = 0 mod N the server's S is 0, whatever the password: anybody logs in.",
    "B_not_zero": (
        "With B = 0 mod N the client's S is (-k*v) ** (a + u*x): where k is 1, a false server tests passwords on M1."
    ),
    "u_not_zero": "With u = 0 the server's S is A ** b = (B - k*v) ** a: whoever stole the verifier logs in with it.",
    "client_proves_first": (
        "A server that proves first hands its proof to anybody who asks: passwords can be tried on it at home."
    ),
    "B_after_A": (
        "In SRP-3 u depends on B alone: who knows v and sees B before A is sent logs in with A = g**a * v**-u."
    ),
    "check_M2": "A client that does not check M2 talks to any server at all as if it were the right one.",
    "own_u": (
        "A client that takes u from the server lets it choose: where B has no k*v in it, u = 1 makes each guess of a "
        "false server cheap, and with u = 0 it knows S without any guess."
    ),
}
"""What each safeguard prevents."""


def safeguards_without(*names: str) -> Safeguards:
    """All safeguards but the named ones. Raises ValueError for a name that is none."""
    known = {one.name for one in fields(Safeguards)}
    for name in names:
        if name not in known:
            raise ValueError(f"{name!r} is no safeguard; there are {', '.join(sorted(known))}.")
    return Safeguards(**dict.fromkeys(names, False))
