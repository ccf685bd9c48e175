"""What would tell more: as few things as possible, none of which is known already, the one that halves what is left
first."""

from __future__ import annotations

from srpscope.session.session import View
from srpscope.srp.comparison import Row
from srpscope.srp.rights import taken_as_given
from srpscope.srp.values import Side

MOST_WAYS = 4

MADE_OF = ("a", "s", "P")
"""What a client's M1 comes out of, with what crosses the wire."""

OWNER = {"a": "client", "P": "client", "b": "server", "v": "server"}
"""Whose a value is that only one side has."""


def missing(view: View) -> tuple[tuple[str, ...], ...]:
    """Alternatives that would make the first of M1, M2, K, S known on another column than it is, the shortest first."""
    rows = view.comparison.rows
    for name in ("M1", "M2", "K", "S"):
        row = rows.get(name)
        if row is not None:
            ways = {_left(way, rows) for way in row.needs}
            if name == "M1" and taken_as_given(view.client, "M1"):
                ways.add(_left(MADE_OF, rows))  # it, or what it was made of, was logged, which makes it no righter
            ways.discard(())
            if ways:
                least = [way for way in ways if not any(set(other) < set(way) for other in ways)]
                return tuple(sorted(least, key=lambda way: (len(way), way)))[:MOST_WAYS]
    return ()


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

    def given(name: str) -> bool | None:
        """True: logged and right; False: logged and wrong; None: not logged."""
        cell = sheet[name]
        if cell.source != "given" or cell.computed is None:
            return None
        return not cell.contradicted

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
