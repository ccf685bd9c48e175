"""`python -m srpscope` does what `srpscope` does."""

import sys

from srpscope.cli import main

if __name__ == "__main__":  # the processes of `triage` load the program that began them
    sys.exit(main())
