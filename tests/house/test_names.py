"""What only one place may do: take an id apart, make a session of what a person brought."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from srpscope.wire.wires import WIRES

PACKAGE = Path(__file__).parents[2] / "srpscope"
TAKE_APART = {"startswith", "endswith", "removeprefix", "removesuffix", "split", "rsplit", "partition", "rpartition"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module that somebody wrote: its path inside the package, and its tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not path.stem.endswith("_pb2"):
            yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def test_no_id_of_a_mistake_is_taken_apart() -> None:
    found = []
    for path, tree in modules():
        if not path.startswith(("why/", "answers/", "report/", "session/", "tui/facts/")) or path == "why/placed.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKE_APART:
                of = node.func.value
                if isinstance(of, ast.Attribute) and of.attr in ("id", "suspects"):
                    found.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("dialect:"):
                found.append(f"{path}:{node.lineno}")
    assert found == []


OWN_RECORDINGS = {"cli/transports/client.py", "tui/live/along.py"}
"""They look at what srpscope itself records, which names its dialect: nobody brings it."""


def test_a_session_over_what_a_person_brings_is_made_by_the_one_way_in() -> None:
    found = [
        (path, node.lineno)
        for path, tree in modules()
        if path.startswith(("answers/", "cli/", "lessons/", "report/", "tui/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Session"
    ]
    assert [(path, line) for path, line in found if path not in OWN_RECORDINGS] == []
    assert {path for path, _ in found} == OWN_RECORDINGS  # and every exemption is one


def test_nobody_asks_whether_a_wire_is_a_certain_one() -> None:
    """What a wire is, it declares (wires.declared): a comparison with its name is a table that nobody finds."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        if not path.startswith(("wire/", "live/systems/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Attribute)
        and node.left.attr in ("wire", "messages")
        for one in node.comparators
        if isinstance(one, ast.Constant) and one.value in WIRES
    ]
    assert found == []


NAMES_A_PROTOCOL = {
    "answers/credential_making.py": "`--as nimbus` is a form of output, as json is",
    "capture/logs/app_values.py": "the tag that a component of ESP-IDF has in its log",
    "capture/logs/esp_log.py": "the same",
    "capture/text/lines.py": "the same",
    "capture/pages/handshakes/captures.py": "a dialect, known by the inputs that it alone has",
    "capture/pages/names.py": "the same",
    "capture/pages/nimbus_exchange.py": "a format: the page on which Nimbus' demo prints its exchange",
    "cli/credentials/make_credential.py": "`--as nimbus`",
    "cli/knowledge/dialects.py": "`--as nimbus`: the settings object that it publishes",
    "lessons/challenges/levels.py": "dialects that a challenge is drawn from",
    "pytest_plugin.py": "srp_device is an ESP32, a word of its contract",
    "report/troubleshooting.py": "how the page is cut into chapters, by what a source says",
    "srp/nimbus_settings.py": "the dialect on which a published settings object stands",
}
"""Outside of wire/X, live/systems/X, the registries and the tables of dialects, slips and languages: why it
stands there. What could be said by the protocol itself was moved to it."""


def test_whoever_names_a_protocol_has_a_reason() -> None:
    names = {*WIRES, "esp32"} - {"textbook", "proton"}  # words of many things
    own = ("wire/", "live/systems/", "srp/dialects/", "why/slips/", "why/suspects/", "report/export/", "report/tap/")
    found = {
        path
        for path, tree in modules()
        if not path.startswith(own)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert found == NAMES_A_PROTOCOL.keys()


FOREIGN = {
    "__init__.py",  # our own names, imported when they are first asked for
    "answers/doctor.py",
    "bounded.py",
    "capture/srp_jsonl.py",
    "cli/__init__.py",
    "cli/screens/confined.py",  # functions of os are put in another's place
    "cli/output.py",
    "live/recording.py",
    "live/web/visitor.py",
    "srp/primitives/hashes.py",
    "tui/screens.py",  # a module that is imported by its name
    "why/workers.py",
    "wire/protocomm/messages.py",
}
"""They ask Python, an operating system, a stream or generated code for what is not everywhere."""


def test_nobody_asks_our_own_objects_whether_they_have_an_attribute() -> None:
    found = [
        (path, node.lineno)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in ("getattr", "hasattr", "setattr")
    ]
    assert [(path, line) for path, line in found if path not in FOREIGN] == []
    assert {path for path, _ in found} == FOREIGN  # and every exemption is one


def test_only_the_desk_assigns_to_what_it_holds() -> None:
    """Others call it; what it is told to call (start, changed, on_edits) they put there."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        if path.startswith("tui/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr not in ("start", "changed", "on_edits")
        if ast.unparse(target.value).rpartition(".")[2] in ("desk", "_desk")
    ]
    assert found == []


def test_no_public_class_has_a_name_in_two_packages() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(path.rpartition("/")[0])
    assert {name: sorted(packages) for name, packages in found.items() if len(packages) > 1} == {}
