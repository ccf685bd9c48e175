"""A capture without its secrets, the computed ones too: x, v, S and K of both sheets are searched for as well."""

from __future__ import annotations

from srpscope.capture.capture import Capture
from srpscope.capture.redact import Redaction, redact, secrets_of
from srpscope.capture.secret_search import Secret
from srpscope.errors import SrpscopeError
from srpscope.session import Session
from srpscope.session.opening import session_of
from srpscope.srp.encodings import even_hex, text_bytes
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import NUMBERS, SECRETS
from srpscope.wire.wires import declared


def computed_secrets(session: Session) -> list[Secret]:
    """Every secret that a side holds: given, received or computed."""
    found: dict[tuple[str, bytes], Secret] = {}
    view = session.view
    for sheet in (view.client, view.server, view.enroller):
        for name in _secret_names(sheet) if sheet is not None else ():
            assert sheet is not None
            cell = sheet[name]
            for value in (cell.value, cell.computed):
                if value is None:
                    continue
                data = (
                    bytes.fromhex(even_hex(abs(value)))  # a slip may make a number negative; its digits are as secret
                    if isinstance(value, int)
                    else text_bytes(value)
                    if isinstance(value, str)
                    else value
                )
                if data.strip(b"\0"):
                    found[name, data] = Secret(name, data, name in NUMBERS)
    for text in (text for one in session.messages for text in declared(session.wire).secrets_in(one.data)):
        if text:
            found["token", text_bytes(text)] = Secret("token", text_bytes(text))
    return list(found.values())


def _secret_names(sheet: Sheet) -> list[str]:
    """SRP's secrets, and everything of the dialect's own that is made of them (session keys, stretched passwords)."""
    public = {"N", "g", "H", "I", "s", "k", "A", "B", "u", "M1", "M2"}
    return [
        name
        for name in sheet.names
        if name in SECRETS or (name in sheet.knowledge.dialect.own_values and name not in public)
    ]


def all_secrets(session: Session) -> list[Secret]:
    """The secrets that the capture names, those typed at the command line, and those computed."""
    return secrets_of(session.capture, computed_secrets(session))


def redacted(capture: Capture) -> Redaction:
    """A copy without secrets, and what was removed."""
    try:
        more = computed_secrets(session_of(capture))
    except SrpscopeError:
        more = []
    return redact(capture, more)
