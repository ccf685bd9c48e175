"""What a flow needs of a screen: three questions and the clipboard. The stage answers; a test may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from srpscope.session import Session


class Ask(Protocol):
    """Questions to the person."""

    def ask_line(
        self, heading: str, hint: str, value: str, then: Callable[[str | None], None], paths: bool = False
    ) -> None:
        """Ask for one line; None where it is left with esc. paths: it is a file's name, and tab completes it."""

    def ask_which(
        self,
        heading: str,
        question: str,
        rows: Sequence[tuple[str, str]],
        then: Callable[[int | None], None],
        keys: str = "enter choose  esc back",
        two: Callable[[int, int], None] | None = None,
        at: int = 0,
    ) -> None:
        """Ask for one of several answers, each with a detail; None where it is left with esc. two: what is done with
        two that are marked, in place of an answer. at: the answer that the cursor begins on."""

    def open_two(self, left: Callable[[], Session], right: Callable[[], Session]) -> None:
        """Show two handshakes side by side."""

    def show_text(self, heading: str, text: str) -> None:
        """Show sentences in a frame."""

    def copy_text(self, text: str) -> None:
        """To the terminal's clipboard."""
