"""Diagnosis: two sheets in, edits out. Finds the mistakes that make the observed bytes come out again, and proves them.

places/ finds where in a dialect's dataflow a mistake can be made, slips/ is the table of what languages do there; each
slip at each place is a hypothesis. suspect.py is the vocabulary of the known mistakes, suspects/ their names and links.
engine/bands.py has the order of work: slip_search.py tries slips, search.py sets of known mistakes in the order of
rounds.py; those before S take an exponentiation each (early.py), those after it (after_s.py) only hashes (compiled.py,
batch.py). diagnose.py asks both sides, proving.py makes findings of what came out, and checking.py, which did not
search, makes each proof again before it is shown. A new slip is one row, a new suspect one entry.
"""

from srpscope.why.diagnose import Reach, diagnose
from srpscope.why.finding import Diagnosis, Finding, Progress
from srpscope.why.question import Question

__all__ = ["Diagnosis", "Finding", "Progress", "Question", "Reach", "diagnose"]
