"""What is wrong with a file, collected as sentences while the reading goes on."""

from __future__ import annotations

MOST_SENTENCES = 12
"""Sentences kept; a broken file can be broken a million times."""

MOST_OF_A_KIND = 3
"""Sentences kept that differ in their numbers only."""

_WITHOUT_DIGITS = str.maketrans("", "", "0123456789,")


class Faults:
    """Sentences for people, each with the offset it is about, each once, and not too many."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}
        self._kinds: dict[str, int] = {}
        self._left_out = 0

    def add(self, offset: int, sentence: str) -> None:
        """One fault at a byte offset of the file."""
        self.say(f"Byte {offset:,}: {sentence}")

    def say(self, sentence: str) -> None:
        """One sentence about the whole file."""
        if sentence in self._sentences:
            return
        kind = sentence.translate(_WITHOUT_DIGITS)
        count = self._kinds.get(kind, 0)
        if count >= MOST_OF_A_KIND or len(self._sentences) >= MOST_SENTENCES:
            self._left_out += 1
        else:
            self._kinds[kind] = count + 1
            self._sentences[sentence] = None

    def sentences(self) -> list[str]:
        """All that was said, and how much more there would be."""
        found = list(self._sentences)
        return [*found, f"{self._left_out:,} more faults like these are left out."] if self._left_out else found
