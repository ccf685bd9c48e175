"""H where nothing names it but the hash calls that a port logged."""

from __future__ import annotations

import hashlib
import json

import pytest

import srpscope


def tapped(dialect: str, *algorithms: str) -> srpscope.Handshake:
    """A tap's lines, without a word of the hash but in its calls."""
    lines: list[dict[str, object]] = [{"type": "header", "srpscope": 1, "dialect": dialect}]
    for alg in algorithms:
        out = hashlib.new(alg, b"alice:pw").hexdigest()
        lines.append({"type": "hash", "side": "client", "alg": alg, "in": b"alice:pw".hex(), "out": out})
    lines.append({"type": "values", "side": "client", "values": {"s": "7fff", "P": "pw", "I": "alice"}})
    return srpscope.parse("\n".join(map(json.dumps, lines)))


@pytest.mark.parametrize("alg", ["sha1", "sha256"])
def test_a_dialect_that_leaves_it_open_takes_it_from_the_calls(alg: str) -> None:
    inner = hashlib.new(alg, b"pw").digest()
    assert tapped("nimbus", alg, alg).value("client", "x") == int.from_bytes(
        hashlib.new(alg, b"\x7f\xff" + inner).digest()
    )


def test_calls_that_differ_leave_it_open() -> None:
    assert tapped("nimbus", "sha1", "sha256").value("client", "x") is None


@pytest.mark.parametrize(("spoken", "hash"), [("rfc5054", "sha256"), ("esp-idf-security2", "sha512")])
def test_of_a_dialect_that_names_one_only_a_standards_is_taken_from_the_calls(spoken: str, hash: str) -> None:
    """A product hashes as it does, whatever its client's calls are of; RFC 5054 is mostly spoken with SHA-256."""
    assert tapped(spoken, "sha256").value("client", "H") == hash
