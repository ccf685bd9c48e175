"""The textbook over TCP: a JSON object a line, client and server, each safeguard with a switch."""

from __future__ import annotations

from srpscope.live.drive import ANSWER_SECONDS, Witness, converse
from srpscope.live.listening import Audience, Listening
from srpscope.live.streams import StreamChannel, StreamTransport, listen_tcp
from srpscope.live.users import LiveParty, Users
from srpscope.wire import textbook
from srpscope.wire.textbook import Safeguards


class Lines(StreamChannel):
    """One message a line."""

    async def send(self, endpoint: str, data: bytes) -> None:
        """The message and a line end."""
        await super().send(endpoint, data + b"\n")

    async def receive(self, endpoint: str) -> bytes:
        """The next line without its end."""
        return await self.line()


def transport(url: str, seconds: float = ANSWER_SECONDS) -> StreamTransport:
    """The way to a server at tcp://host:port. Raises UserError for another address."""
    return StreamTransport(url, Lines, seconds)


def order_of(dialect_id: str) -> str:
    """The order of messages that goes with a dialect: RFC 2945's for SRP-3, else Wikipedia's."""
    return "rfc2945" if dialect_id in ("rfc2945", "tomwu-js-3") else "wikipedia"


async def log_in(
    url: str,
    party: LiveParty,
    witness: Witness | None = None,
    *,
    order: str | None = None,
    safeguards: Safeguards | None = None,
    seconds: float = ANSWER_SECONDS,
) -> textbook.Client:
    """Log in at tcp://host:port. The outcome is in the returned exchange."""
    exchange = textbook.Client(party, order or order_of(party.terms.dialect.id), safeguards or Safeguards())
    await converse(exchange, transport(url, seconds), witness)
    return exchange


async def serve(
    users: Users,
    host: str = "127.0.0.1",
    port: int = 0,
    audience: Audience | None = None,
    *,
    order: str | None = None,
    safeguards: Safeguards | None = None,
) -> Listening:
    """Play a textbook server until it is closed: one handshake a connection."""
    wanted = order or order_of(users.terms.dialect.id)

    def start() -> textbook.Server:
        return textbook.Server(users.party, wanted, safeguards or Safeguards())

    return await listen_tcp(start, Lines, host, port, audience or Audience())
