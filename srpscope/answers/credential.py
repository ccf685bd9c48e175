"""Does a salt and verifier belong to a user name and password? Is v = g^x; if not, what makes it so; and the traps.

The traps are the leading zeros of ESP-IDF's Security 2 that break some clients and not others
(components/protocomm/src/crypto/srp6a/esp_srp.c; tools/esp_prov; Espressif's phone libraries).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.errors import UserError
from srpscope.printable import printable
from srpscope.session.clauses import named
from srpscope.session.opening import session_of
from srpscope.session.reading import stored_verifier
from srpscope.srp.allowance import Alone
from srpscope.srp.dialect import ESP, dialect, readable_dialects
from srpscope.srp.encodings import byte_length, even_hex, text_bytes
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives.groups import known_groups
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.why.suspect import Suspect
from srpscope.why.suspects import suspects
from srpscope.why.suspects.stored_verifier import own_suspects

PAIRS_SECONDS = 10.0
"""How long pairs of suspects are tried."""

SALT_LIMIT = 1_024
"""Bytes of a salt at the most."""


@dataclass(frozen=True)
class Credential:
    """A salt and a verifier, with what they are meant to belong to. salt: as stored. verifier: as a number."""

    username: str
    salt: bytes
    verifier: int
    dialect: str = ESP
    group: str | None = None
    hash: str | None = None
    N: int | None = None
    g: int | None = None
    extra: dict[str, str] = field(default_factory=dict)

    def knowledge(self, password: str) -> Knowledge:
        """What the party that enrolled is taken to have known. Raises UserError for an unknown dialect or group."""
        header: dict[str, Any] = {"dialect": self.dialect, "group": self.group, "hash": self.hash}
        capture = Capture(header={**header, "enroller_dialect": self.dialect})
        if self.N is not None:
            capture.add_values("both", {"N": f"{self.N:x}"} | ({} if self.g is None else {"g": f"{self.g:x}"}))
        capture.add_values("enroller", {"I": self.username, "P": password, "s.hex": self.salt.hex(), **self.extra})
        found = session_of(capture, declare=False).reading().enroller
        assert found is not None
        return found


@dataclass(frozen=True)
class CredentialFinding:
    """What makes v = g^x: one or two suspects, and the knowledge that they lead to."""

    suspects: tuple[Suspect, ...]
    before: Knowledge
    after: Knowledge
    v: int

    @property
    def sentence(self) -> str:
        """For people; holds no secret."""
        text = " And ".join(one.sentence for one in self.suspects)
        return f"The verifier comes out if {text.rstrip('.')}."

    def as_json(self) -> dict[str, Any]:
        """In the form of `why`'s findings."""
        changes = list(self._changes())
        return {
            "side": "server",
            "suspects": [one.id for one in self.suspects],
            "changes": changes,
            "first_difference": _first_difference([one["value"] for one in changes]),
            "proof": {"value": "v", "hex": even_hex(self.v)},
            "sentence": self.sentence,
        }

    def _changes(self) -> Iterator[dict[str, str]]:
        before, after = self.before, self.after
        if before.settings.hash != after.settings.hash and after.settings.hash:
            yield {"value": "H", "text": after.settings.hash}
        for name, value in after.given.items():
            if before.given.get(name) != value:
                data = text_bytes(value) if isinstance(value, str) else value
                yield {"value": name, "hex": even_hex(data) if isinstance(data, int) else data.hex()}
        for name, formula in after.formulas.items():
            if before.formula(name) != formula:
                yield {"value": name, "formula": formula.text}


def _first_difference(names: list[str]) -> str:
    """The first value that a change alters: a salt or password read wrongly alters x first."""
    order = ("N", "g", "H", "I", "x", "v")
    return min(("x" if name in ("s", "P") else name for name in names), key=order.index, default="v")


@dataclass(frozen=True)
class Trap:
    """A leading zero that breaks some clients. where: "salt", "inner-hash" or "device-made-salt"."""

    where: str
    breaks: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Check:
    """The answer: whether v = g^x, what makes it so if not, and the traps. problem: why x cannot be computed.
    low_first: the verifier is given as programs of its dialect store it, low byte first."""

    match: bool
    findings: tuple[CredentialFinding, ...]
    traps: tuple[Trap, ...]
    tried: int = 0
    problem: str = ""
    low_first: bool = False

    def as_json(self) -> dict[str, Any]:
        """The JSON of `check-credential --json`."""
        return {
            "match": self.match,
            "findings": [one.as_json() for one in self.findings],
            "traps": [{"where": one.where, "breaks": list(one.breaks), "why": one.sentence} for one in self.traps],
            "tried": self.tried,
        }


BEFORE_THE_VERIFIER = frozenset(["N", "g", "H", "I", "P", "s", "x"])
"""Values that a suspect may break and v show it."""


