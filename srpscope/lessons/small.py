"""The same lesson in numbers that can be followed by hand: N = 1019, g = 2, a = 7, b = 9, and what a hash gives mod 89.

The formulas are the lesson's own, with the learner's edits; only numbers are small, made up, and nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import reduce

from srpscope.capture.capture import Capture
from srpscope.errors import UserError
from srpscope.lessons.counts import fed_to, size_of
from srpscope.lessons.form import Lesson, Step
from srpscope.lessons.pictures import Line, Span
from srpscope.session import View
from srpscope.srp.applying import applied
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.srp.formula import show
from srpscope.srp.sheet import Cell, Knowledge, Sheet
from srpscope.srp.values import NUMBERS, Value
from srpscope.srp.written import read_value

N, G, A, B = 1019, 2, 7, 9
"""1019 is a safe prime, and 2 generates all that it leaves."""

MODULUS = 89
"""What a hash is taken by where it becomes a number, so that x, k and u have two digits."""

HASHED = ("x", "k", "u")

_SAID = "N = {N}, g = {g}: sums are mod {N}; a hash that becomes a number, mod {modulus}."
SAID = _SAID.format(N=N, g=G, modulus=MODULUS)
"""Of every lesson in small numbers."""

_CUT = re.compile(r"% \d+$")
"""A formula that says itself how few numbers its hash may give."""

_HASH = re.compile(r"\bH\(")
_NAME = re.compile(r"[A-Za-z]\w*")


def small(lesson: Lesson) -> Lesson:
    """A lesson in small numbers. Raises UserError where it is about recorded bytes and its file has nothing to make a
    small session of, or where a verifier is given and the file has no password for a small one."""
    header = {key: value for key, value in lesson.capture.header.items() if key not in ("group", "N", "g")}
    spoken = dialect(str(header["dialect"]))
    own = tuple(
        as_small(Edit("both", name, "formula", show(formula.node)))
        for name in HASHED
        if (formula := spoken.formula("client", name)) is not None
    )
    if any(line.get("side") == "enroller" for line in lesson.capture.lines):  # who made v made it of the same small x
        own += tuple(replace(one, side="enroller") for one in own if one.value == "x")
    capture = Capture(header | {"origin": "made"}, name=lesson.capture.name)
    for side, values in (("both", {"N": f"{N:x}", "g": f"{G:02x}"}), *_given(lesson, own)):
        capture.add_values(side, values)
    twin = replace(
        lesson, small=True, real=lesson, capture=capture, steps=tuple(_step(step, own) for step in lesson.steps)
    )
    twin = replace(twin, steps=tuple(_counted(twin, step) for step in twin.steps))
    for step in twin.steps:
        if step.check.sent:
            return replace(twin, capture=_with_sent(twin, step))
    return twin


def _given(lesson: Lesson, own: tuple[Edit, ...]) -> list[tuple[str, dict[str, str]]]:
    """What each side is given in small numbers, a and b before what the lesson says of them."""
    found: list[tuple[str, dict[str, str]]] = [("client", {"a": f"{A:02x}"}), ("server", {"b": f"{B:02x}"})]
    if lesson.capture.name == lesson.title:  # values of its own have no file
        lines = [line for line in lesson.capture.lines if isinstance(line.get("values"), dict)]
        drawn = {"a", "b", "v"}
        found += [(str(line["side"]), {n: v for n, v in line["values"].items() if n not in drawn}) for line in lines]
        v = _verifier(lesson, own) if any("v" in line["values"] for line in lines) else ""
        found += [(str(line["side"]), {"v": v}) for line in lines if "v" in line["values"]]
    elif not lesson.in_small:
        raise UserError(f"the lesson {lesson.name} is about bytes that were recorded; it has no small numbers.")
    found += [(side, dict(values)) for side, values in lesson.in_small.items() if side != "enroller"]
    return found


def _verifier(lesson: Lesson, own: tuple[Edit, ...]) -> str:
    """v in the small group, of the password that the file has for it."""
    given = {name: value for line in lesson.capture.lines for name, value in line.get("values", {}).items()}
    password = lesson.in_small.get("enroller", {}).get("P")
    if password is None:
        raise UserError(f"the lesson {lesson.name} has a verifier of the real group; it has no small numbers.")
    known: dict[str, Value] = {"N": N, "g": G, "I": given["I"], "P": password, "s": bytes.fromhex(given["s"])}
    spoken = dialect(str(lesson.capture.header["dialect"]))
    hash = lesson.capture.header.get("hash")
    knows = Knowledge("client", spoken, known, hash=None if hash is None else str(hash))
    v = Sheet(reduce(applied, own, knows), record=False).value("v")
    if not isinstance(v, int):
        raise UserError(f"the lesson {lesson.name} makes no verifier in small numbers.")
    return f"{v:04x}"


def _solved(lesson: Lesson, step: Step) -> View:
    """What the step's solution makes in small numbers."""
    from srpscope.session.opening import session_of

    session = session_of(replace(lesson.capture, lines=list(lesson.capture.lines)))
    session.replace_edits([*step.before, *step.edits, *step.solution])
    return session.view


