"""A capture that names no dialect gets the one that reproduces everything known in it, and says so."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from srpscope.errors import SrpscopeError
from srpscope.session.reading import held, reading
from srpscope.session.session import Session
from srpscope.session.speaking import PARTIES, Spoken
from srpscope.srp.dialect import STANDARD, Dialect, dialect, dialect_ids
from srpscope.srp.primitives.groups import group
from srpscope.srp.primitives.hashes import COMMON, digest_length, shown
from srpscope.srp.values import BOTH_SIDES, COMPUTED, ORDER, Side
from srpscope.wording import listed

if TYPE_CHECKING:  # most captures name their dialect, and the search for one is imported for those that do not
    from srpscope.why.identify import Identification, Match
    from srpscope.why.trying import Read


MOST_NAMED = 6
"""Dialects that a note names beside the one that was chosen."""


def declared(session: Session) -> Session:
    """The session itself where somebody named a dialect, else the same capture under the dialect that fits it.

    What was chosen, what fits as well, and that nothing fits, is a note of the capture. Nothing known: unchanged.
    """
    header = session.capture.header
    if session.names_dialect:
        return _hashed(session)
    from srpscope.why.identify import identify

    found = identify(reader(session))
    best = found.dialects[0] if found.dialects else found.nearest
    if best is None:
        return session
    known = best.group if set(best.reproduces) - TELLS_NO_GROUP else None
    came_out = {name for one in found.dialects for name in one.reproduces}
    if came_out == {"A"} and not _names_hash(session):
        return _with(session, group=known)
    brings_group = dialect(best.id).group is not None and not _said_of(session) & {"N", "group"}
    if came_out == {"x"} and brings_group:
        return _with(session, hash=best.hash)
    more = {"hash": best.hash} if header.get("hash") is None and best.hash is not None else {}
    if header.get("group") is None and known is not None:
        more["group"] = known
    capture = replace(
        session.capture,
        header={**header, **more},
        notes=[*session.capture.notes, _said(found), *_taken(session, found)],
    )
    apart = _apart(found)
    spoken: dict[str, str] = {"both": best.id} if apart is None else {side: one.id for side, one in apart.items()}
    return Session(capture, spoken, session.settings, memory=session.memory, guessed="dialect", as_read=session.capture)


TELLS_NO_GROUP = frozenset(["x"])
"""Values that are made without N and g: where they come out, any group would do."""


def _said_of(session: Session) -> set[str]:
    """The values that the file says, in lines and in messages, and the settings that its header names."""
    named = {name for name in ("hash", "group") if session.capture.header.get(name)}
    return {one.name for one in session.statement.values} | set(values_of_messages(session)) | named


def _names_hash(session: Session) -> bool:
    return _says_hash(session) or bool(session.hash_lines)


def _says_hash(session: Session) -> bool:
    return bool(_said_of(session) & {"H", "hash"})


def _with(session: Session, note: str = "", **told: str | None) -> Session:
    """The same capture with what its values tell where nobody says it: A = g^a the group, x the hash. note: a sentence
    about it."""
    more = {name: value for name, value in told.items() if value is not None and not session.capture.header.get(name)}
    if not more:
        return session
    notes = [*session.capture.notes, *([note] if note else [])]
    capture = replace(session.capture, header={**session.capture.header, **more}, notes=notes)
    return Session(capture, session.dialects, session.settings, memory=session.memory)


def _hashed(session: Session) -> Session:
    """A session of a named dialect with the hash that its own values tell, where nobody says one: of a dialect that
    leaves it open what they come out with, else the usual one of its proof's length."""
    spoken = session.dialect("client")
    if spoken.id != session.dialect("server").id:
        return session
    if session.hash_lines and not _says_hash(session):
        return _of_the_calls(session, spoken)
    if _says_hash(session):
        return session
    if spoken.hash is not None:
        return _of_another_hash(session, spoken, spoken.hash)
    found = identification(session, named=True)
    if found.dialects:
        best = found.dialects[0]
        hashed = [name for name in best.reproduces if name != "A"]
        if not hashed:
            return session
        named = None if set(best.reproduces) <= TELLS_NO_GROUP else best.group
        came = f"with {shown(best.hash or '')} {listed(hashed)} {'comes' if len(hashed) == 1 else 'come'} out"
        return _with(session, f"Nobody names the hash: {came}.", hash=best.hash, group=named)
    near, proof = found.nearest, _proof(session)
    if near is None or near.hash is None or proof is None or proof != digest_length(near.hash):
        return session
    return _with(session, f"Nobody names the hash: {shown(near.hash)} has the {proof} bytes of M1.", hash=near.hash)


OF_THE_SERVER = frozenset(["v", "B", "M2"])
"""Values of the server's that only one hash makes."""