def check(credential: Credential, password: str, seconds: float = PAIRS_SECONDS) -> Check:
    """Is v = g^x? If not, suspects alone, and then in pairs for so many seconds.

    Raises UserError where the dialect or group is unknown.
    """
    if len(credential.salt) > SALT_LIMIT:
        raise UserError(f"the salt has {len(credential.salt):,} bytes; the limit is {SALT_LIMIT:,}.")
    known = credential.knowledge(password)
    memory = Memory(allowance=Alone())
    cell = Sheet(known, memory, record=False)["v"]
    if cell.value is None:
        missing = named(cell.needs[0]) if cell.needs else ""
        return Check(False, (), (), 0, cell.problem or f"it needs {missing}")
    if isinstance(cell.value, int) and _readings(credential.verifier, known).get(cell.value, VERIFIER_REVERSED) is None:
        traps = tuple(_traps(credential, known, ()))
        return Check(True, (), traps, 1, low_first=cell.value != credential.verifier)
    found, tried = _search(credential, known, memory, seconds)
    return Check(False, tuple(found), tuple(_traps(credential, known, found)), tried)


def _verifier_of(known: Knowledge, memory: Memory) -> int | None:
    try:
        found = Sheet(known, memory, record=False)["v"].value
    except (UserError, Failure, Missing):
        return None
    return found if isinstance(found, int) else None


def _search(
    credential: Credential, known: Knowledge, memory: Memory, seconds: float
) -> tuple[list[CredentialFinding], int]:
    singles = [one for one in suspects().values() if one.value in BEFORE_THE_VERIFIER and one.id not in ("g-0", "g-1")]
    if known.dialect.order == "little":
        singles = [one for one in singles if one.id != "x-signed"]  # reads high byte first too: that is another mistake
    singles += own_suspects(known.dialect)
    stored = _readings(credential.verifier, known)
    found: list[CredentialFinding] = []
    useful: list[tuple[Suspect, Knowledge]] = []
    plain = _verifier_of(known, memory)
    if plain in stored:
        return [CredentialFinding((VERIFIER_REVERSED,), known, known, credential.verifier)], 1
    seen: dict[int, str] = {}
    for one in singles:
        after = one.change(known)
        got = None if after is None else _verifier_of(after, memory)
        if after is None or got is None or got == plain:
            continue
        if got in stored:
            also = stored[got]
            found.append(CredentialFinding((one, also) if also else (one,), known, after, credential.verifier))
        elif got not in seen:
            seen[got] = one.id
            useful.append((one, after))
    tried = 1 + len(singles)
    if found:
        return found, tried
    stop = time.monotonic() + seconds
    for (one, after), (other, _) in combinations(useful, 2):
        if one.value == other.value and one.value != "x":
            continue
        if time.monotonic() > stop:
            break
        both = other.change(after)
        if both is None:
            continue
        tried += 1
        got = _verifier_of(both, memory)
        if got is not None and got in stored and stored[got] is None:
            found.append(CredentialFinding((one, other), known, both, credential.verifier))
            if len(found) >= 5:
                break
    return found, tried


def _readings(verifier: int, known: Knowledge) -> dict[int, Suspect | None]:
    """The numbers that the stored bytes may be, each with what was done wrong in writing it down. A dialect whose
    programs store a verifier low byte first prints it high byte first: neither is a mistake."""
    N = known.given.get("N")
    if (
        known.dialect.stored == "little"
        and isinstance(N, int)
        and verifier >= 0
        and byte_length(verifier) <= byte_length(N)
    ):
        return {verifier: None, int.from_bytes(verifier.to_bytes(byte_length(N), "big"), "little"): None}
    return {verifier: None, _reversed(verifier): VERIFIER_REVERSED}


VERIFIER_REVERSED = Suspect("v-reversed", "the verifier's bytes are stored in reverse order.", "v", lambda known: known)
"""Not a mistake in computing v, but in writing it down."""


def _reversed(number: int) -> int:
    return int.from_bytes(bytes.fromhex(even_hex(number))[::-1], "big")


def fitting(credential: Credential, password: str) -> Credential:
    """The same credential in the first dialect, group and hash that make v = g^x; as it was where none does.

    For salts and verifiers that come without the name of their dialect. Dialects that stretch the password are left
    out: they take part of a second each and are named by whoever uses them.
    """
    if _belongs(credential, password):
        return credential
    tried: set[tuple[object, ...]] = set()
    for spoken in readable_dialects()[0]:
        formula = spoken.formula("enroller", "x")
        if formula is None or not formula.names <= {"I", "P", "s", "N", "g"} or spoken.stretches:
            continue
        for group_name in _groups_for(credential, spoken.group):
            for hash_name in (spoken.hash,) if spoken.hash else ("sha1", "sha256", "sha512", "sha384"):
                key = (formula.text, spoken.settings(hash_name), group_name)
                if key in tried:
                    continue
                tried.add(key)
                one = replace(credential, dialect=spoken.id, group=group_name, hash=hash_name)
                try:
                    if _belongs(one, password):
                        return one
                except UserError:
                    continue
    return _by_length(credential)


