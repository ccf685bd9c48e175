"""Clojure and other Lisps, said as the other languages say it: `(def A (BigInteger. "9dca" 16))` is
`A = BigInteger("9dca", 16)`, `(= A "9dca")` is `A == "9dca"`. Every line keeps its number and its indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

DEPTH_LIMIT = 48

_OPENING = re.compile(
    r"#lang \w|\((?:def(?:n-?|un|macro|method|multi|test-?|once|parameter|var|const(?:ant)?|package|system|record|type|"
    r"protocol|struct|class|generic|spec|ine(?:-[a-z\-]+)?|-suite|-test)?(?:[\s(\[^]|$)|in-package\s*[:#\"']|"
    r"ns(?:\s+[\w.\-]+)?[\s)]*$|ns\s+(?:\^|[\w.\-]+\s+[(\"{])|(?:require|use|library|let\*?)\s*['(\[\"]|"
    r"(?:module|let)\s+[\w\-]+\s+[(\[])"
)
"""What opens a file or a definition, and no remark in brackets: `(use the default group)`."""
_TOKEN = re.compile(
    r"(?P<line>\n[ \t]*+)|(?:[^\S\n]|,)++|;[^\n]*+|\^(?::?[\w./\-]++)|(?P<text>#?\"(?:[^\"\\]++|\\(?s:.))*+\")"
    r"|(?P<open>#?[(\[{])|(?P<close>[)\]}])|\\(?:\w++|.)|['`~@]++|(?P<atom>#x[0-9a-fA-F]++|[^\s()\[\]{}\",;'`~@\\^]++)|(?P<rest>.)"
)
_PASSED = "#_"
_DEFINING = frozenset(["def", "defonce", "defparameter", "defvar", "defconst", "defconstant", "define", "setq", "setf"])
_BINDING = frozenset(["let", "let*", "binding", "loop", "when-let", "if-let"])
_EQUAL = frozenset(["=", "==", "equal", "equalp", "equal?", "eql", "string=", "string=?", "bytes=", "bytes=?"])
_TESTING = frozenset(["deftest", "test-case", "test"])
_LITERAL = re.compile(r"[\"\d]|-\d|#x")


@dataclass
class _Form:
    mark: str
    items: list[_Form | str] = field(default_factory=list)


def is_lisp(lines: Sequence[str]) -> bool:
    """Whether the lines are of a Lisp: what opens a file or a definition stands at the beginning of one."""
    return any(line[:1] in ("(", "#") and _OPENING.match(line) is not None for line in lines)


def as_calls(text: str) -> str:
    """The same text with calls, signs and names as other languages write them; as it stands where it cannot be cut."""
    root = _parsed(text)
    return text if root is None else "".join(_listed(root.items, "; ")).lstrip("; ")


def _parsed(text: str) -> _Form | None:
    stack = [_Form("")]
    passed = False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            form = _Form(_PASSED if passed else token[0][-1])
            passed = False
            stack[-1].items.append(form)
            stack.append(form)
            if len(stack) > DEPTH_LIMIT:
                return None
        elif kind == "close" and len(stack) > 1:
            stack.pop()
        elif kind in ("atom", "text") and (passed or token[0] == _PASSED):
            passed = token[0] == _PASSED
            stack[-1].items += ["\n"] * token[0].count("\n")
        elif kind == "text":
            stack[-1].items.append(token[0].lstrip("#"))
        elif kind in ("line", "atom"):
            stack[-1].items.append(token[0])
    return stack[0]


def _is_line(item: _Form | str) -> bool:
    return isinstance(item, str) and item[:1] == "\n"


def _said(item: _Form | str) -> str:
    return _form(item) if isinstance(item, _Form) else _atom(item)


def _atom(word: str) -> str:
    if word[:1] in '"\n' or re.match(r"-?\d", word):
        return word
    if word[:2] == "#x":
        return f"0x{word[2:]}"
    word = word.strip("*:").rstrip("!?.").replace("->", "_to_").replace("/", ".")
    return re.sub(r"(?<=\w)-(?=\w)", "_", word)


def _listed(items: list[_Form | str], between: str) -> Iterator[str]:
    """The items with a separator behind each but the last, lines where they were."""
    key = first = True
    lines = ""
    for item in items:
        if _is_line(item):
            lines += _said(item)
            continue
        yield ("" if first else ": " if key else between) + lines + _said(item)
        key, first, lines = isinstance(item, str) and item[:1] == ":" and len(item) > 1, False, ""
    yield lines


def _lines(item: _Form | str) -> str:
    """The lines of what is left out."""
    if isinstance(item, str):
        return item if _is_line(item) else "\n" * item.count("\n")
    return "".join(map(_lines, item.items))


def _form(form: _Form) -> str:
    words = [item for item in form.items if not _is_line(item)]
    head = words[0] if words and isinstance(words[0], str) else ""
    if form.mark == _PASSED or head == "comment":
        return _lines(form)
    if form.mark == "[":
        return f"[{''.join(_listed(form.items, ', '))}]"
    if form.mark == "{" or (head[:1] == ":" and len(words) % 2 == 0):
        return f"{{{''.join(_pairs(form.items, ': ', ', '))}}}"
    if not head:
        return "".join(_listed(form.items, "; "))
    at = form.items.index(head)
    return "".join(map(_lines, form.items[:at])) + _called(head, words, form.items[at + 1 :])


def _called(head: str, words: list[_Form | str], rest: list[_Form | str]) -> str:
    """A form that begins with a name. words: all of it but its lines. rest: what follows the name, with them."""
    if head in _DEFINING and len(words) > 2 and isinstance(words[1], str):
        documented = len(words) == 4 and isinstance(words[2], str)
        told = [_lines(one) if documented and one is words[2] else one for one in rest]
        return "".join(_pairs([one for one in told if one], " = ", "; "))
    if head in _BINDING and len(words) > 1 and isinstance(words[1], _Form):
        return _bound(words[1]) + "".join(_body(rest, words[1]))
    if head in _EQUAL and len(words) == 3:
        sides = [_said(one) for one in words[1:]]
        if isinstance(words[1], str) and _LITERAL.match(words[1]):
            sides.reverse()
        return "".join(_said(one) for one in rest if _is_line(one)) + " == ".join(sides)
    if head in _TESTING and len(words) > 1 and isinstance(words[1], str):
        return f'test("{_atom(words[1])}"); ' + "".join(_body(rest, words[1]))
    if head[:1] == "." and len(words) > 1:
        at = rest.index(words[1])
        before = "".join(map(_lines, rest[:at]))
        return f"{before}{_said(words[1])}.{_atom(head[1:])}({''.join(_listed(rest[at + 1 :], ', '))})"
    return f"{_atom(head)}({''.join(_listed(rest, ', '))})"


def _body(rest: list[_Form | str], without: _Form | str) -> Iterator[str]:
    """What follows the name or the bindings of a form, as statements."""
    return _listed([one for one in rest if one is not without], "; ")


def _bound(bindings: _Form) -> str:
    """`[a 1 b 2]` and `((a 1) (b 2))` as assignments."""
    if bindings.mark == "[":
        return "".join(_pairs(bindings.items, " = ", "; ")) + "; "
    said = []
    for one in bindings.items:
        said.append("".join(_pairs(one.items, " = ", "; ")) + "; " if isinstance(one, _Form) else _said(one))
    return "".join(said)


def _pairs(items: list[_Form | str], sign: str, between: str) -> Iterator[str]:
    """A name, a sign, its value, and so on."""
    count, lines = 0, ""
    for item in items:
        if _is_line(item):
            lines += _said(item)
            continue
        yield ("" if not count else sign if count % 2 else between) + lines + _said(item)
        count, lines = count + 1, ""
    yield lines
