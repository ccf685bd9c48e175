"""What an application prints between the lines of ESP-IDF: values of its own, under tags of its own."""

from __future__ import annotations

import re

from srpscope.capture.pages.schemes import logs_in_elsewhere
from srpscope.capture.text.lines import LogEntry

_OWN_TAGS = ("security", "protocomm", "srp6a", "esp_srp", "wifi_prov", "network_prov", "simple_ble", "esp_local_ctrl")
_BEHIND_A_SIGN = re.compile(
    r"(?:[:=]|->)\s*(?:0[xX])?(?:(?:[0-9a-fA-F]{2}[ :]?){8}|(?:[0-9a-fA-F]{2}[ :]?){2,7}(?:\.{3}|\u2026))"
)
_NAMED = re.compile(r"[A-Za-z][\w \-()]{0,40}?\s*" + _BEHIND_A_SIGN.pattern)
_WHOLE = re.compile(
    r"(?:user ?name|identity|pop|proof of possession) ?[:=] ?\S"
    r"|(?:[0-9a-fA-F]{2} ){3}|0x[0-9a-fA-F]{8} {1,4}[0-9a-fA-F]{2} |[A-Za-z][\w \-(),=]{0,40}(?:[:=]|->)?\s*$"
)
_PASSWORD = re.compile(r"(?i)(?:the )?(?:password|passwd|passphrase|pass|pwd) ?[:=] ?\S")


def is_of_esp_idf(tag: str) -> bool:
    """Whether a tag is one of ESP-IDF's own parts that provision."""
    return tag.startswith(_OWN_TAGS)


def app_says(entry: LogEntry, beside: bool) -> bool:
    """Whether an application prints a value of its own, under a tag that is none of ESP-IDF's. beside: whether the
    line above gave one under that tag; a password is the log-in's only there, else any network's."""
    text = entry.text[:200]
    if is_of_esp_idf(entry.tag):
        return False
    named = _BEHIND_A_SIGN.search(text) is not None and _NAMED.search(text) is not None  # the first is quick
    whole = _WHOLE.match(text) is not None or (beside and _PASSWORD.match(text) is not None)
    return (named or whole) and not logs_in_elsewhere(f"{entry.tag}: {text}")
