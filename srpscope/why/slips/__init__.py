"""Slips: what a language's standard library does to a number, bytes or text that a port did not mean.

The table is the TOML files here, one a kind of place; a new slip is one entry there. survey/ says where they come from,
language by language. `slips()` gives them all; `Slip.applied` makes one at an operand of a formula. two_steps.toml says
which of them are made one after the other; such a one is named FIRST+THEN.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from srpscope.errors import UserError
from srpscope.srp.formula import Call, Name, Node, children, rewrite, walk, with_children
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.srp.parsing import parse

PLACES = {
    "number": "a number on its way into a hash or a message",
    "bytes": "a byte string on its way into a hash or a message",
    "text": "text on its way to bytes",
    "read": "bytes on their way to a number: received ones, and digests",
    "own": "a party's own private number",
    "hash": "a hash call",
    "xor": "two byte strings that are xored",
    "list": "what stands in a hash, in which order, what between",
    "arithmetic": "a node of + - * ** and its reduction",
    "constant": "N, g, k or a text as it stands in the code",
    "which": "a value where another belongs",
    "outside": "nothing that a formula shows",
}
"""Kinds of place at which a slip can be made. For those from `list` on the search makes them from the formula's tree;
they have no template."""

STRIKES = {
    "always": "strikes every handshake",
    "zero": "strikes when the value starts with 00, about 1 handshake in 256",
    "zero-end": "strikes when the value ends in 00, about 1 handshake in 256",
    "blank-end": "strikes when the value begins or ends with a blank or a line end, about 1 handshake in 20",
    "zero-nibble": "strikes when the value starts with the hex digit 0, about 1 handshake in 16",
    "odd": "strikes when the number has an odd number of hex digits, about 1 handshake in 16",
    "small-byte": "strikes when a byte is below 16, nearly every handshake",
    "zero-inside": "strikes when the value holds a byte 00, 1 handshake in 5 at 64 bytes",
    "sign-bytes": "strikes when the value starts with 00 or ff and the next bit is the same, about 1 handshake in 256",
    "high-bit": "strikes when the value's top bit is set, 1 handshake in 2",
    "zero-or-high": "strikes when the value starts with 00 or its top bit is set, 1 handshake in 2",
    "high-byte": "strikes when a byte is 80 or above, nearly every handshake",
    "half": "strikes when a difference is below zero, about 1 handshake in 2",
    "bit-unset": "strikes when that bit is not set, 1 handshake in 2",
    "odd-exponent": "strikes when the exponent a + u*x is odd, 1 handshake in 2",
    "exponent-over-n": "strikes when the exponent a + u*x is N or more",
    "longer-than-n": "strikes when the number is N or more",
    "here": "strikes in this handshake; in how many others, a few more of them tell",
    "fed-nothing": "strikes in this handshake: each, where nothing is ever fed; some, where a reader refused the text "
    "(hex with a minus sign, an odd number of digits)",
    "one-user": "strikes one user, or one salt, in every handshake",
    "some-text": "strikes only some user names or passwords",
    "non-ascii": "strikes only user names or passwords with letters beyond ASCII",
}
"""When a slip shows, as a sentence says it."""

_OPERAND, _VALUE, _SECOND = Name("_operand"), Name("_value"), Name("_second")
_DIGEST = Call("H", (_OPERAND,))
_PUT_IN: dict[Node, int] = {_OPERAND: 0, _VALUE: 1, _SECOND: 2}


@dataclass(frozen=True)
class Slip:
    """One slip.

    takes: the kinds of place (PLACES). template: a formula in which {} is the operand as the dialect writes it there,
    {value} the bare operand without its encoding, {0} and {1} the two of an xor; None where the search makes it from
    the tree. name: a few words for a key or a list. sentence: a phrase behind "wrote S into K", "read B", "made x".
    languages: where it comes by itself, by the ids of languages.py. count: how often it was seen in public (0: only
    the documentation says that it comes). links: where. strikes: when it shows (STRIKES). fix: its kind of fix
    (telling/fixes.toml). order: the byte order of the dialects in which it is one, "big" or "little" (None: in both);
    what writes big-endian is the right form in one dialect and a slip in another. forms: how many slips were
    counted together with it: hashes of one entry, lengths that nobody counted, words turned and in reverse.
    """

    id: str
    takes: tuple[str, ...]
    template: str | None
    name: str
    sentence: str
    languages: tuple[str, ...] = ()
    count: int = 0
    links: tuple[str, ...] = ()
    strikes: str = "always"
    fix: str = "formula"
    order: str | None = None
    forms: int = 1

    @property
    def reads(self) -> frozenset[str]:
        """The values that its template names, beside the operand: the key of an HMAC, N."""
        if self.template is None:
            return frozenset()
        named = {one.name for one in walk(_parsed(self.template)) if isinstance(one, Name)}
        return frozenset(named - {_OPERAND.name, _VALUE.name, _SECOND.name})

    @property
    def at_digest(self) -> bool:
        """Whether it is made at what a hash call gives, not at what the call is fed."""
        if self.template is None or "hash" not in self.takes:
            return False
        made = _parsed(self.template)
        return any(node == _DIGEST for child in children(made) for node in walk(child))

    def applied(
        self, operand: Node, value: Node | None = None, second: Node | None = None, function: str = "H"
    ) -> Node:
        """The operand as this slip makes it. value: the operand without its encoding (default: as it is). second: the
        other operand of an xor. function: of a hash call, the function that H stands for."""
        assert self.template is not None, f"{self.id} is made by the search"
        own = function if "hash" in self.takes else "H"
        return _maker(self.template, own)((operand, operand if value is None else value, second or operand))


_Made = Callable[[tuple[Node, Node, Node]], Node]
"""A node of a template, made of what stands for the operand, for its value and for the second one."""


@lru_cache(4_096)
def _maker(template: str, function: str) -> _Made:
    """How to make a template. function: what H stands for."""

    def change(node: Node) -> Node:
        if isinstance(node, Call) and node.function == "H":
            return Call(function, node.arguments)
        if isinstance(node, Call) and node.function == "HMAC" and not node.options:
            return Call("HMAC", node.arguments, (("hash", Name(function)),))
        return node

    node = _parsed(template) if function == "H" else rewrite(_parsed(template), change)
    return _making(node) or (lambda _put_in: node)


def _making(node: Node) -> _Made | None:
    """How to make a node of a template; None where no operand stands in it. A search makes tens of thousands, so only
    what an operand stands in is built anew."""
    if node in _PUT_IN:
        return itemgetter(_PUT_IN[node])
    inner = children(node)
    made = [_making(child) for child in inner]
    if not any(made):
        return None
    if isinstance(node, Call) and len(made) == 1 and node.function not in HASH_FUNCTIONS and not node.options:
        called, only = node.function, made[0]
        assert only is not None
        return lambda put_in: Call(called, (only(put_in),))
    parts = tuple(zip(inner, made, strict=True))
    return lambda put_in: with_children(node, tuple([one if make is None else make(put_in) for one, make in parts]))


@lru_cache(4_096)
def _parsed(template: str) -> Node:
    text = template.replace("{value}", _VALUE.name).replace("{0}", _OPERAND.name).replace("{1}", _SECOND.name)
    return parse(text.replace("{}", _OPERAND.name)).node


@cache
def slips() -> dict[str, Slip]:
    """All of them by id, those seen most first."""
    found = [slip for name in _TABLES for slip in _of_file(name)]
    by_id = {slip.id: slip for slip in sorted(found, key=lambda slip: -slip.count)}
    assert len(by_id) == len(found), "two slips have one id"
    return by_id


_TABLES = (
    "number_to_bytes",
    "bytes_to_bytes",
    "text_to_bytes",
    "bytes_to_number",
    "own_numbers",
    "hash_calls",
    "xor",
    "structural",
)


def slip(name: str) -> Slip:
    """The slip with that id, also of two steps. Raises UserError for an unknown one."""
    found = known_slip(name)
    if found is None:
        raise UserError(f"{name!r} is no slip that srpscope knows.")
    return found


@lru_cache(8_192)
def known_slip(name: str) -> Slip | None:
    """The slip with that id, of one step or of two, and of any length where its kind has one; None for no such one."""
    first, plus, then = name.partition("+")
    if plus:
        one, other = known_slip(first), known_slip(then)
        return None if one is None or other is None else _one_after_the_other(one, other)
    return slips().get(name) or _of_another_length(name)


def _of_another_length(name: str) -> Slip | None:
    key, _, number = name.rpartition("-")
    if not number.isdecimal() or len(number) > 5:
        return None
    entries = (_entries(table).get(key) for table in _TABLES)
    entry = next((one for one in entries if one is not None and "of" in one), None)
    if entry is None or not all(isinstance(value, int) for value in entry["of"]):
        return None
    return _of_value(key, {name: one for name, one in entry.items() if name != "of"}, number)


def _one_after_the_other(first: Slip, then: Slip) -> Slip | None:
    """first's result is what then is made at."""
    if first.template is None or then.template is None:
        return None
    inner = f"({first.template})"
    return Slip(
        f"{first.id}+{then.id}",
        first.takes if "read" not in then.takes else ("read",),
        then.template.replace("{value}", inner).replace("{}", inner),
        f"{first.name}, then {then.name}",
        f"{first.sentence}, and that {then.sentence}",
        tuple(one for one in first.languages if one in then.languages),
        0,
        strikes="always" if "always" in (first.strikes, then.strikes) else then.strikes,
        fix=first.fix,
    )


