"""The sweep: a device that supposes another mistake in every connection, until a client is named whose `a` nobody logs.

A device that knows only its own b cannot compute the S of a client that errs in k, x or g, because the base
B - k'v' of that client's S has no known logarithm. But the device chooses B: with B = k'v' + g'^b for a supposed
(k', x', g') the base is g'^b, S is known, and every rule of u, K and M1 is tested offline from one connection. The
salt is the device's choice too: a palindrome of ASCII characters looks the same reversed, through Latin-1 or
stripped, so that one connection serves all those salt mistakes; a later one with an ordinary salt tells them apart.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from srpscope.capture import Capture
from srpscope.errors import UserError
from srpscope.live.hypotheses import (
    DECLARED,
    Bases,
    ClientModel,
    Hypothesis,
    Observed,
    as_findings,
    changes,
    gives,
    is_residue,
    proofs,
)
from srpscope.live.party import SheetParty
from srpscope.live.protocomm_host import HostSettings, Plan, Strategy
from srpscope.live.recording import Recording
from srpscope.srp.groups import group
from srpscope.srp.hashes import digest_length
from srpscope.srp.sheet import Knowledge, Memory
from srpscope.srp.values import Value
from srpscope.wire.protocomm_scan import decode

PALINDROME = b"srpscope" + b"epocsprs"
"""A salt of 16 ASCII bytes that reads the same backwards."""

RESIDUES_ENOUGH = 4
"""Connections in which A was a square each time: by chance once in 16, with g = 2 always."""

ADVICE_AFTER = 10
"""Connections without a hit after which logging `a` is the shorter way."""


class SweepPlan(Plan):
    """One connection: what is supposed of the client, and the salt it gets."""

    def __init__(self, sweep: Sweep, hypothesis: Hypothesis, salt: bytes) -> None:
        self.hypothesis = hypothesis
        self.salt = salt
        self._model = sweep.model
        self._b = sweep.settings.b
        self.known, bases, _ = sweep.model.supposing(hypothesis, salt)
        if bases is None:
            raise UserError(f"v cannot be computed for {hypothesis.ids}.")
        self.bases: Bases = bases

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
        return party

    def describe(self, recording: Recording, settings: HostSettings) -> None:
        """What this connection tests."""
        supposed = ", ".join(self.hypothesis.ids) or "no mistake"
        recording.event("sweep", f"The device computes as if the client made: {supposed}.", salt=self.salt.hex())
        for change in changes(self._model, self.hypothesis, self.salt):
            if "formula" in change and change["value"] in ("k", "x", "u", "K", "M1", "M2"):
                recording.add("edit", {"side": "server", **change, "note": "the sweep"})


class Sweep(Strategy):
    """Chooses what each connection supposes, and learns from what came back.

    Raises UserError where user name or password are unknown: without them no x can be supposed.
    keeps_salt: the first connection hands out the device's own salt, not the palindrome.
    candidates: what every connection so far agrees with, the likeliest first; empty until something hit.
    """

    waits = True

    def __init__(self, settings: HostSettings, keeps_salt: bool = False) -> None:
        credential = settings.credential
        if credential.password is None or not credential.username:
            raise UserError("a sweep needs the user name and the password that the app is given.")
        self.settings = settings
        found = group(settings.dialect.group or "rfc5054-3072")
        given: dict[str, Value] = {"N": found.N, "g": found.g, "I": credential.username, "P": credential.password}
        self.N = found.N
        self.model = ClientModel(Knowledge("client", settings.dialect, given))
        self.ordinary = credential.salt
        self.candidates: list[Hypothesis] = []
        self.seen: list[Observed] = []
        self._evidence: Observed | None = None
        self._first_salt = self.ordinary if keeps_salt else PALINDROME
        self._gone: set[tuple[str, ...]] = set()
        self._plans: dict[tuple[tuple[str, ...], bytes], SweepPlan] = {}
        self._lock = threading.Lock()

    # Choosing

    def next(self) -> Plan:
        """The plan of the next connection: what tells the candidates apart, else the likeliest that is left."""
        with self._lock:
            left = self._left()
            return left[0] if left else self._plan((self.candidates or [DECLARED])[0], self.ordinary)

    def _plan(self, hypothesis: Hypothesis, salt: bytes) -> SweepPlan:
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
        value, cost = first.value, plan.hypothesis.cost
        if value == "g":
            # A residue every time is what another g would show; until then half of all clients rule it out for free.
            cost = cost - 5 if len(self.seen) >= RESIDUES_ENOUGH else cost + 1
        return cost, {"k": 0, "g": 0, "P": 1, "x": 2, "s": 3}.get(value, 4) + (first.strikes != "always") * 5

    def _possible(self, hypothesis: Hypothesis) -> bool:
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

    def _agrees(self, hypothesis: Hypothesis) -> bool:
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
                self._take(plan, seen)
            said = self._say(seen, "" if seen is not None else _why_not(capture))
            return {**said, "seconds": round(time.perf_counter() - start, 4)}

    def _take(self, plan: SweepPlan, seen: Observed) -> None:
        hits = proofs(self.model, seen, plan.hypothesis, self._merged_with(plan))
        if hits:
            self._evidence = seen
            self.candidates = [one for one in hits if self._agrees(one)]
        else:
            self.candidates = [one for one in self.candidates if self._agrees(one)]
            self._gone |= {one.ids for one in self._merged_with(plan)} | {plan.hypothesis.ids}

    def _merged_with(self, plan: SweepPlan) -> list[Hypothesis]:
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

    def _say(self, seen: Observed | None, note: str) -> dict[str, Any]:
        left = self._left()
        notes = [note] if note else []
        right = bool(self.candidates) and self.candidates[0] is DECLARED
        if self.candidates and left:
            notes.append("This salt hides mistakes in the salt: one more try of the app tells.")
        elif not self.candidates and len(self.seen) >= ADVICE_AFTER:
            notes.append(
                f"{len(self.seen)} connections without a hit: log the app's private value a (hex) beside Cmd1; one "
                "session then names any mistake."
            )
        verdict = "agree" if right else "proved" if self.candidates else "not-found" if seen else "cannot-tell"
        findings = []
        if self.candidates and not right and self._evidence is not None:
            findings = as_findings(self.model, self._evidence, self.candidates, self.ordinary)
        return {
            "verdict": verdict,
            "declared": self.settings.dialect.id,
            "findings": findings,
            "cleared": ["client"] if right else [],
            "needs": [] if self.candidates else [["a"]],
            "notes": notes,
            "tried": len(self.seen),
            "left": len(left),
            "ruled_out": [" + ".join(ids) or "declared" for ids in sorted(self._gone)],
        }


def _verdict_of(model: ClientModel, hypothesis: Hypothesis, seen: Observed) -> bool | None:
    """Whether a hypothesis gives a connection's proof; None where its B tells nothing about it."""
    known, bases, _ = model.supposing(hypothesis, seen.salt)
    if bases != seen.bases:
        return None
    return gives(model, seen, seen.client(known))


def _observed(plan: SweepPlan, capture: Capture) -> Observed | None:
    """What a connection showed; None where the client sent no proof."""
    values: dict[str, bytes] = {}
    b: int | None = None
    for line in capture.lines:
        if line["type"] == "message" and line["endpoint"] == "prov-session":
            found = decode(line["from"], bytes.fromhex(line["bytes"]), line["endpoint"])
            values |= found.values if found is not None else {}
        elif line["type"] == "values" and line["side"] == "server" and "b" in line["values"]:
            b = int(line["values"]["b"], 16)
    if b is None or not all(name in values for name in ("I", "A", "B", "M1")):
        return None
    return Observed(plan.salt, b, plan.bases, values["I"], values["A"], values["B"], values["M1"])


def _why_not(capture: Capture) -> str:
    """Why there is nothing to learn from: the decoder's own sentences."""
    for line in capture.lines:
        if line["type"] == "message" and line["from"] == "client" and line["endpoint"] == "prov-session":
            found = decode("client", bytes.fromhex(line["bytes"]), line["endpoint"])
            if found is not None and found.notes:
                return f"The app sent no proof that could be tested. {found.notes[0]}"
    return "The app sent no proof that could be tested."
