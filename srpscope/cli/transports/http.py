"""ESP32 Security 2 over HTTP: srpscope live http HOST[:PORT], srpscope serve http."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from srpscope.cli.transports import protocomm

if TYPE_CHECKING:
    from srpscope.live.protocomm_host import Host
    from srpscope.live.session import Transport


def add_live(parser: argparse.ArgumentParser) -> None:
    """HOST[:PORT] and how to behave."""
    parser.add_argument("host", metavar="HOST[:PORT]", help="the device; 192.168.4.1 in its own Wi-Fi")
    parser.add_argument("--lose-cookie", action="store_true", help="do not send the session cookie back")
    parser.add_argument("--lose-socket", action="store_true", help="a new socket for every request")
    protocomm.add_client(parser)


def run_live(arguments: argparse.Namespace) -> int:
    """One session with a device."""
    from srpscope.live.protocomm_http import parse_host

    host, port = parse_host(arguments.host)

    def connect() -> Transport:
        from srpscope.live.protocomm_http import HttpTransport

        return HttpTransport(host, port, keeps_cookie=not arguments.lose_cookie, keeps_socket=not arguments.lose_socket)

    return protocomm.run_client(arguments, connect, f"http {host}:{port}")


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Where to listen and how to behave."""
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8080, help="0 takes any free one (8080)")
    parser.add_argument("--single", action="store_true", help="one socket and one session at a time, as on the chip")
    protocomm.add_device(parser, default_stack="http")


def run_serve(arguments: argparse.Namespace) -> int:
    """Play devices until interrupted."""
    if not 0 <= arguments.port <= 65535:
        from srpscope.errors import UserError

        raise UserError(f"{arguments.port} is no port.")

    async def listen(host: Host) -> protocomm.Listening:
        from srpscope.live.protocomm_server import ProtocommServer

        server = ProtocommServer(host, arguments.host, arguments.port)
        await server.start()
        print(f"listening on {server.url}", file=sys.stderr, flush=True)
        return server

    return protocomm.run_device(arguments, listen)
