"""What the panes say, without a screen: operands, bytes, marks, time order, encodings as edits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.srp.edit import Edit
from srpscope.srp.parsing import parse
from srpscope.tui.facts.cause.verdict import badge
from srpscope.tui.facts.edits.changes import describe
from srpscope.tui.facts.edits.encoding_edits import encoding_edit
from srpscope.tui.facts.moment.shown import Explanation, Shown, shown
from srpscope.tui.facts.moment.timeline import timeline
from srpscope.tui.facts.spans import fit, line_width, place, short_formula, shorten
from srpscope.tui.facts.values.octets import AsOctets, octets, ruler
from srpscope.tui.facts.values.signs import sign
from tests.tui.conftest import CAPTURES, REFUSED, session_of

MISTAKE = Edit("client", "M1", "formula", "H(H(N) ^ H(g) | H(I) | s | RAW(A) | B | K)")


@pytest.fixture(scope="module")
def explained() -> Shown:
    """The failed handshake with its cause over it."""
    why = Explanation("client", "g is hashed unpadded.", (MISTAKE,), "M1", 64, "M1")
    return shown(session_of(REFUSED), [], why)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("H(H(N) ^ H(PAD(g)) | H(I) | s | RAW(A) | B | K)", "H(H(N)⊕H(g) | H(I) | s | A | B | K)"),
        ("(B - k * v) ** (a + u * x)", "(B − k×v)^(a + u×x)"),
        ("(k * v + g ** b) % N", "(k×v + g^b) mod N"),
        ("H(s | H(I | ':' | P))", "H(s | H(I | ':' | P))"),
        ("K[:32]", "K[:32]"),
        ("H('[red]' | P)", "H('[red]' | P)"),
    ],
)
def test_formulas_have_proper_signs(formula: str, expected: str) -> None:
    assert sign(parse(formula).node) == expected


def test_the_cause_stands_under_its_operand(explained: Shown) -> None:
    rows = explained.table("M1").rows
    assert [(row.number, row.depth, row.label) for row in rows[:3]] == [
        (1, 0, "H(N)⊕H(g)"),
        (1, 1, "H(N)"),
        (1, 1, "H(g)"),
    ]
    cause = rows[2]
    assert cause.state == "differ"
    assert cause.encoding() == "minimal ≠ padded" and cause.length == "1≠384"
    assert cause.client is not None and cause.client.data == b"\x05"
    assert [row.state for row in rows[3:]] == ["agree"] * 5
    assert explained.table("M2").cause is not None


def test_operands_are_exactly_what_was_hashed(explained: Shown) -> None:
    for name in ("k", "x", "u", "K", "M1", "M2"):
        for side in ("client", "server"):
            cell = explained.view.sheet(side)[name]
            pieces = [row.piece(side) for row in explained.table(name).outer()]
            if cell.calls and cell.value is not None:
                assert b"".join(piece.data for piece in pieces if piece) == cell.calls[-1].fed


def test_the_byte_view_marks_and_folds(explained: Shown) -> None:
    found = octets(explained.table("M1"), AsOctets())
    texts = ["".join(text for text, _ in line) for line in found.lines]
    assert texts[0].startswith("H(g) client 0000 05!")
    assert "00'00'00'" in texts[1] and "⋮ 22 rows, all 00'" in texts[2]
    assert any("⋮ 21 rows of A, space unfolds" in text for text in texts)
    assert any(text.startswith("6 K") and "hidden" in text for text in texts)
    whole = octets(explained.table("M1"), AsOctets(unfolded=frozenset({4}), reveal=True))
    assert len(whole.lines) > len(found.lines)
    assert all(line_width(line) <= 83 for line in whole.lines)
    assert all(
        line_width(line) <= 78 for line in octets(explained.table("M1"), AsOctets(text=False, compact=True)).lines
    )


@pytest.mark.parametrize("cells", [30, 60, 78, 83, 163])
def test_the_ruler_fits(explained: Shown, cells: int) -> None:
    for bar in (True, False):
        for line in ruler(explained.table("M1"), "client", cells, [1], bar):
            assert line_width(line) <= cells


def test_marks_follow_the_difference(explained: Shown) -> None:
    assert (explained.marks["M1"].client, explained.marks["M1"].server, explained.marks["M1"].wire) == ("≠", "=", "≠")
    assert (explained.marks["M2"].client, explained.marks["M2"].server, explained.marks["M2"].wire) == ("≠", "=", "·")
    assert explained.marks["b"].client == "·" and explained.marks["b"].server == "="


def test_time_order_has_the_messages_as_headings(explained: Shown) -> None:
    heads = [(group.heading.arrow, group.heading.title, group.heading.size) for group in explained.groups]
    assert heads == [
        ("", "given", None),
        ("→", "Cmd0", 406),
        ("←", "Resp0", 416),
        ("", "each side computes", None),
        ("→", "Cmd1", 75),
        ("←", "Resp1", None),
    ]
    assert explained.groups[-1].heading.missing


@pytest.mark.parametrize("name", ["nimbus-live-refused", "nimbus-1"])
def test_a_that_travels_with_the_proof_is_not_before_b(name: str) -> None:
    session = session_of(REFUSED.with_name(f"{name}.srp.jsonl"))
    order = [one for group in shown(session, []).groups for one in group.values]
    assert order.index("B") < order.index("A") < order.index("M1")
    proof = next(group for group in shown(session, []).groups if group.values == ("M1",))
    assert proof.heading.title == "step 2" and {"A", "M1"} == set(proof.heading.carries)


def test_a_formula_loses_its_blanks_before_its_end() -> None:
    assert short_formula("H(I | ':' | P)", 10) == "H(I|':'|P)"
    assert short_formula("H(I | ':' | P)", 9) == "H(I|':'.."
    assert short_formula("H(s)", 4) == "H(s)"


def test_changes_in_few_words() -> None:
    session = session_of(REFUSED)
    assert describe(session, MISTAKE, False) == "H(g) in M1, was H(PAD(g))"
    assert describe(session, Edit("client", "a", "hex", "00112233445566778899"), False) == "a = hidden"
    assert (
        describe(session, Edit("client", "s", "hex", "00a1773c109e42b5610de82f7a90e210"), False) == "s = 00a177..e210"
    )
    assert describe(session, Edit("client", "H", "text", "sha256"), False) == "hash sha256"


def test_encodings_say_why_they_do_not_apply() -> None:
    session = session_of(REFUSED)
    now = shown(session, [])
    assert "hashes nothing" in str(encoding_edit(session, now, "v", 0, "client", "pad"))
    assert "is no hash" in str(encoding_edit(session, now, "N", 0, "client", "pad"))
    assert "already" in str(encoding_edit(session, now, "u", 0, "client", "dialect"))
    assert isinstance(encoding_edit(session, now, "u", 0, "client", "strip"), Edit)


def test_spans_keep_to_their_cells() -> None:
    assert fit("ab", 4) == "ab  " and fit("abcdef", 4) == "abcd"
    assert shorten("abcdefgh", 5) == "abc.." and shorten("abc", 5) == "abc"
    assert line_width(place([(0, "a", "text"), (5, "漢字", "dim")])) == 9


def test_the_first_frame_waits_for_no_arithmetic() -> None:
    code = (
        "import sys, srpscope.tui.app, srpscope.tui.debug.screen;"
        "heavy = [m for m in ('gmpy2','srpscope.srp.sheet','srpscope.srp.formula','srpscope.session','srpscope.why',"
        "'google.protobuf','aiohttp','bleak','cryptography','textual.widgets._text_area','textual.widgets._markdown')"
        " if m in sys.modules]; print(heavy); sys.exit(bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_badge_says_what_is_so_whatever_explains_it(tmp_path: Path) -> None:
    """Only the client's side is known: with its mistake its proof is that on the wire, and still nothing agrees."""
    known = session_of(REFUSED).view.client
    path = tmp_path / "client.srp.jsonl"
    numbers = {name: f"{known.need(name):x}" for name in ("a", "A", "B")}
    lines: list[dict[str, object]] = [
        {"type": "header", "srpscope": 1, "dialect": "esp-idf-security2"},
        {"type": "values", "side": "client", "values": {"I": known.need("I"), "P": known.need("P"), "a": numbers["a"]}},
        {"type": "values", "side": "wire", "values": {name: numbers[name].zfill(768) for name in ("A", "B")}},
        {"type": "values", "side": "wire", "values": {"s": known.need("s").hex()}},
        {"type": "values", "side": "wire", "values": {"M1": session_of(REFUSED).view.wire["M1"].hex()}},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    why = Explanation("client", "g is hashed unpadded.", (MISTAKE,), "M1", 64, "M1")
    explained = shown(session_of(path), [], why)
    assert explained.view.comparison.agreement == "agree"
    assert badge(explained) == ("differ", "M1 ≠ DISAGREES")


def test_an_answer_that_refuses_is_the_message_that_came() -> None:
    """A refusal in the place of the proof's answer came, and is as long as it is: it is not called "not sent"."""
    for name, title, size in (("excalibur", "refusal", 63), ("nimbus", "error", 62)):
        session = session_of(CAPTURES / f"{name}-live-refused.srp.jsonl")
        last = [group.heading for group in timeline(session, session.view) if group.heading.arrow][-1]
        assert (last.title, last.size, last.missing) == (title, size, False)
