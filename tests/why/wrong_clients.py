"""Clients with one mistake each, written with hashlib and pow alone: nothing of srpscope's arithmetic is in them.

Each class is a right client of one dialect; a wrong one overrides a step, as its author would have got it wrong.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from typing import Any, ClassVar

from srpscope.srp.primitives.groups import group

USER, PASSWORD = "Alice", "Pa ss1"


def octets(value: int, length: int = 0) -> bytes:
    """Minimal big-endian bytes, or padded."""
    return value.to_bytes(max((value.bit_length() + 7) // 8, length), "big")


class Client:
    """RFC 5054 with SHA-256 in a small group; K = H(S), the long proof."""

    dialect, group, hash = "rfc5054", "nimbus-256", "sha256"
    inputs: ClassVar[dict[str, str]] = {}
    names: tuple[str, ...] = ()

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)
        self.N, self.g = group(self.group)
        self.size = len(octets(self.N))
        self.user, self.password = USER, PASSWORD
        self.s, self.a, b = draw.randbytes(16), draw.getrandbits(250), draw.getrandbits(250)
        self.A = pow(self.g, self.a, self.N)
        right = type(self).right(self)
        self.B = (right.k() * pow(self.g, right.x(), self.N) + pow(self.g, b, self.N)) % self.N
        self.right_B = self.B

    def right(self) -> Client:
        """The same session without the mistake: what the server computes with."""
        base = next(one for one in type(self).__mro__ if one in RIGHT)
        other: Client = base.__new__(base)
        other.__dict__.update(self.__dict__)
        return other

    def H(self, *parts: bytes) -> bytes:
        return hashlib.new(self.hash, b"".join(parts)).digest()

    def pad(self, value: int) -> bytes:
        return octets(value, self.size)

    def number(self, data: bytes) -> int:
        return int.from_bytes(data, "big")

    def salt(self) -> bytes:
        return self.s

    def k(self) -> int:
        return self.number(self.H(octets(self.N), self.pad(self.g)))

    def inner(self) -> bytes:
        return self.H(self.user.encode(), b":", self.password.encode())

    def x(self) -> int:
        return self.number(self.H(self.salt(), self.inner()))

    def u(self) -> int:
        return self.number(self.H(self.pad(self.A), self.pad(self.B)))

    def read_B(self) -> int:
        return self.B

    def S(self) -> int:
        N, g, x = self.N, self.g, self.x()
        return pow(self.read_B() - self.k() * pow(g, x, N), self.a + self.u() * x, N)

    def K(self) -> bytes:
        return self.H(octets(self.S()))

    def mixed(self) -> bytes:
        return bytes(a ^ b for a, b in zip(self.H(octets(self.N)), self.H(octets(self.g)), strict=True))

    def M1(self) -> bytes:
        user = self.H(self.user.encode())
        return self.H(self.mixed(), user, self.salt(), octets(self.A), octets(self.B), self.K())

    def lines(self) -> dict[str, dict[str, str]]:
        """What a capture of the session holds: the client's inputs and the wire."""
        client = {"I": USER, "P": PASSWORD, "a": f"{self.a:x}", **self.inputs}
        wire = {"s": self.s.hex(), "A": self.sent(self.A), "B": self.sent(self.B), "M1": self.M1().hex()}
        return {"client": client, "wire": wire}

    def sent(self, value: int) -> str:
        return octets(value).hex()


class Nimbus(Client):
    """Nimbus: H(s | H(P)), the short proof of S."""

    dialect = "nimbus"

    def x(self) -> int:
        return self.number(self.H(self.salt(), self.H(self.password.encode())))

    def M1(self) -> bytes:
        return self.H(octets(self.A), octets(self.B), octets(self.S()))


class Wow(Client):
    """World of Warcraft: little-endian throughout, k = 3, interleaved K."""

    dialect, group, hash = "wow", "wow-256", "sha1"

    def little(self, value: int) -> bytes:
        return value.to_bytes(32, "little")

    def number(self, data: bytes) -> int:
        return int.from_bytes(data, "little")

    def k(self) -> int:
        return 3

    def inner(self) -> bytes:
        return self.H(f"{self.user}:{self.password}".upper().encode())

    def u(self) -> int:
        return self.number(self.H(self.little(self.A), self.little(self.B)))

    def K(self) -> bytes:
        data = self.little(self.S())
        while data[0] == 0:
            data = data[2:]
        out = bytearray(40)
        out[0::2], out[1::2] = self.H(data[0::2]), self.H(data[1::2])
        return bytes(out)

    def M1(self) -> bytes:
        mixed = bytes(a ^ b for a, b in zip(self.H(self.little(self.N)), self.H(bytes([self.g])), strict=True))
        user = self.H(self.name_in_M1())
        return self.H(mixed, user, self.salt(), self.little(self.A), self.little(self.B), self.K())

    def name_in_M1(self) -> bytes:
        return self.user.upper().encode()

    def sent(self, value: int) -> str:
        return self.little(value).hex()


