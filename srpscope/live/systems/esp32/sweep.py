"""The sweep: a device that supposes another mistake in every connection, until a client is named whose `a` nobody logs.

A device that knows only its own b cannot compute the S of a client that errs in k, x or g, because the base
B - k'v' of that client's S has no known logarithm. But the device chooses B: with B = k'v' + g'^b for a supposed
(k', x', g') the base is g'^b, S is known, and every rule of u, K and M1 is tested offline from one connection. The
salt is the device's choice too: a palindrome of ASCII characters looks the same reversed, through Latin-1 or
stripped, so that one connection serves all those salt mistakes; a later one with an ordinary salt tells them apart.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from srpscope.capture import Capture
from srpscope.errors import UserError
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.live.systems.esp32.host import HostSettings, Plan, Strategy
from srpscope.live.systems.esp32.hypotheses import (
    DECLARED,
    Bases,
    ClientModel,
    Observed,
    Supposed,
    as_findings,
    changes,
    gives,
    is_residue,
    proofs,
)
from srpscope.live.zeros import ForcedZeros
from srpscope.session.judgement import judge
from srpscope.session.opening import session_of
from srpscope.session.swept import Swept
from srpscope.srp.primitives.groups import group
from srpscope.srp.primitives.hashes import digest_length
from srpscope.srp.sheet import Knowledge, Memory
from srpscope.srp.values import Value
from srpscope.why.telling.words import sentences
from srpscope.wire.decoders import Decoded
from srpscope.wire.wires import decode

PALINDROME = b"srpscope" + b"epocsprs"
"""A salt of 16 ASCII bytes that reads the same backwards."""

RESIDUES_ENOUGH = 4
"""Connections in which A was a square each time: by chance once in 16, with g = 2 always."""

ZEROS = ("B", "S", "K", "M1", "s")
"""What a device can make begin with 00, each in a connection of its own once the client is right otherwise: what drops
leading zeros fails there and once in 256 sessions elsewhere."""

ADVICE_AFTER = 10
"""Connections without a hit after which logging `a` is the shorter way."""


class SweepPlan(Plan):
    """One connection: what is supposed of the client, the salt it gets, and which value begins with 00 ("": none)."""

    def __init__(self, sweep: Sweep, hypothesis: Supposed, salt: bytes, zero: str = "") -> None:
        self.hypothesis = hypothesis
        self.salt = salt
        self.zero = zero
        self._model = sweep.model
        self._b = sweep.settings.b
        self.known, bases, _ = sweep.model.supposing(hypothesis, salt)
        if bases is None:
            raise UserError(f"v cannot be computed for {hypothesis.ids}.")
        self.bases: Bases = bases

    @property
    def wire(self) -> str:
        """The name of the messages' decoder."""
        return self._model.known.dialect.messages or "protocomm"

    @property
    def username(self) -> bytes | None:
        """The name that both sides have where no message says it."""
        name = self._model.known.given.get("I")
        return name.encode("utf-8", "surrogateescape") if isinstance(name, str) else None

    def party(self, settings: HostSettings, memory: Memory) -> SheetParty:
        """A device that computes as the supposed client does, so that this client is accepted."""
        N, g, k, v = self.bases
        given: dict[str, Value] = {"N": N, "g": g, "k": k, "v": v, "s": self.salt}
        for name in ("I", "s"):
            if name in self.known.given and self.known.given[name] != self._model.known.given.get(name):
                given[name] = self.known.given[name]
        if self._b is not None:
            given["b"] = self._b
        formulas = {name: one for name, one in self.known.formulas.items() if name in ("u", "K", "M1", "M2")}
        party = SheetParty("server", settings.dialect, given, hash=self.known.hash, formulas=formulas, memory=memory)
        party.override("s", self.salt)
        return ForcedZeros(self.zero).watch(party) if self.zero not in ("", "s") else party

    def describe(self, recording: Recording, settings: HostSettings) -> None:
        """What this connection tests."""
        supposed = sentences(self.hypothesis.ids) if self.hypothesis.ids else "no mistake."
        zero = f" {self.zero} is to begin with 00." if self.zero else ""
        recording.event("sweep", f"The device computes as if of the client: {supposed}{zero}", salt=self.salt.hex())
        for change in changes(self._model, self.hypothesis, self.salt):
            if "formula" in change and change["value"] in ("k", "x", "u", "K", "M1", "M2"):
                recording.add("edit", {"side": "server", **change, "note": "the sweep"})


