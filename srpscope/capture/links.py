"""What every packet file gives to the layers: packets, and the link type that says which layer they start with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from typing import Final, NamedTuple

Take = Callable[[int, float, int, bytes, int, int], None]
"""Takes one packet: (byte offset in the file, seconds since 1970, flags, buffer, start, stop). The packet is
buffer[start:stop], uncut because a file has millions of them and hardly any is looked at.

flags: for HCI_H1 and HCI_H4 btsnoop's (bit 0: towards the host; bit 1: command or event), for HCI_MONITOR btsnoop's
(adapter << 16 | opcode); 0 elsewhere.
"""


class Look(NamedTuple):
    """Where to look in a packet. air: it is a Bluetooth LE packet, else H4. at: where the access address, or the H4
    type, stands in it. waiting: the connections that have an unfinished message. directed: the direction is told, so
    empty air packets matter."""

    air: bool
    at: int
    waiting: Sized = ()
    directed: bool = False


class Layer(NamedTuple):
    """What reads the packets of one link type, and where to look to see which of them need not be read."""

    take: Take
    look: Look | None = None


Layers = Mapping[int, Layer]
"""Link type -> its layer; it has an answer for every link type."""

MOST_BYTES = 4 * 1024 * 1024
"""The largest packet that is believed; the largest real one is a block of TLS secrets."""

# Link types of pcap (https://www.tcpdump.org/linktypes.html)
NULL: Final = 0
ETHERNET: Final = 1
RAW_ALIASES: Final = (12, 14, 101)
LOOP: Final = 108
LINUX_SLL: Final = 113
BLUETOOTH_H4: Final = 187
BLUETOOTH_H4_WITH_PHDR: Final = 201
IPV4: Final = 228
IPV6: Final = 229
BLUETOOTH_LE_LL: Final = 251
BLUETOOTH_LINUX_MONITOR: Final = 254
BLUETOOTH_LE_LL_WITH_PHDR: Final = 256
NORDIC_BLE: Final = 272
LINUX_SLL2: Final = 276

# Link types of btsnoop and PacketLogger, which have no number in pcap
HCI_H1: Final = 0x10000 + 1001
HCI_H4: Final = 0x10000 + 1002
HCI_MONITOR: Final = 0x10000 + 2001

# What pcapng carries besides packets
TLS_KEY_LOG: Final = 0x20000

LINK_NAMES: Final[dict[int, str]] = {
    NULL: "loopback",
    ETHERNET: "Ethernet",
    **dict.fromkeys(RAW_ALIASES, "raw IP"),
    LOOP: "OpenBSD loopback",
    LINUX_SLL: "Linux cooked",
    BLUETOOTH_H4: "Bluetooth HCI H4",
    BLUETOOTH_H4_WITH_PHDR: "Bluetooth HCI H4 with direction",
    IPV4: "raw IPv4",
    IPV6: "raw IPv6",
    BLUETOOTH_LE_LL: "Bluetooth LE air",
    BLUETOOTH_LINUX_MONITOR: "Linux Bluetooth monitor",
    BLUETOOTH_LE_LL_WITH_PHDR: "Bluetooth LE air with radio header",
    NORDIC_BLE: "nRF Sniffer for Bluetooth LE",
    LINUX_SLL2: "Linux cooked v2",
    HCI_H1: "Bluetooth HCI without H4",
    HCI_H4: "Bluetooth HCI H4",
    HCI_MONITOR: "Linux Bluetooth monitor",
    105: "Wi-Fi",
    127: "Wi-Fi with radiotap",
    189: "Linux USB",
    220: "Linux USB",
    249: "USBPcap",
}
"""Names for people: those that are read, and some that are not."""
