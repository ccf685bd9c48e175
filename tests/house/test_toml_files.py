"""The one reader of people's TOML files: what is wrong is said with its line, and nothing but FileError is raised."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from msgspec import Struct

from srpscope.errors import FileError
from srpscope.toml_files import parse


class Inner(Struct, forbid_unknown_fields=True):
    name: str
    count: int = 0


class Outer(Struct, forbid_unknown_fields=True):
    title: str = ""
    inner: tuple[Inner, ...] = ()
    words: dict[str, str] = {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ntitle = 3", "f, line 2: title is text in quotes."),
        ("[[inner]]\nname = 'a'\n[[inner]]\ncount = 1", "f, line 3: name is missing."),
        ("[[inner]]\nname = 'a'\ncount = 'x'", "f, line 3: count is a whole number."),
        ("[[inner]]\nname = 'a'\nsize = 1", "f, line 3: 'size' is no key here; there are count, name."),
        ("inner = 1", "f, line 1: inner is a list."),
        ("x = 1", "f, line 1: 'x' is no key here; there are inner, title, words."),
        ("title = 'a'\n[words]\na = 1", "f, line 2: [words] has values in quotes."),
    ],
)
def test_the_place_and_what_belongs_there(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse(text.encode(), "f", 1_000).shaped(Outer)
    assert str(caught.value) == said


@given(st.binary(max_size=200) | st.text(alphabet="[]=.\"'x1{}\n, ", max_size=200).map(str.encode))
def test_anything_is_a_table_or_a_file_error(data: bytes) -> None:
    try:
        parse(data, "f", 150).shaped(Outer)
    except FileError as error:
        assert str(error).startswith("f")


@pytest.mark.parametrize("number", ["9" * 5_000, "0x" + "f" * 9_000, "-" + "9" * 30])
def test_a_number_has_64_bits(number: str) -> None:
    """One that came as hex could be read and not be shown: a wrong theme of one's own stopped the program."""
    with pytest.raises(FileError, match="f: a number in it has too many digits"):
        parse(f"[[inner]]\nname = [{{a = {number}}}]".encode(), "f", 20_000)