class Sweep(Strategy):
    """Chooses what each connection supposes, and learns from what came back.

    Raises UserError where user name or password are unknown: without them no x can be supposed.
    keeps_salt: the first connection hands out the device's own salt, not the palindrome. a_first: A comes before B, so
    that S, K and M1 can be made to begin with 00 too. language: what the client is written in: its own slips first.
    candidates: what every connection so far agrees with, the likeliest first; empty until something hit.
    zeros: values that have not begun with 00 yet, of a client that is right otherwise.
    """

    waits = True

    def __init__(
        self, settings: HostSettings, keeps_salt: bool = False, a_first: bool = True, language: str | None = None
    ) -> None:
        self._forced = ZEROS if a_first else ("B", "s")
        credential = settings.credential
        if credential.password is None or not credential.username:
            raise UserError("a sweep needs the user name and the password that the app is given.")
        self.settings = settings
        found = group(settings.dialect.group or "rfc5054-3072")
        given: dict[str, Value] = {"N": found.N, "g": found.g, "I": credential.username, "P": credential.password}
        self.N = found.N
        self.model = ClientModel(Knowledge("client", settings.dialect, given), language)
        self.ordinary = credential.salt
        self.candidates: list[Supposed] = []
        self.seen: list[Observed] = []
        self._evidence: Observed | None = None
        self._first_salt = self.ordinary if keeps_salt else PALINDROME
        self.zeros = [name for name in ZEROS if settings.b is None or name == "s"]
        self._latent: tuple[str, list[Supposed], Observed] | None = None
        self._gone: set[tuple[str, ...]] = set()
        self._plans: dict[tuple[tuple[str, ...], bytes], SweepPlan] = {}
        self._lock = threading.Lock()

    # Choosing

    def next(self) -> Plan:
        """The plan of the next connection: what tells the candidates apart, else the likeliest that is left."""
        with self._lock:
            left = self._left()
            if left:
                return left[0]
            zero = next((name for name in self.zeros if name in self._forced), None)
            if self._right and zero is not None and self._latent is None:
                salt = bytes(1) + secrets.token_bytes(len(self.ordinary) - 1) if zero == "s" else self.ordinary
                return SweepPlan(self, DECLARED, salt, zero)
            return self._plan((self.candidates or [DECLARED])[0], self.ordinary)

    @property
    def _right(self) -> bool:
        """Every connection so far agrees with a client that makes no mistake."""
        return bool(self.candidates) and self.candidates[0] is DECLARED

    def _plan(self, hypothesis: Supposed, salt: bytes) -> SweepPlan:
        key = (hypothesis.ids, salt)
        if key not in self._plans:
            self._plans[key] = SweepPlan(self, hypothesis, salt)
        return self._plans[key]

    def _left(self) -> list[SweepPlan]:
        """What is still worth a connection, each distinct (N, g, k, v) and salt once."""
        if self.candidates:
            plans = [self._plan(one, self.ordinary) for one in self.candidates]
            if self._merged_with_declared():
                plans = plans[:1]
            elif len({plan.bases for plan in plans}) == 1:
                return []
        else:
            plans = [self._plan(DECLARED, self._first_salt), self._plan(DECLARED, PALINDROME)]
            supposed = [
                one for one in self.model.hypotheses if self.model.supposing(one, PALINDROME)[2] and self._possible(one)
            ]
            plans += sorted((self._plan(one, PALINDROME) for one in supposed), key=self._cost)
        distinct: dict[tuple[Bases, bytes], SweepPlan] = {}
        for plan in plans:
            distinct.setdefault((plan.bases, plan.salt), plan)
        tested = {(one.bases, one.salt) for one in self.seen}
        return [plan for key, plan in distinct.items() if key not in tested]

    def _merged_with_declared(self) -> bool:
        """The declared dialect hit, but only with a salt that hides mistakes in the salt."""
        return self.candidates[0] is DECLARED and all(one.salt != self.ordinary for one in self.seen)

    def _cost(self, plan: SweepPlan) -> tuple[float, int]:
        if not plan.hypothesis.suspects:
            return 0.0, 0
        first = plan.hypothesis.suspects[0]
        value, cost = first.value, self.model.cost(plan.hypothesis)
        if value == "g":
            # A residue every time is what another g would show; until then half of all clients rule it out for free.
            cost = cost - 5 if len(self.seen) >= RESIDUES_ENOUGH else cost + 1
        return cost, {"k": 0, "g": 0, "P": 1, "x": 2, "s": 3}.get(value, 4) + (first.strikes != "always") * 5

    def _possible(self, hypothesis: Supposed) -> bool:
        """Whether what was seen leaves room for it: the length of M1, A's residuosity, each proof so far."""
        known = self.model.supposing(hypothesis, PALINDROME)[0]
        name, g = known.settings.hash, known.given.get("g")
        if name is not None and any(len(one.M1) != digest_length(name) for one in self.seen):
            return False
        if isinstance(g, int) and is_residue(g, self.N) and any(not self._residue(one) for one in self.seen):
            return False
        if name == self.model.known.settings.hash or self.seen:
            return self._agrees(hypothesis)
        return False  # another hash: not before a proof of its length has been seen

    def _residue(self, seen: Observed) -> bool:
        return is_residue(int.from_bytes(seen.A), self.N)

    def _agrees(self, hypothesis: Supposed) -> bool:
        """No connection whose B fits the hypothesis brought another proof than it gives."""
        return all(_verdict_of(self.model, hypothesis, one) is not False for one in self.seen)

    # Learning

    def learn(self, plan: Plan, capture: Capture, accepted: bool | None, answer: dict[str, Any]) -> dict[str, Any]:
        """Test every rule offline on what came back, and say what is known now."""
        assert isinstance(plan, SweepPlan)
        start = time.perf_counter()
        with self._lock:
            seen = _observed(plan, capture)
            if seen is not None:
                self.seen.append(seen)
                if plan.zero:
                    self._take_zero(plan, seen)
                else:
                    self._take(plan, seen)
            said = self._say(seen, "" if seen is not None else _why_not(plan, capture))
            if seen is not None:
                swept = self._swept(plan, said["findings"], said["left"])
                said["sweep"] = {"text": said["notes"][0], **swept.as_event()}
                capture.lines.append({"type": "event", "what": "sweep", "by": "server", **said["sweep"]})
            said["judgement"] = judge(session_of(capture, declare=False)).as_json()
            return {**said, "seconds": round(time.perf_counter() - start, 4)}

    def _take_zero(self, plan: SweepPlan, seen: Observed) -> None:
        """A connection in which a value began with 00: the client is right there too, or drops a zero there."""
        if gives(self.model, seen, seen.client(plan.known)):
            self.zeros.remove(plan.zero)
        else:
            self._latent = plan.zero, proofs(self.model, seen, DECLARED, self._merged_with(plan)), seen

    def _swept(self, plan: SweepPlan, findings: list[dict[str, Any]], left: int) -> Swept:
        """What is known after this connection, as its recording says it."""
        supposed = plan.hypothesis.ids
        if self._latent is not None:
            zero, hits, _seen = self._latent
            return Swept("latent", supposed, hits[0].ids if hits else (), zero)
        if self._right:
            if left:
                return Swept("not-yet", supposed, left=left)
            return Swept("right" if self.zeros else "right-with-zeros", supposed, zeros=tuple(self.zeros))
        if findings:
            return Swept("found", supposed, tuple(findings[0]["suspects"]))
        return Swept("not-yet" if left else "not-found", supposed, left=left)

    def _take(self, plan: SweepPlan, seen: Observed) -> None:
        hits = proofs(self.model, seen, plan.hypothesis, self._merged_with(plan))
        if hits:
            self._evidence = seen
            self.candidates = [one for one in hits if self._agrees(one)]
        else:
            self.candidates = [one for one in self.candidates if self._agrees(one)]
            self._gone |= {one.ids for one in self._merged_with(plan)} | {plan.hypothesis.ids}

    def _merged_with(self, plan: SweepPlan) -> list[Supposed]:
        """What this connection cannot tell from the plan's: the same (N, g, k, v) by other mistakes, and with the
        declared dialect those that change nothing for this salt but do for an ordinary one."""
        merged = []
        for one in (DECLARED, *self.model.hypotheses):
            _, bases, shows = self.model.supposing(one, plan.salt)
            hidden = plan.hypothesis is DECLARED and self.model.supposing(one, self.ordinary)[2]
            if one.ids != plan.hypothesis.ids and bases == plan.bases and (shows or hidden):
                merged.append(one)
        return merged

    # Saying

    @property
    def settled(self) -> bool:
        """Whether the client is named, or found to be right."""
        return bool(self.candidates) and not self._left()

    def _knows(self, left: int) -> str:
        """What is known by now, and no more than that."""
        if self._latent is not None:
            zero, hits, _seen = self._latent
            why = sentences(hits[0].ids) if hits else "no known mistake gives its M1."
            return f"Right otherwise, and wrong when {_named(zero)} starts with 00: {why}"
        if self._right and left:
            return "Right so far."
        if self._right:
            if not self.zeros:
                return "Right, also where B, S, K, M1 and the salt start with 00."
            untried = ", ".join(_named(one) for one in self.zeros)
            return f"Right here. Not tried yet, one connection each: 00 in front of {untried}."
        if self.candidates:
            return "Found, up to mistakes that only other values show: a leading zero, another salt or user name."
        classes = _classes(self._gone, self.model)
        gone = ", ".join(f"{count} of {value}" for value, count in sorted(classes.items()))
        ruled_out = f" Ruled out: {gone}." if gone else ""
        if left:
            return f"Not yet, {left} hypotheses left.{ruled_out}"
        return (
            "Not found: the app makes none of the mistakes in k, x, g or the salt that were supposed, alone with any "
            f"rule of u, K and M1 that is known.{ruled_out} It may make two of them at once, or one that is not in the "
            "list: the app's a, x or K tells more."
        )

    def _say(self, seen: Observed | None, note: str) -> dict[str, Any]:
        left = self._left()
        notes = [*([note] if note else []), self._knows(len(left))]
        right = self._right and self._latent is None
        if self.candidates and left:
            notes.append("This salt hides mistakes in the salt: one more try of the app tells.")
        elif not self.candidates and len(self.seen) >= ADVICE_AFTER:
            notes.append(
                f"{len(self.seen)} connections without a hit: log the app's private value a (hex) beside Cmd1, which "
                "tells most mistakes in x, k and g apart in one session, and the app's x or K where it does not."
            )
        findings = []
        found, evidence = self.candidates, self._evidence
        if self._latent is not None:
            _zero, found, evidence = self._latent
        if not right and evidence is not None and found:
            findings = as_findings(self.model, evidence, found)
        verdict = "agree" if right else "proved" if findings else "not-found"
        if seen is None or (self.candidates and not findings):
            verdict = "agree" if right and seen is not None else "cannot-tell"
        return {
            "verdict": verdict,
            "declared": self.settings.dialect.id,
            "findings": findings,
            "cleared": ["client"] if right and not left and not self.zeros else [],
            "needs": [] if self.candidates else [["a"]],
            "notes": notes,
            "tried": len(self.seen),
            "left": len(left),
            "zeros_left": list(self.zeros),
            "ruled_out_by_class": _classes(self._gone, self.model),
            "ruled_out": [" + ".join(ids) or "declared" for ids in sorted(self._gone)],
        }


