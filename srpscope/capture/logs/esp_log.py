"""ESP-IDF's log with the debug lines of `security2` and `srp6a`, as `idf.py monitor` or any serial terminal shows it.

A value is printed as `NAME ->`, or `NAME:` where somebody added a line, and then lines of 16 bytes in hex with the
same tag (esp_log_buffer.c); other tasks' lines may stand in between. The device prints A as received and B as sent;
k, b, u, S at minimal length; `Client proof` is the M1 it received and `M` the one it expected. Salt and verifier are
not printed in a handshake by ESP-IDF itself: the verifier follows from b and B. What stands between the log lines
(values an app printed) is read as well.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field

from srpscope.capture.capture import Capture
from srpscope.capture.events import Happened, event
from srpscope.capture.logs.app_values import app_says, is_of_esp_idf
from srpscope.capture.logs.beside import say_ending, with_printed
from srpscope.capture.logs.byte_runs import spaced_hex
from srpscope.capture.logs.messages import TextMessages, joined
from srpscope.capture.logs.said import but_no_values, no_values, said
from srpscope.capture.source import Source
from srpscope.capture.text.lines import LogEntry, esp_entries, without_prefix
from srpscope.capture.text.text_lines import Dull, is_text, text_lines, text_of
from srpscope.errors import FileError
from srpscope.srp.dialect import ESP

TITLE = "ESP-IDF monitor log"

_WITHOUT_SRP = frozenset(["security0", "security1"])
_SCHEMES = _WITHOUT_SRP | {"security2", "srp6a"}

EVENT_LIMIT = 1_000
SESSION_LIMIT = 1_000
LEFT_OVER_LIMIT = 20_000
VALUE_BYTES_LIMIT = 1_024

_HEX_LINE = re.compile(r"^\s*[0-9a-f]{2}(?: +[0-9a-f]{2}){0,31}\s*$")
_ROW = re.compile(r"[EWIDV] \([^()\n]{0,40}\) ([A-Za-z_][\w.\-/+]{0,40}): ([0-9a-f ]{2,97})(?!.)")
_NAME_LINE = re.compile(r"^\s*(.{1,60}?)\s*(->|:)\s*$")
_ENROL = re.compile(r"^Username: (.*?) \| Passphrase: (.*?) \| Passphrase length: (\d+)\s*$")

# printed name -> where it goes; the first place is the one whose length is checked
_PLACES = {
    "Client Public Key": (("wire", "A"), ("server", "A")),
    "k": (("server", "k"),),
    "b": (("server", "b"),),
    "Device Public Key": (("wire", "B"), ("server", "B")),
    "u": (("server", "u"),),
    "S": (("server", "S"),),
    "Session Key": (("server", "K"),),
    "Client proof": (("wire", "M1"),),
    "M": (("server", "M1"),),
    "AMK": (("server", "M2"),),
    "Device proof": (("wire", "M2"),),
    "Initialization vector": (("wire", "nonce"),),
    "Salt": (("enroller", "s"),),
    "Salt:": (("wire", "s"), ("server", "s")),
    "x": (("enroller", "x"),),
    "Verifier": (("enroller", "v"),),
}
_NAMES = {name.lower() if len(name) > 1 else name: name for name in _PLACES}

# fewest bytes a complete print can have: lengths below need more leading zeros than ever occur by chance
_FEWEST = {"k": 60, "b": 28, "Device Public Key": 380, "u": 60, "S": 380, "Session Key": 64, "M": 64, "AMK": 64}
_FEWEST |= {"Device proof": 64, "Verifier": 380, "x": 60}

_FULL = {"Client Public Key": 384, "k": 64, "b": 32, "Device Public Key": 384, "u": 64, "S": 384, "Session Key": 64}
_FULL |= {"Client proof": 64, "M": 64, "AMK": 64, "Device proof": 64, "Initialization vector": 12, "Salt": 16}
_FULL |= {"Salt:": 16, "x": 64, "Verifier": 384}
"""Lengths without leading zeros: a shorter value in the very last line of a log is taken to be cut off."""

_VERSION = re.compile(r"\bESP-IDF:?\s+(v\d+\.\d+[\w.\-]{0,30})")
_REBOOT = re.compile(
    r"\brst:0x[0-9a-f]+|^Rebooting\.\.\.|Guru Meditation Error|abort\(\) was called|CORRUPT HEAP"
    r"|assert failed: \w+|Backtrace: ?0x",
    re.IGNORECASE,
)
_REBOOT_WORDS = ("rst:0x", "rebooting", "guru meditation", "abort() was", "corrupt heap", "assert failed", "backtrace:")
"""What such a line holds in small letters: looked for first, which is faster than the pattern."""

_TOLD_WORDS = ("using salt and verifier", "secure session established", "secured session established")


def _holds(small: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110, a third faster than any(): it is asked of every line of a log
        if word in small:
            return True
    return False


def _reboots(small: str, text: str) -> bool:
    return _holds(small, _REBOOT_WORDS) and _REBOOT.search(text) is not None


_ARROWS = ("->", "-> ")
_TELLING = ("Username: ", "ESP-IDF", "security", "srp6a", "protocomm", "simple_ble", "_prov", "esp_local_ctrl")
_TELLING_SMALL = (*_REBOOT_WORDS, *_TOLD_WORDS)


def _dull_pattern(levels: str) -> re.Pattern[str]:
    return re.compile(
        rf"[^(\n]{{0,80}}(?<=[{levels}] )\([^()\n]{{1,40}}\) [A-Za-z_][\w.\-/+]{{0,40}}(?:: |:[a-z])"
        r"[^(\n]*(?:(?<![EWIDV])(?<![EWIDV] )\([^(\n]*)*(?!.)"
    )


_DULL = _dull_pattern("IDV")
"""An entry that is no error and has no other one behind it in its line."""

_DULL_OR_ERROR = _dull_pattern("EWIDV")
"""The same where no further error is kept."""

_STARTS = ("security", "Username: ")
"""What a line holds with which another session may begin."""


def _skim(block: str, messages: TextMessages, full: bool) -> Dull | None:
    """Entries that are no errors matter where they are of provisioning, of a crash, or hold bytes.

    full: no further error is kept of the session that runs.
    """
    if messages.block(block) or _holds(block.lower(), _TELLING_SMALL):
        return None
    words = [word for word in _TELLING if word in block]
    announces = "->\n" in block or "-> \n" in block or block.endswith(_ARROWS)
    pattern = _DULL_OR_ERROR if full and not _holds(block, _STARTS) else _DULL
    return _dull_without(words, pattern) if words or announces else pattern.match


def _dull_without(words: list[str], pattern: re.Pattern[str]) -> Dull:
    """What says that an entry announces no value and holds none of these words of its block."""

    def dull(line: str) -> bool:
        for word in words:
            if word in line:
                return False
        return not line.endswith(_ARROWS) and pattern.match(line) is not None

    return dull


def _matter(text: str) -> bool:
    """Whether a line is told though it is no error: the session's own words, and a crash."""
    small = text.lower()
    return _holds(small, _TOLD_WORDS) or _reboots(small, text)


