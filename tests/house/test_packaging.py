"""themes/ and captures/ are found from a wheel, an editable install and a checkout alike."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = (
    "from srpscope.places import captures_folder, themes_folder;"
    "print((captures_folder() / 'esp32-refused.srp.jsonl').is_file(), any(themes_folder().iterdir()))"
)


def found_by(python: str, cwd: Path, *paths: Path) -> str:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(map(str, paths))}
    done = subprocess.run([python, "-c", SHOW], cwd=cwd, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_from_a_checkout(tmp_path: Path) -> None:
    assert found_by(sys.executable, tmp_path, ROOT) == "True True"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    [built] = folder.glob("*.whl")
    return built


def test_from_a_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    assert "srpscope/captures/esp32-refused.srp.jsonl" in names
    assert "srpscope/report/tap/python.txt" in names and "srpscope/py.typed" in names
    [entries] = [name for name in names if name.endswith("entry_points.txt")]
    with zipfile.ZipFile(wheel) as archive:
        assert "[pytest11]\nsrpscope = srpscope.pytest_plugin" in archive.read(entries).decode()
    assert any(name.startswith("srpscope/themes/") for name in names)
    assert any(name == "srpscope/srp/dialects/srp6a.toml" for name in names)
    assert not any(name.startswith(("tests/", "captures/")) for name in names)
    assert found_by(sys.executable, tmp_path, tmp_path / "site") == "True True"


def test_from_an_editable_install(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False, system_site_packages=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    site = next((tmp_path / "venv" / "lib").iterdir()) / "site-packages"
    (site / "srpscope-editable.pth").write_text(f"{ROOT}\n")  # what an editable install of hatchling's puts there
    assert found_by(python, tmp_path) == "True True"
