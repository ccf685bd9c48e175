"""y and Y: the selected value to the terminal's clipboard, or into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.capture import srp_jsonl
from srpscope.errors import SrpscopeError
from srpscope.places import data_folder
from srpscope.report.printable import printable
from srpscope.srp.values import SECRETS
from srpscope.tui.facts.operands import value_bytes
from srpscope.tui.forms import FORM_TITLES, as_form

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp


def _text(app: SrpscopeApp) -> tuple[str, str] | None:
    """The value on the side looked at, as it is shown, and what to say of it."""
    if app.shown is None:
        return None
    row = app.shown.view.comparison.rows[app.selected]
    cell = row.server if app.side == "server" else row.client
    data = value_bytes(cell.value) if cell.value is not None else row.wire
    if data is None:
        app.say(f"{printable(app.selected, 24)} is not known on this side.", "warn")
        return None
    form = app.forms.get(app.selected, "hex")
    whose = app.side if cell.value is not None else "wire"
    return as_form(data, form), f"{printable(app.selected, 24)} of the {whose}, {FORM_TITLES[form]}"


def copy_value(app: SrpscopeApp) -> None:
    """Copy by OSC 52, which works over SSH; nothing tells whether the terminal took it."""
    found = _text(app)
    if found is None:
        return
    text, what = found
    if not text.isascii():
        text, what = text.encode("utf-8", "surrogateescape").hex(), f"{what}, as hex"
    app.copy_to_clipboard(text)
    secret = " It is a secret." if app.selected in SECRETS else ""
    app.say(f"Sent to your terminal's clipboard: {what}.{secret} Y writes it to a file.", "warn" if secret else "dim")


def write_value(app: SrpscopeApp) -> None:
    """Write it into the data folder, readable for the user alone, and say where."""
    from srpscope.tui.saving import file_name, free_path

    found = _text(app)
    if found is None:
        return
    text, what = found
    try:
        path = free_path(data_folder() / file_name(f"{app.selected}-{app.side}", ".txt"))
        with srp_jsonl.create(path) as stream:
            stream.write(text.encode("utf-8", "replace") + b"\n")
    except (SrpscopeError, OSError) as error:
        app.say(str(error), "warn")
        return
    app.say(f"{what} is in {printable(str(path))}.")
