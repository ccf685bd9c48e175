"""What consoles and dumpers print of a variable, said as other printers say it: R, Clojure, Go's spew, a debugger's
list with an index before each item, a watch window, leaders of dots, a formula with its value on the line below."""

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


_POINTED = re.compile(r"= 0x[0-9a-f]{4,16} (?:<[\w+.]{1,60}> )?(?=\")")
"""Where a text lies, as gdb says it before the text: `user = 0x5581 "rosa"`."""
_WATCHED = re.compile(
    r"\s*(?:[A-Za-z_]\w{0,40}(?:\.|->)){0,4}(?P<name>[A-Za-z_]\w{0,40})(?:\t| {2,})\s*(?P<value>\"[^\"\n]{1,20000}\")"
    r"(?:\s+[A-Za-z][\w.\[\]<>]{0,60})?\s*$"
)
"""A row of a watch window: a name, its value, its type perhaps."""
_LEADER = re.compile(r"[ \t]*(?P<name>[A-Za-z][\w ()]{0,40}?) ?(?:\.{4,}|(?:\. ){4,}\.?) ?:? ?(?P<value>[^\s.][^\n]*)$")
_STATUS = re.compile(
    r"(?i)(?:ok(?:ay)?|done|fail(?:ed|ure)?|pass(?:ed)?|yes|no|set|unset|(?:in)?valid|(?:in)?correct|wrong|found|missing|"
    r"success|error|true|false|match(?:es)?)\b"
)
_FORMULA = re.compile(r"[ \t]*(?P<name>[A-Za-z]\w{0,24})\s*=\s*(?=[^=\n\"']{0,60}[\^|(*+])[^=\n\"']{3,100}$")
_ITS_VALUE = re.compile(r"[ \t]+= *(?P<value>(?:0[xX])?[0-9a-fA-F]{8,}|\d{9,})\s*$")


def of_console(line: str, above: str, below: str) -> str:
    """A line of a console's answer with the separator that other printers have, and without what they do not."""
    if "] = " in line:
        line = _INDEXED.sub("", line)
    if "= 0x" in line:
        line = _POINTED.sub("= ", line)
    if ":" in line:
        if ": (" in line:
            line = _OF_SPEW.sub(_spewed, line)
        if _EDN.match(line):
            line = _KEY.sub(lambda key: f"{key['name']}: ", line)
        line = _OF_STR.sub(lambda one: f"{one['name']}: ", line)
    if '"' in line and (watched := _WATCHED.match(line)) is not None and _names(watched["name"]):
        return f"{watched['name']} = {watched['value']}"
    if "...." in line or ". . ." in line:
        return _led(line)
    worth = _ITS_VALUE.match(line) if line.lstrip()[:1] == "=" else None
    formula = _FORMULA.match(above) if worth is not None else None
    if worth is not None and formula is not None and _names(formula["name"]):
        return f"{formula['name']} = {worth['value']}"
    return _of_r(line, above, below)


def _led(line: str) -> str:
    """A line whose value stands behind a row of dots."""
    led = _LEADER.match(line)
    if led is None or not _names(led["name"]) or _STATUS.match(led["value"]):
        return line
    return f"{led['name']}: {led['value']}"


def _names(spelling: str) -> bool:
    named = recognise(spelling)
    return named is not None and named.name not in SETTINGS


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
    return name if _names(name) else None
