"""An edit in few words: what changed, and what it was."""

from __future__ import annotations

from contextlib import suppress

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.srp.formula import Call, FormulaError, Name, Node, children, is_hash, rewrite, show
from srpscope.srp.values import SECRETS


def describe(session: Session, edit: Edit, reveal: bool, most: int = 36) -> str:
    """As "H(g) in M1, was H(PAD(g))" or "s = 00a1..e210"; secrets hidden unless revealed. most: signs of a formula."""
    name = printable(edit.value, 24)
    if edit.value == "H":
        return f"hash {printable(edit.content, 24)}"
    if edit.form == "formula":
        return _formula(session, edit, name, most)
    if edit.value in SECRETS and not reveal:
        return f"{name} = hidden"
    content = printable(edit.content, 200)
    if edit.form == "hex" and edit.value in ("I", "P"):
        with suppress(ValueError):
            content = f'"{printable(bytes.fromhex(edit.content).decode("utf-8", "surrogateescape"), 60)}"'
    return f"{name} = {content if len(content) <= 16 else f'{content[:6]}..{content[-4:]}'}"


def _formula(session: Session, edit: Edit, name: str, most: int) -> str:
    side = "server" if edit.side == "server" else "client"
    try:
        spoken = session.dialect(side)
        old = spoken.formula("client" if side == "client" else "server", edit.value)
        new = spoken.parse(edit.content)
    except (SrpscopeError, FormulaError):
        return f"{name} = {printable(edit.content, 40)}"
    if old is None:
        return f"{name} = {_short(new.text, most)}"
    if old == new:
        return f"{name} by the dialect"
    now, was = smallest_change(new.node, old.node)
    plain = _without_min(now), _without_min(was)
    if spoken.encoding == "MIN" and plain[0] != plain[1]:
        now, was = plain
    if len(show(now)) + len(show(was)) > 48:
        return f"{name} = {_short(new.text, most)}"
    place = f" in {name}" if now is not new.node else ""
    lead = "" if place else f"{name} = "
    return f"{lead}{_short(show(now), most)}{place}, was {_short(show(was), most)}"


def _without_min(node: Node) -> Node:
    """MIN(..) says nothing where it is the dialect's own encoding of a number."""

    def change(one: Node) -> Node:
        if isinstance(one, Call) and one.function == "MIN" and isinstance(one.arguments[0], Name):
            return one.arguments[0]
        return one

    return rewrite(node, change)


def _short(text: str, most: int) -> str:
    shown = printable(text, 200)
    return shown if len(shown) <= most else f"{shown[: most - 2]}.."


def smallest_change(new: Node, old: Node) -> tuple[Node, Node]:
    """The smallest pair of parts that tells two formulas apart; a bare operand is given with the hash around it."""
    enclosing = (new, old)
    while True:
        if is_hash(new):
            enclosing = (new, old)
        mine, others = children(new), children(old)
        same_kind = type(new) is type(old) and len(mine) == len(others)
        if isinstance(new, Call) and isinstance(old, Call) and new.function != old.function:
            same_kind = False
        differing = [index for index in range(len(mine)) if same_kind and show(mine[index]) != show(others[index])]
        if len(differing) != 1:
            break
        new, old = mine[differing[0]], others[differing[0]]
    if len(show(enclosing[0])) + len(show(enclosing[1])) <= 40:
        return enclosing
    return new, old
