"""The atlas in words: one dialect, all of them, those of a library's name, and what two of them disagree about."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from srpscope.report.printable import printable
from srpscope.srp import hashes
from srpscope.srp.dialect import Dialect, dialect, dialect_ids
from srpscope.srp.evaluate import Failure, Missing
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Name,
    Negation,
    Node,
    Power,
    children,
    show,
    walk,
    with_children,
)
from srpscope.srp.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.signatures import ENCODINGS
from srpscope.srp.values import ORDER, Side, Value, same
from srpscope.why.apart import SIDES, any_of, what_would_tell

COMPUTED = ("k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2")


def listing() -> list[dict[str, Any]]:
    """`dialects --json`: every dialect in a line's worth."""
    return [brief(dialect(name)) for name in dialect_ids()]


def brief(spoken: Dialect) -> dict[str, Any]:
    """id, title, implementations (records and packages), group and hash."""
    return {
        "id": spoken.id,
        "title": spoken.title,
        "implementations": list(dict.fromkeys([*spoken.implementations, *spoken.packages])),
        "group": spoken.group,
        "hash": spoken.hash,
    }


def whole(spoken: Dialect) -> dict[str, Any]:
    """`dialects NAME --json`: all that its file says, formulas per side included."""
    return {
        **brief(spoken),
        "about": spoken.about,
        "extends": spoken.extends,
        "encoding": spoken.encoding,
        "order": spoken.order,
        "messages": spoken.messages,
        "sources": list(spoken.sources),
        "verified": spoken.verified,
        "pitfalls": list(spoken.pitfalls),
        "inputs": {name: {"type": one.kind, "about": one.about} for name, one in spoken.inputs.items()},
        "formulas": {name: formulas for name in names_of(spoken) if (formulas := _by_side(spoken, name))},
        "wire": dict(spoken.wire),
    }


def names_of(spoken: Dialect) -> tuple[str, ...]:
    """The computed values of a dialect in their order, its own last."""
    return (*COMPUTED, *spoken.own_values)


def _by_side(spoken: Dialect, name: str) -> dict[str, str]:
    return {side: formula.text for side in SIDES if (formula := spoken.formula(side, name)) is not None}


def listing_text() -> str:
    """One line a dialect."""
    known = [dialect(name) for name in dialect_ids()]
    width = max(len(one.id) for one in known)
    return "\n".join(f"{one.id:<{width}}  {printable(one.title)}" for one in known)


def whole_text(spoken: Dialect) -> str:
    """One dialect as a page."""
    lines = [f"{spoken.id}: {printable(spoken.title)}", printable(spoken.about, 2_000), ""]
    hash_name = hashes.shown(spoken.hash) if spoken.hash else "left open"
    lines.append(f"hash {hash_name}, group {printable(spoken.group or 'left open')}, numbers {_encoding(spoken)}")
    lines.append("")
    for name in names_of(spoken):
        formulas = _by_side(spoken, name)
        if len(set(formulas.values())) == 1 and (len(formulas) == 2 or name in ("A", "B")):
            lines.append(f"  {name:<3} = {next(iter(formulas.values()))}")
        else:
            lines += [f"  {name:<3} = {text}   ({side})" for side, text in formulas.items()]
    for name, one in spoken.inputs.items():
        lines.append(f"  {name} is {printable(one.about)} ({one.kind})")
    for name, text in spoken.wire.items():
        lines.append(f"  {printable(name)} is sent as {printable(text)}")
    lines += _section("Verified", [spoken.verified])
    lines += _section("Pitfalls", spoken.pitfalls)
    lines += _section("Packages", [", ".join(spoken.packages)])
    lines += _section("Sources", spoken.sources)
    return "\n".join(lines)


def _encoding(spoken: Dialect) -> str:
    words = {
        "MIN": "minimal",
        "PAD": "padded to the length of N",
        "SIGNED": "in Java's signed bytes",
        "LE": "little-endian, padded",
        "LEMIN": "little-endian, minimal",
        "HEX": "as hex text",
        "DEC": "as decimal text",
    }
    return words[spoken.encoding]


