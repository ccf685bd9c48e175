"""The countdown: which values the client's proof is made again from, which of them are known, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from srpscope.session import Session, View
from srpscope.session.missing import missing
from srpscope.srp.values import rank
from srpscope.wording import listed

FROM_CLIENT = ("M1", "a", "s", "P")
FROM_SERVER = ("M1", "b", "s", "v")
"""What a proof is made again from; A, which follows from a, counts where somebody said it."""

TYPED = "typed just now"
DIALECT = "dialect"
"""Asked for like a value where nobody names one: without it N, g and H, and what is hashed, are not known."""

BY_DIALECT = frozenset(["N", "g", "H"])

WHERE_TO_FIND = {
    "P": "the password: the PoP typed in the app",
    "s": "the salt: sec2_salt in the firmware",
    "a": "the app's private value: log it",
    "b": "the server's private value: log it",
    "v": "the verifier: sec2_verifier in the firmware",
    "I": "the user name",
    "A": "the client's public value",
    "B": "the server's public value",
    "M1": "the proof that the client sent",
    DIALECT: "the protocol: esp-idf-security2, rfc5054",
}
"""What to look for, in the words of who has it."""

SIDE_OF = {"P": "client", "a": "client", "b": "server", "v": "server", "A": "wire", "B": "wire", "M1": "wire"}
"""Whose a value is that is typed without saying whose; the others belong to both."""


@dataclass(frozen=True)
class Needed:
    """known: (name, where it stands); missing: in the order of the values, as the headline has them."""

    known: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> str:
        """As "3 of 5 known"."""
        return f"{len(self.known)} of {len(self.known) + len(self.missing)} known"

    def with_dialect(self) -> Needed:
        """With the dialect that somebody typed among what is known, so that the count does not jump when it is read."""
        return self if DIALECT in dict(self.known) else Needed((*self.known, (DIALECT, TYPED)), self.missing)

    def with_typed(self, names: Iterable[str]) -> Needed:
        """As it will be with values that somebody has typed in."""
        typed = tuple(name for name in self.missing if name in set(names))
        known = (*self.known, *((name, TYPED) for name in typed))
        return Needed(known, tuple(name for name in self.missing if name not in typed))

    @property
    def names(self) -> str:
        """What is missing, in words."""
        return listed(self.missing)


def needed(session: Session, view: View) -> Needed | None:
    """What is still missing for a proof; None where nothing is. Of the server's own values only where the client's
    could not tell."""
    unspoken = not session.names_dialect
    ways = [tuple(name for name in way if not (unspoken and name in BY_DIALECT)) for way in missing(view)]
    if not ways:
        return None
    way = next((way for way in ways if not {"b", "v"} & set(way)), None)
    if way is None and view.client["M1"].by_formula is not None:
        if _where(view, "M1"):
            return None  # the client's own M1 stands beside the one that was seen: the search begins
        way = ("M1",)
    elif way is None:
        way = () if unspoken else ways[0]
    base: tuple[str, ...] = FROM_SERVER if {"b", "v"} & set(way) else FROM_CLIENT
    if view.client.knowledge.formula("M1") is None and not unspoken and "M1" not in way:
        base = tuple(name for name in base if name != "M1")  # of a protocol without proofs of its own
    seen = [name for name in ("A",) if _where(view, name)]
    wanted = dict.fromkeys([*seen, *base, *way, *(("I", DIALECT) if unspoken else ())])
    known = [(name, _where(view, name) or "known") for name in wanted if name not in way and _is_known(view, name)]
    lacking = wanted.keys() - {name for name, _ in known}
    return Needed(tuple(known), tuple(sorted(lacking, key=rank)))


def _is_known(view: View, name: str) -> bool:
    """Somebody said it, or somebody's own values give it; what the client sent is known only where it was seen."""
    values = (sheet.value(name) for sheet in (view.client, view.server)) if name not in ("M1", DIALECT) else ()
    return bool(_where(view, name)) or any(value is not None for value in values)


def _where(view: View, name: str) -> str:
    if name in view.wire:
        return "on the wire"
    row = view.comparison.rows.get(name)
    cells = [] if row is None else [row.client, row.server]
    return "given" if any(cell.source == "given" for cell in cells) else ""


def advice(view: View, lacking: Needed) -> list[tuple[str, str]]:
    """(bold, plain) sentences: which of the missing values tells most."""
    server = view.server["K"]
    if "s" in lacking.missing and "P" in lacking.missing and server.source == "given":
        lead = "the log holds the device's K, so s alone shows a mistake inside M1."
        return [("s first: ", lead), ("", "With P, mistakes in x, u and S show too. Both stay on this machine.")]
    return [("", "What is typed stays on this machine.")]
