"""Every value of every recorded handshake comes out of its implementation's dialect, and every hash input we show was
one that the library really fed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from srpscope.srp.calls import HashCall
from srpscope.srp.comparison import compare
from srpscope.srp.formula import Call, Name, Node, children, of_node, walk
from srpscope.srp.functions import HASH_FUNCTIONS
from srpscope.srp.values import Side, same
from tests.srp.interop import SIDES, Record, Replay, by_implementation, every_call, records

RECORDS = [*records("handshakes"), *records("mismatches")]

HMAC_UNSEEN = frozenset({"npm-cognito-srp"})
"""Libraries whose HMAC is made by the platform, out of the recorder's sight."""

X_UNSEEN = frozenset({("npm-secure-remote-password", "client")})
"""Sides that were handed an x made before the recorder looked; their server's x was seen."""


def recorded(record: Record, side: Side) -> dict[str, str]:
    """What a side held, but for the salt, which some libraries keep as a number: that is theirs to do."""
    values = record.values(side)
    values.pop("s", None)
    if "tls" in record.data:
        values["K"] = record.data["tls"]["master_secret"]
    return values


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_every_recorded_value_comes_out(record: Record) -> None:
    replay = Replay(record)
    seen = 0
    for side in SIDES:
        sheet = replay.sheet(side)
        for name, text in recorded(record, side).items():
            cell = sheet[name]
            value = cell.value if cell.computed is None else cell.computed
            assert value is not None, (side, name, cell.needs, cell.problem)
            wanted = record.read(side, name, text)
            assert same(value, wanted, sheet.settings.order, record.has_width(side, name)), (side, name)
            seen += 1
    assert seen >= 6


def of_the_group_alone(node: Node) -> bool:
    """Whether a hash's argument is made of N, g and literals: libraries hash those when they are loaded."""
    if isinstance(node, Name):
        return node.name in ("N", "g")
    return all(of_the_group_alone(child) for child in children(node))


def fed(record: Record, replay: Replay, side: Side) -> Iterator[tuple[str, HashCall]]:
    """Every hash call that we show for the values this side's record has, and that its recorder could see."""
    sheet = replay.sheet(side)
    names = {"k", *recorded(record, side)} & {"k", "x", "u", "K", "M1", "M2"}
    if (record.data[side], side) in X_UNSEEN:
        names.remove("x")
    early = set()
    for name in names:
        formula = sheet.knowledge.formula(name)
        for node in walk(formula.node) if formula is not None else ():
            if isinstance(node, Call) and node.function in HASH_FUNCTIONS and of_the_group_alone(node):
                early |= {call.out for call in sheet.evaluate(of_node(node))[1]}
    for name in names:
        calls = sheet[name].calls
        if record.data[side] in HMAC_UNSEEN:
            calls = tuple(call for call in calls if call.function not in ("HMAC", "HKDF"))
        yield from ((name, call) for call in every_call(calls) if call.out not in early)


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_every_hash_input_is_one_that_the_library_fed(record: Record) -> None:
    replay = Replay(record)
    for side in SIDES:
        seen = record.seen_hashes(side)
        algorithms = {one.split(":")[0] for one in seen}
        for name, call in fed(record, replay, side):
            algorithm = call.function.lower().replace("_", "-")
            if algorithm in algorithms:  # Excalibur's taps saw SHA-1 only
                assert f"{algorithm}:{call.out.hex()}" in seen, (side, name, call.operands)


def test_thousands_of_hash_inputs_were_compared() -> None:
    compared = 0
    for record in RECORDS:
        replay = Replay(record)
        compared += sum(len(list(fed(record, replay, side))) for side in SIDES if record.seen_hashes(side))
    assert compared > 2_500


def test_each_implementation_has_its_dialect() -> None:
    for record in RECORDS:
        for side in SIDES:
            if record.data[side] is not None and "tls" not in record.data:
                assert record.data[side] in by_implementation(), record
        assert record.dialect("client").title


MISMATCHES = records("mismatches")


@pytest.mark.parametrize("record", MISMATCHES, ids=str)
def test_the_first_difference_of_two_libraries(record: Record) -> None:
    replay = Replay(record)
    comparison = compare(replay.client, replay.server, {})
    assert comparison.first_difference == record.data.get("first_difference")
    if record.data["outcome"] == "accepted":
        assert comparison.agreement == "agree"
        assert not [row.name for row in comparison.rows.values() if row.state in ("differ", "follows")]


@pytest.mark.parametrize("record", MISMATCHES, ids=str)
def test_what_differs_has_somebody_at_fault_and_what_follows_has_a_cause(record: Record) -> None:
    replay = Replay(record)
    rows = compare(replay.client, replay.server, {}).rows.values()
    differ = [row for row in rows if row.state == "differ"]
    assert all(row.at_fault for row in differ)
    assert differ or not [row for row in rows if row.state == "follows"]
