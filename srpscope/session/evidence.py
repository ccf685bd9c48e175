"""Everything that a judgement rests on, taken together once: how it ended, what the values are, by what right they
stand, what tells the cause or proves it, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from srpscope.printable import printable
from srpscope.session.alike import alike
from srpscope.session.clauses import apart, named, ways
from srpscope.session.exchanged import exchanged, goes_further, got_otherwise, is_sent, told_beside
from srpscope.session.missing import client_is_assumed, lacking, lent_to, missing, next_to_log, of_its_own, on_loan
from srpscope.session.outcome import Outcome, never_began, outcome_of, store_unknown
from srpscope.session.session import Session, View
from srpscope.session.swept import swept_of
from srpscope.session.told import Told, in_force, supposed, told_of, without
from srpscope.srp.edit import Edit
from srpscope.srp.rights import independent, taken_as_given
from srpscope.srp.spelled import parting
from srpscope.srp.values import BOTH_SIDES, Side, same

if TYPE_CHECKING:  # `trace` of a session that agrees needs nothing of the search
    from srpscope.why.finding import Diagnosis, Finding

Values = Literal["agree", "disagree", "unknown"]
_SENDER: dict[str, Literal["client", "server"]] = {"A": "client", "B": "server", "M1": "client", "M2": "server"}

OF_THESE = "of this user name, password and salt"
OF_THEIR_VERIFIER = "these credentials' verifier"

Ways = tuple[tuple[str, ...], ...]
"""Alternatives, each of them names of values that are to be logged together."""


class Evidence:
    """What is known of one session. view: without the edits that went out, where those are what was refused.

    values: as judgement.md has it. supposed: edits in force that were not in the session. cleared: sides whose sent or
    logged values all come out. assumed: the client's column is a stand-in. on_loan: what it was taken to have of the
    server's. by_edits: edits by which it was accepted. unapplied: edits that
    had no effect, as clauses: nothing agrees under them and nobody is cleared."""

    def __init__(self, session: Session, diagnosis: Diagnosis | None, view: View, edits: Sequence[Edit]) -> None:
        self.session, self.diagnosis, self.view = session, diagnosis, view
        self.outcome: Outcome = outcome_of(session)
        self.supposed = supposed(session, edits)
        self.swept = None if self.supposed or self.outcome.ending not in ("accepted", "refused") else swept_of(session)
        self.told = self._told() if self.swept is None else self.swept.told()
        if self.told is not None and self.told.edits:
            self.view = without(session, self.told.edits)
        self._as_read = self.view is view and list(edits) == list(session.edits)
        self.unapplied = view.unapplied
        found = _values(self.view)
        self.values: Values = "unknown" if self.unapplied and found == "agree" else found
        self.findings: tuple[Finding, ...] = () if diagnosis is None else diagnosis.findings
        right = self.told is None and self.values == "agree" and self.outcome.ending == "accepted" and not self.supposed
        self.cleared: tuple[str, ...] = (
            (("client", "server") if right else ()) if diagnosis is None else diagnosis.cleared
        )
        if session.guessed and self.outcome.ending != "accepted" and (self.values != "agree" or session.fits_one_proof):
            self.cleared = ()  # whoever computes by another dialect would be right by it
        accepted = self.outcome.ending == "accepted" and self.told is None and not self.supposed
        self.by_edits = in_force(session) if accepted else []
        if self.by_edits:
            self.cleared = ()  # right by the edits, not by the dialect
        if self.swept is not None:
            self.cleared = ("client", "server") if self.swept.knows == "right-with-zeros" else ()
        if self.unseen or self.unapplied:
            self.cleared = ()  # not seen to be right: who sent it, who said no to it, who was to be edited
        if not self._verifier_seen():
            self.cleared = tuple(one for one in self.cleared if one != "server")
        if self._says_no_to_what_is_right():
            self.cleared = tuple(one for one in self.cleared if one != self.outcome.by)
        if self._of_two_credentials():
            self.cleared = ()  # whose name, password or salt is the one that was meant, nobody can tell
        unread = {one.side for one in session.held.unread} | ({"client"} if session.odd_inputs(view.client) else set())
        self.cleared = tuple(one for one in self.cleared if not unread & {one, "both", "wire", ""})
        self.assumed = client_is_assumed(view)
        self.on_loan = on_loan(view.client.knowledge)

    def _told(self) -> Told | None:
        told, refused = told_of(self.session, self.outcome), self.outcome.ending == "refused"
        if (told is not None and told.kind != "mac") or (self.supposed and not refused):
            return told  # what would be has its own difference
        return told_beside(self.session, self.outcome) or told

    def _of_two_credentials(self) -> bool:
        """A refusal where the verifier is not of what the client typed, and no more is known of it."""
        if self.outcome.ending != "refused" or self.told is not None:
            return False
        if self.findings:
            return self.findings[0].of_other_credentials
        return self.values == "disagree" and self.view.comparison.first_difference in ("I", "P", "v")

    def _verifier_seen(self) -> bool:
        """Whether anything but the server's own word tells that its verifier is right: the client's own password gives
        it, or its maker's does, or a proof came out of it. A B that is made of a wrong verifier comes out as well."""
        if self.findings or self.values == "agree" or self.outcome.ending == "accepted":
            return True
        enroller, kept = self.view.enroller, self.view.server["v"].value
        made = None if enroller is None or enroller["P"].source != "given" else enroller["v"].by_formula
        return self.verifier_is_right or (made is not None and kept is not None and same(made, kept))

    @property
    def verifier_is_right(self) -> bool:
        """The verifier that the server has is the one that the client's own user name and password give. One that is
        made of a password which a page has once is no word of the server's."""
        row, made = self.view.comparison["v"], self.view.server["v"]
        if made.source != "given" and "b" not in made.through and "P" not in self.session.held.own["server"]:
            return False
        own, kept = row.right("client"), row.right("server")
        if row.state != "agree" or own is None or kept is None or row.server.lent:
            return False
        return own.by != "assumed" and not own.stand_ins and independent(own, kept)

    def _says_no_to_what_is_right(self) -> bool:
        """A refusal of what is right by all that is on record: who said no has other values, or checks otherwise."""
        unexplained = self.told is None and not self.findings
        return self.outcome.ending == "refused" and self.values == "agree" and unexplained

    @property
    def unseen(self) -> str:
        """The proof that was refused, where what was sent of it is on no record; else ""."""
        of = self.outcome.of
        if self.outcome.ending != "refused" or of not in ("M1", "M2"):
            return ""
        sender = self.view.sheet("client" if of == "M1" else "server")
        return "" if of in self.view.wire or sender[of].source == "given" else of

    def accepted_by_both(self) -> bool:
        """As it was recorded, not as somebody supposes it: the client said so, or went on under the key."""
        if self.outcome.ending != "accepted" or self.supposed:
            return False
        if self.outcome.by == "both":
            return True
        from srpscope.session.decrypted import went_on

        return went_on(self.session)

    def of_both_sides(self) -> bool:
        """What the values agree on is known of the client and of the server, and not of one of them and what it sent
        alone."""
        row = self.view.comparison.rows.get(self.view.comparison.judged_on or "")
        return row is not None and independent(row.right("client"), row.right("server"))

    @property
    def answer_agrees(self) -> bool:
        """The M2 that the client got is the one that its own values give; whether it checks it so is another matter."""
        row = self.view.comparison["M2"]
        own = row.right("client")  # a stand-in for the client is the server's own word
        independent = own is not None and own.by != "assumed" and not own.stand_ins
        got = row.wire is not None or row.client.source == "given"
        return row.state == "agree" and independent and got

    @cached_property
    def exchanged(self) -> str:
        """Two values that stand in each other's place, as a clause; "" where all is in its own, or nothing differs."""
        return exchanged(self.view) if self.values == "disagree" else ""

    @cached_property
    def alike(self) -> str:
        """What both sides were proved to do otherwise than their dialect in the same way, as a clause: they agree in
        it, and it is not why they part. "" where there is nothing of the kind."""
        return alike(self.session, self.findings, self._as_read, accepted=self.outcome.ending == "accepted")

    @property
    def own_proof(self) -> bool:
        """The server's own numbers give the proof that the client sent, whatever is supposed of the client."""
        proof, made = self.view.wire.get("M1"), self.view.server["M1"]
        if proof is None or made.value is None or not same(made.value, proof):
            return False
        right = self.view.comparison["M1"].right("server")
        logged = right is not None and not right.shared and bool(taken_as_given(self.view.server, "M1"))
        return self.view.server["b"].source == "given" or logged

    @property
    def own_answer(self) -> bool:
        """The client's own numbers give the M2 that it got."""
        row = self.view.comparison["M2"]
        return row.wire is not None and row.state == "agree" and row.client.value is not None and not self.assumed

    @property
    def unlike_guess(self) -> bool:
        """Nobody answered, and both sides say one M1 that the guessed dialect does not make: they do not differ."""
        guess = self.session.proved_alike and not self.supposed and not self.other_a()
        return guess and self.values == "disagree" and self.outcome.ending in ("unknown", "unfinished")

    @property
    def closed(self) -> bool:
        """Nothing is left to search for: it was accepted and agrees, or by edits, or a sweep knows what it is; or an
        edit was not applied, which has to be mended first; or it never began."""
        if self.swept is not None:
            return self.swept.settled
        if self.by_edits or self.unapplied or never_began(self.session):
            return True
        return self.outcome.ending == "accepted" and self.values == "agree" and not self.supposed and not self.other_a()

    @property
    def not_found(self) -> bool:
        """A search has ended, and nothing gives the observed bytes."""
        return self.diagnosis is not None and self.diagnosis.verdict == "not-found"

    def other_a(self) -> bool:
        """The client's M1 comes out of the a that is on record, and the A that it sent does not."""
        view = self.view
        proof, made = view.wire.get("M1"), view.client["M1"]
        if view.client["a"].source != "given" or proof is None or made.value is None or not same(made.value, proof):
            return False
        return made.source != "given" and view.comparison["A"].state == "differ" and view.client["A"].value is not None

    # In words

    def difference(self) -> str:
        """The first difference, as a clause."""
        if self.exchanged:
            return self.exchanged
        comparison = self.view.comparison
        first = comparison.first_difference or comparison.judged_on or "M1"
        name = printable(first, 24)
        if self.session.guessed_apart is not None and not self.supposed:
            formulas = parting(self.view.client, self.view.server, self.view.wire)
            name = first if first in formulas else next(iter(formulas), name)
            return apart(*self.session.guessed_apart, printable(name, 24), formulas.get(name))
        row = comparison.rows.get(first)
        if first == "v" and row is not None and row.server.lent == "v":
            return "the client's v is not what the enroller's user name, password and salt give"
        if first == "v" and row is not None and row.client.value is not None:
            logged = self.view.client["x"].source == "given" and self.view.client["P"].value is None
            if row.server.source == "given":
                return f"the verifier is not {'what the x that the client logged gives' if logged else OF_THESE}"
            return f"B and b are not of {'the x that the client logged' if logged else OF_THEIR_VERIFIER}"
        if row is not None and self._logged_otherwise(first):
            return f"{name} on the wire is not the one that the {_SENDER[first]} logged"
        if first == "A" and row is not None and self.view.client["a"].source == "given":
            return "A is not g ** a of the a on record"
        if first in ("s", "B") and row is not None and got_otherwise(self.view, first):
            return f"the {'salt' if first == 's' else first} that the client logged is not the server's"
        if first == "B" and row is not None and self._b_and_v():
            return "B is not what the b and the verifier on record give"
        if row is not None:
            for side, cell in (("client", row.client), ("server", row.server)):
                lent = lent_to(self.view.client.knowledge, first) if cell.contradicted and side == "client" else ()
                if lent:
                    return f"the client's {name} is not what its formula gives with the server's {named(lent)}"
                if cell.contradicted:
                    return f"the {side}'s {name} is not what its own formula gives"
            if (
                self.assumed
                and name == "M1"
                and not self.on_record
                and row.wire is not None
                and row.server.value is not None
            ):
                return "M1 on the wire is not what the server's values give"  # the client's column is a stand-in
            if row.client.value is not None and row.server.value is not None:
                if row.wire is not None and same(row.client.value, row.server.value):
                    return f"{name} on the wire is not what both sides' values give"
                return f"{name} differs first between client and server"
            if row.wire is not None:
                side = "client" if row.client.value is not None else "server"
                return f"{name} on the wire is not what the {side}'s values give"
        return f"{name} differs first"

    def supposing(self) -> str:
        """What comes out where somebody tries what would be, as a clause: an edit is no fact, and accuses nobody."""
        proof = self.view.comparison["M1"].client
        if self.comes_out("client"):
            return "the client's M1 is the one that is on record"
        seen = "M1" in self.view.wire or proof.did is not None or proof.source == "given"
        if seen and proof.by_formula is not None:
            return "the client's M1 is not the one that is on record"
        return f"{printable(self.view.comparison.first_difference or 'M1', 24)} differs first"

    def _logged_otherwise(self, name: str) -> bool:
        """A value that its sender logged, and that stands on the wire with other bytes."""
        if name not in _SENDER:
            return False
        row, side = self.view.comparison[name], _SENDER[name]
        own, right = (row.client if side == "client" else row.server), row.right(side)
        if own.source != "given" or own.value is None or right is None or right.by != "logged":
            return False
        return row.wire is not None and not is_sent(own.value, row.wire, self.view)

    @property
    def on_record(self) -> bool:
        """The first difference is a value of the client's, logged or computed, of which everything that it is made of
        is on record of the client itself."""
        first = self.view.comparison.first_difference
        row = self.view.comparison.rows.get(first or "")
        if row is None or row.client.by_formula is None:
            return False
        seen = row.client.contradicted or row.wire is not None
        return seen and of_its_own(self.view.client.knowledge, row.name)

    def _b_and_v(self) -> bool:
        """The server's private number and its verifier are on record, whoever wrote them down."""
        server = self.view.server
        return server["b"].source == "given" and server["v"].source == "given" and "B" in self.view.wire

    def tried(self) -> str:
        """How a search ended without a cause, as a clause; how much it tried stands beside the headline."""
        if self.diagnosis is None:
            return "nothing was tried"
        return f"nothing tried{' in time' if self.diagnosis.stopped else ''} gives it"

    def asking(self) -> str:
        """What would tell more, to stand at a sentence's end."""
        asked = ways(self.missing())
        return f"; log {asked}" if asked else ""

    def unread(self) -> str:
        """A value that is asked for and stands in the file already, where it cannot be read, as a clause; else ""."""
        asked = {name for way in self.missing() for name in way}
        return next((printable(one.said, 160) for one in self.session.held.unread if one.name in asked | {""}), "")

    def missing(self) -> Ways:
        """Alternatives that would tell more, none of which is known already."""
        refused = self.outcome.ending == "refused"
        if self.exchanged or self.unapplied or self.session.guessed_apart is not None:
            return ()
        of_srp = any(one in self.view.wire or one in self.view.client.knowledge.given for one in ("A", "B", "M1"))
        if refused and not of_srp and not self.outcome.device:
            return ()  # it came to no value of SRP: none tells why
        early = self.outcome.ending in ("unfinished", "broken-off") or self.outcome.of in ("A", "B")
        if early and self.outcome.ending not in ("accepted", "unknown") and not self._proof_seen():
            return ()  # it did not come to a proof: no value that is logged tells why
        if self.outcome.ending == "accepted" and self.values == "disagree" and not self.supposed:
            return ()  # nobody has to be found out: what is written here is not what was used, or M2 alone differs
        if self.unseen:
            return self._missing_of_the_unseen()
        if refused and (self.outcome.by, self.outcome.of) == ("client", "M2"):
            return self._missing_of_the_answer()
        if refused and self.own_proof:
            return ()
        return self._not_hashed(self._missing_of_a_stand_in() if self.assumed else self._missing_of_the_client())

    def _not_hashed(self, ways: Ways) -> Ways:
        """Without the values whose bytes stand in the client's logged hash inputs already."""
        calls = [one for one in self.session.hash_lines if one.side == "client"]
        if not calls or not ways:
            return ways
        from srpscope.why.logged import fed_names
        from srpscope.why.made_from import names_in
        from srpscope.why.question import LoggedHash

        known, memory = self.view.client.knowledge, self.session.memory
        hashes = [LoggedHash(one.side, one.alg, one.fed, one.out) for one in calls]
        said = fed_names(hashes, known, memory) | names_in(hashes, known, memory)
        left = (tuple(name for name in way if name not in said) for way in ways)
        return tuple(way for way in dict.fromkeys(left) if way)

    def _missing_of_the_unseen(self) -> Ways:
        """The proof itself, and what both sides need to make it again; an answer is tried with the client's values."""
        client, server = (self.view.sheet(side)[self.unseen].value for side in BOTH_SIDES)
        ways = () if client is not None and (server is not None or self.unseen == "M2") else missing(self.view)
        return tuple((*way, self.unseen) for way in ways) or ((self.unseen,),)

    def _missing_of_the_answer(self) -> Ways:
        """Of the client that says no to M2, what it lacks; where that is nothing, the least that makes the server's."""
        if self.own_answer or lacking(self.view):
            return () if self.own_answer else lacking(self.view)
        server = self.view.server
        least = [way for way in server["M2"].needs if set(way) <= {"b", "v"}]
        left = tuple(name for name in ("b", "v") if server[name].source != "given")
        return tuple(sorted(least, key=len)[:1]) or ((left,) if left else ())

    def _missing_of_a_stand_in(self) -> Ways:
        """What puts the client's own values in the place of those that were assumed."""
        if self.outcome.ending == "accepted":
            return () if "M1" in self.view.wire else (("M1",), ("a",))
        return (("a",),) if self.view.client["a"].source != "given" else lacking(self.view)

    def _missing_of_the_client(self) -> Ways:
        """What tells the client's values, or tells more where they are all there."""
        view, client = self.view, self.view.client
        if view.comparison.first_difference == "A" and client["a"].source == "given":
            return ()  # another a than this session's: what else is logged belongs to that one
        if self.right_of_its_own:
            return (("v",), ("b",))  # the verifier is in a table or a firmware; b gives it by B
        if client["a"].source != "given" or client["M1"].value is None or self.values != "disagree":
            return missing(view)
        if lacking(view):
            return lacking(view)
        side = self._unexplained()
        if side == "client" and "M1" not in view.wire and client["M1"].source != "given":
            return (("M1",),)
        return () if side == "client" and self.comes_out("client") else next_to_log(view, side)

    def _proof_seen(self) -> bool:
        """Whether the client's proof is on record, sent or logged."""
        view = self.view
        logged = view.client["M1"].source == "given" or view.server["M1"].source == "given"
        return logged or "M1" in view.wire or self.values != "unknown"

    def comes_out(self, side: Side) -> bool:
        """The proof that a side sent, or logged, is the one that its own values give: nothing it could log says
        more."""
        row = self.view.comparison["M1"]
        cell = row.client if side == "client" else row.server
        logged = cell.value if cell.source == "given" else cell.did
        seen = logged if side == "server" or row.wire is None else row.wire
        made = cell.by_formula
        return seen is not None and made is not None and not self.assumed and same(made, seen)

    @property
    def right_of_its_own(self) -> bool:
        """The client's proof, refused, comes out of its own password and a, and nothing tells what the server has in
        store: at most it logged an S or K, which is another and of which nothing is known that it is made of."""
        view, outcome = self.view, self.outcome
        of_M1 = (outcome.ending, outcome.by, outcome.of) == ("refused", "server", "M1") and not self.supposed
        return of_M1 and self.comes_out("client") and not taken_as_given(view.client, "M1") and store_unknown(view)

    def _unexplained(self) -> Side:
        return "server" if self.diagnosis is not None and self.diagnosis.cleared == ("client",) else "client"


def _values(view: View) -> Values:
    comparison = view.comparison
    if comparison.agreement == "disagree":
        return "disagree"
    contradicted = any(
        cell.contradicted for row in comparison.rows.values() for cell in (row.client, row.server) if row.name != "A"
    )
    first = comparison.first_difference
    if first in ("s", "B") and got_otherwise(view, first):
        return "disagree"
    row = comparison.rows.get("v")
    if comparison.first_difference == "v" and row is not None and row.state == "differ":
        own = row.right("client")
        contradicted = contradicted or (own is not None and own.by != "assumed")
    if contradicted or (comparison.agreement == "agree" and first is not None and not goes_further(view, first)):
        return "disagree"
    return comparison.agreement
