"""What the attacks share: whom they attack, on what terms, and what both sides had in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from srpscope.errors import UserError
from srpscope.lessons.attacks.outcome import Attacked, Numbers
from srpscope.lessons.attacks.setting import Setting
from srpscope.live.users import LiveParty, Terms, UserCredential, Users, enrol, terms
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Side, Value
from srpscope.wire.exchange import Exchange, RefusedError

USER = "alice"
PASSWORD = "sunflower7"
"""On the word list."""

GROUP = "rfc5054-1024"
"""The smallest of RFC 5054: an attack on the formulas works in any group, and this one is quick."""


def standard(setting: Setting, *edits: Edit, group: str = GROUP, dialect_id: str = "rfc5054") -> Terms:
    """SRP-6a with the values that the edits change on both sides, and what the learner changed. Raises UserError."""
    on = terms(dialect(dialect_id), group, "sha1")
    on = replace(on, group=setting.group or on.group, edits=edits)
    if not setting.k:
        return on
    known = Knowledge("client", on.dialect, {"N": on.group.N, "g": on.group.g}, hash=on.hash)
    k = Sheet(known.with_formulas({"k": on.dialect.parse(setting.k)}), record=False)["k"]
    if k.value is None:
        raise UserError(f"{setting.k!r} makes no k: {k.problem or 'it may need N and g, and nothing else'}.")
    return replace(on, edits=(*edits, formula("k", setting.k)))


def formula(value: str, text: str) -> Edit:
    """Both sides compute a value like this."""
    return Edit("both", value, "formula", text)


def password_of(setting: Setting) -> str:
    """The victim's."""
    return setting.password or PASSWORD


def victim(on: Terms, setting: Setting) -> UserCredential:
    """The user who is attacked, as the server knows her."""
    return enrol(on, USER, password_of(setting))


def server_of(on: Terms, *credentials: UserCredential) -> Users:
    """A server's users."""
    return Users(on, credentials)


def attacker(
    on: Terms,
    given: Mapping[str, Value],
    formulas: Mapping[str, str],
    side: Side = "client",
    kind: type[LiveParty] = LiveParty,
) -> LiveParty:
    """A side that knows what is given and computes some values in its own way. kind: one that behaves otherwise too."""
    edits = tuple(Edit(side, name, "formula", text) for name, text in formulas.items())
    return kind(side, replace(on, edits=(*on.edits, *edits)), {"I": USER, **given})


def numbers(client: Exchange | LiveParty | Sheet, server: Exchange | LiveParty | None) -> Numbers:
    """Every number of both sides, as far as each had begun."""
    sheets = [_sheet(client), _sheet(server)]
    names = dict.fromkeys(name for sheet in sheets if sheet is not None for name in sheet.names)
    found = {name: tuple(None if sheet is None else sheet[name].value for sheet in sheets) for name in names}
    return {name: (left, right) for name, (left, right) in found.items() if (left, right) != (None, None)}


def _sheet(one: Exchange | LiveParty | Sheet | None) -> Sheet | None:
    party = one.party if isinstance(one, Exchange) else one
    return party.sheet if isinstance(party, LiveParty) else party if isinstance(party, Sheet) else None


def as_written(client: Exchange, end: Exchange, setting: Setting, refusal: RefusedError | None = None) -> Attacked:
    """How a login with a learner's formulas ended. refusal: why the learner's own client ended it."""
    ended = refusal or end.refusal or "the client did not go on."
    said = (*setting.said(), "The server accepts the proof." if end.accepted else f"Not let in: {ended}")
    return Attacked(bool(end.accepted), said, numbers=numbers(client, end))
