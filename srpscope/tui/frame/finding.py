"""Finding and going in a handshake: values, bytes, texts, offsets, bytes that differ, and copying a range of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from srpscope.printable import printable
from srpscope.tui.commands import Entry, going_on
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.looking import LookingScreen

if TYPE_CHECKING:
    from srpscope.tui.facts.seeking import SeekHit, SeekSpot  # what it finds with is imported when / is first pressed


class ByteView(Protocol):
    """A pane of bytes in which one can go to a byte."""

    def go_to(self, offset: int, length: int) -> bool:
        """Light bytes; False where they are not shown."""

    def go_to_difference(self, by: int) -> SeekSpot | None:
        """Light the next byte that differs; None where none does."""


class FindingScreen(LookingScreen):
    """What finds. A subclass has a byte view, or none."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: list[SeekHit] = []
        self._hit = -1

    @property
    def octets(self) -> ByteView | None:
        """The byte view, once it is there."""
        return None

    def footer(self, narrow: bool) -> list[Entry]:
        """With the keys that go on from place to place, once something was found."""
        shown = super().footer(narrow)
        return going_on(shown) if len(self._hits) > 1 and not self.desk.replay.on else shown

    def whole(self, number: int) -> None:
        """Show an operand unfolded."""

    def action_find(self) -> None:
        """Ask for what to find."""
        hint = "A value's name, bytes in hex, or a text. Then . goes to the next place and ; to the one before."
        asking(self).ask_line("Find", hint, self._sought, self._find)

    def _find(self, text: str | None) -> None:
        shown = self.desk.shown
        if not text or shown is None:
            return
        if text == self._sought and self._hits:
            self.action_next_hit(1)
            return
        from srpscope.tui.facts.seeking import hits

        self._sought, self._hit = text, -1
        self._hits = hits(shown, text, self.desk.reveal)
        if self._hits:
            self._go(0)
        elif not self.find_in_panes(text):
            hidden = "" if self.desk.reveal else " Secrets are hidden and were not looked into."
            self.desk.say(f"{printable(text, 40)} is nowhere.{hidden}", "warn")

    def action_next_hit(self, by: int) -> None:
        """The next or previous place, going round."""
        if self._hits:
            self._go((self._hit + by) % len(self._hits))
        else:
            super().action_next_hit(by)

    def _go(self, index: int) -> None:
        hit, self._hit = self._hits[index], index
        desk = self.desk
        desk.select(hit.value, hit.side)
        desk.say(f"{hit.words} {index + 1} of {len(self._hits)}.")
        if hit.side and self.octets is not None:
            self.call_after_refresh(self._show_byte, hit)

    def _show_byte(self, hit: SeekHit) -> None:
        """The byte in the view, where the view shows what was found in."""
        pane, shown = self.octets, self.desk.shown
        if pane is None or shown is None:
            return
        hashed = hit.side in shown.table(hit.value).whole
        if bool(hit.number) == hashed:
            if hit.number:
                self.whole(hit.number)
            pane.go_to(hit.offset, max(hit.length, 1))

    def action_differing(self, by: int) -> None:
        """The next or previous byte that differs."""
        pane = self.octets
        spot = None if pane is None else pane.go_to_difference(by)
        if spot is None:
            self.desk.say("No byte differs here.")
        else:
            self.desk.say(f"Offset {spot.offset:04x}: {'only on this side' if spot.mark == '+' else 'differs'}.")

    def action_offset(self) -> None:
        """Ask for an offset, and go there."""
        from srpscope.tui.facts.seeking import owner_of

        def answered(text: str | None) -> None:
            shown, pane = self.desk.shown, self.octets
            if not text or shown is None or pane is None:
                return
            try:
                offset = int(text.strip().removeprefix("0x"), 16)
            except ValueError:
                self.desk.say(f"{printable(text, 20)} is no offset in hex.", "warn")
                return
            number = owner_of(shown.table(self.desk.selected), self.desk.side, offset)
            if number is not None:
                self.whole(number)
            if not pane.go_to(offset, 1):
                self.desk.say(f"There is no byte at {offset:04x}, or it is hidden.", "warn")

        asking(self).ask_line("Go to an offset", "In hex, as the rows of the bytes begin: 01f0", "", answered)

    def action_copy_bytes(self) -> None:
        """Ask for a range of the bytes that are shown, and copy it."""
        from srpscope.tui.facts.seeking import byte_range, hidden_ranges, input_bytes

        desk = self.desk
        if desk.shown is None:
            return
        table, side = desk.shown.table(desk.selected), desk.side
        found = input_bytes(table, side)
        if not found:
            desk.say("These bytes are not known.", "warn")
            return
        hidden = [] if desk.reveal else hidden_ranges(table, side)

        def answered(text: str | None) -> None:
            span = None if text is None else byte_range(text, len(found))
            if span is not None and any(first < span[1] and span[0] < last for first, last in hidden):
                where = ", ".join(f"{first:x}-{last - 1:x}" for first, last in hidden)
                desk.say(f"Hidden: {where}. F8 shows secrets.", "warn")
            elif span is not None:
                self.app.copy_to_clipboard(found[span[0] : span[1]].hex())
                desk.say(f"{span[1] - span[0]} bytes were sent to your terminal's clipboard, as hex.")
            elif text:
                desk.say(f"{printable(text, 30)} is no range of these {len(found)} bytes.", "warn")

        hint = "Offsets in hex, first-last; or first+count."
        whose = f"{printable(desk.selected, 24)}, {desk.side}"
        asking(self).ask_line(f"Copy bytes of {whose}", hint, f"0-{len(found) - 1:x}", answered)
