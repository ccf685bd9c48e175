"""A session as HTML for a notebook: the headline and the three columns. No script, no style sheet, nothing from outside
that is not escaped; secrets masked."""

from __future__ import annotations

from html import escape

from srpscope.printable import printable
from srpscope.report.trace import FOUND, first_difference, found_otherwise, rows_found, shown
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.srp.comparison import Row
from srpscope.srp.sheet import Cell
from srpscope.srp.values import BOTH_SIDES, SECRETS

_MARKS = {"agree": "=", "differ": "●", "follows": "○", "unknown": ""}
_CELL = "text-align:left;vertical-align:top;font-family:monospace;padding:0 1em 0 0"


def page(session: Session, judged: Judgement | None = None) -> str:
    """The session as one table: value, client, server, wire; ● is the first kind of difference, ○ what follows."""
    judged = judged or judge(session)
    difference = first_difference(session, judged)
    head = "".join(f'<th style="{_CELL}">{one}</th>' for one in ("", "value", "client", "server", "wire"))
    rows = "".join(_row(row, by_dialect) for row, by_dialect in rows_found(session, judged) if row.known)
    said = f"<p>{_text(difference)}</p>" if difference else ""
    return (
        f"<div><p><b>{_text(session.title.rstrip('.'))}</b>, {_text(session.dialect('client').id)}</p>"
        f"<p>{_text(judged.headline)}</p>{said}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: Row, by_dialect: Row) -> str:
    hide = row.name in SECRETS
    wire = "" if row.wire is None else shown(row.wire, hide)
    sides = (_cell(row.cell(side), hide, found_otherwise(row.cell(side), by_dialect.cell(side))) for side in BOTH_SIDES)
    cells = (_MARKS[row.state], row.name, *sides, wire)
    return "<tr>" + "".join(f'<td style="{_CELL}">{_text(one)}</td>' for one in cells) + "</tr>"


def _cell(cell: Cell, hide: bool, found: bool) -> str:
    if cell.value is None:
        return ""
    return f"{shown(cell.value, hide)} ({FOUND if found else cell.source})"


def _text(text: str) -> str:
    return escape(printable(text, 400))
