"""The five screens that F2 to F6 go to. Each is imported when it is first opened; a new one is one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from srpscope.tui.mode_screen import ModeScreen

MODES: dict[str, tuple[str, str, str]] = {
    "debug": ("F2", "srpscope.tui.debug", "DebugScreen"),
    "compare": ("F3", "srpscope.tui.compare", "CompareScreen"),
    "live": ("F4", "srpscope.tui.live", "LiveScreen"),
    "learn": ("F5", "srpscope.tui.learn", "LearnScreen"),
    "library": ("F6", "srpscope.tui.library", "LibraryScreen"),
}
"""Mode -> (key, module, class). The class is a ModeScreen."""


def make(mode: str) -> ModeScreen:
    """The screen of a mode; a plain page that says so where this build has none."""
    _, module, name = MODES[mode]
    try:
        found = import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        from srpscope.tui.missing_mode import MissingMode

        return MissingMode(mode)
    return cast("ModeScreen", getattr(found, name)())
