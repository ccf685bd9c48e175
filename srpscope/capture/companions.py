"""Pages that hold neither A nor B (a private value, a password, a salt and verifier) brought to their handshake.

A page with `a` belongs to the handshake whose A is g^a, one with `b` to none by itself; a page without either holds
credentials and serves every handshake. Where there is one handshake only, it is taken to be the one meant, and a note
says so: the mistake looked for may be in g itself. One that speaks against that handshake twice, or by its salt, is the
log of another attempt (attempts.py): it stays apart, and that is said. A log that holds no value at all (a device's
words of its refusal) is brought to its handshake only where there is one of each, and neither tells another end or
dialect than the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from srpscope.capture.attempts import belonging, gives_its_A, has_its_a_as_A, number_of
from srpscope.capture.capture import Capture, Line, fill_header
from srpscope.capture.identity import identity
from srpscope.capture.logs.said import but_no_values
from srpscope.capture.merge import is_only_a_key
from srpscope.capture.sent import lines_beside, sent_values
from srpscope.srp.allowance import Allowance

_IF_NOT = "If it is of this one, print A with it."


def join_companions(captures: Sequence[Capture], one_page: bool = False) -> list[Capture]:
    """The captures with every page that has no A or B of its own joined to the handshakes that it belongs to. one_page:
    they are the handshakes of one page of values, which told by itself what belongs together: only an a that gives an A
    says more than that."""
    allowance = Allowance()
    captures = [_without_B(one) if _reads_B_otherwise(one, captures, allowance) else one for one in captures]
    recorded = [one for one in captures if one.messages]  # asked once: a table of thousands of accounts has none
    captures = [
        _with_a(one) if any(has_its_a_as_A(one, other, allowance) for other in recorded) else one for one in captures
    ]
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
    for page in pages:
        if one_page:
            targets, against = [one for one in handshakes if gives_its_A(page, one, allowance)], ""
        else:
            targets, against = _targets(page, handshakes, allowance)
        for target in targets:
            joined[id(target)] = _with(joined[id(target)], page, against)
        if not targets and one_page:
            left.append(page)
        elif not targets:
            said = f"{against}: it is taken to be of another attempt, and left out. {_IF_NOT}"
            page.notes.append(f"{said[0].upper()}{said[1:]}")
            left.append(page)
            if len(handshakes) == 1:
                only = joined[id(handshakes[0])]
                joined[id(handshakes[0])] = replace(only, notes=[*only.notes, f"{page.title}: {said}"])
    rest = [one for one in captures if one not in handshakes and one not in pages]
    return [*(joined[id(one)] for one in handshakes), *left, *rest]


def _reads_B_otherwise(page: Capture, captures: Sequence[Capture], allowance: Allowance) -> bool:
    """Whether a page without A has a B that no handshake has, and an a that gives the A of one: a client that cut or
    turned the B that it got, and logged that. Its a is drawn anew for each attempt, so it is of that one."""
    own = identity(page)
    if page.messages or own["A"] or not own["B"] or number_of(page, "a") is None:
        return False
    return any(one is not page and gives_its_A(page, one, allowance) for one in captures)


def _without_B(page: Capture) -> Capture:
    """A page without its B, which is then what was sent; that it had another one is said."""
    note = f"{page.title}: its B is not the one that was sent, and is left out: the client may have read it so."
    return _without(page, "B", note)


def _without(page: Capture, left_out: str, note: str) -> Capture:
    """A page without one of its values, which a note says."""
    lines = [_but(left_out, line) if line.get("type") == "values" else line for line in page.lines]
    return replace(page, lines=[line for line in lines if line.get("values") != {}], notes=[*page.notes, note])


def _but(left_out: str, line: Line) -> Line:
    values = line.get("values")
    if not isinstance(values, dict):
        return line
    return {**line, "values": {name: value for name, value in values.items() if name.partition(".")[0] != left_out}}


def _with_a(page: Capture) -> Capture:
    """A page whose A is the client's a, with that as such, which is said."""
    from srpscope.capture.pages.handshakes.settling import AS_A_PUBLIC_VALUE

    (a,) = identity(page)["A"]
    guess = f"{AS_A_PUBLIC_VALUE} A."  # which its length alone told, and g^a takes back
    page = replace(page, notes=[one for one in page.notes if not one.endswith(guess)])
    without = _without(page, "A", f"{page.title}: what it has as A is the client's a: g^a is the A that was sent.")
    private: Line = {
        "type": "values",
        "side": "client",
        "values": {"a": a.to_bytes((a.bit_length() + 7) // 8, "big").hex()},
    }
    return replace(without, lines=[*without.lines, private])


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


def _targets(page: Capture, handshakes: list[Capture], allowance: Allowance) -> tuple[list[Capture], str]:
    """The handshakes that a page belongs to, and what speaks against it, as clauses: why it belongs to none."""
    if len(handshakes) > 1 and number_of(page, "a") is not None:
        found = [one for one in handshakes if gives_its_A(page, one, allowance)]
        return found, "" if found else "its a is that of none of the handshakes here (g^a is none of their A)"
    if len(handshakes) > 1 and number_of(page, "b") is not None:
        return [], "its b does not tell of which handshake it is"
    standing = [belonging(page, one, allowance) for one in handshakes]
    found = [one for one, how in zip(handshakes, standing, strict=True) if not how.another]
    if len(handshakes) == 1:
        return found, " and ".join(standing[0].against)
    why = dict.fromkeys(clause for one in standing for clause in one.against)
    only = "its salt is none of those that were sent" if any("salt" in clause for clause in why) else " and ".join(why)
    return found, "" if found else only


def _with(handshake: Capture, page: Capture, against: str) -> Capture:
    """A handshake with a page's lines at its end, where they go before what it said itself. against: what speaks
    against it, which is said: a mistake in g or in a shows so as well."""
    if number_of(page, "a") in identity(handshake)["A"]:
        page = _without(page, "a", f"{page.title}: its a is the A that was sent, and no private value.")
    header = dict(handshake.header)
    fill_header(header, page.header)
    header["secrets"] = bool(header.get("secrets") or page.header.get("secrets"))
    taken = "its values are taken" if _holds_values(page) else "what it says is taken"
    # How a device is made to say more matters only where the client has not said all already.
    said = page.notes if number_of(handshake, "a") is None else but_no_values(page.notes)
    doubt = [f"{page.title}: {against}. If it is the log of another attempt, open it apart."] if against else []
    return replace(
        handshake,
        header=header,
        lines=[*handshake.lines, *lines_beside(page, sent_values(handshake).get("s"))],
        notes=[*handshake.notes, *said, f"{page.title}: {taken} to belong to this handshake.", *doubt],
    )