_AFTER_TAG = r"(?::\d{1,5}\](?:\[[^\[\]\n]{1,40}\])?|\.c:\d{1,5}\] \w{1,60}\(\))?: ?\S"
_CERTAIN = re.compile(
    rf"(?<!DEBUG:)(?<!INFO:)(?<!WARNING:)(?<!ERROR:)(?:security2|protocomm\w{{0,20}}|srp6a){_AFTER_TAG}"
)
_LIKELY = re.compile(
    r"(?<!\w)[EWIDV] \([^()\n]{0,40}\) [A-Za-z_][\w.\-]{0,40}: "
    r"|\[\d\d:\d\d:\d\d[.\d]{0,8}\]\[[EWIDVC]V?\]\[[\w.\-]{1,40}:\d"
    r"|\[ *\d{1,10}\]\[[EWIDV]\]\[[\w\-]{1,40}\.\w{1,3}:\d"
)


def sureness(head: bytes, name: str) -> float:
    """Certain with lines of security2 or srp6a; likely with any line of the kind; 0 without."""
    if not is_text(head):
        return 0.0
    text = text_of(head)
    if _CERTAIN.search(text):
        return 0.95
    return 0.7 if _LIKELY.search(text) else 0.0


@dataclass(slots=True)
class _Printing:
    """A value whose lines are still coming in."""

    name: str
    line: int
    last_line: int = 0
    data: bytearray = field(default_factory=bytearray)
    short: bool = False
    broken: bool = False


