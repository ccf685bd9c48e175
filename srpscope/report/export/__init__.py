"""A unit test for the user's own port: values in, values out, stage by stage. One module a language.

A language's module has TITLE, FRAMEWORK, SUFFIX and render(suite) -> str. `render` never ports the arithmetic.
"""

from __future__ import annotations

from importlib import import_module
from typing import Literal, Protocol, cast

from srpscope import languages
from srpscope.answers.suite.suite import Suite
from srpscope.session import Session

LANGUAGES: dict[str, str] = {
    **{one.id: one.id for one in languages.LANGUAGES.values() if one.exported},
    "json": "plain_json",
}
"""Name on the command line -> module of this package."""


class ExportLanguage(Protocol):
    """What a language's module holds. SUFFIX: the usual end of such a file's name."""

    TITLE: str
    FRAMEWORK: str
    SUFFIX: str

    def render(self, suite: Suite) -> str:
        """The text of the test file."""
        ...


def language(name: str) -> ExportLanguage:
    """The module of a language in the registry."""
    return cast(ExportLanguage, import_module(f"{__name__}.{LANGUAGES[name]}"))


def of_session(session: Session, name: str, side: Literal["client", "server"] = "client", made: bool = False) -> str:
    """The test of one capture in a language: what `srpscope export` writes. It holds secrets: mode 0600.

    made: what the capture lacks (a, b, the salt) is drawn. Raises UserError naming what is missing.
    """
    from srpscope.answers.suite.cases import sheets_of, suite_of

    client, server = sheets_of(session, side, made)
    return language(name).render(suite_of([(client, server, session.title)], side, session.title))