def _counted(lesson: Lesson, step: Step) -> Step:
    """A check's counts of bytes are those of the real group; here the solution's own stand for them."""
    if not step.check.lengths and not step.check.fed:
        return step
    view = _solved(lesson, step)
    lengths = tuple((place, size_of(view, place) or 0) for place, _ in step.check.lengths)
    fed = tuple((place, fed_to(view, place)) for place, _ in step.check.fed)
    return replace(step, check=replace(step.check, lengths=lengths, fed=fed))


def _with_sent(lesson: Lesson, step: Step) -> Capture:
    """What the client sent: what it makes with the step's mistake."""
    client = _solved(lesson, step).client
    sent = {name: client.raw(name).hex() for name in step.check.sent}
    capture = replace(lesson.capture, lines=list(lesson.capture.lines))
    capture.add_values("wire", sent)
    return capture


def _step(step: Step, own: tuple[Edit, ...]) -> Step:
    return replace(
        step,
        tell=step.small or step.tell,
        do=step.small_do or step.do,
        before=(*own, *map(as_small, step.before)),
        edits=tuple(map(as_small, step.edits)),
        solution=tuple(map(as_small, step.solution)),
        wrong=tuple(map(as_small, step.wrong)),
    )


def as_small(edit: Edit) -> Edit:
    """An edit in small numbers: a hash that becomes a number is taken mod 89, and everything else stays."""
    if edit.form == "formula" and edit.value in HASHED and _HASH.search(edit.content) and not _CUT.search(edit.content):
        return replace(edit, content=f"INT({edit.content}) % {MODULUS}")
    return edit


def touched(edit: Edit) -> Edit:
    """The learner's own edit: a number in the place of a hash is what that side takes for it from now on, not a value
    that contradicts its formula."""
    if edit.value in HASHED and edit.form in ("hex", "dec"):
        number = read_value("number", edit.form, edit.content)
        return replace(edit, form="formula", content=str(number)) if isinstance(number, int) else edit
    return as_small(edit)


def said_of(view: View) -> str:
    """The same of a session in which N and g may have been tried otherwise; a side that has another one is named."""
    client, server = ([str(sheet.value(name) or 0) for name in ("N", "g")] for sheet in (view.client, view.server))
    if client != server:
        return f"N and g of the client: {' and '.join(client)}; of the server: {' and '.join(server)}."
    return _SAID.format(N=client[0], g=client[1], modulus=MODULUS)


# The sums

ROWS = (("x", "v"), ("a", "b"), ("A", "A"), ("k", "k"), ("B", "B"), ("u", "u"), ("S", "S"))
"""What stands in one row, on the client's side and on the server's."""

SENT = {"A": "client", "B": "server"}


ROOMY = 18
"""Rows that the formulas with and without numbers need."""


