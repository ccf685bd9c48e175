"""How much a formula, a value or a file may ask for. Whatever comes from outside is held to these."""

FORMULA_CHARACTERS = 2_000
FORMULA_DEPTH = 40
FORMULA_NODES = 4_000
"""Nodes after macros were expanded: a macro that calls itself through others would otherwise double each time."""
LENGTH_BYTES = 65_536
"""The longest byte string that PAD, LE, HKDF, PBKDF2, MGF1 or a capture's value may give."""
JOINED_BYTES = 1_048_576
"""The longest byte string that | may give: values made of one another would otherwise grow each time."""
NUMBER_BITS = 32_768
"""The largest N, and the largest number a capture may give."""
PRODUCT_BITS = 4 * NUMBER_BITS
"""The largest intermediate result of + - *; an exponent too."""
DECIMAL_DIGITS = 40_000
"""Of the largest intermediate result; more digits are not read, which takes a time that grows with their square."""
ITERATIONS = 10_000_000
BCRYPT_COST = 14
NEEDS_ALTERNATIVES = 8
"""How many ways to learn a value are listed."""
