"""The values of a page put together into handshakes.

Whose value it is comes from a heading, the name or a table's column, else from what else stands on the page: a page
with `a` comes from the client, one with `b` from the server, one with both is a test vector and holds for both sides;
one user name belongs to both. What can be read in two ways becomes a question in the capture, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from srpscope.capture.capture import DEDUCED, Capture, Line
from srpscope.capture.own_words import READ_FROM_TEXT
from srpscope.capture.pages.handshakes.account import left_out, taken, unread_places
from srpscope.capture.pages.handshakes.blocks import Block, blocks
from srpscope.capture.pages.handshakes.digests import HASHES
from srpscope.capture.pages.handshakes.settling import Settled, is_own_by_size, named_group, settle
from srpscope.capture.pages.handshakes.sizes import TYPED_NAME
from srpscope.capture.pages.handshakes.unnamed import name_the_unnamed
from srpscope.capture.pages.literals.forms import LiteralReading
from srpscope.capture.pages.names import BYTE_STRINGS, EXTRA_NAMES, EXTRAS, PRINTED, SETTINGS, TEXTS, words_of
from srpscope.capture.pages.page import Page, PrintedValue
from srpscope.capture.questions import Ambiguity
from srpscope.errors import SrpscopeError
from srpscope.srp.allowance import Allowance
from srpscope.srp.dialect import ESP, dialect
from srpscope.srp.primitives.groups import Group, name_of
from srpscope.srp.values import NUMBERS

_CLIENT_SECRETS = frozenset(["a", "x"])
_SERVER_SECRETS = frozenset(["b"])
_SENT = frozenset(["A", "B", "s", "M1", "M2", "I", "nonce"])


def captures_of_page(page: Page, name: str) -> list[Capture]:
    """The handshakes of a page: one, or several where a value comes again with another content."""
    name_the_unnamed(page)
    found = blocks(page)
    captures = []
    allowance = Allowance()
    for index, block in enumerate(found, 1):
        title = name if len(found) == 1 else f"{name}, handshake {index}"
        unknown = next((one.text for one in block.all if one.name == "hash" and (one.text or "").startswith("?")), None)
        if unknown is not None:
            page.note(f"handshake {index} is left out: its hash, {unknown[1:]}, is not known to srpscope.")
        elif (kept := _known_alone(block)).all:
            captures.append(_assemble(kept, title, allowance))
    if captures:
        captures[0].notes[:0] = page.notes
        missed = left_out(page)
        if missed:
            captures[-1].notes.append(missed)
        captures[0].unread = unread_places(page)
    return captures


def _known_alone(block: Block) -> Block:
    """Without what counts only among others: `key` with no handshake around it, inputs of another dialect."""
    names = {value.name for value in block.all if not value.weak}
    spoken = _spoken(names) or _of_a_pool(block.all)
    keep = names & {"A", "B", "v", "a", "b"} and "K" not in names
    device = names & {"secret_block", "pool"} and any(not _of_device(value) for value in block.all)

    def kept(value: PrintedValue) -> bool:
        if device and _of_device(value):
            return False
        if value.name == "nonce" and not names & {"A", "B", "M1", "M2", "K"}:
            return False
        if value.weak and value.name == "I":  # a variable called i
            return "P" in names and bool(names & {"s", "v", "A"})
        if value.weak and value.name == "x":
            return "v" in names  # v = g^x tells whether the hash of a password is x
        if value.weak and value.name in ("a", "b"):  # a "client secret" is more often a web service's
            return value.name.upper() in names and len(value.readings[0].hex) >= 32
        if value.weak and value.name in ("M1", "M2"):  # a "mac" is more often an address, or of a message
            return bool(names & {"A", "B"}) and len(value.readings[0].hex) >= 32
        if value.weak:
            return bool(keep) and bool(value.readings) and 32 <= len(value.readings[0].hex) <= 128
        return value.name not in EXTRA_NAMES or value.name in EXTRAS.get(spoken or "", ())

    return replace(
        block, values=[one for one in block.values if kept(one)], carried=[one for one in block.carried if kept(one)]
    )


def _of_device(value: PrintedValue) -> bool:
    """Whether a value is of the second handshake that Cognito has for a remembered device: `deviceSalt`."""
    said = [word.lower() for word in words_of(value.spelling)]
    return "device" in said and value.name in ("P", "s", "v") and "key" not in said


def _spoken(names: set[str]) -> str | None:
    """The dialect whose own inputs stand on the page."""
    if "secret_block" in names or {"pool", "timestamp"} <= names:
        return "cognito"
    return "telegram" if {"salt1", "salt2"} <= names else None


_POOL = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d_[A-Za-z0-9]{4,55}")


def _of_a_pool(values: Sequence[PrintedValue]) -> str | None:
    """Cognito, where a user pool has the name that such pools have, its region first: `eu-west-1_Ab3xQ`."""
    pools = [one.text or "" for one in values if one.name == "pool"]
    return "cognito" if any(map(_POOL.fullmatch, pools)) and {one.name for one in values} & {"A", "B", "a"} else None


def _assemble(block: Block, title: str, allowance: Allowance) -> Capture:
    settings = {value.name: value for value in block.all if value.name in SETTINGS}
    named = {name: value.text for name, value in settings.items() if value.text}
    header: Line = {"srpscope": 1, "title": title, "dialect": named.get("dialect"), "origin": READ_FROM_TEXT}
    header |= {name: text for name, text in named.items() if name in ("hash", "group")}
    if header["dialect"] is None:
        header["dialect"] = _spoken({value.name for value in block.all}) or _of_a_pool(block.all)
    if header["dialect"] is None and any(value.enrolled for value in block.all):
        header["dialect"] = ESP
    capture = Capture(header=header, name=title)
    told = settings["group"].group if "group" in settings else None
    own = _group_of(header["dialect"])
    said_group = told or named_group(named.get("group") or "")
    if said_group is not None and is_own_by_size(said_group, own, block, allowance):
        said_group = None
        header.pop("group", None)
    settled = settle(block, said_group or own, allowance)
    capture.notes += settled.notes
    values = [value for value in settled.block.all if value.name not in SETTINGS]
    if said_group is not None or settled.group != own:
        _name_group(capture, values, settled)
    if settled.assumed is not None and "group" not in header and header["dialect"] is None:
        capture.add_values("both", {"N": f"{settled.assumed:x}"})
    forms = _fill(capture, values)
    header["secrets"] = any(value.name in ("P", "x", "a", "b", "v", "S", "K") for value in values)
    said = taken(settled.block.all, forms)
    if said:
        capture.notes.append(said)
    return capture


def _group_of(name: str | None) -> Group | None:
    """The group that a dialect has for itself; None where it has none, or nobody knows it."""
    try:
        return named_group(dialect(name).group or "") if name is not None else None
    except SrpscopeError:  # no such dialect, or a file of the person's own that is broken: who asks for it hears so
        return None


def _name_group(capture: Capture, values: Sequence[PrintedValue], settled: Settled) -> None:
    """The group into the header by its name, or as N and g where it has none; nothing where the page gives both."""
    names, group = {value.name for value in values}, settled.group
    if group is None or "group" in capture.header or {"N", "g"} <= names:
        return
    known = name_of(*group)
    if known is not None and "N" not in names and "g" not in names:
        capture.header["group"] = known
        if settled.deduced:
            capture.header["group_by"] = DEDUCED
        return
    missing = {name: f"{number:x}" for name, number in (("N", group.N), ("g", group.g)) if name not in names}
    capture.add_values("both", missing)


def _fill(capture: Capture, block: list[PrintedValue]) -> dict[tuple[int, str], str]:
    """The values lines and the questions. Gives the form in which each value was read that has several, by its line and
    its spelling."""
    doubtful: dict[tuple[int, str], str] = {}
    homes, printer = _homes(block), _printer(block)
    values: dict[tuple[str, bool, str], dict[str, str]] = {}
    asked: list[Ambiguity] = []
    forms, sent_as = _forms(block), PRINTED.get(_spoken({value.name for value in block}) or "")
    for value in block:
        side = homes(value)
        name = _which(value, block, capture)
        if value.text is not None:
            text = value.text.encode().hex() if name == TYPED_NAME else value.text
            values.setdefault((side, True, ""), {})[name] = text
            continue
        if name == "":
            asked.append(_which_value(value, side))
            continue
        chosen = (
            _as_a_digest(value, name, block, capture)
            or _as_sent(value, name, sent_as, capture)
            or _chosen(value, name, forms, capture)
        )
        if len(value.readings) > 1:
            doubtful[value.line, value.spelling] = _or(value.readings) if chosen is None else chosen.form
        if chosen is None:
            asked.append(_which_form(value, name, side))
            continue
        if chosen.remark and (name in BYTE_STRINGS or chosen.form != "hex"):
            capture.notes.append(f"line {value.line}: {value.spelling} {chosen.remark}.")
        width = chosen.width or (name not in BYTE_STRINGS and side != "wire")
        key = f"{name}.hex" if name in TEXTS else name  # a password of bytes that are no text
        of = printer if name in ("N", "g") and side == "both" else ""
        values.setdefault((side, width, of), {})[key] = hex_for(chosen, name, side)
    for (side, width, of), found in sorted(values.items(), key=lambda one: _SIDE_ORDER.index(one[0][0])):
        line = capture.add_values(side, found, **({"of": of} if of else {}))
        if not width:
            line["width"] = False
    for question in asked:
        capture.lines.append(question.to_line())
        capture.notes.append(question.text)
    return doubtful


def _forms(block: list[PrintedValue]) -> set[str]:
    """How the page prints what can be read in one way only. A dialect's own inputs have a form of their own."""
    certain = [value for value in block if len(value.readings) == 1 and not value.choices]
    return {value.readings[0].form for value in certain if value.name not in EXTRA_NAMES}


