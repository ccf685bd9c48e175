"""Handshakes that are made here: to test a port against, to test srpscope, to show a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from srpscope.api.handshake import Handshake
from srpscope.srp.values import Value

if TYPE_CHECKING:
    from srpscope.answers.soak import Soak
    from srpscope.srp.dialect import Dialect


def make(
    dialect: str,
    username: str = "alice",
    password: str = "password123",
    *,
    group: str | None = None,
    hash: str | None = None,
    values: Mapping[str, Value] | None = None,
    mistakes: Mapping[str, Mapping[str, str]] | None = None,
) -> Handshake:
    """A new handshake of a dialect, both sides known.

    group, hash: where the dialect leaves them open (rfc5054-2048 and sha256 else). values: s (bytes), a, b (int) and
    the dialect's own inputs, drawn where they are not given. mistakes: formulas that a side computes with instead of
    its dialect's, as {"client": {"u": "H(A | B)"}}; where the proofs differ by them, the server has refused.
    Raises UserError for an unknown name, a value that cannot be drawn, a formula that cannot be read.
    """
    from srpscope.answers.making import made
    from srpscope.session.opening import session_of
    from srpscope.srp.dialect import dialect as named
    from srpscope.srp.edit import Edit

    spoken = named(dialect)
    _known(spoken, mistakes or {}, values or {})
    edits = [
        Edit(side, name, "formula", formula)
        for side, formulas in (mistakes or {}).items()
        for name, formula in formulas.items()
    ]
    given = {"I": username, "P": password, **(values or {})}
    return Handshake(session_of(made(spoken, given, group=group, hash=hash, mistakes=edits)))


def _known(spoken: Dialect, mistakes: Mapping[str, Mapping[str, str]], values: Mapping[str, Value]) -> None:
    """Raises UserError for a side or a value that a handshake of the dialect does not have."""
    from srpscope.errors import UserError

    for side, formulas in mistakes.items():
        if side not in ("client", "server", "both"):
            raise UserError(f"{side[:40]!r} is no side that makes mistakes: client, server or both.")
        for name in formulas:
            if all(spoken.formula(one, name) is None for one in ("client", "server")):
                raise UserError(f"{name[:40]!r} is no value that {spoken.id} computes.")
    for name in values:
        if name not in ("I", "P", "s", "a", "b") and name not in spoken.inputs:
            raise UserError(f"{name[:40]!r} is drawn by nobody: s, a, b and the dialect's own inputs are.")


def with_zeros(
    dialect: str,
    situations: Iterable[str] = (),
    *,
    group: str | None = None,
    hash: str | None = None,
    seed: str = "srpscope",
    together: bool = False,
) -> list[Handshake]:
    """Handshakes in which a value begins with 00, the kind that strikes once in 256: an ordinary one first.

    situations: some of s, H(I), inner, x, v, A, B, u, S, K, M1; all that the dialect has where none is named.
    together: several at once, too. seed: the same one gives the same set. Raises UserError.
    """
    from srpscope.session.opening import session_of

    found = _soaked(dialect, situations, group, hash, seed, together)
    return [Handshake(session_of(one.capture())) for one in found.handshakes]


def vectors(
    dialect: str,
    situations: Iterable[str] = (),
    *,
    group: str | None = None,
    hash: str | None = None,
    seed: str = "srpscope",
    together: bool = False,
) -> dict[str, Any]:
    """The same set as test vectors in the shape of Project Wycheproof's. Raises UserError."""
    from srpscope.report.vectors import vectors as shaped

    return shaped([_soaked(dialect, situations, group, hash, seed, together)])


def _soaked(
    dialect: str, situations: Iterable[str], group: str | None, hash: str | None, seed: str, together: bool
) -> Soak:
    from srpscope.answers.soak import setting, soak
    from srpscope.srp.dialect import dialect as named

    return soak(setting(named(dialect), group, hash), situations, together=together, seed=seed)
