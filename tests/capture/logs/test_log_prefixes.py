"""What logs put in front of a line, and what stands for control characters in it, comes off in every habit."""

from __future__ import annotations

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.capture.text.controls import plain, uncoloured
from srpscope.capture.text.lines import esp_entries, seconds
from srpscope.capture.text.prefixes import PREFIXES, stripped
from srpscope.capture.text.text_lines import text_lines

TEXT = "salt: 00a1b2c3"

LINES = {
    "Android threadtime": "01-02 12:34:56.789  1234  5678 D MyTag   : ",
    "Android Studio": "2024-01-02 12:34:56.789  1234-5678  MyTag                   com.example.app      D  ",
    "older Android Studio": "2024-01-02 12:34:56.789 1234-5678/com.example.app D/MyTag: ",
    "Android brief and time": "D/flutter ( 1234): ",
    "Xcode": "2024-01-02 12:34:56.789123+0100 Runner[321:98765] [ble] ",
    "Apple's log stream": "2024-01-02 12:34:56.789123+0100 0x12ab  Default  0x0   321   0   Runner: (Flutter) [a.b:c] ",
    "Apple's Console": "default\t12:34:56.789123+0100\tRunner\t",
    "Android without a process": "I/flutter: ",
    "Flutter's tool": "[ +12 ms] ",
    "GnuTLS": "|<9>| INT: ",
    "HomeKitADK": "2024-01-02'T'12:34:56'Z'\tDebug\t[com.apple.mfi.HomeKit.Core:PairingPairSetup] ",
    "Zephyr": "[00:12:34.567,890] <dbg> hap_srp: pair_setup: ",
    "nRF Connect": "I\t12:34:56.789\t",
    "docker compose": "bridge-1  | ",
    "kubernetes": "2024-01-02T12:34:56.789123456Z stdout F ",
    "syslog RFC 5424": "<14>1 2024-01-02T12:34:56.789Z host app 12 - - ",
    "syslog and journald": "Jan 02 12:34:56 host esphome[123]: ",
    "Python logging of Home Assistant": "2024-01-02 12:34:56.789 DEBUG (MainThread) [aiohomekit.protocol] ",
    "Python logging": "2024-01-02 12:34:56,789 - pyatv.core - DEBUG - ",
    "Python logging, bare": "DEBUG:pyatv.core:",
    "log4j, logback": "12:34:56.789 [main] DEBUG com.example.Client - ",
    "Spring Boot": "2024-01-02 12:34:56.789 DEBUG 1 --- [nio-8080-exec-1] c.e.Client  : ",
    "log crates of Rust": "[2024-01-02T12:34:56Z DEBUG srp::client] ",
    "Node's debug": "2024-01-02T12:34:56.789Z HAP-NodeJS:PairSetup ",
    "a place of a program": "srp.ts:23:11 ",
    "Ruby's prompt": "irb(main):014:0> ",
    "Clojure's prompt": "user=> ",
    "Rust's dbg!": "[src/main.rs:34:5] ",
    "a logger before its level": "srp.client DEBUG ",
    "logfmt": "level=debug time=1704198896 ",
    "multilog": "@400000005a4b2c3d1a2b3c4d ",
    "docker build": "#9 0.123 ",
    "a shell's prompt": "pi@bridge:~$ ",
    "bash -x": "++ ",
    "an item of a list": "2. ",
    "React Native's Metro": " LOG  ",
    "Flutter, React Native": "flutter: ",
    "Flutter's logger": "\u2502 \U0001f4a1 ",
    "a quote, a prompt": "> ",
    "PlatformIO's filter time": "12:34:56.789 > ",
    "time in brackets": "[12:34:56.789] ",
    "date in brackets": "[Tue Jan  2 12:34:56.789 2024] ",
    "date and time": "2024-01-02 12:34:56.789 ",
    "time": "12:34:56.789 -> ",
    "ts(1)": "Jan 02 12:34:56 ",
    "a level and a class": "DEBUG SrpService ",
    "a level": "[DEBUG] ",
    "a level in angles": "<debug> ",
    "a tag in brackets": "[FBP] ",
    "a tag of two words": "[my-client]: ",
}


def test_every_form_is_tried() -> None:
    assert LINES.keys() == {row.of for row in PREFIXES}