_SIDE_ORDER = ["both", "wire", "client", "server", "enroller"]


_OWN = {"a": "client", "x": "client", "P": "client", "b": "server"}
"""Values that only one side can have."""


_CHECKED_BY = {"M1": "server", "M2": "client"}
"""Who makes a proof anew beside the one that arrived: "M1 received", "M1 computed"."""


def _holds_secrets(block: list[PrintedValue]) -> tuple[bool, bool]:
    """Whether a page has what only a client has, and what only a server has."""
    unsaid = {value.name for value in block if value.side is None}
    told = {value.side for value in block}
    if {"client", "server"} <= told:  # what stands outside the two sections holds for both
        return True, True
    client = bool(unsaid & _CLIENT_SECRETS) or ("P" in unsaid and bool(unsaid & {"A", "M1", "S", "K", "u", "k"}))
    return client, bool(unsaid & _SERVER_SECRETS)


def _printer(block: list[PrintedValue]) -> str:
    """The one side whose page it is; "" where it is of both, or of nobody who can be told."""
    client, server = _holds_secrets(block)
    told = {value.side for value in block} - {None, "both", "wire"}
    if client == server or not told <= {"client" if client else "server"}:
        return ""
    return "client" if client else "server"


def _homes(block: list[PrintedValue]) -> Callable[[PrintedValue], str]:
    """A function that gives the side of each value of a block."""
    unsaid = {value.name for value in block if value.side is None}
    told = {value.side for value in block}
    has_client, has_server = _holds_secrets(block)
    of_server = has_server or "v" in unsaid or "server" in told
    # What one app printed joins the log of its device, whose verifier may be another password's; a page on which both
    # public values stand is all there is.
    whole = of_server or {"A", "B"} <= unsaid
    names = [value.name for value in block]
    once = {name for name in ("I", "P", "s") if names.count(name) == 1 and (whole or (name != "P" and has_client))}
    arrived = {value.name for value in block if value.side == "wire"}
    expected = any(value.name == "M1" and value.side == "server" for value in block)
    # What the dictionaries of some dialects print are the messages.
    messages = {"A", "B", "s", "M1", "M2"} if _spoken(set(names)) is not None else set()

    def home(value: PrintedValue) -> str:
        name = value.name
        if value.side is not None:
            return value.side
        if name in messages:
            return "wire"
        if name in arrived and name in _CHECKED_BY:
            return _CHECKED_BY[name]
        if name == "M1" and expected and not has_client:
            return "wire"  # beside what the server expects stands what it was sent
        if value.enrolled and name != "I":
            return "server"
        if name in once or name in ("N", "g") or name in EXTRA_NAMES:
            return "both"
        return _OWN.get(name) or _by_secrets(name, has_client, has_server) or _by_company(name, unsaid)

    return home


