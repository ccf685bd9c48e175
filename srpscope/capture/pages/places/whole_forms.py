"""The places of a text where a name and a literal stand in a form that is known whole.

One pass from left to right over a stretch of text. What may be a name is collected up to a separator (`=`, `:`, `=>`,
`:=`, `->`, `is`); where it names a value, the literal behind it is read, and it counts only if an end follows. Strings
and comments are stepped over whole, so that nothing is ever found inside one. In program text only literals count; in
what was printed a value may stand bare.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from srpscope.capture.pages.literals.blanks import past
from srpscope.capture.pages.literals.byte_lists import Literal
from srpscope.capture.pages.literals.reader import literal_at
from srpscope.capture.pages.literals.strings import string_at
from srpscope.capture.pages.names import EXTRA_TEXTS, SETTINGS, TEXTS, ValueName, recognise, side_of
from srpscope.capture.pages.places.assertions import Asserted, asserted, compared_with, matched, should, turned
from srpscope.capture.pages.places.bare import COMPUTED, LENGTH, bare_at, block_at, block_mark, text_at, unread_because
from srpscope.capture.pages.places.brackets import Brackets
from srpscope.capture.pages.places.elements import element_at
from srpscope.capture.pages.places.json_texts import pairs_of
from srpscope.capture.pages.places.phrases import defines, meaning
from srpscope.capture.pages.places.place import UNREAD_LIMIT, PagePlace, Unread
from srpscope.capture.pages.places.several import TARGETS, UNUSED, several
from srpscope.capture.pages.places.signatures import Signatures, constructed, put, told
from srpscope.capture.pages.places.stepped_over import behind_formula, behind_stand_in, comment_end, quote_end

PHRASE_LIMIT = 120
DOCUMENT_LIMIT = 65_536
"""Characters of a JSON object in a string."""
ATTEMPTS_LIMIT = 20_000
"""Names of values that are looked behind, of one page."""

_STOP = re.compile(
    r"(?:\.Should\(\)\.(?:Be|Equal|BeEquivalentTo)|\.(?:should|must)(?:[ ._](?:eql?|equal|be))*(?:[ ]==)?"
    r"|[ \t](?:\|>?[ ])?`?(?:[sS]hould|must)"
    r"(?:[ _\-]*(?:[bB]e|[eE]qual|==|eql?|to|exactly))*`?)(?:[ (]{1,2}|\n[ ]{1,40})(?=[\"'`\w\[<])"
    r"|\n|[\"'`]|[\[\](){}]|={1,2}>|->|<-|:=|::|={1,3}|!=|(?<=[\w)}]) eq (?=[\"'])"
    r"|[:,;|]|//|/\*|(?<![\w&])#|--(?=\s)|<(?=/?\w[\w\-]{0,39}[> ])"
    r"|\b(?:is|was|equals)[ \t]+(?=(?:0[xX])?[0-9a-fA-F]{8}|[\"'`*])"
)
_IS_EMPTY = re.compile(r"={2,3}[ \t]*(?:''|\"\")(?!['\"])")
_SEPARATORS = frozenset(["==>", "=", "==", "===", ":", ":=", "=>", "->", "<-"])
_TYPE = re.compile(
    r"[ \t]*+(?:[&*]\s*)?(?:'\w+[ \t]+)?(?:\[[^\[\]\n=]{0,40}\]|"
    r"[A-Za-z_][\w.:]{0,40}(?:<[^<>\n=]{0,40}>)?(?:\[[^\[\]\n=]{0,40}\])*)[?!]?[ \t]*+=(?![=>])"
)
_SUFFIX = re.compile(
    r"(?:[ \t]*(?:\[[^\]\[\n]{0,40}\]|\([^()\n]{0,40}\)|<[^<>\n]{0,40}>)){1,2}"
    r"(?=[\"'`*\s]*(?:PROGMEM\s|[A-Z]+_ATTR\s|__attribute__\(\(\w+\(?\w*\)?\)\)\s)?(?:=(?!>)|:(?!:)|->|:=|is\s))"
)
_END = re.compile(
    r"[ \t\r]*+[/?]?>(?=\s*(?:<|\n|$))|"
    r"[ \t\r]*+(?:\n|$|[,;)\]}|\"'`*<&]|//|/\*|#|--|\.(?=[\s)*]|$)|\\(?=\n)|(?:and|with|but|or)\b|\(|\[|=>|->"
    r"|(?=(?:the[ \t]+)?[\"'`*]{0,2}[A-Za-z][\w.'\- ]{0,40}(?:\([^()\n]{0,20}\))?[\"'`*]{0,2}[ \t]*(?:=|:(?!//)|->)))"
)
_TIMES = re.compile(r"[ \t]*[*%][ \t]*\d")
"""`[1] * 32` is more than its literal."""
_STRICT_END = re.compile(
    r"[ \t\r]*+(?:\n|$|[,;)\]}]|//|/\*|#|--|\\(?=\n)|(?:if|unless|and|or|in)\b|=>|then\b|do\b|\.(?=\s*$))", re.M
)
_PROSE = re.compile(r"[ \t]+(?:I|[a-z]+)(?=[\s.,;:!?)]|$)|[.!?](?=\s|$)")
_LONG = 32
"""Digits of a bare value that a word may stand behind."""
_REMARK = re.compile(r"[ \t]+(?!mod\b|xor\b)[a-z][a-z\-]*(?: [a-z\-]+){0,6}[ \t]*[.,;!]?[ \t\r]*(?:\n|$)")
_WORTH_SAYING = re.compile(r"[bBrRuUf@$]{0,2}[\"'`]\w{4}|0[xX][0-9a-fA-F]{8}|-?\d{10}")
_SIGILS = re.compile(
    r"(?m)^[ \t]*+(?:(?:my|our)\s+[$@%(]|<\?php|\$\w+\s*+=[^=~]|(?:private\s+|suspend\s+)?fun\s+[\w`]|val\s+\w+\s*+[=:]"
    r"|import\s+'(?:package|dart):)"
)
_DART = re.compile(r"(?m)^[ \t]*+import\s+'(?:package|dart):")
_PUT_IN = re.compile(r"(?<!\\)\$[A-Za-z_]")
_LIST = re.compile(r"(?:-?\d{1,3}|0[xX][0-9a-fA-F]{2})(?:,\s?(?:-?\d{1,3}|(?:0[xX])?[0-9a-fA-F]{2})(?!\w)){3}")
_HOST = re.compile(r"(?<![^\n])[Hh]ost: ?[\w.\-\[\]:]{1,253}[ \t\r]*(?:\n|$)")  # whom HTTP speaks to, not who speaks
_ENDS = re.compile(r"[ \t\r]*+(?:\n|$)")
_SETTING = re.compile(r"[ \t]*([^\n,;{}\[\]=]{1,60}?)[ \t]*(?:(?=[\n,;}\]])|$)")
_BLANKS = re.compile(r"[ \t]*+")
_ASKING = re.compile(r"[ \t]*(?:\}[ \t]*else[ \t]+)?if\b")
_KEYWORDS = re.compile(
    r"[ \t]*(?:(?:@test|if|elsif|elif|and|or|assert|return|ok|check|expect|unless|#expect)\b[! \t(]*)*"
)
_HELD = re.compile(r"\$\w{1,30}(?:->)?\{$")
_KEYED = re.compile(r"[ \t]*=>?(?![=~])")
_IDENTITY = re.compile(r"\s*:?=\s*b?[\"']\w")
"""`i = "alice"`, in languages whose variables are in small letters: a counter is no text."""
_BESIDE_A_SIGN = re.compile(r"\S{1,60}\s+(?=\S)")
"""The value before a key of logfmt: `conn=12 I=nora`."""
_META = re.compile(r"\s*+(?:\*\*|__|!!?[a-z]\w{1,11}[ \t]+)?")
_AFTER_LINE = re.compile(r"[ \t]*+(?:#(?!<)[^\n]*+|//[^\n]*+)?\r?\n[ \t]*+")


_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*+){0,3}")
"""What a comment between a name and its value leaves."""
_OF_MATLAB = re.compile(r"(?:\r?\n[ \t]++(?=['\"]))?")
"""The line that MATLAB leaves between `salt =` and its text."""
_PIPED = re.compile(r"[ \t]*\|>")


def _statement(text: str, at: int) -> int:
    """Where the line of a place begins, or the one above it that Elixir pipes into it."""
    start = text.rfind("\n", 0, at) + 1
    while start and at - start <= PHRASE_LIMIT and _PIPED.match(text, start):
        start = text.rfind("\n", 0, start - 1) + 1
    return start


@dataclass
class Stretch:
    """One stretch of text being searched. program: whether it is program text. scopes: line -> its openers.
    attempts: how many names of values may still be looked behind."""

    text: str
    first_line: int
    program: bool
    scopes: Callable[[int], tuple[int, ...]]
    numbers: list[int]
    attempts: int = ATTEMPTS_LIMIT
    unread: list[Unread] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _brackets: Brackets = field(default_factory=Brackets)
    _puts_in: bool = False
    _quotes: str = '"'
    _told: tuple[int, str | None] = (0, None)
    _signatures: Signatures = field(default_factory=lambda: Signatures(""))

    def __post_init__(self) -> None:
        self._signatures = Signatures(self.text if self.program else "")
        self._quotes = "\"'" if _DART.search(self.text, 0, 65_536) else '"'
        self._puts_in = self.program and _SIGILS.search(self.text, 0, 65_536) is not None
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line_of(self, at: int) -> int:
        """The number of the line that a place is in."""
        return self.numbers[min(bisect_right(self._starts, at), len(self.numbers)) - 1]

    def places(self) -> Iterator[PagePlace]:
        """Every place that names a value which could be read; the others go to `unread`."""
        text, at, begin = self.text, 0, 0
        while match := _STOP.search(text, at):
            mark = match[0]
            at = match.end()
            stated = self._stated(begin, match) if self.program else None
            if stated is not None:
                yield from stated[0]
                at = begin = stated[1]
            elif mark in _SEPARATORS or mark[:1] in "iwe":
                found, at = self._separated(begin, match)
                if found is not None:
                    yield found
                if mark not in _SEPARATORS and at == match.end():
                    continue
                begin = at
            elif mark in ("!=", " eq "):
                begin = at
            elif "hould" in mark or "must" in mark:
                pass
            elif mark in "\"'`":
                at, begin = quote_end(text, match.start(), begin, self.program)
                if not self.program and text[match.end() : match.end() + 1] == "{" and text[at - 2 : at - 1] == "}":
                    yield from self._document(match.start())
            elif mark == "(" and (compared := asserted(text, match.start())) is not None:
                yield self._compared(compared, match.start())
                at = begin = compared.end
            elif mark in "([{":
                if self.program:
                    yield from self._by_position(match.start())
                if mark in "({" and (made := self._constructed(match.start())) is not None:
                    yield made
                at, begin = self._opening(match.start(), begin)
            elif mark in ")]}":
                self._brackets.closed()
                keyed = mark == "]" or (mark == "}" and _HELD.search(text, max(0, begin - 40), begin) is not None)
                if not keyed or _KEYED.match(text, at) is None or not text[begin : at - 1].strip(" \"'").isidentifier():
                    begin = at  # else it is PHP's [name] => .. and Perl's $self->{name} = ..
            elif mark == "::":
                continue
            elif mark == "<":
                found, at = self._element(match.start())
                if found is not None:
                    yield found
                elif not self.program:
                    at = behind_stand_in(text, match.start(), at)
                begin = at
            elif mark in ("//", "/*", "#", "--"):
                at, begin = comment_end(text, match, begin, self.program)
            else:
                begin = at

    # Names

    def _spelled(self, begin: int, end: int) -> tuple[str, ValueName] | None:
        """The name that stands between two places, with its meaning."""
        phrase = self.text[max(begin, end - PHRASE_LIMIT) : end].rstrip().rsplit("\n", 1)[-1].strip()
        if not self.program and begin > 0 and self.text[begin - 1] == "=" and self.text[begin : begin + 1].strip():
            phrase = _BESIDE_A_SIGN.sub("", phrase)
        if phrase.endswith(")") and "(" not in phrase and self.text[end : end + 3].lstrip()[:2] == "==":
            return None  # of a call that is compared: f(a, B) == ".."
        if self.program and _IS_EMPTY.match(self.text, end):
            return None  # a program asks whether something was typed
        if self.program:
            phrase = phrase.rstrip("} ")  # $self->{A}
            if phrase in ("i", "id") and _IDENTITY.match(self.text, end):
                return phrase, ValueName(("I",), weak=True)
        found = meaning(phrase, self.program) if phrase else None
        if found is None:
            return None
        spelling, named = found
        return (spelling, named) if named is not None else self._brackets.owned(spelling)

    # Values

    def _separated(self, begin: int, match: re.Match[str]) -> tuple[PagePlace | None, int]:
        """A separator: the place before and behind it, and where to go on."""
        text, mark, start = self.text, match[0], match.start()
        if mark == ":" and text.startswith("//", match.end()):
            return None, match.end()
        if mark == "=" and text[start - 1 : start] in ("!", "<", ">", "+", "-", "*", "/", "%", "^", "~"):
            return None, match.end()
        end = match.end()
        if mark == ":" and self.program and defines(text[text.rfind("\n", 0, start) + 1 : start]):
            return None, end
        typed = _TYPE.match(text, end) if mark == ":" else None
        if typed is not None and not self.program and _ENDS.match(text, typed.end()):
            typed = None  # base64 whose last character is =
        if typed is not None and (self.program or not recognise(typed[0].strip(" =\t"))):
            end = typed.end()
        targets = TARGETS.search(text, max(0, start - PHRASE_LIMIT), start) if "=" in mark else None
        if targets is not None:
            if targets["others"] and not UNUSED.fullmatch(targets["others"]):
                return None, end  # a, b = 1, 2: which is whose is not read
            begin, start = targets.span("first")
        if self.program and begin and not text[begin:start].strip():  # the name stands on the line above
            begin = text.rfind("\n", 0, begin - 1) + 1
        spelled = self._spelled(begin, start) if self.attempts > 0 else None
        if spelled is None:
            phrase = text[max(begin, start - 60) : start].strip(" \t\"'`*${@&")
            phrase = "" if _HOST.match(text, max(start - 4, 0)) else phrase
            self._brackets.owner = phrase.split()[-1] if phrase.split() and "\n" not in phrase else ""
            if mark == ":" and (told := side_of(phrase)) is not None and not self.program:
                self._told = (text.find("\n", end), told)  # "Device: Salt=.., PubKey=.."
            return None, end
        self.attempts -= 1
        spelling, named = spelled
        self._brackets.owner = spelling.split()[-1] if spelling.split() else ""
        named = self._brackets.with_owner(named, spelling)
        found = self._value(end, named, spelling)
        if found is None:
            return None, end
        literal, content, form, stop = found
        side = named.side or self._brackets.side()
        if side is None and (start < self._told[0] or self._told[0] == -1):
            side = self._told[1]
        self._brackets.owner = ""
        line = self.line_of(start)
        scope = (*self.scopes(line), *self._brackets.items())
        return PagePlace(line, spelling, named, literal, content, form, scope, side), stop

    def _value(self, end: int, named: ValueName, spelling: str) -> tuple[Literal | None, str, str, int] | None:
        text = self.text
        at = past(_META, text, end)
        if "\n" in text[end:at]:
            at = past(_BLANKS, text, end)
        at = at if self.program else behind_formula(text, at)
        if named.name in SETTINGS:
            setting = _SETTING.match(text, at)
            return None if setting is None else (None, setting[1].strip("\"'`*( "), "a setting", setting.end(1))
        if not self.program and (marked := block_mark(text, at)) is not None:
            return None, marked[0], "lines below", marked[1]
        below = _AFTER_LINE.match(text, at)
        if below is not None:
            return self._below(at, below.end(), named, spelling)
        measured = LENGTH.match(text, at) if not self.program and named.name not in TEXTS | EXTRA_TEXTS else None
        if measured is not None and not _ENDS.match(text, measured.end()):
            at = measured.end()
        found = literal_at(text, at)
        if found is not None and self.program and self._interpolates(text[at : found.end]):
            self._missed(at, spelling, "is put together of other values")
            return None
        if found is not None and not (not self.program and self._bare_first(at, found.literal, named)):
            prose = not self.program and found.literal.said == "a string" and _PROSE.match(text, found.end)
            ends = (_STRICT_END if self.program else _END).match(text, found.end)
            if prose or (ends and _TIMES.match(text, found.end) is None):
                return found.literal, "", found.literal.said, found.end
            if found.literal.kind != "number":
                self._missed(at, spelling, "is an expression, of which its literal is only a part")
                return None
        if self.program:
            if _WORTH_SAYING.match(text, at):
                self._missed(at, spelling, "has a literal that is not whole, or a part of an expression")
            elif COMPUTED.match(text, at):
                self._missed(at, spelling, "is computed by a call")
            return None
        return self._bare(at, named, spelling)

    def _bare_first(self, at: int, literal: Literal, named: ValueName) -> bool:
        """A bare number may be more than its first digits: 157,202,93 or a password."""
        if literal.kind != "number":
            return False
        if named.name in TEXTS | EXTRA_TEXTS:
            return True
        return _LIST.match(self.text, at) is not None and not self._brackets.open

    def _bare(self, at: int, named: ValueName, spelling: str) -> tuple[Literal | None, str, str, int] | None:
        line_end = self.text.find("\n", at)
        line_end = len(self.text) if line_end < 0 else line_end
        if named.name in TEXTS | EXTRA_TEXTS:
            inside = self._brackets.goes_on_from(self.text, at)
            content, stop, why = text_at(self.text, at, line_end, inside)
            if content is None:
                if why:
                    self._missed(at, spelling, why)
                return None
            blank = self.text[stop - 1 : stop] in " \t" and self.text[stop : stop + 1] in ("", "\n")
            return None, content, "as it stands, before a blank" if blank else "as it stands", stop
        bare = bare_at(self.text, at, line_end)
        if (
            bare is not None
            and (_END.match(self.text, bare[1]) or (len(bare[0]) >= _LONG and _REMARK.match(self.text, bare[1])))
            and not ("," not in bare[0] and _LIST.match(self.text, at))
        ):
            return None, bare[0], "", bare[1]
        why = unread_because(self.text[at:line_end])
        if why and not named.weak:
            self._missed(at, spelling, why)
        return None

    def _below(
        self, at: int, start: int, named: ValueName, spelling: str
    ) -> tuple[Literal | None, str, str, int] | None:
        """A value that begins on the line below its name."""
        if not self.program and named.name not in TEXTS | EXTRA_TEXTS:
            block = block_at(self.text, at)
            if block is not None:
                return None, block[0], block[1], block[2]
        start = past(_BLANK_LINES if self.program else _OF_MATLAB, self.text, start)
        found = literal_at(self.text, start)
        if found is None or (found.literal.kind == "number" and not self.program):
            return None
        if not (_STRICT_END if self.program else _END).match(self.text, found.end):
            self._missed(start, spelling, "is an expression, of which its literal is only a part")
            return None
        return found.literal, "", found.literal.said, found.end

    def _missed(self, at: int, spelling: str, why: str) -> None:
        if len(self.unread) < UNREAD_LIMIT:
            self.unread.append(Unread(self.line_of(at), spelling, why))

    def _interpolates(self, literal: str) -> bool:
        """Whether a string of Perl, PHP, Kotlin or Dart has the value of a variable in it."""
        return self._puts_in and literal[:1] in self._quotes and _PUT_IN.search(literal) is not None

    def _constructed(self, at: int) -> PagePlace | None:
        """What C++ declares with its value in brackets: `BigInt a("0x9dca..");`."""
        if self.attempts <= 0 or not (self.program or self.text[at] == "("):
            return None
        made = constructed(self.text, at) or put(self.text, at) or told(self.text, at)
        if made is None or not _STRICT_END.match(self.text, made.end):
            return None
        self.attempts -= 1
        line = self.line_of(at)
        return PagePlace(line, made.spelling, made.named, made.literal, "", made.literal.said, self.scopes(line))

    def _document(self, at: int) -> Iterator[PagePlace]:
        """The values of a JSON object that stands whole in a string, as a log prints the body of a request."""
        prefix = "b" if self.text[at - 1 : at] == "b" else ""
        string = string_at(self.text, at - len(prefix))
        if string is None or len(string.text) > DOCUMENT_LIMIT or self.attempts <= 0:
            return
        line = self.line_of(at)
        for key, named, content in pairs_of(string.text):
            self.attempts -= 1
            yield PagePlace(line, key, named, None, content, "JSON in a string", self.scopes(line))

    def _stated(self, begin: int, match: re.Match[str]) -> tuple[list[PagePlace], int] | None:
        """What a program states of values other than in one assignment, and where that ends: `A == "9dca"`,
        `A.should eq "9dca"`, `a, b = 0x9d, 0xca`."""
        mark, text = match[0], self.text
        behind = text[max(0, match.start() - 4) : match.start()].rstrip()
        compared = matched(text, match.start()) if mark == "=" and behind.endswith((">>", '"')) else None
        if mark in ("=", ":=") and compared is None:
            return self._several(match)
        if mark in ("==", "===", "!=", " eq "):
            compared = self._equal(begin, match)
        elif "hould" in mark or "must" in mark:
            compared = should(text, text.rfind("\n", 0, match.start()) + 1, match.start(), match.end())
        return None if compared is None else ([self._compared(compared, match.start())], compared.end)

    def _several(self, sign: re.Match[str]) -> tuple[list[PagePlace], int] | None:
        """What one assignment says of several names."""
        start = max(0, sign.start() - PHRASE_LIMIT)
        targets = TARGETS.search(self.text, start, sign.start()) if self.attempts > 0 else None
        if targets is None or not targets["others"] or UNUSED.fullmatch(targets["others"]):
            return None
        self.attempts -= 1
        found = several([targets["first"], *targets["others"].split(",")[1:]], self.text, sign.end())
        if found is None:
            return None
        line = self.line_of(sign.start())
        return [
            PagePlace(line, one.spelling, one.named, one.literal, "", one.literal.said, self.scopes(line))
            for one in found[0]
        ], found[1]

    def _equal(self, begin: int, match: re.Match[str]) -> Asserted | None:
        """What a program compares with `==`, and Go's tests with `if A != "9dca" {`."""
        if self.attempts <= 0:
            return None
        self.attempts -= 1
        start = max(_statement(self.text, match.start()), match.start() - PHRASE_LIMIT)
        if match[0] == "!=" and not _ASKING.match(self.text, start):
            return None
        first = _KEYWORDS.match(self.text, max(start, begin if self.text[begin - 1 : begin] == "(" else start))
        assert first is not None
        return compared_with(self.text, first.end(), match) or turned(self.text, match.start(), match.end())

    def _compared(self, found: Asserted, at: int) -> PagePlace:
        """What a test expects of a value."""
        line, literal = self.line_of(at), found.literal
        return PagePlace(line, found.spelling, found.named, literal, "", f"{literal.said}, compared", self.scopes(line))

    def _by_position(self, at: int) -> Iterator[PagePlace]:
        """The literals among the arguments of a call whose parameters are known."""
        if self.attempts <= 0:
            return
        for place, spelling, named, literal in self._signatures.given(self.text, at):
            self.attempts -= 1
            line = self.line_of(place)
            if not self._interpolates(self.text[place : place + 200].split("\n")[0]):
                yield PagePlace(line, spelling, named, literal, "", f"{literal.said}, by its place", self.scopes(line))

    # What is stepped over

    def _opening(self, at: int, begin: int) -> tuple[int, int]:
        text = self.text
        if text[at] in "[(" and (suffix := _SUFFIX.match(text, at)) is not None and text[begin:at].strip():
            return suffix.end(), begin
        self._brackets.opened(text, at, self.program)
        return at + 1, at + 1

    def _element(self, at: int) -> tuple[PagePlace | None, int]:
        """An element of XML, a pair of a property list."""
        found = element_at(self.text, at)
        if found.named is None:
            return None, found.end
        line = self.line_of(at)
        return PagePlace(line, found.name, found.named, None, found.content, "an element", self.scopes(line)), found.end
