"""A date as other programs write it."""

from __future__ import annotations

import pytest

from srpscope.why.places.dates import dates


def test_the_forms_of_a_date() -> None:
    found = {text: said for said, text in dates("Tue Jan 6 08:04:05 UTC 2026")}
    for text in (
        "Tue Jan 06 08:04:05 UTC 2026",
        "Tue Jan 6 08:04:05 GMT 2026",
        "2026-01-06T08:04:05Z",
        "2026-01-06 08:04:05",
        "Tue, 06 Jan 2026 08:04:05 GMT",
        "Tue Jan 06 2026 08:04:05 GMT+0000",
        "1767686645",
        "1767686645000",
        "Mon Jan 5 20:04:05 UTC 2026",
        "Tue Jan 6 22:04:05 UTC 2026",
        "Tue Jan 6 08:04:06 UTC 2026",
    ):
        assert text in found
    assert "Tue Jan 6 08:04:05 UTC 2026" not in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alice",
        "12:34",
        "Mon Jan 1 00:00:00 UTC 0001",
        "Fri Dec 31 23:59:59 UTC 9999",
        "Mon Feb 31 00:00:00 UTC 2026",
        "Mon Foo 1 25:61:61 UTC 2026",
    ],
)
def test_what_is_no_date_of_a_calendar_has_no_other_form(text: str) -> None:
    assert not [new for said, new in dates(text) if said.startswith(("a date", "the time", "the clock", "seconds"))]
