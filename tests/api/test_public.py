"""What `import srpscope` hands out, and what it costs."""

from __future__ import annotations

import inspect
import pydoc
import re
import subprocess
import sys
import typing

import pytest

import srpscope

PUBLIC = set(
    """
Check Compared Credential Diagnosis Dialect Edit FileError Finding Handshake HashCall Identification Judgement Operand
OutputError OwnError PeerError PermissionDeniedError PlayedServer SpokenClient SrpscopeError UserError __version__
assert_srp check_credential connect dialect dialects explain make make_credential open open_all parse serve vectors
with_zeros
""".split()
)
"""What programs may rely on: who changes this list changes it for them."""

HANDSHAKE = set(
    """
capture compare comparison dialect edit export first_difference hashed identify judge notes report save text title trace
value values why wire with_log with_values
""".split()
)


def test_this_is_public_and_nothing_else() -> None:
    assert set(dir(srpscope)) - {"__doc__"} == PUBLIC
    assert set(srpscope.__all__) <= PUBLIC
    assert {name for name in vars(srpscope.Handshake) if not name.startswith("_")} == HANDSHAKE


@pytest.mark.parametrize("name", sorted(PUBLIC - {"__version__"}))
def test_each_says_what_it_is(name: str) -> None:
    found = getattr(srpscope, name)
    assert len(inspect.getdoc(found) or "") > 20
    if inspect.isfunction(found):
        hints = typing.get_type_hints(found, vars(typing) | vars(sys.modules[found.__module__]) | _late(found))
        assert "return" in hints
        assert all(one in hints for one in inspect.signature(found).parameters)


def _late(found: object) -> dict[str, object]:
    """Names that a module imports for types only."""
    return {name: getattr(srpscope, name) for name in ("Check", "Credential", "Dialect")} | {"found": found}


def test_what_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'decrypt'"):
        _ = srpscope.decrypt  # type: ignore[attr-defined]


def test_help_reads_as_a_page() -> None:
    page = pydoc.render_doc(srpscope, renderer=pydoc.plaintext)
    for said in ("A debugger for Secure Remote Password", "class Handshake", "open(*files", "assert_srp(", "serve("):
        assert said in page
    assert len(page.splitlines()) < 500
    head = page.partition("PACKAGE CONTENTS")[0]
    assert all(re.search(rf"\b{name}\b", head) for name in PUBLIC - {"__version__"})


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_it_loads_nothing_else() -> None:
    ours = {name for name in modules_after("import srpscope") if name.split(".")[0] == "srpscope"}
    assert ours == {"srpscope", "srpscope.version"}


def test_no_name_loads_a_screen_or_a_radio() -> None:
    heavy = {"textual", "bleak", "aiohttp", "google.protobuf", "bumble", "cryptography"}
    assert not modules_after("import srpscope; [getattr(srpscope, one) for one in dir(srpscope)]") & heavy


def test_the_plug_in_imports_nothing_before_it_is_asked() -> None:
    ours = {one for one in modules_after("import srpscope.pytest_plugin") if one.split(".")[0] == "srpscope"}
    assert ours == {"srpscope", "srpscope.version", "srpscope.pytest_plugin"}
