"""Makes captures/mistakes/: base sessions, and for each suspect the base on which it bites with the edits that make it.

Run it after a suspect was added: python tests/why/make_mistakes.py
"""

from __future__ import annotations

import hashlib
import itertools
import json
import secrets
import sys
from collections.abc import Callable

from srpscope.capture.capture import Capture
from srpscope.capture.source import Source
from srpscope.capture.srp_jsonl import read, to_bytes
from srpscope.places import captures_folder
from srpscope.session import Session
from srpscope.srp.primitives.hashes import digest_length
from srpscope.srp.sheet import Sheet
from srpscope.why.proving import changes_between
from srpscope.why.suspects import suspects

FOLDER = captures_folder() / "mistakes"
SALT = "8bf87921f0a24fe5f3990e2851a74f38"


def base(name: str, title: str, dialect: str, **values: str) -> Capture:
    """A session made of values alone."""
    header = {"title": title, "dialect": dialect, "origin": "made", "secrets": True}
    for key in ("hash", "group"):
        if key in values:
            header[key] = values.pop(key)
    capture = Capture(header, name=name)
    server = {key: values.pop(key) for key in ("b", "s") if key in values}
    both = {key: values.pop(key) for key in ("I", "P", "I.hex", "P.hex") if key in values}
    capture.add_values("both", both)
    capture.add_values("client", values)
    capture.add_values("server", server)
    return capture


def found(title: str, wanted: Callable[[Sheet], bool], **fixed: str) -> dict[str, str]:
    """Private keys (and what else is free) for which a session has the wanted property."""
    for count in itertools.count():
        values = {"I": "wifiprov", "P": "abcd1234", "s": SALT, "a": secrets.token_hex(32), "b": secrets.token_hex(32)}
        values |= fixed
        view = Session(base("x", "x", "esp-idf-security2", **dict(values))).view
        if wanted(view.client):
            return values
        if count > 20000:
            sys.exit(f"{title}: no session found")
    raise AssertionError


def starts(value: object, length: int, first: range) -> bool:
    """Whether a value written in that many bytes starts with one of these."""
    data = value.to_bytes(length, "big") if isinstance(value, int) else value
    assert isinstance(data, bytes)
    return data[0] in first


ZERO, HIGH = range(1), range(128, 256)


def high(sheet: Sheet) -> bool:
    """Every value with its top bit set."""
    numbers = all(starts(sheet.value(name), 384, HIGH) for name in ("A", "B", "S"))
    return numbers and starts(sheet.value("K"), 64, HIGH)


def anything(sheet: Sheet) -> bool:
    """Any session will do."""
    return True


def zero(name: str, length: int) -> Callable[[Sheet], bool]:
    """The value starts with 00."""
    return lambda sheet: starts(sheet.value(name), length, ZERO)


def password_with_zero() -> str:
    """A password for which the inner hash H(I:P) of wifiprov starts with 00."""
    tried = (f"pw{i:04d}" for i in range(100000))
    return next(one for one in tried if hashlib.sha512(f"wifiprov:{one}".encode()).digest()[0] == 0)


ESP = {
    "base-plain": ("every value with its top bit set, none with a leading zero", high, {}),
    "base-a0": ("A starts with 00", zero("A", 384), {}),
    "base-b0": ("B starts with 00", zero("B", 384), {}),
    "base-s0": ("S starts with 00", zero("S", 384), {}),
    "base-k0": ("K starts with 00", zero("K", 64), {}),
    "base-m0": ("M1 starts with 00", zero("M1", 64), {}),
    "base-salt0": ("the salt starts with 00", anything, {"s": "00b99db6a550de1044de51f35fcbd113"}),
    "base-name0": ("H(I) starts with 00", anything, {"I": "person"}),
    "base-inner0": ("H(I:P) starts with 00", anything, {"P": password_with_zero()}),
    "base-text": (
        "a user name and a password with capitals, spaces, umlauts, an accent apart and a ligature",
        anything,
        {"I": " Wifi Pru\u0308f\ufb01 ", "P": " P\xe4\ufb01worde\u0301 "},
    ),
    "base-latin1": ("umlauts that Latin-1 has", anything, {"I": "Pr\xfcf", "P": "P\xe4sswort"}),
    "base-hex": ("a password that reads as hex and as base64", anything, {"P": "c0ffee00"}),
    "base-long": ("a password of 80 bytes", anything, {"P": "p" * 80}),
}
"""Name -> what is special, how a session is recognised, fixed values: ESP-IDF Security 2."""

