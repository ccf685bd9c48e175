"""HTTP and WebSocket as a client: addresses checked, answers bounded, no cookie jar, errors in our words."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from srpscope.errors import PeerError, UnsentError, UserError
from srpscope.live.driving import ANSWER_SECONDS
from srpscope.printable import printable
from srpscope.wire.exchange import HttpAnswer, HttpAsked, RefusedError

if TYPE_CHECKING:
    import aiohttp
    from multidict import CIMultiDict, CIMultiDictProxy

ANSWER_BYTES = 262_144
PASSED_BYTES = 64 * 1024 * 1024
"""Of an answer that is no message, and is only passed on."""

CONNECT_SECONDS = 10.0


def checked_url(url: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """A URL with its scheme, without a slash at the end. Raises UserError."""
    if "://" not in url:
        url = f"{schemes[0]}://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UserError(f"{url!r} is no address: {error}.") from None
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        raise UserError(f"{url!r} is no address; one looks like {schemes[0]}://host:port.")
    if port is None and parts.scheme == "tcp":
        raise UserError(f"{url!r} names no port.")
    if parts.username or parts.password:
        raise UserError("A user name or password has no place in the address.")
    return url.rstrip("/")


def of_peer(url: str, path: str) -> str:
    """The whole address of a peer's path. A path may come out of a recording, and `@other` behind an address would lead
    to another host. Raises PeerError."""
    if not path.startswith("/"):
        raise PeerError(f"{printable(path, 100)!r} is no path of {url}: nothing is sent there.")
    return url + path


def reason_of(error: OSError, otherwise: str = "no connection") -> str:
    """Why a connection was not made, in the system's words: asyncio writes its own call into the error."""
    return (os.strerror(error.errno) if error.errno and error.errno > 0 else otherwise).lower()


async def reach(url: str) -> None:
    """Try the port, so that an absent server is told from one that refuses. Raises PeerError."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(parts.hostname, port), CONNECT_SECONDS)
    except TimeoutError:
        raise PeerError(f"{url} did not answer in time.") from None
    except UnicodeError:
        raise PeerError(f"{url} could not be reached: no such host.") from None
    except OSError as error:
        raise PeerError(f"{url} could not be reached: {reason_of(error, 'no such host')}.") from None
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def http_session(seconds: float) -> AsyncIterator[aiohttp.ClientSession]:
    """A client without a cookie jar: aiohttp's drops the cookies of hosts that are IP addresses."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout) as session:
        yield session


@asynccontextmanager
async def told_as_peer_error(url: str) -> AsyncIterator[None]:
    """Turns what aiohttp and the system raise into a PeerError that names the peer."""
    import aiohttp

    try:
        yield
    except TimeoutError:
        raise PeerError(f"{url} did not answer in time.") from None
    except aiohttp.ClientSSLError as error:
        why = (
            "its certificate is not trusted" if isinstance(error, aiohttp.ClientConnectorCertificateError) else "no TLS"
        )
        raise PeerError(f"{url} could not be reached: {why}.") from None
    except aiohttp.WSServerHandshakeError as error:
        raise PeerError(f"{url} answers {error.status} where a WebSocket was to be opened.") from None
    except aiohttp.ClientConnectorError as error:
        raise UnsentError(f"{url} could not be reached: {reason_of(error.os_error)}.") from None
    except aiohttp.ServerDisconnectedError:
        raise PeerError(f"{url} closed the connection without an answer.") from None
    except UnicodeError:
        raise PeerError(f"{url} could not be reached: no such host.") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise PeerError(f"{url}: the connection failed ({type(error).__name__}).") from None


def not_a_message(status: int, reason: str | None, body: bytes) -> RefusedError:
    """What an HTTP error without a message of the protocol is: the server refused, in these words."""
    words = " ".join(body[:300].decode("utf-8", "replace").split())
    said = f"The server answers {status} {reason or ''}".rstrip()
    return RefusedError(f"{said}: {printable(words, 160)}" if words else f"{said}.", "status", by_peer=True)


