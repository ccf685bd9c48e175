"""The decision table, row by row: how it ended and what is known of it give the cause, who is at fault, and the one
sentence that says it, outcome first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from srpscope.printable import printable
from srpscope.session.alike import takes_it, wrong_when
from srpscope.session.clauses import answer, edits_text, lower, named, not_sent, of_what, quoted, upper, ways, who
from srpscope.session.evidence import Evidence
from srpscope.session.exchanged import of_other_credentials_too, server_gives_another
from srpscope.session.outcome import awaited_of
from srpscope.session.told import Told, of_an_edit, says_nothing
from srpscope.srp.rights import taken_as_given
from srpscope.srp.values import BOTH_SIDES, same
from srpscope.wire.wires import declared

if TYPE_CHECKING:
    from srpscope.session.session import Session
    from srpscope.session.swept import Swept
    from srpscope.why.finding import Finding

Cause = Literal["none", "proved", "told", "not-found", "cannot-tell"]
AtFault = Literal["client", "server", "enroller", "person", "transport", "nobody", "unknown"]
WIDEST = 110
"""A headline is shorter than this, so that a screen of 120 columns has it in one line, and one of 80 in two."""

Row = tuple[Cause, AtFault, str]
"""How well the cause is known, whose fault it is, and the headline."""

ASKS_WHY = "; `why` looks for the cause"
"""Where nothing was searched yet, on the command line; a screen has a key for it."""

ASKS_DIALECT = "--dialect ID (`srpscope dialects`)"
"""Where no dialect is named, on the command line; a screen has a key for it."""

ALTERED_A = "The client computed with another A than the one that it sent."
"""Where nobody has looked yet whether what was sent is a writing of the A that it computed with."""


def row_of(evidence: Evidence) -> Row:
    """The row of the table that a session falls in."""
    if evidence.unapplied and evidence.told is None:
        return _unapplied(evidence)
    if evidence.swept is not None and (evidence.swept.settled or not evidence.findings):
        return _swept(evidence, evidence.swept)
    match evidence.outcome.ending:
        case "accepted" if not evidence.supposed:
            return _accepted(evidence)
        case "refused":
            return _refused(evidence)
        case "broken-off":
            return _broken_off(evidence)
    row = _nobody_said(evidence)
    if evidence.outcome.ending == "accepted" and evidence.values == "disagree":  # and somebody tries what would be
        return row[0], "person", f"With edits that were not in the session: {lower(row[2])}"
    return row


def _unapplied(known: Evidence) -> Row:
    """An edit that cannot be read or costs too much: what it would change is unknown, and so is the verdict."""
    ending = known.outcome.ending
    lead = {
        "refused": f"{who(known.outcome.by)} refused {of_what(known.outcome.of)}",
        "broken-off": "The connection ended",
    }
    if not known.supposed:
        lead["accepted"] = "Accepted"
    clauses = [*known.unapplied[:2], *([known.difference()] if known.values == "disagree" else [])]
    said = f"{lead.get(ending, 'Cannot tell')}: {'; '.join(clauses)}."
    return "cannot-tell", "unknown", said


def _swept(known: Evidence, swept: Swept) -> Row:
    """What a sweep knows, where the session was one of it."""
    by = who(known.outcome.by if known.outcome.by != "both" else "server")
    accepted = known.outcome.ending == "accepted"
    line = swept.headline(f"{by} {'accepted' if accepted else 'refused'} M1", accepted)
    match swept.knows:
        case "found" | "latent":
            return "told", "client", line
        case "right" | "right-with-zeros":
            return "none", "nobody", line
        case "not-yet" if accepted:
            return "none", "nobody", line
    return "not-found" if swept.knows == "not-found" else "cannot-tell", "unknown", line


# Accepted


def _accepted(known: Evidence) -> Row:
    if known.told is not None:
        return "told", fault(known.told.at_fault), f"The server accepted M1, and answered with {known.told.sentence}."
    if known.other_a():
        return "proved", "client", _other_A(known)
    if known.by_edits and known.values == "disagree":
        other = "client" if known.by_edits[0][1].side == "server" else "server"
        lead = f"Accepted with {edits_text(known.by_edits)}"
        return "none", "nobody", f"{lead}; the {other} computes the same, or does not check."
    if known.findings:
        alike = "as both do alike" if known.alike else takes_it(known.session, known.findings)
        at_fault = "nobody" if alike else _of(known.findings[0])
        return "proved", at_fault, f"Accepted, {alike + ':' if alike else 'but'} {lower(cause_of(known))}"
    if known.values == "disagree":
        return _accepted_and_differs(known)
    after = _after_the_handshake(known.session)
    if after is not None:
        return after[0], after[1], f"The handshake is right; {after[2]}"
    if known.values == "agree":
        judged = known.view.comparison.judged_on
        rest = f", with {edits_text(known.by_edits)}" if known.by_edits else wrong_when(known.view)
        if known.accepted_by_both():
            both = judged == "M1" and known.view.comparison["M2"].state == "agree"
            return "none", "nobody", f"Both sides agree, on {'M1 and M2' if both else judged}{rest}."
        agrees = "M1 and M2 agree" if judged == "M1" and known.answer_agrees else f"{judged} agrees"
        return "none", "nobody", f"The server accepted the client's proof, and {agrees}{rest}."
    asked = ways(known.missing())
    apart = known.view.comparison.first_difference is not None
    rest = known.difference() if apart else "nothing that is on record can check it"
    rest = f"to check it: {asked}" if asked else rest
    return "cannot-tell", "nobody", f"Accepted; {rest}."


def _accepted_and_differs(known: Evidence) -> Row:
    """Who accepted was satisfied, so what differs is what somebody says of them, or what the server sent then."""
    first = known.view.comparison.first_difference
    if first == "M2" and known.outcome.by == "server":
        ordered = next((line for line in known.outcome.done if line.get("what") == "fault"), None)
        if ordered is not None:
            said = printable(str(ordered.get("text", "")), 120).rstrip(".").removesuffix(", on order")
            return "told", "person", f"The server accepted M1; its answer was spoilt, as ordered: {lower(said)}."
        lead = "The server accepted M1, but the M2 that it sent is not what its values give"
        if known.not_found:
            return "not-found", "server", f"{lead}; {known.tried()}."
        return "cannot-tell", "server", f"{lead}."
    return "cannot-tell", *_written_otherwise(known)


def _written_otherwise(known: Evidence) -> tuple[AtFault, str]:
    """An accepted session whose record does not agree: who checks nothing, or what was used in place of what is
    written."""
    view = known.view
    first, proof = view.comparison.first_difference, view.comparison["M1"]
    row = view.comparison.rows.get(first or "")
    logged = row is not None and (row.client.contradicted or row.server.contradicted)  # whatever the password
    if not logged and known.comes_out("client") and server_gives_another(known.view):
        return "server", "The server accepted an M1 that its own b and v do not give: it does not check it."
    both = proof.client.by_formula, proof.server.by_formula
    if first == "M1" and None not in both and same(*both) and not known.assumed:  # type: ignore[arg-type]
        by = known.session.spoken()
        return "unknown", f"Accepted: the values on record do not give M1 by {by}; both compute otherwise, alike."
    told_by = first in ("P", "x", "v", "M1", "I", "S", "K", None) and not logged
    if view.client["P"].source == "given" and told_by and not known.comes_out("client"):
        other = "x is made otherwise" if known.own_proof else "another dialect is spoken"
        return "unknown", f"Accepted: the password typed here is not the one used, or {other}."
    return "unknown", f"Accepted: {known.difference()}; other values or formulas were used."


def _after_the_handshake(session: Session) -> Row | None:
    """What is wrong with the encrypted messages, where K and nonce are known: by trying, and a fault is what opened."""
    if declared(session.wire).gcm_nonce not in session.view.wire:
        return None
    from srpscope.session.decrypted import decrypted

    found = decrypted(session)
    if found.verdict in ("unknown", "none", "agree", ""):
        return None
    proved = found.verdict in ("other-sealing", "wrong-rule", "lost-step")
    said = found.sentence if found.verdict == "other-sealing" else f"the encryption is not: {lower(found.sentence)}"
    return "proved" if proved else "cannot-tell", fault(found.sender) if proved else "unknown", said


# Refused


def _refused(known: Evidence) -> Row:
    by, of = who(known.outcome.by), of_what(known.outcome.of)
    if known.told is not None:
        return "told", fault(known.told.at_fault), _told(known, known.told, by)
    if known.other_a():
        return "proved", "client", f"{by} refused {of}: {lower(_other_A(known))}"
    if known.alike:
        return "cannot-tell", "unknown", f"{by} refused {of}: {known.difference()}; {known.alike}."
    if known.findings:
        cause = lower(cause_of(known))
        if of_an_edit(known.findings[0], known.supposed, known.view):
            return "proved", "person", f"{by} refused {of} as it was sent; with these edits {cause}"
        return "proved", _of(known.findings[0]), f"{by} refused {of}: {cause}"
    if known.unseen and known.values == "agree":
        said = f"{by} refused the {of} that it got, not on record; by what is known it should be right"
        return "cannot-tell", "unknown", f"{said}{known.asking()}."
    if known.outcome.by == "client" and known.outcome.of in ("M2", "mac", "token"):
        return _client_refused(known)
    by_sides = bool(known.supposed) and all(one.side != "wire" for one in known.supposed)
    if by_sides and known.outcome.of == "M1" and known.values == "disagree":
        return "cannot-tell", "unknown", f"{by} refused {of} as it was sent; with these edits {known.supposing()}."
    if known.right_of_its_own and known.values == "disagree" and not known.session.guessed:
        sought: Cause = "not-found" if known.not_found else "cannot-tell"
        return sought, "unknown", _right_by_another_secret(known, by, of)
    if known.not_found:
        if known.assumed and not known.on_record:
            return "not-found", "unknown", f"{by} refused {of}; {_on_loan(known)}."
        return "not-found", "unknown", _not_found(known, f"{by} refused {of}: ")
    right = known.own_proof or (not known.assumed and _made_again(known))
    alone = known.values == "unknown" and known.comes_out("client")
    if (known.values == "agree" or alone) and known.outcome.of == "M1" and right:
        return _right_and_refused(known, by, of)
    if known.values == "disagree":
        rest = known.asking() if known.diagnosis is not None or known.session.guessed_apart else ASKS_WHY
        return "cannot-tell", "unknown", f"{by} refused {of}: {known.difference()}{rest}."
    blind = known.outcome.of == "M1" and known.view.client["M1"].value is None
    if (known.assumed or blind) and known.view.server["M1"].value is not None:
        asked = f": log {ways(known.missing())}" if known.missing() else ""
        return "cannot-tell", "unknown", f"{by} refused {of}; what the client did is not on record{asked}."
    if known.outcome.closed:
        asked = "" if known.outcome.of in ("A", "message") else known.asking()
        said = f"{by} closed the connection on {of} without a word: it refused, or the line was lost{asked}."
        return "cannot-tell", "unknown", said
    return "cannot-tell", "unknown", f"{by} refused {of}. Why cannot be told yet{known.asking()}."


def _right_by_another_secret(known: Evidence, by: str, of: str) -> str:
    """The S or K that the server logged is of another verifier or formula: nothing on record parts the two."""
    lead = f"{by} refused {of}, right for these credentials"
    rest = f"by its {known.view.comparison.first_difference} it has or got others, or computes otherwise."
    return _in_their_words(known, lead, rest)


def _on_loan(known: Evidence) -> str:
    """A search that ended without a cause, where what was taken for the client's own is the server's."""
    asked = known.missing()
    if not asked or any("a" in way for way in asked):
        return f"what the client did is not on record ({known.tried()}){': log a' if asked else ''}"
    verb, lent = "are" if len(known.on_loan) > 1 else "is", named(known.on_loan) if known.on_loan else ways(asked)
    lead = f"the client's {lent} {verb} not on record ({known.tried()})"
    alike = "; another one would look the same" if "P" in known.on_loan else ""
    return f"{lead}{alike}: log {ways(asked)}"


_DENIED = re.compile(r"answers \d{3}: it refuses")


def _made_again(known: Evidence) -> bool:
    """Whether M1 came out of somebody's values, and is not only logged as it was sent."""
    cells = (known.view.client["M1"], known.view.server["M1"])
    return any(cell.value is not None and (cell.source == "computed" or cell.computed is not None) for cell in cells)


