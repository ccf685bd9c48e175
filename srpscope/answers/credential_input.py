"""A credential from whatever the person has: C arrays, hex, JSON, a registration, a capture, a device's log with b."""

from __future__ import annotations

from typing import NamedTuple

from srpscope.answers.credential import Credential
from srpscope.capture.capture import Capture
from srpscope.capture.pages.handshakes.captures import hex_for
from srpscope.capture.pages.literals.forms import UnreadableError, readings
from srpscope.errors import FileError, UserError
from srpscope.session.opening import session_of
from srpscope.srp.dialect import ESP, Dialect, dialect
from srpscope.srp.encodings import bytes_text
from srpscope.srp.primitives.groups import group
from srpscope.srp.values import Value
from srpscope.wire.wires import declared


def printed_hex(option: str, text: str) -> str:
    """The hex of a value typed on the command line, hex before any other reading. Raises UserError."""
    try:
        found = readings(text, "hex") if "," not in text else readings(text)
    except UnreadableError:
        try:
            found = readings(text)
        except UnreadableError as error:
            raise UserError(f"{option}: the value {error}.") from None
    return hex_for(found[0], "s")


class FoundCredential(NamedTuple):
    """A credential, notes about it, the password where a capture holds it, and whether anybody named its dialect."""

    credential: Credential
    notes: list[str]
    password: str | None
    named: bool


def credential_of(
    captures: list[Capture],
    typed: dict[str, str],
    *,
    username: str | None = None,
    dialect_name: str | None = None,
    group_name: str | None = None,
    hash_name: str | None = None,
) -> FoundCredential:
    """The credential in captures and in what was typed.

    Raises FileError where salt or verifier is missing, UserError where the user name is missing or a name is unknown.
    """
    found, notes = _values(captures)
    found |= typed
    where = ", ".join(one.title for one in captures) or "the command line"
    called = dialect_name or _header(captures, "enroller_dialect", "server_dialect", "dialect")
    name = called or ESP
    spoken = dialect(name)
    if "v" not in found:
        found |= _verifier_of_log(captures, name, notes)
    for key, what in (("v", "verifier (v, sec2_verifier)"), ("s", "salt (s, sec2_salt)")):
        if key not in found:
            raise FileError(f"{where}: there is no {what} in it.")
    if username is None:
        username = found.get("I")
    if username is None:
        raise UserError("whose credential is it? Give --username NAME.")
    group_name = group_name or _header(captures, "group")
    hash_name = hash_name or _header(captures, "hash")
    if spoken.group is None and "N" not in found:
        group_name, hash_name = _usual(spoken, group_name, hash_name, int(found["v"] or "0", 16), notes)
    if group_name is None and spoken.group is None and "N" not in found:
        raise UserError(f"the dialect {name} has no group of its own: give --group NAME.")
    if hash_name is None and spoken.hash is None:
        raise UserError(f"the dialect {name} has no hash of its own: give --hash NAME.")
    credential = Credential(
        username,
        bytes.fromhex(found["s"] if len(found["s"]) % 2 == 0 else "0" + found["s"]),
        int(found["v"] or "0", 16),
        name,
        group_name,
        hash_name,
        int(found["N"], 16) if "N" in found else None,
        int(found["g"], 16) if "g" in found else None,
    )
    return FoundCredential(credential, notes, found.get("P"), called is not None)


def _usual(
    spoken: Dialect, named_group: str | None, named_hash: str | None, v: int, notes: list[str]
) -> tuple[str | None, str | None]:
    """Group and hash: the named ones; where no group is, those that the dialect's messages have as a rule, which
    make-credential takes too, and a note that says so. A verifier that is no number below N is of another group."""
    usual_group, usual_hash = declared(spoken.messages).usual_terms
    if named_group is not None or usual_group is None or v >= group(usual_group).N:
        return named_group, named_hash
    hash_name = named_hash or spoken.hash or usual_hash
    notes.append(
        f"nobody named a group: {usual_group} with {hash_name} is taken, as {spoken.id} has it as a rule; "
        "--group NAME and --hash NAME say otherwise."
    )
    return usual_group, hash_name


def _header(captures: list[Capture], *keys: str) -> str | None:
    for key in keys:
        for capture in captures:
            named = capture.header.get(key)
            if isinstance(named, str) and named:
                return named
    return None


def _values(captures: list[Capture]) -> tuple[dict[str, str], list[str]]:
    """Name -> hex (text for I and P): what the enroller holds goes before the server's, that before the rest."""
    found: dict[str, str] = {}
    notes = [note for capture in captures for note in capture.notes]
    for side in ("enroller", "server", "client"):
        for capture in captures:
            reading = session_of(capture, declare=False).reading()
            known = {"enroller": reading.enroller, "server": reading.server, "client": reading.client}[side]
            for name in ("I", "P", "s", "v", "N", "g") if known is not None else ():
                value = None if known is None else known.given.get(name)
                if value is not None and (name not in "Ng" or not _named_group(capture)):
                    found.setdefault(name, _written(value))
    for capture in captures:
        for name, data in session_of(capture, declare=False).reading().wire.items():
            found.setdefault(name, bytes_text(data) if name == "I" else data.hex())
    return found, notes


def _named_group(capture: Capture) -> bool:
    """Whether N and g are the header's or the dialect's, not values of the file."""
    return not any({"N", "g"} & set(line["values"]) for line in capture.of_type("values") if "values" in line)


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:x}" if isinstance(value, int) else value.hex()


def _verifier_of_log(captures: list[Capture], name: str, notes: list[str]) -> dict[str, str]:
    """v = (B - g^b) / k, where a log gave b and B."""
    for capture in captures:
        v = session_of(capture, name).view.server["v"].value
        if isinstance(v, int):
            notes.append("the verifier was computed from the device's b and B.")
            return {"v": f"{v:x}"}
    return {}
