"""A live party's sheet is looked at by a screen while another thread computes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value


def test_a_value_in_the_making_is_not_made_of_itself() -> None:
    known = group("rfc5054-3072")
    given: dict[str, Value] = {"N": known.N, "g": known.g, "I": "alice", "P": "secret", "a": 3**200}
    received = {"s": b"salt", "B": pow(5, 7**90, known.N).to_bytes(384, "big")}
    together = Barrier(6)

    def ask(sheet: Sheet, name: str) -> Value | None:
        together.wait(30)
        return sheet[name].value

    with ThreadPoolExecutor(6) as pool:
        for _ in range(10):
            sheet = Sheet(Knowledge("client", dialect("esp-idf-security2"), given, received))
            found = list(pool.map(ask, [sheet] * 6, ["S", "M1", "K", "S", "M1", "A"]))
            assert None not in found
