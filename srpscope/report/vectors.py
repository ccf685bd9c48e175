"""Leading-zero handshakes as test vectors in the shape of Project Wycheproof.

As there: a group of tests shares its parameters, every test has an id, a comment, flags and a result, and `notes`
says of each flag what kind of bug it is (bugType), what follows from it (effect) and where it was seen (links).
The schema is captures/leading-zeros/srp6a_test_schema.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from srpscope.answers.soak import Soak, SoakedHandshake, shown
from srpscope.report.trace import value_hex
from srpscope.srp.primitives.hashes import shown as hash_name
from srpscope.srp.sheet import Sheet

SCHEMA = "srp6a_test_schema.json"

VERSION = "1"
"""Of the set: another seed or another search makes other vectors."""

_ISSUES = "https://github.com/{}/issues/{}"

FLAGS: dict[str, tuple[str, str, str, tuple[tuple[str, int], ...]]] = {
    "s": (
        "LeadingZeroSalt",
        "The salt starts with a 00 byte. A salt that passes through a number loses it in x or in M1.",
        "The credential never works, one in 256 of them; every other one does.",
        (("idlesign/srptools", 4), ("Jc2k/aiohomekit", 150), ("cocagne/csrp", 14)),
    ),
    "H(I)": (
        "LeadingZeroUserHash",
        "H(I) starts with a 00 byte. A digest that passes through a number loses it in M1.",
        "One user name in 256 can never log in.",
        (("idlesign/srptools", 7), ("FirebirdSQL/jaybird", 665)),
    ),
    "inner": (
        "LeadingZeroInnerHash",
        "The inner hash of x starts with a 00 byte. A digest that passes through a number loses it in x.",
        "One pair of user name and password in 256 works only with programs that have the same mistake.",
        (),
    ),
    "x": (
        "LeadingZeroX",
        "x starts with a 00 byte at the digest's length. It is a number; only its text or its length can go wrong.",
        "A verifier made from a text of fixed length, or of an even number of digits, is another one.",
        (),
    ),
    "v": (
        "LeadingZeroVerifier",
        "v is shorter than N. Storage of a fixed length, or of an odd number of hex digits, changes it.",
        "The credential never works, one in 256 of them.",
        (("mozilla/fxa-auth-server", 147),),
    ),
    "A": (
        "LeadingZeroA",
        "A is shorter than N. It is padded in u, and each dialect says whether in M1 and on the wire too.",
        "One session in 256 is refused: for its length on the wire, for u, or for M1.",
        (("espressif/idf-extra-components", 750), ("ente-io/ente", 11723), ("nakagami/efirebirdsql", 30)),
    ),
    "B": (
        "LeadingZeroB",
        "B is shorter than N. It is padded in u, and each dialect says whether in M1 and on the wire too.",
        "One session in 256 is refused: for u, or for M1.",
        (("cocagne/pysrp", 11), ("nakagami/efirebirdsql", 30)),
    ),
    "u": (
        "LeadingZeroU",
        "u starts with a 00 byte at the digest's length. It is a number; only its text can go wrong.",
        "One session in 256 is refused where u passes through text of fixed length.",
        (("RuslanZavacky/srp-6a-demo", 11),),
    ),
    "S": (
        "LeadingZeroS",
        "S is shorter than N. Each dialect says whether K hashes it padded.",
        "One session in 256 is refused: K is another one.",
        (("owntone/owntone-server", 1363), ("mozilla/fxa-auth-server", 147)),
    ),
    "K": (
        "LeadingZeroK",
        "K starts with a 00 byte. A key that passes through a number loses it in M1, in M2 or as a cipher's key.",
        "One session in 256 is refused.",
        (("idlesign/srptools", 2), ("idlesign/srptools", 3), ("hgourvest/node-firebird", 421)),
    ),
    "M1": (
        "LeadingZeroM1",
        "M1 starts with a 00 byte. A proof that passes through a number is sent one byte short, or hashed so in M2.",
        "One session in 256 is refused, or accepted with a wrong M2.",
        (),
    ),
}
"""Situation -> flag, description, effect, (repository, number) where it was seen."""


def vectors(sets: Iterable[Soak]) -> dict[str, Any]:
    """The object of the file: one group of tests a set."""
    found = list(sets)
    groups = []
    number = 0
    for one in found:
        tests = []
        for handshake in one.handshakes:
            number += 1
            tests.append(_test(number, handshake))
        if tests:
            groups.append({**_group(one), "tests": tests})
    used = {situation for one in found for handshake in one.handshakes for situation in handshake.zeros}
    return {
        "algorithm": "SRP-6a",
        "schema": SCHEMA,
        "numberOfTests": number,
        "header": [
            "Handshakes in which a value starts with 00, each alone and some together, made by srpscope.",
            "Numbers are big-endian hex without leading zero bytes; s, K, M1, M2 and what ends in Wire are bytes.",
            "All values are made up for tests: user names, passwords and keys in here are no secrets.",
        ],
        "notes": _notes(used),
        "testGroups": groups,
    }


def as_text(sets: Iterable[Soak]) -> str:
    """The file's text."""
    return json.dumps(vectors(sets), ensure_ascii=True, indent=2) + "\n"


