"""One side of a handshake as a sheet: every value given, received, computed, or unknown with what it needs.

What a side used (README.md beside the dialects): an edit, else its own given value, else what it received, else its
formula. Where a given value has a formula too, both are kept: `Cell.computed` beside `Cell.value`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import RLock
from typing import Literal, NamedTuple

from srpscope.srp import encodings, limits
from srpscope.srp.allowance import Allowance
from srpscope.srp.calls import HashCall
from srpscope.srp.dialect import Dialect
from srpscope.srp.evaluate import Evaluation
from srpscope.srp.formula import Call, Formula, FormulaError, Name, Power, asks_hash, of_node, walk
from srpscope.srp.outcome import Failure, FormulaSettings, Missing, Otherwise
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.modexp import Powers, inverse
from srpscope.srp.values import NUMBERS, ORDER, RECEIVED, SENT, Kind, Right, Side, Value, equal, rank, same
from srpscope.srp.written import read_wire

Source = Literal["given", "received", "computed"]
Needs = tuple[tuple[str, ...], ...]

CLIENT_S_FROM_B = parse("(A * v ** u) ** b")
"""The premaster secret from the server's private key; the client's too, where B is made of the client's k and v."""
SERVER_B = parse("(k * v + g ** b) % N")


@dataclass(frozen=True)
class Knowledge:
    """What one side is known to have, and how it computes.

    given: its own values (logged, typed, edited). received: bytes from the wire, by value. lent: what another party
    is known to hold and this side's values can be computed from ("b" for the client, "v" for the server).
    formulas: an edit's formulas, over the dialect's. hash: the capture's or an edit's, over the dialect's.
    typed: names whose given value is an edit. widthless: names whose given bytes lost their length when they were
    printed: where the formula gives them back with their leading zeros, those are used. unread: names whose edit cannot
    be read, and why. rights: by what right the given values stand, and the lent ones as "lent b"; passed: that of what
    was received though nobody recorded it on the wire. behind: what is made of what an edit changed; given there are
    values of what the side did without it.
    """

    side: Side
    dialect: Dialect
    given: Mapping[str, Value] = field(default_factory=dict)
    received: Mapping[str, bytes] = field(default_factory=dict)
    lent: Mapping[str, Value] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    hash: str | None = None
    typed: frozenset[str] = frozenset()
    widthless: frozenset[str] = frozenset()
    rights: Mapping[str, Right] = field(default_factory=dict)
    passed: Mapping[str, Right] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    behind: frozenset[str] = frozenset()

    def formula(self, name: str) -> Formula | None:
        """The formula in force for a value: an edit's, else the dialect's."""
        return self.formulas[name] if name in self.formulas else self.dialect.formula(self.side, name)

    @property
    def settings(self) -> FormulaSettings:
        """The dialect's defaults with the hash in force."""
        found = self.dialect.settings(self.hash)
        return found._replace(hash=None) if "H" in self.unread else found

    def with_formulas(self, formulas: Mapping[str, Formula]) -> Knowledge:
        """The same side with other formulas."""
        return replace(self, formulas={**self.formulas, **formulas})

    def with_given(self, given: Mapping[str, Value]) -> Knowledge:
        """The same side with other values of its own."""
        return replace(self, given={**self.given, **given})


class Cell(NamedTuple):
    """One value of one side.

    value: None where it is unknown; then `needs` lists the alternatives that would tell it, and `problem` the reason
    where a formula failed. computed: what the formula gives where the value itself was given or received.
    calls: the hash calls of the formula, in order. edited: an edit made it what it is. through: the values that it was
    computed from where that was not its formula, and lent the one among them that another party lent. did: the value
    that was given, where one computed behind an edit stands in its place.
    """

    name: str
    value: Value | None
    source: Source | None
    formula: Formula | None = None
    computed: Value | None = None
    calls: tuple[HashCall, ...] = ()
    needs: Needs = ()
    problem: str | None = None
    edited: bool = False
    through: tuple[str, ...] = ()
    lent: str | None = None
    did: Value | None = None

    @property
    def by_formula(self) -> Value | None:
        """What its own formula gives, whatever it was given."""
        return self.value if self.source == "computed" else self.computed

    @property
    def contradicted(self) -> bool:
        """The value it was given is not what its own formula gives."""
        if self.value is None:
            return False
        return any(one is not None and not equal(self.value, one) for one in (self.computed, self.did))


