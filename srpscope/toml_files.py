"""TOML files that people write: settings, themes, lessons, dialects. What is wrong in one is said with its line.

`parse` reads the text, `TomlFile.shaped` checks it against a msgspec Struct. tomllib says no line of a key and msgspec
none of a place, so `positions` finds them. Nothing but FileError is raised, whatever stands in the file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from srpscope.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_TABLE = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]+\")\s*=")
_TOML_LINE = re.compile(r"\(at line (\d+)")
_PLACE = re.compile(r"(?P<what>.*?)(?: - at `(?:key` in `)?\$\.?(?P<place>[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_EXPECTED = re.compile(r"Expected `(\w+)(?: \| null)?`(?:, got `(\w+)`)?")
_WORDS = {
    "str": "text in quotes",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "object": "a table",
}


@dataclass(frozen=True)
class TomlFile:
    """A TOML file that could be read. name: what sentences call it; text: as it stands; table: what it holds."""

    name: str
    text: str
    table: dict[str, Any]

    @cached_property
    def _lines(self) -> dict[str, int]:
        return positions(self.text)

    def line(self, place: str) -> int:
        """The line of a place ("step[0].tell"), or of the nearest table around it; 1 where none is known."""
        while place and place not in self._lines:
            place = place.rpartition(".")[0]
        return self._lines.get(place, 1)

    def wrong(self, place: str, sentence: str) -> FileError:
        """The error to raise about a place: the file, the line, the sentence."""
        return FileError(f"{self.name}, line {self.line(place)}: {sentence}")

    def shaped(self, kind: type[T], table: dict[str, Any] | None = None) -> T:
        """The table as a msgspec Struct. Raises FileError: the line, the key, and what it has to be."""
        import msgspec

        try:
            return msgspec.convert(self.table if table is None else table, kind)
        except msgspec.ValidationError as error:
            place, sentence = _in_words(str(error), kind)
            raise self.wrong(place, sentence) from None


def parse(data: bytes, name: str, most: int) -> TomlFile:
    """The file of these bytes, at most `most` of them. Raises FileError with the line where it is no TOML."""
    if len(data) > most:
        raise FileError(f"{name}: such a file has at most {most:,} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{name}, line {data[: error.start].count(10) + 1}: not UTF-8.") from None
    try:
        table = tomllib.loads(text)
        if any(abs(number) >= 1 << 63 for number in _whole_numbers(table)):
            raise ValueError
        return TomlFile(name, text, table)
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        where = f", line {at[1]}" if at else ""
        raise FileError(f"{name}{where}: not TOML: {str(error).split(' (at')[0].lower()}.") from None
    except RecursionError:
        raise FileError(f"{name}: nested too deeply.") from None
    except ValueError:  # tomllib lets through what int() refuses, more digits than Python reads, and takes them as hex
        raise FileError(f"{name}: a number in it has too many digits.") from None


def _whole_numbers(found: object) -> Iterator[int]:
    """Every one in a table and what stands in it. TOML's have 64 bits."""
    if isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from _whole_numbers(one)
    elif isinstance(found, int):
        yield found


def positions(text: str) -> dict[str, int]:
    """Path -> line, counted from 1: "title", "start", "step[0]", "step[0].tell", "step[1].option[2].say"."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, closing = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            if closing in line:
                closing = ""
            continue
        header = _TABLE.match(line)
        if header is not None:
            table = _resolved(header[2], header[1] == "[[", counts)
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key is not None:
            name = key[1].strip('"')
            found.setdefault(f"{table}.{name}" if table else name, number)
        for quotes in ('"""', "'''"):
            if line.count(quotes) % 2:
                closing = quotes
    return found


def _resolved(name: str, several: bool, counts: dict[str, int]) -> str:
    """The path of a header, each array of tables with its index."""
    path = ""
    parts = name.split(".")
    for index, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if several and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def _in_words(message: str, kind: type) -> tuple[str, str]:
    """msgspec's message as the place it is about and a sentence in the words of the person who wrote the file."""
    found = _PLACE.fullmatch(message)
    what, place = (found["what"], found["place"] or "") if found else (message, "")
    if (unknown := _UNKNOWN.fullmatch(what)) is not None:
        known = ", ".join(sorted(_names(kind, place)))
        return _joined(place, unknown[1]), f"{unknown[1][:40]!r} is no key here; there are {known}."
    if (missing := _MISSING.fullmatch(what)) is not None:
        return place, f"{missing[1]} is missing."
    if place.endswith("[...]"):
        table = place.removesuffix("[...]")
        return table, f"[{table}] has values in quotes."
    key = place.rpartition(".")[2]
    expected = _EXPECTED.match(what)
    if expected is not None and expected[2]:
        return place, f"{key} is {_WORDS.get(expected[1], expected[1])}."
    return place, f"{key}: {what[:1].lower()}{what[1:].replace('`', '')}."


def _joined(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _names(kind: type, place: str) -> Iterator[str]:
    """The keys that the Struct at a place of KIND knows."""
    import msgspec.inspect

    at = msgspec.inspect.type_info(kind)
    for part in re.findall(r"[^.\[\]]+", place):
        if isinstance(at, msgspec.inspect.StructType) and not part.isdigit():
            at = next(one.type for one in at.fields if one.encode_name == part)
        elif isinstance(at, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
            at = at.item_type
        if isinstance(at, msgspec.inspect.UnionType):
            at = next(one for one in at.types if not isinstance(one, msgspec.inspect.NoneType))
    if isinstance(at, msgspec.inspect.StructType):
        yield from (one.encode_name for one in at.fields)
