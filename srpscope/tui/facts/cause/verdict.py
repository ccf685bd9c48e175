"""The verdict in one word for the badge and in two or three sentences for the lines below the panes."""

from __future__ import annotations

from srpscope.printable import printable
from srpscope.srp.encodings import NAMES, SHOWN, value_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.judgement import CANNOT_TELL, NOT_FOUND, SEARCHING, Verdict, headline
from srpscope.tui.facts.moment.marks import DIFFER, standing
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.spans import Line, byte_ends
from srpscope.tui.facts.values.operands import OperandRow, Table
from srpscope.wording import capital, listed


def badge(shown: Shown) -> tuple[str, str]:
    """The role and the words at the top right: the outcome, and how much is known where the cause cannot be told."""
    if shown.so_far is not None:
        return shown.so_far.role, shown.so_far.badge
    judged = shown.judgement
    role, words = judged.badge
    if shown.lacking is None or judged.cause != "cannot-tell":
        return role, words
    count = shown.lacking.count.upper()
    return role, count if words == "CANNOT TELL" else f"{words}, {count}"


def verdict(shown: Shown, search: str = "", detail: str = "", narrow: bool = False) -> Verdict:
    """The verdict: the judgement's headline, what differs or follows, the proof or what would tell. search: how the
    search for the cause goes; detail: its sentence, or how far it is."""
    if shown.so_far is not None:
        return shown.so_far
    if search == SEARCHING and detail:
        detail = f"Looking{'' if narrow else ' for the cause'}: {detail}. esc stops."
    role, word = badge(shown)
    first: Line = ((f"{_SIGNS[role]} ", f"{role} bold"), (headline(shown.judgement), "text bold"))
    rest = _with_difference if shown.first is not None else _without_difference
    return Verdict(role, word, (first, *rest(shown, search, detail, narrow)))


def held_verdict(name: str) -> Verdict:
    """While a live message waits nothing is judged yet."""
    first: Line = (("· ", "warn bold"), (f"{name} is held. What you change here changes it.", "text bold"))
    second: Line = (
        ("  Nothing is sent until you say so: ", "text"),
        ("F4", "accent bold"),
        (" goes back to it.", "dim"),
    )
    return Verdict("warn", f"{name} HELD", (first, second))


_SIGNS = {"differ": "●", "agree": "=", "warn": "·"}


def _with_difference(shown: Shown, search: str, detail: str, narrow: bool) -> tuple[Line, ...]:
    third = _third_line(shown, search, detail, narrow)
    if shown.judgement.unlike_guess:
        near = printable(shown.view.client.knowledge.dialect.id, 40)
        name = printable(shown.first or "M1", 24)
        said = f"{name} is not as {near} has it: a guess, and no difference between the sides."
        return ((("  ", "text"), (said, "text")),)
    if shown.explanation is None:
        # The cause is not known yet: what is seen of it stands in its place.
        return ((("  ", "text"), *_first_line(shown, narrow)), *([third] if third else []))
    second = _second_line(shown, narrow) if shown.view.comparison.first_difference else _made_of_it(shown, narrow)
    if narrow and third and not second:  # what follows stands before the proof
        return (third,)
    return ((("○ ", "follows bold"), *second), *([third] if third else []))


def _without_difference(shown: Shown, search: str, detail: str, narrow: bool) -> tuple[Line, ...]:
    judged = shown.judgement
    if judged.told is not None and judged.told.fix:
        return ((("  ", "text"), (printable(judged.told.fix, 300), "text")),)
    if judged.outcome == "refused" and judged.values == "agree" and not judged.supposed:
        often = "Often another password or verifier on the server: C checks one."
        asked = next((way for way in judged.missing if set(way) <= {"b", "v"}), ("b", "v"))
        them = "it" if len(asked) == 1 else "them"
        tell = f"To tell: log the server's {listed(asked)}, and type {them} in on its side with e, as seen."
        return ((("  ", "text"), (often, "dim")), *([] if narrow else [(("  ", "text"), (tell, "dim"))]))
    if judged.values == "agree":
        rows = shown.view.comparison.rows
        known = [row.name for row in rows.values() if row.state == "agree" and row.name != "H"]
        which = "" if narrow else f": {' '.join(known)}"
        return ((("  ", "text"), (f"{len(known)} values are known twice and equal{which}.", "dim")),)
    if shown.lacking is not None:
        lacking = shown.lacking
        said = f"{lacking.count}: {lacking.names} missing. v takes a log or values, e types one in."
        return ((("  ", "text"), (detail if search == SEARCHING and detail else said, "dim")),)
    return ((("  ", "text"), (detail, "dim")),) if detail else ()


