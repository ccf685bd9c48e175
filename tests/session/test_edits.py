"""One edit line means one thing: from a file, typed on the screen and in a live party, for every dialect and form."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.errors import UserError
from srpscope.live.users import LiveParty, terms
from srpscope.session import Session
from srpscope.srp.applying import applied
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.srp.edit import Edit
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge

NAMES = ("I", "P", "s", "a", "A", "B", "v", "x", "k", "u", "S", "K", "M1")
CONTENTS = {
    "hex": ("0102", "102", "00ff80"),
    "dec": ("258", "0"),
    "b64": ("AQI=",),
    "text": ("ab",),
    "formula": ("H(A | B)", "MIN(A)"),
}


def test_a_number_of_an_edit_is_big_endian_whatever_the_dialects_order() -> None:
    edit = Edit("client", "u", "hex", "0102")
    party = applied(Knowledge("client", dialect("wow"), {}), edit)
    replayed = Session(Capture({"dialect": "wow"}), edits=[edit])
    odd = Session(Capture({"dialect": "wow"}, [Edit("client", "u", "hex", "102").as_line()]))
    typed = Session(Capture({"dialect": "wow"}))
    typed.edit(Edit("client", "u", "hex", "102"))
    assert [party.given["u"], *(one.view.client["u"].value for one in (replayed, odd, typed))] == [258] * 4


@pytest.mark.parametrize("name", dialect_ids())
def test_file_screen_and_live_party_read_an_edit_alike(name: str) -> None:
    spoken = dialect(name)
    N, g = group(spoken.group or "rfc5054-1024")
    base = {"N": N, "g": g, "a": 7}
    header = {"dialect": name, "group": spoken.group or "rfc5054-1024", "hash": spoken.hash or "sha256"}
    own = {"type": "values", "side": "client", "values": {"a": "07"}}
    for value in NAMES:
        for form, contents in CONTENTS.items():
            for content in contents:
                edit = Edit("client", value, form, content)
                found = _applied(Knowledge("client", spoken, base, hash=header["hash"]), edit)
                filed = Session(Capture(header, [own, edit.as_line()]))
                typed = Session(Capture(header, [own]))
                if found is None:
                    assert any(one.startswith(f"edit of {value} on the client:") for one in filed.view.notes)
                    with pytest.raises(UserError):
                        typed.edit(edit)
                    continue
                typed.edit(edit)
                live = LiveParty("client", terms(spoken, header["group"], header["hash"]), {"a": 7})
                live._renewed(applied(live.knowledge, edit))
                for known in (filed.reading().client, typed.reading().client, live.knowledge):
                    assert known.given == found.given, edit
                    assert known.formulas == found.formulas, edit
                    assert known.typed == found.typed, edit


def _applied(known: Knowledge, edit: Edit) -> Knowledge | None:
    try:
        return applied(known, edit)
    except UserError:
        return None


def test_an_edit_of_the_wire_is_the_bytes_as_sent() -> None:
    session = Session(Capture({"dialect": "wow"}, [Edit("wire", "A", "hex", "0102").as_line()]))
    assert session.view.wire["A"] == b"\1\2"
    session = Session(Capture({"dialect": "wow"}, [Edit("wire", "I", "text", "beef").as_line()]))
    assert session.view.server["I"].value == "beef"
    with pytest.raises(UserError, match="what was sent"):
        session.edit(Edit("wire", "A", "formula", "g ** a"))


def test_an_edit_of_the_servers_b_leaves_its_verifier_and_moves_B_first() -> None:
    values = {"A": f"{9**200:x}", "s": "beef", "B": f"{7**300:x}"}
    lines = [
        {"type": "values", "side": "wire", "values": {name: one.zfill(256) for name, one in values.items()}},
        {"type": "values", "side": "client", "values": {"I": "alice", "P": "secret", "a": "123456789abcdef"}},
        {"type": "values", "side": "server", "values": {"b": "f00d" * 8}},
    ]
    session = Session(Capture({"dialect": "rfc5054", "group": "rfc5054-1024", "hash": "sha1"}, lines))
    before = session.view.server["v"].value
    session.edit(Edit("server", "b", "hex", "f00e" * 8))
    assert before is not None and session.view.server["v"].value == before
    assert session.view.client["S"].value == session.evaluate([]).client["S"].value


def test_a_client_whose_A_is_made_of_B_sends_it_after_it_has_B() -> None:
    """A thief of the verifier who sees B first: v^u is gone from the server's S."""
    capture = Capture({"dialect": "rfc2945", "group": "rfc5054-1024"})
    capture.add_values("client", {"I": "alice", "a": "0777", "v": "123456"})
    capture.add_values("server", {"I": "alice", "s": "00", "b": "0999", "v": "123456"})
    formulas = {"A": "g ** a * v ** (N - 1 - u) % N", "S": "(B - v) ** a"}
    session = Session(capture, edits=[Edit("client", name, "formula", text) for name, text in formulas.items()])
    assert session.view.comparison.agreement == "agree"
    assert session.view.client.value("A") == session.view.server.value("A") is not None
