"""The verdict as a value, and the words for how the search for the cause goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.tui.facts.spans import Line

if TYPE_CHECKING:
    from srpscope.session.judgement import Judgement
    from srpscope.why.finding import Diagnosis

SEARCHING, NOT_FOUND, CANNOT_TELL = "searching", "not-found", "cannot-tell"


@dataclass(frozen=True)
class Verdict:
    """role: the colour of badge and bar. badge: the word. lines: what stands below the panes, the first bold part of
    each first."""

    role: str
    badge: str
    lines: tuple[Line, ...]


def headline(judged: Judgement) -> str:
    """The judgement's headline, with keys where the command line names commands."""
    return printable(with_keys(judged.headline), 300)


def with_keys(said: str, why: str = "") -> str:
    """A sentence of the command line for a screen. why: the keys that look for its cause, if any."""
    from srpscope.session.rows import ASKS_DIALECT, ASKS_WHY  # the first frame judges nothing

    looks = f"; {why} looks for the cause" if why else ""
    return said.replace(ASKS_WHY, looks).replace(ASKS_DIALECT, "v takes its name, and ^l there lists them")


def search_words(diagnosis: Diagnosis | None, stopped: bool, fault: str) -> tuple[str, str]:
    """How a search ended, as a state and a sentence. fault: why there is no diagnosis."""
    if diagnosis is None:
        return CANNOT_TELL, printable(fault)
    if diagnosis.verdict == "not-found":
        lead = "Stopped" if stopped else "Not found"
        return NOT_FOUND, f"{lead}: none of {diagnosis.tried:,} hypotheses gives the observed bytes."
    if diagnosis.verdict == "cannot-tell":
        from srpscope.session.clauses import needed

        ways = needed(diagnosis.needs[:4]) if diagnosis.needs else ""
        return CANNOT_TELL, f"The cause cannot be told yet. What would tell: {ways}." if ways else ""
    return ("proved", "") if diagnosis.verdict == "proved" and diagnosis.findings else ("", "")
