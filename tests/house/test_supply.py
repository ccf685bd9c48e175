"""What comes with srpscope, and what it is made into: advisories, licences, wheel and sdist on every Python here."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest

from srpscope.answers.licences import NOT_SAID, licences
from srpscope.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1767225600"


def needed() -> list[str]:
    """The packages that pyproject.toml names for running and testing."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return re.findall(r'^  "([A-Za-z0-9-]+)[<>=]', text, re.M)


def advised(package: str, released: str) -> list[str]:
    """The advisories that are known of a package's version."""
    from packaging.specifiers import SpecifierSet

    path = distribution("safety-db").locate_file("safety_db/insecure_full.json")
    known = json.loads(Path(str(path)).read_text("utf-8")).get(package.lower(), [])
    return [one["advisory"] for one in known if any(released in SpecifierSet(spec) for spec in one["specs"])]


@pytest.mark.supply
def test_no_version_in_use_has_an_advisory() -> None:
    """As far as a list on PyPI reaches, which ends in July 2021: no newer one can be had from a registry."""
    assert advised("aiohttp", "3.7.3"), "a version that is known to be bad is told"
    found = {}
    for package in needed():
        try:
            found[package] = advised(package, version(package))
        except PackageNotFoundError:
            assert os.environ.get("CI") != "true", f"{package} is not installed"
    assert len(found) > 15
    assert {package: said for package, said in found.items() if said} == {}


def test_every_package_says_its_licence() -> None:
    found = {one.package: one.licence for one in licences("pytest")}
    assert found["pytest"].startswith("MIT") and len(found) > 2
    assert NOT_SAID not in found.values()
    with pytest.raises(UserError, match="not installed"):
        licences("a-package-that-nobody-has")


def pythons() -> list[str]:
    """Every Python from 3.11 on that this machine has, by its version."""
    places: Iterable[Path] = [Path(one) for one in os.environ.get("PATH", "").split(":") if one]
    named = [place / f"python3.{minor}" for place in places for minor in range(11, 15)]
    own = sorted((Path.home() / ".pyenv" / "versions").glob("3.1[1-4].*/bin/python3.1[1-4]"))
    found: dict[str, str] = {f"3.{sys.version_info.minor}": sys.executable}
    for path in [*named, *own]:
        if path.is_file() and path.name.removeprefix("python") not in found:
            done = subprocess.run([str(path), "-c", "import venv, ssl"], capture_output=True)
            if done.returncode == 0:
                found[path.name.removeprefix("python")] = str(path)
    return [found[name] for name in sorted(found)]


def built(source: Path, to: Path, *what: str) -> Path:
    """What `build` makes of a source tree, the date of its files fixed."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    command = [sys.executable, "-m", "build", *what, "--outdir", str(to), str(source)]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    [made] = to.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT, tmp_path_factory.mktemp("sdist"), "--sdist")


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
    [folder] = place.iterdir()
    return folder


@pytest.fixture(scope="module")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(unpacked, tmp_path_factory.mktemp("wheel"), "--wheel")


@pytest.mark.supply
def test_a_wheel_is_the_same_bytes_each_time_and_from_the_sdist(wheel: Path, unpacked: Path, tmp_path: Path) -> None:
    later = shutil.copytree(unpacked, tmp_path / "later")
    for path in later.rglob("*"):
        os.utime(path, (1_800_000_000, 1_800_000_000))
    again = built(later, tmp_path / "again", "--wheel")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


@pytest.mark.supply
def test_the_sdist_holds_what_a_stranger_needs(unpacked: Path) -> None:
    for name in ("ARCHITECTURE", "CONTRIBUTING", "DIALECTS", "CHANGELOG", "README"):
        assert (unpacked / f"{name}.md").is_file(), name
    for name in (".ci/run", "Makefile", "LICENSE", "tests/conftest.py"):
        assert (unpacked / name).is_file(), name


@pytest.mark.supply
@pytest.mark.parametrize("folder", ["srpscope", "tests", "themes", "captures"])
def test_the_sdist_holds_every_file_byte_for_byte(unpacked: Path, folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    held = [path.relative_to(ROOT) for path in files if not path.name.startswith(".")]
    assert len(held) > 3
    other = [str(one) for one in held if not _same_bytes(ROOT / one, unpacked / one)]
    assert other == []


def _same_bytes(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


@pytest.mark.supply
@pytest.mark.parametrize(
    ("python", "kind"),
    [*((python, "wheel") for python in pythons()), (sys.executable, "sdist")],
    ids=lambda one: Path(one).name,
)
def test_it_installs_and_starts(python: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """With its dependencies from PyPI, in an environment of its own."""
    made: Path = request.getfixturevalue(kind)
    subprocess.run([python, "-m", "venv", str(tmp_path / "venv")], check=True, capture_output=True)
    own = tmp_path / "venv" / "bin"
    install = [str(own / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(made)]
    done = subprocess.run(install, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def srpscope(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(own / "srpscope"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=clean)

    assert srpscope("--version").stdout.startswith("srpscope ")
    [example] = (tmp_path / "venv").rglob("captures/rfc5054-appendix-b.srp.jsonl")
    assert srpscope("trace", str(example)).returncode == 0
    told = json.loads(srpscope("doctor", "--licences", "--json").stdout)["licences"]
    assert told[0]["package"] == "srpscope" and len(told) > 10
    assert [one["package"] for one in told if one["licence"] == NOT_SAID] == []


@pytest.mark.supply
@pytest.mark.timeout(2_400)  # three rooms in one process: minutes, on a loaded machine many
def test_the_suite_of_the_sdist_needs_nothing_beside_it(unpacked: Path, tmp_path: Path) -> None:
    """Every test is found, and the rooms that read most files beside the package pass: the files of the others are
    those that the suite itself runs on. `long` has the whole suite."""
    run_suite(unpacked, tmp_path, "-n", "0", "tests/house", "tests/srp", "tests/wire")


@pytest.mark.long
def test_the_whole_suite_passes_from_the_sdist_alone(unpacked: Path, tmp_path: Path) -> None:
    run_suite(unpacked, tmp_path)


def run_suite(folder: Path, home: Path, *what: str) -> None:
    """`python -m pytest` there, as a stranger runs it: its own srpscope, no CI, a home of its own."""
    clean = {key: value for key, value in os.environ.items() if key not in ("CI", "PYTHONPATH", "PYTEST_ADDOPTS")}
    environment = {**clean, "HOME": str(home), "PYTHONPATH": str(folder)}
    for arguments in (["--collect-only", "-n", "0"], list(what)):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4_000:]
