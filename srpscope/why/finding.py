"""The answer of `why`: what was found, on which side, and what proves it. reference words are those of the design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from srpscope.srp.edit import Edit
from srpscope.why.placed import placed

EXAMPLES = {"password-default": "P", "name-default": "I"}
"""Suspects that are an example's credential, by which one."""

Verdict = Literal["agree", "proved", "told", "not-found", "cannot-tell"]


@dataclass(frozen=True)
class Proof:
    """The observed value that came out again, byte for byte."""

    value: str
    data: bytes


@dataclass(frozen=True)
class Finding:
    """A suspect, or a small set of them, with its proof.

    side: the one whose recorded value came out. suspects: ids. changes: what must be edited on that side.
    first_difference: the first value that the changes alter. equal: other sets that feed every hash the same bytes.
    reworded: those of them that are the same formulas under another name, and so tell nobody anything.
    """

    side: str
    suspects: tuple[str, ...]
    changes: tuple[Edit, ...]
    first_difference: str
    proof: Proof
    equal: tuple[tuple[str, ...], ...] = ()
    reworded: frozenset[tuple[str, ...]] = frozenset()

    @property
    def of_verifier(self) -> bool:
        """Whether it is a mistake of whoever made the server's verifier, and of nothing that the server computes."""
        return self.side == "server" and self.proof.value == "v"

    @property
    def example(self) -> str:
        """I or P, where all that is found is that the verifier was made of an example's one: whether it, or the one on
        record, is the wrong one is nobody's to say. Else ""."""
        if self.proof.value != "v" or len(self.suspects) != 1:
            return ""
        somewhere = placed(self.suspects[0])
        if somewhere is not None and somewhere.slip == "constant-example":
            return somewhere.value if somewhere.value in ("I", "P") else ""
        return EXAMPLES.get(self.suspects[0], "")

    @property
    def of_other_credentials(self) -> bool:
        """Whether all that is found is that the verifier was made of a user name or a password written otherwise, in
        small letters say: which of the two is the one that was meant, nobody can tell."""
        return self.proof.value == "v" and bool(self.changes) and all(one.value in ("I", "P") for one in self.changes)

    @property
    def of_transport(self) -> bool:
        """Whether all that is found is that a side has another value than the one that was sent to it: who altered it
        is not on record."""
        return all(one.startswith("got-other@") for one in self.suspects)

    def as_json(self) -> dict[str, Any]:
        """The finding as `why --json` prints it."""
        return {
            "side": self.side,
            "suspects": list(self.suspects),
            "changes": [edit.change() for edit in self.changes],
            "first_difference": self.first_difference,
            "proof": {"value": self.proof.value, "hex": self.proof.data.hex()},
            "equal": [list(ids) for ids in self.equal],
        }


@dataclass(frozen=True)
class Progress:
    """How far a search is: how many mistakes at once it tries, hypotheses evaluated, seconds spent and allowed."""

    at_once: int
    tried: int
    seconds: float
    limit: float


@dataclass(frozen=True)
class Diagnosis:
    """Everything that `why` can say of a session.

    cleared: sides whose recorded values all come out of their declared dialect. needs: what to log instead, as
    alternatives. tried: hypotheses evaluated. no_help: single suspects that gave another value. hidden: single
    suspects that this capture cannot tell from doing it right. notes: sentences that can be said all the same. stopped:
    the time was up, or somebody ended the search, before all was tried.
    """

    verdict: Verdict
    declared: str | None
    findings: tuple[Finding, ...] = ()
    cleared: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    tried: int = 0
    seconds: float = 0.0
    no_help: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stopped: bool = False

    def as_json(self) -> dict[str, Any]:
        """The answer of `why --json`."""
        return {
            "verdict": self.verdict,
            "declared": self.declared,
            "findings": [finding.as_json() for finding in self.findings],
            "cleared": list(self.cleared),
            "needs": [list(way) for way in self.needs],
            "tried": self.tried,
            "seconds": round(self.seconds, 4),
            "notes": list(self.notes),
        }