@dataclass
class Memory:
    """Results kept from one sheet to the next, by formula and by what went into it: an edit recomputes only what
    depends on it. Shared by the sheets of one session, as is `allowance`; holds `most` entries."""

    results: dict[tuple[object, ...], tuple[Value, tuple[HashCall, ...]]] = field(default_factory=dict)
    powers: Powers = field(default_factory=Powers)
    allowance: Allowance = field(default_factory=Allowance)
    most: int = 4096

    def remember(self, key: tuple[object, ...], result: tuple[Value, tuple[HashCall, ...]]) -> None:
        """Keep a result; everything is forgotten when it gets too much."""
        if len(self.results) >= self.most:
            self.results.clear()
        self.results[key] = result


class Sheet:
    """The values of one side, each computed when it is first asked for."""

    def __init__(self, knowledge: Knowledge, memory: Memory | None = None, record: bool = True) -> None:
        self.knowledge = knowledge
        self.settings = knowledge.settings
        self._memory = memory or Memory()
        self._record = record
        self._cells: dict[str, Cell] = {}
        self._open: list[str] = []
        # A screen may look at a live party's values while a thread computes them: a value in the making there is not
        # one that is made of itself.
        self._one_thread = RLock()
        self._readers: dict[str, list[str]] | None = None
        self._reached: dict[str, set[str]] = {}

    @property
    def side(self) -> Side:
        """client, server or enroller."""
        return self.knowledge.side

    @property
    def powers(self) -> Powers:
        """base ** exponent mod N, remembered."""
        return self._memory.powers

    @property
    def allowance(self) -> Allowance:
        """What this sheet may still compute, with those that share its memory."""
        return self._memory.allowance

    @property
    def names(self) -> tuple[str, ...]:
        """Every value of this sheet: SRP's own in their order, then the dialect's inputs and values, then the rest."""
        known = self.knowledge
        more = [*known.dialect.inputs, *known.dialect.own_values, *known.given, *known.formulas]
        return tuple(dict.fromkeys([*ORDER, *more]))

    def __getitem__(self, name: str) -> Cell:
        cell = self._cells.get(name)
        if cell is not None:
            return cell
        with self._one_thread:
            if (cell := self._cells.get(name)) is None:
                if name in self._open:
                    return Cell(name, None, None, problem=f"{name} is made of itself")
                self._open.append(name)
                try:
                    cell = self._cells[name] = self._make(name)
                finally:
                    self._open.pop()
        return cell

    def value(self, name: str) -> Value | None:
        """A value, or None where it is unknown."""
        return self[name].value

    def need(self, name: str) -> Value:
        """A value. Raises Missing where it is unknown."""
        cell = self._cells.get(name)
        value = (self[name] if cell is None else cell).value
        if value is None:
            raise Missing(name)
        return value

    def kind(self, name: str) -> Kind:
        """Number, bytes or text."""
        formula = self.knowledge.formulas.get(name)
        if formula is not None and name not in NUMBERS and name not in self.knowledge.dialect.types:
            return self.knowledge.dialect.kind_of(formula.node, frozenset({name}))
        return self.knowledge.dialect.kind(name)

    def raw(self, name: str) -> bytes:
        """The bytes on the wire: those received, or the form in which this side sends the value. Raises Missing."""
        seen = self.knowledge.received.get(name)
        if seen is not None and name not in self.knowledge.typed:
            # What this side sent is what stood on the wire, as long as it is the same value.
            own = name in SENT[self.side] and self[name].value is not None
            if not own or equal(self.need(name), self._received(name)):
                return seen
        return self.as_sent(name)

    def as_sent(self, name: str) -> bytes:
        """A value in the form in which this side sends it. Raises Missing, Failure."""
        return self.octets(self.knowledge.dialect.wire_formula(name) or of_node(Name(name)))

    def octets(self, formula: Formula) -> bytes:
        """What a formula gives as bytes, a number by the dialect's encoding. Raises Missing, Failure."""
        run = self._evaluation(record=False)
        return run.as_octets(run.run(formula.node))

    def evaluate(self, formula: Formula) -> tuple[Value, tuple[HashCall, ...]]:
        """Any formula over this sheet's values. Raises Missing, Failure."""
        run = self._evaluation(self._record)
        return run.run(formula.node), tuple(run.calls)

    def derive(self, knowledge: Knowledge) -> Sheet:
        """The sheet of the same side under other knowledge; cells that nothing changed reaches are kept."""
        new = Sheet(knowledge, self._memory, self._record)
        touched = self.touched(knowledge)
        if touched is not None:
            new._cells = {name: cell for name, cell in self._cells.items() if name not in touched}
        return new

    def touched(self, other: Knowledge) -> set[str] | None:
        """The values that may be others under that knowledge; None where everything may."""
        mine = self.knowledge
        if other.dialect is not mine.dialect or other.settings != self.settings or other.lent != mine.lent:
            return None
        if other.received is not mine.received or other.unread != mine.unread:
            return None
        touched = {
            name
            for before, after in ((mine.formulas, other.formulas), (mine.given, other.given))
            if before is not after
            for name in {*before, *after}
            if before.get(name) != after.get(name)
        }
        if touched & {"N", "g"}:
            return None
        return touched.union(*map(self._downstream, touched))

    def _downstream(self, name: str) -> set[str]:
        """The values that are computed from one, directly or through others."""
        if self._readers is None:
            self._readers = {}
            for reader in self.names:
                formula = self.knowledge.formula(reader)
                read = formula.names if formula is not None else frozenset[str]()
                for one in read | {"k", "B", "b"} if reader in ("S", "v") else read:
                    self._readers.setdefault(one, []).append(reader)
        found = self._reached.get(name)
        if found is None:
            found = self._reached[name] = set()
            open_names = [name]
            while open_names:
                new = [one for one in self._readers.get(open_names.pop(), ()) if one not in found]
                found.update(new)
                open_names += new
        return found

    # Making one cell

    def _make(self, name: str) -> Cell:
        known = self.knowledge
        formula = known.formula(name)
        if name in known.unread:
            return Cell(name, None, None, formula, problem=known.unread[name], edited=True)
        if name == "H":
            hash_name = self.settings.hash
            if hash_name is None:
                return Cell("H", None, None, needs=(("H",),))
            return Cell("H", hash_name, "given", edited="H" in known.typed)
        edited, did = name in known.typed or name in known.formulas, None
        if name in known.given:
            try:
                value = self._read(name, known.given[name])
            except (Failure, ValueError, OverflowError) as error:
                return Cell(name, None, None, formula, problem=str(error), edited=edited)
            computed, calls = self._try(name, formula)
            if name in known.widthless and isinstance(value, bytes) and isinstance(computed, bytes):
                value = computed if same(value, computed, width=False) else value
            if name not in known.behind or (computed is not None and same(value, computed, self.settings.order)):
                return Cell(name, value, "given", formula, computed, calls, edited=edited)
            did = value
        if name in known.received and (name in RECEIVED[self.side] or name in known.dialect.inputs):
            return Cell(name, self._received(name), "received", None)
        cell = self._computed(name, formula, edited)
        if cell.value is None and name in known.received and name in SENT[self.side]:
            cell = Cell(name, self._received(name), "received", formula, needs=cell.needs)
        return cell if did is None else cell._replace(did=did)

    def _computed(self, name: str, formula: Formula | None, edited: bool) -> Cell:
        if formula is None:
            other = self._otherwise(name)
            if other is not None:
                return Cell(name, other.value, "computed", edited=edited, through=other.names, lent=other.lent)
            return Cell(name, None, None, needs=((name,),), edited=edited)
        try:
            value, calls = self._result(name, formula)
            return Cell(name, value, "computed", formula, calls=calls, edited=edited)
        except Missing:
            other = self._otherwise(name)
            if other is not None:
                return Cell(name, other.value, "computed", formula, edited=edited, through=other.names, lent=other.lent)
            needs = self._needs(name, formula)
            problem = None if needs else f"{name} is made of itself"
            return Cell(name, None, None, formula, needs=needs, problem=problem, edited=edited)
        except (Failure, FormulaError) as error:
            return Cell(name, None, None, formula, problem=str(error), edited=edited)

    def _try(self, name: str, formula: Formula | None) -> tuple[Value | None, tuple[HashCall, ...]]:
        if formula is None:
            return None, ()
        try:
            return self._result(name, formula)
        except (Missing, Failure):
            return None, ()

    def _result(self, name: str, formula: Formula) -> tuple[Value, tuple[HashCall, ...]]:
        # The key holds everything that goes in: N stands for the width of PAD and the modulus.
        raw = formula.raw_names
        inputs = tuple([self.raw(one) if one in raw else self.need(one) for one in formula.ordered_names])
        N = self.value("N") if "N" not in formula.names and name != "N" else None
        key = (name in NUMBERS, formula.text, self.settings, N, self._record, inputs)
        known = self._memory.results.get(key)
        if known is None:
            run = self._evaluation(self._record)
            value = run.run(formula.node)
            known = (self._read(name, value), tuple(run.calls))
            self._memory.remember(key, known)
        return known

    def _evaluation(self, record: bool, value: Callable[[str], Value] | None = None) -> Evaluation:
        memory = self._memory
        return Evaluation(self.settings, value or self.need, self.raw, memory.powers, memory.allowance, record)

    def _read(self, name: str, value: Value) -> Value:
        """A value in the kind that this dialect keeps it in."""
        kind = self.kind(name)
        if kind == "number":
            if isinstance(value, bytes):
                value = int.from_bytes(value, self.settings.order)
            if isinstance(value, str):
                raise Failure(f"{name} is text, and a number is needed")
            if value.bit_length() > limits.PRODUCT_BITS:
                raise Failure(f"{name} has more than {limits.PRODUCT_BITS:,} bits")
            return value
        if kind == "text" and isinstance(value, bytes):
            return encodings.bytes_text(value)
        if kind == "bytes" and isinstance(value, str):
            return encodings.text_bytes(value)
        if kind == "bytes" and isinstance(value, int):
            return value.to_bytes(encodings.byte_length(value), "big")
        return value

    def _received(self, name: str) -> Value:
        data = self.knowledge.received[name]
        return read_wire(self.knowledge.dialect, name, data, self.kind(name))

    def _otherwise(self, name: str) -> Otherwise | None:
        """The second way to a value: S from the server's b, v from b and B, or from who enrolled."""
        lent = self.knowledge.lent
        try:
            if name == "S" and self.side == "client" and "b" in lent:
                b = self._read("b", lent["b"])
                run = self._evaluation(False, lambda one: b if one == "b" else self.need(one))
                if run.run(SERVER_B.node) == self.need("B"):
                    return Otherwise(run.run(CLIENT_S_FROM_B.node), ("A", "v", "u"), "b")
            if name == "v" and self.side == "server":
                if "v" in lent:
                    return Otherwise(self._read("v", lent["v"]), (), "v")
                if "b" in self.knowledge.given and "B" in {*self.knowledge.given, *self.knowledge.received}:
                    return Otherwise(self._verifier_from_b(), ("b", "k"))
        except (Missing, Failure, ValueError):
            return None
        return None

    def _verifier_from_b(self) -> int:
        """B = k*v + g^b, so v = (B - g^b) / k: the device's own log gives its verifier away."""
        N, g, b, k = (self.need(name) for name in ("N", "g", "b", "k"))
        # B as it is known, not as its formula gives it: that formula needs v.
        B = self._read("B", self.knowledge.given["B"]) if "B" in self.knowledge.given else self._received("B")
        if not (isinstance(N, int) and isinstance(g, int) and isinstance(b, int)) or b < 0:
            raise Failure("N, g and b are numbers, and b is not negative")
        if not (isinstance(k, int) and isinstance(B, int)) or N <= 1:
            raise Failure("k and B are numbers")
        return (B - self.allowance.power(g % N, b, N, self.powers)) * inverse(k, N) % N

    def operands(self, name: str, formula: Formula) -> frozenset[str]:
        """The values that a formula reads: N too where it goes in as the modulus or as a width."""
        padded = self.settings.encoding in ("PAD", "LE") and self.settings.pad is None
        group = name != "N" and (padded or _needs_group(formula))
        return formula.names | {"N"} if group else formula.names

    def own_needs(self, name: str) -> Needs:
        """What a value's formula lacks, looked at without computing the value itself; () where it lacks nothing."""
        formula = self.knowledge.formula(name)
        return () if formula is None else self._needs(name, formula)

    def _needs(self, name: str, formula: Formula) -> Needs:
        """What would make a value known: alternatives, each a list of names that are missing."""
        ways: list[tuple[str, ...]] = [()]
        unknown = [cell for one in _ranked(self.operands(name, formula)) if (cell := self[one]).value is None]
        for cell in unknown:
            inner = cell.needs or ((cell.name,),)
            if cell.name == "v" and self.side == "server":
                inner = (*inner, ("v",))  # what a server has in store
            both = (tuple(dict.fromkeys(way + other)) for way, other in itertools.product(ways, inner))
            ways = list(itertools.islice(both, limits.NEEDS_ALTERNATIVES))
        if self.settings.hash is None and any(asks_hash(node) for node in walk(formula.node)):
            ways = [(*way, "H") for way in ways]
        if name == "S" and self.side == "client":
            ways.append(("b",) if self.value("v") is not None else ("b", "v"))
        if name == "v" and self.side == "server":
            ways.append(tuple(one for one in ("b", "B") if self.value(one) is None) or ("b",))
        distinct = list(dict.fromkeys(_ranked(frozenset(way)) for way in ways if way and name not in way))
        if len(distinct) < 2:
            return tuple(distinct)
        return tuple(way for way in distinct if not any(set(other) < set(way) for other in distinct))


@lru_cache(4_096)
def _needs_group(formula: Formula) -> bool:
    """Whether N goes in without being named: as the modulus of a power, or as the width of PAD and LE."""
    return any(
        isinstance(node, Power)
        or (isinstance(node, Call) and node.function in ("PAD", "LE") and len(node.arguments) == 1)
        for node in walk(formula.node)
    )


@lru_cache(4_096)
def _ranked(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=rank))
