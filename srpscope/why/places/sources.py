"""Slips at the source of a value: the salt kept as text since it came, a read from its hex text, N copied wrongly.

They are changes of what a side was given or received, so they reach every use at once and print as values.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from srpscope.srp import encodings
from srpscope.srp.formula import Call, Node, Number, Octets, Text
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Knowledge
from srpscope.srp.values import RECEIVED, Value
from srpscope.why.places.buffers import misread
from srpscope.why.places.dates import dates
from srpscope.why.places.likelihood import examples
from srpscope.why.places.readers import LARGEST, beside_header, by_map, by_short_length, escaped, retyped, undoubled
from srpscope.why.places.ripple import Ripple
from srpscope.why.places.structural import OTHER_GENERATORS
from srpscope.why.slips import Slip, slips_at

MOST_DIGITS = 2_048
"""Hex digits of N up to which one that is mistyped is sought."""

MOST_SALT = 32
"""Bytes of a salt of which the same is sought, an exponentiation each."""


@dataclass(frozen=True)
class PlaceSource:
    """A slip at the source of a value or two. given: what the side has instead. said: fills the sentence."""

    kind: str
    slip: str
    given: tuple[tuple[str, Value], ...]
    said: tuple[str, ...] = ()


def sources(
    known: Knowledge, ripple: Ripple, values: tuple[str, ...], targets: tuple[str, ...] = ()
) -> Iterator[PlaceSource]:
    """Every slip at the source of what these values are made of. A digit of N is sought where a public number was
    observed: that tells it, at a short exponentiation each."""
    read = {name for value in values if (formula := known.formula(value)) for name in formula.names}
    read |= {"N"}
    has = [name for name in (*known.dialect.inputs, "I", "P", "s", "a", "b", "A", "B", "N", "g") if name in read]
    making = _Sources(known, ripple)
    for name in has:
        if ripple.sheet.value(name) is not None and (known.formula(name) is None or name in ("a", "b")):
            yield from making.of(name)
    yield from making.groups()
    if set(targets) & {"A", "B", "v"}:
        yield from making.digits()
    if "s" in has and ripple.sheet.value("s") is not None:
        yield from making.salt_digits()
    yield from making.swapped([name for name in has if name not in ("N", "g", "a", "b")])
    received = [name for name in has if name in RECEIVED[known.side] and name not in ("N", "g")]
    yield from making.all_received(received)
    yield from making.misread([name for name in received if making.is_binary(name)])


class _Sources:
    def __init__(self, known: Knowledge, ripple: Ripple) -> None:
        self._known, self._sheet, self._run = known, ripple.sheet, ripple.evaluation()
        self._little = ripple.sheet.settings.order == "little"

    def of(self, name: str) -> Iterator[PlaceSource]:
        """One value."""
        if name in ("N", "g"):
            return
        kind = self._sheet.kind(name)
        value = self._sheet.need(name)
        place = "own" if name in ("a", "b") else "read" if kind == "number" else kind
        operand = self._operand(name, value, place)
        for slip in slips_at(place, self._little):
            # A key stretched at its source is one stretched at its place, which waits for its turn.
            if slip.template is not None and "PBKDF2" not in slip.template:
                new = self._made(name, slip.applied(operand, operand))
                if new is not None and new != value:
                    yield PlaceSource(place, slip.id, ((name, new),))
        if kind == "bytes" and isinstance(value, bytes) and name in RECEIVED[self._known.side]:
            yield PlaceSource("which", "which-radix", ((name, by_map(value)),), (name,))
            for new in LARGEST:
                yield PlaceSource("which", "which-saturated", ((name, new),), (name, new.hex()))
        yield from self._examples(name, value)
        if isinstance(value, str):
            for said, text in dates(value):
                yield PlaceSource("text", "text-date", ((name, text),), (said,))
            for said, text in (*undoubled(value), *escaped(value), *retyped(value)):
                yield PlaceSource("text", "text-escape", ((name, text),), (said,))
            for said, text in _dotless(value) if name == "I" else ():
                yield PlaceSource("text", "text-dotless", ((name, text),), (said,))
            for said, text in _others(name, value, self._known.received):
                yield PlaceSource("text", "text-alias" if name == "I" else "text-other", ((name, text),), (said,))

    def _operand(self, name: str, value: Value, place: str) -> Node:
        if place == "read":
            try:
                return Octets(self._sheet.raw(name))
            except (Missing, Failure):
                pass
        return Number(value) if isinstance(value, int) else Text(value) if isinstance(value, str) else Octets(value)

    def _made(self, name: str, node: Node) -> Value | None:
        try:
            return self._sheet._read(name, self._run.run(node))
        except (Failure, Missing, ValueError, OverflowError):
            return None

    def _examples(self, name: str, value: Value) -> Iterator[PlaceSource]:
        kinds = {"s": "salts", "I": "names", "P": "passwords"}
        if name not in kinds:
            return
        for number, text in enumerate(examples(kinds[name]), 1):
            new: Value = bytes.fromhex(text) if name == "s" else text
            if isinstance(new, type(value)) and new != value:
                # Each is a hypothesis of its own: what comes to the same as one of them does not as another.
                yield PlaceSource("constant", "constant-example", ((name, new),), (name, str(number)))

    def groups(self) -> Iterator[PlaceSource]:
        """Another g, another N, and N with its end or its sign read wrongly."""
        N, g = self._sheet.value("N"), self._sheet.value("g")
        if not isinstance(N, int) or not isinstance(g, int):
            return
        for other in OTHER_GENERATORS:
            if other != g:
                yield PlaceSource("constant", "constant-g", (("g", other),), (str(g), str(other)))
        for name in groups.known_groups():
            modulus, generator = groups.group(name)
            if modulus != N:
                yield PlaceSource("constant", "constant-group", (("N", modulus), ("g", generator)), ("its own", name))
                if generator != g:
                    yield PlaceSource("constant", "constant-group", (("N", modulus),), ("its own", name))
        digits, data = f"{N:x}", encodings.minimal(N)
        for said, text in (("the last digit lost", digits[:-1]), ("the first digit lost", digits[1:])):
            yield PlaceSource("constant", "constant-end", (("N", int(text or "0", 16)),), (said,))
        for said, cut in (("the last byte lost", data[:-1]), ("the first byte lost", data[1:])):
            yield PlaceSource("constant", "constant-end", (("N", int.from_bytes(cut, "big")),), (said,))
        yield PlaceSource("constant", "constant-end", (("N", int.from_bytes(data, "little")),), ("its bytes reversed",))
        if data[0] >= 0x80:
            yield PlaceSource("constant", "constant-signed", (("N", (1 << 8 * len(data)) - N),))
        for less in (1, -1, 2):
            yield PlaceSource("constant", "constant-end", (("N", N - less),), (f"{less} less",))

    def digits(self) -> Iterator[PlaceSource]:
        """N typed with a mistake: digits lost, doubled or exchanged, a word of eight, then one that is wrong."""
        N = self._sheet.value("N")
        if not isinstance(N, int) or N.bit_length() > MOST_DIGITS * 4:
            return
        text = f"{N:x}"
        for said, wrong in _mistyped(text):
            if wrong not in (text, ""):
                yield PlaceSource("constant", "constant-digit", (("N", int(wrong, 16)),), (said,))

    def salt_digits(self) -> Iterator[PlaceSource]:
        """A salt that was copied by hand: two digits exchanged, one that is wrong, a bit flipped among them."""
        salt = self._sheet.value("s")
        if not isinstance(salt, bytes) or len(salt) > MOST_SALT:
            return
        text = salt.hex()
        for said, wrong in itertools.chain(_exchanged(text), _wrong_digits(text)):
            if wrong != text:
                yield PlaceSource("constant", "salt-digit", (("s", bytes.fromhex(wrong)),), (said,))

    def swapped(self, names: list[str]) -> Iterator[PlaceSource]:
        """Two values taken for one another."""
        kinds = {name: self._sheet.kind(name) for name in names}
        values = {name: self._sheet.value(name) for name in names}
        for index, one in enumerate(names):
            for other in names[index + 1 :]:
                if values[one] is None or values[other] is None or values[one] == values[other]:
                    continue
                first, second = self._as(one, other), self._as(other, one)
                if first is not None and second is not None and kinds[one] == kinds[other] == "bytes":
                    yield PlaceSource("which", "which-swapped", ((one, first), (other, second)), (one, other))
                elif first is not None and second is not None and kinds[one] != "number":
                    yield PlaceSource("which", "which-mistaken", ((one, first), (other, second)), (one, other))
                    yield PlaceSource("which", "which-overwritten", ((one, first),), (one, other))
                    yield PlaceSource("which", "which-overwritten", ((other, second),), (other, one))

    def _as(self, name: str, other: str) -> Value | None:
        """The other value's bytes, read as this one is."""
        value = self._sheet.need(other)
        try:
            data = self._sheet.raw(other) if isinstance(value, int) else self._run.as_octets(value)
        except (Failure, Missing):
            return None
        return self._read_as(name, data)

    def is_binary(self, name: str) -> bool:
        """Whether a value is bytes in a message."""
        return self._sheet.kind(name) != "text"

    def misread(self, names: list[str]) -> Iterator[PlaceSource]:
        """A received value read from where another one lies in the message."""
        for name in names:
            for said, data in by_short_length(self._as_it_came(name) or b""):
                new = self._read_as(name, data)
                if new is not None:
                    yield PlaceSource("which", "which-offset", ((name, new),), (name, said))
        for name, other in itertools.permutations(names, 2):
            own, theirs = self._as_it_came(name), self._as_it_came(other)
            if own and theirs:
                for said, data in misread(own, theirs, other):
                    new = self._read_as(name, data)
                    if new is not None and new != self._sheet.value(name):
                        yield PlaceSource("which", "which-offset", ((name, new),), (name, said))
                for said, data in beside_header(own, theirs):
                    new = self._read_as(name, data)
                    if new is not None:
                        yield PlaceSource("which", "which-header", ((name, new),), (name, said))

    def _as_it_came(self, name: str) -> bytes | None:
        try:
            return self._sheet.raw(name)
        except (Failure, Missing):
            return None

    def _read_as(self, name: str, data: bytes) -> Value | None:
        try:
            return self._sheet._read(name, data)
        except (Failure, Missing, ValueError, OverflowError):
            return None

    def all_received(self, names: list[str]) -> Iterator[PlaceSource]:
        """One wrong reader for everything that was received."""
        if len(names) < 2:
            return
        for slip in slips_at("bytes", self._little):
            if slip.template is None:
                continue
            made = ((name, self._read_wrongly(name, slip)) for name in names)
            given = tuple((name, new) for name, new in made if new is not None and new != self._sheet.value(name))
            if len(given) > 1:
                yield PlaceSource("bytes", slip.id, given)

    def _read_wrongly(self, name: str, slip: Slip) -> Value | None:
        number = self._sheet.kind(name) == "number"
        operand = self._operand(name, self._sheet.need(name), "read" if number else "bytes")
        made = slip.applied(operand, operand)
        return self._made(name, Call("BEINT", (made,)) if number else made)


