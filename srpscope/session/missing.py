"""What would tell more: the least that the client's side still lacks, whose log the user writes; none of it is known
already, the one that halves what is left first. What only the server has is asked for where nothing of the client's
could tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from srpscope.session.session import View
from srpscope.srp.comparison import Row
from srpscope.srp.rights import taken_as_given
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import Side, Value

MOST_WAYS = 4

OWNER = {"a": "client", "P": "client", "b": "server", "v": "server"}
"""Whose a value is that only one side has."""


def missing(view: View) -> tuple[tuple[str, ...], ...]:
    """What the client lacks for its own M1; where that is nothing, what would make the first of M1, M2, K, S known on
    another column than it is, the shortest alternative first."""
    own = lacking(view)
    if own:
        return own
    rows = view.comparison.rows
    for name in ("M1", "M2", "K", "S"):
        row = rows.get(name)
        if row is not None:
            ways = {_left(way, rows) for way in row.needs} - {(), (name,)}  # a proof that no formula makes is nowhere
            if ways:
                least = [way for way in ways if not any(set(other) < set(way) for other in ways)]
                return tuple(sorted(least, key=lambda way: (len(way), way)))[:MOST_WAYS]
    return ()


def lacking(view: View) -> tuple[tuple[str, ...], ...]:
    """Alternatives without which the client's M1 cannot be made of what is known of the client itself.

    What it was only lent is not known of it: the password that the server has, the server's b. A logged S or K that
    nothing made again, or only what it was lent contradicts, is no righter than what made it, so that what it is made
    of is asked for.
    """
    known = view.client.knowledge
    if known.formula("M1") is None:
        return ()
    lent = set(on_loan(known))
    alone = view.client.derive(replace(known, given=_but(known.given, lent), lent={}))
    resting = {name for name in known.given if name != "A" and taken_as_given(view.client, name)}
    for name in known.given:
        if any(view.client[one].contradicted for one in taken_as_given(alone, name)):
            resting.add(name)
    given = _but(known.given, {"M1", *lent, *taken_as_given(view.client, "M1"), *resting})
    ways = view.client.derive(replace(known, given=given, lent={})).own_needs("M1")
    of_client = [way for way in ways if not {"b", "v"} & set(way)]
    return tuple(sorted(of_client or ways, key=lambda way: (len(way), way)))[:MOST_WAYS]


def _but(given: Mapping[str, Value], names: Collection[str]) -> dict[str, Value]:
    return {name: value for name, value in given.items() if name not in names}


def on_loan(known: Knowledge) -> tuple[str, ...]:
    """The values of a side that nobody said it used: they are another's, and stand in for its own."""
    return tuple(name for name in known.given if (right := known.rights.get(name)) is not None and right.stand_ins)


def lent_to(known: Knowledge, name: str) -> tuple[str, ...]:
    """Those of them that go into what a value's own formula gives: into a u of A and B, none."""
    reached = _made_of(known, name)
    return tuple(one for one in on_loan(known) if one in reached)


def of_its_own(known: Knowledge, name: str) -> bool:
    """Whether a value's formula reads only what is on record of the side itself, or was sent: nothing is lent to it."""
    made_of = _made_of(known, name)
    unknown = [one for one in made_of if not _is_known(known, one) and known.formula(one) is None]
    return not unknown and not lent_to(known, name)


def _made_of(known: Knowledge, name: str) -> set[str]:
    """What a value's formula reads, and what that is made of where it is not known itself."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        formula = known.formula(ahead.pop())
        new = set() if formula is None else formula.names - reached - {name}
        reached |= new
        ahead += [one for one in new if not _is_known(known, one)]
    return reached


def _is_known(known: Knowledge, name: str) -> bool:
    return name in known.given or name in known.received


def _left(way: tuple[str, ...], rows: object) -> tuple[str, ...]:
    assert isinstance(rows, dict)
    return tuple(name for name in way if name not in rows or not _known(rows[name]))


def _known(row: Row) -> bool:
    owner = OWNER.get(row.name)
    cells = {"client": row.client, "server": row.server}
    asked = [cells[owner]] if owner else list(cells.values())
    return any(cell.source in ("given", "received") for cell in asked) or row.wire is not None


def next_to_log(view: View, side: Side) -> tuple[tuple[str, ...], ...]:
    """Which value of a side whose inputs are known halves what may be wrong with it.

    S parts what comes before it (k, x, u) from what comes after (K, M1). A logged value that is right closes what lies
    before it; one that is wrong is the place, and what it is made of is asked for next.
    """
    sheet = view.sheet(side)
    if side == "server" and view.comparison.first_difference == "v":
        return () if sheet["v"].source == "given" else (("v",),)  # what it has in store, or how it makes B of that

    def given(name: str) -> bool | None:
        """True: logged and right; False: logged and wrong; None: not logged."""
        cell = sheet[name]
        if cell.source != "given" or cell.computed is None:
            return None
        return not cell.contradicted

    if side == "server" and view.comparison.first_difference == "B":
        return () if given("k") is not None else (("k",),)  # S comes behind it
    wanted: tuple[str, ...]
    if given("K") is True:
        return ()
    if given("K") is False or given("S") is True:
        wanted = ("S",) if given("S") is None else ("K",) if given("K") is None else ()
    elif given("S") is False:
        wanted = tuple(name for name in ("x", "u", "k") if given(name) is None)[:1]
    else:
        wanted = () if any(given(name) is False for name in ("x", "u", "k")) else ("S",)
    return (wanted,) if wanted else ()


def client_is_assumed(view: View) -> bool:
    """The client's column is a stand-in: made from the server's b, or from a password that nobody said it used. Where
    the client logged what its proof is made of, its x or its K, the proof is its own whatever its password is."""
    known = view.client.knowledge
    right = view.comparison["M1"].right("client")
    password = view.comparison["P"].right("client")
    if (
        password is not None
        and password.by == "assumed"
        and (known.formula("M1") is None or "P" in lent_to(known, "M1"))
    ):
        return True
    return right is not None and bool(right.stand_ins - {"client P"})
