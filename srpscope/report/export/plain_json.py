"""JSON: the same inputs and expected values as data, for a language that is not among the others."""

from __future__ import annotations

import json
from typing import Any

from srpscope.answers.suite.suite import Given, Suite, SuiteStage
from srpscope.report.export.notice import head

TITLE = "JSON"
FRAMEWORK = "data only"
SUFFIX = ".json"


def render(suite: Suite) -> str:
    """The text of the file."""
    connect = ("Each case has its given inputs and its expected values; compare a number as a number.",)
    answer: dict[str, Any] = {
        "srpscope": 1,
        "notice": [line for line in head(suite, connect) if line],
        "side": suite.side,
        "dialect": suite.dialect,
        "hash": suite.hash,
        "shared": _inputs(suite.shared),
        "cases": [
            {
                "name": name,
                "label": case.label,
                "given": _inputs(case.inputs),
                "expected": [_stage(stage) for stage in case.stages],
                "needed": case.needed,
            }
            for name, case in zip(suite.identifiers, suite.cases, strict=True)
        ],
    }
    return json.dumps(answer, ensure_ascii=True, indent=2) + "\n"


def _inputs(inputs: tuple[Given, ...]) -> dict[str, str]:
    return {one.name: one.content for one in inputs}


def _stage(stage: SuiteStage) -> dict[str, Any]:
    return {"name": stage.name, "compared": stage.compared, "hex": stage.expected, "how": list(stage.how)}
