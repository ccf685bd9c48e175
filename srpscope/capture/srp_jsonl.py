"""Our own capture file: JSON Lines, UTF-8, one object a line, documented in captures/README.md."""

from __future__ import annotations

import json
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from srpscope.capture.capture import Capture, Line
from srpscope.capture.source import Source
from srpscope.errors import FileError, OutputError, reason
from srpscope.places import data_folder, make_private
from srpscope.printable import harmless
from srpscope.state_files import replace_whole

TITLE = "srpscope capture (.srp.jsonl)"
SUFFIX = ".srp.jsonl"
VERSION = 1

LEGS = ("app", "device")
"""What a line's "leg" says in a proxy's recording: between app and srpscope, between srpscope and device."""

_FILE_LIMIT = 64 * 1024 * 1024
_LINES_LIMIT = 200_000
_BASE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


_NEEDED = {b"message": b"bytes", b"values": b"side", b"edit": b"value", b"event": b"what", b"hash": b"out"}
"""The key that a line of ours has, by its type."""


def sureness(head: bytes, name: str) -> float:
    """Certain where the first line is a header; likely where the name says so."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if first.startswith(b"{") and b'"srpscope"' in first and b'"header"' in first:
        return 1.0
    if name.endswith(SUFFIX):
        return 0.95
    kind = re.search(rb'"type"\s*:\s*"(message|values|edit|event|hash)"', first) if first.startswith(b"{") else None
    if kind is not None and b'"%s"' % _NEEDED[kind[1]] in first:  # a chat's export has messages too
        return 0.9
    return 0.0


def read(source: Source) -> list[Capture]:
    """The one handshake of the file; of a proxy's recording the two of it. What is wrong in a line is a note that names
    it; the other lines are kept.

    Raises FileError where no line at all could be read.
    """
    text = source.read_all(_FILE_LIMIT)
    capture = Capture(name=source.name.removesuffix(SUFFIX))
    first_fault, headed = "", False
    for number, raw in enumerate(text.split(b"\n"), 1):
        if number > _LINES_LIMIT:
            capture.notes.append(f"line {number}: more than {_LINES_LIMIT:,} lines; the rest was left unread.")
            break
        stripped = raw.strip(b"\xef\xbb\xbf \t\r")
        if not stripped:
            continue
        line = _parse(stripped)
        if isinstance(line, str):
            cut = " The file ends in the middle of it." if number == text.count(b"\n") + 1 and number > 1 else ""
            fault = f"line {number}: {line}.{cut}"
            first_fault = first_fault or fault
            capture.notes.append(fault)
        elif line["type"] == "header" and headed:
            # Its values belong to another handshake: mixed with these they would prove what never was.
            capture.notes.append(
                f"line {number}: another capture begins; it was left unread. Give it a file of its own."
            )
            break
        elif line["type"] == "header":
            headed = True
            _take_header(capture, line, number)
        else:
            capture.lines.append(line)
            capture.numbers.append(number)
    if not capture.lines and not capture.header:
        raise FileError(f"{source.name}: {first_fault or 'there is no line in it.'}")
    return _legs(_over_its_base(capture, source))


def _legs(capture: Capture) -> list[Capture]:
    """A proxy's recording is two handshakes: the lines of each leg, with those of both. Any other is one."""
    names = list(dict.fromkeys(str(line["leg"]) for line in capture.messages if line.get("leg") in LEGS))
    if len(names) < 2:
        return [capture]
    numbers = capture.numbers if len(capture.numbers) == len(capture.lines) else [0] * len(capture.lines)
    found = []
    for leg in (one for one in LEGS if one in names):
        kept = [(line, at) for line, at in zip(capture.lines, numbers, strict=True) if line.get("leg") in (None, leg)]
        header = {**capture.header, "title": f"{capture.title}, the {leg}'s leg"}
        lines, places = [line for line, _ in kept], [at for _, at in kept]
        found.append(Capture(header, lines, list(capture.notes), f"{capture.name} ({leg})", places))
    return found


def _over_its_base(capture: Capture, source: Source) -> Capture:
    """A capture whose header names a base has that capture's lines in front of its own: a saved mistake is a base
    session and the edits that make it. The base stands in the same folder; it has no base of its own."""
    base = capture.header.get("base")
    if base is None or source.path is None:
        return capture
    if not isinstance(base, str) or not _BASE.fullmatch(base):
        capture.notes.append('header: "base" is the name of a capture in the same folder.')
        return capture
    path = source.path.parent / f"{base}{SUFFIX}"
    try:
        under = read(Source.of_path(path))[0]
    except FileError as error:
        capture.notes.append(f"the base of this capture could not be read: {error}")
        return capture
    header = {**under.header, **{key: value for key, value in capture.header.items() if key != "base"}}
    return Capture(header, [*under.lines, *capture.lines], [*under.notes, *capture.notes], capture.name)


def standing_alone(data: bytes, path: Path) -> bytes:
    """A file's bytes so that they say the same where its base is not: on another machine. path: where the file is."""
    head = _parse(data.lstrip().partition(b"\n")[0].strip())
    if isinstance(head, str) or head["type"] != "header" or not isinstance(head.get("base"), str):
        return data
    found = read(Source.of_path(path))
    return to_bytes(found[0]) if len(found) == 1 else data


