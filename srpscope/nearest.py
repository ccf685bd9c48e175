"""What somebody who mistyped a name probably meant: one place for commands, options, dialects, groups and the rest."""

from __future__ import annotations

from collections.abc import Iterable

ONE_WORD = 0.8
"""How near a word must be to one word of a name."""


def nearest(word: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name that is nearest to the word; None where none is near. cutoff: 0 takes any, 1 only the same."""
    from difflib import get_close_matches

    known = {name.lower(): name for name in names}
    asked = word[:80].lower()
    found = get_close_matches(asked, known, 1, cutoff)
    if found:
        return known[found[0]]
    # One word of a long name: `attak` is write-the-attack.
    parts = {part: name for name in known.values() for part in name.lower().split("-") if len(part) > 3}
    found = get_close_matches(asked, parts, 1, max(cutoff, ONE_WORD))
    return parts[found[0]] if found else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """A question to stand behind a sentence: " Did you mean NAME?"; "" where no name is near."""
    found = nearest(word, names)
    return f" Did you mean {found}?" if found is not None else ""
