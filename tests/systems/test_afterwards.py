"""What follows a handshake: of Cognito what takes its tokens, of the others a sentence that nothing does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from srpscope.answers.redacting import redacted
from srpscope.errors import PeerError, UserError
from srpscope.live.client import ClientSession
from srpscope.live.systems.registry import SYSTEMS, client_session, played_server, system
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.wire.asking import is_secret
from srpscope.wire.cognito.asking import CognitoAsks
from tests.systems.test_cognito import log_in, user_pool

USER, PASSWORD = "alice", "Correct-Horse-1"


@asynccontextmanager
async def logged_in(folder: Path, **options: Any) -> AsyncIterator[ClientSession]:
    host, start = played_server("cognito", USER, PASSWORD, kept=False, options=options, diagnosed=False)
    listening = await start(host)
    record = folder / "one.srp.jsonl"
    session = client_session("cognito", listening.url, USER, PASSWORD, record=record, options=options)
    try:
        assert await session.run() is True
        yield session
    finally:
        await session.close()
        await listening.close()
        await host.close()


async def fields(session: ClientSession, text: str) -> dict[str, str]:
    (trip,) = await session.perform(text)
    return {node.name: node.text for node in trip.tree.walk()}


async def test_the_tokens_are_used_renewed_and_given_back(tmp_path: Path) -> None:
    async with logged_in(tmp_path) as session:
        assert (await fields(session, "get-user"))["Username"] == USER
        before = session.would_ask("get-user")[1]
        await session.perform("refresh")
        assert session.would_ask("get-user")[1] != before
        assert (await fields(session, "get-user"))["Username"] == USER
        await session.perform("revoke")
        with pytest.raises(PeerError, match="NotAuthorizedException: Invalid Access Token"):
            await session.perform("get-user")
        with pytest.raises(PeerError, match="Invalid Refresh Token"):
            await session.perform("refresh")
        with pytest.raises(PeerError, match="Invalid Access Token"):
            await session.perform(f"GetUser:{before.hex()}")
        with pytest.raises(UserError, match="no further challenge"):
            session.would_ask("respond answer=1")
        assert set(session.forms) == {"get-user", "refresh", "revoke", "sign-out", "respond"}
    judged = judge(Session(session.recording.capture)).as_json()
    assert (judged["outcome"], judged["values"]) == ("accepted", "agree")
    tokens = [text for text in session.exchange.tokens.values() if isinstance(text, str) and len(text) > 40]  # type: ignore[attr-defined]
    assert len(tokens) == 3
    kept = json.dumps(redacted(session.recording.capture).capture.lines)
    assert not [one for one in tokens if one in kept or one.encode().hex() in kept]


async def test_signing_out_ends_every_log_in_of_a_user(tmp_path: Path) -> None:
    async with logged_in(tmp_path) as session:
        await session.perform("sign-out")
        for text in ("get-user", "refresh"):
            with pytest.raises(PeerError, match="NotAuthorizedException"):
                await session.perform(text)


async def test_an_app_with_a_secret_says_so_each_time(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("c-secret")
    async with logged_in(tmp_path, client_secret=str(tmp_path / "secret"), admin=True) as session:
        operation, data, _ = session.would_ask("refresh")
        sent = json.loads(data)
        assert operation == "AdminInitiateAuth" and sent["AuthParameters"]["SECRET_HASH"] and sent["UserPoolId"]
        assert json.loads(session.would_ask("revoke")[1])["ClientSecret"] == "c-secret"
        assert "AuthenticationResult.AccessToken" in await fields(session, "refresh")


async def test_a_further_challenge_is_answered_by_its_name() -> None:
    listening = await user_pool()
    try:
        client = await log_in(listening.url)
    finally:
        await listening.close()
    asks = CognitoAsks(client)
    further = {"ChallengeName": "SMS_MFA", "Session": "s-1", "ChallengeParameters": {"CODE_DELIVERY_MEDIUM": "SMS"}}
    asks.took(json.dumps(further).encode())
    with pytest.raises(UserError, match="gave no AccessToken"):
        asks.build(asks.read("get-user"))
    operation, data = asks.build(asks.read("respond answer=123456"))
    said = json.loads(data)
    assert (operation, said["ChallengeName"], said["Session"]) == ("RespondToAuthChallenge", "SMS_MFA", "s-1")
    with pytest.raises(UserError, match="respond has nothing to send"):
        asks.read("respond")
    assert asks.secret == {"answer"} and is_secret("ChallengeResponses.SMS_MFA_CODE")
    assert said["ChallengeResponses"] == {"USERNAME": client.party.text("I"), "SMS_MFA_CODE": "123456"}
    with pytest.raises(PeerError, match=r"^The server refuses it: CodeMismatchException: no\\e\[2J\.$"):
        asks.took(json.dumps({"__type": "CodeMismatchException", "message": "no\x1b[2J."}).encode())
    asks.took(b'{"AuthenticationResult": {"AccessToken": "t-1"}, "ChallengeParameters": {}}')
    assert json.loads(asks.build(asks.read("get-user"))[1]) == {"AccessToken": "t-1"}
    asks.took(json.dumps({**further, "ChallengeName": "CUSTOM_CHALLENGE"}).encode())
    with pytest.raises(UserError, match="CUSTOM_CHALLENGE is no challenge that can be answered here"):
        asks.build(asks.read("respond answer=1"))


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_says_what_follows(name: str) -> None:
    spoken = system(name)
    assert bool(spoken.requests) != bool(spoken.ends)


async def test_the_sentence_is_told_once_it_is_accepted(tmp_path: Path) -> None:
    host, start = played_server("plain", USER, PASSWORD, kept=False, diagnosed=False)
    listening = await start(host)
    session = client_session("plain", listening.url, USER, PASSWORD, record=tmp_path / "a.srp.jsonl")
    try:
        assert await session.run() is True
        assert session.events[-1].text == session.ends == "Nothing follows M2: the textbook ends there."
        assert not session.goes_on
        with pytest.raises(UserError, match="Nothing follows M2"):
            await session.perform("get-user")
    finally:
        await session.close()
        await listening.close()
        await host.close()