def _of_another_hash(session: Session, spoken: Dialect, own: str) -> Session:
    """A session whose server was seen to hash otherwise than the named dialect: RFC 5054's arithmetic is mostly spoken
    with SHA-256, and is its own dialect with SHA-1. A client that hashes otherwise is a client with a mistake."""
    proof = _proof(session)
    if spoken.stretches or proof is None or proof == digest_length(own):
        return session
    from srpscope.why.identify import identify

    found = identify(reader(session), [replace(spoken, hash=None)])
    best = found.dialects[0] if found.dialects else found.nearest
    if best is None or best.hash in (None, own) or not OF_THE_SERVER & set(best.reproduces):
        return _of_the_proof_alone(session, spoken, proof)
    out = [name for name in best.reproduces if name != "A"]
    came = f"{listed(out)} {'comes' if len(out) == 1 else 'come'} out with {shown(best.hash)}"
    return _with(session, f"{spoken.id} hashes with {shown(own)}; here {came}.", hash=best.hash, group=best.group)


def _of_the_proof_alone(session: Session, spoken: Dialect, proof: int) -> Session:
    """A session with the hash of its client's proof, where nothing tells the server's."""
    usual = next((name for name in COMMON if digest_length(name) == proof), None)
    return _of_the_client_alone(session, spoken, usual, f"M1 has {proof} bytes")


def _of_the_calls(session: Session, spoken: Dialect) -> Session:
    """A session with the hash that each logged call of its client is of, where nothing tells the server's."""
    called = {one.alg for one in session.hash_lines}
    alone = called.pop() if len(called) == 1 else None
    return _of_the_client_alone(session, spoken, alone, "the client's logged calls are of it")


def _of_the_client_alone(session: Session, spoken: Dialect, hash: str | None, why: str) -> Session:
    """A session of a standard, whose server's hash nothing tells, with the one that its client uses: a guess."""
    if hash in (None, spoken.hash) or spoken.rank != STANDARD or spoken.hash is None:
        return session
    if _server_hashed(session, digest_length(str(hash))):
        return session
    note = (
        f"{spoken.id} hashes with {shown(spoken.hash)}; both sides are read with {shown(str(hash))}, as {why} and "
        "nothing tells that the server hashes otherwise."
    )
    return replace(_with(session, note, hash=hash), guessed="hash", as_read=session.capture)


def _server_hashed(session: Session, length: int) -> bool:
    """Whether anything is on record that the server hashed, by which its hash can be told to be another one than that
    of the client's, whose digests are so long."""
    read = session.reading([])
    own = set(read.server.given) | (set(read.enroller.given) if read.enroller is not None else set())
    made = own & (set(COMPUTED) - {"A", "B", "M1", "M2"}) or ("b" in own and "B" in read.wire)
    answers = (read.wire.get("M2"), read.server.given.get("M2"))
    unlike = any(isinstance(one, bytes) and len(one) != length for one in answers)
    return bool(made) or unlike or any(one.side == "server" for one in session.hash_lines)


def _proof(session: Session) -> int | None:
    """The length of the client's proof in bytes, where it was seen with all its zeros."""
    read = session.reading([])
    for known in (read.wire, read.client.given, read.server.given):
        proof = known.get("M1")
        if isinstance(proof, bytes) and "M1" not in read.widthless:
            return len(proof)
    return None


def _taken(session: Session, found: Identification) -> list[str]:
    """That a group which nobody names is used, as a sentence, and why."""
    best = found.dialects[0] if found.dialects else None
    said = {one.name for one in session.statement.values} | set(values_of_messages(session))
    if best is None or best.group is None or "N" in said or session.capture.header.get("group"):
        return []
    if not set(best.reproduces) - TELLS_NO_GROUP:
        return []
    if dialect(best.id).group is not None:
        return []
    return [
        f"Nobody names N and g: they are taken to be those of {best.group}, with which {best.reproduces[0]} comes out."
    ]


TELLS_LITTLE = frozenset(["A", "u"])
"""Values that nearly every dialect computes alike: no word on which one a side speaks."""


def _apart(found: Identification) -> dict[Side, Match] | None:
    """What each side speaks, where no dialect fits both and one fits each; of those that fit, the two that differ in
    the fewest values, a rank counting as one value more. None where that is not so, or where what came out of a side
    tells little."""
    spelled = cache(_spelled)
    fit: dict[Side, list[Match]] = {
        side: [one for one in found.dialects if one.side == side and set(one.reproduces) - TELLS_LITTLE]
        for side in BOTH_SIDES
    }
    pairs = [(one, other) for one in fit["client"] for other in fit["server"] if one.hash == other.hash]
    if not pairs:
        return None

    def unlikely(two: tuple[Match, Match]) -> int:
        ids = two[0].id, two[1].id
        return len(_differing(*map(spelled, ids))) + sum(dialect(one).rank for one in ids)

    client, server = min(pairs, key=unlikely)
    return {"client": client, "server": server}


def _spelled(id: str) -> dict[str, list[str | None]]:
    """Every formula of a dialect, both sides', with its defaults written out."""
    from srpscope.srp.spelled import spelled_out

    return {name: [spelled_out(dialect(id), side, name) for side in BOTH_SIDES] for name in COMPUTED}


def _differing(one: dict[str, list[str | None]], other: dict[str, list[str | None]]) -> list[str]:
    """The values that two dialects spell otherwise, in order."""
    return [name for name in COMPUTED if one[name] != other[name]]


