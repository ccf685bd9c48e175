"""Lines whose form says a separator that does not stand there, written with it, so that one search reads them all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from srpscope.capture.pages.names import TEXTS, ValueName, recognise
from srpscope.capture.pages.places.assertions import shown_name, unequal
from srpscope.capture.pages.places.consoles import of_console
from srpscope.capture.pages.places.debuggers import answered, asked_for, is_of_editor
from srpscope.capture.pages.places.frames import unbracketed, unframed, without_its_text
from srpscope.capture.pages.places.lisp import as_calls, is_lisp
from srpscope.capture.pages.places.sentences import assigned_together, optioned, paired
from srpscope.capture.pages.places.sql_rows import inserted
from srpscope.capture.pages.places.stretches import HEX_BELOW
from srpscope.capture.pages.rows.aligned import text_rows
from srpscope.capture.pages.rows.in_turn import in_turn
from srpscope.capture.pages.rows.spans import spanned

LONGEST = 200_000

_LABEL = re.compile(r"[ \t>*#]*(?P<name>[A-Za-z][\w .'\-]{0,40}(?:\([^()\n]{1,20}\))?)[ \t*]*$")
_COLUMN = re.compile(
    r"\s*(?P<name>[A-Za-z][\w.'’\-]{0,63}(?: [A-Za-z0-9][\w.'’\-]{0,63}){0,3}?(?: ?\([^()]{1,20}\))?)\s*[,;\t ]\s*"
    r"(?P<value>0[xX][0-9a-fA-F]+|[0-9a-fA-F]{8,}|[A-Za-z0-9+/_\-]{16,}={0,2})\s*$"
)
_DUMPED = re.compile(
    r"(?:.{0,60}[$#%>] ?)?(?:xxd|hexdump|hd|od)(?: +-{1,2}[\w=]+(?: +\d+)?)* +(?:[\w.\-/]*/)?(?P<name>[A-Za-z]\w{0,24})"
    r"(?:\.\w{1,8})?\s*$"
)
"""The command whose answer stands on the lines below: `$ hexdump salt.bin`."""
_DEFINE = re.compile(r"\s*#\s*define\s+(?P<name>\w{1,64})\s+(?=[\"'0-9{(])")
_SNAPSHOT = re.compile(r"exports\[`[^`\n]{1,200}`\] = `\s*$|`;\s*$")
"""What Jest and Vitest put around what a test printed: no string of a program's."""
_TUPLE = re.compile(r"\{([a-z]\w{0,40}), ?(?=<<|\"|hexstr2bin)")
"""A pair of Erlang's: `{salt, <<"9dca">>}`."""
_ROW = re.compile(
    r"\s*(?P<name>[A-Za-z][\w.\-]{0,40}(?: [a-z]{1,16})?)\s*(?:[,;\t]|\|(?!.*\|))\s*"
    r"(?P<value>(?![^,;|\t=]*=[ \t]*[^,;|\t=\s])[^,;|\t\s][^,;|\t]*)$"
)
_NUMBERED = re.compile(r"\s*(?P<n>\d{1,4})\) \"(?P<text>[^\"\\]{1,20000})\"\s*")
_CONSOLE = re.compile(r"\s*[\w.\-]{0,20}> (?P<command>[a-z]\w{0,20} .{1,120})")
_USER = re.compile(r"\[(?:\w{1,20}\.)?(?:user|account|identity|login)\]\s*")
_LIMBS = re.compile(r"\bB(?:N|igU?[iI]nt) \{[^{}\n]*\}")
"""A big number whose machine words were printed: neither its bytes nor its digits."""
_SIZED = re.compile(
    r"(?P<name>\b[A-Za-z][\w.]{0,40}(?: [a-z]{1,12}){0,2}) ?[,(\[]? ?(?:len|length|size)[ =:]{1,2}\d{1,5}[)\]]?"
    r"(?: ?[=:]+)? ?(?=(?:0[xX])?[0-9a-fA-F]{16}|(?:0[xX])?[0-9a-fA-F]{2}[ :]|$)"
)
"""A name and the length of its value, before it: `A (len=128): 9dca`, `salt len 16 9dca`."""
_ASKED = re.compile(r"(?:hex\(|int\(|print\()?(?P<name>[A-Za-z_][\w.]{0,40}?)(?:\.hex\(\))?\)?")
_ANSWER = re.compile(r"(?:=> )?b?(['\"])[^\n]{8,}\1|\d{20,}")
_LET = re.compile(r"(?P<indent>\s*)(?:let!?|subject)\(:(?P<name>\w{1,40})\)\s*(?:\{(?P<value>.*)\}|do)\s*$")
_PAIR = re.compile(r"\{\s*\"(?P<name>\w{1,40})\",\s*(?P<value>\"[^\"\n]*\")\s*\}")
_KEY_VALUE = re.compile(r"\[(?P<name>[A-Za-z_]\w{0,40}), (?P<value>[^\[\],\n]{1,20000})\]")
_LUA_TEXT = re.compile(r"\[(?P<level>=*)\[(?P<text>[^\[\]\"\\\n]{1,2000})\](?P=level)\]")
"""Lua's text between long brackets, on one line."""
_LISTED_PAIR = re.compile(
    r"\((['\"])(?P<name>[A-Za-z][\w .]{0,40})\1, (?P<value>b?(?P<quote>['\"])[^'\"\n]{1,20000}(?P=quote)|\d{9,})\)"
)
"""A pair of a list, as Python prints `dict.items()`."""
_PANICKED = re.compile(r"(?P<head>.{0,120} panicked at )'(?P<message>.*)'(?P<where>, [\w/.\-]+:\d+(?::\d+)?)\s*$")
"""A panic of Rust's: the quotes around its message are no literal's."""
_UNWRAPPED = re.compile(
    r"(?P<name>(?<![\w.])[A-Za-z][\w.]{0,40}) (?=Optional\(|<Buffer [0-9a-f]|Uint8Array\(\d{1,5}\) \[)"
)
"""A name and its value as Swift's `print("salt", salt)` and `console.log` have them, where the value says its type."""
_OF_ARRAY = re.compile(
    r", buffer: ArrayBuffer\(\d{1,6}\), byteLength: \d{1,6}[^\[\]\n]{0,120}(?:\[[^\[\]\n]{0,40}\])?[^\[\]\n]{0,60}\]"
)
"""What a browser's console prints of an array behind its items."""
_BYTES = re.compile(r"\bbytes \[\d{1,6}\] \{ ((?:[0-9A-Fa-f]{2} )+)\}")
"""Bytes as TDLib logs them."""
_OBJECT = re.compile(r"#<[A-Z][\w:]{0,60}:0x[0-9a-f]{8,16} (@.*)>")
"""How Ruby shows an object with its variables."""
_OF_PHP = re.compile(
    r"\[(?P<q>\"?)(?P<name>[A-Za-z_]\w{0,40})(?P=q):(?:protected|private|(?:\"[\w\\]{1,120}\"|[\w\\]{1,120}):private)\]"
    r"(?=\s?=>)"
)
"""How PHP's var_dump and print_r show who may see a field of an object: `["salt":protected]=>`."""
_OBJECT_NUMBER = re.compile(r"(?<=@)(?P<name>[A-Za-z]\w{0,30}=\d{10,})(?=[,)]|$)")
_GO_STRUCT = re.compile(r"(?<![\w\"'])(?:map)?[\[{][A-Za-z]\w{0,40}:[^\s:\"'].*[}\]]\s*$")
_GO_FIELD = re.compile(r"(?<=[^\s,:;]) (?=[A-Za-z]\w{0,40}:[^\s:/])")
"""The fields of a struct, as Go prints them with %+v: `{Salt:[1 2] User:nora}`."""
_GO_PLUS = re.compile(r"(?<=[A-Za-z0-9_]:)\+(?=\d{2})")
"""The sign of a big number there: `{A:+682 B:+917}`."""
_MBEDTLS = re.compile(r"(?:value of|dumping) '(?P<name>[\w .>\-]{1,60}?)' \(\d{1,6} (?:bits|bytes)\)(?: is)?:?\s*$")
"""What Mbed TLS says over the bytes of a number or a buffer that it shows."""
_SHOWN = re.compile(
    r"(?P<shown>&?[A-Za-z_][\w:.]{0,60}\((?:[^()\n=]|\((?:[^()\n=]|\([^()\n=]{0,40}\)){0,60}\)){0,80}\)"
    r"(?:\.\w{1,24}\((?:&?\w{0,24}(?:, &?\w{1,24}){0,3})\)){0,4}) = (?=[\"'\[\d])"
)
"""What Rust's dbg! and others print of an expression: `hex::encode(client.public_key(&a)) = "9dca"`."""
_QUOTED_BELOW = re.compile(r"\s*\"[^\"\n]{1,200}\"\s*$")
_REMARK = re.compile(r",? as (?:specified|an?) [^:=]{1,80}$")
"""What a comment over a value says more: `# Username (I), as an ASCII string without quotes`."""


