"""Long runs: sessions in a row, killed recordings, full disks, clocks that jump, millions of fuzzed inputs.

`python -m tests.reliability` makes them and writes the figures into tests/RELIABILITY.md; the marker `long` makes them
as tests. Each takes a count, so that a laptop can make a tenth of what is asked for, and the page says which it was.
"""
