"""`soak`: handshakes whose values start with 00, each alone and some together, found by search over what is free.

Such a bug strikes once in 256 sessions or credentials; a set of these handshakes finds it at once. The search fixes
one thing after the other: user name, password, salt, b, a; so three zeros cost three times 256 tries and not 256^3.
Everything is drawn from a seed: the same seed gives the same set.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from srpscope.answers.suite.cases import exchange
from srpscope.answers.zeros import SITUATIONS, TITLES, ZeroPlace, places, salt_name, starts_with_zero
from srpscope.capture.capture import Capture
from srpscope.errors import UserError
from srpscope.srp.allowance import Alone
from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import even_hex
from srpscope.srp.formula import Call, Name, stretches, walk
from srpscope.srp.primitives.groups import group as named_group
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.engine.early import SearchPowers

GROUP, HASH = "rfc5054-2048", "sha256"
"""For a dialect that leaves them open."""

SECONDS = 60.0
"""How long one handshake may be searched for."""

_TRIES = 1 << 20
_PRIVATE_BYTES = 32
_SALT_BYTES = 16
CREDENTIAL = ("s", "H(I)", "inner", "x", "v")
"""Situations of a user's credential: the same in all sessions."""

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("s", "x"),
    ("H(I)", "inner"),
    ("A", "B"),
    ("B", "S"),
    ("s", "K"),
    ("H(I)", "M1"),
    ("s", "H(I)", "inner", "x", "A", "B"),
    ("s", "H(I)", "inner", "v", "B", "S"),
)
"""What is looked for together; a set that a dialect does not have is cut down to what it has."""


@dataclass(frozen=True)
class SoakSetting:
    """A dialect with the group and the hash in force."""

    dialect: Dialect
    group: str
    hash: str | None


def setting(spoken: Dialect, group: str | None = None, hash: str | None = None) -> SoakSetting:
    """The dialect's own group and hash, else those named, else the usual ones. Raises UserError."""
    from srpscope.srp.primitives.hashes import canonical

    name = group or spoken.group or GROUP
    named_group(name)
    chosen = canonical(hash) if hash is not None else None
    return SoakSetting(spoken, name, chosen if chosen is not None else None if spoken.hash else HASH)


@dataclass(frozen=True)
class SoakedHandshake:
    """One found handshake. zeros: the situations that hold, and no others do. tries: how many were looked at."""

    setting: SoakSetting
    zeros: tuple[str, ...]
    client: Knowledge
    server: Knowledge
    tries: int

    @property
    def label(self) -> str:
        """In words."""
        if not self.zeros:
            return "an ordinary handshake, nothing starts with 00"
        names = " and ".join(", ".join(TITLES[one] for one in self.zeros).rsplit(", ", 1))
        return f"{names} {'starts' if len(self.zeros) == 1 else 'start'} with 00"

    def sheets(self) -> tuple[Sheet, Sheet]:
        """Both sides, evaluated."""
        return exchange(self.client, self.server)

    def capture(self) -> Capture:
        """As a capture: both sides' inputs, and what went over the wire."""
        spoken = self.setting.dialect
        title, name = f"{spoken.id}: {self.label}", f"{spoken.id}-{slug(self.zeros)}"
        capture = written(self.setting, title, name, *self.sheets())
        capture.header["zeros"] = list(self.zeros)
        return capture


def written(chosen: SoakSetting, title: str, name: str, client: Sheet, server: Sheet, answered: bool = True) -> Capture:
    """A made handshake as a capture: both sides' inputs, and what went over the wire. answered: the server sent M2."""
    header = {
        "title": title,
        "dialect": chosen.dialect.id,
        "group": chosen.group,
        "hash": chosen.hash,
        "origin": "made",
        "secrets": True,
    }
    capture = Capture(header, name=name)
    given = client.knowledge.given
    both = {name: shown(given[name]) for name in ("s", *chosen.dialect.inputs) if name in given}
    capture.add_values("both", {"I": str(given["I"]), **both})
    capture.add_values("client", {name: shown(given[name]) for name in ("P", "a")})
    capture.add_values("server", {name: shown(server.knowledge.given[name]) for name in ("v", "b")})
    wire = {name: sheet.as_sent(name).hex() for name, sheet in (("A", client), ("B", server))}
    for name, sheet in (("M1", client), ("M2", server)):
        if sheet.value(name) is not None and (answered or name != "M2"):
            wire[f"{name}.hex"] = sheet.as_sent(name).hex()
    capture.add_values("wire", wire)
    return capture


def own_inputs(spoken: Dialect, seed: str) -> dict[str, Value]:
    """What a dialect needs beside SRP's own values, the same for the same seed; none of it starts with 00."""
    values: dict[str, Value] = {}
    for name, declared in spoken.inputs.items():
        data = hashlib.sha512(f"{seed}|input|{name}".encode()).digest()[:32]
        data = bytes([data[0] | 0x80]) + data[1:-1] + bytes([data[-1] | 0x80])
        values[name] = data if declared.kind == "bytes" else f"{name}1" if declared.kind == "text" else 1000
    return values


