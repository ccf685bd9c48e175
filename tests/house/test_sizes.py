"""Files under 450 lines, functions under 60 and with seven parameters at the most, but for those that ARCHITECTURE.md
names with a reason."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 450
MOST_OF_A_FUNCTION = 60
MOST_PARAMETERS = 7
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## Larger than the rule")[2]


def sources() -> list[Path]:
    """Every module that somebody wrote, of the program and of its tests."""
    found = [*(ROOT / "srpscope").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return [one for one in sorted(found) if not one.stem.endswith("_pb2")]


MOST_OF_A_FOLDER = 21
"""About twenty, `__init__` among them."""


def test_no_package_is_one_long_list() -> None:
    folders = {one.parent for one in sources() if one.is_relative_to(ROOT / "srpscope")}
    assert [one.name for one in folders if len(list(one.glob("*.py"))) > MOST_OF_A_FOLDER] == []


def named(path: Path) -> str:
    """As the page names it."""
    return f"`{path.relative_to(ROOT).as_posix()}`"


def test_files_that_are_longer_say_why() -> None:
    long = [one for one in sources() if len(one.read_text("utf-8").splitlines()) > MOST_LINES]
    names = [named(one) for one in long]
    assert [name for name in names if name not in PAGE] == []


def test_functions_that_are_longer_say_why() -> None:
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_OF_A_FUNCTION:
                    found.append(f"`{node.name}` of {named(path)}")
    assert [name for name in found if name not in PAGE] == []


def test_functions_with_more_parameters_say_why() -> None:
    found = []
    for path in sources():
        if not path.is_relative_to(ROOT / "srpscope"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                taken = [one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                if len([one for one in taken if one not in ("self", "cls")]) > MOST_PARAMETERS:
                    found.append(f"`{node.name}` of {named(path)}")
    assert [name for name in found if name not in PAGE] == []
