"""What stands beside another: two values of one kind in each other's place (the public ones, the private ones, the
proofs), and causes that two records tell (recordings that differ, an enroller's name and salt, a proof sent back)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from srpscope.printable import printable
from srpscope.session.outcome import Outcome
from srpscope.session.session import Session, View
from srpscope.session.told import Told, refused_message
from srpscope.srp.outcome import Failure
from srpscope.srp.sheet import Sheet
from srpscope.srp.values import ORDER, Value, same
from srpscope.srp.written import read_wire


def exchanged(view: View) -> str:
    """What stands in another's place, as a clause: bytes that came out there; "" where nothing did."""
    client, server, wire = view.client, view.server, view.wire
    made = client["A"].by_formula
    if client["a"].source == "given" and made is not None and not is_sent(made, wire.get("A"), view):
        if is_sent(made, wire.get("B"), view):
            return "A and B are exchanged: B on the wire is g ** a of the a on record"
        theirs = _public(view)
        if theirs is not None and is_sent(theirs, wire.get("A"), view):
            return "a and b are exchanged: A on the wire is g ** b of the b on record"
    for sheet in (client, server):
        proof = sheet["M1"].by_formula
        if proof is not None and is_sent(proof, wire.get("M2"), view) and not is_sent(proof, wire.get("M1"), view):
            return f"M1 and M2 are exchanged: M2 on the wire is the M1 of the {sheet.side}'s values"
    return ""


def _public(view: View) -> int | None:
    """g ** b of the server's own b."""
    N, g, b = (view.server.value(name) for name in ("N", "g", "b"))
    if view.server["b"].source != "given" or not (isinstance(N, int) and isinstance(g, int) and isinstance(b, int)):
        return None
    if N <= 1 or b < 0:
        return None
    try:
        return view.server.allowance.power(g % N, b, N, view.server.powers)
    except Failure:
        return None


def is_sent(value: Value, sent: bytes | None, view: View) -> bool:
    """Whether the bytes that were sent are this value: a number in the dialect's byte order, whatever its zeros."""
    if sent is None:
        return False
    if isinstance(value, int):
        return int.from_bytes(sent, view.client.settings.order) == value
    return same(value, sent)


def got_otherwise(view: View, name: str) -> bool:
    """A value of the server's that the client logged, and that was sent with other bytes."""
    client, own = view.client, view.client[name]
    sent = client.knowledge.received.get(name)
    if own.source != "given" or own.value is None or own.edited or sent is None:
        return False
    came = read_wire(client.knowledge.dialect, name, sent, client.kind(name))
    return not same(own.value, came, width=name not in client.knowledge.widthless)


def goes_further(view: View, name: str) -> bool:
    """What one side wrote down of a value that grows with each message (a transcript) begins as the other's does: its
    record ends earlier, and the proof that was made on the way is the same."""
    row = view.comparison[name]
    one, other = row.client.value, row.server.value
    if name in ORDER or not (isinstance(one, bytes) and isinstance(other, bytes)) or not (one and other):
        return False
    return one.startswith(other) or other.startswith(one)


def _odd_input(session: Session) -> Told | None:
    """Such an input, of a client whose sums are right and of whose server nothing is known but its refusal."""
    view = session.view
    proof, sent = view.client["M1"], view.wire.get("M1")
    was = sent if sent is not None else proof.value if proof.source == "given" else None
    right = was is not None and proof.by_formula is not None and same(was, proof.by_formula)
    found = session.odd_inputs(view.client) if right and view.server["M1"].value is None else []
    return Told("beside", "client", "client", found[0][1].rstrip("."), of=found[0][0]) if found else None


