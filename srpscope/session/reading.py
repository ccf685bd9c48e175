"""A capture read under a list of edits: what each side is known to have, and what stood on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from srpscope.capture.capture import Line
from srpscope.capture.srp_jsonl import place
from srpscope.errors import UserError
from srpscope.srp import groups, hashes
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit, hash_of, read_value
from srpscope.srp.encodings import Order, text_bytes
from srpscope.srp.evaluate import Failure, Missing
from srpscope.srp.formula import Formula, FormulaError
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import ORDER, SENT, Side, Value

if TYPE_CHECKING:
    from srpscope.session.session import Session

_FORMS = ("hex", "text", "dec", "b64")


class Reading:
    """What each side of a session is known to have. notes: what could not be read, a sentence each."""

    def __init__(self, session: Session, edits: list[Edit]) -> None:
        self._session = session
        self._edits = edits
        self.notes: list[str] = []
        self._given: dict[str, dict[str, Value]] = {"client": {}, "server": {}, "enroller": {}}
        self._own: dict[str, set[str]] = {"client": set(), "server": set(), "enroller": set()}
        self.wire: dict[str, bytes] = {}
        self.widthless: frozenset[str] = frozenset()
        self._dialects = {side: session.dialect(side) for side in ("client", "server", "enroller")}
        self._hash = self._header_hash()
        self._group()
        for line in session.capture.of_type("values"):
            self._values(line)
        for side, name, content in session.settings:
            self._set(side, name, content, "--set")
        self._messages()
        self.has_enroller = bool(
            session.capture.header.get("enroller_dialect") or session.dialects.get("enroller") or self._own["enroller"]
        )
        self._wire_edits()
        self.enroller = self._enroller() if self.has_enroller else None
        self.server = self._server()
        self.client = self._client()
        self._exchange()

    def _header_hash(self) -> str | None:
        found = self._session.capture.header.get("hash")
        if found is None:
            return None
        try:
            return hashes.canonical(str(found))
        except UserError as error:
            self.notes.append(f"header, hash: {error}")
            return None

    def _group(self) -> None:
        header = self._session.capture.header.get("group")
        for side, spoken in self._dialects.items():
            settings = self._session.settings_object(side)
            name = header or spoken.group
            if name is None and settings is not None:
                self._given[side] |= {"N": settings.group.N, "g": settings.group.g}
            if name is None:
                continue
            try:
                N, g = groups.group(str(name))
            except UserError as error:
                note = f"header, group: {error}"
                if note not in self.notes:
                    self.notes.append(note)
                continue
            self._given[side] |= {"N": N, "g": g}

    def _values(self, line: Line) -> None:
        where = place(self._session.capture, line)
        side, values = line.get("side"), line.get("values")
        if side not in ("client", "server", "both", "wire", "enroller") or not isinstance(values, dict):
            self.notes.append(f'{where}: a values line has a side (client, server, both, wire, enroller) and "values".')
            return
        if line.get("width") is False:
            self.widthless |= {str(key).split(".")[0] for key in values}
        for key, content in values.items():
            if isinstance(content, str):
                self._set(side, str(key), content, where, line.get("order") == "little")
            else:
                self.notes.append(
                    f"{where}, {side} {str(key)[:32]}: a value is text in quotes, not {type(content).__name__}."
                )

    def _set(self, side: str, key: str, content: str, where: str, little: bool = False) -> None:
        name, _, form = key.rpartition(".") if key.rpartition(".")[2] in _FORMS else (key, "", "")
        try:
            if side == "wire":
                self.wire[name] = self._wire_bytes(name, form, content)
                return
            for one in ("client", "server") if side == "both" else (side,):
                spoken = self._dialects[one]
                order: Order = "little" if little else "big"
                self._given[one][name] = _read(spoken, name, form, content, order)
                if side != "both":
                    self._own[one].add(name)
            if side == "both":
                spoken = self._dialects["enroller"]
                self._given["enroller"].setdefault(name, _read(spoken, name, form, content))
        except UserError as error:
            self.notes.append(f"{where}, {side} {name[:32]}: {error}")

    def _wire_bytes(self, name: str, form: str, content: str) -> bytes:
        spoken = self._dialects["client"]
        if not form and spoken.kind(name) == "text":
            form = "text"
        value = read_value("text" if form == "text" else "bytes", form or "hex", content)
        return text_bytes(value) if isinstance(value, str) else cast(bytes, value)

    def _messages(self) -> None:
        for message in self._session.messages:
            if message.decoded is None:
                continue
            for name, data in message.decoded.values.items():
                known = self.wire.get(name)
                if known is not None and known != data:
                    self.notes.append(f"{name} stands twice on the wire with different bytes; the message's is used.")
                self.wire[name] = data

    def _wire_edits(self) -> None:
        for edit in self._edits:
            if edit.off or edit.side != "wire" or edit.form == "formula":
                continue
            try:
                self.wire[edit.value] = self._wire_bytes(edit.value, edit.form, edit.content)
            except UserError as error:
                self.notes.append(f"edit of {edit.value} on the wire: {error}")

    def _knowledge(self, side: Side, given: Mapping[str, Value], lent: Mapping[str, Value]) -> Knowledge:
        spoken = self._dialects[side]
        values = {name: value for name, value in given.items() if self._usable(name, spoken)}
        formulas: dict[str, Formula] = {}
        typed: set[str] = set()
        hash_name = self._hash
        for edit in self._edits:
            if not edit.applies_to(side):
                continue
            try:
                if edit.value == "H":
                    hash_name = hash_of(edit)
                    typed.add("H")
                elif edit.form == "formula":
                    formula = edit.formula(spoken)
                    assert formula is not None
                    for name in sorted(formula.names):
                        if not self._usable(name, spoken) and name not in spoken.types:
                            self.notes.append(
                                f"edit of {edit.value} on the {side}: the formula names {name}, and the dialect "
                                f"{spoken.id} has no such value."
                            )
                    formulas[edit.value] = formula
                    values.pop(edit.value, None)
                    typed.discard(edit.value)
                else:
                    values[edit.value] = read_value(spoken.kind(edit.value), edit.form, edit.content)
                    typed.add(edit.value)
            except (UserError, FormulaError) as error:
                self.notes.append(f"edit of {edit.value} on the {side}: {error}")
        return Knowledge(side, spoken, values, self.wire, lent, formulas, hash_name, frozenset(typed), self.widthless)

    def _usable(self, name: str, spoken: Dialect) -> bool:
        """A key that no dialect declares is kept in the file but not used."""
        return name in ORDER or name in spoken.inputs or name in spoken.own_values

    def _enroller(self) -> Knowledge:
        given = dict(self._given["enroller"])
        for name in ("I", "s"):
            if name not in given and name in self._given["server"]:
                given[name] = self._given["server"][name]
        return self._knowledge("enroller", given, {})

    def _server(self) -> Knowledge:
        given = dict(self._given["server"])
        lent: dict[str, Any] = {}
        if self.enroller is not None:
            if "P" not in self._own["server"]:
                given.pop("P", None)  # the server has only v and the salt it hands out
            verifier = Sheet(self.enroller, self._session.memory).value("v")
            if verifier is not None:
                lent["v"] = verifier
        return self._knowledge("server", given, lent)

    def _exchange(self) -> None:
        """What nobody recorded on the wire but one side is known to send is what the other side received.

        So a session made of values alone, and a mistake made on one side of it, play out as they would.
        """
        memory = self._session.memory
        sent: dict[str, bytes] = {}
        for knowledge in (self.client, self.server):
            sheet = Sheet(knowledge, memory, record=False)
            for name in SENT[knowledge.side]:
                if name not in self.wire and name not in ("N", "g"):
                    with suppress(Missing, Failure):
                        sent[name] = sheet.as_sent(name)
        if sent:
            received = {**sent, **self.wire}
            self.client = replace(self.client, received=received)
            self.server = replace(self.server, received=received)

    def _client(self) -> Knowledge:
        lent = {"b": self.server.given["b"]} if "b" in self.server.given else {}
        return self._knowledge("client", self._given["client"], lent)


_BYTE_STRINGS = frozenset({"s", "K", "M1", "M2"})
"""Bytes in a file even where a dialect keeps them as numbers: what stands in front of them is evidence."""


def _read(spoken: Dialect, name: str, form: str, content: str, order: Order = "big") -> Value:
    """A value of a values line. Raises UserError."""
    kind = spoken.kind(name)
    if name in _BYTE_STRINGS and form in ("", "hex") and kind == "number":
        digits = "".join(content.split()).removeprefix("0x")
        if len(digits) % 2 == 0 and not digits.startswith("-"):
            return read_value("bytes", form, content)
    return read_value(kind, form, content, order)
