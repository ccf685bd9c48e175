"""A new salt and verifier, and the forms in which firmware and servers want it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import replace

from srpscope.answers.credential import SALT_LIMIT, Credential, inner_hash, speaks_esp
from srpscope.capture.capture import Capture
from srpscope.errors import UserError
from srpscope.session.clauses import named
from srpscope.srp.dialect import ESP, dialect
from srpscope.srp.encodings import byte_length, even_hex
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Sheet

USUAL_SALT = 16
"""Bytes of a salt, where the dialect's servers take any length."""


def make(
    username: str,
    password: str,
    name: str = ESP,
    salt_length: int | None = None,
    group_name: str | None = None,
    hash_name: str | None = None,
) -> Credential:
    """A new salt and verifier; for Security 2 none of salt, inner hash and verifier starts with 00.

    name: the dialect's id. group_name, hash_name: where the dialect leaves them open (`rfc5054-2048`, `sha256`);
    without a group such a dialect has no verifier. salt_length: in bytes; None for the length that the dialect's
    servers store, 16 where they take any.
    Raises UserError for an empty user name or a salt length outside 1 to 1,024 or that no server of the dialect
    stores, for a dialect whose x needs more than user name, password and salt, and for a user name and password whose
    inner hash starts with 00 (Security 2 only).
    """
    stored = dialect(name).salt_bytes
    length = salt_length if salt_length is not None else stored or USUAL_SALT
    if not 1 <= length <= SALT_LIMIT:
        raise UserError(f"a salt of {length} bytes makes no sense; it has 1 to {SALT_LIMIT:,} (16 as a rule).")
    if stored is not None and length != stored:
        raise UserError(f"a server that speaks {name} stores a salt of {stored} bytes, and none of {length}.")
    esp = speaks_esp(name)
    if esp and not username:
        raise UserError("Security 2 needs a user name; the device refuses an empty one.")
    for _ in range(1_000):
        salt = secrets.token_bytes(length)
        if salt[0] == 0:
            continue  # one in 256; several clients lose such a byte, whatever the dialect
        credential = Credential(username, salt, 0, name, group_name, hash_name)
        sheet = Sheet(credential.knowledge(password), record=False)
        if esp and (inner := inner_hash(sheet)) is not None and inner.startswith(b"\0"):
            raise UserError(
                "H(I:P) of this user name and password starts with 00, and esp_prov drops that byte: no verifier of "
                "theirs works with every client. Choose another password or user name."
            )
        cell = sheet["v"]
        if not isinstance(cell.value, int):
            needs = named(cell.needs[0]) if cell.needs else ""
            raise UserError(f"no verifier in the dialect {name}: {cell.problem or f'it needs {needs}'}.")
        N = sheet["N"].value
        width = (N.bit_length() + 7) // 8 if isinstance(N, int) else 0
        if esp and (cell.value.bit_length() + 7) // 8 < width:
            continue
        return replace(credential, verifier=cell.value)
    raise UserError("no salt was found whose verifier has no leading zero.")


def why_no_zeros() -> str:
    """Why Security 2 gets no leading zeros, in a sentence."""
    return (
        "Neither salt, inner hash H(I:P) nor verifier starts with 00: esp_prov and Espressif's Android library drop "
        "such a byte, and one credential in about a hundred would never work with them."
    )


def as_c(credential: Credential) -> str:
    """C arrays named as esp_prov prints them, sixteen bytes a line."""
    return "\n\n".join(
        f"static const char {name}[] = {{\n{_rows(data)}\n}};"
        for name, data in (("sec2_salt", credential.salt), ("sec2_verifier", verifier_bytes(credential)))
    )


def _rows(data: bytes) -> str:
    items = [f"0x{byte:02x}" for byte in data]
    return ",\n".join("    " + ", ".join(items[at : at + 16]) for at in range(0, len(items), 16))


def verifier_bytes(credential: Credential) -> bytes:
    """The verifier as programs of its dialect store it: big-endian and minimal, or low byte first and as long as N."""
    spoken = dialect(credential.dialect)
    if spoken.stored == "big":
        return bytes.fromhex(even_hex(credential.verifier))
    name = credential.group or spoken.group
    N = credential.verifier if name is None else group(name).N
    return credential.verifier.to_bytes(byte_length(N), "little")


def as_json(credential: Credential) -> str:
    """{"username", "salt", "verifier"} in hex, with the dialect."""
    answer: dict[str, object] = {"srpscope": 1, "dialect": credential.dialect, "username": credential.username}
    if credential.group:
        answer["group"] = credential.group
    if credential.hash:
        answer["hash"] = credential.hash
    return json.dumps(
        {**answer, "salt": credential.salt.hex(), "verifier": verifier_bytes(credential).hex()},
        ensure_ascii=False,
        indent=2,
    )


def as_hex(credential: Credential) -> str:
    """Three lines: user name (quoted, so that it is one line whatever stands in it), salt and verifier."""
    name = json.dumps(credential.username, ensure_ascii=False)
    return f"username: {name}\nsalt: {credential.salt.hex()}\nverifier: {verifier_bytes(credential).hex()}"


def as_nimbus(credential: Credential) -> str:
    """The registration message of Nimbus' exchange."""
    from srpscope.wire.wires import wire

    message = wire("nimbus").registration(credential.username, credential.salt, credential.verifier)
    return (message or b"").decode("utf-8")


def as_capture(credential: Credential) -> str:
    """A capture: what was enrolled, without the password."""
    from srpscope.capture.srp_jsonl import dumps

    title = f"credential of {credential.username}"
    header = {"title": title, "dialect": credential.dialect, "group": credential.group, "hash": credential.hash}
    capture = Capture(header={**header, "origin": "made", "secrets": True})
    capture.add_values(
        "server", {"I": credential.username, "s": credential.salt.hex(), "v": even_hex(credential.verifier)}
    )
    return dumps(capture).rstrip("\n")


FORMS: dict[str, Callable[[Credential], str]] = {
    "c": as_c,
    "json": as_json,
    "hex": as_hex,
    "nimbus": as_nimbus,
    "capture": as_capture,
}
"""What --as takes."""
