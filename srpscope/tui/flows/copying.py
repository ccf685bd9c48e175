"""y and Y: the selected value to the terminal's clipboard, or into a file."""

from __future__ import annotations

from srpscope.capture import srp_jsonl
from srpscope.errors import SrpscopeError
from srpscope.places import data_folder
from srpscope.printable import printable
from srpscope.srp.encodings import value_bytes
from srpscope.srp.values import SECRETS
from srpscope.tui.desk import Desk
from srpscope.tui.facts.forms import FORM_TITLES, as_form
from srpscope.tui.flows.asking import Ask
from srpscope.tui.flows.saving import file_name, free_path


def _text(desk: Desk) -> tuple[str, str] | None:
    """The value on the side looked at, as it is shown, and what to say of it."""
    if desk.shown is None:
        return None
    row = desk.shown.view.comparison.rows[desk.selected]
    cell = row.server if desk.side == "server" else row.client
    data = value_bytes(cell.value) if cell.value is not None else row.wire
    if data is None:
        desk.say(f"{printable(desk.selected, 24)} is not known on this side.", "warn")
        return None
    form = desk.forms.get(desk.selected, "hex")
    whose = desk.side if cell.value is not None else "wire"
    return as_form(data, form), f"{printable(desk.selected, 24)} of the {whose}, {FORM_TITLES[form]}"


def copy_value(desk: Desk, ask: Ask) -> None:
    """Copy by OSC 52, which works over SSH; nothing tells whether the terminal took it."""
    found = _text(desk)
    if found is None:
        return
    text, what = found
    if not text.isascii():
        text, what = text.encode("utf-8", "surrogateescape").hex(), f"{what}, as hex"
    ask.copy_text(text)
    secret = " It is a secret." if desk.selected in SECRETS else ""
    desk.say(f"Sent to your terminal's clipboard: {what}.{secret} Y writes it to a file.", "warn" if secret else "dim")


def write_value(desk: Desk) -> None:
    """Write it into the data folder, readable for the user alone, and say where."""
    found = _text(desk)
    if found is None:
        return
    text, what = found
    try:
        path = free_path(data_folder() / file_name(f"{desk.selected}-{desk.side}", ".txt"))
        with srp_jsonl.create(path) as stream:
            stream.write(text.encode("utf-8", "replace") + b"\n")
    except (SrpscopeError, OSError) as error:
        desk.say(str(error), "warn")
        return
    desk.say(f"{what} is in {printable(str(path))}.")
