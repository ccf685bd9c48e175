"""Exported tests, compiled and run against small ports: the right one passes, a wrong one fails at its stage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srpscope.answers.suite.suite import Suite
from srpscope.report.export import language
from tests.report.toolchains import BUILDERS, Built

STAGES = ("k", "x", "v", "A", "A_bytes", "u", "S", "K", "M1", "M2")

STRIKES_IN = {"A_bytes": 1, "u": 2, "K": 1, "M1": 1}
"""Mistakes that strike once in 256: in how many of the five handshakes they do (A; A and B; S; K start with 00)."""


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.toolchain) for name in BUILDERS])
def built(request: pytest.FixtureRequest, suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The exported test of one language, built once."""
    name = request.param
    from tests.report.toolchains import IN_CI

    if not IN_CI:
        pytest.skip("compiles and runs exported tests; runs with CI=true")
    return BUILDERS[name](tmp_path_factory.mktemp(name), language(name).render(suite))


def test_the_right_port_passes(built: Built) -> None:
    """Every stage of every handshake."""
    ended = built.run()
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("stage", STAGES)
def test_a_wrong_port_fails_at_its_stage(built: Built, stage: str) -> None:
    """And names no other stage first."""
    ended = built.run(wrong=stage)
    output = ended.stdout + ended.stderr
    assert ended.returncode != 0, output
    assert set(re.findall(r"first wrong value: (\w+)", output)) == {stage}
    if stage in STRIKES_IN:
        assert len(set(re.findall(r"\bexpected ([0-9a-f]+)", output))) == STRIKES_IN[stage]


def test_a_port_that_shows_nothing_fails(suite: Suite, tmp_path: Path) -> None:
    """A test that looked at nothing would prove nothing. Needs no toolchain but Python's own."""
    built = BUILDERS["python"](tmp_path, language("python").render(suite))
    (tmp_path / "port.py").write_text("def client(given):\n    return {}\n")
    ended = built.run()
    assert ended.returncode != 0
    assert "your port shows no M1" in ended.stderr


@pytest.mark.parametrize("stage", ["", *STAGES])
def test_python_always_runs(suite: Suite, tmp_path: Path, stage: str) -> None:
    """The one language that is there wherever this suite is."""
    ended = BUILDERS["python"](tmp_path, language("python").render(suite)).run(wrong=stage)
    assert set(re.findall(r"first wrong value: (\w+)", ended.stderr)) == ({stage} if stage else set())
    assert (ended.returncode == 0) == (stage == "")
