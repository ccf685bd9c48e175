"""Each client against each server over real sockets: good, each refusal, recorded and opened again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from srpscope.capture import formats
from srpscope.capture.source import Source
from srpscope.live import devolutions, excalibur, nimbus, plain
from srpscope.live.drive import Unwatched, Witness
from srpscope.live.listening import Audience
from srpscope.live.recording import Recording
from srpscope.live.system_host import header_of
from srpscope.live.users import LiveParty, Users, enrol
from srpscope.session import Session
from srpscope.wire.exchange import Exchange, Send
from srpscope.wire.textbook import safeguards_without
from tests.systems.parties import NAME, PASSWORD, SYSTEMS, System, fixed, mistake

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
    recording.close()
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
    recording.close()
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

        async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
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
    assert "held" in str(client.refusal)


# ---------------------------------------------------------------- what each system says


async def test_nimbus_gives_its_own_causes() -> None:
    system = SYSTEMS["nimbus"]
    client, _ = await handshake(system, system.client(fixed("A", "00")))
    assert client.refusal is not None
    assert client.refusal.cause == nimbus.nimbus.BAD_PUBLIC_VALUE
    client, _ = await handshake(system, system.client(password="no"))
    assert client.refusal is not None
    assert client.refusal.cause == nimbus.nimbus.BAD_CREDENTIALS
    client, _ = await handshake(system, system.client(), fixed("B", "00", "server"))
    assert client.refusal is not None
    assert client.refusal.cause == nimbus.nimbus.BAD_PUBLIC_VALUE
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
    settings = nimbus.settings_for(system.terms(), announce=True)
    listening = await nimbus.serve(system.users(), settings)
    try:
        elsewhere = System("nimbus", "nimbus-768", system.serve, system.log_in, "sha1")
        client = await nimbus.log_in(listening.url, elsewhere.client(), settings)
        assert client.accepted
        assert any("another N" in note for note in client.notes)
        strict = nimbus.settings_for(system.terms(), strict=True)
        client = await nimbus.log_in(listening.url, elsewhere.client(), strict)
        assert client.accepted is False
    finally:
        await listening.close()


async def test_nimbus_registers_and_logs_in() -> None:
    system = SYSTEMS["nimbus"]
    settings = nimbus.settings_for(system.terms())
    listening = await nimbus.serve(system.users(), settings)
    try:
        salt = bytes(range(16))  # hex of a number loses the leading zero, and the dialect strips it too
        await nimbus.register(listening.url, enrol(system.terms(), "bob", "hunter2", salt), settings)
        client = await nimbus.log_in(listening.url, system.client(name="bob", password="hunter2"), settings)
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
            exchange = devolutions.devolutions.Client(system.client(password=password))
            from srpscope.live.drive import converse

            await converse(exchange, transport)
            assert exchange.accepted is (status == 200)
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
        async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            return data.replace(b"\x00\x01\x12\x00", b"\x00\x01\x13\x00", 1) if step.name == "OFFER" else data

    system = SYSTEMS["devolutions-tcp"]
    client, _ = await handshake(system, system.client(), server_witness=Forging())
    assert client.refusal is not None
    assert client.refusal.cause == "hash"
    assert "SHA-512 (0x13)" in str(client.refusal)
    listening = await system.serve(system.users(), Audience(lambda peer: Forging()))
    try:
        client = await devolutions.log_in(listening.url, system.client(), lenient=True)
    finally:
        await listening.close()
    assert any("differs from the INITIATE" in note for note in client.notes)


async def test_excalibur_says_what_its_document_says() -> None:
    system = SYSTEMS["excalibur"]
    listening = await system.serve(system.users(), Audience())
    try:
        stranger = await excalibur.log_in(listening.url, system.client(name="nobody"))
        assert stranger.refusal is not None
        assert "User does not exist" in str(stranger.refusal)
        with_salt = system.client(name="nobody")
        with_salt.edit("s", b"12345678")
        stranger = await excalibur.log_in(listening.url, with_salt)
        assert stranger.refusal is not None
        assert "User does not exist" in str(stranger.refusal)
        wrong = await excalibur.log_in(listening.url, system.client(password="no"))
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

        async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            if step.name == "A" and not self.held:
                self.held += 1
                return excalibur.excalibur.Message(b"\0", "OK").write()
            return data

    client, server = await handshake(system, system.client(), witness=Once())
    assert client.accepted
    assert server.accepted


async def test_excalibur_refuses_B_zero_and_takes_the_next() -> None:
    class Once(Unwatched):
        held = 0

        async def hold(self, exchange: Exchange, step: Send, data: bytes) -> bytes | None:
            if step.name == "B" and not self.held:
                self.held += 1
                return excalibur.excalibur.Message(b"\0").write()
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
    assert isinstance(client, excalibur.excalibur.Client)
    assert client.token is not None
    assert any('"sub": "alice"' in note for note in client.notes)
    assert any("not verified" in note for note in client.notes)
    assert any("OPAQUE" in note for note in client.notes)


async def test_the_two_languages_of_excalibur_disagree_on_a_quote_in_the_name() -> None:
    system = SYSTEMS["excalibur"]
    python = System("excalibur-py", system.group, system.serve, system.log_in)
    for name, agrees in (("alice", True), ('al"ice', False)):
        one = enrol(python.terms(), name, PASSWORD, bytes(range(1, 17)))
        listening = await excalibur.serve(Users(python.terms(), [one]))
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


# ---------------------------------------------------------------- the textbook's safeguards


async def textbook(
    client: LiveParty,
    system: System,
    *edits: object,
    off: tuple[str, ...] = (),
    client_off: tuple[str, ...] = (),
    order: str | None = None,
) -> Exchange:
    listening = await plain.serve(
        system.users(*edits),  # type: ignore[arg-type]
        safeguards=safeguards_without(*off),
        order=order,
    )
    try:
        return await plain.log_in(listening.url, client, safeguards=safeguards_without(*client_off), order=order)
    finally:
        await listening.close()


async def test_without_the_check_of_A_anybody_logs_in() -> None:
    system = SYSTEMS["rfc5054"]
    intruder = system.client(fixed("A", "00"), fixed("S", "00"), password="")
    assert (await textbook(intruder, system)).accepted is False
    assert (await textbook(intruder, system, off=("A_not_zero",))).accepted


async def test_without_the_check_of_u_a_stolen_verifier_logs_in() -> None:
    system = SYSTEMS["rfc5054"]
    users = system.users()
    stolen = users.party(NAME).number("v")
    zero = fixed("u", "00")
    thief = LiveParty("client", system.terms(zero, mistake("S", "(B - k * v) ** a")), {"I": NAME, "v": stolen})
    weak = fixed("u", "00", "server")
    assert (await textbook(thief, system, weak, client_off=("u_not_zero",))).accepted is False
    assert (await textbook(thief, system, weak, off=("u_not_zero",), client_off=("u_not_zero",))).accepted


async def test_without_the_check_of_B_a_false_server_is_talked_to() -> None:
    system = SYSTEMS["rfc2945"]
    zero = fixed("B", "00", "server")
    refused = await textbook(system.client(), system, zero)
    assert refused.refusal is not None
    assert refused.refusal.cause == "B"
    talked = await textbook(system.client(), system, zero, client_off=("B_not_zero",))
    assert talked.refusal is not None
    assert talked.refusal.by_peer  # the client sent its M1, on which passwords can be tested
    assert any("taken all the same" in note for note in talked.notes)


async def test_a_server_that_proves_first_hands_its_proof_to_anybody() -> None:
    system = SYSTEMS["rfc5054"]
    client = await textbook(system.client(), system, off=("client_proves_first",))
    assert client.accepted
    assert any("proved first" in note for note in client.notes)
    wrong = system.client(password="guess")
    assert (await textbook(wrong, system, off=("client_proves_first",))).accepted is False
    assert (await textbook(system.client(), SYSTEMS["rfc2945"], off=("client_proves_first",))).accepted is not True


async def test_when_B_comes_before_A_a_thief_of_the_verifier_logs_in() -> None:
    system = SYSTEMS["rfc2945"]
    stolen = system.users().party(NAME).number("v")
    # u = H(B)[:4] is known before A must be sent, so A = g**a * v**-u; then S = (A * v**u)**b = (g**b)**a.
    edits = (
        mistake("A", "g ** a * v ** ((N - 1) - u) % N"),
        mistake("S", "(B - k * v) ** a"),
    )
    thief = LiveParty("client", system.terms(*edits), {"I": NAME, "v": stolen})
    assert (await textbook(thief, system, client_off=("B_after_A",))).accepted is False
    thief = LiveParty("client", system.terms(*edits), {"I": NAME, "v": stolen})
    assert (await textbook(thief, system, off=("B_after_A",), client_off=("B_after_A",))).accepted
    honest = await textbook(system.client(), system, off=("B_after_A",))
    assert honest.accepted is False


async def test_a_client_that_does_not_check_M2_takes_any_server() -> None:
    system = SYSTEMS["rfc5054"]
    wrong = mistake("M2", "H(M1)", "server")
    assert (await textbook(system.client(), system, wrong)).accepted is False
    blind = await textbook(system.client(), system, wrong, client_off=("check_M2",))
    assert blind.accepted
    assert any("nobody looked" in note for note in blind.notes)
