"""Fixtures of the BLE tests: a rig of each kind, and the private D-Bus that bleak's BlueZ back end is pointed to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from tests.ble.rigs import Rig, Setting, kinds, missing, open_rig

Opener = Callable[..., AbstractAsyncContextManager[Rig]]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "in_guest: also runs against the real bluetoothd, inside the virtual machine")


@pytest.fixture(scope="session")
def private_bus() -> Iterator[None]:
    from tests.ble.fake_bluez import PrivateBus

    bus = PrivateBus()
    before = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = bus.address
    yield
    if before is None:
        del os.environ["DBUS_SYSTEM_BUS_ADDRESS"]
    else:
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = before
    bus.close()


def need(kind: str) -> None:
    """Skip, with the reason printed, where a rig cannot run; under CI=true that is a failure."""
    reason = missing(kind)
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.fixture(params=kinds())
def rig(request: pytest.FixtureRequest) -> Opener:
    """open(**settings) of each kind of rig."""
    kind = request.param
    need(kind)
    if kind == "fake-bluez":
        request.getfixturevalue("private_bus")

    def opened(**settings: object) -> AbstractAsyncContextManager[Rig]:
        return open_rig(kind, Setting(**settings))  # type: ignore[arg-type]

    opened.kind = kind  # type: ignore[attr-defined]
    return opened
