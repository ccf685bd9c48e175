"""What differs between ESP-IDF releases, and between the transports' stacks, where a client or the log can see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Firmware:
    """One release line of ESP-IDF.

    checks_key: A mod N = 0 is refused. checks_payload: msg and payload are compared before the state. proof_line: the
    line number printed with a proof of the wrong length. crashes: a GCM failure frees a buffer twice (v6.0 to v6.0.2).
    forgets_replies: over BLE, an answer cannot be read in the next connection any more (v5.5.5 and later).
    """

    name: str
    patch: int
    proof_line: int
    checks_key: bool = True
    checks_payload: bool = True
    closes_twice: bool = False
    username_error: str = "Invalid username length (0)"
    proof_error: str = ""
    gcm_error: str = "Failed at mbedtls_gcm_auth_decrypt : -18"
    crashes: bool = False
    forgets_replies: bool = False


FIRMWARES = {
    one.name: one
    for one in (
        Firmware(
            "v5.1.6",
            patch=0,
            proof_line=207,
            checks_key=False,
            checks_payload=False,
            closes_twice=True,
            username_error="Invalid username",
        ),
        Firmware("v5.5", patch=1, proof_line=240, forgets_replies=True),
        Firmware(
            "v6.0.2",
            patch=1,
            proof_line=237,
            proof_error="esp_srp_exchange_proofs(829): Failed to validate user proof",
            gcm_error="psa_aead_decrypt failed with status=-149",
            crashes=True,
        ),
    )
}
"""The releases whose own code was run and is imitated."""


def firmware_of_patch(patch: int) -> Firmware:
    """The release that stands for a sec_patch_ver: v5.1.6 for 0, v5.5 for 1."""
    return FIRMWARES["v5.5" if patch else "v5.1.6"]


@dataclass(frozen=True)
class Stack:
    """How a transport's stack shows the client that a handler refused its message.

    att_error: what a BLE write fails with. drops: the link goes. tag: who prints "Invalid content received,
    killing connection".
    """

    name: str
    drops: bool
    att_error: int | None = None
    tag: str = ""
    mtu: int | None = None
    longest: int = 4096


STACKS = {
    one.name: one
    for one in (
        Stack("nimble", drops=False, att_error=0x04, tag="protocomm_nimble", mtu=256, longest=512),
        Stack("bluedroid", drops=True, att_error=0x85, tag="protocomm_ble", mtu=500, longest=481),
        Stack("http", drops=True, tag="protocomm_httpd"),
    )
}
"""NimBLE and Bluedroid refuse the BLE write (Bluedroid drops the link too), HTTP closes the socket unanswered."""


def may_crash(version: str) -> bool:
    """Whether a device of this ESP-IDF version ("v6.0.1") reboots at a badly encrypted request: v6.0 to v6.0.2."""
    return version.removeprefix("v").split("-")[0] in ("6.0", "6.0.0", "6.0.1", "6.0.2")
