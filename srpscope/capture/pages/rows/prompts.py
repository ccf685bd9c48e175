"""What was typed at a prompt of a language, and what it answered: `>>> s.hex(), B.hex()` over `('9dca', '51e0')`.

What is typed is program text, whatever language it is; an expression that only shows values gives their names to the
literals of the answer, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from srpscope.capture.pages.names import SETTINGS, recognise
from srpscope.capture.pages.places.assertions import arguments_at, shown_name
from srpscope.capture.pages.rows.in_turn import values_of

Rows = Sequence[tuple[int, str]]

PROMPT = re.compile(
    r"\s{0,8}(?:>>> ?|In \[\d{1,4}\]: |irb\([\w:#]{1,30}\):\d{1,6}(?::\d{1,3})?[>*] ?|\[\d{1,4}\] pry\([\w:#]{1,40}\)> "
    r"|\d\.\d\.\d{1,2} :\d{3} > |iex\(\d{1,5}\)> ?|(?:julia|ghci|scala|deno|php|node|lua|sqlite|Prelude|jshell|fsi)> "
    r"|(?:\*?[A-Z]\w{0,30} )?\u03bb> |\d{1,4}> (?=[A-Z]\w{0,30} ?=|[a-z]\w{0,30}:\w|\{[A-Z]))(?P<typed>\S.*)(?<!<<<)$"
)
_GOES_ON = re.compile(r"\s{0,8}(?:\.\.\.(?:\(\d{1,5}\)>)?|   \.\.\.: ?|\s{2,8}\.{3}:|\|) ?(?P<typed>.*)$")
_ASSIGNS = re.compile(
    r"[^=\n\"'(]{1,120}?(?<![=!<>])=(?![=~>])|\s*(?:import|from|require|use|using|const|let|var|val)\b"
)
_ANSWER = re.compile(r"\s*(?:=> ?|Out\[\d{1,4}\]: |(?:val )?res\d{1,4}: [\w.\[\]]{1,40} = |\$\d{1,4} ==> )?")
_PRINTED = re.compile(r"(?:print|puts|p|pp|console\.log|println|IO\.puts|IO\.inspect|echo|io:format)(?P<open>[( ])")
_NAMED = re.compile(r"[A-Za-z][\w ]{0,40}: \S[^=(]*$")
"""`salt: 9dca` behind a prompt: nobody types so, it was printed there."""
_TARGETS = re.compile(
    r"\s*(?:(?:const|let|var|val|my) +)?[\[({]?(?P<names>\w{1,40}(?:\s*,\s*\w{1,40}){0,7})[\])}]?\s*=(?![=~>])"
)
MOST = 400
"""Lines of an answer at the most."""
LONGEST = 100_000
"""Characters of an answer at the most."""
_HASHES = re.compile(r"(?i)=.*(?:sha-?\d|md5|blake|hmac|digest|crc)")
_ELEMENTS = frozenset(["A", "B", "v", "S"])
_GIVES = {"start_authentication": ("I", "A"), "get_challenge": ("s", "B")}
"""Calls of pysrp's that give two values."""


def at_prompts(rows: Rows) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(what was typed, as rows of a program; all rows, with what was typed left empty where it is program text, and an
    answer that is understood told as `name = value`). The first is empty where there is no such prompt."""
    typed: list[tuple[int, str]] = []
    hashed: set[str] = set()
    out: list[tuple[int, str]] = []
    at = 0
    while at < len(rows):
        number, line = rows[at]
        at += 1
        prompt = PROMPT.match(line)
        if prompt is None or _NAMED.match(prompt["typed"]):
            out.append((number, line))
            continue
        given = [(number, prompt["typed"])]
        while at < len(rows) and (more := _GOES_ON.match(rows[at][1])) is not None:
            given.append((rows[at][0], more["typed"]))
            at += 1
        answer = _answer(rows, at)
        asked = _shown(prompt["typed"]) if len(given) == 1 else ()
        names = asked or _assigned(prompt["typed"])
        if not asked and _HASHES.search(prompt["typed"]):
            hashed |= {*names} & _ELEMENTS
        if hashed & {*names}:  # a power is no digest: these letters are of something else
            out += [(number, ""), *((one, "") for one, _ in answer)]
            at += len(answer)
            continue
        said = _told(names, "\n".join(line for _, line in answer))
        if not asked:
            typed += given
        out += [(one, line if asked and said is None else "") for one, _ in given[:1]] + [
            (one, "") for one, _ in given[1:]
        ]
        if said is not None:
            out += [(answer[0][0], said), *((one, "") for one, _ in answer[1:])]
            at += len(answer)
    return typed, out


def _answer(rows: Rows, at: int) -> Rows:
    """The lines below a prompt, up to the next one or a blank line."""
    end = at
    while end < len(rows) and end - at < MOST and rows[end][1].strip() and not PROMPT.match(rows[end][1]):
        end += 1
    return rows[at:end]


def _assigned(typed: str) -> tuple[str, ...]:
    """The names that a statement gives, whose answer shows what they are: `A = powermod(g, a, N)`, `{APub, _} = ..`."""
    targets = _TARGETS.match(typed)
    names = [recognise(one) for one in re.split(r"[,\s]+", targets["names"])] if targets is not None else []
    found = tuple(one.name for one in names if one is not None and not one.weak and one.name not in SETTINGS)
    return found if len(found) == len(names) else ()


def _shown(typed: str) -> tuple[str, ...]:
    """The names that an expression shows, in their order; none of a statement, and of what shows anything else."""
    if _ASSIGNS.match(typed):
        return ()
    printed = _PRINTED.match(typed)
    if printed is not None:
        typed = typed[printed.end() :].strip()
        typed = typed.removesuffix(")") if printed["open"] == "(" else typed
    typed = typed.strip().rstrip(";")
    if typed.startswith(("(", "[")) and typed.endswith((")", "]")):
        typed = typed[1:-1]
    gives = next((names for call, names in _GIVES.items() if typed.endswith(f"{call}()")), None)
    found = arguments_at(f"{typed})", 0) if gives is None else None
    names = [shown_name(one) if isinstance(one, str) else None for _, one in found[0]] if found is not None else []
    if gives is not None or not names or None in names:
        return gives or ()
    return tuple(one[1].name for one in names if one is not None)


def _told(names: Sequence[str], line: str) -> str | None:
    """The values of an answer under their names; None where they are not as many."""
    if not names or not line or len(line) > LONGEST:
        return None
    answer = _ANSWER.match(line)
    values = values_of(line[answer.end() :] if answer is not None else line)
    if len(values) != len(names):
        return None
    return "; ".join(f"{name} = {' '.join(value.split())}" for name, value in zip(names, values, strict=True))
