"""A logged hash call whose output is the very value that differs: what that value was made of needs no search.

Its input is told piece by piece: the dialect's operands and every value that is known of the side by their formulas,
whatever text stands between them as it is. Bytes that may be a secret which nobody made again are counted, not shown.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from srpscope.printable import printable
from srpscope.srp.calls import HashCall
from srpscope.srp.encodings import byte_length, hex_text, value_bytes
from srpscope.srp.primitives import hashes
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import SECRETS, Value, same
from srpscope.why.question import LoggedHash
from srpscope.wording import listed

LEAST = 3
"""Bytes of a piece that is recognised, at the least: a shorter one stands everywhere."""

LARGEST = 64 * 1024
"""Bytes of an input that is looked at."""

MOST_PIECES = 24

SHOWN = 64
"""Characters, or half as many bytes, of a piece that nothing known is equal to."""

_HEX = re.compile(rb"[0-9A-Fa-f]{16,}")
_NAMES = re.compile(r"\w+")

_TEXTS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("{}", lambda data: data),
    ("HEX({})", lambda data: data.hex().encode()),
    ("UPPER(HEX({}))", lambda data: data.hex().upper().encode()),
    ("the base64 text of {}", base64.b64encode),
    ("{} backwards", lambda data: data[::-1]),
)


@dataclass(frozen=True)
class MadeFrom:
    """What a value was made of. number: which of the side's logged calls, from 1. pieces: its input, in order, as they
    are shown. names: the values that stand in it. missing: the dialect's operands that do not."""

    name: str
    number: int
    call: LoggedHash
    pieces: tuple[str, ...]
    names: frozenset[str]
    missing: tuple[str, ...]
    right: str

    @property
    def sentence(self) -> str:
        """All of it, for a person."""
        what = f"{len(self.call.fed)} bytes, {hashes.shown(self.call.alg)}"
        lead = f"{self.name} was made by call {self.number} of the {self.call.side}'s log, of these bytes ({what})"
        shown = " | ".join(self.pieces[:MOST_PIECES]) + (" | .." if len(self.pieces) > MOST_PIECES else "")
        said = f"{lead}: {shown or 'none'}. The dialect's are {self.right}"
        return f"{said}; {listed(self.missing)} of these cannot be found in them." if self.missing else f"{said}."


def made_from(
    logged: Sequence[LoggedHash], known: Knowledge, name: str, observed: Value, memory: Memory
) -> MadeFrom | None:
    """The logged call that gave it, and what that was fed; None where no call did, or where it is the dialect's."""
    sheet = Sheet(known, memory, record=True)
    own = sheet[name].calls
    for number, one in enumerate(logged, 1):
        if not same(observed, one.out, sheet.settings.order) or len(one.fed) > LARGEST:
            continue
        if any(call.fed == one.fed for call in own) or hashes.new(one.alg)(one.fed) != one.out:
            continue
        return _taken_apart(number, one, name, sheet)
    return None


def names_in(logged: Sequence[LoggedHash], known: Knowledge, memory: Memory) -> frozenset[str]:
    """The values that stand in a logged input, in whatever encoding: to log them again tells nothing."""
    spelled = dict(_spelled(Sheet(known, memory, record=False), None))
    any_of_them = _any_of(spelled)
    return frozenset(
        name
        for one in logged
        if len(one.fed) <= LARGEST
        for match in any_of_them.finditer(one.fed)
        for name in _NAMES.findall(spelled[match.group()])
    )


def _any_of(spelled: Iterable[bytes]) -> re.Pattern[bytes]:
    """The longest of them that stands at a place; nothing where there are none."""
    return re.compile(b"|".join(map(re.escape, sorted(spelled, key=len, reverse=True))) or b"(?!)")


def _taken_apart(number: int, one: LoggedHash, name: str, sheet: Sheet) -> MadeFrom:
    calls = sheet[name].calls
    own = calls[-1] if calls else None
    known = dict(_spelled(sheet, own))
    found: set[str] = set()
    pieces: list[tuple[str, bytes]] = []
    at = 0
    for match in _any_of(known).finditer(one.fed):
        pieces += [("", one.fed[at : match.start()])] if match.start() > at else []
        text = known[match.group()]
        pieces.append((text, match.group()))
        found |= set(_NAMES.findall(text))
        at = match.end()
    pieces += [("", one.fed[at:])] if at < len(one.fed) else []
    operands = own.operands if own is not None else ()
    missing = tuple(
        dict.fromkeys(each.text for each in operands if len(each.data) >= LEAST and not _stands(each.text, pieces))
    )
    hidden = any(SECRETS & set(_NAMES.findall(text)) for text in missing) or own is None
    shown = tuple(text or _unknown(data, hidden) for text, data in pieces)
    right = " | ".join(each.text for each in operands) or f"another formula ({sheet.knowledge.dialect.id})"
    return MadeFrom(name, number, one, shown, frozenset(found), missing, right)


def _stands(operand: str, pieces: list[tuple[str, bytes]]) -> bool:
    """Whether an operand is one of the pieces, in whatever encoding: by the one value in it, or by its text."""
    names = set(_NAMES.findall(operand))
    return any(text and (operand in text or names <= set(_NAMES.findall(text))) for text, _data in pieces)


def _spelled(sheet: Sheet, own: HashCall | None) -> Iterator[tuple[bytes, str]]:
    """Bytes that may stand in an input, each with what they are; of equal ones the last is taken: the operand's."""
    for name in sheet.names:
        value = sheet.value(name)
        if isinstance(value, int) and value > 0:
            yield from _encoded(name, value_bytes(value))
            yield from _kept(hex_text(value).encode(), f"HEX({name})")
            yield from _kept(str(value).encode() if byte_length(value) <= 512 else b"", f"DEC({name})")
            N = sheet.value("N")
            width = byte_length(N) if isinstance(N, int) else 0
            if byte_length(value) < width and name not in ("x", "u", "a", "b"):
                yield from _encoded(f"PAD({name})", value.to_bytes(width, "big"))
        elif isinstance(value, str | bytes):
            yield from _encoded(name, value_bytes(value))
    for operand in own.operands if own is not None else ():
        yield from _encoded(operand.text, operand.data)


def _encoded(text: str, data: bytes) -> Iterator[tuple[bytes, str]]:
    for form, encode in reversed(_TEXTS):
        yield from _kept(encode(data), form.format(text))


def _kept(data: bytes, text: str) -> Iterator[tuple[bytes, str]]:
    if len(data) >= LEAST:
        yield data, text


def _unknown(data: bytes, hidden: bool) -> str:
    """A piece that nothing known is equal to: text as it is, bytes in hex, only counted where it may be a secret."""
    plain = all(0x20 <= one < 0x7F for one in data)
    if hidden or len(data) > SHOWN or _HEX.search(data):
        kind = "hex digits" if plain and _HEX.fullmatch(data) else "characters" if plain else "bytes"
        return f"({len(data)} {kind} of nothing that is known)"
    return f"'{printable(data.decode())}'" if plain else f"0x{data[: SHOWN // 2].hex()}{'..' if len(data) > 32 else ''}"
