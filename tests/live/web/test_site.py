"""`srpscope web`: who gets in, what a visitor's process may touch, and a real browser that uses it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from srpscope.live.web.site import Site
from srpscope.places import captures_folder
from tests.live.web.chromium import CHROMIUM, chromium

FOREIGN = {"Origin": "http://evil.example"}


@asynccontextmanager
async def site(folder: Path, *arguments: str, **options: object) -> AsyncIterator[tuple[Site, str]]:
    made = Site(list(arguments), folder, **options)  # type: ignore[arg-type]
    listening = await made.listen("127.0.0.1", 0)
    try:
        yield made, listening.url
    finally:
        await listening.close()


async def test_nothing_without_the_token(tmp_path: Path) -> None:
    async with site(tmp_path) as (made, url), aiohttp.ClientSession() as stranger:
        for path, headers, status in (
            ("/", {}, 403),
            ("/?token=", {}, 403),
            ("/?token=" + "x" * 32, {}, 403),
            ("/ws", {}, 403),
            (f"/?token={made.token}", {"Host": "evil.example"}, 403),
            (f"/?token={made.token}", FOREIGN, 403),
            ("/static/../../../pyproject.toml", {}, 404),
        ):
            async with stranger.get(url + path, headers=headers, allow_redirects=False) as answer:
                assert answer.status == status, path
        assert not made.visitors and not list(tmp_path.iterdir())


async def test_a_token_becomes_a_cookie_and_the_page_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with site(tmp_path) as (made, url), aiohttp.ClientSession(cookie_jar=jar) as visitor:
        async with visitor.get(f"{url}/?token={made.token}") as answer:
            page = await answer.text()
            assert answer.status == 200 and str(answer.url) == url + "/"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        cookie = next(iter(jar))
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie.value != made.token
        assert page.replace(url.replace("http", "ws"), "").count("://") == 0
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await visitor.ws_connect(url + "/ws", origin="http://evil.example")
        assert caught.value.status == 403
        async with visitor.get(f"{url}/?token={made.token}") as again:
            assert again.status == 200 and len(made.visitors) == 1


async def said(socket: aiohttp.ClientWebSocketResponse, text: bytes) -> None:
    """Wait until the screens have drawn a text."""
    heard = b""
    async with asyncio.timeout(60):
        async for message in socket:
            heard += message.data if isinstance(message.data, bytes) else b""
            if text in heard:
                return
    raise AssertionError(heard[-500:])


async def test_places_are_bounded_and_a_visitor_has_one_process(tmp_path: Path) -> None:
    example = captures_folder() / "esp32-refused.srp.jsonl"
    async with site(tmp_path, example.name, file=example, most=1) as (made, url):
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as first, aiohttp.ClientSession() as second:
            async with first.get(f"{url}/?token={made.token}") as answer:
                assert answer.status == 200
            socket = await first.ws_connect(f"{url}/ws?width=120&height=40", origin=url)
            await said(socket, b"refused M1")
            for nonsense in (
                "{}",
                "[",
                "[" * 90_000,
                '["resize",{"width":"x"}]',
                '["stdin"]',
                '["resize",{"width":9,"height":999999}]',
            ):
                await socket.send_str(nonsense)
            async with second.get(f"{url}/?token={made.token}") as answer:
                assert answer.status == 503
            other = await first.ws_connect(f"{url}/ws?width=80&height=24", origin=url)
            await said(other, b"M1")
            with contextlib.suppress(asyncio.TimeoutError):
                async with asyncio.timeout(30):
                    async for _ in socket:
                        pass
            assert socket.closed and not other.closed
            await other.close()
            async with asyncio.timeout(30):
                while next(iter(made.visitors.values())).at is not None:
                    await asyncio.sleep(0.05)
            async with second.get(f"{url}/?token={made.token}", allow_redirects=False) as answer:
                assert answer.status == 303  # who is away gives the place up


async def test_a_session_ends_with_its_time(tmp_path: Path) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with site(tmp_path, minutes=0.02) as (made, url), aiohttp.ClientSession(cookie_jar=jar) as visitor:
        await visitor.get(f"{url}/?token={made.token}")
        socket = await visitor.ws_connect(f"{url}/ws", origin=url)
        async with asyncio.timeout(60):
            async for _ in socket:
                pass
        assert socket.closed


TRIES = """
import os, socket, subprocess, sys, pathlib, tempfile
from srpscope.cli.screens.confined import OutsideError, confine
inside, outside = map(pathlib.Path, sys.argv[1:3])
link = inside / "link"
link.symlink_to(outside)
confine(inside, live=False)
def free(what):
    try:
        what()
    except OutsideError:
        return False
    except OSError as error:
        return type(error).__name__
    return True
