"""What an attack did, as lines of text; and an attack that a learner changes a line at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from srpscope.errors import SrpscopeError, UserError
from srpscope.lessons import attacks
from srpscope.lessons.attacks.outcome import Attacked
from srpscope.lessons.attacks.setting import Setting, group_of
from srpscope.lessons.pictures import bars, both_sides, plain

BAR_CELLS, NUMBER_CELLS = 72, 100
SETTINGS = ("P", "k", "N", "g")
"""What every attack has; any other name is of a formula that its attacker computes."""


def fought(name: str, guarded: bool, outcome: Attacked, numbers: bool = False) -> list[str]:
    """How it ended, without or with its safeguard. numbers: every one of both sides as well."""
    way = f"{'With' if guarded else 'Without'} the safeguard ({attacks.attack(name).SAFEGUARD})"
    lines = [f"{way}: the attack {'succeeds' if outcome.succeeded else 'fails'}."]
    lines += [f"  {sentence}" for sentence in outcome.sentences]
    for title, rows in outcome.bars.items():
        lines += [f"  {plain(line)}" for line in bars(title, rows, BAR_CELLS)]
    if numbers and outcome.numbers:
        lines += [f"  {plain(line)}" for line in both_sides(outcome.numbers, NUMBER_CELLS)]
    return lines


class Changed:
    """An attack with what a learner changed of it: password, k, N and g, and the attacker's formulas."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._typed: dict[str, str] = {}

    def names(self) -> str:
        """What can be changed, as it is typed."""
        return ", ".join(f"attack.{one}" for one in (*SETTINGS, *attacks.attack(self.name).FORMULAS))

    def change(self, name: str, text: str) -> None:
        """Another password, k, N or g, or a formula; an empty text puts it back. Raises UserError for another name."""
        if name not in SETTINGS and name not in attacks.attack(self.name).FORMULAS:
            raise UserError(f"{self.name} has no {name[:40]!r} to change; it has {self.names()}.")
        if text:
            self._typed[name] = text
        else:
            self._typed.pop(name, None)

    def run(self, say: Callable[[str], None]) -> None:
        """Run it without and with its safeguard, and say what happened, with every number of both sides."""
        password, k, N, g = (self._typed.get(name, "") for name in SETTINGS)
        own = {name: text for name, text in self._typed.items() if name not in SETTINGS}
        formulas = {**attacks.attack(self.name).FORMULAS, **own} if own else None
        try:
            setting = Setting(password, k, group_of(N, g), formulas)
            for guarded in (False, True):
                outcome = asyncio.run(attacks.run(self.name, guarded, setting=setting))
                for line in fought(self.name, guarded, outcome, numbers=True):
                    say(line)
        except SrpscopeError as error:
            say(str(error))
