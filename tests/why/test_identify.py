"""`identify` on every recorded handshake: its implementation's dialect is named, or one that does the same there."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import srpscope
from srpscope.capture import srp_jsonl
from srpscope.capture.capture import Capture
from srpscope.cli import main
from srpscope.places import captures_folder
from srpscope.report.identification import as_json, as_text
from srpscope.session import Session
from srpscope.session.declaring import reader
from srpscope.session.opening import read_text
from srpscope.srp.dialect import dialect, dialect_ids
from srpscope.srp.parsing import parse
from srpscope.srp.primitives.groups import group
from srpscope.srp.sheet import Knowledge, Sheet
from srpscope.srp.values import Value
from srpscope.why.identify import Identification, identify
from tests.srp.interop import SIDES, Record, capture_of, records

HANDSHAKES = records("handshakes")
MISMATCHES = records("mismatches")


def identified(capture: Capture) -> Identification:
    """What identify says of a capture."""
    session = Session(capture)
    return identify(reader(session), None, session.declared)


@pytest.mark.parametrize("record", HANDSHAKES, ids=str)
def test_the_dialect_of_the_implementation_is_named(record: Record) -> None:
    found = identified(capture_of(record))
    for side in SIDES:
        if record.data[side] is None or (side == "server" and "salt_reg" in record.data):
            continue
        own = record.dialect(side).id
        named = {one.id for one in found.dialects if one.side in (None, side)}
        both = {one.id for one in found.dialects if one.side is None}
        # Two libraries that met: one dialect may do for both where the other's differences did not show.
        assert own in named or (record.data["client"] != record.data["server"] and both)
    grouped_as_they_must_be(found)


def grouped_as_they_must_be(found: Identification) -> None:
    """Dialects that a record cannot tell apart stand in one group, each with what would tell it from the first."""
    groups: dict[object, set[str]] = {}
    for one in found.dialects:
        groups.setdefault((one.side, one.hash, one.group), set()).add(one.id)
    assert [set(group) for group in found.same_here] == [group for group in groups.values() if len(group) > 1]
    told = {one for pair in found.tells for one in pair.dialects}
    assert told == {one for group in found.same_here for one in group}


@pytest.mark.parametrize("record", MISMATCHES, ids=str)
def test_both_libraries_of_a_mismatch_are_named(record: Record) -> None:
    found = identified(capture_of(record))
    both = {one.id for one in found.dialects if one.side is None}
    for side in SIDES:
        if both or "client_pad" in record.data or (side == "server" and "salt_reg" in record.data):
            continue
        assert record.dialect(side).id in {one.id for one in found.dialects if one.side == side}


def only(record: Record, *names: str) -> Capture:
    """A capture of the record that holds only these values of each side, and I, P, N and g."""
    capture = capture_of(record)
    for line in capture.lines:
        if line["side"] in SIDES:
            line["values"] = {name: text for name, text in line["values"].items() if name in names}
    return capture


def record_of(stem: str) -> Record:
    """The first handshake of an implementation."""
    return next(one for one in HANDSHAKES if str(one).startswith(stem))


def test_a_wire_capture_alone_cannot_be_identified() -> None:
    found = identified(only(record_of("bouncycastle"), "s"))
    assert found.dialects == ()
    assert found.nearest is None
    assert "Log the client's a" in as_text(found)


def test_with_a_and_the_proof_alone() -> None:
    found = identified(only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1"))
    assert [one.id for one in found.dialects] == ["thinbus"]


def test_nothing_fits_and_the_nearest_is_named() -> None:
    capture = only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1")
    for line in capture.lines:
        if "M1" in line["values"]:
            line["values"]["M1"] = "00" * 31 + "01"
    found = identified(capture)
    assert found.dialects == ()
    assert found.nearest is not None and found.nearest.fails_at == "M1"
    assert "first wrong value" in as_text(found)


def test_the_answer_as_json() -> None:
    answer = as_json(identified(capture_of(record_of("nimbus-srp.json"))))
    assert {"dialects", "same_here", "nearest"} <= set(answer)
    assert {"id", "reproduces", "hash", "group"} <= set(answer["dialects"][0])
    assert answer["nearest"] is None
    assert set(answer["same_here"][0]) == {"nimbus", "tssrp6a"}


def test_key_stretching_is_not_run_where_a_plain_dialect_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> bytes:
        raise AssertionError("a key was stretched")

    monkeypatch.setattr("srpscope.srp.functions.hashing._STRETCHED", {})
    monkeypatch.setattr("hashlib.pbkdf2_hmac", never)
    found = identified(only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1"))
    assert found.dialects


def test_a_key_is_stretched_where_nothing_else_fits() -> None:
    found = identified(capture_of(record_of("telethon-2fa")))
    assert [one.id for one in found.dialects] == ["telegram", "mtproto-core"]  # no zero leads in this record


def test_a_broken_dialect_of_the_users_own_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "dialects"
    folder.mkdir()
    (folder / "zz-broken.toml").write_text('values = "no"')
    (folder / "zz-formula.toml").write_text('extends = "srp6a"\n[values]\nk = "H("\n')
    monkeypatch.setattr("srpscope.srp.dialect.user_folder", lambda: folder)
    assert "zz-broken" in dialect_ids()
    found = identified(only(record_of("npm-thinbus-srp"), "s", "a", "A", "B", "M1"))
    assert [one.id for one in found.dialects] == ["thinbus"]


def refused_by_nobody(tmp_path: Path) -> Path:
    """A client that hashes B before A in u, and is an ESP32's client otherwise."""
    N, g = group("rfc5054-3072")
    start: dict[str, Value] = {
        "N": N,
        "g": g,
        "I": "alice",
        "P": "pw",
        "s": bytes(range(1, 17)),
        "a": 3**150,
        "B": 7**900,
    }
    spoken = dialect("esp-idf-security2")
    client = Sheet(Knowledge("client", spoken, start).with_formulas({"u": parse("H(PAD(B) | PAD(A))")}))
    A, M1 = client.need("A"), client.need("M1")
    assert isinstance(A, int) and isinstance(M1, bytes)
    lines: list[dict[str, object]] = [
        {"type": "header", "srpscope": 1, "dialect": "esp-idf-security2", "group": None, "hash": None},
        {"type": "values", "side": "client", "values": {"I": "alice", "P": "pw", "a": f"{3**150:x}"}},
        {
            "type": "values",
            "side": "wire",
            "values": {"A": f"{A:0768x}", "s": bytes(range(1, 17)).hex(), "B": f"{7**900:0768x}", "M1": M1.hex()},
        },
    ]
    file = tmp_path / "odd.srp.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def test_a_new_dialect_is_made_of_the_nearest_and_the_edits_that_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "dialects"
    folder.mkdir()
    new = folder / "swapped-u.toml"
    file = refused_by_nobody(tmp_path)
    assert main(["identify", str(file)]) == 1
    assert "--save" in capsys.readouterr().out
    assert main(["identify", str(file), "--save", str(new)]) == 0
    assert new.stat().st_mode & 0o777 == 0o600
    assert main(["identify", str(file), "--save", str(new)]) == 73, "nothing is overwritten"
    monkeypatch.setattr("srpscope.srp.dialect.user_folder", lambda: folder)
    capsys.readouterr()
    assert main(["identify", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in answer["dialects"]] == ["swapped-u"]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capture = capture_of(record_of("npm-thinbus-srp"))
    file = tmp_path / "one.srp.jsonl"
    lines = [{"type": "header", **capture.header}, *capture.lines]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["identify", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in answer["dialects"]] == ["thinbus"]
    assert main(["identify", str(file)]) == 0
    assert "thinbus" in capsys.readouterr().out


# The verifier, a proof that nobody gives, and the layout of numbers

OWN_A, OWN_B = "60975527035cf2ad1989806f0407210b", "e487cb59d31ac550471e81f00f6928e0"
CREDENTIALS = {"I": "alice", "P": "password123", "s": "beb25379d1a8581eb5a727673a2441ee"}


def said(**sides: dict[str, str]) -> Capture:
    lines = [{"type": "values", "side": side, "values": values} for side, values in sides.items()]
    return Capture({"group": "rfc5054-1024", "hash": "sha1"}, lines)


def made(name: str) -> dict[str, str]:
    """What a right handshake of a dialect puts on the wire, and its verifier."""
    capture = said(both=CREDENTIALS, client={"a": OWN_A}, server={"b": OWN_B})
    view = Session(capture, {"both": name}).view
    sent = {one: view.client.as_sent(one).hex() for one in ("A", "M1")} | {"B": view.server.as_sent("B").hex()}
    return sent | {"s": CREDENTIALS["s"], "v": f"{view.server.need('v'):x}"}


@pytest.mark.parametrize("holder", ["server", "enroller"])
def test_a_verifier_tells_the_dialect_whoever_holds_which_part(holder: str) -> None:
    known = made("nimbus")
    capture = said(client=CREDENTIALS, wire={"s": CREDENTIALS["s"]}, **{holder: {"v": known["v"]}})
    found = identified(capture)
    assert found.dialects and all(one.reproduces == ("v",) for one in found.dialects)
    plain = identified(said(client=CREDENTIALS, **{holder: {"v": made("rfc5054")["v"]}}))
    assert "rfc5054" in {one.id for one in plain.dialects} - {one.id for one in found.dialects}
    nobody = identified(said(client={**CREDENTIALS, "P": "another"}, **{holder: {"v": known["v"]}}))
    assert not nobody.dialects and nobody.nearest is not None and nobody.nearest.fails_at == "v"


def test_a_proof_that_could_be_computed_and_nobody_gives_is_said() -> None:
    known = made("rfc5054")
    wire = {name: known[name] for name in ("A", "B", "s")} | {"M1": "5e" * 20}
    capture = said(wire=wire, server={"v": known["v"], "b": OWN_B}, client={"I": "alice"})
    found = identified(capture)
    assert found.unexplained == ("M1",)
    assert re.search("[Nn]o(?: dialect|ne) gives this M1", as_text(found))
    assert as_json(found)["unexplained"] == ["M1"]
    capture.lines[0]["values"]["M1"] = known["M1"]
    assert identified(capture).unexplained == ()


def test_equal_numbers_in_another_layout_give_the_same_answer() -> None:
    known = made("rfc5054")
    N = f"{group('rfc5054-1024').N:x}"
    public = {name: known[name] for name in ("A", "B", "s", "M1")}
    own = {"I": "alice", "P": "password123", "a": OWN_A}

    def answer(capture: Capture) -> list[tuple[str, str | None, str | None]]:
        return [(one.id, one.hash, one.group) for one in identified(capture).dialects]

    expected = answer(said(wire=public, client=own))
    assert ("rfc5054", "sha1", "rfc5054-1024") in expected
    zeros = {**own, "a": "000" + own["a"]}
    assert answer(said(wire=public, client=zeros)) == expected
    logged = {"A": "0" + known["A"].lstrip("0"), "B": "00" + known["B"]}
    assert answer(said(wire={"s": public["s"], "M1": public["M1"]}, both=logged, client=own)) == expected
    for where in ("both", "wire"):
        given = said(wire=public, client=own)
        given.header = {"hash": "sha1"}
        given.add_values(where, {"N": "00" + N, "g": "02"})
        assert answer(given) == expected
    unnamed = said(wire={**public, "A": "00" + public["A"]}, client=own)
    unnamed.header = {"hash": "sha1"}
    assert ("rfc5054", "sha1", "rfc5054-1024") in answer(unnamed)


def test_the_standard_is_named_first_and_old_modes_last() -> None:
    capture = srp_jsonl.loads((captures_folder() / "rfc5054-appendix-b.srp.jsonl").read_text("utf-8"))
    capture.header["dialect"] = None
    names = [one.id for one in identified(capture).dialects]
    assert names[0] == "rfc5054"
    ranks = [dialect(one).rank for one in names]
    assert ranks == sorted(ranks) and len(set(ranks)) > 2


@pytest.mark.parametrize(("x", "status"), [("H(s|H(P))", 0), ("H(H(P)|s)", 1)])
def test_a_settings_object_named_on_the_command_line_is_what_is_tried(
    x: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    N, g = group("rfc5054-1024")
    settings = {"N": f"{N:x}", "g": f"{g:x}", "H": "SHA-1", "xRoutine": x}
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({**settings, "m1Routine": "H(A|B|S)", "m2Routine": "H(A|M1|S)"}))
    command = ["identify", str(captures_folder() / "nimbus.srp.jsonl"), "--dialect", str(file), "--json"]
    assert main(command) == status
    answer = json.loads(capsys.readouterr().out)
    assert answer["tried"] == 1
    named = [one["id"] for one in answer["dialects"]] or [answer["nearest"]["id"]]
    assert named == (["nimbus"] if status == 0 else ["nimbus-settings"])


def test_of_one_side_alone_the_product_whose_group_it_is_comes_before_a_library(tmp_path: Path) -> None:
    """A verifier of another user: no dialect fits the server, and nine do the same on the client's side."""
    path = tmp_path / "client.srp.jsonl"
    srpscope.make("esp-idf-security2", "alice", "pw").save(path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    del lines[0]["dialect"]
    for line in lines:
        if line.get("side") == "server":
            line["values"]["v"] = "02" + line["values"]["v"][2:]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    found = srpscope.open(path).identify().dialects
    assert [(one.id, one.side) for one in found[:2]] == [("esp-idf-security2", "client"), ("pysrp-rfc5054", "client")]


def test_dialects_that_read_what_is_not_on_record_are_said_to_be_untried_and_not_to_fail() -> None:
    """A page of Cognito's that names no pool: "no known dialect" would be more than is known."""
    handshake = srpscope.make("cognito", "nora", "tea for two", values={"pool": "Garden123"})
    lines = [f"{name} = {value:x}" for name, value in handshake.values("client").items() if isinstance(value, int)]
    lines += [f"salt = {handshake.values('client')['s'].hex()}", "username = nora", "password = tea for two"]
    lines += [f"M1 = {handshake.values('client')['M1'].hex()}", "hash = SHA-256"]
    found = identified(read_text("\n".join(lines), "page.txt").captures[0])
    assert not found.dialects and ("cognito", ("pool",)) in [(id, needs[:1]) for id, needs in found.untried]
    assert "No known dialect" not in as_text(found) and "cognito reads pool" in as_text(found)
    assert {"id": "cognito", "needs": list(dict(found.untried)["cognito"])} in as_json(found)["untried"]


@pytest.mark.parametrize(("id", "wrong"), [("excalibur", "v"), ("proton", "u"), ("bnet2", "M1")])
def test_one_wrong_value_of_a_dialect_that_stretches_keys_does_not_hide_it(id: str, wrong: str) -> None:
    """Whose x is given: what is right before the wrong value speaks for it, and nothing else comes as far."""
    spoken = dialect(id)
    terms = {"group": "rfc5054-1024"} if spoken.group is None else {}
    made = srpscope.make(id, "mona", "open sesame", **terms)
    capture = Capture({"origin": "recorded"} | ({"hash": "sha256"} if spoken.hash is None else {}))
    for name in "N g I P s k x v A B u S M1".split():
        value = made.value("client", name)
        value = made.value("server", name) if value is None else value
        if value is None:
            continue
        if name == wrong:
            value = value ^ 4 if isinstance(value, int) else value[:-1] + bytes([value[-1] ^ 4])
        text = value if isinstance(value, str) else value.hex() if isinstance(value, bytes) else f"{value:x}"
        capture.add_values("both", {name: text})
    found = identified(capture)
    assert found.nearest is not None and found.nearest.id == id
    assert found.nearest.fails_at == wrong


def test_what_nearly_every_dialect_has_alike_is_said_so_and_listed_in_part() -> None:
    capture = Capture({"origin": "recorded"})
    known = group("rfc5054-1024")
    a = 3**150
    capture.add_values("both", {"N": f"{known.N:x}", "g": "2", "M1": "5c" * 32})
    capture.add_values("client", {"a": f"{a:x}", "A": f"{pow(2, a, known.N):x}"})
    found = identified(capture)
    told = {one.dialects: one.sentence for one in found.tells}
    assert told and not any(sentence == "their formulas are the same" for sentence in told.values())
    text = as_text(found)
    assert text.startswith(f"{len({one.id for one in found.dialects})} dialects")
    assert "Nearly every dialect has A so." in text and len(text.splitlines()) < 60
    assert len(as_json(found)["dialects"]) == len(found.dialects)


def test_a_proof_that_a_page_has_once_is_what_the_client_sent_and_no_word_of_the_servers() -> None:
    """A client that pads nothing in k and a server that pads g: each keeps to a dialect, and neither is accused."""
    (N, g), salt, a, b = group("rfc5054-1024"), bytes(range(16)), 0x3B9AC9FF1D2C7E5A, 0x6F05B59D3B20A1C4

    def hashed(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    def number(data: bytes) -> int:
        return int.from_bytes(data)

    plain, padded = (number(hashed(N.to_bytes(128), g.to_bytes(length))) for length in (1, 128))
    x = number(hashed(salt, hashed(b"tove:heath-9")))
    v, A = pow(g, x, N), pow(g, a, N)
    B = (padded * v + pow(g, b, N)) % N
    u = number(hashed(A.to_bytes(128), B.to_bytes(128)))
    S = {"client": pow(B - plain * v, a + u * x, N), "server": pow(A * pow(v, u, N), b, N)}
    both = bytes(one ^ two for one, two in zip(hashed(N.to_bytes(128)), hashed(bytes([g])), strict=True))
    K = hashed(S["client"].to_bytes(128))
    M1 = hashed(both, hashed(b"tove"), salt, A.to_bytes(128), B.to_bytes(128), K)
    text = f"user = tove\npassword = heath-9\nsalt = {salt.hex()}\na = {a:x}\nA = {A:x}\nB = {B:x}\nM1 = {M1.hex()}\n"
    text += f"client S = {S['client']:x}\nserver v = {v:x}\nserver b = {b:x}\nserver S = {S['server']:x}\n"
    (capture,) = read_text(text, "page.txt").captures
    found = identified(capture)
    assert {one.side for one in found.dialects} == {"client", "server"}
    spoken = {side: [one.id for one in found.dialects if one.side == side] for side in SIDES}
    assert "pysrp" in spoken["client"] and "fast-srp-hap" in spoken["server"]


def test_what_b_and_B_leave_for_the_verifier_is_a_word_on_the_dialect() -> None:
    """No proof and no verifier is on record: any dialect makes A, and only those with this hash make the B."""
    (N, g), salt, a, b = group("rfc5054-1024"), bytes(range(0x30, 0x40)), 0x51C7E80B3D9F2A64, 0x7D13A9C5508E6FB2

    def hashed(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    k = int.from_bytes(hashed(N.to_bytes(128), g.to_bytes(128)))
    v = pow(g, int.from_bytes(hashed(salt, hashed(b"runa:lake-31"))), N)
    client = {"user": "runa", "password": "lake-31", "a": f"{a:x}", "A": f"{pow(g, a, N):x}"}
    server = {"salt": salt.hex(), "b": f"{b:x}", "B": f"{(k * v + pow(g, b, N)) % N:x}"}
    text = "".join(f"client {name} = {value}\n" for name, value in client.items())
    text += "".join(f"server {name} = {value}\n" for name, value in server.items())
    (capture,) = read_text(text, "page.txt").captures
    found = identified(capture)
    assert found.dialects and {one.hash for one in found.dialects} == {"sha256"}
    assert all("v" in one.reproduces for one in found.dialects)
