"""What is spoken: the dialect of both or of one side, the group, the hash, and what the accused program is written in.

Each choice stands in the capture's header from then on and is saved with it; u takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from srpscope.errors import SrpscopeError
from srpscope.languages import LANGUAGES
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.session.adding import as_spoken
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.srp.primitives import groups, hashes
from srpscope.tui.desk import Desk
from srpscope.tui.flows.asking import Ask
from srpscope.wording import capital

KEYS = "enter choose  / find  esc back"

WHAT = (
    ("dialect", "the dialect of both"),
    ("client_dialect", "the client's dialect"),
    ("server_dialect", "the server's dialect"),
    ("group", "the group"),
    ("hash", "the hash"),
    ("language", "written in"),
)


def ask_what_is_spoken(desk: Desk, ask: Ask) -> None:
    """Ask which of them, then for one of those there are."""
    session = desk.session
    if session is None:
        return
    rows = [(words, _now(session, key)) for key, words in WHAT]

    def chosen(index: int | None) -> None:
        if index is not None:
            _ask(desk, ask, session, *WHAT[index])

    ask.ask_which("What is spoken", "Which one shall be another?", rows, chosen, KEYS)


def ask_dialect(ask: Ask, then: Callable[[str], None]) -> None:
    """Ask for one of all dialects."""
    ids, rows = _there_are("dialect")

    def chosen(index: int | None) -> None:
        name = None if index is None else ids[index]
        if name is not None:
            then(name)

    ask.ask_which("Dialects", "Which protocol or program is it? / finds a word.", rows, chosen, KEYS)


def _now(session: Session, key: str) -> str:
    """As it is."""
    if key == "dialect":
        both = dict.fromkeys(session.dialect(side).id for side in ("client", "server"))
        return " and ".join(both) if session.declared else f"not named: {' and '.join(both)} is assumed"
    if key.endswith("_dialect"):
        return session.dialect(key.removesuffix("_dialect")).id
    if key == "group":
        sheet = session.view.client
        N, g = sheet.value("N"), sheet.value("g")
        named = groups.name_of(N, g if isinstance(g, int) else None) if isinstance(N, int) else None
        return named or (f"N of {N.bit_length()} bits, of no known name" if isinstance(N, int) else "not known")
    if key == "hash":
        found = session.view.client.settings.hash
        return hashes.shown(found) if found else "not named"
    said = session.capture.header.get("language")
    return LANGUAGES[said].name if isinstance(said, str) and said in LANGUAGES else "not said"


def _ask(desk: Desk, ask: Ask, session: Session, key: str, words: str) -> None:
    ids, there = _there_are(key)
    now = _now(session, key)
    at = next((index for index, (one, row) in enumerate(zip(ids, there, strict=True)) if now in (one, row[0])), None)
    rows = [
        (answer, f"as it is: {detail or now}" if index == at else detail)
        for index, (answer, detail) in enumerate(there)
    ]

    def chosen(index: int | None) -> None:
        if index is None:
            return
        try:
            made = as_spoken(session, key, ids[index])
        except SrpscopeError as error:
            desk.say(str(error), "warn")
            return
        desk.add(made, f"{capital(words)}: {printable(rows[index][0], 60)}. u takes it back.")

    ask.ask_which(f"What is spoken: {words}", _question(key), rows, chosen, KEYS, at=at or 0)


def _question(key: str) -> str:
    if key == "language":
        return "What is the program that fails written in? Its own slips are tried first. ^s remembers it."
    return "Values and formulas come from it then. ^s remembers it with the capture."


def _there_are(key: str) -> tuple[list[str | None], Sequence[tuple[str, str]]]:
    """The ids that can be chosen, and a row for each."""
    if key.endswith("dialect"):
        ids = dialect_ids()
        return [*ids], [(one, _about(one)) for one in ids]
    if key == "group":
        known = groups.known_groups()
        return [*known], [(name, f"{one.group.N.bit_length()} bits, g = {one.group.g}") for name, one in known.items()]
    if key == "hash":
        names = sorted(hashes.HASHES, key=lambda name: (name not in hashes.COMMON, name))
        return [*names], [(hashes.shown(name), name if name != hashes.shown(name) else "") for name in names]
    return [None, *LANGUAGES], [
        ("not said", "every language's slips alike"),
        *((one.name, "") for one in LANGUAGES.values()),
    ]


def _about(name: str) -> str:
    try:
        return dialect(name).title
    except SrpscopeError as error:
        return printable(str(error), 60)
