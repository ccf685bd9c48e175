"""Messages printed in a text come back as the messages of the radio, however a program prints its bytes."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.session import Session
from srpscope.wire.protocomm.messages import Cmd0, Cmd1, Resp0, Resp1, encode
from srpscope.wire.tlv8 import tlv8

CHANCE = random.Random(20)
A, B, SALT, M1, M2 = (CHANCE.randbytes(size) for size in (384, 384, 16, 64, 64))
NONCE = CHANCE.randbytes(12)
MESSAGES = [
    encode(Cmd0(b"wifiprov", A)),
    encode(Resp0(B, SALT)),
    encode(Cmd1(M1)),
    encode(Resp1(M2, NONCE)),
]


def hexed(data: bytes, between: str = "") -> str:
    return data.hex(between) if between else data.hex()


def rows(data: bytes, form: Callable[[int, bytes], str], width: int = 16) -> str:
    return "\n".join(form(at, data[at : at + width]) for at in range(0, len(data), width))


def shown(data: bytes) -> str:
    return "".join(chr(one) if 32 <= one < 127 else "." for one in data)


def listed(data: bytes, between: str = ", ", signed: bool = False) -> str:
    return between.join(str(one - 256 if signed and one > 127 else one) for one in data)


def escaped(data: bytes) -> str:
    return repr(data)


def nsdata(data: bytes) -> str:
    return "<" + " ".join(hexed(data[at : at + 4]) for at in range(0, len(data), 4)) + ">"


UUID = "021aff51-0382-4aea-bff4-6b3f1c5adfb4"
SENT = [True, False, True, False]

FORMS: dict[str, Callable[[bytes, bool], str]] = {
    "flutter_blue_plus": lambda data, sent: (
        f"[FBP] <writeCharacteristic> args: {{remote_id: 01:02, characteristic_uuid: {UUID}, value: {hexed(data)}}}"
        if sent
        else f"[FBP] [[ OnCharacteristicReceived ]] result: {{characteristic_uuid: {UUID}, value: {hexed(data)}}}"
    ),
    "nRF Connect": lambda data, sent: (
        f"D\t12:00:00.124\tgatt.writeCharacteristic({UUID}, value=0x{hexed(data).upper()})\n"
        f"I\t12:00:00.200\tData written to {UUID}, value: (0x) {hexed(data, '-').upper()}"
        if sent
        else f'A\t12:00:01.000\t"(0x) {hexed(data, "-").upper()}" received'
    ),
    "LightBlue": lambda data, sent: f"{'Wrote' if sent else 'Read'} value: 0x{hexed(data).upper()} for {UUID}",
    "bleak": lambda data, sent: (
        f"2026-11-29 12:00:00,123 bleak.backends.bluezdbus.client DEBUG: "
        f"{'Write' if sent else 'Read'} Characteristic {UUID} | /org/bluez/hci0: {escaped(data)}"
    ),
    "bytearray": lambda data, sent: f"{'TX' if sent else 'RX'} bytearray({escaped(data)})",
    "a byte a line": lambda data, sent: "\n".join(f"I (1200) app: 0x{one:02x}" for one in data),
    "bare bytes a line": lambda data, sent: "write\n" + "\n".join(f"{one:02x}" for one in data),
    "ESP_LOG_BUFFER_HEX": lambda data, sent: rows(data, lambda at, row: f"I (1200) app: {hexed(row, ' ')} "),
    "ESP_LOG_BUFFER_HEXDUMP": lambda data, sent: rows(
        data,
        lambda at, row: (
            f"I (1200) app: 0x{0x3FFB4280 + at:08x}   {hexed(row[:8], ' ')}  {hexed(row[8:], ' '):<23}  |{shown(row)}|"
        ),
    ),
    "esp_prov's console": lambda data, sent: (
        f"BLECLI >> Write following data to characteristic with UUID '{UUID}' :\n\t>> {hexed(data)}"
        if sent
        else f"BLECLI >> Enter data read from characteristic (in hex) :\n\t<< {hexed(data)}"
    ),
    "curl --trace": lambda data, sent: (
        f"{'=> Send' if sent else '<= Recv'} data, {len(data)} bytes (0x{len(data):x})\n"
        + rows(data, lambda at, row: f"{at:04x}: {hexed(row, ' '):<48} {shown(row)}")
    ),
    "mitmproxy": lambda data, sent: (
        "POST http://192.0.2.1/prov-session HTTP/1.1\n"
        + rows(data, lambda at, row: f"{at:010x} {hexed(row, ' '):<48} {shown(row)}")
    ),
    "hexdump -C": lambda data, sent: rows(
        data, lambda at, row: f"{at:08x}  {hexed(row[:8], ' ')}  {hexed(row[8:], ' '):<23}  |{shown(row)}|"
    ),
    "xxd": lambda data, sent: rows(
        data,
        lambda at, row: (
            f"{at:08x}: {' '.join(hexed(row[pair : pair + 2]) for pair in range(0, len(row), 2)):<39}  {shown(row)}"
        ),
    ),
    "Wireshark": lambda data, sent: rows(data, lambda at, row: f"{at:04x}   {hexed(row, ' '):<47}   {shown(row)}"),
    "TX and RX": lambda data, sent: f"{'TX' if sent else 'RX'}: {hexed(data, ' ')}",
    "arrows": lambda data, sent: f"{'->' if sent else '<-'} {hexed(data, ':')}",
    "Cmd and Resp": lambda data, sent: f"{'Cmd' if sent else 'Resp'}0: {hexed(data)}",
    "JSON lines": lambda data, sent: (
        f'{{"endpoint": "prov-session", "ours": {str(sent).lower()}, "data": "{base64.b64encode(data).decode()}"}}'
    ),
    "base64": lambda data, sent: f"request body: {base64.b64encode(data).decode()}",
    "bare lines": lambda data, sent: hexed(data),
    "Dart lists": lambda data, sent: f"flutter: -> write [{listed(data)}]",
    "Kotlin lists": lambda data, sent: f"D/Ble ( 123): data=[{listed(data, signed=True)}]",
    "lists over lines": lambda data, sent: (
        "flutter: write Uint8List(405) [\n"
        + ",\n".join("flutter:   " + listed(data[at : at + 12], ",  ") for at in range(0, len(data), 12))
        + "\nflutter: ]"
    ),
    "Rust's hex lists": lambda data, sent: f"[DEBUG] tx [{', '.join(f'{one:x}' for one in data)}]",
    "Arduino's print(HEX)": lambda data, sent: "tx " + "".join(f"0x{one:X}," for one in data),
    "Go lists": lambda data, sent: f"2026/11/29 12:00:00 sent [{listed(data, ' ')}]",
    "Node's Buffer": lambda data, sent: f"write <Buffer {hexed(data, ' ')}>",
    "JSON of a Buffer": lambda data, sent: f'{{"type":"Buffer","data":[{listed(data, ",")}]}}',
    "NSData": lambda data, sent: f"writeValue: {nsdata(data)}",
    "NSData of iOS 13": lambda data, sent: f"{{length = {len(data)}, bytes = 0x{hexed(data)}}}",
    "C array": lambda data, sent: "tx = {" + ", ".join(f"0x{one:02x}" for one in data) + "};",
    "an item a line": lambda data, sent: f"{'sending' if sent else 'got'} [\n  " + listed(data, ",\n  ") + "\n]",
    "a list without brackets": lambda data, sent: f"D/PROV: {'send' if sent else 'got'} {listed(data, signed=True)}",
    "C array with comments": lambda data, sent: (
        "const unsigned char pkt[] = {\n"
        + rows(data, lambda at, row: "".join(f"0x{x:02x}, " for x in row) + f"/* {shown(row).replace('*', '.')} */", 8)
        + "\n};"
    ),
    "Zephyr's dump": lambda data, sent: rows(
        data, lambda at, row: f"      {hexed(row[:8], ' ')}  {hexed(row[8:], ' ')} |{shown(row[:8])} {shown(row[8:])}"
    ),
    "Elixir": lambda data, sent: f"12:00:00.000 [debug] {'tx' if sent else 'rx'} <<{listed(data)}>>",
    "ESPHome's dots": lambda data, sent: (
        f"[12:00:00][D][p:12]: {'tx' if sent else 'rx'} {hexed(data, '.')} ({len(data)})"
    ),
    "Arduino's print(HEX) with blanks": lambda data, sent: (
        f"{'tx' if sent else 'rx'} " + " ".join(f"{one:X}" for one in data)
    ),
    "base64 over lines": lambda data, sent: (
        f"{'write' if sent else 'read'}:\n" + base64.encodebytes(data).decode().rstrip("\n")
    ),
    "docker and syslog": lambda data, sent: (
        f"prov-1  | Nov 29 12:00:00 host prov[12]: {'sent' if sent else 'received'} {hexed(data)}"
    ),
    "ATT packets of 20 bytes": lambda data, sent: "\n".join(
        f"{'Writing' if sent else 'Notification'}: {hexed(data[at : at + 20], '-')}" for at in range(0, len(data), 20)
    ),
    "ATT packets, each printed twice": lambda data, sent: "\n".join(
        f"write {hexed(data[at : at + 100])}\nwritten {hexed(data[at : at + 100])}" for at in range(0, len(data), 100)
    ),
}  # fmt: skip


def of(text: str, name: str = "app.log") -> list[Capture]:
    return read(Source.of_bytes(text.encode(), name))


@pytest.mark.parametrize("form", FORMS)
def test_a_handshake_in_every_print(form: str) -> None:
    text = "\n".join(f"something happens\n{FORMS[form](data, sent)}" for data, sent in zip(MESSAGES, SENT, strict=True))
    [capture] = [one for one in of(f"{text}\nthe end\n") if one.messages]
    assert [line["bytes"] for line in capture.messages] == [data.hex() for data in MESSAGES]
    assert [line["from"] for line in capture.messages] == ["client", "server", "client", "server"]
    assert capture.header["origin"] == "read from text"
    wire = Session(capture).view.wire
    assert wire["A"] == A and wire["B"] == B and wire["s"] == SALT and wire["M1"] == M1 and wire["M2"] == M2


def test_the_uuid_of_a_characteristic_is_no_piece_of_its_message() -> None:
    (capture,) = of("".join(f"D BleGatt: onCharacteristic {UUID} {message.hex()}\n" for message in MESSAGES))
    assert [line["bytes"] for line in capture.messages] == [message.hex() for message in MESSAGES]


def test_two_tries_are_two_handshakes() -> None:
    again = [encode(Cmd0(b"wifiprov", B)), *MESSAGES[1:3]]
    text = "\n".join(data.hex() for data in [*MESSAGES[:3], *again])
    assert [len(one.messages) for one in of(text)] == [3, 3]


def test_a_message_of_which_a_byte_is_missing_is_none() -> None:
    cut = MESSAGES[0].hex()[:-2]
    found = of(f"-> {cut}\n<- {MESSAGES[1].hex()}\n")
    assert [line["from"] for one in found for line in one.messages] == ["server"]


def test_random_bytes_are_no_messages() -> None:
    lines = [f"I (1) dump: {CHANCE.randbytes(size).hex(' ')}" for size in range(1, 80)]
    assert not any(one.messages for one in of("\n".join(lines) + "\nE (2) security2: x\n"))


def test_what_the_device_answers_is_an_event() -> None:
    text = (
        f"-> {MESSAGES[0].hex()}\n<- {MESSAGES[1].hex()}\n-> {MESSAGES[2].hex()}\nHTTP/1.1 500 Internal Server Error\n"
    )
    [capture] = of(text)
    [event] = capture.events
    assert (event["what"], event["by"], event["code"]) == ("error", "server", 500)


def test_values_beside_the_messages_are_read_too() -> None:
    text = "\n".join(f"-> {data.hex()}" for data in MESSAGES) + "\nclient a = 0x65666768\npassword: abcd1234\n"
    found = of(text)
    assert {name for one in found for line in one.of_type("values") for name in line["values"]} >= {"a", "P"}


def test_messages_stand_in_the_log_of_a_device() -> None:
    text = "".join(f"I (9{at}) app: {data.hex(' ')}\n" for at, data in enumerate(MESSAGES))
    captures = of(text + "E (99) security2: Failed to authenticate client proof!\n")
    assert any(len(one.messages) == 4 for one in captures)


def test_messages_stand_in_the_log_of_espressifs_phone_library() -> None:
    lines = ["D/ESP:ESPDevice: Init session with : SECURITY_2"]
    lines += [
        f"D/MyApp  ( 321): {'->' if sent else '<-'} {data.hex()}" for data, sent in zip(MESSAGES, SENT, strict=True)
    ]
    [capture] = of("\n".join([*lines, "E/ESP:ESPDevice: onCharacteristicWrite, status : 4"]))
    assert len(capture.messages) == 4 and capture.header["client_dialect"] == "esp-android"
    assert [event["code"] for event in capture.events if event["what"] == "error"] == [4]


def test_messages_and_words_of_a_device_are_one_handshake() -> None:
    text = "".join(f"I (9{at}) app: {data.hex(' ')}\n" for at, data in enumerate(MESSAGES[:3]))
    [capture] = of(text + "E (99) security2: Failed to authenticate client proof!\n")
    assert len(capture.messages) == 3 and capture.header["dialect"] == "esp-idf-security2"
    assert any(event["what"] == "refused" and event["of"] == "M1" for event in capture.events)
    assert not any("holds no values" in note for note in capture.notes)


LINK_ENDS = [
    "D\t14:02:05.900\t[Callback] Connection state changed with status: 19 and new state: DISCONNECTED (0)",
    "E\t14:02:05.901\tError 19 (0x13): GATT CONN TERMINATE PEER USER",
    "D/Ble( 99): onConnectionStateChange() status=8 newState=0",
]


@pytest.mark.parametrize("line", LINK_ENDS)
def test_a_link_that_ends_is_no_answer(line: str) -> None:
    (capture,) = of("\n".join([*(message.hex() for message in MESSAGES[:3]), line]) + "\n")
    (told,) = capture.events
    assert (told["what"], told["by"]) == ("broken-off", "") and told["code"] in (8, 19)


def test_a_link_that_comes_up_is_nothing() -> None:
    text = "[Callback] Connection state changed with status: 0 and new state: CONNECTED (2)"
    (capture,) = of("\n".join([MESSAGES[0].hex(), text, *(message.hex() for message in MESSAGES[1:3])]) + "\n")
    assert list(capture.events) == []


def test_a_value_behind_dumps_of_messages_is_read() -> None:
    dump = "{:04x}   {}"
    dumps = [
        "\n".join(dump.format(at, message[at : at + 16].hex(" ")) for at in range(0, len(message), 16))
        for message in MESSAGES[:3]
    ]
    (capture,) = of("\n\nData\n\n".join(["frames", *dumps]) + f"\n\nMy code: a = 0x{NONCE.hex() * 2}\n")
    assert len(list(capture.messages)) == 3
    assert [line["values"] for line in capture.of_type("values")] == [{"a": NONCE.hex() * 2}]


def test_messages_that_hold_one_public_value_and_a_page_with_the_other_are_one() -> None:
    (capture,) = of(f"SRP a: {NONCE.hex() * 2}\nA: {A.hex()}\n\nread {MESSAGES[1].hex()}\n")
    assert len(list(capture.messages)) == 1
    assert any(line["values"].get("A") == A.hex() for line in capture.of_type("values"))


def test_an_accessory_that_refuses_the_proof_is_an_event() -> None:
    text = "".join(esp_homekit(content) for _, content in PAIRING[:3])
    [capture] = of(text + "!!! HomeKit: [Client 4] Failed to verify peer's proof (code -2)\n")
    assert [(event["what"], event["by"], event["of"]) for event in capture.events] == [("refused", "server", "M1")]


PAIRING = [
    ("client", [(6, b"\1"), (0, b"\0")]),
    ("server", [(6, b"\2"), (2, SALT), (3, B)]),
    ("client", [(6, b"\3"), (3, A), (4, M1)]),
    ("server", [(6, b"\4"), (7, b"\2")]),
]
NAMES = {0: "Method", 2: "Salt", 3: "Public Key", 4: "Proof", 6: "State", 7: "Error"}
HOMESPAN = {0: "METHOD", 2: "SALT", 3: "PUBKEY", 4: "PROOF", 6: "STATE", 7: "ERROR"}


def aiohomekit(content: list[tuple[int, bytes]]) -> str:
    items = [
        f"  {kind} ({NAMES[kind]}): ({len(data)} bytes/<class 'bytearray'>) 0x{data.hex()}" for kind, data in content
    ]
    return "2026-01-01 12:00:00 DEBUG (MainThread) [aiohomekit.protocol.tlv] sending [\n" + "\n".join(items) + "\n]\n"


def esp_homekit(content: list[tuple[int, bytes]]) -> str:
    def text(data: bytes) -> str:
        return "".join(chr(one) if 32 <= one < 127 and one != 92 else f"\\x{one:02X}" for one in data)

    items = [f">>> tlv_debug: Type {kind} value ({len(data)} bytes): {text(data)}" for kind, data in content]
    return ">>> tlv_debug: Got following TLV values:\n" + "\n".join(items) + "\n"


def homespan(content: list[tuple[int, bytes]]) -> str:
    items = [f"{HOMESPAN[kind]}({len(data)}) {data.hex().upper()}" for kind, data in content]
    return "\n".join(items) + "\n------------ END TLVS! ------------\n"


@pytest.mark.parametrize(
    "form", [aiohomekit, esp_homekit, homespan, lambda content: f"<Buffer {tlv8(content).hex(' ')}>\n"]
)
def test_homekit_in_the_logs_of_its_programs(form: Callable[[list[tuple[int, bytes]]], str]) -> None:
    [capture] = [one for one in of("".join(form(content) for _, content in PAIRING)) if one.messages]
    assert [line["from"] for line in capture.messages] == [sender for sender, _ in PAIRING]
    wire = Session(capture).view.wire
    assert wire["A"] == A and wire["B"] == B and wire["s"] == SALT and wire["M1"] == M1
    assert capture.header["dialect"] == "hap"


def test_an_item_that_lost_a_byte_makes_its_message_unreadable() -> None:
    text = "".join(homespan(content) for _, content in PAIRING[:2]) + homespan(PAIRING[2][1]).replace(
        "PUBKEY(384) ", "PUBKEY(384) 00"
    )
    [capture] = of(text)
    assert "A" not in Session(capture).view.wire and Session(capture).view.wire["B"] == B


@pytest.mark.parametrize("cut", ["<Buffer {} ... 350 more bytes>", "bytes = 0x{} ... 0011"])
def test_bytes_that_were_printed_in_part_are_told(cut: str) -> None:
    with pytest.raises(FileError, match="Line 1: bytes were printed only in part"):
        read(Source.of_bytes(f"write {cut.format(hexed(MESSAGES[0][:40], ' '))}\n".encode(), "app.log"))


def test_bytes_escaped_in_octal_are_messages() -> None:
    exchange = [tlv8([(6, b"\3"), (3, bytes(range(128)) * 3), (4, b'"\\\n\x9d' * 16)]), tlv8([(6, b"\4"), (7, b"\2")])]
    pages = ["".join(f"\\{one:03o}" if one != 34 else '\\"' for one in message) for message in exchange]
    text = "".join(f'[cryptoPairingMessage] {{\n  pairingData: "{page}"\n  status: 0\n}}\n' for page in pages)
    (capture,) = read(Source.of_bytes(text.encode(), "mrp.log"))
    assert [bytes.fromhex(one["bytes"]) for one in capture.messages] == exchange


@pytest.mark.parametrize("error", ["Error 14 (0xe): GATT ERROR UNLIKELY", "Error 128 (0x80): GATT NO RESOURCES"])
def test_an_error_in_an_exported_log_of_nrf_connect(error: str) -> None:
    form = FORMS["nRF Connect"]
    log = "\n".join(form(data, sent) for data, sent in zip(MESSAGES[:3], SENT, strict=False))
    (capture,) = of(f"{log}\nE\t10:11:22.300\t{error}\n")
    assert [one["code"] for one in capture.events] == [int(error.split()[1])]
