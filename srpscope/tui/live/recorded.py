"""What becomes of a live session that is over: its recording is what F2 and F3 show, and what enter opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from srpscope.errors import SrpscopeError
from srpscope.printable import printable
from srpscope.session.clauses import status_of
from srpscope.session.legs import leading
from srpscope.statuses import DISAGREE
from srpscope.tui.live.feed import ClientFeed, HostFeed
from srpscope.tui.live.holding import HoldingScreen

if TYPE_CHECKING:
    from srpscope.live.concluding import Ended
    from srpscope.session import Session


def leg_to_open(ended: Ended) -> str:
    """Of a proxy's session the leg that is to be looked at: the one that is wrong, the app's where both are, or where
    neither is; the one in which a person changed something, where that ended it. "" where the recording is of one
    handshake."""
    legs = ended.answer.get("legs")
    if legs is None:
        return ""
    judged = {leg: legs[leg]["judgement"] for leg in ("app", "device")}
    if ended.answer.get("judgement", {}).get("at_fault") == "person":
        return leading(judged["app"], judged["device"])
    wrong = [leg for leg in ("app", "device") if status_of(judged[leg]) == DISAGREE]
    return wrong[0] if wrong else "app"


class RecordedScreen(HoldingScreen):
    """What opens recordings."""

    def __init__(self, feed: ClientFeed | HostFeed | None = None) -> None:
        super().__init__(feed)
        self._offered: Session | None = None
        self._offered_number = 0

    def offer_client(self, feed: ClientFeed) -> None:
        """What was recorded is looked at in the debugger."""
        path = feed.session.recording.kept
        if path is not None:
            self._open_recording(str(path), "")

    def offer_ended(self) -> None:
        """The latest session of a server or proxy, once none is under way: it is what F2 shows, unless something else
        was opened there."""
        feed = self.feed
        if not isinstance(feed, HostFeed) or not feed.ended or feed.host.running or feed.concluding:
            return
        last = feed.ended[-1]
        seen = self.desk.session is None or self.desk.following or self.desk.session is self._offered
        if last.record is not None and last.session != self._offered_number and seen:
            self._offered_number = last.session
            self.open_ended(last)

    def open_ended(self, ended: Ended) -> None:
        """The recording of a session that is over, of a proxy the leg that is wrong."""
        self._open_recording(str(ended.record), leg_to_open(ended))

    @work(thread=True, group="live-open")
    def _open_recording(self, name: str, leg: str) -> None:
        from srpscope.session.opening import read_path, session_of

        try:
            found = read_path(Path(name)).captures
            of_it = [one for one in found if leg and any(line.get("leg") == leg for line in one.messages)]
            session = session_of((of_it or found)[0])
        except SrpscopeError as error:
            self.app.call_from_thread(self.desk.say, str(error), "warn")
            return
        self.app.call_from_thread(self._recorded, session, Path(name))

    def _recorded(self, session: Session, path: Path) -> None:
        """Look at the recording, unless what is looked at would be lost."""
        if self.desk.unsaved and not self.desk.following:
            said = f"Recorded in {printable(path.name, 60)}; what you look at in F2 is not saved, and stays."
            self.desk.say(said, "warn")
        else:
            self._offered = session
            self.desk.prepare(session, path)
