"""In which order slips are tried: likely for the time that they take, so that neither a stretched key nor two mistakes
wait for the other."""

from __future__ import annotations

import hashlib
import random

import pytest

from srpscope.answers.diagnosis import diagnose_session, question_of
from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.srp import allowance
from srpscope.srp.formula import Call, Name, Node, Number, Octets, children
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Sheet
from srpscope.why.budget import Budget
from srpscope.why.engine import slip_search
from srpscope.why.engine.ranking import ON_ONE_BASE
from srpscope.why.engine.search import search_memory
from srpscope.why.engine.slip_search import FIRST, SlipSearch
from srpscope.why.placed import DIGESTS_AND_XOR
from srpscope.why.places import likelihood
from srpscope.why.places.dearness import stretching_seconds, try_seconds
from srpscope.why.places.hypothesis import Spot
from srpscope.why.places.likelihood import cost, digest_bits
from srpscope.why.places.place import at
from srpscope.why.places.ripple import Ripple
from srpscope.why.question import case_of
from srpscope.why.slips import slips_at


def search_of(dialect: str, group_name: str, **inputs: str) -> SlipSearch:
    """The search for a client's proof that nothing explains."""
    draw = random.Random(dialect)
    N, g = group(group_name)
    capture = Capture({"dialect": dialect, "group": group_name, "hash": "sha256"}, name="made")
    capture.add_values("both", {"I": "alice", "P": "Pa ss1", **inputs})
    capture.add_values("client", {"a": f"{draw.getrandbits(256):x}"})
    capture.add_values("wire", {"B": f"{pow(g, draw.getrandbits(256), N):0512x}", "M1": draw.randbytes(32).hex()})
    case = case_of(question_of(Session(capture)), "client")
    budget = Budget(60)
    return SlipSearch(case, "M1", (), budget, search_memory(budget))


@pytest.fixture(scope="module")
def telegram() -> SlipSearch:
    return search_of("telegram", "telegram-2048", salt1="81" * 40, salt2="a3" * 16)


def places(search: SlipSearch, name: str) -> list[int]:
    return [at for at, one in enumerate(search._before()) if one.id == name]


def test_another_count_of_rounds_and_swapped_salts_are_tried_with_the_likeliest(telegram: SlipSearch) -> None:
    for name in ("call-option@x:PBKDF2;iterations;10000", "which-swapped@x:salt2;salt1"):
        (at,) = places(telegram, name)
        assert at < FIRST


def test_what_is_made_of_a_stretched_key_stretches_nothing_anew(telegram: SlipSearch) -> None:
    """It is known: only what goes into it, and how it is stretched, takes its time."""
    alone = [(one, one.spots[0]) for one in telegram.generated.hypotheses if len(one.spots) == 1]
    at_x = [(one, spot) for one, spot in alone if spot.value == "x"]
    keys = [(one, spot) for one, spot in at_x if isinstance(spot.old, Call) and spot.old.function == "PBKDF2"]
    of_key = [one for one, spot in keys if isinstance(spot.literal, Octets)]
    assert len(of_key) > 20 and not any(one.slow for one in of_key)
    assert all(one.slow for one, _spot in keys if one.id.startswith("call-option@x:PBKDF2"))
    of_password = [one for one, spot in at_x if spot.old == Name("P")]
    assert len(of_password) > 20 and all(one.slow for one in of_password)


def test_beside_several_changes_of_a_formula_what_is_known_is_put_in(telegram: SlipSearch) -> None:
    """A key that none of them goes into is not stretched again; what one of them reaches is left to be computed."""
    M1, K = (telegram._known.formula(name) for name in ("M1", "K"))
    assert M1 is not None and K is not None

    def spot(value: str, whole: Node, *path: int) -> Spot:
        return Spot(value, path, at(whole, path), Octets(b""), Octets(b""))

    in_M1 = [spot("M1", M1.node, 0, index) for index in (1, 2)]
    alone = children(at(telegram.ripple.nodes(in_M1)["M1"], (0,)))
    assert all(isinstance(one, Octets | Number) for one in alone)
    assert alone[1:3] == (Octets(b""), Octets(b""))
    with_K = telegram.ripple.nodes([*in_M1, spot("K", K.node, 0)])["M1"]
    assert [one for one in children(at(with_K, (0,))) if not isinstance(one, Octets | Number)] == [Name("K")]


def test_beside_a_slow_dialect_two_mistakes_have_their_turn(telegram: SlipSearch) -> None:
    """Of thousands that stretch a key those for which there is time are tried before pairs, and the others after."""
    every, quick = telegram._before(), telegram.quick
    rest = every[FIRST:quick]
    slow = sum(one.seconds for one in rest)
    assert 0 < slow <= telegram.generated.try_seconds * len(rest)
    assert all(one.slow for one in every[quick:])
    assert len(every) - quick > 1000
    for part in (every[:FIRST], rest):
        costs = [one.cost - (ON_ONE_BASE if telegram._keeps_base(one) else 0) for one in part]
        assert costs == sorted(costs)


