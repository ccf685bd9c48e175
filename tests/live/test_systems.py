"""Each client against each server over real sockets: good, each refusal, recorded and opened again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.live.driving import Unwatched, Witness, drive
from srpscope.live.host import header_of
from srpscope.live.listening import Audience
from srpscope.live.recording import Recording
from srpscope.live.systems import devolutions, excalibur, nimbus
from srpscope.live.users import LiveParty, Users, enrol
from srpscope.session import Session
from srpscope.wire.excalibur.messages import ExcaliburMessage
from srpscope.wire.exchange import Exchange, Send
from srpscope.wire.nimbus import messages as nimbus_messages
from tests.systems.parties import NAME, PASSWORD, SYSTEMS, System, fixed, log_in, mistake, serve

each = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)


class Watching(Unwatched):
    """A witness that writes to a recording."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def message(self, sender: str, via: str, endpoint: str, data: bytes) -> None:
        self.recording.message(sender, via, endpoint, data)

    def event(self, what: str, text: str) -> None:
        self.recording.event(what, text)

    def values(self, side: str, values: dict[str, str]) -> None:
        self.recording.values(side, values)


async def handshake(
    system: System,
    client: LiveParty,
    *server_edits: object,
    witness: Witness | None = None,
    server_witness: Witness | None = None,
) -> tuple[Exchange, Exchange]:
    """Both sides' exchanges after one handshake."""
    ended: list[Exchange] = []
    done = asyncio.Event()

    def over(exchange: Exchange, _: Witness) -> None:
        ended.append(exchange)
        done.set()

    audience = Audience(lambda peer: server_witness or Unwatched(), over)
    listening = await system.serve(system.users(*server_edits), audience)  # type: ignore[arg-type]
    try:
        exchange = await system.log_in(listening.url, client, witness)
    finally:
        await listening.close()
    await asyncio.wait_for(done.wait(), 20)
    return exchange, ended[0]


def opened(path: Path) -> Session:
    return Session(formats.read(Source.of_path(path))[0])


@each
async def test_the_right_password_logs_in(system: System) -> None:
    client, server = await handshake(system, system.client())
    assert client.refusal is None
    assert client.accepted
    assert server.accepted
    assert client.party.number("S") == server.party.number("S")


@each
async def test_a_wrong_password_is_refused_by_the_server(system: System) -> None:
    client, server = await handshake(system, system.client(password="wrong"))
    assert client.accepted is False
    assert server.accepted is False
    assert server.refusal is not None
    assert not server.refusal.by_peer


@each
async def test_a_wrong_server_is_refused_by_the_client(system: System) -> None:
    wrong = mistake(
        "M2", "INT(H(M1))" if system.dialect.startswith(("nimbus", "wikipedia-demo")) else "H(M1)", "server"
    )
    client, _ = await handshake(system, system.client(), wrong)
    if not client.mutual:  # the protocol has no M2: its client has nothing to refuse
        assert client.accepted
        return
    assert client.accepted is False
    assert client.refusal is not None
    assert not client.refusal.by_peer


@each
async def test_A_zero_is_refused(system: System) -> None:
    client, server = await handshake(system, system.client(fixed("A", "00")))
    assert client.accepted is False
    assert server.accepted is False


@each
async def test_B_zero_is_refused(system: System) -> None:
    client, server = await handshake(system, system.client(), fixed("B", f"{system.terms().group.N:x}", "server"))
    assert client.accepted is False
    assert not server.accepted


@each
async def test_a_recorded_session_opens_again_and_agrees(system: System, tmp_path: Path) -> None:
    path = tmp_path / "one.srp.jsonl"
    recording = Recording(path, header_of("one", system.terms(), system.wire))
    watching = Watching(recording)
    client, _ = await handshake(system, system.client(), witness=watching)
    session = opened(path)
    assert client.accepted
    comparison = session.view.comparison
    assert comparison["M1"].wire is not None
    assert session.view.client.value("M1") == client.party.sheet.value("M1")  # type: ignore[attr-defined]
    assert comparison.agreement == "agree"
    assert PASSWORD in path.read_text()  # the client's own values are in its own recording


@each
async def test_a_recorded_failure_shows_where_it_began(system: System, tmp_path: Path) -> None:
    path = tmp_path / "one.srp.jsonl"
    recording = Recording(path, header_of("one", system.terms(), system.wire))
    client = system.client(mistake("x", "H(P | s)"))
    _, server = await handshake(system, client, witness=Watching(recording), server_witness=Watching(recording))
    assert server.accepted is False
    view = opened(path).view
    assert view.comparison.agreement == "disagree"
    assert view.comparison.judged_on == "M1"
    assert view.server.value("v") == server.party.sheet.value("v")  # type: ignore[attr-defined]