import colorsys, sqlite3.dump  # the program's own modules still load
print([free(one) for one in (
    lambda: (inside / "a").write_text("x"),
    lambda: (inside / "a").read_text(),
    lambda: os.rename(inside / "a", inside / "b"),
    lambda: tempfile.NamedTemporaryFile(dir=inside).close(),
    lambda: list(inside.iterdir()),
    lambda: subprocess.run([sys.executable, "-c", ""], check=True),
)])
print([free(one) for one in (
    lambda: outside.read_text(),
    lambda: link.read_text(),
    lambda: outside.write_text("y"),
    lambda: (inside / ".." / outside.name).read_text(),
    lambda: os.listdir("/etc"),
    lambda: open("/etc/passwd"),
    lambda: os.rename(outside, inside / "c"),
    lambda: os.remove(outside),
    lambda: os.link(outside, inside / "d"),
    lambda: open(os.path.join(sys.prefix, "mine"), "w"),
    lambda: os.system("true"),
    lambda: subprocess.run(["/bin/true"]),
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.socket().bind(("127.0.0.1", 0)),
    lambda: os.mkdir(outside.parent / "e"),
)])
asked = (outside, outside.parent / "nothing", link, inside)
print([(one.exists(), one.is_file(), os.access(one, os.F_OK)) for one in asked])
"""


def test_a_visitor_stays_in_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "visitor", tmp_path / "secret.txt"
    inside.mkdir()
    outside.write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", TRIES, str(inside), str(outside)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    within, beyond, there = done.stdout.splitlines() or (done.stderr, "", "")
    assert within == str([True] * 6), done.stderr
    assert beyond == str([False] * 15), done.stderr
    # What is outside looks like what is not there: a visitor does not learn who has an account on the machine.
    assert there == str([(False,) * 3] * 3 + [(True, False, True)]), done.stderr
    assert outside.read_text() == "secret"


def test_a_visitor_who_may_not_connect_can_still_attack_srpscope_itself(tmp_path: Path) -> None:
    confined = [sys.executable, "-m", "srpscope.cli.screens.confined", str(tmp_path), "quiet"]
    done = subprocess.run(
        [*confined, "attack", "zero-a"], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, (tmp_path / "stderr.txt").read_text()
    assert "the server accepts the proof" in done.stdout


def test_the_first_line_has_the_address_and_ctrl_c_ends_it() -> None:
    command = [sys.executable, "-m", "srpscope", "web", "--port", "0", "learn"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        assert len(parse_qs(urlsplit(line.split()[-1]).query)["token"][0]) >= 32
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_a_class_is_told_every_address_of_the_machine() -> None:
    from srpscope.live.reachable import addresses

    if not addresses():
        pytest.skip("this machine has no address that another could reach")
    command = [sys.executable, "-m", "srpscope", "web", "--host", "0.0.0.0", "--port", "0", "learn"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        token = urlsplit(process.stderr.readline().split()[-1]).query
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        lines = process.stderr.read().splitlines()
    told = [urlsplit(line.removeprefix("reachable at ")) for line in lines if line.startswith("reachable at ")]
    assert [(one.hostname, one.query) for one in told] == [(one, token) for one in addresses()]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["no-such-file"], 65),
        (["learn", "no-such-lesson"], 64),
        (["--visitors", "0"], 64),
        (["--minutes", "-1"], 64),
        (["--port", "99999"], 64),
    ],
)
def test_misuse_is_said(arguments: list[str], status: int) -> None:
    from srpscope.cli import main

    assert main(["web", "--port", "0", *arguments]) == status


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
async def test_a_browser_edits_a_value_takes_a_lesson_and_meets_no_other_visitor(tmp_path: Path) -> None:
    example = captures_folder() / "esp32-accepted.srp.jsonl"
    for name in ("files", "one", "two"):
        (tmp_path / name).mkdir()
    async with (
        site(tmp_path / "files", example.name, file=example, most=2) as (made, url),
        chromium(tmp_path / "one") as page,
        chromium(tmp_path / "two") as other,
    ):
        await page.go(f"{url}/?token={made.token}")
        assert await page.value("location.href") == url + "/"
        await page.hears("Both sides agree")
        await page.type("z")  # the ways of the operand under the cursor
        await page.hears("likeliest first")
        await page.type("j")
        await page.press("enter")
        await page.hears("DISAGREES")

        await other.go(f"{url}/?token={made.token}")
        await other.hears("Both sides agree")  # the edit is the first visitor's alone
        assert "DISAGREES" not in other.heard
        assert len({one.folder for one in made.visitors.values() if one.at is not None}) == 2

        await page.press("f5")
        await page.hears("Say it before you see it")
        await page.press("enter")
        await page.hears("Alice wants to log in")
        page.forget()
        await page.press("escape")
        await page.hears("Say it before you see it")
        await page.click(400, 75)  # the row of the second lesson
        await page.hears("Random bytes that make")
        await page.type("A")  # an attack: a visitor may not connect, and it need not
        await page.hears("safeguard off, then on")
        await page.press("enter")
        await page.hears("the attack succeeds")
        await page.press("escape")

        await other.go("data:text/html,elsewhere")
        opening = f"new Promise(done => {{ const s = new WebSocket('{url.replace('http', 'ws')}/ws');"
        opening += " s.onopen = () => done('open'); s.onerror = () => done('failed'); })"
        assert await other.value(opening) == "failed"  # a page of another origin
        assert await page.value(opening) == "open"
