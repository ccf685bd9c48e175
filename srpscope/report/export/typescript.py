"""TypeScript: node:test, strictly typed."""

from __future__ import annotations

from srpscope.answers.suite.suite import Suite
from srpscope.report.export.javascript import CHECKS, body, comment, inputs
from srpscope.report.export.notice import head

TITLE = "TypeScript"
FRAMEWORK = "node:test (types: @types/node)"
SUFFIX = ".test.mts"

_TYPED = (
    ("  constructor(values) {", "  values: Values;\n\n  constructor(values: Values) {"),
    ("number(name, expected, how)", "number(name: string, expected: string, how: string): void"),
    ("octets(name, expected, how)", "octets(name: string, expected: string, how: string): void"),
    ("  wrong(name, got, expected, how)", "  wrong(name: string, got: string, expected: string, how: string): never"),
    ("shows(name)", "shows(name: string): void"),
)


def render(suite: Suite) -> str:
    """The text of the test file."""
    connect = (
        "Write port.mts beside this file, which exports one function:",
        f"  {suite.side}(given: Record<string, string>): Record<string, string>",
        "given holds the inputs below, the result what your port computed from them, under the names below.",
    )
    lines = comment(head(suite, connect))
    lines += ["", 'import assert from "node:assert/strict";', 'import test from "node:test";', ""]
    lines += ['import * as port from "./port.mjs";', ""]
    lines += ["type Values = Record<string, string | undefined>;", ""]
    lines += ["const shared = {", *inputs(suite.shared), "};", "", _typed(CHECKS)]
    lines += body(suite)
    return "\n".join(lines)


def _typed(text: str) -> str:
    for plain, typed in _TYPED:
        text = text.replace(plain, typed, 1)
    return text
