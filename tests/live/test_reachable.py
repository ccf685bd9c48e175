"""Where a phone finds a played server, and the QR code that says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from srpscope.live.reachable import addresses, provisioning_json, qr_lines, reachable


def test_a_server_on_every_address_says_which_they_are() -> None:
    assert reachable("http://0.0.0.0:8080", "0.0.0.0") == [f"http://{one}:8080" for one in addresses()]
    assert reachable("http://[::]:8080", "::") == [f"http://{one}:8080" for one in addresses()]
    assert reachable("http://127.0.0.1:8080", "127.0.0.1") == []
    assert reachable("", "") == reachable("tcp://host:1", "host") == []
    assert not any(one.startswith("127.") for one in addresses())


def test_the_json_is_what_esp_idf_reads() -> None:
    said = json.loads(provisioning_json("PROV_1", "wifiprov", 'a "pop"', "ble"))
    assert said == {"ver": "v1", "name": "PROV_1", "username": "wifiprov", "pop": 'a "pop"', "transport": "ble"}


def test_the_code_is_drawn_module_by_module() -> None:
    import segno

    text = provisioning_json("PROV_C0FFEE", "wifiprov", "abcd1234", "softap")
    lines = qr_lines(text)
    wanted = [
        [not dark for dark in row]
        for row in segno.make(text, error="l", micro=False, boost_error=False).matrix_iter(border=2)
    ]
    drawn = [
        [sign in "█▀" for sign in line] if at % 2 == 0 else [sign in "█▄" for sign in line]
        for line in lines
        for at in (0, 1)
    ]
    assert drawn[: len(wanted)] == wanted and len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("more", [["--salt", "00" * 16, "--verifier", "05"], []])
def test_the_code_is_shown_only_where_asked_and_known(more: list[str], tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("abcd1234")
    who = more or ["--username", "wifiprov", "--password-file", "pw"]
    command = [sys.executable, "-m", "srpscope", "serve", "http", "--port", "99999" if not more else "0", "--headless"]
    done = subprocess.run([*command, *who, "--show-qr"], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.returncode == 64
    assert ("a verifier does not tell it" if more else "is no port") in done.stderr