def test_a_slip_that_leaves_the_base_of_S_is_tried_before_one_as_likely_that_does_not() -> None:
    """Its power comes from a table: of u and of a, never of x, k, B or of S itself."""
    search = search_of("rfc5054", "rfc5054-2048", s="d1" * 16)
    kept = {spot.value for one in search._before() if search._keeps_base(one) for spot in one.spots}
    assert "u" in kept and not kept & {"x", "k", "v", "S"}
    (of_u,), (of_x,) = (
        places(search, f"read-head-16@{name}") for name in ("u:H(PAD(A) | PAD(B))", "x:H(s | H(I | ':' | P))")
    )
    assert of_u < of_x


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        ("rfc5054", "own-plus-one@S:u"),
        ("rfc5054", "own-plus-one@S:a + u * x"),
        ("thinbus", "hex-0x@u:*"),
        ("rfc5054", "generator-once@v:2;5"),
        ("rfc5054", "number-in-place@M1:B;(B - k * v) % N"),
    ],
)
def test_what_blind_clients_did_wrong_is_tried_before_any_two_mistakes(dialect: str, name: str) -> None:
    search = search_of(dialect, "rfc5054-2048", s="d1" * 16)
    here = [at for at, one in enumerate(search._before()) if name in (one.id, *search.generated.equal.get(one.id, ()))]
    after = [one for one in search.after() if one.id == name]
    assert after or (here and here[0] < FIRST), here


def test_a_password_stretched_where_none_is_comes_before_two_mistakes() -> None:
    search = search_of("rfc5054", "rfc5054-2048", s="d1" * 16)
    (at,) = places(search, "x-stretched@x:100000;SHA256")[:1]
    assert at < search.quick
    assert not any(one.id == "x-stretched@x:100000;SHA256" for one in search._before()[:at])


def test_the_user_name_may_be_stretched_too() -> None:
    """The example that secure-remote-password's author gives to a porter: 500,000 rounds of SHA-512 over I ':' P."""
    search = search_of("secure-remote-password", "rfc5054-2048", s="d1" * 16)
    assert places(search, "x-stretched-named@x:500000;SHA512")
    assert places(search, "x-stretched-named@x:100000;SHA256")[0] < search.quick


def test_a_key_of_more_blocks_or_of_a_longer_hash_takes_more_time() -> None:
    search = search_of("rfc5054", "rfc5054-1024", s="d1" * 16)
    ripple = Ripple(search._known, Sheet(search._known, record=False), search._memory.powers)

    def seconds(count: int, length: int, name: str) -> float:
        options = (("iterations", Number(count)), ("length", Number(length)), ("hash", Name(name)))
        return stretching_seconds(Call("PBKDF2", (Name("P"), Name("s")), options), ripple.evaluation())

    assert seconds(1000, 32, "SHA256") == pytest.approx(1000 * allowance.ROUND)
    assert seconds(1000, 64, "SHA256") == seconds(1000, 64, "SHA512") == pytest.approx(2000 * allowance.ROUND)
    assert 0 < try_seconds(ripple.sheet) < try_seconds(search_of("rfc5054", "rfc5054-4096", s="d1")._sheet)


def test_slips_of_one_entry_share_its_count() -> None:
    """That another hash was called is counted once, and which it was is not as likely for each of them; a size is."""
    chosen = {one.id: one for one in slips_at("hash")}
    rare, often = chosen["hash-blake2s"], max(chosen.values(), key=lambda one: one.count * (one.forms == 1))
    assert rare.forms > 20 and rare.count >= often.count - 2
    assert cost("hash", rare.id, "place") > cost("hash", often.id, "place") + 1
    assert {one.forms for one in slips_at("bytes") if one.id.startswith("head-")} == {1}


def test_the_slips_of_a_kind_of_place_share_what_is_likely_there() -> None:
    """None of it goes to slips that only another kind of place has; what few dialects have is likelier in those, by as
    much as they are fewer."""
    kinds, share = likelihood._kinds(), likelihood._table()["exposure"]
    every = (*(one.id for one in slips_at("which")), "which-mistaken")
    assert sum(2 ** -cost("which", name, "source") * share.get(name, 1) for name in every) == pytest.approx(
        kinds["which"] / sum(kinds.values())
    )


@pytest.mark.parametrize("head", [0, 1, 7, 40])
def test_all_shares_together_are_all_that_is_tried(telegram: SlipSearch, head: int) -> None:
    ranked = telegram._before()[:50]
    shared = [one for index in range(3) for one in slip_search._share(ranked, index, 3, head)]
    assert len(shared) == 50
    assert {id(one) for one in shared} == {id(one) for one in ranked}
    assert slip_search._share(ranked, 0, 3, head)[:head] == ranked[:head]


def test_only_what_comes_of_a_persons_text_is_unlikelier_at_a_digest() -> None:
    """Base64, hex and another hash are made of digests as of anything else."""
    assert digest_bits("nul") == digest_bits("line-feed") > 0
    assert digest_bits("bytes-base64") == digest_bits("inner-hex-sha256") == digest_bits("unhexed") == 0


