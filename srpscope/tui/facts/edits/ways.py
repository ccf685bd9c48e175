"""The ways in which a value or an operand may be taken: the slips of why/slips by the same names, the usual first.

Every value has some: a number, a byte string, a text, a received field, a digest, a private number, N and g, the hash,
the order of what a hash joins. Each way is an edit; what it gives is judged against what was observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from srpscope.errors import SrpscopeError
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.encodings import value_bytes
from srpscope.srp.formula import Call, Concatenation, Name, Node, Xor, is_hash, of_node, rewrite, walk
from srpscope.srp.outcome import Failure
from srpscope.srp.primitives import groups, hashes
from srpscope.srp.sheet import Sheet
from srpscope.tui.facts.edits.encoding_edits import unwrapped
from srpscope.tui.facts.moment.shown import Shown
from srpscope.tui.facts.values.operands import OperandRow
from srpscope.tui.facts.values.signs import parts_of, sign
from srpscope.why.slips import Slip, slips_at

MOST = 80
"""Ways of one place that are offered; the others are found by typing a formula."""

NOW = "as it is now"

SCRATCH = {"number": "u", "bytes": "K"}
"""Values whose formula is borrowed to see what a formula gives, as a number or as bytes."""


@dataclass(frozen=True)
class WayAt:
    """What is taken in one way or another. title: in words; kinds: of the slips that belong to it; node: it in the
    formula of `value`, None for the value as a whole; bare: it without its encoding."""

    value: str
    side: str
    title: str
    kinds: tuple[str, ...]
    node: Node | None = None
    bare: Node | None = None


@dataclass(frozen=True)
class Way:
    """One way. edits: what it changes, nothing where it is as it is now. made: the operand's own formula. data: the
    bytes that it gives there. result: of the value that is judged. wire, other: whether that is the observed one, and
    the other side's; None: not known."""

    id: str
    name: str
    edits: tuple[Edit, ...]
    made: str = ""
    data: bytes | None = None
    result: bytes | None = None
    wire: bool | None = None
    other: bool | None = None

    @property
    def whole(self) -> bool:
        """It is another formula as a whole, and not another form of one operand."""
        return self.id == "dialect"


def place_of(session: Session, shown: Shown, value: str, row: int | None, side: str) -> WayAt:
    """The operand of a row of the value's table, or the value as a whole where row is None or names nothing."""
    found = shown.table(value)
    rows = found.rows
    if row is not None and row < len(rows):
        side = _side_of(shown, value, rows[row], side)
        piece = rows[row].piece(side)
        cell = shown.view.sheet(side)[value]
        if piece is not None and piece.node is not None and cell.formula is not None:
            node = piece.node
            if piece.hashed and isinstance(node, Call) and len(parts_of(node)) == 1:
                node = parts_of(node)[0]
            return _operand(session, value, side, node, found.hashed)
    return _whole(session, shown, value, side)


def _side_of(shown: Shown, value: str, row: OperandRow, side: str) -> str:
    """The side asked for, or the other one where only that has this operand in its formula."""
    other = "server" if side == "client" else "client"
    for one in (side, other):
        formula, piece = shown.view.sheet(one)[value].formula, row.piece(one)
        target = None if piece is None else piece.node
        if formula is not None and target is not None and target in walk(formula.node):
            return one
    return side


def _operand(session: Session, value: str, side: str, node: Node, hashed: bool) -> WayAt:
    bare = unwrapped(node)
    title = f"{sign(node)} in {value}"
    if isinstance(bare, Name):
        kind = session.dialect(side).kind(bare.name)
        if hashed:
            own = {"text": "text", "number": "number"}.get(kind, "bytes")
            return WayAt(value, side, title, (own, "list"), node, bare)
        if bare.name in ("N", "g"):
            return WayAt(value, side, title, ("group", "read"), node, bare)
        kinds = ("own",) if bare.name in ("a", "b") else ("read",) if kind == "number" else ("bytes",)
        return WayAt(value, side, title, kinds, node, bare)
    if isinstance(node, Xor):
        return WayAt(value, side, title, ("xor", "bytes", "list"), node, node)
    hashes_itself = is_hash(node)
    return WayAt(value, side, title, ("hash", "bytes", "list") if hashes_itself else ("bytes", "list"), node, bare)


