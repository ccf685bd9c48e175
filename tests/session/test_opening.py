"""The one way in: every door gives the same handshake, the same dialect and the same verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import to_bytes
from srpscope.cli import main
from srpscope.cli.opening import read_captures
from srpscope.errors import FileError
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.session.adding import added, offer
from srpscope.session.opening import read_path, read_sources, read_text, session_of
from srpscope.tui.library.captures import Entry
from srpscope.tui.library.screen import look_into

LOGS = Path(__file__).parent.parent / "data" / "logs"


def lines_of(name: str) -> list[dict[str, object]]:
    text = (captures_folder() / f"{name}.srp.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_library_and_trace_say_the_same_of_a_capture_without_a_dialect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = lines_of("nimbus")
    lines[0]["dialect"] = None
    path = tmp_path / "nameless.srp.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = look_into(Entry(path, "t", "", "", "", "dim", "", False), 60, lambda: False)
    assert found is not None and (found.state, found.verdict) == ("=", "M1 agrees")
    assert main(["trace", str(path)]) == 0
    assert "The values agree, on M1" in capsys.readouterr().out


def two_halves(tmp_path: Path) -> Path:
    """RFC 5054's vector as a JSON page of two objects: one with A and B, one with a alone."""
    known: dict[str, str] = {}
    for line in lines_of("rfc5054-appendix-b"):
        values = line.get("values")
        known |= values if isinstance(values, dict) else {}
    public = {"hash": "sha1", "group": "rfc5054-1024", "dialect": "rfc5054", "I": "alice", "P": "password123"}
    page = [public | {name: known[name] for name in ("A", "B", "s")}, {"a": known["a"]}]
    path = tmp_path / "two.json"
    path.write_text(json.dumps(page))
    return path


def test_a_page_of_two_halves_is_one_handshake_through_every_door(tmp_path: Path) -> None:
    path = two_halves(tmp_path)
    by_file, by_paste = read_path(path).captures, read_text(path.read_text(), "pasted").captures
    assert [one.lines for one in read_captures([str(path)])] == [one.lines for one in by_file]
    assert [one.lines for one in by_file] == [one.lines for one in by_paste]
    (capture,) = by_file
    sheet = session_of(capture).view.client
    assert sheet["a"].value is not None and sheet["S"].value is not None


def test_the_file_named_first_leads_and_the_others_add_to_it() -> None:
    one, many = LOGS / "g-unpadded.device.log", LOGS / "two-sessions.device.log"
    alone = read_path(one).captures[0]
    for order, leading in (((one, many), 1), ((many, one), 2)):
        found = read_sources([Source.of_path(path) for path in order])
        assert (len(found.captures), found.leading, len(found.meant)) == (3, leading, leading)
        first = read_path(order[0]).captures[0]
        assert found.captures[0].lines == first.lines
    page = json.dumps({"A": _value(alone.lines, "A"), "P": "abcd1234"}).encode()
    sources = [Source.of_path(one), Source.of_path(many), Source.of_bytes(page, "page.json")]
    found = read_sources(sources)
    assert found.leading == 1
    assert any(line.get("values", {}).get("P") == "abcd1234" for line in found.captures[0].lines)


def _value(lines: list[dict[str, object]], name: str) -> str:
    return next(
        str(values[name]) for line in lines if isinstance(values := line.get("values"), dict) and name in values
    )


