"""A dialect: one TOML file that says which group, hash, encodings and formula each value has, on each side.

The files are in dialects/, one a dialect, named by its id; dialects/README.md documents their form and the language.
A file is read when its dialect is asked for, a formula parsed when it is first used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from srpscope.bounded import NoSuchFileError, read_file
from srpscope.errors import FileError, UserError
from srpscope.nearest import did_you_mean
from srpscope.srp import limits
from srpscope.srp.encodings import Order
from srpscope.srp.formula import Call, Concatenation, Formula, FormulaError, Name, Node, Slice, Text as TextNode
from srpscope.srp.functions import ENCODINGS, FUNCTIONS
from srpscope.srp.outcome import FormulaSettings
from srpscope.srp.parsing import Macros, parse
from srpscope.srp.primitives import hashes
from srpscope.srp.values import NUMBERS, ORDER, Kind, Side
from srpscope.toml_files import parse as parse_toml

ESP = "esp-idf-security2"
"""What an ESP32 speaks: the dialect of its logs, of its messages and of the device that is played."""

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_MACRO = re.compile(r"\s*([A-Za-z_]\w*)\s*\(\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*\)\s*")
_NAME = re.compile(r"[A-Za-z_]\w{0,31}")
_FILE_LIMIT = 256 * 1024

_KINDS: dict[str, Kind] = {"text": "text", "bytes": "bytes", "number": "number"}


@dataclass(frozen=True)
class Input:
    """An extra value that a dialect needs from outside: its kind, and one sentence on what it is. behind: a mark up to
    which people write more than is hashed (the region of a pool's id); "" where they write no more."""

    kind: Kind
    about: str
    behind: str = ""


STANDARD, USUAL_RANK, LAST_RANK = 0, 2, 3
"""Among dialects that a capture cannot tell apart: 0 a standard, 1 widely used, 2 any other, 3 an old mode or demo."""


@dataclass(frozen=True)
class Dialect:
    """How one implementation, or one document, does SRP.

    values hold for both sides, client and server override them; a value set to None is removed.
    wire: how a value this side sends looks on the wire, as a formula. messages: the module of srpscope.wire that
    reads its messages. inputs: extra values. define: macros. rank: which is named first where a capture fits several.
    salt_bytes: how long a salt its servers store, where they store no other length; stored: the verifier's first byte.
    """

    id: str
    title: str = ""
    about: str = ""
    abstract: bool = False
    hash: str | None = None
    group: str | None = None
    encoding: str = "MIN"
    order: Order = "big"
    zero: bytes = b""
    pad: int | None = None
    salt_bytes: int | None = None
    stored: Order = "big"
    messages: str | None = None
    extends: str | None = None
    implementations: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    verified: str = ""
    rank: int = USUAL_RANK
    pitfalls: tuple[str, ...] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)
    client: Mapping[str, str | None] = field(default_factory=dict)
    server: Mapping[str, str | None] = field(default_factory=dict)
    wire: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    types: Mapping[str, Kind] = field(default_factory=dict)
    define: Macros = field(default_factory=dict)
    _parsed: dict[tuple[str, str], Formula | None] = field(default_factory=dict, compare=False, repr=False)
    _kinds: dict[str, Kind] = field(default_factory=dict, init=False, compare=False, repr=False)

    def formula_text(self, side: Side, name: str) -> str | None:
        """The formula of a value on a side as the file has it; None where the dialect has none."""
        own = self.client if side == "client" else self.server
        return own[name] if name in own else self.values.get(name)

    def formula(self, side: Side, name: str) -> Formula | None:
        """The parsed formula of a value on a side. Raises FileError where the file's text is no formula."""
        side = "client" if side == "client" else "server"
        key = (side, name)
        if key not in self._parsed:
            text = self.formula_text(side, name)
            self._parsed[key] = None if text is None else self._parse(name, text)
        return self._parsed[key]

    def wire_formula(self, name: str) -> Formula | None:
        """How a value that is sent looks on the wire, where the file says so."""
        key = ("wire", name)
        if key not in self._parsed:
            text = self.wire.get(name)
            self._parsed[key] = None if text is None else self._parse(name, text)
        return self._parsed[key]

    def parse(self, text: str) -> Formula:
        """A formula in this dialect's language, its macros included. Raises FormulaError."""
        return parse(text, self.define) if self.define else _parse_shared(text)

    def _parse(self, name: str, text: str) -> Formula:
        try:
            return self.parse(text)
        except FormulaError as error:
            raise FileError(f"dialect {self.id}, value {name}: {error}") from None

    def settings(self, hash: str | None = None) -> FormulaSettings:
        """The defaults that formulas are evaluated with; `hash` is the capture's or an edit's."""
        return FormulaSettings(hash or self.hash, self.encoding, self.order, self.zero, self.pad)

    @property
    def stretches(self) -> bool:
        """Whether x, or a value of its own, takes the stretching of a key."""
        formulas = (self.formula("client", name) for name in ("x", *self.own_values))
        return any(formula.stretches for formula in formulas if formula is not None)

    @property
    def own_values(self) -> tuple[str, ...]:
        """Computed values beyond SRP's own, in the order of the file."""
        names = [*self.values, *self.client, *self.server]
        return tuple(dict.fromkeys(name for name in names if name not in ORDER))

    def kind(self, name: str) -> Kind:
        """Whether a value is a number, bytes or text: declared, else as its formula gives it."""
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = self._kind(name, frozenset())
        return kind

    def _kind(self, name: str, seen: frozenset[str]) -> Kind:
        if name in self.types:
            return self.types[name]
        if name in NUMBERS:
            return "number"
        if name in ("I", "P", "H"):
            return "text"
        if name in self.inputs:
            return self.inputs[name].kind
        if name == "s" or name in seen:
            return "bytes"
        formula = self.formula("client", name) or self.formula("server", name)
        return "bytes" if formula is None else self.kind_of(formula.node, seen | {name})

    def kind_of(self, node: Node, seen: frozenset[str] = frozenset()) -> Kind:
        """What a formula gives: number, bytes or text. seen: values whose kind is being asked for already."""
        match node:
            case Name(name):
                return self._kind(name, seen) if seen else self.kind(name)
            case TextNode():
                return "text"
            case Concatenation(parts):
                kinds = {self.kind_of(part, seen) for part in parts}
                if self.encoding in ("HEX", "DEC"):
                    kinds.discard("number")
                    return "bytes" if "bytes" in kinds else "text"
                return "text" if kinds == {"text"} else "bytes"
            case Slice(operand):
                kind = self.kind_of(operand, seen)
                return "bytes" if kind == "number" else kind
            case Call(function):
                return FUNCTIONS[function].kind
            case _:
                return "bytes" if type(node).__name__ in ("Xor", "Octets") else "number"


