"""Files in and out: our own capture file, and everything that can be turned into one."""

from srpscope.capture.capture import Capture, Line

__all__ = ["Capture", "Line"]
