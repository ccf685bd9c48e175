"""What `triage` found, as a table for people and as JUnit XML for CI systems."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from srpscope.answers.joining import Answer
from srpscope.answers.triage import Summary
from srpscope.printable import printable
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE

FILES_SHOWN = 3


def as_lines(summary: Summary, seconds: float, all_files: bool = False, of: int | None = None) -> list[tuple[str, str]]:
    """The groups, the largest first, each with how many handshakes it has, what is said of them, and their files; each
    line with the name of its colour.

    seconds: how long a cause was searched for. all_files: every one; else the first few and how many more. of: how many
    files there were, where it ended before it had looked at all.
    """
    lines = [("title", f"{_counted(summary, of)}; a cause was searched for up to {seconds:g} s of work")]
    width = len(f"{max((one.count for one in summary.groups), default=0):,}")
    for group in summary.groups:
        where = ", ".join(part for part in (group.at_fault, group.place) if part and part not in ("nobody", "unknown"))
        said = f"{group.cause}{f' ({where})' if where else ''}"
        outcome = "nobody's answer on record" if group.outcome == "unknown" else group.outcome
        line = f"{group.count:>{width},}  {outcome}: {printable(said, 300)}"
        lines += [("", ""), ({AGREE: "agree", DISAGREE: "differ"}.get(group.exit_status, "warn"), line)]
        files = list(group.files)
        shown = files if all_files else files[:FILES_SHOWN]
        lines += [("", f"{'':{width}}    {printable(one, 300)}") for one in shown]
        if len(files) > len(shown):
            lines.append(("", f"{'':{width}}    and {len(files) - len(shown):,} more files"))
    return [*lines, *(("", one) for one in _next(summary, of))]


def _next(summary: Summary, of: int | None) -> Iterator[str]:
    """What to do with the largest group that does not agree, and what a file stands for."""
    group = next((one for one in summary.groups if one.exit_status in (DISAGREE, CANNOT_TELL)), None)
    if group is None:
        return
    gives = "tells how to put it right" if group.at_fault not in ("", "unknown") else "tells what to log"
    yield ""
    first = next(iter(group.files))
    files = group.together if group.together and group.together[0] == first else [first]
    yield f"next: srpscope why {' '.join(printable(shlex.quote(one), 300) for one in files)} {gives}"
    if summary.files > 1 and of is None:  # one that was ended has joined none yet
        yield "A log is joined to its recording by A or B, where they have one; else each file stands for itself."


def _counted(summary: Summary, of: int | None) -> str:
    unread = f", {summary.unread:,} that gave none" if summary.unread else ""
    plural = "handshake" if summary.handshakes == 1 else "handshakes"
    files = f"{summary.files:,} file{'s' * (summary.files != 1)}"
    if of is not None:
        files = f"{summary.files:,} of {of:,} files"
    return f"{summary.handshakes:,} {plural} in {files}{unread}"


def junit(answers: Iterable[Answer]) -> Iterator[str]:
    """The lines of a JUnit XML report: a test case a handshake. One that disagrees or was refused is a failure, one of
    which nothing can be told is skipped, a file that could not be read is an error."""
    cases: list[str] = []
    failures = errors = skipped = 0
    for answer in answers:
        name = f"handshake {answer['session']}" if answer["session"] else "reading"
        inside = ""
        if "error" in answer:
            errors += 1
            inside = f"<error message={_attribute(answer['error'])}/>"
        elif answer["exit_status"] == DISAGREE:
            failures += 1
            headline = answer["judgement"]["headline"]
            inside = f"<failure message={_attribute(headline)}>{escape(_plain(answer['cause'] or headline))}</failure>"
        elif answer["exit_status"] == CANNOT_TELL:
            skipped += 1
            inside = f"<skipped message={_attribute(answer['judgement']['headline'])}/>"
        cases.append(f"<testcase classname={_attribute(answer['file'])} name={_attribute(name)}>{inside}</testcase>")
    yield '<?xml version="1.0" encoding="utf-8"?>'
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    yield f"<testsuites {counts}>"
    yield f'<testsuite name="srpscope triage" {counts}>'
    yield from cases
    yield "</testsuite>"
    yield "</testsuites>"


def _plain(text: str) -> str:
    return printable(text, 1_000)


def _attribute(text: str) -> str:
    return quoteattr(_plain(text))