def rewritten(rows: Sequence[tuple[int, str]], program: bool) -> list[str]:
    """The lines with a separator where the form of a line says one: a label alone over its hex, a column of names with
    one of values, a `#define`."""
    if program and is_lisp([line for _, line in rows]):
        return as_calls("\n".join(line for _, line in rows)).split("\n")
    out = []
    paired = 0 if program else sum(_is_row(line) for _, line in rows)
    aligned = {} if program else text_rows([line for _, line in rows])
    section = inserting = ""
    lua = program and any(line.lstrip().startswith("local ") for _, line in rows)
    erlang = program and any(line.startswith(("-module(", "-export(")) for _, line in rows)
    for index, (_, line) in enumerate(rows):
        line = aligned.get(index, line)
        if erlang and line.lstrip().startswith("%"):
            line = ""
        if erlang:
            line = _TUPLE.sub(r"{\1: ", line)
        if lua and "[" in line:
            line = _LUA_TEXT.sub(r'"\g<text>"', line)
        line, inserting = inserted(line, inserting)
        if line[:2] in ("`;", "ex") and _SNAPSHOT.match(line):
            line = ""
        define = _DEFINE.match(line) if "define" in line[:40] else None
        if define is not None:
            line = f"{define['name']} = {line[define.end() :]}"
        elif len(line) < LONGEST:
            below = rows[index + 1][1] if index + 1 < len(rows) else ""
            line = _in_words((_given_by(line, below) or _assigned(line)) if program else line)
            line = assigned_together(line)
            if not program:
                line = of_console(line, rows[index - 1][1] if index else "", below)
                line = unequal(unbracketed(line) if "[" in line else line)
                section = line if line[:1] == "[" else section
                line = _of_section(line, section) if section else line
                if "len" in line or "size" in line:
                    line = _SIZED.sub(lambda one: f"{one['name']}: " if recognise(one["name"]) else one[0], line)
                line = (
                    _numbered(line, rows, index)
                    or (_in_columns(line) if paired > 1 else None)
                    or _separated(line, rows, index)
                )
        out.append(line)
    return out


