"""What a sweeping device can suppose about a client: mistakes in (k, x, g), and the proofs that each would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Protocol

from srpscope.srp.allowance import Alone
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import even_hex
from srpscope.srp.formula import FormulaError
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value, rank
from srpscope.why.checking import stands_where_b_is_known
from srpscope.why.engine.early import SearchPowers
from srpscope.why.places.generate import generate
from srpscope.why.places.hypothesis import Hypothesis
from srpscope.why.places.likelihood import own_bits
from srpscope.why.places.ripple import Ripple
from srpscope.why.suspect import Change, Suspect
from srpscope.why.suspects import suspects

Bases = tuple[int, int, int, int]
"""N, g, k and v: what decides whether the device knows the client's S."""


class Mistake(Protocol):
    """A suspect, or a slip at a place."""

    @property
    def id(self) -> str:
        """The name by which `--mistake` and a saved session know it."""

    @property
    def value(self) -> str:
        """The value that it changes: k, x, g, B or s."""

    @property
    def strikes(self) -> str:
        """When it shows, in words: always, or in one handshake of so many."""

    @property
    def cost(self) -> float:
        """How unlikely it is, in the units of the search: the lowest is tried first."""

    @property
    def slip(self) -> str:
        """The slip that it is, by its id; "" where it is none."""

    @property
    def change(self) -> Change:
        """What a finding prints and a session is edited by."""


@dataclass(frozen=True)
class SlipMistake:
    """A slip at a place of k, x, g or the salt, after every mistake that somebody met."""

    id: str
    value: str
    cost: float
    change: Change
    strikes: str = "always"
    slip: str = ""


MOST = 450
"""Mistakes that are supposed: nobody tries an app more often."""

PLAIN_SALT = b"\0\x81 ordinary salt\xfe"
"""A salt with which most mistakes show."""

AFTER_THE_SUSPECTS = 10.0
"""What a slip costs beside a suspect."""


def slips_of_bases(known: Knowledge, memory: Memory, language: str | None = None) -> Iterator[SlipMistake]:
    """Slips in what a client makes k and v of, and in what it was given, the likeliest first. Of another N A has
    another length, which the device sees at once: those are left out."""
    ripple = Ripple(known, Sheet(known, memory, record=False), memory.powers)
    for one in generate(ripple, ("k", "v"), frozenset(), language).hypotheses:
        if not one.slow and one.hash is None and "N" not in dict(one.given):
            yield SlipMistake(one.id, _value_of(one), one.cost + AFTER_THE_SUSPECTS, one.change)


def _value_of(one: Hypothesis) -> str:
    """The value whose making it changes: the first of the handshake."""
    return min([*(spot.value for spot in one.spots), *(name for name, _value in one.given)], key=rank)


