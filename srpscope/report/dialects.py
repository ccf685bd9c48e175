"""The atlas in words: one dialect, all of them, those of a library's name, and what two of them disagree about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from srpscope.answers.contrast import Contrast, compare, names_of
from srpscope.answers.library_search import leaders, search
from srpscope.printable import printable
from srpscope.srp.dialect import Dialect, readable_dialects
from srpscope.srp.encodings import HOW, NAMES
from srpscope.srp.primitives import hashes
from srpscope.srp.values import BOTH_SIDES

Coloured = tuple[str, str]
"""The name of a colour, "" for none, and a line."""


def words(lines: Iterable[Coloured]) -> str:
    """Such lines as one text."""
    return "\n".join(text for _, text in lines)


def listing() -> list[dict[str, Any]]:
    """`dialects --json`: every dialect in a line's worth."""
    return [brief(one) for one in readable_dialects()[0]]


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


def _by_side(spoken: Dialect, name: str) -> dict[str, str]:
    return {side: formula.text for side in BOTH_SIDES if (formula := spoken.formula(side, name)) is not None}


def listing_lines() -> list[Coloured]:
    """One line a dialect."""
    known, _ = readable_dialects()
    width = max(len(one.id) for one in known)
    return [("", f"{one.id:<{width}}  {printable(one.title)}") for one in known]


def whole_lines(spoken: Dialect) -> list[Coloured]:
    """One dialect as a page."""
    title = ("title", f"{spoken.id}: {printable(spoken.title)}")
    lines = [printable(spoken.about, 2_000), ""]
    hash_name = hashes.shown(spoken.hash) if spoken.hash else "left open"
    lines.append(
        f"hash {hash_name}, group {printable(spoken.group or 'left open')}, numbers {HOW[NAMES[spoken.encoding]]}"
    )
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
    return [
        title,
        *(("", line) for line in lines),
        *_section("Verified", [spoken.verified]),
        *_section("Pitfalls", spoken.pitfalls, "warn"),
        *_section("Packages", [", ".join(spoken.packages)]),
        *_section("Sources", spoken.sources),
    ]


def _section(title: str, entries: Iterable[str], colour: str = "title") -> list[Coloured]:
    found = [("", f"  {printable(entry, 2_000)}") for entry in entries if entry]
    return [("", ""), (colour, f"{title}:"), *found] if found else []


# From a library's name


def search_lines(text: str) -> list[Coloured]:
    """`dialects --for TEXT` for people."""
    found = search(text)
    if not found:
        unknown = f"Not known: no dialect names {printable(text)} as its title, package, source or implementation. "
        return [("warn", f"{unknown}`srpscope dialects` lists what is known.")]
    width = max(len(one.spoken.id) for one in found)
    lines = [("", f"{one.spoken.id:<{width}}  {printable(one.spoken.title)}") for one in found]
    named = leaders(text, found)
    for index, one in enumerate(named):
        for other in named[index + 1 :]:
            lines += [("", ""), *compare_lines(compare(one, other))]
    return lines


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


def compare_lines(contrast: Contrast) -> list[Coloured]:
    """`dialects --compare A B` for people: each difference in words, then as formulas."""
    one, other = contrast.one, contrast.other
    lines = [("title", f"{one.id} | {other.id}")]
    if one.hash != other.hash:
        lines.append(("differ", f"  hash: {_hash_word(one)} | {_hash_word(other)}"))
    if one.group != other.group:
        groups = f"{printable(one.group or 'left open')} | {printable(other.group or 'left open')}"
        lines.append(("differ", f"  group: {groups}"))
    for found in contrast.differences:
        where = f" ({found.side})" if found.side else ""
        if found.words:
            lines.append(("differ", f"  {found.value}{where}: {found.words[0]} | {found.words[1]}"))
        else:
            lines.append(("differ", f"  {found.value}{where}: another formula"))
        lines.append(("", f"      {found.one or 'none'}"))
        lines.append(("", f"      {found.other or 'none'}"))
    lines.append(("follows" if contrast.differences else "agree", contrast.sentence))
    return lines


def _hash_word(spoken: Dialect) -> str:
    return hashes.shown(spoken.hash) if spoken.hash else "left open"
