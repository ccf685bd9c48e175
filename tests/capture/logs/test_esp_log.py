"""ESP-IDF logs: the values of a handshake out of whatever a serial terminal makes of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read, recognise
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.session import Session
from tests.capture.made import values_of

LOGS = Path(__file__).parents[2] / "data" / "logs"


def of(text: str | bytes, name: str = "monitor.log") -> list[Capture]:
    return read(Source.of_bytes(text.encode() if isinstance(text, str) else text, name))


def log(name: str = "refused") -> str:
    return (LOGS / f"{name}.device.log").read_text("utf-8")


def hex_after(text: str, name: str) -> str:
    """The bytes printed under a name, taken straight from the text."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = plain.split(f": {name} ->\n", 1)[1].splitlines()
    digits = ""
    for line in lines:
        body = line.split(": ", 1)[1]
        if not re.fullmatch(r"(?:[0-9a-f]{2} ?)+", body):
            break
        digits += body.replace(" ", "")
    return digits


def test_every_value_where_it_belongs() -> None:
    text = log()
    [capture] = of(text)
    assert capture.header["dialect"] == "esp-idf-security2"
    assert capture.header["origin"] == "recorded"
    assert capture.header["secrets"] is True
    server, wire = values_of(capture, "server"), values_of(capture, "wire")
    assert server["I"] == wire["I"] == "wifiprov"
    for printed, side, name in [
        ("Client Public Key", wire, "A"),
        ("Client Public Key", server, "A"),
        ("Device Public Key", wire, "B"),
        ("k", server, "k"),
        ("b", server, "b"),
        ("u", server, "u"),
        ("S", server, "S"),
        ("Session Key", server, "K"),
        ("Client proof", wire, "M1"),
        ("M", server, "M1"),
    ]:
        assert side[name] == hex_after(text, printed), printed
    assert len(wire["A"]) == 768 and len(server["b"]) == 64
    assert wire["M1"] != server["M1"]
    assert "M2" not in wire and "M2" not in server


def test_a_good_session_has_its_m2_and_nonce() -> None:
    text = log("good")
    [capture] = of(text)
    assert values_of(capture, "wire")["M2"] == hex_after(text, "Device proof")
    assert values_of(capture, "server")["M2"] == hex_after(text, "AMK")
    assert values_of(capture, "wire")["nonce"] == hex_after(text, "Initialization vector")
    assert Session(capture).view.comparison.agreement == "agree"


def test_error_lines_are_events() -> None:
    [capture] = of(log())
    told = [(one["t"], one["level"], one["tag"], one["text"]) for one in capture.events if one["what"] == "log"]
    assert (0.825, "E", "security2", "Failed to authenticate client proof!") in told
    assert (0.825, "W", "httpd_uri", "httpd_uri: uri handler execution failed") in told
    assert all("\x1b" not in event["text"] for event in capture.events)
    refused = next(event for event in capture.events if event["what"] == "refused")
    assert (refused["by"], refused["of"], refused["text"]) == ("server", "M1", "Failed to authenticate client proof!")


def test_two_sessions_are_two_captures() -> None:
    first, second = of(log("two-sessions"))
    assert values_of(first, "wire")["A"] != values_of(second, "wire")["A"]
    assert values_of(first, "server")["b"] == values_of(second, "server")["b"]
    assert Session(first).view.comparison.agreement == "disagree"
    assert Session(second).view.comparison.agreement == "agree"
    assert "line 2" in first.title and "line 116" in second.title


def test_the_verifier_follows_from_b_and_B() -> None:
    [capture] = of(log())
    # Espressif's default credential: wifiprov, abcd1234, salt 036e..
    capture.add_values("enroller", {"I": "wifiprov", "P": "abcd1234", "s": "036ee0c7bcb9eda84c9eac97d93decf4"})
    view = Session(capture).view
    assert view.enroller is not None
    assert view.enroller["v"].value == view.server["v"].value is not None


