"""Pages that hold no value of SRP give none, whatever stands in them, and a long line is no trap."""

from __future__ import annotations

import base64
import json
from string import ascii_letters

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.capture.formats import read
from srpscope.capture.pages.lines import read_page
from srpscope.capture.source import Source
from srpscope.errors import FileError

_WORD = st.text(ascii_letters, min_size=1, max_size=10)
_HEX = st.binary(min_size=4, max_size=48).map(bytes.hex)
_KEY = st.sampled_from(
    "id name title etag color version port path href width height items enabled retries level colour commit sha "
    "checksum fingerprint region thumbprint icon image avatar build revision channel device_id timezone".split()
)
_VALUE = st.one_of(_WORD, _HEX, st.integers(-(10**9), 10**9), st.booleans(), st.none(), st.floats(0, 1e6))


def _header(pair: tuple[str, str]) -> str:
    return f"{pair[0]}: {pair[1]}"


_LINE = st.one_of(
    st.lists(_WORD, max_size=12).map(" ".join),
    st.tuples(
        st.sampled_from("Host Content-Type ETag X-Request-Id Server Date Via Age Content-Length Connection".split()),
        st.one_of(_WORD, _HEX, st.just("gzip, deflate"), st.just("127.0.0.1:8080")),
    ).map(_header),
    st.tuples(_WORD, _WORD, _HEX).map(lambda three: f"https://{three[0]}.example/{three[1]}?id={three[2]}&page=2"),
    st.uuids().map(lambda one: f"request {one} done"),
    st.datetimes().map(lambda one: f"{one.isoformat()} INFO started"),
    st.binary(max_size=120).map(lambda data: f"![]( data:image/png;base64,{base64.b64encode(data).decode()} )"),
    _HEX.map(lambda digits: f"commit {digits}"),
    st.tuples(_KEY, _VALUE).map(lambda pair: f'  "{pair[0]}": {json.dumps(pair[1])},'),
    st.tuples(_KEY, _VALUE).map(lambda pair: f"{pair[0]} = {pair[1]}"),
    st.lists(st.integers(0, 255), max_size=40).map(lambda numbers: f"sizes: {numbers}"),
)


def given_by(text: str) -> list[str]:
    """Everything that is read of a page: names of values, and messages."""
    try:
        captures = read(Source.of_bytes(text.encode(), "page.txt"))
    except FileError:
        return []
    lines = [line for capture in captures for line in capture.lines]
    return [f"{key}={value}" for line in lines for key, value in (line.get("values") or {line["type"]: ""}).items()]


@given(st.lists(_LINE, min_size=1, max_size=25))
@settings(max_examples=150, deadline=None)
def test_a_page_without_values_gives_none(lines: list[str]) -> None:
    assert given_by("\n".join(lines)) == []


@given(
    st.dictionaries(_KEY, st.one_of(_VALUE, st.lists(_VALUE, max_size=6), st.dictionaries(_KEY, _VALUE, max_size=5)))
)
@settings(max_examples=80, deadline=None)
def test_a_configuration_without_values_gives_none(content: dict[str, object]) -> None:
    assert given_by(json.dumps(content, indent=2)) == []


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_a_crash(text: str) -> None:
    given_by(text)


@pytest.mark.parametrize("mark", ["'", '"', "b'", 'b"', "'''"])
@pytest.mark.parametrize("content", ["Xy7QmPfRt20aLs", "Xy7Qm+fRt2/aLs", "7c41d09be2"])
def test_a_value_cut_off_in_its_quotes_ends_with_its_line(mark: str, content: str) -> None:
    """A log cut its lines at a length: what the next line says is its own, and the value that was cut is none."""
    rows = [f"{{'SALT': '5be1c09a7d3f2846', 'SECRET_BLOCK': {mark}{content}", f"a = {918273645**9}", "200 ok"]
    page = read_page(enumerate(rows, 1))
    assert [(value.name, value.line) for value in page.values] == [("s", 1), ("a", 2)]
    assert page.values[1].readings[0].number == 918273645**9
    assert page.notes == [
        "line 1: SECRET_BLOCK is cut off: the quote that it opens is not closed on its line. It is left out."
    ]


@pytest.mark.parametrize(
    "row", ["account.getPassword -> account.password", "password = user.password", "salt: row.salt"]
)
def test_a_field_named_after_the_value_is_none(row: str) -> None:
    assert given_by(f"username: nora\n{row}\n") == ["I=nora"]


def test_a_class_behind_the_level_of_a_log_is_no_part_of_a_name() -> None:
    said = "INFO ServerProof M1: 00112233445566778899aabbccddeeff00112233"
    rows = [f"2026-01-02 10:11:12.201 DEBUG SrpService {name}={918273645**9 + at}" for at, name in enumerate("aAB")]
    page = read_page(enumerate(["user=nora", *rows, said], 1))
    assert [value.name for value in page.values] == ["I", "a", "A", "B", "M1"]
