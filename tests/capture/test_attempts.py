"""A page is of the handshake at hand, or the log of another attempt: what it shares with the messages tells."""

from __future__ import annotations

from itertools import count

import pytest

from srpscope.capture.attempts import has_its_a_as_A, number_of
from srpscope.capture.capture import Capture
from srpscope.capture.companions import join_companions
from srpscope.capture.formats import read_beside
from srpscope.capture.merge import merge
from srpscope.capture.sent import lines_beside
from srpscope.capture.source import Source
from srpscope.srp.primitives.groups import group

N, g = group("rfc5054-1024")
OWN_A, OTHER_A = 0x51C3 << 240 | 7, 0x92D4 << 240 | 9
SALT, OTHER_SALT = "a1b2c3d4e5f60718293a4b5c6d7e8f90", "0d1c2b3a49586776859403f2e1d0cfbe"
PROOF, OTHER_PROOF = "5e" * 19 + "01", "c7" * 19 + "02"


def recorded() -> Capture:
    capture = Capture({"title": "recorded", "group": "rfc5054-1024"}, name="recorded")
    capture.add_values("wire", {"A": f"{pow(g, OWN_A, N):x}", "s": SALT, "B": "9b" * 128, "M1": PROOF})
    capture.add_values("server", {"s": SALT})
    return capture


def page(side: str = "client", both: dict[str, str] | None = None, **values: str) -> Capture:
    capture = Capture({"title": "app.log"}, name="app.log")
    if both:
        capture.add_values("both", both)
    capture.add_values(side, values)
    return capture


def hex_of(number: int) -> str:
    return f"{number:064x}"


def test_the_log_of_another_attempt_stays_apart_and_is_named() -> None:
    """Its a and its salt are others: no value of it stands in the handshake, and a note says why."""
    handshake, other = join_companions([recorded(), page(both={"s": OTHER_SALT}, a=hex_of(OTHER_A), x="3c" * 20)])
    assert handshake.lines == recorded().lines
    assert handshake.notes == [
        "app.log: its a does not give the A that was sent and its salt is not the one that was sent: it is taken to be "
        "of another attempt, and left out. If it is of this one, print A with it."
    ]
    assert other.title == "app.log"


@pytest.mark.parametrize(
    ("values", "against"),
    [
        ({"both": {"s": OTHER_SALT}, "x": "3c" * 20}, "its salt"),
        ({"side": "wire", "s": OTHER_SALT}, "its salt"),
        ({"a": hex_of(OTHER_A), "M1": OTHER_PROOF, "both": {"s": SALT}}, "its a does not give"),
    ],
)
def test_a_salt_that_was_not_sent_or_two_other_values_are_another_attempts(
    values: dict[str, str], against: str
) -> None:
    found = join_companions([recorded(), page(**values)])  # type: ignore[arg-type]
    assert len(found) == 2
    assert any(against in note and "another attempt" in note for note in found[0].notes)


@pytest.mark.parametrize(
    "values",
    [
        {"a": hex_of(OWN_A), "both": {"s": OTHER_SALT}},  # it took another salt than was sent
        {"a": hex_of(OTHER_A), "M1": PROOF, "both": {"s": OTHER_SALT}},  # a client made anew between two messages
        {"a": hex_of(OWN_A), "M1": OTHER_PROOF},  # it sent something else than its M1
        {"both": {"s": SALT[:16]}, "x": "3c" * 20},  # a salt cut to its half
        {"both": {"s": SALT.encode().hex()}, "x": "3c" * 20},  # the hex text of the salt
        {"both": {"s": bytes.fromhex(SALT)[::-1].hex()}, "x": "3c" * 20},
        {"s": OTHER_SALT},  # somebody says it of the client
        {"P": "four kettles"},
    ],
)
def test_what_a_client_of_this_attempt_computed_with_is_joined(values: dict[str, str]) -> None:
    (joined,) = join_companions([recorded(), page(**values)])  # type: ignore[arg-type]
    assert "app.log: its values are taken to belong to this handshake." in joined.notes
    assert len(joined.lines) > len(recorded().lines)


def test_an_a_that_alone_speaks_against_it_is_said() -> None:
    """The mistake may be in g: the page counts, and whoever took the wrong log reads so."""
    (joined,) = join_companions([recorded(), page(a=hex_of(OTHER_A), both={"s": SALT})])
    assert joined.notes[-1] == (
        "app.log: its a does not give the A that was sent. If it is the log of another attempt, open it apart."
    )


def test_a_B_that_the_client_read_otherwise_makes_no_other_attempt() -> None:
    """A controller that took the first TLV fragment of B logs 255 bytes of 384: its a is of this handshake all the
    same. With another a it stays another handshake."""
    (joined,) = join_companions([recorded(), page(a=hex_of(OWN_A), B="9b" * 85, both={"s": SALT})])
    assert {"type": "values", "side": "client", "values": {"a": hex_of(OWN_A)}} in joined.lines
    assert (
        "app.log: its B is not the one that was sent, and is left out: the client may have read it so." in joined.notes
    )
    assert len(join_companions([recorded(), page(a=hex_of(OTHER_A), B="9b" * 85)])) == 2


def test_a_salt_of_a_page_is_never_put_over_the_servers() -> None:
    lines = lines_beside(page(both={"s": OTHER_SALT, "I": "nora"}, a=hex_of(OWN_A)), bytes.fromhex(SALT))
    assert [(line["side"], line["values"]) for line in lines] == [
        ("both", {"I": "nora"}),
        ("client", {"s": OTHER_SALT}),
        ("client", {"a": hex_of(OWN_A)}),
    ]
    lines = lines_beside(page("server", both={"s": OTHER_SALT}, b="77" * 32), bytes.fromhex(SALT))
    assert [line["side"] for line in lines] == ["server", "server"]
    assert [line["side"] for line in lines_beside(page(both={"s": SALT}, a="1"), bytes.fromhex(SALT))] == [
        "both",
        "client",
    ]


