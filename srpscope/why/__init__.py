"""Diagnosis: two sheets in, edits out. Finds the mistakes that make the observed bytes come out again, and proves them.

suspect.py is the vocabulary of mistakes, suspects/ the known ones. search.py tries sets of them in the order of
rounds.py: those before S take an exponentiation each (powers.py), those after it (after_s.py) only hashes (late.py,
proofs.py). diagnose.py asks both sides, proving.py makes findings of what came out. A new suspect is one entry in the
file of the value it breaks.
"""

from srpscope.why.diagnose import diagnose
from srpscope.why.finding import Diagnosis, Finding, Progress
from srpscope.why.question import Question

__all__ = ["Diagnosis", "Finding", "Progress", "Question", "diagnose"]
