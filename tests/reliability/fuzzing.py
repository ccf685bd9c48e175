"""Fuzzed inputs over every reader of files and every wire: a capture or a sentence, within a bounded time, ever.

Two sources: hypothesis draws bytes, texts and JSON from nothing; the mutator takes real files of every format and
changes what their structure hangs on (lengths, counts, nesting, digits, line ends), since random bytes stop at the
first magic number.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings, strategies as st

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.places import captures_folder
from srpscope.wire.wires import WIRES, decode

DATA = Path(__file__).parents[1] / "data"
LARGEST = 24 * 1024
"""Bytes of a sample: small ones are changed and read thousands of times."""
SLOW = 20.0
"""Seconds that one input may take on a loaded machine; most take a thousandth."""
INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)
TOKENS = (
    b"{", b"}", b"[", b"]", b'"', b"\\", b"\n", b"\r\n", b"\0", b"0x", b"-", b"9" * 60, b"1e999", b"null", b"A: ", b"=",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", "\u202e".encode(), b"base64:",
    b'{"type":"values","side":"client","values":',
)  # fmt: skip


@cache
def samples() -> tuple[tuple[str, bytes], ...]:
    """Real files of every format that are small enough, and the beginning of some that are not."""
    paths = sorted(one for folder in (DATA, captures_folder()) for one in folder.rglob("*") if one.is_file())
    found = [(one.name, one.read_bytes()[:LARGEST]) for one in paths if one.suffix != ".py"]
    by_suffix: dict[str, list[tuple[str, bytes]]] = {}
    for name, data in found:
        by_suffix.setdefault("".join(Path(name).suffixes[-2:]), []).append((name, data))
    return tuple(one for group in by_suffix.values() for one in group[:40])


def mutated(data: bytes, drawn: random.Random) -> bytes:
    """A sample with one to four changes."""
    made = bytearray(data)
    for _ in range(drawn.randint(1, 4)):
        drawn.choice(CHANGES)(made, drawn)
        if not made:
            break
    return bytes(made[: 2 * LARGEST])


def _at(data: bytearray, drawn: random.Random) -> int:
    return drawn.randrange(len(data)) if data else 0


def _bit(data: bytearray, drawn: random.Random) -> None:
    if data:
        data[_at(data, drawn)] ^= 1 << drawn.randrange(8)


def _number(data: bytearray, drawn: random.Random) -> None:
    """A length or a count becomes one on an edge."""
    form = drawn.choice(("B", "<H", ">H", "<I", ">I"))
    size = struct.calcsize(form)
    at = _at(data, drawn)
    if at + size <= len(data):
        value = drawn.choice(INTERESTING) & ((1 << 8 * size) - 1)
        data[at : at + size] = struct.pack(form, value)


def _cut(data: bytearray, drawn: random.Random) -> None:
    del data[_at(data, drawn) :]


def _left_out(data: bytearray, drawn: random.Random) -> None:
    at = _at(data, drawn)
    del data[at : at + drawn.randint(1, 40)]


def _twice(data: bytearray, drawn: random.Random) -> None:
    at = _at(data, drawn)
    data[at:at] = data[at : at + drawn.randint(1, 400)] * drawn.randint(1, 8)


def _token(data: bytearray, drawn: random.Random) -> None:
    at = _at(data, drawn)
    data[at:at] = drawn.choice(TOKENS) * drawn.choice((1, 1, 1, 200))


def _spliced(data: bytearray, drawn: random.Random) -> None:
    """The end of another file behind the beginning of this one."""
    other = drawn.choice(samples())[1]
    data[_at(data, drawn) :] = other[drawn.randrange(len(other) + 1) :]


def _lines(data: bytearray, drawn: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    drawn.shuffle(lines)
    data[:] = b"\n".join(lines)


def _digits(data: bytearray, drawn: random.Random) -> None:
    """A digit becomes another, or very many."""
    places = [at for at in range(len(data)) if 48 <= data[at] <= 57][:2_000]
    if places:
        at = drawn.choice(places)
        data[at : at + 1] = drawn.choice((b"0", b"9", b"-1", b"9" * 5_000, b"1.5", b"1e99"))


def _json_value(data: bytearray, drawn: random.Random) -> None:
    """One value of one JSON line becomes one of another type."""
    lines = bytes(data).split(b"\n")
    at = drawn.randrange(len(lines))
    try:
        line = json.loads(lines[at])
    except (ValueError, RecursionError):
        return
    if isinstance(line, dict) and line:
        odd = [None, True, -1, 1e300, "", "\0", [], {}, [[]], {"a": {}}, "f" * 3_000, 10**400]
        line[drawn.choice(list(line))] = drawn.choice(odd)
        lines[at] = json.dumps(line).encode()
        data[:] = b"\n".join(lines)


def _packed(data: bytearray, drawn: random.Random) -> None:
    """Inside a ZIP, cut or whole, or compressed."""
    if drawn.random() < 0.5:
        data[:] = gzip.compress(bytes(data), 1)
        return
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(drawn.choice(("FS/data/log/bt/btsnoop_hci.log", "a.txt", "../b")), bytes(data))
    data[:] = out.getvalue()


CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _bit, _bit, _number, _number, _number, _cut, _left_out, _twice, _token, _token, _spliced, _lines, _digits,
    _json_value, _json_value, _packed,
)  # fmt: skip


def read(data: bytes, name: str) -> int:
    """How many captures came out; FileError is an answer too, and everything else is a fault of ours."""
    began = time.monotonic()
    try:
        captures = formats.read(Source.of_bytes(data, name))
    except FileError as error:
        assert str(error)
        captures = []
    took = time.monotonic() - began
    assert took < SLOW, (took, name, data[:200])
    for capture in captures:
        for message in capture.messages:
            assert isinstance(message, dict)
    return len(captures)


def decoded(data: bytes, drawn: random.Random) -> None:
    """Every wire takes any bytes from any side."""
    for wire in WIRES:
        decode(
            wire, drawn.choice(("client", "server")), data[:4_096], drawn.choice((None, "prov-session", "/pair-setup"))
        )


def mutations(count: int, start: int = 0) -> Iterator[tuple[str, bytes, random.Random]]:
    """Changed samples, the same for the same numbers."""
    for number in range(start, start + count):
        drawn = random.Random(number)
        name, data = drawn.choice(samples())
        yield name, mutated(data, drawn), drawn


def mutator(count: int, start: int = 0) -> str:
    """Changed real files. What came out, as a sentence. Raises AssertionError, and whatever a reader lets through."""
    found = refused = 0
    for name, data, drawn in mutations(count, start):
        try:
            captures = read(data, name)
            decoded(data, drawn)
        except Exception as error:
            raise AssertionError(f"{type(error).__name__} on {name}, number {start}..: {data[:120]!r}") from error
        found += captures
        refused += not captures
    return f"{found:,} handshakes read, {refused:,} inputs refused with a sentence, nothing else"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
ANYTHING = (
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | JSON.map(lambda one: json.dumps(one).encode())
    | st.lists(st.sampled_from(TOKENS), max_size=30).map(b"".join)
)


def from_nothing(count: int) -> str:
    """What hypothesis draws. What came out, as a sentence. Raises AssertionError."""
    tried = 0

    @seed(1)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(ANYTHING, st.sampled_from(("x", "x.json", "x.log", "x.pcap", "x.har", "x.srp.jsonl", "x.py")))
    def each(data: bytes, name: str) -> None:
        nonlocal tried
        tried += 1
        read(data, name)
        decoded(data, random.Random(len(data)))

    each()
    return f"{tried:,} drawn; each was read, or refused with a sentence"