def _others(name: str, text: str, received: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The text that somebody has in hand where this one belongs: the whole id of a pool, the name that was typed."""
    if name == "pool" and "_" not in text:
        for region in REGIONS:
            yield f"its region in front, {region}_", f"{region}_{text}"
    if name == "I" and (typed := received.get("username")) is not None:
        alias = encodings.bytes_text(typed)
        if alias != text:
            yield f"the name that was typed, {alias}", alias


MOST_DOTS = 4
"""Letters i of a name up to which each choice of them is tried."""


def _dotless(name: str) -> Iterator[tuple[str, str]]:
    """A name brought to small letters, or to capitals, in a Turkish locale, where it was typed in both: what were
    capitals I have lost their dot, what were small i have one. On the wire it stands as other locales make it."""
    for letter, other in (("i", "\u0131"), ("I", "\u0130")):
        places = [at for at, one in enumerate(name) if one == letter]
        sizes = range(1, len(places)) if len(places) <= MOST_DOTS else (1,)
        for chosen in (some for size in sizes for some in itertools.combinations(places, size)):
            text = "".join(other if at in chosen else one for at, one in enumerate(name))
            yield f"a letter i of a Turkish locale: {text}", text


REGIONS = (
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"),
    *("eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-south-1", "ap-south-2", "ap-northeast-1"),
    *("ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4"),
    *("ap-east-1", "ca-central-1", "ca-west-1", "sa-east-1", "af-south-1", "me-south-1", "me-central-1"),
    *("il-central-1", "us-gov-west-1", "us-gov-east-1", "local"),
)
"""Where Cognito has user pools; "local" is that of pools that are played."""


def _mistyped(text: str) -> Iterator[tuple[str, str]]:
    """A text of hex digits with one mistake, and what it is. Digits are counted from 1."""
    yield from _exchanged(text)
    for at in range(len(text) - 1):
        here = f"digit {at + 1}"
        yield f"its {here} missing", text[:at] + text[at + 1 :]
        yield f"its {here} twice", text[: at + 1] + text[at:]
    for at in range(0, len(text), 2):
        yield f"its byte {at // 2 + 1} missing", text[:at] + text[at + 2 :]
    for at in range(0, len(text), 8):
        word, rest = text[at : at + 8], text[at + 8 :]
        here = f"digits {at + 1} to {at + len(word)}"
        yield f"its {here} missing", text[:at] + rest
        yield f"its {here} twice", text[:at] + word + word + rest
        yield f"its {here} and the next eight exchanged", text[:at] + rest[:8] + word + rest[8:]
    yield from _wrong_digits(text)


def _exchanged(text: str) -> Iterator[tuple[str, str]]:
    for at in range(len(text) - 1):
        said = f"its digit {at + 1} and the next exchanged"
        yield said, text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _wrong_digits(text: str) -> Iterator[tuple[str, str]]:
    for at, digit in enumerate(text):
        for other in "0123456789abcdef":
            yield f"{other} for {digit} as its digit {at + 1}", text[:at] + other + text[at + 1 :]