def _first_line(shown: Shown, narrow: bool) -> Line:
    name = shown.first
    assert name is not None
    found = shown.table(name)
    cause = next((row for row in found.rows if row.state == "differ"), None)
    where = f", in operand {cause.number}" if cause and found.hashed and not narrow else ""
    if narrow and cause and found.hashed:
        where = f" at operand {cause.number}"
    lead = f"{printable(name, 24)} differs first{where}. " if not narrow else f"{printable(name, 24)} differs{where}: "
    said = _doing(shown, name, cause, narrow)
    return ((lead, "text"), (f"{said[:1].lower()}{said[1:]}" if narrow else said, "text"))  # it goes on behind a colon


def _hashed_words(label: str, depth: int) -> str:
    """An operand as a sentence names it: of an inner call what is hashed there."""
    return label.removeprefix("H(").removesuffix(")") if depth else label


def _doing(shown: Shown, name: str, cause: OperandRow | None, narrow: bool) -> str:
    """What each side did, in one sentence."""
    found = shown.table(name)
    deepest = cause
    if found.unlike:
        return unlike_words(found)
    if deepest is not None and deepest.client is not None and deepest.server is not None:
        what, other = (_hashed_words(one.label, deepest.depth) for one in (deepest.client, deepest.server))
        also = "it" if what == other else other
        if deepest.encodings_differ:
            client, server = (
                _words(deepest.client.encoding, deepest.client.data),
                _words(deepest.server.encoding, deepest.server.data),
            )
            if narrow:
                return f"client hashed {what} {client}, server {'' if what == other else other + ' '}{server}."
            return f"The client hashed {what} {client}; the server hashed {also} {server}."
        if len(deepest.client.data) != len(deepest.server.data):
            return (
                f"The client hashed {what} as {_bytes(len(deepest.client.data))}; "
                f"the server {'' if what == other else other + ' '}as {_bytes(len(deepest.server.data))}."
            )
        return f"The client hashed another {other} than the server."
    row = found.row
    for side, cell in (("client", row.client), ("server", row.server)):
        if cell.contradicted:
            return f"The {side} logged another {name} than its own formula gives."
    if row.client.value is not None and row.server.value is not None:
        if _hidden(name) or value_bytes(row.client.value) == value_bytes(row.server.value):
            if row.wire is not None and not _hidden(name):
                return (
                    f"By the dialect both sides get {byte_ends(value_bytes(row.client.value))}; "
                    f"{byte_ends(row.wire)} went over the wire."
                )
            return "The two sides have different bytes."
        return f"The client has {_cell(row.client)}, the server has {_cell(row.server)}."
    if row.wire is not None:
        side, cell = ("client", row.client) if row.client.value is not None else ("server", row.server)
        if cell.value is not None:
            has = byte_ends(value_bytes(cell.value))
            return f"The {side} should have {has}; {byte_ends(row.wire)} went over the wire."
    return ""


def unlike_words(found: Table) -> str:
    """Which side leaves out what, and what it puts elsewhere, in one sentence."""
    said = []
    for side in ("client", "server"):
        labels = [row.label for row in found.rows if row.missing == side]
        if labels:
            said.append(f"the {side} leaves out {listed(labels)}")
    moved = [row.label for row in found.rows if row.moved]
    if moved:
        said.append(f"{listed(moved)} stand{'s' if len(moved) == 1 else ''} in another place")
    words = "; ".join(said)
    return f"{capital(words)}."


_IN_A_SENTENCE = {SHOWN[NAMES[function]] for function in ("AS_IS", "RAW", "SIGNED", "HEX", "DEC")}


def _words(encoding: str, data: bytes) -> str:
    if encoding == SHOWN["minimal"]:
        return f"as {_bytes(len(data))}" if len(data) < 10 else f"minimal, {len(data)} bytes"
    if encoding in _IN_A_SENTENCE:
        return f"{'as ' if not encoding.startswith('as') else ''}{encoding}, {_bytes(len(data))}"
    return encoding


