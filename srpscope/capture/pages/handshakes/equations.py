"""What numbers are by SRP's equations alone: g^e = y, B = k v + g^b, x = H(s, H(I:P)), and what follows from those.

Nothing here knows a name's spelling. A role is given only where an equation comes out whole; a pair g^e = y alone says
that one is the other's power, and not whether it is a and A or x and v.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, product
from typing import NamedTuple

from srpscope.capture.pages.handshakes.digests import HASHES, as_bytes, digest
from srpscope.srp.allowance import Allowance
from srpscope.srp.encodings import byte_length
from srpscope.srp.outcome import Failure
from srpscope.srp.primitives.groups import Group
from srpscope.srp.primitives.interleaving import interleaved

EXPONENTS_LIMIT = 24
"""Numbers that are taken for exponents in one group."""
POWERS_OF_ACCOUNTS = 48
"""Verifiers that are made of user names and passwords to be compared."""
ACCOUNTS_ALONE = 12
TRIES_ALONE = 48
"""Accounts, and handshakes of them, that are computed where a test has a client's values alone."""
SECRETS_LIMIT = 16
"""Premaster secrets that are computed to be compared."""
SHORTER = 64
"""Bits by which a number of a group is shorter than its modulus once in 2 ** 64."""
LONGEST_EXPONENT = 64
"""Bytes of a private exponent at the most, where it is not as long as the modulus."""
MULTIPLIERS = (3, 1)
"""Those of SRP-6 and of SRP-3."""

_ALL_HASHES = [name for names in HASHES.values() for name in names]
_OF_VERIFIER = re.compile(r"(?i)verif|\bv\b|\bx\b")
_OF_CLIENT = re.compile(r"(?i)client|ephemeral|public|\b[Aa]\b|(?<![a-z])a(?:_?pub|_?priv)?(?![a-z])")


@dataclass(frozen=True)
class PageNumber:
    """A number of the page: as bytes (hex), what the page calls it, the words before it, where it stands."""

    number: int
    hex: str
    names: frozenset[str]
    about: str
    order: int
    line: int


class TriedAccount(NamedTuple):
    """A user name and a password that may belong together; line: where they stand, None where the page names both."""

    user: str
    word: str
    line: int | None


@dataclass
class Proved:
    """What came out: number -> role; the user name and password that x is made of; the hash that made it so."""

    group: Group
    roles: dict[int, str] = field(default_factory=dict)
    accounts: list[TriedAccount] = field(default_factory=list)
    salts: set[str] = field(default_factory=set)
    of_srp: bool = False

    def of(self, role: str) -> list[int]:
        """The numbers that have a role."""
        return [number for number, name in self.roles.items() if name == role]


