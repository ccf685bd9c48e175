"""The command palette: every key of the screen with its sentence, the values to go to, the ways into a live session,
the themes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from srpscope.tui.commands import of_screen
from srpscope.tui.frame import themes
from srpscope.tui.frame.looking import LookingScreen
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.frame.stage import Stage


def commands(stage: Stage, screen: Screen[Any], ways: Iterable[tuple[str, str]]) -> Iterator[SystemCommand]:
    """What the palette offers over a screen; each runs, and shows its key. ways: into a live session, as (title, what
    it is)."""
    if isinstance(screen, ModeScreen):
        # Of two that hold the same word the palette takes the first: a chooser, before what changes something at once.
        for command in sorted(of_screen(screen.MODE), key=lambda one: not one.sentence.startswith("Choose")):
            yield SystemCommand(
                command.sentence,
                f"key {command.shown}",
                _runner(stage, screen, command.action),
            )
    if isinstance(screen, LookingScreen) and screen.desk.shown is not None:
        for name in screen.desk.shown.order:
            yield SystemCommand(
                f"Go to {name}", "a value of this handshake", _runner(stage, screen, f"select({name!r})")
            )
    for title, about in ways:
        yield SystemCommand(title, f"live: {about}", _runner(stage, screen, f"app.live_way({title!r})"))
    found, _ = themes.load_all()
    for theme in found:
        yield SystemCommand(f"Theme: {theme.title}", "colours", _themer(stage, theme.name))


def _runner(stage: Stage, screen: Screen[Any], action: str) -> Any:
    async def run() -> None:
        await stage.run_action(action, default_namespace=screen)

    return run


def _themer(stage: Stage, name: str) -> Any:
    return lambda: stage.set_theme(name)
