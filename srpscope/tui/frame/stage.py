"""What every widget may ask of the app it stands in: the palette, whether signs are ASCII, and the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from srpscope.tui.desk import Desk
from srpscope.tui.facts.palette import Palette
from srpscope.tui.frame import themes

if TYPE_CHECKING:
    from srpscope.session import Session


class Stage(App[int]):
    """An app with a theme of ours and a desk. lent: a lesson's desk, while debug and compare look at that."""

    def __init__(self, desk: Desk, theme: str | None, ascii_only: bool) -> None:
        self._theme_file = themes.default()
        self.palette: Palette = self._theme_file.palette()
        super().__init__()
        self.desk = desk
        self.lent: Desk | None = None
        self.ascii_only = ascii_only
        self._ahead: list[events.Key | events.Paste] | None = None
        self._begin_with_theme(theme)

    # What is typed before the field for it is there

    def hold_keys(self) -> None:
        """A box or a strip opens: what is typed from now on waits for it, and is no key of the screen below."""
        if self._ahead is None:
            self._ahead = []

    async def give_keys(self) -> None:
        """It has the keyboard now: it gets what was typed meanwhile, what had come furthest first."""
        held, self._ahead = self._ahead or [], None
        for one in sorted(held, key=lambda event: not event.is_forwarded):
            again = events.Paste(one.text) if isinstance(one, events.Paste) else events.Key(one.key, one.character)
            # A message does not bubble into who made it, and this runs in the box: enter would never reach its field's
            # binding. Nobody made it, as of a key that is pressed.
            again._sender = None
            await self.on_event(again)

    async def on_event(self, event: events.Event) -> None:
        """Keys wait where they are held."""
        waits = isinstance(event, events.Key) or (isinstance(event, events.Paste) and not event.is_forwarded)
        if self._ahead is not None and waits:
            assert isinstance(event, events.Key | events.Paste)
            self._ahead.append(event)
        else:
            await super().on_event(event)

    def _begin_with_theme(self, name: str | None) -> None:
        # Without the watcher, which would have the style sheet parsed two more times before the first frame.
        self._find_theme(name)
        self.set_reactive(App.theme, self._theme_file.name)
        for other in [one for one in self.classes if one.startswith("-theme-")]:
            self.remove_class(other, update=False)
        dark = self._theme_file.dark
        self.add_class(f"-theme-{self._theme_file.name}", update=False)
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def _find_theme(self, name: str | None) -> None:
        if name is None:
            name = themes.PLAIN if self.no_color else themes.DEFAULT
        self._theme_file = themes.default() if name == themes.DEFAULT else themes.find(name)
        self.register_theme(self._theme_file.textual())
        self.palette = self._theme_file.palette(self.no_color)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Every role has a colour, whatever theme Textual starts with."""
        return themes.variables(themes.default().roles)

    @property
    def theme_file(self) -> themes.ThemeFile:
        """The theme in use."""
        return self._theme_file

    def set_theme(self, name: str) -> None:
        """Use a theme by its file's name. Raises FileError."""
        self._find_theme(name)
        self.theme = self._theme_file.name
        self.theme_changed()

    def theme_changed(self) -> None:
        """The colours are others: what is drawn is drawn anew."""

    def set_ascii(self, only: bool) -> None:
        """Draw with ASCII signs alone, or no longer."""
        self.ascii_only = only
        for stack in self._screen_stacks.values():
            for screen in stack:
                screen.set_class(only, "ascii")
        self.theme_changed()

    def keep_setting(self, key: str, value: str | bool) -> None:
        """Write what was chosen into the settings; say where that cannot be."""
        raise NotImplementedError

    def badges(self) -> Sequence[tuple[str, str]]:
        """The role and the words of each badge of the screen in front."""
        raise NotImplementedError

    def take_pasted(self, text: str) -> None:
        """Something was pasted where no field is."""
        raise NotImplementedError

    def open_ways(self, row: int | None) -> None:
        """The ways to take an operand of the selected value (a row of its table), or the value as a whole."""
        raise NotImplementedError

    def open_two(self, left: Callable[[], Session], right: Callable[[], Session]) -> None:
        """Two handshakes side by side."""
        raise NotImplementedError

    def serve(self, desk: Desk) -> None:
        """Run a desk's work and draw what changes on it."""
        raise NotImplementedError


class OnStage:
    """A widget or screen of ours: it knows the stage that it stands on."""

    @property
    def stage(self) -> Stage:
        """The app, as what it is to a widget."""
        assert isinstance(self, MessagePump)
        app = self.app
        assert isinstance(app, Stage)
        return app
