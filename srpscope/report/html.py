"""A session as HTML for a notebook: the headline and the three columns. No script, no style sheet, nothing from outside
that is not escaped; secrets masked."""

from __future__ import annotations

from html import escape

from srpscope.printable import printable
from srpscope.report.trace import first_difference, shown
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.srp.comparison import Row
from srpscope.srp.sheet import Cell
from srpscope.srp.values import SECRETS

_MARKS = {"agree": "=", "differ": "●", "follows": "○", "unknown": ""}
_CELL = "text-align:left;vertical-align:top;font-family:monospace;padding:0 1em 0 0"


def page(session: Session, judged: Judgement | None = None) -> str:
    """The session as one table: value, client, server, wire; ● is the first kind of difference, ○ what follows."""
    judged = judged or judge(session)
    difference = first_difference(session.view, judged)
    head = "".join(f'<th style="{_CELL}">{one}</th>' for one in ("", "value", "client", "server", "wire"))
    rows = "".join(_row(row) for row in session.view.comparison.rows.values() if row.known)
    said = f"<p>{_text(difference)}</p>" if difference else ""
    return (
        f"<div><p><b>{_text(session.title)}</b>, {_text(session.dialect('client').id)}</p>"
        f"<p>{_text(judged.headline)}</p>{said}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: Row) -> str:
    hide = row.name in SECRETS
    wire = "" if row.wire is None else shown(row.wire, hide)
    cells = (_MARKS[row.state], row.name, _cell(row.client, hide), _cell(row.server, hide), wire)
    return "<tr>" + "".join(f'<td style="{_CELL}">{_text(one)}</td>' for one in cells) + "</tr>"


def _cell(cell: Cell, hide: bool) -> str:
    if cell.value is None:
        return ""
    return f"{shown(cell.value, hide)} ({cell.source})"


def _text(text: str) -> str:
    return escape(printable(text, 400))
