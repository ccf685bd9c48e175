"""Pieces of one handshake: a device's log, a page of values, a tool's output, a phone's log."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.cli import main
from srpscope.cli.opening import read_captures
from tests.capture.made import values_of

LOGS = Path(__file__).parents[2] / "data" / "logs"
A_SECRET = "c5f0d1454e1a903864c9dbec337189f1bba23e37497de85cc8f529df08353808"
A_SALT = "58a7c300921d7d743eea4b15496516b9"
# the second session of two-sessions.device.log
SECOND_A = "f8a177fed0e092d150b66df5871781b7fbddcf8fa90bf10a607e16353778474d"


def of(text: str, name: str = "page.txt") -> list[Capture]:
    return read(Source.of_bytes(text.encode(), name))


def test_a_device_log_and_the_apps_page_end_in_the_proved_cause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "app.txt"
    page.write_text(
        f"I/flutter ( 12): username: wifiprov\nI/flutter ( 12): password: abcd1234\n"
        f"I/flutter ( 12): salt: {list(bytes.fromhex(A_SALT))}\nI/flutter ( 12): a = 0x{A_SECRET}\n"
    )
    assert main(["why", str(LOGS / "g-unpadded.device.log"), str(page)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("The server refused M1: the client's g is hashed in H(g) without padding")
    assert "proof: M1 came out, all 64 bytes" in out


def test_the_same_in_one_paste(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paste = tmp_path / "paste"
    paste.write_text(
        (LOGS / "g-unpadded.device.log").read_text() + f"\na = {A_SECRET}\npassword: abcd1234\nsalt: {A_SALT}\n"
    )
    assert main(["why", str(paste)]) == 1
    assert "H(g) without padding" in capsys.readouterr().out


def test_a_page_goes_to_the_handshake_whose_A_is_its(tmp_path: Path) -> None:
    page = tmp_path / "app.txt"
    page.write_text(f"a = {SECOND_A}\npassword: hunter2 hunter2\n")
    first, second = read_captures([str(LOGS / "two-sessions.device.log"), str(page)])
    assert values_of(first, "client") == {}
    assert values_of(second, "client") == {"a": SECOND_A, "P": "hunter2 hunter2"}


def test_a_page_of_another_handshake_stays_apart(tmp_path: Path) -> None:
    page = tmp_path / "app.txt"
    page.write_text("a = 0x1234567812345678\n")
    captures = read_captures([str(LOGS / "two-sessions.device.log"), str(page)])
    assert len(captures) == 3
    assert any("none of the handshakes" in note for note in captures[-1].notes)


def test_credentials_serve_every_handshake(tmp_path: Path) -> None:
    page = tmp_path / "creds.txt"
    page.write_text("username: wifiprov\npassword: hunter2 hunter2\n")
    captures = read_captures([str(LOGS / "two-sessions.device.log"), str(page)])
    assert [values_of(capture, "client")["P"] for capture in captures] == ["hunter2 hunter2"] * 2


ESP_PROV = (
    "$ python esp_prov.py --transport ble --service_name PROV_A1B2C3 --sec_ver 2 --sec2_username wifiprov "
    "--sec2_pwd 'ab cd' -v\n"
    "==== Starting Session ====\n"
    "\x1b[32;20m++++ Client Public Key:\t0x9dca5d5f ++++\x1b[0m\n"
    "\x1b[32;20m++++ Security version:\t2 ++++\x1b[0m\n"
    "\x1b[32;20m++++ Device Public Key:\t0x00aa1092e2bb ++++\x1b[0m\n"
    "\x1b[32;20m++++ Client Proof:\t0x76a04664 ++++\x1b[0m\n"
    "\x1b[32;20m++++ Device Proof:\t0xdad84f0e ++++\x1b[0m\n"
    "\x1b[32;20m++++ Shared Secret:\t0xf8b4cfc4 ++++\x1b[0m\n"
    "\x1b[32;20m++++ Session Key:\t0xf8b4 ++++\x1b[0m\n"
    "\x1b[32;20m++++ Nonce:\t0xa8125162c98765e400000001 ++++\x1b[0m\n"
    "==== Session Established ====\n"
    "\x1b[32;20m++++ Nonce:\t0xa8125162c98765e400000001 ++++\x1b[0m\n"
    "\x1b[32;20m++++ Nonce:\t0xa8125162c98765e400000002 ++++\x1b[0m\n"
)


def test_esp_prov() -> None:
    [capture] = of(ESP_PROV, "out.txt")
    assert values_of(capture, "wire") == {
        "A": "9dca5d5f",
        "B": "00aa1092e2bb",
        "M1": "76a04664",
        "M2": "dad84f0e",
        "nonce": "a8125162c98765e400000001",
    }
    client = values_of(capture, "client")
    assert client["K"] == "f8b4cfc4" and client["I"] == "wifiprov" and client["P"] == "ab cd"
    assert capture.header["client_dialect"] == "esp-prov"
    assert [event["text"] for event in capture.events] == ["Starting Session", "Session Established"]


def test_esp_prov_twice_and_cut_off() -> None:
    cut = ESP_PROV.index("1092e2bb")
    first, second = of(ESP_PROV + ESP_PROV[:cut], "out.txt")
    assert values_of(first, "client")["P"] == values_of(second, "client")["P"] == "ab cd"
    assert values_of(second, "wire") == {"A": "9dca5d5f"}
    assert any("Device Public Key is cut off" in note for note in second.notes)
    for end in range(ESP_PROV.index("\n"), len(ESP_PROV)):  # before it stands nothing of a log
        for capture in of(ESP_PROV[:end] + "\nname: x\na = 0x01\n", "out.txt"):
            for name, value in values_of(capture, "wire").items():
                assert values_of(first, "wire")[name] == value


def test_esp_prov_broken_by_a_narrow_terminal() -> None:
    [capture] = of(ESP_PROV.replace("00aa1092e2bb ++++", "00aa10\n92e2\nbb ++++"), "out.txt")
    assert values_of(capture, "wire")["B"] == "00aa1092e2bb"


def test_a_failed_esp_prov() -> None:
    [capture] = of(ESP_PROV[:650] + "\nRuntimeError: Failed to verify device proof\n---- Error ----\n", "out.txt")
    assert any("Failed to verify device proof" in event["text"] for event in capture.events)


LOGCAT = (
    "05-06 07:08:09.100  1234  5678 D ESP:ESPDevice: sec_ver value : 2\n"
    "05-06 07:08:09.101  1234  5678 D ESP:ESPDevice: Security Patch Version : 1\n"
    "05-06 07:08:09.102  1234  5678 D ESP:ESPDevice: POP : abcd1234\n"
    "05-06 07:08:09.103  1234  5678 D ESP:ESPDevice: Init session with : SECURITY_2\n"
    "05-06 07:08:09.104  1234  5678 D Espressif::Security2: User name : pixa_413854 password : abcd1234\n"
    "05-06 07:08:09.105  1234  5678 D SRP6aClient: Shared session key generated\n"
    "05-06 07:08:09.106  1234  5678 D Espressif::BLETransport: onCharacteristicWrite, status : 4\n"
    "05-06 07:08:09.107  1234  5678 W System.err: java.lang.Exception: Write to BLE failed\n"
)


def test_logcat() -> None:
    [capture] = of(LOGCAT, "logcat.txt")
    assert values_of(capture, "client") == values_of(capture, "server") == {"P": "abcd1234"}
    assert values_of(capture, "both") == {"I": "pixa_413854"}, "one handshake, one user name"
    assert capture.header["client_dialect"] == "esp-android" and capture.header["sec_patch_ver"] == 1
    [refused] = [event for event in capture.events if event["what"] == "error"]
    assert refused["code"] == 4 and refused["t"] == pytest.approx(7 * 3600 + 8 * 60 + 9.106)
    assert not any("abcd1234" in str(event) for event in capture.events)
    assert any("no key material" in note for note in capture.notes)


def test_two_sessions_of_logcat_and_values_that_the_app_prints() -> None:
    first, second = of(LOGCAT + LOGCAT + "05-06 07:08:10.1  1  2 I flutter : a = 0x6566\n", "logcat.txt")
    assert values_of(first, "both")["I"] == "pixa_413854"
    assert values_of(second, "client")["a"] == "6566"


def test_ios() -> None:
    log = (
        "2024-05-06 07:08:09.100000+0200 App[123:4567] Initialising secure class\n"
        "2024-05-06 07:08:09.200000+0200 App[123:4567] Generating key pair for encrypting data.\n"
        "2024-05-06 07:08:09.300000+0200 App[123:4567] Getting next request in session.\n"
        "2024-05-06 07:08:09.400000+0200 App[123:4567] Session error: keyProofMismatch\n"
        "2024-05-06 07:08:09.500000+0200 App[123:4567] Session establishment failed.\n"
    )
    [capture] = of(log, "console.txt")
    assert [event["text"] for event in capture.events][-2:] == [
        "Session error: keyProofMismatch",
        "Session establishment failed.",
    ]
    assert capture.events[0]["t"] == pytest.approx(7 * 3600 + 8 * 60 + 9.1)


def test_a_log_of_security_1_is_said_to_be_no_srp() -> None:
    log = LOGCAT.replace("sec_ver value : 2", "sec_ver value : 1").replace("SECURITY_2", "SECURITY_1")
    [capture] = of(log.replace("Security2", "Security1").replace("SRP6aClient", "Security1"), "logcat.txt")
    assert "client_dialect" not in capture.header
    assert any("not SRP" in note for note in capture.notes)


def test_options_of_security_without_srp_are_left_out_and_that_is_said_once() -> None:
    older = "$ python esp_prov.py --sec_ver 1 --pop abcd1234 -v\n"
    [capture] = of(older * 5 + ESP_PROV.partition("\n")[2], "out.txt")
    assert "P" not in values_of(capture, "client")
    [note] = [one for one in capture.notes if "--sec_ver" in one]
    assert note == "line 1: --sec_ver says Security 1 or 0, which has no SRP: --pop is left out."
    [capture] = of("$ python esp_prov.py --sec_ver 0 -v\n" + ESP_PROV.partition("\n")[2], "out.txt")
    assert not any("--sec_ver" in one for one in capture.notes)