def _section(title: str, entries: Iterable[str]) -> list[str]:
    found = [entry for entry in entries if entry]
    return ["", f"{title}:", *(f"  {printable(entry, 2_000)}" for entry in found)] if found else []


# From a library's name


@dataclass(frozen=True)
class Found:
    """A dialect that a search named, with the words that led to it."""

    spoken: Dialect
    score: int
    words: tuple[str, ...]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9.@/:+]+", "-", text.lower()).strip("-")


def _packages(spoken: Dialect) -> list[str]:
    return [_plain(one) for one in (*spoken.packages, *spoken.implementations)]


def _score(word: str, spoken: Dialect) -> int:
    """How well one word names a dialect: 0 for not at all."""
    if word == spoken.id:
        return 12
    best = 0
    for package in _packages(spoken):
        bare = package.split(":", 1)[-1]
        if word in (package, bare, bare.split("/")[-1]):
            best = max(best, 10)
        elif re.search(rf"(?:^|[-/:@.]){re.escape(word)}(?:$|[-/:@.])", package):
            best = max(best, 5)
    words = set(_plain(f"{spoken.id} {spoken.title}").split("-"))
    if word in words:
        best = max(best, 4)
    elif not best and len(word) > 3 and word in _plain(spoken.about):
        best = 1
    return best


def search(text: str) -> list[Found]:
    """The dialects that a text names (libraries, devices, products), the likeliest first; at most eight."""
    whole_text_word = _plain(text)
    words = [_plain(one) for one in text[:200].split() if _plain(one)][:12]
    known = [dialect(name) for name in dialect_ids()]
    found = []
    for spoken in known:
        scores = {word: _score(word, spoken) for word in words}
        if len(words) > 1 and whole_text_word in _packages(spoken):
            scores[whole_text_word] = 20
        if any(scores.values()):
            found.append(Found(spoken, sum(scores.values()), tuple(word for word in scores if scores[word])))
    if not found:
        found = _similar(words, known)
    found += _relatives(found, known)
    found.sort(key=lambda one: (-one.score, one.spoken.extends not in ("srp6a", None), one.spoken.id))
    return found[:8]


def _relatives(found: list[Found], known: list[Dialect]) -> list[Found]:
    """Those made from a dialect whose library was named outright: other programs of the same system."""
    exact = {one.spoken.id: one for one in found if one.score >= 10}
    there = {one.spoken.id for one in found}
    return [
        Found(spoken, 1, exact[spoken.extends].words)
        for spoken in known
        if spoken.extends in exact and spoken.id not in there
    ]


def _similar(words: list[str], known: list[Dialect]) -> list[Found]:
    """Dialects with a package that is spelled nearly so."""
    names = {package.split(":", 1)[-1]: one for one in known for package in _packages(one)}
    found = {}
    for word in words:
        for near in difflib.get_close_matches(word, names, n=2, cutoff=0.8):
            found[names[near].id] = Found(names[near], 1, (near,))
    return list(found.values())


def leaders(text: str, found: list[Found]) -> list[Dialect]:
    """The best dialect of each library that the text names, where it names several."""
    best: dict[str, Found] = {}
    for word in (_plain(one) for one in text.split()):
        for one in found:
            if word in one.words and _score(word, one.spoken) >= 5:
                best.setdefault(word, one)
                break
    return list({one.spoken.id: one.spoken for one in best.values()}.values())[:4]


def search_text(text: str) -> str:
    """`dialects --for TEXT` for people."""
    found = search(text)
    if not found:
        return f"No dialect is known for {printable(text)}. `srpscope dialects` lists what is known."
    width = max(len(one.spoken.id) for one in found)
    lines = [f"{one.spoken.id:<{width}}  {printable(one.spoken.title)}" for one in found]
    named = leaders(text, found)
    for index, one in enumerate(named):
        for other in named[index + 1 :]:
            lines += ["", compare_text(compare(one, other))]
    return "\n".join(lines)


