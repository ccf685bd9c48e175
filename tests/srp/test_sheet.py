"""One side as a sheet: where a value comes from, what an unknown one needs, and what nothing hostile can make it do;
and two sheets side by side."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.srp.comparison import Comparison, compare
from srpscope.srp.dialect import dialect
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import ORDER, Side, Value

N, G = group("rfc5054-1024")
SHARED: dict[str, Value] = {"N": N, "g": G, "I": "alice", "P": "password123", "s": bytes(range(16))}
a, b = 0x1234567890ABCDEF, 0xFEDCBA0987654321
RFC = dialect("rfc5054")


def knowledge(side: Side, given: dict[str, Value], name: str = "rfc5054", **more: object) -> Knowledge:
    """What a side has."""
    return Knowledge(side, dialect(name), given, **more)  # type: ignore[arg-type]


def met(client: Knowledge, server: Knowledge) -> tuple[Sheet, Sheet]:
    """Both sides after each received the other's public value."""
    B = Sheet(server)["B"].value
    A = Sheet(client)["A"].value
    return (
        Sheet(client.with_given({"B": B} if B is not None else {})),
        Sheet(server.with_given({"A": A} if A is not None else {})),
    )


def good() -> tuple[Sheet, Sheet]:
    """A handshake in which both sides keep to RFC 5054."""
    return met(knowledge("client", {**SHARED, "a": a}), knowledge("server", {**SHARED, "b": b}))


def test_both_sides_agree() -> None:
    client, server = good()
    comparison = compare(client, server, {})
    assert comparison.agreement == "agree"
    assert comparison.judged_on == "M1"
    assert comparison.first_difference is None
    assert all(row.state in ("agree", "unknown") for row in comparison.rows.values())


def differences(client: Sheet, server: Sheet) -> Comparison:
    """Their comparison."""
    return compare(client, server, {})


@pytest.mark.parametrize(
    ("value", "formula", "follows"),
    [
        ("k", "H(N | g)", ["S", "K", "M1", "M2"]),
        ("x", "H(s | H(P))", ["v", "S", "K", "M1", "M2"]),
        ("u", "H(B | A)", ["S", "K", "M1", "M2"]),
        ("K", "H(PAD(S) | '')[:19]", ["M1", "M2"]),
        ("M1", "H(A | B | K)", ["M2"]),
        ("M2", "H(A | M1)", []),
    ],
)
def test_the_value_made_otherwise_differs_and_the_rest_follows(value: str, formula: str, follows: list[str]) -> None:
    client, server = met(
        knowledge("client", {**SHARED, "a": a}).with_formulas({value: parse(formula)}),
        knowledge("server", {**SHARED, "b": b}),
    )
    comparison = differences(client, server)
    assert comparison.first_difference == value
    assert comparison[value].state == "differ"
    assert list(comparison.path) == follows
    assert comparison.agreement == ("agree" if value == "M2" else "disagree")


@pytest.mark.parametrize(
    ("name", "wrong", "first"),
    [("s", b"\1" * 16, "s"), ("P", "other", "P"), ("I", "Alice", "I"), ("g", 5, "g"), ("N", N - 2, "N")],
)
def test_another_input_differs_itself(name: str, wrong: Value, first: str) -> None:
    client, server = met(knowledge("client", {**SHARED, "a": a, name: wrong}), knowledge("server", {**SHARED, "b": b}))
    assert differences(client, server).first_difference == first


def test_a_value_that_differs_keeps_differing_when_its_operands_differ_too() -> None:
    """design: a value differs if its own formula is at fault, whatever its operands do."""
    client, server = met(
        knowledge("client", {**SHARED, "a": a}).with_formulas({"u": parse("H(B | A)"), "M1": parse("H(A | B | K)")}),
        knowledge("server", {**SHARED, "b": b}),
    )
    comparison = differences(client, server)
    assert comparison.first_difference == "u"
    assert comparison["M1"].state == "differ"
    assert comparison["K"].state == "follows"


def test_a_change_that_alters_no_byte_is_no_difference() -> None:
    client, server = met(
        knowledge("client", {**SHARED, "a": a}).with_formulas({"u": parse("H(A | B)")}),
        knowledge("server", {**SHARED, "b": b}),
    )
    comparison = differences(client, server)
    assert comparison["u"].state == "agree"
    assert comparison.agreement == "agree"


def test_a_given_value_against_its_own_formula_differs_even_alone() -> None:
    server = Sheet(knowledge("server", {"N": N, "g": G}))
    client = Sheet(knowledge("client", {**SHARED, "a": a, "x": 5}))
    cell = client["x"]
    assert (cell.source, cell.value) == ("given", 5)
    assert cell.computed not in (None, 5)
    assert cell.contradicted
    comparison = differences(client, server)
    assert comparison.first_difference == "x"
    assert comparison["x"].at_fault == ("client",)
    assert client.value("v") == pow(G, 5, N), "a given value is used by everything after it"


