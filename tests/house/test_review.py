"""The cases of the review, things that were done twice, where nothing else keeps them.

The others stand beside what they test: tests/session/test_opening.py, tests/session/test_edits.py,
tests/wire/test_homekit_messages.py and tests/srp/test_dialect_files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from srpscope.cli.arguments import hex_number, octets
from srpscope.errors import UserError
from srpscope.live.systems.registry import client_session, system
from srpscope.tui.live.lines import decoded
from srpscope.why.suspects import suspects


@pytest.mark.parametrize("name", [None, "pysrp"])
def test_the_live_screen_reads_messages_by_the_wire_of_the_recording(name: str | None, tmp_path: Path) -> None:
    record, chosen = tmp_path / "x.srp.jsonl", {"dialect": name} if name else {}
    made = client_session("plain", "tcp://127.0.0.1:9", "alice", "pw", options=chosen, record=record)
    step = made.exchange.step
    assert step is not None
    read = decoded(made, "client", "", step.build())  # type: ignore[union-attr]
    assert read is not None and read.values["I"] == b"alice"
    assert made.recording.capture.header["wire"] == "textbook"


def test_a_system_that_is_not_in_the_registry_is_not_spoken_as_another() -> None:
    with pytest.raises(UserError, match="no system that is spoken live"):
        system("nothing-of-the-kind")
    with pytest.raises(UserError, match="no system that is spoken live"):
        client_session("nothing-of-the-kind", "tcp://127.0.0.1:9", "u", "p")


@pytest.mark.parametrize("text", ["0x00ff1122", "00:ff:11:22", "00 FF 11 22"])
def test_one_reader_of_hex_for_every_option(text: str) -> None:
    assert octets(text, "--salt") == bytes.fromhex("00ff1122") and hex_number(text, "--b") == 0xFF1122


def test_what_a_fix_is_about_is_a_field_and_not_read_out_of_the_id() -> None:
    known = suspects()
    assert known["m1-a-padded"].operand == "A" and known["hash-sha1"].wrong == "sha1"
    for one in known.values():
        assert one.fix, one.id
