"""A session as Markdown to paste into an issue: verdict, cause, fix, dialect, lengths, leading zeros, versions.

No secrets: values appear as lengths only, text from outside is searched for every secret in every form that we print,
and so is the finished report.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Iterator

from srpscope.answers.fixing import WORKS, due_formulas, fixes_of
from srpscope.answers.redacting import all_secrets
from srpscope.answers.zeros import TITLES, zeros_here
from srpscope.capture.codes import Kind, without_codes
from srpscope.capture.events import LOG_LINES
from srpscope.capture.own_words import is_own
from srpscope.capture.remnants import RUN
from srpscope.capture.secret_search import REMOVED, SHORTEST, Secret, SecretSearch
from srpscope.errors import OwnError
from srpscope.languages import FIXED
from srpscope.printable import printable
from srpscope.report.trace import FOUND, first_difference, found_otherwise, of_one_side, rows_found
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.srp.comparison import Row
from srpscope.srp.primitives.modexp import engine
from srpscope.srp.sheet import Cell
from srpscope.srp.values import BOTH_SIDES
from srpscope.version import VERSION
from srpscope.why.finding import Diagnosis, Finding
from srpscope.why.telling.words import NOT_TOLD_APART, cleared, equal_lines, sentence
from srpscope.wire.gcm import rule_of_nonce
from srpscope.wire.wires import declared
from srpscope.wording import capital, listed

_OURS = re.compile(
    r"(?i)\b(?:pass ?words?|secrets?|verifiers?|clients?|servers?|devices?|accept(?:s|ed)?|refus(?:es|ed|al)"
    r"|hypothes[ei]s|handshakes?|sessions?|messages?|proofs?|credentials?|values?|formulas?|salts?|user ?names?"
    r"|enroller|accessory)\b"
)
"""Words that our sentences have whatever a file holds."""

MESSAGES_SHOWN = 40
EVENTS_SHOWN = 20
NOTES_SHOWN = 20


def markdown(session: Session, diagnosis: Diagnosis) -> str:
    """The report. Raises OwnError if a secret were still in it."""
    secrets = all_secrets(session)
    outside = _Outside(secrets)
    judged = judge(session, diagnosis)
    blocks = [
        f"### {outside.headline(judged)}",
        "\n".join(_cause(diagnosis, judged, session, outside)),
        "\n".join(_setting(session, outside)),
        "\n".join(_values(session, judged, outside)),
        "\n".join(_messages(session, outside)),
        "\n".join(_notes(session, diagnosis, outside)),
        "\n".join(_versions(session, outside)),
    ]
    text = "\n\n".join(block for block in blocks if block)
    left = _still_in(_but_for(text, _said_anyway(session)), secrets)
    if left:
        raise OwnError(f"the report would hold {', '.join(left)}; it was not written.")
    return f"{text}\n\n<sub>{_searched(secrets, outside.found)}</sub>"


def _said_anyway(session: Session) -> list[str]:
    """What a report says whatever the secrets are: a password that is the name of a hash is not told by it."""
    spoken = [session.dialect("client"), session.dialect("server")]
    hashes = [_hash_named(str(session.view.sheet(side).value("H"))) for side in ("client", "server")]
    return [_own_version(), *hashes, *(text for one in spoken for text in (one.id, _escaped(one.title)))]


def _but_for(text: str, parts: list[str]) -> str:
    """A text without some parts of it, the longest first."""
    for part in sorted(filter(None, parts), key=len, reverse=True):
        text = text.replace(part, "-")
    return text


def _still_in(text: str, secrets: list[Secret]) -> list[str]:
    """The names of the secrets that the finished report holds: in runs, and a text whole, since a part of a password
    ("passwo") is a part of our own sentences. What came from outside was searched for those parts too."""
    left = {one.name for one in secrets if not _is_word(one) and one.pattern.search(text)}
    return sorted(left.union(SecretSearch(one for one in secrets if not _is_text(one)).holds(text)))


def _is_text(secret: Secret) -> bool:
    try:
        return secret.data.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


def _is_word(secret: Secret) -> bool:
    """A password of letters may be a word of our own sentences; only what came from outside is searched for it."""
    letters = secret.data.decode("utf-8", "replace").replace(" ", "")
    return len(secret.data) < SHORTEST or letters.isalpha()


def _searched(secrets: list[Secret], found: set[str]) -> str:
    """What was searched for, how, and what was taken out."""
    names = sorted({one.name for one in secrets})
    if not names:
        return "The file holds no secrets." if not found else f"Left out: {', '.join(sorted(found))}."
    short = sorted({one.name for one in secrets if len(one.data) < SHORTEST})
    how = f"Text from the file was searched for {', '.join(names)}: whole and in runs of {RUN} bytes, as characters, "
    how += "letters with anything between, escapes, hex, lists of numbers, base64, base32 and decimals, and these "
    how += "inside one another. What may be another code was left out; words chosen for bytes, and pictures, would not "
    how += "be known as one"
    how += f"; {', '.join(short)} is too short for runs and was searched for as a word" if short else ""
    return f"{how}; {'removed or left out: ' + ', '.join(sorted(found)) if found else 'none is in here'}."


_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'(?!\w)")
"""What a headline repeats of a peer's words or of a file."""


