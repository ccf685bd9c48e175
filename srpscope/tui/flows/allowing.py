"""$: what a value costs is paid, or what is being computed for it is ended."""

from __future__ import annotations

from srpscope.srp.allowance import Allowance
from srpscope.srp.primitives.interruptible import end_all
from srpscope.tui.desk import Desk


def toggle(desk: Desk) -> None:
    """Allow everything that the formulas ask for, of the whole program; or take it back and end what takes so long."""
    if desk.session is None:
        return
    Allowance.everything = not Allowance.everything
    if Allowance.everything:
        desk.say("Whatever a formula asks for is computed, however long it takes; $ ends it.")
    else:
        end_all()
        desk.say("Work is bounded again.")
    desk.evaluate()
