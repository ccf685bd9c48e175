"""One handshake being looked at: reading.py says what each side is known to have, session.py keeps it and its edits."""

from srpscope.session.reading import Reading
from srpscope.session.session import REFUSALS, UNDECLARED, HashLine, Message, Session, View, as_text

__all__ = ["REFUSALS", "UNDECLARED", "HashLine", "Message", "Reading", "Session", "View", "as_text"]
