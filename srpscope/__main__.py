"""The program's own start: `srpscope`, and `python -m srpscope`."""

import signal
import sys


def main() -> int:
    """The exit status of what the command line asks for. Ctrl-C while the program is loaded ends it as any other,
    without the traceback of an import."""
    heard = signal.getsignal(signal.SIGINT)
    if heard is signal.default_int_handler:  # who ignores it, as a shell does for what it runs behind, goes on so
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from srpscope.cli import main as run

    signal.signal(signal.SIGINT, heard)
    return run()


if __name__ == "__main__":  # the processes of `triage` load the program that began them
    sys.exit(main())