@lru_cache(64)
def two_steps(place: str, width: int, little: bool = False) -> tuple[Slip, ...]:
    """Those of two steps at one kind of place. width: the bytes of N, to which ports cut and fill. little: as in
    slips_at."""
    table = tomllib.loads(Path(__file__).with_name("two_steps.toml").read_text("utf-8"))
    names = dict.fromkeys(
        (first, then.replace("{N}", str(width)))
        for group in table.get(place, ())
        for first in group["first"]
        for then in group["then"]
        if first != then
    )
    orders = (None, "little" if little else "big")
    chosen = [f"{first}+{then}" for first, then in names if slip(first).order in orders and slip(then).order in orders]
    return tuple(map(slip, chosen))


@cache
def slips_at(place: str, little: bool = False) -> tuple[Slip, ...]:
    """Those of one kind of place, likeliest first. little: in a little-endian dialect."""
    orders = (None, "little" if little else "big")
    return tuple([one for one in slips().values() if place in one.takes and one.order in orders])


@cache
def _entries(name: str) -> dict[str, dict[str, Any]]:
    table = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
    return {
        key: {field: tuple(value) if isinstance(value, list) else value for field, value in entry.items()}
        for key, entry in table.items()
    }


def _of_file(name: str) -> list[Slip]:
    return [slip for key, entry in _entries(name).items() for slip in _of_entry(key, entry)]


def _of_entry(key: str, entry: dict[str, Any]) -> list[Slip]:
    """One entry's slips: one, or one for each value of its `of`."""
    entry = dict(entry)
    values = entry.pop("of", None)
    if values is None:
        return [Slip(key, **{"template": None, **entry})]
    # Which hash it was is counted together; sizes are each as likely, of strangers' mistakes every tenth is a cut, but
    # where the entry says otherwise.
    forms = entry.get("forms", len(values) if isinstance(values[0], str) else 1)
    return [_of_value(key, {**entry, "forms": forms}, str(value)) for value in values]


def _of_value(key: str, entry: dict[str, Any], value: str) -> Slip:
    def filled(text: str) -> str:
        return text.replace("{of} bytes", f"{value} byte" if value == "1" else f"{value} bytes").replace("{of}", value)

    fields: dict[str, Any] = {name: filled(text) if isinstance(text, str) else text for name, text in entry.items()}
    return Slip(f"{key}-{value.lower().replace('_', '-')}", **fields)
