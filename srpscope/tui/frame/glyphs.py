"""The signs on the screen, each one cell wide, and what stands for them under --ascii: no two signs share one."""

from __future__ import annotations

SIGNS = {
    "≠": "#",
    "·": ".",
    "●": "@",
    "○": "o",
    "►": ">",
    "→": "->",
    "←": "<-",
    "⊕": "(+)",
    "−": "-",
    "×": "*",
    "⋮": ":",
    "…": "...",
    "↑": "up",
    "↓": "down",
    "│": "|",
    "┃": "|",
    "├": "|",
    "┤": "|",
    "─": "-",
    "━": "_",
    "╭": "+",
    "╮": "+",
    "╰": "+",
    "╯": "+",
}
"""Sign -> what an old console draws. Signs first; from │ on what only frames and rules are made of."""

FRAMES = frozenset("│┃├┤─━╭╮╰╯")
"""Decoration: these may look alike."""

ASCII = str.maketrans(SIGNS)
"""For terminals that draw ambiguous signs two cells wide, and old consoles."""
