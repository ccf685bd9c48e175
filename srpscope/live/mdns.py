"""HomeKit accessories by the name that they announce (DNS-SD), with zeroconf where it is installed."""

from __future__ import annotations

import asyncio

from srpscope.errors import PeerError, UserError
from srpscope.printable import printable

SERVICE = "_hap._tcp.local."
HEAR_SECONDS = 3.0
MOST_NAMES = 20


def name_of(address: str) -> str | None:
    """The accessory's name in an address: "mdns:NAME", or NAME._hap._tcp.local; None for any other address."""
    if address.startswith("mdns:"):
        return address.removeprefix("mdns:").strip()
    bare = address.rstrip(".")
    return bare.removesuffix(f".{SERVICE.rstrip('.')}") if bare.endswith(f".{SERVICE.rstrip('.')}") else None


async def url_of(name: str, seconds: float = HEAR_SECONDS) -> str:
    """Where the accessory of that name listens. Raises PeerError with the names that were heard where it is not heard,
    UserError where zeroconf is missing."""
    try:
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf
    except ImportError:
        raise UserError("finding an accessory by its name needs zeroconf: install srpscope[homekit].") from None
    heard: dict[str, None] = {}

    def changed(zeroconf: object, service_type: str, name: str, state_change: object) -> None:
        if len(heard) < MOST_NAMES:
            heard[name.removesuffix(f".{SERVICE}")] = None

    async with AsyncZeroconf() as here:
        info = AsyncServiceInfo(SERVICE, f"{name}.{SERVICE}")
        browser = AsyncServiceBrowser(here.zeroconf, SERVICE, handlers=[changed])
        try:
            found = bool(name) and await info.async_request(here.zeroconf, seconds * 1_000)
            if not found:
                await asyncio.sleep(0.0 if heard else seconds / 3)
        finally:
            await browser.async_cancel()
    addresses = info.parsed_addresses() if found else []
    if not addresses or not info.port:
        names = ", ".join(printable(one, 64) for one in sorted(heard)) or "none"
        raise PeerError(f"No accessory announces itself as {printable(name, 64)!r}; heard: {names}.")
    host = next((one for one in addresses if ":" not in one), f"[{addresses[0]}]")
    return f"http://{host}:{info.port}"
