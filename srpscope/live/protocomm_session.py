"""A provisioning session as the client: proto-ver, the handshake, further proofs, encrypted requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from srpscope.errors import PeerError, SrpscopeError, UserError
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.live.session import REPLY_SECONDS, ClientSession, ClosedWithoutAnswerError, Observer, Transport
from srpscope.srp.formula import Formula
from srpscope.srp.values import Value
from srpscope.wire.exchange import RefusedError
from srpscope.wire.gcm import Channel, WrongTagError, rule_of_nonce
from srpscope.wire.protocomm import Version, read_version
from srpscope.wire.protocomm_client import ENDPOINT, Security2Client
from srpscope.wire.protocomm_firmware import may_crash
from srpscope.wire.protocomm_tree import Tree, endpoint_tree

PROBE = b"---"
"""What is sent to proto-ver: any byte will do, but NimBLE ignores an empty write."""


@dataclass(frozen=True)
class Candidate:
    """A further proof to try in the same session: what is different, in words, and how."""

    label: str
    given: Mapping[str, Value] = field(default_factory=dict)
    formulas: Mapping[str, Formula] = field(default_factory=dict)


@dataclass(frozen=True)
class RoundTrip:
    """An encrypted request and its reply. counters: the nonce counters used (None under the fixed nonce)."""

    endpoint: str
    request: bytes
    reply: bytes
    counters: tuple[int | None, int | None]
    tree: Tree


class ProtocommSession(ClientSession):
    """One session with a device over any transport that carries protocomm (HTTP, BLE).

    patch: the nonce rule to follow; None takes what the device says. firmware: the device's ESP-IDF version where
    the user knows it ("v6.0.1"), for the warning about its crash.
    """

    def __init__(
        self,
        party: SheetParty,
        transport: Transport,
        recording: Recording,
        observe: Observer = lambda event: None,
        hold: Iterable[str] = (),
        *,
        renews: bool = True,
        patch: int | None = None,
        firmware: str = "",
        reply_seconds: float = REPLY_SECONDS,
    ) -> None:
        self.handshake = Security2Client(party, renews)
        super().__init__(self.handshake, transport, recording, observe, hold, reply_seconds)
        self.version: Version | None = None
        self.channel: Channel | None = None
        self.firmware = firmware
        self._patch = patch
        self._proof_party: SheetParty | None = None

    async def run(self) -> bool | None:
        """Connect, read proto-ver, do the handshake."""
        await self.transport.open()
        self._emit("opened", self.transport.name)
        await self.read_version()
        await self.exchange_messages()
        if self.handshake.accepted:
            self._open_channel(self.party)
        return self.handshake.accepted

    async def read_version(self) -> None:
        """Ask proto-ver, and say what it means. A device without it is no reason to stop."""
        try:
            await self.send_message("version request", "proto-ver", PROBE)
            data = await self.receive_message("version", "proto-ver")
        except ClosedWithoutAnswerError as error:
            self.note(f"proto-ver gives nothing: {error}")
            return
        self.version = read_version(data)
        for note in self.version.notes:
            self.note(note)

    # Further proofs

    @property
    def may_try_further(self) -> bool:
        """Whether the device still waits for a proof: it refused one by closing or by an ATT error, and keeps the
        session (NimBLE and HTTP do, Bluedroid drops the link)."""
        refusal = self.handshake.refusal
        return (
            self.handshake.accepted is False
            and refusal is not None
            and refusal.cause == "closed"
            and "B" in self.party.knowledge.received
            and getattr(self.transport, "keeps_session", True)
        )

    async def try_further(self, candidates: Iterable[Candidate]) -> Candidate | None:
        """Send further proofs for the same A and B until one is accepted, which is returned.

        A device counts none of them, so this is an online guess: ask the person first, and only for their own device.
        Raises UserError where the session does not allow it.
        """
        if not self.may_try_further:
            raise UserError("This session takes no further proof: the device has not refused one and kept the session.")
        for candidate in candidates:
            party = self.party.with_changes(candidate.given, candidate.formulas)
            self.note(f"Further proof in the same session: {candidate.label}.")
            self.handshake.party = party
            try:
                data = await asyncio.to_thread(self.handshake.cmd1)
                await self.send_message("Cmd1", ENDPOINT, data)
                reply = await self.receive_message("Resp1", ENDPOINT)
                await asyncio.to_thread(self.handshake.finish, reply)
            except ClosedWithoutAnswerError:
                continue
            except RefusedError as refusal:
                self.event("refused", str(refusal))
                continue
            except PeerError as error:
                self.event("refused", str(error))
                return None
            self.handshake.refusal = None
            self.event("accepted", f"Accepted with: {candidate.label}.")
            self._open_channel(party)
            return candidate
        return None

    # After the handshake

    def _open_channel(self, party: SheetParty) -> None:
        nonce = self.handshake.nonce
        by_length = rule_of_nonce(nonce)
        told = self.version.patch if self.version is not None else None
        patch = self._patch if self._patch is not None else by_length if by_length is not None else told or 0
        if told is not None and by_length is not None and told != by_length:
            self.note(
                f"proto-ver says sec_patch_ver {told}, but the nonce has {len(nonce)} bytes, as with {by_length}."
            )
        self.recording.values("wire", {"nonce": nonce.hex()})
        with suppress(SrpscopeError):
            key = party.raw("K")
            self.recording.values("client", {"K": key.hex()})
            self.channel = Channel(key, nonce, patch)

    def warning(self) -> str:
        """What to say before a message is sent that may be badly encrypted; "" where nothing is to be feared."""
        risky = may_crash(self.firmware) if self.firmware else self._rule_differs()
        if not risky:
            return ""
        who = f"ESP-IDF {self.firmware}" if self.firmware else "A device with ESP-IDF v6.0 to v6.0.2"
        return f"{who} frees a buffer twice and reboots when a message does not decrypt. Send it all the same?"

    def _rule_differs(self) -> bool:
        channel = self.channel
        return channel is not None and rule_of_nonce(channel.device_nonce) not in (None, channel.patch)

    async def request(self, endpoint: str, plain: bytes, *, force: bool = False) -> RoundTrip:
        """One encrypted request and its reply, decoded.

        Raises UserError before the handshake, and, unless force is set, where the device could crash of it (warning()
        says why); PeerError where the reply does not decrypt.
        """
        channel = self.channel
        if channel is None:
            raise UserError("There is no secure session: do the handshake first.")
        if not force and (warning := self.warning()) and self._rule_differs():
            raise UserError(warning)
        sealed = channel.encrypt(plain)
        self.note(f"{endpoint}: {len(plain):,} bytes encrypted, {_counter(sealed.counter)}.")
        await self.send_message("encrypted request", endpoint, sealed.data)
        reply = await self.receive_message("encrypted reply", endpoint)
        try:
            opened = channel.decrypt(reply)
        except WrongTagError:
            other = Channel(channel.key, channel.device_nonce, 1 - channel.patch)
            other.counter = None if channel.patch else (int.from_bytes(channel.device_nonce[-4:]) + 1)
            reason = "the key or the nonce is wrong"
            with suppress(WrongTagError):
                other.decrypt(reply)
                reason = f"the device follows sec_patch_ver {1 - channel.patch}, this side {channel.patch}"
            raise PeerError(f"The reply of {endpoint} does not decrypt: {reason}.") from None
        tree = endpoint_tree(opened.data, endpoint)
        self._emit("encrypted", _counter(opened.counter), name="decrypted reply", endpoint=endpoint, data=opened.data)
        return RoundTrip(endpoint, plain, opened.data, (sealed.counter, opened.counter), tree)


def _counter(counter: int | None) -> str:
    return "nonce unchanged" if counter is None else f"nonce counter {counter}"
