"""Themes: every text role readable on every background, the colour-blind pair apart, and a user's own dropped in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from srpscope.errors import FileError, OutputError
from srpscope.places import themes_folder
from srpscope.settings import SAMPLE, keep, load, settings_path
from srpscope.tui.app import SrpscopeApp
from srpscope.tui.facts.palette import ROLES
from srpscope.tui.frame import themes
from tests.tui.conftest import screen_text, settled

SHIPPED = sorted(path.stem for path in themes_folder().glob("*.toml"))
TEXT_ROLES = ROLES[ROLES.index("text") :]
GROUNDS = ("background", "surface", "panel", "selection")


def linear(colour: str) -> tuple[float, float, float]:
    """The linear light of #rrggbb."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab_of_deuteranope(colour: str) -> tuple[float, float, float]:
    """CIE Lab of a colour as Machado 2009 simulates full deuteranopia."""
    red, green, blue = linear(colour)
    seen = (
        0.367322 * red + 0.860646 * green - 0.227968 * blue,
        0.280085 * red + 0.672501 * green + 0.047413 * blue,
        -0.011820 * red + 0.042940 * green + 0.968881 * blue,
    )
    r, g, b = (min(max(c, 0.0), 1.0) for c in seen)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: str, other: str) -> float:
    """CIE76 distance for a deuteranope."""
    return sum((a - b) ** 2 for a, b in zip(lab_of_deuteranope(one), lab_of_deuteranope(other), strict=True)) ** 0.5


def test_all_seven_are_shipped() -> None:
    assert {"dark", "light", "contrast", "projector", "colour-blind", "colour-blind-light", "plain"} <= set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("role", TEXT_ROLES)
def test_text_is_readable(name: str, role: str) -> None:
    roles = themes.find(name).roles
    least = 7.0 if name in ("contrast", "projector") else 4.5
    for ground in GROUNDS:
        assert contrast(roles[role], roles[ground]) >= least, ground


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("role", ["differ", "warn", "agree"])
def test_the_badge_is_readable(name: str, role: str) -> None:
    roles = themes.find(name).roles
    assert contrast(roles[role], roles["background"]) >= 4.5


@pytest.mark.parametrize("name", ["colour-blind", "colour-blind-light"])
def test_states_are_apart_for_red_green_blindness(name: str) -> None:
    roles = themes.find(name).roles
    assert apart(roles["differ"], roles["follows"]) > 25
    assert apart(roles["differ"], roles["agree"]) > 25
    assert apart(roles["follows"], roles["agree"]) > 25


def test_a_projector_has_three_inks() -> None:
    roles = themes.find("projector").roles
    assert len({roles[role] for role in TEXT_ROLES if role != "dim"}) == 3


def test_plain_has_no_colour() -> None:
    for colour in themes.find("plain").roles.values():
        assert colour[1:3] == colour[3:5] == colour[5:7]


async def test_a_users_theme_is_found(own_folders: Path, refused: Callable[..., SrpscopeApp]) -> None:
    folder = own_folders / "config" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('title = "mine"\n[roles]\naccent = "#00ff00"\n', "utf-8")
    (folder / "broken.toml").write_text("title = ", "utf-8")
    found, faults = themes.load_all()
    assert "mine" in [theme.name for theme in found]
    assert len(faults) == 1 and "broken" in faults[0]
    async with refused(theme="mine").run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        assert pilot.app.palette.style("accent").color.name == "#00ff00"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "not TOML"),
        ('[roles]\nshout = "#ffffff"', "no role 'shout'"),
        ('[roles]\ntext = "red"', "a colour is #rrggbb"),
        ('[roles]\ntext = "[@click=app.quit]#"', "a colour is #rrggbb"),
        ("roles = 3", "table of colours"),
        ("x = " + "9" * 5_000, "too many digits"),
    ],
)
def test_a_bad_theme_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(FileError, match=said.replace("[", r"\[")):
        themes.of_bytes(text.encode(), "bad")


def test_an_unknown_theme_names_the_others() -> None:
    with pytest.raises(FileError, match="There are colour-blind"):
        themes.find("nosuch")


async def test_themes_change_while_running(refused: Callable[..., SrpscopeApp]) -> None:
    async with refused().run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app = pilot.app
        assert isinstance(app, SrpscopeApp)
        for name in SHIPPED:
            app.set_theme(name)
            await pilot.pause()
            assert app.theme == name
            assert app.screen.styles.background.hex.lower() == themes.find(name).roles["background"]
            assert "M1 ≠ REFUSED" in screen_text(app)


async def test_a_theme_that_was_chosen_is_there_the_next_time_and_nothing_else_is_changed() -> None:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('ascii = true  # mine\n\n[keys]\ntheme = "f8"\n', "utf-8")
    app = SrpscopeApp(theme="light")
    async with app.run_test():
        await app.run_action("next_theme")
        chosen = app.theme_file.name
    assert chosen != "light" and load().theme == chosen and load().ascii and load().keys == {"theme": "f8"}
    assert path.read_text("utf-8").startswith('theme = "')
    assert path.read_text("utf-8").endswith('\nascii = true  # mine\n\n[keys]\ntheme = "f8"\n')


def test_a_theme_is_kept_without_a_file_and_a_broken_one_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    keep("theme", "contrast", path)
    keep("theme", "plain", path)
    assert path.read_text("utf-8") == SAMPLE.replace('# theme = "dark"', 'theme = "plain"')
    path.write_text("recordings = \n", "utf-8")
    with pytest.raises(OutputError, match="what was chosen is not kept"):
        keep("theme", "light", path)
    assert path.read_text("utf-8") == "recordings = \n"
