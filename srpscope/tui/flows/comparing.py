"""Two handshakes side by side: worked out off the UI thread, then shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from srpscope.session import Session
from srpscope.session.opening import read_path, session_of
from srpscope.tui.desk import Desk
from srpscope.tui.work import Work

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared

Source = Callable[[], Session]
"""Where one of the two comes from; called off the UI thread."""


def of_path(path: Path) -> Source:
    """The first handshake of a file."""
    return lambda: session_of(read_path(path).meant[0])


def compare_two(desk: Desk, left: Source, right: Source, show: Callable[[Compared], None]) -> None:
    """Compare two, and show them. What cannot be read is said."""
    from srpscope.answers.compared.compared import compared

    desk.say("Laying the two side by side.")

    def take(found: Compared) -> None:
        desk.say("")
        show(found)

    work = Work("compare", lambda _: compared(left(), right()), take, lambda error: desk.say(str(error), "warn"))
    desk.start(work)
