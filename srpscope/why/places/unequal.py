"""A digest that is xored with something of another length: what was not hashed, or what another hash gives."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.srp.formula import Call, Text, show
from srpscope.srp.functions import ENCODINGS, HASH_FUNCTIONS
from srpscope.why.places.place import Place
from srpscope.why.places.structural import Made

ALIGNED = {
    "left": "cut to the shorter one (zip)",
    "fill": "as if the shorter one had zeros behind (c ^ undefined)",
    "front": "as numbers",
}
"""What becomes of the longer one where two byte strings of unequal lengths are xored, by BITS' words."""

OTHER_HASHES = ("SHA1", "SHA256", "SHA512", "MD5")


def unequal_lengths(place: Place) -> Iterator[Made]:
    """Two digests that are xored: one of them is no digest, or another hash's."""
    first, second = place.node, place.second
    if not (isinstance(first, Call) and isinstance(second, Call)) or first.function != second.function:
        return
    if first.function not in HASH_FUNCTIONS:
        return
    for align, said in ALIGNED.items():
        options = (("align", Text(align)),)
        for at, one in enumerate((first, second)):
            written = one.arguments[0]
            bare = written.arguments[0] if isinstance(written, Call) and written.function in ENCODINGS else written
            for plain, told in {written: show(written), Call("MIN", (bare,)): show(bare)}.items():
                both = (plain, second) if at == 0 else (first, plain)
                if plain == written or bare != written:
                    yield "xor-unhashed", (told, said), Call("BITS", both, options)
            for function in OTHER_HASHES:
                wrong = Call(function, one.arguments)
                both = (wrong, second) if at == 0 else (first, wrong)
                yield "xor-other-hash", (function, show(written), said), Call("BITS", both, options)
