"""A value as a person or a file writes it: what is no value is said, and never read as one."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.errors import UserError
from srpscope.session import Session
from srpscope.srp.written import read_value


@pytest.mark.parametrize("form", ["", "hex", "dec", "b64", "text"])
@pytest.mark.parametrize("content", ["", " "])
def test_nothing_is_no_number(form: str, content: str) -> None:
    """`N =` of a log whose program printed nothing was read as zero, and zero is a number that means an attack."""
    if form == "text" and content:
        assert read_value("number", form, content) == 0x20
        return
    with pytest.raises(UserError):
        read_value("number", form, content)


@pytest.mark.parametrize("content", ["0x", "-", " : "])
def test_signs_without_digits_are_none_either(content: str) -> None:
    with pytest.raises(UserError, match="one digit at least"):
        read_value("number", "hex", content)


def test_no_bytes_are_bytes_and_zero_is_a_number() -> None:
    assert read_value("bytes", "hex", "") == b""
    assert read_value("text", "", "") == ""
    assert read_value("number", "hex", "0") == read_value("number", "b64", "AA==") == 0


def test_of_a_capture_it_is_said_and_the_value_stays_unknown() -> None:
    line = {"type": "values", "side": "both", "values": {"N": "", "g": "02", "a": "05"}}
    view = Session(Capture({"dialect": "rfc5054"}, [line])).view
    assert view.client["N"].value is None
    assert any("N: nothing is written there" in note for note in view.notes)
