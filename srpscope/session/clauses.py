"""The small words of a judgement's sentence: who, what, lists of names, a sentence as a clause and a clause as one; and
of its badge, the same for the screen that shows a session live and for the one that opens it afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from srpscope.printable import printable
from srpscope.srp.edit import Edit
from srpscope.srp.values import SECRETS
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE
from srpscope.wording import capital, listed


def who(by: str) -> str:
    """The side, at the beginning of a sentence."""
    return {"server": "The server", "client": "The client"}.get(by, "A side")


def of_what(of: str) -> str:
    """What was refused: a value by its name, else the thing."""
    return {"message": "the message", "mac": "the MAC", "token": "the token", "session": "the session"}.get(
        of, printable(of, 24)
    )


def answer(name: str) -> str:
    """The message that was awaited, by what it would have carried."""
    return {"M2": "the server's answer", "the end": "its end"}.get(name, name)


def not_sent(of: str) -> str:
    """That a message found no connection, by what it would have carried."""
    lost = of if of in ("A", "B", "M1", "M2") else "the message"
    other = "client" if lost in ("B", "M2") else "server"
    return f"The connection was lost before {lost} was sent: the {other} has not seen it."


def quoted(text: str) -> str:
    """The peer's own words."""
    return f'"{printable(text.rstrip("."), 80)}"' if text else ""


def ways(alternatives: tuple[tuple[str, ...], ...]) -> str:
    """What would tell more."""
    return ", or ".join(named(way) for way in alternatives)


def needed(alternatives: Sequence[tuple[str, ...]]) -> str:
    """What tells a value, what every alternative has said once: `I and pool; beside them a and P, or b`."""
    shortest = [one for one in alternatives if not any(set(other) < set(one) for other in alternatives)]
    common = [name for name in shortest[0] if all(name in one for one in shortest)] if len(shortest) > 1 else []
    apart = tuple(tuple(name for name in one if name not in common) for one in shortest)
    return f"{named(common)}; beside {'them' if len(common) > 1 else 'it'} {ways(apart)}" if common else ways(apart)


def named(names: Iterable[str], last: str = "and") -> str:
    """Names from anywhere as a sentence has them."""
    return listed((printable(name, 24) for name in names), last)


MOST_OF_FORMULAS = 48
"""How long two formulas may be together to stand in a sentence."""


def apart(client: str, server: str, name: str, formulas: tuple[str, str] | None) -> str:
    """Two sides that each keep to a dialect, and not to one: neither is wrong by its own. formulas: each one's for what
    they part in, where those are known."""
    lead = f"the client computes as {printable(client, 40)} does, the server as {printable(server, 40)}"
    if formulas is None or sum(map(len, (*formulas, client, server))) > MOST_OF_FORMULAS:
        return f"{lead}: {name} differs"
    return f"{lead}: {name} is {' and '.join(formulas)}"


_NAMES = ("M1", "M2", "A ", "B ", "N ", "K ", "S ", "I ", "H(", "HAMK", "INITIATE", "OFFER", "ACCEPT", "CONFIRM", "MAC")


def lower(text: str) -> str:
    """A sentence as a clause behind a colon: names keep their capitals, and so does a word with one inside."""
    word = text.split(" ", 1)[0]
    if text.startswith(_NAMES) or word[1:] != word[1:].lower() or word[1:] == ":":
        return text
    return text[:1].lower() + text[1:]


def upper(text: str) -> str:
    """A clause as a sentence: a value's name in front keeps its small letter."""
    return text if len(text.split(" ", 1)[0]) == 1 else capital(text)


_A_PROOF = re.compile(r"(?:\b(?:[Tt]he )?(client's |server's )|\b[Tt]he )?(?<![(|])(?<![(|] )\bM([12])\b(?! ?[|)=])")
"""A proof by its name, with what stands in front of it; inside a formula it keeps its name."""

_OTHERS = {"server's ": "1", "client's ": "2"}
"""Whose proof a side only checks."""


def called(sentence: str, proofs: tuple[str, str] | None) -> str:
    """A sentence in the words of a protocol that calls other things M1 and M2 than the proofs."""
    if proofs is None:
        return sentence
    first = _A_PROOF.match(sentence)

    def proof(found: re.Match[str]) -> str:
        name = proofs[int(found[2]) - 1]
        # What a server makes of M1 is what it compares with the client's.
        return f"the {found[1]}check of {name}" if _OTHERS.get(found[1]) == found[2] else name

    said = _A_PROOF.sub(proof, sentence)
    return upper(said) if first is not None else said


def edits_text(edits: Sequence[tuple[int, Edit]]) -> str:
    """Edits by number and content, as a clause."""
    said = "; ".join(_said(edit) for _n, edit in edits)
    return f"edit{'' if len(edits) == 1 else 's'} {listed(str(number) for number, _e in edits)}: {printable(said, 60)}"


