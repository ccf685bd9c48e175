"""Pieces of one handshake come together, others stay apart, whatever their order."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.capture import formats
from srpscope.capture.capture import Capture
from srpscope.capture.companions import join_companions
from srpscope.capture.merge import merge
from srpscope.capture.source import Source
from tests.capture.packet_files import BLE, SESSION_FILES, truth

A1, A2, B1, B2 = (digit * 64 for digit in "1234")


def opened(name: str) -> list[Capture]:
    return formats.read(Source.of_path(BLE / name))


def piece(name: str, side: str = "wire", **values: str) -> Capture:
    capture = Capture({"title": name}, name=name)
    capture.add_values(side, values)
    return capture


def text(captures: list[Capture]) -> str:
    return json.dumps([[one.name, one.header, one.lines, one.notes] for one in captures], sort_keys=True)


def lines(captures: list[Capture]) -> Counter[str]:
    return Counter(json.dumps(line, sort_keys=True) for capture in captures for line in capture.lines)


@pytest.mark.parametrize("name", ["failed-mtu185", "good-mtu256", "failed-then-good-mtu500"])
def test_the_host_and_the_air_are_one_handshake(name: str) -> None:
    """Each session of the host's file finds its own in the air capture, though the device's B is the same in both."""
    host = opened(f"{name}.btsnoop")
    air = opened(next(path.name for path in SESSION_FILES if path.name.startswith(f"{name}.ll")))
    merged = merge([*air, *host])
    assert len(merged) == len(truth(BLE / f"{name}.btsnoop")["sessions"])
    for found, session, expected in zip(merged, truth(BLE / f"{name}.btsnoop")["sessions"], host, strict=True):
        assert [line["bytes"] for line in found.messages] == [one[2] for one in session["messages"]]
        assert found.header["dialect"] == expected.header["dialect"]
        assert "connect" in [event["what"] for event in found.events]


def test_values_find_their_session_by_A() -> None:
    """A page of the client's values, A printed without its leading zeros and in capitals."""
    first, second = opened("failed-then-good-mtu500.btsnoop")
    known = truth(BLE / "failed-then-good-mtu500.btsnoop")["sessions"]
    secrets = piece("client log", "client", A="0x" + known[1]["A"].upper(), a=known[1]["a"])
    merged = merge([secrets, first, second])
    assert len(merged) == 2
    assert merged[0] == first
    assert list(merged[1].of_type("values")) == list(secrets.of_type("values"))
    assert merged[1].messages == second.messages
    assert merged[1].name == "failed-then-good-mtu500, session 2 + client log"


def test_a_B_that_fits_two_sessions_stays_alone() -> None:
    first, second = opened("failed-then-good-mtu500.btsnoop")
    known = truth(BLE / "failed-then-good-mtu500.btsnoop")["sessions"]
    assert known[0]["B"] == known[1]["B"]
    alone = piece("device", "server", B=known[0]["B"])
    assert merge([first, alone, second]) == [alone, first, second]
    assert len(merge([first, alone])) == 1


def test_contradictions_keep_pieces_apart() -> None:
    assert len(merge([piece("x", A=A1, B=B1), piece("y", A=A1, B=B2)])) == 2
    assert len(merge([piece("x", A=A1, B=B1), piece("y", A=A2, B=B1)])) == 2
    torn = [piece("x", A=A1, B=B1), piece("y", A=A1, B=B2), piece("z", A=A1)]
    assert len(merge(torn)) == 3
    chain = [piece("x", A=A1), piece("y", A=A1, client_random=B2), piece("z", client_random=B2, B=B1)]
    assert len(merge(chain)) == 1


def leg(name: str) -> Capture:
    """One leg of a proxy that passed everything through."""
    capture = piece(f"proxy, {name} leg", A=A1, B=B1)
    capture.add("message", from_="client", bytes="00", leg=name)
    return capture


@pytest.mark.parametrize(("side", "mine", "other"), [("client", "app", "device"), ("server", "device", "app")])
def test_a_log_belongs_to_the_leg_on_which_its_side_was(side: str, mine: str, other: str) -> None:
    log = piece("log", side, A=A1, B=B1, K=A2)
    for pieces in itertools.permutations([leg("app"), leg("device"), log]):
        found = {one.messages[0]["leg"]: one for one in merge(list(pieces))}
        assert found.keys() == {"app", "device"}
        assert log.lines[0] in found[mine].lines and log.lines[0] not in found[other].lines


