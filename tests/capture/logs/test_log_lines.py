"""Log headers are found wherever they stand, and the quick way for plain lines finds the same ones."""

from __future__ import annotations

from hypothesis import given, strategies as st

from srpscope.capture.text import lines as log_lines
from srpscope.capture.text.lines import ESP_TAGS, esp_entries

PIECES = st.sampled_from(
    ["I (12) wifi: ", "D (910) srp6a: ", "E(3)security2:", "W (x) ", "I ", "(b0)", ") ", ": ", " rssi -40", "text", " "]
    + [f"{tag}: " for tag in ESP_TAGS]
    + [f"_{ESP_TAGS[0]}: ", "D srp6a: ", "protocomm", "\t", "é"]
)


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=60))
def test_the_quick_way_finds_what_the_pattern_finds(line: str) -> None:
    found = [(match.span(), match["level"], match["tag"]) for match in log_lines._headers(line)]
    expected = [(match.span(), match["level"], match["tag"]) for match in log_lines._ESP_HEADER.finditer(line)]
    assert found == expected


def test_lines_that_were_joined_give_every_entry() -> None:
    (first, second) = esp_entries(7, "I (12) wifi: state (b0) D (910) srp6a: ad ab b7")
    assert (first.tag, first.text, second.tag, second.text) == ("wifi", "state (b0)", "srp6a", "ad ab b7")
    assert (first.time, second.time, second.line) == (0.012, 0.91, 7)
