"""What a test expects: `assertEqual(A, "..")`, `expect(A.toHex()).toBe("..")`, `assert.Equal(t, "..", hex(A))`."""

from __future__ import annotations

import re
from typing import NamedTuple

from srpscope.capture.pages.literals.blanks import SPACE, past
from srpscope.capture.pages.literals.byte_lists import At, Literal
from srpscope.capture.pages.literals.conversions import effects_of, shows, words
from srpscope.capture.pages.literals.reader import literal_at
from srpscope.capture.pages.literals.strings import string_at
from srpscope.capture.pages.names import SETTINGS, TEXTS, ValueName, recognise, words_of
from srpscope.capture.pages.places.phrases import undoubled

ARGUMENT_LIMIT = 300
ARGUMENTS_LIMIT = 8
DEPTH_LIMIT = 3
LINE_LIMIT = 4_000

_CALLED = re.compile(
    r"(?:\b(?:assert\w*!?|\w*[aA]ssert(?:ions)?\.\w+|expect|is|is_deeply|is_hex|should\w*|require\.\w+|EXPECT_\w+|ASSERT_\w+|"
    r"CHECK\w*|XCTAssert\w*|BOOST_\w+|strictEqual|deepEqual|t\.\w+|verify\w*|check_\w+|[eE]quals?|same|isEqual|DeepEqual|assertResult|expectEqual\w*|"
    r"(?:str|strn|mem|CRYPTO_mem|strcase)cmp|Check\w+)|\?assert\w*)\s*$"
)
_WRAPPED = re.compile(
    r"(?:Is\.)?(?:[eE]quals?|[eE]qualTo|equal_to|eq|isEqualTo|is|deepEquals|equalsIgnoringCase)\(\s*+"
)
_RECEIVER = re.compile(
    r"(?P<name>[A-Za-z_@$][\w.$]{0,60}(?:\(\))?)\.(?:equals?|Equals?|isEqual|eql\?|equalsIgnoreCase)$"
)
_NEGATED = re.compile(r"(?i)not|_ne\b|_ne$|differ|unequal|throws|raises")
_MATCHER = re.compile(
    r"\s*+\.(?P<chain>\w+(?:\(\))?(?:\.\w+(?:\(\))?){0,4})\s*(?:\(|\s)\s*"
    r"(?:(?:eq|equals?|eql|be)\s*\(?\s*)?"
)
_MATCHERS = words(
    "to be equal eql eq tobe toequal tostrictequal deep equals is toeq tohexequal deepequal strictequal same "
    "bytesequal tobeequal a the have isequalto should be() should() must_equal wont isequalignoringcase"
)
_CALL = re.compile(r"(?:\[\w{1,12}\]|(?P<call>[A-Za-z_$?](?:[\w$.:]|->){0,60}!?))\((?=[^)])")
_KEYED = re.compile(r"(?:->)?\{['\"]?(\w{1,40})['\"]?\}|\[\s*:?['\"]?([A-Za-z_]\w{0,40})['\"]?\s*\]")
_TEXT_HELD = re.compile(r"(?:->)?\{['\"]?[IP]['\"]?\}|\s*\w{1,16}\.[IP]\s*$")
"""`$srp->{I}`, `v.I`: a user name is what is held under its letter, and no expression that may be anything."""
_METHODS = re.compile(r"(?:(?:\?|!)?\.\w{1,40}!?(?:\(\s*(?:\w{1,16}: )?[:'\"\w., ]{0,24}\s*\))?)*!?")
_CHAIN = re.compile(
    r"[A-Za-z_$@][\w$]{0,60}(?:(?:\.|->|::|\?\.|!\.)[A-Za-z_$][\w$]{0,60}(?:\(\s*[:'\"\w., ]{0,24}\s*\))?)*+"
)
_MESSAGE = re.compile(r"\[(?P<to>[A-Za-z_][\w.]{0,60}) (?P<what>\w{1,60})\]")
"""Objective-C's `[A toHexString]`."""
_HARMLESS = re.compile(r"\s*(?:\w{1,24}\s*[:=]\s*)?[&*]?(?:[\w.$:]{1,60}|['\"][\w*().{}:%#]{1,8}['\"])\s*")


