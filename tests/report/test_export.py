"""The text of exported tests: what they hold, in which order, and that hostile words stay words."""

from __future__ import annotations

import ast
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from srpscope.answers.suite.cases import exchange, sheets_of, suite_of
from srpscope.answers.suite.suite import Suite
from srpscope.capture.capture import Capture
from srpscope.capture.srp_jsonl import loads
from srpscope.cli import main
from srpscope.errors import UserError
from srpscope.places import captures_folder
from srpscope.report.export import LANGUAGES, language
from srpscope.session import Session
from srpscope.srp.dialect import dialect
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge
from tests.report.toolchains import IN_CI

REFUSED = captures_folder() / "esp32-refused.srp.jsonl"

HOSTILE = (
    "plain",
    'quote" and \\ backslash',
    "it's $dollar ${x} #{y} %s",
    "*/ /* // -- # ",
    "\\u000a\\",
    "new\nline\r\ttab\0nul\x1b[31m",
    "ünïcödé 密码 \U0001f511 \u202e bidi",
    "??/ trigraph ??=",
    '"""',
    "`tick` \\(interpolation)",
)


def suite_with(text: str, label: str = "handshake") -> Suite:
    """One handshake whose user name and password are the text."""
    N, g = group("nimbus-256")
    known = {"N": N, "g": g, "I": text, "s": bytes(range(16))}
    spoken = dialect("rfc5054")
    client = Knowledge("client", spoken, {**known, "P": text, "a": 3**80})
    server = Knowledge("server", spoken, {**known, "v": 5**60, "b": 7**60})
    return suite_of([(*exchange(client, server), label)], "client", label)


@pytest.fixture(scope="module")
def refused() -> Suite:
    """The refused session of the bundled capture."""
    session = Session(loads(REFUSED.read_text("utf-8"), "refused"))
    return suite_of([(*sheets_of(session, "client"), session.title)], "client", session.title)


def test_stages_stand_in_the_order_in_which_they_are_made(refused: Suite) -> None:
    """So that the first failing one is the answer; and every stage of the issue is there."""
    names = [stage.name for stage in refused.cases[0].stages]
    assert names == ["k", "x", "v", "A", "A_bytes", "u", "S", "K", "M1", "M2", "session_key"]
    assert [one.name for one in (*refused.shared, *refused.cases[0].inputs)] == ["N", "g", "I", "P", "s", "a", "b", "B"]


def test_a_refused_session_gives_the_proof_that_the_device_wanted(refused: Suite) -> None:
    """The port is to agree with its peer: the expected M1 is not the one that was sent."""
    session = Session(loads(REFUSED.read_text("utf-8"), "refused"))
    stages = {stage.name: stage for stage in refused.cases[0].stages}
    assert session.view.wire["M1"].hex() != stages["M1"].expected
    assert session.view.wire["A"].hex() == stages["A_bytes"].expected
    client, server = sheets_of(session, "client")
    assert server.value("M1") == bytes.fromhex(stages["M1"].expected) == client.value("M1")


def test_each_stage_says_how_it_is_made(refused: Suite) -> None:
    """Formula, encodings, lengths, zeros added; never a value."""
    stages = {stage.name: stage for stage in refused.cases[0].stages}
    k = "\n".join(stages["k"].how)
    assert "k = H(N | PAD(g))" in k and "SHA-512" in k and "383 of them zeros added" in k
    assert "gives 64 bytes" in "\n".join(stages["M1"].how)
    secrets = [one.content for one in refused.cases[0].inputs if one.name in ("P", "a", "b")]
    secrets += [stage.expected for stage in refused.cases[0].stages if stage.name in ("x", "S", "K")]
    comments = "\n".join(line for stage in refused.cases[0].stages for line in stage.how)
    assert not any(secret in comments for secret in secrets)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_holds_the_notice_and_every_value(refused: Suite, name: str) -> None:
    """Secrets are in such a test by nature: the file says so."""
    text = language(name).render(refused)
    assert "SECRETS: this file holds" in text
    first = text.splitlines()[0]
    assert ("syntax checked, not run" in first) == (name in ("dart", "swift"))
    joined = "".join(character for character in text if character not in " \n\"'+.,[]")
    for stage in refused.cases[0].stages:
        assert stage.expected in joined
    assert len({len(line) for line in text.splitlines() if len(line) > 2000}) == 0


def test_both_sides_can_be_exported() -> None:
    """A server's test has b and v, and B among the stages."""
    session = Session(loads((captures_folder() / "esp32-accepted.srp.jsonl").read_text("utf-8"), "accepted"))
    case = suite_of([(*sheets_of(session, "server"), "x")], "server", "x").cases[0]
    assert [one.name for one in case.inputs] == ["I", "s", "v", "b", "A", "M1"]
    assert [stage.name for stage in case.stages][:3] == ["k", "B", "B_bytes"]
    assert case.needed == "M2"


def test_what_is_missing_is_named() -> None:
    """Without a there is no test of a client; --made draws one."""
    lines = REFUSED.read_text("utf-8").splitlines()
    capture = loads("\n".join(line for line in lines if '"a"' not in line), "no a")
    session = Session(Capture(capture.header, capture.lines))
    with pytest.raises(UserError, match=r"needs a; beside it P"):
        suite_of([(*sheets_of(session, "client"), "x")], "client", "x")
    session.settings = [("client", "P", "abcd1234"), ("client", "I", "wifiprov")]
    session.changed()
    client, server = sheets_of(session, "client", made=True)
    assert client.value("M1") == server.value("M1") is not None


