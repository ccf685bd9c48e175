"""The suite's own honesty: each test asserts something, or says what it would fail by; every marker is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Path, Function]]:
    """Every function of the suite, helpers and methods among them."""
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, Function):
                yield path, node


def called(node: ast.AST) -> set[str]:
    """The names of what is called inside, methods without their objects."""
    found = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {
        one.id if isinstance(one, ast.Name) else one.attr for one in found if isinstance(one, ast.Name | ast.Attribute)
    }


def asserts(node: Function) -> bool:
    """An assert of its own, an expected error, a picture that is compared, or a program that must end well."""
    own = any(isinstance(one, ast.Assert) for one in ast.walk(node))
    well = any(isinstance(one, ast.keyword) and one.arg == "check" for one in ast.walk(node))
    return (
        own or well or bool(called(node) & {"raises", "fail"}) or "snap_compare" in {one.arg for one in node.args.args}
    )


def test_each_test_asserts_or_says_what_it_would_fail_by() -> None:
    helpers: dict[str, bool] = {}
    for _path, node in functions():
        if not node.name.startswith("test_"):
            helpers[node.name] = helpers.get(node.name, False) or asserts(node)
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, node in functions()
        if node.name.startswith("test_")
        and path.name.startswith("test_")
        and not asserts(node)
        and not any(helpers.get(name) for name in called(node))
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_marker_has_tests() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    [block] = re.findall(r"^markers = \[\n(.*?)^\]", text, re.M | re.S)
    markers = re.findall(r'^  "(\w+): ', block, re.M)
    sources = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("*.py"))
    assert len(markers) > 4
    assert [one for one in markers if f"pytest.mark.{one}" not in sources] == []
