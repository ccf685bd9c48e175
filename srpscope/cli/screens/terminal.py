"""Is there a screen to draw on?"""

from __future__ import annotations

import os
import sys

WEB_DRIVER = "textual.drivers.web_driver:WebDriver"
"""How textual-serve tells a program that a browser is its terminal."""


def has_screen() -> bool:
    """A terminal at both ends, or a browser that stands for one (`srpscope web`)."""
    if os.environ.get("TEXTUAL_DRIVER") == WEB_DRIVER:
        return True
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None and stream.isatty() for stream in streams)
