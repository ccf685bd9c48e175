"""What the why panel says: the proof, the two inputs, the bytes, the fix, what did not help, what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from srpscope.printable import printable
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.moment.shown import Explanation, Shown
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, Span, line_width, place, shorten, width, wrapped
from srpscope.tui.facts.values.byte_marks import marks
from srpscope.tui.facts.values.operands import OperandRow
from srpscope.why.placed import dialect_spoken

if TYPE_CHECKING:
    from srpscope.session import Session
    from srpscope.session.judgement import Judgement
    from srpscope.why.finding import Diagnosis, Finding
    from srpscope.why.telling.fixes import Fix


LEAST_FOR_BYTES = 64
"""Cells from which on the proof's bytes stand before the fix."""


@dataclass(frozen=True)
class Searched:
    """What a search has come to. explanation: what is looked at. diagnosis: all that it found. state: whether it runs
    ("searching"), and how far it is."""

    explanation: Explanation | None
    diagnosis: Diagnosis | None
    state: tuple[str, str]


def why_lines(
    session: Session, shown: Shown, searched: Searched, cells: int, language: str, reveal: bool
) -> list[Line]:
    """The panel's lines. cells: its width. language: that of the fix."""
    explanation, diagnosis, state = searched.explanation, searched.diagnosis, searched.state
    if explanation is None:
        return _unproved(session, shown, searched, cells)
    finding = _finding_of(diagnosis, explanation)
    lines: list[Line] = []
    lines += _sentence(session, shown, explanation, finding, cells)
    lines += _inputs(shown, explanation, reveal, cells)
    small = cells < LEAST_FOR_BYTES  # there the fix stands on the first screen, and the sentence that says "all equal"
    works = shown.judgement.works
    proof = _proof(shown, explanation, cells)
    fix = _works(cells) if works else _fix(session, explanation, finding, language, cells, reveal)
    if small:
        lines = [line for line in (*lines, *proof[:1], *fix) if line]
        lines += [(), *proof[1:], *_not_told_apart(finding, cells)]
    else:
        lines += [*proof, *fix, *_not_told_apart(finding, cells)]
    if diagnosis is not None:
        lines += _rest(diagnosis, cells)
    elif state[0] == "searching":
        how_far = f": {state[1]}." if state[1] else "."
        lines += [((f"Still searching for other explanations{how_far}", "dim"),)]
    return lines


def _finding_of(diagnosis: Diagnosis | None, explanation: Explanation) -> Finding | None:
    if diagnosis is None:
        return None
    return next((one for one in diagnosis.findings if one.changes == explanation.changes), None)


def _sentence(
    session: Session, shown: Shown, explanation: Explanation, finding: Finding | None, cells: int
) -> list[Line]:
    import textwrap

    parts = textwrap.wrap(explanation.sentence, cells - 10, subsequent_indent="          ")
    lines: list[Line] = [
        (("●", "differ bold"), (" ", "text"), ("proved: ", "agree bold"), (parts[0] if parts else "", "text bold"))
    ]
    lines += [((part, "text bold"),) for part in parts[1:]]
    name = explanation.first_difference
    table = shown.table(name) if name in shown.view.comparison.rows else None
    cause = _cause(shown, name)
    where = f"{explanation.side}, in {printable(name, 24)}"
    if cause is not None and table is not None and table.hashed:
        where += f", operand {cause.number}"
    often, seen = _strikes(session, finding)
    beside = f"{where}      {often}" if often else where
    if width(beside) <= cells - 2:
        lines.append(((f"  {beside}", "dim"),))
    else:
        lines += [*wrapped(where, cells, "dim", 2), *wrapped(often, cells, "dim", 2)]
    if seen:
        lines.append(((f"  {_seen_in(seen, cells - 2)}", "dim"),))
    lines.append(())
    return lines


def _seen_in(places: list[str], cells: int) -> str:
    """Where it was met: as many places as one row has whole."""
    for count in range(len(places), 0, -1):
        more = f" and {len(places) - count} more" if count < len(places) else ""
        said = f"seen in {', '.join(places[:count])}{more}"
        if width(said) <= cells:
            return said
    return shorten(f"seen in {places[0]}", cells)


def _strikes(session: Session, finding: Finding | None) -> tuple[str, list[str]]:
    if finding is None:
        return "", []
    from srpscope.why.suspects import suspects
    from srpscope.why.telling.striking import EVERY
    from srpscope.why.telling.words import how_often

    said = [one for one in how_often(finding, session.view.sheet(finding.side).knowledge) if one]
    # One that strikes always is enough for every handshake to fail.
    often = next((one for one in said if one.startswith(EVERY)), said[0] if said else "")
    seen = dict.fromkeys(
        place for one in finding.suspects if (known := suspects().get(one)) is not None for place in known.seen
    )
    return often, [printable(place, 60) for place in seen]


