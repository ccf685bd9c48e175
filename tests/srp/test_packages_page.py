"""PACKAGES.md says what the dialects say: each package of its tables is named by the dialects beside it."""

from __future__ import annotations

import re
from pathlib import Path

from srpscope.srp.dialect import dialect

PAGE = (Path(__file__).parents[2] / "PACKAGES.md").read_text("utf-8")
ROW = re.compile(r"^\| (\S+) \| \S+ \| [^|]+ \| (`[^|]+`) \|$", re.MULTILINE)


def test_every_row_is_what_the_dialects_say() -> None:
    tables = {
        "npm": PAGE.split("## npm")[1].split("## PyPI")[0],
        "pypi": PAGE.split("## PyPI")[1].split("## Looked")[0],
    }
    found = [(registry, *row) for registry, table in tables.items() for row in ROW.findall(table)]
    assert len(found) > 40
    for registry, package, named in found:
        for name in re.findall(r"`([^`]+)`", named):
            packages = [one.split()[0] for one in dialect(name).packages]
            assert f"{registry}:{package}" in packages, f"{package}: {name}"
