"""Handshakes of real implementations, from tests/data/interop, and how one is replayed on two of our sheets."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.srp.calls import HashCall
from srpscope.srp.dialect import Dialect, dialect, dialect_ids
from srpscope.srp.encodings import byte_length, bytes_text
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import NUMBERS, Side, Value

FOLDER = Path(__file__).parents[1] / "data" / "interop"
SIDES: tuple[Side, Side] = ("client", "server")


@cache
def by_implementation() -> dict[str, tuple[Dialect, ...]]:
    """The dialects that name an implementation of the records."""
    found: dict[str, tuple[Dialect, ...]] = {}
    for name in dialect_ids():
        for implementation in dialect(name).implementations:
            found[implementation] = (*found.get(implementation, ()), dialect(name))
    return found


def dialect_of(implementation: str, hash: str | None) -> Dialect:
    """The dialect of an implementation; where it has two, the one made for the record's hash."""
    candidates = by_implementation()[implementation]
    return next((one for one in candidates if one.hash == hash), candidates[0])


@dataclass(frozen=True)
class Record:
    """One recorded handshake: see README.md in its folder for the keys."""

    data: dict[str, Any]

    def __str__(self) -> str:
        return str(self.data["record"])

    def dialect(self, side: Side) -> Dialect:
        """The dialect of that side's implementation; the client's where the recorder played the server."""
        if side == "server" and "salt_reg" in self.data:
            return dialect("esp-device-enrolling")
        if "tls" in self.data:
            return dialect("tls-srp-ems" if self.data["tls"]["extended_master_secret"] else "tls-srp")
        return dialect_of(self.data[side] or self.data["client"], self.data["hash"])

    def values(self, side: Side) -> dict[str, str]:
        """What that side held, hex by name."""
        return dict(self.data.get(f"{side}_values", {}))

    def has_width(self, side: Side, name: str) -> bool:
        """Whether a value's length is evidence."""
        return name in self.data.get(f"{side}_width", [])

    def seen_hashes(self, side: Side) -> frozenset[str]:
        """Every hash call that the recorder saw, as "algorithm:digest"."""
        return frozenset(self.data.get(f"{side}_hashes", []))

    @property
    def group(self) -> groups.Group:
        """N and g."""
        if "group" in self.data:
            return groups.group(self.data["group"])
        return groups.Group(int(self.data["N"], 16), int(self.data["g"], 16))

    def number(self, side: Side, name: str, text: str) -> int:
        """A number as that side held it: in its own byte order where it held bytes."""
        order = self.dialect(side).order if self.has_width(side, name) else "big"
        return int.from_bytes(bytes.fromhex(even(text)), order)

    def read(self, side: Side, name: str, text: str) -> Value:
        """A recorded value: a number where it is one, else bytes."""
        return self.number(side, name, text) if name in NUMBERS else bytes.fromhex(even(text))

    def inputs(self) -> dict[str, Value]:
        """Extra inputs, as the dialects declare them."""
        found: dict[str, Value] = {}
        for name, text in self.data.get("inputs", {}).items():
            if name.endswith(".b64"):
                found[name.removesuffix(".b64")] = base64.b64decode(text)
            else:
                found[name] = text
        for name in ("client_random", "server_random", "session_hash"):
            if "tls" in self.data:
                found[name] = bytes.fromhex(self.data["tls"][name])
        if "salt_reg" in self.data:
            found["salt_reg"] = bytes.fromhex(self.data["salt_reg"])
        return found


def even(text: str) -> str:
    """Hex with an even number of digits."""
    return text if len(text) % 2 == 0 else "0" + text


