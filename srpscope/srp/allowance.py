"""The work that one evaluation may take: all values of a sheet, or of both sheets of a session, together.

What a formula asks for is estimated before it is begun, for neither hashlib nor pow can be interrupted; over the
allowance the value is unknown, and the reason says what it would have cost. The figures are those of a slow machine,
always the same ones: a capture is read alike everywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from srpscope.srp.outcome import Failure
from srpscope.srp.primitives.modexp import power, power_seconds

SECONDS = 8.0
"""What all values together may take where nobody allows more: 1,000,000 rounds of PBKDF2, bcrypt of cost 14 and ten
powers with exponents of 8,192 bits in a group of 8,192 bits stay within it."""

ROUND = 1e-6
"""A round of PBKDF2 for each 32 bytes or part of them, and a hash call of HKDF or MGF1 without its own bytes."""
BCRYPT = 1.5e-4
"""bcrypt, doubled for each step of its cost."""
PRODUCT_BIT = 2e-10
"""A product, a quotient and a conversion between bases, for each pair of bits."""
CALL = 2e-6
BYTE = 2e-7
"""What a function takes for itself, and for each byte or character of its result."""

SMALL = 0.5
"""What takes less is begun though a search has no time left: the search looks at the clock itself."""

_DAY = 86_400


class Allowance:
    """How much may still be spent, in seconds. One object serves all that counts together."""

    everything = False
    """The person allows whatever a file asks for (--slow): of the whole program, helper processes that it forks too."""

    __slots__ = ("_left",)

    def __init__(self, seconds: float = SECONDS) -> None:
        self._left = seconds

    def spend(self, seconds: float, what: str, *figures: int) -> None:
        """Count what is about to be done. what: the work as a sentence begins, with a {:,} for each figure.

        Raises Failure where it is more than what is left; it is not to be begun then.
        """
        if Allowance.everything:
            return
        left = self.left()
        if seconds > left:
            said = what.format(*figures)
            raise Failure(f"{said} would take {_shown(seconds)}, {self._bound()}; --slow allows it, $ on the screen")
        self._left = left - seconds

    def power(self, base: int, exponent: int, modulus: int, by: Callable[[int, int, int], int] = power) -> int:
        """base ** exponent mod modulus, for an exponent that is not negative. by: who computes it.

        Raises Failure where it takes more than what is left, and where the modulus is zero."""
        if modulus < 1:
            raise Failure(f"N is {'negative' if modulus else 'zero'}, so there is no power mod N")
        bits, width = exponent.bit_length(), modulus.bit_length()
        seconds = power_seconds(bits, width)
        self.spend(seconds, "A power with an exponent of {:,} bits mod N of {:,} bits", bits, width)
        return by(base, exponent, modulus)

    def left(self) -> float:
        """Seconds that may still be spent."""
        return self._left

    def renew(self) -> None:
        """An evaluation begins anew."""
        self._left = SECONDS

    def _bound(self) -> str:
        return f"and all values of a session together may take {SECONDS:.0f} s"


class Alone(Allowance):
    """The allowance of a memory that serves one handshake after the other: each piece of work counts alone."""

    __slots__ = ()

    def left(self) -> float:
        """What each piece may take."""
        return SECONDS


class TimeLeft(Allowance):
    """The allowance of a search, which looks at the clock itself: what is begun has to fit into what is left of it.

    left: seconds until the search ends.
    """

    __slots__ = ("_clock",)

    def __init__(self, left: Callable[[], float]) -> None:
        super().__init__()
        self._clock = left

    def spend(self, seconds: float, what: str, *figures: int) -> None:
        """As of every allowance. What is small is begun in any case, so the clock is not looked at for it: to ask a
        thread for its time takes as long as many a hash."""
        if seconds > SMALL:
            super().spend(seconds, what, *figures)

    def left(self) -> float:
        """Seconds until the search ends; what takes no time is allowed after it too, to say what was found."""
        return max(self._clock(), SMALL)

    def _bound(self) -> str:
        return "more than is left of the search"


def _shown(seconds: float) -> str:
    if seconds < 120:
        return f"about {max(seconds, 1):.0f} s"
    if seconds < 7_200:
        return f"about {seconds / 60:.0f} minutes"
    if seconds < 2 * _DAY:
        return f"about {seconds / 3_600:.0f} hours"
    return f"about {min(seconds / _DAY, 10**6):,.0f} days"