@lru_cache(2_048)
def _parse_shared(text: str) -> Formula:
    # Most dialects share most formulas: 80 of them have 200 distinct ones.
    return parse(text)


def dialect(name: str) -> Dialect:
    """The dialect with that id, from the package or the user's data folder. Raises UserError for an unknown one,
    FileError for a broken file."""
    if not _ID.fullmatch(name):
        near = did_you_mean(name, dialect_ids()) or " `srpscope dialects` lists them."
        raise UserError(f"{name!r} is no dialect's id: small letters, digits, dots and hyphens.{near}")
    return _load(name)


@cache
def _load(name: str, depth: int = 0) -> Dialect:
    if depth > 8:
        raise FileError(f"dialect {name}: more than 8 dialects extend one another.")
    text = _text_of(name)
    if text is None:
        near = [one for one in dialect_ids() if name.split("-")[0] in one][:6]
        hint = f" Near it: {', '.join(near)}." if near else " `srpscope dialects` lists them."
        raise UserError(f"there is no dialect {name!r}.{did_you_mean(name, dialect_ids())}{hint}")
    return of_toml(text, name, depth)


def _text_of(name: str) -> str | None:
    shipped = Path(__file__).with_name("dialects") / f"{name}.toml"
    if shipped.is_file():
        return shipped.read_text("utf-8")
    own = user_folder() / f"{name}.toml"
    try:
        return read_file(own, _FILE_LIMIT, f"dialect {name}: {own}").decode("utf-8")
    except NoSuchFileError:
        return None
    except UnicodeDecodeError as error:
        raise FileError(f"dialect {name}: {own} is no UTF-8 at byte {error.start}.") from None