MOST_OF_A_FORMULA = 32
"""How long a formula may be to stand in a sentence; a longer one stands in the list of edits."""


def _said(edit: Edit) -> str:
    if edit.form == "formula" and len(edit.content) > MOST_OF_A_FORMULA:
        return f"another formula for {edit.value}"
    return f"{edit.value} = {_content(edit)}"


def _content(edit: Edit) -> str:
    if edit.value in SECRETS and edit.form != "formula":
        return "(hidden)"
    return edit.content if edit.form == "formula" or len(edit.content) <= 24 else f"{edit.content[:16]}.."


# The badge

Role = Literal["agree", "differ", "warn"]
Proofs = tuple[str, str] | None
"""What a wire calls M1 and M2 where those are names of something else there."""


def status_of(judgement: Mapping[str, Any]) -> int:
    """The exit status that goes with the object under "judgement": 0 nobody refused, the values agree, and what came
    after them is right; 1 anything disagrees or was refused; 2 it cannot be told."""
    outcome, values, cause = (judgement.get(key) for key in ("outcome", "values", "cause"))
    if outcome == "refused" or values == "disagree" or cause == "proved":
        return DISAGREE
    if values != "agree" or outcome == "broken-off" or (outcome, cause) == ("unfinished", "cannot-tell"):
        return CANNOT_TELL
    return AGREE if cause == "none" else DISAGREE


def short(name: str, proofs: Proofs) -> str:
    """A value's name where there is little room."""
    return name if called(name, proofs) == name else "proof"


def values_badge(values: str, judged_on: str | None, proofs: Proofs) -> str:
    """Whether the values agree, and nothing else: of a record without an end, or under edits that nobody sent."""
    judged = short(judged_on, proofs) if judged_on else "VALUES"
    judged = "PROOF" if judged == "proof" else judged  # a value's own name keeps its letters
    if values == "unknown":
        return "CANNOT TELL"
    verb = "= AGREE" if values == "agree" else "≠ DISAGREE"
    return f"{judged} {verb}{'' if judged == 'VALUES' else 'S'}"


def silent(judged: Mapping[str, Any]) -> bool:
    """The peer closed the connection without a word, and nothing that is known speaks for a refusal."""
    unsaid = judged.get("cause") == "cannot-tell" and judged.get("values") != "disagree"
    return judged.get("outcome") == "refused" and unsaid and "closed" in str(judged.get("text", ""))


def ended_badge(judged: Mapping[str, Any], proofs: Proofs) -> tuple[Role, str] | None:
    """Of a session that somebody ended: the outcome, with = or ≠ where the values are known to agree or not. None where
    nobody did. judged: the object under "judgement"."""
    values, status = judged.get("values"), status_of(judged)
    role: Role = "agree" if status == AGREE else "warn" if status == CANNOT_TELL else "differ"
    of = str(judged.get("of") or "M1")
    name = short(of_what(of).removeprefix("the "), proofs).upper()
    match judged.get("outcome"):
        case "refused":
            if silent(judged):
                return "differ", f"CLOSED AT {name}"
            return "differ", f"{name} {'≠ ' if values == 'disagree' and of in ('M1', 'M2') else ''}REFUSED"
        case "accepted":
            name = short("M1", proofs).upper()
            # Where nothing has to be explained, or both do alike, it is no more than accepted.
            if role == "differ" and judged.get("cause") != "none" and judged.get("at_fault") != "nobody":
                return role, "ACCEPTED, NOT RIGHT"
            return ("warn" if role == "differ" else role), f"{name} {'= ' if values == 'agree' else ''}ACCEPTED"
        case "broken-off":
            on_purpose = judged.get("at_fault") == "person"
            return role, "ENDED ON PURPOSE" if on_purpose else "CUT OFF"
    return None


_IN_A_ROW = {"ACCEPTED, NOT RIGHT": "not right", "ENDED ON PURPOSE": "ended"}
"""What a narrow column says of a badge that has no room there."""

_AS_NAMED = re.compile(r"\b(?!M[12]\b)[A-Z]{2,}\b")


def in_a_row(badge: str, of: str) -> str:
    """A badge's words in a column of some twelve cells, without its sign. of: the proof that was refused, else "": what
    is refused besides has long names."""
    if badge.endswith(" REFUSED") and not of:
        return "refused"
    words = _IN_A_ROW.get(badge) or badge.replace("≠ DISAGREES", "differs").replace("≠ DISAGREE", "differ")
    return _AS_NAMED.sub(lambda found: found[0].lower(), re.sub("[=≠] ", "", words))


def badge_of(judged: Mapping[str, Any], proofs: Proofs) -> tuple[Role, str]:
    """Of a session that was just led: how it ended, else how its values stand."""
    values = str(judged.get("values") or "unknown")
    role: Role = {"agree": "agree", "disagree": "differ"}.get(values, "warn")  # type: ignore[assignment]
    return ended_badge(judged, proofs) or (role, values_badge(values, "M1", proofs))