EXCALIBUR = {"I": 'al"ice\\', "P": "pass\x85", "group": "rfc5054-1024"}
OTHERS = {
    "base-unpadded": ("nothing padded", "pysrp", {"hash": "sha256", "group": "rfc5054-2048"}),
    "base-unpadded-a0": (
        "nothing padded, A starts with 00",
        "pysrp",
        {"hash": "sha256", "group": "rfc5054-2048", "zero": "A"},
    ),
    "base-number-key": ("K kept as a number, starts with 00", "hap-python", {"zero": "K"}),
    "base-number-key-32": (
        "K kept as a number, SHA-256, starts with 00",
        "hap-python",
        {"zero": "K", "hash": "sha256"},
    ),
    "base-number-key-20": ("K kept as a number, SHA-1, starts with 00", "hap-python", {"zero": "K", "hash": "sha1"}),
    "base-padded-b0": ("everything padded, B starts with 00", "linusu", {"hash": "sha256", "zero": "B"}),
    "base-nimbus": ("Nimbus, the short proof", "nimbus", {"hash": "sha256", "group": "rfc5054-2048"}),
    "base-1password": ("K is no plain hash", "1password", {"hash": "sha256", "group": "rfc5054-2048"}),
    "base-small": ("a group smaller than the hash", "rfc5054", {"hash": "sha512", "group": "nimbus-256"}),
    "base-excalibur-document": ("the user name plain in M1, the password trimmed", "excalibur-document", EXCALIBUR),
    "base-excalibur-py": ("the server's Python of Excalibur", "excalibur-py", EXCALIBUR),
}
"""Name -> what is special, the dialect, fixed values."""


def make_base(name: str) -> Capture:
    """One base session, made anew."""
    if name in ESP:
        title, wanted, fixed = ESP[name]
        return base(name, f"Base: {title}", "esp-idf-security2", **found(title, wanted, **fixed))
    title, dialect, fixed = OTHERS[name]
    fixed = dict(fixed)
    zero_in = fixed.pop("zero", None)
    while True:
        values = {"I": "alice", "P": "password123", "s": SALT, "a": secrets.token_hex(32), "b": secrets.token_hex(32)}
        capture = base(name, f"Base: {title}", dialect, **{**values, **fixed})
        sheet = Session(capture).view.client
        length = digest_length(sheet.settings.hash or "sha512") if zero_in == "K" else 256
        if zero_in is None or starts(sheet.value(zero_in), length, ZERO):
            return capture


def mistake(capture: Capture, name: str) -> tuple[str, list[dict[str, object]]] | None:
    """The side and the edits with which a suspect bites on a base; None where it does not."""
    known = suspects()[name]
    session = Session(capture)
    view = session.view
    for side in known.sides:
        sheet = view.sheet(side)
        knowledge = known.change(sheet.knowledge)
        if knowledge is None:
            continue
        changed = Sheet(knowledge, record=False)
        for target in ("M1",) if side == "client" else ("B", "M2"):
            before, after = sheet[target].by_formula, changed[target].by_formula
            if after is not None and before != after:
                return side, [edit.as_line() for edit in changes_between(sheet.knowledge, knowledge)]
    return None


def file_name(name: str) -> str:
    """A suspect's file. Many file systems do not tell K from k: of two ids that differ in nothing else, that of the
    session key K says so."""
    twin = name != name.lower() and name.lower() in suspects()
    return f"session-{name.lower()}" if twin else name.lower()


def main() -> None:
    """Write the folder anew; bases that exist are kept, so that the files stay the same."""
    FOLDER.mkdir(exist_ok=True)
    kept = {
        path.name.removesuffix(".srp.jsonl"): read(Source.of_path(path))[0] for path in FOLDER.glob("base-*.srp.jsonl")
    }
    captures = {name: kept.get(name) or make_base(name) for name in (*ESP, *OTHERS)}
    for path in FOLDER.glob("*.srp.jsonl"):
        path.unlink()
    for name, capture in captures.items():
        (FOLDER / f"{name}.srp.jsonl").write_bytes(to_bytes(capture))
    order = sorted(captures, key=lambda name: ("excalibur" in name, name != "base-plain", name))
    for name, known in suspects().items():
        for base_name in order:
            made = mistake(captures[base_name], name)
            if made is not None:
                side, edits = made
                break
        else:
            sys.stderr.write(f"bites on no base: {name}\n")
            continue
        header = {
            "type": "header",
            "srpscope": 1,
            "title": f"Mistake: {known.sentence}",
            "base": base_name,
            "origin": "made",
        }
        lines = [header, *edits, {"type": "finding", "side": side, "suspects": [name]}]
        (FOLDER / f"{file_name(name)}.srp.jsonl").write_text(
            "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines), "utf-8"
        )


if __name__ == "__main__":
    main()
