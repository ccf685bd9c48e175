"""Dart: package:test, which Flutter projects have as flutter_test."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.javascript import comment
from srpscope.report.export.notice import escaped, head, pieces

TITLE = "Dart"
FRAMEWORK = "package:test"
SUFFIX = "_test.dart"

_CHECKS = """\
/// The port's values, looked at one after the other.
class Stages {
  Stages(this.values);

  final Map<String, String> values;

  /// Compared as numbers: leading zeros are no difference.
  void number(String name, String expected, String how) {
    final got = values[name];
    if (got != null && BigInt.parse('0$got', radix: 16) != BigInt.parse('0$expected', radix: 16)) {
      wrong(name, got, expected, how);
    }
  }

  /// Compared byte for byte: a lost zero is a difference.
  void octets(String name, String expected, String how) {
    final got = values[name];
    if (got != null && got.toLowerCase() != expected) {
      wrong(name, got, expected, how);
    }
  }

  void wrong(String name, String got, String expected, String how) {
    fail('first wrong value: $name\\n$how\\nexpected $expected\\nyour port $got');
  }

  /// Without this value the test would prove nothing.
  void shows(String name) {
    expect(values[name], isNotNull, reason: 'your port shows no $name');
  }
}
"""


def render(suite: Suite) -> str:
    """The text of the test file."""
    connect = (
        "Write port.dart beside this file with one function:",
        f"  Map<String, String> {suite.side}(Map<String, String> given)",
        "given holds the inputs below, the result what your port computed from them, under the names below.",
        "In a Flutter project import package:flutter_test/flutter_test.dart instead of package:test/test.dart.",
    )
    lines = comment(head(suite, connect, "Dart, syntax checked, not run."))
    lines += ["", "import 'package:test/test.dart';", "", "import 'port.dart' as port;", "", _CHECKS]
    lines += ["const shared = <String, String>{", *_inputs(suite.shared, "  "), "};", "", "void main() {"]
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += _case(suite, name, case)
    return "\n".join([*lines, "}", ""])


def _text(text: str) -> str:
    return escaped(text, "'", "$")


def _inputs(inputs: tuple[Given, ...], indent: str) -> list[str]:
    lines = []
    for one in inputs:
        lines += comment([one.about], indent)
        lines.append(f"{indent}{_text(one.name)}:")
        lines += _joined(
            [_text(one.content)] if one.is_text else [f"'{piece}'" for piece in pieces(one.content)], indent
        )
        lines[-1] += ","
    return lines


def _joined(parts: list[str], indent: str) -> list[str]:
    # Literals that stand beside each other are one, as in C.
    return [f"{indent}    {part}" for part in parts]


def _case(suite: Suite, name: str, case: SuiteCase) -> list[str]:
    lines = [*comment([case.label], "  "), f"  test({_text(name)}, () {{", "    final given = <String, String>{"]
    lines += ["      ...shared,", *_inputs(case.inputs, "      "), "    };"]
    lines.append(f"    final stages = Stages(port.{suite.side}(given));")
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines += ["", *comment(list(stage.how), "    "), f"    stages.{check}(", f"      {_text(stage.name)},"]
        lines += _joined([f"'{piece}'" for piece in pieces(stage.expected)], "  ")
        lines[-1] += ","
        lines += [f"      {_text(stage.how[0])},", "    );"]
    return [*lines, "", f"    stages.shows({_text(case.needed)});", "  });", ""]
