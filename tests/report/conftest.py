"""The handshakes that exported tests are made of, and the rule for tests that need compilers."""

from __future__ import annotations

import pytest

from srpscope.answers.soak import setting, soak
from srpscope.answers.suite.cases import suite_of
from srpscope.answers.suite.suite import Suite
from srpscope.srp.dialect import dialect
from tests.report.toolchains import IN_CI


@pytest.fixture(autouse=True)
def toolchain_rule(request: pytest.FixtureRequest) -> None:
    """Compilers cost minutes: they run where CI=true."""
    if request.node.get_closest_marker("toolchain") and not IN_CI:
        pytest.skip("compiles and runs exported tests; runs with CI=true")


@pytest.fixture(scope="session")
def suite() -> Suite:
    """An ordinary handshake, and one each with a leading zero in A, B, S and K: a mistake at any stage shows."""
    found = soak(setting(dialect("rfc5054"), "rfc5054-1024"), ("A", "B", "S", "K"), together=False)
    assert not found.missing
    return suite_of([(*one.sheets(), one.label) for one in found.handshakes], "client", "five handshakes")