_OF_OBJECT = re.compile(r"[\w)]\.[ux]$")
"""`client.u(B)` gives u; `u(B)` and `x(B)` are short names for showing a number or hex."""

_EXPECTING = re.compile(
    r"[ \t]*(?:assert|static_assert|require|REQUIRE|CHECK|expect|XCTAssert|ok|check|debug_assert)!?[ \t]*\(?[ \t]*"
)


_BLANKS = re.compile(r"[ \t]*+\n?[ \t]*+")
_BEHIND = re.compile(r"[ \t]*+(?:[);,{:]|\r?\n|$|&&|\|\||and\b|or\b|//|#|/\*|\?)")


_EXPECTED = r"expected|wanted|want|should be|should have been|computed|calculated"
_GOT = r"but was|got|actual|received|was"
_COMPARED = r"[\"'`<]{0,2}(?:0x)?(?P<%s>[0-9a-fA-F]{32,}|[0-9A-Za-z+/]{26,}={1,2})[\"'`>]{0,2}"
_MISMATCHES = tuple(
    re.compile(
        rf"(?i:{first}):? ?[=:]? ?{_COMPARED % one}(?:[,;]| -|\n| and| but)? ?(?i:{second}):? ?[=:]? ?{_COMPARED % two}"
    )
    for first, one, second, two in ((_EXPECTED, "due", _GOT, "sent"), (_GOT, "sent", _EXPECTED, "due"))
)
_GOT_ALONE = re.compile(
    rf"(?i:\b(?:got|received)):? ?[=:]? ?(?P<sent><<[\d, ]{{40,}}>>|\[[\d, ]{{40,}}\]|{_COMPARED % 'bare'})"
)
_PROOF_OF = {
    "M2": re.compile(r"(?i:\bM2\b|\bH_?AMK\b|\bserver(?:'s)? ?(?:session ?)?(?:proof|evidence))"),
    "M1": re.compile(r"(?i:\bM1\b|\bproof|\bevidence|\bclient ?proof)"),
}


def proof_spoken_of(text: str) -> str | None:
    """Which proof a text speaks of: M1, where it only says "the proof"; None where it speaks of none."""
    return next((name for name, said in _PROOF_OF.items() if said.search(text)), None)


def unequal(line: str) -> str:
    """A line in which a proof was not the one expected, with a name before each: `M1 mismatch: got 9dca.., want 51e0..`
    is `; received M1: 9dca.., expected M1: 51e0..`."""
    if len(line) > LINE_LIMIT or (name := proof_spoken_of(line)) is None:
        return line
    for form in _MISMATCHES:
        if (found := form.search(line)) is not None:
            said = f'; received {name}: "{found["sent"]}", expected {name}: "{found["due"]}"'
            return f"{line[: found.start()].rstrip(' :=(,-')}{said}; {line[found.end() :].lstrip(') ')}"
    alone = _GOT_ALONE.search(line)
    if alone is None or "expected" in line:
        return line
    return f"{line[: alone.start()].rstrip(' :=(,-')}; received {name}: {alone['sent']}; {line[alone.end() :]}"


class Asserted(NamedTuple):
    """A name and the literal that a test compares it with; where the assertion ends."""

    spelling: str
    named: ValueName
    literal: Literal
    end: int


