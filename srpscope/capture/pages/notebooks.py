"""Jupyter notebooks: what was typed in each cell and what it printed, in order, as one page.

Layout: https://nbformat.readthedocs.io/en/latest/format_description.html. A cell's `source` and an output's text are a
string or a list of lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.lines import read_page
from srpscope.capture.refusals import ending_told, proof_of
from srpscope.capture.source import Source
from srpscope.capture.text.controls import plain
from srpscope.capture.text.text_lines import encoding_of, is_text, text_of
from srpscope.errors import FileError

TITLE = "a Jupyter notebook"

NOTEBOOK_LIMIT = 16 * 1024 * 1024
"""Bytes of a notebook at the most."""


def sureness(head: bytes, name: str) -> float:
    """0.7 where a JSON object holds cells, else 0."""
    text = text_of(head).lstrip() if is_text(head) else ""
    return 0.7 if text[:1] == "{" and '"cell_type"' in text and '"cells"' in text else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake of a notebook. Raises FileError where it is no whole JSON, and where no cell names a value."""
    text = source.read_all(NOTEBOOK_LIMIT).decode(encoding_of(source.head), "replace")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileError(f"{source.name}: the notebook's JSON breaks off or is wrong: {error}.") from None
    cells = data.get("cells") if isinstance(data, dict) else None
    kept = [one for one in cells if isinstance(one, dict)] if isinstance(cells, list) else []
    lines = [plain(line) for cell in kept for line in _said(cell)]
    page = read_page(enumerate(lines, 1), name=source.name)
    captures = captures_of_page(page, source.name)
    if len(captures) == 1 and (told := ending_told(_printed(kept), proof_of(captures[0]))) is not None:
        captures[0].lines.append({"type": "event"} | told)
    if not captures:
        raise FileError(
            f"{source.name}: no cell of this notebook names a value. Print them as `A: 9dca..`, one a line."
        )
    return captures


def _said(cell: dict[str, Any]) -> Iterator[str]:
    """The lines of a cell, each of its parts between fences, so that code and what it printed are read apart."""
    for part in (_text(cell.get("source")), *_outputs(cell)):
        if part.strip():
            fence = cell.get("cell_type") != "markdown"
            yield from (["```"] if fence else []) + part.split("\n") + (["```"] if fence else [])


def _outputs(cell: dict[str, Any]) -> Iterator[str]:
    """What a cell printed, and what it gave."""
    outputs = cell.get("outputs")
    shown = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    datas = [one["data"] for one in shown if isinstance(one.get("data"), dict)]
    yield from (_text(one.get("text")) for one in shown)
    yield from (_text(one.get("text/plain")) for one in datas)
    yield from (f"{_text(one.get('ename'))}: {_text(one.get('evalue'))}" for one in shown if one.get("ename"))


def _printed(cells: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """The lines that all cells printed, in which a program tells how a handshake ended."""
    lines = (plain(line) for cell in cells for part in _outputs(cell) for line in part.split("\n"))
    yield from enumerate(lines, 1)


def _text(part: Any) -> str:
    """A string, or a list of lines that are one."""
    if isinstance(part, list):
        part = "".join(one for one in part if isinstance(one, str))
    return part if isinstance(part, str) else ""
