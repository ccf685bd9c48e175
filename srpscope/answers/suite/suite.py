"""What an exported test holds, whatever its language: inputs, and the expected value of every stage in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Compared = Literal["number", "bytes"]


@dataclass(frozen=True)
class Given:
    """One input of the port. content: text for I, P and declared text, else hex. about: one sentence."""

    name: str
    content: str
    about: str
    is_text: bool = False


@dataclass(frozen=True)
class SuiteStage:
    """One expected value. compared: as a number (leading zeros are no difference) or byte for byte.

    how: the formula and its encodings in words, one line each.
    """

    name: str
    expected: str
    compared: Compared
    how: tuple[str, ...]


@dataclass(frozen=True)
class SuiteCase:
    """One handshake. needed: the stage that a port must at least show, or the test would prove nothing."""

    label: str
    inputs: tuple[Given, ...]
    stages: tuple[SuiteStage, ...]
    needed: str

    @property
    def identifier(self) -> str:
        """The label as a name in any of the languages: small letters, digits, single underscores."""
        words = re.sub(r"[^a-z0-9]+", "_", self.label.lower()).strip("_")[:60].rstrip("_")
        return words or "handshake"


@dataclass(frozen=True)
class Suite:
    """The handshakes of one test file. shared: inputs that are the same in all of them (N, g)."""

    title: str
    side: Literal["client", "server"]
    dialect: str
    group: str
    hash: str
    shared: tuple[Given, ...]
    cases: tuple[SuiteCase, ...]

    @property
    def identifiers(self) -> tuple[str, ...]:
        """One name a case, each once."""
        seen: dict[str, int] = {}
        names = []
        for case in self.cases:
            seen[case.identifier] = seen.get(case.identifier, 0) + 1
            count = seen[case.identifier]
            names.append(case.identifier if count == 1 else f"{case.identifier}_{count}")
        return tuple(names)
