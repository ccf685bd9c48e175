"""A log of anything in which the messages of a handshake are printed, with the values that stand beside them."""

from __future__ import annotations

from srpscope.capture.capture import Capture
from srpscope.capture.logs.beside import printed_beside
from srpscope.capture.logs.messages import TextMessages, joined
from srpscope.capture.source import Source
from srpscope.capture.text.lines import seconds
from srpscope.capture.text.prefixes import stripped
from srpscope.capture.text.text_lines import Dull, is_text, text_lines
from srpscope.errors import FileError

TITLE = "a log with messages in it"

LEFT_OVER_LIMIT = 20_000
"""Lines without messages that are read for values, at the most."""

_WORDS = ("password", "passphrase", "username", "user name", "salt", "verifier", "setup code", "srp", "status", "http/")


def sureness(head: bytes, name: str) -> float:
    """Likely where the first lines hold a handshake's messages; hardly for any other text: they may come later."""
    if not is_text(head):
        return 0.0
    reader = TextMessages(name)
    for number, line in text_lines(Source.of_bytes(head, name)):
        reader.line(number, stripped(line).text)
    return 0.62 if reader.captures() else 0.02


def read(source: Source) -> list[Capture]:
    """Every handshake whose messages or values stand in the text. Raises FileError where there is none."""
    messages = TextMessages(source.name)
    rest: list[tuple[int, str]] = []
    for number, line in text_lines(source, lambda block: _skim(block, messages)):
        prefix = stripped(line)
        if not messages.line(number, prefix.text, seconds(prefix.stamp)) and len(rest) < LEFT_OVER_LIMIT:
            rest.append((number, line))
    captures = messages.captures()
    cut = f"line {messages.cut}: bytes were printed only in part (..); print them whole." if messages.cut else ""
    printed = printed_beside(captures, [row for row in rest if row[0] not in messages.dumped], source.name)
    together = joined(printed, captures)
    captures = together if len(together) == 1 else captures + printed
    if captures and cut:
        captures[0].notes.append(cut)
    if not captures:
        raise (
            FileError(f"{source.name}: no message could be read. L{cut[1:]}")
            if cut
            else FileError(
                f"{source.name}: no value is named in this text, and no message of a handshake that srpscope knows "
                "is in it. Print messages in hex, or values as `A: 9dca..`, one a line."
            )
        )
    return captures


def messages_in(source: Source, captures: list[Capture]) -> list[Capture]:
    """What a page gave, with the handshakes whose messages stand in the same text."""
    messages = TextMessages(source.name, events=False)
    for number, line in text_lines(source, lambda block: None if messages.block(block) else _all):
        prefix = stripped(line)
        messages.line(number, prefix.text, seconds(prefix.stamp))
    return joined(captures, messages.captures())


def _skim(block: str, messages: TextMessages) -> Dull | None:
    """A block without bytes and without a word that goes with a value is passed over."""
    small = block.lower()
    if messages.block(block) or any(word in small for word in _WORDS):
        return None
    return _all


def _all(_line: str) -> bool:
    return True