def _is_row(line: str) -> bool:
    row = _ROW.match(line) if len(line) < LONGEST else None
    return row is not None and recognise(row["name"]) is not None


def _of_section(line: str, section: str) -> str:
    """`name` under `[user]`."""
    return f"user {line}" if _USER.fullmatch(section) and re.match(r"name\s*[=:]", line) else line


def _in_columns(line: str) -> str | None:
    """A name and its value in two columns; None for any other line."""
    row = _ROW.match(line)
    return f"{row['name']}: {row['value']}" if row is not None and recognise(row["name"]) is not None else None


def _numbered(line: str, rows: Sequence[tuple[int, str]], index: int) -> str | None:
    """A name and its value in two rows, as redis-cli numbers them; None for any other line."""
    field = _NUMBERED.fullmatch(line)
    value = _NUMBERED.fullmatch(rows[index + 1][1]) if field is not None and index + 1 < len(rows) else None
    if field is None or value is None or recognise(field["text"]) is None or int(field["n"]) % 2 == 0:
        return None
    return f'{field["text"]}: "{value["text"]}"'


def _echoed(line: str, below: str) -> str | None:
    """What a console answers: `>>> hex(A)` and the literal on the line below."""
    asked = _ASKED.fullmatch(line) if _ANSWER.fullmatch(below) else None
    return asked["name"] if asked is not None and _names(asked["name"]) else None


