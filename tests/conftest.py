"""What every test has: its own user folders, and markers that skip with a reason outside CI."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

SLOW = {
    "rig_c": "a virtual machine with bluetoothd, minutes",
    "peers": "other implementations from PyPI, npm or Debian",
    "toolchain": "compilers of other languages",
    "browser": "a browser",
    "supply": "packages from PyPI, minutes",
}


def pytest_configure() -> None:
    """Ctrl+C is heard by the programs that tests start and end with it.

    Who starts the suite in the background has it ignore SIGINT, and every child would inherit that.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow and tool-hungry tests run in CI only, long ones only where they are asked for; elsewhere they say so."""
    asked = "long" in config.getoption("markexpr")
    for item in items:
        if item.get_closest_marker("long") is not None:
            item.add_marker(pytest.mark.timeout(0))
            if not asked:
                item.add_marker(
                    pytest.mark.skip(reason="long: runs for many minutes; python -m pytest -m long runs it")
                )
    if os.environ.get("CI") == "true":
        return
    for item in items:
        for name, what in SLOW.items():
            if item.get_closest_marker(name) is not None:
                item.add_marker(pytest.mark.skip(reason=f"{name}: needs {what}; CI=true runs it"))


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the settings, recordings or recent files of whoever runs it."""
    from srpscope import places

    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("SRPSCOPE_PASSWORD", raising=False)
    places._user_folders.cache_clear()
    yield
    places._user_folders.cache_clear()