class _Outside:
    """Text that did not come from us: made visible, searched for secrets, and harmless in Markdown."""

    def __init__(self, secrets: list[Secret]) -> None:
        self._search = SecretSearch(secrets)
        self._whole = [one for one in secrets if not _is_word(one)]
        self.found: set[str] = set()

    def __call__(self, text: str) -> str:
        """As inline code: nothing in it is a link, a mention or markup."""
        shown = self._cleaned(text)
        return "`" + printable(shown, 300).replace("`", "'").replace("|", "\\|") + "`" if shown else "(empty)"

    def ours(self, text: str, said: str) -> str:
        """As a sentence of our own, in which a word of the field is no part of a password that is made of it. said: the
        peer's words that it may repeat, in which it is one."""
        without = _OURS.sub(lambda word: "-" * len(word[0]), text)
        if (
            self._search.hide(said)[1]
            or self._search.hide(without)[1]
            or without_codes(text, REMOVED, kind="formula") != text
        ):
            return self.prose(text)
        return _escaped(printable(text, 600))

    def headline(self, judged: Judgement) -> str:
        """The judgement's sentence. A password of everyday words ("not this one") has letters in a row with what we say
        of every session: where nothing outside tells the cause, what it repeats stands in quotes, and goes alone."""
        own = _QUOTED.sub(REMOVED, judged.headline)
        said = judged.text.rstrip(".")
        again = rf"(?<!\w){re.escape(said)}(?!\w)"
        repeats = judged.told is not None or (said and re.search(again, own, re.IGNORECASE))
        if repeats or any(one.pattern.search(own) for one in self._whole) or not self._search.hide(judged.headline)[1]:
            return self.ours(judged.headline, judged.text)
        if not any(self._search.hide(quoted)[1] for quoted in _QUOTED.findall(judged.headline)):
            return _escaped(printable(judged.headline, 600))
        self.found.update(self._search.hide(judged.headline)[1])
        return _escaped(printable(own, 600))

    def without(self, text: str) -> str:
        """What a mistake is, without a secret that is in its name: the password of an example is somebody's, too."""
        for one in self._whole:
            if one.pattern.search(text):
                text = one.pattern.sub(REMOVED, text)
                self.found.add(one.name)
        return text

    def prose(self, text: str) -> str:
        """As a sentence that repeats words from outside."""
        return _escaped(printable(self._cleaned(text, "sentence"), 600))

    def _cleaned(self, text: str, kind: Kind = "text") -> str:
        """Without secrets, and without what may be a code of one."""
        shown, found = self._search.hide(text)
        self.found.update(found)
        plain = without_codes(shown, REMOVED, kind=kind) if self._search.secrets else shown
        if plain != shown:
            self.found.add("what may be a code")
        return plain


_ACTS_WHATEVER_STANDS_BEFORE = re.compile(r"[@#]\w|://|\bwww\.", re.IGNORECASE)
"""What a forge makes a mention, a reference or a link of in the page that it has rendered: only code is left alone."""


def _escaped(text: str) -> str:
    """As text of Markdown: no markup, and what no backslash can stop as code."""
    return " ".join(
        "`" + word.replace("`", "'").replace("|", "\\|") + "`"
        if _ACTS_WHATEVER_STANDS_BEFORE.search(word)
        else "".join(f"\\{char}" if char in "\\`*_[]<>|#@&~$" else char for char in word)
        for word in text.split(" ")
    )


