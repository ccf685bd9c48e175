"""The formula of a value; where the sides join other things, both under each other, and a gap where one leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.printable import printable
from srpscope.tui.facts.palette import operand_role
from srpscope.tui.facts.spans import Line, Span, both_ends, line_width, width
from srpscope.tui.facts.values.operands import OperandRow, Table, around


def both_formulas(found: Table, dialect_of: str, cells: int) -> list[Line]:
    """Two lines, client and server, operand under operand. dialect_of: the side that keeps to its dialect, or ""."""
    lines: list[Line] = []
    whole = found.before, found.after
    outside = {side: around(found.row.cell(side)) or whole for side in ("client", "server")}
    indent = max(width(before) for before, _ in outside.values())
    for side, (before, after) in outside.items():
        spans: list[Span] = [(f" {found.title(side):<7} ", "dim"), (printable(found.name, 12), "text bold")]
        spans.append((" = ", "dim"))
        spans.append((" " * (indent - width(before)) + before, "dim"))
        spans += _joined(_children(found.rows, 0), side)
        spans.append((after, "dim"))
        room = cells - line_width(spans) - 2
        notes = (_note(found, side, dialect_of, named) for named in (True, False))
        lines.append(both_ends(tuple(spans), next((one for one in notes if line_width(one) <= room), ()), cells))
    return lines


def _note(found: Table, side: str, dialect_of: str, named: bool) -> Line:
    """What is odd about one side: of two sides of which one keeps to the dialect, only about the other one. named: each
    operand by its name, else how many they are."""
    if dialect_of == side:
        return (("as the dialect says", "dim"),)
    lacks = [row.label for row in found.rows if row.missing == side]
    adds = [row.label for row in found.rows if row.missing and row.missing == dialect_of]
    said = [
        f"{verb} {' and '.join(labels) if named else f'{len(labels)} operand' + 's' * (len(labels) > 1)}"
        for verb, labels in (("leaves out", lacks), ("adds", adds))
        if labels
    ]
    if not said and any(row.moved for row in found.rows):
        said = ["in another order"]
    return (("● ", "differ bold"), (", ".join(said), "differ bold")) if said else ()


Tree = list[tuple[OperandRow, Sequence[OperandRow]]]


def _children(rows: Sequence[OperandRow], depth: int) -> Tree:
    """The rows of a depth, each with what stands under it."""
    found: list[tuple[OperandRow, list[OperandRow]]] = []
    for row in rows:
        if row.depth == depth:
            found.append((row, []))
        elif found:
            found[-1][1].append(row)
    return list(found)


def _joined(tree: Tree, side: str) -> list[Span]:
    """What one side joins, each as wide as the wider of the two sides."""
    spans: list[Span] = []
    here_before = False
    for index, (row, inside) in enumerate(tree):
        role = operand_role(row.number)
        text = _text(row, inside, side)
        other = _text(row, inside, "server" if side == "client" else "client")
        size = max(sum(width(part) for part, _ in text), sum(width(part) for part, _ in other))
        gone = row.missing == side
        if index:
            joint = "---" if gone else " | " if here_before else "   "
            spans.append((joint, "differ" if gone else "dim"))
        if gone:
            spans.append(("-" * size, "differ"))
        else:
            used = sum(width(part) for part, _ in text)
            spans += [(part, look or f"{role} bold") for part, look in text]
            spans.append((" " * (size - used), "text"))
        here_before = here_before or not gone
    return spans


def _text(row: OperandRow, inside: Sequence[OperandRow], side: str) -> list[Span]:
    if any(one.missing or one.moved for one in inside) and row.client is not None and row.server is not None:
        tree = _children(inside, row.depth + 1)
        return [("H( ", ""), *_joined(tree, side), (" )", "")]
    piece = row.piece(side) or row.client or row.server
    return [(piece.label if piece is not None else row.label, "")]