@each
async def test_what_is_held_can_be_changed_and_dropped(system: System) -> None:
    class Holding(Unwatched):
        def __init__(self, drop: bool) -> None:
            self.names: list[str] = []
            self.drop = drop

        async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            self.names.append(step.name)
            if len(self.names) == 1:
                party = exchange.party
                assert isinstance(party, LiveParty)
                party.edit("P", PASSWORD)
                return step.build()
            return None if self.drop else data

    letting, dropping = Holding(drop=False), Holding(drop=True)
    client, _ = await handshake(system, system.client(password="wrong"), witness=letting)
    assert client.accepted
    assert len(letting.names) >= 2
    listening = await system.serve(system.users(), Audience())
    try:
        client = await system.log_in(listening.url, system.client(), dropping)
    finally:
        await listening.close()
    assert client.accepted is False
    assert client.refusal is not None
    assert "dropped by hand" in str(client.refusal)


# ---------------------------------------------------------------- what each system says


async def test_nimbus_gives_its_own_causes() -> None:
    system = SYSTEMS["nimbus"]
    client, _ = await handshake(system, system.client(fixed("A", "00")))
    assert client.refusal is not None
    assert client.refusal.cause == nimbus_messages.BAD_PUBLIC_VALUE
    client, _ = await handshake(system, system.client(password="no"))
    assert client.refusal is not None
    assert client.refusal.cause == nimbus_messages.BAD_CREDENTIALS
    client, _ = await handshake(system, system.client(), fixed("B", "00", "server"))
    assert client.refusal is not None
    assert client.refusal.cause == nimbus_messages.BAD_PUBLIC_VALUE
    assert not client.refusal.by_peer


async def test_nimbus_generations_disagree_where_a_top_bit_is_set() -> None:
    system = SYSTEMS["nimbus"]
    older = mistake("M1", "INT(H(SIGNED(A) | SIGNED(B) | SIGNED(S)))")  # 1.x hashes a sign byte, 2.x does not
    outcomes = set()
    for a in range(3, 23):
        given = {"I": NAME, "P": PASSWORD, "a": a}
        client, server = await handshake(system, LiveParty("client", system.terms(older), given))
        signs = [client.party.raw(name)[0] >> 7 for name in ("A", "B", "S")]
        assert client.accepted is not any(signs)
        for side in (client, server):
            assert any("1.x" in note for note in side.notes) is any(signs)
        outcomes.add(client.accepted)
    assert False in outcomes


async def test_nimbus_announces_its_parameters_and_the_client_takes_them() -> None:
    system = SYSTEMS["nimbus"]
    listening = await serve("nimbus", system.users(), announce=True)
    try:
        elsewhere = System("nimbus", "nimbus-768", system.serve, system.log_in, "sha1")
        client = await log_in("nimbus", listening.url, elsewhere.client())
        assert client.accepted
        assert any("another N" in note for note in client.notes)
        client = await log_in("nimbus", listening.url, elsewhere.client(), strict=True)
        assert client.accepted is False
    finally:
        await listening.close()


async def test_nimbus_registers_and_logs_in() -> None:
    system = SYSTEMS["nimbus"]
    settings = nimbus.settings_for(system.terms())
    listening = await serve("nimbus", system.users())
    try:
        salt = bytes(range(16))  # hex of a number loses the leading zero, and the dialect strips it too
        await nimbus.register(listening.url, enrol(system.terms(), "bob", "hunter2", salt), settings)
        client = await log_in("nimbus", listening.url, system.client(name="bob", password="hunter2"))
        assert client.accepted
        assert any("leading zero" in note for note in client.notes)
    finally:
        await listening.close()


async def test_devolutions_forgets_the_auth_id_after_success_and_failure() -> None:
    import aiohttp

    system = SYSTEMS["devolutions-http"]
    listening = await system.serve(system.users(), Audience())
    try:
        for password, status in ((PASSWORD, 200), ("no", 403)):
            transport = devolutions.HeaderTransport(listening.url)
            exchange = devolutions.DevolutionsClient(system.client(password=password))
            await transport.open()
            await drive(exchange, transport, Unwatched())
            assert exchange.accepted is (status == 200)
            if exchange.accepted:
                await transport.conclude()
            await transport.close()
            async with (
                aiohttp.ClientSession() as session,
                session.get(
                    listening.url, headers={"Authorization": "SRP AAAA", "Auth-ID": transport._auth_id or ""}
                ) as answer,
            ):
                assert answer.status == 403
    finally:
        await listening.close()


