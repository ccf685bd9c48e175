"""Fields: pasted text is seen whole, file names are completed; signs under --ascii are one thing each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult

from srpscope.tui.facts.palette import Palette
from srpscope.tui.facts.spans import Line, ends_of, width
from srpscope.tui.frame import themes
from srpscope.tui.frame.boxes.fields import OneLine, PathLine, completed
from srpscope.tui.frame.glyphs import FRAMES, SIGNS
from srpscope.tui.frame.strips import strip_of


class Fields(App[None]):
    def compose(self) -> ComposeResult:
        yield OneLine(id="plain")
        yield OneLine(id="hidden", password=True)
        yield PathLine(id="path")


async def test_all_lines_of_a_paste_are_kept_and_seen() -> None:
    app = Fields()
    async with app.run_test() as pilot:
        plain, hidden = app.query_one("#plain", OneLine), app.query_one("#hidden", OneLine)
        plain.focus()
        plain.post_message(events.Paste("00 01\n02 03\n\u202eabc"))
        hidden.post_message(events.Paste("pass\u200dword\n"))
        await pilot.pause()
        assert plain.value.startswith("00 01 02 03 ") and "\u202e" not in plain.value
        assert hidden.value == "pass\u200dword"  # a password is what was pasted


async def test_tab_completes_a_name(tmp_path: Path) -> None:
    for name in ("device.log", "device2.log", "other.log"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    assert completed(f"{tmp_path}/o") == (f"{tmp_path}/other.log", ["other.log"])
    assert completed(f"{tmp_path}/f")[0] == f"{tmp_path}/folder/"
    assert completed(f"{tmp_path}/dev") == (f"{tmp_path}/device", ["device.log", "device2.log"])
    assert completed(f"{tmp_path}/none")[1] == [] and completed("/no/such/folder/x")[1] == []
    app = Fields()
    async with app.run_test() as pilot:
        field = app.query_one("#path", PathLine)
        field.focus()
        field.value = f"{tmp_path}/oth"
        await pilot.press("tab")
        assert field.value == f"{tmp_path}/other.log"


def test_each_ascii_sign_means_one_thing() -> None:
    signs = Counter(made for sign, made in SIGNS.items() if sign not in FRAMES)
    assert {one: count for one, count in signs.items() if count > 1} == {}
    assert all(made.isascii() for made in SIGNS.values())


@pytest.mark.parametrize("text", ["→ Cmd0  A", "a→b", "H(N)⊕H(g)"])
def test_wider_signs_take_the_blanks_behind_them(text: str) -> None:
    palette: Palette = themes.default().palette()
    line = ((text, "text"), (" " * (20 - width(text)), "text"), ("end", "text"))
    strip = strip_of(line, 30, palette, "background", True)
    assert strip.cell_length == 30 and strip.text.isascii()
    assert strip.text.rstrip().endswith("end") and strip.text.index("end") == 20


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_a_text_gives_way_where_the_next_column_is_near(gap: int) -> None:
    palette: Palette = themes.default().palette()
    between: Line = ((" " * gap, "text"), ("digest", "dim"))
    for line in ((("1 H(N)⊕H(g)", "text"), *between), ((f"{'1 H(N)⊕H(g)':<{11 + gap}}", "text"), ("digest", "dim"))):
        text = strip_of(line, 30, palette, "background", True).text
        assert text.index("digest") == 11 + gap and text[10 + gap] == " " and text.startswith("1 H(N)(+)")


def test_a_title_keeps_what_tells_it_apart() -> None:
    assert ends_of("Devolutions SRP-PROTO over HTTP, refused", 30).endswith("refused")
    assert width(ends_of("Devolutions SRP-PROTO over HTTP, refused", 30)) <= 30
    assert ends_of("short", 30) == "short"


def test_in_ascii_the_end_of_a_row_is_not_cut_while_there_are_blanks_before_it() -> None:
    palette = themes.default().palette()
    line = ((" M1 = H(N)⊕H(g)", "text"), (" " * 9, "text"), ("40 → 20 B", "dim"))
    cells = sum(len(text) for text, _ in line)
    text = strip_of(line, cells, palette, "background", True).text
    assert text.endswith("40 -> 20 B") and "H(N)(+)H(g) " in text and len(text) == cells
    full = strip_of((("a ≠ b", "text"), ("c → d", "text")), 10, palette, "background", True).text
    assert full == "a # bc -> "