def asserted(text: str, at: int) -> Asserted | None:
    """The comparison in the call whose bracket opens at a place, or None where it is none."""
    called = _CALLED.search(text[max(0, at - 48) : at])
    if called is None or _NEGATED.search(called[0]):
        return None
    arguments = arguments_at(text, at + 1)
    if arguments is None:
        return None
    placed, end = arguments
    given = [one for _, one in placed]
    literals = [one for one in given if isinstance(one, Literal)]
    names = [found for one in given if isinstance(one, str) and (found := shown_name(one)) is not None]
    if not names and len(literals) == 2 and literals[0].kind == "text" and len(literals[0].text) <= 24:
        label = recognise(literals[0].text)  # check_bn("A", Apub, "61D5..")
        names = [(literals[0].text, label)] if label is not None and label.name not in SETTINGS | TEXTS else []
    receiver = _RECEIVER.search(text[max(0, at - 90) : at])
    if receiver is not None and len(given) == len(literals) == 1 and (shown := shown_name(receiver["name"])):
        names = [shown]
    if not literals and len(names) == 1 and len(given) == 1:
        matched = _matched(text, end)
        if matched is None:
            return None
        literal, end = matched
        literals = [literal]
    if len(names) != 1 or not 1 <= len(literals) <= 2:
        return None
    if names[0][1].name in TEXTS:
        return Asserted(*names[0], literals[0], end)  # the other says what the test is about
    return Asserted(*names[0], max(literals, key=lambda one: len(one.text) + len(one.data)), end)


def should(text: str, begin: int, at: int, end: int) -> Asserted | None:
    """What `x.to_s(16).should eq "..."` says. begin: of the expression; at, end: of the words of the expectation."""
    expression = text[max(begin, at - ARGUMENT_LIMIT) : at]
    named = shown_name(expression) or _applied(expression.strip())
    literal = literal_at(text, end)
    if named is None or literal is None or not re.compile(r"[ \t]*+(?:[);,]|\r?\n|$)").match(text, literal.end):
        return None
    return Asserted(*named, literal.literal, literal.end)


_APPLICATION = re.compile(r"(?P<name>[a-z]\w{1,40})(?: [A-Za-z_][\w.']{0,40}){1,6}")


def _applied(expression: str) -> tuple[str, ValueName] | None:
    """What a function of Haskell's gives whose name is the value's: `publicA group a`."""
    call = _APPLICATION.fullmatch(expression)
    return None if call is None else _computed(f"{call['name']}()", call["name"])


def compared_with(text: str, begin: int, sign: re.Match[str]) -> Asserted | None:
    """What `A.toString('hex') === ".."` says. begin: of the expression before the sign."""
    named = shown_name(text[begin : sign.start()]) if sign.start() - begin <= ARGUMENT_LIMIT else None
    found = literal_at(text, past(_BLANKS, text, sign.end())) if named is not None else None
    if named is None or found is None or not _BEHIND.match(text, found.end):
        return None
    long = sign[0] != "!=" or named[1].name in TEXTS or len(found.literal.text) + 2 * len(found.literal.data) >= 16
    return Asserted(*named, found.literal, found.end) if long else None


def turned(text: str, at: int, end: int) -> Asserted | None:
    """What `assert bytes.fromhex("9dca") == A` says: the literal stands first. at, end: of the sign between."""
    start = text.rfind("\n", 0, at) + 1
    expecting = _EXPECTING.match(text, start, at)
    literal = literal_at(text, expecting.end()) if expecting is not None else None
    if literal is None or text[literal.end : at].strip():
        return None
    stop = text.find("\n", end)
    stop = _expression_end(text, end) or (len(text) if stop < 0 else stop)
    expression = text[end:stop].partition("\n")[0]
    named = shown_name(expression.rstrip(" ;\t")) if len(expression) <= ARGUMENT_LIMIT else None
    return None if named is None else Asserted(*named, literal.literal, end + len(expression))


def matched(text: str, sign: int) -> Asserted | None:
    """What Erlang and Elixir match, the literal first: `<<16#9D, 16#CA>> = A,`. sign: the place of the sign."""
    start = past(_BLANKS, text, text.rfind("\n", 0, sign) + 1)
    literal = literal_at(text, start) if text[start : start + 1] in ("<", '"') else None
    stop = _expression_end(text, sign + 1) if literal is not None and not text[literal.end : sign].strip() else None
    named = shown_name(text[sign + 1 : stop].strip()) if stop is not None else None
    return None if literal is None or named is None or stop is None else Asserted(*named, literal.literal, stop)


