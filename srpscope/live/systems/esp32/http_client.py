"""The HTTP of protocomm's SoftAP transport, as a client: POST to /endpoint, raw bytes both ways.

The session cookie is kept here, because the device compares the whole header with `session=N`, and aiohttp's own jar
drops cookies of hosts that are IP addresses, as 192.168.4.1 is.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from srpscope.errors import PeerError, UnsentError, UserError
from srpscope.live.driving import ClosedWithoutAnswerError
from srpscope.live.http_client import OWN_HEADERS, answer_of, reason_of
from srpscope.wire.exchange import HttpAnswer, HttpAsked
from srpscope.wire.protocomm.messages import LARGEST_MESSAGE
from srpscope.wire.protocomm.tree import readable

if TYPE_CHECKING:
    import aiohttp

CONNECT_SECONDS = 10.0

_REPLY_LIMIT = 64 * 1024


def parse_host(text: str, port: int = 80) -> tuple[str, int]:
    """HOST, HOST:PORT, [IPv6]:PORT, or the same with http:// in front. Raises UserError."""
    rest = text.strip().removeprefix("http://").rstrip("/")
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:.%a-z]+)\]|([^\s:/@?#\[\]]+))(?::(\d{1,5}))?", rest)
    if match is None:
        raise UserError(f"{text!r} is no HOST or HOST:PORT.")
    number = int(match[3]) if match[3] else port
    if not 0 < number < 65536:
        raise UserError(f"{number} is no port.")
    return match[1] or match[2], number


class HttpTransport:
    """One device over HTTP.

    keeps_cookie, keeps_socket: off to behave like clients that lose them between requests.
    """

    name = "http"

    def __init__(self, host: str, port: int = 80, *, keeps_cookie: bool = True, keeps_socket: bool = True) -> None:
        self.host, self.port = host, port
        self.keeps_cookie, self.keeps_socket = keeps_cookie, keeps_socket
        self.cookie = ""
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.asked: HttpAsked | None = None
        self.lent: Mapping[str, str] = {}
        self.answered: HttpAnswer | None = None
        self._session: aiohttp.ClientSession | None = None
        self._reply: bytes | None = None
        self._sockets = 0

    @property
    def keeps_session(self) -> bool:
        """Whether a new socket can continue the device's session, which takes the cookie."""
        return self.keeps_cookie and bool(self.cookie)

    async def open(self) -> None:
        """Try the port, so that an absent device is told from one that refuses. Raises PeerError."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, writer = await asyncio.open_connection(self.host, self.port)
        except TimeoutError:
            raise PeerError(f"{self._peer}: no answer within {CONNECT_SECONDS:g} s. {_WIFI}") from None
        except (socket.gaierror, UnicodeError):
            raise PeerError(f"{self.host}: no such host.") from None
        except OSError as error:
            raise PeerError(f"{self._peer}: {reason_of(error)}. {_WIFI}") from None
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        self._make_session()

    @property
    def _peer(self) -> str:
        return f"{self.host}:{self.port}"

    def _make_session(self) -> aiohttp.ClientSession:
        import aiohttp

        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._on_socket)
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(limit=1, force_close=not self.keeps_socket),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            trace_configs=[trace],
            auto_decompress=False,
        )
        return self._session

    async def _on_socket(self, *_: object) -> None:
        self._sockets += 1
        self.tell("socket", f"Socket {self._sockets} to {self._peer} opened.")

    async def send(self, endpoint: str, data: bytes) -> None:
        """POST the message and take its reply. Raises PeerError; ClosedWithoutAnswerError where the handler failed."""
        import aiohttp

        session = self._session or self._make_session()
        headers, own = self._headers()
        host = f"[{self.host}]" if ":" in self.host else self.host
        self._reply = self.answered = None
        if len(data) > LARGEST_MESSAGE:
            self.tell("note", f"{len(data):,} bytes are more than the {LARGEST_MESSAGE:,} that a device takes.")
        try:
            async with session.post(
                f"http://{host}:{self.port}/{endpoint}",
                data=data,
                headers=headers,
                allow_redirects=False,
                skip_auto_headers=own,
            ) as response:
                body = await response.content.read(_REPLY_LIMIT + 1)
                while len(body) <= _REPLY_LIMIT and not response.content.at_eof():
                    body += await response.content.read(_REPLY_LIMIT + 1 - len(body))
                self._take_cookie(response.headers.getall("Set-Cookie", []))
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionResetError) as error:
            if isinstance(error, aiohttp.ClientConnectorError):
                raise UnsentError(f"{self._peer}: {reason_of(error.os_error)}.") from None
            self.tell("closed-without-answer", f"The device closed the connection without an answer to {endpoint}.")
            raise ClosedWithoutAnswerError(
                f"The device closed the connection without an answer to {endpoint}: its handler refused the message, "
                "or the line was lost. Its log says which."
            ) from None
        except (aiohttp.ClientError, ValueError) as error:
            raise PeerError(f"{self._peer}: what came back is no HTTP: {readable(str(error).encode())}") from None
        if len(body) > _REPLY_LIMIT:
            raise PeerError(f"{self._peer}: the reply has more than {_REPLY_LIMIT:,} bytes.")
        self.answered = answer_of(response, body)
        if response.status != 200:
            self.tell("http-status", f"HTTP {response.status} from {endpoint}")
            raise ClosedWithoutAnswerError(
                f"The device answered {endpoint} with HTTP {response.status}: {readable(body) if body else 'no text'}."
            )
        self._reply = body

    def _headers(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        """Those of a request, an app's where there are such, and which aiohttp shall not add. The cookie is this
        session's, and stands alone: the device compares the whole header."""
        from multidict import CIMultiDict

        if self.asked is not None:
            headers = CIMultiDict(self.asked.headers)
        else:
            headers = CIMultiDict({"Accept": "text/plain"})
            headers.update(self.lent)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers.popall("Cookie", None)
        if self.cookie and self.keeps_cookie:
            headers["Cookie"] = self.cookie
        return headers, () if self.asked is None else OWN_HEADERS

    async def receive(self, endpoint: str) -> bytes:
        """The reply to the last message."""
        reply, self._reply = self._reply, None
        if reply is None:
            raise PeerError("There is no reply to wait for: HTTP answers only what was sent.")
        return reply

    def _take_cookie(self, headers: list[str]) -> None:
        for header in headers:
            value = header.split(";", 1)[0].strip()
            if not re.fullmatch(r"session=\d{1,10}", value):
                self.tell("note", f"The cookie {readable(value.encode())} is not `session=N`; it is not sent back.")
            elif value != self.cookie:
                kept = "" if self.keeps_cookie else ", and is lost on purpose"
                self.tell("cookie", f"The device set {value}{kept}.")
                self.cookie = value

    async def close(self) -> None:
        """Close the socket."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()


_WIFI = "Is this computer in the device's own Wi-Fi, and is the device in provisioning mode?"
