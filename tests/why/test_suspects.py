"""The table of suspects: every entry is whole, and its saved mistake has its sentence."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from srpscope.places import captures_folder
from srpscope.srp.values import ORDER
from srpscope.why.slips import known_slip
from srpscope.why.suspect import Strikes, Suspect
from srpscope.why.suspects import suspects
from srpscope.why.telling.fixes import kinds
from srpscope.why.telling.words import HEADLINE
from tests.why.make_mistakes import file_name

each = pytest.mark.parametrize("one", suspects().values(), ids=lambda one: one.id)
FOLDER = captures_folder() / "mistakes"


@each
def test_an_entry_is_whole(one: Suspect) -> None:
    assert one.id and not set(one.id) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"), one.id
    assert one.value in ORDER, one.value
    assert one.strikes in get_args(Strikes), one.strikes
    assert not one.slip or known_slip(one.slip) is not None, one.slip
    assert not one.fix or one.fix in kinds(), one.fix
    assert one.sides and set(one.sides) <= {"client", "server"}


@each
def test_a_sentence_goes_on_behind_the_side(one: Suspect) -> None:
    said = one.sentence
    assert said.endswith(".") and ". " not in said and "  " not in said and said == said.strip()
    assert "client" not in said and "server" not in said
    assert len(f"The client's {said}") <= HEADLINE


@each
def test_a_saved_mistake_has_the_sentence_of_its_suspect(one: Suspect) -> None:
    path = FOLDER / f"{file_name(one.id)}.srp.jsonl"
    if not path.exists():  # it bites on no base: test_mistakes has the list
        return
    with path.open(encoding="utf-8") as lines:
        assert json.loads(next(lines))["title"] == f"Mistake: {one.sentence}", "run `make mistakes`"
