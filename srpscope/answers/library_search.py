"""Which dialect a library, a device or a product speaks, from the words that people have for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from srpscope.languages import LANGUAGES
from srpscope.srp.dialect import Dialect, readable_dialects


@dataclass(frozen=True)
class NamedDialect:
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
    elif not best and len(word) > 2 and word in _told(spoken):
        best = 1
    return best


def _told(spoken: Dialect) -> set[str]:
    """The words of what a dialect's file says beside its names: what it is about, and its sources."""
    return set(re.split(r"[-/:@.]+", _plain(" ".join([spoken.about, *spoken.sources]))))


_SAY_NOTHING = frozenset(
    ["the", "of", "for", "and", "with", "from", "srp", "srp6", "srp6a", "srp-6a", "auth", "client", "server", "library"]
)
"""Words that tell nothing beside others."""

_FRAMEWORKS = frozenset(["flutter", "react", "native", "react-native", "ionic", "cordova", "xamarin", "angular", "vue"])
_PLATFORMS = _FRAMEWORKS.union([*LANGUAGES, "js", "node", "nodejs", "npm", "browser", "web", "android", "ios"])
_PLATFORM, _RELATED = 2, 4
"""What a word at the most counts that says in what something is written, beside one that says what it is; and what a
dialect gains that extends one which was named outright."""


def search(text: str) -> list[NamedDialect]:
    """The dialects that a text names (libraries, devices, products), the likeliest first; at most eight."""
    whole_text_word = _plain(text)
    words = [word for one in text[:200].split() if (word := _plain(one))][:12]
    words = [word for word in words if word not in _SAY_NOTHING] or words
    known, _ = readable_dialects()
    found = []
    for spoken in known:
        scores = {word: _score(word, spoken) for word in words}
        if not _PLATFORMS.issuperset(words):
            scores |= {word: min(score, _PLATFORM) for word, score in scores.items() if word in _PLATFORMS}
        if len(words) > 1 and whole_text_word in _packages(spoken):
            scores[whole_text_word] = 20
        if any(scores.values()):
            found.append(NamedDialect(spoken, sum(scores.values()), tuple(word for word in scores if scores[word])))
    if any(not _PLATFORMS.issuperset(one.words) for one in found):
        found = [one for one in found if not _PLATFORMS.issuperset(one.words)]  # all are written in something
    found = _with_relatives(found, known)
    found.sort(key=lambda one: (-one.score, one.spoken.extends not in ("srp6a", None), one.spoken.id))
    return found[:8]


def _with_relatives(found: list[NamedDialect], known: list[Dialect]) -> list[NamedDialect]:
    """Those made from a dialect whose library was named outright, too: other programs of the same system."""
    there = {one.spoken.id: one for one in found}
    for spoken in known:
        made_from = there.get(spoken.extends or "")
        if made_from is not None and made_from.score >= 10:
            own = there.get(spoken.id, NamedDialect(spoken, 0, made_from.words))
            there[spoken.id] = replace(own, score=own.score + _RELATED)
    return list(there.values())


def leaders(text: str, found: list[NamedDialect]) -> list[Dialect]:
    """The best dialect of each library that the text names, where it names several."""
    best: dict[str, NamedDialect] = {}
    for word in (_plain(one) for one in text.split()):
        for one in found:
            if word in one.words and word not in _PLATFORMS and _score(word, one.spoken) >= 5:
                best.setdefault(word, one)
                break
    return list({one.spoken.id: one.spoken for one in best.values()}.values())[:4]
