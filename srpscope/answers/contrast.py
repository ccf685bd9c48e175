"""What two dialects disagree about, formula by formula, and whether that ever lets them agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import NAMES, SHOWN
from srpscope.srp.formula import Call, Name, Node, walk
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import hashes
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.spelled import spelled_out
from srpscope.srp.values import BOTH_SIDES, COMPUTED, ORDER, Side, Value, same
from srpscope.why.apart import what_would_tell
from srpscope.wording import listed


def names_of(spoken: Dialect) -> tuple[str, ...]:
    """The computed values of a dialect in their order, its own last."""
    return (*COMPUTED, *spoken.own_values)


@dataclass(frozen=True)
class Difference:
    """A value that two dialects make in different ways, with every default written out."""

    value: str
    side: Side | None
    one: str | None
    other: str | None
    words: tuple[str, str] | None = None


@dataclass(frozen=True)
class Contrast:
    """agree: "always", "unless" (some value starts with a zero byte) or "never"; sentence: that in words."""

    one: Dialect
    other: Dialect
    differences: tuple[Difference, ...]
    agree: str
    sentence: str


def compare(one: Dialect, other: Dialect) -> Contrast:
    """What two dialects disagree about, formula by formula, and whether that ever lets them agree."""
    differences: list[Difference] = []
    for name in dict.fromkeys([*names_of(one), *names_of(other)]):
        pairs = {side: (spelled_out(one, side, name), spelled_out(other, side, name)) for side in BOTH_SIDES}
        if pairs["client"] == pairs["server"]:
            mine, yours = pairs["client"]
            if mine != yours:
                differences.append(Difference(name, None, mine, yours, _words(name, one, other, "client")))
            continue
        for side, (mine, yours) in pairs.items():
            if mine != yours:
                differences.append(Difference(name, side, mine, yours, _words(name, one, other, side)))
    agree, sentence = _verdict(one, other)
    return Contrast(one, other, tuple(differences), agree, sentence)


def _names_inside(spoken: Dialect, side: Side, name: str) -> set[str] | None:
    formula = spoken.formula(side, name)
    if formula is None:
        return None
    found: set[str] = set()
    for inner in formula.names:
        own = _names_inside(spoken, side, inner) if inner in spoken.own_values else None
        found |= own if own is not None else {inner}
    return found


def _words(name: str, one: Dialect, other: Dialect, side: Side) -> tuple[str, str] | None:
    """The difference of one value in two or three words a dialect, where it is of a known sort."""
    mine, yours = _say(name, one, side), _say(name, other, side)
    kept = [(a, b) for a, b in zip(mine, yours, strict=True) if a != b and a and b]
    if not kept:
        return None
    return ", ".join(a for a, _ in kept), ", ".join(b for _, b in kept)


def _say(name: str, spoken: Dialect, side: Side) -> list[str]:
    """What can be said of a value, item by item, so that two dialects can be laid side by side."""
    formula = spoken.formula(side, name)
    if formula is None:
        return ["none", "", ""]
    inside = _names_inside(spoken, side, name) or set()
    if name == "x":
        return [
            "user name included" if "I" in inside else "no user name",
            f"salt {_form(spoken, formula.node, 's')}",
            "stretched" if _calls(formula.node) & {"PBKDF2", "BCRYPT"} or "p" in formula.names else "hashed",
        ]
    if name == "k":
        constant = formula.text if not inside else "a hash"
        return [constant, f"g {_form(spoken, formula.node, 'g')}" if "g" in inside else "", ""]
    if name == "u":
        return ["A and B" if "A" in inside else "B alone", f"B {_form(spoken, formula.node, 'B')}", ""]
    if name == "K":
        functions = " ".join(sorted(_calls(formula.node) - {*ENCODINGS, "INT"})) or "S itself"
        kept = "kept as a number" if spoken.kind("K") == "number" else "kept as bytes"
        return [functions, f"S {_form(spoken, formula.node, 'S')}", kept]
    if name == "M1":
        made_of = " ".join(one for one in (*ORDER, *spoken.inputs) if one in inside)
        return [f"made of {made_of}", f"A {_form(spoken, formula.node, 'A')}", f"g {_form(spoken, formula.node, 'g')}"]
    if name == "M2":
        return ["made of " + " ".join(one for one in ORDER if one in inside), "", ""]
    return ["", "", ""]


def _calls(node: Node) -> set[str]:
    return {one.function for one in walk(node) if isinstance(one, Call)}


_FORMS = {function: SHOWN[NAMES[function]] for function in (*ENCODINGS, "RAW")} | {"INT": "as a number"}


def _form(spoken: Dialect, node: Node, name: str) -> str:
    """How a named operand becomes bytes inside a formula."""
    for one in walk(node):
        if isinstance(one, Call) and one.function in _FORMS and one.arguments[0] == Name(name):
            return _FORMS[one.function]
    if not any(one == Name(name) for one in walk(node)):
        return "absent"
    return _FORMS[spoken.encoding] if spoken.kind(name) == "number" else "as it is"


def _verdict(one: Dialect, other: Dialect) -> tuple[str, str]:
    if one.order != other.order:
        return "never", "They never agree: one is big-endian, the other little-endian."
    if one.hash and other.hash and one.hash != other.hash:
        return "never", f"They never agree: {hashes.shown(one.hash)} is not {hashes.shown(other.hash)}."
    own, theirs = _sample(one, other), _sample(other, one)
    for name in ("k", "x", "v", "u", "S", "K", "M1", "M2"):
        for side in BOTH_SIDES:
            a, b = own[side].value(name), theirs[side].value(name)
            if (a is None) != (b is None) and name in ("M1", "M2"):
                has = one.id if a is not None else other.id
                return "never" if name == "M1" else "half", f"Only {has} has {name}."
            if a is not None and b is not None and not same(a, b):
                return _apart_at(name)
    told = what_would_tell(one, own, other, theirs)
    if told.value is None:
        return "always", "They always agree: their formulas are the same."
    if told.zeros:
        return "unless", f"They agree unless {listed(told.zeros, 'or')} starts with a zero byte."
    if one.encoding != other.encoding:
        return "unless", "They agree unless a number starts with a zero byte."
    return "unless", f"They agree where this was tried: {told.sentence}."


def _apart_at(name: str) -> tuple[str, str]:
    if name == "M2":
        return "half", "The server accepts the client, and the client refuses the server: M2 differs."
    if name == "K":
        return "never", "They never agree on the session key: K differs."
    return "never", f"They never agree: {name} differs."


def _sample(spoken: Dialect, other: Dialect) -> dict[Side, Sheet]:
    """One handshake without leading zeros, computed as the dialect says."""
    name = spoken.group or other.group or "rfc5054-1024"
    N, g = group(name)
    hash_name = spoken.hash or other.hash or "sha256"
    salt = bytes(range(0x21, 0x31))
    if any("BCRYPT" in text for one in (spoken, other) for text in one.values.values() if text):
        salt = salt[:10]
    given: dict[str, Value] = {"N": N, "g": g, "I": "alice", "P": "password123", "s": salt}
    for input_name, declared in {**other.inputs, **spoken.inputs}.items():
        samples: Mapping[str, Value] = {"text": "sample", "bytes": salt, "number": 2}
        given[input_name] = samples[declared.kind]
    private = 0x60975527035CF2AD1989806F0407210BC81EDC04E2762A56AFD529DDDA2D4393
    server = Sheet(Knowledge("server", spoken, {**given, "b": private >> 3}, hash=hash_name))
    client = Sheet(Knowledge("client", spoken, {**given, "a": private}, hash=hash_name))
    met: dict[Side, Sheet] = {}
    for side, mine, peer, public in (("client", client, server, "B"), ("server", server, client, "A")):
        key: Side = "client" if side == "client" else "server"
        try:
            value = peer.need(public)
            known = mine.knowledge.with_given({public: value})
        except (Missing, Failure):
            known = mine.knowledge
        met[key] = Sheet(known)
    return met
