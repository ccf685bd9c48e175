"""A saved handshake once more, over real sockets: a client's messages to a server, a server's answers to a client."""

from __future__ import annotations

import asyncio
import json
from copy import deepcopy
from pathlib import Path

import pytest

from srpscope.capture.srp_jsonl import write
from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.live.proxy.replaying import Replayed, Saved, proved_mistakes, replay_from, replay_to
from srpscope.live.recording import ClientRun
from srpscope.live.systems.registry import SYSTEMS, client_session, played_server, system
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit
from srpscope.tui.facts.moment.shown import shown
from srpscope.wire.cognito.messages import renewed
from srpscope.wire.excalibur.messages import ENDPOINT, ExcaliburMessage
from srpscope.wire.exchange import Receive
from srpscope.wire.wires import wire
from tests.proxy.test_split import PASSWORD, SMALL, USER

NETWORK = [name for name in SYSTEMS if system(name).on_network]
each = pytest.mark.parametrize("name", NETWORK)


async def handshake(name: str, folder: Path, **options: object) -> tuple[Session, Session, str]:
    """The recordings of a good client and of its server, and where the server was."""
    chosen = {"linger": 0.05, **SMALL.get(name, {}), **options}
    host, start = played_server(name, USER, PASSWORD, folder=folder / "served", options=chosen, diagnosed=False)
    listening = await start(host)
    try:
        app = client_session(name, listening.url, USER, PASSWORD, record=folder / "app.srp.jsonl", options=chosen)
        assert await app.run() is True
        await app.close()
        ended = await asyncio.wait_for(host.ended.get(), 60)
    finally:
        await listening.close()
        await host.close()
    assert ended.record is not None
    paths = (folder / "app.srp.jsonl", ended.record)
    client, server = (session_of(read_path(path).captures[0]) for path in paths)
    return client, server, listening.url


@each
async def test_a_client_with_its_a_logs_in_again_and_one_without_cannot(name: str, tmp_path: Path) -> None:
    client, server, _ = await handshake(name, tmp_path)
    spoken, chosen = system(name), {"linger": 0.05, **SMALL.get(name, {})}
    host, start = played_server(name, USER, PASSWORD, folder=tmp_path / "again", options=chosen, diagnosed=False)
    listening = await start(host)
    try:
        again = replay_to(client, spoken, listening.url, {}, record=tmp_path / "again.srp.jsonl")
        assert await again.run() is True
        await again.close()
        blind = replay_to(server, spoken, listening.url, {}, record=tmp_path / "blind.srp.jsonl")
        assert "a is not on record" in blind.events[0].text
        assert await blind.run() is False
        await blind.close()
    finally:
        await listening.close()
        await host.close()
    once_more = session_of(read_path(tmp_path / "again.srp.jsonl").captures[0])
    assert once_more.view.wire["A"] == client.view.wire["A"] and once_more.view.wire["M1"] != client.view.wire["M1"]


async def test_a_proved_mistake_is_made_again(tmp_path: Path) -> None:
    """A wrong client of the field, its a known: it is refused again, and accepted once the mistake is left out."""
    chosen = SMALL["plain"]
    host, start = played_server("plain", USER, PASSWORD, folder=tmp_path, options=chosen, diagnosed=False)
    listening = await start(host)
    spoken = system("plain")
    try:
        terms = spoken.spoken(chosen, "client", [Edit("client", "M1", "formula", "H(A | B | S)")])
        party = spoken.party(terms, {"I": USER, "P": PASSWORD})
        wrong = spoken.session(party, listening.url, chosen, terms, ClientRun(tmp_path / "wrong.srp.jsonl"))
        assert await wrong.run() is False
        await wrong.close()
        capture = read_path(tmp_path / "wrong.srp.jsonl").captures[0]
        capture.lines = [line for line in capture.lines if line["type"] != "edit"]
        session = session_of(capture)
        mistakes = proved_mistakes(session)
        assert mistakes and mistakes[0].value in ("M1", "K", "S")
        for made, outcome in ((mistakes, False), ((), True)):
            path = tmp_path / f"replay-{outcome}.srp.jsonl"
            again = replay_to(session, spoken, listening.url, {}, made, record=path)
            assert (f"{mistakes[0].value} = {mistakes[0].content}" in again.events[0].text) is bool(made)
            assert await again.run() is outcome
            await again.close()
    finally:
        await listening.close()
        await host.close()
    recorded = session_of(read_path(tmp_path / "replay-False.srp.jsonl").captures[0])
    judged = judge(recorded)
    assert "with the mistake that was proved of the saved client: " in judged.headline and "edit" not in judged.headline
    # No two sides differ in it: marked is the value that is made otherwise, and not the one behind it.
    assert shown(recorded, recorded.edits).marked == mistakes[0].value


@each
async def test_a_saved_server_answers_again(name: str, tmp_path: Path) -> None:
    client, server, _ = await handshake(name, tmp_path)
    spoken, chosen = system(name), {"linger": 0.05, **SMALL.get(name, {})}
    for session, outcome, said in ((server, True, "b and the verifier are on record"), (client, False, "b is not")):
        host, start, told = replay_from(session, spoken, chosen, tmp_path / "again")
        assert told.startswith(said)
        listening = await start(host)
        try:
            app = client_session(name, listening.url, USER, PASSWORD, kept=False, options=chosen)
            assert await app.run() is (outcome or not app.exchange.mutual)  # Cognito's server has no proof to be wrong
            assert app.party.knowledge.received["B"] == client.view.wire["B"]
            await app.close()
        finally:
            await listening.close()
            await host.close()


