"""The values of a page put together into handshakes.

Whose value it is comes from a heading, the name or a table's column, else from what else stands on the page: a page
with `a` or the password comes from the client, one with `b` from the server, one with both is a test vector and holds
for both sides. What can be read in two ways becomes a question in the capture, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from srpscope.capture.capture import Capture, Line
from srpscope.capture.page import Page, PrintedValue
from srpscope.capture.questions import Ambiguity
from srpscope.capture.value_forms import Reading
from srpscope.capture.value_names import BYTE_STRINGS, NUMBERS

_CLIENT_SECRETS = frozenset(["a", "x"])
_SERVER_SECRETS = frozenset(["b"])
_SENT = frozenset(["A", "B", "s", "M1", "M2", "I", "nonce"])
_LASTING = frozenset(["N", "g", "k", "I", "P", "s", "v"])


def captures_of_page(page: Page, name: str) -> list[Capture]:
    """The handshakes of a page: one, or several where a value comes again with another content."""
    blocks: list[list[PrintedValue]] = [[]]
    seen: dict[tuple[str, str | None], PrintedValue] = {}
    for index, value in enumerate(page.values):
        earlier = seen.get((value.name, value.side))
        fresh = index in page.breaks and bool(blocks[-1])
        if earlier is not None and earlier.same_as(value) and not fresh:
            continue
        if (earlier is not None or fresh) and len(blocks) < 1_000:
            blocks.append([one for one in blocks[-1] if one.name in _LASTING and one.name != value.name and not fresh])
            seen = {(one.name, one.side): one for one in blocks[-1]}
        blocks[-1].append(value)
        seen[value.name, value.side] = value
    blocks = [block for index, block in enumerate(blocks) if _tells(block) or index == 0]
    captures = [
        _assemble(block, page, name if len(blocks) == 1 else f"{name}, handshake {index}")
        for index, block in enumerate(blocks, 1)
        if block or (index == 1 and page.settings)
    ]
    if captures:
        captures[0].notes[:0] = page.notes
    return captures


def _tells(block: list[PrintedValue]) -> bool:
    return any(value.name not in _LASTING for value in block) or any(value.name == "v" for value in block)


def _assemble(block: list[PrintedValue], page: Page, title: str) -> Capture:
    header: Line = {"srpscope": 1, "title": title, "dialect": page.settings.get("dialect"), "origin": "recorded"}
    if "hash" in page.settings:
        header["hash"] = page.settings["hash"]
    if "group" in page.settings:
        header["group"] = page.settings["group"]
    if header["dialect"] is None and any(value.enrolled for value in block):
        header["dialect"] = "esp-idf-security2"
    capture = Capture(header=header, name=title)
    homes = _homes(block)
    values: dict[tuple[str, bool], dict[str, str]] = {}
    asked: list[Ambiguity] = []
    forms = {value.readings[0].form for value in block if len(value.readings) == 1 and not value.choices}
    for value in block:
        side = homes(value)
        name = _which(value, block, capture)
        if value.text is not None:
            values.setdefault((side, True), {})[name] = value.text
            continue
        if name == "":
            asked.append(_which_value(value, side))
            continue
        chosen = _chosen(value, name, forms, capture)
        if chosen is None:
            asked.append(_which_form(value, name, side))
            continue
        if chosen.remark and (name in BYTE_STRINGS or chosen.form != "hex"):
            capture.notes.append(f"line {value.line}: {value.spelling} {chosen.remark}.")
        width = chosen.width or (name not in BYTE_STRINGS and side != "wire")
        values.setdefault((side, width), {})[name] = hex_for(chosen, name, side)
    for (side, width), found in sorted(values.items(), key=lambda one: _SIDE_ORDER.index(one[0][0])):
        line = capture.add_values(side, found)
        if not width:
            line["width"] = False
    for question in asked:
        capture.lines.append(question.to_line())
        capture.notes.append(question.text)
    header["secrets"] = any(value.name in ("P", "x", "a", "b", "v", "S", "K") for value in block)
    return capture


_SIDE_ORDER = ["both", "wire", "client", "server", "enroller"]


def _homes(block: list[PrintedValue]) -> Callable[[PrintedValue], str]:
    """A function that gives the side of each value of a block."""
    unsaid = {value.name for value in block if value.side is None}
    told = {value.side for value in block}
    has_client = bool(unsaid & _CLIENT_SECRETS) or ("P" in unsaid and bool(unsaid & {"A", "M1", "S", "K", "u", "k"}))
    has_server = bool(unsaid & _SERVER_SECRETS)
    if {"client", "server"} <= told:  # what stands outside the two sections holds for both
        has_client = has_server = True

    def home(value: PrintedValue) -> str:
        if value.side is not None:
            return value.side
        name = value.name
        if name in ("N", "g"):
            return "both"
        if name in ("a", "x", "P"):
            return "client"
        if name == "b" or value.enrolled:
            return "server"
        if has_client and has_server:
            return "server" if name == "v" else "both"
        if has_client:
            return "client"
        if has_server or name == "v":
            return "server"
        if name == "I" and "P" in unsaid:
            return "client"
        if name == "s" and "v" in unsaid:
            return "server"
        return "wire" if name in _SENT else "client"

    return home


def _which(value: PrintedValue, block: list[PrintedValue], capture: Capture) -> str:
    """The value that a spelling with two meanings stands for, where the page tells; "" where it does not."""
    if not value.choices:
        return value.name
    options = (value.name, *value.choices)
    taken = {one.name for one in block if not one.choices}
    free = [one for one in options if one not in taken]
    if value.side in ("client", "server") and set(options) == {"A", "B"}:
        return "A" if value.side == "client" else "B"
    if value.side in ("client", "server") and set(options) == {"a", "b"}:
        return "a" if value.side == "client" else "b"
    if set(options) == {"S", "K"}:
        wide = [len(one.readings[0].hex) for one in block if one.name in ("A", "B", "N") and one.readings]
        digits = len(value.readings[0].hex)
        if len(free) == 2 and wide and digits <= 128 < min(wide) - 16:
            capture.notes.append(f"line {value.line}: {value.spelling} is as long as a hash, not as N: read as K.")
            return "K"
        if len(free) == 2 and wide and digits > 128:
            return "S"
    if len(free) == 1 or (free and "ephemeral" in value.spelling.lower().replace("_", " ") and free[0] in "Aa"):
        other = " and ".join(one for one in options if one != free[0])
        capture.notes.append(f"line {value.line}: {value.spelling} is read as {free[0]}, not {other}.")
        return free[0]
    return ""


def _chosen(value: PrintedValue, name: str, forms: set[str], capture: Capture) -> Reading | None:
    """The reading of a value where there is one, or where every certain value of the page was printed in one way."""
    if len(value.readings) == 1:
        only = value.readings[0]
        if only.form == "decimal" and len(only.hex) > 16 and name in BYTE_STRINGS | NUMBERS:
            capture.notes.append(f"line {value.line}: {value.spelling} is read as a decimal number.")
        return only
    alike = {"hex bytes": "hex"}
    told = {alike.get(form, form) for form in forms if form in ("hex", "hex bytes", "decimal", "base64")}
    if len(told) == 1:
        form = next(iter(told))
        fitting = [one for one in value.readings if alike.get(one.form, one.form) == form]
        if len(fitting) == 1:
            capture.notes.append(
                f"line {value.line}: {value.spelling} could be {_or(value.readings)}; "
                f"it is read as {form}, like every other value here."
            )
            return fitting[0]
    return None


def _or(found: Sequence[Reading]) -> str:
    return " or ".join(one.form for one in found)


def hex_for(reading: Reading, name: str, side: str = "") -> str:
    """Hex as a capture wants it: an even count of digits for byte strings and for everything on the wire."""
    digits = reading.hex
    if (name in BYTE_STRINGS or side == "wire") and len(digits) % 2:
        return "0" + digits
    return digits


def _alternative(reading: Reading, name: str, side: str) -> dict[str, Any]:
    found: dict[str, Any] = {"form": reading.form, "hex": hex_for(reading, name, side)}
    if not reading.width:
        found["width"] = False
    return found


def _which_form(value: PrintedValue, name: str, side: str) -> Ambiguity:
    answers = " or ".join(f"--set {side}.{name}.{_SET[one.form]}=.." for one in value.readings if one.form in _SET)
    text = f"line {value.line}: {value.spelling} can be {_or(value.readings)}, and the page does not tell which."
    if answers:
        text += f" Say {answers}, or answer on the screen."
    return Ambiguity(side, name, text, tuple(_alternative(one, name, side) for one in value.readings), value.line)


_SET = {"hex": "hex", "decimal": "dec", "base64": "b64"}


def _which_value(value: PrintedValue, side: str) -> Ambiguity:
    options = (value.name, *value.choices)
    best = value.readings[0]
    text = (
        f"line {value.line}: {value.spelling} can be {' or '.join(options)}, and the page does not tell which. "
        f"Name it {options[0]} or {options[1]}, or answer on the screen."
    )
    return Ambiguity(
        side, value.name, text, tuple({**_alternative(best, one, side), "value": one} for one in options), value.line
    )