def _parse(raw: bytes) -> Line | str:
    """The object of one line, or what is wrong with it."""
    try:
        line = json.loads(raw)
    except json.JSONDecodeError as error:
        return f"not JSON at character {error.pos + 1} ({error.msg.lower()})"
    except (ValueError, RecursionError):
        return "not JSON that can be read"
    if not isinstance(line, dict):
        return "a line is an object in braces"
    if not isinstance(line.get("type"), str):
        return 'the key "type" is missing'
    return line


def _take_header(capture: Capture, line: Line, number: int) -> None:
    version = line.get("srpscope")
    if version != VERSION:
        capture.notes.append(
            f'line {number}: "srpscope" is {json.dumps(version)[:20]}, and this program knows version {VERSION}; '
            "what it does not know is kept as it is."
        )
    capture.header.update({key: value for key, value in line.items() if key != "type"})


def header_line(capture: Capture) -> Line:
    """The header as a line of the file."""
    return {"type": "header", "srpscope": VERSION, **{k: v for k, v in capture.header.items() if k != "srpscope"}}


def line_bytes(line: Line) -> bytes:
    """One line as the file has it: JSON, in which what acts on a terminal is written as an escape; people `cat` it."""
    return harmless(json.dumps(line, ensure_ascii=False, separators=(",", ":"))).encode("utf-8") + b"\n"


def to_bytes(capture: Capture) -> bytes:
    """The whole file; the same capture always gives the same bytes."""
    return b"".join(line_bytes(line) for line in [header_line(capture), *capture.lines])


def create(path: Path, force: bool = False) -> BinaryIO:
    """A new file, mode 0600, never over an existing one without force; that one gets mode 0600 too. A device or a
    pipe keeps its own. A folder is made where it is srpscope's own; one that a person named and that is not there is a
    slip of the hand. Raises OutputError."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    refuse_link(path)
    try:
        if not path.parent.is_dir():
            _need_own(path.parent)
            make_private(path.parent)
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise OutputError(f"{path}: {reason(error)}.") from error
    if force and hasattr(os, "fchmod") and stat.S_ISREG(os.fstat(handle).st_mode):
        with suppress(OSError):  # of another owner: it keeps its own mode
            os.fchmod(handle, 0o600)
    return os.fdopen(handle, "wb")


def refuse_link(path: Path) -> None:
    """A link is not written through, with force neither: another person may have laid it. One to a device or a pipe
    (/dev/stdout) is. Raises OutputError."""
    if path.is_symlink() and (path.is_file() or not path.exists()):
        raise OutputError(f"{path}: this is a link, and links are not followed.")


def _need_own(folder: Path) -> None:
    from srpscope.settings import load

    own = (data_folder().resolve(), load().recordings_folder.resolve())
    if not any(folder.resolve().is_relative_to(one) for one in own):
        raise OutputError(f"{folder}: there is no such folder; make it first.")


def check_place(path: Path, force: bool = False) -> None:
    """Before long work whose result goes there, what `create` would say of the place after it. Raises OutputError."""
    refuse_link(path)
    if path.exists():
        if not force:
            raise _exists(path)
    elif not path.parent.is_dir():
        _need_own(path.parent)
    elif not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path.parent}: nothing can be written in this folder.")


def _exists(path: Path) -> OutputError:
    return OutputError(f"{path}: this file exists; --force writes over it.")


def make_folder(folder: Path) -> None:
    """The folder of a set of files that a command writes; the one around it is there. Raises OutputError."""
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutputError(f"{folder}: {reason(error)}.") from error


def write(capture: Capture, path: Path, force: bool = False) -> None:
    """Write a capture. Raises OutputError."""
    write_file(path, to_bytes(capture), force)


def _is_own_file(path: Path) -> bool:
    """Whether another file may take this one's place: it is no link, device or pipe, and may be written."""
    return path.is_file() and not path.is_symlink() and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def write_file(path: Path, data: bytes, force: bool = False) -> None:
    """A whole file, as `create` makes it, or none; one that is written over stays until the new one is whole. Raises
    OutputError."""
    try:
        if force and _is_own_file(path):
            replace_whole(path, data)
            return
        stream = create(path, force)
        try:
            with stream:
                stream.write(data)
        except OSError:
            if not force:  # nobody had it before: no half of it stays
                with suppress(OSError):
                    path.unlink()
            raise
    except OSError as error:  # also what comes out only when the file is closed
        raise OutputError(f"{path}: {reason(error)}.") from error


def loads(text: str, name: str = "capture") -> Capture:
    """A capture from text. Raises FileError."""
    return read(Source.of_bytes(text.encode("utf-8"), name))[0]


def dumps(capture: Capture) -> str:
    """A capture as text."""
    return to_bytes(capture).decode("utf-8")


def place(capture: Capture, line: dict[str, Any]) -> str:
    """Where a line stands, for a sentence: "line 4"."""
    index = next((i for i, one in enumerate(capture.lines) if one is line), None)
    if index is None:
        return "a line"
    return f"line {capture.numbers[index] if index < len(capture.numbers) else index + 2}"