@pytest.mark.parametrize("of", LINES)
def test_a_prefix_comes_off(of: str) -> None:
    found = stripped(LINES[of] + TEXT)
    assert found.text == TEXT
    if "12:34:56" in LINES[of]:
        assert seconds(found.stamp) == pytest.approx(45296, abs=1)


PRINTED = {"a": "9dca5d5f96281e2e" * 4, "s": "00d516544ce266f6244dbd20d6dd6a79", "I": "nora", "k": "7556aa045aef2cdd"}


@pytest.mark.parametrize(
    "prefix", [*LINES.values(), "[+1234 ms] I/flutter ( 4521): ", "D: ", "D/SrpClient: ", "[srp.client] "]
)
def test_values_behind_a_prefix_are_read_and_no_other(prefix: str) -> None:
    lines = [f"SRP a: {PRINTED['a']}", f"salt: {PRINTED['s']}", "user name: nora", f"k = 0x{PRINTED['k']}"]
    text = "".join(f"{prefix}{line}\n" for line in lines)
    [capture] = read(Source.of_bytes(text.encode(), "app.log"))
    found: dict[str, str] = {}
    for line in capture.lines:
        found |= line["values"]
    assert found == PRINTED


def test_a_level_is_no_user_name() -> None:
    text = f"D: begins\nI: SRP a: {PRINTED['a']}\nI: SRP salt: {PRINTED['s']}\nE: refused\n"
    [capture] = read(Source.of_bytes(text.encode(), "app.log"))
    assert {name for line in capture.lines for name in line["values"]} == {"a", "s"}


def test_prefixes_stand_in_front_of_each_other() -> None:
    assert stripped("app_1  | 2024-01-02T12:34:56.7Z DEBUG:pyatv.core:" + TEXT).text == TEXT
    assert stripped('{"log":"\\u001b[0;31m12:34:56 > salt: 00a1b2c3\\u001b[0m\\n","stream":"stdout"}').text == TEXT


@pytest.mark.parametrize("line", ["A: 61d5e490", "username: B", "10:02:62:91", "salt | 00ff", "time: 5", "k = 12"])
def test_what_is_no_prefix_stays(line: str) -> None:
    assert stripped(line).text == line


SHOWN = [
    "\x1b",
    "\u241b",
    "\u2190",
    "^[",
    "<27>",
    "<ESC>",
    "<0x1B>",
    "[ESC]",
    "\\x1b",
    "\\033",
    "\\e",
    "\\u001b",
    "#033",
]


@pytest.mark.parametrize("escape", SHOWN)
def test_colours_in_every_habit(escape: str) -> None:
    assert uncoloured(f"{escape}[0;31mE (5) security2: no{escape}[0m") == "E (5) security2: no"


ENDS = [
    "<\\r><\\n>",
    "<CR><LF>",
    "<13><10>",
    "<0x0D><0x0A>",
    "[CR][LF]",
    "\u240d\u240a",
    "^M",
    "#015",
    "\\r\\n",
    "\\n",
    "<10>",
]


@pytest.mark.parametrize("end", ENDS)
def test_shown_line_ends_end_a_line(end: str) -> None:
    found = list(text_lines(Source.of_bytes(f"salt: 00a1{end}\nsalt: b2c3{end}\n".encode(), "x")))
    assert found == [(1, "salt: 00a1"), (2, "salt: b2c3")]


def test_a_shown_line_end_in_the_middle_is_one_too() -> None:
    found = list(text_lines(Source.of_bytes(b"one<\\r><\\n>two<\\n>\nthree", "x")))
    assert found == [(1, "one"), (1, "two"), (2, "three")]


def test_a_literal_keeps_its_escapes() -> None:
    assert plain("b'POST / HTTP/1.1\\r\\n\\x06\\x01'") == "b'POST / HTTP/1.1\\r\\n\\x06\\x01'"


@pytest.mark.parametrize(
    "line",
    [
        "[12:00:01][D][security2:075]: k ->",
        "[12:00:01.000][D][security2:075][httpd]: k ->",
        "[  1000][D][security2.c:214] handle_session_command0(): k ->",
        "D (1000) security2: k ->",
    ],
)
def test_esp_entries_of_other_loggers(line: str) -> None:
    [entry] = esp_entries(3, line)
    assert (entry.level, entry.tag, entry.text) == ("D", "security2", "k ->")
    assert entry.time in (1.0, 43201.0)