def arguments_at(text: str, place: int, closing: str = ")") -> tuple[list[tuple[int, Literal | str]], int] | None:
    """([(place, literal or expression) of each argument], where the call ends); None where it is not whole. closing:
    the bracket that ends it."""
    found: list[tuple[int, Literal | str]] = []
    for _ in range(ARGUMENTS_LIMIT):
        place = past(SPACE, text, place)
        matcher = _WRAPPED.match(text, place)
        literal = literal_at(text, place) if matcher is None else _wrapped(text, matcher.end())
        if literal is not None and _ENDS_ARGUMENT[closing].match(text, literal.end):
            found.append((place, literal.literal))
            place = literal.end
        else:
            end = _expression_end(text, place)
            if end is None:
                return None
            found.append((place, text[place:end]))
            place = end
        place = past(SPACE, text, place)
        mark = text[place : place + 1]
        place += 1
        if mark == closing:
            return found, place
        if mark != ",":
            return None
        if closing != ")" and (ended := _ENDS_ROW[closing].match(text, place)) is not None:
            return found, ended.end()
    return None


_ENDS_ARGUMENT = {one: re.compile(rf"\s*+[,\{one}]") for one in ")]}"}
_ENDS_ROW = {one: re.compile(rf"\s*+\{one}") for one in "]}"}
"""A row of a list may have a comma behind its last value."""


def _wrapped(text: str, place: int) -> At | None:
    """The literal in `equals("..")`, which is another way to give it."""
    found = literal_at(text, place)
    closing = re.compile(r"\s*+,?\s*+\)").match(text, found.end) if found is not None else None
    return None if found is None or closing is None else At(found.literal, closing.end())


def _expression_end(text: str, at: int, commas: bool = False) -> int | None:
    """Where an argument that is no literal ends: at its comma or closing bracket, strings stepped over."""
    depth = 0
    limit = min(len(text), at + ARGUMENT_LIMIT)
    while at < limit:
        at = past(_PLAIN, text, at, limit)
        mark = text[at : at + 1]
        if not mark or at >= limit:
            return None
        if mark in "\"'`":
            string = string_at(text, at)
            at = string.end if string is not None else at + 1
            continue
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif mark == "," and depth == 0 and not commas:
            return at
        at += 1
    return None


_PLAIN = re.compile(r"[^\"'`()\[\]{},]*+")


_PIPE = re.compile(r"\s*\|> ?(?P<call>[A-Za-z_][\w.!?]{0,60})(?:\([^()]{0,60}\))?\s*$")


def _unpiped(expression: str) -> str:
    """Elixir's `A |> Base.encode16(case: :lower)` without what only shows the value."""
    while (pipe := _PIPE.search(expression)) is not None and shows(pipe["call"]):
        expression = expression[: pipe.start()]
    return expression


_UNBRACKETED = re.compile(
    r"(?P<call>[a-z]\w{1,30})[ \t]+(?:(?:['\"][\w*]{1,4}['\"]|@?\w{1,12})[ \t]*,[ \t]*)?(?=[$@&\w])"
)
"""What Perl, Ruby and Haskell call without brackets: `uc unpack('H*', $A)`, `unpack "H*", $A`, `hex A`."""