@cache
def records(kind: str) -> tuple[Record, ...]:
    """All records of handshakes.jsonl or mismatches.jsonl."""
    with gzip.open(FOLDER / f"{kind}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return tuple(Record(json.loads(line)) for line in lines)


class Replay:
    """Both sides of a record computed from what they were started with, exchanging A, B and s as they send them.

    Started with: N, g, I, P, the salt, a, b, and the verifier where another program enrolled. Where a private value is
    hidden, the public one (and K) stands for it.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self._memory = Memory()
        server = self._sheet("server", {})
        sent = {name: self._sent(server, name) for name in ("s", "B")}
        self.client = self._sheet("client", {name: data for name, data in sent.items() if data is not None})
        sent = {name: self._sent(self.client, name) for name in ("A",)}
        self.server = self._sheet("server", {name: data for name, data in sent.items() if data is not None})

    def sheet(self, side: Side) -> Sheet:
        """The sheet of a side."""
        return self.client if side == "client" else self.server

    def given(self, side: Side) -> dict[str, Value]:
        """What a side was started with."""
        record = self.record
        values = record.values(side)
        given: dict[str, Value] = {"N": record.group.N, "g": record.group.g}
        for name in ("N", "g"):
            if f"{side}_{name}" in record.data:
                given[name] = int(record.data[f"{side}_{name}"], 16)
        given["I"] = bytes_text(bytes.fromhex(record.data["I"]))
        given["P"] = bytes_text(bytes.fromhex(record.data["P"]))
        declared = record.dialect(side).inputs
        for name, value in record.inputs().items():
            if name in declared:
                given[name] = (
                    bytes.fromhex(value) if declared[name].kind == "bytes" and isinstance(value, str) else value
                )
        if side == "server":
            given["s"] = bytes.fromhex(record.data["s"])
            enrolled_elsewhere = "enroller_values" in record.data or record.data["server"] is None
            if enrolled_elsewhere and "v" in values:
                given["v"] = record.read(side, "v", values["v"])
            if record.data["server"] is None:
                given["B"] = int.from_bytes(bytes.fromhex(record.data["B"]), record.dialect(side).order)
        private, public = ("a", "A") if side == "client" else ("b", "B")
        if private in values:
            given[private] = record.read(side, private, values[private])
        elif public in values:
            given |= {name: record.read(side, name, values[name]) for name in (public, "K") if name in values}
        return given

    def _sheet(self, side: Side, received: dict[str, bytes]) -> Sheet:
        record = self.record
        own = record.dialect(side)
        if f"{side}_pad" in record.data:
            own = replace(own, pad=record.data[f"{side}_pad"], _parsed={})
        known = Knowledge(side, own, self.given(side), received, hash=own.hash or record.data["hash"])
        return Sheet(known, self._memory)

    def _sent(self, sheet: Sheet, name: str) -> bytes | None:
        other = self.record.dialect("client" if sheet.side == "server" else "server")
        try:
            if sheet.knowledge.dialect.wire_formula(name) != other.wire_formula(name):
                # Two libraries with different forms: whoever carried the value turned one into the other.
                value = sheet.need(name)
                return value.to_bytes(byte_length(value), "big") if isinstance(value, int) else sheet.as_sent(name)
            return sheet.as_sent(name)
        except (Missing, Failure):
            return None


def every_call(calls: tuple[HashCall, ...]) -> Iterator[HashCall]:
    """Plain hash calls, those inside HMAC, HKDF, MGF1 and INTERLEAVE too."""
    for call in calls:
        if call.inner:
            yield from every_call(call.inner)
        elif call.function not in ("PBKDF2", "BCRYPT", "TLSPRF"):
            yield call


def capture_of(record: Record, hash: str | None = None) -> Capture:
    """The record as somebody's capture that names no dialect: what each side logged, and what they sent each other."""
    header = {"srpscope": 1, "title": str(record), "dialect": None, "group": record.data.get("group"), "hash": hash}
    lines: list[dict[str, Any]] = []
    shared = {"I.hex": record.data["I"], "P.hex": record.data["P"]}
    if "N" in record.data:
        shared |= {"N": record.data["N"], "g": record.data["g"]}
    shared |= record.data.get("inputs", {})
    for name in ("client_random", "server_random", "session_hash"):
        if "tls" in record.data:
            shared[name] = record.data["tls"][name]
    lines.append({"type": "values", "side": "both", "values": shared})
    for side in SIDES:
        values = record.values(side)
        if not values:
            continue
        values["s"] = record.data["s"]
        numbers = {name: text for name, text in values.items() if name in NUMBERS}
        order = record.dialect(side).order
        little = {name for name in numbers if order == "little" and record.has_width(side, name)}
        for reversed_ in (False, True):
            chosen = {name: text for name, text in values.items() if (name in little) == reversed_}
            line: dict[str, Any] = {"type": "values", "side": side, "values": chosen}
            if reversed_:
                line["order"] = "little"
            if chosen:
                lines.append(line)
        lost = [name for name in values if name not in NUMBERS and not record.has_width(side, name) and name != "s"]
        if lost:
            lines.append({"type": "values", "side": side, "width": False, "values": {n: even(values[n]) for n in lost}})
        for name in ("N", "g"):
            if f"{side}_{name}" in record.data:
                lines.append({"type": "values", "side": side, "values": {name: record.data[f"{side}_{name}"]}})
        if "tls" in record.data:
            lines.append({"type": "values", "side": side, "values": {"K": record.data["tls"]["master_secret"]}})
    replay = Replay(record)
    received = {**replay.client.knowledge.received, **replay.server.knowledge.received}
    wire = {"B": record.data["B"], "s": record.data["s"]} if record.data["server"] is None else {}
    wire |= {name: data.hex() for name, data in received.items()}
    lines.append({"type": "values", "side": "wire", "values": wire})
    return Capture(header, lines)
