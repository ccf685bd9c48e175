"""The headless packages stay headless: tracing a plain capture imports no screen, radio, protobuf or web library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from srpscope.places import captures_folder

HEAVY = ("textual", "bleak", "google.protobuf", "aiohttp", "cryptography", "bumble", "bcrypt")
PACKAGES = ("srp", "wire", "capture", "session", "why", "report", "live", "lessons", "cli")
SCREENLESS = ("facts", "commands", "desk", "work", "flows", "flows.opening", "flows.saving", "flows.exporting")
"""Modules of tui that know no screen."""


def loaded(code: str) -> set[str]:
    """Which heavy modules a fresh interpreter has after running the code."""
    report = f"import sys; print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_imports_nothing_heavy(package: str) -> None:
    assert loaded(f"import srpscope.{package}") == set()


@pytest.mark.parametrize("module", SCREENLESS)
def test_what_the_screens_say_and_hold_knows_no_screen(module: str) -> None:
    assert loaded(f"import srpscope.tui.{module}") == set()


def test_tracing_a_plain_capture_imports_nothing_heavy() -> None:
    for name in ("rfc5054-appendix-b", "esp32-refused"):
        path = captures_folder() / f"{name}.srp.jsonl"
        code = f"import srpscope.cli; srpscope.cli.main(['trace', {str(path)!r}])"
        assert loaded(code) == set()


def test_tracing_what_agrees_imports_nothing_of_the_search() -> None:
    path = captures_folder() / "esp32-accepted.srp.jsonl"
    code = f"""
import sys, srpscope.cli
status = srpscope.cli.main(["trace", {str(path)!r}])
print(status, *[name for name in sys.modules if name.startswith("srpscope.why")], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["0"]


def test_what_opens_the_first_frame_reads_no_capture() -> None:
    code = "import srpscope.cli.screens.screen, srpscope.tui.run, srpscope.tui.debug.screen, srpscope.tui.work"
    report = "import sys; assert not [one for one in sys.modules if one.startswith('srpscope.capture')]"
    subprocess.run([sys.executable, "-c", f"{code}\n{report}"], check=True)