def _whole(session: Session, shown: Shown, value: str, side: str) -> WayAt:
    if value == "H":
        return WayAt(value, side, "the hash", ("function",))
    if value in ("N", "g"):
        return WayAt(value, side, f"{value} as it stands in the code", ("group",))
    formula = shown.view.sheet(side)[value].formula
    kind = session.dialect(side).kind(value)
    if formula is None or shown.view.sheet(side)[value].source in ("given", "received"):
        kinds = {"text": ("text",), "number": ("own",)}.get(kind, ("bytes",))
        return WayAt(value, side, f"{value} as the {side} has it", kinds)
    node = formula.node
    if is_hash(node):
        return WayAt(value, side, f"{value} as a whole", ("hash", "read" if kind == "number" else "bytes"), node, node)
    return WayAt(value, side, f"{value} as a whole", ("read" if kind == "number" else "bytes",), node, node)


@dataclass(frozen=True)
class Beginning:
    """Where the ways of an operand begin. row: of it in the table of `shown`. found: what was found elsewhere, which
    stands while other ways are tried here. now: what the first way is called."""

    shown: Shown
    row: int | None
    found: tuple[Edit, ...] = ()
    now: str = NOW

    def tried(self, place: WayAt, way: Way) -> tuple[Edit, ...]:
        """The edits under which a way is looked at; without any, what was found would be shown for it."""
        bare = not way.edits and self.now != NOW
        return _as_it_is(self.shown, place) if bare else self.kept_with(way)

    def kept_with(self, way: Way) -> tuple[Edit, ...]:
        """The edits with which a way is kept: its own, over what was found."""
        replaced = {(one.side, one.value) for one in way.edits}
        found = self.found if way.edits else ()
        return (*(one for one in found if (one.side, one.value) not in replaced), *way.edits)


def beginning(shown: Shown, name: str, row: int | None) -> Beginning:
    """Where they begin while a cause is shown as found. Of what it changes they begin with the edits alone, since what
    was found is one of its ways; of everything else with what was found, as the panes have it."""
    cause = shown.explanation
    if cause is None or not cause.changes:
        return Beginning(shown, row)
    bare = replace(shown, view=shown.unexplained, explanation=None, _tables={})
    rows, before = shown.table(name).rows, bare.table(name).rows
    now, was = shown.view.sheet(cause.side)[name], bare.view.sheet(cause.side)[name]
    touched, at = now.formula != was.formula or any(one.value == name for one in cause.changes), row
    if row is not None and row < len(rows):
        at = next((index for index, one in enumerate(before) if one.label == rows[row].label), row)
        piece = rows[row].piece(cause.side)
        twin = before[at].piece(cause.side) if at < len(before) and before[at].label == rows[row].label else None
        touched = (None if piece is None else piece.node) != (None if twin is None else twin.node)
    if touched:
        return Beginning(bare, at, (), "as the edits have it" if shown.edits else "as the dialect has it")
    return Beginning(replace(shown, edits=(*shown.edits, *cause.changes), explanation=None), row, cause.changes)


def ways(session: Session, shown: Shown, place: WayAt, begins: str = NOW) -> Iterator[Way]:
    """The ways of a place, as it is now first, then the usual ones; not judged yet."""
    yield Way("", begins, (), "" if place.node is None else of_node(place.node).text)
    spoken = session.dialect(place.side)
    own = spoken.formula("server" if place.side == "server" else "client", place.value)
    now = shown.view.sheet(place.side)[place.value].formula
    if own is not None and now is not None and own != now:
        yield Way("dialect", "as the dialect has it", (Edit(place.side, place.value, "formula", own.text),))
    made = _made(session, shown, place)
    for count, way in enumerate(made):
        if count >= MOST:
            return
        yield way


def _made(session: Session, shown: Shown, place: WayAt) -> Iterator[Way]:
    for kind in place.kinds:
        if kind == "function":
            now = shown.view.sheet(place.side).settings.hash
            for name in (*hashes.COMMON, "sha224", "sha3-512", "blake2b", "md5"):
                if name != now:
                    yield Way(name, hashes.shown(name), (Edit(place.side, "H", "text", name),))
        elif kind == "group":
            yield from _groups(shown, place)
        elif kind == "list":
            yield from _list(shown, place)
        else:
            little = session.dialect(place.side).order == "little"
            for slip in slips_at(kind, little):
                if slip.template is not None and (way := _by_slip(session, shown, place, slip)) is not None:
                    yield way


