"""What a person does next where nothing explains a value: what to log, and with what."""

from __future__ import annotations

from collections.abc import Collection

from srpscope.srp.formula import is_hash, walk
from srpscope.srp.values import rank
from srpscope.why.question import Case, Question
from srpscope.wording import listed


def next_step(question: Question, case: Case, target: str) -> list[str]:
    """A sentence where all that goes into the value is on record: what its hash was fed tells why. None where the side
    logs its hash calls already."""
    owned = "a" if case.side == "client" else "b"
    logs = any(one.side == case.side for one in question.hashes)
    if logs or not (target in case.logged or owned in case.base.given):
        return []
    lead, formula = f"What {target} was made of tells why", case.base.formula(target)
    if formula is not None and not any(map(is_hash, walk(formula.node))):
        made = listed(sorted({*formula.names, target}, key=rank))
        return [f"{lead}: log {made} of one try, each as the {case.side}'s program has it then."]
    return [
        f"{lead}: `srpscope tap --as LANGUAGE` prints lines that log what each hash of "
        f"the {case.side} is fed (or log the input of that hash)."
    ]


def left_open(case: Case, target: str, done: tuple[str, ...]) -> str:
    """What the logged values leave open, and which ones would close more."""
    if target == "v":
        return "" if "x" in case.logged else "The x that the verifier was made of would tell more."
    closed = [name for name in ("k", "x", "u", "S", "K") if name in case.logged and name in done]
    left = [name for name in ("x", "u", "k", "S") if name not in case.logged]
    formula = case.base.formula(target)
    lead = f"{listed(closed)} {'comes' if len(closed) == 1 else 'come'} out as logged" if closed else ""
    made = [name for name in (formula.names if formula is not None else ()) if case.base.formula(name) is not None]
    if lead and all(name in case.logged or name in case.base.received for name in made):
        return f"{lead}: {target} itself is what is open."
    if not left or "K" in closed:
        return f"{lead}." if lead else ""
    of = f"Logging {listed(left, 'or')} of that side"
    return f"{lead}. {of} tells more." if lead else f"{of} turns the product of choices into a sum."


def what_would_tell(question: Question, cleared: Collection[str]) -> tuple[tuple[tuple[str, ...], ...], list[str]]:
    """Alternatives that would make the first of M1, M2, K, S known, and what there is to say of them."""
    rows = question.comparison.rows
    M1 = rows.get("M1")
    cells = () if M1 is None else (M1.client, M1.server)
    made = any(cell.source == "computed" or cell.computed is not None for cell in cells)
    # The client's M1 came out, and of the server's nothing that tells what it has in store.
    alone = "client" in cleared and question.comparison.first_difference in (None, "S", "K")
    alone = alone and not {"b", "v", "x"} & set(question.server.given)
    if question.refused and ((question.comparison.agreement == "agree" and made) or alone):
        said = (
            "The client kept to its dialect with the credentials it has; check-credential tells whether the server's "
            "verifier is of these."
        )
        return (("v",), ("b",)), [said]
    for name in ("M1", "M2", "K", "S"):
        row = rows.get(name)
        if row is not None and row.needs:
            return row.needs, []
    return (), []
