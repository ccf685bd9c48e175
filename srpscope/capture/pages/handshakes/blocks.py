"""Which values of a page belong to one handshake.

In printed text and tables a key holds until it is given again, downwards only: a key that comes again with another
content begins a new handshake, and so does a new object of a list or a row. What the new one still holds is what stood
above the first of them (the head of a .vec or .rsp file), and of the handshake before only what lasts from one log-in
to the next; and nothing that is made of a value given anew. In program text a test sees what stands around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from srpscope.capture.pages.handshakes.of_srp import of_this_scheme
from srpscope.capture.pages.handshakes.sizes import by_size
from srpscope.capture.pages.handshakes.vectors import apart, numbered
from srpscope.capture.pages.handshakes.worth import beside, is_worth, of_a_handshake
from srpscope.capture.pages.names import EXTRA_NAMES
from srpscope.capture.pages.page import Page, PrintedValue
from srpscope.srp.allowance import Allowance

BLOCKS_LIMIT = 1_000

SHORTER = 8
"""Hex digits by which two random numbers below N are both shorter than it once in 2 ** 64."""

LASTING = frozenset(["N", "g", "k", "I", "P", "s", "v", "hash", "group", "dialect"])
"""What is the same in the next log-in of the same user."""

_MADE_OF = {
    "x": "I P s hash", "v": "N g x group", "k": "N g hash group", "A": "N g a group", "B": "N g k v b group",
    "u": "A B hash", "S": "a u B v", "K": "S", "M1": "K", "M2": "M1",
}  # fmt: skip


def _all_of(name: str) -> frozenset[str]:
    direct = _MADE_OF.get(name, "").split()
    return frozenset(direct).union(*(_all_of(one) for one in direct)) if direct else frozenset()


MADE_OF = {name: _all_of(name) for name in _MADE_OF}
"""Everything that a computed value is made of."""


_INSTEAD = frozenset([("group", "N"), ("group", "g"), ("N", "group")])
"""A group given by name stands for an N and g that were carried, and the other way round."""


@dataclass
class Block:
    """The values of one handshake; `carried` are those that stood above it and still hold."""

    values: list[PrintedValue] = field(default_factory=list)
    carried: list[PrintedValue] = field(default_factory=list)

    @property
    def all(self) -> list[PrintedValue]:
        """Carried values first."""
        return [*self.carried, *self.values]

    def give(self, value: PrintedValue) -> None:
        """A value of this handshake: what was carried of that name, and of what is made of it, holds no longer."""
        renewed = any(one.name == value.name and not one.same_as(value) for one in self.carried)
        self.carried = [
            one
            for one in self.carried
            if (one.name != value.name or (one.side != value.side and value.side and one.side))
            and not (renewed and value.name in MADE_OF.get(one.name, ()))
            and (value.name, one.name) not in _INSTEAD
        ]
        self.values.append(value)

    def of(self, value: PrintedValue) -> PrintedValue | None:
        """The value of the same name and side that it has already."""
        return next((one for one in self.values if (one.name, one.side) == (value.name, value.side)), None)

    def settled(self, value: PrintedValue) -> PrintedValue:
        """The value, under the one of its meanings that is free; one that was taken and has another gives way."""
        taken = {one.name for one in self.values if not one.choices}
        if value.choices:
            free = [name for name in (value.name, *value.choices) if name not in taken]
            return replace(value, name=free[0], choices=()) if len(free) == 1 else value
        for index, one in enumerate(self.values):
            if one.name == value.name and one.choices and one.side == value.side:
                self.values[index] = replace(one, name=one.choices[0], choices=one.choices[1:])
        return value

    def tells(self) -> bool:
        """Whether anything of its own belongs to one handshake rather than to many."""
        return any((one.name not in LASTING or one.name == "v") and one.name != "nonce" for one in self.values)


def blocks(page: Page) -> list[Block]:
    """The handshakes of a page, in order."""
    characters = beside(page)
    found = [block for block in _all_blocks(page) if of_a_handshake(block.all, characters, page.of_srp)]
    allowance = Allowance()
    return [block for block in found if page.of_srp or of_this_scheme(block.all, page, allowance)][:BLOCKS_LIMIT]


def _all_blocks(page: Page) -> list[Block]:
    scopes: dict[tuple[int, ...], list[tuple[int, PrintedValue]]] = {}
    for index, value in enumerate(by_size(numbered(page.values))):
        scopes.setdefault(value.scope, []).append((index, value))
    within = {path: bool(path) and Block([value for _, value in own]).tells() for path, own in scopes.items()}
    _lift(scopes, within)
    context = {path[:depth] for path, telling in within.items() if telling for depth in range(len(path))}
    found: list[Block] = []
    silent: list[Block] = []
    for path, own in scopes.items():
        kept = silent if path and not within[path] else found
        if len(kept) >= BLOCKS_LIMIT:
            continue
        around = _around(page, path, own[0][1].line)
        inner = [
            _of_its_size(block)
            for placed, shared in apart(own)
            for block in _segments(placed, page.breaks, [*around, *shared])
        ]
        # What tests see around them is none of its own.
        (silent if len(inner) == 1 and path in context else kept).extend(inner)
    if not any(block.tells() for block in found):  # a user name and a password, and no more: where most of it stands
        says = [block for block in [*found, *silent] if is_worth(block.all, page.size)]
        return sorted(says, key=lambda block: -len({value.name for value in block.all}))[:1]
    telling = [block for index, block in enumerate(found) if block.tells() or index == 0]
    if len(telling) > 1 and not telling[0].tells():
        telling = telling[1:]
    return telling


def _lift(scopes: dict[tuple[int, ...], list[tuple[int, PrintedValue]]], within: dict[tuple[int, ...], bool]) -> None:
    """What one test alone says of the values of its class (`assertEqual(k(params), "7556..")`) is theirs; and so is
    what several tests expect of the exponents around them, where they do not contradict one another."""
    inner: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    shared = any(value.name in _EXPONENTS for _, value in scopes.get((), ()))
    for path in scopes:
        outer = next((path[:depth] for depth in range(len(path) - 1, 0, -1) if within.get(path[:depth])), None)
        outer = () if outer is None and path and shared else outer
        if outer is not None:
            inner.setdefault(outer, []).append(path)
    for outer, paths in inner.items():
        names = {value.name for _, value in scopes[outer]}
        own = [value for path in paths for _, value in scopes[path]]
        silent = len(paths) == 1 and not within[paths[0]] and outer != ()
        if any(one.name in names for one in own) or not (silent or (names & _EXPONENTS and _are_of_one(own))):
            continue
        for path in paths:
            within.pop(path)
        scopes[outer] = sorted([*scopes[outer], *(one for path in paths for one in scopes.pop(path))], key=_place)


_EXPONENTS = frozenset(["a", "b"])


def _place(one: tuple[int, PrintedValue]) -> int:
    return one[0]


def _are_of_one(own: Sequence[PrintedValue]) -> bool:
    """Whether what several tests expect can be of one handshake: each value is computed, and none contradicts another
    of its name."""
    first: dict[tuple[str, str | None], PrintedValue] = {}
    return all(one.name in MADE_OF and first.setdefault((one.name, one.side), one).same_as(one) for one in own)


def _around(page: Page, path: tuple[int, ...], line: int) -> list[PrintedValue]:
    """What a test sees of the scopes around it: the last of each name above it, or the only one."""
    found: dict[tuple[str, str | None], PrintedValue] = {}
    for value in page.values:
        if len(value.scope) < len(path) and path[: len(value.scope)] == value.scope:
            key = (value.name, value.side)
            if key not in found or value.line <= line:
                found[key] = value
    return list(found.values())


def _segments(own: Sequence[tuple[int, PrintedValue]], breaks: set[int], around: Sequence[PrintedValue]) -> list[Block]:
    found = [Block(carried=list(around))]
    head: list[PrintedValue] | None = None
    for index, value in own:
        block = found[-1]
        value = block.settled(value) if index not in breaks else value
        earlier = block.of(value)
        if index in breaks:
            if head is None:
                head = block.all
            if block.values:
                found.append(Block(carried=list(head)))
        elif earlier is not None:
            if earlier.same_as(value) or _only_another_word(earlier, value):
                continue
            found.append(Block(carried=_held(block, earlier)))
        found[-1].give(value)
    return found


def _of_its_size(block: Block) -> Block:
    """Without a modulus of the lines around it, and its generator, that its own public values or verifier are longer
    than, or all of them far shorter: it is another test's, or another of a list of groups. Where a group is named too,
    its own modulus is one of a list as well."""
    named = any(one.name == "group" for one in block.values)
    if not named and any(one.name == "N" for one in block.values):
        return block
    around = max((_digits(one) for one in (block.all if named else block.carried) if one.name == "N"), default=0)
    own = [digits for one in block.values if one.name in ("A", "B", "v", "S") and (digits := _digits(one))]
    if not around or not own:
        return block
    if max(own) <= around + 2 and (len(own) == 1 or max(own) >= around - SHORTER):
        return block
    values = [one for one in block.values if not named or one.name not in ("N", "g")]
    return Block(values, [one for one in block.carried if one.name not in ("N", "g")])


def _digits(value: PrintedValue) -> int:
    """How long a value of one reading is, in hex; 0 of one in doubt."""
    return len(value.readings[0].hex) if len(value.readings) == 1 else 0


def _only_another_word(earlier: PrintedValue, value: PrintedValue) -> bool:
    """A user has a name and an e-mail address: what is called a user name is the one that is meant."""
    said = value.spelling.lower()
    return value.name == "I" and "mail" in said and "mail" not in earlier.spelling.lower()


def _held(block: Block, repeated: PrintedValue) -> list[PrintedValue]:
    """What holds when a key is given again: what stood in the paragraphs above it, and what lasts."""
    return [
        one
        for one in block.all
        if one.paragraph < repeated.paragraph or one.name in LASTING or one.name in EXTRA_NAMES or one in block.carried
    ]


def without(block: Block, value: PrintedValue) -> Block:
    """The block without one value."""
    return replace(
        block,
        values=[one for one in block.values if one is not value],
        carried=[one for one in block.carried if one is not value],
    )
