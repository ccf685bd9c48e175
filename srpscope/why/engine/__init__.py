"""The search: bands.py has the order of work, slip_search.py tries slips, search.py sets of known mistakes."""
