"""Every known mistake, one entry each, in the file of the value it breaks. A new one is one entry."""

from __future__ import annotations

from functools import cache

from srpscope.why.suspect import Suspect
from srpscope.why.suspects import (
    credentials,
    forms,
    group,
    multiplier_k,
    premaster_S,
    private_key_x,
    proofs_M1,
    proofs_M1_operands,
    proofs_M2,
    salt_s,
    scrambling_u,
    session_key_K,
)

_ALL = (
    group,
    credentials,
    salt_s,
    multiplier_k,
    private_key_x,
    scrambling_u,
    premaster_S,
    session_key_K,
    proofs_M1,
    proofs_M1_operands,
    proofs_M2,
    forms,
)


@cache
def suspects() -> dict[str, Suspect]:
    """All of them by id, the likeliest first."""
    found = [one for module in _ALL for one in module.SUSPECTS]
    by_id = {one.id: one for one in sorted(found, key=lambda one: one.cost)}
    assert len(by_id) == len(found), "two suspects have one id"
    return by_id
