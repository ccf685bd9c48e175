"""The five screens. Each is imported when it is first opened; a new one is one line here and one key in commands.py."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from srpscope.tui.frame.mode_screen import ModeScreen

MODES: dict[str, tuple[str, str]] = {
    "debug": ("srpscope.tui.debug.screen", "DebugScreen"),
    "compare": ("srpscope.tui.compare.screen", "CompareScreen"),
    "live": ("srpscope.tui.live.screen", "LiveScreen"),
    "learn": ("srpscope.tui.learn.screen", "LearnScreen"),
    "library": ("srpscope.tui.library.screen", "LibraryScreen"),
}
"""Mode -> (module, class). The class is a ModeScreen."""


def make(mode: str, *begins_with: object) -> ModeScreen:
    """The screen of a mode. begins_with: a feed for live, a walk for learn, where the command line named one."""
    module, name = MODES[mode]
    return cast("ModeScreen", getattr(import_module(module), name)(*begins_with))
