"""The encoding keys: another way for one operand to become bytes, as an edit of the value's formula on one side."""

from __future__ import annotations

from srpscope.printable import printable
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Call, Formula, Name, Node, Number, Slice, is_hash, of_node, rewrite
from srpscope.srp.primitives.hashes import digest_length
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.values.signs import bare, parts_of


def encoding_edit(session: Session, shown: Shown, name: str, row: int, side: str, how: str) -> Edit | str:
    """The edit, or why there is none in one sentence. row: of the operand table."""
    one = "server" if side == "server" else "client"
    sheet = shown.view.sheet(one)
    cell = sheet[name]
    own = session.dialect(one).formula("client" if one == "client" else "server", name)
    if how == "dialect":
        if own is None:
            return f"{printable(name, 24)} has no formula in the dialect."
        if cell.formula == own and not cell.edited:
            return f"{printable(name, 24)} is computed as the dialect says already."
        return Edit(one, name, "formula", own.text)
    if cell.formula is None:
        return f"{printable(name, 24)} is no hash: it has no operand to encode. e edits it."
    rows = shown.table(name).rows
    if row >= len(rows) or not shown.table(name).hashed:
        return f"{printable(name, 24)} hashes nothing: encodings matter only inside a hash."
    piece = rows[row].piece(one)
    if piece is None or piece.node is None:
        return f"The {one} has no such operand."
    target = piece.node
    if piece.hashed and is_hash(target):
        parts = parts_of(target)
        if len(parts) != 1:
            return "Choose one of the operands inside it."
        target = parts[0]
    inner = unwrapped(target)
    kind = sheet.kind(inner.name) if isinstance(inner, Name) else "bytes"
    made = _encoded(target, inner, how, kind, _hash_size(sheet.settings.hash))
    if made is None:
        return "This operand is text: it has no other encoding here."
    formula = _replaced(cell.formula, target, made)
    return Edit(one, name, "formula", formula.text)


def _hash_size(name: str | None) -> int | None:
    return digest_length(name) if name is not None else None


def unwrapped(node: Node) -> Node:
    """The operand without encodings, hex in capitals or reversal around it."""
    while True:
        inner = bare(node)
        if isinstance(inner, Call) and inner.function in ("UPPER", "LOWER"):
            inner = inner.arguments[0]
        elif isinstance(inner, Slice) and (inner.start, inner.stop, inner.step) == (None, None, -1):
            inner = inner.operand
        if inner is node:
            return node
        node = inner


def _encoded(now: Node, inner: Node, how: str, kind: str, hash_size: int | None) -> Node | None:
    if kind == "text":
        return None
    padded = Call("PAD", (inner,))
    to_hash = Call("PAD", (inner, Number(hash_size))) if hash_size else None
    hexed = Call("HEX", (inner,))
    match how:
        case "pad":
            if now == padded and to_hash is not None:
                return to_hash
            return Call("MIN", (inner,)) if now == to_hash else padded
        case "strip":
            wanted: Node = Call("MIN", (inner,))
        case "sign":
            wanted = Call("SIGNED", (inner,))
        case "reverse":
            wanted = Call("LEMIN", (inner,)) if kind == "number" else Slice(inner, None, None, -1)
        case "hex":
            return Call("UPPER", (hexed,)) if now == hexed else inner if now == Call("UPPER", (hexed,)) else hexed
        case _:
            return None
    return inner if now == wanted else wanted


def _replaced(formula: Formula, target: Node, made: Node) -> Formula:
    def change(node: Node) -> Node:
        return made if node is target else node

    return of_node(rewrite(formula.node, change))
