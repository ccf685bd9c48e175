"""Every known mistake, one entry each, in the file of the value it breaks. A new one is one entry."""

from __future__ import annotations

from functools import cache

from srpscope.why.suspect import Suspect
from srpscope.why.suspects import credentials, forms, group, proofs_M1, proofs_M1_operands, proofs_M2
from srpscope.why.suspects import multiplier_k as multiplier
from srpscope.why.suspects import premaster_S as secret
from srpscope.why.suspects import private_key_x as private
from srpscope.why.suspects import salt_s as salt
from srpscope.why.suspects import scrambling_u as scrambling
from srpscope.why.suspects import session_key_K as key

_ALL = (
    group,
    credentials,
    salt,
    multiplier,
    private,
    scrambling,
    secret,
    key,
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
