"""A played server of a system that sweeps: each handshake supposes another mistake of the client in k, x or g.

The sweep is the ESP32's (esp32/sweep.py); all that it wants of a system is that B and the salt go out before the
client's proof comes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace

from srpscope.live.concluding import Learn, ServerRun
from srpscope.live.driving import Witness
from srpscope.live.host import Served, SystemHost
from srpscope.live.party import SheetParty
from srpscope.live.system import SpokenTerms, System
from srpscope.live.systems.esp32.settings import Enrolled, HostSettings, Plan
from srpscope.live.systems.esp32.sweep import Sweep
from srpscope.live.users import UserCredential
from srpscope.srp.allowance import Alone
from srpscope.srp.sheet import Memory
from srpscope.wire.exchange import Exchange

_PLAN: ContextVar[Plan] = ContextVar("plan")
"""Of the handshake that a task serves; the thread that computes for it has the task's context."""


class SweepingHost(SystemHost):
    """Gives each handshake the values of the sweep's next plan, and lets the sweep learn from it.

    credential: the one user, whose password is known. keeps_salt: the first handshake has the user's own salt. Raises
    UserError where the password is not known."""

    def __init__(
        self,
        system: System,
        spoken: SpokenTerms,
        credential: UserCredential,
        run: ServerRun,
        keeps_salt: bool = False,
        language: str | None = None,
    ) -> None:
        super().__init__(system.name, system.wire, spoken, replace(run, diagnose=None))
        enrolled = Enrolled(credential.salt, credential.verifier, credential.username, credential.password)
        self._settings = HostSettings(enrolled, dialect=spoken.terms.dialect)
        self._sweep = Sweep(self._settings, keeps_salt, a_first=False, language=language)
        self._plans: dict[int, tuple[SheetParty, Plan]] = {}

    @property
    def open_party(self) -> Callable[[str], SheetParty]:
        """The server's values of one handshake, by the user's name."""
        return self._party

    def _open(self, peer: str) -> Witness:
        """A handshake begins: its plan is written down before its first message."""
        witness = super()._open(peer)
        assert isinstance(witness, Served)
        plan = self._sweep.next()
        plan.describe(witness.recording, self._settings)
        _PLAN.set(plan)
        return witness

    def _party(self, username: str) -> SheetParty:
        plan = _PLAN.get()
        party = plan.party(self._settings, Memory(allowance=Alone()))
        if "I" not in party.knowledge.given:
            party.edit("I", username)
        self._plans[id(party)] = party, plan
        return party

    def learning(self, exchange: Exchange, served: Served) -> Learn | None:
        """What the sweep makes of a handshake that is over."""
        found = self._plans.pop(id(exchange.known_party), None)
        if found is None:
            return None
        _party, plan = found
        return lambda capture, answer: self._sweep.learn(plan, capture, exchange.accepted, answer)