class Cognito(Client):
    """AWS Cognito in a small group: everything with a sign byte, HKDF, HMAC over the challenge."""

    dialect = "cognito"
    inputs: ClassVar[dict[str, str]] = {
        "pool": "AbCdEf",
        "timestamp": "Tue Jan 6 08:04:05 UTC 2026",
        "secret_block": "d7" * 40,
    }

    def signed(self, value: int) -> bytes:
        return value.to_bytes(value.bit_length() // 8 + 1, "big")

    def k(self) -> int:
        return self.number(self.H(self.signed(self.N), self.signed(self.g)))

    def x(self) -> int:
        salt = b"\0" + self.s if self.s[0] & 0x80 else self.s
        return self.number(self.H(salt, self.H(f"{self.inputs['pool']}{self.user}:{self.password}".encode())))

    def u(self) -> int:
        return self.number(self.H(self.signed(self.A), self.signed(self.B)))

    def u_bytes(self) -> bytes:
        return self.signed(self.u())

    def K(self) -> bytes:
        key = hmac.digest(self.u_bytes(), self.signed(self.S()), "sha256")
        return hmac.digest(key, b"Caldera Derived Key\1", "sha256")[: self.key_size()]

    def key_size(self) -> int:
        return 16

    def timestamp(self) -> str:
        return self.inputs["timestamp"]

    def M1(self) -> bytes:
        block = bytes.fromhex(self.inputs["secret_block"])
        told = self.inputs["pool"].encode() + self.user.encode() + block + self.timestamp().encode()
        return hmac.digest(self.K(), told, "sha256")


RIGHT = (Cognito, Wow, Nimbus, Client)


def wrong(base: type[Client], *names: str, **steps: Any) -> type[Client]:
    """A client with one step written otherwise; names: of the values where the mistake may be told to be."""
    return type("Wrong", (base,), {**steps, "names": names})


WRONG: dict[str, type[Client]] = {
    "the salt as a Python list": wrong(Client, "x", "s", "M1", salt=lambda c: str(list(c.s)).encode()),
    "the salt decoded as UTF-8": wrong(Client, "x", "s", "M1", salt=lambda c: c.s.decode("utf-8", "replace").encode()),
    "g as a decimal text": wrong(Client, "k", "g", k=lambda c: c.number(c.H(octets(c.N), str(c.g).encode()))),
    "k hashes g first": wrong(Client, "k", k=lambda c: c.number(c.H(c.pad(c.g), octets(c.N)))),
    "x without the user name": wrong(Client, "x", inner=lambda c: c.H(c.password.encode())),
    "a blank for the colon": wrong(Client, "x", inner=lambda c: c.H(f"{c.user} {c.password}".encode())),
    "a newline behind the password": wrong(Client, "x", "P", inner=lambda c: c.H(f"{c.user}:{c.password}\n".encode())),
    "the inner digest as base64": wrong(Client, "x", x=lambda c: c.number(c.H(c.s, base64.b64encode(c.inner())))),
    "the salt in the inner hash": wrong(
        Client, "x", x=lambda c: c.number(c.H(c.H(c.s, f"{c.user}:{c.password}".encode())))
    ),
    "the colon out of the inner hash": wrong(
        Client, "x", x=lambda c: c.number(c.H(c.s, f"{c.user}:".encode(), c.H(c.password.encode())))
    ),
    "name and password in UTF-16 together": wrong(
        Client, "x", inner=lambda c: c.H(f"{c.user}:{c.password}".encode("utf-16-le"))
    ),
    "the password without its blank": wrong(
        Client, "x", "P", inner=lambda c: c.H(f"{c.user}:{c.password.replace(' ', '')}".encode())
    ),
    "g as an int lies in memory": wrong(
        Client,
        "M1",
        mixed=lambda c: bytes(a ^ b for a, b in zip(c.H(octets(c.N)), c.H(c.g.to_bytes(4, "little")), strict=True)),
    ),
    "u cut to 32 bits": wrong(Client, "u", "S", u=lambda c: Client.u(c) & 0xFFFFFFFF),
    "u of the hex text joined": wrong(
        Client, "u", u=lambda c: c.number(c.H((c.pad(c.A).hex() + c.pad(c.B).hex()).encode()))
    ),
    "u read little-endian": wrong(Client, "u", u=lambda c: int.from_bytes(octets(Client.u(c), 32), "little")),
    "x cut to 128 bits": wrong(Client, "x", "S", "v", x=lambda c: Client.x(c) >> 128),
    "plus for minus in S": wrong(
        Client,
        "S",
        S=lambda c: pow(c.B + c.k() * pow(c.g, c.x(), c.N), c.a + c.u() * c.x(), c.N),
    ),
    "brackets in the exponent": wrong(
        Client,
        "S",
        S=lambda c: pow(c.B - c.k() * pow(c.g, c.x(), c.N), (c.a + c.u()) * c.x(), c.N),
    ),
    "K cut to 16 bytes": wrong(Client, "K", "M1", K=lambda c: Client.K(c)[:16]),
    "K hashed twice": wrong(Client, "K", K=lambda c: c.H(Client.K(c))),
    "or for xor": wrong(
        Client,
        "M1",
        mixed=lambda c: bytes(a | b for a, b in zip(c.H(octets(c.N)), c.H(octets(c.g)), strict=True)),
    ),
    "the xor inside the hash": wrong(
        Client,
        "M1",
        mixed=lambda c: c.H(bytes(a ^ b for a, b in zip(c.pad(c.N), c.pad(c.g), strict=True))),
    ),
    "20 bytes xored, in place": wrong(Client, "M1", mixed=lambda c: Client.mixed(c)[:20] + c.H(octets(c.N))[20:]),
    "20 bytes xored, then zeros": wrong(Client, "M1", mixed=lambda c: Client.mixed(c)[:20] + bytes(12)),
    "an HMAC with K for the proof": wrong(
        Client,
        "M1",
        M1=lambda c: hmac.digest(c.K(), c.mixed() + c.H(c.user.encode()) + c.s + octets(c.A) + octets(c.B), "sha256"),
    ),
    "xor for a power": wrong(Client, "v", "S", S=lambda c: pow(c.B - c.k() * (c.g ^ c.x()), c.a + c.u() * c.x(), c.N)),
    "the proof without the salt": wrong(
        Client, "M1", M1=lambda c: c.H(c.mixed(), c.H(c.user.encode()), octets(c.A), octets(c.B), c.K())
    ),
    "a comma between A and B": wrong(Nimbus, "M1", M1=lambda c: c.H(octets(c.A), b",", octets(c.B), octets(c.S()))),
    "S in capitals of hex": wrong(
        Nimbus, "M1", "S", M1=lambda c: c.H(octets(c.A), octets(c.B), octets(c.S()).hex().upper().encode())
    ),
    "the password reversed": wrong(Nimbus, "x", "P", x=lambda c: c.number(c.H(c.s, c.H(c.password[::-1].encode())))),
    "WoW: the name as typed in M1": wrong(Wow, "M1", "I", name_in_M1=lambda c: c.user.encode()),
    "WoW: x read big-endian": wrong(Wow, "x", x=lambda c: int.from_bytes(c.H(c.s, c.inner()), "big")),
    "WoW: the halves' digests joined": wrong(
        Wow, "K", K=lambda c: c.H(c.little(c.S())[0::2]) + c.H(c.little(c.S())[1::2])
    ),
    "WoW: K is a plain hash": wrong(Wow, "K", K=lambda c: c.H(c.little(c.S()))),
    "Cognito: the day with a zero": wrong(
        Cognito, "timestamp", "M1", timestamp=lambda c: c.inputs["timestamp"].replace(" 6 ", " 06 ")
    ),
    "Cognito: a key of 32 bytes": wrong(Cognito, "K", key_size=lambda c: 32),
    "A and B cut to 20 bytes": wrong(Nimbus, "M1", M1=lambda c: c.H(octets(c.A)[:20], octets(c.B)[:20], octets(c.S()))),
    "hex texts with colons": wrong(Nimbus, "M1", M1=lambda c: c.H(f"{c.A:x}:{c.B:x}:{c.S():x}".encode())),
    "a hash that is fed hex text": wrong(
        Client, "x", "u", "k", "K", "M1", H=lambda c, *parts: hashlib.sha256(b"".join(parts).hex().encode()).digest()
    ),
    "k * v wraps": wrong(
        Client,
        "S",
        S=lambda c: pow(c.B - c.k() * pow(c.g, c.x(), c.N) % 256**c.size, c.a + c.u() * c.x(), c.N),
    ),
    "64 bits of a in S": wrong(
        Client,
        "S",
        S=lambda c: pow(c.B - c.k() * pow(c.g, c.x(), c.N), c.a % 2**64 + c.u() * c.x(), c.N),
    ),
    "a home-made hash of hex texts": wrong(
        Client,
        "x",
        "u",
        "K",
        "M1",
        x=lambda c: c.number(c.H(f"{c.s.hex()}{c.user}{c.password}".encode())),
        u=lambda c: c.number(c.H(f"{c.A:x}{c.B:x}".encode())),
        K=lambda c: c.H(f"{c.S():x}".encode()),
        M1=lambda c: c.H(f"{c.A:x}{c.B:x}{c.K().hex()}".encode()),
    ),
}

WRONG |= {
    "the xor loop ends one short": wrong(Client, "M1", mixed=lambda c: Client.mixed(c)[:-1] + b"\0"),
    "the xor loop in place starts at 1": wrong(
        Client, "M1", mixed=lambda c: c.H(octets(c.N))[:1] + Client.mixed(c)[1:]
    ),
    "the name and the password in UTF-16 with a mark": wrong(
        Client, "x", inner=lambda c: c.H(b"\xfe\xff" + f"{c.user}:{c.password}".encode("utf-16-be"))
    ),
    "the salt read from where B begins": wrong(Client, "s", "x", "M1", salt=lambda c: octets(c.B)[:16]),
    "the salt read a byte too late": wrong(Client, "s", "x", "M1", salt=lambda c: (c.s + octets(c.B))[1:17]),
    "the salt extended in place": wrong(
        Client,
        "M1",
        M1=lambda c: c.H(c.mixed(), c.H(c.user.encode()), c.s, c.inner(), octets(c.A), octets(c.B), c.K()),
    ),
    "A extended in place": wrong(Nimbus, "M1", M1=lambda c: c.H(octets(c.A), octets(c.B), octets(c.B), octets(c.S()))),
    "the whole buffer": wrong(
        Nimbus, "M1", M1=lambda c: c.H((octets(c.A) + octets(c.B) + octets(c.S())).ljust(1024, b"\0"))
    ),
    "the operands sorted by their names": wrong(
        Client,
        "M1",
        M1=lambda c: c.H(octets(c.A), octets(c.B), c.K(), c.H(c.user.encode()), c.mixed(), c.s),
    ),
    "the operands in another order": wrong(
        Client,
        "M1",
        M1=lambda c: c.H(octets(c.A), c.s, c.mixed(), octets(c.B), c.H(c.user.encode()), c.K()),
    ),
}


class PaddedBehind(Client):
    """Its u has the zeros of A and B behind their hex digits; B has an odd number of them."""

    names = ("u", "B")

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        if len(f"{self.B:x}") % 2 == 0:
            PaddedBehind.__init__(self, seed + 1000)

    def u(self) -> int:
        return self.number(self.H(*(bytes.fromhex(f"{one:x}".ljust(2 * self.size, "0")) for one in (self.A, self.B))))


class DrawnAnew(Client):
    """Its A is of another a than S; it sends that A and hashes it."""

    names = ("a", "A")

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.A = pow(self.g, self.a + 12345, self.N)


class MadeAnew(Client):
    """Its a and A are made anew after A was sent, and its log has the A that it sent."""

    names = ("a", "A")

    def lines(self) -> dict[str, dict[str, str]]:
        found = super().lines()
        found["client"]["A"] = found["wire"]["A"] = self.sent(pow(self.g, self.a + 12345, self.N))
        return found


class MistypedN(Client):
    """Its N has two digits exchanged."""

    names = ("N",)

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        text = f"{self.N:x}"
        self.N = int(text[:30] + text[31] + text[30] + text[32:], 16)
        self.A = pow(self.g, self.a, self.N)


WRONG["two digits of N exchanged"] = MistypedN
WRONG["the zeros of B behind its digits"] = PaddedBehind
WRONG["a drawn anew for S"] = DrawnAnew
WRONG["all made anew, the A that was sent logged"] = MadeAnew
