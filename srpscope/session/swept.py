"""A session of a sweep: a played device supposed a mistake on purpose, and what came of it was written beside it.

Whoever opens such a recording reads the device's odd formulas as what they are, a supposition about the client, and
not as the server's mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.session.clauses import lower, named

if TYPE_CHECKING:
    from srpscope.session.session import Session
    from srpscope.session.told import Told

KNOWS = ("found", "latent", "right", "right-with-zeros", "not-yet", "not-found")


@dataclass(frozen=True)
class Swept:
    """What a sweep knew after a session. knows: one of KNOWS. supposed: mistakes that the device made on purpose.
    suspects: those of the client that gave its M1. zero: the value that began with 00, "" for none. zeros: values
    that have not begun with 00 yet. left: hypotheses that are left."""

    knows: str
    supposed: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    zero: str = ""
    zeros: tuple[str, ...] = ()
    left: int = 0

    def as_event(self) -> dict[str, object]:
        """The keys of the event that says so."""
        return {
            "knows": self.knows,
            "supposed": list(self.supposed),
            "suspects": list(self.suspects),
            "zero": self.zero,
            "zeros": list(self.zeros),
            "left": self.left,
        }

    @property
    def settled(self) -> bool:
        """No search says more: what is known is known, or the server's formulas are a supposition."""
        return self.knows not in ("not-yet", "not-found") or bool(self.supposed)

    def headline(self, lead: str, accepted: bool) -> str:
        """The sentence. lead: the outcome of the session, without a full stop."""
        match self.knows:
            case "found" if accepted:
                return f"Accepted by a device that errs as the client does: {lower(self.cause())}"
            case "found":
                return f"{lead}: {lower(self.cause())}"
            case "latent":
                cause = lower(self.cause()) if self.suspects else "no known mistake gives its M1."
                return f"The client is right, and wrong when {_value(self.zero)} starts with 00: {cause}"
            case "right":
                untried = named(tuple(_value(one) for one in self.zeros))
                return f"The client is right here; not tried yet: 00 in front of {untried}."
            case "right-with-zeros":
                return "The client is right, also where B, S, K, M1 and the salt start with 00."
            case "not-found":
                return f"{lead}; no mistake that the sweep supposed gives it: log a."
        left = f"{self.left} {'hypothesis' if self.left == 1 else 'hypotheses'} left to try"
        return f"{lead}; {f'not cleared yet, {left}' if accepted else f'why is not known yet, {left}'}."

    def cause(self) -> str:
        """What the suspects say, with the client in front."""
        from srpscope.why.finding import Finding, Proof
        from srpscope.why.telling.words import cause

        return cause(Finding("client", self.suspects, (), "M1", Proof("M1", b"")))

    def told(self) -> Told | None:
        """The cause, as one that the recording tells."""
        from srpscope.session.told import Told

        if self.knows not in ("found", "latent") or not self.suspects:
            return None
        said = self.cause()
        return Told("sweep", "client", "client", lower(said).removesuffix("."), text=said, suspects=self.suspects)


def _value(name: str) -> str:
    return {"s": "the salt"}.get(name, name)


def swept_of(session: Session) -> Swept | None:
    """What a sweep knew after this session, as its recording says."""
    lines = [one for one in session.capture.events if one.get("what") == "sweep" and one.get("knows") in KNOWS]
    if not lines:
        return None
    line = lines[-1]
    names = {key: _names(line.get(key)) for key in ("supposed", "suspects", "zeros")}
    zero, left = line.get("zero"), line.get("left")
    return Swept(
        str(line["knows"]),
        **names,
        zero=printable(zero, 8) if isinstance(zero, str) else "",
        left=left if isinstance(left, int) and not isinstance(left, bool) else 0,
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(printable(one, 80) for one in value[:16] if isinstance(one, str)) if isinstance(value, list) else ()
