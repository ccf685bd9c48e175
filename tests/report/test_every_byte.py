"""Every byte of every bundled message is in exactly one piece, whatever the wire."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from srpscope.cli import main
from srpscope.lessons.course import find
from srpscope.lessons.page import as_html
from srpscope.places import captures_folder
from srpscope.report import every_byte
from srpscope.session.opening import read_path, session_of
from srpscope.wire.wires import WIRES, wire

CAPTURES = sorted(captures_folder().glob("*.srp.jsonl"))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.name)
def test_nothing_is_left_over_and_the_values_are_where_they_are(path: Path) -> None:
    session = session_of(read_path(path).captures[0])
    for message in session.messages:
        pieces = every_byte.pieces_of(session, message)
        if message.decoded is None or session.wire is None:
            assert not pieces
            continue
        assert b"".join(message.data[one.offset : one.offset + one.length] for one in pieces) == message.data
        for name, value in message.decoded.values.items():
            parts = [message.data[one.offset : one.offset + one.length] for one in pieces if one.value == name]
            told = b"".join(parts)
            assert value == told or told.decode("ascii", "replace").lower().endswith(value.hex()) or told, name


@pytest.mark.parametrize("name", WIRES)
@given(data=st.binary(max_size=80), sender=st.sampled_from(["client", "server"]))
def test_any_bytes_are_cut(name: str, data: bytes, sender: str) -> None:
    pieces = wire(name).pieces(sender, data)
    assert b"".join(data[one.offset : one.offset + one.length] for one in pieces) == data


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    path = captures_folder() / "esp32-refused.srp.jsonl"
    assert main(["trace", "--bytes", str(path)]) == 1
    said = capsys.readouterr().out
    assert "0003  91 03" in said and "401 bytes follow. 17 + 3*128" in said and '"wifiprov"' in said
    assert "46 rows more of A" in said
    assert main(["trace", "--bytes", "--full", str(path)]) == 1
    assert "rows more" not in capsys.readouterr().out


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(value) for key, value in attrs if key in ("src", "href")]


def test_a_lesson_as_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = as_html(find("your-own-capture"))
    seen = _Seen()
    seen.feed(page)
    assert "details" in seen.tags and "script" not in seen.tags and not seen.addresses
    assert "Every byte" in page and "401 bytes follow" in page
    readme = (Path(every_byte.__file__).parents[1] / "lessons" / "README.md").read_text("utf-8")
    hostile = tmp_path / "hostile.toml"
    example = readme.split("```toml\n")[1].split("```")[0]
    hostile.write_text(example.replace("The salt goes into x.", "<script>alert(1)</script> [x](javascript:alert(1))"))
    assert main(["learn", str(hostile), "--html"]) == 0
    out = capsys.readouterr().out
    assert "<script" not in out and 'href="javascript' not in out
