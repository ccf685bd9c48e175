"""What a value is made of: its operands on both sides and on the wire, inner hash calls under their operand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from srpscope.session import View
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.comparison import Row, State
from srpscope.srp.encodings import NAMES, SHOWN, value_bytes
from srpscope.srp.formula import Call, Concatenation, Name, Node, Octets, Text, Xor
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.srp.sheet import Cell, Sheet
from srpscope.tui.facts.values.alignment import Pair, Piece, aligned
from srpscope.tui.facts.values.signs import function_title, names_in_order, parts_of, recorded_calls, sign

MOST_DEPTH = 3

SHORTER = (
    ("minimal", "min"),
    ("padded", "pad"),
    ("digest of ", "of "),
    (" of digests", " digests"),
    ("xor digests", "xor"),
)
"""Words of an encoding, and what stands for them where there is no room."""


@dataclass(frozen=True)
class OperandRow:
    """One row of the table. number: of the outermost operand it is or belongs to, from 1. state: agree, differ (by its
    own doing), follows (what differs is inside it, or another value), drawn (new by right), unknown. missing: the side
    that leaves it out, where the other one has it. moved: both have it, in another place."""

    number: int
    depth: int
    label: str
    client: Piece | None
    server: Piece | None
    wire: bytes | None
    state: str
    names: frozenset[str] = field(default_factory=frozenset)
    missing: str = ""
    moved: bool = False

    @property
    def secret(self) -> bool:
        """Masked until asked for."""
        return any(piece.secret for piece in (self.client, self.server) if piece)

    def piece(self, side: str) -> Piece | None:
        """The operand of one side."""
        return self.client if side == "client" else self.server

    @property
    def length(self) -> str:
        """Bytes, or what each side has where that differs."""
        sizes = [len(piece.data) if piece else 0 for piece in (self.client, self.server) if piece or self.missing]
        return "≠".join(str(size) for size in dict.fromkeys(sizes)) or "·"

    def encoding(self, cells: int = 80) -> str:
        """The words for the encoding; both where the sides differ. Shorter words where there is less room."""
        if self.moved:
            return "elsewhere"
        words = [piece.encoding for piece in (self.client, self.server) if piece]
        if len(words) == 2 and words[0] != words[1]:
            short = [word if word.startswith("as ") else word.split()[0] for word in words]
            text = words[0] if short[0] == short[1] else " ≠ ".join(short)
        else:
            text = words[0] if words else ""
        for long, less in SHORTER:
            text = text.replace(long, less) if len(text) > cells else text
        return text

    @property
    def encodings_differ(self) -> bool:
        """Whether the sides turned it into bytes in two ways, or put it in two places."""
        if self.moved or self.client is None or self.server is None or self.state == "agree":
            return self.moved  # two encodings that give the same bytes here are no difference
        return self.client.encoding != self.server.encoding


@dataclass(frozen=True)
class Table:
    """What one value is made of. parts: the labels of the outermost operands in the formula's order; before, after:
    what stands around them. hashed: the operands are fed to a hash (function), joined."""

    name: str
    row: Row
    rows: tuple[OperandRow, ...]
    before: str
    after: str
    parts: tuple[str, ...]
    glue: tuple[str, ...]
    function: str
    fed: int | None
    out: int | None
    hashed: bool
    dialect: str = ""
    """The side in whose place the dialect stands: nobody knows this value there, and the other side departs from it."""
    titles: tuple[str, str] = ("client", "server")
    """What the two columns are: sides of one handshake, or one side of two."""

    def title(self, side: str) -> str:
        """What a side's column is called."""
        return "dialect" if side == self.dialect else self.titles[side == "server"]

    def outer(self) -> tuple[OperandRow, ...]:
        """The rows of the outermost operands."""
        return tuple(row for row in self.rows if row.depth == 0)

    @property
    def cause(self) -> int | None:
        """The row where the difference shows best: the first that differs by its own doing, else that follows."""
        for state in ("differ", "follows"):
            for index, row in enumerate(self.rows):
                if row.state == state:
                    return index
        return None

    @property
    def unlike(self) -> bool:
        """Whether the sides join other things: one leaves out, adds or moves what the other has."""
        return any(row.missing or row.moved for row in self.rows)