def _right_and_refused(known: Evidence, by: str, of: str) -> Row:
    """The client's proof is right by everything that is known, and was refused."""
    if known.supposed:
        return "cannot-tell", "unknown", f"{by} refused {of} as it was sent; with these edits it agrees."
    logged = taken_as_given(known.view.client, "M1")
    if logged and not known.own_proof:
        lead = f"{by} refused {of}, which comes out of the client's logged {named(logged)}"
        rest = f"whether it is right is unknown{known.asking()}."
        return "cannot-tell", "unknown", _in_their_words(known, lead, rest)
    if known.own_proof:
        lead = f"{by} refused {of} although its own values give it"
        return "cannot-tell", "server", _in_their_words(known, lead, "it computes or checks otherwise.")
    expected = known.view.server["M1"].value is not None
    if not expected and known.outcome.closed:
        right = "M1 and its MAC" if "mac" in known.view.wire else "M1"
        said = f"{by} closed the connection on {right}, right for these credentials: a refusal, or a lost line."
        return "cannot-tell", "unknown", said
    if "mac" in known.view.wire and _DENIED.search(known.outcome.text):
        of = "M1 or its MAC"  # the answer does not say which
    lead = f"{by} refused {of}, right for these credentials"
    rest = "it has or got others, or computes otherwise."
    if known.session.guessed and not expected:
        lead = f"{by} refused {of}, right by {known.session.spoken()}, a guess"
        rest = "it has or got others, or speaks another dialect."
    elif expected:
        rest = "its verifier, its session or its check is at fault."
    elif known.verifier_is_right:
        lead, rest = f"{lead} and its verifier", "it got others, or computes otherwise."
    said = _in_their_words(known, lead, rest)
    return "cannot-tell", "server" if expected else "unknown", said


