"""What kind of text the lines of a page are: program text or printed text, and which test or function a line is in.

Values of one test stay together, and those of another stay out: the functions, tests and classes of every language
that people paste are indented, so a line belongs to the openers above it that stand further left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from srpscope.capture.pages.places.consoles import IS_OF_SPEW
from srpscope.capture.pages.places.debuggers import PROMPTS
from srpscope.capture.pages.places.lisp import is_lisp

_DEFINES = re.compile(
    r"\s*(?:import\s+[\w{*\"'.(@]|from\s+\S+\s+import\b|#include\b|#import\s|@(?:implementation|interface|import)\s|#!/|package\s+[\w.]+;?\s*$|using\s+[\w.]+;|"
    r"use\s+[\w:]+|require\s*[('\"]|const\s+.*require\(|class\s+\w|def\s+\w|func\s+[\w(]|fn\s+\w|pub\s(?!(?:0[xX])?[0-9a-fA-F]{8})|fun\s+[\w`]|"
    r"sub\s+\w+|function\b|"
    r"(?:public|private)\s(?!=|(?:key|value|ephemeral|exponent|number)s?\b|[\w ()]{0,40}:\s*(?:\d|$|[0-9a-fA-F]{8})|"
    r"[\w ()]{0,40}=\s*(?:0[xX])?[0-9a-fA-F]{16,}\s*$)"
    r"|protected\s|internal\s|static\s+(?:\w+\s+)+\w+\s*\(|describe\b|it\s*[('\"]|"
    r"test\s*[('\"]|@Test\b|\[Test\b|\[Fact\]|#\[|-module\(|-export\(|-include|-define\(|impl\b|struct\b|async\s|export\s+(?:default|const|let|function|class|async|type|interface|\{)|extern\s|"
    r"let!?\s*\(:|subject\b|TEST(?:_F|_P)?\(|namespace\s|<\?php|module\s+\w+\s*(?:where|=)|defmodule\s|\w+_test_?\(\)\s*->|"
    r"[a-z]\w{0,60}\([\w, ]{0,80}\)\s*->\s*$|Imports\s+\w|(?:Public|Private|Friend)\s+(?![\w ()]{0,40}:)\w|"
    r"Dim\s+\w+|open\s+[A-Z][\w.]*\s*$|\[<\w+>\]|module\s+[A-Z][\w.]*\s*$|"
    r"@testset\s|using\s+[A-Z]\w*\s*$|unit\s+\w+;|uses\s+\w|(?:procedure|program)\s+\w|param\s*\(|proc\s+\w+\s+\{)"
)
_STATEMENT = re.compile(
    r"\s*(?:(?:const|let|var|val|final|my|local|auto|static|byte|String|uint8_t|char|int|mpz_t|BigInteger)\b[^:]{0,80}=|"
    r"assert\w*[\s(!.]|expect\s*\(|return\b|if\s*\(|for\s*\(|self\.\w|this\.\w|\$\w+\s*=|t\.\w+\(|let\s)|"
    r"\s*[A-Z]\w{0,30}\s*=\s*<<|"
    r"\s*\w[\w, ]{0,60}:=\s|\s*\|>\s?[A-Za-z]|\s*\w{1,40}\s*=\s*[\w.]{1,40}\(\s*[bBrRfF]?[\"']|"
    r".*[;{]\s*$|\s*[})\]]+[;,)]*\s*$|\s*end\s*$"
)
HEX_BELOW = re.compile(
    r"[ \t>]*(?:0x)?[0-9a-fA-F]{4,8}:?\s{1,4}[0-9a-fA-F]{2}(?:[0-9a-fA-F]{2})?[ \t]|"
    r"[ \t>]*(?:0x)?[0-9a-fA-F]{8}|[ \t>]*(?:[0-9a-fA-F]{2}[ :]){3}|-----BEGIN"
)
"""A line of a dump, or of a key's armour."""
_PROSE = re.compile(r"\s*(?:\(?[A-Za-z][\w'\u2019-]*[),.;:]{0,2}\s+){6}")
"""A line of a document: a standard may show structures and calls between its paragraphs."""
_MINIFIED = 1_000
"""Characters of a line that nobody wrote by hand."""
_CODE = re.compile(r"function\s?\w*\(|=>|\bvar\s|\breturn\b")
_OPENER = re.compile(
    r"(?P<indent>[ \t]*)(?:(?:export|default|public|private|protected|internal|static|final|override|async|suspend|"
    r"unsafe|pub(?:\([a-z]+\))?|abstract|virtual|open|inline|extern|@\w+)\s+)*"
    r"(?:(?:def|func|fn|fun|sub|function|class|object|impl|mod|interface|namespace|defmodule|struct)\b\*?\s*[\w(`\"':]"
    r"|(?:describe|context|it|test|specify|example|scenario|feature|suite|subtest|testWidgets|group|setUp|beforeEach|"
    r"Deno\.test|t\.Run|QUnit\.test|tap\.test|t\.test|TEST(?:_F|_P|_CASE)?|BOOST_AUTO_TEST_CASE|SECTION)\b"
    r"(?:\.\w+)?\s*[(\"'`]|(?:void|prop)\s"
    r"|(?:[\w<>\[\],*&]+\s+){1,4}\**\w+\s*\([^;=]*\)\s*(?:throws\s+[\w, .]+|const|noexcept)?\s*\{?\s*$"
    r"|[a-z]\w*\s*\([^;=]*\)\s*->\s*$|\w+\s*(?:=|:)\s*(?:async\s*)?(?:function\b|\([^()]*\)\s*=>\s*\{))"
)
_PREPARES = re.compile(
    r"(?i)[^(\n]{0,60}?\b(?:set_?up(?:class|all)?|before(?:_?(?:each|all|class))?|test_?initialize|init_per_\w+)\b"
    r"(?!\s*[=:])"
)
"""What runs before each test: its values are those of all of them."""
_FIXTURE = re.compile(r"\{\s*(?:setup|foreach)\s*,\s*(?:\w+\s*,\s*)?fun (?P<name>[a-z]\w{0,60})/0")
"""Which function of EUnit's prepares the tests."""
_SHELL = re.compile(r"\s*(?:[\w@.~:/\-]{1,40} ?)?[$%] (?:xxd|hexdump|hd|od)\s")
"""What somebody typed to see the bytes of a file."""
_CLOSER = re.compile(r"[ \t]*(?:[})\]]+[;,)]*|\{|end\b.*|\.|fi|esac)\s*$")


