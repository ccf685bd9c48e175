"""What an application prints between the lines of ESP-IDF: values of its own, under tags of its own."""

from __future__ import annotations

import re

from srpscope.capture.text.lines import LogEntry

_OWN_TAGS = ("security", "protocomm", "srp6a", "esp_srp", "wifi_prov", "network_prov", "simple_ble", "esp_local_ctrl")
_APP_SAYS = re.compile(
    r"[A-Za-z][\w \-()]{0,40}?\s*(?:[:=]|->)\s*(?:0[xX])?(?:[0-9a-fA-F]{2}[ :]?){8}"
    r"|^(?:user ?name|identity|pop|proof of possession) ?[:=] ?\S"
    r"|^(?:[0-9a-fA-F]{2} ){3}|^0x[0-9a-fA-F]{8} {1,4}[0-9a-fA-F]{2} |^[A-Za-z][\w \-()]{0,40}(?:[:=]|->)?\s*$"
)


def app_says(entry: LogEntry) -> bool:
    """Whether an application prints a value of its own, under a tag that is none of ESP-IDF's."""
    return not entry.tag.startswith(_OWN_TAGS) and _APP_SAYS.search(entry.text[:200]) is not None
