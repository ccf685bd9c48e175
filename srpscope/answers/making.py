"""A made handshake: both sides of a dialect computed from given or drawn values, one of them wrong on order."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce

from srpscope.answers.soak import own_inputs, salt_bytes, setting, written
from srpscope.answers.suite.cases import exchange
from srpscope.capture.capture import Capture
from srpscope.capture.events import event
from srpscope.errors import UserError
from srpscope.srp.applying import applied
from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives.groups import group as named_group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value, same

PRIVATE_BYTES = 32


def made(
    spoken: Dialect,
    given: Mapping[str, Value],
    *,
    group: str | None = None,
    hash: str | None = None,
    mistakes: Iterable[Edit] = (),
) -> Capture:
    """A handshake as a capture of both sides' inputs and of what went over the wire.

    given: I and P, and s, a, b and the dialect's own inputs where they are not to be drawn. mistakes: what a side does
    otherwise than its dialect; where that makes the proofs differ, the capture ends with the refusal.
    Raises UserError where something is missing that cannot be drawn, or a mistake cannot be applied.
    """
    chosen = setting(spoken, group, hash)
    found = named_group(chosen.group)
    drawn: dict[str, Value] = {name: int.from_bytes(secrets.token_bytes(PRIVATE_BYTES)) | 1 for name in ("a", "b")}
    own = own_inputs(spoken, secrets.token_hex(16))
    salt = secrets.token_bytes(salt_bytes(spoken))
    values: dict[str, Value] = {"N": found.N, "g": found.g, "s": salt, **own, **drawn, **given}
    edits = list(mistakes)
    shared = {name: value for name, value in values.items() if name not in ("P", "a", "b")}
    right = Knowledge("client", spoken, {**shared, "P": values["P"], "a": values["a"]}, hash=chosen.hash)
    try:
        verifier = Sheet(right, record=False).need("v")
        server = replace(right, side="server", given={**shared, "v": verifier, "b": values["b"]})
        client = reduce(applied, [one for one in edits if one.applies_to("client")], right)
        server = reduce(applied, [one for one in edits if one.applies_to("server")], server)
        sheets = exchange(client, server)
        agree = _one_proof(spoken, *(sheet.value("M1") for sheet in sheets))
        capture = written(chosen, f"{spoken.id}: a made handshake", f"{spoken.id}-made", *sheets, answered=agree)
    except (Missing, Failure) as problem:
        raise UserError(f"the dialect {spoken.id} gives no handshake of this: {problem}.") from None
    if not agree:
        capture.lines.append(
            {"type": "event", **event("refused", "server", "M1", "M1 is not what the server computes")}
        )
    return capture


def _one_proof(spoken: Dialect, client: Value | None, server: Value | None) -> bool:
    """Whether the server takes the client's proof: a number and the bytes of that number are one, as on the wire."""
    if client is None or server is None:
        return client is server
    return same(client, server, spoken.order)
