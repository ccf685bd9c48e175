"""One handshake being looked at: statement.py says what its capture says, reading.py what each side is known to have of
it, session.py keeps it and its edits; opening.py is the one way in."""

from srpscope.session.reading import Reading
from srpscope.session.session import Message, Session, View, as_text
from srpscope.session.speaking import UNDECLARED
from srpscope.session.statement import HashLine

__all__ = ["UNDECLARED", "HashLine", "Message", "Reading", "Session", "View", "as_text"]