def _in_their_words(known: Evidence, lead: str, rest: str) -> str:
    """A sentence with the peer's own words in it, where there is room; they stand in a row of their own, too."""
    said, quoting = f"{lead}; {rest}", f"{lead}: {quoted(known.outcome.text)}; {rest}"
    return said if says_nothing(known.outcome.text) or len(quoting) >= WIDEST else quoting


def _client_refused(known: Evidence) -> Row:
    of = known.outcome.of
    row = known.view.comparison.rows.get(of)
    lead = f"The client refused the server's {'MAC' if of == 'mac' else of}"
    if row is not None and row.state in ("differ", "follows") and row.wire is not None:
        client, server = row.client.value, row.server.value
        rest = "the server's own values give another"
        if client is not None and server is not None and same(client, server):
            rest = "nor what the server's own values give"
        asked = known.missing()
        if server is None:
            seen = " to see what the server has" if set().union(*asked) <= {"b", "v"} else ""
            rest = f"log {ways(asked)}{seen}" if asked else "what the server has is unknown"
        cause: Cause = "not-found" if known.not_found else "cannot-tell"
        sign = "," if rest.startswith("nor") else ";"
        return cause, "unknown", f"{lead}: it is not what the client computes{sign} {rest}."
    if of == "M2" and known.own_answer:
        said = f"{lead} although its own values give it: it computes or checks otherwise."
        return "cannot-tell", "client", said
    if of == "M2" and known.values == "agree" and row is not None and row.wire is not None and row.state == "agree":
        said = f"{lead}, right by the server's values: its own are others, or it errs"
        return "cannot-tell", "unknown", f"{said}{known.asking()}."
    return "cannot-tell", "unknown", f"{lead}. Why cannot be told yet{known.asking()}."


