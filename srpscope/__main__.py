"""`python -m srpscope` does what `srpscope` does."""

import sys

from srpscope.cli import main

sys.exit(main())
