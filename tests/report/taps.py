"""The languages that taps are run in: a wrong port of this folder with the tap pasted in, and what it printed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from srpscope.report.tap import TAPS, tap
from tests.report.toolchains import PORTS, modules, need

Run = Callable[[Mapping[str, str], str], str]
"""The inputs of a handshake, and the stage that is wrong -> what the tapped port printed."""

GIVEN = ("N", "g", "I", "P", "s", "a", "B")
VALUES = ("k", "x", "v", "A", "u", "S", "K", "M1")

_PYTHON = f"""
import json, sys
import srp_tap
import port
given = json.loads(sys.argv[1])
got = port.client(given)
srp_tap.values(**{{name: given[name] for name in {GIVEN}}})
srp_tap.values(**{{name: got[name] for name in {VALUES}}})
"""

_JAVASCRIPT = f"""
import {{ values }} from "./srp_tap.mjs";
import * as port from "./port.mjs";
const given = JSON.parse(process.argv[2]%s);
const got%s = port.client(given);
values(Object.fromEntries({list(GIVEN)}.map((name) => [name, given[name]%s])));
values(Object.fromEntries({list(VALUES)}.map((name) => [name, got[name]%s])));
"""

_JAVA = """
import java.util.HashMap;
import java.util.Map;

class Drive {
    public static void main(String[] arguments) {
        SrpTap.start();
        Map<String, String> given = new HashMap<>();
        for (String one : arguments)
            given.put(one.split("=", 2)[0], one.split("=", 2)[1]);
        Map<String, String> got = Port.client(given);
        for (String name : new String[] { %s })
            SrpTap.value(name, given.get(name));
        for (String name : new String[] { %s })
            SrpTap.value(name, got.get(name));
    }
}
"""

_KOTLIN = """
fun main(arguments: Array<String>) {
    SrpTap.start()
    val given = arguments.associate { it.substringBefore("=") to it.substringAfter("=") }
    val got = Port.client(given)
    for (name in listOf(%s)) SrpTap.values(name to given.getValue(name))
    for (name in listOf(%s)) SrpTap.values(name to got.getValue(name))
}
"""

_C = """
#include <string.h>
static int count;
static char **arguments;
extern const char *port_client(const char *(*given)(const char *name), const char *name);
static const char *given(const char *name)
{
    size_t length = strlen(name);
    for (int i = 1; i < count; i++)
        if (!strncmp(arguments[i], name, length) && arguments[i][length] == '=')
            return arguments[i] + length + 1;
    return "";
}
int main(int argc, char **argv)
{
    count = argc, arguments = argv;
    return !port_client(given, "M1");
}
"""

_C_VALUES = """
        srp_tap_text("I", user), srp_tap_text("P", password), srp_tap("N", N, WIDTH), srp_tap("g", g, WIDTH);
        srp_tap("s", salt, sizeof salt), srp_tap("a", a, sizeof a), srp_tap("B", B, WIDTH), srp_tap("k", k, DIGEST);
        srp_tap("x", x, DIGEST), srp_tap("v", v, WIDTH), srp_tap("A", A, WIDTH), srp_tap("u", u, DIGEST);
        srp_tap("S", S, WIDTH), srp_tap("K", K, DIGEST), srp_tap("M1", M1, DIGEST);
"""


def _run(folder: Path, command: list[str], wrong: str) -> str:
    environment = {**os.environ, "WRONG": wrong, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stderr


def _made(folder: Path, command: list[str | Path]) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr


def _files(folder: Path, language: str, port: str, **more: str) -> None:
    (folder / TAPS[language].file).write_text(tap(language, dialect="rfc5054"))
    shutil.copy(PORTS / port, folder)
    for name, text in more.items():
        (folder / name.replace("_dot_", ".")).write_text(text)


def _pairs(given: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in given.items()]


def python(folder: Path) -> Run:
    """The tap imported first."""
    _files(folder, "python", "port.py", drive_dot_py=_PYTHON)
    return lambda given, wrong: _run(folder, [sys.executable, "drive.py", json.dumps(dict(given))], wrong)


def javascript(folder: Path) -> Run:
    """The tap imported first."""
    need("node")
    _files(folder, "javascript", "port.mjs", drive_dot_mjs=_JAVASCRIPT % (("",) * 4))
    return lambda given, wrong: _run(folder, ["node", "drive.mjs", json.dumps(dict(given))], wrong)


def typescript(folder: Path) -> Run:
    """Checked strictly and compiled by tsc."""
    need("node", modules() / "typescript", modules() / "@types" / "node")
    _files(folder, "typescript", "port.mts", drive_dot_mts=_JAVASCRIPT % ("!", ": Record<string, string>", "!", "!"))
    options = (
        "--strict --noUncheckedIndexedAccess --target es2022 --module nodenext --moduleResolution nodenext --types node"
    )
    compiler = modules() / "typescript" / "bin" / "tsc"
    _made(folder, ["node", compiler, *options.split(), "--typeRoots", modules() / "@types", "drive.mts"])
    return lambda given, wrong: _run(folder, ["node", "drive.mjs", json.dumps(dict(given))], wrong)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def java(folder: Path) -> Run:
    """The tap started first: the port's own MessageDigest.getInstance is tapped."""
    need("javac", "java")
    _files(folder, "java", "Port.java", Drive_dot_java=_JAVA % (_quoted(GIVEN), _quoted(VALUES)))
    lint = ["-Xlint:all", "-Werror", "-encoding", "UTF-8"]
    _made(folder, ["javac", *lint, "SrpTap.java", "Port.java", "Drive.java"])
    return lambda given, wrong: _run(folder, ["java", "-cp", ".", "Drive", *_pairs(given)], wrong)


def kotlin(folder: Path) -> Run:
    """npm's kotlin-compiler."""
    home = modules() / "kotlin-compiler"
    need("java", "bash", home)
    _files(folder, "kotlin", "Port.kt", Drive_dot_kt=_KOTLIN % (_quoted(GIVEN), _quoted(VALUES)))
    compiler = home / "bin" / "kotlinc"
    _made(folder, ["bash", compiler, "-Werror", "-d", "classes", "SrpTap.kt", "Port.kt", "Drive.kt"])
    path = f"classes:{home / 'lib' / 'kotlin-stdlib.jar'}"
    return lambda given, wrong: _run(folder, ["java", "-cp", path, "DriveKt", *_pairs(given)], wrong)


def c(folder: Path) -> Run:
    """The header included, one line after each hash, and the values where they are known."""
    need("gcc")
    _files(folder, "c", "port.c", drive_dot_c=_C)
    text = (folder / "port.c").read_text()
    hashed = "sha1(fed, filled, out), filled = 0;"
    ended = "digest(M2);\n"
    assert hashed in text and ended in text
    text = text.replace(hashed, 'sha1(fed, filled, out), srp_tap_hash("sha1", fed, filled, out, DIGEST), filled = 0;')
    text = '#include "srp_tap.h"\n' + text.replace(ended, ended + _C_VALUES)
    (folder / "port.c").write_text(text)
    _made(folder, ["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", "drive", "drive.c", "port.c"])
    return lambda given, wrong: _run(folder, [str(folder / "drive"), *_pairs(given)], wrong)


RUNNERS: dict[str, Callable[[Path], Run]] = {
    "python": python,
    "javascript": javascript,
    "typescript": typescript,
    "java": java,
    "kotlin": kotlin,
    "c": c,
}
"""The languages of `export` that it can run, too."""
