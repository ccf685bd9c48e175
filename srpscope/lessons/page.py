"""A lesson as one page for a browser: it loads nothing, and every byte of its messages is explained."""

from __future__ import annotations

from html import escape

from markdown_it import MarkdownIt

from srpscope.lessons.form import Lesson
from srpscope.lessons.walk import Walk
from srpscope.lessons.written import as_text
from srpscope.report.every_byte import pieces_of, said

STYLE = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
pre, td, code { font-family: ui-monospace, monospace; font-size: 13px; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8884; line-height: 1.25; }
table { border-collapse: collapse; width: 100%; }
td { vertical-align: top; padding: .15rem .6rem .15rem 0; border-bottom: 1px solid #8882; overflow-wrap: anywhere; }
td.bytes { word-break: break-all; width: 45%; }
summary { cursor: pointer; margin: .5rem 0; }
td:first-child { white-space: nowrap; }
.value { font-weight: 700; }
@media (max-width: 40rem) {
  tr { display: grid; grid-template-columns: auto 1fr; border-bottom: 1px solid #8882; }
  td { border: 0; }
  td.bytes { width: auto; }
  td:nth-child(n + 3) { grid-column: 2; }
}
"""


def as_html(lesson: Lesson, reveal: bool = False, with_answers: bool = True) -> str:
    """The whole lesson, self-contained. What the lesson's file says is text and never markup."""
    text = as_text(lesson, reveal, markdown=True, with_attacks=with_answers, with_answers=with_answers)
    body = MarkdownIt("commonmark", {"html": False}).render(text)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(lesson.title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<style>{STYLE}</style></head><body>\n{body}{_messages(lesson)}</body></html>\n"
    )


def _messages(lesson: Lesson) -> str:
    """The handshake's messages, folded, a row a piece."""
    session = Walk(lesson).session
    out = []
    for message in session.messages:
        pieces = pieces_of(session, message)
        if not pieces or message.decoded is None:
            continue
        head = f"{message.sender} sends {message.decoded.name}, {len(message.data):,} bytes"
        out.append(f"<details><summary>{escape(head)}</summary><table>")
        for piece in pieces:
            data = message.data[piece.offset : piece.offset + piece.length].hex(" ")
            kind = ' class="value"' if piece.value else ""
            indent = f"padding-left: {piece.depth}rem"
            out.append(
                f'<tr><td>{piece.offset:04x}</td><td class="bytes">{data}</td>'
                f'<td{kind} style="{indent}">{escape(piece.field)}</td><td>{escape(said(piece))}</td></tr>'
            )
        out.append("</table></details>")
    return f"<h2>Every byte</h2>\n{''.join(out)}\n" if out else ""
