"""The signs on the screen, each one cell wide, and what stands for them under --ascii."""

from __future__ import annotations

ASCII = str.maketrans(
    {
        "≠": "#",
        "·": ".",
        "●": "@",
        "○": "o",
        "►": ">",
        "→": ">",
        "←": "<",
        "⊕": "^",
        "−": "-",
        "×": "*",
        "⋮": ":",
        "│": "|",
        "─": "-",
        "━": "=",
        "┃": "|",
        "╭": "+",
        "╮": "+",
        "╰": "+",
        "╯": "+",
        "…": "~",
        "↑": "^",
        "↓": "v",
    }
)
"""For terminals that draw ambiguous signs two cells wide, and old consoles."""
