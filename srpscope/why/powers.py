"""Powers for a search: thousands of exponentiations, many of them of the same base.

A base that comes back gets a fixed-base table: its powers at every window of the exponent, so that a further power is
a row of multiplications. What was computed before is looked up by value.
"""

from __future__ import annotations

from collections.abc import Callable

from srpscope.srp.modexp import Powers, power

_FIRST_TABLE = 4
"""Uses of a base before a small table pays."""

_LARGE_TABLE = 120
"""Uses of a base before a large one pays (8 bits a window, about 14 MB at 3072 bits)."""

_MOST_TABLES = 48


def _number(value: int) -> object:
    """gmpy2's number where it can be imported: multiplication is seven times as fast."""
    try:
        import gmpy2
    except ImportError:
        return value
    return gmpy2.mpz(value)


def best_window(bits: int, uses: int) -> int:
    """The window, in bits, with which a table and that many powers take the fewest multiplications; 8 at the most,
    for the table's size."""
    return min(range(1, 9), key=lambda window: -(-bits // window) * ((1 << window) - 1 + uses))


class FixedBase:
    """All powers of one base mod N, for exponents up to a length, from a table of windows."""

    def __init__(self, base: int, modulus: int, bits: int, window: int) -> None:
        self.bits = bits
        self._window = window
        self._mask = (1 << window) - 1
        self._modulus = _number(modulus)
        self._rows = self._table(base)

    def _table(self, base: int) -> list[list[object]]:
        N, step = self._modulus, _number(base)
        rows = []
        for _ in range(-(-self.bits // self._window)):
            row, value = [_number(1)], _number(1)
            for _ in range(self._mask):
                value = value * step % N  # type: ignore[operator]
                row.append(value)
            rows.append(row)
            step = value * step % N  # type: ignore[operator]
        return rows

    def __call__(self, exponent: int, factor: int = 1) -> int:
        """factor * base ** exponent mod N; the exponent has at most `bits` bits."""
        result = None if factor == 1 else _number(factor)
        N, mask, window = self._modulus, self._mask, self._window
        size = (self.bits + 7) // 8
        if window == 8:
            for row, digit in zip(self._rows, exponent.to_bytes(size, "little"), strict=False):
                if digit:
                    result = row[digit] if result is None else result * row[digit] % N  # type: ignore[operator]
        else:
            for row in self._rows:
                digit = exponent & mask
                if digit:
                    result = row[digit] if result is None else result * row[digit] % N  # type: ignore[operator]
                exponent >>= window
        return 1 if result is None else int(result)  # type: ignore[call-overload]


class SearchPowers(Powers):
    """Powers remembered by value; a base used often gets a table."""

    def __init__(self, compute: Callable[[int, int, int], int] = power) -> None:
        super().__init__(size=0)
        self._compute = compute
        self._values: dict[tuple[int, int, int], int] = {}
        self._uses: dict[tuple[int, int], int] = {}
        self._tables: dict[tuple[int, int], FixedBase] = {}

    def __call__(self, base: int, exponent: int, modulus: int) -> int:
        """base ** exponent mod modulus."""
        key = (base, exponent, modulus)
        known = self._values.get(key)
        if known is None:
            known = self._values[key] = self._power(base, exponent, modulus)
        return known

    @property
    def computed(self) -> int:
        """Distinct powers so far."""
        return len(self._values)

    def _power(self, base: int, exponent: int, modulus: int) -> int:
        key = (base, modulus)
        uses = self._uses[key] = self._uses.get(key, 0) + 1
        table = self._tables.get(key)
        bits = exponent.bit_length()
        if bits < 128 or modulus.bit_length() < 512:
            return self._compute(base, exponent, modulus)
        if (table is None and uses >= _FIRST_TABLE) or uses == _LARGE_TABLE:
            window = 8 if uses >= _LARGE_TABLE else 4
            table = self._build(key, max(bits, table.bits if table else 0), window)
        if table is not None and bits <= table.bits:
            return table(exponent)
        return self._compute(base, exponent, modulus)

    def _build(self, key: tuple[int, int], bits: int, window: int) -> FixedBase | None:
        if bits > 1400 and window < 8:
            return self._tables.get(key)  # an unreduced exponent: the table would cost more than it saves
        if len(self._tables) >= _MOST_TABLES:
            self._tables.pop(next(iter(self._tables)))
        # Rounded up, so that the next exponents fit too.
        self._tables[key] = FixedBase(key[0], key[1], -(-bits // 64) * 64, window)
        return self._tables[key]