def table(view: View, name: str, declared: View | None = None, states: Mapping[str, str] | None = None) -> Table:
    """What a value is made of. declared: the same without edits, for what the dialect gives. states: of the values,
    where the comparison's own do not say enough."""
    row, left, right, dialect = _sides(view, view.comparison.rows[name], declared)
    about = _About(view, name, states or {one.name: one.state for one in view.comparison.rows.values()})
    hashed = row.client.calls or row.server.calls
    rows = _hashed_rows(about, left, right) if hashed else _number_rows(about, row)
    sample = row.client if row.client.calls or not row.server.calls else row.server
    formula = sample.formula or row.client.formula or row.server.formula
    before, parts, glue, after = _formula_parts(formula.node if formula else None, bool(sample.calls))
    call = sample.calls[-1] if sample.calls else None
    return Table(
        name,
        row,
        tuple(rows),
        before,
        after,
        parts,
        glue,
        function_title(call.function) if call else "",
        len(call.fed) if call else None,
        len(call.out) if call else None,
        call is not None,
        dialect,
    )


def _sides(view: View, row: Row, declared: View | None) -> tuple[Row, list[Piece], list[Piece], str]:
    """The row, what either side makes the value of, and the side in whose place the dialect stands, if any."""
    left, right, dialect = _pieces(view.client, row.client), _pieces(view.server, row.server), ""
    if declared is not None and (found := _beside_the_dialect(row, declared)) is not None:
        row, dialect = found
        plain = _pieces(declared.server if dialect == "client" else declared.client, row.cell(dialect))
        left, right = (plain, right) if dialect == "client" else (left, plain)
    if left and right and (row.client.value is None) != (row.server.value is None):
        # A side that cannot compute the value shows nothing of how it would.
        left, right = (left, []) if row.server.value is None else ([], right)
    return row, left, right, dialect


@dataclass(frozen=True)
class _About:
    """What the rows are of: which value of which view, and how every value stands."""

    view: View
    name: str
    states: Mapping[str, str]


def _hashed_rows(about: _About, left: list[Piece], right: list[Piece]) -> list[OperandRow]:
    """What was hashed, laid beside each other by what it is."""
    pairs = enumerate(aligned(left, right), 1)
    return [row for number, pair in pairs for row in _rows(about, number, 0, pair, _absent(pair, left, right))]


def _number_rows(about: _About, row: Row) -> list[OperandRow]:
    """What goes into arithmetic, by name; a value that nobody has keeps its place."""
    view = about.view
    formulas = [cell.formula for cell in (row.client, row.server) if cell.formula is not None]
    wanted = list(dict.fromkeys(one for formula in formulas for one in names_in_order(formula)))
    left, right = (
        {piece.label: piece for piece in _known(_numbers(view.sheet(side), wanted), view, side)}
        for side in ("client", "server")
    )
    rows: list[OperandRow] = []
    for number, name in enumerate(wanted, 1):
        pair = Pair(left.get(name), right.get(name))
        if pair.left is None and pair.right is None:
            rows.append(OperandRow(number, 0, name, None, None, view.wire.get(name), "unknown"))
        else:
            rows.extend(_rows(about, number, 0, pair))
    return rows


def _beside_the_dialect(row: Row, declared: View) -> tuple[Row, str] | None:
    """The row with what the dialect gives in the place of the side that does not know the value, and that side."""
    for side, other in (("client", "server"), ("server", "client")):
        cell, absent = row.cell(side), row.cell(other)
        plain = declared.sheet(side)[row.name]
        if absent.value is None and cell.calls and plain.calls and plain.formula != cell.formula:
            state: State = "agree" if plain.value == cell.value else "differ"
            if other == "server":
                return replace(row, server=plain, state=state), other
            return replace(row, client=plain, state=state), other
    return None


def _formula_parts(node: Node | None, hashed: bool) -> tuple[str, tuple[str, ...], tuple[str, ...], str]:
    """The formula cut into operands and what stands between them."""
    if node is None:
        return "", (), (), ""
    whole = sign(node)
    calls = recorded_calls(node)
    if hashed and calls:
        outer = calls[-1]
        text = sign(outer)
        before, _, after = whole.partition(text)
        parts = tuple(sign(part) if not _needs_brackets(part) else f"({sign(part)})" for part in parts_of(outer))
        joint = " | " if outer.function in HASH_FUNCTIONS else ", "
        return f"{before}{outer.function}( ", parts, (joint,) * (len(parts) - 1), f" ){after}"
    return "", (whole,), (), ""


def around(cell: Cell) -> tuple[str, str] | None:
    """What stands before and behind the operands of one side's own formula; None where it has none."""
    if cell.formula is None:
        return None
    before, _, _, after = _formula_parts(cell.formula.node, bool(cell.calls))
    return before, after


def _needs_brackets(node: Node) -> bool:
    return isinstance(node, Concatenation)


# One side's pieces


def _pieces(sheet: Sheet, cell: Cell) -> list[Piece]:
    if cell.formula is None:
        return []
    if not cell.calls:
        return _numbers(sheet, names_in_order(cell.formula))
    nodes = recorded_calls(cell.formula.node)
    if len(nodes) != len(cell.calls):
        return [_loose(operand) for operand in cell.calls[-1].operands]
    return list(_call_pieces(nodes[-1], cell.calls, 0, sheet))