def user_folder() -> Path:
    """Where the user's own dialect files lie."""
    from srpscope.places import data_folder

    return data_folder() / "dialects"


def shipped_ids() -> list[str]:
    """The ids that come with srpscope, in alphabetical order, bases left out."""
    return sorted(_shipped() - ABSTRACT)


def _shipped() -> set[str]:
    found = {entry.name.removesuffix(".toml") for entry in Path(__file__).with_name("dialects").iterdir()}
    return {name for name in found if _ID.fullmatch(name)} - {"README.md"}


def dialect_ids(abstract: bool = False) -> list[str]:
    """Every id, in alphabetical order; abstract ones (bases only) on request."""
    found = _shipped()
    folder = user_folder()
    if folder.is_dir():
        found |= {path.stem for path in folder.glob("*.toml") if _ID.fullmatch(path.stem)}
    return sorted(name for name in found if abstract or name not in ABSTRACT)


def readable_dialects() -> tuple[list[Dialect], list[str]]:
    """Every dialect that can be read, in the order of their ids, and a sentence for each file of the user's that
    cannot: one wrong file takes none of the others away."""
    found: list[Dialect] = []
    faults: list[str] = []
    for name in dialect_ids():
        try:
            found.append(dialect(name))
        except (FileError, UserError) as error:
            faults.append(f"{error} It is left out.")
    return found, faults


ABSTRACT = frozenset({"srp6a"})
"""Bases that no implementation speaks as such."""

