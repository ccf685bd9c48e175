"""The countdown: which values the client's proof is made again from, which of them are known, and which are missing."""

from __future__ import annotations

from dataclasses import dataclass

from srpscope.session import View
from srpscope.session.missing import missing
from srpscope.wording import listed

FROM_CLIENT = ("A", "M1", "a", "s", "P")
FROM_SERVER = ("A", "M1", "b", "s", "v")

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
}
"""What to look for, in the words of who has it."""

SIDE_OF = {"P": "client", "a": "client", "b": "server", "v": "server", "A": "wire", "B": "wire", "M1": "wire"}
"""Whose a value is that is typed without saying whose; the others belong to both."""


@dataclass(frozen=True)
class Needed:
    """known: (name, where it stands); missing: in the order in which they are asked for."""

    known: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> str:
        """As "3 of 5 known"."""
        return f"{len(self.known)} of {len(self.known) + len(self.missing)} known"

    @property
    def names(self) -> str:
        """What is missing, in words."""
        return listed(self.missing)


def needed(view: View) -> Needed | None:
    """What is still missing for a proof; None where nothing is."""
    ways = missing(view)
    if not ways:
        return None
    # The client's own values make its M1 again; the server's show only that another one was expected.
    way = next((way for way in ways if not {"b", "v"} & set(way)), ways[0])
    wanted = dict.fromkeys([*(FROM_SERVER if {"b", "v"} & set(way) else FROM_CLIENT), *way])
    lacking = [name for name in wanted if name in way or not (_where(view, name) or _value(view, name))]
    known = [(name, _where(view, name) or "known") for name in wanted if name not in lacking]
    return Needed(tuple(known), tuple(lacking))


def _value(view: View, name: str) -> bool:
    """Whether somebody's own values give it."""
    return any(sheet.value(name) is not None for sheet in (view.client, view.server))


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
