"""What holds of every format in the table: its three names, a sureness of any bytes, and no error but FileError."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given, strategies as st

from srpscope.capture import formats
from srpscope.capture.formats import FORMATS
from srpscope.capture.source import Source
from srpscope.errors import FileError
from tests.wire.facts import ANY_SPEED

each = pytest.mark.parametrize("name", FORMATS)
BYTES = st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))


@each
def test_a_format_has_its_names(name: str) -> None:
    module = import_module(name)
    assert module.TITLE and module.sureness(b"", "") < 0.5
    assert callable(module.read)


@each
@ANY_SPEED
@given(BYTES)
def test_any_bytes_have_a_sureness_and_are_read_or_refused(name: str, data: bytes) -> None:
    module = import_module(name)
    assert 0 <= module.sureness(data, "x") <= 1
    try:
        captures = module.read(Source.of_bytes(data, "x"))
    except FileError as error:
        assert str(error)
    else:
        assert all(capture.name or capture.title for capture in captures)


@each
def test_a_format_that_reads_nothing_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "recognise", lambda source: import_module(name))
    for data in (b"nothing of a handshake\n", b"{}", bytes(64)):
        try:
            captures = formats.read(Source.of_bytes(data, "x"))
        except FileError as error:
            assert str(error).startswith("x: ")
        else:
            assert captures and all(one.lines or one.notes for one in captures)
