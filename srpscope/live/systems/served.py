"""What systems have in common whose two sides are exchanges over one set of users: the sessions of either role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from srpscope.live.client import ClientSession
from srpscope.live.concluding import PlayedHost, ServerRun
from srpscope.live.host import SystemHost, client_session_of
from srpscope.live.listening import Audience, Listening
from srpscope.live.party import SheetParty
from srpscope.live.recording import KEPT, ClientRun
from srpscope.live.system import Options, SpokenTerms, Start, System
from srpscope.live.users import Account, LiveParty, Users

if TYPE_CHECKING:
    from srpscope.srp.values import Value


class ServedSystem(System):
    """A system whose server is told of its users and of whoever watches, and needs nothing else."""

    async def listen(self, users: Users, options: Options, audience: Audience) -> Listening:
        """Play a server until it is closed. options hold host and port too. Raises UserError, PermissionDeniedError."""
        raise NotImplementedError

    def party(self, spoken: SpokenTerms, given: Mapping[str, Value]) -> SheetParty:
        """On the terms that were chosen."""
        return LiveParty("client", spoken.terms, given)

    def session(
        self, party: SheetParty, address: str, options: Options, spoken: SpokenTerms, run: ClientRun = KEPT
    ) -> ClientSession:
        """Its exchange over its transport."""
        exchange, transport = self.client(party, options), self.transport(address, options)
        return client_session_of(self, exchange, transport, address, spoken, run)

    def played(
        self, account: Account, spoken: SpokenTerms, options: Options, run: ServerRun
    ) -> tuple[PlayedHost, Start]:
        """Its server over one set of users."""
        self.check_zeros(account, spoken, options)
        users = account.users(spoken.terms, options.get("salt_bytes") or spoken.salt_bytes)
        host = SystemHost(self.name, self.wire, spoken, run, users)

        async def start(_: SystemHost) -> Listening:
            return await self.listen(users, options, host.audience)

        return host, start
