"""The exit statuses: what the command line ends with. The first three say what was found; the rest are sysexits(3)."""

from __future__ import annotations

from typing import Final

AGREE: Final = 0
DISAGREE: Final = 1
CANNOT_TELL: Final = 2
MISUSE: Final = 64
UNREADABLE: Final = 65
UNREACHED: Final = 69
OWN_FAULT: Final = 70
UNWRITABLE: Final = 73
FORBIDDEN: Final = 77
INTERRUPTED: Final = 130

EXIT_STATUSES: Final = f"""\
exit status:
  {AGREE} agree and nobody refused (or found, or matches), {DISAGREE} disagree or refused,
  {CANNOT_TELL} cannot tell, {MISUSE} misuse, {UNREADABLE} unreadable input, {UNREACHED} device or peer not reached,
  {OWN_FAULT} our own error, {UNWRITABLE} output not writable, {FORBIDDEN} no permission, {INTERRUPTED} interrupted"""
"""For --help."""
