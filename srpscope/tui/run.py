"""The one set-up of the screens: settings, theme and keys to an app, run until it is left."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from srpscope.settings import Settings, load
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from srpscope.tui.frame import themes

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession
    from srpscope.tui.work import Opening


def app_of(
    desk: Desk,
    start: str,
    *,
    opening: Opening | None = None,
    begins_with: object = None,
    theme: str | None = None,
    ascii_only: bool = False,
    reveal: bool = False,
) -> SrpscopeApp:
    """The app as the settings have it; what is given here wins over them. Raises FileError for a theme that was named
    here and is not there; what is wrong in the settings is a sentence on the screen."""
    settings = load()
    if theme is not None:
        themes.find(theme)
        notes = list(settings.notes)
    else:
        theme, notes = _theme_of(settings)
    app = SrpscopeApp(
        desk,
        opening=opening,
        theme=theme,
        ascii_only=ascii_only or settings.ascii,
        start=start,
        begins_with=begins_with,
    )
    desk.begin_with_secrets(reveal or settings.reveal)
    desk.fix_in(settings.language)
    app.set_keymap(dict(settings.keys))
    app.greeting = notes
    return app


def _theme_of(settings: Settings) -> tuple[str | None, list[str]]:
    """The theme of the settings, and what is wrong in them. NO_COLOR wins over a theme that nobody named now."""
    notes = list(settings.notes)
    name = None if "NO_COLOR" in os.environ else settings.theme
    if name is not None and name not in {path.stem for path in themes.paths()}:
        notes.append(f"config.toml: there is no theme {name[:40]!r}; the default is used.")
        name = None
    return name, notes


def show(app: SrpscopeApp) -> int:
    """Show it until it is left; the exit status. Raises what crashed it, and why the file could not be opened."""
    status = app.run()
    if app.crash is not None:
        raise app.crash  # main() writes the log and says the sentence
    if app.fault is not None:
        raise app.fault
    return status or 0


def show_client(session: ClientSession, requests: Sequence[str], anew: Callable[[], ClientSession]) -> int:
    """The live screen over a session as the client; the exit status, that of the last session. anew: another one with
    the same settings."""
    from srpscope.tui.live.feed import ClientFeed

    feed = ClientFeed(session, requests, anew)
    return show(app_of(Desk(), "live", begins_with=feed)) or feed.latest.exit_status


def show_host(host: Any, listen: Callable[[Any], Awaitable[Any]]) -> int:
    """The live screen over played devices; the exit status."""
    from srpscope.tui.live.feed import HostFeed

    return show(app_of(Desk(), "live", begins_with=HostFeed(host, listen)))