def _said(found: Identification) -> str:
    apart = _apart(found)
    all_the_same = f"; {found.parted} of client and server differ all the same" if found.parted else ""
    if apart is not None:
        client, server = apart["client"].id, apart["server"].id
        if client == server:
            each = " and ".join(f"the {side}'s {listed(one.reproduces)}" for side, one in apart.items())
            return f"The capture names no dialect: read as {client}, which reproduces {each}{all_the_same}."
        return (
            f"The capture names no dialect, and none reproduces both sides: the client is read as {client}, the server "
            f"as {server}, which reproduce what is known of each. They have other formulas for "
            f"{listed(_differing(_spelled(client), _spelled(server)))}."
        )
    alone = found.dialects[0] if found.dialects else None
    if alone is not None and alone.side is not None:
        other = "server" if alone.side == "client" else "client"
        if found.parted:
            came = f"the {alone.side}'s {listed(alone.reproduces)}"
            return f"The capture names no dialect: read as {alone.id}, which reproduces {came}{all_the_same}."
        return (
            f"The capture names no dialect, and none reproduces both sides: read as {alone.id}, which reproduces the "
            f"{alone.side}'s {listed(alone.reproduces)} and not what is known of the {other}."
        )
    if not found.dialects:
        assert found.nearest is not None
        near = found.nearest
        calls = f" and makes {near.calls} of its {near.logged} logged hash calls" if near.logged else ""
        return (
            f"The capture names no dialect, and none reproduces it: read as the nearest one, {near.id}, "
            f"which fails at {near.fails_at}{calls}. If it speaks another one, name it: --dialect ID."
        )
    first, *more = dict.fromkeys(one.id for one in found.dialects)
    also = f" The same comes out of {', '.join(more[:MOST_NAMED])}" if more else ""
    also += f" and {len(more) - MOST_NAMED} more." if len(more) > MOST_NAMED else "." if more else ""
    came = "everything known" if not found.uncomputed else f"{listed(found.dialects[0].reproduces)}; {found.left_open}"
    return f"The capture names no dialect: read as {first}, which reproduces {came.rstrip('.')}.{also}"


def identification(session: Session, named: bool = False) -> Identification:
    """Which dialects reproduce everything known of a session. named: only the one that the person named is tried."""
    from srpscope.why.identify import identify

    return identify(reader(session), among(session, named), session.declared)


def among(session: Session, named: bool) -> list[str | Dialect] | None:
    """The dialects to try: the one that the person named (a settings object has no id), else None for all, and with
    them the settings object that the capture itself publishes."""
    if named:
        return [session.dialect("client")]
    published = session.settings_object("client")
    if published is None or not published.changes:
        return None
    return [*dialect_ids(), session.dialect("client")]


def reader(session: Session) -> Read:
    """The session's capture as it reads under one dialect after another, its edits left out."""
    from srpscope.why.question import LoggedHash
    from srpscope.why.trying import Sides

    hashes = tuple(LoggedHash(one.side, one.alg, one.fed, one.out) for one in session.hash_lines)
    said, sent = session.statement, values_of_messages(session)
    # It is read once for each dialect: what none of them knows would be kept as often.
    names = known_to_any(session)
    said = replace(said, values=tuple(one for one in said.values if one.name in names))
    published = session.settings_object("client")
    if published is not None:  # the settings name a group and a hash, whichever dialect is tried
        said = replace(said, hash=said.hash or published.hash, group=said.group or published.group, group_named=True)

    def read(spoken: Dialect) -> Sides:
        each = Spoken(spoken, None if spoken.group is None else group(spoken.group))
        # What a page has once is looked at on both sides: a dialect that both speak makes it of each.
        has = held(said, dict.fromkeys(PARTIES, each), [sent])
        found = reading(replace(has, told_alike=frozenset()), [], session.memory)
        sides = Sides(found.client, found.server, found.wire, found.enroller, found.widthless, hashes)
        return replace(sides, told_alike=has.told_alike)

    return read


def known_to_any(session: Session) -> set[str]:
    """The names that some dialect uses, the session's own among them."""
    found = set(ORDER)
    tried: list[str | Dialect] = [*dialect_ids(), session.dialect("client"), session.dialect("server")]
    for one in tried:
        with suppress(SrpscopeError):  # a user's own file that is broken is no candidate
            spoken = dialect(one) if isinstance(one, str) else one
            found.update(spoken.inputs, spoken.own_values)
    return found


def values_of_messages(session: Session) -> dict[str, bytes]:
    """What the messages carry under the wire that finds most in them: it does not depend on a dialect's id."""
    from srpscope.wire.wires import WIRES, decode

    best: dict[str, bytes] = {}
    for wire in WIRES:
        found: dict[str, bytes] = {}
        for line, data in ((one.line, one.data) for one in session.statement.messages):
            endpoint = line.get("endpoint")
            decoded = decode(wire, str(line.get("from", "")), data, endpoint if isinstance(endpoint, str) else None)
            found |= decoded.values if decoded is not None else {}
        if len(found) > len(best):
            best = found
    return best
