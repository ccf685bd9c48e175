"""Java: JUnit 4, which Android projects have."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.javascript import comment
from srpscope.report.export.notice import escaped, head, joined, pieces

TITLE = "Java"
FRAMEWORK = "JUnit 4"
SUFFIX = "SrpPortTest.java"

_CHECKS = """\
    /** The port's values, looked at one after the other. */
    private static final class Stages {
        private final Map<String, String> values;

        Stages(Map<String, String> values) {
            this.values = values;
        }

        /** Compared as numbers: leading zeros are no difference. */
        void number(String name, String expected, String how) {
            String got = values.get(name);
            if (got != null && !new BigInteger("0" + got, 16).equals(new BigInteger("0" + expected, 16))) {
                wrong(name, got, expected, how);
            }
        }

        /** Compared byte for byte: a lost zero is a difference. */
        void octets(String name, String expected, String how) {
            String got = values.get(name);
            if (got != null && !got.equalsIgnoreCase(expected)) {
                wrong(name, got, expected, how);
            }
        }

        void wrong(String name, String got, String expected, String how) {
            fail("first wrong value: " + name + "\\n" + how + "\\nexpected " + expected + "\\nyour port " + got);
        }

        /** Without this value the test would prove nothing. */
        void shows(String name) {
            assertNotNull("your port shows no " + name, values.get(name));
        }
    }
"""


def render(suite: Suite) -> str:
    """The text of the test file; its class is SrpPortTest, and so must the file be called."""
    connect = (
        "Save this file as SrpPortTest.java, and write a class Port beside it:",
        f"  static Map<String, String> {suite.side}(Map<String, String> given)",
        "given holds the inputs below, the result what your port computed from them, under the names below.",
    )
    lines = comment(head(suite, connect))
    lines += ["", "import static org.junit.Assert.assertNotNull;", "import static org.junit.Assert.fail;", ""]
    lines += ["import java.math.BigInteger;", "import java.util.HashMap;", "import java.util.Map;"]
    lines += ["import org.junit.Test;", "", "public class SrpPortTest {"]
    lines += ["    private static Map<String, String> shared() {"]
    lines += [
        "        Map<String, String> given = new HashMap<>();",
        *_inputs(suite.shared),
        "        return given;",
        "    }",
    ]
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += ["", *_case(suite, name, case)]
    return "\n".join([*lines, "", _CHECKS + "}", ""])


def _inputs(inputs: tuple[Given, ...]) -> list[str]:
    lines = []
    for one in inputs:
        lines += comment([one.about], "        ")
        lines.append(f"        given.put({escaped(one.name)},")
        lines += joined(
            [escaped(one.content)] if one.is_text else [f'"{piece}"' for piece in pieces(one.content)], "            "
        )
        lines[-1] += ");"
    return lines


def _case(suite: Suite, name: str, case: SuiteCase) -> list[str]:
    lines = comment([case.label], "    ")
    lines += ["    @Test", f"    public void test_{name}() {{"]
    lines += ["        Map<String, String> given = shared();", *_inputs(case.inputs)]
    lines.append(f"        Stages stages = new Stages(Port.{suite.side}(given));")
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines += ["", *comment(list(stage.how), "        "), f"        stages.{check}({escaped(stage.name)},"]
        lines += joined([f'"{piece}"' for piece in pieces(stage.expected)], "            ")
        lines[-1] += ","
        lines.append(f"            {escaped(stage.how[0])});")
    return [*lines, "", f"        stages.shows({escaped(case.needed)});", "    }"]
