"""The user's settings: config.toml in the settings folder. Each key is optional; a wrong one is a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from srpscope.bounded import NoSuchFileError, read_file
from srpscope.errors import FileError, reason
from srpscope.languages import FIXED
from srpscope.places import config_folder, data_folder

FILE_NAME = "config.toml"
SIZE_LIMIT = 1024 * 1024

SAMPLE = """\
# Settings of srpscope. Every line is optional; take away the # in front of what you want to change.

# The colours: a theme that comes with srpscope (see the palette, "theme") or one of your own in the folder
# themes/ beside this file. F9 and the palette write this line; S on the screen writes this one and the next four.
# theme = "dark"

# Only ASCII: for terminals and fonts that draw box lines and signs badly.
# ascii = false

# The language that fixes are shown in where a capture does not say what the program is written in: "dart", "python" ..
# language = "dart"

# Show secrets (password, private values, keys) from the start. They are masked otherwise, and F8 shows them.
# reveal = false

# Where recordings go. ~ is your home folder.
# recordings = "~/srpscope-recordings"

# Other keys. Left the name of an action, right one key or several with commas between; `srpscope keys` lists the
# actions and how keys are written.
[keys]
# next-difference = "f7"
# previous-difference = "shift+f7"
"""


@dataclass(frozen=True)
class Settings:
    """What the settings say, with defaults for the rest.

    theme: its name, None for the default. ascii: no box lines. language: the id of the one that fixes are shown in, ""
    for none. reveal: secrets shown from the start. recordings: the folder for recordings. keys: action name -> keys
    with commas between.
    notes: sentences about what is wrong in the file.
    """

    theme: str | None = None
    ascii: bool = False
    language: str = ""
    reveal: bool = False
    recordings: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def recordings_folder(self) -> Path:
        """Where recordings go: the folder of the settings, else one in the user's data folder."""
        return self.recordings if self.recordings is not None else data_folder() / "recordings"


def settings_path() -> Path:
    """Where the settings are, whether or not the file exists."""
    return config_folder() / FILE_NAME


def load(path: Path | None = None) -> Settings:
    """The settings. A missing file gives the defaults; an unreadable one too, with a note."""
    path = settings_path() if path is None else path
    try:
        data = read_file(path, SIZE_LIMIT, str(path))
    except NoSuchFileError:
        return Settings()
    except FileError as error:
        return Settings(notes=(f"{error} The defaults are used.",))
    try:
        return read(data)
    except FileError as error:
        return Settings(notes=(f"{path}: {error}",))


def read(data: bytes) -> Settings:
    """Settings from the bytes of the file. Raises FileError where it is no TOML; a wrong key is a note."""
    from msgspec import Struct  # most people have no such file, and the first frame need not wait for it

    from srpscope.toml_files import parse

    class Table(Struct, forbid_unknown_fields=True):
        theme: str = ""
        ascii: bool = False
        language: str = ""
        reveal: bool = False
        recordings: str = ""
        keys: dict[str, str] = {}

    try:
        file = parse(data, FILE_NAME, SIZE_LIMIT)
    except FileError as error:
        raise FileError(f"{error} The defaults are used.") from None
    notes: list[str] = []
    good: dict[str, Any] = {}
    for key, value in file.table.items():
        try:
            file.shaped(Table, {key: value})
            good[key] = value
        except FileError as error:
            notes.append(str(error))
    found = file.shaped(Table, good)
    folder = None
    try:
        folder = Path(found.recordings).expanduser() if found.recordings else None
    except (RuntimeError, ValueError):
        notes.append(str(file.wrong("recordings", "recordings: this folder cannot be found.")))
    language = found.language.lower()
    if language and language not in FIXED:
        notes.append(str(file.wrong("language", f"language: fixes are written in {', '.join(FIXED)}.")))
        language = ""
    return Settings(found.theme or None, found.ascii, language, found.reveal, folder, found.keys, tuple(notes))


def keep(key: str, value: str | bool, path: Path | None = None) -> None:
    """Write what was chosen on the screen into the settings, and leave the rest of the file as it is; a file that
    cannot be read, or would not say so then, is left alone. key: of the file's top. Raises OutputError where it cannot
    be written."""
    import json
    import re

    from srpscope.errors import OutputError
    from srpscope.state_files import update
    from srpscope.toml_files import parse

    path = (settings_path() if path is None else path).resolve()  # a link stays one

    def chosen() -> bytes:
        try:
            before = read_file(path, SIZE_LIMIT, str(path))
        except NoSuchFileError:
            before = SAMPLE.encode()
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        top, table, rest = re.split(r"(?m)(^\s*\[|\Z)", before.decode(), maxsplit=1)
        new, found = re.subn(rf"(?m)^(?:# )?{key}[ \t]*=.*$", lambda _: line, top, count=1)
        head = new if found else f"{line}\n{top}"
        after = f"{head}{table}{rest}".encode()
        return after if parse(after, FILE_NAME, SIZE_LIMIT).table.get(key) == value else before

    try:
        update(path, chosen)
    except (OSError, FileError, UnicodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it cannot be read"
        raise OutputError(f"{path}: {why}; what was chosen is not kept.") from error


def write_sample(path: Path | None = None) -> Path:
    """Write the commented sample where there is no settings file yet. Raises OutputError. Gives the path."""
    import os

    from srpscope.errors import OutputError

    path = settings_path() if path is None else path
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(SAMPLE)
    except FileExistsError:
        raise OutputError(f"{path}: this file exists and is left as it is.") from None
    except OSError as error:
        raise OutputError(f"{path}: {reason(error)}.") from error
    return path
