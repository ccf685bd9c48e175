"""A challenge: a session with one mistake, drawn anew from places and slips, to be found unaided.

The server is right, the client made one mistake, and of the client only a, I and P are known and the M1 that it sent:
what somebody has who ports a client. The same seed gives the same session, so that two people can take one another on.
"""

from __future__ import annotations

import random
import re
import secrets
from dataclasses import dataclass

from srpscope.capture.capture import Capture
from srpscope.errors import OwnError, UserError
from srpscope.lessons.form import Lesson, Step, TaskCheck
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Formula, show
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.why.placed import EVERYWHERE, placed
from srpscope.why.places.hypothesis import Hypothesis

SHOWN = ("I", "P", "s", "a", "A", "B", "x", "k", "u", "S", "K", "M1")

GROUP = "rfc5054-1024"
DRAWS = 60
"""Slips that are drawn before one bites."""


@dataclass(frozen=True)
class Level:
    """dialects: which are spoken; values: whose formulas the mistake may stand in; likeliest: of so many slips."""

    dialects: tuple[str, ...]
    values: frozenset[str]
    likeliest: int


LEVELS = {
    1: Level(("rfc5054",), frozenset({"u", "K", "M1"}), 36),
    2: Level(("rfc5054", "wikipedia", "nimbus"), frozenset({"x", "k", "u", "S", "K", "M1"}), 300),
    3: Level(("rfc5054", "rfc2945", "wikipedia", "nimbus", "pysrp", "thinbus"), frozenset(), 100_000),
}

_SEED = re.compile(r"([1-3])-([A-Za-z0-9]{1,16})")


def new_seed(level: int) -> str:
    """A seed that nobody had before, to be shared: LEVEL-LETTERS."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return f"{level}-{''.join(secrets.choice(alphabet) for _ in range(5))}"


def challenge(seed: str) -> Lesson:
    """The challenge of a seed. Raises UserError for what is no seed."""
    found = _SEED.fullmatch(seed)
    if found is None:
        raise UserError(f"{seed[:40]!r} is no seed; one looks like 2-K7QPM (its first digit is the level, 1 to 3).")
    level, draw = LEVELS[int(found[1])], random.Random(seed.upper())
    spoken = dialect(draw.choice(level.dialects))
    capture = _right_session(spoken, draw)
    known = _client(capture)
    planted, M1 = _planted(known, level, draw)
    capture.add_values("wire", {"M1": M1.hex()})
    return _lesson(seed.upper(), spoken, capture, known, planted, M1)


def _right_session(spoken: Dialect, draw: random.Random) -> Capture:
    header = {"type": "header", "srpscope": 1, "dialect": spoken.id, "origin": "made"}
    header |= {"group": spoken.group or GROUP, "hash": spoken.hash or "sha256"}
    capture = Capture(header, name="challenge")
    both = {
        "I": draw.choice(("alice", "bob", "carol")),
        "P": f"{draw.choice(('sun', 'moon', 'rain'))}{draw.randrange(1000)}",
    }
    capture.add_values("both", both | {"s": draw.randbytes(16).hex()})
    capture.add_values("client", {"a": f"{draw.getrandbits(255):064x}"})
    capture.add_values("server", {"b": f"{draw.getrandbits(255):064x}"})
    return capture


def _client(capture: Capture) -> Knowledge:
    """The client as it is where it makes no mistake, with the B that came."""
    from srpscope.session.opening import session_of

    view = session_of(capture).view
    B = view.server.value("B")
    if B is None:
        raise OwnError("the challenge's server has no B.")
    return view.client.knowledge.with_given({"B": B})


def _planted(known: Knowledge, level: Level, draw: random.Random) -> tuple[Hypothesis, bytes]:
    """A slip that changes M1, and the M1 that it gives."""
    from srpscope.why.engine.early import SearchPowers
    from srpscope.why.places.generate import generate
    from srpscope.why.places.ripple import Ripple

    sheet = Sheet(known, Memory(powers=SearchPowers()))
    right = sheet.raw("M1")
    ripple = Ripple(known, sheet, SearchPowers())
    every = generate(ripple, ("M1",), frozenset(), None).hypotheses
    fitting = [one for one in every if one.spots and not (one.given or one.hash or one.slow)]
    fitting = [one for one in fitting if not level.values or {spot.value for spot in one.spots} <= level.values]
    fitting = fitting[: level.likeliest]
    for one in draw.sample(fitting, min(DRAWS, len(fitting))):
        changed = one.change(known)
        made = None if changed is None else Sheet(changed, record=False)
        if made is not None and made.value("M1") is not None and made.raw("M1") != right:
            return one, made.raw("M1")
    raise OwnError("no slip bites in this challenge.")


def _right(known: Knowledge, names: list[str]) -> list[tuple[str, Formula]]:
    return [(name, formula) for name in names if (formula := known.formula(name)) is not None]


def _lesson(seed: str, spoken: Dialect, capture: Capture, known: Knowledge, planted: Hypothesis, M1: bytes) -> Lesson:
    from srpscope.why.telling.words import sentence

    changed = planted.change(known) or known
    names = list(dict.fromkeys(spot.value for spot in planted.spots))
    solution = tuple(Edit("client", name, "formula", show(formula.node)) for name, formula in _right(changed, names))
    told = sentence(planted.id)
    tell = (
        f"The server speaks {spoken.title} ({spoken.id}) and is right. The client makes one mistake, and the server "
        f"refuses its M1. Below stands what a right client computes. This one sent M1 = {M1.hex()}"
    )
    do = "Make the client's mistake: edit its formulas until its M1 is the one on the wire."
    where = placed(planted.id)
    hints = (
        f"The mistake stands in the formula of {' and of '.join(names)}.",
        " ".join(f"A right client has {name} = {show(formula.node)}." for name, formula in _right(known, names))
        + (f" Look at {where.said[0]}." if where is not None and where.where not in ("", EVERYWHERE) else ""),
        f"The client: {told}",
    )
    present = tuple(name for name in SHOWN if Sheet(known, record=False)[name].value is not None)
    done = Step(0, tell, "values", present, do=do, hints=hints, solution=solution, check=TaskCheck(sent=("M1",)))
    after = Step(0, hints[-1], "values", tuple(dict.fromkeys((*names, "M1"))), before=solution)
    return Lesson(f"challenge {seed}", f"Challenge {seed}", "Find the mistake unaided.", (), capture, (done, after))