def sums(view: View, cells: int, rows: int = 99, unseen: Collection[str] = ()) -> list[Line]:
    """Both sides' sums beside each other: each formula, the same with its numbers, and what it comes to. rows: where
    there are few, the numbers alone. unseen: "server.S", what the learner is to say first: a ? stands for it."""
    middle = 24 if cells >= 100 else 0
    each = (cells - middle - 2) // 2
    heads = [_fit([(f"{who:<8}", "text bold"), (_knows(view, who), "dim")], each) for who in ("client", "server")]
    lines: list[Line] = [(*heads[0], (" " * (middle + 2), "text"), *heads[1])]
    for names in ROWS:
        sides = [
            _sum(view, side, name, each, f"{side}.{name}" in unseen)
            for side, name in zip(("client", "server"), names, strict=True)
        ]
        if rows < ROOMY:
            sides = [[((f"{name:<3}", "text bold"), *side[-1][1:])] for side, name in zip(sides, names, strict=True)]
        for index in range(max(len(side) for side in sides)):
            left, right = (side[index] if index < len(side) else _fit([], each) for side in sides)
            between = _sent(view, names[0], middle) if index == 0 else " " * middle
            lines.append((*left, (f" {between} ", "accent" if between.strip() else "text"), *right))
    return lines


def _knows(view: View, side: str) -> str:
    """What of the password a side has: an attacker's side may have less, or what it stole."""
    sheet = view.sheet(side)
    if sheet.value("P") is not None and side == "client":
        return "knows the password"
    return "knows the verifier" if sheet["v"].source == "given" or side == "server" else "knows no password"


def _sent(view: View, name: str, cells: int) -> str:
    """The arrow of a value that goes over the wire, as bytes; blanks for any other."""
    value = view.sheet(SENT[name]).value(name) if name in SENT else None
    if not cells or not isinstance(value, int):
        return " " * cells
    data = value.to_bytes(2, "big").hex(" ") if value < 1 << 16 else ".."
    text = f" {name} {data} "
    shaft = "─" * (cells - len(text) - 1)
    return f"{text}{shaft}►" if SENT[name] == "client" else f"◄{shaft}{text}"


def _sum(view: View, side: str, name: str, cells: int, unseen: bool = False) -> list[Line]:
    cell = view.sheet(side)[name]
    row = view.comparison.rows.get(name)
    if cell.value is None:
        return [_fit([], cells)]
    role = "text bold"
    if row is not None and row.state in ("differ", "follows"):
        role = "differ bold" if name == view.comparison.first_difference else "follows"
    told = str(cell.value) if isinstance(cell.value, int) else cell.value.hex() if isinstance(cell.value, bytes) else ""
    steps = _steps(view, side, name, cell)
    if unseen:
        role, told = "accent bold", "?"
    lines = []
    for index, text in enumerate(steps):
        head: Span = (f"{name:<3}" if index == 0 else "   ", "text bold")
        last = index == len(steps) - 1
        room = cells - 3 - (len(told) + 1 if last else 0)
        shown = text if len(text) <= room else text[: max(room - 2, 0)] + ".."
        spans: list[Span] = [head, (f"{shown:<{max(room, 0)}}", "dim")]
        lines.append(tuple([*spans, (f" {told}", role)] if last else spans))
    return lines


def _steps(view: View, side: str, name: str, cell: Cell) -> list[str]:
    """The formula, and the formula with numbers in the places of its names."""
    formula = cell.formula
    if formula is None or cell.source != "computed":
        came = SENT.get(name) not in (None, side)
        return ["= drawn" if name in ("a", "b") else "= as it came" if came else "= given"]
    text = show(formula.node)
    if _HASH.search(text):
        return [f"= {_signs(text)}", "= a hash"] if len(text) < 24 else [f"= {_signs(text)}"]

    def number(found: re.Match[str]) -> str:
        value = view.sheet(side).value(found[0]) if found[0] in NUMBERS else None
        return str(value) if isinstance(value, int) else found[0]

    return list(dict.fromkeys((f"= {_signs(text)}", f"= {_signs(_NAME.sub(number, text))}")))


def _signs(text: str) -> str:
    return text.replace(" ** ", "^").replace(" * ", "·")


def _fit(spans: list[Span], cells: int) -> Line:
    used = sum(len(text) for text, _ in spans)
    return (*spans, (" " * max(cells - used, 0), "text"))
