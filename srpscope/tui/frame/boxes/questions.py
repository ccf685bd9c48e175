"""Questions to the person, asked in boxes over the screen: what a flow may ask without knowing a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.message_pump import MessagePump

from srpscope.tui.frame.stage import Stage


class Questions(Stage):
    """A stage that asks."""

    def ask_line(
        self, heading: str, hint: str, value: str, then: Callable[[str | None], None], paths: bool = False
    ) -> None:
        """Ask for one line; None where it is left with esc. paths: it is a file's name, and tab completes it."""
        from srpscope.tui.frame.boxes.prompt import Prompt

        self.push_screen(Prompt(heading, hint, value, paths=paths), then)

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
        from srpscope.tui.frame.boxes.choices import Choices

        self.push_screen(Choices(heading, question, rows, keys, two, at), then)

    def show_text(self, heading: str, text: str) -> None:
        """Show sentences in a frame."""
        from srpscope.tui.frame.boxes.text_panel import TextPanel

        self.push_screen(TextPanel(heading, text))

    def copy_text(self, text: str) -> None:
        """To the terminal's clipboard (OSC 52)."""
        self.copy_to_clipboard(text)


def asking(node: MessagePump) -> Questions:
    """The stage that a widget or screen stands on, as who asks."""
    app = node.app
    assert isinstance(app, Questions)
    return app