@dataclass(frozen=True)
class Supposed:
    """A set of mistakes that the client may have made; none at all is the declared dialect."""

    suspects: tuple[Mistake, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The suspects' ids."""
        return tuple(one.id for one in self.suspects)

    @property
    def cost(self) -> float:
        """How unlikely it is; 0 the likeliest."""
        return sum(one.cost for one in self.suspects)

    def applied(self, known: Knowledge) -> Knowledge | None:
        """The client as it would be; None where none of the mistakes changes anything there."""
        result = known
        for one in self.suspects:
            try:
                result = one.change(result) or result
            except (Failure, FormulaError, ValueError):
                continue
        return None if result is known else result


DECLARED = Supposed()


@dataclass
class ClientModel:
    """The client as it should be: its dialect, what it was told, the group.

    language: what it is written in, where that is known. memory: results kept from one evaluation to the next.
    """

    known: Knowledge
    language: str | None = None
    memory: Memory = field(default_factory=lambda: Memory(powers=SearchPowers(), allowance=Alone()))
    _supposed: dict[tuple[tuple[str, ...], bytes], tuple[Knowledge, Bases | None, bool]] = field(
        default_factory=dict, repr=False
    )

    def cost(self, supposed: Supposed) -> float:
        """How unlikely it is of a client in its language."""
        return supposed.cost - sum(own_bits(one.slip, self.language) for one in supposed.suspects)

    def with_salt(self, salt: bytes) -> Knowledge:
        """The client after it got this salt."""
        return replace(self.known, received={**self.known.received, "s": salt})

    def bases(self, known: Knowledge) -> Bases | None:
        """N, g, k and v of a client; None where one cannot be computed."""
        sheet = Sheet(known, self.memory, record=False)
        values = [sheet.value(name) for name in ("N", "g", "k", "v")]
        return tuple(values) if all(isinstance(one, int) for one in values) else None  # type: ignore[return-value]

    def supposing(self, hypothesis: Supposed, salt: bytes) -> tuple[Knowledge, Bases | None, bool]:
        """A client with these mistakes and this salt, its (N, g, k, v), and whether they change anything there."""
        key = (hypothesis.ids, salt)
        if key not in self._supposed:
            plain = self.with_salt(salt)
            after = hypothesis.applied(plain)
            known = plain if after is None else after
            self._supposed[key] = (known, self.bases(known), after is not None)
        return self._supposed[key]

    @cached_property
    def hypotheses(self) -> list[Supposed]:
        """Every mistake that changes k, x, N or g for some salt, the likeliest first: the suspects, then slips at
        places. Groups other than the declared one are left out: there A has another length, which the device sees at
        once."""
        found = []
        plain = self.with_salt(PLAIN_SALT)
        base = self.bases(plain)
        for one in suspects().values():
            if "client" not in one.sides or one.value == "N":
                continue
            hypothesis = Supposed((one,))
            after = hypothesis.applied(plain)
            if after is not None and self.bases(after) not in (base, None):
                found.append(hypothesis)
        told = {base, None, *(self.supposing(one, PLAIN_SALT)[1] for one in found)}
        names = set()
        for slip in slips_of_bases(plain, self.memory, self.language):
            if len(found) >= MOST:
                break
            bases = self.bases(slip.change(plain) or plain)
            # At places inside each other two may go by one name, by which a sweep knows them.
            if bases not in told and slip.id not in names:
                told.add(bases)
                names.add(slip.id)
                found.append(Supposed((slip,)))
        return found

    @cached_property
    def rules(self) -> list[Suspect]:
        """Mistakes in u, S, K and M1: each is tested offline once S's base is known."""
        of_bases = {id_ for one in self.hypotheses for id_ in one.ids}
        return [one for one in suspects().values() if "client" in one.sides and one.id not in of_bases]


@dataclass(frozen=True)
class Observed:
    """One connection: what the device sent, and what came back."""

    salt: bytes
    b: int
    bases: Bases
    I: bytes  # noqa: E741
    A: bytes
    B: bytes
    M1: bytes

    def client(self, known: Knowledge) -> Knowledge:
        """A client in this connection; S comes out if its k, v and g are those that the device built B from."""
        return replace(
            known,
            received={**known.received, "s": self.salt, "I": self.I, "A": self.A, "B": self.B},
            lent={"b": self.b},
        )


def proofs(model: ClientModel, seen: Observed, supposed: Supposed, merged: list[Supposed]) -> list[Supposed]:
    """What gives the observed M1: the supposed mistakes and those merged with them, else the supposed ones with one
    rule of u, S, K or M1 more; the likeliest first."""
    alone = [one for one in (supposed, *merged) if gives(model, seen, client_of(model, seen, one))]
    if alone:
        return sorted(alone, key=lambda one: one.cost)
    found = []
    known = client_of(model, seen, supposed)
    for rule in model.rules:
        try:
            after = rule.change(known)
        except (Failure, FormulaError, ValueError):
            continue
        if after is not None and gives(model, seen, after):
            found.append(Supposed((*supposed.suspects, rule)))
    return sorted(found, key=lambda one: one.cost)


def client_of(model: ClientModel, seen: Observed, hypothesis: Supposed) -> Knowledge:
    """A client with these mistakes in a connection. One that changes nothing for this salt stays as it is."""
    return seen.client(model.supposing(hypothesis, seen.salt)[0])


def gives(model: ClientModel, seen: Observed, known: Knowledge) -> bool:
    """Whether such a client would have sent the observed M1."""
    try:
        return Sheet(known, model.memory, record=False).as_sent("M1") == seen.M1
    except (Missing, Failure):
        return False


def changes(model: ClientModel, hypothesis: Supposed, salt: bytes) -> list[dict[str, str]]:
    """What must be edited on the client, as `why` prints it."""
    before = model.with_salt(salt)
    after = hypothesis.applied(before) or before
    given = {name: value for name, value in after.given.items() if before.given.get(name) != value}
    found = [
        {"value": name, "formula": str(formula)}
        for name, formula in after.formulas.items()
        if before.formula(name) != formula
    ]
    found += [{"value": name, **_written(value)} for name, value in given.items()]
    return found if after.hash == before.hash else [*found, {"value": "H", "text": str(after.hash)}]


def _written(value: Value) -> dict[str, str]:
    if isinstance(value, str):
        return {"text": value}
    return {"hex": even_hex(value) if isinstance(value, int) else value.hex()}


def first_difference(model: ClientModel, hypothesis: Supposed, seen: Observed) -> str | None:
    """The first value that the mistakes alter in a connection."""
    right = Sheet(client_of(model, seen, DECLARED), model.memory, record=False)
    wrong = Sheet(client_of(model, seen, hypothesis), model.memory, record=False)
    for name in ("N", "g", "k", "x", "v", "u", "S", "K", "M1", "M2"):
        if right.value(name) != wrong.value(name):
            return name
    return None


@lru_cache(maxsize=256)
def is_residue(A: int, N: int) -> bool:
    """Whether A is a square mod N (a safe prime). Every power of a square is one: a non-residue rules such a g out."""
    from srpscope.srp.primitives.modexp import power

    return bool(power(A % N, (N - 1) // 2, N) == 1)


def as_findings(model: ClientModel, seen: Observed, found: list[Supposed]) -> list[dict[str, Any]]:
    """The findings of `why` for hypotheses that all give the observed proof: one finding, the likeliest first; none
    where the checker does not get the proof from the changes as they are printed, as with a salt that hides them."""
    fewest = min(len(one.suspects) for one in found)
    best = [one for one in found if len(one.suspects) == fewest]
    first = best[0]
    made = changes(model, first, seen.salt)
    edits = tuple(Edit.of_line({"type": "edit", "side": "client", **one}) for one in made)
    if not stands_where_b_is_known(client_of(model, seen, DECLARED), edits, seen.M1):
        return []
    return [
        {
            "side": "client",
            "suspects": list(first.ids),
            "changes": made,
            "first_difference": first_difference(model, first, seen),
            "proof": {"value": "M1", "hex": seen.M1.hex()},
            "equal": [list(one.ids) for one in best[1:]],
        }
    ]
