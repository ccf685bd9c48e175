"""--force-zeros: what a played server draws begins with 00, and a client that drops zeros fails in that session."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from srpscope.errors import UserError
from srpscope.live.listening import Audience
from srpscope.live.party import SheetParty
from srpscope.live.system import System
from srpscope.live.systems.esp32.host import Host, HostSettings, make_credential
from srpscope.live.systems.esp32.http_server import ProtocommServer
from srpscope.live.systems.registry import system, systems
from srpscope.live.users import Account, LiveParty
from srpscope.live.zeros import ForcedZeros
from tests.live.bench import Device, client
from tests.systems.parties import NAME, PASSWORD, SYSTEMS, log_in, mistake, serve


def test_what_cannot_be_forced_is_said() -> None:
    with pytest.raises(UserError, match="'x' cannot be forced; there are"):
        ForcedZeros("B,x")
    with pytest.raises(UserError, match="'A' cannot be forced: the client draws it"):
        ForcedZeros("A")
    with pytest.raises(UserError, match="no value is named"):
        ForcedZeros(" , ")
    assert ForcedZeros("salt").drawn_salt(16)[0] == 0 and len(ForcedZeros("B").drawn_salt(16)) == 16


async def test_a_device_gives_b_and_then_k_with_a_zero_in_front() -> None:
    said: list[str] = []
    zeros = ForcedZeros("B,K", said.append)
    host = Host(HostSettings(make_credential("wifiprov", "abcd1234"), zeros=zeros))
    server = ProtocommServer(host)
    await server.start()
    try:
        for name in ("B", "K"):
            session = client(Device(server), username="wifiprov", password="abcd1234")
            assert await session.run() is True
            sheet = session.party.sheet
            length = len(sheet.raw("K")) if name == "K" else 384
            assert int.from_bytes(session.party.raw(name)) >> 8 * (length - 1) == 0
            await session.close()
    finally:
        await server.close()
    assert said == ["B begins with 00 in this session.", "K begins with 00 in this session."]


async def test_a_client_that_drops_the_zero_is_right_elsewhere_and_wrong_there() -> None:
    system = SYSTEMS["devolutions-tcp"]
    drops = mistake("u", "H(MIN(A) | MIN(B))")
    for zeros, accepted in ((None, True), (ForcedZeros("B"), False)):
        users = system.users()
        users.zeros = zeros
        listening = await system.serve(users, Audience())
        try:
            for _ in range(3):
                party = system.client(drops)
                exchange = await asyncio.wait_for(system.log_in(listening.url, party, None), 60)
                if zeros is None and (party.number("A").bit_length() <= 2040 or party.number("B").bit_length() <= 2040):
                    continue  # one in 128: chance did what is forced below
                assert bool(exchange.accepted) is accepted
        finally:
            await listening.close()


class Watch(ForcedZeros):
    """Orders nothing, and notes of each party whether B was out when A came."""

    def __init__(self) -> None:
        super().__init__("salt")
        self.seen: list[bool] = []

    def watch(self, party: SheetParty) -> SheetParty:
        """Note it."""
        party.when_A_comes = lambda one: self.seen.append(one.gave_B)
        return party


SERVED: list[tuple[str, dict[str, Any]]] = [
    *((one.name, {}) for one in systems() if one.name not in ("http", "ble")),
    ("plain", {"dialect": "rfc2945", "hash": "sha1", "group": "rfc5054-1024"}),
    ("plain", {"dialect": "rfc2945", "hash": "sha1", "group": "rfc5054-1024", "without": ["B_after_A"]}),
    ("plain", {"without": ["B_after_A"]}),
]


@pytest.mark.parametrize(("name", "options"), SERVED)
async def test_a_system_says_of_b_and_a_what_its_server_does(name: str, options: dict[str, Any]) -> None:
    """The declaration is what decides about an order: so it is held against a real handshake of each system."""
    spoken = system(name)
    terms, own = spoken.spoken(options, "server"), spoken.spoken(options, "client")
    watch = Watch()
    account = Account(NAME, PASSWORD if name != "homekit" else "123-45-678", zeros=watch)
    listening = await serve(name, account.users(terms.terms, 16), **options)
    try:
        party = LiveParty("client", own.terms, {"I": NAME, "P": account.password or ""})
        await asyncio.wait_for(log_in(name, listening.url, party, **options), 60)
    finally:
        await listening.close()
    assert watch.seen == [spoken.B_before_A(terms, options)]


def refusal(spoken: System, names: str, **options: object) -> str:
    account = Account(NAME, PASSWORD, zeros=ForcedZeros(names))
    try:
        spoken.check_zeros(account, spoken.spoken(options, "server"), options)
    except UserError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", [one.name for one in systems()])
def test_an_order_that_a_server_cannot_follow_is_refused_before_it_listens(name: str) -> None:
    spoken = system(name)
    assert refusal(spoken, "B,salt") == ""
    said = refusal(spoken, "S,K,M1")
    if spoken.B_before_A(spoken.spoken({}, "server"), {}):
        assert said.startswith("S, K and M1 cannot be forced: this server sends B before it has A")
        assert said.endswith("What can be forced here: B, salt.")
    else:
        assert said == ""


def test_a_zero_that_is_nothing_rare_in_the_group_is_no_order() -> None:
    said = refusal(system("nimbus"), "B", group="nimbus-256")
    assert said.startswith("B cannot be forced: in nimbus with this group a leading 00 is ordinary")