def _negative_S(session: Session) -> Told | None:
    """A client that logged what a division leaves of a negative number, as most languages' % has it: B - k v is often
    negative, and with it S, which is this side's own S less N. A page has it perhaps as two's complement."""
    S, N = session.view.client["S"], session.view.client.value("N")
    logged, made = S.value, S.by_formula
    if S.source != "given" or not (isinstance(logged, int) and isinstance(made, int) and isinstance(N, int)):
        return None
    if logged >= 0:
        logged -= 1 << 8 * ((logged.bit_length() + 7) // 8)
    if N <= 1 or made == S.value or logged + N != made:
        return None
    said = "the client's S is negative: it is what is left of B - k * v below zero, and N was not added to it"
    too = of_other_credentials_too(session, "client", ())
    fix = "Add N where the remainder is negative (JavaScript: ((n % N) + N) % N)."
    return Told("beside", "client", "client", said + too, fix, of="S")


_MADE_OF = ("s", "A", "B", "M1")
_GOES_INTO = {"M1": _MADE_OF, "M2": (*_MADE_OF, "M2"), "mac": (*_MADE_OF, "M2", "mac")}
"""What was refused, and what has to have come as it was sent for it to be right."""


def told_beside(session: Session, outcome: Outcome) -> Told | None:
    """What tells a refusal of a proof, or where nobody answered why two records part; None where nothing stands beside
    another."""
    if outcome.ending in ("unknown", "unfinished"):
        return _other_credentials(session) or _negative_S(session)
    if outcome.ending != "refused":
        return None
    refused = (outcome.by, outcome.of)
    if refused == ("server", "M1"):
        found = _other_name(session) or _other_salt(session) or _other_password(session)
        found = found or _other_credentials(session) or _odd_input(session) or _negative_S(session)
    elif refused == ("client", "M2"):
        found = _sent_back(session) or _other_credentials(session)
    else:
        found = None
    found = found or _altered(session, outcome)
    refusal = None if found is None else refused_message(session, outcome)
    return found if found is None or refusal is None else replace(found, message=refusal[0])


def _other_name(session: Session) -> Told | None:
    """The client says another user name than the verifier was made for, and the name goes into x."""
    enroller, sent = session.view.enroller, session.view.wire.get("I")
    x = session.dialect("client").formula("client", "x")
    if enroller is None or sent is None or x is None or "I" not in x.names:
        return None
    made_for = enroller["I"]
    if made_for.source != "given" or not isinstance(made_for.value, str):
        return None
    name = sent.decode("utf-8", "replace")
    if made_for.value.casefold() == name.casefold():
        return None
    return _of_name(name, made_for.value)


_UNLIKE = (
    ("without its dashes", lambda text: text.replace("-", "")),
    ("without its blanks", lambda text: "".join(text.split())),
    ("in small letters", str.lower),
    ("in capitals", str.upper),
)
"""What is left out of a password, or changed in it, in words that do not show it."""


def _other_password(session: Session) -> Told | None:
    """The client's proof comes out of its own password, which is on record, and the verifier that the server has is of
    its maker's, which is on record too and another. Neither is said."""
    view, enroller = session.view, session.view.enroller
    if enroller is None:
        return None
    typed, kept, made = view.client["P"], view.server["v"], enroller["v"].by_formula
    due, own = enroller["P"].value, _typed(view.client, "P")
    if not own or not isinstance(typed.value, str) or not isinstance(due, str) or typed.value == due:
        return None
    if kept.value is None or made is None or not same(made, kept.value):
        return None
    if not _all_comes_out(view.client, view.wire):
        return None  # something else is wrong too
    return _of_password(typed.value, due)


def of_other_credentials_too(session: Session, side: str, changed: Collection[str]) -> str:
    """Of a client with a mistake that would be refused without it all the same, the clause that says so; else "".

    The verifier that the server has is not of the user name and password that the client has on record; or, where its
    password is not, of the x that it logged. side: whose mistake it is; changed: what it is in.
    """
    view, own = session.view, dict[str, Value]()
    if side != "client" or session.guessed or {"I", "P", "s"} & set(changed):
        return ""
    for name in ("I", "P", "x"):
        value = view.client.value(name)
        if value is not None and _typed(view.client, name):
            own[name] = value
    kept, row = view.server["v"].value, view.comparison["v"]
    right = row.right("server")
    if kept is None or right is None or right.weakest == "assumed" or row.server.lent:
        return ""
    made_of, of = ("P", "password") if "P" in own else ("x", "x")
    if made_of not in own or made_of in changed:
        return ""
    typed = {name: own[name] for name in ("I", made_of) if name in own}
    known = view.server.knowledge
    given = {name: value for name, value in known.given.items() if name not in ("x", "v")}
    made = Sheet(replace(known, given=given | typed), session.memory, record=False)["v"].by_formula
    apart = made is not None and not same(made, kept, view.server.settings.order)
    return f"; the verifier is not of its {of} either" if apart else ""


def _of_password(typed: str, due: str) -> Told:
    how = next((said for said, spelt in _UNLIKE if spelt(due) == typed), "")
    what = how or "not the one that the verifier was made of"
    fix = "Log in with the password that the verifier was made of, exactly as it was written there."
    return Told("beside", "client", "client", f"the client's password is {what}", fix, of="P")


def _of_name(name: str, made_for: str) -> Told:
    said = f"the client is {printable(name, 40)!r}, and the verifier was made for {printable(made_for, 40)!r}"
    return Told("beside", "client", "client", said, "Log in with the name that the verifier was made for.", of="I")


def _other_credentials(session: Session) -> Told | None:
    """Each side has on record a user name or a password of its own, everything that it logged or sent comes out of it,
    and the other's is another one. Passwords are not said."""
    view = session.view
    typed = {name: view.client[name].value for name in ("I", "P", "s")}
    maker = _with(view.enroller or view.server, typed)
    own = session.held.own[maker.side]
    kept = {name: maker[name].value for name in typed}
    apart = [name for name in ("I", "P") if name in own and _typed(view.client, name) and typed[name] != kept[name]]
    salts = typed["s"], kept["s"]
    if not apart or None in salts or not same(*salts):  # type: ignore[arg-type]
        return None
    verifiers = view.client["v"].by_formula, maker["v"].by_formula
    if None in verifiers or same(*verifiers):  # type: ignore[arg-type]
        return None  # a name that goes into nothing
    if not _all_comes_out(view.client, view.wire):
        return None
    name = apart[0] if len(apart) == 1 else "P"
    if maker.side == "server" and not _seen(maker, _OF_THE_STORE):
        return _of_record(name, typed, kept)
    with_kept = _with_others(view.client, kept, session)
    if not _all_comes_out(maker, view.wire, stand_in=with_kept):
        return None
    if maker.side != "server" and not _all_comes_out(view.server, view.wire, stand_in=with_kept):
        return None
    return (_of_name if name == "I" else _of_password)(str(typed[name]), str(kept[name]))


def _of_record(name: str, typed: Mapping[str, Value | None], kept: Mapping[str, Value | None]) -> Told:
    """Of a server of which nothing but a name or a password is on record: what its verifier is made of is not known."""
    if name == "P":
        said = "the client's password is not the one that the server has on record"
        return Told("beside", "client", "client", said, "Log in with the password that was enrolled.", of="P")
    said = f"the client is {printable(str(typed[name]), 40)!r}, and the server has {printable(str(kept[name]), 40)!r}"
    return Told("beside", "client", "client", said, "Log in with the name that was enrolled.", of="I")


def _with_others(client: Sheet, kept: Mapping[str, Value | None], session: Session) -> Sheet:
    """The client, had it the other's name and password: what it then makes of its a is the server's, whose b nobody
    has to know."""
    known = client.knowledge
    made = {name: value for name, value in known.given.items() if name not in (*_OF_THE_STORE, "M1")}
    made |= {name: value for name, value in kept.items() if value is not None}
    return Sheet(replace(known, given=made), session.memory, record=False)


def _typed(sheet: Sheet, name: str) -> bool:
    """Whether somebody said it of this side, or of a session whose other side has one of its own."""
    right = sheet.knowledge.rights.get(name)
    return sheet[name].source == "given" and right is not None and right.by != "assumed"


def _with(maker: Sheet, typed: Mapping[str, Value | None]) -> Sheet:
    """The one who made the verifier, with what is on record of the client alone."""
    lacking = {name: value for name, value in typed.items() if value is not None and maker[name].value is None}
    known = maker.knowledge
    return Sheet(replace(known, given={**known.given, **lacking}), record=False) if lacking else maker


_OF_THE_PASSWORD = ("x", "v", "S", "K", "M1")
_OF_THE_STORE = ("x", "v", "b", "S", "K", "M1")
"""What a server may have on record that its verifier is in, or that tells it."""


def _seen(sheet: Sheet, names: tuple[str, ...]) -> dict[str, Value]:
    """What a side logged of these."""
    cells = {name: sheet[name] for name in names}
    return {name: cell.value for name, cell in cells.items() if cell.source == "given" and cell.value is not None}


def _all_comes_out(sheet: Sheet, wire: Mapping[str, bytes], stand_in: Sheet | None = None) -> bool:
    """Whether nothing that a side logged or sent is other than its formula gives it, and one of the values that the
    password goes into is known so. stand_in: who gives S, K and M1 where the side's own b is not on record."""
    if any(sheet[name].contradicted for name in ORDER):
        return False
    seen = _seen(sheet, _OF_THE_PASSWORD)
    if sheet.side == "client":
        seen |= {"M1": wire["M1"]} if "M1" in wire else {}
    elif sheet["B"].by_formula is not None:  # of v and b
        seen |= {"B": wire["B"]} if "B" in wire else _seen(sheet, ("B",))
    made = {name: sheet[name].by_formula for name in seen}
    if stand_in is not None:
        made = {name: stand_in[name].by_formula if value is None else value for name, value in made.items()}
    order = sheet.settings.order
    return bool(seen) and all((got := made[name]) is not None and same(got, seen[name], order) for name in seen)


def _other_salt(session: Session) -> Told | None:
    """The server's verifier is the one that its maker's password gives with the salt that the maker had, and the salt
    that was sent is another."""
    enroller, kept, sent = session.view.enroller, session.view.server["v"], session.view.wire.get("s")
    if enroller is None or sent is None or kept.source != "given" or kept.value is None:
        return None
    salt, made = enroller["s"], enroller["v"]
    if "s" in _differing(session):
        return None  # it is not known to be the one that the server sent
    own = salt.source == "given" and isinstance(salt.value, bytes) and salt.value.lstrip(b"\0") != sent.lstrip(b"\0")
    if not own or made.by_formula is None or not same(made.by_formula, kept.value):
        return None
    said = "the verifier was made with another salt than the one that the server sent"
    return Told("beside", "server", "server", said, "Store the salt beside the verifier that it was drawn for.", of="s")


def _sent_back(session: Session) -> Told | None:
    """A server that answers with the proof that it got."""
    proof, answer = session.view.wire.get("M1"), session.view.wire.get("M2")
    if proof is None or proof != answer or len(proof) < 16:
        return None
    said = "it is the client's own M1, sent back"
    return Told("beside", "server", "server", said, "Answer with the server's own proof, M2.", of="M2")


def _altered(session: Session, outcome: Outcome) -> Told | None:
    """The recordings that were put together differ in what was refused, or in what it was made of."""
    differing = _differing(session)
    name = next((one for one in _GOES_INTO.get(outcome.of, ()) if one in differing), None)
    if name is None:
        return None
    what = {"s": "the salt", "mac": "the MAC"}.get(name, name)
    said = f"{what} differs between the recordings (changed on its way, or of two tries)"
    fix = f"Look at what stands between the two sides and handles {what}."
    side = "server" if name in ("s", "B", "M2") or outcome.by == "client" else "client"
    return Told("beside", "unknown", side, said, fix, of=name)


def _differing(session: Session) -> list[object]:
    """What the recordings that were put together have with different bytes."""
    differing = session.capture.header.get("altered")
    return differing if isinstance(differing, list) else []


def server_gives_another(view: View) -> bool:
    """The server's b and v are those of the B that it sent, and give another M1 than the one that came."""
    proof, B = view.comparison["M1"], view.comparison["B"]
    own = view.server["b"].source == "given" and view.server["v"].source == "given"
    made = proof.server.by_formula
    if not own or made is None or proof.wire is None or B.wire is None or B.server.by_formula is None:
        return False
    return is_sent(B.server.by_formula, B.wire, view) and not same(made, proof.wire)