def test_what_stands_beside_a_stretched_key_leaves_it_as_it_is(telegram: SlipSearch) -> None:
    """A salt left out around the key is tried with the likeliest: nothing is stretched for it."""
    behind = [one for one in telegram.generated.hypotheses if one.id == "list-left-out@x:salt2"]
    assert behind and not behind[0].slow
    assert telegram._before().index(behind[0]) < FIRST


def test_a_password_may_be_stretched_with_the_other_salt(telegram: SlipSearch) -> None:
    (at,) = places(telegram, "call-other@x:salt1;salt2")
    assert at < FIRST
    assert not places(telegram, "call-other@x:salt1;A"), "no program has a public number there"


def test_the_hash_that_libraries_take_unasked_comes_before_any_other(telegram: SlipSearch) -> None:
    (unasked,) = places(telegram, "call-default@x:PBKDF2;hash;SHA1")
    (other,) = places(telegram, "call-option@x:PBKDF2;hash;SHA384")
    assert unasked < FIRST and unasked < other


def test_an_odd_digit_that_is_filled_is_told_before_digits_padded_to_the_length_of_N() -> None:
    """Where S lacks one digit both give the same bytes; pack('H*') of Ruby, PHP and Perl does it by itself."""
    assert cost("number", "odd-fill", "place") < cost("number", "hex-right-padded", "place")


def test_what_was_reported_is_tried_before_what_only_a_documentation_tells() -> None:
    """Integer.toHexString of signed bytes is met in public, a lost first digit is not; one format that
    takes name and password as bytes is, a list of texts that one line gets wrong otherwise is not."""
    assert cost("read", "read-java-hex", "place") < cost("read", "read-first-digit-lost", "place")
    assert cost("text", "python-bytes", "together") < cost("text", "python-bytes", "list")


def test_a_slip_in_one_place_does_not_wait_for_all_the_sets_of_places_that_it_could_be_made_at() -> None:
    """Of twenty sets of places one is the mistake: each of them is that much less likely."""
    search = search_of("rfc5054", "rfc5054-1024", s="d1" * 16)
    (alone,) = [one for one in search.generated.hypotheses if one.id == "list-go@x:H(I | ':' | P)"]
    sets = [one for one in search.generated.hypotheses if one.id.startswith("list-go@*:")]
    assert len(sets) > 5 and all(one.cost > alone.cost for one in sets)


def test_bytes_read_the_other_way_round_were_not_read_through_digits_that_lose_nothing_here() -> None:
    """u of a dialect with its low byte first, as plain arithmetic reads it high byte first."""
    N, g = group("wow-256")
    a, B = 0x9A27C4, pow(g, 0x5B3F11, N)
    A = pow(g, a, N).to_bytes(32, "little")
    while min(u := hashlib.sha1(A + B.to_bytes(32, "little")).digest()) < 16:
        B = B * g % N
    salt, low = bytes(range(32)), B.to_bytes(32, "little")
    x = int.from_bytes(hashlib.sha1(salt + hashlib.sha1(b"ANA:TEA").digest()).digest(), "little")
    S = pow((B - 3 * pow(g, x, N)) % N, a + int.from_bytes(u, "big") * x, N).to_bytes(32, "little")
    halves = hashlib.sha1(S[0::2]).digest(), hashlib.sha1(S[1::2]).digest()
    K = bytes(byte for pair in zip(*halves, strict=True) for byte in pair)
    of_N, of_g = hashlib.sha1(N.to_bytes(32, "little")).digest(), hashlib.sha1(bytes([g])).digest()
    mixed = bytes(one ^ other for one, other in zip(of_N, of_g, strict=True))
    M1 = hashlib.sha1(mixed + hashlib.sha1(b"ANA").digest() + salt + A + low + K).digest()
    capture = Capture({"dialect": "wow"}, name="made")
    capture.add_values("both", {"I": "ana", "P": "tea", "s": salt.hex()})
    capture.add_values("client", {"a": f"{a:x}"})
    capture.add_values("wire", {"B": low.hex(), "M1": M1.hex()})
    first = diagnose_session(Session(capture)).findings[0]
    assert first.suspects[0].startswith("read-big@u")


def test_what_blind_clients_had_is_tried_before_any_two_mistakes() -> None:
    """Each was met, and found only behind some six thousand others, which the largest groups have no twenty seconds
    for: text of a digest that a language prints, v of another exponent, hex from a helper of hashes, a 00 in front."""
    search = search_of("esp-idf-security2", "rfc5054-3072", s="8bf87921f0a24fe5f3990e2851a74f38")
    inner = "H(I | ':' | P)"
    for name in (
        f"js-array-buffer@x:{inner}",
        f"bytes-hex-js@x:{inner}",
        "digest-described-sha512@x:I | ':' | P",
        "hex-pairs-number@x:s",
        "which-public-for-private@v:x;u",
        f"bytes-hex@*:{DIGESTS_AND_XOR}",
    ):
        (at,) = places(search, name)
        assert at < FIRST, name
