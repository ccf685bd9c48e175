"""What a proved mistake made of every value stands in the answers, beside what the dialect makes of it."""

from __future__ import annotations

import hashlib
import random

import pytest

from srpscope.answers.diagnosis import diagnose_session
from srpscope.capture.capture import Capture
from srpscope.places import captures_folder
from srpscope.report import html, markdown, trace
from srpscope.session import Session
from srpscope.session.judgement import Judgement, judge
from srpscope.session.opening import read_path, session_of
from srpscope.srp.primitives.groups import group

GROUP = group("rfc5054-1024")
LENGTH = 128


def H(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def number(data: bytes) -> int:
    return int.from_bytes(data)


class Client:
    """A client that hashes the hex text of A and B into u: every value is its own, by plain arithmetic."""

    def __init__(self) -> None:
        drawn, N, g = random.Random(7), GROUP.N, GROUP.g
        self.s = drawn.randbytes(16)
        self.a, self.b = number(drawn.randbytes(32)), number(drawn.randbytes(32))
        x = number(H(self.s, H(b"olga:deep water")))
        pad = N.to_bytes(LENGTH)
        k = number(H(pad, g.to_bytes(LENGTH)))
        self.v = pow(g, x, N)
        self.A, self.B = pow(g, self.a, N), (k * self.v + pow(g, self.b, N)) % N
        sent = [one.to_bytes(LENGTH) for one in (self.A, self.B)]
        self.u, self.meant = H(f"{self.A:x}{self.B:x}".encode()), H(*sent)
        self.S = pow(self.B - k * self.v, self.a + number(self.u) * x, N)
        mixed = bytes(one ^ other for one, other in zip(H(pad), H(bytes([g])), strict=True))
        self.M1 = H(mixed, H(b"olga"), self.s, *sent, H(self.S.to_bytes((self.S.bit_length() + 7) // 8)))


CLIENT = Client()


def told(with_server: bool) -> tuple[Session, Judgement]:
    capture = Capture({"origin": "recorded", "dialect": "srptools", "hash": "sha256", "group": "rfc5054-1024"})
    capture.add_values("both", {"I": "olga", "s": CLIENT.s.hex()})
    capture.add_values("client", {"P": "deep water", "a": f"{CLIENT.a:x}"})
    capture.add_values("wire", {"A": f"{CLIENT.A:x}", "B": f"{CLIENT.B:x}", "M1": CLIENT.M1.hex()})
    if with_server:
        capture.add_values("server", {"v": f"{CLIENT.v:x}", "b": f"{CLIENT.b:x}"})
    session = session_of(capture)
    diagnosis = diagnose_session(session, seconds=20)
    assert [one.suspects for one in diagnosis.findings] == [("u-hex-text",)]
    return session, judge(session, diagnosis)


@pytest.mark.parametrize("with_server", [True, False])
def test_its_own_u_S_and_K_are_shown_and_follow(with_server: bool) -> None:
    session, judged = told(with_server)
    text = trace.as_text(session, show_secrets=True, judged=judged)
    follows = " Only because of it differ: S, K, M1, M2." if with_server else ""
    assert f"First difference: u, which shows in M1.{follows}" in text or f"First difference: u.{follows}" in text
    blocks = {block.split(":")[0]: block for block in text.replace("\n  ", "\0").split("\n")}
    assert blocks["u"].startswith("u: differs")
    own = f"client  {CLIENT.u.hex()}  (as its mistake makes it)\0  SHA"
    assert own in blocks["u"], "the operands are those of the mistake"
    meant = f"client's dialect gives  {CLIENT.meant.hex()}"
    assert meant in blocks["u"].partition(own)[2].partition("\0server  ")[0]
    assert blocks["S"].startswith("S: follows") and f"{CLIENT.S:0256x}  (as its mistake makes it)" in blocks["S"]


def test_the_report_and_the_notebook_say_which_values_the_mistake_made() -> None:
    session, judged = told(True)
    written = markdown.markdown(session, diagnose_session(session, seconds=20))
    assert "| u | 32 bytes, as its mistake makes it | 32 bytes, computed |  | **differ** |" in written
    assert f"{CLIENT.u.hex()} (as its mistake makes it)" in html.page(session, judged).replace("..", "..")


def test_without_a_cause_every_value_is_by_its_dialect() -> None:
    session, _ = told(True)
    text = trace.as_text(session)
    assert "as its mistake makes it" not in text and "dialect gives" not in text


def test_what_is_made_of_an_input_that_is_the_cause_only_follows() -> None:
    """A NUL behind the user name: v stands on both sides, and is no second difference."""
    session = session_of(read_path(captures_folder() / "devolutions-live-refused.srp.jsonl").captures[0])
    text = trace.as_text(session, judged=judge(session, diagnose_session(session, seconds=20)))
    assert "I: differs" in text and "v: follows" in text
    assert "First difference: x, which shows in M1. Only because of it differ: v, S, K, M1, M2, mac." in text


def test_a_value_of_one_side_alone_is_said_to_be_so_in_a_report() -> None:
    session, _ = told(with_server=False)
    page = markdown.markdown(session, diagnose_session(session, seconds=1))
    (row,) = [line for line in page.splitlines() if line.startswith("| a |")]
    assert row.endswith("| of the client alone |") and "| agree |" not in row
