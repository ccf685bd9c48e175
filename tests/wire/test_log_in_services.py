"""Log-ins of services that are read and not spoken: Apple's property lists and its web page's JSON, Proton's JSON. Each
as HTTP in packets, with the values of a right handshake."""

from __future__ import annotations

import base64
import json
import plistlib
import random
from dataclasses import replace

import pytest

from srpscope.live.users import LiveParty, Terms, enrol, terms
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.srp.dialect import dialect
from srpscope.wire.apple.wire import WIRE as APPLE
from srpscope.wire.proton.wire import WIRE as PROTON
from tests.capture.network.test_http import ok, post
from tests.capture.packet_files import read
from tests.capture.tcp_files import Tcp

SALT = bytes(range(10, 26))


def values(spoken: Terms, size: int, order: str = "big") -> dict[str, bytes]:
    """A right handshake of ann, whose password is Pass-1."""
    known = enrol(spoken, "ann", "Pass-1", SALT if order == "big" else SALT[:10])
    server = LiveParty("server", spoken, {"I": "ann", "s": known.salt, "v": known.verifier})
    client = LiveParty("client", spoken, {"I": "ann", "P": "Pass-1"})
    B = server.number("B").to_bytes(size, order)  # type: ignore[arg-type]
    client.receive("s", known.salt)
    client.receive("B", B)
    A = client.number("A").to_bytes(size, order)  # type: ignore[arg-type]
    server.receive("A", A)
    M1 = client.raw("M1")
    assert server.agrees("M1", M1)
    return {"A": A, "B": B, "s": known.salt, "M1": M1, "M2": server.raw("M2")}


def captured(messages: list[tuple[str, bytes]]) -> Session:
    """The session of these messages as HTTP in packets."""
    tcp = Tcp().open()
    for sender, data in messages:
        tcp.send(sender, post("auth", data) if sender == "client" else ok(data))
    (capture,) = read(tcp.close().file())
    return Session(capture)


@pytest.mark.parametrize("protocol, name", [("s2k", "apple-gsa-s2k"), ("s2k_fo", "apple-gsa-s2k-fo")])
def test_apples_property_lists(protocol: str, name: str) -> None:
    made = values(replace(terms(dialect(name)), inputs={"iterations": 100}), 256)
    challenge = {"sp": protocol, "i": 100, "s": made["s"], "B": made["B"], "c": "cookie", "Status": {"ec": 0}}
    ask = [
        ("client", {"Request": {"o": "init", "u": "ann", "A2k": made["A"], "ps": ["s2k", "s2k_fo"]}}),
        ("server", {"Response": challenge}),
        ("client", {"Request": {"o": "complete", "u": "ann", "M1": made["M1"], "c": "cookie"}}),
    ]
    done = {"Response": {"M2": made["M2"], "Status": {"ec": 0}, "spd": b"\1"}}
    session = captured([(who, plistlib.dumps(one)) for who, one in [*ask, ("server", done)]])
    assert session.wire == "apple" and session.declared == name
    assert {key: session.view.wire[key] for key in made} == made
    assert session.view.client.value("iterations") == 100
    no = {"Response": {"Status": {"ec": -22406, "em": "Wrong password."}}}
    refused = judge(captured([(who, plistlib.dumps(one)) for who, one in [*ask, ("server", no)]]))
    assert (refused.outcome, refused.by, refused.of) == ("refused", "server", "M1")
    assert "-22406: Wrong password." in refused.text


def test_the_web_page_of_icloud() -> None:
    made = values(replace(terms(dialect("apple-gsa-s2k")), inputs={"iterations": 100}), 256)
    text = {name: base64.b64encode(data).decode() for name, data in made.items()}
    session = captured(
        [
            ("client", json.dumps({"a": text["A"], "accountName": "ann", "protocols": ["s2k"]}).encode()),
            (
                "server",
                json.dumps(
                    {"iteration": 100, "salt": text["s"], "protocol": "s2k", "b": text["B"], "c": "cookie"}
                ).encode(),
            ),
            ("client", json.dumps({"accountName": "ann", "m1": text["M1"], "m2": text["M2"], "c": "cookie"}).encode()),
        ]
    )
    assert session.wire == "apple"
    assert {key: session.view.wire[key] for key in ("A", "B", "s", "M1")} == {
        key: made[key] for key in ("A", "B", "s", "M1")
    }


def test_protons_json_with_its_signed_modulus() -> None:
    spoken = terms(dialect("proton"), "rfc3526-2048")
    made = values(spoken, 256, "little")
    text = {name: base64.b64encode(data).decode() for name, data in made.items()}
    N = base64.b64encode(spoken.group.N.to_bytes(256, "little")).decode()
    signed = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{N}\n-----BEGIN PGP SIGNATURE-----\nxx\n"
    info = {"Code": 1000, "Modulus": signed, "ServerEphemeral": text["B"], "Version": 4, "Salt": text["s"]}
    proof = {"Username": "ann", "ClientEphemeral": text["A"], "ClientProof": text["M1"], "SRPSession": "x"}
    ask = [("client", {"Username": "ann"}), ("server", info), ("client", proof)]
    session = captured(
        [(who, json.dumps(one).encode()) for who, one in [*ask, ("server", {"Code": 1000, "ServerProof": text["M2"]})]]
    )
    assert session.wire == "proton" and judge(session).outcome == "accepted"
    assert {key: session.view.wire[key] for key in made} == made
    assert session.view.client.value("N") == spoken.group.N
    no = {"Code": 8002, "Error": "Incorrect login credentials."}
    refused = judge(captured([(who, json.dumps(one).encode()) for who, one in [*ask, ("server", no)]]))
    assert (refused.outcome, refused.of) == ("refused", "M1") and "8002" in refused.text


def test_broken_messages_are_none_or_noted() -> None:
    chance = random.Random("services")
    whole = plistlib.dumps({"Response": {"sp": "s2k", "i": 1000, "s": SALT, "B": bytes(64), "Status": {"ec": 0}}})
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        APPLE.decode("server", bytes(data))
    bomb = b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><plist><string>&b;</string></plist>'
    assert APPLE.decode("client", bomb) is None
    odd = json.dumps({"Modulus": "?", "ServerEphemeral": "!", "Salt": 3, "Version": 2}).encode()
    decoded = PROTON.decode("server", odd)
    assert decoded is not None and not decoded.values and len(decoded.notes) == 4