def _cause(diagnosis: Diagnosis, judged: Judgement, session: Session, outside: _Outside) -> Iterator[str]:
    difference = first_difference(session, judged)
    if difference:
        yield f"**Values.** {_escaped(difference)}"
    if judged.cleared:
        yield cleared(judged.cleared)
    told = judged.told
    if told is not None:
        words = f" In its words: {outside(told.text)}." if told.text and told.kind not in ("order", "edit") else ""
        yield f"**Cause.** {capital(outside.ours(told.sentence, told.text))}.{words}"
        if told.fix:
            yield f"**Fix.** {outside.ours(told.fix, told.text)}"
    for number, finding in enumerate(diagnosis.findings[:3], 1):
        yield ""
        yield f"**Cause{'' if number == 1 else f' {number}, equally proved'}.** {_finding(finding, outside)}"
        yield from _not_told_apart(finding, outside)
        yield from (f"**Fix.** {WORKS}",) if judged.works else _fixes(finding, session, outside)
    if judged.missing:
        ways = " or ".join(listed(f"`{name}`" for name in way) for way in judged.missing)
        yield ""
        yield f"**Needed to know more.** {ways}"


def _finding(finding: Finding, outside: _Outside) -> str:
    who = "The server, or who enrolled" if finding.side == "server" else "The client"
    text = " ".join(f"{_escaped(outside.without(sentence(one)))} (`{one}`)" for one in finding.suspects)
    return (
        f"{who}: {text} It begins in `{finding.first_difference}`. "
        f"Proof: the observed {finding.proof.value} came out again, all {len(finding.proof.data)} bytes."
    )


def _not_told_apart(finding: Finding, outside: _Outside) -> Iterator[str]:
    """What would have given the same bytes: proved is only that it is one of them."""
    said = equal_lines(finding)
    if said:
        yield f"**{NOT_TOLD_APART}.** {_escaped(outside.without('; '.join(said)))}."


def _fixes(finding: Finding, session: Session, outside: _Outside) -> Iterator[str]:
    """What it computes and what it should; the kind of fix, with a line of code for each language people port to."""
    due = due_formulas(finding, session)
    for change in finding.changes:
        if change.form != "formula":
            continue
        yield f"It computes `{change.value} = {change.content}`."
        if change.value in due:
            yield f"It should compute `{change.value} = {due[change.value]}`."
    fixes = list(zip(*(fixes_of(finding, language, session) for language in FIXED), strict=True))
    if not fixes:
        yield "**Fix.** Make both sides compute alike, with the formulas of one dialect."
        return
    for in_languages in fixes:
        first = in_languages[0]
        yield f"**Fix{f' of {first.value}' if len(fixes) > 1 else ''}.** {_escaped(outside.without(first.about))}"
        yield "<details><summary>In code</summary>"
        yield ""
        yield "```"
        yield from (outside.without(f"{fix.language}: {fix.wrong}  ->  {fix.right}") for fix in in_languages)
        yield "```"
        yield "</details>"


def _setting(session: Session, outside: _Outside) -> Iterator[str]:
    client, server = session.dialect("client"), session.dialect("server")
    yield f"**Dialect.** `{client.id}`: {_escaped(client.title)}" + (
        f"; server `{server.id}`: {_escaped(server.title)}" if server.id != client.id else ""
    )
    if session.declared is None:
        yield "The file names no dialect; this one was assumed."
    sheet = session.view.client
    N, g, H = sheet.value("N"), sheet.value("g"), sheet.value("H")
    if isinstance(N, int):
        yield f"Group of {N.bit_length()} bits, g = {g if isinstance(g, int) else '?'}; {_hash_named(str(H))}."
    if session.origin:
        yield f"The capture was {session.origin if is_own('origin', session.origin) else outside(session.origin)}."
    edits = [edit for edit in session.edits if not edit.off]
    if edits:
        count = "One edit is" if len(edits) == 1 else f"{len(edits)} edits are"
        yield f"{count} in force: " + ", ".join(f"{edit.side} {outside(edit.value)}" for edit in edits) + "."


def _hash_named(name: str) -> str:
    return f"hash {printable(name)}"


def _values(session: Session, judged: Judgement, outside: _Outside) -> Iterator[str]:
    found = [(row, by) for row, by in rows_found(session, judged) if row.known and row.name not in ("H", "P")]
    rows = [row for row, _ in found]
    if not rows:
        return
    yield "| value | client | server | wire | state |"
    yield "|---|---|---|---|---|"
    first = judged.first_difference
    for row, by_dialect in found:
        wire = _length(row.wire) if row.wire is not None else ""
        state = f"**{row.state}**" if row.name == first else of_one_side(row) or row.state
        client, server = (_side(row.cell(side), by_dialect.cell(side)) for side in BOTH_SIDES)
        yield f"| {outside.prose(row.name)} | {client} | {server} | {wire} | {state} |"
    here, _possible = zeros_here(session.dialect("client"), session.view.client, session.view.server)
    zeros = [f"{one} starts with 00" for one in here]
    zeros += [one for row in rows if (one := _leading_zero(row)) and TITLES.get(row.name, row.name) not in here]
    yield ""
    yield f"**Leading zeros.** {'; '.join(zeros)}." if zeros else "**Leading zeros.** None among the known values."