_FIELD = re.compile(r"[ \t]*:(?P<name>[A-Za-z][\w .\-]{0,40}): +(?P<ticks>`*)(?P<value>[^`]*)(?P=ticks)\s*$")
"""A field of reStructuredText: ``:salt: ``9dca`` ``."""
_FIELD_ALONE = re.compile(r"[ \t]*:(?P<name>[A-Za-z][\w .\-]{0,40}):\s*$")
_IN_TWO_TICKS = re.compile(r"[ \t]+``(?P<value>[0-9a-fA-F]{16,})``\s*$")
_TAG = re.compile(r"(?:[A-Za-z][\w./\-]{0,40}: ){0,2}")
_BESIDE = re.compile(
    r"(?P<name>[A-Za-z][\w.\-]{0,40}(?: [A-Za-z][\w.\-]{0,40}){0,2}) "
    r"(?P<value>\[(?:\d{1,3},? ){3,}\d{1,3}\]|(?:0[xX])?[0-9a-fA-F]{16,}|\d{20,})(?:[,;]? (?=\S)|\s*$)"
)
"""A name and its value with a blank alone between, as Go's `log.Println("A", A)` prints them."""


def _field(line: str) -> str | None:
    field, alone, ticked = _FIELD.match(line), _FIELD_ALONE.match(line), _IN_TWO_TICKS.match(line)
    if field is not None and recognise(field["name"]) is not None:
        return f"{field['name']}: {field['value'].strip()}"
    if alone is not None and recognise(alone["name"]) is not None:
        return f"{alone['name']}:"
    return None if ticked is None else ticked["value"]


def _beside(line: str) -> str | None:
    """Names and values in turns with blanks between, to the end of the line; None for any other line."""
    tag = _TAG.match(line)
    at = start = tag.end() if tag is not None else 0
    pairs = []
    while at < len(line):
        pair = _BESIDE.match(line, at)
        if pair is None or not _names(pair["name"]):
            return None
        pairs.append(f"{pair['name']}: {pair['value']}")
        at = pair.end()
    return line[:start] + ", ".join(pairs) if pairs else None


_FUNCTION = re.compile(
    r"(?P<indent>[ \t]*)(?:(?!if|while|for|switch|return|else|new|await)[\w<>\[\].:()]{1,30} +){1,5}?"
    r"(?P<name>\w{1,40})\(\)"
    r"(?: *(?:->|:)? *[\w.:<>\[\]; &']{1,40}?)?(?: throws \w{1,30})? *[{:] *(?:return +)?"
)
"""A function without arguments, up to what it gives: `fn salt() -> Vec<u8> {`, `def salt():`."""


def _given_by(line: str, below: str) -> str | None:
    """`salt = ` for a function that does nothing but give a literal. below: the next line."""
    head = _FUNCTION.match(line) if "()" in line else None
    if head is None or (named := recognise(head["name"])) is None:
        return None
    if named.name in TEXTS and "return" not in f"{head[0]} {below}":
        return None  # the first line may say what the function is for
    return f"{head['indent']}{head['name']} = {line[head.end() :]}"


