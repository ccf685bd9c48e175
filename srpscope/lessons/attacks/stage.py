"""What the attacks share: whom they attack, and on what terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from srpscope.lessons.attacks.outcome import Attacked
from srpscope.live.users import LiveParty, Terms, UserCredential, Users, enrol, terms
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.values import Value
from srpscope.wire.exchange import Exchange, RefusedError

USER = "alice"
PASSWORD = "sunflower7"
"""On the word list."""

GROUP = "rfc5054-1024"
"""The smallest of RFC 5054: an attack on the formulas works in any group, and this one is quick."""


def standard(*edits: Edit, group: str = GROUP, dialect_id: str = "rfc5054") -> Terms:
    """SRP-6a with the values that the edits change on both sides."""
    return replace(terms(dialect(dialect_id), group, "sha1"), edits=edits)


def formula(value: str, text: str) -> Edit:
    """Both sides compute a value like this."""
    return Edit("both", value, "formula", text)


def victim(on: Terms, password: str = PASSWORD) -> UserCredential:
    """The user who is attacked, as the server knows her."""
    return enrol(on, USER, password)


def server_of(on: Terms, *credentials: UserCredential) -> Users:
    """A server's users."""
    return Users(on, credentials)


def as_written(end: Exchange, formulas: Mapping[str, str], refusal: RefusedError | None = None) -> Attacked:
    """How a login with a learner's formulas ended. refusal: why the learner's own client ended it."""
    said = [f"{name} = {text}" for name, text in formulas.items()]
    ended = refusal or end.refusal or "the client did not go on."
    said.append("The server accepts the proof." if end.accepted else f"Not let in: {ended}")
    return Attacked(bool(end.accepted), tuple(said))


def attacker(on: Terms, given: dict[str, Value], **formulas: str) -> LiveParty:
    """A client that knows what is given and computes some values in its own way."""
    party = LiveParty("client", on, {"I": USER, **given})
    for name, text in formulas.items():
        party.edit(name, formula=on.dialect.parse(text))
    return party