def test_short_numbers_and_unreadable_ones_join_nothing() -> None:
    assert len(merge([piece("x", A="05"), piece("y", A="5")])) == 2
    assert len(merge([piece("x", A="zz" * 40), piece("y", A="zz" * 40)])) == 2
    odd = Capture(
        {}, [{"type": "values", "values": 5}, {"type": "message", "bytes": 7, "from": []}, {"type": "values"}]
    )
    assert merge([odd]) == [odd]


def test_other_forms_and_orders_of_the_same_number() -> None:
    number = int(A1, 16)
    forms: list[dict[str, Any]] = [
        {"side": "client", "values": {"A": "0" + A1[:]}},
        {"side": "client", "values": {"A.dec": str(number)}},
        {"side": "client", "values": {"A.b64": "ERERERERERERERERERERERERERERERERERERERERERE="}},
        {"side": "client", "order": "little", "values": {"A": bytes.fromhex(A1)[::-1].hex()}},
    ]
    captures = [Capture({}, [{"type": "values", **form}], name=str(at)) for at, form in enumerate(forms)]
    assert len(merge([piece("wire", A=A1), *captures])) == 1


def test_merging_twice_or_with_itself_doubles_no_line() -> None:
    captures = [one for path in SESSION_FILES for one in formats.read(Source.of_path(path))]
    once = merge(captures)
    assert text(merge(once)) == text(once)
    assert text(merge([*captures, *captures])) == text(once)
    assert all(count == 1 for one in once for count in lines([one]).values())


def test_equal_messages_of_one_piece_are_both_kept() -> None:
    """The same proof sent twice is two messages, in the piece and in what is made of it."""
    (capture,) = opened("failed-mtu185.btsnoop")
    capture.lines.insert(-2, dict(capture.messages[-1]))
    merged = merge([capture, *opened("failed-mtu185.ll256.pcap")])
    assert len(merged) == 1
    assert [line["bytes"] for line in merged[0].messages] == [line["bytes"] for line in capture.messages]


def test_order_does_not_matter() -> None:
    captures = [*opened("failed-then-good-mtu500.btsnoop"), *opened("failed-then-good-mtu500.ll272.pcap")]
    captures += opened("good-mtu256.btsnoop")
    expected = text(merge(captures))
    for order in itertools.permutations(captures):
        assert text(merge(order)) == expected


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["client", "server", "wire", "both"]),
            st.dictionaries(
                st.sampled_from(["A", "B", "client_random", "P"]), st.sampled_from([A1, A2, B1, B2]), max_size=3
            ),
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_any_pieces(pieces: list[tuple[str, dict[str, str]]], chance: Any) -> None:
    captures = [piece(f"piece {at}", side, **values) for at, (side, values) in enumerate(pieces)]
    before = lines(captures)
    merged = merge(captures)
    assert lines(merged).keys() == before.keys()
    for one in merged:
        assert all(count == 1 for count in lines([one]).values())
    shuffled = list(captures)
    chance.shuffle(shuffled)
    assert text(merge(shuffled)) == text(merged)


def test_thousands_of_keys_are_no_matter() -> None:
    keys = [piece(f"key {at}", client_random=f"{at + 2**200:064x}") for at in range(3_000)]
    merged = merge([*keys, piece("session", A=A1, B=B1, client_random=f"{7 + 2**200:064x}")])
    assert len(merged) == 3_000
    assert sum(len(one.lines) == 2 for one in merged) == 1


def test_a_log_without_values_is_named_until_the_client_has_said_all() -> None:
    """How the device is made to say more is of no use beside the client's a."""
    device = formats.read(Source.of_text("E (825) security2: Failed to authenticate client proof!\n", "device.log"))[0]
    assert [note.split(". ")[0] for note in device.notes] == ["device.log holds no values"]
    handshake = piece("app", "client", A=A1, B=B1)
    [joined] = join_companions([handshake, device])
    assert any("holds no values" in note for note in joined.notes)
    handshake.add_values("client", {"a": "41"})
    [joined] = join_companions([handshake, device])
    assert not any("holds no values" in note for note in joined.notes)
