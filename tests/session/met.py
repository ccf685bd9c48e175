"""Two dialects that met, as somebody wrote it down who named neither dialect, group nor hash."""

from __future__ import annotations

from srpscope.capture.capture import Capture
from srpscope.srp.dialect import dialect
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Side, Value

GROUP = "rfc5054-1024"
SALT = bytes(range(0x41, 0x51))
PRIVATE = {"client": ("a", int("7d" * 32, 16)), "server": ("b", int("59" * 32, 16))}


def met(client: str, server: str, hash: str = "sha256", logged: str = "a S M1", **slips: str) -> Capture:
    """A page of what each side printed: salt, verifier, A, b, B and both M1 of the server; a and S of the client.
    logged: what the client printed. slips: its formulas that are not its dialect's."""
    known = group(GROUP)
    shared: dict[str, Value] = {"N": known.N, "g": known.g, "I": "mona", "s": SALT}
    given: dict[Side, dict[str, Value]] = {"client": {**shared, "P": "open sesame"}, "server": {**shared}}

    def sheet(side: Side, sent: dict[str, bytes]) -> Sheet:
        spoken = dialect(client if side == "client" else server)
        formulas = {name: parse(text) for name, text in slips.items() if text and side == "client"}
        return Sheet(Knowledge(side, spoken, given[side], sent, formulas=formulas, hash=hash), record=False)

    for side, (name, private) in PRIVATE.items():
        given["client" if side == "client" else "server"][name] = private
    maker = Knowledge("enroller", dialect(server), {**shared, "P": "open sesame"}, {}, hash=hash)
    v = Sheet(maker, record=False).value("v")
    assert v is not None
    given["server"]["v"] = v
    sent = {"A": sheet("client", {}).as_sent("A"), "B": sheet("server", {}).as_sent("B")}
    both = {side: sheet(side, sent) for side in given}
    capture = Capture({"origin": "recorded"})
    capture.add_values("client", {"I": "mona", **{name: _hex(both["client"], name) for name in logged.split()}})
    capture.add_values("server", {name: _hex(both["server"], name) for name in ("s", "v", "b", "M1")})
    capture.add_values("wire", {name: data.hex() for name, data in sent.items()})
    return capture


def _hex(sheet: Sheet, name: str) -> str:
    value = sheet.value(name)
    assert isinstance(value, int | bytes)
    return f"{value:x}" if isinstance(value, int) else value.hex()
