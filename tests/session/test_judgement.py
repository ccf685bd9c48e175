"""The decision table, row by row: each a session of real parties over real sockets (make_sessions.py), and what may be
said of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import pytest

from srpscope.answers.diagnosis import as_json, diagnose_session
from srpscope.capture.capture import Capture
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.session.opening import read_path, session_of
from srpscope.session.tries import earlier_tries
from srpscope.srp.edit import Edit
from srpscope.tui.facts.cause.verdict import verdict
from srpscope.tui.facts.moment.shown import shown
from srpscope.why import Reach

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"


class Row(NamedTuple):
    """What is expected of one recording."""

    name: str
    outcome: str
    by: str
    of: str
    values: str
    cause: str
    at_fault: str
    status: int
    headline: str


_RIGHT = [
    Row(f"{system}-right.{side}", "accepted", "both", "M2", "agree", "none", "nobody", 0, "Both sides agree")
    for system in ("nimbus", "devolutions", "excalibur", "plain", "esp32")
    for side in ("client", "server")
    if not (side == "server" and system != "excalibur")
]
_ONE_SIDED = [
    Row(
        f"{system}-wrong-password.client",
        "refused",
        "server",
        "M1",
        "agree",
        "cannot-tell",
        "unknown",
        1,
        headline,
    )
    for system, headline in (
        *((one, "The server refused M1, right for these credentials") for one in ("nimbus", "plain")),
        (
            "excalibur",
            "The server refused M1, right for these credentials; it has or got others, or computes otherwise.",
        ),
        ("esp32", "The server closed the connection on M1, right for these credentials: a refusal, or a lost line."),
        ("devolutions", "The server closed the connection on M1 and its MAC, right for these credentials: "),
    )
]
_ASSUMED = [
    Row(
        f"{system}-wrong-password.server",
        "refused",
        "server",
        "M1",
        "disagree",
        "cannot-tell",
        "unknown",
        1,
        "The server refused M1: M1 on the wire is not what the server's values give; `why` looks for the cause.",
    )
    for system in ("nimbus", "devolutions", "excalibur", "plain", "esp32")
]
_M2 = [
    Row(
        f"{system}-wrong-M2.client",
        "refused",
        "client",
        "M2",
        "disagree",
        "cannot-tell",
        "unknown",
        1,
        "The client refused the server's M2: it is not what the client computes; log b to see",
    )
    for system in ("nimbus", "devolutions", "excalibur", "plain")
]
_ZERO = [
    *(
        Row(name, "refused", by, of, "unknown", "told", at_fault, 1, headline)
        for name, by, of, at_fault, headline in (
            ("excalibur-A-zero.server", "server", "A", "client", "The server refused A: A is 0 mod N."),
            ("excalibur-A-zero.client", "server", "A", "person", "Refused, as it must be with edit 1: A = 0."),
            ("devolutions-B-zero.client", "client", "B", "server", "The client refused B: B is 0 mod N."),
        )
    ),
    Row(
        "devolutions-B-zero.server",
        "broken-off",
        "",
        "B",
        "unknown",
        "told",
        "unknown",
        2,
        "The connection ended after edit 1: B = 0 went out; whether because of it is not on record.",
    ),
]
_MESSAGE = "The server refused the message, not the proof: "
_SESSION = "The server refused the session, not the proof: "
_TOLD = [
    Row(f"esp32-{name}.server", "refused", "server", of, values, "told", "client", 1, headline)
    for name, of, values, headline in (
        ("proof-in-field-2", "message", "unknown", f"{_MESSAGE}in Cmd1, M1 stands in field 2, not in 1 (client_proof)"),
        ("msg-1", "message", "agree", f"{_MESSAGE}in Cmd1, msg says S2Session_Response0 (1)"),
        ("sec-ver-1", "message", "agree", f"{_MESSAGE}in Cmd1, sec_ver is SecScheme1 (1), but the payload is sec2"),
        ("hex-body", "message", "unknown", f"{_MESSAGE}these bytes are hex text, not the message itself"),
        ("base64-body", "message", "unknown", f"{_MESSAGE}these bytes are base64 text, not the message itself"),
        ("chunked", "message", "unknown", f"{_MESSAGE}the client sent a body without Content-Length"),
        ("short-proof", "message", "disagree", f"{_MESSAGE}in Cmd1, M1 has 32 bytes, not 64."),
        ("A-383", "A", "unknown", f"{_MESSAGE}in Cmd0, A has 383 bytes, not 384."),
        ("A-zero", "A", "unknown", "The server refused A: A is 0 mod N."),
        ("lost-session", "session", "unknown", f"{_SESSION}the client sent Cmd1 in a session that has had no Cmd0."),
        ("proof-first", "session", "unknown", f"{_SESSION}the client sent Cmd1 in a session that has had no Cmd0."),
    )
]
_AFTER = "The handshake is right; the client's first message opens only with "
_SEALED = [
    Row(f"esp32-{name}.server", "accepted", "server", "M1", "agree", "proved", "client", 1, f"{_AFTER}{words}")
    for name, words in (
        ("other-key", "the last 32 bytes of K as its key."),
        ("counter-0", "the counter at 0, not 1."),
        ("counter-little", "the counter written little-endian, at 1."),
    )
]
_MAC = "MAC, not its proof: it is right but for byte 32, changed after it was made."
_OTHERS = [
    Row(
        "devolutions-wrong-mac.server",
        *("refused", "server", "mac", "disagree", "told", "unknown", 1),
        f"The server refused the client's {_MAC}",
    ),
    Row(
        "devolutions-wrong-mac-of-server.client",
        *("refused", "client", "mac", "disagree", "told", "unknown", 1),
        f"The client refused the server's {_MAC}",
    ),
    Row(
        "devolutions-mistake.server",
        *("refused", "server", "M1", "disagree", "cannot-tell", "unknown", 1),
        "The server refused M1: ",
    ),
    Row(
        "plain-cut.client",
        *("broken-off", "", "M1", "agree", "cannot-tell", "unknown", 2),
        "The connection ended before the server's answer, closed without a word: a refusal, or a lost line.",
    ),
    Row(
        "nimbus-cut.client",
        *("broken-off", "", "M1", "agree", "cannot-tell", "unknown", 2),
        "The connection ended before the server's answer, closed without a word: a refusal, or a lost line.",
    ),
    Row(
        "esp32-dropped-on-order.server",
        *("broken-off", "", "M1", "agree", "told", "person", 2),
        "The connection ended, as ordered: the connection drops at prov-session.",
    ),
    Row(
        "esp32-forgotten-on-order.server",
        *("refused", "server", "session", "agree", "told", "person", 1),
        "The server refused the session, as ordered: the device forgets the session.",
    ),
    Row(
        "esp32-corrupted-on-order.server",
        *("accepted", "server", "M1", "disagree", "told", "person", 1),
        "The server accepted M1; its answer was spoilt, as ordered: one bit of byte 20 is flipped.",
    ),
    *(
        Row(
            f"{system}-unknown-user.server",
            *("refused", "server", "M1", "disagree", "told", "unknown", 1),
            "The server does not know this user: it answered with made-up values.",
        )
        for system in ("nimbus", "devolutions", "plain")
    ),
    Row(
        "esp32-unknown-user.server",
        *("refused", "server", "M1", "disagree", "told", "client", 1),
        "The server refused M1: the client is 'bob', and the verifier was made for 'alice'.",
    ),
    Row(
        "excalibur-unknown-user.client",
        *("refused", "server", "message", "unknown", "told", "unknown", 1),
        'The server does not know this user: "User does not exist".',
    ),
    Row(
        "esp32-other-a.server",
        *("refused", "server", "M1", "disagree", "proved", "client", 1),
        "The server refused M1: the client computed with another A than the one that it sent.",
    ),
    Row(
        "excalibur-wrong-token.client",
        *("refused", "client", "token", "agree", "told", "server", 1),
        "The client refused the token, not the proof: the token does not open, by its tag.",
    ),
    Row(
        "plain-overheard.wire",
        *("accepted", "server", "M1", "unknown", "cannot-tell", "nobody", 2),
        "Accepted; to check it: P and a.",
    ),
    Row(
        "plain-unfinished.client",
        *("unfinished", "", "B", "unknown", "cannot-tell", "unknown", 2),
        "The recording ends before B.",
    ),
    Row(
        "esp32-lost-cookie.client",
        *("refused", "server", "M1", "agree", "told", "person", 1),
        "The server refused M1, as ordered: this client was told to lose the session's cookie.",
    ),
    Row(
        "plain-wrong-M2.server",
        *("accepted", "server", "M1", "disagree", "cannot-tell", "server", 1),
        "The server accepted M1, but the M2 that it sent is not what its values give",
    ),
]
_TOLD_TO_ERR = [
    Row(
        "plain-told-M2.server",
        *("accepted", "server", "M1", "disagree", "told", "person", 1),
        "The server accepted M1, and answered with edit 1: M2 = H(A | K).",
    ),
    Row(
        "plain-told-k.server",
        *("refused", "server", "M1", "disagree", "told", "person", 1),
        "The server refused M1, by its own edit 1: k = H(N | N).",
    ),
    Row(
        "plain-told-client-M2.client",
        *("refused", "client", "M2", "agree", "told", "person", 1),
        "The client refused M2, by its own edit 1: M2 = H(A | K).",
    ),
    *(
        Row(
            f"plain-told-both.{side}",
            *("accepted", by, of, "disagree", "none", "nobody", 1),
            f"Accepted with edit 1: k = H(N | N); the {other} computes the same, or does not check.",
        )
        for side, other, by, of in (("client", "server", "both", "M2"), ("server", "client", "server", "M1"))
    ),
]
ROWS = [*_TOLD_TO_ERR, *_RIGHT, *_ONE_SIDED, *_ASSUMED, *_M2, *_ZERO, *_TOLD, *_SEALED, *_OTHERS]


def session(name: str) -> Session:
    return session_of(read_path(SESSIONS / f"{name}.srp.jsonl").captures[0])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_of_the_table(row: Row) -> None:
    judged = judge(session(row.name))
    assert judged.headline.startswith(row.headline)
    found = (judged.outcome, judged.by, judged.of, judged.values, judged.cause, judged.at_fault, judged.exit_status)
    assert found == row[1:8]


def test_a_person_edits_and_sends() -> None:
    """The client's own `--mistake` is an edit that went out: it needs no search, and nobody else is to blame."""
    recorded = read_path(captures_folder() / "textbook-live-refused.srp.jsonl").captures[0]
    edit = {"type": "edit", "side": "client", "value": "k", "formula": "H(N | g)"}
    at = next(index for index, line in enumerate(recorded.lines) if line.get("type") == "message")
    edited = Session(Capture(recorded.header, [*recorded.lines[:at], edit, *recorded.lines[at:]]))
    judged = judge(edited)
    assert (judged.cause, judged.at_fault) == ("told", "person")
    assert judged.headline == "Refused, as it must be with edit 1: k = H(N | g)."
    assert judged.told is not None and judged.told.fix.startswith("Take the edit back. Without it M1 would be ")
    assert judged.told.fix.endswith(".., which agrees.")
    lines = verdict(shown(edited, edited.edits, None)).lines
    assert any(judged.told.fix in "".join(text for text, _role in line) for line in lines)  # the screen says it, too
    answer = as_json(diagnose_session(edited), edited)
    assert answer["verdict"] == "told" and answer["findings"][0]["changes"] == [{"value": "k", "formula": "H(N | g)"}]


