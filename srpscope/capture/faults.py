"""What is wrong with a file, collected as sentences while the reading goes on."""

from __future__ import annotations

MOST_SENTENCES = 12
"""Sentences kept; a broken file can be broken a million times."""


class Faults:
    """Sentences for people, each with the offset it is about, each once, and not too many."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}
        self._left_out = 0

    def add(self, offset: int, sentence: str) -> None:
        """One fault at a byte offset of the file."""
        self.say(f"Byte {offset:,}: {sentence}")

    def say(self, sentence: str) -> None:
        """One sentence about the whole file."""
        if len(self._sentences) < MOST_SENTENCES:
            self._sentences[sentence] = None
        elif sentence not in self._sentences:
            self._left_out += 1

    def sentences(self) -> list[str]:
        """All that was said, and how much more there would be."""
        found = list(self._sentences)
        return [*found, f"{self._left_out:,} more faults like these are left out."] if self._left_out else found
