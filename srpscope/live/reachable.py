"""Where a phone finds a server of this machine: every address of it, and the QR code that ESP-IDF's apps read."""

from __future__ import annotations

import ipaddress
import json
import socket
import struct
from contextlib import suppress
from itertools import zip_longest

SIOCGIFADDR = 0x8915
"""Linux: the IPv4 address of an interface (netdevice(7))."""

QUIET = 2
"""Light modules around the code; the standard's four are for paper, and cameras read two on a screen."""


def addresses() -> list[str]:
    """The IPv4 addresses of this machine that others can reach, the one of the default route first."""
    found = [*_of_default_route(), *_of_interfaces()]
    return [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]


def reachable(url: str, host: str) -> list[str]:
    """The addresses under which a server that listens on all of them is found; none where it listens on one."""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_unspecified:
            return [url.replace("[::]", one).replace("0.0.0.0", one) for one in addresses()]
    return []


def _of_default_route() -> list[str]:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # of a network that is nobody's; a datagram socket sends nothing by this
        return [str(probe.getsockname()[0])]
    return []


def _of_interfaces() -> list[str]:
    try:
        import fcntl
    except ImportError:  # not on Windows
        with suppress(OSError):
            return [str(one) for one in socket.gethostbyname_ex(socket.gethostname())[2]]
        return []
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                asked = struct.pack("256s", name.encode()[:15])
                found.append(socket.inet_ntoa(fcntl.ioctl(probe.fileno(), SIOCGIFADDR, asked)[20:24]))
    return found


def provisioning_json(name: str, username: str, pop: str, transport: str) -> str:
    """What ESP-IDF's QR code says of a device. transport: "ble" or "softap"."""
    keys = {"ver": "v1", "name": name, "username": username, "pop": pop, "transport": transport}
    return json.dumps(keys, separators=(",", ":"), ensure_ascii=False)


def qr_lines(text: str) -> list[str]:
    """A QR code in half blocks, two rows of modules a line, its light modules drawn: for a dark terminal, and cameras
    read it inverted as well."""
    import segno

    made = segno.make(text, error="l", micro=False, boost_error=False)
    rows: list[list[bool]] = [[not dark for dark in row] for row in made.matrix_iter(border=QUIET)]
    signs = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return [
        "".join(signs[bool(upper), bool(lower)] for upper, lower in zip_longest(above, below, fillvalue=False))
        for above, below in zip_longest(rows[::2], rows[1::2], fillvalue=list[bool]())
    ]
