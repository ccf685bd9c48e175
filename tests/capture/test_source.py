"""Pipes are read once, whole, and no further than to a limit."""

from __future__ import annotations

import io
import os
import threading
import time
from pathlib import Path

import pytest

from srpscope.capture import source
from srpscope.capture.source import Source
from srpscope.errors import FileError


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_fifo_is_read_once_and_whole(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    content = os.urandom(300_000)
    writer = threading.Thread(target=fifo.write_bytes, args=(content,))
    writer.start()
    read = Source.of_path(fifo)
    writer.join()
    with read.open() as one, read.open() as other:
        assert one.read() == other.read() == content
    assert read.size == len(content) and read.head == content[: source.HEAD_BYTES]


def test_what_is_long_lies_on_disk_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "IN_MEMORY_LIMIT", 1_000)
    monkeypatch.setattr(source, "CHUNK", 600)
    content = bytes(range(256)) * 40
    read = Source.of_stream(io.BytesIO(content), "pipe")
    path = read.path
    assert path is not None and path.stat().st_mode & 0o077 == 0
    with read.open() as stream:
        assert stream.read() == content
    del read
    assert not path.exists()


def test_what_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "STANDARD_INPUT_LIMIT", 1_000)
    with pytest.raises(FileError, match="save it to a file"):
        Source.of_stream(io.BytesIO(bytes(1_001)), "pipe")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero on this system")
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/urandom"])
def test_a_device_without_an_end_is_refused(name: str) -> None:
    with pytest.raises(FileError, match="a device that goes on and on"):
        Source.of_path(name)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no /dev/null on this system")
def test_a_device_that_ends_is_read() -> None:
    assert Source.of_path("/dev/null").size == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_slow_writer_is_waited_for(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    content = os.urandom(80_000)

    def write() -> None:
        with fifo.open("wb", buffering=0) as stream:
            for start in range(0, len(content), 16_000):
                stream.write(content[start : start + 16_000])
                time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    read = Source.of_path(fifo)
    writer.join()
    assert read.read_all(100_000) == content


def test_files_that_grow_and_shrink(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"a line\n" * 100)
    read = Source.of_path(path)
    path.write_bytes(b"a line\n" * 50)
    assert read.read_all(1_000) == b"a line\n" * 50
    path.write_bytes(b"a line\n" * 1_000)
    with pytest.raises(FileError, match="it grew while it was read"):
        read.read_all(1_000)
