"""Below 60x20: one plain sentence instead of panes that cannot be read."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from srpscope.tui.frame.layout import SMALLEST
from srpscope.tui.frame.stage import OnStage
from srpscope.tui.frame.strips import strip_of

SENTENCE = f"srpscope needs {SMALLEST[0]} columns and {SMALLEST[1]} rows. Make the window larger, or q quits."


class TooSmall(OnStage, Widget):
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
        row = rows[y] if y < len(rows) else ""
        return strip_of(((row, "text"),), cells, self.stage.palette, "background", self.stage.ascii_only)
