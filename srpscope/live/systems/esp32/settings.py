"""How a played ESP32 behaves: what it holds, its release and stack, its faults, and what each handshake is to test."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from srpscope.capture import Capture
from srpscope.errors import UserError
from srpscope.live.concluding import Answer
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.live.systems.esp32.faults import Fault
from srpscope.live.zeros import ForcedZeros
from srpscope.srp.dialect import ESP, Dialect, dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.wire.protocomm.firmware import FIRMWARES, STACKS, Firmware, Stack

SALT_BYTES = 16


@dataclass(frozen=True)
class Enrolled:
    """What the device holds: salt and verifier; and the user name and password, where they are known."""

    salt: bytes
    verifier: int
    username: str = ""
    password: str | None = None


def make_credential(username: str, password: str, salt: bytes | None = None, dialect_id: str = ESP) -> Enrolled:
    """A salt (drawn where not given) and its verifier, with the device's own formulas. Raises UserError."""
    speaks = dialect(dialect_id)
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    found = group(speaks.group or "rfc5054-3072")
    given: dict[str, Value] = {"N": found.N, "g": found.g, "I": username, "P": password, "s": salt}
    cell = Sheet(Knowledge("enroller", speaks, given), record=False)["v"]
    if not isinstance(cell.value, int):
        raise UserError(f"no verifier can be made: {cell.problem or 'something is missing'}.")
    return Enrolled(salt, cell.value, username, password)


@dataclass(frozen=True)
class HostSettings:
    """How the played device behaves. single: one session at a time, as on the chip; else each client has its own
    device, so that many can try at once. b: fixed, else drawn for each handshake. zeros: what is to begin with 00."""

    credential: Enrolled
    b: int | None = None
    stack: Stack = STACKS["http"]
    firmware: Firmware = FIRMWARES["v5.5"]
    dialect: Dialect = field(default_factory=lambda: dialect(ESP))
    faults: tuple[Fault, ...] = ()
    zeros: ForcedZeros | None = None
    single: bool = False


class Plan:
    """What the device does at the next Cmd0; a sweep gives other ones."""

    def party(self, settings: HostSettings, memory: Memory) -> SheetParty:
        """The device's side of one handshake."""
        given: dict[str, Value] = {"s": settings.credential.salt, "v": settings.credential.verifier}
        if settings.b is not None:
            given["b"] = settings.b
        party = SheetParty("server", settings.dialect, given, memory=memory)
        return party if settings.zeros is None else settings.zeros.watch(party)

    def describe(self, recording: Recording, settings: HostSettings) -> None:
        """Lines that the capture needs besides the device's own values."""


class Strategy:
    """Decides what each handshake is to test. The plain one always plays the device as it is."""

    waits = False
    """Whether the next plan depends on the answer of the last handshake."""

    def next(self) -> Plan:
        """The plan of the next handshake."""
        return Plan()

    def learn(self, plan: Plan, capture: Capture, accepted: bool | None, answer: Answer) -> Answer:
        """Take the answer of a handshake in; what is returned is printed. May take long, runs in a thread."""
        return answer
