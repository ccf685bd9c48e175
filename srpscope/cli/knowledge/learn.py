"""srpscope learn [LESSON]: the lessons, on the screen or as text."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from srpscope.cli.arguments import CommandLine
from srpscope.cli.output import tell
from srpscope.cli.parser import add_show_secrets, print_json
from srpscope.cli.screens.terminal import has_screen
from srpscope.errors import UserError
from srpscope.statuses import AGREE, DISAGREE, UNREADABLE

if TYPE_CHECKING:
    from srpscope.lessons.form import Lesson


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """LESSON, how it is shown or taken, challenges, and what a teacher needs."""
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="its name or number, or the file of your own")
    parser.add_argument(
        "--plain", action="store_true", help="the whole lesson as linear text; with --take line by line"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--markdown", action="store_true", help="the same as Markdown, for a handout")
    how.add_argument("--html", action="store_true", help="the same as one page for a browser; it loads nothing")
    how.add_argument("--take", action="store_true", help="take it line by line, as text: for a screen reader or a pipe")
    how.add_argument("--list", action="store_true", dest="list_lessons", help="list the lessons and end")
    how.add_argument("--sources", action="store_true", help="every sentence of theirs, and where to look it up")
    how.add_argument("--reset", action="store_true", help="forget how far you are")
    parser.add_argument("--export", metavar="NAME", help="your progress under this name as a table (CSV; --json: JSON)")
    parser.add_argument("--class", metavar="FOLDER", dest="class_folder", help="the progress of everybody in a folder")
    parser.add_argument("--check", metavar="FILE", help="is a lesson of your own right? Its faults, with their lines")
    parser.add_argument("--from", metavar="CAPTURE", dest="draft", help="draft a lesson, to stand beside the capture")
    parser.add_argument(
        "--challenge",
        nargs="?",
        const="",
        metavar="SEED",
        help="find one mistake unaided, drawn anew or by a seed that somebody gave you",
    )
    parser.add_argument("--small", action="store_true", help="in numbers that can be followed by hand (N = 1019)")
    parser.add_argument("--no-answers", action="store_true", help="with --plain and --markdown: a handout without them")
    parser.add_argument("--level", type=int, choices=(1, 2, 3, 4), help="of a challenge drawn anew (1)")
    parser.add_argument(
        "--answer",
        action="append",
        metavar="VALUE=FORMULA",
        help="your answer to a challenge, without the screen: what the client does; 0 if its M1 is then the one sent",
    )
    parser.add_argument(
        "--hints", type=int, default=0, metavar="N", help="print so many hints of a challenge; each costs"
    )
    parser.add_argument("--json", action="store_true", help="tables as JSON")
    add_show_secrets(parser)
    parser.add_argument("--theme", metavar="NAME", help="as for srpscope")
    parser.add_argument("--ascii", action="store_true", help="only ASCII signs")


def run(arguments: CommandLine) -> int:
    """Open the screen, or print."""
    if arguments.plain and (arguments.markdown or arguments.html):
        raise UserError("--plain is text: leave it out, or --markdown and --html.")
    if arguments.reset:
        from srpscope.lessons import progress

        progress.reset()
        print("Forgotten. Every lesson begins at its first step.")
        return AGREE
    if arguments.sources:
        return _list_sources()
    if arguments.export is not None or arguments.class_folder is not None:
        return _table(arguments)
    if arguments.check is not None:
        return _check(arguments.check)
    if arguments.draft is not None:
        return _draft(arguments.draft)
    return _take_or_show(arguments)


def _take_or_show(arguments: CommandLine) -> int:
    on_screen = has_screen() and not (arguments.plain or arguments.markdown or arguments.html or arguments.take)
    lesson = _lesson(arguments)
    if lesson is None:
        return _list() if arguments.list_lessons or not on_screen else _show(lesson, arguments)
    as_challenge = arguments.challenge is not None and not arguments.take
    if as_challenge and (not on_screen or arguments.answer or arguments.hints):
        return _challenge(lesson, arguments)
    if arguments.list_lessons:
        return _list()
    if arguments.take:
        from srpscope.lessons.taking import take

        return AGREE if take(lesson, sys.stdin, lambda line: print(line, flush=True)) else DISAGREE
    if on_screen:
        return _show(lesson, arguments)
    _print(lesson, arguments)
    return AGREE


def _lesson(arguments: CommandLine) -> Lesson | None:
    """What was asked for by name, or a challenge; None for the whole course. Raises UserError."""
    from srpscope.lessons.course import find

    lesson = None if arguments.lesson is None else find(arguments.lesson)
    if arguments.challenge is not None:
        from srpscope.lessons.challenges.challenge import challenge, new_seed

        if arguments.challenge and arguments.level is not None:
            raise UserError("a seed says its level: leave --level out.")
        if arguments.small:
            raise UserError("a challenge has no small numbers.")
        return challenge(arguments.challenge or new_seed(arguments.level or 1))
    if lesson is not None and arguments.small:
        from srpscope.lessons.small import small

        return small(lesson)
    return lesson


def _print(lesson: Lesson, arguments: CommandLine) -> None:
    """The whole lesson, as HTML, Markdown or plain text."""
    answers = not arguments.no_answers
    if arguments.html:
        from srpscope.lessons.page import as_html

        print(as_html(lesson, arguments.show_secrets, answers), end="")
    else:
        from srpscope.lessons.written import as_text

        print(as_text(lesson, arguments.show_secrets, arguments.markdown, answers, answers), end="")
        if not arguments.markdown and answers:
            small = " --small" if lesson.small else ""
            print(f"\nTo answer it line by line: srpscope learn {lesson.own or lesson.name}{small} --take")


def _show(lesson: Lesson | None, arguments: CommandLine) -> int:
    from srpscope.tui.desk import Desk
    from srpscope.tui.run import app_of, show

    walk = None
    if lesson is not None:
        import random

        from srpscope.lessons.resuming import resume

        walk = resume(lesson, random.Random())
    reveal = arguments.show_secrets
    return show(
        app_of(Desk(), "learn", begins_with=walk, theme=arguments.theme, ascii_only=arguments.ascii, reveal=reveal)
    )


def _table(arguments: CommandLine) -> int:
    """One learner's progress, or a class's."""
    from dataclasses import asdict
    from pathlib import Path

    from srpscope.lessons import progress
    from srpscope.lessons.classroom import as_csv, class_of, rows_of

    faults: list[str] = []
    if arguments.class_folder is not None:
        rows, faults = class_of(Path(arguments.class_folder))
    else:
        rows = rows_of(arguments.export, progress.load())
    if arguments.json:
        print_json({"progress": [asdict(row) for row in rows]})
    else:
        print(as_csv(rows), end="")
    tell(faults)
    return UNREADABLE if faults else AGREE


def _check(name: str) -> int:
    from pathlib import Path

    from srpscope.lessons.checking import faults_of
    from srpscope.lessons.loading import load

    path = Path(name)
    lesson = load(path)
    faults = faults_of(lesson, path.name)
    print("\n".join(faults) if faults else f"{path.name}: {len(lesson.steps)} steps, and every one holds.")
    return UNREADABLE if faults else AGREE


def _draft(name: str) -> int:
    from pathlib import Path

    from srpscope.answers.diagnosis import diagnose_session
    from srpscope.lessons.drafting import draft, only_cause
    from srpscope.session.opening import read_path, session_of

    session = session_of(read_path(Path(name)).captures[0])
    found = diagnose_session(session)
    print(draft(session, found, Path(name)), end="")
    if only_cause(found) is None:
        proved = "several mistakes explain it" if found.findings else "no mistake was proved in it"
        print(f"srpscope: {proved}; the draft has only what can be seen.", file=sys.stderr)
    return AGREE


def _list() -> int:
    from srpscope.lessons import progress
    from srpscope.lessons.course import course

    taken = progress.load()
    for number, lesson in enumerate(course(), 1):
        done = len(taken.get(lesson.key, progress.Taken()).done)
        print(f"{number:>2}  {lesson.name:<28}  {done}/{len(lesson.steps)}  {lesson.title}")
    return AGREE


def _list_sources() -> int:
    from srpscope.lessons.facts import facts

    lines, faults = facts()
    print("\n".join(lines))
    tell(faults)
    return AGREE


def _challenge(lesson: Lesson, arguments: CommandLine) -> int:
    """The challenge as text, its hints, and what an answer comes to."""
    from srpscope.lessons.resuming import keep_cost, keep_done, resume
    from srpscope.lessons.written import as_text
    from srpscope.srp.edit import Edit

    walk = resume(lesson)
    walk.go_to(0)
    if not arguments.answer and not arguments.hints:
        print(as_text(lesson, True, arguments.markdown, with_answers=False), end="")
        return AGREE
    while len(walk.hints) < arguments.hints and walk.hint():
        keep_cost(walk)
    for hint in walk.hints[: max(0, arguments.hints)]:
        print(hint)
    if not arguments.answer:
        return AGREE
    for answer in arguments.answer:
        name, equals, formula = answer.partition("=")
        if not equals:
            raise UserError(f"--answer {answer!r} is not of the form VALUE=FORMULA.")
        edit = Edit.of_line({"side": "client", "value": name.strip(), "formula": formula.strip()})
        if edit.value not in walk.session.view.client.names:
            raise UserError(f"the client has no {edit.value[:40]!r} to compute; nothing was counted.")
        walk.session.replace_edits([*walk.session.edits, edit])
    walk.notice()
    keep_cost(walk)
    done = walk.done()
    if done:
        keep_done(walk)
    print(f"Right: M1 is the one sent. {walk.said_score}" if done else f"Not this one: {walk.missing()[0]}")
    return AGREE if done else DISAGREE
