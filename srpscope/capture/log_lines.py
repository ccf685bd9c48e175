"""One entry of a log: its time, level, tag and text, in the shapes that ESP-IDF, Android and iOS write.

Entries are found by their header wherever it stands, so a paste that lost its line breaks gives the same entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

ESP_TAGS = (
    "security2", "security1", "security0", "srp6a", "protocomm", "protocomm_nimble", "protocomm_ble", "protocomm_httpd",
    "protocomm_console", "simple_ble", "wifi_prov_mgr", "wifi_prov_scheme_ble", "wifi_prov_scheme_softap",
    "network_prov_mgr", "network_prov_scheme_ble", "esp_local_ctrl",
)  # fmt: skip
"""Tags of the parts of ESP-IDF that take part in provisioning; known also without level or time."""

_TAGS = "|".join(sorted(ESP_TAGS, key=len, reverse=True))
_LEVELLED = r"(?<![\w)])(?P<level>[EWIDV]) ?\((?P<stamp>[^()\n]{0,40})\) ?(?P<tag>[A-Za-z_][\w.\-/+]{0,40}): ?"
_ESP_HEADER = re.compile(
    rf"{_LEVELLED}"
    rf"|(?<![\w.\-/])(?:(?P<bare_level>[EWIDV]) )?(?P<bare_tag>{_TAGS}): ?"
)
_FIRST_HEADER = re.compile(_LEVELLED)
_LEVEL = re.compile(r"[EWIDV] ?\(")
_SHORT_TAGS = tuple(one for one in ESP_TAGS if not any(other != one and other in one for other in ESP_TAGS))
"""Of tags that hold another one, the other one: what holds none of these holds no tag."""

_CLOCK = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,6}))?$")

_ANDROID_HEADERS = (
    # threadtime: 01-02 12:34:56.789  1234  5678 D ESP:ESPDevice: text
    re.compile(
        r"^(?:\d{4}-)?\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+) +\d+ +\d+ (?P<level>[VDIWEFA]) (?P<tag>.{1,60}?) *: ?"
    ),
    # Android Studio: 2024-01-02 12:34:56.789  1234-5678  ESPDevice  com.app  D  text
    re.compile(
        r"^(?:\d{4}-)?\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+) +\d+-\d+(?:/\S+)? +"
        r"(?P<tag>\S.{0,60}?) +\S+ +(?P<level>[VDIWEFA])  ?"
    ),
    # Android Studio, older: 2024-01-02 12:34:56.789 1234-5678/com.app D/ESPDevice: text
    re.compile(
        r"^(?:(?:\d{4}-)?\d\d-\d\d )?(?P<stamp>\d\d:\d\d:\d\d\.\d+) +\d+-\d+/\S+ "
        r"(?P<level>[VDIWEFA])/(?P<tag>.{1,60}?): "
    ),
    # brief and time: D/ESP:ESPDevice( 1234): text
    re.compile(
        r"^(?:(?:\d{4}-)?\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+) +)?"
        r"(?P<level>[VDIWEFA])/(?P<tag>.{1,60}?) *\( *\d+\): ?"
    ),
)
_APPLE_HEADER = re.compile(
    # NSLog: 2024-01-02 12:34:56.789 App[123:4567] text, with or without a zone
    r"^\d{4}-\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+)(?:[+-]\d{4})? "
    r"(?P<tag>[^\[\]\n]{1,60})\[\d+:[0-9a-fx]+\] (?P<level>)"
)
_PRINT_PREFIXES = re.compile(
    r"^(?:flutter|\[log\]|\[LOG\]|LOG|console\.log|print|DEBUG|INFO|\[\w{1,12}\])[:\s]\s*"
    r"|^(?:>+|\||\$|//|#\s)\s+"
    r"|^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s*(?:->|-|:)?\s*"
    r"|^\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?\s*(?:->|-|:)?\s+"
    r"|^(?:\[(?:DEBUG|INFO|WARN|ERROR|TRACE)\]|(?:DEBUG|INFO|WARN|ERROR|TRACE)\b[:\s])\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class LogEntry:
    """One entry: line (from 1), time in seconds (None where it has none), level ("" unknown), tag, text."""

    line: int
    time: float | None
    level: str
    tag: str
    text: str


def seconds(stamp: str | None) -> float | None:
    """Seconds of a time stamp: milliseconds since boot, HH:MM:SS.mmm, or with a date; None where it is no time."""
    stamp = (stamp or "").strip()
    if stamp.isascii() and stamp.isdigit() and len(stamp) <= 15:
        return int(stamp) / 1000
    match = _CLOCK.match(stamp)
    if not match:
        return None
    hours, minutes, rest, fraction = match[4], match[5], match[6], match[7] or "0"
    return int(hours) * 3600 + int(minutes) * 60 + float(f"{rest}.{fraction}")


def esp_entries(number: int, line: str) -> Iterator[LogEntry]:
    """The ESP-IDF log entries of one line: none where it is no log line, several where line breaks were lost."""
    if ":" not in line:
        return
    headers = _headers(line)
    for header, following in zip_longest(headers, headers[1:]):
        text = line[header.end() : following.start() if following else len(line)]
        yield LogEntry(
            number,
            seconds(header["stamp"]),
            header["level"] or header["bare_level"] or "",
            header["tag"] or header["bare_tag"],
            text.rstrip() if following else text.rstrip("\r\n"),
        )


def _headers(line: str) -> list[re.Match[str]]:
    first = _FIRST_HEADER.match(line)
    if first is not None and not _LEVEL.search(line, first.end()):
        # Nearly every line of a log is like this, and to look for a header everywhere in it takes three times as long.
        rest = line[first.end() :]
        for tag in _SHORT_TAGS:
            if tag in rest:
                break
        else:
            return [first]
    return list(_ESP_HEADER.finditer(line))


def header_starts(line: str) -> list[int]:
    """Where ESP-IDF log headers begin in a line."""
    return [match.start() for match in _ESP_HEADER.finditer(line)]


def app_entry(number: int, line: str) -> LogEntry | None:
    """The logcat or NSLog entry that a line is, or None."""
    for header in (*_ANDROID_HEADERS, _APPLE_HEADER):
        match = header.match(line)
        if match:
            return LogEntry(
                number, seconds(match["stamp"]), match["level"] or "", match["tag"].strip(), line[match.end() :]
            )
    return None


def without_prefix(line: str) -> str:
    """What a program printed, without what its log put in front: logcat, NSLog, Flutter, React Native, a time stamp."""
    for _ in range(3):
        entry = app_entry(0, line)
        shorter = entry.text if entry else _PRINT_PREFIXES.sub("", line, count=1)
        if shorter == line:
            break
        line = shorter
    return line
