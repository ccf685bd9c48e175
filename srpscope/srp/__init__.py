"""The arithmetic of SRP: groups, hashes, encodings, formulas, dialects, sheets, comparison. Pure.

Read it in this order, with RFC 5054 beside it: dialects/srp6a.toml (the formulas), formula.py and parsing.py (their
language), encodings.py and functions/ (what each operand and function does), sheet.py (one side), comparison.py (both).
"""
