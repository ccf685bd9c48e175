"""Whatever our own servers and clients print when they refuse is explained, and read as a refusal where it is one of a
proof."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import srpscope
from srpscope.answers.explain import explain
from srpscope.capture.refusals import refusal_in

ROOT = Path(srpscope.__file__).parent

STAND_INS = {
    "odd": "is no text",
    "given": "is none of Cognito's",
    "key": "SRP_A",
    "what": "the server's first answer",
    "name": "M5",
    "' or '.join(names)": "InitiateAuth",
    "state": "5",
    "sender": "client",
    "message": "M2",
    "who": "server",
    "'server' if self.side == 'client' else 'client'": "server",
}
"""What stands at a place of a sentence that is filled in; elsewhere a number does."""


def filled(part: ast.expr, module: ModuleType) -> str:
    if isinstance(part, ast.FormattedValue):
        inner = part.value
        constant = getattr(module, inner.id, None) if isinstance(inner, ast.Name) else None
        return constant if isinstance(constant, str) else STAND_INS.get(ast.unparse(inner), "7")
    return str(part.value) if isinstance(part, ast.Constant) else ""


def sentence(said: ast.expr, module: ModuleType) -> str:
    """The text of a refusal as it could be printed; "" where it is somebody else's."""
    if isinstance(said, ast.JoinedStr) and ast.unparse(said) == "f'{name} is 0 mod N.'":
        return "A is 0 mod N."
    if isinstance(said, ast.Name):
        constant = getattr(module, said.id, "")
        return constant if isinstance(constant, str) else ""
    if isinstance(said, ast.JoinedStr):
        return "".join(filled(part, module) for part in said.values)
    return said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""


def refusals() -> Iterator[tuple[str, str]]:
    for folder in ("wire", "live"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text("utf-8")
            if "RefusedError(" not in text:
                continue
            where = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
            module = importlib.import_module(where)
            for node in ast.walk(ast.parse(text)):
                named = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
                if isinstance(node, ast.Call) and named in ("RefusedError", "_refused") and node.args:
                    said = sentence(node.args[0], module)
                    if said.strip(" .7"):
                        yield f"{where}:{node.lineno}", said


def test_every_refusal_of_ours_is_explained() -> None:
    found = list(refusals())
    assert len(found) > 90
    assert [one for one in found if not explain(one[1]).matches] == []


@pytest.mark.parametrize(
    ("of", "said"),
    [
        ("M1", "M1 is not the proof that this side computes."),
        ("M1", "M is not the proof that this side computes."),
        ("M1", "The controller's proof in M3 is not the one computed here."),
        ("M1", "PASSWORD_CLAIM_SIGNATURE is not the one computed here."),
        ("M1", "M1 values do not match."),
        ("M1", "Bad client credentials: M1 is not the one computed here."),
        ("M1", "The device refuses Cmd1 (error -1)."),
        ("M2", "M2 is not the proof that this side computes."),
        ("M2", "HAMK is not the proof that this side computes."),
        ("M2", "The accessory's proof in M4 is not the one that this side computes."),
        ("M2", "The device accepted the proof, but its own proof M2 is wrong: it does not hold the same K."),
        ("M2", "The server accepted the proof, but its own proof M2 is wrong."),
        ("M2", "The client does not accept M2."),
        ("M2", "Bad server credentials: M2 is not the one that this side computes."),
    ],
)
def test_a_refused_proof_is_read_where_a_log_says_it(of: str, said: str) -> None:
    event = refusal_in(f"10:02:11 WARN login: {said}")
    assert event is not None
    assert (event["what"], event["of"], event["by"]) == ("refused", of, "server" if of == "M1" else "client")
