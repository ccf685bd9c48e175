"""The textbook over TCP: a JSON object a line, client and server, each safeguard with a switch."""

from __future__ import annotations

from functools import partial

from srpscope.live.driving import Transport
from srpscope.live.listening import Audience, Listening
from srpscope.live.party import SheetParty
from srpscope.live.streams import StreamChannel, StreamTransport, listen_tcp
from srpscope.live.system import Option, Options, SpokenTerms, patience, where
from srpscope.live.systems.served import ServedSystem
from srpscope.live.users import Terms, Users
from srpscope.wire.exchange import Exchange, OpenParty
from srpscope.wire.textbook.client import TextbookClient
from srpscope.wire.textbook.messages import ORDERS, PREVENTS, safeguards_without
from srpscope.wire.textbook.server import TextbookServer


class PlainLines(StreamChannel):
    """One message a line."""

    async def send(self, endpoint: str, data: bytes) -> None:
        """The message and a line end."""
        await super().send(endpoint, data + b"\n")

    async def receive(self, endpoint: str) -> bytes:
        """The next line without its end."""
        return await self.line()


def order_of(dialect_id: str) -> str:
    """The order of messages that goes with a dialect: RFC 2945's for SRP-3, else Wikipedia's."""
    return "rfc2945" if dialect_id in ("rfc2945", "tomwu-js-3") else "wikipedia"


class PlainSystem(ServedSystem):
    """SRP as the books have it."""

    name = "plain"
    title = "SRP as the books have it, JSON lines over TCP"
    called = "a plain exchange"
    members = (
        'the client sends {"I", "A"}, the server {"s", "B"}, the client {"M1"}, the server {"M2"} or {"error"}. '
        "I is text, all else hex text."
    )
    wire = "textbook"
    dialect = "rfc5054"
    ends = "Nothing follows M2: the textbook ends there."
    group = "rfc5054-2048"
    hash = "sha256"
    address = "tcp://host:port"
    example_peer = ("tcp://localhost:8080", "bob")
    port = 8084
    options = (
        Option("order", "the order of messages (that of the dialect)", "choice", choices=ORDERS),
        Option(
            "without",
            f"switch a safeguard off to see what it prevents: {', '.join(PREVENTS)}",
            "choices",
            (),
            choices=tuple(PREVENTS),
            metavar="SAFEGUARD",
        ),
    )

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """In the order that was chosen, else the dialect's."""
        chosen = self.chosen(options)
        order = chosen["order"] or order_of(party.knowledge.dialect.id)
        return TextbookClient(party, order, safeguards_without(*chosen["without"]))

    def transport(self, address: str, options: Options) -> Transport:
        """tcp://host:port."""
        return StreamTransport(address, PlainLines, patience(options))

    def server(self, terms: Terms, open_party: OpenParty, options: Options) -> Exchange:
        """In the order that was chosen, else that of the terms' dialect."""
        chosen = self.chosen(options)
        order = chosen["order"] or order_of(terms.dialect.id)
        return TextbookServer(open_party, order, safeguards_without(*chosen["without"]))

    def B_before_A(self, spoken: SpokenTerms, options: Options) -> bool:
        """In RFC 2945's order, with the safeguard off that keeps B back."""
        chosen = self.chosen(options)
        order = chosen["order"] or order_of(spoken.terms.dialect.id)
        return order == "rfc2945" and not safeguards_without(*chosen["without"]).B_after_A

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """One handshake a connection."""
        start = partial(self.server, users.terms, users.party, options)
        return await listen_tcp(start, PlainLines, *where(options), audience, patience(options))


SYSTEM = PlainSystem()
