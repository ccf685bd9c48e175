"""A challenge: a client with one mistake, drawn anew from places and slips, to be found unaided.

The server is right. Of the client a, I and P are known, some values that it logged, and the M1 that it sent: what
somebody has who ports a client. At the last level it is a mistake that strikes only sometimes, and five logins are
given. The same seed gives the same challenge, so that two people can take one another on.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from srpscope.capture.capture import Capture
from srpscope.errors import OwnError, UserError
from srpscope.lessons.form import Lesson, Step, TaskCheck
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Formula, show
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.placed import EVERYWHERE, placed
from srpscope.why.places.hypothesis import Hypothesis
from srpscope.why.slips import known_slip

NAMED, STEPS = "challenge ", 2
"""How a challenge is named before its seed, and its steps: the mistake is found, and told."""

SHOWN = ("x", "k", "u", "S", "K", "M1")
"""What a client computes after B came: the mistake is in one of these."""
BEGINNINGS = ("s", "x", "A", "B", "u", "S", "K", "M1")
"""Of five logins: the values whose first bytes are shown."""

GROUP = "rfc5054-1024"
DRAWS = 60
"""Slips that are drawn before one bites."""

OWN = ("I", "P", "s", "a", "A", "B")
"""What is known of any client: what was typed, what came, and the A that it sent."""

LOGINS, LEAST = 5, 2
"""Logins of a client whose mistake strikes sometimes, and how many at least are refused, and taken."""

SOMETIMES = frozenset({"zero", "zero-nibble", "odd", "high-bit", "zero-or-high"})
"""When a mistake may strike so that the first bytes of the values tell."""

ZERO = ("A", "B", "S", "K", "s")
"""One of these begins with 00 in the login that is looked at."""

PATIENCE = 4_000
"""Draws for a first byte: it is 00 once in 256."""


@dataclass(frozen=True)
class Level:
    """dialects: which are spoken; values: whose formulas the mistake may stand in, empty: any; likeliest: of so many
    slips; places: at how many at once; logged: what the client says of itself beside M1; sometimes: it strikes so."""

    about: str
    dialects: tuple[str, ...]
    values: frozenset[str]
    likeliest: int
    places: int = 1
    logged: tuple[str, ...] = ()
    sometimes: bool = False


_USUAL = ("rfc5054", "wikipedia", "nimbus", "pysrp")

LEVELS = {
    1: Level(
        "one place; the client logged every value",
        ("rfc5054",),
        frozenset({"x", "k", "u", "K", "M1"}),
        36,  # beyond these one must know that a hash object may hold what it was fed before
        logged=("x", "k", "u", "S", "K"),
    ),
    2: Level(
        "one place; it logged S and K", _USUAL, frozenset({"x", "k", "u", "S", "K", "M1"}), 300, logged=("S", "K")
    ),
    3: Level("up to three places; only M1 is known", (*_USUAL, "rfc2945", "thinbus"), frozenset(), 600, places=3),
    4: Level("it strikes only sometimes: five logins", _USUAL, frozenset(), 3_000, sometimes=True),
}

_SEED = re.compile(r"([1-4])-([A-Za-z0-9]{1,16})")


def new_seed(level: int) -> str:
    """A seed that nobody had before, to be shared: LEVEL-LETTERS."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return f"{level}-{''.join(secrets.choice(alphabet) for _ in range(5))}"


def challenge(seed: str) -> Lesson:
    """The challenge of a seed. Raises UserError for what is no seed."""
    found = _SEED.fullmatch(seed)
    if found is None:
        raise UserError(f"{seed[:40]!r} is no seed; one looks like 2-K7QPM (its first digit is the level, 1 to 4).")
    level, draw = LEVELS[int(found[1])], random.Random(seed.upper())
    spoken = dialect(draw.choice(level.dialects))
    if level.sometimes:
        return _series(seed.upper(), level, spoken, draw)
    login = _login(spoken, _user(draw), draw)
    planted = _planted(login.client, level, draw)
    return _lesson(seed.upper(), level, spoken, [login], planted)


@dataclass(frozen=True)
class ChallengeLogin:
    """A login that goes right, and what its client knows."""

    capture: Capture
    client: Knowledge

    def sends(self, planted: Hypothesis | None = None) -> bytes | None:
        """The client's M1, with the mistake where there is one; None where it then has none."""
        known = self.client if planted is None else planted.change(self.client) or self.client
        sheet = Sheet(known, record=False)
        return None if sheet.value("M1") is None else sheet.raw("M1")

    def as_sent(self, planted: Hypothesis) -> Capture:
        """With the M1 that the client sends, which makes the mistake."""
        capture = replace(self.capture, lines=list(self.capture.lines))
        capture.add_values("wire", {"M1": (self.sends(planted) or b"").hex()})
        return capture