async def test_another_protocol_is_refused_and_expectations_are_exit_codes(tmp_path: Path) -> None:
    client, _, url = await handshake("plain", tmp_path)
    with pytest.raises(UserError, match="not nimbus"):
        replay_to(client, system("nimbus"), "http://127.0.0.1:1", {})
    path = str(tmp_path / "app.srp.jsonl")
    to = ["--to", "plain", url, "--headless", "--record", str(tmp_path / "never.srp.jsonl"), "--expect", "refused"]
    assert await asyncio.to_thread(main, ["replay", path, *to]) == 69


async def test_what_could_not_be_sent_or_tells_nothing_is_no_refusal_that_was_expected(tmp_path: Path) -> None:
    """A recording of the server has the name in a message alone: with a from a log M1 is made, without P it is not."""
    chosen = SMALL["plain"]
    client, server, _ = await handshake("plain", tmp_path)
    a = f"{client.view.client.need('a'):x}"
    host, start = played_server("plain", USER, PASSWORD, folder=tmp_path / "again", options=chosen, diagnosed=False)
    listening = await start(host)

    async def status(name: str, values: dict[str, str], expected: str) -> int:
        capture = deepcopy(server.capture)
        for line in capture.lines:
            if line["type"] == "values" and line["side"] in ("client", "enroller"):
                line["values"].pop("P", None)
        capture.add_values("client", values)
        path = tmp_path / f"{name}.srp.jsonl"
        write(capture, path)
        to = ["--to", "plain", listening.url, "--record", str(tmp_path / f"{name}-new.srp.jsonl")]
        return await asyncio.to_thread(main, ["replay", str(path), *to, "--expect", expected])

    try:
        assert await status("right", {"a": a, "P": PASSWORD}, "accepted") == 0
        assert await status("right-2", {"a": a, "P": PASSWORD}, "refused") == 1
        assert await status("wrong", {"a": a, "P": "another"}, "refused") == 0
        assert await status("no-P", {"a": a}, "refused") == 2
        assert await status("no-a", {}, "refused") == 2
    finally:
        await listening.close()
        await host.close()


@pytest.mark.parametrize("name", ["nimbus", "homekit"])
async def test_a_path_of_a_recording_leads_to_no_other_host(name: str, tmp_path: Path) -> None:
    """`@host` behind an address would make a user name of the address."""
    client, _, _ = await handshake(name, tmp_path)
    reached: list[str] = []

    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append("other host")
        writer.close()

    elsewhere = await asyncio.start_server(other, "127.0.0.1", 0)
    here = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = elsewhere.sockets[0].getsockname()[1]
    named = f"http://127.0.0.1:{here.sockets[0].getsockname()[1]}"
    for line in client.capture.lines:
        if line["type"] == "message" and line["from"] == "client":
            line["endpoint"] = f"@127.0.0.1:{port}{line['endpoint']}"
    changed = session_of(client.capture)
    try:
        again = replay_to(changed, system(name), named, {}, record=tmp_path / "again.srp.jsonl")
        assert await again.run() is not True
        await again.close()
    finally:
        elsewhere.close()
        here.close()
    assert any("is no path of" in event.text for event in again.events)
    assert not reached


async def test_what_a_session_has_of_its_own_is_renewed(tmp_path: Path) -> None:
    client, _, _ = await handshake("cognito", tmp_path)
    spoken = system("cognito")
    host, start = played_server("cognito", USER, PASSWORD, kept=False, diagnosed=False)
    listening = await start(host)
    try:
        again = replay_to(client, spoken, listening.url, {}, record=tmp_path / "again.srp.jsonl")
        assert await again.run() is True
        await again.close()
    finally:
        await listening.close()
        await host.close()
    once_more = session_of(read_path(tmp_path / "again.srp.jsonl").captures[0])
    sent = [json.loads(one.data) for one in once_more.messages if one.sender == "client"][1]["ChallengeResponses"]
    given = next(json.loads(one.data) for one in once_more.messages if one.sender == "server")["ChallengeParameters"]
    assert sent["PASSWORD_CLAIM_SECRET_BLOCK"] == given["SECRET_BLOCK"]
    assert once_more.view.wire["secret_block"] != client.view.wire["secret_block"]
    assert judge(once_more).values == "agree"


def test_a_server_that_never_stops_answering_is_left() -> None:
    name, size = ExcaliburMessage("alice").write(), ExcaliburMessage("2048", "OK").write()
    again = Replayed(wire("excalibur"), [Saved("username", ENDPOINT, name)], None)
    again.sent(name)
    for _ in range(2):  # the size of the group is followed by B; the same once more is followed by nothing
        assert isinstance(again.step, Receive)
        again.received(size)
    assert again.step is None and again.accepted is None


def test_the_session_of_a_challenge_is_renewed_too() -> None:
    stamp, asked = "Mon Nov 30 19:00:00 UTC 2026", {"ChallengeName": "PASSWORD_VERIFIER", "Session": "old"}
    held = {
        "PASSWORD_CLAIM_SIGNATURE": "AA==",
        "PASSWORD_CLAIM_SECRET_BLOCK": "b2xk",
        "TIMESTAMP": "then",
        "USERNAME": "u",
    }
    data = json.dumps({**asked, "ChallengeResponses": held}).encode()
    given = {"SRP_B": "ab", "SALT": "cd", "SECRET_BLOCK": "bmV3"}
    answer = json.dumps({"ChallengeName": "PASSWORD_VERIFIER", "Session": "new", "ChallengeParameters": given}).encode()
    made = json.loads(renewed(data, [answer], stamp))
    new = {**held, "PASSWORD_CLAIM_SECRET_BLOCK": "bmV3", "TIMESTAMP": stamp}
    assert made == {**asked, "Session": "new", "ChallengeResponses": new}
    assert renewed(data, [], stamp) == data and renewed(answer, [answer], stamp) == answer
