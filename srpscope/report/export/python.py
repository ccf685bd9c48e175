"""Python: unittest, which pytest runs too."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.notice import head, pieces, single_line

TITLE = "Python"
FRAMEWORK = "unittest (pytest runs it)"
SUFFIX = "_test.py"

_CHECKS = '''\
class Stages:
    """The port's values, looked at one after the other."""

    def __init__(self, test, values):
        self.test, self.values = test, values

    def number(self, name, expected, how):
        """Compare as numbers: leading zeros are no difference."""
        got = self.values.get(name)
        if got is not None and int(got or "0", 16) != int(expected, 16):
            self.wrong(name, got, expected, how)

    def octets(self, name, expected, how):
        """Compare byte for byte: a lost zero is a difference."""
        got = self.values.get(name)
        if got is not None and got.lower() != expected:
            self.wrong(name, got, expected, how)

    def wrong(self, name, got, expected, how):
        self.test.fail(f"first wrong value: {name}\\n{how}\\nexpected {expected}\\nyour port {got}")

    def shows(self, name):
        """Without this value the test would prove nothing."""
        self.test.assertIsNotNone(self.values.get(name), f"your port shows no {name}")
'''


def render(suite: Suite) -> str:
    """The text of the test file."""
    connect = (
        f"Write port.py beside this file with one function: {suite.side}(given) -> values. Both are dicts of text;",
        "given holds the inputs below, values what your port computed from them, under the names below.",
    )
    lines = [f"# {single_line(line)}".rstrip() for line in head(suite, connect)]
    lines += ["", "import unittest", "", "import port", ""]
    lines += [
        "SHARED = {",
        *_inputs(suite.shared, "    "),
        "}",
        "",
        "",
        _CHECKS,
        "",
        "class SrpPortTest(unittest.TestCase):",
    ]
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += _case(suite, name, case)
    lines += ["", "", 'if __name__ == "__main__":', "    unittest.main()", ""]
    return "\n".join(lines)


def _inputs(inputs: tuple[Given, ...], indent: str) -> list[str]:
    lines = []
    for one in inputs:
        lines.append(f"{indent}# {single_line(one.about)}")
        if one.is_text:
            lines.append(f'{indent}"{one.name}": {one.content!a},')
        else:
            lines += [f'{indent}"{one.name}": (', *_long(one.content, indent + "    "), f"{indent}),"]
    return lines


def _long(text: str, indent: str) -> list[str]:
    return [f'{indent}"{piece}"' for piece in pieces(text)]


def _case(suite: Suite, name: str, case: SuiteCase) -> list[str]:
    lines = ["", f"    def test_{name}(self):", f"        # {single_line(case.label)}", "        given = dict(SHARED)"]
    lines += ["        given.update({", *_inputs(case.inputs, "            "), "        })"]
    lines.append(f"        stages = Stages(self, port.{suite.side}(given))")
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines.append("")
        lines += [f"        # {single_line(line)}" for line in stage.how]
        lines += [f"        stages.{check}(", f'            "{stage.name}",']
        lines += _long(stage.expected, "            ")
        lines[-1] += ","
        lines += [f"            {single_line(stage.how[0])!a},", "        )"]
    lines += ["", f"        stages.shows({case.needed!r})"]
    return lines
