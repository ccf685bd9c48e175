"""A played server in the place of another one, of any system: split, or passing through."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from srpscope.errors import UserError
from srpscope.live.client import ClientSession
from srpscope.live.concluding import PlayedHost, ServerRun
from srpscope.live.proxy.passing import Passing, passing_session
from srpscope.live.proxy.split import Split
from srpscope.live.recording import ClientRun
from srpscope.live.system import Options, Start, System
from srpscope.live.users import Account
from srpscope.live.verdict import verdict

NOBODY = Account("", salt=b"", verifier=1)
"""What a server that passes on knows."""


def between(
    system: System,
    account: Account | None,
    to: str,
    options: Options,
    folder: Path | None,
    holds: Iterable[str] = (),
    diagnosed: bool = True,
) -> tuple[PlayedHost, Start]:
    """A played server in the place of the one at `to`, which is spoken to beside it, and what makes it listen.

    account: None passes the messages through. options: those of the played server. diagnosed: `why` is asked of each
    leg, else it is judged without a search. Raises UserError for an address that is none."""
    address, own = system.behind(to, options)
    system.transport(address, own)  # an address that is none is said now, not to the first app
    terms = system.spoken(options, "server")
    if options.get("sweep"):
        raise UserError("--sweep plays the device alone, and a proxy has the real one behind it: use serve for that.")
    diagnose = verdict if diagnosed else None
    if account is None:
        passing = partial(Passing, client=lambda: passing_session(system.transport(address, own), system.wire))
        return _leading(to, *system.played(NOBODY, terms, options, ServerRun(folder, tuple(holds), diagnose, passing)))

    def client() -> ClientSession | None:
        if account.password is None or not account.username:
            return None
        terms = system.spoken(own, "client")
        party = system.party(terms, {"I": account.username, "P": account.password})
        return system.session(party, address, own, terms, ClientRun(kept=False))

    conclude = partial(Split, client=client)
    return _leading(to, *system.played(account, terms, options, ServerRun(folder, tuple(holds), diagnose, conclude)))


def _leading(to: str, host: PlayedHost, start: Start) -> tuple[PlayedHost, Start]:
    """The same, which can say where what stands behind it is."""
    if host.behind is not None:
        host.behind.to = to
    return host, start