def search_json(text: str) -> dict[str, Any]:
    """`dialects --for TEXT --json`."""
    found = search(text)
    named = leaders(text, found)
    return {
        "for": text,
        "dialects": [{**brief(one.spoken), "matched": list(one.words)} for one in found],
        "pairs": [compare_json(compare(one, other)) for index, one in enumerate(named) for other in named[index + 1 :]],
    }


# Two of them


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


def spelled_out(spoken: Dialect, side: Side, name: str) -> str | None:
    """A formula with the dialect's default encoding written around every number that becomes bytes."""
    formula = spoken.formula(side, name)
    if formula is None:
        return None
    return show(formula.node if spoken.encoding == "MIN" else _explicit(formula.node, spoken))


def _explicit(node: Node, spoken: Dialect) -> Node:
    if isinstance(node, Call) and node.function in (*ENCODINGS, "RAW"):
        return node
    if isinstance(node, Name) and spoken.kind(node.name) == "number":
        return node if node.name == "N" and spoken.encoding == "PAD" else Call(spoken.encoding, (node,))
    inner = children(node)
    if not inner:
        return node
    if isinstance(node, Arithmetic | Power | Negation):
        return with_children(node, tuple(one if isinstance(one, Name) else _explicit(one, spoken) for one in inner))
    return with_children(node, tuple(_explicit(one, spoken) for one in inner))


def compare(one: Dialect, other: Dialect) -> Contrast:
    """What two dialects disagree about, formula by formula, and whether that ever lets them agree."""
    differences: list[Difference] = []
    for name in dict.fromkeys([*names_of(one), *names_of(other)]):
        pairs = {side: (spelled_out(one, side, name), spelled_out(other, side, name)) for side in SIDES}
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


_FORMS = {
    "MIN": "minimal",
    "PAD": "padded",
    "SIGNED": "signed",
    "LE": "little-endian",
    "LEMIN": "little-endian, minimal",
    "HEX": "hex text",
    "DEC": "decimal",
    "RAW": "as received",
    "INT": "as a number",
}


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
        for side in SIDES:
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
        return "unless", f"They agree unless {any_of(told.zeros)} starts with a zero byte."
    if one.encoding != other.encoding:
        return "unless", "They agree unless a number starts with a zero byte."
    return "unless", f"They agree on ordinary names and passwords: {told.sentence}."


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


def compare_json(contrast: Contrast) -> dict[str, Any]:
    """`dialects --compare A B --json`."""
    one, other = contrast.one.id, contrast.other.id
    return {
        "dialects": [one, other],
        "differences": [
            {
                "value": found.value,
                **({"side": found.side} if found.side else {}),
                "formulas": [found.one, found.other],
                **({"words": list(found.words)} if found.words else {}),
            }
            for found in contrast.differences
        ],
        "hash": [contrast.one.hash, contrast.other.hash],
        "group": [contrast.one.group, contrast.other.group],
        "agree": contrast.agree,
        "sentence": contrast.sentence,
    }


def compare_text(contrast: Contrast) -> str:
    """`dialects --compare A B` for people: each difference in words, then as formulas."""
    one, other = contrast.one, contrast.other
    lines = [f"{one.id} | {other.id}"]
    if one.hash != other.hash:
        lines.append(f"  hash: {_hash_word(one)} | {_hash_word(other)}")
    if one.group != other.group:
        lines.append(f"  group: {printable(one.group or 'left open')} | {printable(other.group or 'left open')}")
    for found in contrast.differences:
        where = f" ({found.side})" if found.side else ""
        if found.words:
            lines.append(f"  {found.value}{where}: {found.words[0]} | {found.words[1]}")
        else:
            lines.append(f"  {found.value}{where}: another formula")
        lines.append(f"      {found.one or 'none'}")
        lines.append(f"      {found.other or 'none'}")
    lines.append(contrast.sentence)
    return "\n".join(lines)


def _hash_word(spoken: Dialect) -> str:
    return hashes.shown(spoken.hash) if spoken.hash else "left open"
