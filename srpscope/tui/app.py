"""The app: it starts the screens, routes their keys, runs the desk's work in Textual's workers, and ends in words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from srpscope.errors import EndedError, OutputError, SrpscopeError
from srpscope.printable import printable
from srpscope.settings import keep
from srpscope.statuses import OWN_FAULT
from srpscope.tui.actions import DeskActions
from srpscope.tui.desk import Desk
from srpscope.tui.frame import themes
from srpscope.tui.frame.boxes.box import Box
from srpscope.tui.frame.looking import LookingScreen
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.looked_at import What
from srpscope.tui.screens import MODES, make
from srpscope.tui.work import Work

if TYPE_CHECKING:
    from srpscope.tui.work import Opening


class SrpscopeApp(DeskActions):
    """srpscope's screens. desk: what is looked at. opening: how to get what the command line named, once the first
    frame is out. begins_with: what the first screen gets, as a live feed. greeting: what is wrong in the settings, said
    once. fault: why the file could not be opened."""

    TITLE = "srpscope"
    CSS_PATH = "srpscope.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", "Every command", show=False),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]
    MODES: ClassVar[dict[str, Any]] = {mode: partial(make, mode) for mode in MODES}

    def __init__(
        self,
        desk: Desk | None = None,
        *,
        opening: Opening | None = None,
        theme: str | None = None,
        ascii_only: bool = False,
        start: str = "debug",
        begins_with: object = None,
    ) -> None:
        self.DEFAULT_MODE = start  # type: ignore[misc]  # the mode that Textual opens first
        super().__init__(desk or Desk(), theme, ascii_only)
        if begins_with is not None:
            self._modes = {**self._modes, start: partial(make, start, begins_with)}
        self._opening = opening
        if opening is not None:
            self.desk.expect()
        self.serve(self.desk)
        self.fault: SrpscopeError | None = None
        self.crash: Exception | None = None
        self.greeting: list[str] = []
        self._leaving = False

    # The desks

    def serve(self, desk: Desk) -> None:
        """Run a desk's work and draw what changes on it."""
        desk.start = self._start_work
        desk.changed = partial(self._desk_changed, desk)

    def _start_work(self, work: Work) -> None:
        def run() -> None:
            try:
                found = work.run(self.call_from_thread)
            except EndedError:
                return
            except SrpscopeError as error:
                self.call_from_thread(work.failed, error)
            else:
                self.call_from_thread(work.take, found)

        self.run_worker(run, thread=True, exclusive=True, group=work.group)

    def _desk_changed(self, desk: Desk, what: What) -> None:
        """Draw the screen in front; the others draw when they come to the front."""
        if not self.is_running:
            return
        for screen in self.screen_stack:
            if isinstance(screen, ModeScreen) and screen.is_mounted:
                screen.desk_changed(what)
        if isinstance(self.screen, Box):
            self.screen.say_badge()
            self.screen.session_changed()
        if what == "session":
            self.lent = None
            if self.current_mode != "debug":
                self.switch_mode("debug")
        elif what == "opened":
            self._remember(desk)
            self._greet()

    def _remember(self, desk: Desk) -> None:
        if desk.path is not None and desk.session is not None and desk.shown is not None and not desk.example:
            from srpscope.tui.library.recent import remember

            judged = desk.shown.judgement
            remember(desk.path, desk.session.title, desk.session.dialect("client").id, judged.badge[0], judged.words)

    def on_mount(self) -> None:
        """Work begins once the first frame is out."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._opening is not None:
            from srpscope.tui.flows.opening import open_first

            def elsewhere() -> bool:
                return self.current_mode != self.DEFAULT_MODE

            open_first(self.desk, self, self._opening, self._not_opened, elsewhere)
        else:
            self.desk.evaluate()
        self._greet()

    def _greet(self) -> None:
        """Say what is wrong in the settings, once there is something to say it on."""
        if self.greeting and not self.desk.note:
            more = f" And {len(self.greeting) - 1} more: srpscope config." if len(self.greeting) > 1 else ""
            self.desk.say(f"Settings: {self.greeting[0]}{more}", "warn")
            self.greeting = []

    def _not_opened(self, error: SrpscopeError) -> None:
        self.fault = error
        self.exit(error.exit_status)

    # Themes

    def action_next_theme(self) -> None:
        """Go to the next theme."""
        found, faults = themes.load_all()
        names = [one.name for one in found]
        at = names.index(self.theme_file.name) if self.theme_file.name in names else -1
        self.set_theme(names[(at + 1) % len(names)])
        said = f"Theme: {self.theme_file.title}."
        self.front.say(said if not faults else f"{said} {printable(faults[0])}")

    def set_theme(self, name: str) -> None:
        """Use a theme that somebody chose, now and the next time. Raises FileError."""
        super().set_theme(name)
        self.keep_setting("theme", self.theme_file.name)

    def keep_setting(self, key: str, value: str | bool) -> None:
        """Write what was chosen into the settings; say where that cannot be."""
        try:
            keep(key, value)
        except OutputError as error:
            self.desk.say(printable(str(error)), "warn")

    def theme_changed(self) -> None:
        """Every screen that was opened is drawn in the other colours."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, ModeScreen):
                    screen.theme_changed()

    # Screens

    def action_mode(self, mode: str) -> None:
        """Go to another screen. From a lesson debug and compare show its handshake; once more, and they show yours."""
        screen = self.screen
        if not isinstance(screen, ModeScreen):
            return
        if mode != self.current_mode:
            self.front.say("")  # it was said on the screen that is left
        looking = mode in ("debug", "compare")
        if looking and mode == self.current_mode and self.lent is not None:
            self.lent = None
            screen.refresh_all()
        elif not (looking and isinstance(screen, LookingScreen)):
            self.lent = screen.lends if looking else None
        if mode != self.current_mode:
            self.switch_mode(mode)

    async def action_live_way(self, title: str) -> None:
        """Go to the live screen, and start one of its ways there."""
        from srpscope.tui.live.screen import LiveScreen

        if not isinstance(self.screen, ModeScreen):
            return
        if self.current_mode != "live":
            await self.switch_mode("live")
        if isinstance(self.screen, LiveScreen):
            self.screen.begin_way(title)

    async def action_held_ways(self) -> None:
        """From the message that waits to the debugger, and there to the ways in which its proof is made."""
        if isinstance(self.screen, ModeScreen) and self.screen.works("ways-held"):
            self.lent = None
            await self.switch_mode("debug")
            await self.run_action("ways", self.screen)

    def action_other(self) -> None:
        """Compare and back."""
        self.action_mode("debug" if self.current_mode == "compare" else "compare")

    def action_go_back(self) -> None:
        """Back by one."""
        screen, desk = self.screen, self.front
        if isinstance(screen, ModeScreen) and screen.go_back():
            return
        if desk.note:
            desk.say("")
        elif desk.looking and self.current_mode in ("debug", "compare"):
            desk.stop_search()
        elif self.current_mode != "debug" and self.desk.session is not None and isinstance(screen, ModeScreen):
            self.switch_mode("debug")

    def action_help_quit(self) -> None:
        """ctrl+c where nothing is selected: say how one quits."""
        self.front.say("q quits; from a text field, esc and then q.")

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """A screen over the one in front; what is typed while a box opens is typed into it."""
        if isinstance(screen, Box):
            self.hold_keys()
        return super().push_screen(screen, *args, **options)

    def action_command_palette(self) -> None:
        """Every command; what is typed while it opens is sought in it."""
        if isinstance(self.screen, ModeScreen):
            self.hold_keys()
            super().action_command_palette()
            self.screen.call_after_refresh(self.give_keys)

    async def run_action(self, *args: Any, **options: Any) -> bool:
        """What a key does; nothing once the app is being left, when its screens are gone already."""
        return False if self._exit else await super().run_action(*args, **options)

    def action_leave(self) -> None:
        """Quit; asks once where edits would be lost."""
        if self.desk.unsaved and not self._leaving:
            self._leaving = True
            self.front.say("Your edits are not saved. ^s saves them, q again quits.", "warn")
            return
        from srpscope.srp.primitives.interruptible import end_all

        self.desk.close()
        end_all()
        self.exit(0)

    def get_system_commands(self, screen: Screen[Any]) -> Any:
        """The command palette: every key of the screen, the screens, the themes."""
        from srpscope.tui.live.ways import WAYS
        from srpscope.tui.panels.palette import commands

        yield from commands(self, screen, [(way.title, way.about) for way in WAYS])

    # Our own errors

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback with local variables, and so passwords: the caller says one sentence instead.
        if self.crash is None:
            self.crash = error
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = OWN_FAULT
        self._close_messages_no_wait()