def _side(cell: Cell, by_dialect: Cell) -> str:
    found = found_otherwise(cell, by_dialect)
    if not found and cell.formula != by_dialect.formula:
        cell = by_dialect  # a value on record, which the cause's formula makes
    if cell.value is None:
        return ""
    told = {"given": "", "received": ", received", "computed": ", computed"}[cell.source or "given"]
    told = f", {FOUND}" if found else told
    odd = "; its own formula gives another" if cell.contradicted else ""
    if isinstance(cell.value, int):
        return f"{_count((cell.value.bit_length() + 7) // 8, 'byte')}{told}{odd}"
    if isinstance(cell.value, str):
        return f"{_count(len(cell.value), 'character')}{told}{odd}"
    return f"{_length(cell.value)}{told}{odd}"


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _length(data: bytes) -> str:
    return _count(len(data), "byte") + (", starts with 00" if data[:1] == b"\0" else "")


def _leading_zero(row: Row) -> str:
    """A row whose bytes start with 00, or whose number lost a byte on the wire."""
    data = [value for value in (row.client.value, row.server.value, row.wire) if isinstance(value, bytes)]
    if any(value[:1] == b"\0" for value in data):
        return f"`{row.name}` starts with 00"
    numbers = [cell.value for cell in (row.client, row.server) if isinstance(cell.value, int)]
    if row.name in ("A", "B") and row.wire is not None and numbers:
        longest = max((number.bit_length() + 7) // 8 for number in numbers)
        if longest > len(row.wire):
            return f"`{row.name}` is shorter on the wire than the number"
    return ""


def _messages(session: Session, outside: _Outside) -> Iterator[str]:
    messages = session.messages
    if not messages:
        return
    yield "| message | from | endpoint | bytes | t |"
    yield "|---|---|---|---|---|"
    for number, message in enumerate(messages[:MESSAGES_SHOWN], 1):
        endpoint = message.line.get("endpoint")
        where = outside(endpoint) if isinstance(endpoint, str) else ""
        sender = message.sender if is_own("from", message.sender) else outside(message.sender)
        time = f"{message.time:.3f}" if message.time is not None else ""
        yield f"| {number} | {sender} | {where} | {len(message.data)} | {time} |"
    if len(messages) > MESSAGES_SHOWN:
        yield f"| | {len(messages) - MESSAGES_SHOWN} more | | | |"


def _notes(session: Session, diagnosis: Diagnosis, outside: _Outside) -> Iterator[str]:
    notes = [*session.view.notes, *diagnosis.notes]
    if notes:
        yield "**Notes.**"
        yield from (f"- {outside.prose(note)}" for note in notes[:NOTES_SHOWN])
    events = _log(session)
    if events:
        yield ""
        yield f"**Log{'' if len(events) <= EVENTS_SHOWN else f', its last {EVENTS_SHOWN} lines'}.**"
        yield from (f"- {outside(text)}" for text in events[-EVENTS_SHOWN:])


def _log(session: Session) -> list[str]:
    """The words of every event, in order; a refusal that is told in the words of a line of the log is that line."""
    said = [(event, text) for event in session.capture.events if isinstance(text := event.get("text"), str)]
    lines = {text for event, text in said if event.get("what") in LOG_LINES}
    return [text for event, text in said if event.get("what") in LOG_LINES or text not in lines]


def _own_version() -> str:
    return f"srpscope {VERSION}, Python {platform.python_version()}, {platform.system()}, {engine()}"


def _versions(session: Session, outside: _Outside) -> Iterator[str]:
    told = session.capture.header.get("versions")
    parts = [_own_version()]
    if isinstance(told, dict):
        parts += [f"{outside(str(name)[:40])} {outside(str(value)[:60])}" for name, value in list(told.items())[:10]]
    patch = session.capture.header.get("sec_patch_ver")
    if isinstance(patch, int):
        parts.append(f"sec\\_patch\\_ver {patch}")
    parts += list(_nonce_rule(session))
    yield "**Versions.** " + "; ".join(parts)


def _nonce_rule(session: Session) -> Iterable[str]:
    """What the nonce's length tells of an ESP32's version."""
    nonce = session.view.wire.get(declared(session.wire).gcm_nonce, b"")
    patch = rule_of_nonce(nonce)
    if patch is not None:
        yield f"nonce of {len(nonce)} bytes: the {'counter' if patch else 'fixed'} rule (patch {patch})"
