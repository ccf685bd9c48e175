"""A finding in words: what is wrong, how often it strikes, and how it is put right in each language."""
