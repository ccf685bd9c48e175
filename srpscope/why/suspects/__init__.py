"""Every known mistake, one entry each, in the file of the value it breaks. A new one is one entry."""

from __future__ import annotations

from functools import cache

from srpscope.errors import UserError
from srpscope.why.suspect import Suspect
from srpscope.why.suspects import credentials, forms, group, key, multiplier, private, proofs, salt, scrambling, secret

_ALL = (group, credentials, salt, multiplier, private, scrambling, secret, key, proofs, forms)


@cache
def suspects() -> dict[str, Suspect]:
    """All of them by id, the likeliest first."""
    found = [one for module in _ALL for one in module.SUSPECTS]
    by_id = {one.id: one for one in sorted(found, key=lambda one: one.cost)}
    assert len(by_id) == len(found), "two suspects have one id"
    return by_id


def suspect(name: str) -> Suspect:
    """The suspect with that id. Raises UserError for an unknown one."""
    try:
        return suspects()[name]
    except KeyError:
        raise UserError(f"{name!r} is no suspect that srpscope knows.") from None
