"""The values in requests and answers that a browser or a proxy kept as JSON, where they are no protocol that we know.

HAR of a program's own log-in, and Charles' JSON sessions: bodies name values of SRP, and a status tells how it ended.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from srpscope.capture.capture import Capture
from srpscope.capture.pages.handshakes.captures import captures_of_page
from srpscope.capture.pages.lines import read_page
from srpscope.capture.refusals import ending_told, proof_of
from srpscope.capture.text.controls import plain
from srpscope.wire.decoders import Wire
from srpscope.wire.wires import WIRES, wire

_SENT = frozenset(["A", "B", "s", "M1", "M2"])

MOST_CHARACTERS = 65_536
"""Of one body; what is longer is a page or a picture."""

DEPTH = 6
"""Objects in objects in which exchanges are looked for."""


def exchanges_in(document: Any, depth: int = DEPTH) -> Iterator[dict[str, Any]]:
    """The objects of a JSON document that have a request and a response, or examples of one, in its order."""
    if isinstance(document, dict):
        answers = document.get("response")
        answer = next(iter(answers), None) if isinstance(answers, list) else answers
        if isinstance(document.get("request"), dict) and isinstance(answer, dict):
            yield document | {"response": answer}
        elif depth:
            for one in document.values():
                yield from exchanges_in(one, depth - 1)
    elif isinstance(document, list) and depth:
        for one in document:
            yield from exchanges_in(one, depth - 1)


def printed_in(exchanges: Iterable[dict[str, Any]], name: str) -> list[Capture]:
    """The handshakes of the values that bodies name: the words of a request, the answer's status, the answer's."""
    lines = [line for one in exchanges for line in _lines(one)]
    rows = list(enumerate(lines, 1))
    page = read_page(rows, name=name)
    captures = captures_of_page(page, name)
    if len(captures) == 1 and (told := ending_told(rows, proof_of(captures[0], page.proof_line))) is not None:
        captures[0].lines.append({"type": "event"} | told)
    return captures


def is_more(printed: Sequence[Capture], captures: Sequence[Capture]) -> bool:
    """Whether the values hold a proof, and something that no protocol's messages, as they were understood, have."""
    if len(printed) != 1:
        return False
    named = {name for line in printed[0].of_type("values") for name in line["values"]} & _SENT
    sent = [(line["from"], bytes.fromhex(line["bytes"])) for one in captures for line in one.of_type("message")]
    return "M1" in named and not any(named <= _read_by(wire(name), sent) for name in WIRES)


def _read_by(spoken: Wire, sent: Sequence[tuple[str, bytes]]) -> set[str]:
    """The names of the values that a protocol reads in some messages."""
    decoded = (spoken.decode(sender, data) for sender, data in sent)
    return {name for one in decoded if one is not None for name in one.values}


def _lines(exchange: dict[str, Any]) -> Iterator[str]:
    request, response = exchange["request"], exchange["response"]
    yield from _body(request)
    told = [response.get(key) for key in ("status", "statusCode", "status_code", "code")]
    status = next((one for one in told if isinstance(one, int)), None)
    if status is not None:
        yield f"HTTP/1.1 {status}"
    yield from _body(response)


def _body(part: dict[str, Any]) -> list[str]:
    """The lines of a body, wherever the tool keeps it."""
    for key in ("postData", "content", "body"):
        kept = part.get(key)
        text = kept.get("text", kept.get("string", kept.get("raw"))) if isinstance(kept, dict) else kept
        if isinstance(text, str) and text and len(text) <= MOST_CHARACTERS:
            return plain(_decoded(text)).splitlines()
    return []


def _decoded(text: str) -> str:
    """A body, out of base64 where it is the text of an object in that."""
    if _OBJECT_IN_BASE64.fullmatch(text) is None:
        return text
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return text


_OBJECT_IN_BASE64 = re.compile(r"(?:ey|ew|W[ws3])[A-Za-z0-9+/]{14,}={0,2}")
"""`{"`, `{` before a blank or a line's end, `[`."""
