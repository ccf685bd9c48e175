"""Powers for a search: thousands of exponentiations, many of them of the same base.

A base that comes back gets a fixed-base table: its powers at every window of the exponent, so that a further power is
a row of multiplications. What was computed before is looked up by value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from srpscope.srp.primitives.modexp import Powers, power

_FIRST_COMB = 3
"""Uses of a base before a comb pays: it costs about one power, and each by it a third of one."""

_LARGE_TABLE = 450
"""Uses of a base before a large table pays beside a comb (8 bits a window, about 14 MB at 3072 bits): it costs as much
as that many times what it saves each."""

_MOST_COMB_BITS = 1_408
"""Beyond this an exponent is no a + u*x of two hashes: a comb of its length is not used again."""

_MOST_TABLES = 48


def _number(value: int) -> int:
    """gmpy2's number where it can be imported, which computes as an int does: multiplication is seven times as fast."""
    try:
        import gmpy2
    except ImportError:
        return value
    number: int = gmpy2.mpz(value)
    return number


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

    def _table(self, base: int) -> list[list[int]]:
        N, step = self._modulus, _number(base)
        rows = []
        for _ in range(-(-self.bits // self._window)):
            row, value = [_number(1)], _number(1)
            for _ in range(self._mask):
                value = value * step % N
                row.append(value)
            rows.append(row)
            step = value * step % N
        return rows

    def __call__(self, exponent: int, factor: int = 1) -> int:
        """factor * base ** exponent mod N; the exponent has at most `bits` bits."""
        result = None if factor == 1 else _number(factor)
        N, mask, window = self._modulus, self._mask, self._window
        size = (self.bits + 7) // 8
        if window == 8:
            for row, digit in zip(self._rows, exponent.to_bytes(size, "little"), strict=False):
                if digit:
                    result = row[digit] if result is None else result * row[digit] % N
        else:
            for row in self._rows:
                digit = exponent & mask
                if digit:
                    result = row[digit] if result is None else result * row[digit] % N
                exponent >>= window
        return 1 if result is None else int(result)


class Comb:
    """All powers of one base mod N, for exponents up to a length: eight pieces of the exponent at once, each in two
    halves (Lim and Lee).

    Squarings are shared by all pieces, so a power takes a fifth of the steps that it takes alone, and the table is
    made with the squarings of one power and twice 247 multiplications.
    """

    _TEETH = 8

    def __init__(self, base: int, modulus: int, bits: int) -> None:
        self._half = -(-bits // (2 * self._TEETH))
        self.bits = self._half * 2 * self._TEETH
        self._modulus = N = _number(modulus)
        steps = [base]
        for _ in range(2 * self._TEETH - 1):
            steps.append(power(steps[-1], 1 << self._half, modulus))
        self._low, self._high = (_products(steps[start::2], N) for start in (0, 1))

    def __call__(self, exponent: int) -> int:
        """base ** exponent mod N; the exponent has at most `bits` bits."""
        digits, half, N = f"{exponent:0{self.bits}b}", self._half, self._modulus
        low, high = self._low, self._high
        pieces = [digits[start : start + half] for start in range(0, self.bits, half)]
        result = _number(1)
        for upper, lower in zip(zip(*pieces[0::2], strict=True), zip(*pieces[1::2], strict=True), strict=True):
            result = result * result % N * high[upper] % N * low[lower] % N
        return int(result)


def _products(teeth: list[int], N: int) -> dict[tuple[str, ...], int]:
    """The product of every choice of the teeth, by a digit for each, the highest first."""
    products: dict[tuple[str, ...], int] = {(): _number(1)}
    for tooth in map(_number, reversed(teeth)):
        products = {
            (*digits, digit): value if digit == "0" else value * tooth % N
            for digits, value in products.items()
            for digit in "01"
        }
    return products


_Made = TypeVar("_Made", FixedBase, Comb)


class SearchPowers(Powers):
    """Powers remembered by value; a base used again gets a comb, one used often a table."""

    def __init__(self, compute: Callable[[int, int, int], int] = power) -> None:
        super().__init__(size=0)
        self._compute = compute
        self._values: dict[tuple[int, int, int], int] = {}
        self._uses: dict[tuple[int, int], int] = {}
        self._longest: dict[tuple[int, int], int] = {}
        self._tables: dict[tuple[int, int], FixedBase] = {}
        self._combs: dict[tuple[int, int], Comb] = {}

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
        bits = exponent.bit_length()
        if bits < 128 or modulus.bit_length() < 512:
            return self._compute(base, exponent, modulus)
        longest = self._longest[key] = max(bits, self._longest.get(key, 0))
        made: FixedBase | Comb | None = self._tables.get(key)
        if uses == _LARGE_TABLE:
            bits_of_it = _rounded(min(longest, _MOST_COMB_BITS))
            made = _kept(self._tables, key, FixedBase(base, modulus, bits_of_it, 8))
        if made is None or bits > made.bits:
            made = self._combs.get(key)
            if uses >= _FIRST_COMB and bits <= _MOST_COMB_BITS and (made is None or bits > made.bits):
                made = _kept(self._combs, key, Comb(base, modulus, _rounded(min(longest, _MOST_COMB_BITS))))
        return self._compute(base, exponent, modulus) if made is None or bits > made.bits else made(exponent)


def _rounded(bits: int) -> int:
    return -(-bits // 64) * 64  # so that the next exponents fit too


def _kept(made: dict[tuple[int, int], _Made], key: tuple[int, int], one: _Made) -> _Made:
    if len(made) >= _MOST_TABLES:
        made.pop(next(iter(made)))
    made[key] = one
    return one
