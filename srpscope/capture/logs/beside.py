"""Values that somebody printed between the lines of a log that has a handshake of its own."""

from __future__ import annotations

from collections.abc import Sequence

from srpscope.capture.capture import Capture
from srpscope.capture.events import HAPPENED
from srpscope.capture.pages.handshakes.account import tell_missed
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.lines import read_page
from srpscope.capture.refusals import ending_told, proof_of


def printed_beside(captures: Sequence[Capture], rest: Sequence[tuple[int, str]], name: str) -> list[Capture]:
    """The handshakes of the lines that are none of the log's own. Where they give no value, what they name and nobody
    can read is said in the log's first handshake."""
    page = read_page(rest, of_srp=bool(captures))
    printed = captures_of_page(page, name)
    if captures and not printed:
        tell_missed(page, captures[0])
    return printed


def with_printed(captures: list[Capture], rest: Sequence[tuple[int, str]], name: str) -> list[Capture]:
    """Such values join the one handshake of the log, else stand as captures of their own."""
    printed = printed_beside(captures, rest, name)
    if len(captures) != 1 or len(printed) != 1:
        return captures + printed
    (log,), (page,) = captures, printed
    log.lines.extend(page.lines)
    log.notes.extend(page.notes)
    log.unread.extend(page.unread)
    log.header["secrets"] = bool(log.header.get("secrets") or page.header.get("secrets"))
    return captures


def say_ending(capture: Capture) -> None:
    """How an application's own handshake ended, in the errors that it logs in its own words."""
    if any(line["what"] in HAPPENED for line in capture.events):
        return
    said = [str(line["text"]) for line in capture.events if line["what"] == "log" and "text" in line]
    told = ending_told(enumerate(said, 1), proof_of(capture))
    if told is not None:
        capture.lines.append({"type": "event"} | told)