def _bytes(count: int) -> str:
    return "one byte" if count == 1 else f"{count} bytes"


def _hidden(name: str) -> bool:
    return name in SECRETS


def _cell(cell: Cell) -> str:
    if isinstance(cell.value, str):
        return f'"{printable(cell.value, 24)}"'
    return byte_ends(value_bytes(cell.value)) if cell.value is not None else "nothing"


def _made_of_it(shown: Shown, narrow: bool) -> Line:
    """What the side at fault makes of it, where the other side is not known."""
    assert shown.explanation is not None
    side = shown.explanation.side
    names = [
        name
        for name in shown.order
        if name != shown.first and shown.marks[name].of(side) == DIFFER and shown.view.sheet(side).value(name)
    ]
    follow = f"{' '.join(printable(name, 24) for name in names)} follow{'s' if len(names) == 1 else ''}. "
    other = "server" if side == "client" else "client"
    said = f"Nobody has said what the {other} computed."
    if shown.first is not None and shown.view.sheet(other).value(shown.first) is not None:
        said = f"The {other}'s own values give another {printable(shown.first, 24)}."
    before_the_proof = narrow and _follow(shown)  # it says there what follows
    return ((follow if names and not before_the_proof else "", "text bold"), (said, "text"))


def _follow(shown: Shown) -> list[str]:
    """The values that follow, of one side alone as well."""
    return [
        name for name, row in shown.view.comparison.rows.items() if standing(shown.marks.get(name), row) == "follows"
    ]


def _second_line(shown: Shown, narrow: bool) -> Line:
    path = _follow(shown)
    others = [
        row.name for row in shown.view.comparison.rows.values() if row.state == "differ" and row.name != shown.first
    ]
    spans: list[tuple[str, str]] = []
    if path and not narrow:
        names = " ".join(printable(name, 24) for name in path)
        spans.append((f"{names} follow{'s' if len(path) == 1 else ''}. ", "text bold"))
    if others:
        names = " ".join(printable(name, 24) for name in others)
        spans.append((f"{names} {'differs' if len(others) == 1 else 'differ'} too, and not because of it.", "text"))
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
    row = shown.view.comparison[name]  # the table's may hold the dialect in the place of a side
    both = row.client.value is not None and row.server.value is not None
    if both and len(found.whole) == 2 and equal and len(equal) == len(outer) - 1:
        size = sum(len(row.client.data) for row in equal if row.client)
        return f"In {printable(name, 24)} nothing else differs: the other {size} bytes are equal on both sides."
    return "Everything before it is equal wherever two sides know it."


def _third_line(shown: Shown, search: str, detail: str, narrow: bool) -> Line:
    explanation = shown.explanation
    if explanation is not None:
        size = f"all {explanation.length} bytes of" if explanation.length > 1 else "the byte of"
        if narrow:
            path = " ".join(printable(name, 24) for name in _follow(shown))
            lead: Line = (
                (("○ ", "follows bold"), (f"{path} follow{'' if ' ' in path else 's'}. ", "text bold")) if path else ()
            )
            proof = f"{explanation.length} of {explanation.length} bytes of {explanation.proved}."
            return (*lead, ("= Proved: ", "agree bold"), (proof, "text"))
        where = "on the wire" if explanation.proved in shown.view.wire else "on record"
        said = f"With that, {explanation.proved} is the one {where}, {size} it."
        return (("= ", "agree bold"), ("Proved. ", "agree bold"), (said, "text"))
    told = shown.judgement.told
    if told is not None and told.fix:  # of an edit it says what would be without it
        return (("  ", "text"), (printable(told.fix, 300), "text"))
    if search == SEARCHING:
        return (("… ", "dim"), (detail or "Looking for the cause.", "dim"))
    if shown.lacking is not None and shown.judgement.cause == "cannot-tell":
        lacking = shown.lacking
        keys = "" if narrow else " v takes a log or values, e types one in."
        return (("· ", "warn bold"), (f"{lacking.count}: {lacking.names} missing.{keys}", "warn"))
    in_headline = shown.judgement.cause == "not-found" and not detail.startswith("Stopped")
    if search in (NOT_FOUND, CANNOT_TELL) and not in_headline:
        return (("· ", "warn bold"), (detail, "warn")) if detail else ()
    return ()
