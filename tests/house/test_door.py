"""What ARCHITECTURE.md and CONTRIBUTING.md send a newcomer to is there."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from pathlib import Path

import pytest

from srpscope.live.systems.registry import systems
from srpscope.tui.desk import Desk
from srpscope.wire import wires

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


ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
ORDER = ARCHITECTURE.split("```")[1]
"""The picture of the layers: a line of names, at its left end, over those that it may import."""


def layers() -> list[set[str]]:
    """The layers of the contract, from above."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [{one.strip().removeprefix("srpscope.") for one in line.split("|")} for line in contract["layers"]]


COLUMNS = 36
"""Of the picture, how many hold names."""


def test_the_picture_of_the_layers_is_the_contract_and_every_module_stands_in_it() -> None:
    told = [name for line in ORDER.strip().splitlines() for name in line[:COLUMNS].split()]
    assert sorted(told) == sorted(set().union(*layers()))
    for above, below in itertools.pairwise(layers()):
        assert max(told.index(name) for name in above) < min(told.index(name) for name in below)
    inside = (ROOT / "srpscope").iterdir()
    there = {path.stem for path in inside if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert there - {"__init__", "__main__"} == set(told)


OWNERS = {"desk": Desk, "wires": wires}
"""What a page means by a small name before a dot."""


def test_every_class_and_attribute_that_the_architecture_names_exists() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "srpscope").rglob("*.py")]
    there = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    classes = set(re.findall(r"`([A-Z][a-z]\w*)`", ARCHITECTURE))
    assert len(classes) > 5 and classes <= there
    called = re.findall(rf"`({'|'.join(OWNERS)})\.(\w+)[`(]", ARCHITECTURE)
    assert called and all(hasattr(OWNERS[of], name) for of, name in called)


def test_what_the_architecture_says_of_every_spoken_protocol_is_so_of_each() -> None:
    for spoken in systems():
        for side in ("client", "server"):
            assert (ROOT / "srpscope/wire" / spoken.wire / f"{side}.py").exists(), (spoken.name, side)


def test_what_is_larger_than_the_rule_is() -> None:
    page = ARCHITECTURE.partition("## Larger than the rule")[2]
    for path in re.findall(r"`(tests/[\w/]+\.py)`", page):
        text = (ROOT / path).read_text("utf-8")
        sizes = [
            (node.end_lineno or 0) - node.lineno + 1
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        assert len(text.splitlines()) > 450 or max(sizes) > 60, path
