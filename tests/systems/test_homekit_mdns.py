"""An accessory that is played announces itself, as real mDNS on loopback sees it; where it does not, that is said."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from srpscope.errors import UserError
from srpscope.live import mdns
from srpscope.live.listening import Listening
from tests.systems.parties import SYSTEMS, log_in, serve


@asynccontextmanager
async def accessory(**options: object) -> AsyncIterator[Listening]:
    listening = await serve("homekit", SYSTEMS["homekit"].users(), **options)
    try:
        yield listening
    finally:
        await listening.close()


async def heard(name: str) -> Any:
    """What real mDNS knows of a name; None where nobody announces it."""
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    async with AsyncZeroconf(interfaces=["127.0.0.1"]) as here:
        info = AsyncServiceInfo(mdns.SERVICE, f"{name}.{mdns.SERVICE}")
        return info if await info.async_request(here.zeroconf, 3_000) else None


async def test_a_controller_finds_it_by_its_records() -> None:
    pytest.importorskip("zeroconf")
    name = "srpscope of a test"
    async with accessory(announce=name) as listening:
        assert listening.limits == (
            f"announced by mDNS as {name!r}: a controller, and srpscope live homekit mdns:NAME, finds it.",
        )
        info = await heard(name)
        assert info.port == listening.port and info.parsed_addresses() == ["127.0.0.1"]
        said = {key.decode(): value.decode() for key, value in info.properties.items()}
        assert {"c#", "ff", "id", "md", "pv", "s#", "sf", "ci"} == said.keys()
        assert (said["pv"], said["sf"]) == ("1.1", "1") and len(said["id"].split(":")) == 6
        exchange = await log_in("homekit", f"mdns:{name}", SYSTEMS["homekit"].client())
        assert exchange.accepted
    assert await heard(name) is None


async def test_aiohomekit_reads_it() -> None:
    pytest.importorskip("zeroconf")
    from aiohomekit.zeroconf import HomeKitService  # type: ignore[import-untyped,unused-ignore]

    name = "srpscope for aiohomekit"
    async with accessory(announce=name):
        found = HomeKitService.from_service_info(await heard(name))
    assert (found.name, found.protocol_version, found.status_flags) == (name, "1.1", 1)


async def test_a_strict_one_says_that_it_is_paired(tmp_path: Any) -> None:
    pytest.importorskip("zeroconf")
    name = "srpscope once"
    async with accessory(announce=name, strict=True) as listening:
        made = await log_in("homekit", listening.url, SYSTEMS["homekit"].client(), pair=str(tmp_path / "pairing"))
        assert made.accepted
        for _ in range(50):
            info = await heard(name)
            if info is not None and info.properties[b"sf"] == b"0":
                return
    pytest.fail("sf stayed 1")


async def test_what_nobody_else_reaches_is_not_announced() -> None:
    async with accessory() as listening:
        assert listening.limits == ("not announced by mDNS: nobody beyond this machine reaches it.",)


async def test_without_the_extra_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    async with accessory(host="0.0.0.0") as listening:
        (said,) = listening.limits
        assert said.endswith("install srpscope[homekit].")
    with pytest.raises(UserError, match="srpscope\\[homekit\\]"):
        async with accessory(announce="a name"):
            pass


@pytest.mark.parametrize("name", ["", "x" * 64, "two\nlines"])
async def test_no_name(name: str) -> None:
    with pytest.raises(UserError, match="1 to 63"):
        async with accessory(announce=name):
            pass