def shown_name(expression: str, depth: int = 0) -> tuple[str, ValueName] | None:
    """The name of a value in an expression that only shows it: `to_hex(A)`, `SRPKey(A, padding: n).hex`, `$r->{A}`."""
    expression = _unpiped(expression).strip().removesuffix("[2:]").lstrip("&*!$@\\ ").strip()  # hex(A)[2:]
    expression = re.sub(r"^(?:try[!?]?|await) +", "", expression)
    while (word := _UNBRACKETED.match(expression)) is not None and shows(word["call"]):
        expression = expression[word.end() :].lstrip("&*!$@\\ ")
    message = _MESSAGE.fullmatch(expression)
    expression = f"{message['to']}.{message['what']}" if message is not None else expression
    call = _CALL.match(expression)
    if call is not None and depth < DEPTH_LIMIT:
        found = _shown_by(expression, call, depth)
        if found is not None:
            return found
    kept = _KEYED.sub(lambda key: "." + (key[1] or key[2]), expression)
    if _CHAIN.fullmatch(kept) is None:
        return None
    bare = re.sub(r"\([^()]*\)", "", kept)
    parts = [one for one in re.split(r"\.|->|::|\?\.|!\.", bare) if one]
    while len(parts) > 1 and effects_of(parts[-1]) is not None and (parts[-1] == "to_s" or not recognise(parts[-1])):
        parts.pop()
    spelling = ".".join(parts).lstrip("$@")
    named = recognise(undoubled(spelling)) or recognise(parts[-1].lstrip("$@"))
    if named is None or (named.name in SETTINGS | TEXTS and not _TEXT_HELD.search(expression)):
        return None
    return spelling, named


def _shown_by(expression: str, call: re.Match[str], depth: int) -> tuple[str, ValueName] | None:
    """What a call that only shows its argument shows; None where it is another call."""
    if call["call"] and (not shows(call["call"]) or _OF_OBJECT.search(call["call"])):
        return _computed(expression, call["call"])
    given: list[str] = []
    at = call.end()
    for _ in range(5):
        end = _expression_end(expression, at)
        if end is None:
            return None
        given.append(expression[at:end])
        at = end + 1
        if expression[end] != ",":
            break
    if expression[at - 1 : at] != ")" or _METHODS.fullmatch(expression, at) is None:
        return None
    found = [(one, named) for one in given if (named := shown_name(one, depth + 1)) is not None]
    others = [one for one in given if one is not (found[0][0] if found else None)]
    return found[0][1] if found and all(_HARMLESS.fullmatch(one) for one in others) else None


_OF_LIBRARIES = {
    "process_challenge": ValueName(("M1",)),
    "processChallenge": ValueName(("M1",)),
    "verify_session": ValueName(("M2",)),
}
_MAKING = re.compile(r"^(?:derive|create|make|produce|build)_?(?=[A-Z]|(?<=_)[a-z])", re.IGNORECASE)
"""What calls of pysrp and sirp give that are not called after it."""


def _computed(expression: str, called: str) -> tuple[str, ValueName] | None:
    """What a function gives whose name is the value's: `compute_u(&p, &A, &B)`, `SRP.k(params).hex()`."""
    last = re.split(r"\.|->|::", called)[-1]
    last = _MAKING.sub("", last)
    named = _OF_LIBRARIES.get(last) or recognise(called.replace("::", ".")) or recognise(last)
    if (
        named is None
        or len(words_of(called)) < 2
        or named.name not in ("k", "u", "x", "v", "S", "K", "M1", "M2", "A", "B")
    ):
        return None
    end = _expression_end(expression, expression.index("(") + 1, commas=True)
    if end is None or _METHODS.fullmatch(expression, end + 1) is None:
        return None
    return called, named


def _matched(text: str, at: int) -> tuple[Literal, int] | None:
    """What an expectation is compared with: `.toBe("..")`, `.to eq "..", `.to.equal(..)`."""
    matcher = _MATCHER.match(text, at)
    if matcher is None or not all(one.lower() in _MATCHERS for one in matcher["chain"].split(".")):
        return None
    literal = literal_at(text, matcher.end())
    if literal is None or not re.compile(r"[ \t]*+(?:\n?\s*+[);,]|\n|$)").match(text, literal.end):
        return None
    end = literal.end
    if "(" in matcher[0] and (closing := re.compile(r"\s*+,?\s*+\)").match(text, end)) is not None:
        end = closing.end()
    return literal.literal, end
