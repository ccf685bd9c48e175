"""Clients that make one mistake each: plain Python after RFC 5054 and the device's own formulas, no srpscope in it."""

# ruff: noqa: E741 - I is what the field calls the user name

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import gmpy2

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
    "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D"
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
Hash = Callable[[bytes], bytes]


def _least(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _padded(number: int) -> bytes:
    return number.to_bytes(384)


@dataclass
class Client:
    """One app. Each field is one habit; the defaults are the device's."""

    g: int = 5
    hash_name: str = "sha512"
    order: str = "big"
    multiplier: Callable[[Client], int] | None = None
    private: Callable[[Client, bytes, bytes, bytes], bytes] | None = None
    scramble: Callable[[Client, int, int], int] | None = None
    session_key: Callable[[Client, int], bytes] | None = None
    proof: Callable[..., bytes] | None = None
    salt: Callable[[bytes], bytes] = lambda salt: salt
    password: Callable[[bytes], bytes] = lambda password: password
    name_in_sums: Callable[[bytes], bytes] = lambda name: name
    a: int = field(default_factory=lambda: int.from_bytes(secrets.token_bytes(32)) | 1 << 255)

    def H(self, *parts: bytes) -> bytes:
        return hashlib.new(self.hash_name, b"".join(parts)).digest()

    def number(self, data: bytes) -> int:
        return int.from_bytes(data)

    def least(self, number: int) -> bytes:
        return self.padded(number) if self.order == "little" else _least(number)

    def padded(self, number: int) -> bytes:
        return number.to_bytes(384, self.order)  # type: ignore[arg-type]

    @property
    def A(self) -> bytes:
        while True:
            A = _padded(int(gmpy2.powmod(self.g, self.a, N)))
            if A[0]:
                return A
            self.a += 1

    def answer(self, name: bytes, password: bytes, salt: bytes, B_sent: bytes) -> bytes:
        """M1 for what the device sent."""
        A_number, B = int.from_bytes(self.A), int.from_bytes(B_sent)
        s, P, I = self.salt(salt), self.password(password), self.name_in_sums(name)
        k = self.multiplier(self) if self.multiplier else self.number(self.H(self.padded(N), self.padded(self.g)))
        if self.private:
            x = self.number(self.private(self, s, I, P))
        else:
            x = self.number(self.H(s, self.H(I + b":" + P)))
        if self.scramble:
            u = self.scramble(self, A_number, B)
        else:
            u = self.number(self.H(self.padded(A_number), self.padded(B)))
        base = (B - k * int(gmpy2.powmod(self.g, x, N))) % N
        S = int(gmpy2.powmod(base, self.a + u * x, N))
        K = self.session_key(self, S) if self.session_key else self.H(self.least(S))
        A, B_bytes = self.padded(A_number), self.least(B)
        if self.proof:
            return self.proof(self, I, s, A, B_bytes, S, K)
        return self.rfc2945(I, s, A, B_bytes, K, self.padded(self.g))

    def rfc2945(self, I: bytes, s: bytes, A: bytes, B: bytes, K: bytes, g: bytes) -> bytes:
        mixed = bytes(x ^ y for x, y in zip(self.H(self.padded(N)), self.H(g), strict=True))
        return self.H(mixed, self.H(I), s, A, B, K)


def _hex(number: int) -> bytes:
    return f"{number:x}".encode()


def _hex_text_client() -> Client:
    """Every number and byte string goes into the hash as hex text, as number.toString(16) gives it."""

    def proof(c: Client, I: bytes, s: bytes, A: bytes, B: bytes, S: int, K: bytes) -> bytes:
        mixed = bytes(x ^ y for x, y in zip(c.H(_hex(N)), c.H(_hex(c.g)), strict=True))
        numbers = [_hex(int.from_bytes(one)) for one in (A, B)]
        return c.H(mixed, c.H(I), s.hex().encode(), *numbers, K.hex().encode())

    return Client(
        multiplier=lambda c: c.number(c.H(_hex(N), _hex(c.g))),
        private=lambda c, s, I, P: c.H(s.hex().encode(), c.H(I + b":" + P)),
        scramble=lambda c, A, B: c.number(c.H(_hex(A), _hex(B))),
        session_key=lambda c, S: c.H(_hex(S)),
        proof=proof,
    )


def _interleaved(client: Client, S: int) -> bytes:
    data = _least(S)
    data = data[len(data) % 2 :]
    even, odd = client.H(data[0::2]), client.H(data[1::2])
    return bytes(byte for pair in zip(even, odd, strict=True) for byte in pair)


def _mixed(c: Client) -> bytes:
    return bytes(x ^ y for x, y in zip(c.H(_padded(N)), c.H(_padded(c.g)), strict=True))


@dataclass(frozen=True)
class Quirk:
    """A mistake: how to make such a client, and the suspect that names it."""

    make: Callable[[], Client]
    name: str


QUIRKS: dict[str, Quirk] = {
    "SHA-256": Quirk(lambda: Client(hash_name="sha256"), "hash-sha256"),
    "SHA-1": Quirk(lambda: Client(hash_name="sha1"), "hash-sha1"),
    "g = 2": Quirk(lambda: Client(g=2), "g-2"),
    "k unpadded g": Quirk(lambda: Client(multiplier=lambda c: c.number(c.H(_padded(N), _least(c.g)))), "k-unpadded"),
    "k = 3 (SRP-6)": Quirk(lambda: Client(multiplier=lambda c: 3), "k-3"),
    "u truncated to 32 bits (SRP-3)": Quirk(
        lambda: Client(scramble=lambda c, A, B: int.from_bytes(c.H(_padded(A), _padded(B))[:4])), "u-cut"
    ),
    "g not padded in H(N)^H(g)": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.rfc2945(I, s, A, B, K, _least(c.g))), "m1-g-unpadded"
    ),
    "M1 = H(A|B|K)": Quirk(lambda: Client(proof=lambda c, I, s, A, B, S, K: c.H(A, B, K)), "m1-short-key"),
    "M1 = H(A|B|S) (BouncyCastle/pointycastle)": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.H(A, _padded(int.from_bytes(B)), _padded(S))),
        "m1-short-padded",
    ),
    "M1 uses S not K": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.rfc2945(I, s, A, B, _least(S), _padded(c.g))),
        "m1-secret-for-key",
    ),
    "M1 without salt": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.rfc2945(I, b"", A, B, K, _padded(c.g))), "m1-no-salt"
    ),
    "M1 with B before A": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.rfc2945(I, s, B, A, K, _padded(c.g))), "m1-ab-swapped"
    ),
    "M1 H(N|g) not xor": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.H(c.H(_padded(N), _padded(c.g)), c.H(I), s, A, B, K)),
        "m1-no-xor-padded",
    ),
    "I not hashed in M1": Quirk(
        lambda: Client(proof=lambda c, I, s, A, B, S, K: c.H(_mixed(c), I, s, A, B, K)), "m1-user-plain"
    ),
    "K interleaved (RFC2945)": Quirk(lambda: Client(session_key=_interleaved), "K-interleaved"),
    "x without username H(s|H(P))": Quirk(lambda: Client(private=lambda c, s, I, P: c.H(s, c.H(P))), "x-no-username"),
    "x without colon": Quirk(lambda: Client(private=lambda c, s, I, P: c.H(s, c.H(I + P))), "x-no-colon"),
    'x empty username ":P"': Quirk(
        lambda: Client(private=lambda c, s, I, P: c.H(s, c.H(b":" + P))), "x-empty-username"
    ),
    "x not double hashed": Quirk(lambda: Client(private=lambda c, s, I, P: c.H(s, I + b":" + P)), "x-one-hash"),
    "x = H(H(I:P)|s)": Quirk(lambda: Client(private=lambda c, s, I, P: c.H(c.H(I + b":" + P), s)), "x-salt-last"),
    "salt as hex text": Quirk(lambda: Client(salt=lambda s: s.hex().encode()), "salt-hex-text"),
    "salt reversed": Quirk(lambda: Client(salt=lambda s: s[::-1]), "salt-reversed"),
    "salt latin1->utf8": Quirk(lambda: Client(salt=lambda s: s.decode("latin-1").encode()), "salt-latin1-utf8"),
    "password + NUL": Quirk(lambda: Client(password=lambda P: P + b"\0"), "password-nul"),
    "password + newline": Quirk(lambda: Client(password=lambda P: P + b"\n"), "password-newline"),
    "password hex-decoded": Quirk(lambda: Client(password=lambda P: bytes.fromhex(P.decode())), "password-hex-decoded"),
    "password pre-hashed SHA-256": Quirk(
        lambda: Client(password=lambda P: hashlib.sha256(P).digest()), "password-sha256"
    ),
    "password UTF-16": Quirk(lambda: Client(password=lambda P: P.decode().encode("utf-16-le")), "password-utf16"),
    "username lower-cased in maths only": Quirk(lambda: Client(name_in_sums=bytes.lower), "name-lower"),
    "username + NUL in maths only": Quirk(lambda: Client(name_in_sums=lambda I: I + b"\0"), "name-nul"),
    "inner hash as hex text": Quirk(
        lambda: Client(private=lambda c, s, I, P: c.H(s, c.H(I + b":" + P).hex().encode())), "x-inner-hex-text"
    ),
    "values hashed as hex text": Quirk(_hex_text_client, "all-values-hex-text"),
    "little-endian integers": Quirk(lambda: Client(order="little"), "all-little-endian"),
}
"""The 33 mistakes that the device's own code was run against, by their names there."""

HARMLESS: dict[str, Callable[[], Client]] = {
    "correct": Client,
    "u from unpadded A,B": lambda: Client(scramble=lambda c, A, B: int.from_bytes(c.H(_least(A), _least(B)))),
    "S padded to 384 before K": lambda: Client(session_key=lambda c, S: c.H(_padded(S))),
}
"""Right, or wrong only where a value starts with 00."""