def _by_secrets(name: str, client: bool, server: bool) -> str:
    """The side whose secrets stand on the page has printed what is there; "" where neither's do."""
    if server and (name == "v" or not client):
        return "server"
    if client:
        return "both" if server else "client"
    return ""


def _by_company(name: str, unsaid: set[str]) -> str:
    """The side of a value on a page without secrets: a name stands with its password, a salt with its verifier."""
    if name == "v" or (name == "s" and "v" in unsaid):
        return "server"
    if name == "I" and "P" in unsaid:
        return "client"
    return "wire" if name in _SENT else "client"


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
        if len(free) == 2 and digits > 128:
            return "S"
    if set(options) == {"S", "u"} and len(value.readings[0].hex) > 128:
        return "S"  # no hash is that long
    if len(free) == 1 or (free and "ephemeral" in value.spelling.lower().replace("_", " ") and free[0] in "Aa"):
        other = " and ".join(one for one in options if one != free[0])
        capture.notes.append(f"line {value.line}: {value.spelling} is read as {free[0]}, not {other}.")
        return free[0]
    return ""


def _as_sent(value: PrintedValue, name: str, form: str | None, capture: Capture) -> LiteralReading | None:
    """What messages carry in one form, whatever else it could be."""
    fitting = [one for one in value.readings if one.form == form]
    if len(value.readings) < 2 or name not in ("A", "B", "s") or len(fitting) != 1:
        return None
    capture.notes.append(
        f"line {value.line}: {value.spelling} could be {_or(value.readings)}; it is read as {form}, as it is sent."
    )
    return fitting[0]