def test_the_B_that_only_the_client_printed_is_the_one_that_was_sent(refused: Suite) -> None:
    """An app's log without a device's: nothing stood on a wire, and the test wants the same proof."""
    session = Session(loads(REFUSED.read_text("utf-8"), "refused"))
    a = session.view.client.value("a")
    assert isinstance(a, int)
    capture = Capture({"dialect": "esp-idf-security2"}, name="app.log")
    printed = {name: session.view.wire[name].hex() for name in ("s", "A", "B", "M1")}
    capture.add_values("client", {"I": "wifiprov", "P": "abcd1234", "a": f"{a:x}", **printed})
    made = suite_of([(*sheets_of(Session(capture), "client"), "app.log")], "client", "app.log")
    (case,), (right,) = made.cases, refused.cases
    wanted = {one.name: one.expected for one in right.stages}
    assert {one.name: one.expected for one in case.stages if one.name in ("u", "S", "K", "M1")} == {
        name: wanted[name] for name in ("u", "S", "K", "M1")
    }


def test_a_user_name_that_is_no_text_is_refused() -> None:
    """A source file cannot hold it."""
    with pytest.raises(UserError, match="no UTF-8"):
        suite_with("\udcff")


def test_what_is_sent_as_text_is_given_as_a_number() -> None:
    """Nobody wants the hex of hex digits."""
    N, g = group("rfc5054-1024")
    known = {"N": N, "g": g, "I": "alice", "s": bytes(range(16))}
    client = Knowledge("client", dialect("meteor"), {**known, "P": "p", "a": 3**80})
    server = Knowledge("server", dialect("meteor"), {**known, "v": 5**60, "b": 7**60})
    sheets = exchange(client, server)
    case = suite_of([(*sheets, "x")], "client", "x").cases[0]
    (B,) = [one for one in case.inputs if one.name == "B"]
    assert int(B.content, 16) == sheets[1].value("B") and "sent as text" in B.about
    assert "A_bytes" not in [stage.name for stage in case.stages]


# Hostile words


@pytest.mark.parametrize("text", HOSTILE)
def test_python_reads_back_what_was_put_in(text: str) -> None:
    """The literal is the text, and nothing else is in the file's code."""
    suite = suite_with(text, label=text)
    tree = ast.parse(language("python").render(suite))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert text in strings
    plain = ast.parse(language("python").render(suite_with("plain")))
    assert sum(1 for _ in ast.walk(tree)) == sum(1 for _ in ast.walk(plain))


@pytest.mark.parametrize("name", ["java", "kotlin", "dart", "javascript", "typescript"])
def test_a_line_end_in_a_name_is_none_in_the_code(name: str) -> None:
    """Java reads an escape by number before it looks for strings, so that a line end by number ends the line."""
    text = language(name).render(suite_with("two\r\nlines"))
    assert "two\\r\\nlines" in text and "\\u000a" not in text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=30, deadline=None)
def test_json_reads_back_whatever_was_put_in(text: str) -> None:
    """Any text."""
    answer = json.loads(language("json").render(suite_with(text, text)))
    assert answer["cases"][0]["given"]["I"] == text


@pytest.mark.parametrize("name", ["swift", "dart"])
@pytest.mark.parametrize("text", HOSTILE)
def test_swift_and_dart_parse(name: str, text: str, suite: Suite) -> None:
    """With the tree-sitter grammars of the languages: no error anywhere, hostile words included."""
    assert_parses(name, language(name).render(suite_with(text, label=text)))
    if text == "plain":
        assert_parses(name, language(name).render(suite))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("swift", "func f( {"),
        ("dart", "void main( {"),
        ("swift", 'let a = "x'),
        ("dart", "final a = 'x\n;"),
        ("powershell", "if (1) {"),
    ],
)
def test_the_parsers_find_errors(name: str, text: str) -> None:
    """A check that cannot fail is none."""
    with pytest.raises(AssertionError):
        assert_parses(name, text)


def assert_parses(name: str, text: str) -> None:
    try:
        tree_sitter = __import__("tree_sitter")
        grammar = __import__(f"tree_sitter_{name}")
    except ImportError as error:
        if IN_CI:
            pytest.fail(str(error))
        pytest.skip(f"not installed: {error.name}")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    tree = parser.parse(text.encode("utf-8"))
    assert not tree.root_node.has_error, [str(node) for node in _errors(tree.root_node)][:3]


def _errors(node: object) -> list[object]:
    found = []
    stack = [node]
    while stack:
        one = stack.pop()
        if getattr(one, "is_error", False) or getattr(one, "is_missing", False):
            found.append((one.start_point, one.text[:80]))  # type: ignore[attr-defined]
        stack += list(getattr(one, "children", []))
    return found


# The command


def test_the_file_is_the_owners_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mode 0600, never over an existing file without --force, and the mode holds then too."""
    out = tmp_path / "srp_port_test.py"
    command = ["export", str(REFUSED), "--as", "python", "-o", str(out)]
    assert main(command) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert main(command) == 73
    out.chmod(0o644)
    assert main([*command, "--force"]) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "passwords" in capsys.readouterr().err


def test_an_unknown_language_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, 64."""
    with pytest.raises(SystemExit) as ended:
        main(["export", str(REFUSED), "--as", "cobol"])
    assert ended.value.code == 64
