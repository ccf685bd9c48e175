"""Items of HomeKit's TLV8 a line, as homekit_python prints them, and the setup code that a program says beside them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from srpscope.errors import FileError
from srpscope.session.opening import read_path, session_of


def _drawn(name: str, length: int) -> bytes:
    return hashlib.shake_256(name.encode()).digest(length)


A, B, SALT, PROOF = _drawn("A", 384), _drawn("B", 384), _drawn("salt", 16), _drawn("M1", 64)


def _item(kind: int, data: bytes) -> str:
    return f"  {kind}: ({len(data)} bytes) 0x{data.hex()}"


LOG = "\n".join(
    [
        "2024-07-05 17:50:01,868 tlv.py:0117 DEBUG receiving [",
        _item(6, b"\2"), _item(3, B), _item(2, SALT),
        "]",
        "",
        "2024-07-05 17:50:03,868 tlv.py:0134 DEBUG sending [",
        _item(6, b"\3"), _item(3, A), _item(4, PROOF),
        "]",
        "",
    ]
)  # fmt: skip


@pytest.mark.parametrize("before", ["", "[Client 57] Using user-specified password: 111-11-112\n"])
def test_one_handshake_with_the_code_that_was_said(tmp_path: Path, before: str) -> None:
    (tmp_path / "hap.log").write_text(before + LOG, "utf-8")
    (capture,) = read_path(tmp_path / "hap.log").captures
    wire = session_of(capture).view.wire
    assert (wire["A"], wire["B"], wire["s"], wire["M1"]) == (A, B, SALT, PROOF)
    said = [line["values"]["P"] for line in capture.of_type("values") if "P" in line["values"]]
    assert said == (["111-11-112"] if before else [])


def test_values_that_an_esp_says_beside_its_messages(tmp_path: Path) -> None:
    (tmp_path / "hap.log").write_text(f"I (24688) HAP: pair setup\npassword: 111-11-112\n{LOG}", "utf-8")
    (capture,) = read_path(tmp_path / "hap.log").captures
    assert capture.header["secrets"]
    assert session_of(capture).view.wire["B"] == B


def test_an_item_that_was_cut_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "hap.log").write_text(
        LOG.replace(PROOF.hex(), PROOF.hex()[:-2]).replace(B.hex(), B.hex()[:-4]), "utf-8"
    )
    with pytest.raises(FileError, match="no value is named"):
        read_path(tmp_path / "hap.log")


def _apple(kind: int, name: str, data: bytes) -> str:
    if len(data) < 16:
        return f"    0x{kind:02X} ({name}),{len(data):12} bytes, {data.hex(' ')} |{'^' * len(data)}|"
    rows = [data[at : at + 16] for at in range(0, len(data), 16)]
    lines = [f"        +{at * 16:04x}: {row.hex(' ', 4)} |{'^' * len(row)}|" for at, row in enumerate(rows)]
    return "\n".join([f"    0x{kind:02X} ({name})", f"{lines[0]} ({len(data)} bytes)", *lines[1:]])


def _rapportd(*cut: str) -> str:
    log = "\n".join(
        [
            "default\t09:00:52.468\trapportd\tCLinkCnx-136: Pair-setup client M2 -- start response",
            _apple(6, "State", b"\2"), _apple(2, "Salt", SALT), _apple(3, "PublicKey", B),
            "default\t09:00:53.468\trapportd\tCLinkCnx-136: Pair-setup client M3 -- verify request",
            _apple(6, "State", b"\3"), _apple(3, "PublicKey", A), _apple(4, "Proof", PROOF),
            "",
        ]
    )  # fmt: skip
    for one in cut:
        log = log.replace(one, "")
    return log


def test_apples_own_print_of_an_exchange_is_its_messages(tmp_path: Path) -> None:
    (tmp_path / "rapportd.log").write_text(_rapportd(), "utf-8")
    (capture,) = read_path(tmp_path / "rapportd.log").captures
    wire = session_of(capture).view.wire
    assert (wire["A"], wire["B"], wire["s"], wire["M1"]) == (A, B, SALT, PROOF)


def test_a_row_that_is_missing_in_it_gives_no_message(tmp_path: Path) -> None:
    log = _rapportd(A[32:48].hex(" ", 4), B[32:48].hex(" ", 4))
    (tmp_path / "rapportd.log").write_text(log, "utf-8")
    with pytest.raises(FileError, match="no value is named"):
        read_path(tmp_path / "rapportd.log")
