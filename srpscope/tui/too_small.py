"""Below 60x20: one plain sentence instead of panes that cannot be read."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from srpscope.tui.facts.spans import fit

SENTENCE = "srpscope needs 60 columns and 20 rows. Make the window larger, or q quits."


class TooSmall(Widget):
    """Shown by the class `tiny` of its screen."""

    def render_line(self, y: int) -> Strip:
        """The sentence on the first rows."""
        words = SENTENCE.split()
        cells = self.size.width
        rows: list[str] = [""]
        for word in words:
            if len(rows[-1]) + 1 + len(word) > max(cells - 1, 8):
                rows.append("")
            rows[-1] += f" {word}"
        style = self.app.palette.style("text")  # type: ignore[attr-defined]
        return Strip([Segment(fit(rows[y] if y < len(rows) else "", cells), style)], cells)
