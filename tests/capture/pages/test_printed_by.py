"""The language that printed a page is remembered where its way of writing values shows it."""

from __future__ import annotations

import pytest

from srpscope.capture.pages.printed_by import printed_by
from srpscope.session.opening import read_text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I/flutter ( 4711): a = 12\n", "dart"),
        ("flutter: A: 0f\n", "dart"),
        ("A = <Buffer 50 09 a7>\n", "javascript"),
        ("a = 97877886057272710330783260519030091553355026809232652378859309215885922863289n\n", "javascript"),
        ("B = Uint8Array(384) [\n", "javascript"),
        ('salt: Optional("9efb")\n', "swift"),
        ("A = b'\\x50\\x09'\n", "python"),
        ("A: 9dca5d5f\n", None),
        ("see fluttering: no\n", None),
        ("I/flutter (12): A = <Buffer 50 09>\n", None),  # two at once: nobody knows
    ],
)
def test_only_what_its_own_way_of_printing_shows(text: str, language: str | None) -> None:
    assert printed_by(text.splitlines()) == language


def test_no_more_is_looked_at_than_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srpscope.capture.pages.printed_by.MOST", 40)
    lines = iter(["A = <Buffer 50 09 a7>", "x" * 100, "flutter: A: 0f"])
    assert printed_by(lines) == "javascript"
    assert list(lines) == ["flutter: A: 0f"]


def test_the_capture_remembers_it() -> None:
    found = read_text("I/flutter ( 4711): A: 9dca5d5f\nI/flutter ( 4711): a: 0102\n", "pasted").captures[0]
    assert found.header["printed_by"] == "dart" and found.header.get("language") is None