def _by_slip(session: Session, shown: Shown, place: WayAt, slip: Slip) -> Way | None:
    formula = shown.view.sheet(place.side)[place.value].formula
    try:
        if place.node is None:
            return _of_given(session, shown, place, slip)
        if isinstance(place.node, Xor) and "xor" in slip.takes:
            made = slip.applied(place.node.left, second=place.node.right)
        elif "hash" in slip.takes and isinstance(place.node, Call) and "hash" in place.kinds:
            made = slip.applied(place.node.arguments[0], function=place.node.function)
        else:
            made = slip.applied(place.node, value=place.bare)
        assert formula is not None
        text = of_node(_replaced(formula.node, place.node, made)).text
        session.dialect(place.side).parse(text)
    except (SrpscopeError, Failure, RecursionError):
        return None
    return Way(slip.id, slip.name, (Edit(place.side, place.value, "formula", text),), of_node(made).text)


def _of_given(session: Session, shown: Shown, place: WayAt, slip: Slip) -> Way | None:
    """A value that no formula makes: the slip is worked out and stands in its place."""
    made = slip.applied(Name(place.value))
    scratch = SCRATCH["number" if "own" in place.kinds else "bytes"]
    borrowed = Edit(place.side, scratch, "formula", of_node(made).text)
    value = session.evaluate([*shown.edits, borrowed]).sheet(place.side)[scratch].value
    if value is None or value == shown.view.sheet(place.side).value(place.value):
        return None
    data = value_bytes(value)
    return Way(slip.id, slip.name, (Edit(place.side, place.value, "hex", data.hex()),), data=data)


def _groups(shown: Shown, place: WayAt) -> Iterator[Way]:
    sheet = shown.view.sheet(place.side)
    now = sheet.value("N"), sheet.value("g")
    constant = place.bare.name if isinstance(place.bare, Name) else place.value
    if constant == "g":
        for g in (2, 3, 5, 7, 19):
            if g != now[1]:
                yield Way(f"g-{g}", f"g = {g}", (Edit(place.side, "g", "hex", f"{g:02x}"),), data=bytes([g]))
    for name, one in groups.known_groups().items():
        group = one.group
        if now[0] != group.N:
            edits = (Edit(place.side, "N", "hex", f"{group.N:x}"), Edit(place.side, "g", "hex", f"{group.g:02x}"))
            yield Way(name, name, edits, data=value_bytes(group.g if constant == "g" else group.N))


def _list(shown: Shown, place: WayAt) -> Iterator[Way]:
    """What a hash joins, in another order, or without this operand."""
    formula = shown.view.sheet(place.side)[place.value].formula
    joined = None if formula is None else next((one for one in _joined(formula.node) if _holds(one, place.node)), None)
    if formula is None or joined is None:
        return
    parts = list(joined.parts)
    at = next(index for index, part in enumerate(parts) if part is place.node)
    others: list[tuple[str, str, list[Node]]] = [("list-left-out", "left out", parts[:at] + parts[at + 1 :])]
    if at + 1 < len(parts):
        swapped = [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]]
        others.append(("list-swapped", f"after {sign(parts[at + 1])}", swapped))
    if at:
        swapped = [*parts[: at - 1], parts[at], parts[at - 1], *parts[at + 1 :]]
        others.append(("list-swapped-before", f"before {sign(parts[at - 1])}", swapped))
    others.append(("list-doubled", "twice", [*parts[: at + 1], parts[at], *parts[at + 1 :]]))
    for name, words, made in others:
        node: Node = made[0] if len(made) == 1 else Concatenation(tuple(made))
        text = of_node(_replaced(formula.node, joined, node)).text
        yield Way(name, words, (Edit(place.side, place.value, "formula", text),))


def _joined(node: Node) -> Iterator[Concatenation]:
    return (one for one in walk(node) if isinstance(one, Concatenation))


def _holds(joined: Concatenation, node: Node | None) -> bool:
    return any(part is node for part in joined.parts)


