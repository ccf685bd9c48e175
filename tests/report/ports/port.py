"""A small SRP client (RFC 5054, SHA-1, M1 of RFC 2945). WRONG in the environment names the stage with a mistake."""

import hashlib
import os

WRONG = os.environ.get("WRONG", "")


def octets(number):
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def H(*parts):
    return hashlib.sha1(b"".join(parts)).digest()


def integer(data):
    return int.from_bytes(data, "big")


def client(given):
    N, g, a, B = (int(given[name], 16) for name in ("N", "g", "a", "B"))
    salt, width = bytes.fromhex(given["s"]), (N.bit_length() + 7) // 8
    user, password = given["I"].encode(), given["P"].encode()

    def pad(number):
        return number.to_bytes(width, "big")

    k = integer(H(octets(N), octets(g) if WRONG == "k" else pad(g)))
    x = integer(H(salt, H(b"" if WRONG == "x" else user, b":", password)))
    v = pow(g, x + (WRONG == "v"), N)
    A = pow(g, a % 2**32 if WRONG == "A" else a, N)
    sent = pad(A) if WRONG == "A_bytes" else octets(A)
    u = integer(H(octets(A), octets(B)) if WRONG == "u" else H(pad(A), pad(B)))
    S = pow(B - k * pow(g, x, N), a + (u if WRONG == "S" else u * x), N)
    K = H(pad(S) if WRONG == "K" else octets(S))
    key = octets(integer(K)) if WRONG == "M1" else K
    mixed = bytes(p ^ q for p, q in zip(H(octets(N)), H(octets(g)), strict=True))
    M1 = H(mixed, H(user), salt, octets(A), octets(B), key)
    M2 = H(M1, K) if WRONG == "M2" else H(octets(A), M1, K)
    numbers = {"k": k, "x": x, "v": v, "A": A, "u": u, "S": S}
    data = {"A_bytes": sent, "K": K, "M1": M1, "M2": M2}
    return {**{n: f"{value:x}" for n, value in numbers.items()}, **{n: one.hex() for n, one in data.items()}}
