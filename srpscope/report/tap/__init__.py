"""`tap`: a few lines for somebody's own port, which print each hash call and each value as lines of a capture.

One text file a language, in this folder; @SIDE@ in it is the side that is ported, @DIALECT@ what it is to
speak ("" where nobody said), @VERSION@ ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from srpscope.version import VERSION


@dataclass(frozen=True)
class Tap:
    """One language's. file: how its file is called in a port; "" where it is none. text: the file in this folder."""

    file: str
    text: str


TAPS: dict[str, Tap] = {
    "dart": Tap("srp_tap.dart", "dart.txt"),
    "kotlin": Tap("SrpTap.kt", "kotlin.txt"),
    "java": Tap("SrpTap.java", "java.txt"),
    "swift": Tap("SrpTap.swift", "swift.txt"),
    "javascript": Tap("srp_tap.mjs", "javascript.txt"),
    "typescript": Tap("srp_tap.mts", "typescript.txt"),
    "python": Tap("srp_tap.py", "python.txt"),
    "c": Tap("srp_tap.h", "c.txt"),
}
"""By the language's id (srpscope/languages.py)."""

OTHER = Tap("", "other.txt")
"""Of any other language: the lines themselves, which a port prints by its own means."""


def tap(language: str, side: str = "client", dialect: str = "") -> str:
    """The text to paste into a port of that side, which is to speak that dialect, where that is known."""
    text = Path(__file__).with_name(TAPS.get(language, OTHER).text).read_text("utf-8")
    return text.replace("@SIDE@", side).replace("@DIALECT@", dialect).replace("@VERSION@", VERSION)
