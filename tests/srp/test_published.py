"""Values that others have published: RFC 5054 Appendix B, the Wikipedia article, srptools' vectors, WoW's tables."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group, notes_on
from srpscope.srp.primitives.hashes import canonical
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Side, Value

VECTORS = Path(__file__).parents[1] / "data" / "vectors"
GOLDEN = Path(__file__).parents[1] / "data" / "protocomm" / "golden.json"


@cache
def published(name: str) -> dict[str, str]:
    """One set of published.json."""
    return dict(json.loads((VECTORS / "published.json").read_text())[name])


def number(text: str) -> int:
    """A published number."""
    return int(text, 16)


def salted(text: str) -> bytes:
    """A published salt; one digit may be missing in front."""
    return bytes.fromhex(text.rjust(len(text) + len(text) % 2, "0"))


def sheet(side: Side, name: str, given: dict[str, Value], hash: str | None = None) -> Sheet:
    """A side of that dialect started with these values."""
    return Sheet(Knowledge(side, dialect(name), given, hash=hash))


def both(name: str, values: dict[str, str], N: int, g: int, hash: str | None = None) -> tuple[Sheet, Sheet]:
    """Client and server of a handshake whose inputs were published."""
    start: dict[str, Value] = {"N": N, "g": g, "I": values["I"], "P": values["P"], "s": salted(values["s"])}
    A, B = number(values["A"]), number(values["B"])
    client = sheet("client", name, {**start, "a": number(values["a"]), "B": B}, hash)
    server = sheet("server", name, {**start, "b": number(values["b"]), "A": A}, hash)
    return client, server


@pytest.mark.parametrize("name", ["k", "x", "v", "A", "u", "S"])
def test_rfc_5054_appendix_b_on_the_client(name: str) -> None:
    client, _ = both("rfc5054", published("rfc5054-appendix-b"), *group("rfc5054-1024"))
    assert client.value(name) == number(published("rfc5054-appendix-b")[name])


@pytest.mark.parametrize("name", ["k", "x", "v", "B", "u", "S"])
def test_rfc_5054_appendix_b_on_the_server(name: str) -> None:
    _, server = both("rfc5054", published("rfc5054-appendix-b"), *group("rfc5054-1024"))
    assert server.value(name) == number(published("rfc5054-appendix-b")[name])


def wikipedia(N: int) -> Sheet:
    """The article's client, without a and b, which it does not print."""
    values = published("wikipedia-demo")
    start: dict[str, Value] = {"N": N, "g": 2, "I": values["I"], "P": values["P"], "s": salted(values["s"])}
    return sheet("client", "wikipedia-demo", start | {name: number(values[name]) for name in ("A", "B", "S")})


@pytest.mark.parametrize("name", ["x", "v", "u", "K", "M1", "M2"])
def test_the_values_that_wikipedia_prints(name: str) -> None:
    values = published("wikipedia-demo")
    assert wikipedia(number(values["N"])).value(name) == number(values[name])


def test_wikipedia_prints_values_of_a_shortened_composite_N() -> None:
    values = published("wikipedia-demo")
    N = number(values["N"])
    assert N.bit_length() == 952
    assert N % 23 == 0 and N % 29 == 0
    assert any("23 and 29 divide it" in note for note in notes_on(N, 2))
    whole = wikipedia(group("wikipedia-1024").N)
    assert whole.value("x") == number(values["x"])
    assert whole.value("v") != number(values["v"])


def test_wikipedia_prints_K_with_63_digits() -> None:
    assert len(published("wikipedia-demo")["K"]) == 63


def test_the_device_itself_computed_these_values() -> None:
    """ESP-IDF's protocomm, run on a computer with a fixed b."""
    golden = json.loads(GOLDEN.read_text())
    N, g = group("rfc5054-3072")
    start: dict[str, Value] = {"N": N, "g": g, "I": golden["username"], "P": golden["password"]}
    device = Sheet(
        Knowledge(
            "server",
            dialect("esp-idf-security2"),
            {**start, "s": bytes.fromhex(golden["salt"]), "b": number(golden["b"])},
            {"A": bytes.fromhex(golden["A"])},
        )
    )
    client = Sheet(
        Knowledge(
            "client",
            dialect("esp-prov"),
            {**start, "a": number(golden["a"])},
            {"s": bytes.fromhex(golden["salt"]), "B": bytes.fromhex(golden["B"])},
        )
    )
    for name, column in (("v", "verifier"), ("B", "B"), ("k", "k"), ("x", "x"), ("u", "u"), ("S", "S")):
        assert device.value(name) == number(golden[column])
        if name != "B":
            assert client.value(name) == number(golden[column])
    assert client.value("A") == number(golden["A"])
    for name in ("K", "M1", "M2"):
        assert device.value(name) == client.value(name) == bytes.fromhex(golden[name])


def srptools() -> list[dict[str, Any]]:
    """54 handshakes, all with the inputs of Appendix B."""
    with gzip.open(VECTORS / "srptools.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("vector", srptools(), ids=lambda vector: f"{vector['hash']}-{vector['group']}")
def test_srptools_vectors(vector: dict[str, Any]) -> None:
    client, server = both("srptools", vector, *group(vector["group"]), canonical(vector["hash"]))
    for side in (client, server):
        for name in ("k", "x", "v", "A", "B", "u", "S"):
            assert side.value(name) == number(vector[name]), name
        for name in ("K", "M1", "M2"):
            value = side.value(name)
            # srptools prints digests as numbers: without their leading zeros
            assert isinstance(value, bytes) and int.from_bytes(value) == number(vector[name]), name


@cache
def wow() -> dict[str, list[list[str]]]:
    """Rows by table."""
    with gzip.open(VECTORS / "wow.json.gz", "rt") as text:
        return dict(json.load(text))


def le(text: str) -> int:
    """A little-endian number."""
    return int.from_bytes(bytes.fromhex(text), "little")


COLUMNS = {
    "calculate_x": "I P s x",
    "calculate_verifier": "I P s v",
    "calculate_u": "A B u",
    "calculate_server_public_key": "v b B",
    "calculate_server_s": "A v u b S",
    "calculate_interleaved": "S K",
    "calculate_server_session_key": "A b v K",
    "calculate_client_proof": "I s A B K M1",
    "calculate_server_proof": "A M1 K M2",
}


def read_column(name: str, text: str) -> Value:
    """A cell of WoW's tables."""
    if name in ("I", "P"):
        return text
    return bytes.fromhex(text) if name in ("s", "K", "M1", "M2") else le(text)


@pytest.mark.parametrize("table", COLUMNS)
def test_wow_tables(table: str) -> None:
    *inputs, result = COLUMNS[table].split()
    N, g = group("wow-256")
    assert len(wow()[table]) == 100
    for row in wow()[table]:
        given = {name: read_column(name, text) for name, text in zip(inputs, row, strict=False)}
        assert sheet("server", "wow", {"N": N, "g": g, **given}).value(result) == read_column(result, row[-1])
