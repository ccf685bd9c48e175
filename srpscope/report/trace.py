"""`trace`: every value of each side, its state and source, as JSON (design: stable) and as text."""

from __future__ import annotations

from typing import Any

from srpscope.report.printable import printable
from srpscope.session import Session, View
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.comparison import Row
from srpscope.srp.encodings import even_hex, text_bytes
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS, Value


def value_hex(value: Value) -> str:
    """A value as the answers print it: numbers of even length without leading 00, byte strings as they are."""
    if isinstance(value, int):
        return even_hex(value)
    return (text_bytes(value) if isinstance(value, str) else value).hex()


def trace(view: View) -> dict[str, Any]:
    """The answer of `trace --json`."""
    comparison = view.comparison
    return {
        "agreement": comparison.agreement,
        "first_difference": comparison.first_difference,
        "values": {name: _row(row) for name, row in comparison.rows.items()},
        "notes": [printable(note) for note in view.notes],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "client": _cell(row.client),
        "server": _cell(row.server),
        "wire": None if row.wire is None else {"hex": row.wire.hex()},
        "state": row.state,
        "needs": [list(way) for way in row.needs],
    }


def _cell(cell: Cell) -> dict[str, Any] | None:
    if cell.value is None:
        return None
    answer: dict[str, Any] = {"hex": value_hex(cell.value), "source": cell.source}
    if cell.computed is not None and cell.contradicted:
        answer["computed"] = value_hex(cell.computed)
    if cell.source == "computed" or cell.computed is not None:
        answer["hashed"] = [_operand(operand) for operand in cell.calls[-1].operands] if cell.calls else []
        answer["calls"] = [_call(call) for call in cell.calls]
    return answer


def _operand(operand: Operand) -> dict[str, str]:
    return {"operand": operand.text, "encoding": operand.encoding, "hex": operand.data.hex()}


def _call(call: HashCall) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "function": call.function,
        "operands": [_operand(operand) for operand in call.operands],
        "out": call.out.hex(),
    }
    if call.inner:
        answer["inner"] = [_call(inner) for inner in call.inner]
    return answer


_WORDS = {"agree": "=", "differ": "differs", "follows": "follows", "unknown": "unknown"}


def as_text(session: Session, show_secrets: bool = False) -> str:
    """`trace` for people and screen readers: sentences first, values after, nothing that only looks tell."""
    view = session.view
    comparison = view.comparison
    lines = [f"{printable(session.title)}, {printable(session.dialect('client').id)}"]
    lines.append(verdict(view))
    lines += [f"note: {printable(note)}" for note in view.notes]
    lines.append("")
    for row in comparison.rows.values():
        lines += _text_row(row, show_secrets)
    return "\n".join([*lines, *_after_the_handshake(session, show_secrets)])


def _after_the_handshake(session: Session, show_secrets: bool) -> list[str]:
    """The encrypted messages, opened with K where it is known."""
    if "nonce" not in session.view.wire:
        return []
    from srpscope.report.decrypted import decrypted

    found = decrypted(session)
    if not found.messages:
        return []
    lines = ["", f"After the handshake: {printable(found.sentence)}"]
    for one in found.messages:
        who = f"{printable(str(one.line.get('from', '')), 10)}, {printable(str(one.line.get('endpoint', '')), 40)}"
        if one.opened.data is None:
            lines.append(f"  {who}: {printable(one.opened.note)}")
            continue
        counter = "" if one.opened.counter is None else f"nonce counter {one.opened.counter}, "
        hidden = one.secret and not show_secrets
        lines.append(f"  {who}: {counter}{'hidden' if hidden else one.opened.data.hex() or '(empty)'}")
    return lines


def verdict(view: View) -> str:
    """One sentence: whether the sides agree, on what that is judged, and what differs first."""
    comparison = view.comparison
    if comparison.agreement == "unknown":
        opening = "Whether the sides agree cannot be told: no proof, K or S is known twice."
    elif comparison.agreement == "agree":
        opening = f"{comparison.judged_on} agrees."
    else:
        opening = f"{comparison.judged_on} disagrees."
    if comparison.first_difference is None:
        return opening
    follows = " ".join(comparison.path)
    rest = f" Only because of it differ: {follows}." if follows else ""
    return f"{opening} First difference: {comparison.first_difference}.{rest}"


def _text_row(row: Row, show_secrets: bool) -> list[str]:
    hide = row.name in SECRETS and not show_secrets
    if row.client.value is None and row.server.value is None and row.wire is None:
        if row.client.formula is None and row.server.formula is None and row.state == "unknown" and not row.needs:
            return []
        return [f"{row.name}: unknown{_needs(row)}{_problem(row)}"]
    lines = [f"{row.name}: {_WORDS[row.state]}{_needs(row)}{_problem(row)}"]
    for cell, side in ((row.client, "client"), (row.server, "server")):
        if cell.value is not None:
            lines.append(f"  {side}  {_shown(cell.value, hide)}  ({cell.source})")
            if cell.computed is not None and cell.contradicted:
                lines.append(f"  {side}'s own formula gives  {_shown(cell.computed, hide)}")
            if cell.calls and not hide:
                lines += [f"    {line}" for line in _text_call(cell.calls[-1], show_secrets)]
    if row.wire is not None:
        shown = "hidden" if hide else row.wire.hex()
        lines.append(f"  wire    {shown}  ({len(row.wire)} bytes)")
    return lines


def _needs(row: Row) -> str:
    if not row.needs:
        return ""
    return "; needs " + " or ".join(" and ".join(way) for way in row.needs)


def _problem(row: Row) -> str:
    problems = [f"{cell.problem}" for cell in (row.client, row.server) if cell.problem]
    return f"; {printable(problems[0])}" if problems else ""


def _shown(value: Value, hide: bool) -> str:
    if hide:
        return "hidden"
    if isinstance(value, str):
        return f'"{printable(value)}"'
    return value_hex(value)


def _text_call(call: HashCall, show_secrets: bool) -> list[str]:
    lines = [f"{call.function} of {len(call.fed)} bytes:"]
    for operand in call.operands:
        secret = not show_secrets and any(name in SECRETS for name in _names(operand.text))
        shown = "hidden" if secret else operand.data.hex()
        added = f", {operand.added} zero bytes added" if operand.added else ""
        lines.append(f"  {printable(operand.text)}  {operand.encoding}, {len(operand.data)} bytes{added}  {shown}")
    return lines


def _names(text: str) -> list[str]:
    import re

    return re.findall(r"[A-Za-z_]\w*", text)
