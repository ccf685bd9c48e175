"""What the messages of our systems look like on HTTP: endpoint names, bodies, headers that carry messages."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from srpscope.capture.events import event
from srpscope.capture.handshakes import Splitter
from srpscope.capture.network.http1 import HttpMessage
from srpscope.printable import printable
from srpscope.wire.wires import wire, wires_over

LONGEST_PATH: Final = 256


def endpoint_of(target: str) -> str:
    """The path of a request; without its slash where it is an endpoint of protocomm ("/prov-session")."""
    path = target.split("?", 1)[0].split("#", 1)[0]
    if "://" in path:
        path = "/" + path.split("://", 1)[1].partition("/")[2]
    path = printable(path[:LONGEST_PATH], LONGEST_PATH)
    name = path.removeprefix("/")
    return name if "/" not in name or name.startswith("esp_local_ctrl/") else path


def request(splitter: Splitter, time: float, message: HttpMessage) -> None:
    """Give a request's message, if it carries one."""
    endpoint = endpoint_of(message.words[1])
    carried = _in_headers("client", message.headers)
    body = carried or message.content()
    splitter.asked(endpoint, body)
    if body and not message.cut:
        splitter.message(time, "client", endpoint, body)


def response(splitter: Splitter, time: float, endpoint: str, message: HttpMessage) -> None:
    """Give a response's message, and say where its status is a refusal."""
    status = message.status
    carried = _in_headers("server", message.headers)
    if status >= 300 and not (status == 401 and "www-authenticate" in message.headers):
        if status >= 400:
            splitter.event(time, **event("error", "server", text=_phrase(status), code=status, endpoint=endpoint))
        else:
            splitter.event(time, "http-status", code=status, text=_phrase(status), endpoint=endpoint)
    body = carried or message.content()
    if body and not message.cut:
        splitter.message(time, "server", endpoint, body)


def _in_headers(sender: str, headers: Mapping[str, str]) -> bytes:
    """The message of a wire that carries it in headers, Devolutions' SRP-PROTO for one."""
    return next((data for name in wires_over("http") if (data := wire(name).in_headers(sender, headers))), b"")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"status {status}"
