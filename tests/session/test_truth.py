"""Random sessions with random credentials on either side, right and wrong: nothing is shown that is not so.

A finding's changes, as they are printed, are evaluated with plain hashlib and pow (independent.py): they give the
observed bytes. The headline of a refused session never begins with agreement, and a front end prints what is judged.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

import pytest

from srpscope.answers.diagnosis import as_json, as_text, diagnose_session
from srpscope.capture.capture import Capture
from srpscope.report.markdown import markdown
from srpscope.report.trace import as_text as trace_text
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.why import Reach
from srpscope.why.finding import Finding
from tests.session.independent import Independent, Plain, UnknownHereError, least

N, G = group("nimbus-256").N, group("nimbus-256").g
COMPUTED = ("k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2")
NAMES = ("alice", "Bob", "Zoë", "wifiprov", "a b")
PASSWORDS = ("secret", "correct horse", "abcd1234", "Pässwörd", " trailing ", "0", "deadbeef")
MISTAKES: tuple[dict[str, str], ...] = (
    {},
    {},
    {"k": "H(N | g)"},
    {"u": "H(A | B)"},
    {"x": "H(s | H(P))"},
    {"x": "H(HEX(s) | H(I | ':' | P))"},
    {"M1": "H(A | B | K)"},
    {"K": "H(PAD(S))"},
    {"u": "H(PAD(B) | PAD(A))"},
)


def formulas(side: str) -> dict[str, str]:
    """The dialect's formulas."""
    spoken = dialect("rfc5054")
    found = {name: spoken.formula_text(side, name) for name in COMPUTED}  # type: ignore[arg-type]
    return {name: text for name, text in found.items() if text}


@dataclass
class Drawn:
    """One session: what each side really has, its mistake, and what of it is known, by somebody who may be wrong.

    typed: the client's credentials as they are on record. enroller: what is on record of who made the verifier."""

    draw: random.Random
    client: dict[str, Plain] = field(default_factory=dict)
    server: dict[str, Plain] = field(default_factory=dict)

    def __post_init__(self) -> None:
        draw = self.draw
        user, password = draw.choice(NAMES), draw.choice(PASSWORDS)
        right = draw.random() < 0.5
        typed = password if right else draw.choice(PASSWORDS)
        named = user if draw.random() < 0.8 else draw.choice(NAMES)
        salt = draw.randbytes(draw.choice((4, 8, 16)))
        shared: dict[str, Plain] = {"N": N, "g": G, "s": salt}
        enrolled = Independent(shared | {"I": user.encode(), "P": password.encode()}, formulas("server"), "sha1", N)
        self.mistake = draw.choice(MISTAKES)
        self.server = shared | {"I": named.encode(), "v": enrolled.value("v"), "b": draw.getrandbits(250) + 1}
        self.client = shared | {"I": named.encode(), "P": typed.encode(), "a": draw.getrandbits(250) + 1}
        playing = Independent(self.client, formulas("client") | self.mistake, "sha1", N)
        A = playing.value("A")
        serving = Independent(self.server | {"A": A}, formulas("server"), "sha1", N)
        B = serving.value("B")
        self.wire = {
            "A": A,
            "B": B,
            "M1": Independent(self.client | {"A": A, "B": B}, playing.formulas, "sha1", N).value("M1"),
        }
        self.expected = serving.value("M1")
        self.accepted = self.wire["M1"] == self.expected
        self.knows = {name for name in ("a", "P", "b", "v") if draw.random() < 0.7}
        self.typed = {name: self.client[name] for name in ("I", "P")}
        if "P" in self.knows and draw.random() < 0.25:
            self.typed["P"] = draw.choice(PASSWORDS).encode()
        if draw.random() < 0.1:
            self.typed["I"] = draw.choice(NAMES).encode()
        said = {"I": draw.choice((user, named)).encode(), "P": draw.choice((password, *PASSWORDS)).encode()}
        self.enroller: dict[str, Plain] = dict(said) if draw.random() < 0.25 else {}
        plain = Independent(self.client | {"A": A, "B": B}, formulas("client"), "sha1", N)
        self.erred = plain.value("M1") != self.wire["M1"]

    def capture(self) -> Capture:
        """What somebody recorded of it."""
        capture = Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha1", "origin": "recorded"})
        client = {"I": _bytes(self.typed["I"]).decode()}
        if "P" in self.knows:
            client["P"] = _bytes(self.typed["P"]).decode()
        if self.enroller:
            capture.add_values("enroller", {name: _bytes(one).decode() for name, one in self.enroller.items()})
        if "a" in self.knows:
            client["a"] = _bytes(self.client["a"]).hex()
        capture.add_values("client", client)
        capture.add_values(
            "server", {name: _bytes(self.server[name]).hex() for name in ("b", "v") if name in self.knows}
        )
        wire = {name: _bytes(one).hex() for name, one in self.wire.items()}
        capture.add_values("wire", wire | {"s": _bytes(self.client["s"]).hex()})
        if self.accepted:
            capture.add("event", what="accepted", by="server", of="M1", text="")
        else:
            capture.add("event", what="refused", by="server", of="M1", text="no")
        return capture

    def made(self, finding: Finding) -> Plain:
        """What the finding's own changes give for its proof. Raises UnknownHereError."""
        side = finding.side
        given = dict(self.client | self.typed if side == "client" else self.server | {"I": self.typed["I"]})
        hash_name = "sha1"
        changed: dict[str, str] = {}
        for change in finding.changes:
            if change.value == "H":
                hash_name = change.content.replace("-", "_")
            elif change.form == "formula":
                changed[change.value] = change.content
            else:
                text, number = change.form == "text", change.value in ("N", "g", "a", "b", "k", "x", "v")
                data = (
                    change.content.encode("utf-8", "surrogateescape")
                    if text
                    else bytes.fromhex(change.content if len(change.content) % 2 == 0 else f"0{change.content}")
                )
                given[change.value] = int.from_bytes(data) if number and not text else data
        if side == "client" and not {"P", "a"} <= self.knows:
            given["v"] = self.server["v"]
        if finding.proof.value == "v":
            theirs = {name: one for name, one in self.client.items() if name != "a"} | self.typed | self.enroller
            set_here = {change.value for change in finding.changes}
            given = theirs | {name: one for name, one in given.items() if name in set_here | {"s", "N", "g"}}
        texts = formulas(side) | changed
        if side == "client" and not {"P", "a"} <= self.knows:
            given.pop("a", None)
            given["b"] = self.server["b"]
            texts.setdefault("S", "")
            if "S" not in changed:
                texts["S"] = "(A * v ** u) ** b"
        modulus = given["N"]
        assert isinstance(modulus, int)
        given |= {name: one for name, one in self.wire.items() if name != finding.proof.value and name not in changed}
        return Independent(given, texts, hash_name, modulus).value(finding.proof.value)