def _by_length(credential: Credential) -> Credential:
    """The credential in the one dialect whose servers store a salt and a verifier of these lengths, where the numbers
    of the dialect that was taken for it have another; else as it was."""
    if _groups_for(credential, dialect(credential.dialect).group):
        return credential
    fit = [
        one
        for one in readable_dialects()[0]
        if one.group and one.salt_bytes == len(credential.salt) and _groups_for(credential, one.group)
    ]
    return replace(credential, dialect=fit[0].id) if len(fit) == 1 else credential


def _belongs(credential: Credential, password: str) -> bool:
    """Whether v = g^x, as it is read or as programs of its dialect store it."""
    known = credential.knowledge(password)
    made = _verifier_of(known, Memory())
    if made is None:
        return False
    return made in (credential.verifier, stored_verifier(known.dialect, credential.verifier, known.given))


def _groups_for(credential: Credential, own: str | None) -> tuple[str | None, ...]:
    """The group of a dialect, or where it has none every known one that this verifier fits."""
    if credential.N is not None or credential.group is not None:
        return (credential.group,)
    bits = credential.verifier.bit_length()
    fitting = {name: 0 <= known.group.N.bit_length() - bits <= 32 for name, known in known_groups().items()}
    if own is not None:
        return (own,) if fitting.get(own, True) else ()
    return tuple(name for name, fits in fitting.items() if fits)


def speaks_esp(name: str) -> bool:
    """Whether a dialect is one of Espressif's Security 2."""
    return name.startswith("esp-")


def inner_hash(sheet: Sheet) -> bytes | None:
    """H(I | ":" | P) of a sheet, None where it is unknown."""
    try:
        value, _ = sheet.evaluate(dialect(ESP).parse("H(I | ':' | P)"))
    except (Missing, Failure):
        return None
    return value if isinstance(value, bytes) else None


def _traps(credential: Credential, known: Knowledge, found: Sequence[CredentialFinding]) -> Iterator[Trap]:
    if not speaks_esp(credential.dialect):
        return
    causes = {one.id for finding in found for one in finding.suspects}
    inner = inner_hash(Sheet(known, record=False))
    if credential.salt.startswith(b"\0"):
        yield Trap(
            "salt",
            ("esp-prov", "esp-android"),
            "The salt starts with 00. esp_prov and Espressif's Android library strip it and never get in; the iOS "
            "library and the device keep it. Make a new salt.",
        )
    if inner is not None and inner.startswith(b"\0"):
        if "x-inner-stripped" in causes:
            yield Trap(
                "inner-hash",
                ("esp-android", "esp-ios"),
                "H(I:P) starts with 00, and the verifier was made without it, as esp_prov --sec2_gen_cred does: only "
                "esp_prov gets in. Make it again with srpscope make-credential, or change the password.",
            )
        else:
            yield Trap(
                "inner-hash",
                ("esp-prov",),
                "H(I:P) starts with 00. esp_prov strips it in x and does not get in; the phone libraries do.",
            )
    if "salt-made-on-device" in causes or ("salt-stripped" in causes and credential.salt.startswith(b"\0")):
        yield Trap(
            "device-made-salt",
            ("esp-prov", "esp-android", "esp-ios"),
            "The device made this salt itself (esp_srp_gen_salt_verifier), its random bytes began with 00, and the "
            "verifier was made without them: nobody gets in. Enrol again.",
        )


# For people


def as_text(credential: Credential, answer: Check) -> str:
    """The answer in sentences; no secret in it."""
    who = f"user name {printable(credential.username)!r}" if credential.username else "no user name"
    spoken = ", ".join(one for one in (credential.dialect, credential.group, credential.hash) if one)
    lines = [f"{spoken}; {who}, salt of {len(credential.salt)} bytes."]
    if answer.problem:
        return "\n".join([*lines, f"Whether they belong together cannot be told: {answer.problem}."])
    if answer.match:
        written = ", low byte first as it is stored" if answer.low_first else ""
        lines.append(f"Match: v = g^x{written}. Salt and verifier belong to this user name and password.")
    else:
        lines.append("No match: v is not g^x for this user name and password.")
        lines += [finding.sentence for finding in answer.findings]
        if not answer.findings:
            lines.append(
                f"None of {answer.tried:,} known mistakes, alone or in pairs, makes it so: "
                "another password, user name, salt or dialect."
            )
    for trap in answer.traps:
        lines.append(f"Trap ({trap.where}): {trap.sentence} Breaks: {', '.join(trap.breaks)}.")
    return "\n".join(lines)
