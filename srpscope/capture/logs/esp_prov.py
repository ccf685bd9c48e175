"""What `esp_prov.py -v` prints: `++++ Client Public Key:\t0x.. ++++` and its kin, in green.

The bytes are printed as sent or received (esp_prov/security/security2.py), so their length counts. It never prints
`a` or the salt. The command line above the output, and the salt and verifier of `--sec2_gen_cred`, are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from srpscope.capture.capture import Capture, Line
from srpscope.capture.events import event
from srpscope.capture.logs.beside import with_printed
from srpscope.capture.logs.messages import TextMessages, joined
from srpscope.capture.source import Source
from srpscope.capture.text.lines import without_prefix
from srpscope.capture.text.text_lines import is_text, text_lines, text_of
from srpscope.srp.dialect import ESP

TITLE = "esp_prov output"

_VALUE = re.compile(
    r"\+\+\+\+\s*(?P<name>[A-Z][A-Za-z ]{2,30}?)\s*:\s*(?P<hex>0x[0-9a-fA-F]{0,4096}|\S{1,60})\s*(?:\+\+\+\+|$)"
)
Places = tuple[tuple[str, str], ...]
"""(side, value) that a printed value stands for."""

_PLACES: dict[str, Places] = {
    "client public key": (("wire", "A"), ("client", "A")),
    "device public key": (("wire", "B"), ("client", "B")),
    "client proof": (("wire", "M1"), ("client", "M1")),
    "device proof": (("wire", "M2"),),
    "shared secret": (("client", "K"),),
    "nonce": (("wire", "nonce"),),
}
_OPTION = re.compile(r"--(?P<option>sec2_username|sec2_pwd|pop)[= ](?P<value>'[^']*'|\"[^\"]*\"|\S+)")
_EVENT = re.compile(
    r"^(?:----|====)\s*(?P<banner>.{1,200}?)\s*(?:----|====)?\s*$|^(?P<error>(?:\w+\.)*\w*(?:Error|Exception)\b.{0,300})$"
    r"|^(?P<failed>Failed to .{1,300})$"
)
_OLDER = re.compile(r"--sec_ver[= ][01]\b")
"""Security 1 and 0 have no SRP: a proof of possession that was typed for them is the password of no handshake."""
SESSION_LIMIT = 1_000
LINES_LIMIT = 1_000
"""Lines of one handshake."""


def sureness(head: bytes, name: str) -> float:
    """Certain with a value between plus signs; likely with the tool's banners."""
    if not is_text(head):
        return 0.0
    text = text_of(head)
    if re.search(r"\+\+\+\+\s*(?:Client|Device) (?:Public Key|Proof)\s*:", text):
        return 0.94
    if "esp_prov.py" in text and re.search(r"^==== ", text, re.MULTILINE):
        return 0.6
    return 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake in the output, one for each Client Public Key. Raises FileError where the file cannot be read."""
    output = _Output()
    messages = TextMessages(source.name, events=False)
    for number, line in _unwrapped(source):
        if not messages.line(number, without_prefix(line)):
            output.line(number, line)
    captures = joined(output.captures(source.name), messages.captures())
    return with_printed(captures, output.rest, source.name)


class _Output:
    """What was printed so far. rest: lines that are none of the tool's values."""

    def __init__(self) -> None:
        self.rest: list[tuple[int, str]] = []
        self._ended: list[Capture] = []
        self._current = Capture()
        self._sides: dict[str, dict[str, str]] = {}
        self._asked: dict[str, str] = {}
        self._older_told: Capture | None = None

    def line(self, number: int, line: str) -> None:
        """The next one."""
        self._take_options(number, line)
        match = _VALUE.search(line)
        places = _PLACES.get(match["name"].lower()) if match else None
        if match and places:
            self._take_value(number, match, places, whole=line.rstrip().endswith("++++"))
            return
        words = _EVENT.match(line.strip()[:400])
        if words and len(self._current.lines) < LINES_LIMIT:
            text = words["banner"] or words["error"] or words["failed"]
            self._current.lines.append({"type": "event", "from": "client", **_event(text)})
        if not match:
            self.rest.append((number, _OPTION.sub("", line)))

    def _take_options(self, number: int, line: str) -> None:
        """User name and password of a command line, where it is one of Security 2."""
        options = list(_OPTION.finditer(line))
        if options and _OLDER.search(line):
            if self._older_told is not self._current:
                self._current.notes.append(_of_older(number, options))
            self._older_told = self._current
            return
        for option in options:
            self._asked["I" if option["option"] == "sec2_username" else "P"] = option["value"].strip("'\"")

    def _take_value(self, number: int, match: re.Match[str], places: Places, whole: bool) -> None:
        """A value between plus signs; the client's next public key begins another handshake. whole: it ends in them."""
        if places[0] == ("wire", "A") and "A" in self._sides.get("wire", {}) and len(self._ended) < SESSION_LIMIT:
            self._end()
        digits = match["hex"].removeprefix("0x")
        if not re.fullmatch(r"(?:[0-9a-fA-F]{2})+", digits) or not whole:
            self._current.notes.append(f"line {number}: {match['name']} is cut off or no hex. It is left out.")
            return
        for side, name in places:
            if name != "nonce" or name not in self._sides.get(side, {}):  # printed again before every later message
                self._sides.setdefault(side, {})[name] = digits.lower()

    def _end(self) -> None:
        said = ((side, self._sides.get(side)) for side in ("wire", "client"))
        self._current.lines[:0] = [
            {"type": "values", "side": side, "values": values} for side, values in said if values
        ]
        self._ended.append(self._current)
        self._current, self._sides = Capture(), {}

    def captures(self, name: str) -> list[Capture]:
        """The handshakes, once the last line was taken. name: the file's."""
        self._end()
        found = [one for one in self._ended if one.lines or one.notes]
        for index, capture in enumerate(found, 1):
            capture.name = name if len(found) == 1 else f"{name}, session {index}"
            capture.header |= {"srpscope": 1, "title": capture.name, "dialect": ESP}
            capture.header |= {"client_dialect": "esp-prov", "origin": "recorded"}
            if self._asked:
                capture.add_values("client", self._asked)
            capture.header["secrets"] = any(
                line.get("type") == "values" and line["values"].keys() & {"P", "K"} for line in capture.lines
            )
        return found


