"""One visitor: a process of the screens for as long as a browser's socket is open, in a folder of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from srpscope.srp.primitives.child import SAFE_PATH

STOPPING_SECONDS = 3.0
"""How long a process may take to end when it is asked; then it is killed."""

WIDTHS, HEIGHTS = (20, 500), (8, 200)
"""Columns and rows that a browser may ask for."""

PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT", "LD_LIBRARY_PATH")
"""What a visitor's process sees of our environment; nothing of ours that names a person's folders."""


@dataclass
class Visitor:
    """Who holds one cookie. folder: where all of the visitor's files are; at: the socket that is open now."""

    folder: Path
    at: web.WebSocketResponse | None = None

    def furnish(self, file: Path | None) -> None:
        """Make the folder, with a copy of the file that everybody is to look at. Raises OSError."""
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True, mode=0o700)
        if file is not None and not (self.folder / file.name).exists():
            shutil.copyfile(file, self.folder / file.name)


class Screens(AppService):
    """textual-serve's link between a socket and a process, for a process that is confined to a visitor's folder."""

    def __init__(self, socket: web.WebSocketResponse, visitor: Visitor, arguments: Sequence[str], live: bool) -> None:

        async def close() -> None:
            await socket.close()

        super().__init__(
            "srpscope",
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=close,
            download_manager=DownloadManager(),
        )
        self._folder = visitor.folder
        self._arguments = [str(visitor.folder), "live" if live else "quiet", *arguments]

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        made = super()._build_environment(width, height)
        kept = {name: made[name] for name in PASSED_ON if name in made}
        kept |= {name: value for name, value in made.items() if name.startswith(("TEXTUAL", "TERM_"))}
        folder = str(self._folder)
        kept |= {"COLUMNS": str(width), "ROWS": str(height), "TMPDIR": f"{folder}/tmp", SAFE_PATH: "1"}
        kept |= {"HOME": folder, "USERPROFILE": folder, "APPDATA": folder, "LOCALAPPDATA": folder}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            kept[name] = folder
        return kept

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "srpscope.cli.screens.confined",
            *self._arguments,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=self._build_environment(width, height),
            cwd=self._folder,
            start_new_session=True,
        )
        self._stdin = self._process.stdin
        return self._process

    async def stop(self) -> None:
        """Ask the process to end; kill it, with what it started, where it does not."""
        if self._task is None or self._process is None:
            return
        await self.send_meta({"type": "quit"})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._task), STOPPING_SECONDS)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        await self._process.wait()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None


async def attend(socket: web.WebSocketResponse, screens: Screens, width: int, height: int) -> None:
    """Carry keys and sizes from the browser to the process until either ends. A message of another form is dropped."""
    await screens.start(_between(width, WIDTHS), _between(height, HEIGHTS))
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                with contextlib.suppress(ValueError, TypeError, KeyError, IndexError, RecursionError):
                    await _take(socket, screens, message.json())
    finally:
        await asyncio.shield(screens.stop())


async def _take(socket: web.WebSocketResponse, screens: Screens, envelope: object) -> None:
    if not isinstance(envelope, list):
        return
    match envelope:
        case ["stdin", str(keys)]:
            await screens.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await screens.set_terminal_size(_between(width, WIDTHS), _between(height, HEIGHTS))
        case ["ping", str() | int() | float() as mark]:
            await socket.send_json(["pong", mark])
        case ["blur", *_]:
            await screens.blur()
        case ["focus", *_]:
            await screens.focus()


def _between(asked: int, bounds: tuple[int, int]) -> int:
    return min(max(asked, bounds[0]), bounds[1])
