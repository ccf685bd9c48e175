"""A pytest plug-in: played peers for the client or server under test, and an assertion that says why a handshake fails.

    def test_log_in(srp_server, assert_srp):
        server = srp_server("nimbus")                 # or srp_device() for an ESP32
        my_client.log_in(server.url, server.username, server.password)
        assert_srp(server.handshake())

Peers run in a thread of their own, so that tests need not be async. Loaded at the start of every pytest run in which
srpscope is installed: nothing of it is imported before a fixture is asked for.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest

if TYPE_CHECKING:
    from srpscope.api.handshake import Handshake
    from srpscope.api.playing import PlayedServer

T = TypeVar("T")


class Peer:
    """A played server or device. url: where to point the client; username, password: of its one user."""

    def __init__(self, server: PlayedServer, wait: Callable[[Coroutine[Any, Any, Handshake]], Handshake]) -> None:
        self.url, self.username, self.password = server.url, server.username, server.password
        self._server = server
        self._wait = wait

    def handshake(self, timeout: float = 30.0) -> Handshake:
        """The next handshake that is over, in the order in which they ended. Raises PeerError where none ended within
        `timeout` seconds."""
        __tracebackhide__ = True
        return self._wait(self._server.handshake(timeout))


class StartsPeer(Protocol):
    """What `srp_server` is."""

    def __call__(
        self,
        system: str = "plain",
        username: str | None = None,
        password: str | None = None,
        *,
        zeros: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> Peer:
        """A played server until the test is over, as srpscope.serve has it; it chooses a name and a password where none
        is given."""
        ...


class _Loop:
    """An event loop in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="srpscope peers", daemon=True)
        self._entered: list[AbstractAsyncContextManager[Any]] = []
        self._thread.start()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it there, and wait for what it gives. What is said to the person comes without the way it came."""
        from srpscope.errors import SrpscopeError

        __tracebackhide__ = True
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except SrpscopeError as error:
            raise error.with_traceback(None) from None

    def peer(
        self,
        system: str = "plain",
        username: str | None = None,
        password: str | None = None,
        *,
        zeros: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> Peer:
        """A played server that ends with the loop."""
        __tracebackhide__ = True
        from srpscope.api.playing import serve

        manager = serve(system, username, password, zeros=zeros, options=options or {})
        server: PlayedServer = self.wait(_entered(manager))
        self._entered.append(manager)
        return Peer(server, self.wait)

    def close(self) -> None:
        """Stop every server, then the loop."""
        try:
            for manager in reversed(self._entered):
                self.wait(_left(manager))
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


async def _entered(manager: AbstractAsyncContextManager[T]) -> T:
    return await manager.__aenter__()


async def _left(manager: AbstractAsyncContextManager[Any]) -> None:
    await manager.__aexit__(None, None, None)


@pytest.fixture
def _srpscope_peers() -> Iterator[_Loop]:
    loop = _Loop()
    yield loop
    loop.close()


@pytest.fixture
def srp_server(_srpscope_peers: _Loop) -> StartsPeer:
    """Starts a played server: srp_server("nimbus", "alice", "pw", zeros="B"). Systems: those of
    srpscope.serve, or the id of a dialect. It listens on loopback and ends with the test."""
    return _srpscope_peers.peer


@pytest.fixture
def srp_device(_srpscope_peers: _Loop) -> Callable[..., Peer]:
    """Starts a played ESP32 (Security 2 over HTTP): srp_device("wifiprov", "abcd1234", zeros="salt")."""
    return partial(_srpscope_peers.peer, "esp32")


@pytest.fixture
def assert_srp(request: pytest.FixtureRequest) -> Callable[..., None]:
    """assert_srp(handshake): fails with the cause, in colour where pytest's own assertions are. srpscope.assert_srp is
    the same without colour."""
    from srpscope.api.asserting import assert_srp as plain

    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    colour = bool(reporter is not None and reporter.hasmarkup)

    def asserting(handshake: Handshake | str, *, seconds: float = 10.0) -> None:
        """Fails with the headline, the first difference and the operand."""
        __tracebackhide__ = True
        plain(handshake, seconds=seconds, colour=colour)

    return asserting
