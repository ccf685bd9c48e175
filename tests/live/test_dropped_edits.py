"""Edits that were dropped before a further proof are no part of what was accepted."""

from __future__ import annotations

import asyncio

import pytest

from srpscope.live.client import Further
from srpscope.session import Session
from srpscope.session.judgement import judge
from srpscope.session.tries import earlier_tries
from tests.live.bench import client, device


@pytest.mark.parametrize("dropped", [True, False])
async def test_a_further_proof_after_the_edits_were_dropped_is_accepted_without_them(dropped: bool) -> None:
    """The password was wrong and the client was edited; the right password alone ended it."""
    async with device() as played:
        session = client(played, password="wrong", holds=("Cmd1",))
        task = asyncio.create_task(session.run())
        while session.held is None and not task.done():
            await asyncio.sleep(0.01)
        await session.edit_value("k", 3)
        session.hold.release(go_on=True)
        assert await task is False
        if dropped:
            session.drop_edits()
            assert not session.was_edited
        found = await session.try_further([Further("the right one", {"P": "abcd1234"})])
        assert (found is not None) is dropped
        await session.close()
    opened = Session(session.recording.capture)
    judged = judge(opened)
    assert (judged.outcome == "accepted") is dropped
    assert ("edit" in judged.headline) is not dropped
    assert [edit.off for edit in opened.edits] == [dropped]
    (first,) = earlier_tries(opened)
    assert judge(first.session).headline.startswith("Refused, as it must be with edit 1: k = ")
