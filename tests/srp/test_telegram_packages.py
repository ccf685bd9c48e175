"""@mtproto/core of npm, run: its A and M1 for two private values, in one of which A starts with a zero byte and in the
other S. Everybody else's Telegram client pads both (pyrogram, kurigram, pyrofork, hydrogram, teleproto, telegram: run
on the same inputs)."""

from __future__ import annotations

import pytest

from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet

PASSWORD = "Cloud-Password-1"
SALTS = {"salt1": bytes(range(1, 41)), "salt2": bytes(range(50, 66))}
B = bytes.fromhex(
    "645cb905e297dd6e10224b0fb915b61afff584c7ceaae383b7b8cca3182a6564e8ed21d91784eba1910ff4113328a1c8"
    "d067bbfc8cfbb7a0e8d7760b03e80c2b4fbf5a18a05b19371bdaad6962fa5a89123d9d83ce2f25ccfba76b690b126383"
    "6443a95c68ed561550033089b7907311b84b8dfc1201e78b5bdc384cdcc5fff0a316cb6a3802b5f35bd26db3c5f3b850"
    "9e8ba9dc1902644fe8caf22f97e067335376b848aa36123bdc666b31643e1dc7367a79d8624804dfa5444f15f2161173"
    "ac2006446808b9353d6d481a87171ec334bdf59fdfb00775bd9a7426b38117360fa44162d2f8396e40964dda112b6b81"
    "64abbf4361315600123d0aa2b515a503"
)
RUNS = {
    "A": (
        "ff261498289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13"
        "deef86ab1031d0f646e1f40a097c976bf46c697d2caf82eeeacbe226e875555790f82ec1d3fcff2a3af4d46b0a18e883"
        "0e07bc1e398f1012bd4acefaecbd389be4bcfc49b64a0872e6cc3ababced2057ee05cde00902c77ebff206867347214c"
        "dd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a9587403e430ec"
        "66a78795e761d17731af10506bf2efc6f877186d76b07e881ed162ae2eb1547f15052434b9b5df9e7769b10f4205b490"
        "7a70c31012f037b64ce4228c38fc4e",
        "de8f2af9fbbec8cfda6cc80074e31353d8df6e160310048361364a644dded326",
    ),
    "S": (
        "ff261498289fcd59a54a7bb1fee08f571242425051c1ccd17f9acae01f5057ca02135e92b1d3f28ede0d7ac3baea9e13"
        "deef86ab1031d0f646e1f40a097c976bf46c697d2caf82eeeacbe226e875555790f82ec1d3fcff2a3af4d46b0a18e883"
        "0e07bc1e398f1012bd4acefaecbd389be4bcfc49b64a0872e6cc3ababced2057ee05cde00902c77ebff206867347214c"
        "dd2055930d6eaf14f4733f3e7d1bfbc7a2ea20b2f14c942e05319acb5c74273f98e2774cbd87ad5c90a9587403e430ec"
        "66a78795e761d17731af10506bf2efc6f877186d76b07e881ed162ae2eb1547f15052434b9b5df9e7769b10f4205b490"
        "7a70c31012f037b64ce4228c38fdde",
        "c5ddfbccb6552e6fc9ea94d42b35493ba766075b1f6ab196873e661288b081fd",
    ),
}
"""Where the zero is -> a, and the M1 of @mtproto/core 6.3.0."""


def client(name: str, a: int) -> Sheet:
    telegram = group("telegram-2048")
    given = {"N": telegram.N, "g": telegram.g, "P": PASSWORD, "a": a, **SALTS}
    return Sheet(Knowledge("client", dialect(name), given, {"B": B}))


@pytest.mark.parametrize("where", RUNS)
def test_what_the_package_sends(where: str) -> None:
    a, M1 = RUNS[where]
    theirs, padded = client("mtproto-core", int(a, 16)), client("telegram", int(a, 16))
    assert theirs.raw("M1").hex() == M1 != padded.raw("M1").hex()
    assert len(padded.raw("A")) == 256 and len(theirs.raw("A")) == (255 if where == "A" else 256)


def test_without_a_zero_in_front_it_is_telegrams() -> None:
    assert client("mtproto-core", 1 << 2040).raw("M1") == client("telegram", 1 << 2040).raw("M1")
