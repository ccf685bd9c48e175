"""The README's pictures, anew: python -m tests.tui.make_pictures (needs rsvg-convert and the font DejaVu Sans Mono).

Each is the program's own screen at 120x40, driven by keys as somebody would: the refused ESP32 session whose cause is
proved, and a simulated device that refused an edited M1, explained.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from srpscope.session.opening import read_path, session_of
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.desk import Desk
from tests.tui.conftest import REFUSED, settled
from tests.tui.live_steps import before_the_proof, edited_and_refused

FOLDER = Path(__file__).parents[2] / ".pictures"
SIZE = (120, 40)
CELL = (11, 22)
FONT = "DejaVu Sans Mono"


def svg(app: SrpscopeApp) -> str:
    """What the app shows, cell by cell: a rectangle behind each run of one style, and its text."""
    strips = app.screen._compositor.render_strips()
    width, height = SIZE[0] * CELL[0], SIZE[1] * CELL[1]
    ground = app.screen.styles.background.hex6
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">']
    parts.append(f'<rect width="{width}" height="{height}" fill="{ground}"/>')
    for row, strip in enumerate(strips):
        column = 0
        for segment in strip:
            if not segment.control:
                parts += _run(segment, column, row, ground)
                column += segment.cell_length
    return "\n".join([*parts, "</svg>"])


def _run(segment: Segment, column: int, row: int, ground: str) -> list[str]:
    style = segment.style or Style()
    front, back = _colour(style.color, "#ffffff"), _colour(style.bgcolor, ground)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = Color.parse(front).blend(Color.parse(back), 0.4).hex6
    x, y = column * CELL[0], row * CELL[1]
    width = segment.cell_length * CELL[0]
    parts = [f'<rect x="{x}" y="{y}" width="{width}" height="{CELL[1]}" fill="{back}"/>'] if back != ground else []
    if not segment.text.strip():
        return parts
    marks = ' font-weight="bold"' * bool(style.bold) + ' font-style="italic"' * bool(style.italic)
    marks += ' text-decoration="underline"' * bool(style.underline)
    for number, character in enumerate(segment.text):
        if character != " ":
            at = f'x="{x + number * CELL[0]}" y="{y + 16}"'
            parts.append(
                f'<text {at} font-family="{FONT}" font-size="18" fill="{front}"{marks}>{escape(character)}</text>'
            )
    return parts


def _colour(colour: object, otherwise: str) -> str:
    triplet = getattr(colour, "triplet", None)
    return otherwise if triplet is None else str(triplet.hex)


async def debug() -> str:
    """The refused session, its cause proved."""
    session = session_of(read_path(REFUSED).captures[0])
    app = SrpscopeApp(Desk(session))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot, lambda app: bool(app.desk.shown and app.desk.shown.explanation))
        return svg(app)


async def live() -> str:
    """A simulated device that refused an edited M1, explained."""
    async with before_the_proof(SIZE) as (pilot, app, _):
        await edited_and_refused(pilot)
        await settled(pilot, lambda app: True)
        return svg(app)


def main() -> None:
    """Draw both, with nobody's settings."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home))
        os.environ.pop("NO_COLOR", None)
        for name, draw in (("debug", debug), ("live", live)):
            picture = asyncio.run(draw())
            command = ["rsvg-convert", "--output", str(FOLDER / f"{name}.png")]
            subprocess.run(command, input=picture.encode(), check=True)


if __name__ == "__main__":
    main()