def _cause(shown: Shown, name: str) -> OperandRow | None:
    if name not in shown.view.comparison.rows:
        return None
    rows = [row for row in shown.table(name).rows if row.state == "differ"]
    return next((row for row in rows if row.depth > 0), rows[0] if rows else None)


def _inputs(shown: Shown, explanation: Explanation, reveal: bool, cells: int) -> list[Line]:
    """The accused side's bytes of the operand beside the dialect's."""
    name = explanation.first_difference
    row = _cause(shown, name)
    if row is None:
        return []
    if row.secret and not reveal:
        return [((f"{explanation.side}   ", "dim"), ("hidden", "dim italic"), ("   F8 shows it", "dim")), ()]
    accused, other = row.piece(explanation.side), row.piece("server" if explanation.side == "client" else "client")
    lines: list[Line] = []
    # The other side need not keep to the dialect; where it does not, its name stands there instead.
    names = (explanation.side, "dialect" if other is not None else "")
    for label, piece, against in ((names[0], accused, other), (names[1], other, accused)):
        if piece is None:
            if label and row.missing == label:
                lines.append(((f"{label:<9}", "dim"), (f"{row.label} left out", "differ bold")))
            continue
        loud = label == explanation.side
        whole = piece.hashed or bool(piece.out)  # not one of several operands of a hash: I in H(I | ':' | P)
        spans: list[Span] = [(f"{label:<9}", "dim"), ("H( " if whole else f"{row.label} ", "dim")]
        spans += _short_bytes(
            piece.data, piece.added, operand_role(row.number), loud, against.data if against else None
        )
        spans.append((" )" if whole else "", "dim"))
        size = f"{len(piece.data)} byte{'' if len(piece.data) == 1 else 's'}"
        tail: list[Span] = [(size, "dim")]
        if piece.out:
            tail += [(" = ", "dim"), (f"{piece.out[:4].hex()}..", "text")]
        gap = max(71 - line_width(spans) - line_width(tail), 2) if cells > 72 else 2
        if line_width(spans) + gap + line_width(tail) > cells:
            lines += [tuple(spans), ((" " * 9, "text"), *tail)]
        else:
            lines.append((*spans, (" " * gap, "text"), *tail))
    lines.append(())
    return lines


def _short_bytes(data: bytes, added: int, role: str, loud: bool, against: bytes | None) -> list[Span]:
    signs = marks(data, against, added) if loud and against is not None else marks(data, None, added)
    if loud and against is None:
        signs = signs.replace(" ", "!")

    def cells(at: int) -> Span:
        found = signs[at]
        return f"{data[at]:02x}{found}", "dim" if found == "'" else "differ bold" if found in "!+" else f"{role} bold"

    if len(data) <= 9:
        return [cells(at) for at in range(len(data))]
    return [*(cells(at) for at in range(4)), (" .. ", "dim"), *(cells(at) for at in range(len(data) - 4, len(data)))]


def _proof(shown: Shown, explanation: Explanation, cells: int) -> list[Line]:
    """The observed bytes beside those that came out, row by row."""
    name = explanation.proved
    row = shown.view.comparison.rows.get(name)
    if row is None or name in SECRETS:
        return [((f"{name} came out again, all {explanation.length} bytes. It is a secret: F8 shows it.", "dim"),), ()]
    sheet = row.client if explanation.side == "client" else row.server
    if sheet.value is None:
        return []
    made = value_bytes(sheet.value)
    observed = row.wire if row.wire is not None else made
    place_of = "on the wire" if row.wire is not None else "in the log"
    right = 39 if cells >= 78 else 0
    same = sum(a == b for a, b in zip(observed, made, strict=False))
    lines: list[Line] = []
    count = f"{same} of {len(observed)} "
    head = [(0, f"{name} {place_of}", "text bold")]
    if right:
        made_with = f"{name} with {'these mistakes' if len(explanation.suspects) > 1 else 'this mistake'}"
        head.append((right, made_with, "text bold"))
        head.append((right + len(made_with) + 4, count, "dim"))
        lines.append((*place(head), ("=", "agree bold")))
    else:
        lines.append((*place(head), ("   ", "text"), (count, "dim"), ("=", "agree bold")))
    step = 16
    shown_rows = list(range(0, min(len(observed), 4 * step), step))
    for at in shown_rows:
        left, other = _groups(observed[at : at + step]), _groups(made[at : at + step])
        equal = observed[at : at + step] == made[at : at + step]
        spans = [(0, left, "text"), (37, "=" if equal else "≠", "agree" if equal else "differ")]
        if right:
            spans.append((right, other, "text"))
        lines.append(place(spans))
    if len(observed) > 4 * step:
        lines.append(((f"and {len(observed) - 4 * step} bytes more, all equal", "dim"),))
    other_cell = row.server if explanation.side == "client" else row.client
    other_side = "server" if explanation.side == "client" else "client"
    if other_cell.source == "given" and other_cell.value is not None:
        data = value_bytes(other_cell.value).hex()
        by_rule = other_cell.computed is not None and not other_cell.contradicted
        said = (
            f"The {other_side} logged {name} = {data[:8]}..{data[-8:]}{': as the dialect has it' if by_rule else ''}."
        )
        lines += wrapped(said, cells, "dim")
    lines.append(())
    return lines


