"""Over every system: a held proof is looked at in the debugger, edited, taken back, edited again, sent and refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

from srpscope.live.editing import Editing
from srpscope.session.judgement import judge
from srpscope.session.opening import read_path, session_of
from srpscope.tui.facts.edits.ways import place_of, ways
from srpscope.tui.facts.moment.shown import shown
from srpscope.tui.facts.spans import line_width
from srpscope.tui.live.along import UNCHANGED, at_this_moment, change
from srpscope.tui.live.lines import held_rows
from srpscope.tui.live.proof_rows import proof_rows
from srpscope.wire.wires import wire
from tests.systems.test_registry import each, played, wire_of


@each
async def test_hold_look_edit_undo_send_and_see_it_explained(name: str, tmp_path: Path) -> None:
    async with played(name, tmp_path) as here:
        session = here.client(holds=wire(wire_of(name)).client_proof)
        running = asyncio.ensure_future(session.run())
        while session.held is None:
            await asyncio.sleep(0.01)
        built = session.held.data
        now = at_this_moment(session)
        found = shown(now, now.edits)
        assert found.view.client.value("M1") is not None and "M1" not in found.view.wire
        assert any(way.edits for way in ways(now, found, place_of(now, found, "M1", None, "client")))
        assert proof_rows(session.party.sheet, 100, False)
        assert all(line_width(line) <= 58 for line in held_rows(session, 58, True)), "a byte is cut at 60 columns"

        spoken = session.party.knowledge.dialect
        value, wrong = "u", spoken.parse("H(B)")
        await session.edit_value(value, formula=wrong)
        assert session.held is not None and session.held.data != built
        made = "".join(text for text, _role in proof_rows(session.party.sheet, 100, False)[-1])
        assert "M1" in made and made.rstrip().endswith("≠"), "what the operands make is beside what the dialect gives"
        edited = at_this_moment(session)
        assert [edit.value for edit in edited.edits] == [value]
        assert session.undo_edit() and session.held.data == built and not session.undo_edit()
        await session.edit_value(value, formula=wrong)
        session.hold.release()
        assert await asyncio.wait_for(running, 60) is False
        await session.close()
    assert session.recording.kept is not None
    recorded = session_of(read_path(session.recording.kept).captures[0])
    assert [edit.value for edit in recorded.edits] == [value]
    judged = judge(recorded)
    assert judged.outcome == "refused" and "edit 1" in judged.headline


@each
async def test_a_held_message_of_a_played_server_is_looked_at_edited_and_sent(name: str, tmp_path: Path) -> None:
    proof = wire(wire_of(name)).server_proof
    async with played(name, tmp_path, "*") as here:
        session = here.client()
        running = asyncio.ensure_future(session.run())
        edited = ""
        while not running.done():
            live = next((one for one in here.host.running.values() if one.held is not None), None)
            if live is None or live.held is None:
                await asyncio.sleep(0.01)
                continue
            now = at_this_moment(live)
            party = live.computes
            assert party is not None and party.knowledge.side == "server"
            fields = live.held_fields
            if "B" in fields:
                edited = "B"
                await its_own_bytes_come_back(live, "b", "b=17")
            if live.held.step.name in proof:
                assert shown(now, now.edits).view.server.value("K") is not None
                if "M2" in fields:
                    edited = "M2"
                    assert proof_rows(party.sheet, 100, False)
                    await its_own_bytes_come_back(live, "M2", "M2=H(K)")
                    assert await change(live, "M2=H(K)") != UNCHANGED
            live.hold.release()
            await asyncio.sleep(0.01)
        accepted = running.result()
        await session.close()
        assert edited == ("B" if name == "cognito" else "M2")
        assert accepted is (name == "cognito")
        ended = await here.ended()
    assert ended.record is not None
    recorded = session_of(read_path(ended.record).captures[0])
    assert [edit.value for edit in recorded.edits] == ([] if name == "cognito" else ["M2"])


async def its_own_bytes_come_back(live: Editing, value: str, text: str) -> None:
    """An edit changes the message that waits, the debugger sees it, and it can be taken back."""
    assert live.held is not None
    built = live.held.data
    assert await change(live, text) != UNCHANGED and live.held.data != built
    assert [edit.value for edit in at_this_moment(live).edits][-1:] == [value]
    assert live.undo_edit() and live.held.data == built and not live.undo_edit()