def test_an_edit_that_is_tried_afterwards_is_not_what_was_refused() -> None:
    recorded = session_of(read_path(captures_folder() / "textbook-live-refused.srp.jsonl").captures[0])
    M1 = recorded.view.server.value("M1")
    assert isinstance(M1, bytes)
    recorded.edit(Edit("wire", "M1", "hex", M1.hex()))
    judged = judge(recorded)
    assert judged.headline == "The server refused M1 as it was sent; with these edits it agrees."
    assert judged.exit_status == 1 and judged.badge == ("agree", "M1 = AGREES")


@pytest.mark.parametrize("tried", [Edit("client", "u", "formula", "H(A)"), Edit("wire", "M1", "hex", "5c" * 20)])
def test_a_cause_that_an_edit_brings_is_not_why_it_was_refused(tried: Edit) -> None:
    """The client hashed g without padding: that is the cause; what somebody tries is found, too, and said as tried."""
    recorded = session_of(read_path(captures_folder() / "textbook-live-refused.srp.jsonl").captures[0])
    lead = "The server refused M1: the client's k hashes g without padding"
    assert judge(recorded, diagnose_session(recorded, 20)).headline.startswith(lead)
    if tried.side == "wire":
        sheet = recorded.evaluate([Edit("client", "u", "formula", "H(A)")]).client
        tried = Edit("wire", "M1", "hex", sheet.as_sent("M1").hex())
    recorded.edit(tried)
    judged = judge(recorded, diagnose_session(recorded, 20))
    assert judged.headline == "The server refused M1 as it was sent; with these edits the client's u hashes A alone."
    assert (judged.cause, judged.at_fault) == ("proved", "person")