def _not_told_apart(finding: Finding | None, cells: int) -> list[Line]:
    """What would have given the same bytes: proved is only that it is one of them."""
    if finding is None:
        return []
    from srpscope.why.telling.words import NOT_TOLD_APART, equal_lines

    said = [line for one in equal_lines(finding) for line in wrapped(one, cells, "text", 2, 2)]
    return [((NOT_TOLD_APART, "warn bold"),), *said, ()] if said else []


def _groups(data: bytes) -> str:
    return " ".join(data[at : at + 4].hex() for at in range(0, len(data), 4))


def _works(cells: int) -> list[Line]:
    from srpscope.answers.fixing import WORKS

    return [*wrapped(WORKS, cells, "text"), ()]


def _fix(
    session: Session,
    explanation: Explanation,
    finding: Finding | None,
    language: str,
    cells: int,
    reveal: bool,
) -> list[Line]:
    from srpscope.answers.fixing import fixes_of
    from srpscope.tui.facts.edits.changes import describe

    fixes = [] if finding is None else fixes_of(finding, language, session)
    lines: list[Line] = []
    for index, fix in enumerate(fixes):
        if index:
            lines.append(())
        of = f" of {fix.value}" if len(fixes) > 1 else ""
        lines += _fix_in_code(fix, f"The fix{of}, in {fix.language}", cells)
    if not fixes:
        lines.append((("In the formulas", "text bold"),))  # which is no fix: nothing is said of code
        for change in explanation.changes[:4]:
            lines.append(((f"  {shorten(describe(session, change, reveal), cells - 2)}", "text"),))
    lines.append(())
    return lines


def _fix_in_code(fix: Fix, title: str, cells: int) -> list[Line]:
    lines: list[Line] = []
    head: Line = ((title, "text bold"),)
    if line_width(head) + 3 + len(fix.about) <= cells:
        lines.append((*head, (f"   {fix.about}", "dim")))
    else:
        lines += [head, *wrapped(fix.about, cells, "dim")]
    for sign, role, code, look in (("-", "differ", fix.wrong, "dim"), ("+", "agree", fix.right, "text bold")):
        for index, part in enumerate(_code(code, cells - 2)):
            lines.append(((f"{sign} " if index == 0 else "  ", f"{role} bold"), (part, look)))
    return lines


def _code(text: str, cells: int) -> list[str]:
    found: list[str] = []
    for line in text.splitlines() or [""]:
        found += [printable(line[at : at + cells]) for at in range(0, max(len(line), 1), cells)]
    return found[:4]


def _rest(diagnosis: Diagnosis, cells: int) -> list[Line]:
    lines: list[Line] = []
    others = diagnosis.findings[1:3]
    if others:
        from srpscope.tui.facts.cause.reasons import suspect_sentences

        lines.append((("As good", "text bold"), ("   these give the same bytes", "dim")))
        for one in others:
            said = f"{one.side}: {suspect_sentences(one.suspects)}"
            lines += wrapped(said, cells, "text", 2, 2)
        lines.append(())
    part = {one for finding in diagnosis.findings for one in finding.suspects}
    no_help = [one for one in diagnosis.no_help if one not in part]
    if no_help:
        lines.append((("No help", "text bold"), (f"   {len(no_help)} other single mistakes give other bytes", "dim")))
        lines += _names(no_help, cells, "dim")
        lines.append(())
    if diagnosis.hidden:
        lines.append((("This capture cannot tell", "text bold"), ("  they would change no byte here", "warn")))
        lines += _names(diagnosis.hidden, cells, "text")
        soak = "srpscope soak makes values that start with 00; F4 live can repeat the handshake."
        lines += wrapped(soak, cells, "dim")
    return lines


