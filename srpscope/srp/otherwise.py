"""A value that a sheet has by another way than its formula: S from the server's b, v from b and B."""

from __future__ import annotations

from typing import NamedTuple

from srpscope.srp.values import Value


class Otherwise(NamedTuple):
    """The value, from which values it came, and which of them another party lent."""

    value: Value
    names: tuple[str, ...]
    lent: str | None = None
