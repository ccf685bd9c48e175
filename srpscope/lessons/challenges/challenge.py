"""A challenge: a client with one mistake, drawn anew from places and slips, to be found unaided.

The server is right. Of the client a, I and P are known, some values that it logged, and the M1 that it sent: what
somebody has who ports a client. At the third level a helper is wrong wherever it is used; at the last it is a mistake
that strikes only sometimes, and five logins are given. The same seed gives the same challenge, so that two people can
take one another on.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from srpscope.capture.capture import Capture
from srpscope.errors import OwnError, UserError
from srpscope.lessons.challenges.levels import LEVELS, MOST_TYPED, Level
from srpscope.lessons.form import Lesson, Step, TaskCheck
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Formula, show
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.why.placed import EVERYWHERE, placed
from srpscope.why.places.hypothesis import Hypothesis

NAMED, STEPS = "challenge ", 2
"""How a challenge is named before its seed, and its steps: the mistake is found, and told."""

SHOWN = ("x", "k", "u", "S", "K", "M1")
"""What a client computes after B came: the mistake is in one of these."""
BEGINNINGS = ("s", "x", "A", "B", "u", "S", "K", "M1")
"""Of five logins: the values whose first bytes are shown."""

GROUP = "rfc5054-1024"
DRAWS = 120
"""Slips that are drawn before one bites."""

OWN = ("I", "P", "s", "a", "A", "B")
"""What is known of any client: what was typed, what came, and the A that it sent."""

LOGINS, LEAST = 5, 2
"""Logins of a client whose mistake strikes sometimes, and how many at least are refused, and taken."""

ZERO = ("A", "B", "S", "K", "s")
"""One of these begins with 00 in the login that is looked at."""

OTHER_GROUP = "rfc5054-1536"
"""Of the login that is not shown, where the mistake is in k: k is the same for all users of a group."""

PATIENCE = 4_000
"""Draws for a first byte: it is 00 once in 256."""


_COUNT = re.compile(r"(-\d+)+$")
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
    return _lesson(seed.upper(), level, spoken, [login], planted, draw)


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


def _login(
    spoken: Dialect, user: dict[str, str], draw: random.Random, zero: str = "", in_group: str = ""
) -> ChallengeLogin:
    """One of a user. zero: a value that begins with 00. in_group: another one than the dialect's."""
    from srpscope.session.opening import session_of

    header = {"type": "header", "srpscope": 1, "dialect": spoken.id, "origin": "made"}
    header |= {"group": in_group or spoken.group or GROUP, "hash": spoken.hash or "sha256"}
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
    """Slips of a level: a kind is drawn first, then a place of it, so that no kind is met oftener for having many."""
    from srpscope.why.engine.early import SearchPowers
    from srpscope.why.places.generate import generate
    from srpscope.why.places.ripple import Ripple

    sheet = Sheet(known, Memory(powers=SearchPowers()))
    every = generate(Ripple(known, sheet, SearchPowers()), ("M1",), frozenset(), None).hypotheses
    kinds = {slip: kind for kind, slips in level.kinds.items() for slip in slips}
    fitting: dict[str, list[Hypothesis]] = {}
    for one in every:
        kind = kinds.get(_slip(one))
        if kind is not None and _fits(one, level):
            fitting.setdefault(kind, []).append(one)
    for _ in range(DRAWS):
        if fitting:
            yield draw.choice(fitting[draw.choice(sorted(fitting))])


def _slip(one: Hypothesis) -> str:
    """Its slip, without the number that it may have behind it."""
    found = placed(one.id)
    return _COUNT.sub("", found.slip) if found is not None else ""


def _fits(one: Hypothesis, level: Level) -> bool:
    """One slip, not one behind another, at places of the level."""
    least, most = level.places
    if not least <= len(one.spots) <= most or one.given or one.hash or one.slow or "+" in one.id:
        return False
    if any(spot.value == "A" for spot in one.spots):
        return False  # the server has the A of a right client
    where = placed(one.id)
    if where is not None and where.where == EVERYWHERE and _slip(one).startswith(("hash-", "digest-")):
        return False  # it means the innermost calls, and a hint that says everything would be wrong
    return not level.values or {spot.value for spot in one.spots} <= level.values


def _typed(changed: Knowledge, one: Hypothesis) -> bool:
    """Whether somebody would type the formulas that it makes."""
    formulas = (changed.formula(spot.value) for spot in one.spots)
    return all(formula is not None and len(show(formula.node)) <= MOST_TYPED for formula in formulas)


def _planted(known: Knowledge, level: Level, draw: random.Random) -> Hypothesis:
    """A slip that changes M1, and that somebody would type."""
    right = Sheet(known, record=False).raw("M1")
    for one in _candidates(known, level, draw):
        changed = one.change(known)
        made = None if changed is None else Sheet(changed, record=False)
        bites = made is not None and made.value("M1") is not None and made.raw("M1") != right
        if changed is not None and bites and _typed(changed, one):
            return one
    raise OwnError("no slip bites in this challenge.")


def _series(seed: str, level: Level, spoken: Dialect, draw: random.Random) -> Lesson:
    """Logins of one user, some refused and some taken, by one mistake."""
    for zero in draw.sample(ZERO, len(ZERO)):  # in some dialects no slip strikes by some of them
        found = _struck(_user(draw), level, spoken, zero, draw)
        if found is not None:
            return _lesson(seed, level, spoken, *found, draw)
    raise OwnError("no slip strikes sometimes in this challenge.")


