"""The diagnosis in words: what was found, on which side, how often it strikes, and how to put it right."""

from __future__ import annotations

import re
from collections.abc import Iterable

from srpscope.printable import folded, printable
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import bytes_text
from srpscope.srp.sheet import Knowledge
from srpscope.why.finding import Finding, Progress
from srpscope.why.placed import AS_SENT, OTHER_GROUP, dialect_spoken, placed
from srpscope.why.slips import known_slip
from srpscope.why.suspects import suspects
from srpscope.why.telling.slip_words import of_constants, slip_sentence, slip_strikes
from srpscope.why.telling.striking import strikes
from srpscope.wording import capital

HEADLINE = 110
"""Characters of a headline at the most, where it can be so short."""

_BRACKETS = re.compile(r" \(.*\)")


def cleared(sides: Iterable[str]) -> str:
    """Who is cleared, as a sentence."""
    named = [f"the {side}" for side in sides]
    text = " and ".join(named)
    return f"{capital(text)} {'is' if len(named) == 1 else 'are'} cleared."


def progress_words(progress: Progress) -> str:
    """How far a search is, to stand behind a colon."""
    many = "one mistake" if progress.at_once < 2 else f"up to {progress.at_once} at once"
    return f"{many}, {progress.tried:,} tried, {progress.seconds:.0f} of {progress.limit:.0f} s"


def sentence(name: str) -> str:
    """What a suspect says."""
    other = dialect_spoken(name)
    if other is not None:
        known_as = dialect(other)
        return f"it speaks {known_as.title or known_as.id}."
    if name == OTHER_GROUP:
        return "the group is another one."
    somewhere = placed(name)
    if somewhere is not None:
        return slip_sentence(somewhere)
    known = suspects().get(name)
    return known.sentence if known is not None else f"it makes the mistake {name}."


def sentences(names: Iterable[str]) -> str:
    """What several suspects say, as one sentence."""
    return "; ".join(sentence(one).removesuffix(".") for one in names) + "."


def cause(finding: Finding) -> str:
    """What a finding says, as one sentence with the side in front of it."""
    if finding.example:
        what = "password" if finding.example == "P" else "user name"
        return f"The verifier was made of the {what} of an example, not of the one on record."
    said = [sentence(one).removesuffix(".") for one in finding.suspects]
    if not said:
        return f"The {finding.side} computes {finding.first_difference} otherwise than its dialect."
    if len(said) == 1:
        whole = f"{_of_verifier(said[0]) if finding.of_verifier else _of_side(finding.side, said[0])}."
        # What stands in brackets says how it comes about: a headline has no room for it.
        return whole if len(whole) <= HEADLINE else f"{_BRACKETS.sub('', whole)}"
    who = "Who made the verifier" if finding.of_verifier else f"The {finding.side}"
    if _one_slip(finding.suspects):
        return f"{who} made one mistake in {len(said)} places: {', and '.join(said)}."
    return f"{who} made {len(said)} mistakes: {', and '.join(said)}."


def _one_slip(names: Iterable[str]) -> bool:
    """Whether all of them are one slip, at several places: one function that all of those call."""
    slips = [_slip_of(one) for one in names]
    return None not in slips and len(set(slips)) == 1


def _slip_of(name: str) -> str | None:
    somewhere = placed(name)
    if somewhere is not None:
        known = known_slip(somewhere.slip)
        return somewhere.slip if known is not None and known.template is not None else None
    suspect = suspects().get(name)
    return (suspect.slip or None) if suspect is not None else None


def _of_verifier(said: str) -> str:
    """The server only has it: whoever enrolled the user made it."""
    if said.startswith("it "):
        return f"Who made the verifier {said.removeprefix('it ')}"
    return f"In the verifier, {said}"


def _of_side(side: str, said: str) -> str:
    """ "k hashes g" -> "The client's k hashes g"; what begins with no noun of the side's own goes behind it."""
    if said.startswith("it "):
        return f"The {side} {said.removeprefix('it ')}"
    if said.startswith(("every ", "a ", "an ", "each ")):
        return f"On the {side}, {said}"
    return f"The {side}'s {said.removeprefix('the ')}"


def how_often(finding: Finding, right: Knowledge | None = None) -> list[str]:
    """When each of a finding's mistakes shows; nothing for a whole other dialect. right: the side as its dialect has
    it, from which it is computed; without it the words of the tables are told."""
    said = []
    for one in finding.suspects:
        known, somewhere = suspects().get(one), placed(one)
        if known is not None:
            said.append(strikes(finding, known.strikes, known.value, right))
        elif somewhere is not None:
            computed = right is not None and len(finding.suspects) == 1
            told = "always" if of_constants(somewhere.where) and not computed else slip_strikes(somewhere)
            said.append(strikes(finding, told, somewhere.value, right))
        else:
            said.append("")
    return said


def finding_lines(finding: Finding, right: Knowledge | None = None) -> list[str]:
    """A finding in lines: the sentence, where, how often (computed from `right`, the side as its dialect has it), the
    changes, the proof, and what is the same here."""
    lines = []
    for one, often in zip(finding.suspects, how_often(finding, right), strict=True):
        lines.append(f"{'verifier' if finding.of_verifier else finding.side}: {sentence(one)}")
        known = suspects().get(one)
        if often:
            lines.append(f"  {often}" + (f"; seen in {', '.join(known.seen)}" if known and known.seen else ""))
    as_sent = AS_SENT if any(one.endswith(AS_SENT) for one in finding.suspects) else ""
    for change in finding.changes:
        lines.append(f"  {change.value}{as_sent} = {_content(change, right)}")
    lines.append(f"  first difference {finding.first_difference}")
    lines.append(f"  proof: {finding.proof.value} came out, all {len(finding.proof.data)} bytes")
    return [*lines, *(f"  {one}" for one in equal_lines(finding))]


def _content(change: Edit, right: Knowledge | None) -> str:
    """What stands for a value: a formula, bytes in hex, text as it is read; nothing that is a secret."""
    if change.form == "formula":
        return change.content
    if change.value in ("P", "x"):
        return "(hidden)"
    if change.value == "g" and change.form == "hex":
        return str(int(change.content, 16))  # as people write it
    if change.form != "hex" or right is None or right.dialect.kind(change.value) != "text":
        return folded(change.content, size_told=True) if change.form == "hex" else change.content
    return printable(bytes_text(bytes.fromhex(change.content)), 200)


NOT_TOLD_APART = "Not told apart by this handshake"
"""The heading above `equal_lines`: proved is that the mistake is the one shown, or one of these."""

MOST_EQUAL = 4
"""Other mistakes that are named which nothing tells from the one shown."""


def equal_lines(finding: Finding) -> list[str]:
    """What would have given the same bytes in this session, in sentences."""
    said = list(dict.fromkeys(sentences(ids) for ids in finding.equal if ids not in finding.reworded))
    lines = [f"the same bytes here if {one}" for one in map(_clause, said[:MOST_EQUAL])]
    left = len(said) - MOST_EQUAL
    more = f"and by {left} more mistake{'s' if left > 1 else ''}; another session may tell them apart"
    return [*lines, more] if left > 0 else lines


def _clause(said: str) -> str:
    return said.removesuffix(".")
