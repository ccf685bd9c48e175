"""srpscope learn [LESSON]: the lessons, on the screen or as text."""

from __future__ import annotations

import argparse
import sys

from srpscope.cli import AGREE
from srpscope.cli.parser import add_show_secrets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """LESSON, --plain, --markdown, --list, --reset, --theme, --ascii."""
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="its name or number, or the file of your own")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--plain", action="store_true", help="the whole lesson as linear text, with its values")
    how.add_argument("--markdown", action="store_true", help="the same as Markdown, for a handout")
    how.add_argument("--list", action="store_true", dest="list_lessons", help="list the lessons and end")
    how.add_argument("--reset", action="store_true", help="forget how far you are")
    add_show_secrets(parser)
    parser.add_argument("--theme", metavar="NAME", help="as for srpscope")
    parser.add_argument("--ascii", action="store_true", help="only ASCII signs")


def run(arguments: argparse.Namespace) -> int:
    """Open the screen, or print."""
    from srpscope.lessons import progress
    from srpscope.lessons.course import find

    if arguments.reset:
        progress.reset()
        print("Forgotten. Every lesson begins at its first step.")
        return AGREE
    on_screen = sys.stdin.isatty() and sys.stdout.isatty() and not (arguments.plain or arguments.markdown)
    if arguments.list_lessons or (arguments.lesson is None and not on_screen):
        return _list()
    lesson = None if arguments.lesson is None else find(arguments.lesson)
    if lesson is not None and not on_screen:
        from srpscope.lessons.written import as_text

        print(as_text(lesson, arguments.show_secrets, arguments.markdown), end="")
        return AGREE
    from srpscope.settings import load
    from srpscope.tui.app import SrpscopeApp

    settings = load()
    app = SrpscopeApp(
        theme=arguments.theme or settings.theme or None,
        ascii_only=arguments.ascii or settings.ascii,
        start="learn",
        searching=False,
    )
    app.reveal = arguments.show_secrets or settings.reveal
    app.set_keymap(settings.keys)
    if lesson is not None:
        from srpscope.lessons.walk import Walk

        app.walk = Walk(lesson)
    status = app.run()
    if app.crash is not None:
        raise app.crash  # main() writes the log and says the sentence
    return status or AGREE


def _list() -> int:
    from srpscope.lessons import progress
    from srpscope.lessons.course import course

    done = progress.load()
    for number, lesson in enumerate(course(), 1):
        steps = len(lesson.steps)
        print(f"{number:>2}  {lesson.name:<28}  {min(done.get(lesson.name, 0), steps)}/{steps}  {lesson.title}")
    return AGREE