def _struck(
    user: dict[str, str], level: Level, spoken: Dialect, zero: str, draw: random.Random
) -> tuple[list[ChallengeLogin], Hypothesis] | None:
    """Logins that a mistake strikes and spares; zero: the value that begins with 00 in the first of them."""
    first = _login(spoken, user, draw, zero)
    if zero == "s":
        user = {**user, "s": draw.randbytes(16).hex()}  # a salt is a user's: the others are of another one
    pool = [first, _login(spoken, user, draw, zero), *(_login(spoken, user, draw) for _ in range(2 * LOGINS))]
    for one in _candidates(first.client, level, draw):
        changed = one.change(first.client)
        if changed is None or not _typed(changed, one):
            continue
        struck = [login for login in pool if login.sends(one) not in (None, login.sends())]
        spared = [login for login in pool if login.sends(one) == login.sends()]
        if first in struck and len(struck) >= LEAST and len(spared) >= LEAST:
            chosen = [*struck[:LEAST], *spared[:LEAST]]
            chosen.append(next(login for login in pool if login not in chosen and login in (*struck, *spared)))
            others = chosen[1:]
            draw.shuffle(others)
            return [first, *others], one
    return None


def _right(known: Knowledge, names: Iterable[str]) -> list[tuple[str, Formula]]:
    return [(name, formula) for name in names if (formula := known.formula(name)) is not None]


def _unshown(spoken: Dialect, solution: tuple[Edit, ...], draw: random.Random) -> Capture:
    """A login of another user by the same client, with the M1 that it sends."""
    from srpscope.session.opening import session_of

    in_k = any(edit.value == "k" for edit in solution)
    capture = _login(spoken, _user(draw), draw, in_group=OTHER_GROUP if in_k else "").capture
    session = session_of(replace(capture, lines=list(capture.lines)))
    session.replace_edits(list(solution))
    capture.add_values("wire", {"M1": session.view.client.raw("M1").hex()})
    return capture


def _lesson(
    seed: str,
    level: Level,
    spoken: Dialect,
    logins: list[ChallengeLogin],
    planted: Hypothesis,
    draw: random.Random,
) -> Lesson:
    known = logins[0].client
    changed = planted.change(known) or known
    names = list(dict.fromkeys(spot.value for spot in planted.spots))
    solution = tuple(Edit("client", name, "formula", show(formula.node)) for name, formula in _right(changed, names))
    wrong = Sheet(changed, record=False)
    logged = tuple((name, value) for name in (*level.logged, "M1") if (value := wrong.value(name)) is not None)
    present = tuple(name for name in SHOWN if Sheet(known, record=False)[name].value is not None)
    hints = _hints(planted, level, names)
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
        menu=level.menu,
    )
    after = Step(0, _after(known, solution, hints[-1]), "values", tuple(dict.fromkeys((*names, "M1"))), before=solution)
    captures = [one.as_sent(planted) for one in logins]
    unshown = (_unshown(spoken, solution, draw),)
    about = f"Find the mistake unaided: {level.about}."
    name = f"{NAMED}{seed}"
    return Lesson(
        name, f"Challenge {seed}", about, (), captures[0], (does, after), series=tuple(captures[1:]), unshown=unshown
    )


def _told(spoken: Dialect, level: Level, logins: list[ChallengeLogin]) -> str:
    told = f"The server speaks {spoken.title} ({spoken.id}) and is right. "
    if level.sometimes:
        told += (
            "The client makes one mistake in its own formulas, and it strikes only sometimes: of "
            f"{len(logins)} logins some were taken. Below stands how the bytes of each value begin. What have the "
            "refused ones in common?"
        )
    elif level.places[1] > 1:
        told += (
            f"The client's own helper is wrong: the same mistake stands at {level.places[0]} or {level.places[1]} "
            "places, and the server refuses the M1. Below stands what a right client computes, and beside it what this "
            "one logged. Mend one value after the other."
        )
    else:
        told += (
            "The client makes one mistake in its own formulas, and the server refuses its M1. Below stands what a "
            "right client computes, and beside it what this one logged. The first that differs is where to look."
        )
    return f"{told} What it may be stands below that."


def _hints(planted: Hypothesis, level: Level, names: list[str]) -> tuple[str, ...]:
    """Where, of which kind, and what it is; where every value was logged the place is known, and an operand is told."""
    from srpscope.why.telling.words import sentence

    kind = next(kind for kind, slips in level.kinds.items() if _slip(planted) in slips)
    where = placed(planted.id)
    operand = where.said if where is not None and where.where not in ("", EVERYWHERE) else names
    stands = f"The mistake stands in the formula of {' and of '.join(names)}."
    of_kind = f"It is of this kind: {kind}."
    first = (of_kind, f"Look at {' and '.join(operand)}.") if set(SHOWN) <= {*level.logged, "M1"} else (stands, of_kind)
    return (*first, f"The client: {sentence(planted.id)}")


def _after(known: Knowledge, solution: tuple[Edit, ...], told: str) -> str:
    right = dict(_right(known, [edit.value for edit in solution]))
    rows = " ".join(f"It has {one.value} = {one.content}; right is {show(right[one.value].node)}." for one in solution)
    return f"{told}\n\n{rows}"
