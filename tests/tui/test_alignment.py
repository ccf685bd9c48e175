"""Two formulas side by side: left out, added and moved are told as such, never by position."""

from __future__ import annotations

import pytest

from srpscope.session.adding import seen
from srpscope.srp.edit import Edit
from srpscope.tui.facts.cause.verdict import verdict
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.facts.spans import Line
from srpscope.tui.facts.values.formula_lines import both_formulas
from srpscope.tui.facts.values.octets import AsOctets, octets
from srpscope.tui.facts.values.operands import Table
from tests.tui.conftest import ACCEPTED, LOG, session_of


def table_of(value: str, formula: str) -> Table:
    """What a value is made of where the client computes it otherwise."""
    session = session_of(ACCEPTED)
    return shown(session, [Edit("client", value, "formula", formula)]).table(value)


def text(line: Line) -> str:
    return "".join(part for part, _ in line)


def test_what_one_side_leaves_out_is_said_and_nothing_else_is_paired_with_it() -> None:
    found = table_of("M1", "H(H(N) ^ H(PAD(g)) | s | RAW(A) | B | K)")
    assert [(row.label, row.missing, row.state) for row in found.outer()] == [
        ("H(N)⊕H(g)", "", "agree"),
        ("H(I)", "client", "differ"),
        ("s", "", "agree"),
        ("A", "", "agree"),
        ("B", "", "agree"),
        ("K", "", "agree"),
    ]
    client, server = (text(line) for line in both_formulas(found, "server", 90))
    assert (
        client.index(" s ") == server.index(" s ") and "leaves out H(I)" in client and "as the dialect says" in server
    )


def test_an_inner_input_is_aligned_byte_by_byte_against_the_dialect() -> None:
    found = table_of("x", "H(s | H(P))")
    assert found.dialect == "server" and found.title("server") == "dialect"
    states = [(row.label, row.depth, row.missing, row.state) for row in found.rows]
    assert states == [
        ("s", 0, "", "agree"),
        ("inner hash", 0, "", "follows"),
        ("I", 1, "client", "differ"),
        ("':'", 1, "client", "differ"),
        ("P", 1, "", "agree"),
    ]
    lines = [text(line) for line in octets(found, AsOctets(reveal=True)).lines]
    assert any("9 left out" in line and "61 62 63 64" in line for line in lines)
    assert any("77+69+66+69+70+72+6f+76+ 3a+61 62 63 64" in line for line in lines)
    hidden = [text(line) for line in octets(found, AsOctets(reveal=False)).lines]
    assert not any("61 62 63 64" in line for line in hidden)


@pytest.mark.parametrize("form", ["HEX({})", "UPPER(HEX({}))", "{}[0:20]"])
def test_an_inner_digest_in_another_form_is_the_same_operand(form: str) -> None:
    found = table_of("x", "H(s | " + form.format("H(I | ':' | P)") + ")")
    assert [(row.depth, row.state) for row in found.outer()] == [(0, "agree"), (0, "differ")]
    assert not found.unlike and found.outer()[1].length.startswith(("128", "20"))
    assert [(row.label, row.state) for row in found.rows if row.depth] == [
        ("I", "agree"),
        ("':'", "agree"),
        ("P", "agree"),
    ]
    folded = table_of("M1", f"H(H(N) ^ H(PAD(g)) | {form.format('H(I)')} | s | RAW(A) | B | K)")
    assert not folded.unlike and [row.number for row in folded.rows if row.state == "differ"] == [2]


@pytest.mark.parametrize("charset", ["latin-1", "utf-8"])
def test_text_that_a_formula_encodes_itself_is_the_same_operands(charset: str) -> None:
    """A digest that became a string: nothing was left out of what was hashed."""
    found = table_of("x", f"H(s | DECODE(H(ENCODE(I | ':' | P, charset='utf-8')), charset='{charset}'))")
    assert [(row.label, row.missing, row.state) for row in found.rows if row.depth] == [
        ("I", "", "agree"),
        ("':'", "", "agree"),
        ("P", "", "agree"),
    ]
    client, _ = (text(line) for line in both_formulas(found, "server", 120))
    assert "leaves out" not in client and "adds" not in client


