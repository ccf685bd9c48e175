"""The ways into a live session from the screen, when none was named on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from srpscope.errors import UserError

if TYPE_CHECKING:
    from srpscope.live.session import Transport
    from srpscope.tui.live_feed import ClientFeed, HostFeed


@dataclass(frozen=True)
class Way:
    """title and about for the list; asks: what has to be answered first, as (heading, hint, default); an answer whose
    heading says password is a secret. start: from the answers, what runs."""

    title: str
    about: str
    asks: tuple[tuple[str, str, str], ...]
    start: Callable[[list[str]], ClientFeed | HostFeed]


def _client(transport: Transport, where: str, user: str, password: str) -> ClientFeed:
    from srpscope.live.party import SheetParty
    from srpscope.live.protocomm_session import ProtocommSession
    from srpscope.live.recording import Recording, client_header, new_path
    from srpscope.srp.dialect import dialect
    from srpscope.tui.live_feed import ClientFeed
    from srpscope.wire.protocomm import REQUESTS

    if not user:
        raise UserError("the user name is empty; the examples of ESP-IDF have wifiprov.")
    spoken = dialect("esp-idf-security2")
    party = SheetParty("client", spoken, {"I": user, "P": password})
    recording = Recording(new_path("live"), client_header(where, spoken.id, spoken.id))
    session = ProtocommSession(party, transport, recording)
    endpoint, build = REQUESTS["config-status"]
    return ClientFeed(session, [(endpoint, build())])


def _simulated(_answers: list[str]) -> ClientFeed:
    from srpscope.live.ble_central import BleTransport, Choice
    from srpscope.live.ble_peripheral import Peripheral
    from srpscope.live.protocomm_host import Host, HostSettings, make_credential
    from srpscope.live.simulated_radio import SimulatedRadio
    from srpscope.wire.protocomm_firmware import STACKS, firmware_of_patch

    credential = make_credential("wifiprov", "abcd1234")
    host = Host(HostSettings(credential, stack=STACKS["nimble"], firmware=firmware_of_patch(1), single=True))
    radio = SimulatedRadio.around(Peripheral(host)).radio()
    return _client(BleTransport(Choice("PROV_", None, None), radio), "simulated ble", "wifiprov", "abcd1234")


def _http(answers: list[str]) -> ClientFeed:
    from srpscope.live.protocomm_http import HttpTransport, parse_host

    host, port = parse_host(answers[0])
    return _client(HttpTransport(host, port), f"http {host}:{port}", answers[1], answers[2])


def _ble(answers: list[str]) -> ClientFeed:
    from srpscope.live.ble_central import BleTransport, Choice, Radio

    choice = Choice(answers[0] or "PROV_", None, None)
    return _client(BleTransport(choice, Radio()), "ble", answers[1], answers[2])


def _serve_http(answers: list[str]) -> HostFeed:
    from srpscope.live.protocomm_host import Host, HostSettings, make_credential
    from srpscope.live.recording import recordings_folder
    from srpscope.live.verdict import verdict
    from srpscope.tui.live_feed import HostFeed

    port = _port(answers[1])
    settings = HostSettings(make_credential(answers[0] or "wifiprov", answers[2]))
    host = Host(settings, recordings_folder(), diagnose=verdict)

    async def listen(host: Any) -> Any:
        from srpscope.live.protocomm_server import ProtocommServer

        server = ProtocommServer(host, "127.0.0.1", port)
        await server.start()
        return server

    return HostFeed(host, listen)


def _system_client(name: str) -> Callable[[list[str]], ClientFeed]:
    def start(answers: list[str]) -> ClientFeed:
        from srpscope.live.systems import client_session
        from srpscope.tui.live_feed import ClientFeed

        return ClientFeed(client_session(name, answers[0], answers[1], answers[2]))

    return start


def _system_server(name: str) -> Callable[[list[str]], HostFeed]:
    def start(answers: list[str]) -> HostFeed:
        from srpscope.live.systems import played_server
        from srpscope.tui.live_feed import HostFeed

        host, listen = played_server(name, answers[0], answers[2], port=_port(answers[1]))
        return HostFeed(host, listen)

    return start


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise UserError("a port is a number up to 65535.")
    return int(text)


_USER = ("User name", "as the device's verifier was made for", "wifiprov")
_PASSWORD = ("Password", "the PoP; it is sent nowhere but into the sums", "")

WAYS: tuple[Way, ...] = (
    Way("Try it without hardware", "a simulated ESP32, held before M1", (), _simulated),
    Way(
        "Be the client, over HTTP",
        "an ESP32, or srpscope serve http",
        (("Device", "HOST or HOST:PORT", "192.168.4.1"), _USER, _PASSWORD),
        _http,
    ),
    Way(
        "Be the client, over BLE",
        "choose among the devices heard",
        (("Name", "how its name begins", "PROV_"), _USER, _PASSWORD),
        _ble,
    ),
    Way(
        "Be the device, over HTTP",
        "point your app at this machine",
        (_USER, ("Port", "0 takes any free one", "8080"), _PASSWORD),
        _serve_http,
    ),
    *(
        way
        for name, title, address in (
            ("nimbus", "Nimbus SRP", "http://127.0.0.1:8081"),
            ("devolutions", "Devolutions SRP-PROTO", "http://127.0.0.1:8082"),
            ("excalibur", "Excalibur", "http://127.0.0.1:8083"),
            ("plain", "a plain exchange", "tcp://127.0.0.1:8084"),
        )
        for way in (
            Way(
                f"Be the client of {title}",
                "hold its proof, edit it, send it",
                (("Server", "its address", address), _USER, _PASSWORD),
                _system_client(name),
            ),
            Way(
                f"Be the server of {title}",
                "on this machine only",
                (_USER, ("Port", "0 takes any free one", address.rpartition(":")[2]), _PASSWORD),
                _system_server(name),
            ),
        )
    ),
)

MORE = (
    "srpscope serve http --sweep     for an app whose a you cannot log",
    "srpscope serve ble              be the device in the air",
)
"""What the command line also opens this screen for."""
