"""The keys of the live screen while a message waits: send, drop, edit, take back; and another password after it."""

from __future__ import annotations

from textual import work

from srpscope.errors import SrpscopeError, UserError
from srpscope.tui.frame.boxes.questions import asking
from srpscope.tui.frame.mode_screen import ModeScreen
from srpscope.tui.live.along import change
from srpscope.tui.live.feed import ClientFeed, HostFeed


def _hint(feed: ClientFeed | HostFeed) -> str:
    """What can be written to change the message that waits."""
    whole = "bytes=HEX the whole message"
    if feed.holding is None or feed.holding.computes is None:
        return f"NAME=HEX sets a field; {whole}"
    if isinstance(feed, HostFeed) and feed.holds_for == "server":
        return f"M2=HEX sets a field; M2=H(A | M1 | K) how it is made; s=HEX, b=HEX a value; {whole}"
    return f"M1=HEX sets a field; M1=H(A | B | K) how it is made; P=TEXT, a=HEX a value; {whole}"


class HoldingScreen(ModeScreen):
    """What holds. feed: what runs, if anything does."""

    def __init__(self, feed: ClientFeed | HostFeed | None = None) -> None:
        super().__init__()
        self.feed = feed

    def action_send(self, go_on: bool = False) -> None:
        """Send the held message."""
        feed = self.feed
        if feed is None or feed.held is None:
            self.desk.say("No message is held now.")
            return
        feed.release(go_on)
        self.desk.say("")
        self.refresh_all()

    def action_drop(self) -> None:
        """Do not send it; the exchange ends."""
        feed = self.feed
        if feed is not None and feed.held is not None:
            feed.drop()
            self.desk.say("")
            self.refresh_all()
        else:
            self.desk.say("No message is held now.")

    def action_undo_held(self) -> None:
        """Take the last edit of the held message back."""
        feed = self.feed
        holding = None if feed is None else feed.holding
        if holding is None or not holding.undo_edit():
            self.desk.say("There is no edit of a held message to undo.")
        else:
            self.desk.say("Undone: the held message is as it was before.")
            self.refresh_all()

    def works(self, command: str) -> bool:
        """What there is to do with what runs."""
        feed = self.feed
        if command in ("send", "send-all", "drop", "edit-held", "undo-held"):
            return feed is not None and feed.held is not None
        if command == "ways-held":
            holding = None if feed is None or feed.held is None else feed.holding
            return holding is not None and holding.computes is not None and bool(self.desk.waiting)
        if command == "mark-device":
            return isinstance(feed, ClientFeed) and feed.scanning
        if command == "hold":
            return feed is not None and not feed.over
        if command == "further":
            return isinstance(feed, ClientFeed) and feed.over and feed.may_try
        if command == "ask":
            return isinstance(feed, ClientFeed) and feed.stays
        if command == "again":
            return isinstance(feed, ClientFeed) and feed.may_begin_again
        if command == "another":
            return feed is not None and (feed.over or isinstance(feed, HostFeed))
        if command != "begin" or feed is None:
            return True
        return feed.scanning if isinstance(feed, ClientFeed) else bool(feed.ended) and feed.held is None

    def action_ask(self) -> None:
        """Ask the peer for something in the session that goes on."""
        feed = self._client()
        if feed is None or not feed.stays:
            ends = feed.session.ends if feed is not None and feed.accepted else ""
            self.desk.say(ends or "Nothing can be asked now: the session is not accepted yet, or it is over.")
            return
        forms = list(feed.session.forms.items())
        rows = [(name, ", ".join(fields) or "no fields") for name, fields in forms]

        def chosen(index: int | None) -> None:
            if index is not None:
                from srpscope.tui.live.request_form import RequestForm

                name = forms[index][0] if index < len(forms) else ""
                self.app.push_screen(RequestForm(feed.session, name), self._asked)

        rows.append(("another endpoint", "its name, and bytes in hex"))
        sealed = "Each is encrypted; the answer is shown decrypted."
        hint = sealed if feed.session.seals else "Each goes as it is, with what the log-in gave."
        asking(self).ask_which("Ask for more", hint, rows, chosen)

    def _asked(self, text: str | None) -> None:
        if text:
            self._perform(text)

    @work(exclusive=True, group="live-edit")
    async def _perform(self, text: str) -> None:
        feed = self._client()
        if feed is None:
            return
        try:
            await feed.ask(text)
        except SrpscopeError as error:
            self.desk.say(str(error), "warn")

    def action_hold(self) -> None:
        """Hold before something else."""
        feed = self.feed
        if feed is None:
            return
        try:
            self.desk.say(f"Holds before {feed.hold_at_next()}.")
        except SrpscopeError as error:
            self.desk.say(str(error), "warn")

    def action_edit(self) -> None:
        """Change the held message."""
        feed = self.feed
        if feed is None or feed.held is None:
            self.desk.say("Only a held message can be edited; H chooses where to hold.")
            return
        from srpscope.tui.frame.boxes.prompt import Prompt

        self.app.push_screen(Prompt("Edit the held message", _hint(feed)), self._edited)

    def _edited(self, text: str | None) -> None:
        if text:
            self._change(text)

    @work(exclusive=True, group="live-edit")
    async def _change(self, text: str) -> None:
        feed = self.feed
        if feed is None:
            return
        try:
            if feed.holding is None:
                raise UserError("No message is held now.")
            self.desk.say(await change(feed.holding, text), "warn")
        except SrpscopeError as error:
            self.desk.say(str(error), "warn")

    def action_further(self) -> None:
        """Try another password in the same session."""
        feed = self._client()
        if feed is None or not feed.may_try:
            self.desk.say("This session takes no further proof.")
            return
        if feed.session.was_edited:
            self._ask_of_edits(feed)
            return
        self._ask_further()

    def _ask_of_edits(self, feed: ClientFeed) -> None:
        """An edit would go on in the further proof: keep it, or not."""

        def chosen(index: int | None) -> None:
            if index is None:
                return
            if index == 0:
                feed.session.drop_edits()
            self._ask_further()

        rows = [("Drop the edits", "computes as at the beginning"), ("Keep them", "and only the password is another")]
        asking(self).ask_which("Another password", "Your edits of this side still stand.", rows, chosen)

    def _ask_further(self) -> None:
        from srpscope.tui.frame.boxes.prompt import Prompt

        hint = "The device counts no tries: only for your own device. The password is sent nowhere but into the sums."
        self.app.push_screen(Prompt("Another password", hint, password=True), self._try)

    def _try(self, text: str | None) -> None:
        if text is not None:
            self._further(text)

    @work(exclusive=True, group="live-edit")
    async def _further(self, password: str) -> None:
        feed = self._client()
        if feed is None:
            return
        try:
            found = await feed.further(password)
            self.desk.say("Accepted." if found else "Refused as well.", "agree" if found else "warn")
        except SrpscopeError as error:
            self.desk.say(str(error), "warn")

    def _client(self) -> ClientFeed | None:
        feed = self.feed
        return feed if isinstance(feed, ClientFeed) else None
