"""Where one side alone is known: what stands for the first difference, and beside what bytes are compared."""

from __future__ import annotations

import json

from srpscope.capture.capture import Capture
from srpscope.capture.events import Event
from srpscope.session import Session
from srpscope.srp.edit import Edit
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.compare.screen import AgainstPane
from srpscope.tui.debug.steps import _heading
from srpscope.tui.desk import Desk
from srpscope.tui.facts.moment.marks import at_a_glance, standing
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.facts.moment.timeline import Heading
from srpscope.tui.facts.wire_table import event_words, wire_lines
from srpscope.wire.wires import wire
from tests.tui.conftest import settled
from tests.tui.live_steps import text_of

ANOTHER = Edit("client", "M1", "formula", "H(A | B | K)")


def one_sided() -> Session:
    """A client that knows everything of its own, the public values, and an M1 on the wire that is not its own."""
    known = {"I": "mona", "P": "open sesame", "s": "4142434445464748", "a": "7d" * 16}
    lines = [
        {"type": "values", "side": "client", "values": known},
        {"type": "values", "side": "wire", "values": {"B": "05" * 32, "M1": "31" * 32}},
    ]
    return Session(Capture({"dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"}, lines))


def test_an_edit_of_the_only_side_is_marked_as_the_first() -> None:
    session = Session(Capture(*_without_proof(one_sided())))
    assert shown(session, []).marked is None
    found = shown(session, [ANOTHER])
    assert found.first is None and found.marked == "M1"


def _without_proof(session: Session) -> tuple[dict[str, object], list[dict[str, object]]]:
    lines = [dict(line) for line in session.capture.lines]
    lines[-1]["values"] = {"B": "05" * 32}
    return dict(session.capture.header), lines


async def test_bytes_that_the_server_has_not_are_compared_with_the_clients() -> None:
    app = SrpscopeApp(Desk(one_sided(), searching=False), start="compare")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.desk.select("M1")
        await settled(pilot)
        assert "! differs from the client" in str(app.screen.query_one(AgainstPane).border_subtitle)
        app.desk.select("K")
        await settled(pilot)
        assert "differs" not in str(app.screen.query_one(AgainstPane).border_subtitle)


def test_a_long_name_of_a_message_stands_whole_in_its_heading() -> None:
    def said(title: str, *carries: str) -> str:
        return text_of([_heading(Heading(title, "→", carries, 1312), 29, None, ())])

    assert said("RespondToAuthChallenge", "A", "M1").split() == ["→", "RespondToAuthChallenge"]
    assert said("PASSWORD_VERIFIER", "s", "B").split()[1:] == ["PASSWORD_VERIFIER", "1312", "B"]
    assert said("Cmd1", "M1").split()[1:] == ["Cmd1", "M1", "1312", "B"]


def test_a_refused_proof_is_not_called_by_a_messages_name() -> None:
    line = {"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "The server refuses: no."}
    event = Event("refused", "server", "M1", "The server refuses: no.", line)
    assert event_words(event) == "server refused M1: no."
    assert event_words(event, wire("homekit").proofs) == "server refused the client's proof: no."


def test_a_long_name_of_a_message_stands_whole_in_the_table_where_there_is_room() -> None:
    asked = {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "mona", "SRP_A": "7d" * 384}, "ClientId": "c"}
    line = {"type": "message", "from": "client", "t": 0.1, "via": "http", "endpoint": "InitiateAuth"}
    line["bytes"] = json.dumps(asked).encode().hex()
    session = Session(Capture({"dialect": "cognito", "wire": "cognito"}, [line]))
    wide, narrow = (text_of(wire_lines(session, shown(session, []), cells)[0]) for cells in (110, 76))
    assert "InitiateAuth " in wide and "InitiateA.." in narrow


def test_what_follows_on_the_only_side_is_marked_so() -> None:
    """The client alone is known: its x is another one, and what it makes of it follows; nothing of it is a cause."""
    found = shown(one_sided(), [Edit("client", "x", "formula", "H(s | H(P))")])
    rows = found.view.comparison.rows
    follow = [name for name, row in rows.items() if standing(found.marks[name], row) == "follows"]
    assert {"S", "K"} <= set(follow) and "x" not in follow
    assert rows["S"].state == "unknown" and at_a_glance(found.marks["S"], rows["S"], False)[0] == "○"


def test_a_message_that_is_called_by_what_it_holds_says_it_once() -> None:
    for title, carries in (("M1", ("M1",)), ("I and A", ("I", "A"))):
        text = text_of([_heading(Heading(title, "→", carries), 29, None, ())])
        assert text.rstrip() == f"→ {title}", text
    assert "I, A" in text_of([_heading(Heading("Cmd0", "→", ("I", "A")), 29, None, ())])


def test_a_joined_operand_of_a_side_that_lacks_another_is_whole() -> None:
    """The server's K is not known, and what its M1 hashes beside it is: the same bytes as the client's."""
    known = {"I": "mia", "P": "open sesame", "s": "4142434445464748", "a": "7d" * 32}
    given = {"pool": "PoolName", "secret_block": "0a0b0c0d", "timestamp": "Wed Dec 2 20:36:25 UTC 2026"}
    lines = [
        {"type": "values", "side": "client", "values": known},
        {"type": "values", "side": "both", "values": given},
        {"type": "values", "side": "wire", "values": {"B": "05" * 384}},
    ]
    found = shown(Session(Capture({"dialect": "cognito"}, lines)), [])
    joined = found.table("M1").rows[1]
    assert joined.server is not None and joined.client is not None, joined
    assert joined.state == "agree" and joined.client.data == joined.server.data
