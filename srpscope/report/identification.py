"""`identify` as JSON (stable) and as text."""

from __future__ import annotations

from typing import Any

from srpscope.session.declaring import TELLS_LITTLE
from srpscope.srp.primitives.hashes import shown
from srpscope.why.identify import Identification, Match
from srpscope.wording import listed

LISTED = 24
"""Dialects that are listed at the most, and pairs of them."""

UNTRIED = 4
"""Dialects that are named in a sentence, of those that could not be tried."""


def as_json(found: Identification) -> dict[str, Any]:
    """The answer of `identify --json`."""
    near = found.nearest
    return {
        "dialects": [_match(one) for one in found.dialects],
        "same_here": [list(group) for group in found.same_here],
        "tells": [{"dialects": list(one.dialects), "value": one.value, "when": one.sentence} for one in found.tells],
        "nearest": None
        if near is None
        else {
            "id": near.id,
            "side": near.side,
            "reproduces": list(near.reproduces),
            "fails_at": near.fails_at,
            "hash": near.hash,
        },
        "unexplained": list(found.unexplained),
        "tried": found.tried,
        "untried": [{"id": id, "needs": list(needs)} for id, needs in found.untried],
    }


def _match(one: Match) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "id": one.id,
        "reproduces": list(one.reproduces),
        "hash": one.hash,
        "group": one.group,
    }
    if one.side is not None:
        answer["side"] = one.side
    return answer


def as_text(found: Identification) -> str:
    """The answer in sentences."""
    if not found.dialects:
        return _nothing(found)
    lines = [_opening(found)]
    width = max(len(one.id) for one in found.dialects)
    for one in found.dialects[:LISTED]:
        where = f", on the {one.side} only" if one.side else ""
        setting = ", ".join(part for part in (shown(one.hash) if one.hash else "", one.group or "") if part)
        lines.append(f"  {one.id:<{width}}  {one.title} ({setting or 'hash unknown'}{where})")
    lines += _and_more(len(found.dialects))
    came = found.dialects[0].reproduces
    alike = f" Nearly every dialect has {listed(came)} so." if set(came) <= TELLS_LITTLE else ""
    lines.append(f"Came out: {' '.join(came)}.{alike}")
    if found.same_here:
        lines.append("")
        lines.append("On this capture they come to the same. What would tell them apart:")
        lines += [f"  {one.dialects[0]} or {one.dialects[1]}: {one.sentence}" for one in found.tells[:LISTED]]
        lines += _and_more(len(found.tells))
    return "\n".join(lines)


def _and_more(count: int) -> list[str]:
    """How many of a list are left out, as a line of it."""
    return [f"  and {count - LISTED} more, which --json has"] if count > LISTED else []


def _opening(found: Identification) -> str:
    sides = {one.side for one in found.dialects}
    if sides != {None}:
        return "No dialect reproduces both sides; these reproduce one."
    rest = f" but {_proofs(found)}" if found.unexplained else ""
    everything = "all that can be computed" if found.uncomputed else "everything known"
    more = f" {found.left_open}" if found.uncomputed else ""
    if len(found.dialects) == 1:
        return f"One dialect reproduces {everything}{rest}.{more}"
    count = len({one.id for one in found.dialects})
    ways = f", in {len(found.dialects)} ways," if count < len(found.dialects) else ""
    return f"{count} dialects{ways} reproduce {everything}{rest}.{more}"


def _proofs(found: Identification) -> str:
    """What no dialect gives."""
    if found.unexplained == ("v",):
        return "v: no dialect makes this verifier of this user name, password and salt"
    return f"{' and '.join(found.unexplained)}: no dialect gives this {' or this '.join(found.unexplained)}"


def _untried(found: Identification) -> str:
    """Which dialects could not be tried, for want of what."""
    shown = [f"{id} reads {listed(needs)} too" for id, needs in found.untried[:UNTRIED]]
    more = len(found.untried) - len(shown)
    rest = f"; and {more} more" if more else ""
    return f" Not tried, for it is not on record: {'; '.join(shown)}{rest}." if shown else ""


def _nothing(found: Identification) -> str:
    near = found.nearest
    if near is None and found.lacking:
        return (
            f"No dialect with a group of its own gives what is known here, and the others cannot be tested without "
            f"{listed(found.lacking)}: {' '.join(f'--set both.{name}=..' for name in found.lacking)} gives them."
        )
    if near is None:
        return (
            "Nothing known here can be computed, so no dialect can be tested. "
            "Log the client's a, or the server's b and the verifier."
        )
    came = f" {' '.join(near.reproduces)} came out." if near.reproduces else ""
    tried = "No dialect that could be tried" if found.untried else "No known dialect"
    none = (
        f" {'None' if found.untried else 'No dialect'} gives this {' or this '.join(found.unexplained)}."
        if found.unexplained
        else ""
    )
    return (
        f"{tried} reproduces everything known.{none}{_untried(found)} Nearest: {near.id} ({near.title}).{came} "
        f"Its first wrong value is the {near.side}'s {near.fails_at}. "
        "With --save NEW.toml the edits that make it fit are looked for and written as a dialect."
    )
