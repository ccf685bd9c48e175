"""A statement read under a list of edits: what each side is known to have, and what stood on the wire.

First what each side holds by the capture, in the kinds of its dialect (`held`); it stays as it is while edits come and
go. Then the edits, and what one side knows of another: what the enroller made, what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace

from srpscope.errors import UserError
from srpscope.printable import printable
from srpscope.session.speaking import PARTIES, Spoken
from srpscope.session.statement import Said, Statement, UnreadValue
from srpscope.srp.applying import applied, behind, content
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import Order, byte_length
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import hashes
from srpscope.srp.rights import DEFAULT, SHARED, TYPED, Rights
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import COMPUTED, ORDER, SENT, Right, Side, Value, same
from srpscope.srp.written import written, written_on_wire

SERVERS_B = Right("assumed", "assumed", frozenset(["server b"]))
"""The server's b is no opinion of the client's."""


_OF_EITHER = frozenset(COMPUTED) - {"v", "A", "B"}
"""What each side computes for itself, so that one may have it otherwise than the other."""


@dataclass(frozen=True)
class HeldValues:
    """What each side holds by the capture, before any edit.

    given, rights: by side and name. own: names that a line gave to a side alone. told_alike: computed values that one
    line gave to both. wire: bytes by name, the messages'
    over those of values lines. logged_hash: H where a dialect leaves it open. unread: values that stand
    there and could not be read. notes: what could not be read, a sentence each.
    """

    spoken: Mapping[str, Spoken]
    given: Mapping[str, Mapping[str, Value]]
    rights: Mapping[str, Mapping[str, Right]]
    own: Mapping[str, frozenset[str]]
    told_alike: frozenset[str]
    wire: Mapping[str, bytes]
    hash: str | None
    logged_hash: str | None
    widthless: frozenset[str]
    has_enroller: bool
    unread: tuple[UnreadValue, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What each side of a session is known to have. notes: what could not be read, a sentence each. unapplied: the
    edits that could not be read, as clauses: what they would change is unknown."""

    client: Knowledge
    server: Knowledge
    enroller: Knowledge | None
    wire: Mapping[str, bytes]
    widthless: frozenset[str]
    notes: tuple[str, ...]
    unapplied: tuple[str, ...] = ()


def held(said: Statement, spoken: Mapping[str, Spoken], sent: Iterable[Mapping[str, bytes]]) -> HeldValues:
    """What each side holds. spoken: of client, server and enroller. sent: the values of each message, in order."""
    taking = _Taking(said, spoken)
    for one in said.values:
        taking.take(one)
    for values in sent:
        taking.take_sent(values)
    taking.drop_defaults()
    taking.turn_verifier()
    own = {side: frozenset(names) for side, names in taking.own.items()}
    return HeldValues(
        spoken,
        taking.given,
        taking.rights,
        own,
        frozenset(taking.told_alike),
        taking.wire,
        said.hash,
        said.logged_hash,
        said.widthless,
        said.has_enroller,
        tuple(one for one in (*said.unread, *taking.unread) if one.name not in taking.given.get(one.side, {})),
        tuple(taking.notes),
    )