def test_the_page_itself_is_left_as_it_was() -> None:
    own = page(both={"s": OTHER_SALT}, a=hex_of(OWN_A))
    before = [dict(line) for line in own.lines]
    join_companions([recorded(), own])
    assert own.lines == before


def test_of_several_handshakes_a_page_without_a_goes_to_those_with_its_salt() -> None:
    second = Capture({"title": "second", "group": "rfc5054-1024"}, name="second")
    second.add_values("wire", {"A": f"{pow(g, OTHER_A, N):x}", "s": OTHER_SALT, "B": "8d" * 128})
    found = join_companions([recorded(), second, page(both={"s": OTHER_SALT}, x="3c" * 20)])
    assert [len(one.lines) for one in found] == [2, 3]
    none = join_companions([recorded(), second, page(both={"s": "e4" * 15 + "f1"}, x="3c" * 20)])
    assert [len(one.lines) for one in none] == [2, 1, 2]
    assert none[2].notes[0].startswith("Its salt is none of those that were sent: it is taken to be of another attempt")


def test_printed_with_its_A_it_is_of_this_one() -> None:
    """What the note asks for decides: A on the page brings it to the handshake, whatever its salt is."""
    own = page(both={"s": OTHER_SALT}, x="3c" * 20, A=f"{pow(g, OWN_A, N):x}")
    (joined,) = merge([recorded(), own])
    assert [line["side"] for line in joined.of_type("values") if line["values"].get("s") == OTHER_SALT] == ["client"]
    assert {"type": "values", "side": "server", "values": {"s": SALT}} in joined.lines


def test_a_verifier_of_a_larger_group_is_of_no_handshake_here() -> None:
    """A file of tests in several groups: x and a verifier of 4096 bits stood over a handshake of 1024."""
    second = Capture({"title": "second", "group": "rfc5054-1024"}, name="second")
    second.add_values("wire", {"A": f"{pow(g, OTHER_A, N):x}", "B": "8d" * 128})
    found = join_companions([recorded(), second, page(x="3c" * 20, v="d3" * 512)])
    assert [len(one.lines) for one in found] == [2, 1, 1]
    assert found[2].notes[0].startswith("Its verifier is of a larger group than the public values: it is taken")
    (joined,) = join_companions([recorded(), page(x="3c" * 20, v="d3" * 128)])
    assert len(joined.lines) == 3


@pytest.mark.parametrize("bits", [256, 520, 512, 768, 1024])
@pytest.mark.parametrize("beside", ["", "P: four kettles\n", "I: nora\nP: four kettles\n"])
def test_the_a_of_a_page_that_holds_no_more_than_a_client_keeps_is_a_however_long(bits: int, beside: str) -> None:
    """As long as some group's public values are: how many bits a program draws says nothing of the group."""
    own = (0x5B << bits - 7) | 0x1D7
    sent = Capture({"title": "recorded", "group": "rfc5054-1024"}, name="recorded")
    sent.add_values("wire", {"A": f"{pow(g, own, N):x}", "s": SALT, "B": "9b" * 128, "M1": PROOF})
    (printed,) = read_beside(Source.of_text(f"{beside}a = {own}\n", "app.log"))
    (joined,) = join_companions([sent, printed])
    assert number_of(joined, "a") == own


def test_an_A_that_a_page_calls_a_is_no_private_value() -> None:
    """JSON's keys and some programs write both values in small letters; the one that was sent says which it is."""
    public = f"{pow(g, OWN_A, N):0256x}"
    (joined,) = join_companions([recorded(), page(a=public, P="four kettles")])
    assert joined.lines[-1] == {"type": "values", "side": "client", "values": {"P": "four kettles"}}
    assert "app.log: its a is the A that was sent, and no private value." in joined.notes


def test_an_a_that_was_taken_for_A_by_its_length_is_found_by_arithmetic() -> None:
    """Beside a salt, a long `a` is read as A: the handshake that it is the exponent of says what it is."""
    own = 0xB7 << 1016 | 0x35
    sent = recorded()
    sent.lines[0]["values"]["A"] = f"{pow(g, own, N):x}"
    sent.lines.append({"type": "message", "t": 0.1, "from": "server", "via": "http", "endpoint": "", "bytes": "7b7d"})
    (printed,) = read_beside(Source.of_text(f"salt: {SALT}\na = {own}\n", "app.log"))
    (joined,) = join_companions([sent, printed])
    assert number_of(joined, "a") == own
    assert "app.log: what it has as A is the client's a: g^a is the A that was sent." in joined.notes
    assert any("read as A" in one for one in printed.notes) and not any("read as A" in one for one in joined.notes)


def test_no_account_of_a_table_is_compared_with_every_other_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 of them took ten seconds: none has a message whose `a` could stand as A."""
    header = {"dialect": "rfc5054", "group": "rfc5054-1024"}
    accounts = [
        Capture(dict(header), [{"type": "values", "side": "both", "values": {"I": f"u{n}", "v": f"{n + 5:0256x}"}}])
        for n in range(1_000)
    ]
    compared = count()
    asked = "srpscope.capture.companions.has_its_a_as_A"
    monkeypatch.setattr(asked, lambda *both: next(compared) < 0 or has_its_a_as_A(*both))
    assert len(join_companions(accounts)) == len(accounts)
    assert next(compared) == 0
