"""The diagnosis in words: what was found, on which side, how often it strikes, and how to put it right."""

from __future__ import annotations

from collections.abc import Iterable

from srpscope.srp.dialect import dialect
from srpscope.why.finding import Diagnosis, Finding, Progress
from srpscope.why.suspect import STRIKES
from srpscope.why.suspects import suspects


def verdict_line(diagnosis: Diagnosis) -> str:
    """One sentence."""
    match diagnosis.verdict:
        case "agree":
            return "Both sides agree."
        case "proved":
            cleared = f" The {' and the '.join(diagnosis.cleared)} is cleared." if diagnosis.cleared else ""
            return f"Proved: the observed bytes came out again.{cleared}"
        case "not-found":
            return f"Not found: none of {diagnosis.tried:,} hypotheses gives the observed bytes."
    return "Cannot tell: too little is known to try anything."


def progress_words(progress: Progress) -> str:
    """How far a search is, to stand behind a colon."""
    many = "one mistake" if progress.at_once < 2 else f"up to {progress.at_once} at once"
    return f"{many}, {progress.tried:,} tried, {progress.seconds:.0f} of {progress.limit:.0f} s"


def sentence(name: str) -> str:
    """What a suspect says."""
    if name.startswith("dialect:"):
        spoken = dialect(name.removeprefix("dialect:"))
        return f"it speaks {spoken.title or spoken.id}."
    if name in ("group-other",):
        return "the group is another one."
    return suspects()[name].sentence


def sentences(names: Iterable[str]) -> str:
    """What several suspects say, as one sentence."""
    return "; ".join(sentence(one).removesuffix(".") for one in names) + "."


def finding_lines(finding: Finding) -> list[str]:
    """A finding in lines: the sentence, where, how often, the changes, the proof, and what is the same here."""
    lines = []
    for one in finding.suspects:
        lines.append(f"{finding.side}: {sentence(one)}")
        known = suspects().get(one)
        if known is not None:
            lines.append(f"  {STRIKES[known.strikes]}" + (f"; seen in {', '.join(known.seen)}" if known.seen else ""))
    for change in finding.changes:
        content = change.content if change.form == "formula" or change.value not in ("P", "x") else "(hidden)"
        lines.append(f"  {change.value} = {content}")
    lines.append(f"  first difference {finding.first_difference}")
    lines.append(f"  proof: {finding.proof.value} came out, all {len(finding.proof.data)} bytes")
    for ids in finding.equal:
        lines.append(f"  the same here: {', '.join(ids)}")
    return lines
