"""More clients with one mistake each: of little-endian dialects, of HKDF and HMAC, of dates."""

from __future__ import annotations

import hashlib
import hmac
import json

from tests.why.wrong_clients import Client, Cognito, Nimbus, Wow, octets, wrong


def weave(first: bytes, second: bytes) -> bytes:
    return bytes(one for pair in zip(first, second, strict=True) for one in pair)


def base_of(client: Client) -> int:
    return (client.B - client.k() * pow(client.g, client.x(), client.N)) % client.N


def product(client: Client) -> int:
    """Two powers, each reduced, and their product that is not."""
    base, N = base_of(client), client.N
    return pow(base, client.a, N) * pow(base, client.u() * client.x(), N)


def exchanged(digits: str) -> str:
    """The first two neighbours that differ."""
    at = next(at for at in range(2, len(digits)) if digits[at] != digits[at + 1])
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def xored(first: bytes, second: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(first, second, strict=True))


def hexed(client: Client, data: bytes) -> bytes:
    return client.H(data).hex().encode()


def compact(made: dict[str, str]) -> bytes:
    """What JSON.stringify gives."""
    return json.dumps(made, separators=(",", ":")).encode()


BEYOND: dict[str, type[Client]] = {
    "Go: B.Sub(B, kv), and B hashed afterwards": wrong(
        Client,
        "M1",
        M1=lambda c: c.H(c.mixed(), c.H(c.user.encode()), c.salt(), octets(c.A), octets(base_of(c)), c.K()),
    ),
    "Go: v.Exp(g, x, N) into g, which the proof hashes": wrong(
        Client, "M1", mixed=lambda c: xored(c.H(octets(c.N)), c.H(octets(pow(c.g, c.x(), c.N))))
    ),
    "another g typed in v alone": wrong(
        Client, "v", S=lambda c: pow(c.B - c.k() * pow(13 - c.g, c.x(), c.N), c.a + c.u() * c.x(), c.N)
    ),
    "PHP: hash() gives hex text, and numbers are xored": wrong(
        Client,
        "x",
        inner=lambda c: hexed(c, f"{c.user}:{c.password}".encode()),
        K=lambda c: hexed(c, octets(c.S())),
        M1=lambda c: c.H(
            c.mixed().hex().encode(), hexed(c, c.user.encode()), c.salt(), octets(c.A), octets(c.B), c.K()
        ),
    ),
    "the proof of an object in JSON": wrong(
        Client, "M1", M1=lambda c: c.H(compact({"A": f"{c.A:x}", "B": f"{c.B:x}", "K": c.K().hex()}))
    ),
    "K of an object in JSON": wrong(Client, "K", K=lambda c: c.H(compact({"S": f"{c.S():x}"}))),
    "S not reduced after its product": wrong(Client, "S", S=product),
    "S by the server's formula, A as it stands": wrong(
        Client, "S", S=lambda c: pow(c.A * pow(pow(c.g, c.x(), c.N), c.u(), c.N), c.a, c.N)
    ),
    "Go: K handed to Sum": wrong(
        Client,
        "M1",
        M1=lambda c: c.K() + c.H(c.mixed(), c.H(c.user.encode()), c.salt(), octets(c.A), octets(c.B)),
    ),
    "u as an HMAC of B keyed with A": wrong(
        Client, "u", u=lambda c: c.number(hmac.digest(c.pad(c.A), c.pad(c.B), c.hash))
    ),
    "the password as the key of an HMAC of the name": wrong(
        Client, "x", inner=lambda c: hmac.digest(c.password.encode(), c.user.encode(), "sha256")
    ),
    "Nimbus: the salt as the key of an HMAC": wrong(
        Nimbus, "x", x=lambda c: c.number(hmac.digest(octets(c.number(c.s)), c.H(c.password.encode()), "sha256"))
    ),
    "K as the first bytes of a longer hash": wrong(
        Client, "K", K=lambda c: hashlib.sha512(octets(c.S())).digest()[:32]
    ),
    "the salt with its tag and length in front": wrong(Client, "s", "x", salt=lambda c: b"\x12\x10" + c.s),
    "M2 sent for M1": wrong(Client, "M1", M1=lambda c: c.H(octets(c.A), Client.M1(c), c.K())),
    "WoW: the odd bytes first": wrong(
        Wow, "K", K=lambda c: weave(c.H(c.little(c.S())[1::2]), c.H(c.little(c.S())[0::2]))
    ),
    "WoW: S cut in the middle": wrong(
        Wow, "K", K=lambda c: weave(c.H(c.little(c.S())[:16]), c.H(c.little(c.S())[16:]))
    ),
    "a * u + x": wrong(Client, "S", S=lambda c: pow(c.B - c.k() * pow(c.g, c.x(), c.N), c.a * c.u() + c.x(), c.N)),
    "k * g to the power of x": wrong(
        Client, "S", S=lambda c: pow(c.B - pow(c.k() * c.g, c.x(), c.N), c.a + c.u() * c.x(), c.N)
    ),
    "a ^ u * x": wrong(Client, "S", S=lambda c: pow(c.B - c.k() * pow(c.g, c.x(), c.N), c.a ^ (c.u() * c.x()), c.N)),
    "the inner digest stretched with one round": wrong(
        Client, "x", x=lambda c: c.number(hashlib.pbkdf2_hmac(c.hash, c.inner(), c.s, 1))
    ),
    "g padded to as many bytes as N has bits": wrong(
        Client, "k", k=lambda c: c.number(c.H(octets(c.N), octets(c.g, 8 * len(octets(c.N)))))
    ),
    "two digits of the salt exchanged": wrong(Client, "s", "x", salt=lambda c: bytes.fromhex(exchanged(c.s.hex()))),
    "a bit of the salt flipped": wrong(Client, "s", "x", salt=lambda c: c.s[:5] + bytes([c.s[5] ^ 4]) + c.s[6:]),
    "Nimbus: a byte 00 in front of S": wrong(
        Nimbus, "M1", M1=lambda c: c.H(octets(c.A), octets(c.B), b"\0" + octets(c.S()))
    ),
    "u of two digests": wrong(Client, "u", u=lambda c: c.number(c.H(c.H(c.pad(c.A)), c.H(c.pad(c.B))))),
    "Cognito: the key extracted, not expanded": wrong(
        Cognito, "K", K=lambda c: hmac.digest(c.u_bytes(), c.signed(c.S()), "sha256")[:16]
    ),
    "Cognito: the key expanded, not extracted": wrong(
        Cognito, "K", K=lambda c: hmac.digest(c.signed(c.S()), b"Caldera Derived Key\1", "sha256")[:16]
    ),
    "Cognito: HKDF of another hash": wrong(
        Cognito,
        "K",
        K=lambda c: hmac.digest(hmac.digest(c.u_bytes(), c.signed(c.S()), "sha1"), b"Caldera Derived Key\1", "sha1")[
            :16
        ],
    ),
    "Cognito: a date of ISO 8601": wrong(Cognito, "timestamp", "M1", timestamp=lambda c: "2026-01-06T08:04:05Z"),
    "Cognito: the time of another zone": wrong(
        Cognito, "timestamp", "M1", timestamp=lambda c: "Tue Jan 6 10:04:05 UTC 2026"
    ),
    "Cognito: the region in x alone": wrong(
        Cognito,
        "x",
        x=lambda c: c.number(
            c.H(
                b"\0" + c.s if c.s[0] & 0x80 else c.s,
                c.H(f"eu-west-1_{c.inputs['pool']}{c.user}:{c.password}".encode()),
            )
        ),
    ),
    "Cognito: the message as hex text": wrong(
        Cognito,
        "M1",
        M1=lambda c: hmac.digest(
            c.K(),
            (
                c.inputs["pool"].encode()
                + c.user.encode()
                + bytes.fromhex(c.inputs["secret_block"])
                + c.timestamp().encode()
            )
            .hex()
            .encode(),
            "sha256",
        ),
    ),
}

