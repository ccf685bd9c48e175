"""Who may speak HTTP to a server that is played here: no web page that the user happens to visit, and nobody without a
bound.

Any page can make a browser send requests to this machine. A browser tells on it: `Origin` names the page, and where a
page's own name was made to resolve to this machine, `Host` still names the page. Both are looked at before anything
else; what programs send has no Origin, and the address that was listened on as its Host.
"""

from __future__ import annotations

import ipaddress
import logging
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from srpscope.errors import UserError
from srpscope.printable import printable

EMULATOR = "10.0.2.2"
"""What the Android emulator calls the loopback of the computer that it runs on."""


class Gate:
    """Which requests are let in. address: what was listened on; port: as bound; origins: pages that may ask, as
    scheme://host[:port]; own_pages: the server shows pages itself, which may ask it. Raises UserError for an origin
    that is none."""

    def __init__(self, address: str, origins: Iterable[str] = (), own_pages: bool = False) -> None:
        self.address = address
        self.port = 0
        self.own_pages = own_pages
        self.origins = frozenset(_origin(one) for one in origins)

    def refuses(self, host: str | None, origin: str | None) -> str | None:
        """Why a request is refused, as a sentence for its sender; None where it is let in. A request without Host comes
        from no browser."""
        if host is not None and not self._is_here(host):
            return f"The Host {printable(host, 80)} is not the address listened on."
        if self.own_pages and host is not None and origin == f"http://{host}":
            return None
        if origin is not None and origin.lower() not in self.origins:
            way = "" if self.own_pages else " (srpscope serve --allow-origin)"
            return f"A web page of {printable(origin, 80)} asks, and its origin was not allowed{way}."
        return None

    def cors(self, origin: str | None) -> dict[str, str]:
        """What a browser wants to hear before it shows a page of an allowed origin the answer."""
        if origin is None or origin.lower() not in self.origins:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Expose-Headers": "Auth-ID, WWW-Authenticate",
            "Vary": "Origin",
        }

    def preflight(self, origin: str | None, headers: str, methods: Iterable[str]) -> dict[str, str]:
        """The answer's headers to a browser that asks whether a page may ask. methods: those that are taken."""
        asked = ", ".join(part for part in headers.split(",")[:32] if part.strip().replace("-", "").isalnum())
        return {
            **self.cors(origin),
            "Access-Control-Allow-Methods": ", ".join(sorted(methods)),
            "Access-Control-Allow-Headers": asked or "Content-Type",
        }

    def _is_here(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return False
        if self.port and port not in (None, self.port):  # a browser names it; aiohomekit and others leave it out
            return False
        try:
            asked = ipaddress.ip_address(name.split("%")[0])
        except ValueError:
            return name == self.address.lower() or (name == "localhost" and self._local())
        with suppress(ValueError):
            own = ipaddress.ip_address(self.address.split("%")[0])
            if own.is_unspecified or asked == own:  # a number cannot be made to lead here by whoever owns a name
                return True
        return self._local() and (asked.is_loopback or name == EMULATOR)

    def _local(self) -> bool:
        with suppress(ValueError):
            own = ipaddress.ip_address(self.address.split("%")[0])
            return own.is_loopback or own.is_unspecified
        return self.address.lower() == "localhost"


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise UserError(f"{text!r} is no origin; one looks like https://app.example:8443.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{name}" + ("" if port in (None, usual) else f":{port}")


class SpokenLog(logging.Handler):
    """What a server library has to say of a peer's broken request: one line each, and no more than a few a second."""

    PER_SECOND = 3

    def __init__(self, say: Callable[[str], None] | None = None) -> None:
        super().__init__(logging.WARNING)
        self._say = say or _to_stderr
        self._second = 0.0
        self._said = 0
        self._left_out = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, unless too much was said."""
        now = time.monotonic()
        if now - self._second >= 1:
            if self._left_out:
                self._say(f"{self._left_out:,} more requests like that.")
            self._second, self._said, self._left_out = now, 0, 0
        if self._said >= self.PER_SECOND:
            self._left_out += 1
            return
        self._said += 1
        from aiohttp.http_exceptions import HttpProcessingError  # whoever logs here has imported it

        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, HttpProcessingError):  # aiohttp's own, of what it cannot read as HTTP
            words = " ".join(error.message.split()).partition(":")[0] or "it cannot be read"
            self._say(printable(f"A client sent what is no HTTP request ({words}): it was answered {error.code}.", 200))
            return
        why = "" if error is None else f": {type(error).__name__} {str(error).splitlines()[0] if str(error) else ''}"
        self._say(printable(f"{record.getMessage()}{why}".rstrip(), 200))


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def quiet_logger(name: str = "srpscope.server") -> logging.Logger:
    """A logger whose lines go through SpokenLog and nowhere else."""
    logger = logging.getLogger(name)
    if not any(isinstance(one, SpokenLog) for one in logger.handlers):
        logger.addHandler(SpokenLog())
    logger.propagate = False
    return logger
