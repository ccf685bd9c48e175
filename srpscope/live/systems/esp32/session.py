"""A provisioning session as the client: proto-ver, the handshake, further proofs, encrypted requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from srpscope.capture.events import event
from srpscope.errors import PeerError, SrpscopeError, UserError
from srpscope.live.client import ClientSession, Further, Observer
from srpscope.live.driving import ANSWER_SECONDS, ClosedWithoutAnswerError, KeepingTransport
from srpscope.live.party import SheetParty
from srpscope.live.recording import Recording
from srpscope.wire.exchange import LINE_ENDED, RefusedError
from srpscope.wire.gcm import Channel, WrongTagError, rule_of_nonce
from srpscope.wire.protocomm.asking import HINTS, PAGE, found_networks, read_request
from srpscope.wire.protocomm.client import Security2Client
from srpscope.wire.protocomm.firmware import may_crash
from srpscope.wire.protocomm.messages import Cmd0, Version, encode, read_version, scan_result, scan_start, scan_status
from srpscope.wire.protocomm.schema import SESSION, VERSION
from srpscope.wire.protocomm.tree import MessageTree, endpoint_tree
from srpscope.wire.protocomm.wire import WIRE

SCAN_POLLS, SCAN_SECONDS = 60, 0.5
"""How often, and how far apart, a device is asked whether it has finished looking for networks."""

PROBE = b"---"
"""What is sent to proto-ver: any byte will do, but NimBLE ignores an empty write."""


class AsItIs(Security2Client):
    """The client of Security 2 that sends A as its dialect has it, a lost zero and all."""

    def __init__(self, party: SheetParty) -> None:
        super().__init__(party, renews=False)

    def _cmd0(self) -> bytes:
        return encode(Cmd0(self.party.raw("I"), self.party.raw("A")))


@dataclass(frozen=True)
class RoundTrip:
    """An encrypted request and its reply. counters: the nonce counters used (None under the fixed nonce)."""

    endpoint: str
    request: bytes
    reply: bytes
    counters: tuple[int | None, int | None]
    tree: MessageTree


class ProtocommSession(ClientSession):
    """One session with a device over any transport that carries protocomm (HTTP, BLE).

    patch: the nonce rule to follow; None takes what the device says. firmware: the device's ESP-IDF version where
    the user knows it ("v6.0.1"), for the warning about its crash.
    """

    def __init__(
        self,
        party: SheetParty,
        transport: KeepingTransport,
        recording: Recording,
        observe: Observer = lambda event: None,
        holds: Iterable[str] = (),
        *,
        renews: bool = True,
        patch: int | None = None,
        firmware: str = "",
        reply_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.handshake = Security2Client(party, renews)
        super().__init__(self.handshake, transport, recording, WIRE.name, observe, holds, reply_seconds)
        self._device = transport
        self.version: Version | None = None
        self.version_sent = b""
        self.channel: Channel | None = None
        self.firmware = firmware
        self._patch = patch

    async def reach(self) -> None:
        """Connect, and read proto-ver."""
        await super().reach()
        await self.read_version()

    async def shake(self) -> bool | None:
        """The handshake, and the keys of what comes after it."""
        accepted = await super().shake()
        if accepted:
            self._open_channel(self.party)
        return accepted

    async def read_version(self) -> None:
        """Ask proto-ver, and say what it means. A device without it is no reason to stop."""
        try:
            data = await self.ask("version request", VERSION, PROBE, "version")
        except ClosedWithoutAnswerError as error:
            self.note(f"proto-ver gives nothing: {error}")
            return
        self.version_sent = data
        self.version = read_version(data)
        for note in self.version.notes:
            self.note(note)

    def said(self) -> dict[str, Any]:
        """What proto-ver said."""
        version = self.version
        if version is None:
            return {"version": None}
        keys = {"ver": version.version, "sec_ver": version.security, "sec_patch_ver": version.patch}
        return {"version": {**keys, "cap": list(version.capabilities)}}

    def introduced(self) -> tuple[str, Mapping[str, str]]:
        """What proto-ver said, by its own names."""
        version = self.version
        if version is None:
            return "", {}
        security = f"{version.security}, patch {version.patch}"
        return VERSION, {"ver": version.version, "sec_ver": security, "cap": ", ".join(version.capabilities)}

    def means(self, judged: Mapping[str, Any]) -> str:
        """What follows for whoever has an app that fails, or a device that refuses."""
        if judged["outcome"] == "accepted" and judged["values"] == "agree" and judged["cause"] == "none":
            return "Device and credentials are right: an app that fails with the same ones computes or sends otherwise."
        if (judged["outcome"], judged["of"], judged["cause"]) == ("refused", "M1", "cannot-tell"):
            return (
                "`srpscope check-credential` with the device's salt and verifier says whether these credentials are "
                "theirs."
            )
        return ""

    @property
    def lost(self) -> bool:
        """Whether the device was lost before it could judge."""
        refusal = self.handshake.refusal
        return refusal is not None and refusal.cause in LINE_ENDED

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
            and self._device.keeps_session
        )

    async def try_further(self, candidates: Iterable[Further]) -> Further | None:
        """Send further proofs for the same A and B until one is accepted, which is returned.

        A device counts none of them, so this is an online guess: ask the person first, and only for their own device.
        Raises UserError where the session does not allow it.
        """
        if not self.may_try_further:
            raise UserError("This session takes no further proof: the device has not refused one and kept the session.")
        for candidate in candidates:
            party = self.party.with_changes(candidate.given, candidate.formulas)
            self.note(f"Further proof in the same session: {candidate.label}.")
            self.values("client", party.own_values())  # what this try is made of: each is judged by its own
            self.handshake.party = party
            try:
                data = await asyncio.to_thread(self.handshake.cmd1)
                reply = await self.ask("Cmd1", SESSION, data, "Resp1")
                await asyncio.to_thread(self.handshake.finish, reply)
            except ClosedWithoutAnswerError as error:
                self.happened(event("refused", "server", "M1", str(error)))
                continue
            except RefusedError as refusal:
                by, of = ("server", "M1") if refusal.by_peer else ("client", "M2")
                self.happened(event("refused", by, of, str(refusal)))
                continue
            except PeerError as error:
                self.happened(event("broken-off", "", "M1", str(error)))
                return None
            self.handshake.refusal = None
            self.handshake.accepted = True
            self.happened(event("accepted", "client", "M2", f"Accepted with: {candidate.label}."))
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
        reply = await self.ask("encrypted request", endpoint, sealed.data, "encrypted reply")
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

    def read_request(self, text: str) -> None:
        """As asking.read_request."""
        read_request(text)

    @property
    def seals(self) -> bool:
        """All but proto-ver and the handshake is encrypted."""
        return True

    @property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """Those of ESP-IDF's provisioning."""
        from srpscope.wire.protocomm.asking import KINDS

        return {name: fields for name, (_, fields, _) in KINDS.items()}

    @property
    def field_hints(self) -> Mapping[str, str]:
        """What each takes."""
        return HINTS

    @property
    def secret_fields(self) -> frozenset[str]:
        """The Wi-Fi's passphrase."""
        return frozenset(["passphrase"])

    def would_ask(self, text: str) -> tuple[str, bytes, MessageTree]:
        """Of `scan` its first request."""
        asked = read_request(text)
        plain = scan_start() if asked.name == "scan" else asked.plain
        return asked.endpoint, plain, endpoint_tree(plain, asked.endpoint)

    @property
    def goes_on(self) -> bool:
        """While the keys and the connection are there."""
        return self.channel is not None and self._device.keeps_session

    async def perform(self, text: str, *, force: bool = False) -> list[RoundTrip]:
        """One request; `scan` is a whole one: started, waited for, and read in pages, as many as were found."""
        asked = read_request(text)
        if asked.name != "scan":
            return [await self.request(asked.endpoint, asked.plain, force=force)]
        trips = [await self.request(asked.endpoint, scan_start(), force=force)]
        count = 0
        for _ in range(SCAN_POLLS):
            trips.append(await self.request(asked.endpoint, scan_status(), force=force))
            finished, count = found_networks(trips[-1].reply)
            if finished:
                break
            await asyncio.sleep(SCAN_SECONDS)
        for start in range(0, count, PAGE):
            page = scan_result(start, min(PAGE, count - start))
            trips.append(await self.request(asked.endpoint, page, force=force))
        return trips


def _counter(counter: int | None) -> str:
    return "nonce unchanged" if counter is None else f"nonce counter {counter}"
