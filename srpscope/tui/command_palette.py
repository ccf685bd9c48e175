"""The command palette: every key of the screen with its sentence, the themes, the values to go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from srpscope.tui import themes
from srpscope.tui.commands import of_screen
from srpscope.tui.mode_screen import ModeScreen

if TYPE_CHECKING:
    from srpscope.tui.app import SrpscopeApp


def commands(app: SrpscopeApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """What the palette offers over a screen; each runs, and shows its key."""
    if isinstance(screen, ModeScreen):
        for command in of_screen(screen.MODE):
            yield SystemCommand(
                f"{command.sentence}   ({command.shown})",
                f"{command.id}",
                _runner(app, screen, command.action),
            )
        if app.shown is not None and screen.MODE in ("debug", "compare"):
            for name in app.shown.order:
                yield SystemCommand(f"Go to {name}", "value", _runner(app, screen, f"select({name!r})"))
    found, _ = themes.load_all()
    for theme in found:
        yield SystemCommand(f"Theme: {theme.title}", "theme", _themer(app, theme.name))


def _runner(app: SrpscopeApp, screen: Screen[Any], action: str) -> Any:
    async def run() -> None:
        await app.run_action(action, default_namespace=screen)

    return run


def _themer(app: SrpscopeApp, name: str) -> Any:
    return lambda: app.set_theme(name)