def _told(known: Evidence, told: Told, by: str) -> str:
    match told.kind:
        case "edit":
            return f"Refused, as it must be with {told.sentence}."
        case "own-edit":
            return f"{by} refused {of_what(known.outcome.of)}, by its own {told.sentence}."
        case "order":
            how = "after a message was dropped by hand" if told.by_hand else "as ordered"
            return f"{by} refused {of_what(known.outcome.of)}, {how}: {told.sentence}."
        case "mac":
            sender = "client" if known.outcome.by == "server" else "server"
            return f"{by} refused the {sender}'s MAC, not its proof: {lower(told.sentence)}."
        case "session" | "token":
            return f"{by} refused the {told.kind}, not the proof: {lower(told.sentence)}."
        case "public":
            of = known.outcome.of if known.outcome.of in ("M1", "M2") else told.of
            return f"{by} refused {of}: {told.sentence}."
        case "beside":
            return f"{by} refused {of_what(known.outcome.of)}: {told.sentence}."
        case "unable":
            return f"The {told.side} could not go on: {told.sentence}."
        case "user":
            return f"{by} does not know this user: {told.sentence}."
    return f"{by} refused the message, not the proof: {lower(told.sentence)}."


# Nobody's answer


def _broken_off(known: Evidence) -> Row:
    if known.told is not None and known.told.kind == "edit":
        lead = f"The connection ended after {known.told.sentence}"
        return "told", "unknown", f"{lead} went out; whether because of it is not on record."
    if known.told is not None:
        lead = "The handshake ended by hand" if known.told.by_hand else "The connection ended, as ordered"
        return "told", "person", f"{lead}: {known.told.sentence}."
    before = "the end" if "M2" in known.view.wire else awaited_of(known.session)
    if known.findings:
        return "proved", _of(known.findings[0]), f"{cause_of(known)[:-1]}; the connection ended then."
    if known.outcome.unsent and known.values != "disagree":
        return "cannot-tell", "unknown", not_sent(known.outcome.of)
    lead, left = f"The connection ended before {answer(before)}", "nothing is known of the proof"
    if before == "M2" and known.values == "disagree":
        left = known.difference()
    elif before == "M2" and known.outcome.closed:
        return "cannot-tell", "unknown", f"{lead}, closed without a word: a refusal, or a lost line."
    elif before == "M2" and known.values == "agree":
        left = "whether M1 was taken is not on record"
    return "cannot-tell", "unknown", f"{lead}; {left}."


