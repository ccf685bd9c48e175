"""What a value is made of: its operands on both sides and on the wire, inner hash calls under their operand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from srpscope.session import View
from srpscope.srp.comparison import Row, State
from srpscope.srp.formula import Concatenation, Name, Node
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.srp.sheet import Cell
from srpscope.srp.values import BOTH_SIDES
from srpscope.tui.facts.values.alignment import Pair, Piece, aligned
from srpscope.tui.facts.values.pieces import hashed_pieces, number_pieces
from srpscope.tui.facts.values.signs import bare, function_title, names_in_order, parts_of, recorded_calls, sign

SHORTER = (
    ("minimal", "min"),
    ("padded", "pad"),
    ("digest of ", "of "),
    (" of digests", " digests"),
    ("xor digests", "xor"),
    ("as sent", "sent"),
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
    whole: frozenset[str] = frozenset()
    """The sides of which all is known that the hash is fed."""

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
    hashed = bool(left or right)
    rows = _hashed_rows(about, left, right) if hashed else _number_rows(about, row)
    sample = row.client if row.client.calls or not row.server.calls else row.server
    formula = sample.formula or row.client.formula or row.server.formula
    before, parts, glue, after = _formula_parts(formula.node if formula else None, hashed)
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
        hashed,
        dialect,
        whole=frozenset(side for side in BOTH_SIDES if row.cell(side).calls),
    )


def _sides(view: View, row: Row, declared: View | None) -> tuple[Row, list[Piece], list[Piece], str]:
    """The row, what either side makes the value of, and the side in whose place the dialect stands, if any."""
    left, right = (hashed_pieces(view.sheet(side), row.cell(side), _seen(view, side)) for side in BOTH_SIDES)
    dialect = ""
    if declared is not None and (found := _beside_the_dialect(row, declared)) is not None:
        row, dialect = found
        plain = hashed_pieces(declared.sheet(dialect), row.cell(dialect), _seen(declared, dialect))
        left, right = (plain, right) if dialect == "client" else (left, plain)
    return row, left, right, dialect


def _seen(view: View, side: str) -> Callable[[str], bool]:
    """Whether the comparison knows a value of a side: on the way through a handshake not all of them are known yet."""
    rows = view.comparison.rows
    return lambda name: name not in rows or rows[name].cell(side).value is not None


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
        {piece.label: piece for piece in number_pieces(view.sheet(side), wanted, _seen(view, side))}
        for side in BOTH_SIDES
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
    folded = all(piece.folded for piece in (client, server) if piece)
    client, server = (piece if piece is not None and piece.known else None for piece in (client, server))
    state = "differ" if missing or pair.moved else _state(about, client, server, names)
    differs = any(row.state == "differ" for row in inner_rows)
    if state == "differ" and not missing and differs:
        state = "follows"
    row = OperandRow(number, depth, label, client, server, wire, state, names, missing, pair.moved)
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
