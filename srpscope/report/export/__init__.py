"""A unit test for the user's own port: values in, values out, stage by stage. One module a language.

A language's module has TITLE, FRAMEWORK, SUFFIX and render(suite) -> str. `render` never ports the arithmetic.
"""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from srpscope.report.export.suite import Suite

LANGUAGES: dict[str, str] = {
    "dart": "dart",
    "kotlin": "kotlin",
    "swift": "swift",
    "java": "java",
    "javascript": "javascript",
    "typescript": "typescript",
    "python": "python",
    "c": "c",
    "json": "plain_json",
}
"""Name on the command line -> module of this package."""


class Language(Protocol):
    """What a language's module holds. SUFFIX: the usual end of such a file's name."""

    TITLE: str
    FRAMEWORK: str
    SUFFIX: str

    def render(self, suite: Suite) -> str:
        """The text of the test file."""
        ...


def language(name: str) -> Language:
    """The module of a language in the registry."""
    return cast(Language, import_module(f"{__name__}.{LANGUAGES[name]}"))
