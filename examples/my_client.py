"""A client of RFC 5054's SRP-6a with SHA-1, JSON lines over TCP, as somebody may have ported it.

Its mistake, with padded=False: k = H(N | g) instead of H(N | PAD(g)).
"""

import hashlib
import json
import secrets
import socket
from urllib.parse import urlsplit

from srpscope.srp.primitives.groups import group  # the numbers of RFC 5054, for brevity

N, g = group("rfc5054-2048").N, group("rfc5054-2048").g


def octets(number):
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def padded_octets(number):
    return number.to_bytes(len(octets(N)), "big")


def H(*parts):
    return hashlib.sha1(b"".join(parts)).digest()


def number(data):
    return int.from_bytes(data, "big")


def log_in(url, username, password, padded=True):
    """One handshake; gives the private value a, so that a test can say it to srpscope."""
    a = secrets.randbits(256)
    A = pow(g, a, N)
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        lines = connection.makefile("rw", newline="\n")
        answer = ask(lines, I=username, A=padded_octets(A).hex())
        s, B = bytes.fromhex(answer["s"]), int(answer["B"], 16)
        k = number(H(octets(N), padded_octets(g) if padded else octets(g)))
        x = number(H(s, H(f"{username}:{password}".encode())))
        u = number(H(padded_octets(A), padded_octets(B)))
        S = pow(B - k * pow(g, x, N), a + u * x, N)
        K = H(octets(S))
        xored = bytes(n ^ o for n, o in zip(H(octets(N)), H(octets(g)), strict=True))
        M1 = H(xored, H(username.encode()), s, octets(A), octets(B), K)
        ask(lines, M1=M1.hex())
    return a


def ask(lines, **message):
    lines.write(json.dumps(message) + "\n")
    lines.flush()
    return json.loads(lines.readline() or "{}")
