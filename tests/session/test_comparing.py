"""What differs, what follows, and on what agreement is judged: edits, stand-ins, and values given twice."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.groups import group
from srpscope.srp.rights import Rights

N, G = group("rfc5054-1024")
BOTH = {"I": "alice", "P": "password123", "s": "beb25379d1a8581eb5a727673a2441ee"}
OWN_A, OWN_B = "60975527035cf2ad1989806f0407210b", "e487cb59d31ac550471e81f00f6928e0"


def lines(**sides: dict[str, str]) -> list[dict[str, object]]:
    return [{"type": "values", "side": side, "values": values} for side, values in sides.items()]


def played(header: dict[str, str] | None = None) -> dict[str, str]:
    """A right handshake's wire, as hex."""
    head = header or {"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1"}
    session = Session(Capture(head, lines(both=BOTH, client={"a": OWN_A}, server={"b": OWN_B})))
    client, server = session.view.client, session.view.server
    return {
        "A": client.as_sent("A").hex(),
        "B": server.as_sent("B").hex(),
        "s": BOTH["s"],
        "M1": client.as_sent("M1").hex(),
        "S": f"{client.need('S'):x}",
        "K": client.as_sent("K").hex(),
        "v": f"{server.need('v'):x}",
    }


WIRE = played()
SEEN = {name: WIRE[name] for name in ("A", "B", "s", "M1")}
HEAD = {"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1"}
CLIENT = {"I": "alice", "P": "password123", "a": OWN_A}
SERVER = {"v": WIRE["v"], "b": OWN_B}


def recorded(**more: dict[str, str]) -> Session:
    return Session(Capture(HEAD, lines(wire=SEEN, client=CLIENT, server=SERVER, **more)))


def states(session: Session, *names: str) -> list[str]:
    return [session.view.comparison[name].state for name in names]


@pytest.mark.parametrize("logged", [{}, {"A": WIRE["A"]}], ids=["as sent", "also logged"])
@pytest.mark.parametrize(("name", "new"), [("N", f"{group('rfc5054-1536').N:x}"), ("g", "05")])
def test_a_group_edited_on_one_side_is_what_differs_and_A_and_v_follow(
    name: str, new: str, logged: dict[str, str]
) -> None:
    session = Session(Capture(HEAD, lines(wire=SEEN, client={**CLIENT, **logged}, server=SERVER)))
    session.edit(Edit("client", name, "hex", new))
    comparison = session.view.comparison
    assert comparison.first_difference == name
    assert states(session, "A", "v", "S", "M1") == ["follows"] * 4
    assert comparison.agreement == "disagree"


def test_the_servers_group_edited_makes_its_B_follow() -> None:
    session = Session(
        Capture(HEAD, lines(wire=SEEN, client=CLIENT, server={**SERVER, "P": "password123", "I": "alice"}))
    )
    session.edit(Edit("server", "g", "hex", "05"))
    assert session.view.comparison.first_difference == "g"
    assert states(session, "v", "B", "M1") == ["follows"] * 3


@pytest.mark.parametrize("server", [SERVER, {"b": OWN_B}], ids=["v given", "v of b and B"])
def test_the_servers_b_edited_makes_B_the_first_difference(server: dict[str, str]) -> None:
    session = Session(Capture(HEAD, lines(wire=SEEN, client=CLIENT, server=server)))
    assert session.view.comparison.agreement == "agree"
    session.edit(Edit("server", "b", "hex", OWN_B[:-1] + "1"))
    assert session.view.comparison.first_difference == "B"
    assert states(session, "v", "A", "u", "M1") == ["agree", "agree", "follows", "follows"]


def test_the_clients_a_edited_makes_A_the_first_difference() -> None:
    session = recorded()
    session.edit(Edit("client", "a", "hex", OWN_A[:-1] + "0"))
    assert session.view.comparison.first_difference == "A"


# By different right


