"""HomeKit's pair-setup spoken by packages from PyPI: hap_peer.py client PORT CODE (aiohomekit) | server CODE FOLDER
PORT (HAP-python). The client prints "accepted" or "refused: ..", the server its port and "paired" where M6 went out."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from types import SimpleNamespace


async def client(port: str, code: str) -> None:
    from aiohomekit.controller.ip.discovery import IpDiscovery
    from aiohomekit.model.feature_flags import FeatureFlags

    where = SimpleNamespace(
        address="127.0.0.1", addresses=["127.0.0.1"], port=int(port), feature_flags=FeatureFlags(0), name="srpscope"
    )
    discovery = IpDiscovery(SimpleNamespace(pairings={}), where)
    try:
        finish = await discovery.async_start_pairing("srpscope")
        with contextlib.suppress(
            AttributeError
        ):  # M6 was right: what fails is its list of pairings, of which it has none
            await finish(code)
        print("accepted")
    except Exception as error:
        print(f"refused: {type(error).__name__}")
    finally:
        await discovery.close()


async def server(code: str, folder: str, port: str) -> None:
    from pyhap.accessory import Accessory
    from pyhap.accessory_driver import AccessoryDriver

    driver = AccessoryDriver(
        address="127.0.0.1", port=int(port), persist_file=f"{folder}/state", pincode=code.encode(), advertise=False,
        loop=asyncio.get_running_loop(),
    )  # fmt: skip
    driver.add_accessory(Accessory(driver, "peer"))
    await driver.async_start()
    print(driver.http_server.server.sockets[0].getsockname()[1], flush=True)
    while not driver.state.paired:
        await asyncio.sleep(0.05)
    print("paired", flush=True)
    await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run({"client": client, "server": server}[sys.argv[1]](*sys.argv[2:]))
