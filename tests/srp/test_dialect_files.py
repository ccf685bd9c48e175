"""The dialects as files: complete, honest about what was verified, documented with examples that run; and the loader
on files that are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import srpscope.srp.dialect as module
from srpscope.errors import FileError, SrpscopeError, UserError
from srpscope.srp.dialect import Dialect, dialect, dialect_ids, of_toml
from srpscope.srp.encodings import text_bytes
from srpscope.srp.functions import FUNCTIONS
from srpscope.srp.parsing import parse
from srpscope.srp.primitives import groups
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import ORDER
from tests.srp.interop import by_implementation, records

README = Path(module.__file__).parent / "dialects" / "README.md"
CONTRACT = (
    *("rfc2945", "srp6", "rfc5054", "wikipedia", "wikipedia-short", "wikipedia-demo"),
    *("esp-idf-security2", "esp-prov", "esp-android", "esp-ios"),
    *("nimbus", "nimbus-1", "nimbus-userid", "devolutions", "excalibur", "excalibur-document"),
)


def test_the_ids_of_the_contract() -> None:
    assert set(CONTRACT) <= set(dialect_ids())
    assert len(dialect_ids()) >= 73
    assert "srp6a" not in dialect_ids()
    assert "srp6a" in dialect_ids(abstract=True)


@pytest.mark.parametrize("name", dialect_ids())
def test_a_dialect_says_what_it_is_and_what_was_verified(name: str) -> None:
    spoken = dialect(name)
    assert spoken.title and spoken.title != name
    assert spoken.about.endswith(".")
    assert spoken.sources
    assert spoken.verified.endswith(".")
    assert spoken.packages or spoken.implementations
    for one in spoken.inputs.values():
        assert one.about
    if spoken.group is not None:
        assert groups.group(spoken.group)


@pytest.mark.parametrize("name", dialect_ids(abstract=True))
def test_every_formula_of_a_file_is_one(name: str) -> None:
    spoken = dialect(name)
    known = {*ORDER, *spoken.inputs, *spoken.own_values}
    for side in ("client", "server"):
        for value in (*ORDER, *spoken.own_values):
            formula = spoken.formula("client" if side == "client" else "server", value)
            if formula is not None:
                assert formula.names <= known, value
    for value in spoken.wire:
        assert spoken.wire_formula(value) is not None


UNRECORDED = re.compile(r"\bread\b|no handshake was recorded|Built from", re.IGNORECASE)


@pytest.mark.parametrize("name", dialect_ids())
def test_verified_does_not_claim_records_that_do_not_exist(name: str) -> None:
    """A dialect without a recorded implementation says so."""
    spoken = dialect(name)
    if not spoken.implementations and name not in ("rfc5054", "hap", "proton", "esp-device-enrolling", "gnutls"):
        assert UNRECORDED.search(spoken.verified)


def test_an_implementation_belongs_to_one_dialect_for_each_hash() -> None:
    for name, spoken in by_implementation().items():
        assert len({one.hash for one in spoken}) == len(spoken), name


def test_every_recorded_file_is_named_by_a_dialect() -> None:
    stems = {str(one).split(".json")[0] for one in records("handshakes")}
    # Files named after a client and a server, or after the server alone, are found by either's name.
    named = set(by_implementation())
    assert stems - named == set()


def test_unnamed_is_misuse_and_hints() -> None:
    with pytest.raises(UserError, match=r"Near it: .*nimbus"):
        dialect("nimbus-9")
    with pytest.raises(UserError, match="no dialect's id"):
        dialect("../../etc/passwd")


BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
EXAMPLES = [line for kind, block in BLOCKS if kind == "formula" for line in block.strip().splitlines()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_formula_of_the_readme(example: str) -> None:
    text, result = re.fullmatch(r"(.*?)\s{2,}(\S.*)", example).groups()  # type: ignore[union-attr]
    spoken = Dialect("readme", hash="sha256")
    known = Knowledge("client", spoken, {"N": 0xFFF1, "A": 0x0102, "s": b"\0\xff", "P": "pass"})
    value, _ = Sheet(known).evaluate(parse(text))
    if isinstance(value, str):
        assert repr(value) == result
    elif isinstance(value, int):
        assert str(value) == result
    else:
        assert value.hex() == result


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_has_its_row(function: str) -> None:
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| `")]
    listed = {word for row in rows for word in re.findall(r"[A-Z][A-Z0-9_]*", row.split(" | ")[0])}
    assert function in listed | {"INT", "LEINT", "BEINT", "SINT"}


@pytest.mark.parametrize("function", sorted(name for name, one in FUNCTIONS.items() if one.words))
def test_the_words_of_an_option_stand_in_the_row(function: str) -> None:
    row = next(
        line for line in README.read_text("utf-8").splitlines() if line.startswith("|") and f"{function}(" in line
    )
    assert all(f"'{word}'" in row for words in FUNCTIONS[function].words.values() for word in words)


def test_the_example_dialect_of_the_readme() -> None:
    (block,) = [block for kind, block in BLOCKS if kind == "toml"]
    spoken = of_toml(block, "acme")
    assert UNRECORDED.search(spoken.verified) and not spoken.implementations
    assert spoken.formula("client", "M2") is None
    assert str(spoken.formula("server", "B")) == "k * v + g ** b"
    assert str(spoken.formula("client", "K")) == "H(S | b'\\x00') | H(S | b'\\x01')"
    assert spoken.inputs["serial"].kind == "text"
    for key in ("abstract", "encoding", "order", "zero", "pad", "messages", "types", "implementations"):
        assert f"`{key}`" in README.read_text("utf-8") or f"`[{key}]`" in README.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = [", "not TOML"),
        ("colour = 1", "no key 'colour'"),
        ("title = 1", "title is text in quotes"),
        ('hash = "md17"', "is not a hash"),
        ('encoding = "BASE9"', "encoding is one of"),
        ('order = "middle"', "order is one of"),
        ('zero = "0000"', "zero is"),
        ("pad = 0", "pad is"),
        ("pad = true", "pad is a whole number"),
        ("[values]\nx = 3", "in quotes"),
        ('[values]\n"a b" = "1"', "no value's name"),
        ('[inputs]\nq = { type = "colour" }', "needs a type"),
        ('[types]\nq = "colour"', "types.q"),
        ('[define]\n"E" = "1"', "define"),
        ("sources = [1]", "list of texts"),
        ("[wire]\nA = 3", "wire holds"),
        ('extends = "nobody-knows-it"', "no dialect"),
    ],
)
def test_a_wrong_file_is_refused_by_key(text: str, reason: str) -> None:
    with pytest.raises(SrpscopeError, match=re.escape(reason)):
        of_toml(text, "mine")


def test_a_wrong_formula_names_dialect_and_value() -> None:
    spoken = of_toml('[values]\nx = "H("', "mine")
    with pytest.raises(FileError, match="dialect mine, value x: not a formula"):
        spoken.formula("client", "x")


def test_dialects_that_extend_each_other_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "dialects"
    folder.mkdir()
    (folder / "one-a.toml").write_text('extends = "one-b"')
    (folder / "one-b.toml").write_text('extends = "one-a"')
    monkeypatch.setattr(module, "user_folder", lambda: folder)
    with pytest.raises(FileError, match="extend"):
        dialect("one-a")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_dialect_or_one_sentence(text: str) -> None:
    try:
        of_toml(text, "mine")
    except SrpscopeError as error:
        assert str(error).startswith("dialect mine")


KEYS = st.sampled_from(["title", "hash", "extends", "values", "client", "inputs", "define", "wire", "pad", "types"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_any_table_is_a_dialect_or_one_sentence(table: dict[str, object]) -> None:
    try:
        spoken = module.of_table(table, "mine")
    except SrpscopeError:
        return
    for name in spoken.own_values:
        try:
            spoken.formula("client", name)
            spoken.kind(name)
        except SrpscopeError as error:
            assert text_bytes(str(error))
