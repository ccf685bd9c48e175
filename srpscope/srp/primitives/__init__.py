"""What every formula is computed with: groups, modular powers, hash functions."""
