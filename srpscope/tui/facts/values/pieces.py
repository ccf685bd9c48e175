"""What one side feeds to the hash that makes a value, operand by operand; where a part of it is unknown, the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from srpscope.printable import printable
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.encodings import NAMES, SHOWN, value_bytes
from srpscope.srp.formula import Call, Concatenation, FormulaError, Name, Node, Octets, Text, Xor, of_node, walk
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.sheet import Cell, Sheet
from srpscope.tui.facts.values.alignment import Piece
from srpscope.tui.facts.values.signs import parts_of, recorded_calls, sign

MOST_DEPTH = 3


def hashed_pieces(sheet: Sheet, cell: Cell, seen: Callable[[str], bool]) -> list[Piece]:
    """The operands of the outermost hash call of a value's formula; [] where it hashes nothing. What the side cannot
    compute stands there as not known. seen: whether a value is known by now, on the way through a handshake."""
    if cell.formula is None:
        return []
    nodes = recorded_calls(cell.formula.node)
    if not cell.calls:
        return list(_in_part(nodes[-1], sheet, seen, 0)) if nodes else []
    if len(nodes) != len(cell.calls):
        return [_loose(operand) for operand in cell.calls[-1].operands]
    return list(_call_pieces(nodes[-1], cell.calls, 0, sheet))


def _in_part(node: Call, sheet: Sheet, seen: Callable[[str], bool], depth: int) -> Iterator[Piece]:
    """The operands of a call that cannot be made: each that is known as it would be fed, the others by their name."""
    for part in parts_of(node):
        names = {one.name for one in walk(part) if isinstance(one, Name)}
        try:
            if not all(seen(name) for name in names):
                raise Missing(", ".join(sorted(names)))
            # Any hash turns its operand into the same bytes; only those are looked at.
            _, calls = sheet.evaluate(of_node(Call("SHA512", (part,))))
            first, *more = calls[-1].operands
            # Several that are joined are one operand here: all of it is fed, and no part of it stands for the whole.
            whole = replace(first, encoding=NAMES["AS_IS"], data=calls[-1].fed, added=0) if more else first
            yield _piece(part, whole, calls[:-1], depth, sheet)
        except (Missing, Failure, FormulaError):
            inner: tuple[Piece, ...] = ()
            inside = recorded_calls(part)
            if inside and depth < MOST_DEPTH and len(inside) == len(recorded_calls(inside[-1])):
                inner = tuple(_in_part(inside[-1], sheet, seen, depth + 1))
            folded = len(inner) == 1 and not inner[0].inner
            yield Piece(sign(part), part, "not known", b"", 0, inner, folded=folded, raw=inner, known=False)


def number_pieces(sheet: Sheet, names: Iterable[str], seen: Callable[[str], bool]) -> list[Piece]:
    """The values of an arithmetic formula that a side knows."""
    return [_number_piece(sheet, one) for one in names if seen(one) and sheet.value(one) is not None]


def _number_piece(sheet: Sheet, name: str) -> Piece:
    value = sheet.value(name)
    assert value is not None
    return Piece(name, Name(name), "number" if isinstance(value, int) else "as is", value_bytes(value))


def _loose(operand: Operand) -> Piece:
    return Piece(printable(operand.text, 40), None, operand.encoding, operand.data, operand.added)


def _call_pieces(node: Call, calls: Sequence[HashCall], depth: int, sheet: Sheet) -> Iterable[Piece]:
    """The operands of a call. `calls` holds the calls inside it, in order, and then itself."""
    call = calls[-1]
    parts = parts_of(node)
    joined = _joined_text(node, call, sheet)
    if joined is not None:
        parts, call = joined
    if len(parts) != len(call.operands):
        yield from (_loose(operand) for operand in call.operands)
        return
    inside = sum(len(recorded_calls(part)) for part in parts)
    at = len(calls) - 1 - inside
    for part, operand in zip(parts, call.operands, strict=True):
        count = len(recorded_calls(part))
        inner_calls = calls[at : at + count]
        at += count
        yield _piece(part, operand, inner_calls, depth, sheet)


def _joined_text(node: Call, call: HashCall, sheet: Sheet) -> tuple[tuple[Node, ...], HashCall] | None:
    """The texts that were joined and then encoded, each as the operand that it is where nobody says ENCODE; None where
    the call is fed something else, or those would be other bytes."""
    (only, *others) = node.arguments
    if others or not isinstance(only, Call) or only.function != "ENCODE":
        return None
    text = only.arguments[0]
    if not isinstance(text, Concatenation) or recorded_calls(text):
        return None
    try:
        _, calls = sheet.evaluate(of_node(Call(node.function, (text,), node.options)))
    except (Missing, Failure, FormulaError):
        return None
    return (text.parts, calls[-1]) if calls[-1].fed == call.fed else None


def _piece(part: Node, operand: Operand, calls: Sequence[HashCall], depth: int, sheet: Sheet) -> Piece:
    inner: tuple[Piece, ...] = ()
    raw: tuple[Piece, ...] = ()
    folded = False
    if calls and depth < MOST_DEPTH:
        nodes = recorded_calls(part)
        if len(nodes) == len(calls) == len(recorded_calls(nodes[-1])):
            # One call, whatever is made of its digest: as hex, or cut, it is the same operand in another form.
            inner = tuple(_call_pieces(nodes[-1], calls, depth + 1, sheet))
            folded = len(inner) == 1 and not inner[0].inner
            raw = inner
            if folded:
                inner = (_fed(nodes[-1], calls[-1], inner[0]),)
        elif len(nodes) == len(calls):
            inner = tuple(_inner_calls(part, nodes, calls, depth, sheet))
    words = _encoding_words(part, operand, calls, inner if folded else (), sheet)
    return Piece(sign(part), part, words, operand.data, operand.added, inner, folded=folded, raw=raw)


def _inner_calls(part: Node, nodes: list[Call], calls: Sequence[HashCall], depth: int, sheet: Sheet) -> Iterable[Piece]:
    """The outermost calls inside a compound operand, as H(N) and H(g) in H(N) ^ H(g)."""
    at = 0
    for index, node in enumerate(nodes):
        if any(node in recorded_calls(other)[:-1] for other in nodes[index + 1 :]):
            continue
        count = len(recorded_calls(node))
        own = calls[max(index + 1 - count, at) : index + 1]
        at = index + 1
        pieces = tuple(_call_pieces(node, own, depth + 1, sheet))
        if len(pieces) == 1 and not pieces[0].inner:
            yield _fed(node, own[-1], pieces[0])
        else:
            words = f"{len(pieces)} operands"
            yield Piece(sign(node), node, words, own[-1].fed, 0, pieces, hashed=True, out=own[-1].out, raw=pieces)


def _fed(node: Call, call: HashCall, piece: Piece) -> Piece:
    """A hash call of one operand as one row: the call's name, the operand's encoding and bytes."""
    return Piece(sign(node), node, piece.encoding, call.fed, piece.added, hashed=True, out=call.out, raw=(piece,))


def _encoding_words(
    part: Node, operand: Operand, calls: Sequence[HashCall], folded: tuple[Piece, ...], sheet: Sheet
) -> str:
    if operand.encoding == NAMES["PAD"]:
        return f"padded to {len(operand.data)}"
    if operand.encoding == NAMES["AS_IS"]:
        return _as_is_words(part, calls, folded, sheet)
    return SHOWN.get(operand.encoding, operand.encoding)


def _as_is_words(part: Node, calls: Sequence[HashCall], folded: tuple[Piece, ...], sheet: Sheet) -> str:
    if isinstance(part, Call) and calls:
        if part.function not in HASH_FUNCTIONS:
            return f"{part.function} result"
        return f"digest of {folded[0].encoding}" if folded else f"digest of {len(calls[-1].operands)}"
    if isinstance(part, Xor):
        return "xor of digests" if calls else "xor"
    if isinstance(part, Text | Octets):
        return "literal"
    if isinstance(part, Name):
        if part.name in sheet.knowledge.received:
            return "as sent"
        formula = sheet.knowledge.formula(part.name)
        if formula is not None and recorded_calls(formula.node):
            return "digest"
    return "as is"
