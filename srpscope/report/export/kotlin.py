"""Kotlin: kotlin.test, over JUnit."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.javascript import comment
from srpscope.report.export.notice import escaped, head, joined, pieces

TITLE = "Kotlin"
FRAMEWORK = "kotlin.test over JUnit"
SUFFIX = "SrpPortTest.kt"

_CHECKS = """\
/** The port's values, looked at one after the other. */
private class Stages(private val values: Map<String, String>) {
    /** Compared as numbers: leading zeros are no difference. */
    fun number(name: String, expected: String, how: String) {
        val got = values[name] ?: return
        if (BigInteger("0" + got, 16) != BigInteger("0" + expected, 16)) wrong(name, got, expected, how)
    }

    /** Compared byte for byte: a lost zero is a difference. */
    fun octets(name: String, expected: String, how: String) {
        val got = values[name] ?: return
        if (got.lowercase() != expected) wrong(name, got, expected, how)
    }

    private fun wrong(name: String, got: String, expected: String, how: String) {
        fail("first wrong value: $name\\n$how\\nexpected $expected\\nyour port $got")
    }

    /** Without this value the test would prove nothing. */
    fun shows(name: String) {
        assertNotNull(values[name], "your port shows no $name")
    }
}
"""


def render(suite: Suite) -> str:
    """The text of the test file."""
    connect = (
        "Write an object Port beside this file:",
        f"  object Port {{ fun {suite.side}(given: Map<String, String>): Map<String, String> }}",
        "given holds the inputs below, the result what your port computed from them, under the names below.",
    )
    lines = comment(head(suite, connect))
    lines += ["", "import java.math.BigInteger", "import kotlin.test.Test", "import kotlin.test.assertNotNull"]
    lines += ["import kotlin.test.fail", "", _CHECKS, "class SrpPortTest {", "    private val shared = mapOf("]
    lines += [*_inputs(suite.shared), "    )"]
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += ["", *_case(suite, name, case)]
    return "\n".join([*lines, "}", ""])


def _text(text: str) -> str:
    return escaped(text, more="$")


def _inputs(inputs: tuple[Given, ...]) -> list[str]:
    lines = []
    for one in inputs:
        lines += comment([one.about], "        ")
        lines.append(f"        {_text(one.name)} to")
        lines += joined(
            [_text(one.content)] if one.is_text else [f'"{piece}"' for piece in pieces(one.content)], "            "
        )
        lines[-1] += ","
    return lines


def _case(suite: Suite, name: str, case: SuiteCase) -> list[str]:
    lines = [
        *comment([case.label], "    "),
        "    @Test",
        f"    fun `{name}`() {{",
        "        val given = shared + mapOf(",
    ]
    lines += [*_inputs(case.inputs), "        )", f"        val stages = Stages(Port.{suite.side}(given))"]
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines += [
            "",
            *comment(list(stage.how), "        "),
            f"        stages.{check}(",
            f"            {_text(stage.name)},",
        ]
        lines += joined([f'"{piece}"' for piece in pieces(stage.expected)], "            ")
        lines[-1] += ","
        lines += [f"            {_text(stage.how[0])},", "        )"]
    return [*lines, "", f"        stages.shows({_text(case.needed)})", "    }"]
