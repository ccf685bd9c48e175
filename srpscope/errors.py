"""Who is at fault: the user, the file, the peer, or us. Each error carries the exit status of the command line."""


class SrpscopeError(Exception):
    """One sentence for a person, and the exit status (sysexits) that the command line ends with."""

    exit_status = 70


class UserError(SrpscopeError):
    """The command, the setting or the typed value makes no sense (64)."""

    exit_status = 64


class FileError(SrpscopeError):
    """The file, or the text given as one, could not be read (65). Says which line and key, or which offset."""

    exit_status = 65


class PeerError(SrpscopeError):
    """The other party was not reached, vanished, or sent something that is not the protocol (69)."""

    exit_status = 69


class OutputError(SrpscopeError):
    """A file could not be written (73)."""

    exit_status = 73


class PermissionDeniedError(SrpscopeError):
    """The system refused: Bluetooth, D-Bus, a port (77)."""

    exit_status = 77


class OwnError(SrpscopeError):
    """srpscope itself is wrong (70)."""

    exit_status = 70
