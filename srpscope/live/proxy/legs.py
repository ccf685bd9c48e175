"""One recording with two legs: each line says on which it was, and each leg is a handshake of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from srpscope.capture import Line
from srpscope.live.recording import Recording

LegName = Literal["app", "device"]
"""app: between the app and srpscope. device: between srpscope and the device or server."""


class LegRecording(Recording):
    """One leg of a recording: its lines are kept here as those of an ordinary session, and written with "leg"."""

    def __init__(self, whole: Recording, leg: LegName) -> None:
        super().__init__(None, whole.capture.header, clock=whole.clock)
        self._start = whole.started
        self._whole = whole
        self._leg = leg

    @property
    def kept(self) -> Path | None:
        """The file with both legs in it."""
        return self._whole.kept

    def add(self, kind: str, keys: Mapping[str, object]) -> Line:
        """Any line, on this leg."""
        line = super().add(kind, keys)
        self._whole.add(kind, {**keys, "leg": self._leg})
        self.problem = self._whole.problem
        return line


def legs_of(whole: Recording) -> tuple[LegRecording, LegRecording]:
    """The app's leg and the device's."""
    return LegRecording(whole, "app"), LegRecording(whole, "device")
