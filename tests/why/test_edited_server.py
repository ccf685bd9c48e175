"""An edit of the server's is found out of what it makes of the server's own values, as one of the client's is."""

from __future__ import annotations

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.places import captures_folder
from srpscope.session.opening import read_path, session_of
from srpscope.srp.edit import Edit


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("k", "H(N | g)"),  # which is in its B, and so in all that follows
        ("u", "SHA1(PAD(A) | PAD(B))"),
        ("K", "SHA256(S)"),
        ("M1", "H(A | B | K)"),  # which it never sends
        ("M2", "H(A | K | M1)"),
    ],
)
def test_an_edit_of_the_server_is_named_at_its_place(name: str, formula: str) -> None:
    session = session_of(read_path(captures_folder() / "esp32-accepted.srp.jsonl").captures[0])
    session.edit(Edit("server", name, "formula", formula))
    found = diagnose_session(session, 60)
    assert found.verdict == "proved"
    assert (found.findings[0].side, found.findings[0].first_difference) == ("server", name)
    assert found.cleared == ("client",)


def test_a_product_in_the_place_of_what_was_received_is_no_error_of_ours() -> None:
    """A slip puts A * v ** u where the server's M1 has RAW(A): that came in no message, and fits nothing."""
    session = session_of(read_path(captures_folder() / "esp32-accepted.srp.jsonl").captures[0])
    session.edit(Edit("server", "M1", "formula", "H(H(N) | H(g) | H(I) | s | A | B | K)"))
    found = diagnose_session(session, 60)
    assert {one.side for one in found.findings} <= {"server"}