def test_a_secret_given_once_for_both_sides_agrees_with_nothing() -> None:
    session = Session(Capture(HEAD, lines(wire={"A": WIRE["A"], "B": WIRE["B"]}, both={**BOTH, "K": WIRE["K"]})))
    assert (session.view.comparison.agreement, session.view.comparison.judged_on) == ("unknown", None)
    # With a and b the same K is what both sides compute.
    session = Session(Capture(HEAD, lines(both={**BOTH, "K": WIRE["K"]}, client={"a": OWN_A}, server={"b": OWN_B})))
    assert (session.view.comparison.agreement, session.view.comparison.judged_on) == ("agree", "M1")
    # Logged by each side it is known twice.
    session = Session(Capture(HEAD, lines(client={"K": WIRE["K"]}, server={"K": WIRE["K"]})))
    assert (session.view.comparison.agreement, session.view.comparison.judged_on) == ("agree", "K")


@pytest.mark.parametrize("name", ["S", "K", "M1"])
def test_a_value_that_contradicts_its_formula_is_disagreement(name: str) -> None:
    wrong = WIRE[name][:-1] + ("0" if WIRE[name][-1] != "0" else "1")
    session = Session(Capture(HEAD, lines(both={**BOTH, name: wrong}, client={"a": OWN_A}, server={"b": OWN_B})))
    comparison = session.view.comparison
    assert (comparison.agreement, comparison.first_difference) == ("disagree", name)


def stand_in(*wire: str) -> Session:
    """A played server's session: the user's own password stands in for the client's."""
    found = lines(wire={name: WIRE[name] for name in wire}, server=SERVER, client={"P": "password123", "I": "alice"})
    found[-1]["by"] = "assumed"
    return Session(Capture(HEAD, found))


def test_a_stand_in_is_no_second_opinion() -> None:
    without = stand_in("A", "B", "s").view
    assert without.client["M1"].value == without.server["M1"].value is not None
    assert (without.comparison.agreement, without.comparison.judged_on) == ("unknown", None)
    right = without.comparison["M1"].right("client")
    assert right is not None and right.by == "computed" and right.weakest == "assumed"
    assert "client P" in right.stand_ins and "server b" in right.stand_ins
    # What the client sent is its own word.
    assert stand_in("A", "B", "s", "M1").view.comparison.agreement == "agree"
    wrong = stand_in("A", "B", "s", "M1")
    wrong.edit(Edit("wire", "M1", "hex", "00" * 20))
    assert wrong.view.comparison.agreement == "disagree"


def test_rights_of_a_recording() -> None:
    session = session_of(read_path(captures_folder() / "esp32-refused.srp.jsonl").captures[0])
    client, server = Rights(session.view.client), Rights(session.view.server)
    found = {name: (client[name] or server[name]) for name in ("N", "H", "P", "a", "s", "x", "A", "M1")}
    by = {name: right.by for name, right in found.items() if right is not None}
    assert by == {
        "N": "assumed",
        "H": "assumed",
        "P": "typed",
        "a": "logged",
        "s": "sent",
        "x": "computed",
        "A": "computed",
        "M1": "computed",
    }
    x = client["x"]
    assert x is not None and x.weakest == "typed" and not x.stand_ins
    assert (server["M1"] or x).by == "logged"


# Names


@pytest.mark.parametrize("name", ["player", "A", "beef", "0b"])
def test_a_name_that_the_dialect_capitalises_is_no_difference(name: str) -> None:
    header = {"dialect": "wow"}
    client = {"I": name, "P": "secret", "a": OWN_A}
    made = Session(
        Capture(header, lines(both={"I": name, "P": "secret", "s": BOTH["s"]}, client=client, server={"b": OWN_B}))
    )
    sheet, other = made.view.client, made.view.server
    wire = {
        "A": sheet.as_sent("A").hex(),
        "B": other.as_sent("B").hex(),
        "s": BOTH["s"],
        "M1": sheet.as_sent("M1").hex(),
    }
    server = {"v": f"{other.need('v'):x}", "b": OWN_B}
    for sent in (name, name.upper()):
        session = Session(Capture(header, lines(wire={**wire, "I": sent}, client=client, server=server)))
        assert session.view.server["I"].value == sent
        assert (session.view.comparison.agreement, session.view.comparison.first_difference) == ("agree", None)
    other_name = Session(Capture(header, lines(wire={**wire, "I": name + "x"}, client=client, server=server)))
    assert other_name.view.comparison.first_difference == "I"


def test_a_dialect_that_hashes_a_name_as_it_is_tells_capitals_apart() -> None:
    session = recorded()
    session.edit(Edit("wire", "I", "text", "ALICE"))
    assert session.view.comparison.first_difference == "I"
