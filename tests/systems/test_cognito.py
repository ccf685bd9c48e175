"""Cognito over HTTP: what the pool checks beside the proof, other names of a user, devices, users from a file."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from srpscope.errors import UserError
from srpscope.live.driving import Unwatched, drive
from srpscope.live.listening import Audience, Listening
from srpscope.live.systems.registry import system
from srpscope.live.users import LiveParty, Users, enrol
from srpscope.wire.cognito.asking import GET_USER, REFRESH_FLOW, CognitoAsks
from srpscope.wire.cognito.client import CognitoClient
from srpscope.wire.cognito.logged_in import LoggedIn
from srpscope.wire.cognito.messages import INITIATE, error, part, pool_name
from srpscope.wire.cognito.server import Pool
from srpscope.wire.cognito.texts import canonical, secret_hash, timestamp, timestamp_note, tokens
from srpscope.wire.cognito.wire import WIRE

COGNITO = system("cognito")
USER, PASSWORD, POOL, CLIENT_ID = "5a1c-user", "Correct-Horse-1", "us-east-1_AbCdEfGhI", "1example23456789"


async def user_pool(user: str = USER, **options: object) -> Listening:
    chosen = {"pool": POOL, "client_id": CLIENT_ID, **options}
    terms = COGNITO.spoken(chosen, "server").terms
    users = Users(terms, [enrol(terms, user, PASSWORD)])
    return await COGNITO.listen(users, chosen, Audience())


async def log_in(url: str, user: str = USER, password: str = PASSWORD, **options: object) -> CognitoClient:
    chosen = {"pool": POOL, "client_id": CLIENT_ID, **options}
    party = LiveParty("client", COGNITO.spoken(chosen, "client").terms, {"I": user, "P": password})
    exchange, transport = COGNITO.client(party, chosen), COGNITO.transport(url, chosen)
    await transport.open()
    try:
        await drive(exchange, transport, Unwatched())
    finally:
        await transport.close()
    assert isinstance(exchange, CognitoClient)
    return exchange


def refused(one: CognitoClient) -> str:
    assert one.accepted is False and one.refusal is not None and one.refusal.by_peer
    return str(one.refusal)


async def test_tokens_say_that_they_were_made_here() -> None:
    listening = await user_pool()
    try:
        one = await log_in(listening.url)
        assert one.accepted and any("sends no proof of its own" in note for note in one.notes)
        assert refused(await log_in(listening.url, password="wrong")).endswith("Incorrect username or password.")
        assert "UserNotFoundException" in refused(await log_in(listening.url, "nobody"))
    finally:
        await listening.close()
    for name in ("AccessToken", "IdToken"):
        header, claims, _ = (
            base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)) for piece in one.tokens[name].split(".")
        )
        assert json.loads(header)["alg"] == "none" and "made by srpscope" in json.loads(claims)["made_by"]


async def test_an_alias_logs_in_and_the_user_id_is_hashed() -> None:
    listening = await user_pool(alias="ann@example.org")
    try:
        one = await log_in(listening.url, "ann@example.org")
    finally:
        await listening.close()
    assert one.accepted and one.party.text("I") == USER and one.login.username == "ann@example.org"


async def test_an_app_client_with_a_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    (tmp_path / "other").write_text("another")
    listening = await user_pool(client_secret=str(tmp_path / "secret"))
    try:
        assert (await log_in(listening.url, client_secret=str(tmp_path / "secret"))).accepted
        assert "SECRET_HASH was not received" in refused(await log_in(listening.url))
        wrong = await log_in(listening.url, client_secret=str(tmp_path / "other"))
        assert "Unable to verify secret hash" in refused(wrong)
        assert "does not exist" in refused(await log_in(listening.url, client_id="other"))
    finally:
        await listening.close()


async def test_the_admin_forms_and_another_pool() -> None:
    listening = await user_pool()
    try:
        assert (await log_in(listening.url, admin=True)).accepted
        assert "NotAuthorizedException" in refused(await log_in(listening.url, pool="us-east-1_Other"))
        assert (await log_in(listening.url, pool="AbCdEfGhI")).accepted  # the region is not hashed
    finally:
        await listening.close()


async def test_a_device_logs_in_with_its_key_and_group() -> None:
    key, group = "us-east-1_77aa", "-grOuP1"
    listening = await user_pool(key, device_group=group)
    try:
        assert (await log_in(listening.url, device_key=key, device_group=group)).accepted
        wrong = await log_in(listening.url, password="wrong", device_key=key, device_group=group)
        assert "NotAuthorizedException" in refused(wrong)
        with pytest.raises(UserError, match="go together"):
            await log_in(listening.url, device_key=key)
    finally:
        await listening.close()


async def test_after_a_device_logged_in_the_user_is_named(tmp_path: Path) -> None:
    """The device's key is hashed as I; USERNAME and SECRET_HASH are the user's all the same."""
    key, secret = "us-east-1_77aa", tmp_path / "secret"
    secret.write_text("s3cret")
    chosen = {"device_group": "-grOuP1", "client_secret": str(secret)}
    listening = await user_pool(key, **chosen)
    transport = COGNITO.transport(listening.url, {})
    try:
        client = await log_in(listening.url, device_key=key, **chosen)
        assert client.accepted and client.party.text("I") == key and client.username == USER
        asks = CognitoAsks(client)
        await transport.open()
        for text in ("refresh", "get-user"):
            operation, data = asks.build(asks.read(text))
            await transport.send(operation, data)
            asks.took(reply := await transport.receive(operation))
        assert json.loads(reply)["Username"] == USER
    finally:
        await transport.close()
        await listening.close()


def test_a_log_in_that_is_renewed_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srpscope.wire.cognito.logged_in.MOST_ACCESS", 3)
    known = LoggedIn(Pool(POOL, CLIENT_ID))
    made = tokens(POOL, CLIENT_ID, USER, datetime.now(UTC))
    known.gave(made, USER)
    asked = json.dumps({"AuthFlow": REFRESH_FLOW, "AuthParameters": {"REFRESH_TOKEN": made["RefreshToken"]}}).encode()
    renewed = [json.loads(known.answer(INITIATE, asked)[1])["AuthenticationResult"]["AccessToken"] for _ in range(3)]
    held = [json.dumps({"AccessToken": one}).encode() for one in (made["AccessToken"], *renewed)]
    assert [known.answer(GET_USER, one)[0] for one in held] == [400, 200, 200, 200]


async def test_users_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "users.toml"
    file.write_text('[[user]]\nname = "bob"\npassword = "Bob-1"\naliases = ["bob@example.org"]\n')
    listening = await user_pool(users=str(file))
    try:
        assert (await log_in(listening.url, "bob@example.org", "Bob-1")).accepted
        assert (await log_in(listening.url)).accepted
    finally:
        await listening.close()


def test_a_timestamp_is_english_utc_and_has_no_zero_before_its_day() -> None:
    at = datetime(2026, 3, 5, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(at) == "Wed Mar 4 23:02:03 UTC 2026"
    assert canonical("Wed Mar 04 23:02:03 UTC 2026") == timestamp(at)
    assert timestamp_note(timestamp(at)) is None
    assert "zero before its day" in str(timestamp_note("Wed Mar 04 23:02:03 UTC 2026"))
    assert "in English" in str(timestamp_note("Mi März 4 23:02:03 UTC 2026"))


def test_pool_name_and_secret_hash() -> None:
    assert pool_name("us-east-1_AbCdEfGhI") == pool_name("AbCdEfGhI") == "AbCdEfGhI"
    assert base64.b64decode(secret_hash("key", "user", "client")) == hmac.digest(b"key", b"userclient", "sha256")


def test_what_tokens_and_errors_say_of_the_session() -> None:
    made = tokens(POOL, CLIENT_ID, USER, datetime.now(UTC))
    read = WIRE.decode("server", json.dumps({"AuthenticationResult": made}).encode())
    assert read is not None and read.accepts and read.values == {"pool": b"AbCdEfGhI"}
    no = WIRE.decode("server", error("NotAuthorizedException", "Incorrect username or password."))
    assert no is not None and no.refusal == "NotAuthorizedException: Incorrect username or password." and not no.accepts
    mfa = WIRE.decode("server", b'{"ChallengeName":"SOFTWARE_TOKEN_MFA","ChallengeParameters":{},"Session":"x"}')
    assert mfa is not None and mfa.accepts and mfa.name == "SOFTWARE_TOKEN_MFA"
    assert part(b'{"__type":"Other"}') is None