def _user(draw: random.Random) -> dict[str, str]:
    word = draw.choice(("sun", "moon", "rain"))
    return {
        "I": draw.choice(("alice", "bob", "carol")),
        "P": f"{word}{draw.randrange(1000)}",
        "s": draw.randbytes(16).hex(),
    }


def _login(spoken: Dialect, user: dict[str, str], draw: random.Random, zero: str = "") -> ChallengeLogin:
    """One of a user. zero: a value that begins with 00."""
    from srpscope.session.opening import session_of

    header = {"type": "header", "srpscope": 1, "dialect": spoken.id, "origin": "made"}
    header |= {"group": spoken.group or GROUP, "hash": spoken.hash or "sha256"}
    capture = Capture(header, name="challenge")
    capture.add_values("both", {**user, "s": f"00{user['s'][2:]}"} if zero == "s" else user)
    capture.add_values("client", {"a": f"{draw.getrandbits(255):064x}"})
    capture.add_values("server", {"b": f"{draw.getrandbits(255):064x}"})
    view = session_of(capture).view
    server, client = view.server.knowledge, view.client.knowledge
    if zero == "B":
        b, B = _found(server, "b", "B", draw)
        capture.add_values("server", {"b": f"{b:064x}"})
        client = client.with_given({"B": B})
    else:
        client = client.with_given({"B": Sheet(server, record=False).need("B")})
    if zero in ("A", "S", "K"):
        a, _ = _found(client, "a", zero, draw)
        capture.add_values("client", {"a": f"{a:064x}"})
        client = client.with_given({"a": a})
    return ChallengeLogin(capture, client)


def _found(known: Knowledge, private: str, name: str, draw: random.Random) -> tuple[int, Value]:
    """A private value with which a value begins with 00."""
    memory = Memory()
    for _ in range(PATIENCE):
        drawn = draw.getrandbits(255)
        value = Sheet(known.with_given({private: drawn}), memory, record=False).need(name)
        if _begins_with_00(value, known):
            return drawn, value
    raise OwnError(f"no {name} of the challenge begins with 00.")


