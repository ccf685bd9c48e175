"""A headless Chromium that a test drives: pages, keys, clicks, pictures, over its own DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

ESCAPE = re.compile(r"\x1b\[[0-9;?<>=]*[ -/]*[@-~]|\x1b[@-Z\\-_]")

KEYS = {
    "enter": ("Enter", 13, "\r"),
    "escape": ("Escape", 27, ""),
    "f5": ("F5", 116, ""),
}


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._heard = bytearray()

    @property
    def heard(self) -> str:
        """What came over the page's WebSocket as binary frames, without escape sequences."""
        return ESCAPE.sub("", self._heard.decode("utf-8", "replace"))

    def forget(self) -> None:
        """Begin to listen anew."""
        self._heard.clear()

    async def hears(self, text: str, seconds: float = 60) -> None:
        """Wait until the page's WebSocket has brought a text."""
        try:
            async with asyncio.timeout(seconds):
                while text not in self.heard:
                    await self.value("0")
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{text!r} never came; last: {self.heard[-1500:]!r}") from None

    async def say(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and give its answer; events in between are left aside."""
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            answer = await self._socket.receive_json(timeout=60)
            if answer.get("method") == "Network.webSocketFrameReceived":
                frame = answer["params"]["response"]
                if frame["opcode"] == 2:
                    self._heard += base64.b64decode(frame["payloadData"])
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                found: dict[str, Any] = answer["result"]
                return found

    async def value(self, script: str) -> Any:
        """What a script's promise gives."""
        found = await self.say("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return found["result"].get("value")

    async def until(self, script: str, seconds: float = 60) -> Any:
        """Wait until a script gives something true."""
        async with asyncio.timeout(seconds):
            while not (found := await self.value(script)):
                await asyncio.sleep(0.1)
        return found

    async def go(self, url: str) -> None:
        """Open an address and wait for its page."""
        await self.say("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def type(self, text: str) -> None:
        """Type letters."""
        for letter in text:
            await self.say("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            await self.say("Input.dispatchKeyEvent", type="keyUp", key=letter)

    async def press(self, name: str) -> None:
        """Press a key of KEYS."""
        key, code, text = KEYS[name]
        what = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        await self.say("Input.dispatchKeyEvent", type="keyDown", **what, **({"text": text} if text else {}))
        await self.say("Input.dispatchKeyEvent", type="keyUp", **what)

    async def click(self, x: float, y: float) -> None:
        """Press and let go of the left button."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            await self.say("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode((await self.say("Page.captureScreenshot"))["data"])


@asynccontextmanager
async def chromium(folder: Path, size: str = "1200,800") -> AsyncIterator[Page]:
    """A browser with one page, killed at the end. folder: its profile."""
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"]
    command += [f"--window-size={size}", f"--user-data-dir={folder / 'profile'}", "about:blank"]
    with (folder / "chromium.log").open("wb") as log:
        browser = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log, start_new_session=True)
    try:
        told = folder / "profile" / "DevToolsActivePort"
        async with asyncio.timeout(60):
            while not (told.exists() and "\n" in told.read_text()):
                await asyncio.sleep(0.1)
        port = told.read_text().split("\n")[0]
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                target = next(one for one in await answer.json() if one["type"] == "page")
            async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=1 << 26) as socket:
                page = Page(socket)
                await page.say("Network.enable")
                yield page
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        await browser.wait()
