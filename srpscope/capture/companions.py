"""Pages that hold neither A nor B (a private value, a password, a salt and verifier) brought to their handshake.

A page with `a` belongs to the handshake whose A is g^a, one with `b` to none by itself; a page without either holds
credentials and serves every handshake. Where there is one handshake only, it is taken to be the one meant, and a note
says so: the mistake looked for may be in g itself. A log that holds no value at all (a device's words of its refusal)
is brought to its handshake only where there is one of each, and neither tells another end or dialect than the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from srpscope.capture.capture import Capture
from srpscope.capture.logs.said import but_no_values
from srpscope.capture.merge import identity, is_only_a_key
from srpscope.errors import SrpscopeError
from srpscope.srp.allowance import Allowance
from srpscope.srp.outcome import Failure


def join_companions(captures: Sequence[Capture]) -> list[Capture]:
    """The captures with every page that has no A or B of its own joined to the handshakes that it belongs to."""
    handshakes = [one for one in captures if any(identity(one).values()) or one.messages]
    others = [one for one in captures if one not in handshakes and not is_only_a_key(one)]
    told = [one for one in others if not _holds_values(one) and _ends(one)]
    pages = [one for one in others if _holds_values(one)]
    if len(told) == len(handshakes) == 1 and _together(handshakes[0], told[0]):
        pages += told
    if not handshakes or not pages:
        return list(captures)
    joined = {id(one): one for one in handshakes}
    left: list[Capture] = []
    allowance = Allowance()
    for page in pages:
        targets = _targets(page, handshakes, allowance)
        if not targets:
            page.notes.append("Its a is that of none of the handshakes here (g^a is none of their A).")
            left.append(page)
        for target in targets:
            joined[id(target)] = _with(joined[id(target)], page)
    rest = [one for one in captures if one not in handshakes and one not in pages]
    return [*(joined[id(one)] for one in handshakes), *left, *rest]


def _holds_values(capture: Capture) -> bool:
    return any(line.get("type") in ("values", "question", "hash") for line in capture.lines)


def _ends(capture: Capture) -> set[object]:
    """How it ended, by what the capture itself says."""
    return {what for line in capture.events if (what := line.get("what")) in ("accepted", "refused")}


def _together(handshake: Capture, log: Capture) -> bool:
    """Whether a log without values can be of a handshake: neither says what the other denies."""
    ended = _ends(handshake)
    spoken = {str(one.header["dialect"]) for one in (handshake, log) if one.header.get("dialect")}
    return len(spoken) < 2 and (not ended or bool(ended & _ends(log)))


def _targets(page: Capture, handshakes: list[Capture], allowance: Allowance) -> list[Capture]:
    if len(handshakes) == 1:
        return handshakes
    a = _number(page, "a")
    if a is None:
        return [] if _number(page, "b") is not None else handshakes
    return [one for one in handshakes if (number := _public(one, a, allowance)) and number in identity(one)["A"]]


def _number(capture: Capture, name: str) -> int | None:
    for line in capture.of_type("values"):
        values = line.get("values")
        text = values.get(name) if isinstance(values, dict) else None
        if isinstance(text, str) and 0 < len(text) <= 8_192:
            try:
                return int(text, 16)
            except ValueError:
                continue
    return None


def _public(capture: Capture, a: int, allowance: Allowance) -> int | None:
    """g^a in the group of a handshake, None where that is unknown or what all pages ask for becomes too much."""
    from srpscope.srp.dialect import dialect
    from srpscope.srp.primitives.groups import group

    name = capture.header.get("group")
    try:
        if name is None:
            name = dialect(str(capture.header.get("dialect"))).group
        N, g = group(str(name))
        return allowance.power(g, a, N)
    except (SrpscopeError, Failure):
        return None


def _with(handshake: Capture, page: Capture) -> Capture:
    """A handshake with a page's lines at its end, where they go before what it said itself."""
    header = dict(handshake.header)
    for key, value in page.header.items():
        if header.get(key) is None:
            header[key] = value
    header["secrets"] = bool(header.get("secrets") or page.header.get("secrets"))
    taken = "its values are taken" if _holds_values(page) else "what it says is taken"
    # How a device is made to say more matters only where the client has not said all already.
    said = page.notes if _number(handshake, "a") is None else but_no_values(page.notes)
    return replace(
        handshake,
        header=header,
        lines=[*handshake.lines, *deepcopy(page.lines)],
        notes=[*handshake.notes, *said, f"{page.title}: {taken} to belong to this handshake."],
    )
