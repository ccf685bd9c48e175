"""The device's side of Security 2 as an exchange over a Device: its answers can be held and changed as anybody's."""

from __future__ import annotations

from functools import partial

from srpscope.wire.exchange import Exchange, Receive, RefusedError, Send, Steps
from srpscope.wire.protocomm.device import Device, Failed
from srpscope.wire.protocomm.scan import decode
from srpscope.wire.protocomm.schema import SESSION

_ANSWERS = {"Cmd0": "Resp0", "Cmd1": "Resp1"}


class Security2Server(Exchange):
    """One handshake of a device, which may have had others in the same session before.

    failure: what the device's handler returned where it refused. The device decides and keeps its own state; a refusal
    tells its error code, because it tells the client nothing but that.
    """

    side = "server"

    def __init__(self, device: Device, session_id: int) -> None:
        self.device = device
        self.session_id = session_id
        self.failure: Failed | None = None
        super().__init__(None)

    def steps(self) -> Steps:
        """Answer whatever comes to prov-session, until the device refuses."""
        while True:
            data = yield Receive("Cmd0 or Cmd1", SESSION)
            asked = decode("client", data, SESSION)
            name = "message" if asked is None else asked.name
            result = self.device.request(SESSION, self.session_id, data)
            if self.device.party is not None:
                self.party = self.device.party
            if isinstance(result, Failed):
                self.failure = result
                raise RefusedError(_refused(result, name), "device", of="M1" if name == "Cmd1" else "message")
            if self.device.accepted:
                self.accepted = True
            yield Send(_ANSWERS.get(name, name), result.again or partial(bytes, result.data), SESSION)


def _refused(failure: Failed, name: str) -> str:
    code = "and reboots" if failure.crashed else f"(error {failure.code})"
    return f"The device refuses {name} {code}."