def _begins_with_00(value: Value, known: Knowledge) -> bool:
    N = known.given["N"] if "N" in known.given else Sheet(known, record=False).need("N")
    if isinstance(value, int) and isinstance(N, int):
        return value.bit_length() <= 8 * ((N.bit_length() + 7) // 8 - 1)
    return isinstance(value, bytes) and value[:1] == b"\0"


def _candidates(known: Knowledge, level: Level, draw: random.Random) -> Iterator[Hypothesis]:
    """Slips of a level, drawn by how likely they are: the likelier ones first more often."""
    from srpscope.why.engine.early import SearchPowers
    from srpscope.why.places.generate import generate
    from srpscope.why.places.ripple import Ripple

    sheet = Sheet(known, Memory(powers=SearchPowers()))
    every = generate(Ripple(known, sheet, SearchPowers()), ("M1",), frozenset(), None).hypotheses
    fitting = [one for one in every if _fits(one, level)][: level.likeliest]
    order = sorted(fitting, key=lambda one: one.cost / 2 - _gumbel(draw))
    return islice(order, DRAWS * (4 if level.sometimes else 1))


def _gumbel(draw: random.Random) -> float:
    """Added to a log weight, the largest first draws by weight without putting back."""
    from math import log

    return -log(-log(min(max(draw.random(), 1e-12), 1 - 1e-12))) / log(2)


def _fits(one: Hypothesis, level: Level) -> bool:
    """One slip, not one behind another, at places of the level."""
    if not 1 <= len(one.spots) <= level.places or one.given or one.hash or one.slow or "+" in one.id:
        return False
    if any(spot.value == "A" for spot in one.spots):
        return False  # the server has the A of a right client
    if level.values and not {spot.value for spot in one.spots} <= level.values:
        return False
    return (_strikes(one) in SOMETIMES) if level.sometimes else (_strikes(one) == "always" or level.places > 1)


def _strikes(one: Hypothesis) -> str:
    found = placed(one.id)
    slip = known_slip(found.slip) if found is not None else None
    return slip.strikes if slip is not None else ""


def _planted(known: Knowledge, level: Level, draw: random.Random) -> Hypothesis:
    """A slip that changes M1."""
    right = Sheet(known, record=False).raw("M1")
    for one in _candidates(known, level, draw):
        changed = one.change(known)
        made = None if changed is None else Sheet(changed, record=False)
        if made is not None and made.value("M1") is not None and made.raw("M1") != right:
            return one
    raise OwnError("no slip bites in this challenge.")


def _series(seed: str, level: Level, spoken: Dialect, draw: random.Random) -> Lesson:
    """Logins of one user, some refused and some taken, by one mistake."""
    user = _user(draw)
    zero = draw.choice(ZERO)
    first = _login(spoken, user, draw, zero)
    if zero == "s":
        user = {**user, "s": draw.randbytes(16).hex()}  # a salt is a user's: the others are of another one
    pool = [first, _login(spoken, user, draw, zero), *(_login(spoken, user, draw) for _ in range(2 * LOGINS))]
    for one in _candidates(first.client, level, draw):
        struck = [login for login in pool if login.sends(one) not in (None, login.sends())]
        spared = [login for login in pool if login.sends(one) == login.sends()]
        if first in struck and len(struck) >= LEAST and len(spared) >= LEAST:
            chosen = [*struck[:LEAST], *spared[:LEAST]]
            chosen.append(next(login for login in pool if login not in chosen and login in (*struck, *spared)))
            others = chosen[1:]
            draw.shuffle(others)
            return _lesson(seed, level, spoken, [first, *others], one)
    raise OwnError("no slip strikes sometimes in this challenge.")


def _right(known: Knowledge, names: Iterable[str]) -> list[tuple[str, Formula]]:
    return [(name, formula) for name in names if (formula := known.formula(name)) is not None]


def _lesson(seed: str, level: Level, spoken: Dialect, logins: list[ChallengeLogin], planted: Hypothesis) -> Lesson:
    known = logins[0].client
    changed = planted.change(known) or known
    names = list(dict.fromkeys(spot.value for spot in planted.spots))
    solution = tuple(Edit("client", name, "formula", show(formula.node)) for name, formula in _right(changed, names))
    wrong = Sheet(changed, record=False)
    logged = tuple((name, value) for name in (*level.logged, "M1") if (value := wrong.value(name)) is not None)
    present = tuple(name for name in SHOWN if Sheet(known, record=False)[name].value is not None)
    hints = _hints(known, planted, names)
    own = tuple((name, value) for name in OWN if (value := wrong.value(name)) is not None)
    does = Step(
        0,
        _told(spoken, level, logins),
        "sessions" if level.sometimes else "logged",
        BEGINNINGS if level.sometimes else present,
        do="Make the client's mistake: edit its formulas until its M1 is the one that it sent"
        + (", in every login." if level.sometimes else "."),
        hints=hints,
        solution=solution,
        check=TaskCheck(sent=("M1",)),
        logged=own + logged,
    )
    after = Step(0, _after(known, solution, hints[-1]), "values", tuple(dict.fromkeys((*names, "M1"))), before=solution)
    captures = [one.as_sent(planted) for one in logins]
    about = f"Find the mistake unaided: {level.about}."
    name = f"{NAMED}{seed}"
    return Lesson(name, f"Challenge {seed}", about, (), captures[0], (does, after), series=tuple(captures[1:]))


def _told(spoken: Dialect, level: Level, logins: list[ChallengeLogin]) -> str:
    told = f"The server speaks {spoken.title} ({spoken.id}) and is right. The client makes one mistake in its own "
    if level.sometimes:
        return (
            f"{told}formulas, and it strikes only sometimes: of {len(logins)} logins some were taken. Below stands how "
            "the bytes of each value begin. What have the refused ones in common?"
        )
    told += "formulas, and the server refuses its M1. Below stands what a right client computes, and beside it what "
    if level.logged:
        return f"{told}this one logged. The first that differs is where to look."
    return f"{told}is known of this one: it logged nothing, and its M1 is all that there is to go by."


def _hints(known: Knowledge, planted: Hypothesis, names: list[str]) -> tuple[str, ...]:
    from srpscope.why.telling.words import sentence

    where = placed(planted.id)
    right = " ".join(f"A right client has {name} = {show(formula.node)}." for name, formula in _right(known, names))
    look = f" Look at {' and '.join(where.said)}." if where is not None and where.where not in ("", EVERYWHERE) else ""
    return (
        f"The mistake stands in the formula of {' and of '.join(names)}.",
        f"{right}{look}",
        f"The client: {sentence(planted.id)}",
    )


def _after(known: Knowledge, solution: tuple[Edit, ...], told: str) -> str:
    right = dict(_right(known, [edit.value for edit in solution]))
    rows = " ".join(f"It has {one.value} = {one.content}; right is {show(right[one.value].node)}." for one in solution)
    return f"{told}\n\n{rows}"
