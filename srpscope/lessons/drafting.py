"""A first draft of a lesson, from a capture and what was found in it: for a teacher to write on."""

from __future__ import annotations

import json
from pathlib import Path

from srpscope.printable import printable
from srpscope.session import Session
from srpscope.why.finding import Diagnosis, Finding
from srpscope.why.telling.words import sentence


def draft(session: Session, diagnosis: Diagnosis, capture: Path) -> str:
    """A lesson's file: what happened, a question on the first difference, and the mistake to be put right, where one
    cause alone is proved. Nothing in front of the question says or marks what differs."""
    first = session.view.comparison.first_difference
    finding = only_cause(diagnosis)
    title = str(session.capture.header.get("title") or "A handshake of our own")
    out = [
        "# A draft, to stand beside its capture. Every sentence is yours to write.",
        "# `srpscope learn --check` says what does not hold.",
        f"title = {_text(title[:100])}",
        f"about = {_text(_about(first, finding))}",
        f"sources = [{_text(f'capture {capture.name}')}]",
        "",
        "[start]",
        f"capture = {_text(capture.name)}",
        "",
        "[[step]]",
        'tell = """',
        "Somebody wrote down this handshake. Look at it before you say anything.",
        '"""',
        'picture = "messages"',
    ]
    if first is not None:
        out += _question(session, first)
    if finding is not None:
        out += _mending(finding)
    return "\n".join(out) + "\n"


def only_cause(diagnosis: Diagnosis) -> Finding | None:
    """The one cause that is proved; None where there is none, or several explain it."""
    return diagnosis.findings[0] if len(diagnosis.findings) == 1 else None


def _about(first: str | None, finding: Finding | None) -> str:
    if finding is not None:
        return "A capture of our own, and what was wrong in it."
    return "A capture of our own." if first is None else "A capture of our own, and what differs first in it."


def _text(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for what is not drawn, by its number, and half a surrogate pair,
    which no TOML can hold."""
    drawn = json.dumps(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ensure_ascii=False)
    return "".join(one if printable(one) == one else f"\\U{ord(one):08x}" for one in drawn)


def _question(session: Session, first: str) -> list[str]:
    rows = session.view.comparison.rows
    others = [name for name, row in rows.items() if name != first and row.state in ("agree", "follows")][-3:]
    out = [
        "",
        "[[step]]",
        'tell = """',
        "The values of both sides can be looked at in the debugger.",
        '"""',
        'picture = "messages"',
    ]
    out += [f"ask = {_text('Which value differs first?')}"]
    for name in sorted({first, *others}):
        right = name == first
        because = f"Right: everything before {first} agrees." if right else _because(rows[name].state, name, first)
        out += ["", "[[step.option]]", f"say = {_text(name)}", f"because = {_text(because)}"]
        out += ["right = true"] if right else []
    return out


def _because(state: str, name: str, first: str) -> str:
    return f"{name} agrees." if state == "agree" else f"{name} differs too, but only because of {first}."


def _mending(finding: Finding) -> list[str]:
    formulas = [change for change in finding.changes if change.form == "formula" and change.value]
    if not formulas or finding.side != "client" or len(formulas) != len(finding.changes):
        return []
    told = " ".join(sentence(name) for name in finding.suspects)
    out = ["", "[[step]]", 'tell = """', f"The client: {told}", '"""', 'picture = "values"']
    out += [f"show = {json.dumps(list(dict.fromkeys([*(one.value for one in formulas), 'M1'])))}"]
    out += [f"do = {_text(f'Make the {finding.side} do that.')}", f"hint = {_text('e edits a formula.')}"]
    for change in formulas:
        out += ["", "[[step.solution]]", f"side = {_text(finding.side)}", f"value = {_text(change.value)}"]
        out += [f"formula = {_text(change.content)}"]
    return [*out, "", "[step.check]", 'sent = ["M1"]']
