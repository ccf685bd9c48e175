"""The languages that exported tests are compiled and run in: how each is built, and how one run is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

PORTS = Path(__file__).parent / "ports"
ROOT = Path(__file__).parents[2]
JARS = Path(os.environ.get("SRPSCOPE_JARS", "/usr/share/java"))

IN_CI = os.environ.get("CI") == "true"


def modules() -> Path:
    """Where npm's packages are: SRPSCOPE_NODE_MODULES, else node_modules of the checkout."""
    return Path(os.environ.get("SRPSCOPE_NODE_MODULES", ROOT / "node_modules"))


def need(*tools: str | Path) -> None:
    """Everything must be there: in CI its absence is a failure, elsewhere a reason to skip."""
    missing = [str(one) for one in tools if not (one.exists() if isinstance(one, Path) else shutil.which(one))]
    if missing:
        sentence = f"not found: {', '.join(missing)}"
        if IN_CI:
            pytest.fail(sentence)
        pytest.skip(sentence)


@dataclass(frozen=True)
class Built:
    """A test that is ready to run, with its port."""

    folder: Path
    command: tuple[str, ...]

    def run(self, wrong: str = "") -> subprocess.CompletedProcess[str]:
        """Run it against the port, right or wrong at a stage."""
        environment: Mapping[str, str] = {**os.environ, "WRONG": wrong, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            self.command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300, check=False
        )


def _done(command: list[str | Path], folder: Path) -> None:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def python(folder: Path, text: str) -> Built:
    """unittest."""
    (folder / "srp_port_test.py").write_text(text, "utf-8")
    shutil.copy(PORTS / "port.py", folder)
    return Built(folder, (sys.executable, "-m", "unittest", "srp_port_test"))


def javascript(folder: Path, text: str) -> Built:
    """node:test."""
    need("node")
    (folder / "srp.test.mjs").write_text(text, "utf-8")
    shutil.copy(PORTS / "port.mjs", folder)
    return Built(folder, ("node", "--test", "srp.test.mjs"))


def typescript(folder: Path, text: str) -> Built:
    """Checked strictly and compiled by tsc, then node:test."""
    need("node", modules() / "typescript", modules() / "@types" / "node")
    (folder / "srp.test.mts").write_text(text, "utf-8")
    shutil.copy(PORTS / "port.mts", folder)
    options = (
        "--strict --noUncheckedIndexedAccess --target es2022 --module nodenext --moduleResolution nodenext --types node"
    )
    compiler = modules() / "typescript" / "bin" / "tsc"
    _done(["node", compiler, *options.split(), "--typeRoots", modules() / "@types", "srp.test.mts", "port.mts"], folder)
    return Built(folder, ("node", "--test", "srp.test.mjs"))


def java(folder: Path, text: str) -> Built:
    """javac and JUnit 4."""
    jars = [JARS / "junit4.jar", JARS / "hamcrest.jar"]
    need("javac", "java", *jars)
    (folder / "SrpPortTest.java").write_text(text, "utf-8")
    shutil.copy(PORTS / "Port.java", folder)
    path = ":".join(map(str, [".", *jars]))
    _done(
        ["javac", "-Xlint:all", "-Werror", "-encoding", "UTF-8", "-cp", path, "SrpPortTest.java", "Port.java"], folder
    )
    return Built(folder, ("java", "-cp", path, "org.junit.runner.JUnitCore", "SrpPortTest"))


def kotlin(folder: Path, text: str) -> Built:
    """npm's kotlin-compiler, and kotlin.test over JUnit 4."""
    home = modules() / "kotlin-compiler"
    library = home / "lib"
    jars = [JARS / "junit4.jar", JARS / "hamcrest.jar"]
    kotlin_jars = [library / name for name in ("kotlin-stdlib.jar", "kotlin-test.jar", "kotlin-test-junit.jar")]
    need("java", "bash", home, *jars, *kotlin_jars)
    (folder / "SrpPortTest.kt").write_text(text, "utf-8")
    shutil.copy(PORTS / "Port.kt", folder)
    path = ":".join(map(str, [*jars, *kotlin_jars]))
    kotlinc = home / "bin" / "kotlinc"
    _done(["bash", kotlinc, "-Werror", "-cp", path, "-d", "classes", "SrpPortTest.kt", "Port.kt"], folder)
    return Built(folder, ("java", "-cp", f"classes:{path}", "org.junit.runner.JUnitCore", "SrpPortTest"))


def c(folder: Path, text: str) -> Built:
    """gcc."""
    need("gcc")
    (folder / "srp_test.c").write_text(text, "utf-8")
    shutil.copy(PORTS / "port.c", folder)
    _done(["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", "srp_test", "srp_test.c", "port.c"], folder)
    return Built(folder, (str(folder / "srp_test"),))


BUILDERS = {
    "python": python,
    "javascript": javascript,
    "typescript": typescript,
    "java": java,
    "kotlin": kotlin,
    "c": c,
}
