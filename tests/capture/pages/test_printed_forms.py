"""One handshake under the names that people give its values, in the forms in which programs print them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from srpscope.capture.formats import read
from srpscope.capture.source import Source

A = "1b" * 5 + "c4e0375a92d16f8b" * 15 + "a7310e"
VALUES = {
    "I": "nora",
    "P": "blue-door-7",
    "s": "e7eee7615ef35f30e49b482e15cae750",
    "A": A,
    "B": "20ddbef329908dbcc8672e61035e9f81" * 8,
    "v": "03bf1cd8e6a95472" * 16,
    "S": "4c7f" * 24 + "20ddbe" + "f3" * 77,
    "K": "f6c90f85c8906173e39edda5ab6f8cadd4344055",
    "M1": "bc9efb994047d7cddf864ae1e38e2f99cb6f0a6d",
    "M2": "2a1f9d43b5c27061daed3d15ce4e8d04a9d626f6",
}
SPELLINGS = {
    "letters": "I P s A B v S K M1 M2".split(),
    "srp_": "srp_I srp_P srp_s srp_A srp_B srp_v srp_S srp_K srp_M1 srp_M2".split(),
    "words": [
        "username",
        "password",
        "salt",
        "client public key",
        "server public key",
        "verifier",
        "premaster secret",
        "session key",
        "client proof",
        "server proof",
    ],
    "camel": "userName userPassword userSalt pubA pubB vKey preMasterSecret sessionKey clientEvidence "
    "serverEvidence".split(),
}

Pairs = list[tuple[str, str]]


def _all(pairs: Pairs, one: Callable[[str, str], str], between: str = "\n") -> str:
    return between.join(one(name.replace(" ", "_"), text) for name, text in pairs)


def _dumped(name: str, text: str) -> str:
    if len(text) < 32:
        return f"{name}: {text}"
    data = bytes.fromhex(text)
    rows = [f"{name}:"]
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        shown = "".join(chr(one) if 32 <= one < 127 else "." for one in row)
        rows.append(f"{at:08x}  {row.hex(' '):<48}  |{shown}|")
    return "\n".join([*rows, f"{len(data):08x}"])


def _of_bytes(how: Callable[[bytes], str]) -> Callable[[str, str], str]:
    return lambda name, text: f"{name}: {text if len(text) < 32 else how(bytes.fromhex(text))}"


FORMS: dict[str, Callable[[Pairs], str]] = {
    "colon": lambda pairs: "\n".join(f"{name}: {text}" for name, text in pairs),
    "below": lambda pairs: "\n".join(
        f"{name}: {text}" if len(text) < 32 else f"{name}:\n{text}\n" for name, text in pairs
    ),
    "one line": lambda pairs: _all(pairs, lambda name, text: f"{name}={text}", ", "),
    "pipes": lambda pairs: " | ".join(f"{name}: {text}" for name, text in pairs),
    "Java's map": lambda pairs: "{" + _all(pairs, lambda name, text: f"{name}={text}", ", ") + "}",
    "Go's map": lambda pairs: "map[" + _all(pairs, lambda name, text: f"{name}:{text}", " ") + "]",
    "Python's items": lambda pairs: str(pairs),
    "JSON": lambda pairs: json.dumps(dict(pairs)),
    "a list of Markdown": lambda pairs: "\n".join(f"- **{name}**: `{text}`" for name, text in pairs),
    "hexdump": lambda pairs: "\n".join(_dumped(name, text) for name, text in pairs),
    "base64": lambda pairs: "\n".join(_of_bytes(lambda data: base64.b64encode(data).decode())(*one) for one in pairs),
    "colons": lambda pairs: "\n".join(_of_bytes(lambda data: data.hex(":"))(*one) for one in pairs),
    "a list of numbers": lambda pairs: "\n".join(_of_bytes(lambda data: str(list(data)))(*one) for one in pairs),
    "Python's repr": lambda pairs: "\n".join(_of_bytes(repr)(*one) for one in pairs),
}


@pytest.mark.parametrize("spelled", SPELLINGS)
@pytest.mark.parametrize("form", FORMS)
def test_every_value_has_its_name_and_its_bytes(form: str, spelled: str) -> None:
    text = FORMS[form](list(zip(SPELLINGS[spelled], VALUES.values(), strict=True)))
    (capture,) = read(Source.of_bytes(f"{text}\n".encode(), "page.txt"))
    found: dict[str, set[str]] = {}
    for line in capture.of_type("values"):
        for name, value in line["values"].items():
            found.setdefault(name, set()).add(value if name in ("I", "P") else value.lstrip("0"))
    assert {name: found.get(name) for name in VALUES} == {
        name: {value if name in ("I", "P") else value.lstrip("0")} for name, value in VALUES.items()
    }