def test_the_wire_is_the_third_column() -> None:
    client, server = good()
    M1 = client.value("M1")
    assert isinstance(M1, bytes)
    agreed = compare(client, server, {"M1": M1})
    assert agreed["M1"].state == "agree"
    refused = compare(Sheet(knowledge("client", {})), server, {"M1": bytes(20)})
    assert refused.agreement == "disagree"
    assert refused.first_difference == "M1"


def test_a_lost_zero_counts_unless_lengths_were_lost() -> None:
    short, full = b"\1" * 19, b"\0" + b"\1" * 19
    client = Sheet(knowledge("client", {"M1": short}))
    server = Sheet(knowledge("server", {"M1": full}))
    assert compare(client, server, {}).agreement == "disagree"
    assert compare(client, server, {}, frozenset({"M1"})).agreement == "agree"


def test_a_value_that_lost_its_length_gets_it_back_from_its_formula() -> None:
    """K printed as a number: M1 hashes its leading zero all the same."""
    a_with_zero = next(n for n in range(1, 4_000) if (Sheet(zero_K(n)).need("K"))[:1] == b"\0")  # type: ignore[index]
    whole = Sheet(zero_K(a_with_zero))
    K, M1 = whole.need("K"), whole.need("M1")
    assert isinstance(K, bytes)
    printed: dict[str, Value] = {**zero_K(a_with_zero).given, "K": K.lstrip(b"\0")}
    lost = Sheet(knowledge("client", printed, "rfc5054", widthless=frozenset({"K"})))
    assert lost.value("K") == K and lost.value("M1") == M1
    assert Sheet(knowledge("client", printed)).value("M1") != M1


def zero_K(private: int) -> Knowledge:
    """A client whose K depends on a small a."""
    return knowledge("client", {**SHARED, "a": private, "B": 2**1000 + 7})


def test_agreement_is_judged_on_the_first_that_two_know() -> None:
    one = Sheet(knowledge("client", {"K": b"\1" * 20}))
    comparison = compare(one, Sheet(knowledge("server", {"K": b"\1" * 20})), {})
    assert (comparison.agreement, comparison.judged_on) == ("agree", "K")
    comparison = compare(one, Sheet(knowledge("server", {"K": b"\1" * 20, "S": 6})), {})
    assert (comparison.agreement, comparison.judged_on, comparison.first_difference) == ("disagree", "K", "K")


# What an unknown value needs


@pytest.mark.parametrize(
    ("side", "given", "name", "needs"),
    [
        ("client", {}, "N", (("N",),)),
        ("client", {"N": N, "g": G}, "A", (("a",),)),
        ("client", {"N": N, "g": G, "I": "i", "s": b"s"}, "x", (("P",),)),
        ("client", {**SHARED, "B": 7}, "S", (("a",), ("b",))),
        ("client", {"N": N, "g": G, "A": 5, "B": 7, "k": 3}, "S", (("I", "P", "s", "a"), ("b", "v"))),
        ("server", {"N": N, "g": G, "A": 5, "v": 3}, "S", (("b",),)),
        ("server", {"N": N, "g": G, "k": 3}, "B", (("I", "P", "s", "b"), ("v", "b"))),
        ("client", {"N": N, "g": G}, "k", ()),
    ],
)
def test_what_an_unknown_value_needs(
    side: Side, given: dict[str, Value], name: str, needs: tuple[tuple[str, ...], ...]
) -> None:
    cell = Sheet(knowledge(side, given))[name]
    if not needs:
        assert cell.value is not None
        return
    assert cell.value is None
    for way in needs:
        assert any(set(found) <= set(way) for found in cell.needs), (way, cell.needs)


def test_what_is_needed_is_enough() -> None:
    """Each alternative, once given, makes the value known."""
    start: dict[str, Value] = {"N": N, "g": G, "B": 7, "s": b"salt", "I": "alice", "A": 9}
    samples: dict[str, Value] = {"a": a, "b": b, "P": "x", "v": 3, "x": 5}
    cell = Sheet(knowledge("client", start))["S"]
    for way in cell.needs:
        if "b" in way:
            continue  # b is lent by the server, and must fit B
        filled = {**start, **{name: samples[name] for name in way}}
        assert Sheet(knowledge("client", filled)).value("S") is not None, way


def test_the_hash_is_needed_where_nobody_names_one() -> None:
    cell = Sheet(Knowledge("client", dialect("srptools"), {"N": N, "g": G}))["k"]
    assert cell.value is None
    assert cell.needs == (("H",),)
    assert Sheet(Knowledge("client", dialect("srptools"), {"N": N, "g": G}, hash="sha256"))["k"].value


