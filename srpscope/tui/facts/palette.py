"""A theme's roles as styles. Widgets name roles ("dim", "differ bold"), never colours."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style

ROLES = (
    "background",
    "surface",
    "panel",
    "line",
    "selection",
    "text",
    "dim",
    "accent",
    "op1",
    "op2",
    "op3",
    "op4",
    "op5",
    "op6",
    "differ",
    "follows",
    "agree",
    "warn",
)
"""Every colour that a theme names. `line` is decoration; all from `text` on are read."""

OPERAND_HUES = 6


def operand_role(number: int) -> str:
    """The hue of an operand by its number from 1; a seventh takes the first again."""
    return f"op{(number - 1) % OPERAND_HUES + 1}"


class Palette:
    """Styles by specification: a role, then any of bold, italic, underline, reverse, badge
    ("differ bold"). quiet: not reversed in a theme without colours."""

    def __init__(self, roles: Mapping[str, str], reverse: bool = False) -> None:
        self._roles = roles
        self._reverse = reverse
        self._styles: dict[tuple[str, str], Style] = {}

    def style(self, specification: str, ground: str = "background") -> Style:
        """The style of a specification on a background role."""
        key = (specification, ground)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._make(specification, ground)
        return style

    def _make(self, specification: str, ground: str) -> Style:
        role, *looks = specification.split()
        if "badge" in looks:
            return Style(color=self._roles["background"], bgcolor=self._roles[role], bold=True)
        # Without colours the first difference is what is reversed: nothing else on the screen is.
        loud = self._reverse and role == "differ" and "quiet" not in looks
        return Style(
            color=self._roles[role],
            bgcolor=self._roles[ground],
            bold="bold" in looks or loud or None,
            italic="italic" in looks or None,
            underline="underline" in looks or None,
            reverse="reverse" in looks or loud or None,
        )