@dataclass
class _Session:
    """What the log says of one handshake."""

    first_line: int = 0
    marks: set[str] = field(default_factory=set)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    events: list[dict[str, object]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    proofs: int = 0

    def put(self, side: str, name: str, value: str) -> None:
        self.values.setdefault(side, {})[name] = value


class _Reader:
    """Log entries in, sessions out."""

    def __init__(self) -> None:
        self.sessions = [_Session()]
        self.enrolled: dict[str, str] = {}
        self.printing: dict[str, _Printing] = {}
        self.finished: deque[tuple[_Printing, _Session]] = deque(maxlen=len(_FULL))
        self.versions: dict[str, str] = {}
        self.schemes: set[str] = set()  # tags of the security schemes that speak

    @property
    def session(self) -> _Session:
        return self.sessions[-1]

    @property
    def full(self) -> bool:
        """Whether the session has all the events that are kept, and the word that more were left out."""
        return len(self.session.events) > EVENT_LIMIT

    def start(self, mark: str, line: int) -> None:
        """A line that every handshake has once: seen a second time, the next handshake has begun."""
        order = ("request", "username", "A", "salt")
        if any(seen in self.session.marks for seen in order[order.index(mark) :]):
            if len(self.sessions) >= SESSION_LIMIT:
                return
            self.flush()
            self.sessions.append(_Session(first_line=line))
        self.session.marks.add(mark)
        self.session.first_line = self.session.first_line or line

    def entry(self, entry: LogEntry) -> None:
        if entry.tag in _SCHEMES:
            self.schemes.add(entry.tag)
        printing = self.printing.get(entry.tag)
        if _HEX_LINE.match(entry.text):
            if printing is not None:
                self.more(printing, entry.line, bytes.fromhex(entry.text))
            return
        if printing is not None:
            self.finish(entry.tag)
        named = _NAME_LINE.match(entry.text)
        if named and (named[2] == "->" or is_of_esp_idf(entry.tag)):
            self.begin(named[1], named[2], entry)
            return
        self.told(entry)

    def begin(self, printed: str, sign: str, entry: LogEntry) -> None:
        """sign: behind the name; the salt that ESP-IDF prints itself, with an arrow, is the one of an enrolment."""
        name = _NAMES.get(printed.lower() if len(printed) > 1 else printed)
        if name == "Salt" and sign == ":" and self.session.marks:
            name = "Salt:"
        if name == "Client Public Key":
            self.start("A", entry.line)
        if name or printed in ("Encrypt IV", "Decrypt IV"):
            self.printing[entry.tag] = _Printing(name or printed, entry.line)

    def more(self, printing: _Printing, line: int, data: bytes) -> None:
        printing.last_line = line
        if printing.short:
            printing.broken = True  # bytes after a short line: the rest of that line is lost
        printing.short = len(data) < 16
        if len(printing.data) + len(data) > VALUE_BYTES_LIMIT:
            printing.broken = True
            return
        printing.data += data

    def finish(self, tag: str) -> None:
        printing = self.printing.pop(tag)
        name, data, session = printing.name, bytes(printing.data), self.session
        self.finished.append((printing, session))
        if name in ("Encrypt IV", "Decrypt IV"):
            self.event({"type": "event", "from": "server", "what": name.lower(), "bytes": data.hex()})
            return
        label = f"line {printing.line}: {name}"
        if not data:
            session.notes.append(f"{label} is announced, and no bytes follow.")
            return
        if printing.broken or len(data) < _FEWEST.get(name, 1):
            session.notes.append(
                f"{label} is incomplete: {len(data)} bytes were read, and lines are missing or broken. It is left out."
            )
            return
        if name == "Client Public Key" and len(data) != 384:
            session.notes.append(
                f"{label} has {len(data)} bytes. The device takes 384 only; or lines of the log are missing here."
            )
        if name == "Client proof":
            session.proofs += 1
            if session.proofs > 1:
                session.notes.append(
                    f"{label} is proof number {session.proofs} of this session; the last one is shown as M1."
                )
        for side, value in _PLACES[name]:
            if side == "enroller":
                self.enrolled[value] = data.hex()
            else:
                session.put(side, value, data.hex())

    def told(self, entry: LogEntry) -> None:
        """A line of words."""
        text = entry.text
        self._version(text)
        enrol = _ENROL.match(text.strip()) if "Username: " in text else None
        if enrol:
            self.enrolled |= {"I": enrol[1], "P": enrol[2][: int(enrol[3]) if len(enrol[3]) < 5 else None]}
            return
        if text.startswith("Username: "):
            self.start("username", entry.line)
            user = text.removeprefix("Username: ")
            self.session.put("wire", "I", user)
            self.session.put("server", "I", user)
            return
        if "Request to handle setup0_command" in text:
            self.start("request", entry.line)
        elif "Using salt and verifier" in text:
            self.start("salt", entry.line)
        if (entry.level in ("E", "W") and not self.full) or _matter(text):
            told: dict[str, object] = {"type": "event"}
            if entry.time is not None:
                told["t"] = entry.time
            told |= {"from": "server", "what": "log", "level": entry.level, "tag": entry.tag, "text": text[:500]}
            self.event(told)
            self._ending(text, entry.time)

    def _ending(self, text: str, time: float | None) -> None:
        """A line with which the device accepts or refuses: an event of its own, in its words."""
        found = said(text)
        if found is not None:
            at = {} if time is None else {"t": time}
            what: Happened = "accepted" if found.accepted else "refused"
            self.event({"type": "event", **event(what, "server", found.of, text[:500], **at)})

    def event(self, told: dict[str, object]) -> None:
        if len(self.session.events) < EVENT_LIMIT:
            self.session.events.append(told)
        elif len(self.session.events) == EVENT_LIMIT:
            self.session.events.append({"type": "event", "what": "log", "text": "more log lines were left out"})

    def plain(self, line: str) -> bool:
        """A line that is no log entry: True if it says something about the device itself."""
        self._version(line)
        if _reboots(line.lower(), line):
            self.event({"type": "event", "from": "server", "what": "reboot", "text": line.strip()[:500]})
            return True
        return False

    def _version(self, text: str) -> None:
        version = _VERSION.search(text) if "ESP-IDF" in text else None
        if version:
            self.versions["esp-idf"] = version[1]

    def flush(self) -> None:
        """Finish what is still being printed."""
        for tag in list(self.printing):
            self.finish(tag)

    def end(self, last: int, tail: str) -> None:
        """The log ends with that line: a value that was being printed there and is short is taken to be cut off."""
        self.flush()
        said = [entry.text for entry in esp_entries(last, tail)]
        if not said or re.fullmatch(r"[0-9a-f ]*", said[-1]):
            last -= 1  # the last line may be a cut off line of bytes
        for printing, session in self.finished:
            length = len(printing.data)
            if printing.last_line < last or not 0 < length < _FULL.get(printing.name, 0):
                continue
            for side, value in _PLACES.get(printing.name, ()):
                held = self.enrolled if side == "enroller" else session.values.get(side, {})
                if held.get(value) == printing.data.hex():
                    del held[value]
            session.notes.append(
                f"line {printing.line}: {printing.name} is incomplete: the log ends after {length} of its bytes. "
                "It is left out."
            )


def read(source: Source) -> list[Capture]:
    """Every handshake of a log, oldest first; a log without values gives one capture of its error lines.

    Raises FileError where it cannot be read, or is of a scheme without SRP. Incomplete values are left out, and noted.
    """
    reader, messages = _Reader(), TextMessages(source.name, events=False)
    left_over: list[tuple[int, str]] = []
    number, line, saying, match_row = 0, "", "", _ROW.match
    for number, line in text_lines(source, lambda block: _skim(block, messages, reader.full)):
        row = match_row(line)
        if row is not None and (printing := reader.printing.get(row[1])) is not None:
            data = spaced_hex(row[2].rstrip())  # most lines of such a log, so without an entry
            if data is not None:
                reader.more(printing, number, data)
                continue
        found = False
        for entry in esp_entries(number, line):
            found = True
            reader.entry(entry)
            whole = messages.line(number, entry.text, entry.time)
            if whole or entry.tag in reader.printing or len(left_over) >= LEFT_OVER_LIMIT:
                continue
            beside = entry.tag == saying and bool(left_over[-1][1])
            own = app_says(entry, beside)
            if own or beside:  # any other line: what stands above it is over
                left_over.append((number, entry.text if own else ""))
            saying = entry.tag if own else saying
        if found or not line.strip() or reader.plain(line):
            continue
        if messages.line(number, without_prefix(line) if messages.looking else line):
            continue
        if len(left_over) < LEFT_OVER_LIMIT:
            left_over.append((number, line))
    reader.end(number, line)
    sessions = [session for session in reader.sessions if session.values or session.events or session.notes]
    captures = [
        _capture(source.name, session, index, len(sessions), reader) for index, session in enumerate(sessions, 1)
    ]
    told = messages.captures()
    if told:
        for one in captures:
            one.notes[:] = but_no_values(one.notes)
    captures = joined(captures, told)
    captures = with_printed(captures, left_over, source.name)
    if len(captures) == 1:
        say_ending(captures[0])
    for one in captures:
        if any(one.of_type("values")):
            one.notes[:] = but_no_values(one.notes)
    if reader.schemes and reader.schemes <= _WITHOUT_SRP and not any(map(_of_srp, captures)):
        raise FileError(f"{source.name}: the device speaks Security 1 or 0 in this log, which is not SRP.")
    return captures


def _of_srp(capture: Capture) -> bool:
    """Whether a capture has more than a user name and a password, which any scheme has."""
    return any(line["type"] == "message" or line.get("values", {}).keys() - {"I", "P"} for line in capture.lines)


def _capture(name: str, session: _Session, index: int, total: int, reader: _Reader) -> Capture:
    title = name if total == 1 else f"{name}, session {index} (line {session.first_line})"
    header: dict[str, object] = {"srpscope": 1, "title": title, "dialect": ESP, "origin": "recorded"}
    if reader.versions:
        header["versions"] = dict(reader.versions)
    capture = Capture(header=header, name=title, notes=list(session.notes))
    for side in ("wire", "server"):
        if session.values.get(side):
            capture.add_values(side, session.values[side])
    if reader.enrolled:
        capture.add_values("enroller", reader.enrolled)
    capture.lines.extend(session.events)
    server = session.values.get("server", {})
    header["secrets"] = bool(reader.enrolled or server.keys() & {"b", "S", "K"})
    if not session.values:
        capture.notes.append(no_values(title))
    return capture
