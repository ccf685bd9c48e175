"""Diagnosis: two sheets in, edits out. Finds the mistakes that make the observed bytes come out again, and proves them.

suspect.py is the vocabulary of mistakes, suspects/ the known ones, search.py the search, late.py its inner loop,
diagnose.py what the answer says of both sides. A new suspect is one entry in the file of the value it breaks.
"""

from srpscope.why.diagnose import diagnose
from srpscope.why.finding import Diagnosis, Finding, Progress
from srpscope.why.question import Question

__all__ = ["Diagnosis", "Finding", "Progress", "Question", "diagnose"]
