"""N, g and the hash: the whole handshake is computed in another group, or with another hash."""

from srpscope.srp.primitives.groups import RFC5054_BITS, group as known_group
from srpscope.srp.primitives.hashes import shown
from srpscope.why.suspect import Suspect, every, given_number, set_hash

_HASHES = {"sha1": 2.0, "sha256": 1.5, "sha384": 4.0, "sha512": 2.0, "sha3-256": 4.0, "sha3-512": 5.0}

_GENERATORS = {2: 1.5, 3: 4.0, 5: 2.0, 7: 5.0, 19: 4.0}

_OTHER = {
    **{f"rfc5054-{bits}": 3.0 for bits in RFC5054_BITS},
    "rfc3526-1536": 4.0,
    "rfc3526-2048": 4.0,
    "nimbus-256": 5.0,
    "nimbus-512": 4.0,
    "nimbus-768": 5.0,
}


def _group(name: str, cost: float) -> Suspect:
    N, g = known_group(name)
    return Suspect(
        f"group-{name}",
        f"the group is {name}.",
        "N",
        every(given_number("N", N), given_number("g", g)),
        cost=cost,
        fix="group",
        seen=("openssl/openssl#1907", "PyPI srp6 0.1.1"),
        wrong=name,
    )


SUSPECTS = (
    *(
        Suspect(
            f"hash-{name}",
            f"every hash is {shown(name)}.",
            "H",
            set_hash(name),
            cost=cost,
            fix="hash",
            seen=("a public Dart client for ESP-IDF Security 2",) if name == "sha256" else (),
            wrong=name,
        )
        for name, cost in _HASHES.items()
    ),
    *(
        Suspect(
            f"g-{g}",
            f"g is {g}.",
            "g",
            given_number("g", g),
            cost=cost,
            fix="group",
            seen=("a public Dart client for ESP-IDF Security 2", "RFC 3526 has g = 2 where RFC 5054 has 5")
            if g == 2
            else (),
            wrong=str(g),
        )
        for g, cost in _GENERATORS.items()
    ),
    *(_group(name, cost) for name, cost in _OTHER.items()),
)