def _notes(used: set[str]) -> dict[str, Any]:
    notes: dict[str, Any] = {
        "Ordinary": {
            "bugType": "BASIC",
            "description": "No value starts with a 00 byte. Where this fails, leading zeros are not the cause.",
        }
    }
    for situation, (flag, description, effect, seen) in FLAGS.items():
        if situation in used:
            notes[flag] = {"bugType": "EDGE_CASE", "description": description, "effect": effect}
            if seen:
                notes[flag]["links"] = [_ISSUES.format(*one) for one in seen]
    return notes


def _group(one: Soak) -> dict[str, Any]:
    spoken = one.setting.dialect
    sheet = one.handshakes[0].sheets()[0]
    formulas = {}
    for name in ("k", "x", "v", "A", "B", "u", "S", "K", "M1", "M2", *spoken.own_values):
        for side in ("client", "server"):
            formula = spoken.formula("server" if side == "server" else "client", name)
            mine = name not in ("A", "B") or (name == "A") == (side == "client")
            if formula is not None and mine:
                formulas[name if name != "S" else f"S ({side})"] = str(formula)
    return {
        "type": "SrpTest",
        "source": {"name": "srpscope soak", "version": VERSION},
        "dialect": spoken.id,
        "group": one.setting.group,
        "sha": hash_name(str(sheet.settings.hash)),
        "N": value_hex(sheet.need("N")),
        "g": value_hex(sheet.need("g")),
        "formulas": formulas,
    }


def _test(number: int, handshake: SoakedHandshake) -> dict[str, Any]:
    client, server = handshake.sheets()
    spoken = handshake.setting.dialect
    test: dict[str, Any] = {
        "tcId": number,
        "comment": handshake.label,
        "flags": [FLAGS[one][0] for one in handshake.zeros] or ["Ordinary"],
    }
    given = handshake.client.given
    for name in ("I", "P", "s", *spoken.inputs, "a"):
        if name in given:
            test[name] = shown(given[name])
    test["b"] = shown(handshake.server.given["b"])
    for name, sheet in (("k", client), ("x", client), ("v", server), ("A", client), ("B", server), ("u", client)):
        _put(test, name, sheet)
    for name in ("S", "K", "M1", "M2", *spoken.own_values):
        _put(test, name, client)
    for name, sheet in (("A", client), ("B", server), ("M1", client), ("M2", server)):
        if sheet.value(name) is not None:
            test[f"{name}Wire"] = sheet.as_sent(name).hex()
    test["result"] = "valid"
    return test


def _put(test: dict[str, Any], name: str, sheet: Sheet) -> None:
    value = sheet.value(name)
    if value is not None:
        test[name] = value_hex(value)
