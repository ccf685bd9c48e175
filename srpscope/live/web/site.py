"""`srpscope web`: the pages, the token, the visitors and their bounds.

A start makes one token. Whoever brings it gets a cookie, which is a visitor's until the program ends; nothing is shown
without one. Host and Origin are looked at by the gate of every server that is played here. The pages load nothing from
elsewhere: script, style and font are textual-serve's, from its package.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from srpscope.live.listening import Listening, listen_http
from srpscope.live.web.visitor import Screens, Visitor, attend

MESSAGE_BYTES = 1 << 20
"""What a browser may send at once: a long paste."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # xterm.js writes its colours into style elements
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

HERE = Path(__file__).parent

NO_TOKEN = "This page opens with the address that `srpscope web` printed; its token belongs to it.\n"


@dataclass
class Site:
    """What a start of `srpscope web` serves.

    arguments: the command line of each visitor's screens; folder: where the visitors' folders are; file: copied into
    each; most: visitors at the same time; minutes: how long a session may last; live: visitors may connect and listen.
    """

    arguments: Sequence[str]
    folder: Path
    file: Path | None = None
    most: int = 1
    minutes: float = 240.0
    live: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    visitors: dict[str, Visitor] = field(default_factory=dict)

    async def listen(self, host: str, port: int) -> Listening:
        """Run it. Raises UserError or PermissionDeniedError where the address cannot be had."""
        import textual_serve

        static = Path(textual_serve.__file__).parent / "static"
        application = web.Application(client_max_size=1 << 16)
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/focus.js", _script),
                web.get("/ws", self._socket),
                web.static("/static", static, follow_symlinks=False),
            ]
        )
        application.on_response_prepare.append(_with_headers)
        application.on_shutdown.append(self._close)
        return await listen_http(application, host, port, {"own_pages": True})

    def _cookie(self, request: web.Request) -> str:
        # Cookies do not tell ports apart: two starts on one machine have names of their own.
        return f"srpscope-{request.url.port}"

    def _visitor(self, request: web.Request) -> Visitor | None:
        return self.visitors.get(request.cookies.get(self._cookie(request), ""))

    async def _page(self, request: web.Request) -> web.Response:
        given = request.query.get("token")
        if given is not None:
            if not hmac.compare_digest(given.encode(), self.token.encode()):
                return web.Response(status=403, text=NO_TOKEN)
            response = web.Response(status=303, headers={"Location": "/"})
            if self._visitor(request) is None:
                key = self._admit()
                if key is None:
                    return web.Response(status=503, text=f"All {self.most} places are taken; try again later.\n")
                response.set_cookie(self._cookie(request), key, httponly=True, samesite="Lax", path="/")
            return response
        if self._visitor(request) is None:
            return web.Response(status=403, text=NO_TOKEN)
        text = (HERE / "page.html").read_text(encoding="utf-8")
        size = min(max(_number(request.query.get("fontsize"), 16), 6), 48)
        text = text.replace("SOCKET", f"ws://{request.url.authority}/ws").replace("SIZE", str(size))
        return web.Response(text=text, content_type="text/html")

    def _admit(self) -> str | None:
        """A new visitor's cookie; the place of one who is away where all are taken; None where nobody is."""
        if len(self.visitors) >= self.most:
            away = next((key for key, one in self.visitors.items() if one.at is None), None)
            if away is None:
                return None
            del self.visitors[away]
        key = secrets.token_urlsafe(24)
        visitor = Visitor(self.folder / f"visitor-{secrets.token_hex(4)}")  # never the folder of an earlier start's
        visitor.furnish(self.file)
        self.visitors[key] = visitor
        return key

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        visitor = self._visitor(request)
        if visitor is None:
            return web.Response(status=403, text=NO_TOKEN)
        socket = web.WebSocketResponse(heartbeat=15, max_msg_size=MESSAGE_BYTES)
        await socket.prepare(request)
        before, visitor.at = visitor.at, socket
        if before is not None:  # the visitor came again: one process each
            await before.close()
        screens = Screens(socket, visitor, self.arguments, self.live)
        width, height = (_number(request.query.get(name), usual) for name, usual in (("width", 80), ("height", 24)))
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(attend(socket, screens, width, height), self.minutes * 60)
        finally:
            if visitor.at is socket:
                visitor.at = None
            await socket.close()
        return socket

    async def _close(self, _: web.Application) -> None:
        sockets = [one.at for one in self.visitors.values() if one.at is not None]
        await asyncio.gather(*(one.close() for one in sockets), return_exceptions=True)


async def _script(_: web.Request) -> web.Response:
    return web.Response(text=(HERE / "focus.js").read_text(encoding="utf-8"), content_type="text/javascript")


async def _with_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _number(text: str | None, usual: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else usual