def _chosen(value: PrintedValue, name: str, forms: set[str], capture: Capture) -> LiteralReading | None:
    """The reading of a value where there is one, or where every certain value of the page was printed in one way."""
    if len(value.readings) == 1:
        only = value.readings[0]
        if only.form == "decimal" and len(only.hex) > 16 and name in BYTE_STRINGS | NUMBERS:
            capture.notes.append(f"line {value.line}: {value.spelling} is read as a decimal number.")
        return only
    alike = {"hex bytes": "hex", "negative hex": "hex", "negative decimal": "decimal"}
    told = {alike.get(form, form) for form in forms} & {"hex", "decimal", "base64"}
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


_OF_A_HASH = ("x", "u", "k", "M1", "M2")
"""What is one digest, in every dialect or nearly: none of them is a little longer than another one."""


def _as_a_digest(value: PrintedValue, name: str, block: list[PrintedValue], capture: Capture) -> LiteralReading | None:
    """Digits that as hex would be longer than the page's other digests, and as a decimal number are not: 49 of them
    beside a u of 40."""
    others = [one for one in block if one.name in _OF_A_HASH and len(one.readings) == 1 and not one.choices]
    longest = max((len(one.readings[0].hex) for one in others if one.readings[0].form != "decimal"), default=0)
    if len(value.readings) < 2 or name not in _OF_A_HASH or longest not in {2 * size for size in HASHES}:
        return None
    fitting = [one for one in value.readings if len(one.hex) <= longest]
    if len(fitting) != 1 or fitting[0].form != "decimal":
        return None
    capture.notes.append(
        f"line {value.line}: {value.spelling} is read as a decimal number: as hex it would be longer than the page's "
        "other digests."
    )
    return fitting[0]


def _or(found: Sequence[LiteralReading]) -> str:
    return " or ".join(one.form for one in found)


def hex_for(reading: LiteralReading, name: str, side: str = "") -> str:
    """Hex as a capture wants it: an even count of digits for byte strings and for everything on the wire."""
    digits = reading.hex
    if (name in BYTE_STRINGS or side == "wire") and len(digits) % 2:
        return "0" + digits
    return digits


def _alternative(reading: LiteralReading, name: str, side: str) -> dict[str, Any]:
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