def _named(value: str) -> str:
    return "the salt" if value == "s" else value


def _classes(gone: Iterable[tuple[str, ...]], model: ClientModel) -> dict[str, int]:
    """How many hypotheses are ruled out, by the value whose making they change."""
    values = {one.ids: one.suspects[0].value for one in model.hypotheses if one.suspects}
    return dict(Counter(values[ids] for ids in gone if ids in values))


def _verdict_of(model: ClientModel, hypothesis: Supposed, seen: Observed) -> bool | None:
    """Whether a hypothesis gives a connection's proof; None where its B tells nothing about it."""
    known, bases, _ = model.supposing(hypothesis, seen.salt)
    if bases != seen.bases:
        return None
    return gives(model, seen, seen.client(known))


def _observed(plan: SweepPlan, capture: Capture) -> Observed | None:
    """What a connection showed; None where the client sent no proof."""
    values: dict[str, bytes] = {}
    for _sender, found in _messages(plan, capture):
        values |= found.values
    b = next(
        (
            int(line["values"]["b"], 16)
            for line in reversed(capture.lines)
            if line["type"] == "values" and line["side"] == "server" and "b" in line["values"]
        ),
        None,
    )
    if "I" not in values and plan.username is not None:  # no message says it
        values["I"] = plan.username
    if b is None or not all(name in values for name in ("I", "A", "B", "M1")):
        return None
    return Observed(plan.salt, b, plan.bases, values["I"], values["A"], values["B"], values["M1"])


def _messages(plan: SweepPlan, capture: Capture) -> Iterator[tuple[str, Decoded]]:
    """Who sent what, of the handshake."""
    for line in capture.lines:
        if line["type"] == "message":
            found = decode(plan.wire, line["from"], bytes.fromhex(line["bytes"]), line["endpoint"])
            if found is not None:
                yield str(line["from"]), found


def _why_not(plan: SweepPlan, capture: Capture) -> str:
    """Why there is nothing to learn from: the decoder's own sentences."""
    for sender, found in _messages(plan, capture):
        if sender == "client" and found.notes:
            return f"The app sent no proof that could be tested. {found.notes[0]}"
    return "The app sent no proof that could be tested."
