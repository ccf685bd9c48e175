"""What ARCHITECTURE.md and CONTRIBUTING.md send a newcomer to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:srpscope|tests)/[\w./{},-]*)`|((?:srpscope|tests)/[\w/-]+\.(?:py|toml|md|tcss))")


def named(text: str) -> set[str]:
    """Every path of the project that a page names in code."""
    return {one for pair in NAMED.findall(text) for one in pair if one}


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_file_a_page_names_exists(page: str) -> None:
    for path in named((ROOT / page).read_text("utf-8")):
        assert (ROOT / path).exists(), path


def test_the_pages_name_files_at_all() -> None:
    assert len(named((ROOT / "CONTRIBUTING.md").read_text("utf-8"))) > 20


def test_every_module_that_the_architecture_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    packages = "answers|capture|cli|lessons|live|report|session|srp|tui|why|wire|facts|frame"
    for path in re.findall(rf"`((?:{packages})/[a-zA-Z0-9_/]+)`", text):
        inside = [ROOT / "srpscope" / path, ROOT / "srpscope/tui" / path]
        if "/X/" in f"{path}/" or path.endswith("/X"):
            continue
        assert any(one.is_dir() or one.with_suffix(".py").exists() for one in inside), path


@pytest.mark.parametrize(
    ("registry", "readme"),
    [
        ("srpscope/srp/dialect.py", "srpscope/srp/dialects/README.md"),
        ("srpscope/capture/formats.py", "srpscope/capture/README.md"),
        ("srpscope/lessons/course.py", "srpscope/lessons/README.md"),
    ],
)
def test_each_registry_has_its_page(registry: str, readme: str) -> None:
    assert (ROOT / registry).exists() and (ROOT / readme).exists()
    assert readme in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
