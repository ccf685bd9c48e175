"""A live session as the client of one of the other systems: the same holding, editing and recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from srpscope.live.recording import Recording
from srpscope.live.session import REPLY_SECONDS, ClientSession, ClosedWithoutAnswerError, Observer, Transport
from srpscope.live.system_host import record_terms
from srpscope.live.users import LiveParty
from srpscope.wire.exchange import Exchange, RefusedError


class SystemSession(ClientSession):
    """One session with a server. changes: formulas agreed on beside the dialect's.

    The party's own mistakes (its terms' edits) are written down as what they are: edits of this side.
    """

    def __init__(
        self,
        exchange: Exchange,
        transport: Transport,
        recording: Recording,
        observe: Observer = lambda event: None,
        hold: Iterable[str] = (),
        *,
        changes: Mapping[str, str] | None = None,
        reply_seconds: float = REPLY_SECONDS,
    ) -> None:
        super().__init__(exchange, transport, recording, observe, hold, reply_seconds)
        self._inputs: dict[str, str] = {}
        terms = self._live_party.terms
        record_terms(recording, terms, changes or {})
        for edit in terms.edits:
            if edit.applies_to("client"):
                recording.add("edit", {key: value for key, value in edit.as_line().items() if key != "type"})

    @property
    def _live_party(self) -> LiveParty:
        party = self.party
        assert isinstance(party, LiveParty)
        return party

    async def send_message(self, name: str, endpoint: str, data: bytes) -> None:
        """Send bytes to an endpoint, recorded. Raises PeerError; ClosedWithoutAnswerError where the peer refuses."""
        try:
            await super().send_message(name, endpoint, data)
        except RefusedError as refusal:  # an HTTP status that says no
            raise ClosedWithoutAnswerError(str(refusal)) from None
        self._write_inputs()

    async def receive_message(self, name: str, endpoint: str) -> bytes:
        """The reply from an endpoint, recorded. Raises PeerError."""
        data = await super().receive_message(name, endpoint)
        self._write_inputs()
        return data

    def _write_inputs(self) -> None:
        inputs = self._live_party.declared_inputs()
        if inputs != self._inputs:
            self._inputs = inputs
            self.recording.values(self.exchange.side, inputs)

    async def exchange_messages(self) -> None:
        """Drive the exchange to its end."""
        await super().exchange_messages()
        self._write_inputs()
