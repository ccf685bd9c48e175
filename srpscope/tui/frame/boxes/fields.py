"""Text fields into which outside text is pasted: what cannot be seen is made visible; file names are completed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, TextArea

from srpscope.printable import printable

MOST = 4_000_000
"""Characters of a paste."""

MOST_ENTRIES = 5_000
"""Entries of a folder that are looked at to complete a name."""


def visible(text: str) -> str:
    """A text whose control, escape, bidi and invisible characters are seen; line ends and tabs stay."""
    return "\n".join("\t".join(printable(part, MOST) for part in row.split("\t")) for row in text[:MOST].splitlines())


class PasteArea(TextArea):
    """A field of several lines for what is pasted."""

    def on_mount(self) -> None:
        """What comes next stands behind what it begins with."""
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text, (row, column) = visible(event.text), self.document.end
        # A second paste at the end of the first is another line, and no longer value.
        joint = "\n" if column and self.selection.start == self.selection.end == (row, column) else ""
        self.insert(joint + text, maintain_selection_offset=False)


class UnreadArea(PasteArea):
    """One in which a password is not read over somebody's shoulder: what is pasted is dots until somebody has read it
    and says which of it is secret."""

    _hidden: tuple[str, ...] = ()
    _unread = False

    def on_mount(self) -> None:
        """What it begins with was pasted."""
        self._unread = bool(self.text)

    def hide(self, texts: Iterable[str]) -> None:
        """It was read: show these as dots from now on, and the rest as it is; the field still holds them."""
        hidden = tuple(sorted(texts, key=len, reverse=True))
        if hidden != self._hidden or self._unread:
            self._hidden, self._unread = hidden, False
            self.notify_style_update()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn."""
        line = super().get_line(line_index)
        if self._unread:
            line.plain = "".join(char if char.isspace() else "•" for char in line.plain)
        for text in self._hidden:
            line.plain = line.plain.replace(text, "•" * len(text))
        return line

    async def _on_paste(self, event: events.Paste) -> None:
        self._unread = True
        await super()._on_paste(event)


class OneLine(Input):
    """A field of one line. All lines of what is pasted are kept, a blank between them: nothing is lost unsaid."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = [line if self.password else visible(line) for line in event.text[:MOST].splitlines() if line.strip()]
        self.replace(" ".join(lines), *self.selection)


class PathLine(OneLine):
    """A file's name; tab completes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False, priority=True),
    ]

    class Several(Message):
        """More than one name goes on like this, or none does."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    def action_complete(self) -> None:
        """As far as the names of the folder agree."""
        text, names = completed(self.value)
        if text != self.value:
            self.value = text
            self.cursor_position = len(text)
        if len(names) != 1:
            self.post_message(self.Several(names))


def completed(text: str) -> tuple[str, list[str]]:
    """A file's name as far as the names that begin so agree, and those names; a folder ends with a slash."""
    head, _, start = text.rpartition("/")
    folder = Path(f"{head}/" if "/" in text else ".").expanduser()
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                one.name + ("/" if one.is_dir() else "")
                for one in islice(entries, MOST_ENTRIES)
                if one.name.startswith(start) and (start or not one.name.startswith("."))
            )
    except (OSError, ValueError, RuntimeError):
        return text, []
    if not found:
        return text, []
    common = start
    while all(one.startswith(found[0][: len(common) + 1]) for one in found) and len(common) < len(found[0]):
        common = found[0][: len(common) + 1]
    return f"{head}/{common}" if "/" in text else common, found