class Equations:
    """The numbers of a page in one group. accounts: the user names and passwords that may belong to them, nearest
    first; by_hash: the hashes that the page may mean; allowance: what may be computed."""

    def __init__(
        self,
        group: Group,
        numbers: Sequence[PageNumber],
        accounts: Sequence[TriedAccount],
        by_hash: Sequence[str],
        allowance: Allowance,
    ) -> None:
        self.proved = Proved(group)
        self._numbers = {one.number: one for one in numbers}
        self._accounts = accounts
        self._hashes = list(by_hash) or _ALL_HASHES
        self._allowance = allowance
        self._width = byte_length(group.N)
        self._powers: dict[int, int] = {}
        self._multipliers: dict[int, str] = {}

    def solve(self) -> Proved:
        """Everything that the numbers prove of one another; nothing where they are Diffie-Hellman's."""
        with suppress(Failure):
            self._raise()
            self._multiply()
            self._servers()
            pairs = [(e, y) for e, y in self._powers.items() if y in self._numbers]
            if self._is_diffie_hellman(pairs):
                return Proved(self.proved.group)
            self._of_accounts()
            self._name_pairs(pairs)
            self._client_alone()
            self._secrets()
        return self.proved

    # Powers

    def _raise(self) -> None:
        N, g = self.proved.group
        short = [
            one
            for one in self._numbers.values()
            if 8 * 11 < one.number.bit_length() <= 8 * LONGEST_EXPONENT and one.number.bit_length() < N.bit_length() - 8
        ]
        short.sort(key=lambda one: (not one.names & {"a", "b", "x"}, bool(one.names - {"A", "B"}), one.order))
        for one in short[:EXPONENTS_LIMIT]:
            self._powers[one.number] = self._allowance.power(g, one.number, N)
        long = [one for one in self._numbers.values() if one.names & {"a", "b"} and one.number not in self._powers]
        for one in long[:2]:
            self._powers[one.number] = self._allowance.power(g, one.number, N)

    def _elements(self) -> list[int]:
        bits = self.proved.group.N.bit_length()
        return [n for n in self._numbers if bits - SHORTER < n.bit_length() and n < self.proved.group.N]

    def _multiply(self) -> None:
        N, g = self.proved.group
        for name in self._hashes:
            for padded in (self._width, 0):
                self._multipliers.setdefault(int.from_bytes(digest(name, as_bytes(N, 0), as_bytes(g, padded))), name)
        for one in self._numbers.values():
            if "k" in one.names:
                self._multipliers.setdefault(one.number, "")

    def _servers(self) -> None:
        """B = k v + g^b, of v that stands there or is the power of an exponent that does."""
        N = self.proved.group.N
        elements = self._elements()
        verifiers = dict.fromkeys(elements)
        made = {power: e for e, power in self._powers.items()}
        for v in [*verifiers, *(power for power in made if power not in verifiers)]:
            for k in (*self._multipliers, *MULTIPLIERS):
                kv = k * v % N
                for b, power in self._powers.items():
                    B = (kv + power) % N
                    if B not in self._numbers or v == B or made.get(v) == b:
                        continue
                    self.proved.of_srp = True
                    self._tell({v: "v", b: "b", B: "B", k: "k"} | ({made[v]: "x"} if v in made else {}))
                    self._narrow(self._multipliers.get(k, ""))

    def _tell(self, roles: dict[int, str]) -> None:
        for number, role in roles.items():
            if number in self._numbers:
                self.proved.roles.setdefault(number, role)

    def _narrow(self, name: str) -> None:
        if name:
            self._hashes = [name]

    def _is_diffie_hellman(self, pairs: Sequence[tuple[int, int]]) -> bool:
        """Two powers of g and no verifier among them, or the secret that two sides would share."""
        if self.proved.of_srp:
            return False
        named = {name for pair in pairs for number in pair for name in self._numbers[number].names}
        if {"b", "B"} <= named:
            return True
        N = self.proved.group.N
        crossed = product(pairs[:3], pairs[:3])
        return any(self._allowance.power(y, e, N) in self._numbers for (_, y), (e, _) in crossed)

    # x, and which pair is which

    def _of_accounts(self) -> None:
        """x = H(s, H(I:P)): where x stands there it costs nothing; else its power is compared with what may be v."""
        salts = [one for one in self._numbers.values() if len(one.hex) <= 2 * LONGEST_EXPONENT]
        salts.sort(key=lambda one: ("s" not in one.names, one.order))
        xs = set(self.proved.of("x")) | set(self._powers)
        salts = [one for one in salts if self.proved.roles.get(one.number, "s") == "s"]
        salts = [one for one in salts if "s" in one.names] or salts
        tries = [
            (salt, account, name, x)
            for made in (_with_user, _without_user)
            for account in self._accounts
            for salt in salts[:EXPONENTS_LIMIT]
            for name in self._hashes
            for x in (made(name, bytes.fromhex(salt.hex), account.user, account.word),)
        ]
        for salt, account, name, x in tries:
            if x in xs:
                v = self._powers.get(x)
                if v is None or not (v in self._numbers or self.proved.of_srp):
                    v = None
                self._of_account(salt, account, name, {x: "x"} | ({v: "v"} if v else {}))
                return
        wanted = set(self.proved.of("v")) or set(self._elements()) - set(self._powers.values())
        open_tries = [
            one for one in tries if one[0].number not in self.proved.roles and wanted and one[2] in self._hashes
        ]
        open_tries.sort(key=lambda one: 0 if one[1].line is None else abs(one[1].line - one[0].line))
        for salt, account, name, x in open_tries[:POWERS_OF_ACCOUNTS]:
            v = self._allowance.power(self.proved.group.g, x, self.proved.group.N)
            if v in wanted:
                self._of_account(salt, account, name, {v: "v"})
                return

    def _of_account(self, salt: PageNumber, account: TriedAccount, name: str, roles: dict[int, str]) -> None:
        self.proved.of_srp = True
        self.proved.accounts.append(account)
        self.proved.salts.add(salt.hex)
        self._tell(roles | {salt.number: "s"})
        self._narrow(name)

    def _name_pairs(self, pairs: Sequence[tuple[int, int]]) -> None:
        """a and A, x and v: by what is proved already, by the page's own names, else by the words before them."""
        open_pairs = [
            (e, y) for e, y in pairs if y not in self.proved.roles and self.proved.roles.get(e) in (None, "x")
        ]
        verifier = bool(self.proved.of("v"))
        told = [(e, y, "A" if verifier else self._by_words(e, y)) for e, y in open_pairs]
        if not self.proved.of_srp and [role for _, _, role in told].count("A") > 1:
            return  # two public keys that are bare powers, and no verifier: Diffie-Hellman has those
        for e, y, role in told:
            if role == "A":
                self._tell({e: "a", y: "A"})
            elif role == "v":
                self._tell({e: "x", y: "v"})

    def _by_words(self, e: int, y: int) -> str:
        names = self._numbers[e].names | self._numbers[y].names
        if names & {"x", "v"} and not names & {"a"}:
            return "v"
        others = {name for one in self._numbers.values() if one.number not in (e, y) for name in one.names}
        if names & {"a", "A"} or "v" in others:
            return "A"
        about = f"{self._numbers[e].about}\n{self._numbers[y].about}"
        verifier, client = _OF_VERIFIER.search(about), _OF_CLIENT.search(about)
        return "" if bool(verifier) == bool(client) else "v" if verifier else "A"

    def _client_alone(self) -> None:
        """B, the salt and the account of a client's own test, which has no v and no b: tried until its proof, or its
        key, comes out."""
        secrets, publics = self.proved.of("a"), self.proved.of("A")
        if self.proved.of("x") or len(secrets) != 1 or len(publics) != 1:
            return
        N, g = self.proved.group
        a, A = secrets[0], publics[0]
        Bs = [n for n in self._elements() if n not in self.proved.roles]
        Bs.sort(key=lambda n: "B" not in self._numbers[n].names)
        digests = {len(one.hex) // 2 for n, one in self._numbers.items() if n not in self.proved.roles}
        names = [name for name in self._hashes if len(digest(name)) in digests]
        salts = [one for one in self._numbers.values() if one.number not in self.proved.roles and one.number not in Bs]
        salts.sort(key=lambda one: ("s" not in one.names, len(one.hex) > 2 * LONGEST_EXPONENT, one.order))
        tries = product(Bs[:2], salts[:2], self._accounts[:ACCOUNTS_ALONE], names, (_with_user, _without_user))
        for B, salt, account, name, made in islice(tries, TRIES_ALONE):
            x = made(name, bytes.fromhex(salt.hex), account.user, account.word)
            k = int.from_bytes(digest(name, as_bytes(N, 0), as_bytes(g, self._width)))
            u = int.from_bytes(digest(name, as_bytes(A, self._width), as_bytes(B, self._width)))
            v = self._allowance.power(g, x, N)
            S = self._allowance.power((B - k * v) % N, a + u * x, N)
            self.proved.salts, self.proved.accounts = {salt.hex}, [account]
            if self._follow(name, A, B, S):
                self._of_account(salt, account, name, {B: "B", x: "x", v: "v", u: "u", k: "k"})
                self.proved.accounts = [account]
                return
            self.proved.salts, self.proved.accounts = set(), []

    # What follows

    def _secrets(self) -> None:
        """u = H(A, B), S of either side, and what is left of K, M1 and M2, where all that they are made of is known."""
        As = self.proved.of("A") or [n for n, one in self._numbers.items() if "A" in one.names]
        Bs = self.proved.of("B") or [n for n, one in self._numbers.items() if "B" in one.names]
        if not As or not Bs:
            return
        left = SECRETS_LIMIT
        for A, B in product(As[:4], Bs[:4]):
            for name, padded in product(self._hashes, (self._width, 0)):
                u = int.from_bytes(digest(name, as_bytes(A, padded), as_bytes(B, padded)))
                told = u in self._numbers
                if told:
                    self._tell({u: "u"})
                    self._narrow(name)
                if left <= 0 or not self._wants():
                    continue
                left -= 1
                S = self._secret(A, B, u)
                if S is not None and self._follow(name, A, B, S):
                    self._narrow(name)
                    break

    def _wants(self) -> bool:
        """Whether any number is left that a secret, a key or a proof may be."""
        digests = {2 * size for size in HASHES} | {80}
        return any(
            n not in self.proved.roles and (len(one.hex) in digests or one.number.bit_length() > 500)
            for n, one in self._numbers.items()
        )

    def _secret(self, A: int, B: int, u: int) -> int | None:
        N, g = self.proved.group
        if self.proved.of("b") and self.proved.of("v"):
            v, b = self.proved.of("v")[0], self.proved.of("b")[0]
            return self._allowance.power(A * self._allowance.power(v, u, N) % N, b, N)
        a, x = self.proved.of("a"), self.proved.of("x")
        if not a or not x:
            return None
        v = self._powers.get(x[0]) or self._allowance.power(g, x[0], N)
        for k in (*self._multipliers, *MULTIPLIERS):
            S = self._allowance.power((B - k * v) % N, a[0] + u * x[0], N)
            if S in self._numbers:
                return S
        return None

    def _follow(self, name: str, A: int, B: int, S: int) -> bool:
        """Name S, and the K, M1 and M2 that come out of it."""
        found = S in self._numbers
        self._tell({S: "S"})
        As, Bs = ({as_bytes(one, 0), as_bytes(one, self._width)} for one in (A, B))
        woven, _ = interleaved(lambda data: digest(name, data), as_bytes(S, 0))
        keys = {digest(name, as_bytes(S, 0)), digest(name, as_bytes(S, self._width)), woven}
        for key in keys:
            if int.from_bytes(key) in self._numbers:
                found = True
                self._tell({int.from_bytes(key): "K"})
        for key in keys | {as_bytes(S, 0), as_bytes(S, self._width)}:
            for a, b in product(As, Bs):
                for proof in self._proofs(name, a, b, key):
                    answer = digest(name, a, proof, key)
                    for made, role in ((proof, "M1"), (answer, "M2")):
                        if int.from_bytes(made) in self._numbers:
                            found = True
                            self._tell({int.from_bytes(made): role})
        return found

    def _proofs(self, name: str, A: bytes, B: bytes, key: bytes) -> Iterator[bytes]:
        N, g = self.proved.group
        yield digest(name, A, B, key)
        salts = self.proved.salts or {one.hex for one in self._numbers.values() if "s" in one.names}
        for salt, account in product(salts, self.proved.accounts or self._accounts[:1]):
            for padded in (0, self._width):
                mixed = bytes(
                    p ^ q for p, q in zip(digest(name, as_bytes(N, 0)), digest(name, as_bytes(g, padded)), strict=True)
                )
                yield digest(name, mixed, digest(name, account.user.encode()), bytes.fromhex(salt), A, B, key)


def _with_user(name: str, salt: bytes, identity: str, password: str) -> int:
    """x as RFC 2945 and 5054 make it."""
    return int.from_bytes(digest(name, salt, digest(name, f"{identity}:{password}".encode())))


def _without_user(name: str, salt: bytes, _identity: str, password: str) -> int:
    """x = H(s, H(P))."""
    return int.from_bytes(digest(name, salt, digest(name, password.encode())))
