"""A client of whom no a is known, and what it logged of x, u and S: what can be tried is tried, and a is asked for
where nothing else tells."""

from __future__ import annotations

from functools import cache

import pytest

import srpscope
from srpscope.api.handshake import Handshake
from srpscope.srp.values import Value
from srpscope.why import Diagnosis

VALUES: dict[str, Value] = {"s": bytes.fromhex("5ea1ed0badcafe77"), "a": 3**210, "b": 11**91}
U, X, K = "H(PAD(B) | PAD(A))", "H(s | I | ':' | P)", "H(N | g)"


@cache
def _made(name: str, formula: str) -> Handshake:
    mistakes = {"client": {name: formula}}
    made = srpscope.make(
        "srptools", "ines", "copper pot", group="rfc5054-1024", hash="sha256", values=VALUES, mistakes=mistakes
    )
    return made.edit("client", name, formula=formula)


def _why(name: str, formula: str, client: str, server: str) -> tuple[Handshake, Diagnosis]:
    made, lines = _made(name, formula), ["H = SHA-256"]
    for side, names in (("client", f"N g I s {client}"), ("server", server)):
        for one in names.split():
            value = made.value("server" if side == "server" else "client", one)
            text = f"{value:x}" if isinstance(value, int) else value.hex() if isinstance(value, bytes) else value
            lines.append(f"{one if one in 'NgIs' else f'{side} {one}'} = {text}")
    read = srpscope.parse("\n".join(lines), dialect="srptools")
    return read, read.why(seconds=5)


@pytest.mark.parametrize(
    ("name", "formula", "client", "server", "proof"),
    [
        ("x", X, "P x A S M1", "B", "x"),
        ("u", U, "P x u A S M1", "B v", "u"),
        ("u", U, "A S M1", "b B", "S"),
        ("u", U, "P A S K M1", "b v B S", "S"),
    ],
)
def test_what_was_logged_is_tried(name: str, formula: str, client: str, server: str, proof: str) -> None:
    _, found = _why(name, formula, client, server)
    (first, *_) = found.findings
    assert (first.side, first.proof.value, [one.value for one in first.changes]) == ("client", proof, [name])
    assert first.changes[0].content == formula


def test_a_is_asked_for_what_needs_it() -> None:
    """k goes into S by a alone: of b and S nothing tells it, and the S that was read is not asked for."""
    read, found = _why("k", K, "P A S K M1", "b v B S")
    judged = read.judge()
    assert (found.findings, judged.missing) == ((), (("a",),))
    assert any(one.startswith("Of b and the client's S, its u, K and M1 can be told") for one in found.notes)
    assert not any(one.startswith("Only b is known") for one in found.notes)