async def bounded_body(
    response: aiohttp.ClientResponse, most: int = ANSWER_BYTES, too_long: str = "which is no message"
) -> bytes:
    """The body, refused where it is too long: for any message, or for whatever takes most bytes. Raises PeerError."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > most:
            raise PeerError(f"The answer has more than {most:,} bytes, {too_long}.")
    return bytes(body)


_OF_THE_CONNECTION = {
    "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "upgrade", "host", "expect", "content-length", "content-encoding", "accept-encoding",
}  # fmt: skip
"""Headers that each connection has of its own (RFC 9110, 7.6.1), or that say how this one packs a body."""

OWN_HEADERS = ("Accept", "Content-Type", "User-Agent")
"""What aiohttp adds to a request by itself."""


def end_to_end(headers: CIMultiDictProxy[str] | CIMultiDict[str]) -> CIMultiDict[str]:
    """The headers that a proxy passes on, in their order, each as often as it came."""
    from multidict import CIMultiDict

    named = {name.strip().lower() for one in headers.getall("Connection", []) for name in one.split(",")}
    own = _OF_THE_CONNECTION | named
    return CIMultiDict(
        (name, value)
        for name, value in headers.items()
        if name.lower() not in own and not name.lower().startswith("sec-websocket-")
    )


def answer_of(response: aiohttp.ClientResponse, body: bytes) -> HttpAnswer:
    """What HTTP says of an answer, for whoever passes it on. Which page may read it is for whoever shows it to one."""
    headers = end_to_end(response.headers)
    for name in [name for name in headers if name.lower().startswith("access-control-")]:
        headers.popall(name, None)
    return HttpAnswer(response.status, headers, body)


_OF_ITS_MESSAGE = frozenset(
    "auth-id content-digest content-language content-location content-md5 content-range "
    "content-type digest if-match if-modified-since if-none-match if-range if-unmodified-since location range "
    "refresh repr-digest signature signature-input www-authenticate x-amz-content-sha256 x-amz-target".split()
)
"""Headers that say what a message is, carry it, or are computed from it."""


def beside_the_message(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """Of the headers of one message those that may go with another one in its place: a program's name, its language,
    cookies, a key of an API; not what is of the message itself, nor a signature of it."""
    from multidict import CIMultiDict

    return CIMultiDict(
        (name, value)
        for name, value in headers.items()
        if name.lower() not in _OF_ITS_MESSAGE
        and not (name.lower() == "authorization" and re.match(r"AWS4-|SRP|Signature\b", value))
        and not cannot_stand(name, value)
    )


def cannot_stand(name: str, value: str) -> bool:
    """Whether aiohttp would not write a header: a control character is in it, or bytes that are no UTF-8."""
    return any(one != "\t" and (one < " " or one == "\x7f" or "\ud800" <= one <= "\udfff") for one in name + value)


def with_cookies(headers: Mapping[str, str], jar: Mapping[str, str]) -> CIMultiDict[str]:
    """An app's headers, its cookies with those that the server gave to this session."""
    from multidict import CIMultiDict

    made = CIMultiDict(headers)
    sent = [one.strip() for line in made.popall("Cookie", []) for one in line.split(";") if one.strip()]
    kept = [one for one in sent if one.partition("=")[0] not in jar]
    if cookies := [*kept, *(f"{name}={value}" for name, value in jar.items())]:
        made["Cookie"] = "; ".join(cookies)
    return made


def signed_elsewhere(asked: HttpAsked, url: str) -> str:
    """What is to be said of a request that is signed for the host at which the app found the proxy (AWS signature 4):
    the real one has another name. "" where that cannot be."""
    signed = re.search(r"^AWS4-.*SignedHeaders=([^,\s]*)", asked.headers.get("Authorization", ""), re.DOTALL)
    if signed is None or "host" not in signed[1].lower().split(";"):
        return ""
    return (
        f"The app's request is signed with its Host, which is this proxy; it goes on to {urlsplit(url).netloc}, which "
        "reckons with its own name: if it checks the signature, it refuses it."
    )


async def passed_on(url: str, method: str, asked: HttpAsked, body: bytes) -> HttpAnswer:
    """An app's request that is no message, to the server at a URL, and the answer. Raises PeerError."""
    async with (
        http_session(ANSWER_SECONDS) as session,
        told_as_peer_error(url),
        session.request(
            method,
            of_peer(url, asked.target),
            data=body or None,
            headers=asked.headers,
            allow_redirects=False,
            skip_auto_headers=OWN_HEADERS,
        ) as response,
    ):
        return answer_of(response, await bounded_body(response, PASSED_BYTES, "and is not passed on"))


class PostTransport:
    """Each message is the body of a POST; the answer's body is what comes back. A system's own adds what a message
    needs beside its bytes, and knows what is no message of it. cookies: what the server gave to this session."""

    name = "http"

    def __init__(self, url: str, seconds: float = ANSWER_SECONDS) -> None:
        self.url = url
        self._seconds = seconds
        self._answer: bytes | None = None
        self._open = AsyncExitStack()
        self.tell: Callable[[str, str], None] = lambda what, text: None
        self.asked: HttpAsked | None = None
        self.lent: Mapping[str, str] = {}
        self.answered: HttpAnswer | None = None
        self.cookies: dict[str, str] = {}

    async def open(self) -> None:
        """Nothing is sent before the first message. Raises PeerError where nobody listens."""
        await reach(self.url)
        self._session = await self._open.enter_async_context(http_session(self._seconds))

    async def post(
        self, endpoint: str, path: str, data: bytes, headers: Mapping[str, str]
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        """POST a message and keep the answer. endpoint: what the message is called; path and headers: where it goes and
        with what, unless an app said so. Raises PeerError, RefusedError where the server sends elsewhere: that is for a
        person to see."""
        from multidict import CIMultiDict

        self.answered, asked = None, self.asked
        own: tuple[str, ...] = ()
        if asked is not None:
            path, headers, own = asked.target, asked.headers, OWN_HEADERS
            if said := signed_elsewhere(asked, self.url):
                self.tell("note", said)
        elif self.lent:
            own_headers, headers = headers, CIMultiDict(self.lent)
            headers.update(own_headers)
        headers = with_cookies(headers, self.cookies)
        async with (
            told_as_peer_error(self.url),
            self._session.post(
                of_peer(self.url, path), data=data, headers=headers, allow_redirects=False, skip_auto_headers=own
            ) as response,
        ):
            self._answer = answer = await bounded_body(response)
        self.answered = answer_of(response, answer)
        if 300 <= response.status < 400:
            raise not_a_message(response.status, response.reason, response.headers.get("Location", "").encode())
        if response.status >= 400:
            self.tell("http", f"{endpoint} answers {response.status} {response.reason or ''}")
        return response, answer

    async def receive(self, endpoint: str) -> bytes:
        """The answer to the last POST. Raises PeerError."""
        answer, self._answer = self._answer, None
        if answer is None:
            raise PeerError("There is no answer to read.")
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._open.aclose()
