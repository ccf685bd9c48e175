"""HAR: what a browser's network panel saves, with the HTTP and WebSocket messages of the systems that we know.

Layout: http://www.softwareishard.com/blog/har-12-spec/; `_webSocketMessages` is Chrome's own addition.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from srpscope.capture.capture import Capture
from srpscope.capture.events import event
from srpscope.capture.faults import Faults
from srpscope.capture.handshakes import Found, Splitter, captures_of
from srpscope.capture.network import http_exchange
from srpscope.capture.network.http1 import HttpMessage
from srpscope.capture.network.recorded_http import exchanges_in, is_more, printed_in
from srpscope.capture.pages import json_values
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.printable import printable

TITLE = "HAR (browser network log)"

LARGEST_FILE: Final = 128 * 1024 * 1024
MOST_ENTRIES: Final = 200_000
MOST_HOSTS: Final = 1_024

Entry = dict[str, Any]

_OF_A_PROXY: Final = 0.7
"""Charles' JSON session, by its name; mitmproxy's flows and Postman's collections, by their keys."""
_EXCHANGE: Final = re.compile(rb'"request"\s*:\s*\{[^\0]{0,2000}?"(?:content|raw|body|text)"\s*:\s*"')
_STATUS: Final = re.compile(rb'"(?:status|status_code|statusCode|code)"\s*:\s*[1-5]\d\d\b')


def sureness(head: bytes, name: str) -> float:
    """0.95 where the JSON starts as a HAR does, 0.7 and 0.5 where only the name says so, else 0."""
    start = head[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if name.lower().endswith(".chlsj") and start.startswith(b"["):
        return _OF_A_PROXY
    if not start.startswith((b"{", b"[")):
        return 0.0
    if b'"log"' in start[:200] and (b'"creator"' in head or b'"entries"' in head):
        return 0.95
    if name.lower().endswith(".har"):
        return 0.5
    return _OF_A_PROXY if _EXCHANGE.search(start) and _STATUS.search(head) else 0.0


def read(source: Source) -> list[Capture]:
    """Every handshake in it. Raises FileError where it is no HAR, or holds no handshake."""
    entries = _entries(source)
    found, faults = Found(), Faults()
    splitters: dict[str, Splitter] = {}
    for number, entry in enumerate(sorted(entries, key=_started)):
        if number % 1_000 == 999:
            source.progress(source.size * number // len(entries), source.size)
        url = _text(_object(entry, "request").get("url"))
        try:
            host = urlsplit(url).netloc
        except ValueError:
            continue
        if host not in splitters:
            if len(splitters) >= MOST_HOSTS:
                splitters.pop(next(iter(splitters)))
            splitters[host] = Splitter(found, "http")
        _http(entry, url, splitters[host])
        if isinstance(entry.get("_webSocketMessages"), list):
            _websocket(entry, url, found, splitters[host])
    captures = captures_of(found, faults, source.name)
    printed = printed_in(exchanges_in(entries), source.name)
    if is_more(printed, captures):
        captures = printed
    if not captures and b'"log"' not in source.head[:200] and not source.name.lower().endswith((".har", ".chlsj")):
        return printed or json_values.read(source)
    if not captures:
        raise FileError(f"{source.name}: no SRP handshake is in its {len(entries):,} requests.")
    return captures


def _entries(source: Source) -> list[Entry]:
    try:
        parsed = json.loads(source.read_all(LARGEST_FILE).decode("utf-8-sig", "replace"))
    except json.JSONDecodeError as error:
        raise FileError(f"{source.name}: line {error.lineno}, column {error.colno}: {error.msg}; no JSON.") from error
    except RecursionError as error:
        raise FileError(f"{source.name}: its JSON is nested too deeply.") from error
    except ValueError as error:
        raise FileError(f"{source.name}: its JSON holds a number that is too long.") from error
    entries = _object(parsed, "log").get("entries") if isinstance(parsed, dict) else None
    if entries is None and not source.name.lower().endswith(".har"):
        entries = list(exchanges_in(parsed))
    if not isinstance(entries, list):
        raise FileError(f"{source.name}: it has no log.entries, so it is no HAR.")
    return [one for one in entries[:MOST_ENTRIES] if isinstance(one, dict)]


def _http(entry: Entry, url: str, splitter: Splitter) -> None:
    request, response = _object(entry, "request"), _object(entry, "response")
    time = _started(entry)
    post = _object(request, "postData")
    asked = HttpMessage(f"{_text(request.get('method'))} {url} HTTP/1.1", _headers(request), _body(post))
    http_exchange.request(splitter, time, asked)
    took = entry.get("time")
    time += took / 1e3 if isinstance(took, int | float) and 0 <= took < 1e9 else 0
    status = response.get("status")
    if isinstance(status, int) and status > 0:
        headers = {name: value for name, value in _headers(response).items() if name != "content-encoding"}
        body = _body(_object(response, "content"))
        answer = HttpMessage(f"HTTP/1.1 {status:03}", headers, body)
        http_exchange.response(splitter, time, http_exchange.endpoint_of(url), answer)
    elif asked.body:
        text = _text(response.get("_error")) or "The request got no answer"
        said, endpoint = printable(text, http_exchange.LONGEST_PATH), http_exchange.endpoint_of(url)
        splitter.event(time, **event("broken-off", "", text=said, endpoint=endpoint))


def _websocket(entry: Entry, url: str, found: Found, earlier: Splitter) -> None:
    splitter = Splitter(found, "websocket")
    splitter.follow(earlier)
    endpoint = http_exchange.endpoint_of(url)
    for message in entry["_webSocketMessages"]:
        if not isinstance(message, dict) or message.get("type") not in ("send", "receive"):
            continue
        time = message.get("time")
        data = _text(message.get("data"))
        if message.get("opcode") == 2:
            content = _base64(data)
        elif message.get("opcode", 1) == 1:
            content = data.encode("utf-8", "replace")
        else:
            continue
        sender = "client" if message["type"] == "send" else "server"
        sent = float(time) if isinstance(time, int | float) and 0 <= time < 1e12 else _started(entry)
        splitter.message(sent, sender, endpoint, content)


def _body(content: dict[str, Any]) -> bytes:
    """A body as bytes. Browsers put the bytes of a binary one into characters of the same number, if not in base64."""
    text = _text(content.get("text"))
    if content.get("encoding") == "base64":
        return _base64(text)
    kind = _text(content.get("mimeType")).lower()
    if text.isascii() or "json" in kind or kind.startswith("text/") or max(text) > "\xff":
        return text.encode("utf-8", "replace")
    return text.encode("latin-1")


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return b""


def _headers(part: dict[str, Any]) -> dict[str, str]:
    found = part.get("headers")
    pairs = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return {_text(one.get("name")).lower(): _text(one.get("value")) for one in pairs}


def _started(entry: Entry) -> float:
    """Seconds since 1970; 0 where the entry does not tell."""
    text = _text(entry.get("startedDateTime"))
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _object(parent: Any, name: str) -> dict[str, Any]:
    found = parent.get(name) if isinstance(parent, dict) else None
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
