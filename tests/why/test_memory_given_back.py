"""What a search holds is let go of when it ends, and what is remembered from one to the next is bounded: a worker of
`triage` that looked at thousands of files grew by some 30 MB a search that found nothing."""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import pkgutil
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import srpscope
from srpscope.answers.diagnosis import question_of
from srpscope.capture.capture import Capture
from srpscope.session.opening import session_of
from srpscope.srp.sheet import Memory
from srpscope.why import diagnose

AS_MANY_AS_THE_PROGRAM_HAS = {
    "srpscope.srp.dialect._load",  # dialects, of the package and the person's own folder
    "srpscope.srp.functions.hashing.digest",  # hash functions
    "srpscope.srp.primitives.pure_hashes._primes",  # counts of them, one a hash
    "srpscope.why.places.likelihood._counts",  # kinds of place and languages
    "srpscope.why.slips._entries",  # tables of slips
    "srpscope.why.slips.slips_at",  # kinds of place
}


def unexplained() -> Capture:
    """A proof that nothing makes."""
    made = srpscope.make("rfc5054", "alice", "secret", group="rfc5054-1024", hash="sha256")
    client = {name: made.value("client", name) for name in ("a", "A", "B", "s", "I", "P")}
    capture = Capture({"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha256"})
    texts = {
        name: one if isinstance(one, str) else one.hex() if isinstance(one, bytes) else f"{one:x}"
        for name, one in client.items()
        if one is not None
    }
    capture.add_values("client", texts | {"M1": "5c" * 32})
    return capture


def test_nothing_of_a_search_is_held_when_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[weakref.ref[Memory]] = []
    module = importlib.import_module("srpscope.why.diagnose")
    made = module.search_memory

    def seen(budget: Any) -> Memory:
        memory = made(budget)
        held.append(weakref.ref(memory))
        return memory

    monkeypatch.setattr(module, "search_memory", seen)
    question = question_of(session_of(unexplained()))
    gc.collect()
    gc.disable()
    try:
        found = diagnose(question, 0.3, on_progress=lambda progress: None)
        assert found.verdict == "not-found" and not found.findings
        del found
        assert [one() for one in held] == [None]
    finally:
        gc.enable()


def caches() -> Iterator[tuple[str, Any]]:
    for room in ("srp", "why"):
        package = importlib.import_module(f"srpscope.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"srpscope.{room}."):
            for name, one in vars(importlib.import_module(module.name)).items():
                if isinstance(one, functools._lru_cache_wrapper) and one.__module__ == module.name:
                    yield f"{module.name}.{name}", one


def test_what_is_remembered_of_files_is_bounded() -> None:
    known = dict(caches())
    assert len(known) > 20
    endless = {
        name
        for name, one in known.items()
        if one.cache_parameters()["maxsize"] is None and inspect.signature(one.__wrapped__).parameters
    }
    assert endless == AS_MANY_AS_THE_PROGRAM_HAS
