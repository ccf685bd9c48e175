"""C: a program that ends with 1 at the first wrong value and prints TAP, which any test runner takes."""

from __future__ import annotations

from srpscope.answers.suite.suite import Given, Suite, SuiteCase
from srpscope.report.export.notice import head, pieces, single_line

TITLE = "C"
FRAMEWORK = "a program of its own (TAP, exit status)"
SUFFIX = "_test.c"

_CHECKS = """\
struct input { const char *name, *content; };

static const struct input *inputs[2];
static const char *current;
static int failed;

/* The input of that name as text, or NULL: what the port is given. */
static const char *given(const char *name)
{
    for (int i = 0; i < 2; i++)
        for (const struct input *one = inputs[i]; one && one->name; one++)
            if (strcmp(one->name, name) == 0)
                return one->content;
    return NULL;
}

static int same(const char *a, const char *b, int as_number)
{
    while (as_number && *a == '0') a++;
    while (as_number && *b == '0') b++;
    for (; *a && *b; a++, b++)
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return 0;
    return *a == *b;
}

static void stage(const char *name, int as_number, const char *expected, const char *how)
{
    const char *got = failed ? NULL : PORT(given, name);
    if (got && !same(got, expected, as_number)) {
        printf("not ok - %s\\n# first wrong value: %s\\n# %s\\n# expected %s\\n# your port %s\\n",
               current, name, how, expected, got);
        failed = 1;
    }
}

/* Compared as numbers: leading zeros are no difference. */
static void number(const char *name, const char *expected, const char *how) { stage(name, 1, expected, how); }

/* Compared byte for byte: a lost zero is a difference. */
static void octets(const char *name, const char *expected, const char *how) { stage(name, 0, expected, how); }

/* Without this value the test would prove nothing. */
static void shows(const char *name)
{
    if (!failed && !PORT(given, name)) {
        printf("not ok - %s\\n# your port shows no %s\\n", current, name);
        failed = 1;
    }
    if (!failed)
        printf("ok - %s\\n", current);
}
"""


def render(suite: Suite) -> str:
    """The text of the test file."""
    function = f"port_{suite.side}"
    connect = (
        "Link a file of your own with one function:",
        f"  const char *{function}(const char *(*given)(const char *name), const char *name);",
        "given(NAME) is an input below; the result is the value of that name as your port computes it, or NULL.",
    )
    lines = ["/*", *(f" * {single_line(line)}".rstrip() for line in head(suite, connect)), " */"]
    lines += ["", "#include <ctype.h>", "#include <stdio.h>", "#include <string.h>", ""]
    lines += [f"extern const char *{function}(const char *(*given)(const char *name), const char *name);"]
    lines += [f"#define PORT {function}", "", _CHECKS]
    lines += _table("shared", suite.shared)
    for name, case in zip(suite.identifiers, suite.cases, strict=True):
        lines += ["", *_case(name, case)]
    lines += ["", "int main(void)", "{", "    int bad = 0;", f'    printf("1..{len(suite.cases)}\\n");']
    lines += [f"    case_{name}(); bad += failed;" for name in suite.identifiers]
    return "\n".join([*lines, "    return bad != 0;", "}", ""])


def _text(text: str) -> str:
    out = []
    for byte in text.encode("utf-8"):
        plain = 0x20 <= byte < 0x7F and byte not in b'"\\?'
        out.append(chr(byte) if plain else f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def _table(name: str, given: tuple[Given, ...]) -> list[str]:
    lines = [f"static const struct input {name}[] = {{"]
    for one in given:
        lines.append(f"    /* {single_line(one.about)} */")
        lines.append(f"    {{ {_text(one.name)},")
        content = [_text(one.content)] if one.is_text else [f'"{piece}"' for piece in pieces(one.content)]
        lines += [f"      {piece}" for piece in content]
        lines[-1] += " },"
    return [*lines, "    { NULL, NULL },", "};"]


def _case(name: str, case: SuiteCase) -> list[str]:
    lines = [f"/* {single_line(case.label)} */", *_table(f"given_{name}", case.inputs), ""]
    lines += [f"static void case_{name}(void)", "{", f'    current = "{name}";', "    failed = 0;"]
    lines += ["    inputs[0] = shared;", f"    inputs[1] = given_{name};"]
    for stage in case.stages:
        check = "number" if stage.compared == "number" else "octets"
        lines.append("")
        lines += [f"    /* {single_line(line)} */" for line in stage.how]
        lines.append(f"    {check}({_text(stage.name)},")
        lines += [f'        "{piece}"' for piece in pieces(stage.expected)]
        lines[-1] += ","
        lines.append(f"        {_text(stage.how[0])});")
    return [*lines, "", f"    shows({_text(case.needed)});", "}"]