def _in_words(line: str) -> str:
    """Ruby's `let(:salt) { .. }`, C#'s `{ "SALT", ".." }` and `[SALT, ..]`, what printers put around."""
    if "let" in line[:40] or "subject" in line[:40]:
        let = _LET.match(line)
        if let is not None:
            return f"{let['indent']}{let['name']} = {(let['value'] or '').strip()}"
    if '{ "' in line or '{"' in line:
        line = _PAIR.sub(lambda pair: f'"{pair["name"]}": {pair["value"]}', line)
    if "('" in line or '("' in line:
        line = _LISTED_PAIR.sub(_named_pair, line)
    if "{ " in line:
        line = _LIMBS.sub("\u2026", line)
    if "{" in line and "<<" in line:
        line = _TUPLE.sub(r"{\1: ", line)
    panicked = _PANICKED.match(line) if " panicked at '" in line else None
    if panicked is not None:
        line = f"{panicked['head']}{panicked['message'].replace('`', ' ')}{panicked['where']}"
    if "#<" in line:
        line = _OBJECT.sub(lambda one: "(" + _OBJECT_NUMBER.sub(r"\g<name>n", one[1]) + ")", line)
    if ":pr" in line:
        line = _OF_PHP.sub(r"[\g<q>\g<name>\g<q>]", line)
    if line.rstrip()[-1:] in ("}", "]") and _GO_STRUCT.search(line):
        line = _GO_PLUS.sub("", _GO_FIELD.sub(", ", line))
    if "buffer: A" in line:
        line = _OF_ARRAY.sub("]", line)
    if " bytes [" in line:
        line = _BYTES.sub(lambda shown: f"<{shown[1].strip()}>", line)
    if " Optional(" in line or " Uint8Array(" in line or " <Buffer " in line:
        line = _UNWRAPPED.sub(lambda pair: f"{pair[0].rstrip()}: " if recognise(pair["name"]) else pair[0], line)
    if "[" in line and ", " in line:
        line = _KEY_VALUE.sub(_named_pair, line)
    return line


_BY_CALL = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(=\s*)(?:new )?Buffer(?:\.from)? (['\"].*['\"])\s*$", r"\1Buffer.from(\2)"),
        (r"define\(\s*['\"](\w{1,40})['\"]\s*,\s*(.*)\)\s*;\s*$", r"\1 = \2;"),
        (r"^(\s*)@([a-z]\w{0,40}) (?=[\"<]|~s|0x|Base\.)", r"\1\2 = "),
        (r"^(\s*va[lr] \w{1,40}(?:: ?\w{1,40})?) by lazy \{ *(.*?) *\}\s*$", r"\1 = \2"),
        (r"(=\s*|\.)((?:un)?pack1?) (['\"]\w\*?['\"](?:, *['\"].*['\"])?) *(?=;?\s*$|\.)", r"\1\2(\3)"),
        (
            r"^(\s*)(assert_equal|assert_same|is|is_deeply|cmp_ok) ([$@'\"\w\[].*,.*[^,{(;]) *;?\s*$",
            r"\1\2(\3);",
        ),
        (r"(?<![\w\])])\[((?:\w{1,40}\.){0,4}[A-Za-z]\w{0,40})\]::", r"\1::"),
        (r"^(\s*)\[[\w.]{1,40}(?:\[\])?\]\s*(\$\w{1,40}\s*=)", r"\1\2"),
        (r"^(\s*\$\w{1,40} *= *)((?:0x[0-9a-fA-F]{1,2} *, *){3,}0x[0-9a-fA-F]{1,2}) *$", r"\1[\2]"),
        (
            r"^(\s*)(?:(?:Dim|Const|Public|Private|Friend|Shared|ReadOnly) +)+(\w{1,40})(?:\(\))?"
            r"(?: As [\w.]{1,60}(?:\(\))?)? *= *",
            r"\1\2 = ",
        ),
        (r"^(\s*(?:const )?\w{1,40}) ?: ?(?:packed )?array ?\[[^\]]{1,40}\] of \w{1,40} *= *", r"\1 = "),
        (r"^(\s*\w{1,40}) ?: ?(?:aliased )?constant [\w.]{1,60}(?: \([^()]{1,40}\))? *:= *", r"\1 = "),
        (r"^(\s*)set (\w{1,40}) (?=0x|[\"{])", r"\1\2 = "),
    )
)
"""Calls of a program that say `name = value`, and those whose brackets are left out: CoffeeScript's, PHP's define,
Elixir's attributes, Kotlin's lazy, Perl's pack, the assertions of Ruby and Perl, PowerShell's types and lists, Visual
Basic's, Pascal's and Ada's declarations, Tcl's variables."""