_KEYS: dict[str, type] = {
    "title": str,
    "about": str,
    "abstract": bool,
    "hash": str,
    "group": str,
    "encoding": str,
    "order": str,
    "zero": str,
    "pad": int,
    "salt_bytes": int,
    "stored": str,
    "messages": str,
    "extends": str,
    "implementations": list,
    "packages": list,
    "sources": list,
    "verified": str,
    "rank": int,
    "pitfalls": list,
    "values": dict,
    "client": dict,
    "server": dict,
    "wire": dict,
    "inputs": dict,
    "types": dict,
    "define": dict,
}
_WORDS = {str: "text in quotes", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


def of_toml(text: str, name: str, depth: int = 0) -> Dialect:
    """A dialect from the text of its file. Raises FileError naming the key that is wrong."""
    return of_table(parse_toml(text.encode(), f"dialect {name}", _FILE_LIMIT).table, name, depth)


def of_table(table: Mapping[str, Any], name: str, depth: int = 0) -> Dialect:
    """A dialect from its table; what it extends is loaded and merged. Raises FileError naming the key."""
    for key, value in table.items():
        if key not in _KEYS:
            raise FileError(f"dialect {name}: there is no key {key!r}.")
        if not isinstance(value, _KEYS[key]) or (_KEYS[key] is int and isinstance(value, bool)):
            raise FileError(f"dialect {name}: {key} is {_WORDS[_KEYS[key]]}.")
    base = _base(table["extends"], name, depth) if "extends" in table else Dialect("")
    reader = _Table(table, name, base)
    return Dialect(
        id=name,
        title=reader.text("title", name),
        about=reader.text("about", ""),
        abstract=bool(table.get("abstract", False)),
        hash=reader.hash(),
        group=table.get("group", base.group),
        encoding=reader.choice("encoding", ENCODINGS, base.encoding),
        order=(order := cast(Order, reader.choice("order", ("big", "little"), base.order))),
        zero=reader.zero(),
        pad=reader.length("pad", base.pad),
        salt_bytes=reader.length("salt_bytes", base.salt_bytes),
        stored=cast(Order, reader.choice("stored", ("big", "little"), base.stored if order == "big" else order)),
        messages=table.get("messages", base.messages),
        extends=table.get("extends"),
        implementations=reader.texts("implementations"),
        packages=reader.texts("packages"),
        sources=reader.texts("sources"),
        verified=reader.text("verified", ""),
        rank=reader.rank(),
        pitfalls=reader.texts("pitfalls"),
        values=reader.formulas("values", base.values),
        client=reader.formulas("client", base.client, cleared_by="values"),
        server=reader.formulas("server", base.server, cleared_by="values"),
        wire=reader.wire(),
        inputs=reader.inputs(),
        types=reader.types(),
        define=reader.macros(),
    )


def _base(extends: str, name: str, depth: int) -> Dialect:
    try:
        if not _ID.fullmatch(extends):
            raise UserError("it is no dialect's id.")
        return _load(extends, depth + 1)
    except UserError as error:
        raise FileError(f"dialect {name}: extends {extends[:40]!r}: {error}") from None


class _Table:
    """One file's table, read key by key over the dialect it extends."""

    def __init__(self, table: Mapping[str, Any], name: str, base: Dialect) -> None:
        self._table, self._name, self._base = table, name, base

    def _wrong(self, what: str) -> FileError:
        return FileError(f"dialect {self._name}: {what}")

    def text(self, key: str, default: str) -> str:
        return cast(str, self._table.get(key, default))

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._table.get(key, [])
        if not all(isinstance(one, str) for one in found):
            raise self._wrong(f"{key} is a list of texts.")
        return tuple(found)

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        found = self._table.get(key, default)
        if found not in allowed:
            raise self._wrong(f"{key} is one of {', '.join(allowed)}, not {found!r}.")
        return cast(str, found)

    def hash(self) -> str | None:
        if "hash" not in self._table:
            return self._base.hash
        try:
            return hashes.canonical(self._table["hash"])
        except UserError as error:
            raise self._wrong(str(error)) from None

    def zero(self) -> bytes:
        found = self._table.get("zero", self._base.zero.hex())
        if found not in ("", "00"):
            raise self._wrong('zero is "" or "00".')
        return bytes.fromhex(found)

    def length(self, key: str, of_base: int | None) -> int | None:
        found = self._table.get(key, of_base)
        if found is not None and not 0 < found <= limits.LENGTH_BYTES:
            raise self._wrong(f"{key} is 1 to {limits.LENGTH_BYTES:,} bytes.")
        return cast("int | None", found)

    def rank(self) -> int:
        found = self._table.get("rank", USUAL_RANK)
        if not 0 <= found <= LAST_RANK:
            raise self._wrong(f"rank is a number from 0, named first, to {LAST_RANK}.")
        return cast(int, found)

    def formulas(
        self, key: str, of_base: Mapping[str, str | None], cleared_by: str | None = None
    ) -> dict[str, str | None]:
        inherited = dict(of_base)
        if cleared_by:
            # A file's own formula for both sides wins over what one side of its base had.
            for name in self._table.get(cleared_by, {}):
                inherited.pop(name, None)
        for name, text in self._table.get(key, {}).items():
            if not _NAME.fullmatch(name):
                raise self._wrong(f"{key}: {name!r} is no value's name.")
            if text is not False and not isinstance(text, str):
                raise self._wrong(f"{key}.{name} is a formula in quotes, or false.")
            inherited[name] = None if text is False else text
        return inherited

    def wire(self) -> dict[str, str]:
        found = self._table.get("wire", {})
        if not all(isinstance(text, str) for text in found.values()):
            raise self._wrong("wire holds formulas in quotes.")
        return {**self._base.wire, **found}

    def inputs(self) -> dict[str, Input]:
        inputs = dict(self._base.inputs)
        for name, entry in self._table.get("inputs", {}).items():
            if isinstance(entry, str):
                entry = {"type": entry}
            kind = entry.get("type") if isinstance(entry, dict) else None
            kind = "number" if kind == "int" else kind
            if not isinstance(kind, str) or kind not in _KINDS or not _NAME.fullmatch(name):
                raise self._wrong(f"inputs.{name} needs a type: text, bytes or number.")
            inputs[name] = Input(_KINDS[kind], str(entry.get("about", "")), str(entry.get("behind", "")))
        return inputs

    def types(self) -> dict[str, Kind]:
        found = self._table.get("types", {})
        for name, kind in found.items():
            if not isinstance(kind, str) or kind not in _KINDS:
                raise self._wrong(f"types.{name} is text, bytes or number.")
        return {**self._base.types, **found}

    def macros(self) -> Macros:
        macros = dict(self._base.define)
        for head, text in self._table.get("define", {}).items():
            match = _MACRO.fullmatch(head)
            if match is None or not isinstance(text, str):
                raise self._wrong(f'define: {head!r} is not of the form "E(d)" = "formula".')
            macros[match[1]] = (tuple(part.strip() for part in match[2].split(",")), text)
        return macros
