"""The verdict in one word for the badge and in two or three sentences for the lines below the panes."""

from __future__ import annotations

from srpscope.report.printable import printable
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.judgement import CANNOT_TELL, NOT_FOUND, SEARCHING, Verdict
from srpscope.tui.facts.operands import OperandRow, value_bytes
from srpscope.tui.facts.shown import Shown
from srpscope.tui.facts.spans import Line


def badge(shown: Shown) -> tuple[str, str]:
    """The role and the words at the top right: what is so, whatever explains it."""
    comparison = shown.unexplained.comparison
    judged = comparison.judged_on or ""
    if shown.word_against:
        return "warn", f"{judged} = BUT REFUSED"
    if comparison.agreement == "agree":
        return "agree", f"{judged} = AGREES"
    if comparison.agreement == "disagree":
        return "differ", f"{judged} ≠ DISAGREES"
    if comparison.first_difference is not None:
        return "differ", f"{comparison.first_difference} ≠ DIFFERS"
    return "warn", "CANNOT TELL"


def verdict(shown: Shown, search: str = "", detail: str = "", narrow: bool = False) -> Verdict:
    """The verdict. search: how the search for the cause goes; detail: its sentence, or how far it is."""
    if search == SEARCHING and detail:
        detail = f"Looking{'' if narrow else ' for the cause'}: {detail}. esc stops."
    role, word = badge(shown)
    comparison = shown.view.comparison
    if comparison.first_difference is None:
        lines = _refused(shown, narrow) if shown.word_against else _without_difference(shown, role, search, detail)
        return Verdict(role, word, lines)
    first: Line = (("●", "differ bold"), (" ", "text"), *_first_line(shown, narrow))
    second: Line = (("○ ", "follows"), *_second_line(shown, narrow))
    third = _third_line(shown, search, detail, narrow)
    return Verdict(role, word, (first, second, *([third] if third else [])))


def _without_difference(shown: Shown, role: str, search: str, detail: str) -> tuple[Line, ...]:
    comparison = shown.view.comparison
    if comparison.agreement == "agree":
        known = [row.name for row in comparison.rows.values() if row.state == "agree" and row.name != "H"]
        lines: list[Line] = [
            (("= ", "agree bold"), (f"{comparison.judged_on} agrees. ", "text bold"), ("Nothing differs.", "text")),
            (("  ", "text"), (f"{len(known)} values are known twice and equal: {' '.join(known)}.", "dim")),
        ]
        return tuple(lines)
    needs = _needs(shown)
    lines = [
        (
            ("· ", "warn bold"),
            ("Cannot tell. ", "text bold"),
            ("No proof, K or S is known on two of client, server and wire.", "text"),
        )
    ]
    if detail:
        lines.append((("  ", "text"), (detail, "dim")))
    elif needs:
        lines.append((("  ", "text"), (f"What would tell: {needs}. Log it, or type it in with e.", "dim")))
    return tuple(lines)


def _refused(shown: Shown, narrow: bool) -> tuple[Line, ...]:
    """The wire carries the client's own proof, and the server did not take it."""
    judged = shown.view.comparison.judged_on
    what = "The server refused it." if narrow else f"The server refused this {judged}, and its own is not known."
    often = (
        "Often another password or verifier on the server: C checks one."
        if narrow
        else "Most often the server holds a verifier of another password or user name: C checks a salt and verifier."
    )
    lines: tuple[Line, ...] = (
        (("· ", "warn bold"), ("Only the client's word. ", "text bold"), (what, "text")),
        (("  ", "text"), (often, "dim")),
    )
    if narrow:
        return lines
    return (
        *lines,
        (("  ", "text"), ("To tell: log the server's b and v, and type them in on its side with e.", "dim")),
    )


def _needs(shown: Shown) -> str:
    rows = shown.view.comparison.rows
    ways = next((rows[name].needs for name in ("M1", "K", "S") if name in rows and rows[name].needs), ())
    return " or ".join(" and ".join(printable(one, 24) for one in way) for way in ways[:3])


def _first_line(shown: Shown, narrow: bool) -> Line:
    name = shown.first
    assert name is not None
    found = shown.table(name)
    cause = next((row for row in found.rows if row.depth == 0 and row.state == "differ"), None)
    where = f", in operand {cause.number}" if cause and found.hashed and not narrow else ""
    if narrow and cause and found.hashed:
        where = f" at operand {cause.number}"
    lead = f"{printable(name, 24)} differs first{where}. " if not narrow else f"{printable(name, 24)} differs{where}: "
    return ((lead, "text bold"), (_doing(shown, name, cause, narrow), "text"))