def test_a_page_named_first_belongs_to_the_handshakes_behind_it(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("username: wifiprov\npassword: hunter2 hunter2\n")
    found = read_sources([Source.of_path(page), Source.of_path(LOGS / "two-sessions.device.log")])
    assert (len(found.captures), found.leading) == (2, 2)


def test_what_the_other_files_hold_beside_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    main(["trace", str(LOGS / "g-unpadded.device.log"), str(LOGS / "two-sessions.device.log")])
    said = capsys.readouterr().err
    assert "this is the handshake of the file named first; 2 more, in the others, are not part of it." in said
    main(["trace", str(LOGS / "g-unpadded.device.log"), str(LOGS / "good.device.log")])
    assert "the file named first; 1 more, in the others, is not part of it." in capsys.readouterr().err


REFUSAL = b"""I (1209) security2: Using salt and verifier to generate public key...
E (1358) security2: Failed to authenticate client proof!
E (1358) security2: Session setup error -1
"""


def page_of_a_client() -> Source:
    """What an app logged: no dialect is named, and A only in part."""
    values = {"a": "9f" * 32, "s": "61" * 16, "B": "40" + "74" * 383, "M1": "b9" * 64}
    return Source.of_bytes("".join(f"{name} = {text}\n" for name, text in values.items()).encode(), "app.log")


@pytest.mark.parametrize("device_first", [False, True])
def test_a_device_log_without_values_is_of_the_one_handshake(device_first: bool) -> None:
    """Its dialect counts for the handshake that they make together, and its refusal is not dropped."""
    sources = [page_of_a_client(), Source.of_bytes(REFUSAL, "device.log")]
    found = read_sources(sources[::-1] if device_first else sources)
    assert (len(found.captures), found.leading) == (1, 1)
    session = session_of(found.captures[0])
    assert (session.declared, session.guessed) == ("esp-idf-security2", "")
    assert session.refusal == "Failed to authenticate client proof!"


@pytest.mark.parametrize(
    ("dialect", "event"), [("nimbus", None), (None, {"what": "accepted", "by": "server", "of": "M1"})]
)
def test_a_device_log_that_says_otherwise_stays_apart(dialect: str | None, event: dict[str, str] | None) -> None:
    capture = read_sources([page_of_a_client()]).captures[0]
    capture.header["dialect"] = dialect
    if event:
        capture.add("event", **event)
    handshake = Source.of_bytes(to_bytes(capture), "known.srp.jsonl")
    found = read_sources([handshake, Source.of_bytes(REFUSAL, "device.log")])
    assert (len(found.captures), found.leading) == (2, 1)


def test_a_device_log_is_of_no_one_among_several_handshakes() -> None:
    several = Source.of_path(LOGS / "two-sessions.device.log")
    found = read_sources([several, Source.of_bytes(REFUSAL, "device.log")])
    assert [one.name for one in found.captures[2:]] == ["device.log"]


def test_a_dialect_that_a_log_names_goes_over_a_guessed_one() -> None:
    session = session_of(read_path(LOGS / "g-unpadded.device.log").captures[0])
    session = Session(session.capture, {"both": "srp6a"}, guessed="dialect", as_read=session.capture)
    session.capture.header["dialect"] = None
    made = added(session, offer(session, read_sources([Source.of_bytes(REFUSAL, "device.log")]).captures))
    assert (made.declared, made.guessed) == ("esp-idf-security2", "")


def test_a_line_of_one_of_several_files_is_named_with_its_file() -> None:
    public = "9d" * 127 + "ca"
    page = Source.of_bytes(f"srp\nA: {public}\nB: 9dca...\n".encode(), "app.txt")
    more = Source.of_bytes(f"A: {public}\nsalt: 4fd1a2b3c4e5f607\n".encode(), "more.txt")
    (capture,) = read_sources([page, more]).captures
    assert any(note.startswith("app.txt: line 3: B was printed only in part") for note in capture.notes)
    assert any(note.startswith("more.txt: Read from the page: A, s") for note in capture.notes)
    assert all(not note.startswith(("line", "Read")) for note in capture.notes)


def recording() -> Source:
    """A handshake with its messages, as `serve` records it, without the client's values."""
    kept = [line for line in lines_of("esp32-refused") if line.get("side") != "client"]
    return Source.of_bytes("".join(json.dumps(line) + "\n" for line in kept).encode(), "recorded.srp.jsonl")


def test_a_page_that_shows_nothing_of_srp_counts_beside_a_recording() -> None:
    """One value among a log's prose, and bytes that Node cut short: alone it is nobody's, here it is the client's."""
    said = b"[0.021] I/net: joined the network PROV_77, rssi -48, channel 11\n" * 4
    cut = " ".join(f"{byte:02x}" for byte in range(3, 53))
    log = (
        said + b"[0.140] I/net: x=" + b"4be1" * 32 + f"\n[0.141] I/net: u: <Buffer {cut} ... 14 more bytes>\n".encode()
    )
    with pytest.raises(FileError):
        read_text(log.decode(), "app.log")
    for order in (1, -1):
        (capture,) = read_sources([recording(), Source.of_bytes(log, "app.log")][::order]).captures
        assert {"side": "client", "values": {"x": "4be1" * 32}} in [
            {key: line.get(key) for key in ("side", "values")} for line in capture.of_type("values")
        ]
        told = [note for note in capture.notes if "line 6" in note]
        assert told == ["app.log: line 6: u was printed only in part (…); print it as hex, whole. It is left out."]


def test_a_text_without_any_value_leaves_the_recording_as_it_is() -> None:
    """It is said, and --strict refuses it; a file that no text is, or no handshake beside it, is an error as before."""
    empty_talk = Source.of_bytes(b"nothing of it was logged\nmore of the same\n", "talk.log")
    found = read_sources([recording(), empty_talk])
    assert len(found.meant) == 1 and found.captures[0].messages
    assert any(note.startswith("talk.log: no value is named") for note in found.captures[0].notes)
    assert any(place.startswith("talk.log: no value is named") for place in found.unread)
    assert [said.split(". ")[0] for said in found.barren] == ["talk.log: no value is named in it"]
    for other in (Source.of_bytes(bytes(range(256)), "noise.bin"), Source.of_bytes(b"", "empty.log")):
        with pytest.raises(FileError):
            read_sources([recording(), other])
    with pytest.raises(FileError):
        read_sources([empty_talk, Source.of_bytes(b"P: four kettles\n", "page.txt")])


def test_a_key_log_alone_is_no_handshake_and_is_offered_to_one_that_is_open() -> None:
    keys = f"CLIENT_RANDOM {'5a' * 32} {'c3' * 48}\n"
    with pytest.raises(FileError, match="together with the packets"):
        read_text(keys, "keys.log")
    (kept,) = read_text(keys, "keys.log", adding=True).captures
    assert kept.header["key_log"] is True


def test_a_log_pasted_onto_itself_contradicts_nothing() -> None:
    """The proof that a device makes to check the one that arrived is its own, and another one than was sent."""
    log = Source.of_path(LOGS / "refused.device.log")
    session = session_of(read_sources([log]).captures[0])
    offered = offer(session, read_sources([log]).captures)
    assert [item.name for item in offered.items if item.side == "server" and item.name == "M1"] == ["M1"]
    assert {item.standing for item in offered.items} == {"same"}
    assert not offered.adds


TLS_SRP = Path(__file__).parents[1] / "data" / "tls-srp"


def test_files_of_handshakes_of_their_own_are_all_offered(tmp_path: Path) -> None:
    """Who opens three recordings means three; what is merely at hand beside a log is not asked about."""
    recordings = [Source.of_path(path) for path in sorted(TLS_SRP.glob("*.pcap"))[:3]]
    found = read_sources(recordings)
    assert (len(found.meant), len(found.offered)) == (1, 3)
    both = LOGS / "two-sessions.device.log"
    second = read_path(both).captures[1]
    found = read_sources([Source.of_bytes(to_bytes(second), "second.srp.jsonl"), Source.of_path(both)])
    assert (len(found.captures), len(found.offered)) == (2, 1)
