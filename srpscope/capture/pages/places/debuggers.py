"""What was asked of a debugger and what it answered: gdb, lldb, Delve, the console of an editor."""

from __future__ import annotations

import re

from srpscope.capture.pages.names import TEXTS, recognise
from srpscope.capture.pages.places.assertions import shown_name

PROMPTS = ("(gdb) ", "(lldb) ", "(dlv) ")

_ASKED = re.compile(
    r"\s*\((?:gdb|lldb|dlv)\) (?:p|po|print|output|x)(?:/\d{0,5}[a-z]{1,2})? "
    r"(?P<shown>[&*]?[A-Za-z_](?:[\w.]|->|\[0\]){0,60}(?:\([^()\n]{1,40}\))?)(?: as \w{1,40})?\s*$"
)
_HEAD = re.compile(
    r"\s*(?:\$\w{1,8} = (?:0x[0-9a-f]{2,16} (?:<[\w+.]{1,60}> )?(?=\"))?"
    r"|\[\](?:uint8|byte) len: \d{1,6}, cap: \d{1,6}, "
    r"|\([\w :*]{1,30}(?: ?\[\d{1,5}\])?\) \$\w{1,8} = |\(\d{1,6}\) (?=\[\d))"
)
"""What stands before the value itself: `$1 = `, a pointer to it, `[]uint8 len: 16, cap: 16, `, `(16) `."""
_EXAMINED = re.compile(r"\s*0x[0-9a-f]{2,16}(?: <[\w+.]{1,60}>)?:(?P<bytes>(?:\t0x[0-9a-f]{2}){1,16})\s*")
"""A row of what gdb's `x/16xb` shows."""
_VALUE = re.compile(
    r"\s*<[0-9a-f]{2}|\{ ?length = \d{1,6}, bytes = 0x|\s*\"[^\"\n]{1,20000}\"\s*$|\s*(?:0x)?[0-9a-fA-F]{16,}\s*$"
    r"|[^(\s]{1,64}\s*$"
)
_WORD = re.compile(r"\s*(?:\"[^\"\n]{1,200}\"|[^\s\"(){}]{1,64})\s*$")
_OF_EDITOR = re.compile(r"\s*(?:\(\d{1,6}\) \[\d|\d{20,}n\s*$)")


def _asked(line: str) -> str | None:
    """The name of what a line asks a debugger to show: `username`, `BN_bn2hex(A)`, `A.hexString`."""
    asked = _ASKED.match(line) if line.lstrip()[:1] == "(" else None
    if asked is None:
        return None
    shown = asked["shown"].lstrip("&*").replace("->", ".").replace("[0]", "")
    found = shown_name(shown) if "(" in shown or "." in shown else None
    return found[0] if found is not None else None if "(" in shown else shown


def asked_for(line: str, below: str) -> str | None:
    """The name that a line asks a debugger for, with a separator, where the line below answers, and with the answer
    where that is a text; None for any other line."""
    name = _asked(line)
    if name is None:
        return None
    if _EXAMINED.fullmatch(below):
        return f"{name}:"
    if _is_text(name, below):
        return f"{name} = {below.strip()}"
    return f"{name} =" if _HEAD.match(below) or _VALUE.match(below) else None


def _is_text(name: str, below: str) -> bool:
    named = recognise(name)
    return named is not None and named.name in TEXTS and _HEAD.match(below) is None and _WORD.match(below) is not None


def answered(line: str, above: str) -> str | None:
    """The value of an answer without what the debugger says of it; None where a line is no answer. above: the line
    over it."""
    examined = _EXAMINED.fullmatch(line)
    if examined is not None:
        return examined["bytes"].replace("0x", "").replace("\t", " ")
    name = _asked(above)
    if name is not None and _is_text(name, line):
        return ""
    head = _HEAD.match(line) if line.lstrip()[:1] in ("$", "[", "(") else None
    if head is None or not (name is not None or head[0].lstrip()[:1] == "("):
        return None
    return line[head.end() :]


def is_of_editor(line: str) -> bool:
    """Whether a line is what an editor's console shows of a list or a big number, under its name alone."""
    return _OF_EDITOR.match(line) is not None
