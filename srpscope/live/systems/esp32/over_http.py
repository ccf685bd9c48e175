"""ESP32 Security 2 over HTTP: its SoftAP transport."""

from __future__ import annotations

from srpscope.live.driving import KeepingTransport
from srpscope.live.listening import Listening
from srpscope.live.system import Option, Options, SystemWay, port_asked, where
from srpscope.live.systems.esp32.host import Host
from srpscope.live.systems.esp32.http_client import HttpTransport, parse_host
from srpscope.live.systems.esp32.http_server import ProtocommServer
from srpscope.live.systems.esp32.settings import HostSettings
from srpscope.live.systems.esp32.system import CLIENT_OPTIONS, POP, WIFIPROV, Esp32System, device_options
from srpscope.live.users import Account


class Esp32Http(Esp32System):
    """POST to /prov-session."""

    name = "http"
    title = "ESP32 Security 2 over HTTP (SoftAP)"
    address = "HOST[:PORT]"
    example_peer = ("192.168.4.1", "wifiprov")
    address_called = "HOST[:PORT]"
    address_about = "the device; 192.168.4.1 in its own Wi-Fi"
    options = (
        Option("lose-cookie", "do not send the session cookie back", "flag", False, "client"),
        Option("lose-socket", "a new socket for every request", "flag", False, "client"),
        *CLIENT_OPTIONS,
        Option("single", "one socket and one session at a time, as on the chip", "flag", False, "server"),
        *device_options("http"),
    )

    def transport(self, address: str, options: Options) -> KeepingTransport:
        """HOST or HOST:PORT, with http:// in front or not."""
        host, port = parse_host(address)
        chosen = self.chosen(options, "client")
        return HttpTransport(host, port, keeps_cookie=not chosen["lose_cookie"], keeps_socket=not chosen["lose_socket"])

    def peer(self, address: str, options: Options) -> str | None:
        """The host."""
        return parse_host(address)[0]

    def place(self, address: str, options: Options) -> str:
        """Host and port."""
        host, port = parse_host(address)
        return f"http {host}:{port}"

    def settings(self, account: Account, options: Options, single: bool = False) -> HostSettings:
        """A device for each client, unless the chip's own limit was asked for."""
        return super().settings(account, options, single or bool(options.get("single")))

    async def listen_as(self, host: Host, options: Options) -> Listening:
        """On a port, closed to web pages that were not allowed."""
        server = ProtocommServer(
            host,
            *where(options),
            linger=options.get("linger", ProtocommServer.linger),
            origins=tuple(options.get("allow_origin") or ()),
        )
        await server.start()
        return Listening(server.url, server.port, server.close)

    def ways(self) -> tuple[SystemWay, ...]:
        """In the words of the device's own Wi-Fi."""
        return (
            SystemWay(
                "client",
                "Be the client, over HTTP",
                "an ESP32, or srpscope serve http",
                (("Device", "HOST or HOST:PORT", "192.168.4.1"), WIFIPROV, POP),
            ),
            SystemWay(
                "server",
                "Be the device, over HTTP",
                "point your app at this machine",
                (WIFIPROV, port_asked(self.port), POP),
            ),
            self.between("Be the proxy, over HTTP", "192.168.4.1"),
        )


SYSTEM = Esp32Http()
