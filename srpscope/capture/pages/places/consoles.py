"""What consoles and dumpers print of a variable, said as other printers say it: R, Clojure, Go's spew, a debugger's
list with an index before each item."""

from __future__ import annotations

import re

from srpscope.capture.pages.names import SETTINGS, recognise

_ASKED_OF_R = re.compile(r"\s*(?:> )?\$?(?P<name>[A-Za-z][\w.]{0,40}(?:\$[A-Za-z][\w.]{0,40}){0,3})\s*$")
_ANSWER_OF_R = re.compile(
    r"\s*\[(?P<first>\d{1,5})\]\s+(?P<value>\"[^\"\n]{1,20000}\"|(?:[0-9a-f]{2} ){0,40}[0-9a-f]{2})\s*$"
)
_OF_STR = re.compile(r"(?P<name>[A-Za-z][\w.]{0,40}) *: (?:chr|num|int|raw|logi) (?:\[1:\d{1,5}\] )?(?=[\"\d])")
"""A line of R's `str`: ` $ salt: chr "9dca"`."""
_KEY = re.compile(r"(?:(?<=[\s{,])|^):(?P<name>[A-Za-z][\w\-?!]{0,40}) +(?=[\"\d{\[#]|-\d)")
_EDN = re.compile(r"\s*(?:[#\w.\-/]{0,60}\{|,)?:[A-Za-z][\w\-?!]{0,40} ")
_OF_SPEW = re.compile(
    r"(?P<name>[A-Za-z]\w{0,40}: )\((?P<type>[^()\n]{1,60})\)(?: \(len=\d{1,6}(?: cap=\d{1,6})?\)|\(0x[0-9a-f]{2,16}\))"
    r" ?(?P<rest>\{$|\((?P<number>\d{1,6000})\)$|(?=\"))"
)
IS_OF_SPEW = re.compile(r"\s*[A-Za-z]\w{0,40}: \([^()\n]{1,60}\) \(len=\d{1,6}(?: cap=\d{1,6})?\) [{\"]")
_INDEXED = re.compile(r"(?:(?<=[({,\s])|^)\[\d{1,5}\] = (?=0x[0-9a-f]{1,2}\b|-?\d{1,3}\b|'\\x[0-9a-f]{2}')")
"""The number of an item, as lldb has it before each: `([0] = 0x9d, [1] = 0xca)`."""


def of_console(line: str, above: str, below: str) -> str:
    """A line of a console's answer with the separator that other printers have, and without what they do not."""
    if "] = " in line:
        line = _INDEXED.sub("", line)
    if ":" in line:
        if ": (" in line:
            line = _OF_SPEW.sub(_spewed, line)
        if _EDN.match(line):
            line = _KEY.sub(lambda key: f"{key['name']}: ", line)
        line = _OF_STR.sub(lambda one: f"{one['name']}: ", line)
    return _of_r(line, above, below)


def _spewed(field: re.Match[str]) -> str:
    return field["name"].rstrip() if field["rest"] == "{" else field["name"] + (field["number"] or "")


def _of_r(line: str, above: str, below: str) -> str:
    answer = _ANSWER_OF_R.match(line) if line.lstrip()[:1] == "[" else None
    if answer is not None:
        return answer["value"] if answer["first"] != "1" or _asked_of_r(above) else line
    name = _asked_of_r(line) if "[1] " in below else None
    return f"{name} =" if name is not None and _ANSWER_OF_R.match(below) else line


def _asked_of_r(line: str) -> str | None:
    asked = _ASKED_OF_R.fullmatch(line)
    name = asked["name"].split("$")[-1] if asked is not None else ""
    named = recognise(name)
    return name if named is not None and named.name not in SETTINGS else None