def _assigned(line: str) -> str:
    for form, said in _BY_CALL:
        line = form.sub(said, line)
    return line


def _named_pair(pair: re.Match[str]) -> str:
    return f"{pair['name']}: {pair['value']}" if recognise(pair["name"]) is not None else pair[0]


_IN_A_SENTENCE = re.compile(
    r"(?<![\w.`\"'])(?P<name>(?!to|the|is|was|of|and)[A-Za-z][\w]{1,24}|[BSKMuvskxb]|[Aa](?= of ))(?: of)? "
    r"(?P<open>\()?(?P<value>(?:0[xX])?[0-9a-fA-F]{32,}+|(?:[0-9a-fA-F]{2}[-:]){15,}[0-9a-fA-F]{2})"
    r"(?(open)\))(?=[.,;)]?(?: |$)|:$)"
)
"""The same without ticks, where it is long: "the database holds salt 9dca.. and verifier .."."""
_NAMED_LAST = re.compile(r"(?<=[a-z,] )(?P<name>[A-Za-z]\w{1,24})[ \t]*$")
_TOLD_LAST = re.compile(
    r"(?<![\w.])(?:my|the|our|its|their|his|her|(?:server|client|device|app|host|phone)'s) "
    r"(?P<name>(?:client|server|public|private)?[ ]?[A-Za-z]\w{0,24})"
    r"(?: (?:I|we|it|he|they|the (?:server|client|device|app)) \w{2,12}(?: back)?)? (?:is|was)[ \t]*:?[ \t]*$"
)
_ROW_OF_HEX = re.compile(r"[ \t>]*[0-9a-fA-F]{32,}[ \t\r]*$")
_IN_TICKS = re.compile(r"(?<![\w.`])(?P<name>[A-Za-z]\w{0,24})(?: of)? (?=`(?:0[xX])?[0-9a-fA-F]{16,}`)")
"""What a sentence names right before its value: "answers with salt `9dca..`"."""


def _said_with_value(said: re.Match[str]) -> str:
    if not _names(said["name"]):
        return said[0]
    more = said.string[said.end() : said.end() + 1] == " "  # `M1 9dca.. rejected`
    return f"{_letter_alone(said['name'])}: {said['value']}{',' if more else ''}"


def _said_before(said: re.Match[str]) -> str:
    return f"{_letter_alone(said['name'])}: " if _names(said["name"]) else said[0]


def _letter_alone(name: str) -> str:
    """A letter right before its value is that value's, whatever verb stands before it: `responds B 9dca`."""
    return f"; {name}" if len(name) <= 2 else name


_OF_BROWSER = re.compile(
    r"(?:\[(?:Log|Info|Debug|Warning|Error)\] )?(?P<said>.*?) \([\w.\-]{1,60}, line \d{1,7}(?:, x\d+)?\)\s*$"
)
"""A line that Safari's console exports, with the place in the program behind it."""
_LOGGED = re.compile(r"(?:\[[^\[\]]{1,60}\][ :]{0,2}){1,4}(?=\S)")
"""The time, the level and the part of a program in brackets, before what it says."""


def _separated(line: str, rows: Sequence[tuple[int, str]], index: int) -> str:
    """A line as one with a separator behind its name. rows: (number, text) of all lines; index: this one's."""
    line = in_turn(optioned(paired(spanned(without_its_text(_without_the_logger(line))))))
    if ") = " in line and (shown := _SHOWN.match(line)) is not None and (found := shown_name(shown["shown"])):
        line = f"{_named_as(*found)} = {line[shown.end() :]}"
    if line.count(" ") > 2 and _beside(line) is None:
        line = _IN_A_SENTENCE.sub(_said_with_value, line)
        line = _announced(line, rows, index)
    if " `" in line:
        line = _IN_TICKS.sub(_said_before, line)
    above = rows[index - 1][1] if index else ""
    below = rows[index + 1][1] if index + 1 < len(rows) else ""
    if line[:3] == "=> " and _echoed(above.strip(), line.strip()):
        return line[3:]  # as irb answers
    said = _typed(line) or _dumped(line) or asked_for(line, below) or answered(line, above)
    if said is not None:
        return said
    behind = rows[index + 2][1] if index + 2 < len(rows) else ""
    return (
        _field(line)
        or _labelled(line, below, behind)
        or _named_below(line, below)
        or _of_a_column(line)
        or _beside(line)
        or line
    )


