"""From sheets to the cases of an exported test: the inputs of one side, and what each stage must give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from srpscope.answers.suite.suite import Given, Suite, SuiteCase, SuiteStage
from srpscope.answers.suite.words import how
from srpscope.errors import UserError
from srpscope.session import Session, View
from srpscope.session.clauses import needed
from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import even_hex, text_bytes
from srpscope.srp.formula import Call
from srpscope.srp.outcome import Failure, Missing
from srpscope.srp.primitives.hashes import shown
from srpscope.srp.sheet import Knowledge, Memory, Sheet
from srpscope.srp.values import Value
from srpscope.wire.gcm import KEY
from srpscope.wire.wires import declared

PortSide = Literal["client", "server"]

_ABOUT = {
    "N": "the group's prime",
    "g": "the group's generator",
    "I": "the user name",
    "P": "the password",
    "s": "the salt, as the server sends it",
    "a": "the client's private value",
    "b": "the server's private value",
    "v": "the verifier that the server keeps",
    "A": "A as the server receives it",
    "B": "B as the client receives it",
    "M1": "the client's proof as the server receives it",
}

_INPUTS: dict[PortSide, tuple[str, ...]] = {
    "client": ("N", "g", "I", "P", "s", "a", "b", "B"),
    "server": ("N", "g", "I", "s", "v", "b", "A", "M1"),
}
_STAGES: dict[PortSide, tuple[str, ...]] = {
    "client": ("k", "x", "v", "A", "u", "S", "K", "M1", "M2"),
    "server": ("k", "B", "u", "S", "K", "M1", "M2"),
}
_SENT: dict[PortSide, frozenset[str]] = {"client": frozenset({"A", "M1"}), "server": frozenset({"B", "M2"})}
_TEXT_FORMS = frozenset({"HEX", "DEC", "B64", "UPPER"})


def case_of(client: Sheet, server: Sheet, side: PortSide, label: str) -> SuiteCase:
    """One handshake as a case. Raises UserError naming what is missing."""
    own, other = (client, server) if side == "client" else (server, client)
    inputs = tuple(_inputs(own, other, side))
    stages = tuple(_stages(own, side))
    names = [stage.name for stage in stages]
    last = ("M1", "K", "S") if side == "client" else ("M2", "M1", "K", "S")
    needed = next((name for name in last if name in names), None)
    if needed is None:
        raise UserError(_missing(own, "M1" if own.knowledge.formula("M1") is not None else "S"))
    return SuiteCase(label, inputs, stages, needed)


def _missing(sheet: Sheet, name: str) -> str:
    ways = needed(sheet[name].needs) or name
    return (
        f"there is too little for a test: {name} needs {ways}. Give it with --set, or --made draws what is missing of "
        "a, b and the salt: another handshake, in which a mistake that strikes seldom may not show."
    )


def _inputs(own: Sheet, other: Sheet, side: PortSide) -> Iterator[Given]:
    spoken = own.knowledge.dialect
    for name in _INPUTS[side]:
        value = own.value(name)
        if name == "b" and side == "client":
            value = other.value("b")
            if value is None:
                continue
            yield Given("b", even_hex(value) if isinstance(value, int) else "", f"{_ABOUT['b']}: B was made with it")
        elif name in ("A", "B", "M1"):
            if own.knowledge.formula(name) is None and name not in own.knowledge.received:
                continue
            if isinstance(value, int) and _sent_as_text(spoken, name):
                yield Given(name, even_hex(value), f"{_ABOUT[name]}, as a number: it is sent as text")
            else:
                yield Given(name, _as_sent(own, name).hex(), _ABOUT[name])
        elif value is None:
            if name in ("N", "g", "a", "b") or _is_used(own, name):
                raise UserError(_missing(own, "M1" if own["M1"].needs else name))
        else:
            yield _input(name, value, _ABOUT[name])
    for name, own_input in spoken.inputs.items():
        value = own.value(name)
        if value is not None:
            yield _input(name, value, own_input.about.rstrip(".") or name)


def _is_used(sheet: Sheet, name: str) -> bool:
    formulas = (sheet.knowledge.formula(one) for one in ("x", "M1", "K"))
    return any(formula is not None and name in formula.names for formula in formulas)


def _input(name: str, value: Value, about: str) -> Given:
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise UserError(f"{name} holds bytes that are no UTF-8, and a test's source cannot hold them.") from None
        return Given(name, value, about, is_text=True)
    return Given(name, even_hex(value) if isinstance(value, int) else value.hex(), about)


def _as_sent(sheet: Sheet, name: str) -> bytes:
    try:
        return sheet.raw(name)
    except Missing:
        raise UserError(_missing(sheet, name)) from None
    except Failure as failure:
        raise UserError(f"{name} of the {sheet.side} cannot be computed: {failure}.") from None


def _stages(sheet: Sheet, side: PortSide) -> Iterator[SuiteStage]:
    for name in (*_STAGES[side], *sheet.knowledge.dialect.own_values):
        cell = sheet[name]
        value = cell.value
        if value is None or cell.formula is None or cell.problem:
            continue
        lines = how(sheet, cell)
        if isinstance(value, int):
            yield SuiteStage(name, even_hex(value), "number", lines)
            if name in _SENT[side] and not _sent_as_text(sheet.knowledge.dialect, name):
                yield _sent_stage(sheet, name)
        else:
            data = text_bytes(value) if isinstance(value, str) else value
            yield SuiteStage(name, data.hex(), "bytes", lines)
    K = sheet.value("K")
    if declared(sheet.knowledge.dialect.messages).gcm_nonce and K is not None:
        key = K.to_bytes(64, "big") if isinstance(K, int) else text_bytes(K) if isinstance(K, str) else K
        yield SuiteStage(
            "session_key",
            key[:KEY].hex(),
            "bytes",
            (f"session_key = K[:{KEY}]: the key of AES-256-GCM after the handshake",),
        )


def _sent_stage(sheet: Sheet, name: str) -> SuiteStage:
    data = sheet.as_sent(name)
    formula = sheet.knowledge.dialect.wire_formula(name)
    form = str(formula) if formula is not None else name
    return SuiteStage(f"{name}_bytes", data.hex(), "bytes", (f"{name} as it is sent: {form}, {len(data)} bytes",))


def _sent_as_text(spoken: Dialect, name: str) -> bool:
    formula = spoken.wire_formula(name)
    if formula is None:
        return spoken.encoding in ("HEX", "DEC")
    return isinstance(formula.node, Call) and formula.node.function in _TEXT_FORMS


def suite_of(pairs: Iterable[tuple[Sheet, Sheet, str]], side: PortSide, title: str) -> Suite:
    """A test of several handshakes of one dialect: (client, server, label) each. Raises UserError."""
    found = list(pairs)
    cases = [case_of(client, server, side, label) for client, server, label in found]
    if not cases:
        raise UserError("there is no handshake to make a test of.")
    sheet = found[0][0]
    first = {one.name: one for one in cases[0].inputs}
    same = [first[name] for name in ("N", "g") if name in first and all(first[name] in case.inputs for case in cases)]
    cases = [replace(case, inputs=tuple(one for one in case.inputs if one not in same)) for case in cases]
    N, hash_name = sheet.value("N"), sheet.settings.hash
    group = f"{N.bit_length()} bits" if isinstance(N, int) else "a group"
    return Suite(
        title,
        side,
        sheet.knowledge.dialect.id,
        group,
        shown(hash_name) if hash_name else "no hash",
        tuple(same),
        tuple(cases),
    )


def sheets_of(session: Session, side: PortSide, made: bool = False) -> tuple[Sheet, Sheet]:
    """Both sides of a capture as they ought to compute: by the peer's dialect, from the inputs alone.

    A port has to agree with its peer, so the peer's dialect says what is right. Values that a side logged are what
    may be wrong: only I, P, s, N, g, a, b, v and the dialect's own inputs are taken. made: what else is missing is
    drawn. Raises UserError.
    """
    view = session.view
    peer = session.dialect("server" if side == "client" else "client")
    memory = Memory()
    given = _given(view.client, view.server, peer)
    for name, wire in view.wire.items():
        if name == "s" and "s" not in given:
            given["s"] = wire
    if made:
        _draw(given)
    hash_name = view.sheet("server" if side == "client" else "client").knowledge.hash
    shared = {name: value for name, value in given.items() if name not in ("P", "a", "b", "v")}
    server_given = _some(given, "b", "v")
    base = Knowledge("client", peer, shared, hash=hash_name)
    if "v" not in server_given and "P" in given:
        verifier = Sheet(base.with_given({"P": given["P"]}), memory, record=False).value("v")
        if verifier is not None:
            server_given["v"] = verifier
    client_given = _some(given, "P", "a")
    received = {} if made else _public_values(view)
    return exchange(
        replace(base, given={**shared, **client_given}),
        replace(base, side="server", given={**shared, **server_given}),
        received,
        memory,
    )


def _public_values(view: View) -> dict[str, bytes]:
    """A and B as sent: from the wire, else as whoever received them printed them, else whoever made them."""
    found = {}
    for name, sheets in (("A", (view.server, view.client)), ("B", (view.client, view.server))):
        printed = next((sheet for sheet in sheets if name in sheet.knowledge.given), None)
        if name in view.wire:
            found[name] = view.wire[name]
        elif printed is not None:
            with suppress(Missing, Failure):
                found[name] = printed.raw(name)
    return found


def _some(given: Mapping[str, Value], *names: str) -> dict[str, Value]:
    return {name: given[name] for name in names if name in given}


def exchange(
    client: Knowledge, server: Knowledge, received: dict[str, bytes] | None = None, memory: Memory | None = None
) -> tuple[Sheet, Sheet]:
    """Both sheets after each side has got what the other sends. received: what is known to have been sent already."""
    memory = memory or Memory()
    seen = dict(received or {})
    for name, sender in (("A", client), ("B", server)):
        if (name == "A" and "a" in sender.given) or (name == "B" and {"b", "v"} <= sender.given.keys()):
            try:
                seen[name] = Sheet(replace(sender, received=seen), memory, record=False).as_sent(name)
            except (Missing, Failure):
                continue
    lent = {name: server.given[name] for name in ("b",) if name in server.given}
    return (
        Sheet(replace(client, received={name: seen[name] for name in ("B",) if name in seen}, lent=lent), memory),
        Sheet(replace(server, received={name: seen[name] for name in ("A",) if name in seen}), memory),
    )


def _given(client: Sheet, server: Sheet, peer: Dialect) -> dict[str, Value]:
    found: dict[str, Value] = {}
    wanted = ["N", "g", "I", "P", "s", "a", "b", "v", *peer.inputs]
    for name in wanted:
        first, second = (client, server) if name in ("P", "a", "I") else (server, client)
        for sheet in (first, second):
            if name in ("a", "b", "v") and (name == "a") != (sheet.side == "client"):
                continue
            value = sheet.value(name)
            if value is not None and name not in found:
                found[name] = value
    return found


def _draw(given: dict[str, Value]) -> None:
    import secrets

    for name in ("a", "b"):
        given.setdefault(name, int.from_bytes(secrets.token_bytes(32)))
    given.setdefault("s", secrets.token_bytes(16))
    given.pop("v", None)
    if "I" not in given or "P" not in given:
        raise UserError("a made handshake needs the user name and the password: --set client.I=.. and --secrets FILE.")