def test_a_missing_modulus_is_named() -> None:
    assert Sheet(knowledge("client", {"g": 2, "a": 5}))["A"].needs == (("N",),)
    assert Sheet(knowledge("client", {"A": 2, "B": 5}))["u"].needs == (("N",),)


# Second ways


def test_the_client_reaches_S_with_the_servers_b() -> None:
    client, server = good()
    lent = knowledge("client", {**SHARED, "A": client.value("A"), "B": server.value("B")}, lent={"b": b})  # type: ignore[dict-item]
    assert Sheet(lent).value("S") == server.value("S")


def test_the_servers_b_does_not_help_where_B_has_another_k() -> None:
    client, server = good()
    lent = knowledge("client", {**SHARED, "A": client.value("A"), "B": server.value("B")}, lent={"b": b})  # type: ignore[dict-item]
    assert Sheet(lent.with_formulas({"k": parse("H(N | g)")})).value("S") is None


def test_a_device_log_gives_its_verifier_away() -> None:
    _, server = good()
    known = knowledge("server", {"N": N, "g": G, "b": b, "B": server.value("B")})  # type: ignore[dict-item]
    assert Sheet(known).value("v") == server.value("v")


# As sent, as received


def test_what_was_received_keeps_its_width() -> None:
    received = {"A": bytes(3) + b"\7", "B": b"\5"}
    server = Sheet(Knowledge("server", dialect("esp-idf-security2"), {}, received))
    assert server["A"].value == 7
    assert server["A"].source == "received"
    assert server.raw("A") == bytes(3) + b"\7"


def test_what_is_sent_has_the_form_of_its_dialect() -> None:
    esp = Sheet(Knowledge("client", dialect("esp-idf-security2"), {"N": group("rfc5054-3072").N, "A": 7}))
    assert esp.as_sent("A") == bytes(383) + b"\7"
    android = Sheet(Knowledge("client", dialect("esp-android"), {"N": group("rfc5054-3072").N, "A": 7}))
    assert android.as_sent("A") == b"\7"
    prov = Sheet(Knowledge("client", dialect("esp-prov"), {"I": "Jürgen"}))
    assert prov.as_sent("I") == "Jürgen".encode("latin-1")
    thinbus = Sheet(Knowledge("client", dialect("thinbus"), {"A": 0x0ABC}))
    assert thinbus.as_sent("A") == b"abc"


def test_a_circle_of_formulas_ends() -> None:
    known = knowledge("client", SHARED).with_formulas({"K": parse("H(M1)"), "M1": parse("H(K)")})
    sheet = Sheet(known)
    assert sheet["K"].value is None and sheet["M1"].value is None
    assert "made of itself" in f"{sheet['K'].problem} {sheet['M1'].problem}"


def test_memory_shared_between_sheets_changes_no_value() -> None:
    memory = Memory()
    first = Sheet(knowledge("client", {**SHARED, "a": a, "B": 7}), memory)
    values = {name: first.value(name) for name in ORDER}
    changed = Sheet(knowledge("client", {**SHARED, "a": a + 1, "B": 7}), memory)
    assert changed.value("A") != values["A"]
    assert changed.value("x") == values["x"]
    again = Sheet(knowledge("client", {**SHARED, "a": a, "B": 7}), memory, record=False)
    assert {name: again.value(name) for name in ORDER} == values


GIVEN = st.dictionaries(
    st.sampled_from([*ORDER, "salt1", "pool", "iterations", "transcript", "q"]),
    st.one_of(
        st.integers(-5, 2**200),
        st.integers(2**32_700, 2**32_701),
        st.binary(max_size=40),
        st.text(max_size=10),
    ),
    max_size=8,
)
NAMES = ["rfc5054", "nimbus-1", "wikipedia-demo", "wow", "thinbus", "aiohomekit", "cognito", "tls-srp", "esp-android"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), GIVEN, GIVEN, st.dictionaries(st.sampled_from(["A", "B", "s", "M1", "I"]), st.binary()))
def test_no_values_make_a_sheet_or_a_comparison_raise(
    name: str, client: dict[str, Value], server: dict[str, Value], wire: dict[str, bytes]
) -> None:
    spoken = dialect(name)
    left = Sheet(Knowledge("client", spoken, client, wire, hash=spoken.hash or "sha1"))
    right = Sheet(Knowledge("server", spoken, server, wire, hash=spoken.hash or "sha1"))
    comparison = compare(left, right, wire)
    for row in comparison.rows.values():
        for cell in (row.client, row.server):
            assert cell.value is not None or cell.problem or cell.needs or cell.formula is None
