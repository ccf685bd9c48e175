"""HomeKit accessories by the name that they announce (DNS-SD), with zeroconf where it is installed."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING, Any

from srpscope.errors import PeerError, UserError, reason
from srpscope.live.reachable import addresses
from srpscope.printable import printable

if TYPE_CHECKING:
    from zeroconf import ServiceInfo

SERVICE = "_hap._tcp.local."
LONGEST_NAME = 63
"""Bytes of a name in DNS."""
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


def on_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def records(device_id: str, paired: bool) -> dict[str, str]:
    """The TXT records of an accessory, as HAP has them. device_id: six bytes in hex with colons, which a controller
    compares with the name in M6. A changed record is told by s#."""
    return {
        "c#": "1", "ff": "0", "id": device_id, "md": "srpscope", "pv": "1.1", "s#": "1", "sf": "0" if paired else "1",
        "ci": "1",
    }  # fmt: skip


class Announcement:
    """An accessory that controllers find by its name, until it is closed."""

    def __init__(self, here: Any, info: ServiceInfo, device_id: str) -> None:
        self._here = here
        self._info = info
        self._device_id = device_id

    @property
    def name(self) -> str:
        """Under which it is found: another one than was chosen where that was taken."""
        return str(self._info.name).removesuffix(f".{SERVICE}")

    async def paired(self) -> None:
        """It is paired from now on, and says so."""
        made = _service(self.name, self._device_id, self._info.addresses, self._info.port or 0, paired=True)
        self._info = made
        await self._here.async_update_service(made)

    async def close(self) -> None:
        """Say that it is gone."""
        await self._here.async_unregister_all_services()
        await self._here.async_close()


async def announce(name: str, device_id: str, host: str, port: int) -> Announcement:
    """Announce an accessory that listens there. Raises UserError: zeroconf is missing, the name is too long, the
    network takes no multicast."""
    if not 0 < len(name.encode("utf-8", "replace")) <= LONGEST_NAME or not name.isprintable():
        raise UserError(f"a name to announce is printable and has 1 to {LONGEST_NAME} bytes.")
    try:
        from zeroconf import Error
        from zeroconf.asyncio import AsyncZeroconf
    except ImportError:
        raise UserError("announcing by mDNS needs zeroconf: install srpscope[homekit].") from None
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
        found = [ipaddress.ip_address(one).packed for one in (addresses() if everywhere else [host])]
    except ValueError:
        raise UserError(f"{printable(host, 64)} is announced only as an IP address: give --host one.") from None
    try:
        here = AsyncZeroconf() if everywhere else AsyncZeroconf(interfaces=[host])
    except OSError as error:
        raise UserError(f"{host} cannot be announced by mDNS: {reason(error)}.") from None
    info = _service(name, device_id, found, port)
    try:
        await here.async_register_service(info, allow_name_change=True)
    except (Error, OSError) as error:
        await here.async_close()
        raise UserError(f"{name!r} could not be announced by mDNS ({type(error).__name__}).") from None
    return Announcement(here, info, device_id)


def _service(name: str, device_id: str, found: list[bytes], port: int, paired: bool = False) -> ServiceInfo:
    from zeroconf import ServiceInfo

    server = f"srpscope-{device_id.replace(':', '').lower()}-{port}.local."
    return ServiceInfo(
        SERVICE, f"{name}.{SERVICE}", port=port, addresses=found, server=server, properties=records(device_id, paired)
    )
