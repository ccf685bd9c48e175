"""Themes: one TOML file each, shipped in themes/ or dropped by the user into the themes folder of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srpscope.bounded import read_file
from srpscope.errors import FileError
from srpscope.nearest import did_you_mean
from srpscope.places import config_folder, themes_folder
from srpscope.toml_files import parse
from srpscope.tui.facts.palette import ROLES, Palette
from srpscope.tui.frame.layout import VARIABLES

if TYPE_CHECKING:
    from textual.theme import Theme

DEFAULT = "dark"
PLAIN = "plain"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FILE_LIMIT = 65_536


@dataclass(frozen=True)
class ThemeFile:
    """One theme.

    name: the file's, without .toml. roles: role -> #rrggbb, all of palette.ROLES. reverse: what differs first is
    reversed, for themes without colours. focus_border: how the pane with the keyboard is framed.
    """

    name: str
    title: str
    dark: bool
    roles: Mapping[str, str]
    reverse: bool = False
    focus_border: str = "round"
    own: bool = field(default=False)

    def palette(self, no_color: bool = False) -> Palette:
        """Its styles; no_color makes the first difference stand out without colour."""
        return Palette(self.roles, self.reverse or no_color)

    def textual(self) -> Theme:
        """The same theme as Textual wants it, every role a variable for the style sheet."""
        from textual.theme import Theme

        roles = self.roles
        return Theme(
            name=self.name,
            primary=roles["accent"],
            secondary=roles["op1"],
            accent=roles["accent"],
            warning=roles["warn"],
            error=roles["differ"],
            success=roles["agree"],
            foreground=roles["text"],
            background=roles["background"],
            surface=roles["surface"],
            panel=roles["panel"],
            dark=self.dark,
            variables=variables(roles, self.focus_border),
        )


def variables(roles: Mapping[str, str], focus_border: str = "round") -> dict[str, str]:
    """The style sheet's variables: $role-NAME, and Textual's own where ours must stand."""
    own = {f"role-{name}": colour for name, colour in roles.items()} | VARIABLES
    return own | {
        "focus-border": focus_border,
        "scrollbar": roles["line"],
        "scrollbar-background": roles["background"],
        "input-cursor-background": roles["text"],
        "input-cursor-foreground": roles["background"],
        "input-selection-background": roles["selection"],
        "screen-selection-background": roles["selection"],
        "screen-selection-foreground": roles["text"],
        "block-cursor-background": roles["selection"],
        "block-cursor-foreground": roles["text"],
        "footer-background": roles["panel"],
    }


def of_bytes(data: bytes, name: str) -> ThemeFile:
    """A theme from its file's bytes; roles it leaves out are the default's. Raises FileError naming line and key.

    Checked by hand: the default theme is read before the first frame, and importing msgspec takes as long as all of it.
    """
    file = parse(data, f"theme {name}", _FILE_LIMIT)
    given: Any = file.table.get("roles", {})
    if not isinstance(given, dict):
        raise file.wrong("roles", "[roles] is a table of colours.")
    for role, colour in given.items():
        if role not in ROLES:
            raise file.wrong(f"roles.{role}", f"there is no role {role[:40]!r}; the roles are {', '.join(ROLES)}.")
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise file.wrong(f"roles.{role}", f"{role}: a colour is #rrggbb.")
    dark = file.table.get("dark") is not False
    missing = [role for role in ROLES if role not in given]
    fallback = {} if not missing else read(themes_folder() / ("dark.toml" if dark else "light.toml")).roles
    return ThemeFile(
        name,
        str(file.table.get("title", name)),
        dark,
        {role: given[role] if role in given else fallback[role] for role in ROLES},
        file.table.get("reverse") is True,
        "heavy" if file.table.get("focus_border") == "heavy" else "round",
    )


def read(path: Path) -> ThemeFile:
    """The theme of a file. Raises FileError."""
    return of_bytes(read_file(path, _FILE_LIMIT, f"theme {path.stem}"), path.stem)


def paths() -> Iterator[Path]:
    """The files of all themes, the user's last: they win over a shipped one of the same name."""
    for folder in (themes_folder(), config_folder() / "themes"):
        if folder.is_dir():
            yield from sorted(folder.glob("*.toml"))


@cache
def default() -> ThemeFile:
    """The shipped default."""
    return read(themes_folder() / f"{DEFAULT}.toml")


def find(name: str) -> ThemeFile:
    """A theme by its name. Raises FileError naming those there are."""
    found = {path.stem: path for path in paths()}
    if name not in found:
        raise FileError(f"there is no theme {name[:40]!r}.{did_you_mean(name, found)} There are {', '.join(found)}.")
    return read(found[name])


def load_all() -> tuple[list[ThemeFile], list[str]]:
    """Every theme that can be read, and a sentence for each that cannot."""
    themes: dict[str, ThemeFile] = {}
    faults: list[str] = []
    for path in paths():
        try:
            themes[path.stem] = read(path)
        except FileError as error:
            faults.append(str(error))
    return list(themes.values()), faults
