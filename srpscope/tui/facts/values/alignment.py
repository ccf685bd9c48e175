"""Two formulas side by side: which operand of one side is which of the other, what is left out, and what was moved.

The formula trees decide, never the position: operands are paired so that as little as possible is left over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from srpscope.srp.formula import Name, Node, walk
from srpscope.srp.values import SECRETS


@dataclass(frozen=True)
class Piece:
    """One operand as one side had it.

    node: it in the formula. encoding: how it became bytes, in words. data: the bytes. added: zero bytes of padding
    among them. hashed: the data were fed to a hash of their own, whose digest is a part of the operand above. raw: what
    is joined inside, where `inner` shows it as one row with its hash. known: False where only its place is known, and
    not its bytes.
    """

    label: str
    node: Node | None
    encoding: str
    data: bytes
    added: int = 0
    inner: tuple[Piece, ...] = ()
    hashed: bool = False
    folded: bool = False
    out: bytes = b""
    raw: tuple[Piece, ...] = ()
    known: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The values it is made of."""
        return frozenset(one.name for one in walk(self.node) if isinstance(one, Name)) if self.node else frozenset()

    @property
    def secret(self) -> bool:
        """Its bytes are those of a secret, and not of a digest that hides it in a published proof."""
        return bool(self.names & SECRETS)


@dataclass(frozen=True)
class Pair:
    """An operand of each side, or of one alone. moved: both sides have it, in another place."""

    left: Piece | None
    right: Piece | None
    moved: bool = False


GAP = 1.0
"""What it costs to leave one operand alone; to pair two that have nothing in common costs more than two of it."""


def _cost(left: Piece, right: Piece) -> float:
    """How unlike two operands are: 0 the same, more than two gaps nothing in common."""
    if left.label == right.label:
        return 0.0 if left.data == right.data else 0.1
    if left.names and left.names == right.names:
        return 0.5
    if left.data == right.data and len(left.data) > 1:
        return 0.4
    if left.raw and right.raw and left.names & right.names:
        return 0.8
    return 3.0 * GAP


def aligned(left: Sequence[Piece], right: Sequence[Piece]) -> list[Pair]:
    """The pairs in the order of the right side, what only the left side has in between."""
    costs = [[GAP * (i + j) for j in range(len(right) + 1)] for i in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            costs[i + 1][j + 1] = min(costs[i][j] + _cost(one, other), costs[i][j + 1] + GAP, costs[i + 1][j] + GAP)
    pairs: list[Pair] = []
    i, j = len(left), len(right)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + _cost(left[i - 1], right[j - 1]):
            i, j = i - 1, j - 1
            pairs.append(Pair(left[i], right[j]))
        elif j and costs[i][j] == costs[i][j - 1] + GAP:
            j -= 1
            pairs.append(Pair(None, right[j]))
        else:
            i -= 1
            pairs.append(Pair(left[i], None))
    return _moved(pairs[::-1])


def _moved(pairs: list[Pair]) -> list[Pair]:
    """What stands alone on both sides under one name was put elsewhere: one row, at the right side's place."""
    alone = {pair.left.label: pair.left for pair in pairs if pair.left is not None and pair.right is None}
    taken = {pair.right.label for pair in pairs if pair.left is None and pair.right is not None} & alone.keys()
    found: list[Pair] = []
    for pair in pairs:
        if pair.left is None and pair.right is not None and pair.right.label in taken:
            found.append(Pair(alone[pair.right.label], pair.right, moved=True))
        elif pair.right is None and pair.left is not None and pair.left.label in taken:
            continue
        else:
            found.append(pair)
    return found