def _named_as(spelling: str, named: ValueName) -> str:
    """The last word of a spelling, where that says as much as the whole; else the side and the letter."""
    last = spelling.split(".")[-1]
    return last if recognise(last) == named else f"{named.side or ''} {named.name}".strip()


def _announced(line: str, rows: Sequence[tuple[int, str]], index: int) -> str:
    """A sentence whose last words name the hex below it: "the server sends B", "my A is" over an indented block."""
    below = [text for _, text in rows[index + 1 : index + 3]]
    if not any(map(_ROW_OF_HEX.match, below)):
        return line
    told = _TOLD_LAST.search(line)
    last = told or (_NAMED_LAST.search(line) if _ROW_OF_HEX.match(below[0]) else None)
    if last is None or not _names(last["name"]) or (not _ROW_OF_HEX.match(below[0]) and below[0].strip()):
        return line
    return f"{line[: last.start()]}; {last['name']}:" if told is not None else f"{line.rstrip()}:"


def _without_the_logger(line: str) -> str:
    """A line without what a browser's console or a logger puts around what a program says."""
    browser = _OF_BROWSER.match(line) if ", line " in line else None
    if browser is not None:
        return re.sub(r"(?<=:) \u2013(?= )", "", browser["said"], count=1)
    logged = _LOGGED.match(line) if line[:1] == "[" else None
    return line[logged.end() :] if logged is not None and _COLUMN.match(line, logged.end()) else line


def _typed(line: str) -> str | None:
    console = _CONSOLE.match(line) if "> " in line[:24] else None
    return _typed_pairs(console["command"]) or None if console is not None else None


def _dumped(line: str) -> str | None:
    shown = _MBEDTLS.match(line) if "value of '" in line or "dumping '" in line else None
    if shown is not None:
        return f"{re.split(r'[.>]', shown['name'])[-1]}:"
    dumped = _DUMPED.match(line) if "dump" in line or "xxd" in line or "od " in line else None
    return f"{dumped['name']}:" if dumped is not None else None


def _labelled(line: str, below: str, behind: str) -> str | None:
    """A name that stands over its value, a remark behind it perhaps. below, behind: the next two lines."""
    told = _REMARK.sub("", unframed(line))
    label = _LABEL.match(told.rstrip(".").rpartition(": ")[2]) if len(told) <= 64 else None
    if label is None:
        return None
    if len(told) < len(line) and _QUOTED_BELOW.match(below):
        return f"{label['name']}:"
    if is_of_editor(below) and _names(label["name"]):
        return f"{label['name']} ="
    hex_below = HEX_BELOW.match(below or behind)
    if hex_below and _names(label["name"]) and not re.fullmatch(r"[0-9a-fA-F]{4,}", line.strip()):
        return f"{label['name']}:"
    return None


def _named_below(line: str, below: str) -> str | None:
    name = _echoed(line.strip(), below.strip()) if below else None
    return f"{name} =" if name is not None else None


def _of_a_column(line: str) -> str | None:
    column = _COLUMN.match(line)
    return f"{column['name']}: {column['value']}" if column is not None and _names(column["name"]) else None


def _typed_pairs(command: str) -> str:
    """What was typed on the console of a device, `user wifiprov pop abcd1234`, with colons; "" where it is another
    command: names and values take turns there, and one is a proof of possession."""
    words = command.split()
    names = [recognise(one) for one in words[::2]]
    if len(words) != 4 or "pop" not in words[::2] or any(one is None or one.name not in TEXTS for one in names):
        return ""
    return f"{words[0]}: {words[1]}, {words[2]}: {words[3]}"


def _names(spelling: str) -> bool:
    named = recognise(spelling)
    return named is not None and named.name not in TEXTS | {"hash", "group", "dialect"}