def salt_bytes(spoken: Dialect) -> int:
    """How long a salt is drawn: Proton's goes into bcrypt with six bytes behind it, and bcrypt takes 16."""
    x = spoken.formula("client", "x")
    bcrypt = x is not None and any(isinstance(node, Call) and node.function == "BCRYPT" for node in walk(x.node))
    return 10 if bcrypt else _SALT_BYTES


def slug(zeros: Sequence[str]) -> str:
    """Situations as a piece of a file's name."""
    return "-".join(one.replace("(", "").replace(")", "") for one in zeros) or "none"


def shown(value: Value) -> str:
    """A value as a capture's values line has it."""
    if isinstance(value, int):
        return even_hex(value)
    return value if isinstance(value, str) else value.hex()


@dataclass
class Soak:
    """A whole set. missing: what was looked for and not found, with the reason; absent: what the dialect lacks."""

    setting: SoakSetting
    handshakes: list[SoakedHandshake] = field(default_factory=list)
    missing: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    absent: tuple[str, ...] = ()


def wanted_sets(
    spoken: Dialect, situations: Iterable[str] = (), together: bool = True, N: int | None = None
) -> list[tuple[str, ...]]:
    """An ordinary one, each situation alone, and some together, as far as dialect and group have them."""
    has = places(spoken, N)
    named = tuple(situations)
    for one in named:
        if one not in SITUATIONS:
            raise UserError(f"{one!r} is no situation; there are {', '.join(SITUATIONS)}.")
    chosen = named or SITUATIONS
    sets: list[tuple[str, ...]] = [()]
    sets += [(one,) for one in SITUATIONS if one in chosen and one in has]
    if together:
        sets += [
            kept for some in TOGETHER if len(kept := tuple(one for one in some if one in has and one in chosen)) > 1
        ]
    return list(dict.fromkeys(sets))


def soak(
    chosen: SoakSetting,
    situations: Iterable[str] = (),
    *,
    together: bool = True,
    seed: str = "srpscope",
    seconds: float = SECONDS,
    on_found: Callable[[SoakedHandshake], None] = lambda handshake: None,
) -> Soak:
    """Find the set. Each handshake has `seconds` at the most; what was not found in that time is in `missing`."""
    N = named_group(chosen.group).N
    result = Soak(chosen, absent=tuple(one for one in SITUATIONS if one not in places(chosen.dialect, N)))
    for zeros in wanted_sets(chosen.dialect, situations, together, N):
        try:
            found = ZeroSearch(chosen, seed, seconds).find(zeros)
        except NotFoundError as reason:
            result.missing.append((zeros, str(reason)))
        else:
            result.handshakes.append(found)
            on_found(found)
    return result


class NotFoundError(Exception):
    """A search came to its limit; says where."""


Variable = Literal["I", "P", "salt", "b", "a"]