@pytest.mark.parametrize("name", ["devolutions-http", "devolutions-tcp"])
async def test_devolutions_refuses_a_wrong_mac(name: str) -> None:
    system = SYSTEMS[name]
    _, server = await handshake(system, system.client(mistake("mac", "HMAC(M1, transcript)")))
    assert server.refusal is not None
    assert server.refusal.cause == "mac"
    client, _ = await handshake(system, system.client(), mistake("mac", "HMAC(M1, transcript)", "server"))
    assert client.refusal is not None


async def test_devolutions_refuses_an_offer_that_differs_unless_lenient() -> None:
    class Forging(Unwatched):
        async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            return data.replace(b"\x00\x01\x12\x00", b"\x00\x01\x13\x00", 1) if step.name == "OFFER" else data

    system = SYSTEMS["devolutions-tcp"]
    client, _ = await handshake(system, system.client(), server_witness=Forging())
    assert client.refusal is not None
    assert client.refusal.cause == "hash"
    assert "SHA-512 (0x13)" in str(client.refusal)
    listening = await system.serve(system.users(), Audience(lambda peer: Forging()))
    try:
        client = await log_in("devolutions", listening.url, system.client(), lenient=True)
    finally:
        await listening.close()
    assert any("differs from the INITIATE" in note for note in client.notes)


async def test_excalibur_says_what_its_document_says() -> None:
    system = SYSTEMS["excalibur"]
    listening = await system.serve(system.users(), Audience())
    try:
        stranger = await log_in("excalibur", listening.url, system.client(name="nobody"))
        assert stranger.refusal is not None
        assert "User does not exist" in str(stranger.refusal)
        with_salt = system.client(name="nobody")
        with_salt.edit("s", b"12345678")
        stranger = await log_in("excalibur", listening.url, with_salt)
        assert stranger.refusal is not None
        assert "User does not exist" in str(stranger.refusal)
        wrong = await log_in("excalibur", listening.url, system.client(password="no"))
        assert wrong.refusal is not None
        assert "M1 values do not match" in str(wrong.refusal)
    finally:
        await listening.close()


async def test_excalibur_tries_another_A_and_gives_up_after_three() -> None:
    system = SYSTEMS["excalibur"]
    client, server = await handshake(system, system.client(fixed("A", "00")))
    assert client.refusal is not None
    assert client.refusal.cause == "Client tries exceeded"
    assert sum("A is 0" in note for note in server.notes) == 2

    class Once(Unwatched):
        held = 0

        async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            if step.name == "A" and not self.held:
                self.held += 1
                return ExcaliburMessage(b"\0", "OK").write()
            return data

    client, server = await handshake(system, system.client(), witness=Once())
    assert client.accepted
    assert server.accepted


async def test_excalibur_refuses_B_zero_and_takes_the_next() -> None:
    class Once(Unwatched):
        held = 0

        async def before_sending(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            if step.name == "B" and not self.held:
                self.held += 1
                return ExcaliburMessage(b"\0").write()
            return data

    system = SYSTEMS["excalibur"]
    client, server = await handshake(system, system.client(), server_witness=Once())
    assert client.accepted
    assert server.accepted
    client, server = await handshake(system, system.client(), fixed("B", "00", "server"))
    assert server.refusal is not None
    assert server.refusal.cause == "Client refused all server's public values"


async def test_excalibur_hands_out_a_token_that_opens_under_K() -> None:
    system = SYSTEMS["excalibur"]
    client, _ = await handshake(system, system.client())
    assert isinstance(client, excalibur.ExcaliburClient)
    assert client.token is not None
    assert any('"sub": "alice"' in note for note in client.notes)
    assert any("not verified" in note for note in client.notes)
    assert any("OPAQUE" in note for note in client.notes)


async def test_the_two_languages_of_excalibur_disagree_on_a_quote_in_the_name() -> None:
    system = SYSTEMS["excalibur"]
    python = System("excalibur-py", system.group, system.serve, system.log_in)
    for name, agrees in (("alice", True), ('al"ice', False)):
        one = enrol(python.terms(), name, PASSWORD, bytes(range(1, 17)))
        listening = await serve("excalibur", Users(python.terms(), [one]))
        try:
            client = await system.log_in(listening.url, system.client(name=name), None)
        finally:
            await listening.close()
        assert client.accepted is agrees
        assert any("JSON.stringify" in note for note in client.notes) is not agrees


async def test_the_document_and_the_code_of_excalibur_do_not_agree() -> None:
    system = SYSTEMS["excalibur"]
    document = System("excalibur-document", system.group, system.serve, system.log_in)
    client, server = await handshake(system, document.client())
    assert client.accepted is False
    assert server.refusal is not None
    assert server.refusal.cause == "M1 values do not match"
