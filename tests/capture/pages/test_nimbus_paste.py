"""A pasted Nimbus exchange is opened as one handshake, with the settings that stand beside it."""

from __future__ import annotations

import json

import pytest

from srpscope.capture import formats
from srpscope.capture.pages import nimbus_exchange
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.live.users import LiveParty
from srpscope.session import Session
from srpscope.srp.nimbus_settings import publish
from srpscope.wire.wires import wire
from tests.systems.parties import NAME, SYSTEMS


def exchange() -> tuple[list[str], LiveParty, LiveParty]:
    """The messages of a handshake, and its two sides."""
    system = SYSTEMS["nimbus"]
    server, client = system.users().party(NAME), system.client()
    client.receive("s", server.raw("s"))
    client.receive("B", server.raw("B"))
    server.receive("A", client.raw("A"))
    messages = [
        {"username": NAME},
        {"salt": f"{int.from_bytes(server.raw('s')):x}", "B": f"{server.number('B'):x}"},
        {"A": f"{client.number('A'):x}", "M1": f"{client.number('M1'):x}"},
        {"M2": f"{server.number('M2'):x}"},
    ]
    return [json.dumps(one) for one in messages], client, server


def opened(text: str) -> list[Session]:
    return [Session(one) for one in formats.read(Source.of_bytes(text.encode(), "paste"))]


def test_with_its_settings_and_a_private_value_it_agrees() -> None:
    messages, client, server = exchange()
    settings = publish(client.terms.dialect, client.terms.group, "sha1")
    text = "\n".join(
        [
            json.dumps(settings, indent=2),
            f"C: {messages[0]}",
            f"S: {messages[1]}",
            f"C: {messages[2]}",
            f"S: {messages[3]}",
        ]
    )
    (session,) = opened(text)
    assert session.declared == "nimbus"
    session.capture.add_values("client", {name: client.own_values()[name] for name in ("P", "a")})
    session.capture.add_values("server", {name: server.own_values()[name] for name in ("v", "b")})
    session.changed()
    assert session.view.comparison.agreement == "agree"
    assert session.view.client.value("S") == client.number("S")


def test_routines_of_the_settings_are_both_sides() -> None:
    messages, client, _ = exchange()
    settings = {**publish(client.terms.dialect, client.terms.group, "sha1"), "xRoutine": "H(s|H(I|':'|P))"}
    (session,) = opened(json.dumps(settings) + "".join(messages))
    assert [(edit.side, edit.value, edit.content) for edit in session.edits] == [
        ("both", "x", "H(MIN(s) | H(I | ':' | P))")
    ]


def test_two_exchanges_in_one_paste_are_two() -> None:
    messages, _, _ = exchange()
    assert len(opened("\n".join(messages * 2))) == 2
    assert len(opened("\n".join(messages[1:] * 3))) == 3


@pytest.mark.parametrize(
    "text", ["", "{}", '{"salt":"1"}', '{"username":"a"}', "{" * 3_000, '{"M1":"1","salt":1,"B":2}']
)
def test_what_is_none_is_not_taken(text: str) -> None:
    assert nimbus_exchange.sureness(text.encode(), "x") == 0.0


def test_a_file_without_messages_is_refused() -> None:
    with pytest.raises(FileError, match="no message"):
        nimbus_exchange.read(Source.of_bytes(b'{"registered": true}', "x"))


def test_odd_settings_are_a_note() -> None:
    messages, _, _ = exchange()
    (session,) = opened('{"N":"zz","H":"SHA-1"}' + "".join(messages))
    assert any("settings" in note for note in session.view.notes)


def test_a_pasted_exchange_is_taken_apart() -> None:
    text = """
    client: {"username":"alice"}
    server: { "salt" : "11", "B" : "22" }   // comment {not json}
    {"A":"33","M1":"44"} -> {"M2":"55"} {"other":"thing"}
    """
    found = nimbus_exchange.split_exchange(text)
    assert [(sender, name) for sender, name, _ in found] == [
        ("client", "step 1"),
        ("server", "salt and B"),
        ("client", "step 2"),
        ("server", "M2"),
    ]
    values: dict[str, bytes] = {}
    for sender, _, data in found:
        decoded = wire("nimbus").decode(sender, data)
        assert decoded is not None
        values |= decoded.values
    assert values == {"I": b"alice", "s": b"\x11", "B": b"\x22", "A": b"\x33", "M1": b"\x44", "M2": b"\x55"}


@pytest.mark.parametrize("text", ["{" * 5_000, '{"a":' * 5_000, "{}" * 5_000])
def test_a_hostile_paste_ends(text: str) -> None:
    assert nimbus_exchange.split_exchange(text) == []