class ZeroSearch:
    """One handshake is looked for: the zeros that are wanted, and none of the others."""

    def __init__(self, chosen: SoakSetting, seed: str, seconds: float = SECONDS) -> None:
        self._setting = chosen
        self._spoken = chosen.dialect
        self._salt = salt_name(chosen.dialect)
        self._seed = seed
        self._deadline = time.monotonic() + seconds
        self._memory = Memory(powers=SearchPowers(), allowance=Alone())
        self._tries = 0
        N, g = named_group(chosen.group)
        self._places = places(chosen.dialect, N)
        self._base = Knowledge(
            "client", self._spoken, {"N": N, "g": g, **own_inputs(self._spoken, self._seed)}, hash=chosen.hash
        )

    def find(self, zeros: tuple[str, ...]) -> SoakedHandshake:
        """The handshake. Raises NotFoundError."""
        self._zeros = frozenset(zeros)
        self._seed = f"{self._seed}|{self._spoken.id}|{self._setting.group}|{self._setting.hash}|{slug(zeros)}"
        client, verifier = self._credential()
        server = replace(self._base, side="server", given={**self._shared(client), "v": verifier})
        server = self._vary_b(client, server)
        client, server = self._vary_a(client, server)
        return SoakedHandshake(self._setting, zeros, client, server, self._tries)

    # Drawing

    def _stream(self, what: str) -> Iterator[bytes]:
        for number in range(_TRIES):
            if time.monotonic() > self._deadline:
                raise NotFoundError(f"the time was over while {what} was searched, after {self._tries:,} tries")
            self._tries += 1
            yield hashlib.sha512(f"{self._seed}|{what}|{number}".encode()).digest()
        raise NotFoundError(f"{_TRIES:,} tries over {what} were not enough")

    def _draw_salt(self, data: bytes) -> bytes:
        salt = bytearray(data[: salt_bytes(self._spoken)])
        place = -1 if self._spoken.order == "little" else 0
        salt[place] = 0 if "s" in self._zeros else salt[place] | 0x80
        return bytes(salt)

    # The credential: user name, password, salt

    def _credential(self) -> tuple[Knowledge, int]:
        client = self._base.with_given({"I": "user0", "P": "password0"})
        if self._salt is not None:
            client = client.with_given({self._salt: self._draw_salt(next(self._stream("salt")))})
        if not self._right(client, ("H(I)",)):
            client = self._vary("I", client, ("H(I)",))
        if not self._right(client, ("H(I)", "inner")):
            client = self._vary(self._free("inner", ("P", "I", "salt")), client, ("H(I)", "inner"))
        if not self._right(client, CREDENTIAL):
            client = self._vary(self._free("x", ("salt", "I", "P")), client, CREDENTIAL)
        value = Sheet(client, self._memory, record=False).need("v")
        assert isinstance(value, int)
        return client, value

    def _vary(self, variable: Variable, client: Knowledge, situations: tuple[str, ...]) -> Knowledge:
        for number, data in enumerate(self._stream(variable)):
            if variable == "salt":
                assert self._salt is not None
                changed = client.with_given({self._salt: self._draw_salt(data)})
            else:
                changed = client.with_given({variable: f"{'user' if variable == 'I' else 'password'}{number + 1}"})
            if self._right(changed, situations):
                return changed
        raise AssertionError  # the stream ends by raising

    def _free(self, situation: str, order: tuple[Variable, ...]) -> Variable:
        """The variable to search over: one that the situation depends on, whose change leaves alone what is fixed
        already and costs no stretching of the password."""
        depends = self._depends(situation)
        stretched = self._stretched()
        fixed: set[str] = set()
        if "H(I)" in self._zeros:
            fixed.add("I")
        if situation == "x" and "inner" in self._zeros:
            fixed |= self._depends("inner")
        usable = [one for one in order if one in depends]
        best = [one for one in usable if one not in fixed]
        # Searching two zeros at once over a hash is still cheaper than one over a password that is stretched.
        cheap = [one for one in (*best, *usable) if one not in stretched]
        return (cheap or best or usable or list(order))[0] if stretched else (best or usable or list(order))[0]

    def _depends(self, situation: str) -> set[str]:
        place = self._places.get(situation)
        formula = self._spoken.formula("client", "x") if place is None or situation in ("x", "v") else place.formula
        names, found = list(formula.names) if formula is not None else [], set()
        while names:
            name = names.pop()
            if name in found:
                continue
            found.add(name)
            if name in self._spoken.own_values and (more := self._spoken.formula("client", name)) is not None:
                names += more.names
        return {"salt" if name == self._salt else name for name in found}

    def _stretched(self) -> set[str]:
        names: set[str] = set()
        for value in ("x", *self._spoken.own_values):
            formula = self._spoken.formula("client", value)
            for node in walk(formula.node) if formula is not None else ():
                if stretches(node):
                    names |= {one.name for one in walk(node) if isinstance(one, Name)}
        return {"salt" if name == self._salt else name for name in names}

    # The session: b, then a

    def _shared(self, client: Knowledge) -> dict[str, Value]:
        return {name: value for name, value in client.given.items() if name not in ("P", "a")}

    def _vary_b(self, client: Knowledge, server: Knowledge) -> Knowledge:
        u = self._spoken.formula("client", "u")
        early = ("B", "u") if u is not None and not u.names & {"A"} else ("B",)
        for data in self._stream("b"):
            changed = server.with_given({"b": _private(data)})
            sheet = Sheet(changed, self._memory, record=False)
            if self._right(replace(client, received={"B": sheet.as_sent("B")}), early, changed):
                return changed
        raise AssertionError

    def _vary_a(self, client: Knowledge, server: Knowledge) -> tuple[Knowledge, Knowledge]:
        sent = Sheet(server, self._memory, record=False).as_sent("B")
        for data in self._stream("a"):
            changed = replace(client.with_given({"a": _private(data)}), received={"B": sent})
            if self._right(changed, ("A", "u", "S", "K", "M1")):
                return replace(changed, received={}), server
        raise AssertionError

    def _right(self, client: Knowledge, situations: tuple[str, ...], server: Knowledge | None = None) -> bool:
        """Whether exactly the wanted ones of these situations hold."""
        sheet = Sheet(client, self._memory, record=False)
        other = sheet if server is None else Sheet(server, self._memory, record=False)
        return all(self._holds(self._places[one], sheet, other) for one in situations if one in self._places)

    def _holds(self, place: ZeroPlace, client: Sheet, server: Sheet) -> bool:
        return starts_with_zero(place, client, server) == (place.situation in self._zeros)


def _private(data: bytes) -> int:
    # The highest bit is set, so that the exponent itself brings no zero of its own.
    return int.from_bytes(data[:_PRIVATE_BYTES]) | 1 << (8 * _PRIVATE_BYTES - 1)
