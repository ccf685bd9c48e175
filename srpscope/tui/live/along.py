"""A live handshake as it is at one moment, for the debugger: the messages so far, and what this side holds; and the
message that waits changed, from the debugger or in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from srpscope.errors import UserError
from srpscope.printable import printable
from srpscope.session import Session
from srpscope.srp.encodings import even_hex
from srpscope.srp.written import literal

if TYPE_CHECKING:
    from srpscope.live.editing import Editing
    from srpscope.srp.edit import Edit
    from srpscope.srp.values import Value

OWN = ("I", "P", "a")
"""What a client holds of its own."""


def at_this_moment(live: Editing) -> Session:
    """A session over what was recorded so far; a message that waits is not among it, and its edits are."""
    capture, party = live.recording.capture, live.computes
    lines, header = list(capture.lines), dict(capture.header)
    if party is not None and party.knowledge.side == "client":
        given = party.knowledge.given
        own = {_key(name, given[name]): _text(given[name]) for name in OWN if name in given}
        lines = [{"type": "values", "side": "client", "values": own}, *lines]
    if party is not None:
        header["dialect"] = header.get("dialect") or party.knowledge.dialect.id
    lines += [{"type": "edit", **keys} for keys in live.unsent]
    return Session(replace(capture, header=header, lines=lines, numbers=[]))


UNCHANGED = "The held message stays as it was: nothing in it follows from that."


async def change(live: Editing, text: str) -> str:
    """NAME=VALUE in the held message: hex for a field, a formula with brackets for how it is made, bytes= for all.

    Returns what came of it. Raises UserError in plain words.
    """
    before = live.hold.need().data
    await _change(live, text)
    return "Edited, and not sent yet." if live.hold.need().data != before else UNCHANGED


async def _change(live: Editing, text: str) -> None:
    name, equals, content = (part.strip() for part in text.partition("="))
    if not equals or not name or not content:
        raise UserError("write NAME=VALUE: M1=00ff.., M1=H(A | B | K), or bytes=.. for the whole message.")
    party = live.computes
    if name == "bytes":
        live.edit_bytes(_bytes(content))
    elif party is not None and name not in (*live.held_fields, *party.sheet.names):
        raise UserError(f"there is no field {printable(name, 40)} in it, and no value of that name.")
    elif party is not None and ("(" in content or "|" in content):
        await live.edit_value(name, formula=party.knowledge.dialect.parse(content))
    elif party is None or name in live.held_fields:
        await live.edit_field(name, _bytes(content))
    else:
        spoken = party.knowledge.dialect
        await live.edit_value(name, literal(spoken, name, "", content))


async def carry_over(live: Editing, edits: Iterable[Edit]) -> str:
    """Edits that were made in the debugger, made in the held message; what came of it. Raises UserError."""
    before = live.hold.need().data
    for edit in edits:
        party = live.computes
        if party is None:
            raise UserError("This message is passed on as it came: F4, and e there, changes its bytes.")
        spoken = party.knowledge.dialect
        if edit.form == "formula":
            await live.edit_value(edit.value, formula=spoken.parse(edit.content))
        else:
            await live.edit_value(edit.value, literal(spoken, edit.value, edit.form, edit.content))
    changed = live.hold.need().data != before
    return "The held message is changed by it, and not sent yet. F4 goes back to it." if changed else UNCHANGED


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex("".join(text.split()).removeprefix("0x"))
    except ValueError:
        raise UserError(f"{printable(text.strip(), 40) or 'Nothing'} is not hex with two digits a byte.") from None


def _key(name: str, value: Value) -> str:
    return f"{name}.text" if isinstance(value, str) else name


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    return even_hex(value) if isinstance(value, int) else value.hex()
