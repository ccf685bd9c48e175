"""Ctrl-C while the program is loaded: it ends as any other, without the traceback of an import."""

from __future__ import annotations

import signal
import sys
from types import ModuleType
from typing import Any

import pytest

from srpscope.__main__ import main


@pytest.mark.parametrize(
    ("heard", "loading"),
    [(signal.default_int_handler, signal.SIG_DFL), (signal.SIG_IGN, signal.SIG_IGN)],
    ids=["by itself", "ignored, as behind a shell's back"],
)
def test_it_is_heard_as_it_was_once_everything_is_there(
    heard: Any, loading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    class Loading(ModuleType):
        def __getattr__(self, name: str) -> Any:
            seen.append(signal.getsignal(signal.SIGINT))
            return lambda: seen.append(signal.getsignal(signal.SIGINT)) or 7

    monkeypatch.setitem(sys.modules, "srpscope.cli", Loading("srpscope.cli"))
    before = signal.signal(signal.SIGINT, heard)
    try:
        assert main() == 7
    finally:
        signal.signal(signal.SIGINT, before)
    assert loading in seen[:-1] and seen[-1] is heard
