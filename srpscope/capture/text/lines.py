"""One entry of a log: its time, level, tag and text, in the shapes that ESP-IDF, Android and iOS write.

Entries are found by their header wherever it stands, so a paste that lost its line breaks gives the same entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from srpscope.capture.text.prefixes import app_prefix, stripped

ESP_TAGS = (
    "security2", "security1", "security0", "srp6a", "protocomm", "protocomm_nimble", "protocomm_ble", "protocomm_httpd",
    "protocomm_console", "simple_ble", "wifi_prov_mgr", "wifi_prov_scheme_ble", "wifi_prov_scheme_softap",
    "network_prov_mgr", "network_prov_scheme_ble", "esp_local_ctrl",
)  # fmt: skip
"""Tags of the parts of ESP-IDF that take part in provisioning; known also without level or time."""

_TAGS = "|".join(sorted(ESP_TAGS, key=len, reverse=True))
_LEVELLED = r"(?<![\w)])(?P<level>[EWIDV]) ?\((?P<stamp>[^()\n]{0,40})\) ?(?P<tag>[A-Za-z_][\w.\-/+]{0,40}): ?"
_ESPHOME = (  # [12:00:00.123][D][security2:075][task]: text
    r"\[(?P<home_stamp>\d\d:\d\d:\d\d(?:\.\d+)?)\]\[(?P<home_level>[EWIDVC]V?)\]\[(?P<home_tag>[\w.\-]{1,40}):\d{1,5}\]"
    r"(?:\[[^\[\]\n]{1,40}\])?: ?"
)
_ARDUINO = (  # [   852][D][security2.c:214] handle_session_command0(): text
    r"\[ *(?P<core_stamp>\d{1,10})\]\[(?P<core_level>[EWIDV])\]\[(?P<core_tag>[\w\-]{1,40})"
    r"\.(?:c|cpp|cc|h|hpp|ino):\d{1,5}\] [\w~:<> ]{1,80}\(\): ?"
)
_ESP_HEADER = re.compile(
    rf"{_LEVELLED}|{_ESPHOME}|{_ARDUINO}"
    rf"|(?<![\w.\-/])(?:(?P<bare_level>[EWIDV]) )?(?P<bare_tag>{_TAGS}): ?"
)
_FIRST_HEADER = re.compile(_LEVELLED)
_LEVEL = re.compile(r"[EWIDV] ?\(")
_SHORT_TAGS = tuple(one for one in ESP_TAGS if not any(other != one and other in one for other in ESP_TAGS))
"""Of tags that hold another one, the other one: what holds none of these holds no tag."""

_CLOCK = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d{1,2}):(\d\d):(\d\d)(?:[.,:](\d{1,9}))?$")


class LogEntry(NamedTuple):
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
    """The ESP-IDF log entries of one line, ESPHome's and Arduino's shape of them too: none where it is no log line,
    several where line breaks were lost."""
    if ":" not in line:
        return
    headers = _headers(line)
    for header, following in zip_longest(headers, headers[1:]):
        text = line[header.end() : following.start() if following else len(line)]
        stamp, level, tag = _said(header)
        yield LogEntry(number, seconds(stamp), level, tag, text.rstrip() if following else text.rstrip("\r\n"))


def _said(header: re.Match[str]) -> tuple[str | None, str, str]:
    """Time stamp, level and tag of a header, whichever shape it has."""
    if header["tag"]:
        return header["stamp"], header["level"], header["tag"]
    if header["home_tag"]:
        return header["home_stamp"], header["home_level"][:1], header["home_tag"]
    if header["core_tag"]:
        return header["core_stamp"], header["core_level"], header["core_tag"]
    return None, header["bare_level"] or "", header["bare_tag"]


def _headers(line: str) -> list[re.Match[str]]:
    first = _FIRST_HEADER.match(line)
    if first is not None and not _LEVEL.search(line, first.end()):
        # Nearly every line of a log is like this, and to look for a header everywhere in it takes three times as long.
        rest = line[first.end() :]
        for tag in _SHORT_TAGS:
            if tag in rest:
                break
        else:
            return [_ESP_HEADER.match(line) or first]
    return list(_ESP_HEADER.finditer(line))


def header_starts(line: str) -> list[int]:
    """Where ESP-IDF log headers begin in a line."""
    return [match.start() for match in _ESP_HEADER.finditer(line)]


def app_entry(number: int, line: str) -> LogEntry | None:
    """The logcat or NSLog entry that a line is, or None."""
    found = app_prefix(line)
    if found is None:
        return None
    groups = found.groupdict()
    level, tag = groups.get("level") or "", groups["tag"].strip()
    return LogEntry(number, seconds(groups["stamp"]), level, tag, line[found.end() :])


def without_prefix(line: str) -> str:
    """What a program printed, without what its log put in front."""
    return stripped(line).text
