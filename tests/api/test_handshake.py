"""One handshake, as a program looks at it."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import srpscope
from srpscope.places import captures_folder

REFUSED = captures_folder() / "esp32-refused.srp.jsonl"
SMALL = {"group": "nimbus-256", "hash": "sha256"}


def made(**formulas: str) -> srpscope.Handshake:
    salt = {"s": bytes(range(1, 17))}
    return srpscope.make("rfc5054", "alice", "correct horse", **SMALL, values=salt, mistakes={"client": formulas})


def test_open_gives_what_the_file_holds() -> None:
    handshake = srpscope.open(REFUSED)
    assert handshake.dialect == "esp-idf-security2"
    assert handshake.value("client", "g") == 5
    assert handshake.value("client", "I") == "wifiprov"
    assert isinstance(handshake.value("server", "s"), bytes)
    assert handshake.wire["A"] == handshake.value("client", "A").to_bytes(384)  # type: ignore[union-attr]
    assert handshake.first_difference == "M1"
    assert [one.text for one in handshake.hashed("client", "u")[-1].operands] == ["A", "B"]


def test_open_says_whose_fault_it_is(tmp_path: Path) -> None:
    with pytest.raises(srpscope.FileError, match="no such file"):
        srpscope.open(tmp_path / "nothing")
    (tmp_path / "empty.txt").write_text("a page about the weather\n")
    with pytest.raises(srpscope.FileError, match=r"empty\.txt"):
        srpscope.open(tmp_path / "empty.txt")
    with pytest.raises(srpscope.UserError, match="one handshake"):
        srpscope.open(REFUSED, session=2)
    with pytest.raises(srpscope.UserError, match="nothing-like-it"):
        srpscope.open(REFUSED, dialect="nothing-like-it")
    with pytest.raises(srpscope.UserError, match=r"SIDE\.NAME"):
        srpscope.open(REFUSED, values={"a": "01"})


def test_a_made_handshake_agrees() -> None:
    handshake = made()
    assert handshake.judge().values == "agree"
    assert handshake.value("client", "S") == handshake.value("server", "S")
    srpscope.assert_srp(handshake)


@pytest.mark.parametrize("dialect", ["cognito", "proton", "apple-gsa-s2k", "telegram", "esp-device-enrolling", "wow"])
def test_a_dialect_with_inputs_of_its_own_is_made_too(dialect: str) -> None:
    assert srpscope.make(dialect).judge().values == "agree"


def test_what_cannot_be_made_is_said() -> None:
    for words, said in (
        ({"dialect": "rfc5045"}, "Did you mean rfc5054"),
        ({"dialect": "rfc5054", "group": "rfc5054-1023"}, "Did you mean rfc5054-1024"),
        ({"dialect": "rfc5054", "mistakes": {"client": {"u": "H(A |"}}}, "H(A |"),
    ):
        with pytest.raises(srpscope.SrpscopeError, match=re.escape(said)):
            srpscope.make(**words)  # type: ignore[arg-type]
    with pytest.raises(srpscope.UserError, match="Did you mean kotlin"):
        made().why(1, language="kotlyn")


def test_a_made_mistake_is_refused_and_proved() -> None:
    handshake = made(k="H(N | g)")
    assert handshake.judge().outcome == "refused"
    finding = handshake.why(10).findings[0]
    assert (finding.side, finding.first_difference) == ("client", "k")
    assert handshake.judge().cause == "proved"
    edited = handshake.edit("client", "k", formula="H(N | g)")
    assert edited.value("client", "M1") == handshake.wire["M1"] != handshake.value("client", "M1")


@pytest.mark.parametrize("dialect", ["nimbus", "thinbus"])
def test_a_formula_that_gives_the_same_proof_is_not_refused(dialect: str) -> None:
    """M1 as a number in the dialect, as bytes in the formula that is said to be a mistake."""
    handshake = srpscope.make(dialect, "alice", "pw", group="rfc5054-1024", mistakes={"client": {"M1": "H(A | B | S)"}})
    assert handshake.judge().outcome != "refused"


def test_the_assertion_says_the_operand() -> None:
    with pytest.raises(AssertionError) as failed:
        srpscope.assert_srp(made(k="H(N | g)"))
    lines = str(failed.value).split("\n")
    assert "k hashes g" in lines[0]
    assert lines[1] == "first difference: k"
    marked = [one for one in lines if one.startswith(">")]
    assert len(marked) == 2
    assert "minimal, 1 byte " in marked[0]
    assert "padded, 33 bytes, 32 zero bytes added" in marked[1]
    assert "\x1b" not in str(failed.value)


def test_the_assertion_tells_no_secret() -> None:
    handshake = made(x="H(s | P)")
    with pytest.raises(AssertionError) as failed:
        srpscope.assert_srp(handshake)
    assert "correct horse" not in str(failed.value)
    assert handshake.value("client", "x").to_bytes(32).hex() not in str(failed.value)  # type: ignore[union-attr]


def test_what_proves_nothing_fails_too() -> None:
    with pytest.raises(AssertionError, match=r"log .*with_log\(text\)"):
        srpscope.assert_srp(srpscope.parse('{"type":"header","srpscope":1,"dialect":"rfc5054","group":"nimbus-256"}\n'))


def test_a_failed_one_beside_a_good_one() -> None:
    found = made(k="H(N | g)").compare(made())
    assert found.first is not None
    assert (found.first.value, found.first.side) == ("k", "client")


def test_identify_reproduces() -> None:
    assert "srptools" in [one.id for one in made().identify().dialects]


def test_saved_redacted_it_holds_no_secret(tmp_path: Path) -> None:
    handshake, path = made(), tmp_path / "one.srp.jsonl"
    handshake.save(path, redact=True)
    assert f"{handshake.value('client', 'a'):x}" not in path.read_text()
    with pytest.raises(srpscope.OutputError):
        handshake.save(path)
    assert srpscope.open(path).value("client", "A") == handshake.value("client", "A")


def test_a_log_of_the_same_handshake_is_added() -> None:
    whole = made(k="H(N | g)")
    seen = srpscope.parse(
        json.dumps({"type": "header", "srpscope": 1, "dialect": "rfc5054", "group": "nimbus-256", "hash": "sha256"})
        + "\n"
        + json.dumps({"type": "values", "side": "wire", "values": {n: d.hex() for n, d in whole.wire.items()}})
        + "\n"
    )
    assert seen.value("client", "a") is None
    log = {
        "type": "values",
        "side": "client",
        "values": {"a": f"{whole.value('client', 'a'):x}", "A": whole.wire["A"].hex()},
    }
    assert seen.with_log(json.dumps(log) + "\n", "app.log").value("client", "a") == whole.value("client", "a")
    assert seen.with_values({"client.a": "05"}).value("client", "a") == 5
    with pytest.raises(srpscope.FileError, match=r"app\.log"):
        seen.with_log("nothing of it\n", "app.log")


def test_html_masks_secrets_and_escapes() -> None:
    header = {"type": "header", "srpscope": 1, "title": "<script>alert(1)</script>", "dialect": "rfc5054"}
    values = {"type": "values", "side": "client", "values": {"I": "<b>x</b>", "P": "hunter2", "s": "00ff"}}
    page = srpscope.parse(f"{json.dumps(header)}\n{json.dumps(values)}\n")._repr_html_()
    assert "<script" not in page and "<b>x" not in page
    assert "hunter2" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert len(re.findall("<tr>", page)) > 3


def test_vectors_and_zeros() -> None:
    found = srpscope.with_zeros("rfc5054", ["B"], group="rfc5054-1024")
    assert [len(one.wire["B"].lstrip(b"\0")) for one in found][1] < 128
    assert srpscope.vectors("rfc5054", ["B"], group="rfc5054-1024")["numberOfTests"] == len(found)


def test_text_folds_what_is_long() -> None:
    handshake = srpscope.open(REFUSED)
    folded, full = handshake.text(), handshake.text(full=True)
    assert max(map(len, folded.split("\n"))) < 120 < max(map(len, full.split("\n")))
    assert handshake.wire["A"].hex() in full
    assert f"{handshake.wire['A'].hex()[:16]}..{handshake.wire['A'].hex()[-16:]}  (384 bytes)" in folded


@pytest.mark.parametrize("system", ["esp32", "plain", "nimbus", "devolutions", "excalibur", "homekit"])
async def test_both_sides_played(system: str) -> None:
    async with srpscope.serve(system, "bob") as server:
        async with srpscope.connect(system, server.url, server.username, server.password) as client:
            assert await client.run() is True
            srpscope.assert_srp(client.handshake)
        srpscope.assert_srp(await server.handshake())
        async with srpscope.connect(system, server.url, server.username, "wrong") as client:
            assert await client.run() is False
        assert (await server.handshake()).judge().outcome == "refused"


async def test_a_homekit_accessory_has_the_name_and_the_code_that_a_controller_expects() -> None:
    async with srpscope.serve("homekit") as server:
        assert server.username == "Pair-Setup"
        assert re.fullmatch(r"\d{3}-\d\d-\d{3}", server.password)


async def test_zeros_on_demand_and_nobody_comes() -> None:
    options = {"group": "rfc5054-1024"}
    async with srpscope.serve("plain", zeros="B", options=options) as server:
        async with srpscope.connect("plain", server.url, "alice", server.password, options=options) as client:
            await client.run()
        assert len((await server.handshake()).wire["B"].lstrip(b"\0")) < 128
        with pytest.raises(srpscope.PeerError, match="no handshake"):
            await server.handshake(timeout=0.01)
        await asyncio.sleep(0)


async def test_zeros_that_the_server_cannot_force_are_refused() -> None:
    with pytest.raises(srpscope.UserError, match="K cannot be forced: this server sends B before it has A"):
        async with srpscope.serve("nimbus", zeros="K"):
            pass


async def test_what_is_no_system_is_said() -> None:
    with pytest.raises(srpscope.UserError, match="telnet"):
        async with srpscope.serve("telnet"):
            pass


NAMES = st.sampled_from(
    ["I", "P", "s", "a", "A", "b", "B", "u", "S", "K", "M1", "M2", "N", "g", "x.dec", "K.b64", "\x1b"]
)
LINES = st.one_of(
    st.builds(
        lambda side, values: {"type": "values", "side": side, "values": values},
        st.sampled_from(["client", "server", "both", "wire", "enroller", "nobody"]),
        st.dictionaries(NAMES, st.one_of(st.text("0123456789abcdef", max_size=40), st.text(max_size=9), st.integers())),
    ),
    st.builds(
        lambda data, who: {"type": "message", "from": who, "bytes": data.hex()},
        st.binary(max_size=60),
        st.sampled_from(["client", "server", ""]),
    ),
    st.dictionaries(st.text(max_size=6), st.one_of(st.none(), st.integers(), st.text(max_size=6)), max_size=4),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=6), st.sampled_from(["rfc5054", "nimbus", "esp-idf-security2", "nothing", None]))
def test_nothing_in_a_capture_raises_anything_else(lines: list[object], dialect: str | None) -> None:
    header = {"type": "header", "srpscope": 1, "dialect": dialect, "group": "nimbus-256"}
    text = "\n".join(json.dumps(one) for one in [header, *lines])
    try:
        handshake = srpscope.parse(text)
        assert handshake.judge().headline
        assert handshake._repr_html_().startswith("<div>")
        assert handshake.text() and handshake.trace()
        for side in ("client", "server"):
            handshake.values(side)  # type: ignore[arg-type]
    except srpscope.SrpscopeError as error:
        assert str(error)


@pytest.mark.parametrize("seconds", [-1.0, 0.0, float("nan"), float("inf")])
def test_a_search_of_no_time_or_of_no_end_is_refused(seconds: float) -> None:
    """One of "not a number" seconds never ended, and one of less than none said that nothing was found."""
    with pytest.raises(srpscope.UserError, match="no number of seconds above 0"):
        made().why(seconds)
