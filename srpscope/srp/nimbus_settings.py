"""The settings object that Nimbus SRP tells its users to publish, as a dialect, and any dialect as such an object.

N and g in hex, "H": "SHA-1", "saltBytes": 16, "xRoutine": "H(s|H(P))", "m1Routine": "H(A|B|S)", and "m2Routine".
In its routines every name is a Java BigInteger, s and the proofs too: bare names are minimal bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from srpscope.errors import FileError, UserError
from srpscope.srp import limits
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.formula import (
    Call,
    Formula,
    FormulaError,
    Name,
    Node,
    children,
    rewrite,
    show,
    with_children,
)
from srpscope.srp.functions import ENCODINGS
from srpscope.srp.parsing import parse
from srpscope.srp.primitives import hashes
from srpscope.srp.primitives.groups import Group
from srpscope.srp.spelled import explicit
from srpscope.srp.values import Side

BASE = "nimbus"
ROUTINES = {"xRoutine": "x", "m1Routine": "M1", "m2Routine": "M2"}
"""The three routines that an object can name; k, u, S are as in RFC 5054 and cannot be said."""

DEFAULTS = {"g": "2", "H": "SHA-1", "saltBytes": 16, "xRoutine": "H(s|H(P))", "m1Routine": "H(A|B|S)"}
DEFAULTS |= {"m2Routine": "H(A|M1|S)"}

SALT_BYTES_LIMIT = 1_024


@dataclass(frozen=True)
class PublishedSettings:
    """What a settings object says. changes: the formulas in which its dialect differs from the one it stands on."""

    dialect: Dialect
    group: Group
    hash: str
    salt_bytes: int
    changes: dict[str, str]


def read(text: str) -> PublishedSettings:
    """A published object. Missing members are Nimbus' defaults, N excepted. Raises FileError naming the member."""
    if len(text) > limits.LENGTH_BYTES:
        raise FileError(f"the settings have {len(text):,} characters; the limit is {limits.LENGTH_BYTES:,}.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise FileError("the settings are not JSON.") from None
    if not isinstance(found, dict):
        raise FileError("the settings are JSON, but no object.")
    return of_object(found)


def of_object(found: dict[str, Any]) -> PublishedSettings:
    """A published object that was read already. Raises FileError."""
    given = {**DEFAULTS, **found}
    N, g = _number(given, "N"), _number(given, "g")
    if N < 5 or not 1 < g < N:
        raise FileError("the settings, N and g: they are no group.")
    if not isinstance(given["H"], str):
        raise FileError('the settings, "H": the name of a hash is missing.')
    try:
        hash = hashes.canonical(given["H"])
    except UserError as error:
        raise FileError(f'the settings, "H": {error}') from None
    salt_bytes = given["saltBytes"]
    if not isinstance(salt_bytes, int) or isinstance(salt_bytes, bool) or not 0 < salt_bytes <= SALT_BYTES_LIMIT:
        raise FileError(f'the settings, "saltBytes": a number from 1 to {SALT_BYTES_LIMIT}.')
    base = dialect(BASE)
    changes: dict[str, str] = {}
    for member, name in ROUTINES.items():
        formula = _routine(given, member, name)
        if formula.text != _text(base, name):
            changes[name] = formula.text
    spoken = replace(
        base,
        id=BASE if not changes else f"{BASE}-settings",
        title=base.title if not changes else "Nimbus with published settings",
        values={**base.values, **changes},
        _parsed={},
    )
    return PublishedSettings(spoken, Group(N, g), hash, salt_bytes, changes)


def _number(given: dict[str, Any], member: str) -> int:
    text = given.get(member)
    if not isinstance(text, str) or not text or len(text) > limits.NUMBER_BITS // 4:
        raise FileError(f'the settings, "{member}": a number in hex is missing.')
    try:
        return int(text, 16)
    except ValueError:
        raise FileError(f'the settings, "{member}": not hex.') from None


def _routine(given: dict[str, Any], member: str, name: str) -> Formula:
    text = given[member]
    if not isinstance(text, str):
        raise FileError(f'the settings, "{member}": a formula as text is missing.')
    try:
        node = _minimal_salt(parse(text).node)
        if name != "x" and not (isinstance(node, Call) and node.function == "INT"):
            node = Call("INT", (node,))  # a proof is a BigInteger too
        return parse(show(node))
    except FormulaError as error:
        raise FileError(f'the settings, "{member}": {error}') from None


def _minimal_salt(node: Node) -> Node:
    if node == Name("s"):
        return Call("MIN", (node,))
    if isinstance(node, Call) and node.function in (*ENCODINGS, "RAW"):
        return node
    return with_children(node, tuple(_minimal_salt(child) for child in children(node)))


def _unwrapped_salt(node: Node) -> Node:
    return Name("s") if node == Call("MIN", (Name("s"),)) else node


def _text(spoken: Dialect, name: str) -> str | None:
    formula = spoken.formula("client", name)
    return None if formula is None else formula.text


def publish(spoken: Dialect, group: Group, hash: str | None = None, salt_bytes: int = 16) -> dict[str, Any]:
    """A dialect as a settings object. Raises UserError where it cannot be said in one: no hash, no proof, or other
    inputs than Nimbus has."""
    name = hash or spoken.hash
    if name is None:
        raise UserError(f"the dialect {spoken.id} leaves the hash open; name one.")
    routines: dict[str, str] = {}
    for member, value in ROUTINES.items():
        formula = spoken.formula("client", value)
        if formula is None:
            raise UserError(f"the dialect {spoken.id} has no {value}, and a settings object names one.")
        routines[member] = _compact(formula.node, spoken, value)
    return {
        "N": f"{group.N:x}",
        "g": f"{group.g:x}",
        "H": hashes.shown(name),
        "saltBytes": salt_bytes,
        **routines,
    }


def unsaid(spoken: Dialect) -> list[str]:
    """The values in which a dialect differs from Nimbus and that a settings object cannot name."""
    base = dialect(BASE)
    sides: tuple[tuple[str, Side], ...] = (
        ("k", "client"),
        ("u", "client"),
        ("v", "client"),
        ("A", "client"),
        ("S", "client"),
        ("B", "server"),
    )
    odd = [name for name, side in sides if _published(spoken, side, name) != _published(base, side, name)]
    return odd if spoken.order == base.order else [*odd, "byte order"]


def _published(spoken: Dialect, side: Side, name: str) -> str | None:
    formula = spoken.formula(side, name)
    if formula is None:
        return None
    node = explicit(formula.node, spoken)
    # N is as long as PAD makes things, so these forms of it are the same bytes.
    return _without_blanks(show(rewrite(node, lambda one: Name("N") if one in _FORMS_OF_N else one)))


_FORMS_OF_N = (Call("PAD", (Name("N"),)), Call("MIN", (Name("N"),)))


def _compact(node: Node, spoken: Dialect, name: str) -> str:
    """A formula as it is published: no blanks, a bare name minimal whatever the dialect's own default is."""
    if isinstance(node, Call) and node.function == "INT" and name in ("M1", "M2"):
        node = node.arguments[0]
    return _without_blanks(show(rewrite(explicit(node, spoken), _unwrapped_salt)))


def _without_blanks(text: str) -> str:
    out, quote = [], ""
    for at, char in enumerate(text):
        if quote:
            out.append(char)
            if char == quote and text[at - 1] != "\\":
                quote = ""
        elif char in "'\"":
            out.append(char)
            quote = char
        elif char != " ":
            out.append(char)
    return "".join(out)