def stamps(form: str) -> str:
    """The log with another kind of time stamp."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log())
    replace = {
        "clock": lambda m: f"{m[1]} (00:00:{int(m[2]) // 1000:02}.{int(m[2]) % 1000:03}) ",
        "date": lambda m: f"{m[1]} (2024-05-06 07:08:{int(m[2]) // 1000:02}.{int(m[2]) % 1000:03}) ",
        "none": lambda m: f"{m[1]} ",
        "bare": lambda m: "",
        "masked": lambda m: f"{m[1]} (xxxxx) ",
        "monitor": lambda m: f"2024-05-06 07:08:09,123 {m[0]}",
        "arduino": lambda m: f"12:34:56.789 -> {m[0]}",
        "terminal": lambda m: f"[2024-05-06 07:08:09.123] {m[0]}",
        "quoted": lambda m: f"> {m[0]}",
        "lost escapes": lambda m: f"[0;31m{m[0]}",
        "colour on all": lambda m: f"\x1b[0;32m{m[0]}",
    }[form]
    return re.sub(r"(?m)^([DIWEV]) \((\d+)\) ", replace, plain)


STAMPS = ["clock", "date", "none", "bare", "masked", "monitor", "arduino", "terminal", "quoted"]


@pytest.mark.parametrize("form", [*STAMPS, "lost escapes", "colour on all"])
def test_time_stamps_of_every_kind(form: str) -> None:
    [plain] = of(log())
    [other] = of(stamps(form))
    for side in ("wire", "server"):
        assert values_of(other, side) == values_of(plain, side)
    times = [event.get("t") for event in other.events]
    expected = {"none": None, "bare": None, "masked": None, "clock": 0.825, "date": 7 * 3600 + 8 * 60 + 0.825}
    assert times[-1] == pytest.approx(expected.get(form, 0.825))


def test_other_tasks_talk_in_between() -> None:
    lines = []
    for number, line in enumerate(log().splitlines()):
        lines.append(line)
        if number % 2:
            lines.append(f"I ({number}) wifi: bcn 3e e6 lost")
            lines.append("D (1) NimBLE: 77 ff b2 cb")
    [plain], [mixed] = of(log()), of("\n".join(lines))
    assert values_of(mixed, "server") == values_of(plain, "server")
    assert values_of(mixed, "wire") == values_of(plain, "wire")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n\n"])
def test_line_endings(ending: str) -> None:
    [plain], [other] = of(log()), of(log().replace("\n", ending))
    assert values_of(other, "server") == values_of(plain, "server")


def test_powershell_writes_utf16() -> None:
    [plain], [other] = of(log()), of(log().encode("utf-16"))
    assert values_of(other, "server") == values_of(plain, "server")


def test_a_paste_without_line_breaks() -> None:
    [plain], [other] = of(log()), of(log().replace("\n", " "))
    assert values_of(other, "server") == values_of(plain, "server")
    assert values_of(other, "wire") == values_of(plain, "wire")


def test_a_missing_line_is_noticed_and_the_value_left_out() -> None:
    lines = log().splitlines()
    at = next(i for i, line in enumerate(lines) if line.endswith("srp6a: S ->"))
    [capture] = of("\n".join(lines[: at + 3] + lines[at + 4 :]))
    assert "S" not in values_of(capture, "server")
    assert any("S is incomplete" in note and f"line {at + 1}" in note for note in capture.notes)


def test_a_broken_line_is_noticed() -> None:
    lines = log().splitlines()
    at = next(i for i, line in enumerate(lines) if line.endswith("Session Key ->"))
    lines[at + 2] = lines[at + 2][:-9]
    [capture] = of("\n".join(lines))
    assert "K" not in values_of(capture, "server")
    assert any("Session Key is incomplete" in note for note in capture.notes)


def test_a_short_client_key_is_kept_and_said() -> None:
    text = "\n".join(
        [
            "D (1) security2: Username: x",
            "D (1) security2: Client Public Key ->",
            "D (1) security2: 77 ff b2 cb",
            "E (1) security2: Invalid public key length",
        ]
    )
    [capture] = of(text)
    assert values_of(capture, "wire")["A"] == "77ffb2cb"
    assert any("384 only" in note for note in capture.notes)


def test_a_log_without_debug_lines_says_what_to_set() -> None:
    [capture] = of(
        "E (825) security2: Failed to authenticate client proof!\nE (825) app: Received incorrect username\n"
    )
    assert [event["what"] for event in capture.events] == ["log", "refused", "log"]
    assert any("CONFIG_LOG_MAXIMUM_LEVEL_DEBUG" in note for note in capture.notes)


def test_a_log_of_security_1_is_of_no_srp() -> None:
    said = "D (9) security1: Client Public Key\nD (9) security1: " + "4f " * 15 + "4f\n"
    with pytest.raises(FileError, match="Security 1 or 0 in this log, which is not SRP"):
        of(f"{said}E (12) security1: Failed: PoP mismatch\nPROV: pop: tea4two\n")
    (capture,) = of(f"{said}E (20) security2: Failed to authenticate client proof!\npop: tea4two\n")
    assert "refused" in [event["what"] for event in capture.events]


def test_a_second_proof_in_the_same_session() -> None:
    text = log()
    start = text.index("D (825) security2: Request to handle setup1_command")
    [capture] = of(text + text[start:].replace("64 b4 dd 9e", "65 b4 dd 9e"))
    assert values_of(capture, "wire")["M1"].startswith("65b4dd9e")
    assert any("proof number 2" in note for note in capture.notes)


def test_a_device_that_makes_its_own_verifier() -> None:
    rows = " ".join(["aa"] * 16)
    text = (
        "D (5) srp6a: Username: wifi prov | Passphrase: ab | cd | Passphrase length: 7\n"
        f"D (5) srp6a: Salt ->\nD (5) srp6a: {rows}\nD (5) srp6a: Verifier ->\n" + f"D (5) srp6a: {rows}\n" * 24
    )
    [capture] = of(text + log())
    enrolled = values_of(capture, "enroller")
    assert enrolled["I"] == "wifi prov" and enrolled["P"] == "ab | cd"
    assert enrolled["s"] == "aa" * 16 and enrolled["v"] == "aa" * 384


def test_versions_and_reboots() -> None:
    text = "I (31) boot: ESP-IDF v5.5.1-dirty 2nd stage bootloader\n" + log() + "rst:0xc (SW_CPU_RESET),boot:0x13\n"
    [capture] = of(text)
    assert capture.header["versions"] == {"esp-idf": "v5.5.1-dirty"}
    assert capture.events[-1]["what"] == "reboot"


def test_values_that_the_app_printed_between_the_log_lines_join_it() -> None:
    page = "I/flutter ( 99): a = 0x65666768\nI/flutter ( 99): password: abcd1234\n"
    [capture] = of(log() + page)
    assert values_of(capture, "client") == {"a": "65666768", "P": "abcd1234"}


def test_a_password_beside_other_values_of_the_app_is_the_log_ins_and_any_other_may_be_a_networks() -> None:
    [capture] = of(log() + "I (91) app: username: alice\nI (92) app: password: tea-4-two\nI (93) app: a: 65666768\n")
    assert values_of(capture, "client")["P"] == "tea-4-two"
    [capture] = of(log() + "I (91) app: a: 6566676865666768\nI (92) net: password: tea-4-two\n")
    assert "P" not in values_of(capture, "client")
    [capture] = of(log() + "I (92) app: password: tea-4-two\nI (91) app: a: 6566676865666768\n")
    assert "P" not in values_of(capture, "client")


def test_a_value_that_the_app_printed_in_part_is_said_with_its_line() -> None:
    text = log()
    [capture] = of(text + "I (90001) app: A: 9dca0011...\n")
    line = text.count("\n") + 1
    assert any(f"first: line {line}, A was printed only in part" in note for note in capture.notes)
    assert [one.split(":")[0] for one in capture.unread] == [f"line {line}"]


def test_another_line_of_the_app_ends_what_stands_above_it() -> None:
    salt, rows = "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff", " ".join(["9d"] * 16)
    lines = ["srp salt (16 bytes):", salt, "(of 128 bytes, as sent)", *[rows] * 8]
    text = "".join(f"I ({1000 + at}) app: {line}\n" for at, line in enumerate(lines))
    [capture] = of(text)
    assert values_of(capture, "wire") == {"s": salt.replace(" ", "")}


def test_the_user_name_is_taken_as_it_stands() -> None:
    text = log().replace("Username: wifiprov", "Username: [red] \x1b]0;x\x07ü ")
    [capture] = of(text)
    assert values_of(capture, "server")["I"] == "[red] ü "


def test_it_is_recognised_among_all_formats() -> None:
    for name in ("good", "refused", "two-sessions", "g-unpadded"):
        source = Source.of_path(LOGS / f"{name}.device.log")
        assert recognise(source).TITLE == "ESP-IDF monitor log"