def _nobody_said(known: Evidence) -> Row:
    if known.other_a():
        return "proved", "client", _other_A(known)
    if known.told is not None:
        return "told", fault(known.told.at_fault), f"{upper(known.told.sentence)}."
    if known.unlike_guess:
        said = f"Both sides say the same M1, which is none of {known.session.spoken()}, the nearest dialect"
        return "cannot-tell", "unknown", f"{said}: {ASKS_DIALECT}."
    if known.findings:
        return "proved", _of(known.findings[0]), cause_of(known)
    if known.values == "disagree":
        if known.not_found:
            return "not-found", "unknown", upper(_not_found(known))
        rest = known.asking() if known.diagnosis is not None or known.session.guessed_apart else ASKS_WHY
        return "cannot-tell", "unknown", f"{upper(known.difference())}{rest}."
    if known.values == "agree":
        judged = known.view.comparison.judged_on
        if known.outcome.ending == "unfinished" and not known.supposed and not known.of_both_sides():
            return "cannot-tell", "unknown", _unanswered(known, str(judged))
        rest = "with these edits" if known.supposed else "nobody's answer is on record"
        and_then = wrong_when(known.view)
        if known.session.fits_one_proof and not known.supposed:
            judged = f"{judged}, if both speak {known.session.spoken()}"
        return "none", "nobody", f"The values agree, on {judged}{',' if known.supposed else ';'} {rest}{and_then}."
    if known.not_found:
        return "not-found", "unknown", upper(_not_found(known))
    if known.outcome.ending == "unfinished":
        asked = known.asking() if known.outcome.of == "M2" else ""
        return "cannot-tell", "unknown", f"The recording ends before {answer(known.outcome.of)}{asked}."
    lacking = known.missing()
    asked = ways(lacking)
    for side, other in (BOTH_SIDES, BOTH_SIDES[::-1]):
        if known.comes_out(side):
            as_read = f" if it speaks {known.session.spoken(side)}, which is a guess"
            said = f"The {side}'s M1 comes out{as_read if known.session.guessed else ''}"
            return "cannot-tell", "unknown", f"{said}; what the {other} computes is not on record{known.asking()}."
    if not known.session.names_dialect and any({"N", "H"} & set(way) for way in lacking):
        return "cannot-tell", "unknown", f"Cannot tell yet: which dialect is it? {ASKS_DIALECT}. Else log {asked}."
    return "cannot-tell", "unknown", f"Cannot tell yet{f': log {asked}' if asked else ''}."


def _unanswered(known: Evidence, judged: str) -> str:
    """What one side sent comes out of its own values, and the record ends before anybody says what they think of it."""
    row = known.view.comparison[judged]
    side = "client" if row.client.value is not None else "server"
    lead = f"The recording ends before {answer(known.outcome.of)}"
    return f"{lead}; {judged} is what the {side}'s own values give, and the other side's are not on record."


def _not_found(known: Evidence, lead: str = "") -> str:
    """What differs, and what to log, behind a lead. That nothing tried gives it stands beside the headline too, and is
    left out where there is no room."""
    what = known.difference()
    if lead:  # what was refused is the one that was on the wire
        what = re.sub(rf"^{re.escape(known.outcome.of)} on the wire is", "it is", what)
    if known.exchanged:
        return f"{lead}{what}."
    said = f"{lead}{what}; {known.tried()}{known.asking()}."
    return said if len(said) < WIDEST else f"{lead}{what}{known.asking()}."


def cause_of(known: Evidence) -> str:
    """What the shortest finding says, as a sentence with the side in front, and what would be wrong without it too."""
    from srpscope.why.telling.words import cause

    said, found = cause(known.findings[0]), known.findings[0]
    too = of_other_credentials_too(known.session, found.side, {one.value for one in found.changes})
    return f"{said.rstrip('.')}{too}." if too else said


def _other_A(known: Evidence) -> str:
    """A client whose M1 comes out of the a on record, and whose A does not."""
    # Of a number that is no known writing of it nothing more is known than before the search.
    named = bool(known.findings) and all(one.form == "formula" for one in known.findings[0].changes)
    return cause_of(known) if named else ALTERED_A


def _of(finding: Finding) -> AtFault:
    unknown = finding.example or finding.of_other_credentials or finding.of_transport
    return "unknown" if unknown else fault(finding.side)


def fault(side: str) -> AtFault:
    """A side that a finding or a message names, as the judgement names it."""
    return side if side in ("client", "server", "enroller", "person") else "unknown"  # type: ignore[return-value]