def _replaced(whole: Node, target: Node, made: Node) -> Node:
    """The formula with one operand in another way; a number of an arithmetic formula is the same wherever it stands."""
    if any(node is target for node in walk(whole)):
        return rewrite(whole, lambda node: made if node is target else node)
    return rewrite(whole, lambda node: made if node == target else node)


def judged_on(shown: Shown, place: WayAt) -> str:
    """The value on which ways are judged: the first proof made of it that was sent or that the other side knows, else
    the value itself."""
    sheet, other = shown.view.sheet(place.side), shown.view.sheet("server" if place.side == "client" else "client")
    for proof in ("M1", "M2"):
        seen = observed(shown, place.side, proof) is not None or other.value(proof) is not None
        if seen and (place.value == "H" or place.value in made_of(sheet, proof)):
            return proof
    return place.value


def made_of(sheet: Sheet, name: str) -> set[str]:
    """The value and every other one that its formula reaches."""
    found, waiting = {name}, [name]
    while waiting:
        formula = sheet[waiting.pop()].formula
        new = (
            {one.name for one in walk(formula.node) if isinstance(one, Name)} - found if formula is not None else set()
        )
        found |= new
        waiting += new
    return found


def judged(session: Session, shown: Shown, place: WayAt, found: Iterable[Way]) -> Iterator[Way]:
    """The ways with what each gives. Works a side out for each: called off the UI thread."""
    name = judged_on(shown, place)
    other = shown.view.sheet("server" if place.side == "client" else "client").value(name)
    wire = observed(shown, place.side, name)
    for way in found:
        edits = way.edits or _as_it_is(shown, place)
        cell = session.evaluate([*shown.edits, *edits]).sheet(place.side)[name]
        data = way.data if way.data is not None else _data(session, shown, place, way)
        result = cell.value
        if result is None:
            yield replace(way, data=data)
            continue
        made = value_bytes(result)
        equal = None if other is None else value_bytes(other) == made
        yield replace(way, data=data, result=made, wire=None if wire is None else wire == made, other=equal)


def observed(shown: Shown, side: str, name: str) -> bytes | None:
    """What was sent of a value, else what the side logged of it; None where neither is on record."""
    cell = shown.view.sheet(side)[name]
    logged = cell.did if cell.did is not None else cell.value if cell.source == "given" and not cell.edited else None
    return shown.view.wire.get(name, None if logged is None else value_bytes(logged))


def _as_it_is(shown: Shown, place: WayAt) -> tuple[Edit, ...]:
    """The place as it is now, as an edit: what lies behind it is computed from it, as with every other way."""
    cell = shown.view.sheet(place.side)[place.value]
    if place.node is not None and cell.formula is not None:
        return (Edit(place.side, place.value, "formula", cell.formula.text),)
    if cell.value is None:
        return ()
    if place.value == "H":
        return (Edit(place.side, "H", "text", str(cell.value)),)
    return (Edit(place.side, place.value, "hex", value_bytes(cell.value).hex()),)


def _data(session: Session, shown: Shown, place: WayAt, way: Way) -> bytes | None:
    """The bytes, or the number, that a way gives at its place."""
    if way.made:
        scratch = SCRATCH["number" if {"read", "own"} & set(place.kinds) else "bytes"]
        borrowed = Edit(place.side, scratch, "formula", way.made)
        value = session.evaluate([*shown.edits, borrowed]).sheet(place.side)[scratch].value
    else:
        value = session.evaluate([*shown.edits, *way.edits]).sheet(place.side)[place.value].value
    return None if value is None else value_bytes(value)


def distinct(found: Sequence[Way]) -> tuple[list[Way], list[tuple[Way, Way]]]:
    """Those that give something of their own, and (way, the one it is the same as here) for the others."""
    first: dict[tuple[bytes | None, bytes | None], Way] = {}
    own: list[Way] = []
    same: list[tuple[Way, Way]] = []
    for way in found:
        key = (way.data, way.result)
        unlike = way.result is None and (way.data is None or _another_group(way))
        if unlike or key not in first:
            first.setdefault(key, way)
            own.append(way)
        else:
            same.append((way, first[key]))
    return own, same


def _another_group(way: Way) -> bool:
    """Its g may be the same as another's, and its N is not."""
    return any(one.value == "N" for one in way.edits)
