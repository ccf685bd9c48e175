"""Widths and titles that more than one place has to know: the style sheet gets them as variables."""

from __future__ import annotations

STEPS_CELLS = 33
"""Columns of the steps pane, its frame among them: 29 inside."""

OPERANDS_ROWS = 15
"""Rows of the operand pane until its value is known."""

TITLES = ("1 Steps", "2 What it is made of", "3 Bytes")
"""Of the panes of the debugger before there is anything in them."""

SMALLEST = (60, 20)
"""Below it a sentence asks for more room."""

WIDE = (120, 32)
"""From here on panes have boxes; below it each is one rule with its title."""

ROOMY = 110
"""Columns from which on a bar has all its words."""

VARIABLES = {"steps-cells": str(STEPS_CELLS), "operands-rows": str(OPERANDS_ROWS)}
"""For the style sheet."""
