"""Whatever is pasted, dropped or piped in: the result is captures or a sentence, never another exception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from srpscope.answers.explain import explain
from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.logs import esp_log, esp_prov, mobile_log
from srpscope.capture.pages import format as printed_values, json_values
from srpscope.capture.pages.lines import read_page
from srpscope.capture.pages.literals.forms import UnreadableError, readings
from srpscope.capture.pages.names import recognise
from srpscope.capture.source import Source
from srpscope.errors import SrpscopeError
from srpscope.session import Session

LOGS = Path(__file__).parents[2] / "data" / "logs"
FORMATS = (esp_log, esp_prov, json_values, mobile_log, printed_values)

SCRAPS = st.sampled_from(
    [
        "A", "a", "B", "salt", "sec2_salt", "verifier", "password", "username", "clientPublicKey", "K_c",
        "shared secret",
        ":", "=", "->", "0x", "[", "]", "{", "}", "(", ")", "<", ">", "|", ",", "-", "\n", "\r", " ", "\t",
        '"', "'", "`",
        "9dca5d", "00", "ff", "-99", "157", "1234567890123456", "dqBGZKf5V4Z=", "...", "…", "b'\\x9d'", "\x1b[0;31m",
        "D (1141) security2: ", "E (xxxxx) srp6a: ", "I/flutter ( 12): ", "++++ Client Proof:\t", "++++", "Username: ",
        "Client Public Key ->", "M ->", "77 ff b2 cb", "status : 4", "Error Domain=CBATTErrorDomain Code=4", "\x00",
        "\u202e", "\ud7ff", "| A | 12 |", "|---|---|", '{"A": 1', "}", "Client:", "length of A: 384", "n", "4\xb2",
    ]
)  # fmt: skip


def _well_formed(captures: list[Capture]) -> None:
    for capture in captures:
        assert isinstance(capture.header, dict)
        for line in capture.lines:
            json.dumps(line)
            if line["type"] == "values":
                assert line["side"] in ("client", "server", "both", "wire", "enroller")
                for name, value in line["values"].items():
                    assert isinstance(value, str)
                    if name not in ("I", "P"):
                        int(value, 16)
        # What is read can be looked at: no value that a session refuses.
        notes = [note for note in Session(capture).view.notes if "is no hex" in note or "odd number" in note]
        assert not notes


def _read(module: object, data: bytes) -> None:
    source = Source.of_bytes(data, "paste")
    sure = module.sureness(source.head, source.name)  # type: ignore[attr-defined]
    assert 0 <= sure <= 1
    try:
        captures = module.read(source)  # type: ignore[attr-defined]
    except SrpscopeError as error:
        assert str(error) and "\n" not in str(error)
        return
    _well_formed(captures)


@pytest.mark.parametrize("module", FORMATS, ids=lambda one: one.__name__.rsplit(".", 1)[-1])
@given(data=st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes(module: object, data: bytes) -> None:
    _read(module, data)


@pytest.mark.parametrize("module", FORMATS, ids=lambda one: one.__name__.rsplit(".", 1)[-1])
@given(pieces=st.lists(st.one_of(SCRAPS, st.text(max_size=6)), max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_scraps_of_what_people_paste(module: object, pieces: list[str]) -> None:
    _read(module, "".join(pieces).encode("utf-8", "surrogatepass"))


@given(text=st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=12).map("".join)))
@settings(max_examples=400, deadline=None)
def test_any_printed_value(text: str) -> None:
    try:
        found = readings(text)
    except UnreadableError as error:
        assert str(error)
        return
    assert found
    for one in found:
        int(one.hex or "0", 16)


@given(text=st.one_of(st.text(max_size=70), st.lists(SCRAPS, max_size=5).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_name(text: str) -> None:
    named = recognise(text)
    assert named is None or named.name


@given(text=st.one_of(st.text(max_size=200), st.lists(SCRAPS, max_size=30).map("".join)))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_explained(text: str) -> None:
    try:
        found = explain(text)
    except SrpscopeError:
        assert not text.strip()
        return
    json.dumps(found.as_json())
    assert all(match.causes and match.next for match in found.matches)


def _values(captures: list[Capture]) -> dict[tuple[int, str, str], str]:
    found = {}
    for index, capture in enumerate(captures):
        for line in capture.of_type("values"):
            for name, value in line["values"].items():
                found[index, line["side"], name] = value
    return found


@pytest.mark.parametrize("name", ["refused.device.log", "two-sessions.device.log"])
def test_a_log_cut_off_anywhere_gives_what_stood_before(name: str) -> None:
    data = (LOGS / name).read_bytes()
    whole = _values(esp_log.read(Source.of_bytes(data, name)))
    seen = 0
    for end in sorted({*range(0, len(data), 83), *range(len(data) - 700, len(data))}):
        part = _values(esp_log.read(Source.of_bytes(data[:end], name)))
        for key, value in part.items():
            if key[2] != "I":
                assert whole[key] == value, (end, key)
        assert len(part) >= seen - 1, end  # a name that is being printed may still be cut
        seen = max(seen, len(part))
    assert seen >= 8


def test_a_page_cut_off_anywhere() -> None:
    page = (
        b"username: wifiprov\npassword: abcd1234\na = 0x65666768696a6b6c\n"
        b"sec2_salt[] = {\n 0x03, 0x6e, 0xe0,\n 0xc7 };\n"
        b'{"A": "9dca5d5f96281e2e", "B": {"type":"Buffer","data":[1,2,3]}}\n| K | aabbccddeeff |\n'
    )
    for end in range(len(page)):
        _read(printed_values, page[:end])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A: " + "9" * 20_000, "9,865"),
        ("A: " + "ab" * 70_000, "digits"),
        ("A = [" + "1," * 70_000 + "1]", ""),
        ("A: " + "0x" + "f" * 600_000, "limit"),
    ],
)
def test_absurd_sizes(text: str, says: str) -> None:
    page = read_page([(1, text)])
    assert not page.values
    assert says in " ".join(page.notes)


def test_a_deeply_nested_json_is_a_sentence() -> None:
    with pytest.raises(SrpscopeError, match=r"nested|names"):
        json_values.read(Source.of_bytes(b'{"A":' * 100_000, "deep.json"))


PIECES = [
    "a-",
    "a'",
    "a ",
    " ",
    "\t",
    "a",
    "A",
    "0",
    "+",
    "-",
    "=",
    ": ",
    "(",
    "<",
    "[",
    "'",
    "\\",
    "\x1b[",
    "E (",
    "aa ",
    "|",
    '"',
]


@pytest.mark.parametrize("start", ["A = <", "---- ++++ Client Proof: ", "E (1) security2: "])
@pytest.mark.parametrize("piece", PIECES)
def test_a_long_line_of_one_thing_does_not_hang(start: str, piece: str) -> None:
    text = start + piece * (20_000 // len(piece)) + "!"
    for module in FORMATS:
        _read(module, text.encode())
    explain(text[:50_000])


def test_an_endless_bracket_ends() -> None:
    page = read_page([(number, "A = [1, 2, 3" if number == 1 else "4, 5, 6,") for number in range(1, 20_000)])
    assert len(page.values) <= 1


def test_an_enormous_log_is_read_line_by_line() -> None:
    line = b"D (1) wifi: beacon\n"
    head = (LOGS / "refused.device.log").read_bytes()
    captures = read(Source.of_bytes(head + line * 200_000, "big.log"))
    assert len(captures) == 1
    assert _values(captures)[0, "server", "b"]


def test_a_line_without_end() -> None:
    data = b"D (1) security2: Client Public Key -> " + b"D (1) security2: 77 ff " * 200_000
    assert esp_log.read(Source.of_bytes(data, "one-line.log"))
