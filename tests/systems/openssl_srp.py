"""One TLS-SRP session of the real libssl, as a program: `server PORT VERIFIERS` or `client PORT NAME PASSWORD`.

OpenSSL 3's s_client and s_server keep, for libssl's callbacks, the address of an argument on a stack that is gone
(set_up_srp_arg passes `&srp_arg`), so with the tools SRP stops half-way. This calls the same library through ctypes,
and prints a line for the key log and one for every private value that was drawn.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_void_p

PRIVATE_BYTES = 48
"""Bytes of a and b: SSL_MAX_MASTER_KEY_LENGTH, ssl/tls_srp.c."""

TLS_1_2, SET_MIN_VERSION, SET_MAX_VERSION = 0x0303, 123, 124
ERROR, OK = 3, 0
UNKNOWN_IDENTITY = 115

ssl, crypto = ctypes.CDLL("libssl.so.3"), ctypes.CDLL("libcrypto.so.3")
for library, names in (
    (ssl, "TLS_server_method TLS_client_method SSL_CTX_new SSL_new SSL_get_srp_username SSL_get_srp_userinfo"),
    (crypto, "SRP_VBASE_new SRP_VBASE_get1_by_user CRYPTO_strdup"),
):
    for name in names.split():
        getattr(library, name).restype = c_void_p

Bytes = CFUNCTYPE(c_int, c_void_p, c_int)
KeyLog = CFUNCTYPE(None, c_void_p, c_char_p)
Password = CFUNCTYPE(c_void_p, c_void_p, c_void_p)
Verifier = CFUNCTYPE(c_int, c_void_p, POINTER(c_int), c_void_p)


class Random(Structure):
    """RAND_METHOD, rand.h."""

    _fields_ = (("seed", c_void_p), ("bytes", Bytes), ("cleanup", c_void_p), ("add", c_void_p), ("pseudorand", Bytes))
    _fields_ = (*_fields_, ("status", CFUNCTYPE(c_int)))


class User(Structure):
    """The beginning of SRP_user_pwd, srp.h."""

    _fields_ = (
        ("id", c_char_p),
        ("s", c_void_p),
        ("v", c_void_p),
        ("g", c_void_p),
        ("N", c_void_p),
        ("info", c_char_p),
    )


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


@Bytes
def draw(buffer: int, size: int) -> int:
    """Random bytes; those of a private value's length are printed."""
    drawn = os.urandom(size)
    ctypes.memmove(buffer, drawn, size)
    if size == PRIVATE_BYTES:
        say("PRIVATE", drawn.hex())
    return 1


@CFUNCTYPE(c_int)
def seeded() -> int:
    return 1


@KeyLog
def log_key(_connection: int, line: bytes) -> None:
    say(line.decode())


RANDOM = Random(bytes=draw, pseudorand=draw, status=seeded)


def context(method: int) -> c_void_p:
    """A context for TLS 1.2 with SRP and nothing else."""
    crypto.RAND_set_rand_method(ctypes.byref(RANDOM))
    made = c_void_p(ssl.SSL_CTX_new(c_void_p(method)))
    for setting in (SET_MIN_VERSION, SET_MAX_VERSION):
        ssl.SSL_CTX_ctrl(made, setting, ctypes.c_long(TLS_1_2), None)
    assert ssl.SSL_CTX_set_cipher_list(made, b"SRP:@SECLEVEL=0") == 1
    ssl.SSL_CTX_set_keylog_callback(made, log_key)
    return made


def talk(made: c_void_p, connected: socket.socket, begin: str) -> bool:
    """The handshake, then one line each way."""
    session = c_void_p(ssl.SSL_new(made))
    ssl.SSL_set_fd(session, connected.fileno())
    if getattr(ssl, begin)(session) != 1:
        return False
    ssl.SSL_write(session, b"hello\n", 6)
    ssl.SSL_read(session, ctypes.create_string_buffer(100), 100)
    ssl.SSL_shutdown(session)
    return True


def client(port: int, name: str, password: str) -> bool:
    text = ctypes.create_string_buffer(password.encode())

    @Password
    def give(_connection: int, _argument: int) -> int:
        return int(crypto.CRYPTO_strdup(text, b"", 0))

    made = context(ssl.TLS_client_method())
    ssl.SSL_CTX_set_srp_username(made, name.encode())
    ssl.SSL_CTX_set_srp_client_pwd_callback(made, give)
    with socket.create_connection(("127.0.0.1", port), 20) as connected:
        connected.settimeout(None)
        return talk(made, connected, "SSL_connect")


def server(port: int, verifiers: str) -> bool:
    users = c_void_p(crypto.SRP_VBASE_new(None))
    assert crypto.SRP_VBASE_init(users, verifiers.encode()) == 0

    @Verifier
    def look_up(connection: int, alert: POINTER(c_int), _argument: int) -> int:  # type: ignore[valid-type]
        name = ssl.SSL_get_srp_username(c_void_p(connection))
        found = crypto.SRP_VBASE_get1_by_user(users, c_void_p(name)) if name else None
        if not found:
            alert[0] = UNKNOWN_IDENTITY  # type: ignore[index]
            return ERROR
        user = User.from_address(found)
        values = (c_void_p(value) for value in (user.N, user.g, user.s, user.v))
        return OK if ssl.SSL_set_srp_server_param(c_void_p(connection), *values, user.info) == 1 else ERROR

    made = context(ssl.TLS_server_method())
    ssl.SSL_CTX_set_srp_username_callback(made, look_up)
    with socket.create_server(("127.0.0.1", port)) as listening:
        say("LISTENING")
        connected, _ = listening.accept()
        with connected:
            return talk(made, connected, "SSL_accept")


if __name__ == "__main__":
    role, number, *rest = sys.argv[1:]
    sys.exit(0 if (client if role == "client" else server)(int(number), *rest) else 1)