class _Taking:
    def __init__(self, said: Statement, spoken: Mapping[str, Spoken]) -> None:
        self._spoken = spoken
        self._deduced = said.group_deduced
        self._printed_N = [one for one in said.values if one.name == "N"]
        self.given: dict[str, dict[str, Value]] = {side: {} for side in PARTIES}
        self.rights: dict[str, dict[str, Right]] = {side: {} for side in PARTIES}
        self.own: dict[str, set[str]] = {side: set() for side in PARTIES}
        self.told_alike: set[str] = set()
        self.wire: dict[str, bytes] = {}
        self.notes: list[str] = []
        self.unread: list[UnreadValue] = []
        for side in PARTIES:
            named = said.group_named and not _is_fixed(said, spoken[side])
            group = said.group if named else spoken[side].group
            if group is not None:
                self.given[side] |= {"N": group.N, "g": group.g}
                right = TYPED if named else DEFAULT
                self.rights[side] |= {"N": right, "g": right}

    def take(self, one: Said) -> None:
        """A value of a line; a later one goes over an earlier one."""
        name = one.name
        try:
            if one.side == "wire":
                self.wire[name] = written_on_wire(self._spoken["client"].dialect, name, one.form, one.content)
                return
            if one.side == "both" and name in _OF_EITHER:
                self.told_alike.add(name)
            elif one.side in ("client", "server"):
                self.told_alike.discard(name)
            for side in ("client", "server") if one.side == "both" else (one.side,):
                if one.of not in ("", side) and self._has_its_own(side, one):
                    continue
                self._give(side, one)
                if one.side != "both":
                    self.own[side].add(name)
            if one.side == "both" and name not in self.given["enroller"]:
                self._give("enroller", one)
        except UserError as error:
            self.notes.append(f"{one.where}, {one.side} {name[:32]}: {error}")
            self.unread.append(UnreadValue(one.side, name, self.notes[-1].rstrip(".")))

    def _has_its_own(self, side: str, one: Said) -> bool:
        """Whether what the other side's program printed of the group is no word on this one's: a group that somebody
        names for both, one that this side's own lines have, a product's, or another g beside the same N."""
        right = self.rights[side].get(one.name)
        if right is None or right.by != "assumed":
            return right is not None and not self._deduced
        spoken, N = self._spoken[side], next((said for said in self._printed_N if said.of == one.of), None)
        if spoken.group is None or spoken.dialect.messages is not None or N is None:
            return spoken.group is not None
        return same(written(spoken.dialect, "N", N.form, N.content), spoken.group.N)

    def _give(self, side: str, one: Said) -> None:
        order: Order = "little" if one.little else "big"
        value = written(self._spoken[side].dialect, one.name, one.form, one.content, order)
        if one.name == "H":
            value = hashes.canonical(str(value))
        setting = one.name in ("N", "g") or one.name in self._spoken[side].dialect.inputs
        stands_in = one.by == "assumed" and not setting
        before = self.rights[side].get(one.name)
        if stands_in and before is not None and before.by != "assumed":
            return  # what a played server lends its client is not put over the client's own word
        self.given[side][one.name] = value
        together = one.side == "both" and one.name in SHARED
        self.rights[side][one.name] = Right(
            one.by,
            one.by,
            frozenset([f"{side} {one.name}"]) if stands_in else frozenset(),
            frozenset([f"{one.where} {one.name}"]) if together else frozenset(),
        )

    def take_sent(self, values: Mapping[str, bytes]) -> None:
        """The values of a message, which go over those of lines."""
        for name, data in values.items():
            known = self.wire.get(name)
            # Each side has a MAC of its own: two of them are no contradiction.
            if known is not None and known != data and name in ORDER:
                self.notes.append(f"{name} stands twice on the wire with different bytes; the message's is used.")
            self.wire[name] = data

    def drop_defaults(self) -> None:
        """A dialect's own group is what a side takes where no other was sent."""
        for side in PARTIES:
            for name in ("N", "g"):
                if name in self.wire and self.rights[side].get(name) is DEFAULT:
                    del self.given[side][name]

    def turn_verifier(self) -> None:
        """A verifier that stands as it is stored, low byte first, is the number that its bytes are."""
        everything = {name: one for side in PARTIES for name, one in self.given[side].items()}
        for side in PARTIES:
            v = stored_verifier(self._spoken[side].dialect, self.given[side].get("v"), everything | self.given[side])
            if v is not None:
                self.given[side]["v"] = v
                self.notes.append(f"The {side}'s v stands with its low byte first, as it is stored: it is read so.")


def _is_fixed(said: Statement, spoken: Spoken) -> bool:
    """Whether a group that a page's arithmetic gives stands back behind the dialect's own: it is what one side took,
    and a product takes one group only. A library's dialect is spoken in other groups as well, by another N."""
    if not said.group_deduced or said.group is None or spoken.group is None:
        return False
    return said.group.N == spoken.group.N or spoken.dialect.messages is not None


def reading(held: HeldValues, edits: Sequence[Edit], memory: Memory) -> Reading:
    """What each side has under some edits."""
    return _Reader(held, edits, memory).read()


