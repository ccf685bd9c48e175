"""A date as other programs write it: what a protocol wants as text, each library has in a form of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) UTC (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ZONES = tuple(range(-12, 15))
"""Hours from UTC of the places where a clock's own time was written as UTC."""

LATER = (1, -1, 2, -2, 3, -3)
"""Seconds between two times of which one is sent and one is signed."""


def dates(text: str) -> Iterator[tuple[str, str]]:
    """What was written instead, in words, and the text. Nothing for what is no date."""
    if not re.search(r"\d\d:\d\d", text):
        return
    for said, new in (*_respelled(text), *_other_forms(text)):
        if new != text:
            yield said, new


def _respelled(text: str) -> Iterator[tuple[str, str]]:
    """Its day with a zero, a blank or nothing in front, another name for its zone."""
    yield "the day with a zero in front", re.sub(r"(?<= )(\d)(?= )", r"0\1", text, count=1)
    yield "the day with a blank in front", re.sub(r"(?<= )(\d)(?= )", r" \1", text, count=1)
    yield "the day without its zero", re.sub(r"(?<= )0(\d)(?= )", r"\1", text, count=1)
    yield "one blank where two stood", text.replace("  ", " ")
    yield "GMT for UTC", text.replace("UTC", "GMT")
    yield "no zone", re.sub(r" (UTC|GMT)", "", text)
    yield "the hour without its zero", re.sub(r" 0(\d):", r" \1:", text)
    yield "the zone as an offset", text.replace("UTC", "+0000")


def _other_forms(text: str) -> Iterator[tuple[str, str]]:
    moment = _moment(text)
    if moment is None:
        return
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    clock = moment.strftime("%H:%M:%S")
    plain = f"{moment.year:04}-{moment.month:02}-{moment.day:02}T{clock}"
    for end in ("Z", ".000Z", "+00:00", "", "+0000"):
        yield "a date of ISO 8601", plain + end
    yield "a date of ISO 8601", plain.replace("T", " ")
    for zone in ("GMT", "UTC", "+0000"):
        yield "a date as HTTP has it", f"{day}, {moment.day:02} {month} {moment.year} {clock} {zone}"
    yield "a date as HTTP has it", f"{day}, {moment.day} {month} {moment.year} {clock} GMT"
    yield "a date as JavaScript has it", f"{day} {month} {moment.day:02} {moment.year} {clock} GMT+0000"
    yield "the year before the time", f"{day} {month} {moment.day} {moment.year} {clock} UTC"
    yield "a date as C's asctime has it", f"{day} {month} {moment.day:2} {clock} {moment.year}"
    yield "seconds since 1970", str(int(moment.timestamp()))
    yield "milliseconds since 1970", str(int(moment.timestamp()) * 1000)
    half = moment.hour % 12 or 12
    yield "a clock of 12 hours", text.replace(f" {clock[:2]}:", f" {half:02}:")
    yield "a clock of 12 hours", text.replace(f" {clock[:2]}:", f" {half}:")
    for seconds in LATER:
        other = moment + timedelta(seconds=seconds)
        name = f"{_DAYS[other.weekday()]} {_MONTHS[other.month - 1]} {other.day}"
        said = f"the clock asked once more, {abs(seconds)} s {'later' if seconds > 0 else 'earlier'}"
        yield said, f"{name} {other:%H:%M:%S} UTC {other.year}"
    for hours in ZONES:
        local = moment.astimezone(timezone(timedelta(hours=hours)))
        name = f"{_DAYS[local.weekday()]} {_MONTHS[local.month - 1]} {local.day}"
        yield "the time of another zone", f"{name} {local:%H:%M:%S} UTC {local.year}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _moment(text: str) -> datetime | None:
    """When it was, of the one form that a protocol here asks for."""
    found = _FORM.fullmatch(text)
    if found is None or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = map(int, found.groups()[1:])
    if not 1970 <= year < 9999:  # a day beside it, in another zone, is one of the calendar too
        return None
    try:
        return datetime(year, _MONTHS.index(found[1]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