LITTLE: dict[str, tuple[str, type[Client]]] = {
    "read x big-endian": ("x", wrong(Wow, "x", x=lambda c: int.from_bytes(c.H(c.s, c.inner()), "big"))),
    "wrote S into K big-endian": (
        "K",
        wrong(
            Wow,
            "K",
            K=lambda c: weave(*(c.H(c.little(c.S())[::-1][start::2]) for start in (0, 1))),
        ),
    ),
    "wrote s into M1 with its bytes in reverse": (
        "M1",
        wrong(
            Wow,
            "M1",
            M1=lambda c: c.H(
                bytes(a ^ b for a, b in zip(c.H(c.little(c.N)), c.H(bytes([c.g])), strict=True)),
                c.H(c.name_in_M1()),
                c.s[::-1],
                c.little(c.A),
                c.little(c.B),
                c.K(),
            ),
        ),
    ),
    "wrote g into M1 padded": (
        "M1",
        wrong(
            Wow,
            "M1",
            M1=lambda c: c.H(
                bytes(a ^ b for a, b in zip(c.H(c.little(c.N)), c.H(c.little(c.g)), strict=True)),
                c.H(c.name_in_M1()),
                c.s,
                c.little(c.A),
                c.little(c.B),
                c.K(),
            ),
        ),
    ),
}
"""How a mistake in a little-endian dialect begins to be told, the value where it is, and the client."""
