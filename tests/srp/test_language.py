"""The formula language: printing and parsing are inverse, hostile text ends in one sentence, encodings read back."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.srp import encodings, limits
from srpscope.srp.dialect import Dialect
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    FormulaError,
    Name,
    Negation,
    Node,
    Number,
    Octets,
    Power,
    Slice,
    Text,
    Xor,
    children,
    concatenation,
    of_node,
    rewrite,
    show,
    walk,
)
from srpscope.srp.functions import FUNCTIONS, HASH_FUNCTIONS
from srpscope.srp.parsing import parse
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import ORDER

NAMES = st.sampled_from([*ORDER, "pool", "salt1", "client_random", "_x", "H2"]).map(Name)
LEAVES = st.one_of(
    NAMES,
    st.integers(0, 2**64).map(Number),
    st.text(max_size=6).map(Text),
    st.binary(max_size=6).map(Octets),
)
BOUNDS = st.none() | st.integers(-40, 40)


def calls(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """A call of any function with the arguments and options it takes."""

    @st.composite
    def call(draw: st.DrawFn) -> Node:
        function = draw(st.sampled_from(sorted(FUNCTIONS)))
        signature = FUNCTIONS[function]
        if function == "RAW":
            return Call("RAW", (draw(NAMES),))
        count = draw(st.integers(len(signature.arguments) - signature.optional, len(signature.arguments)))
        arguments = tuple(draw(inner) for _ in range(count))
        options: list[tuple[str, Node]] = []
        for option in signature.options:
            if option in signature.required or draw(st.booleans()):
                value: Node
                if option == "hash":
                    value = Name(draw(st.sampled_from(sorted(HASH_FUNCTIONS))))
                elif option in signature.words:
                    value = Text(draw(st.sampled_from(signature.words[option])))
                else:
                    value = draw(inner)
                options.append((option, value))
        return Call(function, arguments, tuple(options))

    return call()


def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """One node more around smaller ones."""
    return st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(concatenation),
        st.builds(Xor, inner, inner),
        st.builds(Power, inner, inner),
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "%"]), inner, inner),
        st.builds(Negation, inner),
        st.builds(Slice, inner, BOUNDS, BOUNDS, st.none() | st.integers(1, 9) | st.integers(-9, -1)),
        calls(inner),
    )


FORMULAS = st.recursive(LEAVES, larger, max_leaves=14)


def test_a_number_longer_than_a_formula_may_be_is_shown_all_the_same() -> None:
    assert show(Number(1 << 40_000)) == hex(1 << 40_000)
    assert show(Number(1 << 10_000)) == str(1 << 10_000)


@settings(max_examples=600, deadline=None)
@given(FORMULAS)
def test_a_formula_printed_and_parsed_is_the_same(node: Node) -> None:
    again = parse(show(node))
    assert again.node == node
    assert again == of_node(node)
    assert parse(str(again)) == again


@settings(max_examples=200, deadline=None)
@given(FORMULAS)
def test_rewriting_nothing_changes_nothing(node: Node) -> None:
    assert rewrite(node, lambda one: one) == node
    assert {one.name for one in walk(node) if isinstance(one, Name)} >= of_node(node).names - set(HASH_FUNCTIONS)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError as error:
        assert "\n" not in str(error)
        return
    assert parse(str(formula)) == formula


TOKENS = st.sampled_from(
    [
        "H(",
        "PAD(",
        "(",
        ")",
        "|",
        "^",
        "**",
        "+",
        "-",
        "*",
        "%",
        ",",
        "A",
        "s",
        "N",
        "':'",
        "b'\\0'",
        "3",
        "[:4]",
        " ",
        "=",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(TOKENS, max_size=40).map("".join))
def test_any_row_of_tokens_is_a_formula_or_a_formula_error(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError:
        return
    assert parse(str(formula)) == formula


SHEET = Sheet(
    Knowledge(
        "client",
        Dialect("test", hash="sha256"),
        {"N": 65521, "g": 17, "I": "alice", "P": "pass\udcff", "s": bytes(16), "a": 12345, "B": 999, "k": 3},
    )
)


@settings(max_examples=500, deadline=None)
@given(FORMULAS)
def test_a_sheet_never_raises(node: Node) -> None:
    """Whatever a formula asks for, its value is there, or unknown with what it needs or why."""
    slow = [one for one in walk(node) if isinstance(one, Call) and one.function in ("PBKDF2", "BCRYPT")]
    if slow:
        return
    known = SHEET.knowledge.with_formulas({"K": of_node(node)})
    cell = Sheet(known)["K"]
    assert cell.value is not None or cell.problem or cell.needs


HOSTILE = [
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "(lambda: 1)()",
    "[x for x in (1,)]",
    "{1: 2}",
    "f'{A}'",
    "A if s else B",
    "A and B",
    "A < B",
    "A.real",
    "A[B]",
    "A[0]",
    "A[::0]",
    "A := 3",
    "yield",
    "await A",
    "print(A)",
    "eval('1')",
    "H(*A)",
    "H(**A)",
    "H(A)(B)",
    "1.5",
    "1j",
    "True",
    "None",
    "...",
    "A / B",
    "A // B",
    "A << 1000000000",
    "A @ B",
    "~A",
    "not A",
    "A; B",
    "A\nB",
    "",
    "   ",
    "\0",
    "A\0",
    "\ud800",
    "(" * 5_000,
    "-" * 1_900 + "A",
    "-" * 3_900 + "A",
    "(" * 900 + "A" + ")" * 900,
    "H(" * 300 + "A" + ")" * 300,
    "9" * 1_990,
    "A" * 2_001,
    "A | " * 499 + "A",
    "RAW(A | B)",
    "HMAC(A)",
    "HMAC(A, B, s, P)",
    "PBKDF2(A, B)",
    "PBKDF2(A, B, iterations=1, iterations=2, length=1, hash=H)",
    "HKDF(A, B, s, length=1, hash=MD5)",
    "HKDF(A, B, s, length=1, colour=1)",
    "PAD(A, 1, 2)",
    "PAD(x=A)",
    "INTERLEAVE(A, drop='odd')",
    "INTERLEAVE(A, drop=A)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_text_is_refused_or_harmless(text: str) -> None:
    try:
        formula = parse(text)
    except FormulaError as error:
        assert len(str(error)) < 400
        return
    # What parses is small, and evaluates to something or to a reason.
    assert sum(1 for _ in walk(formula.node)) <= limits.FORMULA_NODES
    cell = Sheet(SHEET.knowledge.with_formulas({"K": formula}))["K"]
    assert cell.value is not None or cell.problem or cell.needs


@pytest.mark.parametrize(
    "text",
    [
        "PAD(s, 10 ** 9)",
        "PAD(s, 1000000000)",
        "LE(B, 70000)",
        "PBKDF2(P, s, iterations=10000001, length=32, hash=SHA1)",
        "PBKDF2(P, s, iterations=1, length=100000, hash=SHA1)",
        "BCRYPT(P, s, cost=15)",
        "MGF1(s, length=70000)",
        "MGF1(s, blocks=70000)",
        "HKDF(s, s, s, length=70000)",
        "TLSPRF(s, s, s, length=70000)",
        "g ** (a * a * a * a * a)" + " ** 3" * 10,
        " * ".join(["(b'1' | PAD(s, 65000))"] * 2),
        " | ".join(["PAD(s, 65000)"] * 17),
        "H(" + " | ".join(["PAD(s, 65000)"] * 17) + ")",
    ],
)
def test_too_much_is_refused_with_a_reason(text: str) -> None:
    cell = Sheet(SHEET.knowledge.with_formulas({"K": parse(text)}))["K"]
    assert (cell.value is None and cell.problem) or "**" in text


def test_values_made_of_one_another_do_not_grow_without_end() -> None:
    thousandfold = " | ".join(["q{}"] * 100)
    formulas = {f"q{n}": parse(thousandfold.format(*[n - 1] * 100)) for n in range(1, 9)}
    known = SHEET.knowledge.with_given({"q0": b"x" * 1000}).with_formulas(formulas)
    sheet = Sheet(known)
    assert sheet["q1"].value is not None
    assert "in one piece" in (sheet["q2"].problem or "")
    assert sheet["q8"].value is None


def test_macros_that_grow_without_end_are_refused() -> None:
    macros = {f"M{n}": (("d",), f"M{n + 1}(d) | M{n + 1}(d)") for n in range(30)}
    macros["M30"] = (("d",), "d")
    with pytest.raises(FormulaError, match=r"parts|deeper"):
        parse("M0(A)", macros)
    with pytest.raises(FormulaError, match="made of itself"):
        parse("M(A)", {"M": (("d",), "M(d)")})
    with pytest.raises(FormulaError, match="arguments"):
        parse("M(A, B)", {"M": (("d",), "d")})


def test_a_macro_is_shown_expanded() -> None:
    assert str(parse("E(A | B)", {"E": (("d",), "H(d | b'\\1')")})) == "H(A | B | b'\\x01')"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("H(s,H(P))", "H(s | H(P))"),
        ("H(s|H(I|':'|P))", "H(s | H(I | ':' | P))"),
        ("HMAC(A, B, hash=SHA1)", "HMAC(A, B, hash=SHA1)"),
        ("HMAC(A, B, SHA1)", "HMAC(A, B, hash=SHA1)"),
        ("PBKDF2(P, s, 5, 32, SHA1)", "PBKDF2(P, s, iterations=5, length=32, hash=SHA1)"),
        ("(A|B)|s", "A | B | s"),
        ("(A ^ B) ^ s", "A ^ B ^ s"),
        ("A ^ (B ^ s)", "A ^ (B ^ s)"),
        ("(A - B) - s", "A - B - s"),
        ("A - (B - s)", "A - (B - s)"),
        ("(A ** B) ** s", "(A ** B) ** s"),
        ("-A ** B", "-A ** B"),
        ("K [ : 32 ]", "K[:32]"),
    ],
)
def test_formulas_are_printed_as_people_write_them(text: str, printed: str) -> None:
    assert str(parse(text)) == printed
    assert parse(printed) == parse(text)


@given(st.integers(0, 2**600))
def test_encodings_of_a_number_read_back(value: int) -> None:
    assert int.from_bytes(encodings.minimal(value)) == value
    assert int.from_bytes(encodings.padded(value, 80)) == value
    assert len(encodings.padded(value, 80)) == max(80, encodings.byte_length(value))
    assert int.from_bytes(encodings.little(value, 80, "big"), "little") == value
    assert int.from_bytes(encodings.little_minimal(value, "big"), "little") == value
    assert encodings.signed_number(encodings.signed(value)) == value
    assert int(encodings.hex_text(value), 16) == value
    assert encodings.parse_decimal(encodings.decimal_text(value, "big")) == value
    assert int(encodings.even_hex(value), 16) == value
    assert len(encodings.even_hex(value)) % 2 == 0


@given(st.integers(-(2**300), -1))
def test_negative_numbers_have_the_signed_form(value: int) -> None:
    assert encodings.signed_number(encodings.signed(value)) == value
    with pytest.raises(ValueError, match="negative"):
        encodings.minimal(value)


@given(st.binary(max_size=60))
def test_encodings_of_bytes_keep_the_number(data: bytes) -> None:
    assert int.from_bytes(encodings.minimal(data)) == int.from_bytes(data)
    assert encodings.padded(data, 64).endswith(data)
    assert encodings.signed(data).endswith(data)
    assert bytes.fromhex(str(encodings.hex_text(data))) == data


@given(st.binary(max_size=60))
def test_any_bytes_survive_as_text(data: bytes) -> None:
    assert encodings.text_bytes(encodings.bytes_text(data)) == data


@given(st.text(alphabet=string.digits, min_size=1, max_size=9_900))
@settings(max_examples=20, deadline=None)
def test_long_decimals_are_read(text: str) -> None:
    value = encodings.parse_decimal(text)
    assert encodings.decimal_text(value, "big") == text.lstrip("0") or value == 0


def test_every_node_has_children_that_make_it_again() -> None:
    node = parse("HKDF(A | B, PAD(s)[1:], -a + b * S % N ** 2, length=3, hash=SHA1) ^ H('x')").node
    assert isinstance(node, Xor)
    assert len(children(node)) == 2
    assert not isinstance(node.right, Concatenation)


def test_an_option_of_words_takes_no_other() -> None:
    with pytest.raises(FormulaError, match="drop= of INTERLEAVE is one of 'rfc2945', 'pairs', 'none'"):
        parse("INTERLEAVE(A, drop='odd')")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("H(s | PAD(g)", ": the bracket at character 2 is not closed"),
        ("H(s | PAD(g", ": the bracket at character 10 is not closed"),
        ("K[:32", ": the bracket at character 2 is not closed"),
        ("H(s))", " at character 5"),
        ("H(s & & g)", " at character 7"),
        ("A +", ": something is missing behind its last character, 3"),
        ("A |", ": something is missing behind its last character, 3"),
    ],
)
def test_the_place_of_what_is_no_formula_is_where_it_is_wrong(text: str, place: str) -> None:
    with pytest.raises(FormulaError) as told:
        parse(text)
    assert str(told.value) == f"not a formula{place}: {text!r}"