def _numbers(sheet: Sheet, names: Iterable[str]) -> list[Piece]:
    """The numbers of an arithmetic formula that a side knows."""
    return [_number_piece(sheet, one) for one in names if sheet.value(one) is not None]


def _known(pieces: list[Piece], view: View, side: str) -> list[Piece]:
    """Those that the comparison knows of a side: on the way through a handshake not all of them are known yet."""
    rows = view.comparison.rows
    cells = {name: row.client if side == "client" else row.server for name, row in rows.items()}
    return [one for one in pieces if one.label not in cells or cells[one.label].value is not None]


def _number_piece(sheet: Sheet, name: str) -> Piece:
    value = sheet.value(name)
    assert value is not None
    return Piece(name, Name(name), "number" if isinstance(value, int) else "as is", value_bytes(value))


def _loose(operand: Operand) -> Piece:
    from srpscope.printable import printable

    return Piece(printable(operand.text, 40), None, operand.encoding, operand.data, operand.added)


def _call_pieces(node: Call, calls: Sequence[HashCall], depth: int, sheet: Sheet) -> Iterable[Piece]:
    """The operands of a call. `calls` holds the calls inside it, in order, and then itself."""
    call = calls[-1]
    parts = parts_of(node)
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
            inner = tuple(_inner_calls(nodes, calls, depth, sheet))
    words = _encoding_words(part, operand, calls, inner if folded else (), sheet)
    return Piece(sign(part), part, words, operand.data, operand.added, inner, folded=folded, raw=raw)


def _inner_calls(nodes: list[Call], calls: Sequence[HashCall], depth: int, sheet: Sheet) -> Iterable[Piece]:
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


# Two sides together


def _rows(about: _About, number: int, depth: int, pair: Pair, missing: str = "") -> list[OperandRow]:
    """An operand, and what it is made of below it. missing: the side that leaves it out."""
    client, server = pair.left, pair.right
    sample = client or server
    assert sample is not None
    label = (
        sample.label
        if client is None or server is None or client.label == server.label
        else _both_labels(client, server)
    )
    names = frozenset(name for piece in (client, server) if piece for name in piece.names)
    travels = _bare_name(sample.node)
    wire = about.view.wire.get(travels.name) if travels is not None else None
    inner_rows: list[OperandRow] = []
    one, other = _insides(client, server)
    if client is not None and server is not None:
        for inside in aligned(one, other):
            inner_rows += _rows(about, number, depth + 1, inside, _absent(inside, one, other))
    elif not sample.folded:
        for piece in sample.inner:
            inner_rows += _rows(
                about, number, depth + 1, Pair(piece, None) if client is not None else Pair(None, piece)
            )
    state = "differ" if missing or pair.moved else _state(about, client, server, names)
    differs = any(row.state == "differ" for row in inner_rows)
    if state == "differ" and not missing and differs:
        state = "follows"
    row = OperandRow(number, depth, label, client, server, wire, state, names, missing, pair.moved)
    folded = all(piece.folded for piece in (client, server) if piece)
    return [row, *inner_rows] if inner_rows and (not folded or differs) else [row]


def _insides(client: Piece | None, server: Piece | None) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """What is joined inside of each; both as they are joined, where one side joins several things."""
    if client is None or server is None:
        return (), ()
    if client.raw and server.raw and (len(client.raw) > 1 or len(server.raw) > 1):
        return client.raw, server.raw
    return client.inner, server.inner


def _absent(pair: Pair, left: Sequence[Piece], right: Sequence[Piece]) -> str:
    """The side that leaves something out, where both are known to have the call."""
    if not left or not right or pair.moved:
        return ""
    return "client" if pair.left is None else "server" if pair.right is None else ""


def _both_labels(client: Piece, server: Piece) -> str:
    if client.raw and server.raw:
        return "inner hash"
    return f"{client.label} ≠ {server.label}"


def _bare_name(node: Node | None) -> Name | None:
    from srpscope.tui.facts.values.signs import bare

    if node is None:
        return None
    found = bare(node)
    return found if isinstance(found, Name) else None


def _state(about: _About, client: Piece | None, server: Piece | None, names: frozenset[str]) -> str:
    if client is None and server is None:
        return "unknown"
    if client is None or server is None:
        return "one-side"
    if client.data == server.data:
        return "agree"
    beneath = {about.states.get(name) for name in names if name != about.name}
    carried = bool(beneath & {"differ", "follows"})
    same_doing = client.encoding == server.encoding and client.label == server.label
    if same_doing and not carried and "drawn" in beneath:
        return "drawn"
    return "follows" if carried and same_doing else "differ"
