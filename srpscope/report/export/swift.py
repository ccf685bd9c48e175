"""Swift: XCTest."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.javascript import comment
from srpscope.report.export.notice import head, pieces

TITLE = "Swift"
FRAMEWORK = "XCTest"
SUFFIX = "SrpPortTests.swift"

_CHECKS = """\
/// The port's values, looked at one after the other.
private struct Stages {
    let values: [String: String]

    /// Compared as numbers: leading zeros are no difference.
    func number(_ name: String, _ expected: String, _ how: String) throws {
        guard let got = values[name] else { return }
        if plain(got) != plain(expected) {
            try wrong(name, got, expected, how)
        }
    }

    /// Compared byte for byte: a lost zero is a difference.
    func octets(_ name: String, _ expected: String, _ how: String) throws {
        guard let got = values[name] else { return }
        if got.lowercased() != expected {
            try wrong(name, got, expected, how)
        }
    }

    private func plain(_ hex: String) -> String {
        return String(hex.lowercased().drop(while: { $0 == "0" }))
    }

    private func wrong(_ name: String, _ got: String, _ expected: String, _ how: String) throws {
        throw Wrong(description: "first wrong value: \\(name)\\n\\(how)\\nexpected \\(expected)\\nyour port \\(got)")
    }

    /// Without this value the test would prove nothing.
    func shows(_ name: String) {
        XCTAssertNotNil(values[name], "your port shows no \\(name)")
    }
}

private struct Wrong: Error, CustomStringConvertible {
    let description: String
}
"""


def render(suite: Suite) -> str:
    """The text of the test file."""
    connect = (
        "Write an enum Port beside this file (import your module with @testable import):",
        f"  enum Port {{ static func {suite.side}(_ given: [String: String]) -> [String: String] }}",
        "given holds the inputs below, the result what your port computed from them, under the names below.",
    )
    lines = comment(head(suite, connect, "Swift, syntax checked, not run."))
    lines += ["", "import XCTest", "", _CHECKS, "final class SrpPortTests: XCTestCase {"]
    lines += ["    private let shared: [String: String] = [", *_inputs(suite.shared), "    ]"]
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += ["", *_case(suite, name, case)]
    return "\n".join([*lines, "}", ""])


def _text(text: str) -> str:
    out = []
    for character in text:
        if character in '"\\':
            out.append("\\" + character)
        elif 0x20 <= ord(character) < 0x7F:
            out.append(character)
        else:
            out.append(f"\\u{{{ord(character):x}}}")
    return '"' + "".join(out) + '"'


def _inputs(inputs: tuple[Given, ...]) -> list[str]:
    lines = []
    for one in inputs:
        lines += comment([one.about], "        ")
        lines.append(f"        {_text(one.name)}:")
        lines += _joined([_text(one.content)] if one.is_text else [f'"{piece}"' for piece in pieces(one.content)])
        lines[-1] += ","
    return lines


def _joined(parts: list[str]) -> list[str]:
    if len(parts) == 1:
        return [f"            {parts[0]}"]
    # A long sum of literals takes the compiler minutes to type; joining a list does not.
    return ["            [", *(f"                {part}," for part in parts), "            ].joined()"]


def _case(suite: Suite, name: str, case: SuiteCase) -> list[str]:
    lines = [*comment([case.label], "    "), f"    func test_{name}() throws {{", "        var given = shared"]
    lines += ["        let inputs: [String: String] = [", *_inputs(case.inputs), "        ]"]
    lines += [
        "        given.merge(inputs) { _, new in new }",
        f"        let stages = Stages(values: Port.{suite.side}(given))",
    ]
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines += [
            "",
            *comment(list(stage.how), "        "),
            f"        try stages.{check}(",
            f"            {_text(stage.name)},",
        ]
        lines += _joined([f'"{piece}"' for piece in pieces(stage.expected)])
        lines[-1] += ","
        lines += [f"            {_text(stage.how[0])}", "        )"]
    return [*lines, "", f"        stages.shows({_text(case.needed)})", "    }"]
