"""HTTP and WebSocket as a client: addresses checked, answers bounded, no cookie jar, errors in our words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from srpscope.errors import PeerError, UserError

if TYPE_CHECKING:
    import aiohttp

ANSWER_BYTES = 262_144
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


async def reach(url: str) -> None:
    """Try the port, so that an absent server is told from one that refuses. Raises PeerError."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(parts.hostname, port), CONNECT_SECONDS)
    except TimeoutError:
        raise PeerError(f"{url} did not answer in time.") from None
    except (OSError, UnicodeError) as error:
        why = (getattr(error, "strerror", None) or "no such host").lower()
        raise PeerError(f"{url} could not be reached: {why}.") from None
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
        reason = getattr(error.os_error, "strerror", None) or "no connection"
        raise PeerError(f"{url} could not be reached: {reason.lower()}.") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise PeerError(f"{url}: the connection failed ({type(error).__name__}).") from None


async def bounded_body(response: aiohttp.ClientResponse) -> bytes:
    """The body, refused where it is too long for any message. Raises PeerError."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise PeerError(f"The answer has more than {ANSWER_BYTES:,} bytes, which is no message.")
    return bytes(body)
