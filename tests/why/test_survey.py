"""The survey of languages: every row leads to documentation and names slips that are in the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srpscope.why import slips as module
from srpscope.why.slips import slips

FOLDER = Path(module.__file__).parent / "survey"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.stem != "README")
ROW = re.compile(r"\| \[(?P<function>.+?)\]\((?P<link>https?://\S+)\) \| (?P<rest>.+) \|")


def rows(page: Path) -> list[tuple[str, str, str, str, list[str]]]:
    """Function, link, what is right, what goes wrong, and the slips of each row."""
    found = []
    lines = page.read_text("utf-8").splitlines()
    for line in lines[lines.index("|---|---|---|---|") + 1 :]:
        match = ROW.fullmatch(line)
        assert match, line
        right, wrong, named = re.split(r"(?<!\\) \| ", match["rest"])
        found.append((match["function"], match["link"], right, wrong, re.findall(r"`([^`]+)`", named)))
    return found


def covered(name: str) -> bool:
    return name in slips() or any(one.startswith(f"{name}-") for one in slips())


def test_there_are_sixteen_languages() -> None:
    assert [path.stem for path in PAGES] == [
        *("c-mbedtls", "c-openssl", "cpp", "csharp", "dart", "elixir", "go", "java"),
        *("javascript", "lua", "micropython", "php", "python", "ruby", "rust", "swift"),
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_whole(page: Path) -> None:
    found = rows(page)
    assert len(found) >= 20
    assert len({function for function, *_ in found}) == len(found)
    for function, _link, right, wrong, named in found:
        assert right and wrong and named, function
        assert len(named) == len(set(named)), function
        assert not [one for one in named if not covered(one)], function


def test_every_slip_has_its_row() -> None:
    """A slip comes from somewhere: some function of some language."""
    named = {one for page in PAGES for *_, ids in rows(page) for one in ids}
    assert not [one for one in slips() if one not in named and not any(one.startswith(f"{base}-") for base in named)]
