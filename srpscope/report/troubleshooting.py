"""`explain --markdown`: what people see, what it is as a rule, and every log line that is known, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.answers.explain import ErrorNumber, Known, known_lines, known_numbers, questions

OPENING = """\
# Troubleshooting

Made by `srpscope explain --markdown`. Begin with what you see, in the first table; or look for the line that your log
has. `srpscope explain "LINE"` says the same for a line that you paste; `srpscope FILE` looks at the handshake itself.
"""

SYMPTOMS: tuple[tuple[str, str, str], ...] = (
    (
        "Every handshake is refused, with every password",
        "The two programs speak two dialects: another M1, g not padded, another hash or group, text hashed as bytes",
        "`srpscope identify FILE` and `srpscope why FILE`, with the client's `a` logged",
    ),
    (
        "It fails once in about 256 tries, and a second try works",
        "A leading zero byte of A, B, S, K or M1 is dropped",
        "`srpscope serve http --force-zeros B,S,K,M1`, `srpscope soak`",
    ),
    (
        "One device, one user or one password always fails, all others work",
        "A leading zero of the salt, of H(I:P) or of the verifier; or the verifier was made for another name",
        "`srpscope check-credential FILE`",
    ),
    (
        "One app gets in, another does not, with the same user and password",
        "The second app's code; the credentials are right",
        "record both, `srpscope compare GOOD BAD`",
    ),
    (
        "srpscope itself gets in (`srpscope live`), the app does not",
        "The app's code",
        "`srpscope serve http --sweep`, or `srpscope tap --as LANGUAGE` in the app",
    ),
    (
        "srpscope itself does not get in either",
        "The credentials, or what the device was flashed with",
        "`srpscope check-credential` with the firmware's salt and verifier",
    ),
    (
        "The first message is refused, before any proof",
        "Its form: hex text for bytes, a bare payload without its envelope, A of another length, another endpoint",
        "`srpscope trace FILE` shows each message with its fields and lengths",
    ),
    (
        "The handshake succeeds, and what comes after cannot be decrypted",
        "The nonce (ESP-IDF changed it with sec_patch_ver 1), a counter, or half of the key",
        "`srpscope trace FILE` opens the messages with K by both rules",
    ),
    (
        "The client refuses the server's M2, though the server accepted M1",
        "M2's own formula, or a server that is not the right one",
        "log `b` and `v` of the server; `srpscope why FILE`",
    ),
    (
        "The connection ends without an answer",
        "Over HTTP an ESP32 closes the socket where a proof was refused; over BLE it is ATT error 4, or the link drops",
        "the log of the device, below; `srpscope live` says which of them it was",
    ),
    (
        "It worked until a library or the firmware was updated",
        "A changed dialect: which revision speaks what stands in DIALECTS.md",
        "`srpscope dialects --compare A B`",
    ),
    (
        "Hundreds of bug reports, and nobody knows how many causes they have",
        "Each is looked at by itself, and the causes are counted",
        "`srpscope triage FOLDER`",
    ),
)
"""What is seen, what it is as a rule, what to do: by the threads that were read and the devices that were tried."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The ESP32's log", ("ESP-IDF",)),
    ("Espressif's apps and tools", ("esp_prov", "Espressif")),
    ("Bluetooth", ("BlueZ", "bleak", "blue", "Android", "Web Bluetooth", "D-Bus", "CoreBluetooth", "ble_")),
    ("HomeKit", ("HAP", "HomeKit", "HomeSpan", "homekit", "pyatv")),
    ("Amazon Cognito", ("Cognito",)),
    ("TLS-SRP", ("TLS-SRP",)),
)
"""Headings, and the words in a line's source that put it there; what has none of them comes last."""

OTHERS = "SRP libraries and the rest"


def page() -> str:
    """The whole page."""
    lines = [OPENING, "## Which of these do I have?", "", "| you see | what it is as a rule | do |", "|---|---|---|"]
    lines += [f"| {_cell(seen)} | {_cell(what)} | {_cell(do)} |" for seen, what, do in SYMPTOMS]
    known = list(known_lines())
    for title in (*(title for title, _ in GROUPS), OTHERS):
        here = [one for one in known if _group(one) == title]
        if here:
            lines += ["", f"## {title}"]
            for one in here:
                lines += ["", *_entry(one)]
    lines += ["", "## Numbers", "", "| number | of | means | most likely | do |", "|---|---|---|---|---|"]
    lines += [_number(one) for one in known_numbers()]
    lines += ["", "## Questions that every port raises"]
    for asked in questions():
        lines += ["", f"**{_text(asked.question)}** {_text(asked.answer)}"]
    return "\n".join([*lines, ""])


def _group(known: Known) -> str:
    return next((title for title, words in GROUPS if any(word in known.source for word in words)), OTHERS)


def _entry(known: Known) -> Iterator[str]:
    yield f"### {_code(known.lines[0])}"
    yield ""
    if len(known.lines) > 1:
        yield f"Also: {', '.join(_code(line) for line in known.lines[1:])}."
        yield ""
    yield f"{_text(known.means)} Printed by {_text(known.source)}."
    if known.same_as is not None:
        yield ""
        yield f"Causes and what to do: as for {_code(known.same_as)}."
        return
    yield ""
    yield from (f"- {_text(one.cause)} ({one.likelihood})" for one in known.causes)
    yield ""
    yield from (f"{number}. {_text(step)}" for number, step in enumerate(known.next, 1))


def _number(known: ErrorNumber) -> str:
    most = known.causes[0].cause if known.causes else ""
    step = known.next[0] if known.next else ""
    return f"| {known.value} | {known.of} | {_cell(known.means)} | {_cell(most)} | {_cell(step)} |"


def _code(text: str) -> str:
    """A line as it is printed; %d and %s stand for a number and anything short."""
    return f"`{text.replace('`', chr(39))}`"


def _text(text: str) -> str:
    """A sentence of ours: nothing in it is HTML or emphasis."""
    return "".join(f"\\{one}" if one in "*_<" else one for one in text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
