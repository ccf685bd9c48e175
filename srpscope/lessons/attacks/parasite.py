"""An exponentiation whose work depends on the password.

PARASITE (de Almeida Braga, Fouque, Sabt, CCS 2021) was a cache attack: for a small base such as g, OpenSSL took a
path of its modular exponentiation that is not constant-time, and a program on the client's machine learned of x from
the processor's cache (Flush+Reload), from one login. What is counted here, the multiplications of
square-and-multiply, is less than that: it gives the number of 1 bits, not their places.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from srpscope.lessons.attacks.guessing import MANY, parsed, words
from srpscope.lessons.attacks.outcome import Attacked, Told
from srpscope.lessons.attacks.setting import AS_IT_IS, Setting
from srpscope.lessons.attacks.stage import USER, numbers, password_of, standard
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value

TITLE = "an exponentiation that tells of the password"
ABOUT = (
    "Square-and-multiply does one multiplication more for each 1 bit of x. Who can count them throws away every word "
    "whose x has another number of 1 bits. PARASITE (2021) saw more of x, in OpenSSL, through the cache, in one login."
)
SAFEGUARD = "every bit costs the same: a square and a multiplication"
SALT = bytes(range(16))
LENGTH = 160
"""Bits of x: SHA-1."""
EVERY, REPEATS = 5, 2
"""Every fifth word is timed, twice; the shorter time is the one that nothing disturbed."""

FORMULAS = {"x": "H(s | H(I | ':' | P))"}
"""What the watcher makes of a word."""


def square_and_multiply(base: int, exponent: int, modulus: int) -> tuple[int, int]:
    """The power, and how many multiplications it took."""
    result, count = 1, 0
    for bit in bin(exponent)[2:]:
        result, count = result * result % modulus, count + 1
        if bit == "1":
            result, count = result * base % modulus, count + 1
    return result, count


def ladder(base: int, exponent: int, modulus: int) -> tuple[int, int]:
    """The power by Montgomery's ladder over a fixed number of bits, and how many multiplications it took."""
    low, high, count = 1, base % modulus, 0
    for at in range(LENGTH - 1, -1, -1):
        product, count = low * high % modulus, count + 2
        if exponent >> at & 1:
            low, high = product, high * high % modulus
        else:
            low, high = low * low % modulus, product
    return low, count


async def run(guarded: bool, told: Told, setting: Setting = AS_IT_IS) -> Attacked:
    """Watch one login's g^x, then keep the words that cost the same."""
    on = standard(setting)
    N = on.group.N
    power = ladder if guarded else square_and_multiply
    # A base as long as N, so that a multiplication takes its time: v's own base is small.
    base = pow(on.group.g, 3**700, N)
    given: dict[str, Value] = {"N": N, "g": on.group.g, "I": USER, "s": SALT}
    password = password_of(setting)
    victim = Knowledge("client", on.dialect, {**given, "P": password}, hash=on.hash)
    watcher = victim.with_formulas(parsed(victim, setting.attackers(FORMULAS)))
    _, seen = power(base, _x_of(victim, password), N)
    counts: dict[str, int] = {}
    micros: list[float] = []
    for tried, word in enumerate(words(), 1):
        x = _x_of(watcher, word)
        _, counts[word] = power(base, x, N)
        if tried % EVERY == 0:
            micros.append(min(_micros(power, base, x, N) for _ in range(REPEATS)))
            told(tried, len(words()))
    left = [word for word, count in counts.items() if count == seen]
    succeeded = password in left and len(left) * MANY <= len(counts)
    said = [*setting.said(), f"The watcher counts {seen} multiplications."]
    said.append(
        f"Of {len(counts)} words, {len(left)} cost as much: "
        f"{'all stay.' if len(left) == len(counts) else 'the others are out.'}"
    )
    if password not in left:
        said.append("The password is not among them.")
    bars = {
        "multiplications: words": [(str(count), float(n)) for count, n in _grouped(Counter(counts.values()))],
        "microseconds, measured: words": _buckets(micros),
    }
    return Attacked(succeeded, tuple(said), len(counts), len(counts), bars, numbers(Sheet(victim), None))


def _x_of(known: Knowledge, word: str) -> int:
    x = Sheet(known.with_given({"P": word})).need("x")
    return x if isinstance(x, int) else 0


def _micros(power: Callable[[int, int, int], tuple[int, int]], base: int, x: int, N: int) -> float:
    started = time.perf_counter()
    power(base, x, N)
    return (time.perf_counter() - started) * 1e6


def _grouped(counts: Counter[int], most: int = 8) -> list[tuple[int | str, int]]:
    low, high = min(counts), max(counts)
    step = (high - low) // most + 1
    found: list[tuple[int | str, int]] = []
    for start in range(low, high + 1, step):
        label = start if step == 1 else f"{start}-{start + step - 1}"
        found.append((label, sum(counts[one] for one in range(start, start + step))))
    return found


def _buckets(values: list[float], most: int = 8) -> list[tuple[str, float]]:
    """A histogram of all but the slowest twentieth, which something else on the machine made slow."""
    kept = sorted(values)[: len(values) * 19 // 20]
    low, high = kept[0], kept[-1]
    step = (high - low) / most or 1.0
    counts = Counter(min(int((one - low) / step), most - 1) for one in kept)
    return [(f"{low + index * step:.0f}", float(counts[index])) for index in range(most)]