def _of_older(number: int, options: list[re.Match[str]]) -> str:
    unused = [f"--{one['option']}" for one in options]
    told = f"{' and '.join(unused)} {'is' if len(unused) == 1 else 'are'} left out"
    return f"line {number}: --sec_ver says Security 1 or 0, which has no SRP: {told}."


_ACCEPTED = re.compile(r"^Session Established$", re.IGNORECASE)
_DEVICE_REFUSED = re.compile(
    r"Remote end closed connection without response|Connection Failure|ATT error|Invalid PDU|GATT Protocol Error",
    re.IGNORECASE,
)
_CLIENT_REFUSED = re.compile(r"device proof|Failed to verify|verification of session", re.IGNORECASE)


def _event(text: str) -> Line:
    """A line of words as an event: one that ends the session says by whom."""
    if _ACCEPTED.search(text):
        return event("accepted", "client", "M2", text)
    if _DEVICE_REFUSED.search(text):
        return event("error", "server", text=text)
    if _CLIENT_REFUSED.search(text):
        return event("refused", "client", "M2", text)
    return {"what": "log", "text": text}


def _unwrapped(source: Source) -> Iterator[tuple[int, str]]:
    """Lines, those that a terminal broke inside a value put together again."""
    begun: tuple[int, str] | None = None
    for number, line in text_lines(source):
        if begun is not None:
            if len(begun[1]) < 8_192 and re.fullmatch(r"[0-9a-fA-F]+\s*(?:\+{4})?|\+{4}", line.strip()):
                begun = (begun[0], begun[1] + line.strip())
                if line.rstrip().endswith("++++"):
                    yield begun
                    begun = None
                continue
            yield begun
            begun = None
        if re.search(r"\+{4}.{1,40}:\s*0x[0-9a-fA-F]*$", line):
            begun = (number, line)
        else:
            yield number, line
    if begun is not None:
        yield begun
