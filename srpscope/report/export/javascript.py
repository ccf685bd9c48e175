"""JavaScript: node:test, an ES module."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.notice import escaped, head, joined, pieces, single_line

TITLE = "JavaScript"
FRAMEWORK = "node:test"
SUFFIX = ".test.mjs"

CHECKS = """\
// The port's values, looked at one after the other.
class Stages {
  constructor(values) {
    this.values = values;
  }

  // Compared as numbers: leading zeros are no difference.
  number(name, expected, how) {
    const got = this.values[name];
    if (got !== undefined && BigInt("0x0" + got) !== BigInt("0x0" + expected)) this.wrong(name, got, expected, how);
  }

  // Compared byte for byte: a lost zero is a difference.
  octets(name, expected, how) {
    const got = this.values[name];
    if (got !== undefined && got.toLowerCase() !== expected) this.wrong(name, got, expected, how);
  }

  wrong(name, got, expected, how) {
    assert.fail(`first wrong value: ${name}\\n${how}\\nexpected ${expected}\\nyour port ${got}`);
  }

  // Without this value the test would prove nothing.
  shows(name) {
    assert.notEqual(this.values[name], undefined, `your port shows no ${name}`);
  }
}
"""


def render(suite: Suite) -> str:
    """The text of the test file."""
    connect = (
        f"Write port.mjs beside this file, which exports one function: {suite.side}(given) -> values. Both are plain",
        "objects of text; given holds the inputs below, values what your port computed, under the names below.",
    )
    lines = comment(head(suite, connect))
    lines += ["", 'import assert from "node:assert/strict";', 'import test from "node:test";', ""]
    lines += ['import * as port from "./port.mjs";', ""]
    lines += ["const shared = {", *inputs(suite.shared), "};", "", CHECKS]
    lines += body(suite)
    return "\n".join(lines)


def comment(lines: list[str], indent: str = "") -> list[str]:
    """Lines as // comments."""
    return [f"{indent}// {single_line(line)}".rstrip() for line in lines]


def body(suite: Suite) -> list[str]:
    """The tests themselves, the same in TypeScript."""
    lines = []
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += [*_case(suite, name, case), ""]
    return lines


def inputs(given: tuple[Given, ...], indent: str = "  ") -> list[str]:
    """The inputs as properties."""
    lines = []
    for one in given:
        lines += comment([one.about], indent)
        value = [escaped(one.content)] if one.is_text else [f'"{piece}"' for piece in pieces(one.content)]
        lines.append(f"{indent}{one.name}:")
        lines += joined(value, indent + "  ")
        lines[-1] += ","
    return lines


def _case(suite: Suite, name: str, case: SuiteCase) -> list[str]:
    lines = [f'test("{name}", () => {{', *comment([case.label], "  "), "  const given = {", "    ...shared,"]
    lines += [*inputs(case.inputs, "    "), "  };", f"  const stages = new Stages(port.{suite.side}(given));"]
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines += ["", *comment(list(stage.how), "  "), f"  stages.{check}(", f'    "{stage.name}",']
        lines += joined([f'"{piece}"' for piece in pieces(stage.expected)], "    ")
        lines[-1] += ","
        lines += [f"    {escaped(stage.how[0])},", "  );"]
    return [*lines, "", f'  stages.shows("{case.needed}");', "});"]