class _Reader:
    def __init__(self, held: HeldValues, edits: Sequence[Edit], memory: Memory) -> None:
        self._held = held
        self._edits = [one for one in edits if not one.off]
        self._memory = memory
        self._notes = list(held.notes)
        self._unapplied: dict[str, None] = {}
        self._unread_on_wire: set[str] = set()

    def read(self) -> Reading:
        wire = self._wire()
        enroller = self._enroller(wire) if self._held.has_enroller else None
        server = self._server(wire, enroller)
        alone = self._client(wire)
        client, told = self._exchanged(alone, server, wire)
        of_client = self._of_the_client(client, told)
        if of_client:
            given = {name: value for name, value in server.given.items() if name not in of_client}
            client, told = self._exchanged(alone, replace(server, given=given), wire)
        notes, unapplied = tuple(self._notes), tuple(self._unapplied)
        return Reading(client, told, enroller, wire, self._held.widthless, notes, unapplied)

    def _wire(self) -> Mapping[str, bytes]:
        wire = dict(self._held.wire)
        for edit in self._edits:
            if edit.side != "wire":
                continue
            try:
                new = content(edit, self._held.spoken["client"].dialect)
                assert isinstance(new, bytes)
                wire[edit.value] = new
            except UserError as error:
                self._not_applied(edit, "wire", str(error))
                self._unread_on_wire.add(edit.value)
                wire.pop(edit.value, None)
        return wire

    def _not_applied(self, edit: Edit, where: str, reason: str) -> None:
        self._notes.append(f"edit of {edit.value} on the {where}: {reason}")
        self._unapplied[f"the edit of {printable(edit.value, 24)} on the {where} was not applied"] = None

    def _plain(self, side: Side, wire: Mapping[str, bytes], given: Mapping[str, Value] | None = None) -> Knowledge:
        """A side as the capture has it."""
        spoken = self._held.spoken[side].dialect
        values = self._held.given[side] if given is None else given
        used = {name: value for name, value in values.items() if usable(name, spoken)}
        rights = self._held.rights[side]
        hash = self._hash_of(side, spoken)
        return Knowledge(side, spoken, used, wire, hash=hash, widthless=self._held.widthless, rights=rights)

    def _hash_of(self, side: Side, spoken: Dialect) -> str | None:
        """The hash that is said of a side; where its dialect leaves it open, that of the other side or of the calls
        that were logged. None: the dialect's own, where it names one."""
        own = self._held.given[side].get("H") or self._held.hash
        if own is None and spoken.hash is None:
            given = self._held.given
            own = given["server"].get("H") or given["client"].get("H") or self._held.logged_hash
        return None if own is None else str(own)

    def _edited(self, known: Knowledge) -> Knowledge:
        """A side under its edits: what was given it behind them is what it did without them."""
        reached: set[str] = set()
        for edit in self._edits:
            if not edit.applies_to(known.side):
                continue
            try:
                known = applied(known, edit)
                reached.add(edit.value)
                self._note_strangers(known, edit)
            except UserError as error:
                self._not_applied(edit, known.side, str(error))
                known = replace(known, unread={**known.unread, edit.value: str(error)})
        return replace(known, behind=behind(known, reached)) if reached else known

    def _note_strangers(self, known: Knowledge, edit: Edit) -> None:
        spoken = known.dialect
        formula = known.formulas.get(edit.value) if edit.form == "formula" else None
        for name in sorted(formula.names) if formula is not None else ():
            if not usable(name, spoken) and name not in spoken.types:
                reason = f"the formula names {name}, and the dialect {spoken.id} has no such value."
                self._not_applied(edit, known.side, reason)

    def _enroller(self, wire: Mapping[str, bytes]) -> Knowledge:
        given = dict(self._held.given["enroller"])
        for name in ("I", "s"):
            if name not in given and name in self._held.given["server"]:
                given[name] = self._held.given["server"][name]
        return self._edited(self._plain("enroller", wire, given))

    def _server(self, wire: Mapping[str, bytes], enroller: Knowledge | None) -> Knowledge:
        given = dict(self._held.given["server"])
        if enroller is not None and "P" not in self._held.own["server"]:
            given.pop("P", None)  # the server has only v and the salt it hands out
        plain = self._plain("server", wire, given)
        if enroller is not None:
            plain = self._lent(plain, Sheet(enroller, self._memory, record=False))
        elif "v" not in plain.given and any(edit.applies_to("server") for edit in self._edits):
            # What the server has in store is what it had: an edit of its b does not change the verifier.
            sheet = Sheet(plain, self._memory, record=False)
            plain = self._lent(plain, sheet) if sheet["v"].through else plain
        return self._edited(plain)

    def _lent(self, server: Knowledge, sheet: Sheet) -> Knowledge:
        verifier, right = sheet.value("v"), Rights(sheet)["v"]
        if verifier is None or right is None:
            return server
        return replace(server, lent={"v": verifier}, rights={**server.rights, "lent v": right})

    def _client(self, wire: Mapping[str, bytes]) -> Knowledge:
        plain = self._with_settings(self._plain("client", wire), wire)
        b = self._held.given["server"].get("b")
        if b is not None:
            plain = replace(plain, lent={"b": b}, rights={**plain.rights, "lent b": SERVERS_B})
        return self._edited(plain)

    def _with_settings(self, client: Knowledge, wire: Mapping[str, bytes]) -> Knowledge:
        """The client with what its proof needs beside SRP (a pool, rounds, a second salt), where the server alone has
        it on record: it belongs to both, as the group does."""
        server = self._held.given["server"]
        names = [one for one in client.dialect.inputs if one in server and one not in client.given and one not in wire]
        if not names or client.dialect is not self._held.spoken["server"].dialect:
            return client
        needed = {one for way in Sheet(client, self._memory, record=False).own_needs("M1") for one in way}
        names = [one for one in names if one in needed]
        given = {**client.given, **{name: server[name] for name in names}}
        return replace(client, given=given, rights={**client.rights, **dict.fromkeys(names, DEFAULT)})

    def _of_the_client(self, client: Knowledge, server: Knowledge) -> Set[str]:
        """What one line gave to both and the server's own formula does not give, where the client has such a value of
        its own: what a client's program printed proves nothing of its server."""
        of_client: set[str] = set()
        for name in (one for one in ORDER if one in self._held.told_alike and one in server.given):
            made = Sheet(server, self._memory, record=False)[name].by_formula
            if made is None or same(made, server.given[name]):
                continue
            if Sheet(client, self._memory, record=False)[name].by_formula is not None:
                of_client.add(name)
                server = replace(server, given={one: value for one, value in server.given.items() if one != name})
        return of_client

    def _exchanged(
        self, client: Knowledge, server: Knowledge, wire: Mapping[str, bytes]
    ) -> tuple[Knowledge, Knowledge]:
        """What nobody recorded on the wire but one side is known to send is what the other side received.

        So a session made of values alone, and a mistake made on one side of it, play out as they would. A client whose
        A is made of B (a thief who has seen B first) sends it after it has B.
        """
        sent: dict[str, bytes] = {}
        passed: dict[str, Right] = {}
        for known in (client, server):
            self._send(known, SENT[known.side] - wire.keys() - self._unread_on_wire - {"N", "g"}, sent, passed)
        if "A" not in sent and "A" not in wire and "B" in sent and "A" in client.formulas:
            self._send(replace(client, received={**sent, **wire}, passed=passed), {"A"}, sent, passed)
        if not sent:
            return client, server
        received = {**sent, **wire}
        return replace(client, received=received, passed=passed), replace(server, received=received, passed=passed)

    def _send(self, known: Knowledge, names: Set[str], sent: dict[str, bytes], passed: dict[str, Right]) -> None:
        """What a side has of these values, as it sends it."""
        sheet = Sheet(known, self._memory, record=False)
        rights = Rights(sheet)
        for name in sorted(names):
            with suppress(Missing, Failure):
                sent[name] = sheet.as_sent(name)
                right = rights[name]
                assert right is not None
                passed[name] = right


def usable(name: str, spoken: Dialect) -> bool:
    """A key that no dialect declares is kept in the file but not used."""
    return name in ORDER or name in spoken.inputs or name in spoken.own_values


_MADE_OF = ("N", "g", "I", "P", "s")


def stored_verifier(spoken: Dialect, v: Value | None, known: Mapping[str, Value]) -> int | None:
    """The verifier that a table of accounts holds as bytes, low byte first and as many as N has, as World of Warcraft's
    servers do; None where v is as it stands that of the user name, password and salt, where that cannot be told, and in
    dialects whose programs store it high byte first.

    known: N, g, I, P and s, as far as anybody has them. One exponentiation.
    """
    if spoken.stored != "little" or spoken.stretches or not isinstance(v, int) or not known.keys() >= set(_MADE_OF):
        return None
    made = Sheet(Knowledge("enroller", spoken, {name: known[name] for name in _MADE_OF}), record=False)["v"].value
    N = known["N"]
    if not isinstance(N, int) or not isinstance(made, int) or made == v:
        return None
    if v < 0 or byte_length(v) > byte_length(N):
        return None
    return made if int.from_bytes(v.to_bytes(byte_length(N), "big"), "little") == made else None
