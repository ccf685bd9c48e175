"""Where the themes, the bundled captures and the user's own files are."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    # A wheel carries the folder inside the package; a checkout and an editable install have it beside the package.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def themes_folder() -> Path:
    """The folder of the themes that come with srpscope."""
    return _shipped("themes")


def captures_folder() -> Path:
    """The folder of the captures that come with srpscope."""
    return _shipped("captures")


def make_private(folder: Path) -> None:
    """A folder of the user's own, with those above it that are not there yet: all of them 0700. Raises OSError."""
    for one in (*reversed(folder.parents), folder):
        if not one.is_dir():
            one.mkdir(exist_ok=True, mode=0o700)


@cache
def _user_folders() -> tuple[Path, Path, Path]:
    from platformdirs import PlatformDirs

    folders = PlatformDirs("srpscope", appauthor=False)
    return Path(folders.user_config_dir), Path(folders.user_data_dir), Path(folders.user_state_dir)


def config_folder() -> Path:
    """The user's settings, key map and own themes."""
    return _user_folders()[0]


def data_folder() -> Path:
    """The user's recordings and own dialects."""
    return _user_folders()[1]


def state_folder() -> Path:
    """Recent files, lesson progress and crash logs."""
    return _user_folders()[2]