def is_program(lines: Sequence[str]) -> bool:
    """Whether a stretch of lines is the text of a program rather than what one printed."""
    if is_lisp(lines):
        return True
    if any(line.startswith(PROMPTS) or _SHELL.match(line) or IS_OF_SPEW.match(line) for line in lines):
        return False
    defining = stating = counted = told = 0
    for line in lines:
        if not line.strip() or HEX_BELOW.match(line) or re.fullmatch(r"[\s\d,x0a-fA-F\-]*", line):
            continue
        counted += 1
        if len(line) > _MINIFIED and sum(map(line.count, ";{}")) > len(line) // 100 and _CODE.search(line, 0, 4_000):
            return True
        short = line if len(line) <= 200 else f"{line[:160]}{line[-40:]}"  # a long literal, and how its line ends
        defining += _DEFINES.match(short) is not None
        stating += _STATEMENT.match(short) is not None and ": " not in short[:24]
        told += _PROSE.match(short) is not None
    if told > defining + stating:
        return False
    return (
        defining >= 2
        or (counted > 0 and (defining + stating) / counted > 0.4 and stating + defining >= 2)
        or (defining == 1 and stating >= 2)
    )


@dataclass(frozen=True)
class _Scope:
    indent: int
    line: int


def scopes(rows: Sequence[tuple[int, str]], program: bool) -> Callable[[int], tuple[int, ...]]:
    """Gives, for a line's number, the numbers of the openers it is in, outermost first; none in printed text."""
    if not program:
        return lambda _line: ()
    found: dict[int, tuple[int, ...]] = {}
    stack: list[_Scope] = []
    prepare = {one["name"] for _, line in rows if "fun " in line for one in _FIXTURE.finditer(line)}
    for number, line in rows:
        if not line.strip():
            found[number] = tuple(one.line for one in stack)
            continue
        indent = len(line) - len(line.lstrip())
        closer = _CLOSER.match(line[:80]) is not None
        while stack and (indent < stack[-1].indent or (indent == stack[-1].indent and not closer)):
            stack.pop()
        found[number] = tuple(one.line for one in stack)
        opens = not closer and len(stack) < 16 and _OPENER.match(line[:240]) is not None
        if opens and _PREPARES.match(line[:120]) is None and line.partition("(")[0] not in prepare:
            stack.append(_Scope(indent, number))
    return lambda line: found.get(line, ())