def test_a_server_that_is_told_to_err_clears_nobody() -> None:
    for name in ("plain-told-M2.server", "plain-told-k.server", "plain-told-both.client", "plain-told-both.server"):
        recorded = session(name)
        judged = judge(recorded, diagnose_session(recorded))
        assert (judged.cleared, judged.missing) == ((), ())


def test_an_M2_of_another_formula_is_found_where_the_proof_has_closed_what_lies_before_it() -> None:
    """M1 came out of the server's own numbers: what it is made of is not searched again."""
    for name in ("plain-wrong-M2.client", "plain-wrong-M2.server"):
        recorded = session(name)
        found = diagnose_session(recorded, reach=Reach(1, clock=time.thread_time))
        assert [one.changes[0].content for one in found.findings[:1]] == ["H(A | K)"]
        assert judge(recorded, found).headline.endswith("he server made M2 without M1.") and found.tried < 3_000


def test_a_proof_that_the_servers_own_values_give_is_not_the_clients_fault() -> None:
    """What is supposed of the client does not matter then, and its a would tell nothing."""
    recorded = session("plain-right.server")
    lines = [line for line in recorded.capture.lines if line.get("what") != "accepted"]
    lines = [line for line in lines if "M2" not in Session(Capture(recorded.capture.header, [line])).view.wire]
    refused = {"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "no"}
    judged = judge(Session(Capture(recorded.capture.header, [*lines, refused])))
    assert judged.headline.startswith("The server refused M1 although its own values give it")
    assert (judged.at_fault, judged.missing, judged.exit_status) == ("server", (), 1)


def test_a_cause_that_is_proved_stands_behind_the_outcome() -> None:
    recorded = session_of(read_path(captures_folder() / "textbook-live-refused.srp.jsonl").captures[0])
    judged = judge(recorded, diagnose_session(recorded, reach=Reach(1)))
    assert judged.headline == "The server refused M1: the client's k hashes g without padding."
    assert (judged.cause, judged.at_fault) == ("proved", "client")


def test_a_page_says_that_nobody_answered() -> None:
    judged = judge(session_of(read_path(captures_folder() / "rfc5054-appendix-b.srp.jsonl").captures[0]))
    assert judged.headline == "The values agree, on M1; nobody's answer is on record."
    assert (judged.outcome, judged.exit_status) == ("unknown", 0)


def test_each_of_several_proofs_is_judged_by_its_own_password() -> None:
    recorded = session("esp32-further-passwords.client")
    answer = as_json(diagnose_session(recorded), recorded)
    assert answer["judgement"]["headline"] == "Both sides agree, on M1 and M2."
    assert [one["judgement"]["outcome"] for one in answer["tries"]] == ["refused", "refused"]
    tries = earlier_tries(recorded)
    assert [one.session.view.client.value("P") for one in tries] == ["wrong horse", "wrong again"]
    assert {one.session.view.comparison["M1"].state for one in tries} == {"agree"}, "each by its own message"
    assert [one.message for one in tries] == [one["message"] for one in answer["tries"]]


def test_a_later_acceptance_takes_an_earlier_refusal_back() -> None:
    accepted = session_of(read_path(captures_folder() / "textbook-live-accepted.srp.jsonl").captures[0])
    at = next(i for i, line in enumerate(accepted.capture.lines) if line.get("type") == "message")
    refusal = {"type": "event", "what": "refused", "by": "server", "of": "M1", "text": "no"}
    accepted.capture.lines.insert(at + 3, refusal)
    accepted.changed()
    assert judge(accepted).outcome == "accepted"


def _with_client(recorded: Session, values: dict[str, str]) -> Judgement:
    lines = [*recorded.capture.lines, {"type": "values", "side": "client", "values": values}]
    return judge(Session(Capture(recorded.capture.header, lines)))


def test_what_is_logged_is_not_asked_for_again() -> None:
    """The client's proof is unexplained and a is known: S halves what is left; then what lies before or behind it."""
    recorded = session_of(read_path(captures_folder() / "textbook-live-refused.srp.jsonl").captures[0])
    view = recorded.view
    assert judge(recorded).missing == (("S",),)
    right, wrong = view.client.value("S"), 12345
    x, u, k = (view.client.value(name) for name in "xuk")
    assert isinstance(right, int) and isinstance(x, int) and isinstance(u, int) and isinstance(k, int)
    assert _with_client(recorded, {"S": f"{right:x}"}).missing == (("K",),)
    assert _with_client(recorded, {"S": f"{wrong:x}"}).missing == (("x",),)
    assert _with_client(recorded, {"S": f"{wrong:x}", "x": f"{x:x}"}).missing == (("u",),)
    assert _with_client(recorded, {"S": f"{wrong:x}", "x": f"{x:x}", "u": f"{u:x}"}).missing == (("k",),)
    asked = _with_client(recorded, {"S": f"{wrong:x}", "x": f"{x:x}", "u": f"{u:x}", "k": f"{k:x}"}).missing
    assert asked == ()


@pytest.mark.parametrize("of", ["token", "mac", "message", "session", "A"])
@pytest.mark.parametrize("what", ["refused", "dropped", "fault"])
def test_an_answer_without_words_is_judged(what: str, of: str) -> None:
    recorded = session("nimbus-right.client")
    recorded.capture.lines.append({"type": "event", "what": what, "by": "server", "of": of})
    judged = judge(Session(recorded.capture))
    assert judged.headline and "  " not in judged.headline


def test_who_refused_and_recorded_it_is_believed_before_its_answer() -> None:
    """The answer may be shorter than the reason; and a value in the wrong message is no proof that was refused."""
    capture = Capture({"dialect": "rfc5054", "wire": "textbook", "group": "rfc5054-1024"})
    for sender, text in (("client", '{"M1":"abcd"}'), ("server", '{"error":"malformed"}')):
        capture.add("message", **{"from": sender, "bytes": text.encode().hex()})
    capture.add("event", what="refused", by="server", of="message", text='I: "I" is missing.')
    found = judge(Session(capture))
    assert found.headline == 'The server refused the message, not the proof: I: "I" is missing.'
    assert (found.cause, found.of, found.missing) == ("told", "message", ())


def test_who_takes_nothing_now_blames_nobody() -> None:
    capture = Capture({"dialect": "hap", "wire": "homekit"})
    for sender, data in (("client", "000100060101"), ("server", "060102070107")):
        capture.add("message", **{"from": sender, "bytes": data, "endpoint": "/pair-setup"})
    found = judge(Session(capture))
    assert "kTLVError_Busy" in found.headline and (found.cause, found.at_fault) == ("told", "unknown")


def test_a_refusal_before_any_value_asks_for_none() -> None:
    capture = Capture({"dialect": "hap", "wire": "homekit"})
    for sender, data in (("client", "000100060101"), ("server", "060102070102")):
        capture.add("message", **{"from": sender, "bytes": data, "endpoint": "/pair-setup"})
    found = judge(Session(capture))
    assert found.missing == () and found.exit_status == 1


def test_words_of_a_malformed_message_are_no_refusal_of_the_proof_in_it() -> None:
    capture = Capture({"dialect": "nimbus", "wire": "nimbus", "group": "rfc5054-1024", "hash": "sha1"})
    capture.add("message", **{"from": "client", "bytes": b'{"A":"12","M1":"34"}'.hex(), "endpoint": "/srp/step2"})
    capture.add(
        "event", what="refused", by="server", of="M1", text="The server refuses: malformed, the second request."
    )
    found = judge(Session(capture))
    assert found.headline == "The server refused the message, not the proof: malformed, the second request."
