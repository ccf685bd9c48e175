"""One handshake opened, as a program looks at it. Everything it says comes from session, answers and report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from srpscope.session import Session

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared
    from srpscope.capture.capture import Capture
    from srpscope.session.judgement import Judgement
    from srpscope.srp.calls import HashCall
    from srpscope.srp.comparison import Comparison
    from srpscope.srp.sheet import Cell, Sheet
    from srpscope.srp.values import Value
    from srpscope.why.finding import Diagnosis
    from srpscope.why.identify import Identification

PartySide = Literal["client", "server", "enroller"]


class Handshake:
    """One handshake: what each side has of every value, what their hashes were fed, and what may be said of it.

    session: what the screens look at, for whoever needs more than stands here. It is never changed by this class:
    edit() gives another handshake.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._diagnosis: Diagnosis | None = None

    def __repr__(self) -> str:
        return f"<Handshake {self.title!r}: {self.judge().headline}>"

    # What it is

    @property
    def title(self) -> str:
        """What people call it."""
        return self.session.title

    @property
    def dialect(self) -> str:
        """The id of the client's dialect; srpscope.dialect gives the formulas."""
        return self.session.dialect("client").id

    @property
    def capture(self) -> Capture:
        """The header and lines, as the file has them."""
        return self.session.capture

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the file or its values, a sentence each."""
        return self.session.view.notes

    # Its values

    def value(self, side: PartySide, name: str) -> Value | None:
        """A value as that side has it, given, received or computed: int, bytes or str; None where it is unknown.

        Raises UserError for a side or a value that there is not.
        """
        return self._cell(side, name).value

    def values(self, side: PartySide) -> dict[str, Value]:
        """Every value that a side has, by name, in the order in which SRP makes them. Raises UserError."""
        sheet = self._sheet(side)
        return {name: value for name in sheet.names if (value := sheet[name].value) is not None}

    def hashed(self, side: PartySide, name: str) -> tuple[HashCall, ...]:
        """Every hash call that made a value, the outermost last: its operands in order, each with its name, encoding
        and bytes. Empty where the value was not computed from a hash, or its operands are unknown. Raises UserError."""
        return self._cell(side, name).calls

    def _sheet(self, side: str) -> Sheet:
        from srpscope.errors import UserError

        if side not in ("client", "server", "enroller"):
            raise UserError(f"{side[:40]!r} is no side: client, server or enroller; what was sent is in .wire.")
        return self.session.view.sheet(side)

    def _cell(self, side: str, name: str) -> Cell:
        from srpscope.errors import UserError
        from srpscope.nearest import did_you_mean

        sheet = self._sheet(side)
        if name not in sheet.names:
            raise UserError(f"there is no value {name[:40]!r} here.{did_you_mean(name, sheet.names)}")
        return sheet[name]

    @property
    def wire(self) -> Mapping[str, bytes]:
        """What was sent, byte for byte, by name."""
        return self.session.view.wire

    @property
    def comparison(self) -> Comparison:
        """Client, server and wire side by side: comparison["u"].state is agree, differ, follows or unknown."""
        return self.session.view.comparison

    @property
    def first_difference(self) -> str | None:
        """The first value that differs between the sides, or from its own formula; None where none does."""
        return self.comparison.first_difference

    # What may be said of it

    def judge(self) -> Judgement:
        """How it ended, whether the values agree, whose fault it is, as far as that is known; with the cause once
        why() was asked. Computes no search."""
        from srpscope.session.judgement import judge

        return judge(self.session, self._diagnosis)

    def why(self, seconds: float = 30.0, language: str | None = None, whole_product: bool = False) -> Diagnosis:
        """The fewest mistakes that explain everything observed, each proved by bytes that came out again.

        seconds: how long to search at the most, more than 0 and an end. language: what the program that fails is
        written in (`javascript`, `c` ..): its own slips come first. whole_product: one mistake of every kind at once.
        Never raises for what is in the capture; UserError for a language whose slips are not known, and for seconds
        that are none.
        """
        from srpscope.answers.diagnosis import diagnose_session
        from srpscope.why import Reach
        from srpscope.why.places.likelihood import language_of

        if not 0 < seconds < math.inf:
            from srpscope.errors import UserError

            raise UserError(f"{seconds} is no number of seconds above 0.")
        written = language_of(language)
        reach = Reach(whole_product=whole_product)
        self._diagnosis = diagnose_session(self.session, seconds, reach=reach, language=written)
        return self._diagnosis

    def identify(self) -> Identification:
        """Which dialects reproduce everything that is known of it."""
        from srpscope.session.declaring import identification

        return identification(self.session)

    def compare(self, other: Handshake) -> Compared:
        """This handshake beside another one, a failed one beside a good one: messages, values and ends, and where they
        part (`.first`), what is new by right in each (a, A, b, B and what is made of them) left out."""
        from srpscope.answers.compared.compared import compared

        return compared(self.session, other.session, (self.title, other.title))

    def edit(self, side: str, name: str, *, formula: str | None = None, hex: str | None = None) -> Handshake:
        """The same handshake with one change on one side: another formula ("H(A | B)") or another value in hex.

        Raises UserError, FormulaError where it says nothing that can be applied.
        """
        from srpscope.errors import UserError
        from srpscope.srp.edit import Edit

        form, content = ("hex", hex) if formula is None else ("formula", formula)
        if content is None or (formula is not None and hex is not None):
            raise UserError("an edit has a formula or a value in hex.")
        made = self._again(self.session.settings)
        made.session.edit(Edit(side, name, form, content))
        return made

    def with_values(self, values: Mapping[str, str]) -> Handshake:
        """The same handshake with more values, as {"client.a": "65f3..", "client.P": "secret"}: numbers and bytes in
        hex. Raises UserError for a name that is not SIDE.NAME."""
        from srpscope.api.opening import settings_of

        return self._again([*self.session.settings, *settings_of(values)])

    def with_log(self, text: str, name: str = "log") -> Handshake:
        """The same handshake with what a program printed of it: the lines of `srpscope tap`, a device's log, values in
        any form that is read. Raises FileError where the text holds nothing of it."""
        from srpscope.capture.source import Source
        from srpscope.capture.srp_jsonl import to_bytes
        from srpscope.errors import FileError
        from srpscope.session.opening import read_sources, session_of

        own = Source.of_bytes(to_bytes(self.session.as_capture()), self.title or "handshake")
        found = read_sources([own, Source.of_text(text, name)])
        if found.barren:
            raise FileError(found.barren[0])
        if len(found.captures) != 1:
            raise FileError(f"{name}: there is nothing of this handshake in it.")
        return Handshake(session_of(found.captures[0], self.session.dialects.get("both"), self.session.settings))

    def _again(self, settings: list[tuple[str, str, str]]) -> Handshake:
        old = self.session
        return Handshake(Session(old.capture, old.dialects, settings, list(old.edits), old.memory))

    # As something else

    def trace(self) -> dict[str, Any]:
        """Every value of each side as `srpscope trace --json` prints it. It holds the secrets."""
        from srpscope.report.trace import trace

        return trace(self.session, self.judge())

    def text(self, *, full: bool = False, show_secrets: bool = False) -> str:
        """The same as text, secrets masked. full: long values whole."""
        from srpscope.report.trace import as_text

        return as_text(self.session, show_secrets, self.judge(), full=full)

    def report(self) -> str:
        """Markdown to paste into an issue, without secrets. Asks why() first, where nobody did."""
        from srpscope.report.markdown import markdown

        return markdown(self.session, self._diagnosis or self.why())

    def export(self, language: str, side: Literal["client", "server"] = "client") -> str:
        """A unit test for a port of one side, in a language of `srpscope export --as`. It holds the secrets.

        Raises UserError naming what is missing.
        """
        from srpscope.errors import UserError
        from srpscope.languages import id_of
        from srpscope.report.export import LANGUAGES, of_session

        known = id_of(language)
        if known not in LANGUAGES:
            raise UserError(f"{language[:40]!r} is no language that tests are written in: {', '.join(LANGUAGES)}.")
        return of_session(self.session, known, side)

    def save(self, path: str | Path, *, redact: bool = False, force: bool = False) -> None:
        """Write it as a capture (mode 0600). redact: leave P, x, a, b, v, S, K and what holds them out. force: over an
        existing file. Raises OutputError."""
        from srpscope.capture.srp_jsonl import write

        capture = self.session.as_capture()
        if redact:
            from srpscope.answers.redacting import redacted

            capture = redacted(capture).capture
        write(capture, Path(path), force)

    def _repr_html_(self) -> str:
        """The three columns, for a notebook; secrets masked."""
        from srpscope.report.html import page

        return page(self.session, self.judge())