def _bytes(value: Plain) -> bytes:
    return least(value) if isinstance(value, int) else value


def same(made: Plain, observed: bytes) -> bool:
    if isinstance(made, int):
        return made == int.from_bytes(observed)
    return made == observed


def holds(seed: int) -> tuple[int, int]:
    """One session; how many findings were shown, and how many of them could be evaluated here."""
    drawn = Drawn(random.Random(seed))
    session = Session(drawn.capture())
    diagnosis = diagnose_session(session, 0.3, reach=Reach(1, clock=time.thread_time))
    judged = judge(session, diagnosis)
    evaluated = 0
    for finding in diagnosis.findings:
        try:
            made = drawn.made(finding)
        except (UnknownHereError, SyntaxError, KeyError):
            continue
        evaluated += 1
        assert same(made, finding.proof.data), (seed, finding)
    if not drawn.accepted:
        assert judged.outcome == "refused" and judged.exit_status == 1
        assert not judged.headline.lower().startswith(("both sides agree", "the values agree", "m1 agree", "accepted"))
        assert diagnosis.verdict != "agree"
    assert not (drawn.erred and "client" in judged.cleared), (seed, judged)
    told = as_json(diagnosis, session)["judgement"]["headline"]
    assert told == judged.headline
    assert as_text(diagnosis, session).startswith(judged.headline)
    assert judged.headline in trace_text(session, judged=judged)
    assert markdown(session, diagnosis).replace("\\", "").startswith(f"### {judged.headline}")
    return len(diagnosis.findings), evaluated


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_shown_that_is_not_so(part: int) -> None:
    counts = [holds(seed) for seed in range(part * 50, part * 50 + 50)]
    shown, evaluated = (sum(one[at] for one in counts) for at in range(2))
    assert shown > 0 and evaluated >= 0.7 * shown
