"""Who is at fault: the user, the file, the peer, or us. Each error carries the exit status of the command line."""

from srpscope.printable import printable
from srpscope.statuses import FORBIDDEN, MISUSE, OWN_FAULT, UNREACHED, UNREADABLE, UNWRITABLE

LONGEST = 4_000
"""Characters of a sentence, at the most: long enough for a list of all dialects."""


def reason(error: OSError | OverflowError | ValueError) -> str:
    """What the system says went wrong, in its own words, as it stands behind a colon in a sentence of ours."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error)).lower()


class SrpscopeError(Exception):
    """One sentence for a person, and the exit status (sysexits) that the command line ends with.

    Whatever was quoted in it, the name of a file or a peer's words, it stays one line: with an end of line of their own
    they would say the next sentence in our name.
    """

    exit_status: int = OWN_FAULT

    def __str__(self) -> str:
        return printable(super().__str__(), LONGEST)


class UserError(SrpscopeError):
    """The command, the setting or the typed value makes no sense (64)."""

    exit_status = MISUSE


class EndedError(UserError):
    """The person ended what was being computed."""


class FileError(SrpscopeError):
    """The file, or the text given as one, could not be read (65). Says which line and key, or which offset."""

    exit_status = UNREADABLE


class PeerError(SrpscopeError):
    """The other party was not reached, vanished, or sent something that is not the protocol (69)."""

    exit_status = UNREACHED


class UnsentError(PeerError):
    """There was no connection to send a message on: nothing of it went out (69)."""


class OutputError(SrpscopeError):
    """A file could not be written (73)."""

    exit_status = UNWRITABLE


class PermissionDeniedError(SrpscopeError):
    """The system refused: Bluetooth, D-Bus, a port (77)."""

    exit_status = FORBIDDEN


class OwnError(SrpscopeError):
    """srpscope itself is wrong (70)."""

    exit_status = OWN_FAULT
