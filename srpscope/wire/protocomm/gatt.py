"""How protocomm lies in GATT: one service, one characteristic an endpoint, its name in a 0x2901 descriptor (ASCII,
without a NUL).

Facts of protocomm_nimble.c, protocomm_ble.c and the provisioning manager's scheme_ble.c.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from srpscope.wire.protocomm.schema import SESSION, VERSION

EXAMPLE_SERVICE: Final = "021a9004-0382-4aea-bff4-6b3f1c5adfb4"
DEFAULT_SERVICE: Final = "1775244d-6b43-439b-877c-060f2d9bed07"
OLD_SERVICE: Final = "0000ffff-0000-1000-8000-00805f9b34fb"

SERVICES: Final[dict[str, str]] = {
    EXAMPLE_SERVICE: "ESP32 provisioning (the example's service)",
    DEFAULT_SERVICE: "ESP32 provisioning (the library's default service)",
    OLD_SERVICE: "ESP32 provisioning (IDF 3.x)",
}
"""Service UUID -> what a device that advertises it is."""

NAME_PREFIX: Final = "PROV_"

NUMBERS: Final[dict[str, int]] = {
    "prov-ctrl": 0xFF4F,
    "prov-scan": 0xFF50,
    SESSION: 0xFF51,
    "prov-config": 0xFF52,
    VERSION: 0xFF53,
    "custom-data": 0xFF54,
}
"""Endpoint -> the 16 bits that its UUID has where the service's differ. From 0xFF54 on it is the app's own order."""

HINTS: Final[dict[int, str]] = {number: name for name, number in NUMBERS.items() if number < 0xFF54}
"""What an endpoint with such a UUID is called; a hint, its descriptor decides."""


def endpoint_uuid(number: int, service: str = EXAMPLE_SERVICE) -> str:
    """The UUID of an endpoint's characteristic: the service's, with 16 of its bits replaced."""
    return f"{service[:4]}{number:04x}{service[8:]}"


def endpoint_by_uuid(uuid: str) -> str | None:
    """What the table says an endpoint is called; a hint only, since an app gives numbers in its own order."""
    try:
        return HINTS.get(int(uuid[4:8], 16))
    except ValueError:
        return None


def looks_like(name: str, services: Iterable[str]) -> str:
    """What an advertisement looks like, in words; "" where nothing speaks for protocomm."""
    for service in services:
        found = SERVICES.get(service.lower())
        if found:
            return found
    return f"named as provisioning devices are ({NAME_PREFIX}..)" if name.startswith(NAME_PREFIX) else ""