def _doing(shown: Shown, name: str, cause: OperandRow | None, narrow: bool) -> str:
    """What each side did, in one sentence."""
    found = shown.table(name)
    deepest = next((row for row in found.rows if row.state == "differ" and row.depth > 0 and row is not cause), cause)
    if deepest is not None and deepest.client is not None and deepest.server is not None:
        what = deepest.label.removeprefix("H(").removesuffix(")") if deepest.depth else deepest.label
        if deepest.encodings_differ:
            client, server = (
                _words(deepest.client.encoding, deepest.client.data),
                _words(deepest.server.encoding, deepest.server.data),
            )
            if narrow:
                return f"client hashed {what} {client}, server {server}."
            return f"The client hashed {what} {client}; the server hashed it {server}."
        if len(deepest.client.data) != len(deepest.server.data):
            return (
                f"The client hashed {what} as {_bytes(len(deepest.client.data))}; "
                f"the server as {_bytes(len(deepest.server.data))}."
            )
        return f"The client hashed another {what} than the server."
    if cause is not None and (cause.client is None) != (cause.server is None) and found.hashed:
        side = "client" if cause.client else "server"
        return f"Only the {side} hashes {cause.label}."
    row = found.row
    for side, cell in (("client", row.client), ("server", row.server)):
        if cell.contradicted:
            return f"The {side} logged another {name} than its own formula gives."
    if row.client.value is not None and row.server.value is not None:
        if _hidden(name) or value_bytes(row.client.value) == value_bytes(row.server.value):
            if row.wire is not None and not _hidden(name):
                return (
                    f"By the dialect both sides get {_short(value_bytes(row.client.value))}; "
                    f"{_short(row.wire)} went over the wire."
                )
            return "The two sides have different bytes."
        return f"The client has {_cell(row.client)}, the server has {_cell(row.server)}."
    if row.wire is not None:
        side, cell = ("client", row.client) if row.client.value is not None else ("server", row.server)
        if cell.value is not None:
            return f"The {side} should have {_short(value_bytes(cell.value))}; {_short(row.wire)} went over the wire."
    return ""


def _words(encoding: str, data: bytes) -> str:
    if encoding == "minimal":
        return f"as {_bytes(len(data))}" if len(data) < 10 else f"minimal, {len(data)} bytes"
    if encoding in ("as is", "as sent", "signed", "hex text", "decimal text"):
        return f"{'as ' if not encoding.startswith('as') else ''}{encoding}, {_bytes(len(data))}"
    return encoding


def _bytes(count: int) -> str:
    return "one byte" if count == 1 else f"{count} bytes"


def _hidden(name: str) -> bool:
    return name in SECRETS


def _cell(cell: Cell) -> str:
    if isinstance(cell.value, str):
        return f'"{printable(cell.value, 24)}"'
    return _short(value_bytes(cell.value)) if cell.value is not None else "nothing"


def _short(data: bytes) -> str:
    return data.hex() if len(data) <= 5 else f"{data[:2].hex()}..{data[-2:].hex()}"


def _second_line(shown: Shown, narrow: bool) -> Line:
    path = shown.view.comparison.path
    others = [
        row.name for row in shown.view.comparison.rows.values() if row.state == "differ" and row.name != shown.first
    ]
    spans: list[tuple[str, str]] = []
    if path:
        names = " ".join(printable(name, 24) for name in path)
        spans.append((f"{names} follow{'s' if len(path) == 1 else ''}. ", "text bold"))
    if others:
        names = " ".join(printable(name, 24) for name in others)
        spans.append((f"{names} differ{'s' if len(others) == 1 else ''} by a doing of its own.", "text"))
    elif not narrow:
        spans.append((_equal_rest(shown), "text"))
    elif not path:
        spans.append(("Nothing follows from it.", "text"))
    return tuple(spans)


def _equal_rest(shown: Shown) -> str:
    name = shown.first
    assert name is not None
    found = shown.table(name)
    outer = found.outer()
    equal = [row for row in outer if row.state == "agree"]
    if found.hashed and equal and len(equal) == len(outer) - 1:
        size = sum(len(row.client.data) for row in equal if row.client)
        return f"Nothing else differs: the other {size} bytes of {printable(name, 24)} are equal on both sides."
    return "Everything before it is equal wherever two sides know it."


def _third_line(shown: Shown, search: str, detail: str, narrow: bool) -> Line:
    explanation = shown.explanation
    if explanation is not None:
        size = f"all {explanation.length} bytes of" if explanation.length > 1 else "the byte of"
        if narrow:
            path = " ".join(printable(name, 24) for name in shown.view.comparison.path)
            lead: Line = (
                (("○ ", "follows"), (f"{path} follow{'' if ' ' in path else 's'}. ", "text bold")) if path else ()
            )
            proof = f"{explanation.length} of {explanation.length} bytes of {explanation.proved}."
            return (*lead, ("= Proved: ", "agree bold"), (proof, "text"))
        return (
            ("= ", "agree bold"),
            (f"Proved, {size} {explanation.proved}. ", "agree bold"),
            (f"The {explanation.side}: {explanation.briefly}", "text"),
        )
    if search == SEARCHING:
        return (("… ", "dim"), (detail or "Looking for the cause.", "dim"))
    if search == NOT_FOUND:
        return (("· ", "warn bold"), (detail or "No known mistake gives these bytes.", "warn"))
    if search == CANNOT_TELL:
        return (("· ", "warn bold"), (detail or "The cause cannot be told from what is known.", "warn"))
    return ()
