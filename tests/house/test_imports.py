"""The headless packages stay headless: tracing a plain capture imports no screen, radio, protobuf or web library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from srpscope.places import captures_folder

HEAVY = ("textual", "bleak", "google.protobuf", "aiohttp", "cryptography", "bumble", "bcrypt")
PACKAGES = ("srp", "wire", "capture", "session", "why", "report", "live", "lessons", "cli")


def loaded(code: str) -> set[str]:
    """Which heavy modules a fresh interpreter has after running the code."""
    report = f"import sys; print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_imports_nothing_heavy(package: str) -> None:
    assert loaded(f"import srpscope.{package}") == set()


def test_tracing_a_plain_capture_imports_nothing_heavy() -> None:
    for name in ("rfc5054-appendix-b", "esp32-refused"):
        path = captures_folder() / f"{name}.srp.jsonl"
        code = f"import srpscope.cli; srpscope.cli.main(['trace', {str(path)!r}])"
        assert loaded(code) == set()