def _names(ids: Sequence[str], cells: int, role: str) -> list[Line]:
    """The first two lines of a list, whole dialects last, and how many more."""
    rows: list[list[str]] = [[]]
    used = 0
    left = len(ids)
    room = cells - 12
    for name in sorted(ids, key=lambda one: dialect_spoken(one) is not None):
        name = dialect_spoken(name) or name
        size = len(name) + 3
        if used + size > room:
            if len(rows) == 2:
                break
            rows.append([])
            used = 0
        rows[-1].append(printable(name, 40))
        used += size
        left -= 1
    texts = [" · ".join(row) for row in rows]
    if left:
        texts[-1] += f" · {left} more"
    return [((text, role),) for text in texts]


def _would_tell(session: Session, judged: Judgement, cells: int) -> list[Line]:
    """What to log, and what to do where it cannot be logged."""
    from srpscope.answers.diagnosis import swept
    from srpscope.session.clauses import named

    if not judged.missing:
        return []
    ways = [named(way) for way in judged.missing[:6]]
    which = "log one of these" if len(ways) > 1 else "log these" if len(judged.missing[0]) > 1 else "log this"
    lines: list[Line] = [(("What would tell", "text bold"), (f"   {which}", "warn"))]
    lines += [((f"  {way}", "text"),) for way in ways]
    for line in swept(session, judged):
        lines += wrapped(line, cells, "text", 2, 2)
    return [*lines, ()]


def _told(judged: Judgement, cells: int) -> list[Line]:
    """Who tells the cause, in which words, and what to do."""
    told = judged.told
    assert told is not None
    lines = [*wrapped(judged.headline, cells, "text bold"), ()]
    if told.text and told.kind not in ("order", "edit", "own-edit"):
        lines += [*wrapped(f"The {judged.by}'s own words: {printable(told.text, 300)}", cells, "text"), ()]
    if told.fix:
        lines += [(("The fix", "text bold"),), *wrapped(told.fix, cells, "text")]
    return lines


def _parting(session: Session, cells: int) -> list[Line]:
    """Where the two dialects part, and what makes them one, as `why` says it: nobody's mistake."""
    from srpscope.answers.diagnosis import parting_lines

    lines: list[Line] = []
    for line in parting_lines(session):
        indent = len(line) - len(line.lstrip())
        lines += wrapped(line.lstrip(), cells, "text" if indent else "text bold", indent, indent + 2)
    return lines


def _unproved(session: Session, shown: Shown, searched: Searched, cells: int) -> list[Line]:
    """Nothing is proved: what was tried, and what would tell."""
    judged, diagnosis, state = shown.judgement, searched.diagnosis, searched.state
    if judged.told is not None:
        return _told(judged, cells)
    if diagnosis is None:
        if state[0] == "searching":
            return [
                (("… ", "dim"), ("Trying known mistakes, one by one and together.", "text bold")),
                (),
                ((f"So far {state[1]}." if state[1] else "", "dim"),),
            ]
        if judged.exit_status == 0:
            rest = "Nothing differs, so there is nothing to explain."
            return [*wrapped(judged.headline, cells, "text bold"), *wrapped(rest, cells, "dim")]
        return [*wrapped(judged.headline, cells, "text bold"), *wrapped(state[1] or "", cells, "warn")]
    lines: list[Line] = [*wrapped(judged.headline, cells, "text bold"), ()]
    if diagnosis.verdict == "agree":
        return lines
    if session.guessed_apart is not None and not judged.supposed:
        return [*lines, *_parting(session, cells)]
    if diagnosis.verdict == "not-found":
        lines.append((("· ", "warn bold"), ("Not found. ", "text bold"), ("Nothing is guessed.", "text")))
        tried = f"{diagnosis.tried:,} hypotheses in {diagnosis.seconds:.1f} s, none gives the observed bytes."
        lines += wrapped(tried, cells, "dim", 2)
    else:
        but = "" if session.guessed else "Nothing is guessed."
        lines.append((("· ", "warn bold"), ("Cannot tell. ", "text bold"), (but, "text")))
        little = "Too little is known: a proof can be tested only against a or b, or a logged value."
        if any(name in shown.view.sheet(side).knowledge.given for side, name in (("client", "a"), ("server", "b"))):
            little = "Too little is known to make the proof again."
        if judged.unlike_guess:
            little = "Both sides have one M1: until its dialect is named there is no mistake to look for."
        agrees = "What is known agrees, so there is no byte that a mistake would have to explain."
        whole = judged.values == "agree" or ("client" in judged.cleared and judged.values != "disagree")
        lines += wrapped(agrees if whole else little, cells, "dim", 2)
    lines.append(())
    lines += _would_tell(session, judged, cells)
    for note in diagnosis.notes[:6]:
        lines += wrapped(printable(note), cells, "text")
    if diagnosis.notes:
        lines.append(())
    return [*lines, *_rest(diagnosis, cells)]
