"""A character that is drawn as nothing is shown as what it is: two names that look alike are told apart."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

import srpscope
from srpscope.cli import main
from srpscope.printable import harmless, printable

UNSEEN = {
    "Hangul filler": "\u3164",
    "Hangul choseong filler": "\u115f",
    "Hangul jungseong filler": "\u1160",
    "halfwidth Hangul filler": "\uffa0",
    "combining grapheme joiner": "\u034f",
    "blank Braille": "\u2800",
    "soft hyphen": "\u00ad",
    "variation selector": "\ufe0f",
    "variation selector 17": "\U000e0100",
    "tag letter": "\U000e0041",
    "Khmer inherent vowel": "\u17b4",
    "Mongolian variation selector": "\u180b",
    "Mongolian variation selector 4": "\u180f",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "null notehead": "\U0001d159",
    "shorthand": "\U0001bca0",
}
SEEN = "äßçñøÿ €…–—“”«» αβγ абв אבג عربي हिन्दी ไทย 한국어 ᄀᆞᇂ 日本語 ｱｲｳ ⠁⣿ ←█┌ 𝄞 😀 é\u0301 \u00a0\u3000"


@pytest.mark.parametrize("kind", UNSEEN)
def test_it_is_escaped(kind: str) -> None:
    one = UNSEEN[kind]
    for shown in (printable(f"a{one}b"), harmless(f"a{one}b")):
        assert one not in shown and "\\" in shown
        assert shown.startswith("a") and shown.endswith("b")
    assert json.loads(f'"{harmless(one)}"') == one


def test_what_is_seen_stays() -> None:
    assert printable(SEEN) == harmless(SEEN) == SEEN


def test_every_character_with_a_mark_of_nothing_in_its_name() -> None:
    words = ("FILLER", "VARIATION SELECTOR", "BRAILLE PATTERN BLANK", "TAG ", "ZERO WIDTH", "INVISIBLE")
    for code in range(0x110000):
        name = unicodedata.name(chr(code), "")
        if name.startswith(words) or (name.endswith(" FILLER") and "HANGUL" in name):
            assert chr(code) not in printable(chr(code)), name


def test_none_leaves_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"a{UNSEEN['Hangul filler']}b.srp.jsonl"
    srpscope.make("rfc5054", "".join(UNSEEN.values()), group="rfc5054-1024", hash="sha1").save(file)
    for command in (["trace"], ["trace", "--json"], ["--list"], ["export", "--as", "python"], ["report"]):
        main([*command, str(file)])
        said = capsys.readouterr()
        assert not [name for name, one in UNSEEN.items() if one in said.out + said.err], command


def test_none_stands_in_a_capture(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """It is read with `cat` too; what was said in it is the same again."""
    name = "".join(UNSEEN.values()) + "\x9b31m\x7f"
    file = tmp_path / "a.srp.jsonl"
    srpscope.make("rfc5054", name, group="rfc5054-1024", hash="sha1").save(file)
    assert main(["convert", str(file), "-o", "-"]) == 0
    for written in (file.read_bytes(), capfdbinary.readouterr().out):
        assert not [name for name, one in UNSEEN.items() if one in written.decode()]
        assert b"\xc2\x9b" not in written and b"\x7f" not in written
    line = next(one for one in srpscope.open(file).session.capture.lines if "I" in one.get("values", {}))
    assert line["values"]["I"] == name