def test_text_in_another_encoding_stays_one_operand() -> None:
    found = table_of("x", "H(s | H(ENCODE(I | ':' | P, charset='utf-16le')))")
    (inner,) = found.outer()[1:]
    assert inner.state != "agree" and not [row for row in found.rows if row.label == "P" and row.state == "agree"]


def test_what_stands_elsewhere_is_one_row() -> None:
    found = table_of("M1", "H(H(N) ^ H(PAD(g)) | s | H(I) | RAW(A) | B | K)")
    moved = [row for row in found.outer() if row.moved]
    assert len(moved) == 1 and moved[0].client is not None and moved[0].server is not None
    assert moved[0].client.data == moved[0].server.data and len(found.outer()) == 6


def test_what_is_added_belongs_to_the_side_that_has_it() -> None:
    found = table_of("u", "H(PAD(A) | PAD(B) | s)")
    assert [(row.label, row.missing) for row in found.outer()] == [("A", ""), ("B", ""), ("s", "server")]


@pytest.mark.parametrize("cells", [60, 83, 120])
def test_both_formulas_fit(cells: int) -> None:
    found = table_of("x", "H(s | H(P))")
    assert all(len(text(line)) <= cells for line in both_formulas(found, "server", cells))


@pytest.mark.parametrize("cells", [60, 83])
def test_a_formula_is_never_cut_for_what_is_said_of_it(cells: int) -> None:
    found = table_of("M1", "H(A | B | K)")
    client, server = (text(line) for line in both_formulas(found, "server", cells))
    assert client.rstrip().endswith("operands") == (cells == 83) and " K )" in client and " K )" in server


def test_one_operand_that_has_no_room_for_its_name_is_told_in_the_singular() -> None:
    found = table_of("K", "H(S | 'of another program')")
    said = {text(both_formulas(found, "server", cells)[0]).partition("● ")[2].strip() for cells in range(40, 100)}
    assert said == {"", "adds 1 operand", "adds 'of another program'"}


def test_each_side_shows_what_it_makes_of_the_digest() -> None:
    found = table_of("M1", "INT(H(A | K))")
    client, server = (text(line) for line in both_formulas(found, "server", 120))
    assert "INT(H(" in client and "INT" not in server and client.index("A") == server.index("A")


def test_an_operand_that_a_side_does_not_know_keeps_its_place_and_is_not_left_out() -> None:
    session = session_of(LOG)
    found = shown(session, []).table("M1")
    states = {row.label: (row.client is not None, row.server is not None, row.state) for row in found.rows}
    assert states["s"] == (False, False, "unknown"), "only the salt is missing in the device's log"
    assert states["H(N)⊕H(g)"] == states["H(g)"] == states["A"] == (True, True, "agree")
    assert not found.unlike and not found.whole and found.hashed
    lines = [text(line) for line in octets(found, AsOctets()).lines]
    assert lines[0].startswith("server") and any(line.startswith("wire") for line in lines), "its own bytes, unhashed"
    salted = seen(session, "client", "s", "hex", "5a" * 16)
    client = shown(salted, [Edit("client", "K", "hex", "ab" * 64)]).table("M1")
    assert client.whole == {"client"} and not client.unlike
    alone = next(row for row in client.rows if row.label == "s")
    assert (alone.client is not None, alone.server, alone.missing, alone.state) == (True, None, "", "one-side")


def test_what_is_known_of_an_inner_hash_stands_under_it() -> None:
    session = session_of(LOG)
    rows = shown(session, []).table("x").rows
    assert [(row.label, row.depth, row.client is not None) for row in rows] == [
        ("s", 0, False),
        ("H(I | ':' | P)", 0, False),
        ("I", 1, True),
        ("':'", 1, True),
        ("P", 1, False),
    ]


def test_a_sentence_names_what_each_side_hashed() -> None:
    session = session_of(ACCEPTED)
    cut = shown(session, [Edit("client", "M1", "formula", "H(H(N) ^ H(PAD(g)) | H(I) | s | RAW(A) | B[-20:] | K)")])
    said = "".join(text(line) for line in verdict(cut, "", "", False).lines)
    assert (
        "The client hashed B[-20:] as is, 20 bytes; the server hashed B minimal, 384 bytes." in said and "≠" not in said
    )
